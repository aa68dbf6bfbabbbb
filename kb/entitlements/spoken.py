"""What the words of a question say outright, with marks or without: danger, facts of the caller, which law is meant.

All of it goes by phrases in `data/search.yaml`, where `…` stands for up to three words. Where a question has marks, so must they.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from documents.text import fold
from kb.entitlements.facts import PROVINCES
from kb.entitlements.loading import Desk
from kb.entitlements.model import Regime
from kb.entitlements.rules import HINGE
from kb.language import analysis


def words_of(text: str) -> list[str]:
    """The words of a text."""
    return analysis.words(analysis.normal(text))


def without_marks(text: str) -> list[str]:
    """The words of a text without their marks."""
    return analysis.fold_words(words_of(text))


def says(query: str, phrases: Iterable[str]) -> bool:
    """Whether a question has one of some phrases."""
    return _says(words_of(query), phrases)


def in_danger(desk: Desk, query: str) -> bool:
    """Whether a question speaks of danger now: somebody locked up, hunted, beaten, or calling for rescue."""
    known = desk.search
    return says(query, known.now) or (says(query, known.danger) and not says(query, known.safe))


def asks_for_all(desk: Desk, query: str) -> bool:
    """Whether a question asks for all that there is."""
    return says(query, desk.search.whole)


def spoken_facts(desk: Desk, query: str) -> Mapping[str, str]:
    """The facts of the caller that the words tell, by name, as they would be chosen at the desk."""
    words = words_of(query)
    marked = words != analysis.fold_words(words)
    rest = _without_provinces(words)
    told = ((name, value) for name, values in desk.search.spoken.items() for value in values)
    return {name: value for name, value in told if _says(rest, desk.search.spoken[name][value], marked)}


def _without_provinces(words: Sequence[str]) -> Sequence[str]:
    """Words without the names of provinces: Lào Cai is not in Lào."""
    for at in range(len(words)):
        for end in range(at + 2, min(at + 5, len(words) + 1)):
            if "-".join(analysis.fold_words(words[at:end])) in PROVINCES:
                return [*words[:at], *_without_provinces(words[end:])]
    return words


def _says(words: Sequence[str], phrases: Iterable[str], with_marks: bool | None = None) -> bool:
    plain = analysis.fold_words(words)
    marked = list(words) != plain if with_marks is None else with_marks
    return bool(_pattern(tuple(phrases), marked).search(f" {' '.join(words if marked else plain)} "))


@lru_cache(maxsize=16)
def _pattern(phrases: tuple[str, ...], marked: bool) -> re.Pattern[str]:
    def written(phrase: str) -> str:
        parts = (re.escape(" ".join((words_of if marked else without_marks)(part))) for part in phrase.split("…"))
        return r"(?: \S+){0,3} ".join(parts)

    return re.compile(f" (?:{'|'.join(map(written, phrases))}) ")


_YEAR = re.compile(r"(?<![\d/])(?:(?:\d{1,2}/)?(?P<m>\d{1,3})(?:/| nam ))?(?P<y>20[12]\d)(?!\d)")
_TRAFFICKED = re.compile(r" bi (?:ban|lua|du|bat|ep|dua|gat)(?: (?!xac |cong |chung |cap |giay )\S+){0,6}? 20[12]\d(?= )")
"""When somebody was trafficked tells no regime."""
_MONTHS = 12


def regime_meant(desk: Desk, query: str) -> Regime:
    """The regime that a question speaks of: by its words, by a day before or after the present law; else today's."""
    text = " " + " ".join(without_marks(_in_figures(query))) + " "
    for regime, phrases in ((Regime.NEW, desk.search.new), (Regime.OLD, desk.search.old)):
        if any(f" {' '.join(without_marks(phrase))}{end}" in text for phrase in phrases for end in " /"):
            return regime
    told = _TRAFFICKED.sub(" ", text)
    days = [(int(match["y"]), int(match["m"] or 12)) for match in _YEAR.finditer(told) if int(match["m"] or 1) <= _MONTHS]
    return Regime.OLD if days and max(days) < (HINGE.year, HINGE.month) else Regime.NEW


_SAID_MONTHS = ("giêng", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
_MONTH_SAID = re.compile(
    rf"\b(tháng|thang) ({'|'.join(f'{month}|{fold(month)}' for month in reversed(_SAID_MONTHS))})(?= (?:năm|nam) 20[12]\d\b)",
    re.IGNORECASE,
)


def _in_figures(text: str) -> str:
    """Months of a year as figures: "tháng ba năm 2025" is "tháng 3 năm 2025"."""
    numbers = {fold(month): number for number, month in enumerate(_SAID_MONTHS, start=1)}
    return _MONTH_SAID.sub(lambda found: f"{found[1]} {numbers[fold(found[2]).lower()]}", text)


_CERTIFIED = re.compile(
    r"\b(?:em |toi |chi |minh )?(?:da )?(?:duoc )?"
    r"(?:xac (?:nhan|dinh)|cong nhan|chung nhan|cap giay|co giay)(?: xac nhan| chung nhan)?(?: la)?(?: nan nhan)?"
    r"(?: (?:tu|vao|hoi|truoc|sau|cuoi|dau|giua))* (?:(?:ngay|mung|thang|nam) )*\d[\d/.-]*(?: (?:thang|nam) \d[\d/.-]*)*"
)
_SURE_OF = r"(?: (?:xac nhan|chung nhan|cong nhan))?"
_HAS_PAPER = re.compile(
    r"\b(?:(?:em|toi|con|chau|chi|minh|anh|no|tui|ba|da|moi) )+"
    rf"(?:(?:co|duoc cap|duoc nhan|nhan|cam|lay)(?: duoc)? (?:cai |to )?giay{_SURE_OF}(?: la)? nan nhan(?: roi| xong)?"
    rf"|co giay{_SURE_OF} roi"
    r"|duoc (?:cong nhan|xac nhan|xac dinh|chung nhan)(?: la)? nan nhan"
    r" (?:roi|xong|(?:tu |hoi )?(?:nam|thang|tuan) (?:ngoai|truoc|roi)))"
    r"(?! (?:chua|khong|o dau|bang cach|thi lam|duoc khong))"
)
"""Who has the paper does not ask for it."""
_ASKS = 3
"""Words that a question has at least."""


def without_certification(query: str) -> str:
    """A question without when somebody was certified, or that they were: that tells which law it is, not what is asked for.

    Where nothing else is asked, it is left as it is.
    """
    text = _in_figures(analysis.normal(query))
    bare = fold(text)
    if len(bare) != len(text):
        return query
    rest = text
    for match in sorted((*_CERTIFIED.finditer(bare), *_HAS_PAPER.finditer(bare)), key=lambda found: -found.start()):
        rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    return rest if len(words_of(rest)) >= _ASKS else query
