"""Citations of foreign texts: what exists, what is invented, what nobody can tell, and whether words are quoted as they stand."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from documents.model import InstrumentType, Note
from documents.references import InstrumentTable
from documents.structure.completeness import CUT_HERE
from documents.time.status import StatusCode
from kb.base import KnowledgeBase
from kb.cli.main import cli, load
from kb.interface.catalogue import VIETNAMESE
from kb.law.effects.newer import Newer
from kb.open.foreign import citations_of
from kb.open.restated import restated
from kb.open.said import AgainstLaw, Beside, Words, figures_of, is_inside
from kb.open.verifying import Citation, cells_of, verify, verify_json
from tests.kb import made_up_law as law
from tests.kb.made_up_changes import decree, put
from tests.linear import assert_linear_in, one_of_many

load()
DAY = date(2098, 6, 1)
LAW, DECREE, CIRCULAR = law.LAW.key, law.DECREE.key, law.CIRCULAR.key
NAMED = "Luật Phòng, chống lừa gạt số 66/2091/QH99"
LAW_NUMBER = "Luật số 66/2091/QH99"
DECREE_NUMBER = "Nghị định số 20/2093/NĐ-CP"
FIRST = "Luật này quy định việc phòng ngừa lừa gạt và hỗ trợ người bị lừa"


_CUT = law.article("3", "Lều cỏ", "Lều cỏ được dựng trước mùa mưa.", "Mỗi lều có ba cửa, mở trong 10 ngày.")
_LAST = replace(_CUT.children[1], notes=(Note(CUT_HERE, "Điều 3 (cắt ở cuối)"),))
EXCERPT = replace(
    law.instrument(
        InstrumentType.DECREE,
        "21/2093/NĐ-CP",
        "Quy định về lều cỏ",
        date(2093, 5, 5),
        [replace(_CUT, children=(_CUT.children[0], _LAST)), law.article("5", "Bếp", "Bếp đặt ngoài lều.")],
        issuer="Chính phủ",
        effective_from=date(2093, 7, 1),
    ),
    partial=True,
)
TENTS = "Nghị định số 21/2093/NĐ-CP"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    with law.open_base(folder) as opened:
        law.fill(opened)
        law.put(opened, EXCERPT, name="trich.md")
    return folder


@pytest.fixture(scope="module")
def base(home: Path) -> Iterator[KnowledgeBase]:
    with law.open_base(home) as opened:
        yield opened


def judged(base: KnowledgeBase, text: str, day: date = DAY) -> list[Citation]:
    with base.session() as session:
        return verify(session, text, day)


EXISTS = [
    (f"theo Điều 2 {NAMED}", f"{LAW}#dieu-2", "yes"),
    (f"điểm đ khoản 1 Điều 32 {NAMED}", f"{LAW}#dieu-32/khoan-1/diem-đ", "yes"),
    (f"theo Điều 33 {NAMED}", f"{LAW}#dieu-33", "no"),
    (f"theo khoản 3 Điều 2 {NAMED}", f"{LAW}#dieu-2/khoan-3", "no"),
    (f"điểm e khoản 1 Điều 32 {NAMED}", f"{LAW}#dieu-32/khoan-1/diem-e", "no"),
    (f"điểm b khoản 1 Điều 32 {NAMED}", f"{LAW}#dieu-32/khoan-1/diem-b", "unknown"),  # a gap is no proof
    (f"theo khoản 1 Điều 1 {NAMED}", f"{LAW}#dieu-1/khoan-1", "no"),
    (f"theo Điều 7 {NAMED}", f"{LAW}#dieu-7", "unknown"),
    (f"theo Điều 1a {NAMED}", f"{LAW}#dieu-1a", "unknown"),
    ("Nghị định số 999/2093/NĐ-CP", "nghi-dinh/999-2093-nd-cp/chinh-phu/-", "unknown"),
    ("Điều 4 Nghị định số 20/2093/NĐ-CP ngày 09/9/2093", f"{DECREE}#dieu-4", "yes"),  # another day: the number tells
    ("Điều 4 Thông tư số 20/2093/NĐ-CP", "thong-tu/20-2093-nd-cp/chinh-phu/-#dieu-4", "unknown"),
    ("Điều 9 Thông tư số 07/2096/TT-BM", f"{CIRCULAR}#dieu-9", "unknown"),  # the base has a part of it
    (f"khoản 3 Điều 3 {TENTS}", f"{EXCERPT.key}#dieu-3/khoan-3", "unknown"),  # the excerpt breaks off there
    (f"điểm a khoản 2 Điều 3 {TENTS}", f"{EXCERPT.key}#dieu-3/khoan-2/diem-a", "unknown"),
    (f"điểm a khoản 1 Điều 3 {TENTS}", f"{EXCERPT.key}#dieu-3/khoan-1/diem-a", "no"),
    (f"khoản 2 Điều 5 {TENTS}", f"{EXCERPT.key}#dieu-5/khoan-2", "no"),
    ("khoản 5 Điều 2 Thông tư số 07/2096/TT-BM", f"{CIRCULAR}#dieu-2/khoan-5", "no"),  # but the whole of this article
]


@pytest.mark.parametrize(("text", "target", "exists"), EXISTS, ids=[case[0] for case in EXISTS])
def test_what_exists_is_told_from_what_is_invented_and_from_what_nobody_can_tell(
    base: KnowledgeBase, text: str, target: str, exists: str
) -> None:
    (found,) = judged(base, text)
    assert (found.target, found.exists) == (target, exists)
    assert exists == "yes" or found.status == "unknown"


# The base has none of them, and knows them.
HOUSING = [
    f"luat/{key}"
    for key in ("27-2023-qh15/quoc-hoi/2023-11-27", "65-2014-qh13/quoc-hoi/2014-11-25", "56-2005-qh11/quoc-hoi/2005-11-29")
]


@pytest.mark.parametrize(
    ("text", "notes", "named"),
    [
        ("Luật Phòng, chống lừa gạt số 66/2095/QH99", ["other_number"], [LAW]),
        (
            f"{DECREE_NUMBER.replace('20/', '29/')} ngày 09/9/2093 của Chính phủ quy định mức trợ giúp thì được hỗ trợ",
            ["other_number"],
            [DECREE],
        ),
        (f"{TENTS} quy định mức trợ giúp.", ["other_name"], [DECREE]),
        (f"{DECREE_NUMBER} quy định mức trợ giúp.", [], []),
        (f"{TENTS} và {DECREE_NUMBER.replace('20/', '29/')} về hồ", [], []),
        (f"{TENTS} quy định mức trợ giúp khác xa.", [], []),
        ("Luật Nhà ở số 28/2095/QH99", ["other_number"], HOUSING),
        ("Luật Nhà ở số 27/2023/QH15", [], []),
    ],
)
def test_a_number_beside_the_name_of_another_is_said_to_be_so(
    base: KnowledgeBase, text: str, notes: list[str], named: list[str]
) -> None:
    first = judged(base, text)[0]
    assert ([str(note) for note in first.notes], list(first.named)) == (notes, named)


CONTEXT = [
    (f"{NAMED} có hiệu lực. Theo Điều 32, nạn nhân được hỗ trợ.", [None, "dieu-32"]),
    (f"{NAMED}:\n- Điều 2: giải thích;\n- khoản 1 Điều 32 của Luật này.", [None, "dieu-2", "dieu-32/khoan-1"]),
    (f"Theo Điều 32 {NAMED}, khoản 2 có nêu người nước ngoài.", ["dieu-32", "dieu-32/khoan-2"]),
    (f"{NAMED} tại Đ.32 k.1 đ.a, còn k1 Đ2 nói gì?", [None, "dieu-32/khoan-1/diem-a", "dieu-2/khoan-1"]),
    (f"clause 1, Article 32 of {NAMED}; see Article 2(1) of the same Law.", ["dieu-32/khoan-1", "dieu-2/khoan-1"]),
    (f"HỢP ĐỒNG\nĐiều 1. Tiền\nTheo {NAMED} và khoản 1 Điều 2.\nĐiều 2. Thuyền\nTheo Điều 1 Hợp đồng này.", [None]),
]


@pytest.mark.parametrize(("text", "paths"), CONTEXT)
def test_a_bare_unit_is_that_of_what_was_named_before_it_or_the_texts_own(
    base: KnowledgeBase, text: str, paths: list[str | None]
) -> None:
    assert [item.target for item in judged(base, text)] == [f"{LAW}#{path}" if path else LAW for path in paths]


def test_a_bare_unit_after_two_instruments_is_nobodys(base: KnowledgeBase) -> None:
    found = judged(base, f"{NAMED} và Nghị định số 20/2093/NĐ-CP có nhiều điều, trong đó Điều 4 là quan trọng.")
    assert (found[-1].target, found[-1].exists) == (None, "unknown")


def test_of_several_instruments_the_one_is_meant_that_a_figure_a_name_in_short_or_the_same_article_tells(
    base: KnowledgeBase,
) -> None:
    text = (
        f"Theo điểm a khoản 1 Điều 32 {NAMED} và Điều 4 Nghị định số 20/2093/NĐ-CP, Thông tư số 07/2096/TT-BM.\n"
        "Xem Điều 5 NĐ 20. Ông B dẫn “khoản 9 Điều 32”. Bà C dẫn Điều 2 Nghị định đó. Không có khoản này."
    )
    bare = [f"{DECREE}#dieu-5", f"{LAW}#dieu-32/khoan-9", f"{DECREE}#dieu-2"]
    assert [item.target for item in judged(base, text)][3:] == bare


NO_LAW = [
    "Giá 500 đ. 3 lô, 30 k 2 suất; nhà ở Đ. 10 Q. 3, ông K. 9 tuổi, cửa Đ2a.",
    "| 1 | Đ 5 | 3 k 4 |",
    "Công ty LPCLG và mã TT08 báo giá: điều 3 của giấy cọc, khoản 2 của phiếu thu, Điều 2 bản cam kết.",
    "Under article 2 of the Contract, clause 1 of this Agreement and Art. 1(2) of our Charter.",
    "The Penal Code of Singapore applies in the rooms of the Law Building.",
]


@pytest.mark.parametrize("text", NO_LAW)
def test_prices_streets_marks_and_contracts_cite_no_law(base: KnowledgeBase, text: str) -> None:
    assert [item.target for item in judged(base, f"{NAMED}. {text}")] == [LAW]


@pytest.mark.parametrize(
    "head", ["ĐIỀU {}: TIỀN", "**Điều {}.** Tiền", "Điều {} - Tiền", "Điều {}", "Điều {} Tiền thuê", "ARTICLE {}. MONEY"]
)
def test_the_articles_of_a_contract_are_its_own_however_they_are_headed(base: KnowledgeBase, head: str) -> None:
    heads = [head.format(number) for number in (1, 2)]
    text = f"Căn cứ {NAMED};\n{heads[0]}\nMột đồng.\n{heads[1]}\nTheo khoản 9 Điều 1; vi phạm Điều 2 thì phạt."
    assert [item.target for item in judged(base, text)] == [LAW]


def test_an_annex_speaks_of_the_articles_of_its_contract(base: KnowledgeBase) -> None:
    text = f"PHỤ LỤC HỢP ĐỒNG\nCăn cứ {NAMED}; phạt theo Điều 32 Luật này.\nBỏ khoản 2 Điều 1 và mục 3.\nTiền hỗ trợ: Điều 32."
    assert [item.target for item in judged(base, text)] == [LAW, f"{LAW}#dieu-32", f"{LAW}#dieu-32"]


def test_a_unit_of_what_is_named_and_not_understood_is_nobodys(base: KnowledgeBase) -> None:
    (_, found) = judged(base, f"{NAMED}; see Article 2 of the Law on Boats.")
    assert (found.target, found.text) == (None, "Article 2")


SHORT = ["Đ.5 ", "k.1 ", "đ.a ", "đ. b", "NĐ 20 ", "LTM ", "BLLĐ", "Article 5(1)(a)", " of the same Law", "Labour Code", " and "]
WHOLE = [
    "Điều 3 ",
    "khoản 2",
    "Luật Đất đai",
    "Luật năm 2024 ",
    "cùng luật",
    " của Bộ luật.",
    "Luật đó",
    " số 31/2024/QH15",
    " này",
]
OTHER = [" of Decree No. 13/2023/NĐ-CP", "of the Law on Ab cd (Luật số 5/2020/QH14)", "diem a khoan 1 dieu 2 luat dat dai", "5"]
SIGNS = [" ", "\n", ", ", "(", ")", "“", "”", '"', "'", ". ", "“Điều 3 luật này quy định như sau a b c d” "]
PIECES = st.one_of(st.sampled_from([*SHORT, *WHOLE, *OTHER, *SIGNS]), st.text(max_size=2))


@given(st.lists(PIECES, max_size=14).map("".join))
def test_offsets_are_those_of_the_text_as_given(text: str) -> None:
    last = 0, 0
    for item in citations_of(text, InstrumentTable(()), DAY):
        assert text[item.start : item.end] == item.text == item.text.strip() != ""
        assert (item.start, item.end) == last or item.start >= last[1]
        last = item.start, item.end


@pytest.mark.parametrize(
    "phrase",
    one_of_many(
        ["Điều 3 Luật Đất đai: “a b c d e f” ", "“a ", "'a ", "**Điều 3**: ", "k.1 Đ.2 LTM ", "NĐ 20/2020/NĐ-CP, Điều 1 NĐ 20. "]
    ),
)
def test_a_long_line_takes_no_more_for_its_length(phrase: str) -> None:
    assert_linear_in(lambda text: citations_of(text, InstrumentTable(()), DAY), phrase * (30_000 // len(phrase)))


QUOTED = [
    (f"Điều 1 {NAMED} quy định: “{FIRST}.”", True, []),
    (f"“{FIRST}” (Điều 1 {NAMED}).", True, []),
    (f"Theo Điều 1 {NAMED} thì “{FIRST}.”.\nCăn cứ khoản 1 Điều 2 {NAMED};", True, []),
    (f'"{FIRST.upper()}", theo Điều 1 {NAMED}', True, []),
    (f"Điều 1 {NAMED} có hiệu lực.\nTheo đó:\n“Luật này quy định … hỗ trợ\nngười bị lừa”", True, []),
    (f"Điều 1 {NAMED}: “{FIRST.replace('phòng ngừa', 'xử phạt')}”", False, [("phòng ngừa", "xử phạt")]),
    (f"Điều 1 {NAMED}: “Luật này không quy định việc phòng ngừa lừa gạt”", False, [("", "không")]),
    (f"khoản 1 Điều 32 {NAMED}: “a) Hỗ trợ nhu cầu thiết yếu và chi phí đi lại; d) Trợ giúp pháp lý”", True, []),
    (f"khoản 1 Điều 32 {NAMED}: “Hỗ trợ nhu cầu thiết yếu và chi phí đi lại; Trợ giúp pháp lý”", True, []),
    (f"Điều 32đ {NAMED}: “Người đã nhận tiền hòa giải phải hoàn trả trong 2 năm”", True, []),
    (f"Theo Điều 1 {NAMED}, nhà nước lo “việc phòng ngừa lừa gạt và hỗ trợ người bị lừa”.", True, []),
    (f"Theo Điều 1 {NAMED}, nhà nước lo “việc phòng ngừa lừa gạt và giúp người bị lừa”.", False, [("hỗ trợ", "giúp")]),
    (f"Theo Điều 1 {NAMED}, tôi hô “trả lại tiền cho bà con trong làng”.", None, []),
    (f"Theo Điều 1 {NAMED} ({LAW_NUMBER}) thì “{FIRST}”.", True, []),
    (f"Điều 1 {NAMED}, nguyên văn:\n   Luật này quy định việc phòng ngừa lừa gạt\n   và hỗ trợ người bị lừa.\nHết.", True, []),
    (f"Điều 1 {NAMED}: Luật này quy định việc phòng ngừa lừa gạt cho mọi người.", None, []),  # nobody says that these are its words
    (f"Điều 33 {NAMED}: “{FIRST}”", False, []),  # there is no such article
    (f"Điều 1 {NAMED} được sửa đổi như sau: “Luật này quy định mọi việc trong khu vườn”", None, []),
    (f"Theo Điều 1 {NAMED}, ông A (sau đây gọi là “người bị lừa trong vụ việc này”)", None, []),
    (f"Theo Điều 1 {NAMED} thì không có kẻ “nổ” nào.", None, []),
    (f"Theo Điều 1 {NAMED}. Ông A kể: “tôi đã bị lừa mất hết tiền bạc của nhà”", None, []),
    ("Điều 4 Nghị định số 999/2093/NĐ-CP: “Mức chuẩn trợ giúp là chín đồng một tháng”", None, []),
    (f"Khoản 2 Điều 3 {TENTS} quy định: “Mỗi lều có ba cửa, mở trong 10 ngày.”", True, []),
    (f"Khoản 2 Điều 3 {TENTS} quy định: “mở trong 10 ngày, trừ ngày mưa to”", None, []),  # these may stand behind the cut
]


@pytest.mark.parametrize(("text", "right", "different"), QUOTED, ids=[case[0][:70] for case in QUOTED])
def test_quoted_words_are_those_of_the_law_or_the_differing_ones_are_named(
    base: KnowledgeBase, text: str, right: bool | None, different: list[tuple[str, str]]
) -> None:
    found = judged(base, text)[0]
    assert found.quoted_right is right
    assert [(one.law, one.quoted) for one in found.difference] == different


REPAID, STANDARD = f"Điều 32đ {NAMED}", "Điều 4 Nghị định số 20/2093/NĐ-CP"
FIGURES = [
    (f"Theo {STANDARD}, mức chuẩn là 720 nghìn đồng.", [("720 nghìn đồng", "same", ("720.000 đồng",))]),
    (f"Mức bảy trăm hai mươi nghìn theo {STANDARD}.", [("bảy trăm hai mươi nghìn", "same", ("720.000 đồng",))]),
    (f"Theo {STANDARD}, mức chuẩn là 1 triệu 720 nghìn đồng.", [("1 triệu 720 nghìn đồng", "open", ("720.000 đồng",))]),
    (f"Theo {REPAID} thì phải trả trong 24 tháng.", [("24 tháng", "same", ("02 năm",))]),
    (f"Theo {REPAID} thì phải trả trong 3 năm.", [("3 năm", "open", ("02 năm",))]),
    (f"Theo {REPAID} thì ghi “phải hoàn trả trong 3 năm”.", []),  # the words are compared one by one
    (f"Theo {REPAID}, ban hành ngày 15 tháng 7 năm 2093.", []),
    (f"Theo {REPAID}. Bên A giao thuyền sau 3 năm; hạn là 4 năm.", []),  # other sentences
    (f"Theo {NAMED} thì phải trả trong 3 năm.", []),  # a whole law
    (f"Theo khoản 2 Điều 3 {TENTS} thì mở trong 30 ngày.", []),  # it may stand behind the cut
    (f"Trả 3 năm theo Điều 4 Nghị định số 999/2093/NĐ-CP, {REPAID}.", []),  # it may be that of the nearer one, which nobody knows
    (f"Trả 2 năm theo {STANDARD}, {REPAID}.", [("2 năm", "same", ("02 năm",))]),
]


@pytest.mark.parametrize(("text", "said"), FIGURES, ids=[case[0][:70] for case in FIGURES])
def test_figures_of_the_sentence_are_looked_for_in_what_it_cites(
    base: KnowledgeBase, text: str, said: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    found = judged(base, text)
    assert [(one.text, one.verdict, one.law) for item in found for one in item.said] == said
    remarks = " ".join(cells_of(item, DAY, VIETNAMESE)[-1] for item in found)
    assert [words in remarks for _, _, law in said for words in law] == [True] * len(said)


CLAUSE = (
    "Trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ, Sở Xây dựng phải cấp giấy phép dựng lều cho chủ lều từ đủ 18 tuổi;"
    " phí là 40.000 đồng, người nghèo nộp 10.000 đồng; mỗi lều có 03 cửa, chủ lều được miễn 0,58 mức lương cơ sở."
)
KEPT = "Giấy phép được giữ ít nhất 02 năm, trừ trường hợp lều bị cháy; Chủ tịch Ủy ban nhân dân cấp xã xem xét, thu lại giấy phép."


RESTATED = [
    ("Sở Xây dựng phải cấp giấy phép dựng lều trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ (@).", []),
    ("Sở Xây dựng cấp giấy phép dựng lều trong thời hạn 05 ngày kể từ ngày nhận đủ hồ sơ (@).", ["05 ngày"]),
    ("Sở Xây dựng cấp giấy phép dựng lều trong thời hạn 05 tháng kể từ ngày nhận đủ hồ sơ, theo @.", ["05 tháng"]),
    ("Giấy phép dựng lều được cấp cho chủ lều từ đủ 16 tuổi, theo @.", ["16 tuổi"]),
    ("Theo @, người nghèo nộp 20.000 đồng; mỗi lều có 03 cửa, chủ lều được miễn.", ["20.000 đồng"]),
    ("Theo @, người nghèo nộp “20.000 đồng”; mỗi lều có “03 cửa”, chủ lều được miễn.", ["20.000 đồng"]),
    ("Theo @, phí là 10.000 đồng, người nghèo nộp 40.000 đồng; mỗi lều có 03 cửa.", ["40.000 đồng"]),  # swapped
    ("Theo @, mỗi lều có 05 cửa, chủ lều được miễn 0,58 mức lương cơ sở.", ["05 cửa"]),
    ("Theo @, mỗi lều có 03 cửa, chủ lều được miễn 0,85 mức lương cơ sở.", ["0,85 mức lương cơ sở"]),
    ("Phí là 40.000 đồng theo @, trong khi giá thuê lều ở chợ là 90.000 đồng một đêm.", []),
    ("Theo @, phí là 40.000 đồng; đề nghị nâng mức nộp của người nghèo nộp 30.000 đồng.", []),  # it proposes
    ("Chủ lều quy định tại @ được miễn 0,85 mức lương cơ sở.", []),  # it only names whom the law means
]
OF_KEPT = [
    ("Theo @, giấy phép được giữ không quá 02 năm.", ["02 năm"]),
    ("Theo @, giấy phép được giữ từ 02 năm trở lên, trừ khi lều bị cháy.", []),
]
COURT = ("Tòa án nhân dân đang giữ hồ sơ ra lệnh cấm không quá 04 tháng.", "@: lệnh cấm của Tòa án kéo dài 4 tháng.", [])


@pytest.mark.parametrize(
    ("law", "text", "other"), [*((CLAUSE, *one) for one in RESTATED), *((KEPT, *one) for one in OF_KEPT), COURT]
)
def test_what_a_sentence_says_of_the_same_matter_otherwise_than_the_law_is_told(law: str, text: str, other: list[str]) -> None:
    at = text.index("@")
    beside = Beside(0, (at, at + 1), Words(law), False)
    assert [said.text for _, said in restated(text, (0, len(text)), [beside]) if said.verdict == "other"] == other


def test_hours_of_the_law_are_not_named_beside_months_but_its_words_are() -> None:
    law = Words("Mỗi tuần, người lao động được nghỉ ít nhất 24 giờ liên tục.")
    for text, told in (
        ("Theo @, người lao động được nghỉ ít nhất 12 tháng liên tục.", law.beginning),
        ("Theo @, người lao động được nghỉ ít nhất 20 giờ liên tục.", "24 giờ"),
    ):
        found = [said for _, said in restated(text, (0, len(text)), [Beside(0, (5, 6), law, False)])]
        assert [(said.verdict, said.law) for said in found] == [("other", (told,))]


def test_a_figure_that_what_it_cites_states_nothing_of_is_shown_beside_its_words() -> None:
    text = "Theo @, Sở Xây dựng phải cấp giấy phép dựng lều cho chủ lều từ đủ 18 tuổi."
    beside = Beside(0, (5, 6), Words("Bếp đặt ngoài lều."), False)
    assert [(said.verdict, *said.law) for _, said in restated(text, (0, len(text)), [beside])] == [("open", "Bếp đặt ngoài lều")]


def test_a_figure_between_the_two_of_a_range_is_not_doubted_but_another_range_is() -> None:
    law = "Phạt tiền từ 10.000.000 đồng đến 20.000.000 đồng"
    for text, inside in (("phạt 15 triệu đồng", True), ("phạt 25 triệu đồng", False), ("phạt từ 15 đến 20 triệu đồng", False)):
        assert is_inside(figures_of(text)[0], text, figures_of(law), law) is inside


@pytest.mark.parametrize("phrase", ["“", "“a” ", "5 triệu ", "từ 5 đến 10 triệu đồng ", "một trăm ", "ngày 5 tháng 7 "])
def test_figures_of_a_long_line_take_no_more_for_its_length(phrase: str) -> None:
    assert_linear_in(figures_of, phrase * (30_000 // len(phrase)))


def test_the_status_is_that_of_the_day(base: KnowledgeBase) -> None:
    text = f"Điều 2 {NAMED}"
    assert judged(base, text, date(2091, 6, 1))[0].status == "not_yet"


def test_the_command_prints_the_contract_and_takes_files(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_HOME", str(home))
    written = tmp_path / "tra-loi.txt"
    written.write_text(f"Điều 33 {NAMED}: “{FIRST}”", encoding="utf-8")
    said = CliRunner().invoke(cli, ["verify", "--file", str(written), "--as-of", "2094-01-01", "--json"])
    (found,) = json.loads(said.stdout)["citations"]
    promised = {"start", "end", "text", "target", "exists", "status", "quoted_right", "difference", "replaced_by"}
    assert promised <= set(found)
    assert (found["exists"], found["quoted_right"], found["replaced_by"]) == ("no", False, [])
    table = CliRunner().invoke(cli, ["verify", "--file", str(written), "--output", str(tmp_path / "ra.xlsx")])
    assert table.exit_code == 0, table.output
    assert (tmp_path / "ra.xlsx").read_bytes().startswith(b"PK")
    assert "Điều 33" in CliRunner().invoke(cli, ["verify", str(written)]).output  # a file is no text, by whatever way it is given
    assert CliRunner().invoke(cli, ["verify", "khong-co.docx"]).exit_code != 0
    assert CliRunner().invoke(cli, ["verify"]).exit_code != 0


def test_every_citation_has_words_in_every_column(base: KnowledgeBase) -> None:
    found = judged(base, "\n".join(text for text, *_ in (*EXISTS, *QUOTED)))
    assert all(len(cells_of(item, DAY, VIETNAMESE)) == 6 for item in found)
    assert len(verify_json(found, DAY)["citations"]) == len(found)


STATED = decree(
    "34/2090/NĐ-CP",
    "10 tháng 01 năm 2090",
    "Quy định về phép lều",
    "Điều 1. Nghỉ phép\n1. Khách lều được nghỉ hằng năm 12 ngày làm việc. "
    "Trường hợp có trẻ em thì được nghỉ thêm.\n2. Khách lều không được:\na) Nấu ăn trong lều khi gió to và trời khô.\n"
    "Điều 2. Hiệu lực\nNghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2090.",
)


@pytest.mark.parametrize(
    ("cited", "words", "verdict"),
    [
        ("khoản 1", "khách lều được nghỉ hằng năm 12 ngày làm việc", AgainstLaw.SAME),
        ("khoản 1", "trường hợp có trẻ em thì được nghỉ thêm", AgainstLaw.SAME),
        ("khoản 1", "khách lều được nghỉ hằng năm 14 ngày làm việc", AgainstLaw.OTHER),
        ("khoản 1", "khách lều được nghỉ hằng năm 12 ngày làm việc; trẻ em thì không", None),
        ("khoản 1", "khách lều được nghỉ hằng năm", None),
        ("khoản 2", "nấu ăn trong lều khi gió to và trời khô", None),  # which is forbidden
    ],
)
def test_a_sentence_in_the_words_of_the_provision_is_told_to_be_so(
    base: KnowledgeBase, cited: str, words: str, verdict: AgainstLaw | None
) -> None:
    put(base, STATED)
    with base.session() as session:
        (found,) = verify(session, f"Theo {cited} Điều 1 Nghị định số 34/2090/NĐ-CP, {words}.", date(2090, 4, 1))
    assert found.worded is (verdict is AgainstLaw.SAME)
    assert found.unread is (verdict is None)
    assert (verdict is AgainstLaw.OTHER) is any(one.verdict is AgainstLaw.OTHER for one in found.said)


def test_what_is_said_to_replace_it_says_no_more_than_the_status(base: KnowledgeBase) -> None:
    found = judged(base, f"Điều 2 {NAMED}", date(2094, 1, 1))[0]
    assert found.answer is not None
    newer = replace(found, answer=replace(found.answer, newer=(Newer("luat/1-2093-qh99/quoc-hoi/2093-01-01", date(2093, 1, 1)),)))
    ended = replace(newer.answer.status, code=StatusCode.EXPIRED) if newer.answer else None
    over = replace(newer, answer=replace(newer.answer, status=ended))  # type: ignore[type-var]
    told = ["Đã được thay bằng" in cells_of(item, date(2094, 1, 1), VIETNAMESE)[-1] for item in (newer, over)]
    assert (found.status is StatusCode.EXPIRED, told) == (False, [False, True])
