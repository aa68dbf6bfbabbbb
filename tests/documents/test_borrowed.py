"""Names of instruments out of texts that cite them, and out of their first articles."""

import pytest

from documents.identity.borrowed import Citing, borrowed_title, name_of_citations
from documents.model import BorrowedTitle, InstrumentType, Kind, Provision, TitleSource

KEY = "thong-tu/12-2092-tt-bvt/bo-vuon-tuoc/2092-01-30"
NUMBER = "12/2092/TT-BVT"
DAY = "ngày 30 tháng 01 năm 2092 của Bộ trưởng Bộ Vườn tược"
NAME = "quy định về chăm sóc cây con trong vườn ươm"
SHOWN = NAME[0].upper() + NAME[1:]


def citing(text: str, of: str = "a", *, is_title: bool = False) -> Citing:
    return Citing(text, text.index(NUMBER) + len(NUMBER), of, f"{of}#dieu-1", is_title)


def named(*citings: Citing, own: str = "") -> str | None:
    found = name_of_citations(citings, own)
    return found.text if found else None


@pytest.mark.parametrize(
    "text",
    [
        f"Căn cứ Thông tư số {NUMBER} {DAY} {NAME}.",
        f"Thay thế Thông tư số {NUMBER} ngày 30/1/2092 của Bộ Vườn tược {NAME};",
        f"theo quy định tại Thông tư số {NUMBER} ngày 30/1/2092 {NAME} (sau đây gọi là Thông tư số {NUMBER}).",
        f"(Thông tư số {NUMBER} {DAY} {NAME}).",
        f"Thông tư số {NUMBER} {DAY} {NAME}; Thông tư số 13/2092/TT-BVT về tưới cây.",
        f"Thông tư số {NUMBER} {DAY} {NAME}\nCây được tưới hai lần một ngày.",
    ],
)
def test_a_name_ends_where_the_words_around_it_begin(text: str) -> None:
    assert named(citing(text)) == SHOWN


@pytest.mark.parametrize(
    "text",
    [
        f"Thông tư số {NUMBER} {DAY}.",  # no name
        f"Thông tư số {NUMBER} quy định về việc tưới cây hằng ngày trong vườn.",  # a sentence may say so
        f"Thông tư số {NUMBER} {DAY} {NAME} và báo cáo Sở Vườn tược trong ba ngày.",  # one text alone, and the sentence goes on
        f"Thông tư số {NUMBER} {DAY} quy định về cây con; việc tưới cây do người làm vườn quyết định.",
        f"Thông tư số {NUMBER} {DAY} được áp dụng đến hết ngày 30 tháng 6 năm 2093.",
        f"Thông tư số {NUMBER} {DAY} sửa đổi, bổ sung một số điều của Thông tư số 11/2091/TT-BVT.",  # the half of a name
        f"Thông tư số {NUMBER} {DAY} hướng dẫn thi hành một số điều của Luật",
    ],
)
def test_what_may_be_more_or_less_than_a_name_is_none(text: str) -> None:
    assert named(citing(text)) is None


def test_two_texts_that_agree_are_believed_where_one_is_not() -> None:
    running = f"Thông tư số {NUMBER} {DAY} {NAME} được sửa đổi, bổ sung năm 2093 thì áp dụng."
    assert named(citing(running)) is None
    assert named(citing(running), citing(running, "b")) == SHOWN
    assert named(citing(running), citing(running)) is None  # one text that says it twice


def test_a_list_of_instruments_in_a_title_is_taken_apart() -> None:
    title = f"Sửa đổi Thông tư số {NUMBER} {DAY} {NAME} và Thông tư số 13/2092/TT-BVT {DAY} về tưới cây"
    assert named(citing(title, is_title=True)) == SHOWN
    of_law = f"Sửa đổi Thông tư số {NUMBER} {DAY} quy định chi tiết Luật Vườn tược và Nghị định số 10/2090/NĐ-CP về vườn ươm"
    assert named(citing(of_law.replace("chi tiết Luật", "chi tiết một số điều của Luật"), is_title=True)) is None


def test_what_editors_write_out_is_a_name() -> None:
    text = f"Điều 3. Tưới cây của Thông tư {NUMBER} Quy định về chăm sóc cây con ban hành ngày 30/01/2092 (chỉ dẫn chung)"
    assert named(citing(text, "codification", is_title=True)) == "Quy định về chăm sóc cây con"


