"""What the pages show, as plain HTML: the stored text, character for character, and never anything that acts."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from lxml import html as lxml_html

import kb.pages
from documents.comparison import count_changes, diff_words, plain_text
from documents.messages import Message
from documents.model import Kind, Note, Problem, ProblemCode, Provision, Table
from documents.time.status import Basis, Status, StatusCode, Told, WordingCode
from documents.wording.citing import cite, label
from kb.interface.catalogue import Catalogue, entries, languages
from kb.interface.days import today
from kb.law.status.provision_status import provision_status, tone_of
from kb.pages.kit.address import address, on_day, read_number
from kb.pages.kit.html import SIGNS, badge, highlighted, macros, pill, sides, state
from kb.pages.reader.typesetting import SEAM, contents_html, law_html

EVIL = '<script>alert("x")</script> & "5 < 6"'
TREE = (
    Provision(path="mo-dau", kind=Kind.PREAMBLE, text="CƠ QUAN MẪU\nNGHỊ ĐỊNH"),
    Provision(
        path="chuong-i",
        kind=Kind.CHAPTER,
        number="I",
        heading="QUY ĐỊNH CHUNG",
        children=(
            Provision(
                path="dieu-1",
                kind=Kind.ARTICLE,
                number="1",
                heading="Mức hỗ trợ",
                text="Nạn nhân được hỗ trợ:\nđoạn hai",
                tail="Mức tối thiểu.",
                children=(
                    Provision(
                        path="dieu-1/khoan-1",
                        kind=Kind.CLAUSE,
                        number="1",
                        text="Tiền ăn gồm:",
                        children=(Provision(path="dieu-1/khoan-1/diem-đ", kind=Kind.POINT, number="đ", text=EVIL),),
                        notes=(Note("3", f"Khoản này được sửa đổi {EVIL}"),),
                    ),
                ),
            ),
            Provision(path="dieu-2", kind=Kind.ARTICLE, number="2", text="Nghị định này có hiệu lực."),
        ),
    ),
    Provision(
        path="phu-luc-i",
        kind=Kind.APPENDIX,
        number="I",
        heading="DANH MỤC",
        children=(Provision(path="phu-luc-i/bang-1", kind=Kind.TABLE, table=Table((("STT", "Tên"), ("1", EVIL)))),),
    ),
)


def fields(block: str) -> dict[tuple[str, str], str]:
    """The stored fields as a browser would read them back from the page: (path, field) to text."""
    found: dict[tuple[str, str], dict[int, str]] = {}
    for element in lxml_html.fromstring(block).iter():
        name = element.get("data-f")
        if name:
            section = next(above for above in element.iterancestors() if above.tag == "section")
            found.setdefault((section.get("id"), name), {})[int(element.get("data-o"))] = element.text_content()
    texts: dict[tuple[str, str], str] = {}
    for place, pieces in found.items():
        text = ""
        for offset, piece in sorted(pieces.items()):
            text = text.ljust(offset, "\n") + piece
        texts[place] = text
    return texts


def test_every_field_stands_on_the_page_character_for_character_at_its_offset() -> None:
    stored = {
        (item.path, name): text
        for root in TREE
        for item in root.walk()
        for name, text in (("heading", item.heading), ("text", item.text), ("tail", item.tail))
        if text
    }
    assert fields(law_html(TREE, "van-ban?vb=x")) == stored


@pytest.mark.parametrize("block", [law_html(TREE, 'van-ban?vb="x'), contents_html(TREE, EVIL)])
def test_text_is_data(block: str) -> None:
    assert "<script" not in block
    tags = {element.tag for element in lxml_html.fromstring(block).iter()}
    assert "script" not in tags


def test_an_article_of_one_sentence_goes_on_behind_its_number() -> None:
    assert f'<a class="n">Điều 2.</a></h2>{SEAM}<p class="run" data-f="text" data-o="0">Nghị định này' in law_html(TREE, "")


def test_articles_and_what_has_none_are_drawn_by_themselves_and_their_headings_stand_from_the_start() -> None:
    pieces = law_html(TREE, "").split(SEAM)
    insides, outside = pieces[1::2], "".join(pieces[::2])
    opening = ['<p data-f="text"', '<p data-f="text"', '<p class="run" da', '<section class="k']
    assert [inside[: len(start)] for inside, start in zip(insides, opening, strict=True)] == opening
    assert re.findall('id="([^"]+)"', outside) == ["mo-dau", "chuong-i", "dieu-1", "dieu-2", "phu-luc-i"]
    assert re.findall('data-f="(.*?)" data-o="0">(.*?)<', outside) == [
        ("heading", "QUY ĐỊNH CHUNG"),
        ("heading", "Mức hỗ trợ"),
        ("heading", "DANH MỤC"),
    ]


def test_pointers_of_the_codification_are_links_without_their_marks() -> None:
    notes = (Note("chi-dan:15006", "Điều 15.6.LQ.1. Quốc tịch"), Note("vbpl:77", "Điều 2 Thông tư mẫu"), Note("", "ghi chú nguồn"))
    page = lxml_html.fromstring(law_html((Provision(path="dieu-1", kind=Kind.ARTICLE, number="1", notes=notes),), ""))
    assert [aside.text_content() for aside in page.iter("aside")] == [
        "→ Điều 15.6.LQ.1. Quốc tịch",
        "→ Điều 2 Thông tư mẫu",
        "ghi chú nguồn",
    ]
    assert [link.get("data-anchor") for link in page.iter("a") if link.get("data-anchor")] == ["15006"]


def test_contents_name_articles_in_their_chapters_and_fold_only_long_texts() -> None:
    block = contents_html(TREE, "Mục lục")
    assert re.findall(r'data-to="([^"]+)"', block) == ["chuong-i", "dieu-1", "dieu-2", "phu-luc-i"]
    assert block.count("<details") == block.count(" open>") == 2
    long = (
        Provision(
            path="chuong-i", kind=Kind.CHAPTER, children=tuple(Provision(path=f"dieu-{n}", kind=Kind.ARTICLE) for n in range(61))
        ),
    )
    assert contents_html(long, "Mục lục").count(" open>") == 1


@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        (Kind.ARTICLE, "32đ", "Điều 32đ."),
        (Kind.CLAUSE, "3", "3."),
        (Kind.POINT, "đ", "đ)"),
        (Kind.CHAPTER, "II", "Chương II"),
        (Kind.PART, "THỨ HAI", "Phần THỨ HAI"),
        (Kind.FORM, "01", "Mẫu số 01"),
        (Kind.CLAUSE, None, ""),
        (Kind.SIGNATURE, None, ""),
    ],
)
def test_labels_are_printed_as_in_law(kind: Kind, number: str | None, expected: str) -> None:
    assert label(Provision(path="x", kind=kind, number=number)) == expected


def test_plain_text_keeps_labels_tables_and_closing_words() -> None:
    assert plain_text(TREE[1].children[0]).split("\n") == [
        "Điều 1. Mức hỗ trợ",
        "Nạn nhân được hỗ trợ:",
        "đoạn hai",
        "1. Tiền ăn gồm:",
        f"đ) {EVIL}",
        "Mức tối thiểu.",
    ]
    assert plain_text(TREE[2]).split("\n") == ["Phụ lục I DANH MỤC", "STT | Tên", f"1 | {EVIL}"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("dieu-12", "Điều 12"),
        ("dieu-12/khoan-3/diem-đ", "Điểm đ khoản 3 Điều 12"),
        # Điểm d and điểm đ are two provisions.
        ("dieu-12/khoan-3/diem-d", "Điểm d khoản 3 Điều 12"),
        ("dieu-32đ", "Điều 32đ"),
        ("phan-thu-hai/chuong-xi/muc-2", "Mục 2 Chương XI Phần thứ hai"),
        ("kem-theo-1/dieu-4", "Điều 4 văn bản kèm theo 1"),
        ("phu-luc-i/bang-1", "Bảng 1 Phụ lục I"),
        ("dieu-3~2", "Điều 3 (2)"),
        ("mo-dau/can-cu-2", "Căn cứ 2 Phần mở đầu"),
        ("la-gi", "La-gi"),
    ],
)
def test_paths_are_cited_as_lawyers_do(path: str, expected: str) -> None:
    assert cite(path) == expected


def test_addresses_keep_what_is_given_and_nothing_else() -> None:
    assert address("van-ban", {"vb": "luat/66-2011-qh12/quoc-hoi/2011-03-29", "dk": "dieu-3/diem-đ", "pb": None}) == (
        "van-ban?vb=luat/66-2011-qh12/quoc-hoi/2011-03-29&dk=dieu-3/diem-%C4%91"
    )
    assert address("tra-cuu", {"ngay": date(2026, 11, 24)}) == "./?ngay=2026-11-24"
    assert address("tra-cuu", {}) == "./"
    assert address("van-ban", {"q": 'a b&c="'}) == "van-ban?q=a%20b%26c%3D%22"


def test_the_same_address_on_another_day_names_no_version() -> None:
    href = "van-ban?vb=luat/1-2020/-/2020-01-01&dk=dieu-1/diem-%C4%91&pb=3&ngay=2021-01-01&lang=en"
    assert on_day(href, date(2024, 2, 1)) == "van-ban?vb=luat/1-2020/-/2020-01-01&dk=dieu-1/diem-%C4%91&lang=en&ngay=2024-02-01"
    assert on_day("./?ngay=2021-01-01", None) == "./"
    assert on_day("https://evil.example/van-ban?x=1", None) == "/van-ban?x=1"


@pytest.mark.parametrize(("text", "number"), [("2", 2), ("x", None), ("-1", None), ("²", None), ("9" * 30, None), (None, None)])
def test_numbers_in_addresses(text: str | None, number: int | None) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("highlights", "marked"),
    [
        ([[0, 3], [4, 7]], ["chi", "phí"]),
        # Overlapping, reversed in order, or outside the text: as far as they make sense.
        ([[4, 7], [0, 5]], ["chi p", "hí"]),
        ([[8, 99]], ["<đi>"]),
        ([[50, 60], [5, 5]], []),
    ],
)
def test_highlights_stand_where_they_are_said_to(highlights: list[list[int]], marked: list[str]) -> None:
    block = highlighted("chi phí <đi>", highlights)
    assert unescape(re.sub(r"</?mark>", "", block)) == "chi phí <đi>"
    assert [unescape(words) for words in re.findall(r"<mark>(.*?)</mark>", block)] == marked


NOW, KNOWN, SUSPENDED = today(), StatusCode.IN_FORCE, StatusCode.SUSPENDED
DAY = date(2091, 6, 1)
BETWEEN = {"since": DAY, "by": "1/2020", "start": DAY, "seen": DAY, "suspended": DAY, "end": DAY, "until": DAY, "wording": DAY}


def _ago(months: int) -> date:
    month = NOW.year * 12 + NOW.month - 1 - months
    return date(month // 12, month % 12 + 1, min(NOW.day, 28))


PILLS = [
    # code, what it rests on, what it was last, the day asked; tone, and what is read
    (KNOWN, Basis.SEEN, None, NOW, "in_force", "●Còn hiệu lực"),
    (KNOWN, Basis.OWN_TEXT, None, NOW, "in_force", "●Còn hiệu lực"),
    (KNOWN, Basis.RELIED, None, DAY, "in_force", "●Còn hiệu lực"),
    (KNOWN, Basis.STATED_SEEN, None, NOW, "in_force", "●Còn hiệu lực"),
    # in force, but the words shown may not be those of the day
    (KNOWN, Basis.SEEN_LATE, (KNOWN, DAY), NOW, "in_force", "●Còn hiệu lực chưa rõ câu chữ"),
    (KNOWN, Basis.RELIED_EXCERPT, None, NOW, "in_force", "●Còn hiệu lực chưa rõ câu chữ"),
    (KNOWN, Basis.WORDS_UNSURE, None, NOW, "in_force", "●Còn hiệu lực chưa rõ câu chữ"),
    # evidence of the past: its day, and after a year it is no longer called in force
    (None, Basis.SNAPSHOT_PASSED, (KNOWN, _ago(9)), NOW, "was_in_force", f"◐Còn hiệu lực có căn cứ đến {_ago(9):%d/%m/%Y}"),
    (None, Basis.RELIED_PASSED, (KNOWN, date(2091, 3, 1)), DAY, "was_in_force", "◐Còn hiệu lực có căn cứ đến 01/03/2091"),
    (None, Basis.RELIED_PASSED, (KNOWN, date(2090, 3, 1)), DAY, "unknown", "?Chưa rõ có căn cứ đến 01/03/2090"),
    # it was no longer in force when last checked, or nothing says what it was
    (None, Basis.RELIED_PASSED, (SUSPENDED, _ago(1)), NOW, "unknown", "?Chưa rõ"),
    (None, Basis.SNAPSHOT_PASSED, None, NOW, "unknown", "?Chưa rõ"),
    (None, Basis.SUSPENDED_PASSED, (SUSPENDED, _ago(1)), NOW, "unknown", "?Chưa rõ"),
    # that it took effect is no check: said as what it is, for a year
    (None, Basis.NO_EVIDENCE_AFTER, (KNOWN, date(2091, 3, 1)), DAY, "was_in_force", "◐Còn hiệu lực có hiệu lực từ 01/03/2091"),
    (None, Basis.NO_EVIDENCE_AFTER, (KNOWN, date(2090, 3, 1)), DAY, "unknown", "?Chưa rõ có hiệu lực từ 01/03/2090"),
    (None, Basis.NO_EVIDENCE, None, NOW, "unknown", "?Chưa rõ"),
    (None, Basis.UNREVIEWED, (KNOWN, DAY), NOW, "unknown", "?Chưa rõ"),
    (None, Basis.EXCERPT, None, NOW, "unknown", "?Chưa rõ"),
    (None, Basis.ENDS_DIFFER, (KNOWN, DAY), NOW, "unknown", "?Chưa rõ"),
    (None, Basis.REPEALED_UNDATED, None, NOW, "unknown", "?Chưa rõ"),
    (None, Basis.REPLACED_BY, (KNOWN, DAY), NOW, "unknown", "?Chưa rõ câu chữ cũ"),
    (None, Basis.REWORDED_UNREVIEWED, (KNOWN, DAY), NOW, "unknown", "?Chưa rõ câu chữ cũ"),
    (None, Basis.WORDING_NOT_HELD, None, NOW, "unknown", "?Chưa rõ câu chữ của ngày sau"),
    (StatusCode.NOT_YET, Basis.NOT_YET, None, NOW, "not_yet", "○Chưa có sẽ có từ 01/06/2091"),
    (StatusCode.NOT_YET, Basis.STATED_NOT_YET, None, NOW, "not_yet", "○Chưa có sẽ có từ 01/06/2091"),
    (SUSPENDED, Basis.SUSPENDED, None, NOW, "suspended", "‖Ngưng"),
    (SUSPENDED, Basis.SUSPENDED_BY, None, NOW, "suspended", "‖Ngưng"),
    (SUSPENDED, Basis.SUSPENDED_UNREVIEWED, None, NOW, "suspended", "‖Ngưng chưa rà soát"),
    (StatusCode.EXPIRED, Basis.EXPIRED, None, NOW, "expired", "✕Hết hiệu lực"),
    (StatusCode.EXPIRED, Basis.STATED_ENDED, None, NOW, "expired", "✕Hết hiệu lực"),
    (StatusCode.EXPIRED, Basis.REPEALED_SHOWN, None, NOW, "expired", "✕Hết hiệu lực"),
    (StatusCode.EXPIRED, Basis.ENDED_UNREVIEWED, None, NOW, "expired", "✕Hết hiệu lực chưa rà soát"),
]


@pytest.mark.parametrize(("code", "basis", "last", "day", "tone", "read"), PILLS)
def test_a_pill_says_no_more_than_the_evidence(
    code: StatusCode | None, basis: Basis, last: tuple[StatusCode, date] | None, day: date, tone: str, read: str
) -> None:
    said = {**BETWEEN, **dict.fromkeys(("relied", "first", "last", "shown", "other"), DAY), "who": "A", "rest": "", "other_by": "B"}
    status = provision_status(Status(code or StatusCode.UNKNOWN, basis, said), day, last)
    (pill,) = lxml_html.fragments_fromstring(badge(Catalogue(), status))
    assert (pill.get("class"), pill.text_content()) == (f"badge s-{tone}", read)
    assert pill.get("title") == status.sentence(Catalogue())
    assert "±" in badge(Catalogue(), replace(status, amended=True))


@pytest.mark.parametrize(
    ("who", "rest", "note"),
    [
        (Message.of("stated.register", who="S"), "", ""),
        (Message.of("stated.person", who="A", day=DAY), Message.of("stated.by", by="1/2020"), ""),
        (Message.of("stated.secondary", who="S"), Message.of("stated.by", by="1/2020"), " theo nguồn thứ cấp"),
        (Message.of("stated.secondary", who="S"), Message.of("stated.by_sparing", by="1/2020", spared="nạn nhân"), " có ngoại lệ"),
        (Message.of("stated.register", who="S"), Message.of("stated.sparing", spared="nạn nhân"), " có ngoại lệ"),
    ],
)
def test_an_end_says_that_it_spares_some_and_who_says_so(who: Message, rest: Message | str, note: str) -> None:
    """A law that is over for others may be that of a victim who was identified before."""
    ended = Status(StatusCode.EXPIRED, Basis.STATED_ENDED, {"end": DAY, "who": who, "rest": rest})
    pill = lxml_html.fromstring(badge(Catalogue(), provision_status(ended, NOW, None)))
    assert pill.text_content() == f"✕Hết hiệu lực{note}"


def test_what_is_not_issued_yet() -> None:
    status = provision_status(Status(StatusCode.NOT_YET, Basis.NOT_ISSUED, {"issued": DAY}), NOW, None)
    assert "Chưa có</b> <small>ban hành 01/06/2091" in badge(Catalogue(), status)


@pytest.mark.parametrize("language", languages())
def test_every_basis_has_a_pill_in_every_language(language: str) -> None:
    """“In force” without a qualification is said where the status is in force, and the words are those of the day, alone."""
    for basis in Basis:
        names = set(re.findall(r"{(\w+)}", entries(language)[f"basis.{basis}"]))
        said = {name: "A" if name in ("by", "other_by", "who", "rest") else DAY for name in names}
        for code in StatusCode:
            status = provision_status(Status(code, basis, said), NOW, (KNOWN, _ago(36)))
            words = lxml_html.fromstring(badge(Catalogue(language), status)).text_content()
            if words == f"●{Catalogue(language)('pill.in_force')}":
                assert (status.told, status.wording) == (Told.IN_FORCE, WordingCode.HELD), basis


def test_in_a_sentence_a_check_has_its_day() -> None:
    status = provision_status(Status(StatusCode.UNKNOWN, Basis.SNAPSHOT_PASSED), NOW, (KNOWN, date(2026, 2, 28)))
    assert status.in_words(Catalogue()) == "Còn hiệu lực khi kiểm tra lần cuối, 28/02/2026"
    halted = replace(status, last_known=(SUSPENDED, date(2026, 2, 28)))
    assert halted.in_words(Catalogue()) == "Chưa rõ hiệu lực"


@pytest.mark.parametrize(("code", "basis", "last", "day", "tone", "read"), PILLS)
def test_a_sentence_says_all_that_the_pill_says(
    code: StatusCode | None, basis: Basis, last: tuple[StatusCode, date] | None, day: date, tone: str, read: str
) -> None:
    """What is copied, exported or cited must not say more than what is seen: no end without “chưa rà soát”, no old check as new."""
    say = Catalogue()
    status = provision_status(Status(code or StatusCode.UNKNOWN, basis, BETWEEN), day, last)
    shown, said = pill(say, status), status.in_words(say)
    assert shown[0] == tone_of(status)
    assert said.startswith(say(f"status.{tone.removeprefix('was_')}"))
    assert (say.day(last[1]) if last and tone == "was_in_force" else shown[3]) in said


def test_signs_tell_statuses_apart() -> None:
    assert set(SIGNS) == set(Told)
    assert len(set(SIGNS.values())) == len(SIGNS)


def test_both_sides_of_a_comparison_mark_changes_with_signs_and_keep_every_word() -> None:
    old, new = "Điều 1.\na) giữ <b>\n2. không quá 03 tháng.", "Điều 1.\na) giữ <b>\nb) thêm\n2. không quá 06 tháng."
    spans = diff_words(old, new)
    left, right = sides(spans, Catalogue())
    for block, text, tag, sign in ((left, old, "del", "−"), (right, new, "ins", "+")):
        page = lxml_html.fromstring(f"<div>{block}</div>")
        for mark in page.iter("i"):
            assert mark.text == sign
            assert mark.getparent().tag == tag
            mark.text = ""
        assert "\n".join(paragraph.text_content() for paragraph in page.iter("p")) == text
    assert "03" in left
    assert "06" in right
    assert count_changes(spans)[0] >= 2


def test_states_are_escaped() -> None:
    assert "<script" not in state(EVIL, EVIL, [(EVIL, EVIL)])


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_colour_of_words_can_be_read_in_light_and_dark() -> None:
    style = (Path(kb.pages.__file__).parent / "static" / "page.css").read_text(encoding="utf-8")
    theme = tomllib.loads((Path(kb.pages.__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    pairs = dict(re.findall(r"--([a-z]+): light-dark\((#[0-9a-f]{6}, #[0-9a-f]{6})\)", style))
    words = {
        name: pairs[name].split(", ") for name in ("ink", "grey", "accent", "ok", "wait", "pause", "over", "unsure", "changed")
    }
    for index, mode in enumerate(("light", "dark")):
        papers = [theme[mode]["backgroundColor"], theme[mode]["secondaryBackgroundColor"], pairs["paper"].split(", ")[index]]
        weak = {name: both[index] for name, both in words.items() for paper in papers if contrast(both[index], paper) < 4.5}
        assert weak == {}, mode
        assert contrast(words["ink"][index], pairs["hit"].split(", ")[index]) >= 4.5
        assert contrast(theme[mode]["textColor"], theme[mode]["backgroundColor"]) >= 4.5
    for mark in ("del", "ins"):
        back, ink = re.findall(rf"\.legend {mark} \{{ background: light-dark\((.*?)\); color: light-dark\((.*?)\)", style)[0]
        for paper, word in zip(back.split(", "), ink.split(", "), strict=True):
            assert contrast(paper, word) >= 4.5


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ["Điều 1 không có nội dung. Điều 1", "Cả 3 trang là ảnh quét", "(trang 1–3)", "không phải toàn văn. (dòng 54)"]),
        ("en", ["Điều 1 has no content. Điều 1", "All 3 pages are scanned images", "(page 1–3)", "not the whole text. (line 54)"]),
    ],
)
def test_problems_are_said_in_the_language_of_the_page(language: str, words: list[str]) -> None:
    found = [
        Problem(ProblemCode.EMPTY_ARTICLE, Message.of("problem.empty_article", number="1"), "dieu-1"),
        Problem(ProblemCode.NEEDS_OCR, Message.of("problem.scan", count=3), "trang 1–3"),
        Problem(ProblemCode.EXCERPT, Message.of("problem.excerpts"), "line:54"),
    ]
    shown = " ".join(
        lxml_html.fromstring(macros("margin").problems(Catalogue(language), found, {"dieu-1": 1})).text_content().split()
    )
    assert [part for part in words if part not in shown] == []
