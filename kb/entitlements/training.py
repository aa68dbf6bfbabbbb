"""Made-up calls to practise on: which cards answer them, what is said of an answer, and how somebody did.

Results are kept for those who ask for it, and only which call, whether right, and the day.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from documents.messages import Message
from kb.accounts.current import acting_person
from kb.accounts.roles import allow
from kb.database.tables import Person, PracticeResult
from kb.entitlements.facts import Situation, read_situation
from kb.entitlements.loading import FOLDER, Desk, checked, mistake, read_yaml, shipped
from kb.entitlements.model import CARD_ID, Binding, Strict, Verdict, Words
from kb.entitlements.rule_model import REGIME_BASIS
from kb.entitlements.rules import decide
from kb.errors import CardError, SituationError

CALLS = FOLDER / "training" / "calls.yaml"
AS_OF = date(2026, 11, 20)
"""The day of a call that names none."""


class First(StrEnum):
    """What comes first in a call."""

    CARDS = "cards"
    POLICE = "113"
    AMBULANCE = "115"
    HOTLINE = "111"
    WAIT = "wait"
    ELSEWHERE = "elsewhere"


class Named(Strict):
    """A card that a call names, and what the rules say of it.

    :param verdict: ``other``: it belongs to the regime that does not apply
    :param differs: why the data say something else than the rules, where they do
    """

    card: str = Field(pattern=CARD_ID)
    verdict: Verdict | Literal["other"] = Verdict.YES
    basis: str = Field(min_length=1)
    differs: Words | None = None


class Practice(Strict):
    """A call to practise on.

    :param says: in the caller's words
    :param first: what comes before any card
    :param right: the cards to name
    :param traps: cards that are tempting and wrong
    """

    id: str = Field(pattern="^[a-z0-9-]{3,60}$")
    as_of: date = AS_OF
    facts: dict[str, Any]
    says: str = Field(min_length=20)
    first: First = First.CARDS
    right: tuple[Named, ...]
    traps: tuple[Named, ...] = ()
    lesson: Words

    @cached_property
    def situation(self) -> Situation:
        """What is known of the caller."""
        return read_situation({**self.facts, "as_of": self.as_of})


class CallsFile(Strict):
    """The file of calls."""

    calls: tuple[Practice, ...] = Field(min_length=1)


class Mark(StrEnum):
    """What is said of a card after a call."""

    RIGHT = "right"
    MISSED = "missed"
    WRONG = "wrong"
    ALSO = "also"
    TRAP = "trap"


@dataclass(frozen=True, slots=True)
class Judged:
    """A card after a call.

    :param verdict: as the rules have it, None: its regime does not apply
    :param why: codes of the reasons
    :param bases: the provisions that say so
    """

    card: str
    mark: Mark
    verdict: Verdict | None
    why: tuple[str, ...]
    bases: tuple[Binding, ...]
    needs: tuple[str, ...]


@lru_cache(maxsize=1)
def practices() -> tuple[Practice, ...]:
    """The calls that the program ships.

    :raises CardError: they are not as they should be
    """
    return load_practices(CALLS, shipped())


def load_practices(path: Path, desk: Desk) -> tuple[Practice, ...]:
    """Read a file of calls.

    :raises CardError: something is wrong; every mistake is named with its place
    """
    calls = checked(CallsFile, read_yaml(path), path.name).calls
    wrong: list[Message] = []
    for number, row in enumerate(calls):
        if row.id in {other.id for other in calls[:number]}:
            wrong.append(mistake("id_twice", path.name, row.id, f"calls.{number}.id"))
        wrong.extend(_misnamed(row, number, path.name, desk))
        try:
            row.situation  # noqa: B018  # read once, with what is wrong with it
        except SituationError:
            wrong.append(mistake("form", path.name, row.id, f"calls.{number}.facts"))
    if wrong:
        raise CardError("card_wrong", mistakes=tuple(wrong))
    return calls


def _misnamed(row: Practice, number: int, file: str, desk: Desk) -> Iterable[Message]:
    seen: set[str] = set()
    for part, named in (("right", row.right), ("traps", row.traps)):
        for place, item in enumerate(named):
            field = f"calls.{number}.{part}.{place}"
            if item.card not in desk.cards:
                yield mistake("value_unknown", file, row.id, f"{field}.card")
            if item.card in seen:
                yield mistake("id_twice", file, row.id, f"{field}.card")
            if item.basis not in desk.rules.bases:
                yield mistake("basis_undeclared", file, row.id, f"{field}.basis")
            seen.add(item.card)


def judge(desk: Desk, practice: Practice, named: Collection[str]) -> tuple[Judged, ...]:
    """What is said of the cards that somebody named for a call: those first that are right, then the wrong ones, then the rest."""
    right = [item.card for item in practice.right]
    marks = {card: Mark.RIGHT if card in named else Mark.MISSED for card in right}
    for card in sorted(set(named) - set(right)):
        trap = practice.first is First.ELSEWHERE or any(item.card == card for item in practice.traps)
        decision = decide(desk, card, practice.situation)
        may = decision is not None and decision.verdict in (Verdict.YES, Verdict.DEPENDS)
        marks[card] = Mark.ALSO if may and not trap else Mark.WRONG
    marks.update({item.card: Mark.TRAP for item in practice.traps if item.card not in marks})
    return tuple(sorted((_judged(desk, practice, card, mark) for card, mark in marks.items()), key=lambda item: _ORDER[item.mark]))


_ORDER = {Mark.RIGHT: 0, Mark.MISSED: 0, Mark.WRONG: 1, Mark.ALSO: 2, Mark.TRAP: 3}


def is_right(judged: Iterable[Judged]) -> bool:
    """Whether all right cards were named, and no wrong one."""
    return not any(item.mark in (Mark.MISSED, Mark.WRONG) for item in judged)


def _judged(desk: Desk, practice: Practice, card: str, mark: Mark) -> Judged:
    decision = decide(desk, card, practice.situation)
    if decision is None:
        return Judged(card, mark, None, ("other_regime",), (desk.rules.bases[REGIME_BASIS],), ())
    why = tuple(dict.fromkeys(ruling.why for ruling in decision.rulings))
    bases = tuple(dict.fromkeys(desk.rules.bases[ruling.basis] for ruling in decision.rulings))
    return Judged(card, mark, decision.verdict, why, bases, decision.needs)


def results_of(session: Session, name: str) -> Mapping[str, tuple[bool, date]]:
    """What is kept of a person: by call, whether it was right, and the day."""
    rows = session.execute(
        select(PracticeResult.call, PracticeResult.right, PracticeResult.day).join(Person).where(Person.name == name)
    )
    return {call: (right, day) for call, right, day in rows}


def keep_results(session: Session, results: Mapping[str, tuple[bool, date]]) -> None:
    """Keep the results of whoever writes in the session; a call done again is kept as it was last."""
    allow(session, "keep", "practice")
    owner = acting_person(session)
    for call, (right, day) in results.items():
        session.merge(PracticeResult(person_id=owner.id, call=call, right=right, day=day))


def forget_results(session: Session) -> None:
    """Delete all that is kept of the practice of whoever writes in the session."""
    allow(session, "forget", "practice")
    session.execute(delete(PracticeResult).where(PracticeResult.person_id == acting_person(session).id))
