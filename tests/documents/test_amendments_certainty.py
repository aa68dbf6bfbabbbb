# ruff: noqa: E501  (made-up law is kept as it would be printed)
"""Endings are certain only where every word of the sentence was understood."""

import pytest

from documents.amendments import Effect, read_effects
from documents.model import InstrumentType
from documents.wording.types import is_outranked
from tests.documents.amendment_helpers import HEAD, instrument

DAY = "kể từ ngày Nghị định này có hiệu lực thi hành"
OLD = "Nghị định số 1/2001/NĐ-CP ngày 01 tháng 02 năm 2001 của Chính phủ quy định về vườn rau"
NEXT = "Nghị định số 2/2002/NĐ-CP ngày 01 tháng 02 năm 2002 của Chính phủ"


def endings(sentence: str, *more: str) -> dict[str, Effect]:
    """What a decree's closing article ends, by number and path."""
    head = HEAD.format(number="9/2020/NĐ-CP", day="ngày 10 tháng 01 năm 2020", title="quy định về vườn rau")
    body = "Điều 1. Hiệu lực thi hành\n1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2020.\n2. " + sentence
    found = read_effects(instrument("\n".join((head.rstrip(), body, *more))))
    return {f"{effect.target.instrument or effect.target.name}#{effect.target.path or ''}": effect for effect in found}


