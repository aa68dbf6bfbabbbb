"""What a finished tree has lost is named, and nothing else is. Trees and texts of our own making."""

import random

import pytest

from documents.instrument import read_instrument
from documents.model import Instrument, Kind, Line, Place, Problem, Provision, Reading, Segment
from documents.structure.audit import audit
from tests.linear import assert_linear

HEAD = ("CHÍNH PHỦ", "Số: 12/2031/NĐ-CP", "Hà Nội, ngày 02 tháng 3 năm 2031", "NGHỊ ĐỊNH", "Quy định về hỗ trợ nạn nhân")
END = ("Nơi nhận:", "- Lưu: VT.", "TM. CHÍNH PHỦ", "THỦ TƯỚNG")
NEW = {"unlisted_article", "unlisted_clause", "missing_clause"}


def article(number: str, text: str = "", *children: Provision, tail: str = "", segments: tuple[Segment, ...] = ()) -> Provision:
    return Provision(f"dieu-{number}", Kind.ARTICLE, number, "Tên điều", text, tail, children, text_map=segments)


def beside(kind: Kind, text: str, heading: str | None = None) -> Provision:
    return Provision("ben-canh", kind, heading=heading, text=text)


def units(kind: Kind, *labels: str, **words: str) -> tuple[Provision, ...]:
    return tuple(Provision(f"{kind}-{label}", kind, label, text=words.get(f"_{label}", "Nội dung.")) for label in labels)


def told(problems: list[Problem]) -> list[tuple[str, str | None]]:
    return [(str(problem.code), problem.place) for problem in problems]


def read(*lines: str) -> Instrument:
    return read_instrument(Reading("txt", tuple(Line(line, starts_paragraph=True) for line in lines)))


def codes(*lines: str) -> list[str]:
    return [str(problem.code) for problem in read(*lines).problems if problem.code in NEW]


WRAPPED = tuple(Segment(start, end, Place(element=f"line:{start}")) for start, end in ((0, 5), (6, 17)))


@pytest.mark.parametrize(
    ("roots", "places"),
    [
        pytest.param([article("1", "Một.\nĐiều 2. Hai\nHai.")], ["dieu-1"], id="a line of an article"),
        pytest.param([article("1", "Một.\nĐiều 7. Bảy"), article("2")], ["dieu-1"], id="out of sequence"),
        pytest.param([article("1", "Một.\nĐiều 2 Trách nhiệm"), article("3")], ["dieu-1"], id="weak, in sequence"),
        pytest.param([article("1", "Một.\nĐiều 2.Trách nhiệm"), article("3")], ["dieu-1"], id="glued"),
        pytest.param([article("1", "Một.\nĐiều2. Trách nhiệm")], ["dieu-1"], id="glued number"),
        pytest.param([article("1", "Một.\nĐiều 7 Trách nhiệm")], [], id="weak, out of sequence"),
        pytest.param([article("1", "Một. Điều 2. Hai")], ["dieu-1"], id="in a line, in sequence"),
        pytest.param([article("1", "Một. Điều 9. Chín")], [], id="in a line, out of sequence"),
        pytest.param([article("1", "Các bên Điều 2. Hai", segments=WRAPPED)], [], id="a line that no source has"),
        pytest.param([article("1", "Các b Điều 2. Hai", segments=WRAPPED)], ["dieu-1"], id="a line joined to another"),
        pytest.param([article("1", "theo khoản 1\nĐiều 2. Hai"), article("2")], [], id="a citation on two lines"),
        pytest.param([article("1", "của\nĐiều 2. Hai"), article("2")], [], id="a sentence on two lines"),
        pytest.param([article("1", "của\nĐiều 2. Hai"), article("3")], ["dieu-1"], id="lost behind an unfinished line"),
        pytest.param([article("1", "Một:\n“Điều 2. Hai\nĐiều 3. Ba”.")], [], id="quoted"),
        pytest.param([article("1", "Một:\n“Điều 8. Hai\nĐiều 9. Ba”.\nĐiều 2. Hai")], ["dieu-1"], id="behind a quotation"),
        pytest.param([article("1", "Sửa đổi Điều 5 như sau:\nĐiều 5. Năm")], [], id="new text without marks"),
        pytest.param([article("1", "Sửa đổi Điều 5 như sau:\nĐiều 2. Hai"), article("3")], ["dieu-1"], id="fills a gap"),
        pytest.param([article("1", "Điều này, Điều 2 và Điều 3.\nĐiều 2, Điều 3"), article("2")], [], id="citations"),
        pytest.param(
            [beside(Kind.PREAMBLE, "MỤC LỤC\nĐiều 1. Một 3\nĐiều 2. Hai 4"), article("1"), article("2")], [], id="contents"
        ),
        pytest.param(
            [beside(Kind.PREAMBLE, "MỤC LỤC\nĐiều 1. Một 3\nĐiều 2. Hai 4"), article("1")], ["ben-canh"], id="contents tell"
        ),
        pytest.param([article("1"), beside(Kind.APPENDIX, "HỢP ĐỒNG\nĐiều 1. Một\nĐiều 2. Hai")], [], id="a contract"),
        pytest.param([article("1"), beside(Kind.APPENDIX, "QUY CHẾ\nĐiều 1. Một\nĐiều 2. Hai")], ["ben-canh"], id="a regulation"),
        pytest.param([article("1"), beside(Kind.APPENDIX, "Bảng.\nĐiều 2. Hai")], ["ben-canh"], id="swallowed by an appendix"),
        pytest.param(
            [article("1"), beside(Kind.SIGNATURE, "TM.\nĐiều 1. Một\nĐiều 2. Hai")], ["ben-canh"], id="behind a signature"
        ),
        pytest.param(
            [article("1"), beside(Kind.SIGNATURE, "TM.\nĐiều 1. Giao ............\nĐiều 2. Hai")], [], id="to be filled in"
        ),
        pytest.param([article("1"), beside(Kind.SIGNATURE, "TM.\nĐiều 7. Bảy")], ["ben-canh"], id="behind a signature, any number"),
        pytest.param([article("1"), beside(Kind.APPENDIX, "QUY CHẾ\n(tên cơ quan)\nĐiều 1. Một")], [], id="a model"),
        pytest.param([article("1"), beside(Kind.FORM, "Điều 2. Hai")], [], id="a form"),
    ],
)
def test_lines_that_read_as_articles(roots: list[Provision], places: list[str]) -> None:
    assert told(audit(roots)) == [("unlisted_article", place) for place in places]


