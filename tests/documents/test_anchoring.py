"""Words carried from one text to another: never onto other words, and what is not sure is left to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.comparison.anchoring import Carrier, Spot, State
from documents.comparison.anchoring.matching import read_words
from documents.model import Provision
from tests.documents.provisions import article

UBND = "Ủy ban nhân dân cấp tỉnh"


def at(tree: list[Provision], path: str, words: str, nth: int = 1, field: str = "text") -> Spot:
    text = getattr(next(item for root in tree for item in root.walk() if item.path == path), field)
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return Spot(path, field, start, start + len(words))


def said(tree: list[Provision], spot: Spot) -> str:
    return str(getattr(next(item for root in tree for item in root.walk() if item.path == spot.path), spot.field))[
        spot.start : spot.end
    ]


OLD = [
    article(
        1,
        "Trách nhiệm hỗ trợ nạn nhân",
        f"{UBND} bố trí kinh phí hỗ trợ nạn nhân tại địa phương.",
        f"{UBND} chỉ đạo Sở Lao động tiếp nhận nạn nhân trong thời hạn 03 ngày làm việc.",
        f"{UBND} báo cáo kết quả hỗ trợ với Bộ trước ngày 15 tháng 12 hằng năm.",
    ),
    article(
        2,
        "Chế độ hỗ trợ y tế",
        "Nạn nhân được hỗ trợ chi phí khám bệnh, chữa bệnh trong thời gian lưu trú tại cơ sở bảo trợ.",
        "Mức hỗ trợ do cơ sở khám bệnh quyết định theo giá dịch vụ và không quá 05 triệu đồng.",
    ),
    article(3, "Hồ sơ đề nghị", text="Hồ sơ gồm đơn đề nghị và giấy xác nhận nạn nhân 🙂 của cơ quan công an."),
    article(4, "Tổ chức thi đua", text="Hằng năm cơ quan tổ chức phong trào thi đua và tặng giấy khen cho tập thể xuất sắc."),
]
NEW = [
    article(
        1,
        "Trách nhiệm hỗ trợ nạn nhân",
        f"{UBND} bố trí kinh phí hỗ trợ nạn nhân tại địa phương.",
        f"{UBND} phê duyệt kế hoạch phòng ngừa mua bán người trên địa bàn.",
        f"{UBND} chỉ đạo Sở Nội vụ tiếp nhận nạn nhân trong thời hạn 02 ngày làm việc.",
        f"{UBND} báo cáo kết quả hỗ trợ với Bộ trước ngày 15 tháng 12 hằng năm.",
    ),
    article(
        2,
        "Chế độ hỗ trợ y tế",
        "Nạn nhân được hỗ trợ chi phí khám bệnh, chữa bệnh trong thời gian lưu trú tại cơ sở trợ giúp xã hội.",
        "Mức hỗ trợ do cơ sở khám bệnh quyết định theo giá dịch vụ.",
    ),
    article(5, "Hồ sơ đề nghị", text="Hồ sơ gồm đơn đề nghị và giấy xác nhận nạn nhân 🙂 của cơ quan công an."),
]


@pytest.mark.parametrize(
    ("path", "words", "state", "where", "now"),
    [
        ("dieu-1/khoan-1", UBND, State.SAME, "dieu-1/khoan-1", UBND),
        ("dieu-1/khoan-2", UBND, State.MOVED, "dieu-1/khoan-3", UBND),  # to its own clause, not to the one that has its number now
        ("dieu-1/khoan-3", UBND, State.MOVED, "dieu-1/khoan-4", UBND),
        ("dieu-1/khoan-2", "Sở Lao động tiếp nhận nạn nhân", State.REWORDED, "dieu-1/khoan-3", "Sở Nội vụ tiếp nhận nạn nhân"),
        ("dieu-1/khoan-2", "03", State.REWORDED, "dieu-1/khoan-3", "02"),
        ("dieu-2/khoan-1", "khám bệnh, chữa bệnh", State.SAME, "dieu-2/khoan-1", "khám bệnh, chữa bệnh"),
        ("dieu-2/khoan-2", "không quá 05 triệu đồng", State.ORPHAN, None, None),  # these words are gone
        ("dieu-3", "nạn nhân 🙂 của", State.MOVED, "dieu-5", "nạn nhân 🙂 của"),
        ("dieu-3", "nhân 🙂 ", State.MOVED, "dieu-5", "nhân 🙂 "),
        ("dieu-4", "phong trào thi đua", State.ORPHAN, None, None),  # the article is gone
    ],
)
def test_words_go_where_they_went(path: str, words: str, state: State, where: str | None, now: str | None) -> None:
    carried = Carrier(OLD, NEW).carry(at(OLD, path, words))
    assert carried.state is state
    assert (carried.spot and carried.spot.path) == where
    assert (carried.spot and said(NEW, carried.spot)) == now


@pytest.mark.parametrize(
    ("path", "state", "where"),
    [
        ("dieu-1/khoan-1", State.SAME, "dieu-1/khoan-1"),
        ("dieu-1/khoan-3", State.MOVED, "dieu-1/khoan-4"),
        ("dieu-1/khoan-2", State.REWORDED, "dieu-1/khoan-3"),
        ("dieu-2", State.REWORDED, "dieu-2"),
        ("dieu-3", State.MOVED, "dieu-5"),
        ("dieu-4", State.ORPHAN, None),
        ("dieu-9", State.TO_DECIDE, None),
    ],
)
def test_whole_provisions_go_where_they_went(path: str, state: State, where: str | None) -> None:
    carried = Carrier(OLD, NEW).carry(Spot(path))
    assert (carried.state, carried.spot and carried.spot.path) == (state, where)


def test_a_figure_that_is_another_in_a_clause_that_grew_has_its_place() -> None:
    second = "Nạn nhân là trẻ em được hỗ trợ cho đến khi có người thân hoặc người giám hộ nhận về."
    old = [article(3, "Thời gian", "Thời gian hỗ trợ tiền ăn và chỗ ở không quá 03 tháng.", second)]
    grew = "; trường hợp đang điều trị thì kéo dài đến khi kết thúc đợt điều trị."
    for became, now in (("06 tháng", "06 tháng"), ("mức của Bộ", None)):
        new = [article(3, "Thời gian", f"Thời gian hỗ trợ tiền ăn và chỗ ở không quá {became}{grew}", second)]
        carried = Carrier(old, new).carry(at(old, "dieu-3/khoan-1", "03 tháng"))
        assert (carried.spot and said(new, carried.spot)) == now
        assert carried.state is (State.REWORDED if now else State.TO_DECIDE)


def test_a_phrase_that_is_said_more_often_now_is_left_to_a_person() -> None:
    old = [article(1, "Hồ sơ", text="Người đề nghị nộp đơn. Cơ quan xem xét đơn theo quy định.")]
    new = [
        article(1, "Hồ sơ", text="Đơn nộp trực tuyến. Đơn gửi qua bưu chính. Cơ quan trả lại đơn, người đề nghị nộp lại đơn sau.")
    ]
    carried = Carrier(old, new).carry(at(old, "dieu-1", "đơn", 2))
    assert carried.spot is None


def test_a_split_article_is_a_question_and_its_words_are_found_where_they_went() -> None:
    words = (
        "Người lao động được tạm ứng tiền lương theo thỏa thuận của hai bên và không bị tính lãi trong mọi trường hợp.",
        "Doanh nghiệp lập sổ theo dõi việc đóng bảo hiểm xã hội cho từng người lao động và công khai hằng quý tại nơi làm việc.",
    )
    other = article(7, "Hiệu lực", text="Thông tư này có hiệu lực từ ngày ký ban hành và thay thế các quy định trước đây.")
    old = [article(1, "Tạm ứng tiền lương và sổ bảo hiểm", *words), other]
    new = [article(1, "Tạm ứng tiền lương", text=words[0]), article(2, "Sổ bảo hiểm", text=words[1]), other]
    carrier = Carrier(old, new)
    whole = carrier.carry(Spot("dieu-1"))
    assert (whole.state, whole.spot) == (State.TO_DECIDE, None)
    assert {spot.path for spot in whole.likely} == {"dieu-1", "dieu-2"}
    carried = carrier.carry(at(old, "dieu-1/khoan-2", "sổ theo dõi việc đóng bảo hiểm xã hội"))
    assert carried.spot is not None
    assert carried.spot.path == "dieu-2"
    assert said(new, carried.spot) == "sổ theo dõi việc đóng bảo hiểm xã hội"


def test_a_person_knows_better() -> None:
    from documents.comparison.pairing import Fixed

    spot = Spot("dieu-4")
    assert Carrier(OLD, NEW, [Fixed(("dieu-4",), ("dieu-5",))]).carry(spot).likely[0].path == "dieu-5"
    parted = Carrier(OLD, NEW, (), [("dieu-3", "dieu-5")]).carry(at(OLD, "dieu-3", "đơn đề nghị"))
    assert parted.spot is None


@pytest.mark.parametrize(
    "spot", [Spot("dieu-1", "text", 0, 4), Spot("dieu-1/khoan-1", "text", 4, 4), Spot("dieu-3", "text", 0, 999)]
)
def test_a_place_that_is_none_is_on_no_words(spot: Spot) -> None:
    assert Carrier(OLD, NEW).carry(spot).spot is None


SAID = ["nạn", "nhân", "được", "hỗ", "trợ", "ủy", "ban", "cấp", "05", "🙂", "é", "đ;", "tại\n"]
WORDS = st.lists(st.sampled_from(SAID), min_size=1, max_size=14)
TEXTS = st.lists(WORDS.map(" ".join), min_size=1, max_size=4)


@given(st.lists(TEXTS, min_size=1, max_size=3), st.lists(TEXTS, min_size=1, max_size=3), st.data())
def test_what_is_placed_is_always_there(left: list[list[str]], right: list[list[str]], data: st.DataObject) -> None:
    old, new = ([article(number, "Quy định", *texts) for number, texts in enumerate(side, 1)] for side in (left, right))
    path = data.draw(st.sampled_from([item.path for root in old for item in root.children]))
    text = next(item.text for root in old for item in root.walk() if item.path == path)
    start = data.draw(st.integers(0, len(text) - 1))
    spot = Spot(path, "text", start, data.draw(st.integers(start + 1, len(text))))
    carried = Carrier(old, new).carry(spot)
    for place in (*carried.likely, *((carried.spot,) if carried.spot else ())):
        found = next(getattr(item, place.field) for root in new for item in root.walk() if item.path == place.path)
        assert 0 <= (place.start or 0) < (place.end or 0) <= len(found)
    if carried.spot and carried.state in (State.SAME, State.MOVED):
        ours, theirs = (
            [word.key for word in read_words(words)] for words in (text[spot.start : spot.end], said(new, carried.spot))
        )
        inner = ours[1:-1]  # a stretch may begin and end inside a word
        assert inner == [] or inner == theirs[1:-1]
