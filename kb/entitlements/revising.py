"""Editing cards: every change is a revision with who, when and why; undoing one is a revision, too. Nothing is overwritten."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from documents.messages import Message
from documents.paths import UNKNOWN, number_of_key, split_key, type_of_key
from kb.accounts.audit import record
from kb.accounts.current import acting_person
from kb.database.reading.reader import find_instrument
from kb.database.storing.seen import require_unchanged
from kb.database.tables import CardRevision as Row
from kb.entitlements.binding import Checked, Question, check_all
from kb.entitlements.checking import rule_day_of
from kb.entitlements.loading import Desk, mistake, mistakes_of, read_card, read_documents, shipped, write_yaml
from kb.entitlements.model import Amount, Binding, Card, Confidence, Source, Statement, Words
from kb.entitlements.revisions import Act, CardState, Revision, data_of, desk_of, hash_of_card, revisions_of, shipped_data, state_of
from kb.errors import CardError, NotFoundError
from kb.interface.days import today
from kb.law.status.answers import Asked, answer_all

CARD = "card"
"""The kind of thing in the audit."""

LONGEST_WHY = 500


def save(session: Session, seen: CardState, data: Mapping[str, Any], why: str, act: Act = Act.EDIT) -> Revision:
    """Keep a card as a curator wants it, in the name of whoever acts in the session. The caller commits.

    :param session: of ``KnowledgeBase.session(write=True)``
    :param seen: the card as it was shown
    :param data: the whole card, as YAML gives it
    :raises CardError: it is not as it should be, nothing was changed, or nobody says why
    :raises ChangedMeanwhileError: the card is no longer what was shown
    """
    before = _again(session, seen)
    file = f"{seen.card}.yaml"
    wrong = wrong_with(session, data, file, seen.card)
    if wrong:
        raise CardError("card_wrong", mistakes=wrong)
    if hash_of_card(data) == hash_of_card(before.data):
        raise CardError("card_unchanged", card=seen.card)
    return _add(session, before, data, act, None, why)


def undo(session: Session, seen: CardState, why: str = "") -> Revision:
    """Take the last revision back: the card is what it was before it. Done twice, the revision holds again.

    :raises CardError: there is nothing to take back
    :raises ChangedMeanwhileError: the card is no longer what was shown
    """
    before = _again(session, seen)
    if before.last is None:
        raise CardError("card_not_edited", card=seen.card)
    found = revisions_of(session, seen.card)
    data = data_of(found[-2]) if len(found) > 1 else shipped_data(seen.card)
    return _add(session, before, data, Act.UNDO, before.last.number, why or None)


def restore(session: Session, seen: CardState, number: int, why: str = "") -> Revision:
    """Let a card be what it was after one of its revisions; 0: as it is shipped now.

    :raises NotFoundError: there is no such revision
    :raises CardError: the card is that already, or the revision cannot be used any more
    :raises ChangedMeanwhileError: the card is no longer what was shown
    """
    before = _again(session, seen)
    chosen = next((item for item in revisions_of(session, seen.card) if item.number == number), None)
    if chosen is None and number:
        raise NotFoundError("revision_absent", card=seen.card, number=number)
    data = data_of(chosen) if chosen is not None else shipped_data(seen.card)
    if hash_of_card(data) == hash_of_card(before.data):
        raise CardError("card_unchanged", card=seen.card)
    read_card(shipped(), data, f"{seen.card}.yaml")
    return _add(session, before, data, Act.RESTORE if number else Act.SHIPPED, number, why or None)


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of files of cards.

    :param read: how many cards there are in them
    """

    read: int
    stored: tuple[Revision, ...]
    unchanged: tuple[str, ...]


def import_cards(session: Session, files: Sequence[tuple[str, str]], why: str) -> Imported:
    """Take cards over from YAML, all of them or none.

    :param files: the name and the text of each; a text may have several cards, one a document
    :raises CardError: something is wrong; every mistake is named with its place
    """
    rows: dict[str, tuple[str, Mapping[str, Any]]] = {}
    wrong: list[Message] = []
    for file, text in files:
        try:
            documents = read_documents(text, file)
        except CardError as error:
            wrong.extend(mistakes_of(error))
            continue
        for data in documents:
            card = data.get("id") if isinstance(data, Mapping) else None
            if isinstance(card, str) and card in rows:
                wrong.append(mistake("id_twice", file, card, "id"))
                continue
            found = wrong_with(session, data, file, None)
            wrong.extend(found)
            if not found and isinstance(data, Mapping) and isinstance(card, str):
                rows[card] = (file, data)
    if not rows and not wrong:
        wrong.append(mistake("no_card", ", ".join(file for file, _ in files)))
    if wrong:
        raise CardError("card_wrong", mistakes=tuple(wrong))
    stored, unchanged = [], []
    for card, (_, data) in rows.items():
        state = state_of(session, card)
        if hash_of_card(data) == hash_of_card(state.data):
            unchanged.append(card)
        else:
            stored.append(_add(session, state, data, Act.IMPORT, None, why))
    return Imported(len(rows), tuple(stored), tuple(unchanged))


