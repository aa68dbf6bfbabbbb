"""Effects that amending instruments have on the texts of a base, and what reviewers decide about them.

An effect is *found* when a text is stored. Only what a reviewer accepted, as it stands or corrected, changes texts and ends or
suspends them. What nobody has reviewed yet makes nothing be in force: it makes the status of what it touches unknown, and a banner
says so. Decisions are kept in a log by the effect's fingerprint, so that they hold when the text is stored again.

After a decision is committed, :func:`kb.index.build.catch_up` lets the search show what came of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as of_class
from datetime import UTC, date, datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from documents.errors import KeyFormatError
from documents.keys import parse_key
from kb.database import tables
from kb.database.people import person_named
from kb.database.state import count_change
from kb.database.storing.seen import require_unchanged
from kb.errors import ReviewError
from kb.law.relations import RelationView, instrument_name, relations_by_id

Decision = Literal["accept", "correct", "reject", "reopen"]
FOUND, ACCEPTED, CORRECTED, REJECTED = "found", "accepted", "corrected", "rejected"
IN_USE = (ACCEPTED, CORRECTED)
"""The states in which an effect changes texts and statuses."""

_STATES: Mapping[str, str] = {"accept": ACCEPTED, "correct": CORRECTED, "reject": REJECTED, "reopen": FOUND}
CORRECTABLE = frozenset(
    {"action", "target", "effective_from", "effective_to", "new_text", "new_heading", "phrase_from", "phrase_to", "new_number"}
)
"""What a reviewer may put right: ``target`` is the full key of the provision, days are ISO text."""


@dataclass(frozen=True, slots=True)
class EffectView:
    """An effect with its evidence and what was decided about it; fields hold the corrected values where there are any.

    :param source: key of the amending instrument; ``source_name`` its number and title
    :param target: key of the provision or instrument that is changed, as far as it is known
    :param target_id: row of the changed instrument, None where the base does not have it
    :param target_name: its number and title, or what is written
    :param target_path: of the provision, empty for the whole; of a new provision the path that it gets
    :param effective_from: None where the amending text does not tell
    :param certain: it could be read without doubt; ``doubt`` says why not
    :param path: the provision of the amending instrument that holds the evidence; ``start``, ``end`` are offsets in its ``field``
    :param body: the rest of what was read: ``new_text``, ``new_heading``, ``phrase_from``, ``phrase_to``, ``anchor`` …
    :param state: ``found``, ``accepted``, ``corrected`` or ``rejected``
    :param read: ``body`` as it was read, without a correction
    """

    id: int
    source_id: int
    source: str
    source_name: str
    position: int
    action: str
    target_id: int | None
    target: str | None
    target_name: str
    target_path: str
    effective_from: date | None
    effective_to: date | None
    certain: bool
    doubt: str | None
    path: str
    field: str
    start: int
    end: int
    evidence: str
    body: Mapping[str, Any]
    state: str
    fingerprint: str
    correction: Mapping[str, Any] | None = None
    read: Mapping[str, Any] = of_class(default_factory=dict)
    decided_by: str | None = None
    decided_at: datetime | None = None

    @property
    def in_use(self) -> bool:
        """Whether it changes texts and statuses."""
        return self.state in IN_USE

    @property
    def shown(self) -> tuple[object, ...]:
        """What a decision about it rests on, see `kb.database.storing.seen`."""
        read = (self.source, self.fingerprint, self.path, self.field, self.start, self.end, self.evidence, self.certain, self.doubt)
        does = (self.action, self.target, self.target_name, self.effective_from, self.effective_to, sorted(self.body.items()))
        return (*read, *does, self.state, self.decided_by, self.decided_at)


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A line of the log of decisions."""

    at: datetime
    author: str
    decision: str
    correction: Mapping[str, Any] | None


def pending_effects(session: Session, limit: int = 200, offset: int = 0, instrument_id: int | None = None) -> list[EffectView]:
    """The review queue: effects that nobody decided about, on instruments of the base first, those in doubt last.

    :param instrument_id: only what this instrument does, or what is done to it
    """
    effect, cited = tables.Effect, tables.CitedInstrument
    statement = _statement().where(effect.state == FOUND)
    if instrument_id is not None:
        statement = statement.where((effect.instrument_id == instrument_id) | (cited.instrument_id == instrument_id))
    statement = statement.order_by(
        cited.instrument_id.is_(None), effect.certain.desc(), effect.effective_from.desc(), effect.instrument_id, effect.position
    )
    return _views(session, statement.limit(limit).offset(offset))


