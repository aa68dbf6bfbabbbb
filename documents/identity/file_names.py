"""The number that a file's name claims: used only when nothing else tells."""

import re
from dataclasses import dataclass

from documents.identity.issuers import abbreviation_of
from documents.text import fold, slug

_NAMED = re.compile(
    r"(?<!\d)(?P<ordinal>\d{1,4})[-_ ](?P<year>(?:19|20)\d{2})[-_ ]"
    r"(?P<suffix>qh\d{1,2}|(?:nd|nđ|tt|ttlt|qd|qđ|nq|ct|pl)(?:[-_](?!\d+(?:\D|$))[a-zđ&\d]+){1,6})",
    re.IGNORECASE,
)
_CONSOLIDATED = re.compile(r"(?<!\d)(?P<ordinal>\d{1,4})[-_ ]vbhn[-_ ](?P<issuer>[a-zđ]+)", re.IGNORECASE)
# "consolidated_VBHN-3503.txt": without who consolidated, and no year ("Luat-Dat-dai-VBHN-2020.html").
_CONSOLIDATED_LAST = re.compile(r"(?<![^\W_])vbhn[-_ ](?P<ordinal>(?!(?:19|20)\d\d(?!\d))\d{1,4})(?=\.\w{1,8}$|$)", re.IGNORECASE)
_KINDS = {"nd": "NĐ", "qd": "QĐ", "tt": "TT", "ttlt": "TTLT", "nq": "NQ", "ct": "CT", "pl": "PL"}
# What files are called beside the word for a type.
_BEFORE = frozenset(
    ("so", "vb", "new", "old", "base", "amending", "consolidated", "file", "doc", "scan", "van", "ban", "hop", "nhat")
)
_BEFORE |= {"vbhn", "nd", "tt", "ttlt", "qd", "nq", "ct", "pl", "lien", "tich"}
_TYPES: tuple[str, ...] = ("bo-luat", "luat", "phap-lenh", "nghi-quyet", "nghi-dinh", "thong-tu", "quyet-dinh", "chi-thi")
_TYPES += ("van-ban-hop-nhat",)
_FITTING = {"luat": ("qh",), "bo-luat": ("qh",), "nghi-quyet": ("qh", "nq"), "phap-lenh": ("pl",), "nghi-dinh": ("nd",)}
_FITTING |= {"thong-tu": ("tt", "ttlt"), "quyet-dinh": ("qd",), "chi-thi": ("ct",), "van-ban-hop-nhat": ("vbhn",)}


@dataclass(frozen=True, slots=True)
class NameClaim:
    """What the name of a file says of the text in it.

    :param number: None where the name has only a part of it
    :param known: the number without abbreviations that nobody knows: they may be words of the title
    :param leads: the number is the named instrument's own, and not that of one that it is about
    :param title: the words beside the number
    """

    number: str | None
    known: str
    leads: bool
    title: str


def name_claim(name: str | None) -> NameClaim | None:
    """What a file's name says; None where it names no number."""
    if not name:
        return None
    if match := _CONSOLIDATED.search(name):
        number = f"{match['ordinal']}/VBHN-{abbreviation_of(match['issuer'])}"
        return NameClaim(number, number, _leads(name[: match.start()], "vbhn"), "")
    match = _NAMED.search(name)
    if match is None and (last := _CONSOLIDATED_LAST.search(name)):
        return NameClaim(None, f"{last['ordinal']}/VBHN", _leads(name[: last.start()], "vbhn"), "")
    if match is None:
        return None
    number, sure, words = _numbered(match)
    rest = re.sub(r"\.\w{1,8}$", "", name[match.end() :])
    before = slug(name[: match.start()])
    title = [*before.removeprefix(_type_word(before) or "").split("-"), *words, *re.findall(r"[^\W\d_]+", rest)]
    kind = re.sub(r"\d.*", "", fold(re.split(r"[-_]", match["suffix"])[0]))
    return NameClaim(number, sure, _leads(name[: match.start()], kind), " ".join(filter(None, title)))


def number_in_file_name(name: str | None) -> str | None:
    """``new_45-2019-QH14.txt`` to ``45/2019/QH14``, ``nghi-dinh-so-188-2025-nd-cp-45593.pdf`` to ``188/2025/NĐ-CP``."""
    claim = name_claim(name)
    return claim.number if claim else None


def _leads(before: str, kind: str) -> bool:
    """Whether a number is the instrument's own: behind the word for its type, which may have the title behind it."""
    words = slug(before)
    type_word = _type_word(words)
    rest = words.removeprefix(type_word).removeprefix("-lien-tich") if type_word else words
    if all(word in _BEFORE or word.isdigit() for word in rest.split("-") if word):
        return True
    return type_word is not None and kind in _FITTING[type_word] and not any(f"-{word}-" in f"{rest}-" for word in _TYPES)


def _type_word(words: str) -> str | None:
    return next((word for word in _TYPES if words == word or words.startswith(f"{word}-")), None)


def _numbered(match: re.Match[str]) -> tuple[str, str, tuple[str, ...]]:
    """The number, the same with known abbreviations only, and words behind it that are none."""
    ordinal, year = match["ordinal"], match["year"]
    kind, *issuers = re.split(r"[-_]", match["suffix"])
    if kind.lower().startswith("qh"):
        return (number := f"{ordinal}/{year}/{kind.upper()}"), number, ()
    known = [abbreviation_of(issuer) for issuer in issuers]
    end = next((i for i, (old, new) in enumerate(zip(issuers, known, strict=True)) if new is None and i > 0), len(known))
    suffix = "-".join(new or old.upper() for old, new in zip(issuers[:end], known[:end], strict=True))
    number = f"{ordinal}/{year}/{_KINDS.get(kind.lower(), kind.upper())}"
    sure = "-".join([number, *filter(None, known[:end])])
    return f"{number}-{suffix}", sure, tuple(issuers[end:])
