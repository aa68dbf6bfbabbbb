"""Notes on a text that was corrected or taken out: they stay on their words, or keep what is needed to say where those went."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from documents.comparison.anchoring import Carrier, Spot, State
from documents.model import Kind, Provision
from documents.paths import contains, unit_of
from kb.database import tables
from kb.database.reading.details import load_trees
from kb.database.tables import AnnotationTarget

_CONTEXT = 32  # characters of prefix and suffix kept beside a quotation, as the W3C model suggests keeping some


def anchor_again(session: Session, version_id: int, before: Sequence[Provision]) -> None:
    """Let the notes on a version that was read anew point at the words that they are about, where these are the same.

    What was reworded or is not surely found stays where it was made, with what stood around it; people see where it would go.

    :param before: the trees that the version had
    """
    targets = session.scalars(select(AnnotationTarget).where(AnnotationTarget.version_id == version_id)).all()
    texts = _texts(session, version_id) if targets else {}
    moved = [target for target in targets if text_hash(texts.get((target.path, target.field), "")) != target.text_hash]
    if not moved:
        return
    carrier = Carrier(before, load_trees(session, version_id)[0])
    for target in moved:
        spot = _stayed(target, texts) or _found(carrier, spot_of(target))
        if spot is None:
            target.gone = {**target.gone, "around": _around(before, target.path)}
            continue
        text = texts.get((spot.path, spot.field), "")
        target.path, target.field, target.text_hash, target.words = spot.path, spot.field, text_hash(text), text
        if spot.start is not None and spot.end is not None:
            target.selectors = selectors_of(text, spot.start, spot.end)
    session.flush()


def hand_over(session: Session, version_id: int, successor: int) -> None:
    """Let the notes on a version be on the one that has its text as it was read anew."""
    before, _ = load_trees(session, version_id)
    target = AnnotationTarget
    session.execute(update(target).where(target.version_id == version_id).values(version_id=successor))
    anchor_again(session, successor, before)


def _stayed(target: AnnotationTarget, texts: Mapping[tuple[str, str], str]) -> Spot | None:
    """The place of words that stand once where they stood once."""
    quote = next((item["exact"] for item in target.selectors if item["type"] == "TextQuoteSelector"), None)
    text = texts.get((target.path, target.field), "")
    if quote is None or text.count(quote) != 1 or (target.words or "").count(quote) != 1:
        return None
    start = text.index(quote)
    return Spot(target.path, target.field, start, start + len(quote))


def _found(carrier: Carrier, spot: Spot) -> Spot | None:
    carried = carrier.carry(spot)
    return None if carried.state is State.REWORDED else carried.spot


def let_go(session: Session, version_id: int, successor: int) -> None:
    """Before a version is taken out: its notes go over to one that has their words at the same place, or keep what it was."""
    targets = session.scalars(select(AnnotationTarget).where(AnnotationTarget.version_id == version_id)).all()
    if not targets:
        return
    here, there = _texts(session, version_id), _texts(session, successor)
    version, tree = session.get_one(tables.Version, version_id), load_trees(session, version_id)[0]
    for target in targets:
        if text_hash(there.get((target.path, target.field), "")) == target.text_hash and (
            target.selectors or _below(here, target.path) == _below(there, target.path)
        ):
            target.version_id = successor
            continue
        target.version_id = None
        target.gone = {
            "number": version.number,
            "sha256": version.text_hash,
            "from": version.valid_from.isoformat() if version.valid_from else None,
            "around": target.gone.get("around") or _around(tree, target.path),
        }
    session.flush()


def take_up(session: Session, instrument_id: int, version_id: int | None = None) -> None:
    """Let notes whose version was taken out be on the newest that says the same where they stand, such as a text compiled anew.

    :param version_id: the one that may: it has grown to hold what another said
    """
    target, version = AnnotationTarget, tables.Version
    left = session.scalars(select(target).where(target.instrument_id == instrument_id, target.version_id.is_(None))).all()
    if not left:
        return
    of_it = select(version.id).where(version.instrument_id == instrument_id).order_by(version.valid_from.desc(), version.id.desc())
    texts = {id_: _texts(session, id_) for id_ in ([version_id] if version_id else session.scalars(of_it))}
    for row in left:
        kept = {
            (path, field): words
            for path, _, _, *fields in row.gone.get("around", ())
            for field, words in zip(("heading", "text", "tail"), fields, strict=True)
            if words
        }
        unit = unit_of(row.path) or row.path
        again = next((id_ for id_, said in texts.items() if kept and _below(said, unit) == kept), None)
        if again is not None and text_hash(texts[again].get((row.path, row.field), "")) == row.text_hash:
            row.version_id, row.gone = again, {}
    session.flush()


def spot_of(target: AnnotationTarget) -> Spot:
    """What a target is about."""
    position: dict[str, int] = next((item for item in target.selectors if item["type"] == "TextPositionSelector"), {})
    return Spot(target.path, target.field, position.get("start"), position.get("end"))


def selectors_of(text: str, start: int, end: int) -> list[dict[str, Any]]:
    """The W3C selectors of a stretch of a text."""
    around = {"prefix": text[max(0, start - _CONTEXT) : start], "suffix": text[end : end + _CONTEXT]}
    return [
        {"type": "TextQuoteSelector", "exact": text[start:end], **around},
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]


def provisions_around(kept: Sequence[Sequence[Any]]) -> tuple[Provision, ...]:
    """The trees of provisions that were kept around a note."""
    return _nested(
        [Provision(path, Kind(kind), number, heading, text, tail=tail) for path, kind, number, heading, text, tail in kept]
    )


def _around(tree: Sequence[Provision], path: str) -> list[list[Any]]:
    unit = unit_of(path) or path
    items = [item for root in tree for item in root.walk() if contains(unit, item.path) or item.path == path]
    return [[item.path, item.kind.value, item.number, item.heading, item.text, item.tail] for item in items]


def _nested(items: Sequence[Provision]) -> tuple[Provision, ...]:
    roots: list[Provision] = []
    place = 0
    while place < len(items):
        top, place = items[place], place + 1
        first = place
        while place < len(items) and contains(top.path, items[place].path):
            place += 1
        roots.append(replace(top, children=_nested(items[first:place])))
    return tuple(roots)


def _texts(session: Session, version_id: int) -> dict[tuple[str, str], str]:
    columns = select(tables.Provision.path, tables.Provision.heading, tables.Provision.text, tables.Provision.tail)
    rows = session.execute(columns.where(tables.Provision.version_id == version_id))
    return {(row.path, field): getattr(row, field) or "" for row in rows for field in ("heading", "text", "tail")}


def _below(texts: Mapping[tuple[str, str], str], path: str) -> dict[tuple[str, str], str]:
    return {place: text for place, text in texts.items() if text and contains(path, place[0])}


def text_hash(text: str) -> str:
    """The SHA-256 of a text that a note is about."""
    return hashlib.sha256(text.encode()).hexdigest()
