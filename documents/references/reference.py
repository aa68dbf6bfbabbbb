"""What a reference is: the words, and what they point to."""

from functools import lru_cache
from typing import NamedTuple

from documents.model import InstrumentType, Kind
from documents.paths import read_step, steps_of


class Context(NamedTuple):
    """Where the passage stands, so that "Điều này", "Luật này" and bare units can be understood.

    :param instrument: number (as written) or key of the instrument that holds the passage
    :param article: number of the article that holds it; likewise ``clause`` and ``point``
    :param quoted_target: number or key of the instrument that the passage amends
    :param target_article: article of ``quoted_target`` that bare units outside the quoted text mean
    :param in_quote: the passage is quoted new text of ``quoted_target``
    """

    instrument: str | None = None
    article: str | None = None
    clause: str | None = None
    point: str | None = None
    quoted_target: str | None = None
    target_article: str | None = None
    in_quote: bool = False


def context_of(path: str, instrument_key: str) -> Context:
    """Where the words at a path stand."""
    return Context(instrument_key, *_numbers_in(path))


@lru_cache(maxsize=8192)
def _numbers_in(path: str) -> tuple[str | None, str | None, str | None]:
    numbers = {step.kind: step.number for step in map(read_step, steps_of(path)) if step.number}
    return numbers.get(Kind.ARTICLE), numbers.get(Kind.CLAUSE), numbers.get(Kind.POINT)


class Target(NamedTuple):
    """One thing that a reference points to. Numbers are as printed, without the unit word.

    :param key: key of the instrument or provision, None while it is not resolved
    :param instrument: the written số hiệu without spaces, or the context's; None for a name alone
    :param possible: False for what cannot exist (Điều 0, điểm f)
    :param path: the provision's path in the instrument as far as the words tell it (``dieu-19/khoan-1``), empty for the whole
    :param type: what the type word before the number or name says
    """

    key: str | None = None
    instrument: str | None = None
    name: str | None = None
    article: str | None = None
    clause: str | None = None
    point: str | None = None
    part: str | None = None
    appendix: str | None = None
    form: str | None = None
    possible: bool = True
    path: str = ""
    type: InstrumentType | None = None


class Reference(NamedTuple):
    """Words of a text that point to one or more targets."""

    start: int
    end: int
    text: str
    targets: tuple[Target, ...]