@pytest.mark.parametrize(
    ("sentence", "ended"),
    [
        (f"{OLD} hết hiệu lực {DAY}.", ["1/2001/NĐ-CP#"]),
        (f"{OLD} hết hiệu lực {DAY}; riêng các quy định về rau hết hiệu lực từ kỳ tính thuế năm 2020.", ["1/2001/NĐ-CP#"]),
        (f"Nghị định này thay thế {OLD}; {NEXT} sửa đổi một số điều của {OLD}.", ["1/2001/NĐ-CP#", "2/2002/NĐ-CP#"]),
        (f"Bãi bỏ {OLD} và {NEXT} sửa đổi, bổ sung Nghị định số 1/2001/NĐ-CP.", ["1/2001/NĐ-CP#", "2/2002/NĐ-CP#"]),
        ("Bãi bỏ Điều 4, khoản 4 Điều 5 Nghị định số 1/2001/NĐ-CP.", ["1/2001/NĐ-CP#dieu-4", "1/2001/NĐ-CP#dieu-5/khoan-4"]),
        (
            "Bãi bỏ các khoản: khoản 4 Điều 5; khoản 2 Điều 3 của Nghị định số 1/2001/NĐ-CP.",
            ["1/2001/NĐ-CP#dieu-5/khoan-4", "1/2001/NĐ-CP#dieu-3/khoan-2"],
        ),
        ("Nghị định này thay thế các Nghị định sau đây của Chính phủ: Nghị định số 1/2001/NĐ-CP.", ["1/2001/NĐ-CP#"]),
        (
            "Bãi bỏ Quy chế trồng rau ban hành kèm theo Quyết định số 7/2007/QĐ-BNN ngày 01 tháng 02 năm 2007 về việc ban hành "
            "Quy chế trồng rau.",
            ["7/2007/QĐ-BNN#kem-theo-1"],
        ),
        ("Bãi bỏ các quy định tại Chương II Nghị định số 1/2001/NĐ-CP.", ["1/2001/NĐ-CP#chuong-ii"]),
        (f"Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2020; thay thế {OLD}.", ["1/2001/NĐ-CP#"]),
        (
            "Bãi bỏ các Điều 1, 2 và Phụ lục ban hành kèm theo Nghị định số 1/2001/NĐ-CP.",
            ["1/2001/NĐ-CP#dieu-1", "1/2001/NĐ-CP#dieu-2", "1/2001/NĐ-CP#phu-luc"],
        ),
        (
            "Điều 6, Phụ lục I và II Nghị định số 1/2001/NĐ-CP hết hiệu lực.",
            ["1/2001/NĐ-CP#dieu-6", "1/2001/NĐ-CP#phu-luc-i", "1/2001/NĐ-CP#phu-luc-ii"],
        ),
        (
            "Bãi bỏ Điều 3 và Mẫu số 01 của Phụ lục Nghị định số 1/2001/NĐ-CP.",
            ["1/2001/NĐ-CP#dieu-3", "1/2001/NĐ-CP#phu-luc/mau-01"],
        ),
        (
            "Bãi bỏ điểm 4, Mục I, Phần A Thông tư số 5/2008/TT-BTP và khoản 2 Mục 1 Thông tư số 3/2006/TT-BTP.",
            ["5/2008/TT-BTP#phan-a/muc-i/diem-4", "3/2006/TT-BTP#muc-1/khoan-2"],
        ),
        (
            "Bãi bỏ khoản 1 Điều 3, cụm từ “rau” tại Điều 4 Nghị định số 1/2001/NĐ-CP.",
            ["1/2001/NĐ-CP#dieu-3/khoan-1", "1/2001/NĐ-CP#dieu-4"],
        ),
        (
            "Bãi bỏ Điều 5 của Quy chế trồng rau ban hành kèm theo Quyết định số 7/2007/QĐ-BNN ban hành Quy chế trồng rau.",
            ["7/2007/QĐ-BNN#kem-theo-1/dieu-5"],
        ),
        (f"Các văn bản sau hết hiệu lực {DAY}, gồm: {OLD}; {NEXT} về hạt.", ["1/2001/NĐ-CP#", "2/2002/NĐ-CP#"]),
        (f"Bãi bỏ {OLD} để bán; {NEXT} về hạt.", ["1/2001/NĐ-CP#", "2/2002/NĐ-CP#"]),
        ("Bãi bỏ nội dung Chương II Nghị định số 1/2001/NĐ-CP.", ["1/2001/NĐ-CP#chuong-ii"]),
        (f"Nghị định này bãi bỏ Điều 3 {OLD} và thay thế {NEXT} về hạt.", ["1/2001/NĐ-CP#dieu-3", "2/2002/NĐ-CP#"]),
        (f"Thay thế {OLD}; bãi bỏ {NEXT} về hạt.", ["1/2001/NĐ-CP#", "2/2002/NĐ-CP#"]),
        (
            f"{OLD} trong trường hợp khô hạn; {NEXT} về giấy phép tưới khi khô hạn hết hiệu lực {DAY}.",
            ["1/2001/NĐ-CP#", "2/2002/NĐ-CP#"],
        ),
        (
            f"Bãi bỏ {OLD} và Điều 2, khoản 1 Điều 3 {NEXT} về hạt.",
            ["1/2001/NĐ-CP#", "2/2002/NĐ-CP#dieu-2", "2/2002/NĐ-CP#dieu-3/khoan-1"],
        ),
        (f"Kể từ ngày Nghị định này có hiệu lực thì {OLD} hết hiệu lực.", ["1/2001/NĐ-CP#"]),
        ("Từ Điều 2 đến Điều 4 Nghị định số 1/2001/NĐ-CP hết hiệu lực.", [f"1/2001/NĐ-CP#dieu-{n}" for n in (2, 3, 4)]),
        (
            "Nghị định này thay thế các Nghị định số 1/2001/NĐ-CP ngày 01 tháng 02 năm 2001 và số 2/2002/NĐ-CP về rau.",
            ["1/2001/NĐ-CP#", "2/2002/NĐ-CP#"],
        ),
        # a comma before the instrument: the units are its own, and not of the one named before
        (f"Bãi bỏ {OLD} và Điều 2, {NEXT} về hạt.", ["1/2001/NĐ-CP#", "2/2002/NĐ-CP#dieu-2"]),
        (f"Bãi bỏ Điều 1 {OLD} và Điều 2, {NEXT} về hạt.", ["1/2001/NĐ-CP#dieu-1", "2/2002/NĐ-CP#dieu-2"]),
        ("Bãi bỏ mục II, phần III, Thông tư số 5/2008/TT-BTP.", ["5/2008/TT-BTP#phan-iii/muc-ii"]),
        # the clause lacks its article, which is not that of the other decree
        ("Bãi bỏ Điều 2 Nghị định số 1/2001/NĐ-CP và khoản 3 Nghị định số 2/2002/NĐ-CP.", ["1/2001/NĐ-CP#dieu-2"]),
        # a chapter with its articles
        ("Bãi bỏ Mục 2 (từ Điều 3 đến Điều 4) Chương II Nghị định số 1/2001/NĐ-CP.", [f"1/2001/NĐ-CP#{unit}" for unit in ("chuong-ii/muc-2", "dieu-3", "dieu-4")]),
        ("Bãi bỏ Chương V gồm các điều từ Điều 3 đến Điều 4 và Điều 9 của Nghị định số 1/2001/NĐ-CP.", [f"1/2001/NĐ-CP#{unit}" for unit in ("chuong-v", "dieu-3", "dieu-4", "dieu-9")]),
        ("Bãi bỏ Chương V “Tưới rau” từ Điều 3 đến Điều 4 tại Nghị định số 1/2001/NĐ-CP.", [f"1/2001/NĐ-CP#{unit}" for unit in ("chuong-v", "dieu-3", "dieu-4")]),
        ("Bãi bỏ Mục 3 Chương II - Tưới rau gồm các Điều 3 và 4 Nghị định số 1/2001/NĐ-CP.", [f"1/2001/NĐ-CP#{unit}" for unit in ("chuong-ii/muc-3", "dieu-3", "dieu-4")]),
        # what came later than all before it is in the name of none of them
        ("Bãi bỏ Thông tư số 1/2005/TT-BNN hướng dẫn Nghị định số 2/2002/NĐ-CP và Quyết định số 3/2008/QĐ-BNN.", ["1/2005/TT-BNN#", "3/2008/QĐ-BNN#"]),
        (f"Bãi bỏ {OLD} và các Nghị định sửa đổi, bổ sung Nghị định trên (Nghị định số 2/2002/NĐ-CP và Nghị định số 3/2003/NĐ-CP).", ["1/2001/NĐ-CP#", "2/2002/NĐ-CP#", "3/2003/NĐ-CP#"]),
        (
            "Bãi bỏ Điều 7, Điều 8 Quy chế trồng rau ban hành kèm theo Quyết định số 7/2007/QĐ-BNN ban hành Quy chế trồng rau.",
            ["7/2007/QĐ-BNN#kem-theo-1/dieu-7", "7/2007/QĐ-BNN#kem-theo-1/dieu-8"],
        ),
    ],
)  # fmt: skip
def test_what_is_understood_whole_is_certain(sentence: str, ended: list[str]) -> None:
    found = endings(sentence)
    assert [name for name, effect in found.items() if effect.certain] == ended


