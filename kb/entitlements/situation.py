"""What is known of somebody who asks, and what cannot be. It lives as long as the question and is written nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from documents.text import slug
from kb.entitlements.territory import COUNTRIES, PROVINCES
from kb.errors import SituationError
from kb.interface.catalogue import languages
from kb.interface.days import read_day, read_stretch, today

OLDEST = 120
ADULT = 18


class Who(StrEnum):
    """Who it is about. The values are part of the interface."""

    VICTIM = "victim"
    BEING_IDENTIFIED = "being_identified"
    MINOR_ACCOMPANYING = "minor_accompanying"
    RELATIVE = "relative"


class Caller(StrEnum):
    """Who calls, whoever it is about. The values are part of the interface."""

    SELF = "self"
    RELATIVE = "relative"
    OTHER = "other"


class Address(StrEnum):
    """How the caller is spoken to. The values are part of the interface."""

    ANH = "anh"
    CHI = "chi"
    EM = "em"
    CHAU = "chau"
    CO = "co"
    CHU = "chu"
    BAC = "bac"


NOT_YET = "not_yet"
VIETNAM = "vn"
STATELESS = "stateless"
FOREIGN = "foreign"
ABROAD = "abroad"


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts that are known. None: nobody has said.

    All of them are of the person whom it is about (``who``), but for ``caller`` and ``address``: no verdict asks for these.

    :param nationality: ``vn``, ``foreign`` or ``stateless``
    :param where: ``vn`` or ``abroad``
    :param identified: the day, or ``not_yet``; of the victim, where somebody else asks
    :param identified_within: the first and the last day that it may be, where only a month or a year is known
    :param can_pay: the fare home
    :param trafficked_in: ``vn`` or ``abroad``
    :param as_of: the day that is asked about
    """

    as_of: date
    who: str | None = None
    nationality: str | None = None
    resident: bool | None = None
    where: str | None = None
    age: int | None = None
    identified: date | str | None = None
    poor: bool | None = None
    in_facility: bool | None = None
    province: str | None = None
    identified_within: tuple[date, date] | None = None
    can_pay: bool | None = None
    trafficked_in: str | None = None
    caller: str | None = None
    address: str | None = None


FIELDS = (
    "who",
    "nationality",
    "resident",
    "where",
    "born",
    "age",
    "identified",
    "poor",
    "in_facility",
    "can_pay",
    "trafficked_in",
    "caller",
    "address",
    "province",
    "as_of",
    "language",
)


def read_situation(given: Mapping[str, Any]) -> Situation:
    """The situation that options or a line of a list tell.

    :param given: by the names of the options, with ``_`` or ``-``; None and what is absent: nobody has said
    :raises SituationError: something cannot be read, or cannot be
    """
    facts = {str(name).replace("-", "_"): value for name, value in given.items() if value not in (None, "")}
    unknown = sorted(set(facts) - {*FIELDS, "id"})
    if unknown:
        raise SituationError("situation_field", name=unknown[0], known=[name.replace("_", "-") for name in FIELDS])
    as_of = _day(facts, "as_of") or today()
    born = _day(facts, "born")
    within = _stretch(facts, "identified", min(as_of, today()))
    identified: date | str | None = _identified(facts, within)
    who = _one_of(facts, "who", tuple(Who))
    if who == Who.VICTIM and identified == NOT_YET:
        who = Who.BEING_IDENTIFIED
    if who == Who.BEING_IDENTIFIED:
        if within:
            raise SituationError("situation_identified_already", day=identified or within[0])
        identified = NOT_YET
    situation = Situation(
        as_of,
        who,
        _nationality(facts),
        _yes_or_no(facts, "resident"),
        _place(facts, "where"),
        _age(facts, born, as_of),
        identified,
        _yes_or_no(facts, "poor"),
        _yes_or_no(facts, "in_facility"),
        _province(facts),
        within if identified is None else None,
        _yes_or_no(facts, "can_pay"),
        _place(facts, "trafficked_in"),
        _one_of(facts, "caller", tuple(Caller)),
        _one_of(facts, "address", tuple(Address)),
    )
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