def test_lines_of_one_provision_are_one_problem() -> None:
    (problem,) = audit([article("1", "Một.\nĐiều 2. Hai\nĐiều 3. Ba\nĐiều 5. Năm")])
    assert dict(problem.message.values) == {"words": "Điều 2. Hai", "count": 3, "numbers": "2–3, 5"}


CLAUSES, POINTS = Kind.CLAUSE, Kind.POINT


@pytest.mark.parametrize(
    ("roots", "expected"),
    [
        pytest.param([article("1", "", *units(CLAUSES, "1", "2", "2a", "3"))], [], id="whole"),
        pytest.param([article("1", "", *units(CLAUSES, "1", "3"))], [("missing_clause", "clause-3")], id="a label missing"),
        pytest.param([article("1", "", *units(CLAUSES, "2", "3"))], [("missing_clause", "clause-2")], id="the first missing"),
        pytest.param(
            [article("1", "", *units(CLAUSES, "1", "3", _1="Một.\n2. Hai."))], [("unlisted_clause", "clause-1")], id="on a line"
        ),
        pytest.param([article("1", "", *units(CLAUSES, "1", _1="Một. 2. Hai."))], [("unlisted_clause", "clause-1")], id="the last"),
        pytest.param([article("1", "", *units(CLAUSES, "1", _1="theo số 2. hai"))], [], id="a number in a sentence"),
        pytest.param([article("1", "", *units(CLAUSES, "1", "2", _2="Gồm:\n1. A;\n2. B;\n3. C."))], [], id="a list of its own"),
        pytest.param([article("1", "", *units(POINTS, "a", "b", "c", "d", "e", "g", "h"))], [], id="letters without đ"),
        pytest.param([article("1", "", *units(POINTS, "a", "c"))], [("missing_clause", "point-c")], id="a letter missing"),
        pytest.param(
            [article("1", "", *units(POINTS, "a", "b", _b="Hai; c) Ba."))], [("unlisted_clause", "point-b")], id="a point"
        ),
        pytest.param([article("1", "", *units(CLAUSES, "1", _1="Sửa: “a) A. 2. Hai.”"))], [], id="quoted on a line"),
        pytest.param([article("1", "", *units(POINTS, "a", "c", "b", "d"))], [], id="in another order"),
        pytest.param([article("1", "", *units(POINTS, "a", "b", "a", "b"))], [], id="a list that begins anew"),
        pytest.param([article("1", "Sửa đổi như sau:\nHai", *units(CLAUSES, "1", "4"))], [], id="new text without marks"),
        pytest.param([article("1", "", *units(CLAUSES, "1", _1="Sửa:\n“1. Một.\n2. Hai.”"))], [], id="quoted"),
        pytest.param([article("1", "", *units(POINTS, "1.1", "1.4"))], [], id="numbers in levels"),
    ],
)
def test_labels(roots: list[Provision], expected: list[tuple[str, str]]) -> None:
    assert told(audit(roots)) == expected


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("Điều 1. Một", "1. Một.", "2. Hai.", "a) A;", "b) B.", "Điều 2. Hai", "Hai."), id="plain"),
        pytest.param(
            ("Điều 1. Sửa đổi Nghị định số 1/2030/NĐ-CP", "“Điều 9. Chín", "Chín.”.", "Điều 2. Hai", "Hai."), id="amending"
        ),
    ],
)
def test_a_whole_text_has_no_such_problem(lines: tuple[str, ...]) -> None:
    assert codes(*HEAD, *lines, *END) == []


def shuffled() -> tuple[str, ...]:
    numbers = list(range(1, 5001))
    random.Random(5).shuffle(numbers)
    return tuple(f"Điều {number}. Tên" for number in numbers)


@pytest.mark.third
@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(shuffled(), id="5,000 headings in wrong order"),
        pytest.param(tuple(f"Điều {10**9 + 7 * number}. Tên" for number in range(5000)), id="numbers of ten digits"),
        pytest.param(("Điều 1. Sửa đổi như sau:", "“Điều 9. Chín", *shuffled()), id="a quotation that never ends"),
        pytest.param(("Điều 1. Tên", *(f"{2 * number % 997}. Khoản" for number in range(5000))), id="clauses in wrong order"),
        pytest.param((f"Điều 1. Tên {'9' * 5000}", f"Điều {'9' * 5000}. Tên"), id="5,000 digits"),
    ],
)
def test_bad_input_is_named_in_a_few_problems(lines: tuple[str, ...]) -> None:
    found = codes(*HEAD, *lines, *END)
    assert all(found.count(code) <= 9 for code in found)


def test_the_audit_is_linear() -> None:
    def roots(size: int) -> list[Provision]:
        lines = "\n".join(f"Điều {10 * number}. Tên" for number in range(size))
        return [article("1", lines, *units(CLAUSES, *map(str, range(1, size))))]

    assert_linear(audit, roots(500), roots(5000))