@pytest.mark.parametrize(
    ("sentence", "doubt"),
    [
        ("Bãi bỏ nội dung hướng dẫn về luống rau của Nghị định số 1/2001/NĐ-CP.", "words_left"),
        ("Các quy định về luống rau tại Điều 4 Nghị định số 1/2001/NĐ-CP hết hiệu lực.", "words_left"),
        ("Bãi bỏ 04 Danh mục giống rau quy định tại Điều 1 của Nghị định số 1/2001/NĐ-CP.", "words_left"),
        ("Bãi bỏ Mục 3 điểm d khoản 2 Điều 1 Nghị định số 1/2001/NĐ-CP.", "words_left"),
        ("Bãi bỏ khoản 2 Điều 5 Nghị định số 1/2001/NĐ-CP đối với rau thơm.", "part_of_text"),
        ("Nghị định này thay thế Nghị định số 1/2001/NĐ-CP về vườn rau (phần luống rau).", "part_of_text"),
        (f"{OLD} hết hiệu lực {DAY}, trừ các quy định về luống rau.", "excepted"),
        (f"{OLD} (trừ khoản 2 Điều 15) hết hiệu lực {DAY}.", "excepted"),
        (f"{OLD} hết hiệu lực kể từ ngày Hội trồng rau bắt đầu hoạt động.", "start_unclear"),
        (f"{OLD} hết hiệu lực {DAY}; riêng các quy định về rau hết hiệu lực từ kỳ tính thuế năm 2021.", "excepted"),
        (f"{OLD} hết hiệu lực {DAY}; riêng quy định tại Điều 6 hết hiệu lực từ ngày 01 tháng 01 năm 2021.", "excepted"),
        ("Bãi bỏ khoản 1 Điều 3, Điều 6 và Chương IV liên quan tới rau thơm tại Nghị định số 1/2001/NĐ-CP.", "words_left"),
        ("Bãi bỏ Quy chế trồng rau ban hành kèm theo Quyết định số 7/2007/QĐ-BNN.", "attachment_unclear"),
        ("Bãi bỏ Điều 5 Quy chế trồng rau ban hành kèm theo Quyết định số 7/2007/QĐ-BNN.", "attachment_unclear"),
        ("Bãi bỏ Luật Trồng rau số 3/2003/QH11.", "outranked"),
        ("Bãi bỏ quy định về miễn trừ tại Điều 5 Nghị định số 1/2001/NĐ-CP.", "words_left"),
        (f"{OLD} hết hiệu lực theo lộ trình quy định tại khoản 3 Điều này.", "start_unclear"),
        (f"Nghị định này thay thế {OLD} theo lộ trình như sau:", "start_unclear"),
        ("Thay thế Luật Trồng rau số 3/2003/QH11 bằng Nghị định này.", "outranked"),
        ("Nghị định này thay thế nội dung về luống rau tại Điều 4 Nghị định số 1/2001/NĐ-CP.", "words_left"),
        (
            "Danh mục rau ban hành kèm theo Nghị định số 1/2001/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực.",
            "words_left",
        ),
        ("Bãi bỏ số thứ tự 3 Phụ lục I Nghị định số 1/2001/NĐ-CP.", "words_left"),
        ("Bãi bỏ Phụ lục I (số thứ tự 3) Nghị định số 1/2001/NĐ-CP.", "in_annex"),
        ("Bãi bỏ Phụ lục I, dòng 3 Nghị định số 1/2001/NĐ-CP.", "in_annex"),
        ("Bãi bỏ Mục 3 Danh mục rau ban hành kèm theo Quyết định số 7/2007/QĐ-BNN.", "in_annex"),
        ("Bãi bỏ Phụ lục I Nghị định số 1/2001/NĐ-CP ngày 01 tháng 02 năm 2001 của Chính phủ đối với rau thơm.", "part_of_text"),
    ],
)
def test_what_is_not_understood_whole_is_not_certain(sentence: str, doubt: str) -> None:
    found = endings(sentence)
    assert found
    assert {effect.doubt and effect.doubt.key for effect in found.values()} == {f"doubt.{doubt}"}
    assert not any(effect.certain for effect in found.values())


