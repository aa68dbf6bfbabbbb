"""What is remarked on copies that differ."""

from collections.abc import Sequence

from documents.comparison.copies import Comparison
from documents.messages import Message, Places
from documents.model import Problem, ProblemCode


def _named(paths: Sequence[str]) -> Places:
    return Places.of(*paths, most=12)


def altered_problem(differing: Sequence[str]) -> Problem:
    """An altered copy, where a better one is there."""
    return Problem(
        ProblemCode.ALTERED_COPY,
        Message.of("problem.altered_copy", places=_named(differing)),
        differing[0],
    )


def one_altered_problem(differing: Sequence[str]) -> Problem:
    """Two copies of which one is altered, and nobody can tell which."""
    return Problem(
        ProblemCode.ALTERED_COPY,
        Message.of("problem.one_altered_copy", places=_named(differing)),
        differing[0],
    )


def differing_problem(comparison: Comparison) -> Problem:
    """A copy that differs here and there."""
    return Problem(
        ProblemCode.DIFFERING_COPY,
        Message.of("problem.differing_copy", places=_named(comparison.differing)),
        comparison.differing[0],
    )


def layout_problem(paths: Sequence[str]) -> Problem:
    """A copy without layout beside one that has it: the articles are the same, the annexes cannot be compared."""
    return Problem(
        ProblemCode.DIFFERING_COPY,
        Message.of("problem.flattened_copy", places=_named(paths)),
        paths[0],
    )