def test_texts_that_contradict_one_another_name_nothing() -> None:
    one = citing(f"Thay thế Thông tư số {NUMBER} {DAY} {NAME}.")
    other = citing(f"Thay thế Thông tư số {NUMBER} {DAY} về kiểm định thang máy chở người.", "b")
    assert named(one, other) is None
    assert named(one, citing(one.text, "c"), citing(one.text, "d"), other) == SHOWN
    own = "Cây con trong vườn ươm được chăm sóc hằng ngày, quy định về chăm sóc cây con như sau. " * 30
    assert named(one, other, own=own) == SHOWN


def test_a_name_that_is_not_about_what_the_text_says_is_none() -> None:
    own = "Thang máy chở người được kiểm định hằng năm bởi tổ chức có thẩm quyền. " * 40
    assert named(citing(f"Thay thế Thông tư số {NUMBER} {DAY} {NAME}."), own=own) is None


def article(text: str, *clauses: str, heading: str | None = None, number: str = "1") -> Provision:
    children = tuple(Provision(f"dieu-1/khoan-{n}", Kind.CLAUSE, str(n), text=words) for n, words in enumerate(clauses, 1))
    return Provision(f"dieu-{number}", Kind.ARTICLE, number, heading, text, children=children)


@pytest.mark.parametrize(
    ("first", "name"),
    [
        (article("Ban hành kèm theo Thông tư này Quy chế quản lý vườn ươm."), "Ban hành Quy chế quản lý vườn ươm"),
        (article("Nay ban hành kèm theo Thông tư này “Quy chế quản lý vườn ươm”."), "Ban hành Quy chế quản lý vườn ươm"),
        (article("Bộ quy chế an toàn vườn ươm được ban hành kèm theo Thông tư này."), "Ban hành Bộ quy chế an toàn vườn ươm"),
        (
            article("Ban hành kèm theo Thông tư này Quy chuẩn kỹ thuật về giỏ quả. Ký hiệu: QCVN 1:2092/BVT."),
            "Ban hành Quy chuẩn kỹ thuật về giỏ quả",
        ),
        (
            article("Ban hành kèm theo Thông tư này 02 Quy chuẩn sau:", "Quy chuẩn về giỏ quả.", "Quy chuẩn về bình tưới."),
            "Ban hành 02 Quy chuẩn: quy chuẩn về giỏ quả; quy chuẩn về bình tưới",
        ),
        (article(f"Thông tư này {NAME} (sau đây gọi là cây con).", heading="Phạm vi điều chỉnh"), SHOWN),
        (article("", f"Phạm vi điều chỉnh: Thông tư này {NAME}.", "Đối tượng áp dụng: người làm vườn."), SHOWN),
        (
            article("Thông tư này quy định về:", "Việc tưới cây con.", "Việc bón phân."),
            "Quy định về việc tưới cây con; việc bón phân",
        ),
        (article(f"Nghị định này {NAME}."), None),  # the words of another text
        (article("Điều lệ này quy định về tổ chức của vườn ươm."), None),  # of what is attached
        (article(f"Thông tư này {NAME}.", number="2"), None),
        (article("Thông tư này quy định về:", *("Việc tưới cây con trong vườn.",) * 9), None),
        (article("Thông tư này áp dụng đối với người làm vườn."), None),
    ],
)
def test_what_article_1_says_the_instrument_is(first: Provision, name: str | None) -> None:
    found = borrowed_title(KEY, InstrumentType.CIRCULAR, (), first)
    assert found == (BorrowedTitle(name, TitleSource.ARTICLE_1, f"{KEY}#dieu-1") if name else None)


def test_what_it_promulgates_goes_before_what_others_say_and_that_before_its_scope() -> None:
    said = [citing(f"Thay thế Thông tư số {NUMBER} {DAY} {NAME}.")]
    promulgated = article("Ban hành kèm theo Thông tư này Quy chế quản lý vườn ươm.")
    scope = article("Thông tư này quy định việc tưới cây, bón phân và bắt sâu.")
    sources = [borrowed_title(KEY, InstrumentType.CIRCULAR, said, first) for first in (promulgated, scope, None)]
    assert [item and item.source.value for item in sources] == ["article_1", "cited", "cited"]