def _check_days(situation: Situation, born: date | None, within: tuple[date, date] | None) -> None:
    latest = min(situation.as_of, today())
    if born is not None and born > latest:
        raise SituationError("situation_born_later", day=born)
    if within is None:
        return
    first, last = within
    if first > latest:
        raise SituationError("situation_identified_later", day=first)
    if situation.who not in (None, Who.VICTIM):
        return
    if born is not None and last < born:
        raise SituationError("situation_identified_unborn", day=last, born=born)
    if situation.age is not None and last < _birth(situation.as_of, situation.age):
        raise SituationError("situation_identified_younger", day=last, age=situation.age)


def _birth(day: date, age: int) -> date:
    """The earliest day on which somebody of an age on a day can be born."""
    return date(day.year - age - 1, day.month, min(day.day, 28)) + timedelta(days=1)


def _stretch(facts: Mapping[str, Any], name: str, latest: date) -> tuple[date, date] | None:
    """The first and the last day that a day may be: the same one twice, or those of a month or a year as far as it has passed."""
    value = facts.get(name)
    if value is None or value == NOT_YET:
        return None
    written = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    stretch = read_stretch(written) if isinstance(written, str) else None
    if stretch is None:
        day = _day(facts, name)
        return (day, day) if day else None
    first, last = stretch
    return first, max(first, min(last, latest))


def _identified(facts: Mapping[str, Any], within: tuple[date, date] | None) -> date | str | None:
    if within is None:
        return NOT_YET if facts.get("identified") == NOT_YET else None
    first, last = within
    return first if first == last else None


def _day(facts: Mapping[str, Any], name: str) -> date | None:
    value = facts.get(name)
    if value is None or isinstance(value, date):
        return value
    day = read_day(value) if isinstance(value, str) else None
    if day is None:
        raise SituationError("situation_day", name=name, value=str(value)[:40])
    return day


def _one_of(facts: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str | None:
    value = facts.get(name)
    if value is not None and value not in known:
        raise SituationError("situation_value", name=name, value=str(value)[:40], known=list(known))
    return value


def _yes_or_no(facts: Mapping[str, Any], name: str) -> bool | None:
    value = facts.get(name)
    if isinstance(value, bool):
        return value
    chosen = _one_of(facts, name, ("yes", "no"))
    return None if chosen is None else chosen == "yes"


def _country(facts: Mapping[str, Any], name: str) -> str | None:
    value = facts.get(name)
    if value is None:
        return None
    code = value.lower() if isinstance(value, str) else ""
    if code not in COUNTRIES:
        raise SituationError("situation_country", name=name, value=str(value)[:40])
    return code


def _nationality(facts: Mapping[str, Any]) -> str | None:
    if str(facts.get("nationality")).lower() == STATELESS:
        return STATELESS
    code = _country(facts, "nationality")
    return None if code is None else VIETNAM if code == VIETNAM else FOREIGN


def _place(facts: Mapping[str, Any], name: str) -> str | None:
    code = _country(facts, name)
    return None if code is None else VIETNAM if code == VIETNAM else ABROAD


def _age(facts: Mapping[str, Any], born: date | None, as_of: date) -> int | None:
    value = facts.get("age")
    known = None if born is None else years_between(born, as_of)
    if value is None:
        if known is not None and known > OLDEST:
            raise SituationError("situation_age", value=str(known), most=OLDEST)
        return known
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or not 0 <= int(text[:6]) <= OLDEST:
        raise SituationError("situation_age", value=text[:40], most=OLDEST)
    if known is not None and known != int(text):
        raise SituationError("situation_ages_differ", age=int(text), known=known)
    return int(text)


def _province(facts: Mapping[str, Any]) -> str | None:
    value = facts.get("province")
    if value is None:
        return None
    name = slug(str(value)[:80])
    for prefix in ("tinh-", "thanh-pho-", "tp-"):
        name = name.removeprefix(prefix)
    name = {"hcm": "ho-chi-minh", "sai-gon": "ho-chi-minh", "hue": "thua-thien-hue"}.get(name, name)
    if name not in PROVINCES:
        raise SituationError("situation_province", value=str(value)[:40])
    return name


def years_between(first: date, last: date) -> int:
    """Whole years from one day to another."""
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def a_year_after(day: date) -> date:
    """The day one year later."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def narrowed(situation: Situation, **facts: Any) -> Situation:
    """The same with more known of it."""
    return replace(situation, **facts)
