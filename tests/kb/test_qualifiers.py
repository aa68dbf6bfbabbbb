"""Qualifiers tell apart what has the same subject."""

import pytest

from kb.language import analysis
from kb.search.ranking.qualifiers import qualified


@pytest.mark.parametrize(
    ("asked", "texts", "lacking", "more"),
    [
        ("thủ tục cấp lại giấy phép", ["Cấp giấy phép", "Cấp lại giấy phép"], [1, 0], [0, 0]),
        ("thủ tục cấp giấy phép", ["Cấp giấy phép", "Cấp lại giấy phép"], [0, 0], [0, 1]),
        ("trường hợp không phải xin phép", ["Trường hợp xin phép", "Trường hợp không phải xin phép"], [1, 0], [0, 0]),
        # asking whether is no negation
        ("có phải xin phép không", ["Trường hợp xin phép", "Trường hợp không phải xin phép"], [0, 0], [0, 1]),
        ("có phải xin phép hay không ạ", ["Trường hợp xin phép", "Trường hợp không phải xin phép"], [0, 0], [0, 1]),
        ("không có giấy tờ thì có được hỗ trợ không", ["Hỗ trợ", "Hỗ trợ người không có giấy tờ"], [1, 0], [0, 0]),
        # what all have, or none has, tells nothing
        ("cấp giấy phép", ["Cấp lại giấy phép A", "Cấp lại giấy phép B"], [0, 0], [0, 0]),
        ("gia hạn giấy phép", ["Giấy phép", "Giấy tờ"], [0, 0], [0, 0]),
        # side by side only, and in one text only
        ("cấp lại", ["cấp tỉnh trả lại", "cấp", "lại cấp lại"], [1, 1, 0], [0, 0, 0]),
    ],
)
@pytest.mark.parametrize("folded", [False, True])
def test_what_is_lacking_and_what_is_too_much(
    asked: str, texts: list[str], lacking: list[int], more: list[int], folded: bool
) -> None:
    numbers = [analysis.word_numbers(analysis.words(text)) for text in texts]
    found = qualified(" ".join(analysis.fold_words(analysis.words(asked))) if folded else asked, folded, numbers)
    assert [part.tolist() for part in found] == [lacking, more]