def count_pending(session: Session, held_only: bool = True) -> int:
    """How many effects wait for a decision.

    :param held_only: only those on instruments that the base has
    """
    effect, cited = tables.Effect, tables.CitedInstrument
    statement = select(effect.id).outerjoin(cited, cited.id == effect.cited_id).where(effect.state == FOUND)
    if held_only:
        statement = statement.where(cited.instrument_id.is_not(None))
    return len(session.execute(statement).all())


def effects_of(session: Session, instrument_id: int) -> list[EffectView]:
    """What an amending instrument does, in the order of its text."""
    effect = tables.Effect
    return _views(session, _statement().where(effect.instrument_id == instrument_id).order_by(effect.position))


def effects_on(session: Session, instrument_id: int, path: str | None = None) -> list[EffectView]:
    """What is done to an instrument, by day and then in the order of the texts that do it.

    :param path: only what touches this provision: it, what is below or above it, or the whole instrument
    """
    effect, cited = tables.Effect, tables.CitedInstrument
    statement = _statement().where(cited.instrument_id == instrument_id, effect.instrument_id != instrument_id)
    found = _views(session, statement.order_by(effect.effective_from, effect.instrument_id, effect.position))
    return found if path is None else [item for item in found if touches(item.target_path, path)]


def unreviewed_for(session: Session, instrument_id: int, path: str | None = None, day: date | None = None) -> list[EffectView]:
    """Effects on a provision that nobody has reviewed, for the banner.

    :param path: of the provision; None: on anything in the instrument
    :param day: only what has begun on this day, or does not say when it begins
    """
    found = [item for item in effects_on(session, instrument_id, path) if item.state == FOUND]
    return [item for item in found if day is None or item.effective_from is None or item.effective_from <= day]


def touches(target_path: str, path: str) -> bool:
    """Whether what is done to one place concerns another: the same, above or below it; the empty path is the whole."""
    if not target_path or not path:
        return True
    return target_path == path or target_path.startswith(f"{path}/") or path.startswith(f"{target_path}/")


def effect_by_id(session: Session, effect_id: int) -> EffectView:
    """One effect.

    :raises ReviewError: no such effect
    """
    found = _views(session, _statement().where(tables.Effect.id == effect_id))
    if not found:
        raise ReviewError("Không còn tác động này trong kho; văn bản sửa đổi có thể vừa được nạp lại. Hãy tải lại trang.")
    return found[0]


def effects_by_id(session: Session, ids: Sequence[int]) -> list[EffectView]:
    """Some effects, in the order of the ids; what is gone is left out."""
    found = {view.id: view for view in _views(session, _statement().where(tables.Effect.id.in_(ids)))}
    return [found[id_] for id_ in ids if id_ in found]


def decide(
    session: Session,
    effect_id: int,
    decision: Decision,
    author: str,
    correction: Mapping[str, Any] | None = None,
    seen: EffectView | None = None,
) -> EffectView:
    """Record what a reviewer decided about an effect, and bring the texts that it touches up to date. The caller commits.

    :param session: of ``KnowledgeBase.session(write=True)``
    :param decision: ``accept`` as it was read, ``correct`` with ``correction``, ``reject``, or ``reopen`` to take a decision back
    :param author: name of the person
    :param correction: what to put right, see :data:`CORRECTABLE`
    :param seen: the effect as it was shown to the person; None only where it was read in this same transaction
    :raises ReviewError: no such effect, or the correction cannot be used
    :raises ChangedMeanwhileError: it is no longer what was shown
    """
    from kb.law.compiling import compile_instruments

    before = effect_by_id(session, effect_id) if seen is None else _seen_again(session, effect_id, seen)
    right = _checked(correction) if decision == "correct" else None
    row = session.get_one(tables.Effect, before.id)
    _record(session, row, "effect", decision, right, author)
    place_correction(session, row)
    after = effect_by_id(session, before.id)
    touched = {item.target_id for item in (before, after) if item.target_id is not None}
    _note_change(session, touched, compile_instruments(session, touched))
    return after