@pytest.mark.parametrize(
    ("sentence", "ended", "words"),
    [
        ("Bãi bỏ Điều 5, trừ khoản 2 của Nghị định số 1/2001/NĐ-CP.", "dieu-5", "trừ khoản 2 của Nghị định số 1/2001/NĐ-CP"),
        ("Bãi bỏ Điều 5 (trừ khoản 2) Nghị định số 1/2001/NĐ-CP.", "dieu-5", "trừ khoản 2"),
        ("Nghị định số 1/2001/NĐ-CP hết hiệu lực, trừ khoản 2 Điều 5 và Điều 6.", "", "trừ khoản 2 Điều 5 và Điều 6"),
        ("Bãi bỏ Chương VI (mua, bán, trừ rau thơm) của Nghị định số 1/2001/NĐ-CP.", "chuong-vi", "mua, bán, trừ rau thơm"),
    ],
)
def test_what_is_excepted_is_carried_and_not_ended(sentence: str, ended: str, words: str) -> None:
    found = endings(sentence)
    assert {name: (effect.certain, effect.excepted) for name, effect in found.items()} == {f"1/2001/NĐ-CP#{ended}": (False, words)}


def test_what_follows_a_rule_in_one_sentence_is_for_a_person() -> None:
    found = endings("Sau khi hội thành lập, vườn được giao cho hội; đồng thời bãi bỏ Điều 5 Nghị định số 1/2001/NĐ-CP.")
    assert {name: effect.certain for name, effect in found.items()} == {"1/2001/NĐ-CP#dieu-5": False}


def closing(words: str, title: str = "quy định về vườn rau") -> list[Effect]:
    """The effects of a decree that does not say when it takes effect."""
    head = HEAD.format(number="9/2020/NĐ-CP", day="ngày 10 tháng 01 năm 2020", title=title)
    return list(read_effects(instrument(f"{head.rstrip()}\nĐiều 1. Vườn\nVườn là vườn.\nĐiều 2. {words}")))


@pytest.mark.parametrize(
    ("sentence", "certain"),
    [
        (f"{OLD} hết hiệu lực.", False),
        (f"Bãi bỏ {OLD}.", False),
        (f"{OLD} hết hiệu lực {DAY}.", False),
        (f"{OLD} hết hiệu lực kể từ ngày 01 tháng 3 năm 2020.", True),
        ("Bãi bỏ Điều 3 Nghị định số 1/2001/NĐ-CP.", True),
    ],
)
def test_a_whole_instrument_ends_on_a_day_that_is_known(sentence: str, certain: bool) -> None:
    (effect,) = closing(sentence)
    assert effect.certain is certain
    assert certain or (effect.doubt and effect.doubt.key) == "doubt.start_unclear"


