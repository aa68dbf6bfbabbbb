"""The texts between which notes are carried, aligned once and kept while they are as they are."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from documents.comparison.anchoring import Carrier
from documents.model import Kind, Provision
from documents.paths import kind_of, number_of
from kb.annotations.selection import FIELDS
from kb.database import tables
from kb.database.reading.reader import find_by_id, versions
from kb.database.reading.trees import load_trees
from kb.database.storing.anchors import provisions_around
from kb.law.texts.pairings import Pairing, Text, fixed, pairings_of

_KEPT = 8
_made: "OrderedDict[object, Carrier]" = OrderedDict()
_lock = Lock()


def carrier_between(session: Session, left: int, right: int) -> Carrier:
    """What carries from one version to another, as people paired their provisions."""
    said = _pairings(session, _text(session, left), _text(session, right))
    key = (left, _state(session, left), right, _state(session, right), tuple(said))
    return _kept(key, lambda: Carrier(load_trees(session, left)[0], load_trees(session, right)[0], *fixed(said)))


def carrier_from(session: Session, note_id: str, position: int, right: int) -> Carrier | None:
    """What carries from what a target of a note kept of a text that is not there any more; None where it kept nothing."""
    row = session.get_one(tables.AnnotationTarget, (note_id, position))
    if row.gone.get("around"):
        left = provisions_around(row.gone["around"])
    elif row.words is not None:
        left = _of_words(row.path, row.field, row.words)
    else:
        return None
    said: list[Pairing] = []
    if row.gone.get("number"):
        record = find_by_id(session, row.instrument_id)
        said = _pairings(session, Text((record.key, *record.aliases), str(row.gone["number"])), _text(session, right))
    key = (note_id, position, row.text_hash, right, _state(session, right), tuple(said))
    return _kept(key, lambda: Carrier(left, load_trees(session, right)[0], *fixed(said)))


def _of_words(path: str, field: str, words: str) -> tuple[Provision, ...]:
    """The one provision of which the words are known."""
    said: dict[str, Any] = {field if field in FIELDS else "text": words}
    return (Provision(path, kind_of(path) or Kind.ARTICLE, number_of(path), **said),)


def _kept(key: object, make: Callable[[], Carrier]) -> Carrier:
    with _lock:
        if key in _made:
            _made.move_to_end(key)
            return _made[key]
    carrier = make()
    with _lock:
        _made[key] = carrier
        while len(_made) > _KEPT:
            _made.popitem(last=False)
    return carrier


def _state(session: Session, version_id: int) -> tuple[int, int]:
    """What changes when a version gets other provisions: their ids are never used again."""
    row = tables.Provision
    count, last = session.execute(select(func.count(), func.max(row.id)).where(row.version_id == version_id)).one()
    return count, last or 0


def _text(session: Session, version_id: int) -> Text:
    instrument = session.scalars(select(tables.Version.instrument_id).where(tables.Version.id == version_id)).one()
    record = find_by_id(session, instrument)
    version = next(item for item in versions(session, instrument) if item.id == version_id)
    return Text.of(record.key, record.aliases, version)


def _pairings(session: Session, left: Text, right: Text) -> list[Pairing]:
    return [item for item in pairings_of(session, left, right) if item.active]
