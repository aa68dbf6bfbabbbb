"""The facts that a caller may tell, each declared once: options, lists, rules, the desk and what words tell follow this table.

Its names and choices are called in the catalogue (`desk.fact_NAME`, `desk.is_VALUE`, `desk.type_NAME`), the words that tell one
stand in `data/search.yaml` (`spoken`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from documents.text import slug
from kb.errors import SituationError
from kb.interface.catalogue import languages
from kb.interface.days import read_day, read_stretch, today

OLDEST = 120
_YEARS = range(1800, 2200)  # what lies beyond is a slip, and no calendar has the year before the first
ADULT = 18
CHILD = 16
NOT_YET = "not_yet"
VIETNAM = "vn"
STATELESS = "stateless"
FOREIGN = "foreign"
ABROAD = "abroad"

_COUNTRIES = """
    ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by bz ca cc cd cf cg ch
    ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn
    gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li
    lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om
    pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td
    tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
"""
COUNTRIES = frozenset(_COUNTRIES.split())
"""ISO 3166-1 alpha-2, in lower case."""

_PROVINCES = """
    an-giang ba-ria-vung-tau bac-giang bac-kan bac-lieu bac-ninh ben-tre binh-dinh binh-duong binh-phuoc binh-thuan ca-mau can-tho
    cao-bang da-nang dak-lak dak-nong dien-bien dong-nai dong-thap gia-lai ha-giang ha-nam ha-noi ha-tinh hai-duong hai-phong
    hau-giang ho-chi-minh hoa-binh hung-yen khanh-hoa kien-giang kon-tum lai-chau lam-dong lang-son lao-cai long-an nam-dinh nghe-an
    ninh-binh ninh-thuan phu-tho phu-yen quang-binh quang-nam quang-ngai quang-ninh quang-tri soc-trang son-la tay-ninh thai-binh
    thai-nguyen thanh-hoa thua-thien-hue tien-giang tra-vinh tuyen-quang vinh-long vinh-phuc yen-bai
"""
PROVINCES = frozenset(_PROVINCES.split())
"""Slugs of the 63 provinces and cities before the mergers of 2025; today's are among them."""


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
    ONG = "ong"
    BA = "ba"


Reader = Callable[[str, Any], Any]
"""From the name of a fact and what was told of it to what is known; a `SituationError` where that cannot be read."""


def one_of(*choices: str) -> Reader:
    """Reads one of some words."""

    def read(name: str, value: Any) -> str:
        if value not in choices:
            raise SituationError("situation_value", name=name, value=str(value)[:40], known=list(choices))
        return str(value)

    return read


def _yes_or_no(name: str, value: Any) -> bool:
    return value if isinstance(value, bool) else one_of("yes", "no")(name, value) == "yes"


def read_day_of(name: str, value: Any) -> date:
    """Reads a day."""
    day = read_day(value) if isinstance(value, str) else value
    if not isinstance(day, date) or day.year not in _YEARS:
        raise SituationError("situation_day", name=name, value=str(value)[:40])
    return day


def _country(name: str, value: Any) -> str:
    code = value.lower() if isinstance(value, str) else ""
    if code not in COUNTRIES:
        raise SituationError("situation_country", name=name, value=str(value)[:40])
    return code


def _nationality(name: str, value: Any) -> str:
    if str(value).lower() == STATELESS:
        return STATELESS
    return VIETNAM if _country(name, value) == VIETNAM else FOREIGN


def _place(name: str, value: Any) -> str:
    return VIETNAM if _country(name, value) == VIETNAM else ABROAD


def _age(name: str, value: Any) -> int:
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or not 0 <= int(text[:6]) <= OLDEST:
        raise SituationError("situation_age", value=text[:40], most=OLDEST)
    return int(text)


def _days(name: str, value: Any) -> str | tuple[date, date]:
    """Not yet; or the first and the last day that a day may be: the same one twice, or those of a month or a year."""
    if value == NOT_YET:
        return NOT_YET
    written = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    stretch = read_stretch(written) if isinstance(written, str) else None
    return stretch or (read_day_of(name, value),) * 2


