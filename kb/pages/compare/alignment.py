"""Two texts of the base compared: what was found stays in memory until the base, or what people decided about pairs, changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any

from documents.comparison import Level, Outcome, Row
from documents.comparison.levels import units_of
from documents.model import Provision
from documents.paths import provision_key, upward
from kb.annotations import Explanations, explaining
from kb.database.reading.records import LoadedVersion
from kb.export.compared import ComparedText, told_of
from kb.export.kind_words import Extent, KindWords, Lacking, lacking_of
from kb.interface.catalogue import Catalogue
from kb.law.status.provision_status import ProvisionStatus
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
class Changed:
    """The words of a text with the changes of another one.

    :param name: how the two are called in a line
    :param by: the other one
    :param said_at: by path of what was changed, where the other one says so
    :param remark: what has to be known of them
    """

    provisions: tuple[Provision, ...]
    name: str
    remark: str
    by: LoadedVersion
    said_at: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """What is compared of a text.

    :param path: of one provision, None for the whole
    :param changed: its words with the changes of another text, which are compared then
    :param amends: it only changes a part of the other text: what it does not speak of stays
    :param day: of which it is asked, None for the day of the page
    """

    version: LoadedVersion
    path: str | None = None
    changed: Changed | None = None
    amends: bool = False
    day: date | None = None

    @property
    def roots(self) -> tuple[Provision, ...]:
        """Its provisions."""
        if self.changed is not None:
            return self.changed.provisions
        if self.path is None:
            return self.version.provisions
        found = self.version.provision(self.path)
        return (found,) if found is not None else ()

    @property
    def name(self) -> str:
        """How it is called in a line."""
        if self.changed is not None:
            return self.changed.name
        return data.place_in(self.path, data.name(self.version.instrument))

    @property
    def file_name(self) -> str:
        """How it is called in the name of a file."""
        if self.changed is not None:
            return data.file_name(self.changed.by.instrument.key)
        return data.file_name(self.version.instrument.key, self.path)

    @property
    def partial(self) -> bool:
        """Whether articles of the whole text may not be there."""
        return self.lacking.extent is Extent.ANYTHING

    @property
    def lacking(self) -> Lacking:
        """What of the whole text may not be there."""
        lacking = lacking_of(self.roots, complete=self.path is not None or not self.version.version.partial)
        return lacking._replace(extent=Extent.ANYTHING) if self.amends else lacking

    @property
    def made_of(self) -> tuple[int | str | None, ...]:
        """Another one for other words."""
        return (self.version.version.id, self.path, self.changed.by.version.id if self.changed else None)

    def head(self, say: Catalogue) -> str:
        """What stands above its column: which version it is too, where there are several."""
        read = self.version.version
        if self.version.instrument.versions < 2 or self.changed is not None:
            return self.name
        start = say.day(data.held_from(self.version, self.path))
        return f"{self.name} · {say('common.version_item', number=read.number, start=start)}"

    def marks(self, on: date) -> Mapping[str, ProvisionStatus]:
        """What has to be known beside its provisions, by their paths; nothing of words with the changes of another text."""
        return {} if self.changed is not None else data.marks(self.version, self.day or on)

    def text(self, on: date, say: Catalogue) -> ComparedText:
        """As files name it, and whether it is in force on a day."""
        known = self.version.instrument
        day = data.held_from(self.version, self.path) if known.versions > 1 and self.changed is None else None
        told = None if self.changed else told_of(data.status(self.version, self.path if self.roots else None, on), on)
        hashes = [self.version, *([self.changed.by] if self.changed else [])]
        return ComparedText(
            name=self.name,
            key=provision_key(known.key, self.path),
            sha256=" + ".join(item.version.text_hash for item in hashes),
            day=day,
            title=known.metadata.title,
            lacking=self.lacking,
            in_full=self.name if self.changed else data.place_in(self.path, data.name(known, subject=True)),
            told=told,
            remark=self.changed.remark if self.changed else "",
            version=self.version.version.number,
            marks={place: status.mark(say) for place, status in self.marks(on).items()},
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
        return KindWords([row.compared for row in self.rows], (self.left.lacking, self.right.lacking), self.rows)

    @property
    def stamp(self) -> tuple[Any, ...]:
        """Another one as soon as anything that it rests on is."""
        return (self.left.made_of, self.right.made_of, _stamp(self.pairings))


def _stamp(pairings: Sequence[Pairing]) -> tuple[Any, ...]:
    return tuple(item.shown for item in pairings if item.active)


def decisions(left: LoadedVersion, right: LoadedVersion) -> tuple[Pairing, ...]:
    """All that people ever decided about pairs of two texts."""
    return tuple(read_base(pairings_of, Text.loaded(left), Text.loaded(right), all_of_them=True))


def align_parts(left: Part, right: Part, say: Catalogue) -> Aligned:
    """Compare."""
    pairings = decisions(left.version, right.version)
    asked = (left.made_of, right.made_of, _stamp(pairings))
    kept = kept_for(revision(), "rows", *asked)
    one_text = read_base(are_one_text, left.version.version.id, right.version.version.id)
    task = partial(compared_rows, left.roots, right.roots, fixed(pairings), one_text)
    done = worked_out(say, comparing_words(say, left, right), kept, task)
    rows, told = done.value
    return Aligned(left, right, rows, pairings, told, done.packed)


def comparing_words(say: Catalogue, *parts: Part) -> str:
    """What is said while texts are compared: how long they are."""
    counts = [say("common.articles", count=len(units_of(part.roots, Level.ARTICLE))) for part in parts]
    return say("compare.comparing", counts=", ".join(counts))


def counterparts(left: LoadedVersion, right: LoadedVersion, path: str, say: Catalogue) -> list[str]:
    """What a provision became in another text; where nothing is paired with it, what is with the nearest one above."""
    pairings = decisions(left, right)
    task = partial(counterparts_of, left.provisions, right.provisions, fixed(pairings))
    kept = kept_for(revision(), "counterparts", left.version.id, right.version.id, _stamp(pairings))
    known: Mapping[str, list[str]] = worked_out(say, comparing_words(say, Part(left), Part(right)), kept, task).value
    return next((known[above] for above in upward(path) if above in known), [])


def explaining_notes(sides: Sequence[Part], lines: Iterable[Sequence[Sequence[str]]]) -> Explanations:
    """The notes that explain the lines of a comparison, each of which has its provisions side by side."""
    ids = [(side.version.instrument.id, side.version.version.id) for side in sides]
    notes = [{} if side.changed else read_base(explaining, *which) for side, which in zip(sides, ids, strict=True)]
    return Explanations(notes, lines)