def test_a_day_in_the_name_of_another_text_is_not_the_day_of_the_ending() -> None:
    found = endings("Bãi bỏ Nghị định số 1/2001/NĐ-CP quy định một số điều có hiệu lực từ ngày 01 tháng 7 năm 2013 của Luật Vườn.")
    assert [str(effect.effective_from) for effect in found.values()] == ["2020-07-01"]


def test_the_licence_ends_and_not_the_text_that_it_rests_on() -> None:
    assert not endings(f"{OLD} về giấy phép; giấy phép cấp theo Nghị định số 1/2001/NĐ-CP hết hiệu lực {DAY}.")


def test_the_words_that_are_left_are_said() -> None:
    (effect,) = endings("Bãi bỏ nội dung hướng dẫn về luống rau của Nghị định số 1/2001/NĐ-CP.").values()
    assert effect.doubt is not None
    assert dict(effect.doubt.values) == {"words": "nội dung hướng dẫn về luống rau của"}


def test_what_is_amended_beside_a_text_without_year_is_not_ended() -> None:
    found = endings(f"Bãi bỏ Điều 1 {NEXT} sửa đổi một số điều của Quyết định số 86 và Nghị định số 1/2001/NĐ-CP.")
    assert [name for name, effect in found.items() if effect.certain] == ["2/2002/NĐ-CP#dieu-1"]


@pytest.mark.parametrize("join", [" và", ",", ";"])
def test_what_may_belong_to_the_name_before_it_is_not_certain(join: str) -> None:
    name = f"Nghị định số 5/2005/NĐ-CP sửa đổi, bổ sung một số điều của {OLD}{join} {NEXT}"
    found = endings(f"Bãi bỏ {name} quy định về luống rau.")
    assert found["5/2005/NĐ-CP#"].certain
    assert not found["2/2002/NĐ-CP#"].certain


def test_of_what_an_amending_instrument_amends_none_is_ended() -> None:
    found = endings(
        f"Bãi bỏ Điều 6 Nghị định số 5/2005/NĐ-CP sửa đổi, bổ sung một số điều của {OLD}; {NEXT} quy định về luống rau; "
        "Nghị định số 3/2003/NĐ-CP ngày 01 tháng 02 năm 2003 của Chính phủ quy định về hạt giống."
    )
    assert [name for name, effect in found.items() if effect.certain] == ["5/2005/NĐ-CP#dieu-6"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Bãi bỏ một phần hoặc toàn bộ văn bản của Sở Vườn trái với Nghị định số 1/2001/NĐ-CP.",
        "Bãi bỏ các quyết định của Ủy ban nhân dân cấp tỉnh trái với Hiến pháp, luật.",
        "Đề nghị Sở Vườn bãi bỏ quyết định trái với Nghị định số 1/2001/NĐ-CP.",
        "Các quy định trước đây trái với Nghị định này đều bị bãi bỏ.",
        "Vườn rau là vườn đã được công nhận theo Nghị định số 1/2001/NĐ-CP trước khi Nghị định số 1/2001/NĐ-CP bị thay thế.",
        "Điều 4 Nghị định số 1/2001/NĐ-CP đã được bãi bỏ bởi Nghị định số 6/2016/NĐ-CP.",
        "Điều 4 Nghị định số 1/2001/NĐ-CP được bãi bỏ theo quy định tại khoản 1 Điều 9 Nghị định số 6/2016/NĐ-CP.",
        "Nghị định số 1/2001/NĐ-CP đã hết hiệu lực từ ngày 01 tháng 01 năm 2016.",
        "Nghị định số 1/2001/NĐ-CP hết hiệu lực từ ngày 01/01/2016 theo Nghị định số 6/2016/NĐ-CP.",
        "Nghị định số 1/2001/NĐ-CP được thay thế bằng Nghị định số 6/2016/NĐ-CP.",
        "Nghị định số 1/2001/NĐ-CP tiếp tục có hiệu lực thi hành cho đến khi được bãi bỏ, thay thế bằng văn bản khác.",
        "Thay thế cụm từ của Nghị định số 1/2001/NĐ-CP.",
        "Các giấy cấp theo Nghị định số 1/2001/NĐ-CP được duy trì đến ngày hết hiệu lực của giấy.",
    ],
)
def test_powers_definitions_and_reports_end_nothing(sentence: str) -> None:
    assert not endings(sentence)