def decide_many(session: Session, effect_ids: Sequence[int], decision: Decision, author: str) -> None:
    """Record one decision about several effects; the texts are brought up to date once.

    :param decision: ``accept``, ``reject`` or ``reopen``
    """
    from kb.law.compiling import compile_instruments

    touched: set[int] = set()
    for effect_id in effect_ids:
        before = effect_by_id(session, effect_id)
        row = session.get_one(tables.Effect, effect_id)
        _record(session, row, "effect", decision, None, author)
        place_correction(session, row)
        after = effect_by_id(session, effect_id)
        touched.update(item.target_id for item in (before, after) if item.target_id is not None)
    _note_change(session, touched, compile_instruments(session, touched))


def _seen_again(session: Session, effect_id: int, seen: EffectView) -> EffectView:
    """The effect that somebody was shown; where its text was stored again it may have another id and be the same."""
    now = next(iter(effects_by_id(session, [effect_id])), None)
    if now is None:
        effect = tables.Effect
        wanted = _statement().where(effect.instrument_id == seen.source_id, effect.fingerprint == seen.fingerprint)
        now = next(iter(_views(session, wanted)), None)
    return require_unchanged(seen, now)


def decide_relation(
    session: Session,
    relation_id: int,
    decision: Decision,
    author: str,
    correction: Mapping[str, Any] | None = None,
    seen: RelationView | None = None,
) -> None:
    """Record what a reviewer decided about a relation. The caller commits.

    :param correction: ``kind`` and ``target`` (a key)
    :param seen: the relation as it was shown to the person; None only where it was read in this same transaction
    :raises ReviewError: no such relation, or a target that is no key
    :raises ChangedMeanwhileError: it is no longer what was shown
    """
    if seen is not None:
        require_unchanged(seen, next(iter(relations_by_id(session, [relation_id])), None))
    if decision == "correct" and correction and correction.get("target"):
        try:
            parse_key(str(correction["target"]))
        except KeyFormatError as error:
            raise ReviewError(str(error)) from None
    row = session.get(tables.Relation, relation_id)
    if row is None:
        raise ReviewError("Không còn quan hệ này trong kho; văn bản có thể vừa được nạp lại. Hãy tải lại trang.")
    _record(session, row, "relation", decision, dict(correction or {}) if decision == "correct" else None, author)


def decisions(session: Session, instrument_id: int, fingerprint: str, subject: str = "effect") -> list[DecisionLine]:
    """Who decided what about an effect or relation, and when, oldest first."""
    line, person = tables.EffectDecision, tables.Person
    rows = session.execute(
        select(line, person.name)
        .join(person, person.id == line.author_id)
        .where(line.instrument_id == instrument_id, line.subject == subject, line.fingerprint == fingerprint)
        .order_by(line.id)
    )
    return [DecisionLine(utc(row.at), name, row.decision, row.correction) for row, name in rows]


def _note_change(session: Session, instruments: set[int], versions: Sequence[int]) -> None:
    """The index has to look at these: a status may be another one even where no text changed."""
    version = tables.Version
    siblings = session.scalars(select(version.id).where(version.instrument_id.in_(instruments))).all()
    count_change(session, {*versions, *siblings})


def _record(
    session: Session,
    row: tables.Effect | tables.Relation,
    subject: str,
    decision: str,
    correction: dict[str, Any] | None,
    author: str,
) -> None:
    if decision not in _STATES:
        raise ReviewError(f"Không có quyết định “{decision}”.")
    if not author.strip():
        raise ReviewError("Phải ghi tên người quyết định.")
    person = person_named(session, author.strip())
    now = datetime.now(UTC)
    row.state, row.correction = _STATES[decision], correction
    row.decided_by, row.decided_at = (person.id, now) if decision != "reopen" else (None, None)
    session.add(
        tables.EffectDecision(
            instrument_id=row.instrument_id,
            subject=subject,
            fingerprint=row.fingerprint,
            decision=row.state,
            correction=correction,
            author_id=person.id,
            at=now,
        )
    )
    session.flush()


