"""Short names that a draft defines and uses in place of the whole ones."""

import pytest

from documents.comparison import compare
from documents.comparison.short_names import short_names
from tests.documents.provisions import article, clause

OLD = (
    "Tổ thẩm định liên ngành do Bộ Công an thành lập.",
    "Hồ sơ được gửi Tổ thẩm định liên ngành trong thời hạn 10 ngày.",
    "Trại giam báo cáo Tổ thẩm định liên ngành khi có yêu cầu.",
)
NEW = (
    "Tổ thẩm định liên ngành (sau đây gọi là Tổ thẩm định) do Bộ Công an thành lập.",
    "Hồ sơ được gửi Tổ thẩm định trong thời hạn 10 ngày.",
    "Trại giam báo cáo Tổ thẩm định khi có yêu cầu.",
)


def _told(old: tuple[str, ...], new: tuple[str, ...]) -> list[str]:
    sides = [[article(1, "Hồ sơ", *some)] for some in (old, new)]
    return [str(one.what) for pair in compare(*sides) for one in pair.changes]


def test_to_use_a_short_name_or_to_drop_it_changes_nothing() -> None:
    assert _told(OLD, NEW) == _told(NEW, OLD) == []


def test_what_changes_beside_a_short_name_is_told() -> None:
    assert _told(OLD, (*NEW[:1], NEW[1].replace("10 ngày", "05 ngày"), *NEW[2:])) == ["deadline"]
    assert _told(OLD, (*NEW[:2], NEW[2].replace("Tổ thẩm định", "Tổ giám sát")))


@pytest.mark.parametrize(
    ("text", "full", "short"),
    [
        ("a, Ủy ban nhân dân (sau đây viết tắt là UBND) xã", None, None),  # one for both already
        ("Cơ quan điều tra (sau đây viết tắt là CQĐT) xã", "cơ quan điều tra", "cqđt"),
        (
            "Tổ đánh giá hồ sơ lựa chọn tổ chức (sau đây gọi là Tổ đánh giá tổ chức)",
            "tổ đánh giá hồ sơ lựa chọn tổ chức",
            "tổ đánh giá tổ chức",
        ),
        ("người lao động, người học nghề (sau đây gọi chung là người học)", "người lao động người học nghề", "người học"),
        ("Quỹ (sau đây gọi là Quỹ trung ương)", None, None),
        ("theo luật (sau đây gọi là Nghị định)", None, None),
    ],
)
def test_a_name_begins_where_its_short_one_does(text: str, full: str | None, short: str | None) -> None:
    names = short_names([clause(1, 1, text)])
    assert [(" ".join(one), " ".join(other)) for one, other in names.items()] == ([(full, short)] if full else [])


def test_an_old_transcript_has_ones_for_ls() -> None:
    assert _told(("Người dự thi 1à người có bản sao hợp 1ệ.",), ("Người dự thi là người có bản sao hợp lệ.",)) == []
