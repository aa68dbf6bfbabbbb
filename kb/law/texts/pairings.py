"""What people decided about pairs of provisions in comparisons: joined or parted, kept with who and when, taken back, never lost.

A decision is about two texts, whichever of them stands on the left: two instruments by their keys, or two versions of one
instrument. It holds whenever these are compared again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from documents.comparison import Fixed, Level, Pair
from documents.comparison.levels import units_of
from documents.messages import Places
from documents.model import Provision
from documents.paths import UNITS, kind_of
from kb.accounts.audit import record
from kb.accounts.current import acting_person
from kb.database.reading.records import LoadedVersion, VersionRecord
from kb.database.storing.seen import require_unchanged
from kb.database.tables import Pairing as Row
from kb.database.tables import Person
from kb.errors import ReviewError
from kb.interface.days import utc

PAIRING = "pairing"
"""The kind of thing in the audit."""

ACTIVE, WITHDRAWN = "active", "withdrawn"


class Act(StrEnum):
    """What a person decided about two provisions."""

    JOIN = "join"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is compared.

    :param names: its key, and the keys that it had before
    :param version: the number of the version, which tells two versions of one instrument apart
    """

    names: tuple[str, ...]
    version: str

    @property
    def key(self) -> str:
        """Its key."""
        return self.names[0]

    @classmethod
    def of(cls, key: str, aliases: Iterable[str], version: VersionRecord) -> "Text":
        """A stored text."""
        return cls((key, *aliases), str(version.number))

    @classmethod
    def loaded(cls, version: LoadedVersion) -> "Text":
        """A version that was read."""
        return cls.of(version.instrument.key, version.instrument.aliases, version.version)