def _province(name: str, value: Any) -> str:
    found = slug(str(value)[:80])
    for prefix in ("tinh-", "thanh-pho-", "tp-"):
        found = found.removeprefix(prefix)
    found = {"hcm": "ho-chi-minh", "sai-gon": "ho-chi-minh", "hue": "thua-thien-hue"}.get(found, found)
    if found not in PROVINCES:
        raise SituationError("situation_province", value=str(value)[:40])
    return found


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a caller may tell.

    :param name: in lists and rules; with ``-`` for ``_`` the option of `kb entitled`
    :param help: of the option
    :param metavar: of the option
    :param read: what is known by what was told
    :param worlds: what it may turn out to be, the usual first; empty: no rule asks for it
    :param rank: of facts that settle as much, the lowest is asked for first
    :param row: its place at the desk, None where it is not asked for there
    :param key: of the keyboard there; consonants that no way of typing Vietnamese turns into something else
    :param values: the choices there, in the order of their digits
    :param means: what a choice comes to, where it is no word that ``read`` reads
    :param typed: it may be written there, too
    :param only: it matters to people of this nationality alone
    """

    name: str
    help: str
    read: Reader
    metavar: str | None = None
    worlds: tuple[Any, ...] = ()
    rank: int = 99
    row: int | None = None
    key: str = ""
    values: tuple[str, ...] = ()
    means: Mapping[str, Any] = field(default_factory=dict)
    typed: bool = False
    only: str = ""

    @property
    def option(self) -> str:
        """As the command line and the JSON name it."""
        return self.name.replace("_", "-")


_NATIONS = (VIETNAM, FOREIGN, STATELESS)
_PLACES = (VIETNAM, ABROAD)
GROUPS = ("under_16", "minor", "adult")
"""Of age, as the laws tell them apart."""
AGES = {"infant": 3, "child": CHILD - 1, "minor": ADULT - 1, "adult": ADULT + 12}
"""Ages that stand for their groups at the desk: nobody has to tell, or type, how old they are."""


def _yes_no(name: str, words: str, *, usual: bool = False, rank: int, row: int, key: str, only: str = "") -> Fact:
    worlds = (usual, not usual)
    return Fact(name, words, _yes_or_no, worlds=worlds, rank=rank, row=row, key=key, values=("yes", "no"), only=only)


def _land(name: str, words: str, *, rank: int, row: int, key: str, only: str = "") -> Fact:
    chosen = {place: place for place in _PLACES}
    return Fact(name, words, _place, "CC", worlds=_PLACES, rank=rank, row=row, key=key, values=_PLACES, means=chosen, only=only)


def _word(name: str, words: str, choices: type[StrEnum], *, row: int, key: str) -> Fact:
    return Fact(name, words, one_of(*choices), row=row, key=key, values=tuple(choices))


FACTS: tuple[Fact, ...] = (
    replace(
        _word("who", "victim, being_identified, minor_accompanying, relative: hỏi cho ai. (Who.)", Who, row=3, key="h"),
        worlds=tuple(map(str, Who)),
        rank=2,
    ),
    Fact(
        "nationality",
        "Quốc tịch: VN, KH… hoặc stateless. (Nationality.)",
        _nationality,
        "CC",
        worlds=_NATIONS,
        rank=3,
        row=4,
        key="q",
        values=_NATIONS,
        means={nation: nation for nation in _NATIONS},
    ),
    _yes_no(
        "resident",
        "yes, no: thường trú ở Việt Nam. (Permanent resident.)",
        usual=True,
        rank=9,
        row=5,
        key="r",
        only=STATELESS,
    ),
    _land("where", "Đang ở đâu: vn, KH… (Where they are.)", rank=4, row=7, key="v"),
    Fact("born", "Ngày sinh. (Day of birth.)", read_day_of, "NGÀY"),
    Fact("age", "Tuổi. (Age.)", _age, worlds=GROUPS, rank=5, row=8, key="t", values=tuple(AGES), means=AGES),
    Fact(
        "identified",
        "Ngày, tháng (2025-06) hoặc năm được xác định là nạn nhân, hoặc not_yet. (Day, month or year of identification.)",
        _days,
        "NGÀY",
        worlds=(NOT_YET,),
        rank=1,
        row=9,
        key="x",
        values=(NOT_YET,),
        typed=True,
    ),
    _yes_no("poor", "yes, no: thuộc hộ nghèo. (Poor household.)", rank=8, row=11, key="n"),
    _yes_no("in_facility", "yes, no: đang ở cơ sở. (In a facility.)", rank=6, row=10, key="c"),
    _yes_no("can_pay", "yes, no: tự trả được tiền về. (Can pay the fare home.)", rank=7, row=12, key="f"),
    _land("trafficked_in", "Bị mua bán ở đâu: vn, KH… (Where they were trafficked.)", rank=10, row=6, key="b", only=FOREIGN),
    _word("caller", "self, relative, other: ai gọi; --who là người được hỏi cho. (Who calls.)", Caller, row=1, key="g"),
    _word(
        "address", "anh, chi, em, chau, co, chu, bac, ong, ba: xưng hô với người gọi. (Form of address.)", Address, row=2, key="z"
    ),
    Fact("province", "Tỉnh, thành phố, như ha-giang. (Province.)", _province, "TỈNH", row=13, key="p", typed=True),
)
"""In the order of the options."""


def fact_of(name: str) -> Fact | None:
    """The fact of a name."""
    return next((fact for fact in FACTS if fact.name == name), None)


def at_the_desk() -> list[Fact]:
    """The facts that are asked for at the desk, in its order."""
    return sorted((fact for fact in FACTS if fact.row is not None), key=lambda fact: fact.row or 0)


def group_of(age: int) -> str:
    """The group at the desk that an age belongs to."""
    return next((name for name, most in AGES.items() if age <= most), "adult")


def is_under(age: int, chosen: Mapping[str, str]) -> bool:
    """Whether somebody is said to be younger, by what was chosen at the desk."""
    return "age" in chosen and AGES[chosen["age"]] < age


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

    @property
    def is_identified(self) -> bool:
        """Whether somebody is said to be a victim, whatever the day."""
        return self.identified_within is not None or self["identified"] not in (None, NOT_YET)

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
    fields = [*(fact.option for fact in FACTS), "as-of", "language"]
    unknown = sorted(name for name in given if name != "id" and name.replace("_", "-") not in fields)
    if unknown:
        raise SituationError("situation_field", name=unknown[0], known=fields)
    as_of = read_day_of("as_of", given["as_of"]) if "as_of" in given else today()
    facts = {fact.name: fact.read(fact.name, given[fact.name]) for fact in FACTS if fact.name in given}
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
