"""What a caller takes back: a day, an age, a place or a person that was told wrongly before in the call."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from kb.entitlements.facts import NOT_YET, VIETNAM, Caller, group_of
from kb.entitlements.loading import Desk
from kb.entitlements.reading import LIVED, clauses_of, in_figures, is_asking, names_place, read_words, spoken_facts, without_marks


@dataclass(frozen=True, slots=True)
class Rightly:
    """The turns of a call as if each had been told rightly.

    :param turns: those that tell of a matter; what only takes something back is none of them
    :param facts: where somebody is, and who calls, as it was said last where that took something back
    :param told: what else was told where something was taken back
    :param taken: what the latest turn takes back, by the name of the fact: as it is now; None: it takes nothing back, and empty:
        that somebody else than the caller is meant
    """

    turns: Sequence[str]
    facts: Mapping[str, str]
    told: Mapping[str, str]
    taken: Mapping[str, str] | None


def told_rightly(desk: Desk, turns: Sequence[str], chosen: Mapping[str, str] = MappingProxyType({})) -> Rightly:
    """The turns of a call as if each had been told rightly.

    :param turns: the first first
    :param chosen: the facts at the desk, which words may take back, too
    """
    right: list[str] = []
    facts: dict[str, str] = {}
    told: dict[str, str] = {}
    taken: Mapping[str, str] | None = None
    for words in turns:
        asked, spoken = read_words(desk, words), spoken_facts(desk, words)
        if asked.says(desk.search.turns_to) and asked.says(desk.search.another):
            right, facts = [], {"where": VIETNAM} if names_place(desk, words) else {}
        facts = {name: value for name, value in facts.items() if name not in spoken}
        taken = _taken_back(desk, words, right, chosen) if right else None
        if taken is None:
            right.append(words)
            continue
        for name in ("identified", "age"):
            if name in taken:
                right = [_retold(desk, turn, name, taken[name]) for turn in right]
        facts |= {name: value for name, value in taken.items() if name in ("where", "caller")}
        taken = {name: group_of(int(value)) if name == "age" else value for name, value in taken.items()}
        told |= {name: value for name, value in spoken_facts(desk, _rest(words)).items() if name not in taken}
        if is_asking(desk, " ".join(read_words(desk, words).without((*desk.search.corrects, *desk.search.nothing)).words)):
            right.append(words)
    return Rightly(right, facts, told, taken)


_NOT = r"(?:không|khong|ko|k|kg|hông|hổng|chẳng) (?:phải|phai)"
_DENIED = re.compile(
    rf"\b{_NOT}(?: (?:là|la|còn|con|ở|o|bên|ben|năm|nam|tháng|thang|ngày|ngay))* "
    r"(?:\S*\d\S*(?: (?:tuổi|tuoi|t)\b)?|[^\s,.;]+)(?: (?:đâu|dau))?",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?<![\d/])(?:\d{1,2}/){0,2}20[12]\d(?![\d/])")
_EXPLAINED = re.compile(rf"{_DAY.pattern} la (?:nam|thang|ngay|luc|hoi)\b")
_OF_YEAR = re.compile(r"\d{1,2}(?=/20)")
_MONTH = re.compile(r"\bthang (\d{1,2})(?![\d/])")
_AGED = re.compile(r"\b(\d{1,2}) ?(?:tuổi|tuoi|t)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\d/])\b(\d{1,2})\b(?! ?(?:/|tr|trieu|nghin|ngan|k|thang|ngay|gio|nguoi|dua|nam|lan|tuan)\b)")


def _taken_back(desk: Desk, words: str, before: Sequence[str], chosen: Mapping[str, str]) -> dict[str, str] | None:
    """What a turn takes back of those before it, by the name of the fact; an age in years. None: nothing."""
    asked, denied = read_words(desk, words), _DENIED.findall(in_figures(words))
    sure = asked.says(desk.search.corrects)
    if not sure and not denied:
        return None
    told = [*(spoken_facts(desk, turn) for turn in before), chosen]
    rest = _rest(words)
    said, found = spoken_facts(desk, rest), dict[str, str]()
    if sure or any(map(str.isdigit, "".join(denied))):
        found = dict(_figures(f" {' '.join(without_marks(rest))} ", before, told))
    place = next((one["where"] for one in reversed(told) if "where" in one), None)
    where = said.get("where") or (VIETNAM if names_place(desk, rest) else None)
    known = place or any(names_place(desk, turn) for turn in before)
    if where and known and where != place and "identified" not in found and (sure or _denies_place(desk, words)):
        found["where"] = where
    caller = next((one["caller"] for one in reversed(told) if "caller" in one), Caller.SELF)
    if asked.says(desk.search.not_self) and said.get("caller", caller) != caller:
        found["caller"] = said["caller"]
    elif asked.says(desk.search.not_other) and caller != Caller.SELF:
        found["caller"] = Caller.SELF
    return found if found or asked.says(desk.search.others_matter) else None


def _figures(plain: str, before: Sequence[str], told: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """The day or the age that is told instead of one before."""
    old = next((one["identified"] for one in reversed(told) if one.get("identified", NOT_YET) != NOT_YET), None)
    if old:
        known = [old, *(day for turn in before for day in _DAY.findall(in_figures(turn)))]
        said = _DAY.findall(_EXPLAINED.sub(" ", LIVED.sub(" ", plain)))
        days = {day for day in said if not any(f"/{other}".endswith(f"/{day}") for other in known)}
        months = set(_MONTH.findall(plain))
        if not days and len(months) == 1:
            days = {_OF_YEAR.sub(months.pop(), old)} - {old}
        if len(days) == 1:
            yield "identified", days.pop()
            return
    if any("age" in one for one in told):
        ages = set(_AGED.findall(plain) or _NUMBER.findall(plain))
        if len(ages) == 1 and not ages & {age for turn in before for age in _AGED.findall(turn)}:
            yield "age", ages.pop()


def _denies_place(desk: Desk, words: str) -> bool:
    """Whether a part of a turn says of a place that it is not that one."""
    parts = [part for part in clauses_of(words) if _DENIED.search(part)]
    return any("where" in spoken_facts(desk, part) or names_place(desk, part) for part in parts)


def _rest(words: str) -> str:
    """A turn without what it denies."""
    return _DENIED.sub(" | ", in_figures(words))


def _retold(desk: Desk, turn: str, name: str, value: str) -> str:
    """A turn with what it tells of a day or an age as it is said to be by now."""
    old = spoken_facts(desk, turn).get(name, NOT_YET)
    if old == NOT_YET:
        return turn
    if name == "age":
        return _AGED.sub(f"{value} tuổi", turn)
    return in_figures(turn).replace(old, value)