@dataclass(frozen=True, slots=True)
class Pairing:
    """A decision about two provisions, seen from a comparison.

    :param left: path in its left text; ``right`` likewise
    :param at: in UTC
    """

    id: int
    act: Act
    left: str
    right: str
    author: str
    at: datetime
    active: bool

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`."""
        return (self.id, self.act, self.active, self.author, self.at)


def pairings_of(session: Session, left: Text, right: Text, all_of_them: bool = False) -> list[Pairing]:
    """What people decided about two texts, in order of places.

    :param all_of_them: also what was taken back
    """
    same = left.key == right.key
    if same and left.version == right.version:
        return []
    found: list[Pairing] = []
    for turned, (one, other) in enumerate(((left, right), (right, left))):
        where: list[ColumnElement[bool]] = [Row.left_key.in_(one.names), Row.right_key.in_(other.names)]
        if same:
            where += [Row.left_version == one.version, Row.right_version == other.version]
        found += [_view(row, author, bool(turned)) for row, author in _read(session, *where)]
    return sorted((item for item in found if item.active or all_of_them), key=lambda item: (item.left, item.right))


def fixed(pairings: Iterable[Pairing]) -> tuple[list[Fixed], list[tuple[str, str]]]:
    """What an aligner is told: the pairs that were joined, and those that were parted."""
    found: dict[Act, list[tuple[str, str]]] = defaultdict(list)
    for item in pairings:
        if item.active:
            found[item.act].append((item.left, item.right))
    return [Fixed((left,), (right,)) for left, right in found[Act.JOIN]], found[Act.PART]


def as_decided(found: Iterable[tuple[str, str]], pairings: Iterable[Pairing]) -> list[tuple[str, str]]:
    """Articles that belong together for another reason than their words, without what people parted, with what they joined."""
    joined, parted = fixed(pairings)
    both = [(*item.left, *item.right) for item in joined]
    named = [(left, right) for left, right in both if kind_of(left) in UNITS and kind_of(right) in UNITS]
    return [pair for pair in dict.fromkeys([*found, *named]) if pair not in set(parted)]


class Decided:
    """Decisions by the pairs of a comparison that they made what they are."""

    def __init__(self, pairings: Sequence[Pairing]) -> None:
        self._left: Mapping[str, list[Pairing]] = defaultdict(list)
        self._right: Mapping[str, list[Pairing]] = defaultdict(list)
        for item in pairings:
            if item.active:
                self._left[item.left].append(item)
                self._right[item.right].append(item)

    def about(self, pair: Pair) -> list[Pairing]:
        """What was joined in a pair, and what was parted from it."""
        return self.about_places(pair.left, pair.right)

    def about_places(self, left: Collection[str], right: Collection[str]) -> list[Pairing]:
        """What was joined of these provisions, and what was parted from them."""
        found = {
            item.id: item
            for paths, known in ((left, self._left), (right, self._right))
            for path in paths
            for item in known.get(path, ())
            if (item.left in left and item.right in right) is (item.act is Act.JOIN)
        }
        return list(found.values())


def decide_pairing(
    session: Session, left: LoadedVersion, right: LoadedVersion, paths: tuple[str, str], act: Act, seen: Pairing | None = None
) -> Pairing:
    """Join or part two provisions, in the name of whoever acts in the session. The caller commits.

    :param paths: of the provision on the left, and of that on the right
    :param seen: what was decided about them before, as it was shown; None where nothing was
    :raises ReviewError: a place is not there, or the two stand on no common level
    :raises ChangedMeanwhileError: somebody has decided otherwise since
    """
    ours, theirs = Text.loaded(left), Text.loaded(right)
    _check(left.provisions, right.provisions, paths, act)
    if ours.key == theirs.key and ours.version == theirs.version:
        raise ReviewError("pairing_same_text")
    kept = _about(session, ours, theirs, paths)
    if seen is not None or kept is not None:
        require_unchanged(seen or _nothing(paths), kept)
    values: dict[str, Any] = {"act": act.value, "author_id": acting_person(session).id, "made_at": datetime.now(UTC)}
    if kept is None:
        numbers = (ours.version, theirs.version) if ours.key == theirs.key else ("", "")
        sides = {"left_key": ours.key, "left_version": numbers[0], "right_key": theirs.key, "right_version": numbers[1]}
        row = Row(**sides, left_path=paths[0], right_path=paths[1], **values, state=ACTIVE)
        session.add(row)
        session.flush()
        return _recorded(session, row, act.value, {}, ours)
    row, before = session.get_one(Row, kept.id, populate_existing=True), _audited(session, kept.id)
    for name, value in {**values, "state": ACTIVE}.items():
        setattr(row, name, value)
    session.flush()
    return _recorded(session, row, act.value, before, ours)


def take_back(session: Session, seen: Pairing) -> None:
    """Take a decision back; it stays in the history. The caller commits.

    :raises ChangedMeanwhileError: somebody has decided otherwise since
    """
    row = session.get(Row, seen.id, populate_existing=True)
    turned = row is not None and row.left_path != seen.left
    kept = next((_view(found, author, turned) for found, author in _read(session, Row.id == seen.id)), None)
    require_unchanged(seen, kept)
    if row is not None and seen.active:
        before = _audited(session, seen.id)
        row.state = WITHDRAWN
        session.flush()
        record(session, "withdraw", PAIRING, str(seen.id), before, _audited(session, seen.id), instrument=row.left_key)


def levels_of(left: Sequence[Provision], right: Sequence[Provision]) -> list[tuple[frozenset[str], frozenset[str]]]:
    """The paths that can be paired with one another, level by level."""
    return [
        (frozenset(unit.path for unit in units_of(left, level)), frozenset(unit.path for unit in units_of(right, level)))
        for level in Level
    ]


def _check(left: Sequence[Provision], right: Sequence[Provision], paths: tuple[str, str], act: Act) -> None:
    levels = levels_of(left, right)
    for side, path in enumerate(paths):
        if not any(path in level[side] for level in levels):
            raise ReviewError("pairing_place", place=Places.of(path))
    if act is Act.JOIN and not any(paths[0] in ours and paths[1] in theirs for ours, theirs in levels):
        raise ReviewError("pairing_level", left=Places.of(paths[0]), right=Places.of(paths[1]))


def _nothing(paths: tuple[str, str]) -> Pairing:
    return Pairing(0, Act.JOIN, *paths, "", datetime.now(UTC), False)


def _about(session: Session, left: Text, right: Text, paths: tuple[str, str]) -> Pairing | None:
    found = pairings_of(session, left, right, all_of_them=True)
    return next((item for item in found if (item.left, item.right) == paths), None)


def _read(session: Session, *where: ColumnElement[bool]) -> list[tuple[Row, str]]:
    found = session.execute(select(Row, Person.name).join(Person, Person.id == Row.author_id).where(*where).order_by(Row.id))
    return [(row, author) for row, author in found]


def _view(row: Row, author: str, turned: bool) -> Pairing:
    paths = (row.right_path, row.left_path) if turned else (row.left_path, row.right_path)
    return Pairing(row.id, Act(row.act), *paths, author, utc(row.made_at), row.state == ACTIVE)


def _audited(session: Session, pairing: int) -> dict[str, Any]:
    ((row, author),) = _read(session, Row.id == pairing)
    names = ("left_key", "left_version", "left_path", "right_key", "right_version", "right_path", "act", "state")
    return {**{name: getattr(row, name) for name in names}, "author": author}


def _recorded(session: Session, row: Row, act: str, before: Mapping[str, Any], left: Text) -> Pairing:
    record(session, act, PAIRING, str(row.id), before=before, after=_audited(session, row.id), instrument=row.left_key)
    ((kept, author),) = _read(session, Row.id == row.id)
    turned = kept.left_key not in left.names or kept.left_version not in ("", left.version)
    return _view(kept, author, turned)
