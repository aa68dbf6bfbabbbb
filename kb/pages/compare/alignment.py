"""Two texts of the base compared: what was found stays in memory until the base, or what people decided about pairs, changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any

from documents.comparison import Level, Outcome, Row
from documents.comparison.levels import units_of
from documents.model import Provision
from documents.paths import parent_of, provision_key
from kb.annotations import Explanations, explaining
from kb.database.reading.records import LoadedVersion
from kb.export.compared import ComparedText, KindWords, told_of
from kb.interface.catalogue import Catalogue
from kb.law.texts.comparing import compared_rows
from kb.law.texts.comparing import counterparts as counterparts_of
from kb.law.texts.pairings import Decided, Pairing, Text, fixed, pairings_of
from kb.law.texts.twins import are_one_text
from kb.pages.kit import data
from kb.pages.kit.apart import kept_for, worked_out
from kb.pages.kit.base import read_base, revision

WHOLE = "toan-van"
"""In the place of a provision in the address: the whole text."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is compared of a text.

    :param path: of one provision, None for the whole
    """

    version: LoadedVersion
    path: str | None = None

    @property
    def roots(self) -> tuple[Provision, ...]:
        """Its provisions."""
        if self.path is None:
            return self.version.provisions
        found = self.version.provision(self.path)
        return (found,) if found is not None else ()

    @property
    def name(self) -> str:
        """How it is called in a line."""
        return data.place_in(self.path, data.name(self.version.instrument))

    @property
    def file_name(self) -> str:
        """How it is called in the name of a file."""
        return data.file_name(self.version.instrument.key, self.path)

    @property
    def partial(self) -> bool:
        """Whether articles of the whole text may not be there."""
        return self.path is None and self.version.version.partial

    def head(self, say: Catalogue) -> str:
        """What stands above its column: which version it is too, where there are several."""
        read = self.version.version
        if self.version.instrument.versions < 2:
            return self.name
        start = say.day(data.held_from(self.version, self.path))
        return f"{self.name} · {say('compare.version_item', number=read.number, start=start)}"

    def text(self, on: date) -> ComparedText:
        """As files name it.

        :param on: the day of which it is asked whether it is in force
        """
        known = self.version.instrument
        day = data.held_from(self.version, self.path) if known.versions > 1 else None
        key = provision_key(known.key, self.path)
        in_full = data.place_in(self.path, data.name(known, subject=True))
        told = told_of(data.status(self.version, self.path if self.roots else None, on), on)
        return ComparedText(
            name=self.name,
            key=key,
            sha256=self.version.version.text_hash,
            day=day,
            title=known.metadata.title,
            partial=self.partial,
            in_full=in_full,
            told=told,
        )


@dataclass(frozen=True)
class Aligned:
    """Two texts, or two provisions, and what came of comparing them.

    :param pairings: all that people ever decided about the two texts
    :param packed: rows and outcome, for what is made of them in another process
    """

    left: Part
    right: Part
    rows: Sequence[Row]
    pairings: tuple[Pairing, ...]
    told: Outcome | None
    packed: bytes

    @cached_property
    def decided(self) -> Decided:
        """What counts of the decisions."""
        return Decided(self.pairings)

    @cached_property
    def words(self) -> KindWords:
        """How its pairs are called."""
        return KindWords([row.compared for row in self.rows], (self.left.partial, self.right.partial), self.rows)

    @property
    def stamp(self) -> tuple[Any, ...]:
        """Another one as soon as anything that it rests on is."""
        sides = tuple((side.version.version.id, side.path) for side in (self.left, self.right))
        return (*sides, _stamp(self.pairings))


def _stamp(pairings: Sequence[Pairing]) -> tuple[Any, ...]:
    return tuple(item.shown for item in pairings if item.active)


def decisions(left: LoadedVersion, right: LoadedVersion) -> tuple[Pairing, ...]:
    """All that people ever decided about pairs of two texts."""
    return tuple(read_base(pairings_of, Text.loaded(left), Text.loaded(right), all_of_them=True))


def align_parts(left: Part, right: Part, say: Catalogue) -> Aligned:
    """Compare."""
    pairings = decisions(left.version, right.version)
    asked = (left.version.version.id, left.path, right.version.version.id, right.path, _stamp(pairings))
    kept = kept_for(revision(), "rows", *asked)
    one_text = read_base(are_one_text, left.version.version.id, right.version.version.id)
    task = partial(compared_rows, left.roots, right.roots, fixed(pairings), one_text)
    done = worked_out(say, comparing_words(say, left, right), kept, task)
    rows, told = done.value
    return Aligned(left, right, rows, pairings, told, done.packed)


def comparing_words(say: Catalogue, *parts: Part) -> str:
    """What is said while texts are compared: how long they are."""
    counts = [say("compare.articles", count=len(units_of(part.roots, Level.ARTICLE))) for part in parts]
    return say("compare.comparing", counts=", ".join(counts))


def counterparts(left: LoadedVersion, right: LoadedVersion, path: str, say: Catalogue) -> list[str]:
    """What a provision became in another text; where nothing is paired with it, what is with the nearest one above."""
    pairings = decisions(left, right)
    task = partial(counterparts_of, left.provisions, right.provisions, fixed(pairings))
    kept = kept_for(revision(), "counterparts", left.version.id, right.version.id, _stamp(pairings))
    known: Mapping[str, list[str]] = worked_out(say, comparing_words(say, Part(left), Part(right)), kept, task).value
    while path:
        if path in known:
            return known[path]
        path = parent_of(path)
    return []


def explaining_notes(sides: Sequence[Part], shown: Sequence[set[str]]) -> Explanations:
    """The notes that explain the lines of a comparison.

    :param shown: of each side the paths that have a line
    """
    notes = [read_base(explaining, side.version.instrument.id, side.version.version.id) for side in sides]
    return Explanations(notes, shown)
