"""What is known of somebody who asks, and what cannot be. It lives as long as the question and is written nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from kb.entitlements import facts as declared
from kb.entitlements.facts import NOT_YET, OLDEST, Who, read_day_of
from kb.errors import SituationError
from kb.interface.catalogue import languages
from kb.interface.days import today


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts that are known.

    All of them are of the person whom it is about (``who``), but for ``caller`` and ``address``: no verdict asks for these.

    :param as_of: the day that is asked about
    :param facts: by name; what nobody has said is not in it. ``identified`` is a day, or ``not_yet``; of the victim, where somebody
        else asks
    :param identified_within: the first and the last day that it may be, where only a month or a year is known
    """

    as_of: date
    facts: Mapping[str, Any] = field(default_factory=dict)
    identified_within: tuple[date, date] | None = None

    def __getitem__(self, name: str) -> Any:
        """A fact; None: nobody has said."""
        return self.facts.get(name)

    def with_facts(self, facts: Mapping[str, Any]) -> "Situation":
        """The same with more known of it."""
        return replace(self, facts={**self.facts, **facts})


def read_situation(given: Mapping[str, Any]) -> Situation:
    """The situation that options or a line of a list tell.

    :param given: by the names of the options, with ``_`` or ``-``; None and what is absent: nobody has said
    :raises SituationError: something cannot be read, or cannot be
    """
    given = {str(name).replace("-", "_"): value for name, value in given.items() if value not in (None, "")}
    fields = [*(fact.option for fact in declared.FACTS), "as-of", "language"]
    unknown = sorted(name for name in given if name != "id" and name.replace("_", "-") not in fields)
    if unknown:
        raise SituationError("situation_field", name=unknown[0], known=fields)
    as_of = read_day_of("as_of", given["as_of"]) if "as_of" in given else today()
    facts = {fact.name: fact.read(fact.name, given[fact.name]) for fact in declared.FACTS if fact.name in given}
    born = facts.pop("born", None)
    if born is not None:
        facts["age"] = _age_of(born, as_of, facts.get("age"))
    within = None
    if "identified" in facts and facts["identified"] != NOT_YET:
        first, last = facts.pop("identified")
        within = (first, max(first, min(last, as_of, today())))
        if within[0] == within[1]:
            facts["identified"] = first
    if facts.get("who") == Who.VICTIM and facts.get("identified") == NOT_YET:
        facts["who"] = Who.BEING_IDENTIFIED
    if facts.get("who") == Who.BEING_IDENTIFIED:
        if within:
            raise SituationError("situation_identified_already", day=within[0])
        facts["identified"] = NOT_YET
    situation = Situation(as_of, facts, None if "identified" in facts else within)
    _check_days(situation, born, within)
    return situation


def language_of_question(given: Mapping[str, Any]) -> str:
    """The language that an answer is asked for in.

    :raises SituationError: there is none of that name
    """
    language = given.get("language") or "vi"
    if language not in languages():
        raise SituationError("situation_value", name="language", value=str(language)[:40], known=list(languages()))
    return str(language)


def _age_of(born: date, as_of: date, told: int | None) -> int:
    known = years_between(born, as_of)
    if told is None and known > OLDEST:
        raise SituationError("situation_age", value=str(known), most=OLDEST)
    if told is not None and told != known:
        raise SituationError("situation_ages_differ", age=told, known=known)
    return known


def _check_days(situation: Situation, born: date | None, within: tuple[date, date] | None) -> None:
    latest = min(situation.as_of, today())
    if born is not None and born > latest:
        raise SituationError("situation_born_later", day=born)
    if within is None:
        return
    first, last = within
    if first > latest:
        raise SituationError("situation_identified_later", day=first)
    if situation["who"] not in (None, Who.VICTIM):
        return
    if born is not None and last < born:
        raise SituationError("situation_identified_unborn", day=last, born=born)
    if situation["age"] is not None and last < _birth(situation.as_of, situation["age"]):
        raise SituationError("situation_identified_younger", day=last, age=situation["age"])


def _birth(day: date, age: int) -> date:
    """The earliest day on which somebody of an age on a day can be born."""
    return date(day.year - age - 1, day.month, min(day.day, 28)) + timedelta(days=1)


def years_between(first: date, last: date) -> int:
    """Whole years from one day to another."""
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def a_year_after(day: date) -> date:
    """The day one year later."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