def place_correction(session: Session, row: tables.Effect) -> None:
    """Let an effect point to the target that a reviewer put right, and back to the one that was read when that is taken back."""
    read = row.body.get("read_target")
    wanted = (row.correction or {}).get("target")
    if wanted is None:
        if read is not None:
            row.cited_id, row.target_path = read
            row.body = {name: value for name, value in row.body.items() if name != "read_target"}
        return
    key = parse_key(str(wanted))
    row.body = {**row.body, "read_target": read or [row.cited_id, row.target_path]}
    cited = session.scalar(select(tables.CitedInstrument).where(tables.CitedInstrument.label == key.instrument))
    if cited is None:
        held = session.scalar(select(tables.Instrument).where(tables.Instrument.key == key.instrument))
        cited = tables.CitedInstrument(
            label=key.instrument,
            key=key.instrument,
            number=held.number if held else None,
            number_slug=key.instrument.split("/")[1],
            name=None,
            instrument_id=held.id if held else None,
        )
        session.add(cited)
        session.flush()
    row.cited_id, row.target_path = cited.id, key.path or ""
    session.flush()


def _checked(correction: Mapping[str, Any] | None) -> dict[str, Any]:
    if not correction:
        raise ReviewError("Chưa có gì được sửa; hãy chấp nhận, bác bỏ, hoặc ghi điều cần sửa.")
    unknown = set(correction) - CORRECTABLE
    if unknown:
        raise ReviewError(f"Không sửa được: {', '.join(sorted(unknown))}.")
    right = dict(correction)
    for name in ("effective_from", "effective_to"):
        if right.get(name) is not None:
            try:
                right[name] = date.fromisoformat(str(right[name])).isoformat()
            except ValueError:
                raise ReviewError(f"Không đọc được ngày “{right[name]}”; hãy viết dạng 2025-07-01.") from None
    if "target" in right:
        parse_key(str(right["target"]))
    if "action" in right:
        from documents.amendments import Action

        if right["action"] not in [action.value for action in Action]:
            raise ReviewError(f"Không có tác động loại “{right['action']}”.")
    return right


def _statement() -> Any:
    effect, cited, source, person = tables.Effect, tables.CitedInstrument, tables.Instrument, tables.Person
    other = aliased(tables.Instrument)
    return (
        select(effect, cited, source, other, person.name)
        .join(source, source.id == effect.instrument_id)
        .outerjoin(cited, cited.id == effect.cited_id)
        .outerjoin(other, other.id == cited.instrument_id)
        .outerjoin(person, person.id == effect.decided_by)
    )


def _views(session: Session, statement: Any) -> list[EffectView]:
    return [_view(*row) for row in session.execute(statement).all()]


def _view(
    row: tables.Effect,
    named: tables.CitedInstrument | None,
    source: tables.Instrument,
    other: tables.Instrument | None,
    by: str | None,
) -> EffectView:
    right: Mapping[str, Any] = row.correction or {}
    key = other.key if other else named.key if named else None
    name = instrument_name(other) if other else (named.number or named.name or named.label) if named else ""
    path = row.target_path
    body = {**row.body, **{field: value for field, value in right.items() if field.startswith(("new_", "phrase_"))}}
    return EffectView(
        id=row.id,
        source_id=source.id,
        source=source.key,
        source_name=instrument_name(source),
        position=row.position,
        action=right.get("action", row.action),
        target_id=other.id if other else None,
        target=None if key is None else f"{key}#{path}" if path else key,
        target_name=name,
        target_path=path,
        effective_from=_day(right["effective_from"]) if "effective_from" in right else row.effective_from,
        effective_to=_day(right["effective_to"]) if "effective_to" in right else row.effective_to,
        certain=row.certain,
        doubt=row.doubt,
        path=row.path,
        field=row.field,
        start=row.start,
        end=row.end,
        evidence=row.text,
        body=body,
        state=row.state,
        fingerprint=row.fingerprint,
        correction=row.correction,
        read=row.body,
        decided_by=by,
        decided_at=utc(row.decided_at) if row.decided_at else None,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def utc(moment: datetime) -> datetime:
    """A moment of the database with its time zone, which SQLite forgets."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def latest_decisions(session: Session, instrument_ids: Sequence[int]) -> dict[tuple[int, str, str], tables.EffectDecision]:
    """The decision that holds for each effect and relation of some instruments: (instrument, subject, fingerprint) to its line."""
    line = tables.EffectDecision
    found: dict[tuple[int, str, str], tables.EffectDecision] = {}
    for start in range(0, len(instrument_ids), 500):
        some = instrument_ids[start : start + 500]
        for row in session.scalars(select(line).where(line.instrument_id.in_(some)).order_by(line.id)):
            found[row.instrument_id, row.subject, row.fingerprint] = row
    return found
