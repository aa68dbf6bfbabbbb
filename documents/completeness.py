"""Whether a source holds the whole of a text."""

from collections.abc import Iterable

from documents.model import Instrument, Problem, ProblemCode

INCOMPLETE = frozenset({ProblemCode.TRUNCATED, ProblemCode.MISSING_ARTICLE, ProblemCode.NEEDS_OCR, ProblemCode.EXCERPT})
"""Problems that say that something of the text is missing."""


def is_complete(instrument: Instrument, problems: Iterable[Problem] = ()) -> bool:
    """Whether nothing of a text is missing as far as its source shows. Whoever reads or stores a text asks here.

    :param problems: found in the file, beside those of the instrument
    """
    if instrument.partial or not instrument.provisions:
        return False
    # The problems of an exported version are those of all its sources; that one of them is complete was found out before.
    return instrument.standing is not None or not any(problem.code in INCOMPLETE for problem in (*instrument.problems, *problems))
