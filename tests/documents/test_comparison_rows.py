"""A comparison as a reader sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.comparison import Change, ComparedPair, Level, Pair, PairKind, Row, compare
from documents.comparison.rows import rows_of
from documents.comparison.words import diff_reading
from documents.model import Kind, Provision
from tests.documents.provisions import article


def _told(old: str, new: str) -> list[tuple[str, str, str]]:
    return [(str(span.change), span.old.strip(), span.new.strip()) for span in diff_reading(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        # Case, punctuation and the place of tone marks make no difference.
        ("Uỷ ban nhân dân, cấp xã.", "ủy ban nhân dân cấp xã", [("same", "Uỷ ban nhân dân, cấp xã.", "ủy ban nhân dân cấp xã")]),
        ("không quá 3 ngày", "không quá 03 ngày", [("same", "không quá 3 ngày", "không quá 03 ngày")]),
        # Numbers are whole.
        (
            "mức 1.500.000 đồng",
            "mức 1.800.000 đồng",
            [("same", "mức", "mức"), ("replaced", "1.500.000", "1.800.000"), ("same", "đồng", "đồng")],
        ),
        (
            "theo số 66/2011/QH12 này",
            "theo số 53/2024/QH15 này",
            [("same", "theo số", "theo số"), ("replaced", "66/2011/QH12", "53/2024/QH15"), ("same", "này", "này")],
        ),
        # What stays whole while much comes in behind it is no rewritten sentence.
        (
            "Xây vườn ươm cho xã.",
            "Xây vườn ươm cho xã theo quy định về đất, nước, cây giống, phân bón, người coi vườn và tiền công của họ hằng năm.",
            [
                ("same", "Xây vườn ươm cho xã.", "Xây vườn ươm cho xã"),
                ("added", "", "theo quy định về đất, nước, cây giống, phân bón, người coi vườn và tiền công của họ hằng năm."),
            ],
        ),
        # A rewritten sentence is shown as a whole, and no single word cuts a phrase in two.
        (
            "Gia đình có trách nhiệm hòa giải mâu thuẫn",
            "Cơ sở báo cho công an xã về việc có người bị hại",
            [("replaced", "Gia đình có trách nhiệm hòa giải mâu thuẫn", "Cơ sở báo cho công an xã về việc có người bị hại")],
        ),
        (
            "Nạn nhân được ở lại cơ sở theo nguyện vọng và điều kiện của cơ sở đó",
            "Nạn nhân được ở lại cơ sở không quá sáu mươi ngày và được gia hạn",
            [
                ("same", "Nạn nhân được ở lại cơ sở", "Nạn nhân được ở lại cơ sở"),
                ("replaced", "theo nguyện vọng và điều kiện của cơ sở đó", "không quá sáu mươi ngày và được gia hạn"),
            ],
        ),
        ("", "mới", [("added", "", "mới")]),
        ("", "", []),
        ("...", "", [("removed", "...", "")]),
    ],
)
def test_a_difference_as_it_is_read(old: str, new: str, told: list[tuple[str, str, str]]) -> None:
    assert _told(old, new) == told


_WORDS = st.lists(
    st.sampled_from(["điều", "Khoản", "và", "03", "3", "hoà", "hòa", ",", ".", " ", "\n", "đ", "1.000"]), max_size=40
).map("".join)


@given(_WORDS, _WORDS)
def test_both_texts_come_back_whole(old: str, new: str) -> None:
    spans = diff_reading(old, new)
    assert "".join(span.old for span in spans) == old
    assert "".join(span.new for span in spans) == new


def test_rows_follow_the_right_text_and_hold_every_word_once() -> None:
    old = [
        article("1", "Hỗ trợ", ("Nạn nhân được hỗ trợ gồm:", "tiền ăn mỗi ngày", "tiền tàu xe về quê")),
        article("2", "Hòa giải", text="Gia đình tự hòa giải mâu thuẫn của mình trước khi nhờ người khác."),
    ]
    new = [
        article("1", "Từ ngữ", text="Nạn nhân là người bị xâm hại và được xác nhận."),
        article("2", "Hỗ trợ", ("Nạn nhân được hỗ trợ gồm:", "tiền ăn mỗi ngày", "tiền tàu xe về quê", "chăm sóc y tế")),
    ]
    rows = rows_of(old, new, compare(old, new))
    assert [(row.compared.pair.left, row.compared.pair.right) for row in rows] == [
        ((), ("dieu-1",)),
        (("dieu-1",), ("dieu-2",)),
        (("dieu-1/khoan-1",), ("dieu-2/khoan-1",)),
        (("dieu-1/khoan-1/diem-a",), ("dieu-2/khoan-1/diem-a",)),
        (("dieu-1/khoan-1/diem-b",), ("dieu-2/khoan-1/diem-b",)),
        ((), ("dieu-2/khoan-1/diem-c",)),
        (("dieu-2",), ()),
    ]
    said = "\n".join(row.words(row.right) for row in rows)
    for provision in (item for root in new for item in root.walk()):
        assert said.count(provision.text) == 1 or not provision.text
    assert [span.change for span in rows[2].spans] == [Change.SAME]


def test_points_right_below_an_article_stand_in_rows_of_their_own_once() -> None:
    def tree(number: str, last: str) -> list[Provision]:
        words = ("tiền ăn mỗi ngày ở cơ sở", "tiền tàu xe về nơi cư trú", last)
        path = f"dieu-{number}"
        points = tuple(Provision(f"{path}/diem-{'abc'[at]}", Kind.POINT, "abc"[at], text=text) for at, text in enumerate(words))
        return [Provision(path, Kind.ARTICLE, number, "Hỗ trợ", "Nạn nhân được hỗ trợ gồm:", children=points)]

    old, new = tree("1", "chăm sóc y tế ban đầu"), tree("2", "chăm sóc y tế và tâm lý")
    rows = rows_of(old, new, compare(old, new))
    assert [row.compared.pair.right for row in rows] == [("dieu-2",), *((f"dieu-2/diem-{letter}",) for letter in "abc")]
    assert "\n".join(row.words(row.right) for row in rows).count("tiền ăn") == 1


def test_a_heading_on_both_sides_stays_where_articles_were_split_or_merged() -> None:
    kept = "Tạm ứng tiền lương"
    left = [
        article("1", kept, text="Người làm vườn được ứng trước tiền công theo ngày."),
        article("2", "Nghỉ", text="Nghỉ trưa."),
    ]
    right = [article("1", kept, text="Ba luống rau cải phải tưới đủ nước sáng chiều.")]
    compared = ComparedPair(Pair(Level.ARTICLE, ("dieu-1", "dieu-2"), ("dieu-1",), PairKind.MERGED, 1.0), ())
    spans = Row(compared, tuple(left), tuple(right), True).spans
    assert (str(spans[0].change), spans[0].old) == ("same", kept)
    assert "".join(span.old for span in spans) == f"{kept}\n{left[0].text}\nNghỉ\nNghỉ trưa."
    assert "".join(span.new for span in spans) == f"{kept}\n{right[0].text}"


def test_words_of_a_clause_that_became_a_point_stand_beside_it_and_nothing_is_lost() -> None:
    said = ("Người coi vườn tưới cây mỗi sáng và mỗi chiều trong mùa khô", "Hợp tác xã phát hạt giống cho từng hộ vào đầu mùa xuân")
    old, new = [article(1, "Vườn ươm", *said)], [article(1, "Vườn ươm", ("Việc của vườn ươm gồm:", *said))]
    rows = [(row.words(row.left), row.words(row.right)) for row in rows_of(old, new, compare(old, new))]
    assert rows == [("Vườn ươm", "Vườn ươm"), ("", "Việc của vườn ươm gồm:"), *zip(said, said, strict=True)]
