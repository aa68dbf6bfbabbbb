"""What is said of a version beside its text, as JSON in the metadata of an Akoma Ntoso file."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict

from documents.akoma_ntoso.version import SourceFile, Version
from documents.errors import KeyFormatError
from documents.identity.numbers import LONGEST_NUMBER
from documents.keys import parse_key
from documents.messages import Message
from documents.model import Codified, Instrument, Metadata, Problem, ProblemCode

Problems = Mapping[str | None, list[Problem]]
"""The problems of provisions, by path; of the instrument under None."""


def _key(text: str) -> str:
    try:
        return parse_key(text).instrument
    except KeyFormatError as error:
        raise ValueError(text) from error


def bounded_number(number: str | None) -> str | None:
    """A number.

    :raises ValueError: it is longer than any
    """
    if number is not None and len(number) > LONGEST_NUMBER:
        raise ValueError("number longer than any")
    return number


def problems_of(instrument: Instrument) -> Iterator[tuple[str | None, Problem]]:
    """The problems of an instrument and of its provisions, with the paths of these."""
    yield from ((None, problem) for problem in instrument.problems)
    yield from ((part.path, problem) for part in instrument.walk() for problem in part.problems)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _ToldProblem(_Strict):
    code: ProblemCode
    sentence: str
    values: dict[str, Any]
    place: str | None
    path: str | None


class Told(_Strict):
    """A version without its provisions; the fields are those of `Version` and `Instrument`."""

    key: Annotated[str, AfterValidator(_key)]
    metadata: Metadata
    aliases: tuple[Annotated[str, AfterValidator(_key)], ...]
    partial: bool
    codified: dict[str, Codified]
    problems: tuple[_ToldProblem, ...]
    number: int
    valid_from: date | None
    valid_to: date | None
    recorded_on: date | None
    origin: str
    text_hash: str | None
    preferred: bool
    missing: tuple[str, ...]
    sources: tuple[SourceFile, ...]

    @classmethod
    def of(cls, version: Version) -> Self:
        """What is said of a version."""
        instrument = version.instrument
        problems = [
            _ToldProblem(code=one.code, sentence=one.message.key, values=one.message.data(), place=one.place, path=path)
            for path, one in problems_of(instrument)
        ]
        of_instrument = {name: getattr(instrument, name) for name in _OF_INSTRUMENT}
        of_version = {name: getattr(version, name) for name in _OF_VERSION}
        return cls.model_construct(problems=tuple(problems), **of_instrument, **of_version)

    def version(self) -> tuple[Version, Problems]:
        """The version without its text, and the problems.

        :raises ValueError: a value is none
        """
        bounded_number(self.metadata.number)
        problems: dict[str | None, list[Problem]] = {None: []}
        for one in self.problems:
            problem = Problem(one.code, Message.read(one.sentence, one.values), one.place)
            problems.setdefault(one.path, []).append(problem)
        of_instrument = {name: getattr(self, name) for name in _OF_INSTRUMENT}
        instrument = Instrument(provisions=(), problems=tuple(problems[None]), **of_instrument)
        return Version(instrument, **{name: getattr(self, name) for name in _OF_VERSION}), problems


_OF_INSTRUMENT = ("key", "metadata", "aliases", "partial", "codified")
_OF_VERSION = tuple(name for name in Told.model_fields if name not in (*_OF_INSTRUMENT, "problems"))
