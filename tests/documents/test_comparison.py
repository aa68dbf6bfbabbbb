"""Word differences: exact, complete, and readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.comparison import Change, diff_words

WORDS = st.lists(st.sampled_from(["điều", "khoản", "và", "hoặc", "03", "tháng", ",", ".", " ", "\n", "đ", "d"]), max_size=40).map(
    "".join
)


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("Hỗ trợ 03 tháng", "Hỗ trợ 03 tháng", [(Change.SAME, "Hỗ trợ 03 tháng", "Hỗ trợ 03 tháng")]),
        ("", "mới", [(Change.ADDED, "", "mới")]),
        ("cũ", "", [(Change.REMOVED, "cũ", "")]),
        ("", "", []),
        # Two drafts that differ by one character, and by one letter that folding would hide.
        (
            "điểm d khoản 1",
            "điểm đ khoản 1",
            [(Change.SAME, "điểm ", "điểm "), (Change.REPLACED, "d", "đ"), (Change.SAME, " khoản 1", " khoản 1")],
        ),
        # Neighbouring changed words are one phrase.
        (
            "do Phòng Lao động cấp",
            "do Công an xã cấp",
            [(Change.SAME, "do ", "do "), (Change.REPLACED, "Phòng Lao động", "Công an xã"), (Change.SAME, " cấp", " cấp")],
        ),
    ],
)
def test_differences(old: str, new: str, changes: list[tuple[Change, str, str]]) -> None:
    assert [(span.change, span.old, span.new) for span in diff_words(old, new)] == changes


@given(WORDS, WORDS)
def test_both_texts_come_back_whole(old: str, new: str) -> None:
    spans = diff_words(old, new)
    assert "".join(span.old for span in spans) == old
    assert "".join(span.new for span in spans) == new
    assert all((span.old == span.new) == (span.change is Change.SAME) for span in spans)


def test_a_long_text_is_compared_by_its_lines_first() -> None:
    lines = [f"Điều {n}. Nội dung của điều thứ {n} được quy định như sau." for n in range(1200)]
    changed = [*lines[:600], "Điều 600. Sửa đổi.", *lines[601:]]
    spans = diff_words("\n".join(lines), "\n".join(changed))
    assert "".join(span.new for span in spans) == "\n".join(changed)
    assert sum(span.change is not Change.SAME for span in spans) <= 3