def test_units_in_a_name_are_not_ended() -> None:
    found = endings(
        f"Bãi bỏ {OLD}; Nghị định số 5/2005/NĐ-CP sửa đổi, bổ sung điểm d khoản 1 Điều 13; khoản 2 Điều 16 và điểm c khoản 2 "
        "Điều 18 của Nghị định số 1/2001/NĐ-CP."
    )
    assert [name for name, effect in found.items() if effect.certain] == ["1/2001/NĐ-CP#", "5/2005/NĐ-CP#"]


@pytest.mark.parametrize(
    ("clause", "certain"),
    [
        ("3. Vườn đã được công nhận thì áp dụng Nghị định số 1/2001/NĐ-CP.", True),
        ("3. Các quy định về luống rau tại Nghị định số 1/2001/NĐ-CP tiếp tục có hiệu lực.", False),
    ],
)
def test_an_exception_by_an_own_clause_is_what_that_clause_says(clause: str, certain: bool) -> None:
    found = endings(f"{OLD} hết hiệu lực {DAY}, trừ trường hợp quy định tại khoản 3 Điều này.", clause)
    assert found["1/2001/NĐ-CP#"].certain is certain


SPARED = (
    "a) Khoản 2 Điều 3 đã hết hiệu lực từ ngày 01 tháng 01 năm 2015 theo quy định tại Nghị định số 5/2014/NĐ-CP;",
    "b) Điều 4 đã được bãi bỏ bởi Nghị định số 6/2016/NĐ-CP;",
    "c) Điều 5, Điều 6 tiếp tục có hiệu lực;",
    "d) Điều 7 Nghị định số 1/2001/NĐ-CP hết hiệu lực từ ngày 01 tháng 01 năm 2016.",
)


@pytest.mark.parametrize(
    "lead",
    [
        f"Bãi bỏ {OLD}, trừ các nội dung sau:",
        f"Bãi bỏ các quy định của {OLD}, trừ các quy định sau đây:",
        f"{OLD} hết hiệu lực {DAY}, trừ trường hợp sau đây:",
    ],
)
def test_what_is_listed_as_left_out_is_not_ended(lead: str) -> None:
    found = endings(lead, *SPARED)
    assert {name: effect.certain for name, effect in found.items()} == {"1/2001/NĐ-CP#": False}


def test_reports_in_a_list_of_what_ends_end_nothing() -> None:
    found = endings(f"Bãi bỏ các nội dung sau của {OLD}:", *SPARED[:2], "c) Điều 5; khoản 1 Điều 6.")
    assert {name: effect.certain for name, effect in found.items()} == {
        "1/2001/NĐ-CP#dieu-5": True,
        "1/2001/NĐ-CP#dieu-6/khoan-1": True,
    }


def test_what_limits_a_list_limits_its_items() -> None:
    found = endings("Bãi bỏ các nội dung quy định về luống rau tại:", "a) Điều 4 Nghị định số 1/2001/NĐ-CP;")
    assert {name: effect.certain for name, effect in found.items()} == {"1/2001/NĐ-CP#dieu-4": False}


@pytest.mark.parametrize(
    ("lead", "day"),
    [
        ("Bãi bỏ các văn bản sau đây:", "2020-07-01"),
        ("Bãi bỏ các văn bản sau đây từ ngày 15 tháng 8 năm 2020:", "2020-08-15"),
        ("Các văn bản sau đây hết hiệu lực kể từ ngày 15 tháng 8 năm 2020:", "2020-08-15"),
        ("Các văn bản sau đây hết hiệu lực kể từ ngày Hội trồng rau bắt đầu hoạt động:", None),
        ("Các văn bản sau đây hết hiệu lực, trừ quy định tại Điều 1 Nghị định này, cụ thể như sau:", "2020-07-01"),
        ("Các văn bản sau đây hết hiệu lực, trừ các quy định về luống rau:", None),
    ],
)
def test_what_is_said_above_a_list_holds_for_its_items(lead: str, day: str | None) -> None:
    found = endings(lead, "a) Nghị định số 1/2001/NĐ-CP đã được sửa đổi, bổ sung tại Nghị định số 2/2002/NĐ-CP;")
    assert {name: effect.certain for name, effect in found.items()} == {"1/2001/NĐ-CP#": day is not None}
    assert day is None or [str(effect.effective_from) for effect in found.values()] == [day]


def test_an_item_that_says_how_long_it_lasts_is_not_ended_now() -> None:
    item = "a) Nghị định số 1/2001/NĐ-CP, trừ Điều 20. Điều 20 Nghị định số 1/2001/NĐ-CP có hiệu lực thi hành đến hết năm 2027;"
    assert not any(effect.certain for effect in endings("Nghị định này thay thế các nghị định sau đây:", item).values())


