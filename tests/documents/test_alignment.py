"""Which provision of one text became which of another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.comparison.alignment import align
from documents.comparison.levels import Level, units_of, words_of
from documents.comparison.likeness import over_others
from documents.comparison.pairing import Fixed, Ground, Pair, PairKind
from documents.model import Kind, Provision
from tests.documents.provisions import article, chapter

_DUTY = "Cơ quan tiếp nhận phải bố trí nơi ở an toàn và thông báo ngay cho gia đình của nạn nhân"
_MONEY = "Nạn nhân được hỗ trợ tiền ăn bằng mức của đối tượng bảo trợ xã hội trong thời gian lưu trú"
_CARE = "Bệnh viện miễn chi phí khám bệnh, chữa bệnh và tư vấn tâm lý cho người dưới mười tám tuổi"
_TRADE = "Doanh nghiệp dạy nghề miễn phí và ưu tiên nhận vào làm việc sau khi tốt nghiệp khóa học"
_PROOF = "Giấy xác nhận do công an cấp huyện cấp theo mẫu và có giá trị trên toàn quốc"


def _kinds(pairs: list[Pair], level: Level) -> list[tuple[tuple[str, ...], tuple[str, ...], str]]:
    return [(pair.left, pair.right, str(pair.kind)) for pair in pairs if pair.level is level]


def test_an_article_is_found_again_under_another_number_and_other_words() -> None:
    old = [article("1", "Tiếp nhận", _DUTY), article("2", "Tiền ăn", _MONEY), article("3", "Y tế", _CARE)]
    new = [
        article("1", "Giải thích từ ngữ", _PROOF),
        article("2", "Tiếp nhận", _DUTY),
        article("3", "Chế độ ăn", _MONEY.replace("tiền ăn", "tiền ăn, ở")),
    ]
    assert _kinds(align(old, new), Level.ARTICLE) == [
        ((), ("dieu-1",), "added"),
        (("dieu-1",), ("dieu-2",), "renumbered"),
        (("dieu-2",), ("dieu-3",), "reworded"),
        (("dieu-3",), (), "dropped"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Theo khoản 2 Điều 5 của Luật này, uỷ ban quyết định.", "theo khoản 3 Điều 17 của luật này - ủy ban quyết định"),
        ("Các điểm a, b và c khoản 1 Điều này", "Các điểm a, đ và e khoản 4 Điều này"),
        ("quy định tại Chương II", "quy định tại Chương IV"),
        ("báo cáo định kỳ 6 tháng", "báo cáo định kỳ 06 tháng"),
    ],
)
def test_case_punctuation_tone_marks_and_numbers_of_references_make_no_words_differ(old: str, new: str) -> None:
    assert words_of(old) == words_of(new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("trong thời hạn 05 ngày", "trong thời hạn 07 ngày"),
        ("được hỗ trợ", "không được hỗ trợ"),
        ("khoản 2, y tế", "khoản 2, giáo dục"),
        ("điểm thi từ 5 trở lên", "điểm thi từ 6 trở lên"),
    ],
)
def test_other_numbers_and_words_do(old: str, new: str) -> None:
    assert words_of(old) != words_of(new)


def test_an_article_under_another_chapter_has_moved() -> None:
    old = [chapter("1", "Tiếp nhận", article("1", "Nơi ở", _DUTY)), chapter("2", "Chế độ", article("2", "Tiền ăn", _MONEY))]
    new = [chapter("1", "Hỗ trợ", article("1", "Tiền ăn", _MONEY)), chapter("2", "Tiếp nhận", article("2", "Nơi ở", _DUTY))]
    assert _kinds(align(old, new), Level.ARTICLE) == [
        (("dieu-2",), ("dieu-1",), "moved"),
        (("dieu-1",), ("dieu-2",), "renumbered"),
    ]


def test_an_article_whose_clauses_became_articles_was_split() -> None:
    old = [article("1", "Chế độ hỗ trợ", _DUTY, _MONEY, _CARE)]
    new = [article("7", "Nơi ở", text=_DUTY), article("8", "Tiền ăn", text=_MONEY), article("9", "Y tế", text=_CARE)]
    pairs = align(old, new)
    assert _kinds(pairs, Level.ARTICLE) == [(("dieu-1",), ("dieu-7", "dieu-8", "dieu-9"), "split")]
    assert [(left, right) for left, right, _ in _kinds(pairs, Level.CLAUSE)] == [
        ((f"dieu-1/khoan-{at}",), (f"dieu-{at + 6}",)) for at in (1, 2, 3)
    ]


def test_two_articles_that_became_one_were_merged() -> None:
    old = [article("1", "Nơi ở", _DUTY, _PROOF), article("2", "Tiền ăn", _MONEY)]
    new = [article("1", "Nơi ở và tiền ăn", _DUTY, _PROOF, _MONEY)]
    pairs = align(old, new)
    assert _kinds(pairs, Level.ARTICLE) == [(("dieu-1", "dieu-2"), ("dieu-1",), "merged")]
    assert (("dieu-2/khoan-1",), ("dieu-1/khoan-3",), "renumbered") in _kinds(pairs, Level.CLAUSE)


def test_a_clause_that_went_to_an_article_that_is_no_pair_has_moved() -> None:
    old = [article("1", "Nơi ở", _DUTY, _MONEY), article("2", "Y tế", _CARE, _PROOF)]
    new = [article("1", "Nơi ở", _DUTY), article("2", "Y tế", _CARE, _PROOF, _MONEY)]
    assert (("dieu-1/khoan-2",), ("dieu-2/khoan-3",), "moved") in _kinds(align(old, new), Level.CLAUSE)


def test_a_heading_that_stays_over_other_words_is_a_pair_and_says_so() -> None:
    old = [article("4", "Chế độ hỗ trợ nạn nhân", _MONEY), article("5", "Hiệu lực", _PROOF)]
    new = [article("9", "Chế độ hỗ trợ nạn nhân", _TRADE), article("10", "Hiệu lực", _PROOF)]
    found = next(pair for pair in align(old, new) if pair.left == ("dieu-4",))
    assert (found.right, found.kind) == (("dieu-9",), PairKind.REWORDED)
    assert next(reason.share for reason in found.reasons if reason.ground is Ground.HEADING) == pytest.approx(1)


def test_points_are_paired_in_their_clauses() -> None:
    old = [article("1", "Hỗ trợ", ("Bao gồm:", _DUTY, _MONEY))]
    new = [article("1", "Hỗ trợ", ("Bao gồm:", _CARE, _DUTY, _MONEY))]
    assert _kinds(align(old, new), Level.POINT) == [
        ((), ("dieu-1/khoan-1/diem-a",), "added"),
        (("dieu-1/khoan-1/diem-a",), ("dieu-1/khoan-1/diem-b",), "renumbered"),
        (("dieu-1/khoan-1/diem-b",), ("dieu-1/khoan-1/diem-c",), "renumbered"),
    ]


_FIXED_OLD = [article("1", "Nơi ở", _DUTY), article("2", "Y tế", _CARE), article("3", "Tiền ăn", _MONEY)]
_FIXED_NEW = [article("1", "Tiền ăn", _MONEY), article("2", "Nơi ở", _DUTY), article("3", "Y tế", _CARE)]


@pytest.mark.parametrize(
    ("fixed", "parted", "told"),
    [
        # One pair by hand: the rest is aligned around it.
        (
            [Fixed(("dieu-1",), ("dieu-1",))],
            [],
            [("1", "1", "reworded"), ("", "2", "added"), ("2", "3", "renumbered"), ("3", "", "dropped")],
        ),
        # Several on one side.
        ([Fixed(("dieu-1",), ("dieu-2", "dieu-3"))], [], [("3", "1", "renumbered"), ("1", "2 3", "split"), ("2", "", "dropped")]),
        ([Fixed(("dieu-1", "dieu-2"), ("dieu-3",))], [], [("3", "1", "renumbered"), ("", "2", "added"), ("1 2", "3", "merged")]),
        # It is new, it is gone.
        (
            [Fixed((), ("dieu-2",))],
            [],
            [("3", "1", "renumbered"), ("", "2", "added"), ("1", "", "dropped"), ("2", "3", "renumbered")],
        ),
        (
            [Fixed(("dieu-2",), ())],
            [],
            [("3", "1", "renumbered"), ("1", "2", "renumbered"), ("2", "", "dropped"), ("", "3", "added")],
        ),
        # They are no pair; a pair by hand weighs more.
        (
            [],
            [("dieu-2", "dieu-3")],
            [("3", "1", "renumbered"), ("1", "2", "renumbered"), ("2", "", "dropped"), ("", "3", "added")],
        ),
        (
            [Fixed(("dieu-2",), ("dieu-3",))],
            [("dieu-2", "dieu-3")],
            [("3", "1", "renumbered"), ("1", "2", "renumbered"), ("2", "3", "renumbered")],
        ),
        # What is not there says nothing.
        (
            [Fixed(("dieu-1",), ("dieu-77",)), Fixed(("dieu-99",), ())],
            [("dieu-77", "dieu-2")],
            [("3", "1", "renumbered"), ("1", "2", "renumbered"), ("2", "3", "renumbered")],
        ),
    ],
)
def test_what_a_person_said_stays_and_the_rest_goes_around_it(
    fixed: list[Fixed], parted: list[tuple[str, str]], told: list[tuple[str, str, str]]
) -> None:
    pairs = align(_FIXED_OLD, _FIXED_NEW, fixed, parted)
    found = [
        (*(" ".join(path.removeprefix("dieu-") for path in side) for side in sides), kind)
        for *sides, kind in _kinds(pairs, Level.ARTICLE)
    ]
    assert sorted(found) == sorted(told)
    by_hand = {(pair.left, pair.right) for pair in pairs if any(reason.ground is Ground.BY_HAND for reason in pair.reasons)}
    assert by_hand == {(item.left, item.right) for item in fixed if item.left and item.right and "77" not in item.right[0]}


def test_what_stands_below_parted_articles_is_no_pair_either() -> None:
    found = align(_FIXED_OLD, _FIXED_NEW, parted=[("dieu-2", "dieu-3")])
    assert not [pair for pair in found if pair.left and pair.right and pair.left[0].startswith("dieu-2")]


@pytest.mark.parametrize(("fixed", "side"), [(Fixed(("dieu-2",), ()), "left"), (Fixed((), ("dieu-3",)), "right")])
def test_what_stands_below_what_is_gone_or_new_is_no_pair_but_by_hand(fixed: Fixed, side: str) -> None:
    found = align(_FIXED_OLD, _FIXED_NEW, [fixed])
    path = (*fixed.left, *fixed.right)[0]
    assert not [pair for pair in found if pair.left and pair.right and getattr(pair, side)[0].startswith(path)]
    clause = Fixed(("dieu-2/khoan-1",), ("dieu-3/khoan-1",))
    pairs = [(pair.left, pair.right) for pair in align(_FIXED_OLD, _FIXED_NEW, [fixed, clause])]
    assert (clause.left, clause.right) in pairs
    assert (("dieu-2",), ("dieu-3",)) not in pairs


def test_clauses_that_a_person_paired_make_their_articles_a_pair() -> None:
    found = align(_FIXED_OLD, _FIXED_NEW, [Fixed(("dieu-2/khoan-1",), ("dieu-1/khoan-1",))])
    assert (("dieu-2/khoan-1",), ("dieu-1/khoan-1",)) in [(pair.left, pair.right) for pair in found]
    assert "dieu-1" in next(pair.right for pair in found if pair.left == ("dieu-2",))


def test_in_wordings_of_one_text_an_article_keeps_its_number_and_nothing_goes_to_another_one() -> None:
    old = [article("1", "Tiếp nhận", _DUTY, _MONEY), article("2", "Y tế", _CARE), article("3", "Giấy tờ", _PROOF)]
    new = [article("1", "Tiếp nhận", _TRADE), article("2", "Y tế", _MONEY, _CARE), article("3", None, text="(được bãi bỏ)")]
    pairs = align(old, new, one_text=True)
    assert _kinds(pairs, Level.ARTICLE) == [
        (("dieu-1",), ("dieu-1",), "reworded"),
        (("dieu-2",), ("dieu-2",), "reworded"),
        (("dieu-3",), (), "dropped"),
    ]
    assert pairs[0].reasons[0].ground is Ground.NUMBER
    clauses = _kinds(pairs, Level.CLAUSE)
    assert (("dieu-1/khoan-2",), (), "dropped") in clauses
    assert ((), ("dieu-2/khoan-1",), "added") in clauses


def test_in_wordings_of_one_text_a_person_has_the_last_word() -> None:
    old = [article("1", "Tiếp nhận", _DUTY), article("2", "Y tế", _CARE)]
    new = [article("1", "Y tế", _CARE), article("2", "Tiếp nhận", _DUTY)]
    pairs = align(old, new, [Fixed(("dieu-1",), ("dieu-2",))], one_text=True)
    assert (("dieu-1",), ("dieu-2",), "renumbered") in _kinds(pairs, Level.ARTICLE)


def test_an_article_left_out_is_dropped_though_one_that_stayed_is_much_like_it() -> None:
    twin = article("2", "Tiếp nhận lại", _DUTY.replace("ngay", "lại"), _PROOF.replace("mẫu", "mẫu cũ"))
    stayed = article("1", "Tiếp nhận", _DUTY, _PROOF)
    assert _kinds(align([stayed, twin], [stayed]), Level.ARTICLE) == [
        (("dieu-1",), ("dieu-1",), "same"),
        (("dieu-2",), (), "dropped"),
    ]
    assert _kinds(align([stayed], [stayed, twin]), Level.ARTICLE) == [
        (("dieu-1",), ("dieu-1",), "same"),
        ((), ("dieu-2",), "added"),
    ]


def test_a_clause_that_only_says_what_its_neighbour_said_too_is_not_merged_into_what_that_one_became() -> None:
    first = "Người tham gia giao thông đường bộ mà vi phạm quy định gây thiệt hại cho người khác thì bị phạt tù đến 05 năm"
    other = "Người tham gia giao thông đường bộ mà vi phạm quy định gây thiệt hại cho người khác thì bị phạt tiền"
    old, new = [article("1", "Vi phạm", first, other)], [article("1", "Vi phạm", f"{first} hoặc bị cấm hành nghề")]
    assert _kinds(align(old, new), Level.CLAUSE) == [
        (("dieu-1/khoan-1",), ("dieu-1/khoan-1",), "reworded"),
        (("dieu-1/khoan-2",), (), "dropped"),
    ]


@pytest.mark.parametrize("level", Level)
def test_texts_with_nothing_in_common_and_empty_sides_have_a_plain_answer(level: Level) -> None:
    old, new = [article("1", "Nơi ở", _DUTY)], [article("8", "Nghề", _TRADE)]
    assert {kind for *_, kind in _kinds(align(old, new), level)} <= {"added", "dropped"}
    assert {kind for *_, kind in _kinds(align(old, []), level)} <= {"dropped"}
    assert align([], []) == []


_TEXTS = st.lists(st.sampled_from([_DUTY, _MONEY, _CARE, _TRADE, _PROOF, "", "Hết."]), max_size=4)
_TREES = st.lists(st.tuples(st.sampled_from(["Nơi ở", "Y tế", None]), _TEXTS), max_size=6).map(
    lambda articles: [article(str(at), heading, *clauses) for at, (heading, clauses) in enumerate(articles, 1)]
)


@given(_TREES, _TREES)
def test_every_provision_stands_in_a_pair_and_none_is_both_gone_and_there(old: list[Provision], new: list[Provision]) -> None:
    pairs = align(old, new)
    for level in Level:
        here = [pair for pair in pairs if pair.level is level]
        for side, tree in (("left", old), ("right", new)):
            paired = {path for pair in here if pair.left and pair.right for path in getattr(pair, side)}
            alone = [path for pair in here if not (pair.left and pair.right) for path in getattr(pair, side)]
            assert len(alone) == len(set(alone))
            assert not paired & set(alone)
            wanted = {"article": Kind.ARTICLE, "clause": Kind.CLAUSE, "point": Kind.POINT}[level]
            assert {item.path for root in tree for item in root.walk() if item.kind is wanted} <= paired | set(alone)


def _says(provision: Provision) -> bool:
    return bool(words_of("\n".join(part for item in provision.walk() for part in (item.heading, item.text, item.tail) if part)))


@given(_TREES)
def test_the_same_text_twice_is_the_same(tree: list[Provision]) -> None:
    wordless = {path for level in Level for unit in units_of(tree, level) if not _says(unit.provision) for path in [unit.path]}
    told = [(pair.left, pair.right, pair.kind) for pair in align(tree, tree) if not wordless.issuperset((*pair.left, *pair.right))]
    assert told == [(left, left, PairKind.SAME) for left, _, _ in told]


@pytest.mark.parametrize(
    ("places", "scores", "over"),
    [
        ([0, 0, 1], [0.5, 0.2, 0.4], [0.3, -0.3, 0.4]),
        ([1, 0, 1, 1], [0.5, 0.7, 0.5, 0.1], [0.0, 0.7, 0.0, -0.4]),
        ([], [], []),
    ],
)
def test_how_far_a_score_is_over_the_best_other_of_its_place(places: list[int], scores: list[float], over: list[float]) -> None:
    found = over_others(np.array(places, np.int64), np.array(scores, np.float32), 3)
    assert found == pytest.approx(np.array(over), abs=1e-6)


def test_clauses_that_became_points_of_one_are_pairs_and_a_person_may_part_them() -> None:
    old = [article("1", "Hỗ trợ nạn nhân", _DUTY, _MONEY, _CARE, _PROOF)]
    points = ("Nạn nhân được hỗ trợ như sau:", _DUTY, f"{_MONEY} và ba tháng sau đó", _CARE)
    new = [article("1", "Hỗ trợ nạn nhân", points, _PROOF)]
    became = [
        (("dieu-1/khoan-1",), ("dieu-1/khoan-1/diem-a",), "renumbered"),
        (("dieu-1/khoan-2",), ("dieu-1/khoan-1/diem-b",), "reworded"),
        (("dieu-1/khoan-3",), ("dieu-1/khoan-1/diem-c",), "renumbered"),
    ]
    assert _kinds(align(old, new), Level.POINT) == became
    assert {(right, left) for left, right, _ in became} == {pair[:2] for pair in _kinds(align(new, old), Level.POINT)}
    parted = align(old, new, parted=[("dieu-1/khoan-2", "dieu-1/khoan-1/diem-b")])
    assert ((), ("dieu-1/khoan-1/diem-b",), "added") in _kinds(parted, Level.POINT)
    assert not any(pair.left == ("dieu-1/khoan-2",) for pair in parted if pair.level is Level.POINT)


def test_order_decides_among_articles_of_one_heading() -> None:
    rate = "Lãi suất vay vốn bằng lãi suất cho vay đối với hộ nghèo theo từng thời kỳ do Thủ tướng Chính phủ quy định"
    old = [
        *(article(str(at), f"Dạy nghề {at}", text=f"{_TRADE} khóa {at}") for at in range(10, 26)),
        article("30", "Mức vay", text=_DUTY),
        article("31", "Lãi suất vay vốn", text=f"{rate} trong năm"),
        article("32", "Điều kiện vay", text=_CARE),
        article("50", "Thủ tục vay", text=_MONEY),
        article("51", "Lãi suất vay vốn", text=f"{rate} trong năm và được ngân sách cấp bù"),
        article("52", "Hồ sơ vay", text=_PROOF),
    ]
    new = [
        article("1", "Mức vay", text=_DUTY),
        article("2", "Lãi suất vay vốn", text=rate),
        article("3", "Điều kiện vay", text=_CARE),
        article("4", "Thủ tục vay", text=_MONEY),
        article("5", "Lãi suất vay vốn", text=rate),
        article("6", "Hồ sơ vay", text=_PROOF),
        *(article(str(at), f"Hội nghề {at}", text=f"Hội giúp người làm nghề thứ {at} có chỗ bán hàng") for at in range(10, 26)),
    ]
    pairs = {pair[:2] for pair in _kinds(align(old, new), Level.ARTICLE)}
    assert {(("dieu-31",), ("dieu-2",)), (("dieu-51",), ("dieu-5",))} <= pairs


def test_articles_of_a_section_with_another_heading_have_not_moved() -> None:
    sections = [
        ("Tiếp nhận", article("1", "Nơi ở", _DUTY), article("2", "Tiền ăn", _MONEY)),
        ("Chế độ", article("3", "Y tế", _CARE), article("4", "Giấy tờ", _PROOF)),
    ]
    old = [chapter(str(at), *section) for at, section in enumerate(sections)]
    new = [chapter("0", "Tiếp nhận, bảo vệ nạn nhân", *sections[0][1:]), old[1]]
    assert {kind for *_, kind in _kinds(align(old, new), Level.ARTICLE)} == {"same"}