def wrong_with(session: Session, data: object, file: str, card: str | None) -> tuple[Message, ...]:
    """What is wrong with a card before it is kept.

    :param card: its id must be this one
    """
    under = shipped()
    try:
        read = read_card(under, data, file)
    except CardError as error:
        return mistakes_of(error)
    if read.id not in under.cards or (card is not None and read.id != card):
        return (mistake("id_changed" if card else "without_rule", file, read.id, "id"),)
    return tuple(_nowhere(session, read, desk_of(session).cards[read.id], file))


def _nowhere(session: Session, card: Card, before: Card, file: str) -> Iterator[Message]:
    """Bases that are new, in texts that the base has whole, and that these do not have."""
    known = {item.basis.key for item in before.based}
    day = today()
    asked = {}
    statements: list[tuple[str, Statement | Amount]] = [
        (f"statements.{number}.basis", item) for number, item in enumerate(card.statements)
    ]
    amounts: list[tuple[str, Statement | Amount]] = [(f"amounts.{number}.basis", item) for number, item in enumerate(card.amounts)]
    for place, item in (*statements, *amounts):
        basis = item.basis
        if basis.path and basis.key not in known:
            days = dict.fromkeys((day, rule_day_of(card, item, day)))
            asked[place] = [[Asked(basis.source.key, path, one) for one in days] for path in (None, basis.path)]
    questions = list(dict.fromkeys(one for pairs in asked.values() for some in pairs for one in some))
    answers = dict(zip(questions, answer_all(session, questions), strict=True)) if questions else {}
    for place, (whole, part) in asked.items():
        held = any((answer := answers[one]) is not None and answer.held for one in whole)
        lacking = held and not any((answer := answers[one]) is not None and answer.held for one in part)
        # Of a text that the base has a part of, the provision may exist all the same.
        if lacking and not find_instrument(session, whole[0].instrument).partial:
            yield mistake("provision_absent", file, card.id, place)


def words_at(session: Session, desk: Desk, instrument: str, path: str, day: date, bound: str | None = None) -> Checked:
    """What the base has of a provision on a day, for a statement that rests on it, or is to.

    :param bound: hash of the words that somebody compared a statement with
    """
    source = Source(key=instrument, name=Words(vi=instrument, en=instrument))
    binding = Binding(source=source, path=path, confidence=Confidence.PRIMARY, sha256=bound)
    (checked,) = check_all(session, desk, [Question(binding, day, day)])
    return checked


def source_for(desk: Desk, data: dict[str, Any], instrument: str, label: str) -> str:
    """The short name by which a card speaks of an instrument; it is added to the card's own where nobody has named it yet.

    :param data: the card, as YAML gives it; changed in place
    :param label: what the instrument is called
    """
    own: dict[str, Any] = data.get("sources") or {}
    for name, key in ((name, source.key) for name, source in desk.sources.items()):
        if key == instrument:
            return name
    for name, row in own.items():
        if row["key"] == instrument:
            return name
    number = number_of_key(instrument)
    begin = (number if number != UNKNOWN else type_of_key(instrument)).upper()
    taken = {*desk.sources, *own}
    names = (begin if turn == 1 else f"{begin}-{turn}" for turn in range(1, 1000))
    chosen = next(name for name in names if name not in taken)
    data["sources"] = {**own, chosen: {"key": instrument, "name": {"vi": label, "en": label}}}
    return chosen


def basis_key(desk: Desk, data: Mapping[str, Any], basis: str) -> tuple[str | None, str]:
    """The instrument that ``SOURCE#path`` means in a card, None where nothing names it; and the path."""
    name, path = split_key(basis)
    if name in desk.sources:
        return desk.sources[name].key, path
    row = (data.get("sources") or {}).get(name)
    return (str(row["key"]) if isinstance(row, Mapping) and "key" in row else None), path


def _again(session: Session, seen: CardState) -> CardState:
    return require_unchanged(seen, state_of(session, seen.card))


def _add(session: Session, before: CardState, data: Mapping[str, Any], act: Act, about: int | None, why: str | None) -> Revision:
    words = " ".join((why or "").split())
    if not words and act in (Act.EDIT, Act.IMPORT):
        raise CardError("card_without_why", card=before.card)
    if len(words) > LONGEST_WHY:
        raise CardError("card_why_long", most=LONGEST_WHY)
    under = hash_of_card(shipped_data(before.card))
    body = None if hash_of_card(data) == under else write_yaml(dict(data))
    number = before.last.number + 1 if before.last else 1
    session.add(
        Row(
            card=before.card,
            number=number,
            act=act.value,
            about=about,
            author_id=acting_person(session).id,
            made_at=datetime.now(UTC),
            why=words,
            body=body,
            beneath=under,
        )
    )
    old = {"revision": before.last.number if before.last else 0}
    record(session, act.value, CARD, before.card, old, {"revision": number, "why": words})
    (made,) = [item for item in revisions_of(session, before.card) if item.number == number]
    return made