def test_units_are_not_of_what_the_title_names_where_another_instrument_is_said() -> None:
    head = HEAD.format(number="9/2020/NĐ-CP", day="ngày 10 tháng 01 năm 2020", title=f"sửa đổi, bổ sung một số điều của {OLD}")
    body = "Điều 1. Bãi bỏ khoản 3 Điều 1 và Phụ lục I ban hành kèm theo Nghị định số 2/2002/NĐ-CP."
    found = read_effects(instrument("\n".join((head.rstrip(), body))))
    assert found
    assert not [effect for effect in found if effect.certain and effect.target.instrument == "1/2001/NĐ-CP"]


def test_what_has_amended_an_instrument_is_passed_over() -> None:
    found = endings(
        "Ngưng hiệu lực thi hành Điều 12 của Nghị định số 1/2001/NĐ-CP đã được sửa đổi, bổ sung một số điều theo "
        "Nghị định số 2/2002/NĐ-CP; Điều 88 của Nghị định số 3/2003/NĐ-CP."
    )
    assert {name: effect.certain for name, effect in found.items()} == {
        "1/2001/NĐ-CP#dieu-12": True,
        "3/2003/NĐ-CP#dieu-88": True,
    }


@pytest.mark.parametrize(
    ("sentence", "ended"),
    [
        ("Bãi bỏ từ khoản 1 Điều 5 đến khoản 3 Điều 5 Nghị định số 1/2001/NĐ-CP.", [f"dieu-5/khoan-{n}" for n in (1, 2, 3)]),
        (
            "Bãi bỏ từ điểm c khoản 1 đến điểm đ khoản 1 Điều 5 Nghị định số 1/2001/NĐ-CP.",
            [f"dieu-5/khoan-1/diem-{n}" for n in "cdđ"],
        ),
        ("Bãi bỏ từ Điều 5 Chương I đến hết Điều 7 Chương II Nghị định số 1/2001/NĐ-CP.", ["dieu-5", "dieu-6", "dieu-7"]),
        ("Bãi bỏ từ Điều 5 đến hết Điều 7 Nghị định số 1/2001/NĐ-CP.", ["dieu-5", "dieu-6", "dieu-7"]),
        (
            "Bãi bỏ khoản 1, từ khoản 3 đến khoản 4 Điều 5, từ Điều 7 đến Điều 8 Nghị định số 1/2001/NĐ-CP.",
            ["dieu-5/khoan-1", "dieu-5/khoan-3", "dieu-5/khoan-4", "dieu-7", "dieu-8"],
        ),
        ("Bãi bỏ Điều 4, Chương III, Chương IV của Nghị định số 1/2001/NĐ-CP.", ["dieu-4", "chuong-iii", "chuong-iv"]),
        ("Bãi bỏ Điều 4, Chương III của Nghị định số 1/2001/NĐ-CP.", ["dieu-4"]),
        (
            "Khoản 1 Điều 5; Điều 22; Phụ lục 02 và mẫu biểu Nghị định số 1/2001/NĐ-CP hết hiệu lực.",
            ["dieu-5/khoan-1", "dieu-22", "phu-luc-02"],
        ),
        ("Chấm dứt hiệu lực của Nghị định số 1/2001/NĐ-CP ngày 01 tháng 02 năm 2001 của Chính phủ.", [""]),
        ("Thay thế cho Nghị định số 1/2001/NĐ-CP ngày 01 tháng 02 năm 2001 của Chính phủ.", [""]),
        ("Bãi bỏ các quy định tại Nghị định số 1/2001/NĐ-CP ngày 01 tháng 02 năm 2001 của Chính phủ.", [""]),
        # what is not known for all of it is certain for none
        ("Bãi bỏ từ khoản 1 Điều 5 đến khoản 3 Điều 7 Nghị định số 1/2001/NĐ-CP.", []),
        ("Bãi bỏ từ khoản 1 Điều 5 đến hết Điều 7 Nghị định số 1/2001/NĐ-CP.", []),
        ("Bãi bỏ từ Điều 5 đến khoản 3 Điều 7 Nghị định số 1/2001/NĐ-CP.", []),
        ("Bãi bỏ khoản 2 Mục I Nghị định số 1/2001/NĐ-CP.", []),
        ("Bãi bỏ các quy định tại Nghị định số 1/2001/NĐ-CP ngày 01 tháng 02 năm 2001 của Chính phủ trái với Luật này.", []),
        ("Bãi bỏ các quy định tại Nghị định số 1/2001/NĐ-CP về phí.", []),
        ("Nghị định số 1/2001/NĐ-CP tiếp tục có hiệu lực thi hành cho đến khi có văn bản mới.", []),
    ],
)
def test_lists_of_units_are_read_to_their_end_or_not_at_all(sentence: str, ended: list[str]) -> None:
    certain = [name for name, effect in endings(sentence).items() if effect.certain]
    assert certain == [f"1/2001/NĐ-CP#{path}" for path in ended]


