"""What is remarked on copies that differ, as sentences for a reader."""

from collections.abc import Sequence
from functools import partial

from documents.citing import mention_some
from documents.comparison.copies import Comparison
from documents.model import Problem, ProblemCode

_named = partial(mention_some, most=12)


def altered_problem(differing: Sequence[str]) -> Problem:
    """An altered copy, where a better one is there."""
    return Problem(
        ProblemCode.ALTERED_COPY,
        f"Bản này khác bản đáng tin cậy hơn ở rất nhiều chỗ, mỗi chỗ vài từ ({_named(differing)}); "
        "có thể đã bị thay từ ngữ, không dùng để viện dẫn.",
        differing[0],
    )


def one_altered_problem(differing: Sequence[str]) -> Problem:
    """Two copies of which one is altered, and nobody can tell which."""
    return Problem(
        ProblemCode.ALTERED_COPY,
        f"Bản này và một bản khác đang có trong kho khác nhau ở rất nhiều chỗ, mỗi chỗ vài từ ({_named(differing)}); "
        "ít nhất một bản đã bị thay từ ngữ mà chưa rõ bản nào, hãy đối chiếu với Công báo trước khi viện dẫn.",
        differing[0],
    )


def differing_problem(comparison: Comparison) -> Problem:
    """A copy that differs here and there."""
    return Problem(
        ProblemCode.DIFFERING_COPY,
        f"Bản này khác một bản khác của cùng văn bản đang có trong kho ở: {_named(comparison.differing)}; cả hai bản đều được giữ.",
        comparison.differing[0],
    )


def layout_problem(paths: Sequence[str]) -> Problem:
    """A copy without layout beside one that has it: the articles are the same, the annexes cannot be compared."""
    return Problem(
        ProblemCode.DIFFERING_COPY,
        f"Bản chữ thuần không giữ được bảng, cột ở: {_named(paths)}; các điều giống hệt nhau, phụ lục đọc theo bản có trình bày.",
        paths[0],
    )
