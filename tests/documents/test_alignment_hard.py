"""Which provision became which, where it is hard to see."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.comparison import Level, Pair, PairKind, align
from documents.model import Provision
from tests.documents.provisions import article, chapter
from tests.linear import processor_seconds

_TERMS = (
    "Nạn nhân là người bị xâm hại thân thể, danh dự và được cơ quan có thẩm quyền xác nhận",
    "Tiếp nhận là việc cơ sở lập biên bản, ghi sổ và bố trí chỗ nghỉ cho người mới đến",
    "Tranh chấp tập thể là mâu thuẫn về quyền hoặc lợi ích giữa nhóm thợ thủ công và chủ xưởng phát sinh khi thương lượng",
)
_KEPT = (
    "Người giữ kho phải kiểm kê hàng hóa vào ngày cuối tháng và ký vào sổ theo dõi",
    "Xe chở hàng được dừng ở bến cảng không quá hai giờ, quá giờ phải nộp tiền theo biểu giá",
    "Chủ tàu mua bảo hiểm cho thuyền viên trước mỗi chuyến đi biển dài hơn mười ngày",
    "Thuyền trưởng báo tin bão cho đài trực canh và đưa tàu vào nơi trú ẩn gần nhất",
    "Bến cảng niêm yết biểu giá dịch vụ bốc xếp bằng tiếng Việt tại cổng ra vào",
    "Học viên trường hàng hải được miễn học phí trong năm đầu nếu cam kết làm việc trên tàu",
    "Đăng kiểm viên kiểm tra vỏ tàu, máy chính và phương tiện cứu sinh hai năm một lần",
    "Cảng vụ thu hồi giấy phép rời cảng khi tàu chở quá tải trọng ghi trong sổ đăng kiểm",
)
_NEW = (
    "Dữ liệu hành trình được truyền về trung tâm qua vệ tinh theo chu kỳ mười phút",
    "Doanh nghiệp công bố báo cáo phát thải trên cổng thông tin của ngành mỗi quý",
)


def _edges(pairs: list[Pair], level: Level) -> set[tuple[str, str]]:
    """Linked paths in short: ``1.2`` is the second clause of article 1."""
    short = {path: path.replace("dieu-", "").replace("/khoan-", ".") for pair in pairs for path in (*pair.left, *pair.right)}
    return {(short[one], short[other]) for pair in pairs if pair.level is level for one in pair.left for other in pair.right}


_CASES = [
    (
        "of a definitions article one clause lives on, in an article of its own",
        [article(1, "Giải thích từ ngữ", *_TERMS), article(2, "Kiểm kê kho", _KEPT[0], _KEPT[1])],
        [article(1, "Kiểm kê kho", _KEPT[0], _KEPT[1]), article(2, "Tranh chấp tập thể", text=_TERMS[2])],
        {("1", "2"), ("2", "1")},
        {("1.3", "2"), ("2.1", "1.1"), ("2.2", "1.2")},
    ),
    (
        "an article turned into a section of articles",
        [article(1, "Bến cảng", *_KEPT[:4])],
        [
            chapter(
                1,
                "Bến cảng",
                article(1, "Kiểm kê", text=_KEPT[0]),
                article(2, "Dừng xe", text=_KEPT[1]),
                article(3, "Bảo hiểm", _KEPT[2]),
                article(4, "Tin bão", _KEPT[3], _NEW[0]),
            )
        ],
        {("1", "1"), ("1", "2"), ("1", "3"), ("1", "4")},
        {("1.1", "1"), ("1.2", "2"), ("1.3", "3.1"), ("1.4", "4.1")},
    ),
    (
        "two articles merged with a clause of a third",
        [
            article(1, "Kho", _KEPT[0], _KEPT[1]),
            article(2, "Thuyền viên", _KEPT[2], _KEPT[3]),
            article(3, "Cảng vụ", _KEPT[4], _KEPT[6], _KEPT[7]),
        ],
        [article(1, "Kho, thuyền viên", *_KEPT[:5]), article(2, "Cảng vụ", _KEPT[6], _KEPT[7])],
        {("1", "1"), ("2", "1"), ("3", "1"), ("3", "2")},
        {("1.1", "1.1"), ("1.2", "1.2"), ("2.1", "1.3"), ("2.2", "1.4"), ("3.1", "1.5"), ("3.2", "2.1"), ("3.3", "2.2")},
    ),
    (
        "clauses that became paragraphs of one clause",
        [article(1, "Nhiệm vụ của bến", *_KEPT[:4]), article(2, "Trường học", _KEPT[5])],
        [
            article(1, "Nhiệm vụ của bến", "Bến có các nhiệm vụ sau đây:\n" + ";\n".join(_KEPT[:4])),
            article(2, "Trường học", _KEPT[5]),
        ],
        {("1", "1"), ("2", "2")},
        {("1.1", "1.1"), ("1.2", "1.1"), ("1.3", "1.1"), ("1.4", "1.1"), ("2.1", "2.1")},
    ),
    (
        "a clause that moved to another article",
        [article(1, "Kho", _KEPT[0], _KEPT[1], _KEPT[4]), article(2, "Biển", _KEPT[2], _KEPT[3])],
        [article(1, "Kho", _KEPT[0], _KEPT[1]), article(2, "Biển", _KEPT[2], _KEPT[3], _KEPT[4])],
        {("1", "1"), ("1", "2"), ("2", "2")},
        {("1.1", "1.1"), ("1.2", "1.2"), ("1.3", "2.3"), ("2.1", "2.1"), ("2.2", "2.2")},
    ),
    (
        "a heading that stays while the content is replaced",
        [article(1, "Trách nhiệm của chủ tàu", _KEPT[2]), article(2, "Kho", _KEPT[0], _KEPT[1])],
        [article(1, "Kho", _KEPT[0], _KEPT[1]), article(2, "Trách nhiệm của chủ tàu", _NEW[1])],
        {("1", "2"), ("2", "1")},
        {("2.1", "1.1"), ("2.2", "1.2")},
    ),
    (
        "without headings on both sides, everything renumbered",
        [article(at, None, text=_KEPT[at - 1]) for at in range(1, 9)],
        [article(at, None, text=_KEPT[(at + 2) % 8] + " theo quy định") for at in range(1, 9)],
        {(str((at + 2) % 8 + 1), str(at)) for at in range(1, 9)},
        {(str((at + 2) % 8 + 1), str(at)) for at in range(1, 9)},
    ),
    (
        "without headings on one side: the words hold the heading of the other",
        [
            article(1, None, text="Danh hiệu Thuyền trưởng giỏi được tặng cho người có thành tích trong chuyến đi biển"),
            article(2, None, text="Danh hiệu Bến cảng xanh được tặng cho tập thể có thành tích giữ sạch luồng lạch"),
        ],
        [
            article(1, "Danh hiệu Bến cảng xanh", "Tặng hằng năm cho đơn vị có tỷ lệ rác thu gom đạt mức cao", _NEW[0]),
            article(2, "Danh hiệu Thuyền trưởng giỏi", "Tặng hằng năm cho người chỉ huy an toàn ít nhất ba mươi chuyến", _NEW[1]),
        ],
        {("1", "2"), ("2", "1")},
        {("1", "2.1")},
    ),
    (
        "a hard-wrapped copy",
        [article(at, "Quy định chung", text=_KEPT[at].replace(" ", "\n", 9)) for at in range(4)],
        [article(at, "Quy định chung", text=_KEPT[at]) for at in range(4)],
        {(str(at), str(at)) for at in range(4)},
        {(str(at), str(at)) for at in range(4)},
    ),
    (
        "what only says who details it makes no articles a pair",
        [article(1, "Kho", _KEPT[0], _KEPT[1]), article(2, "Quy định chi tiết", text="Chính phủ quy định chi tiết Điều này.")],
        [article(1, "Kho", _KEPT[0], _KEPT[1], "Chính phủ quy định chi tiết Điều này."), article(2, "Biển", *_NEW)],
        {("1", "1")},
        {("1.1", "1.1"), ("1.2", "1.2"), ("2", "1.3")},
    ),
]


@pytest.mark.parametrize(("old", "new", "articles", "clauses"), [case[1:] for case in _CASES], ids=[case[0] for case in _CASES])
def test_hard_cases(
    old: list[Provision], new: list[Provision], articles: set[tuple[str, str]], clauses: set[tuple[str, str]]
) -> None:
    pairs = align(old, new)
    assert _edges(pairs, Level.ARTICLE) == articles
    assert _edges(pairs, Level.CLAUSE) == clauses


def test_a_hard_wrapped_copy_has_the_same_words() -> None:
    old = [article(1, "Kho", text="Theo khoản\n2 Điều\n5, người giữ kho\nphải kiểm kê")]
    new = [article(1, "Kho", text="Theo khoản 2 Điều 5, người giữ kho phải kiểm kê")]
    assert {pair.kind for pair in align(old, new)} == {PairKind.SAME}


_ARTICLES = st.lists(
    st.tuples(st.sampled_from(["Kho", "Biển", None]), st.lists(st.sampled_from([*_KEPT, *_TERMS, _NEW[0]]), max_size=3)), max_size=6
)


def _law(articles: list[tuple[str | None, list[str]]]) -> list[Provision]:
    return [article(at, heading, *clauses) for at, (heading, clauses) in enumerate(articles, 1)]


@given(_ARTICLES, _ARTICLES)
def test_the_answer_is_the_same_every_time(
    old: list[tuple[str | None, list[str]]], new: list[tuple[str | None, list[str]]]
) -> None:
    assert align(_law(old), _law(new)) == align(_law(old), _law(new))


@given(st.permutations(range(8)), st.integers(2, 8), st.integers(2, 8))
def test_backwards_the_pairs_are_the_same(order: list[int], ours: int, theirs: int) -> None:
    """Where nothing is said twice: of equal ones the nearest is taken, and that may differ."""
    old = [article(at, None, text=_KEPT[at]) for at in range(ours)]
    new = [article(at, None, text=_KEPT[place]) for at, place in enumerate(order[:theirs])]
    forth, back = align(old, new), align(new, old)
    for level in (Level.ARTICLE, Level.CLAUSE):
        assert _edges(forth, level) == {(one, other) for other, one in _edges(back, level)}


def _long(count: int, seed: int) -> list[Provision]:
    chance = random.Random(seed)
    words = [first + last for first in "bcdghklmnprstvx" for last in ("an", "oi", "uong", "ich", "ap", "inh", "eo", "ua", "iep")]
    return [
        article(at, " ".join(chance.choices(words, k=5)), *(" ".join(chance.choices(words, k=25)) for _ in range(2)))
        for at in range(1, count + 1)
    ]


@pytest.mark.parametrize(("articles", "most"), [(600, 10), pytest.param(2000, 30, marks=pytest.mark.long)])
def test_thousands_of_articles_are_bounded_in_time_and_have_a_plain_answer(articles: int, most: int) -> None:
    law = _long(articles, 1)
    seconds, pairs = processor_seconds(lambda given: align(given, given), law)
    assert {pair.kind for pair in pairs} == {PairKind.SAME}
    assert seconds < most


def test_two_thousand_equal_articles_are_the_same_in_order() -> None:
    law = [article(at, "Hiệu lực", text=_KEPT[0]) for at in range(1, 2001)]
    pairs = align(law, law)
    assert all(pair.left == pair.right and pair.kind is PairKind.SAME for pair in pairs)