def test_units_behind_a_title_are_a_list_unless_the_title_may_name_them() -> None:
    listed = endings("Bãi bỏ Thông tư số 7/2011/TT-BTC về rau và Chương III Quả, các Phụ lục 1, 2 của Thông tư 8/2007/TT-BTC.")
    assert [name for name, effect in listed.items() if effect.certain][:1] == ["7/2011/TT-BTC#"]
    listed = endings("Bãi bỏ Thông tư số 7/2011/TT-BTC về rau và Chương III Quả của Thông tư số 8/2007/TT-BTC.")
    assert [name for name, effect in listed.items() if effect.certain] == ["7/2011/TT-BTC#", "8/2007/TT-BTC#chuong-iii"]
    listed = endings(
        "Bãi bỏ Thông tư số 7/2011/TT-BTC sửa đổi Thông tư số 6/2010/TT-BTC hướng dẫn việc tưới và Phần III Quyết định "
        "số 8/2007/QĐ-BTC."
    )
    assert [name for name, effect in listed.items() if effect.certain] == ["7/2011/TT-BTC#", "8/2007/QĐ-BTC#phan-iii"]
    guided = endings("Bãi bỏ Thông tư số 7/2011/TT-BTC hướng dẫn Luật Rau và Chương III Quả của Nghị định số 8/2007/NĐ-CP.")
    assert [name for name, effect in guided.items() if effect.certain] == ["7/2011/TT-BTC#"]


@pytest.mark.parametrize(
    ("spared", "certain"),
    [
        ("Hồ sơ đã nộp trước ngày 01 tháng 7 năm 2020 thì tiếp tục thực hiện theo Nghị định số 1/2001/NĐ-CP.", True),
        ("Vườn đang trồng được tiếp tục áp dụng Nghị định số 1/2001/NĐ-CP.", True),
        ("Các trường hợp được gia hạn thì tiếp tục thực hiện theo Nghị định số 1/2001/NĐ-CP.", True),
        ("Người trồng tiếp tục thực hiện việc tưới rau.", True),
        ("Giấy phép trồng rau được cấp theo Nghị định số 1/2001/NĐ-CP được tiếp tục sử dụng.", True),
        ("Các quy định về tưới rau tại Nghị định số 1/2001/NĐ-CP được tiếp tục áp dụng trong 01 năm.", False),
        ("Người trồng tiếp tục áp dụng quy định về tưới rau của Nghị định số 1/2001/NĐ-CP đến hết năm 2021.", False),
        ("Trước khi mở chợ, người trồng vẫn thực hiện theo Nghị định số 1/2001/NĐ-CP.", False),
    ],
)
def test_old_rules_that_go_on_for_everybody_leave_the_ending_uncertain(spared: str, certain: bool) -> None:
    found = endings(
        f"Nghị định số 1/2001/NĐ-CP hết hiệu lực {DAY}, trừ quy định tại Điều 2 Nghị định này.", f"Điều 2. Chuyển tiếp\n{spared}"
    )
    assert {name: effect.certain for name, effect in found.items()} == {"1/2001/NĐ-CP#": certain}


def test_a_list_of_articles_and_clauses_that_expire_is_read() -> None:
    found = endings(f"{DAY.capitalize()}, các điều khoản sau đây hết hiệu lực:", "a) Khoản 1 Điều 3 Nghị định số 1/2001/NĐ-CP;")
    assert {name: effect.certain for name, effect in found.items()} == {"1/2001/NĐ-CP#dieu-3/khoan-1": True}


@pytest.mark.parametrize(("number", "below"), [("02/2020/NQ-HĐTP", True), ("107/2020/QH14", False), ("55/NQ-HCC", False)])
def test_a_resolution_stands_where_its_issuer_stands(number: str, below: bool) -> None:
    law = (InstrumentType.LAW, "3/2003/QH11")
    assert is_outranked((InstrumentType.RESOLUTION, number), law) is below
