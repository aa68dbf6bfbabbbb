"""Reading "nghị định về …", "thông tư của Bộ Y tế quy định …" at the beginning of a query as a wish for texts of that kind.

Only the beginning counts, and only with a word after the type that cannot belong to a name: "theo nghị định …" in the middle of a
question says nothing about where the answer stands, and "luật bảo vệ …" is a name. Of 1,138 judged questions (zalo_phapdien and
alqac2025) none begins so, so that reading it costs nothing there; whoever types it means it, and can undo it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from documents.model import InstrumentType
from documents.text import fold
from documents.wording.types import LEVELS, TYPE_NAMES

_LONGEST = 400
_ALONE = (InstrumentType.DECREE, InstrumentType.JOINT_CIRCULAR, InstrumentType.CIRCULAR, InstrumentType.ORDINANCE)
"""Types that "về" and the like may follow at once."""

_WITH_ISSUER = {fold(TYPE_NAMES[kind]): kind for kind in LEVELS if kind != InstrumentType.CONSTITUTION}
"""Types that an issuer may follow."""

_TYPE = "|".join(sorted((name.replace(" ", r"\s{1,3}") for name in _WITH_ISSUER), key=len, reverse=True))
_BEGINNING = re.compile(rf"\s{{0,3}}(?:(?:cac|nhung|tim|xem|co)\s{{1,3}}){{0,2}}({_TYPE})\s{{1,3}}(?:(?:cua|do)\s{{1,3}})?")
_ABOUT = re.compile(
    r"(?:(?:nao|moi|moi\s{1,3}nhat|ban\s{1,3}hanh)\s{1,3}){0,2}(ve(?:\s{1,3}viec)?|quy\s{1,3}dinh(?:\s{1,3}ve)?|huong\s{1,3}dan(?:\s{1,3}ve)?"
    r"|lien\s{1,3}quan\s{1,3}(?:den|toi)|noi\s{1,3}ve)\s{1,3}(?=\w)"
)
_OF = re.compile(r"(?:cua|do)\s{1,3}$")
_WORD = re.compile(r"[^\W_]{1,40}")
_MOST_NAME_WORDS = 12


@dataclass(frozen=True, slots=True)
class KindAsked:
    """A kind of text that a query asks for.

    :param type: slug of the type
    :param issuer: slug of the issuer, where one is named
    :param typed: the words that say so
    :param rest: what about
    """

    type: str
    issuer: str | None
    typed: str
    rest: str


def read_kind(text: str, issuers: Mapping[str, str]) -> KindAsked | None:
    """The kind of text that a query asks for at its beginning.

    :param text: normal
    :param issuers: slugs by folded name (`kb.search.reading.syntax.Names`)
    """
    folded = fold(text)
    if len(text) > _LONGEST or len(folded) != len(text):
        return None
    begun = _BEGINNING.match(folded)
    if begun is None:
        return None
    name = " ".join(begun[1].split())
    issuer, at = None, begun.end()
    if _OF.search(folded, begun.end(1), begun.end()):
        issuer, at = _issuer(folded, begun.end(), issuers)
        if issuer is None:
            return None
    elif _WITH_ISSUER[name] not in _ALONE:
        return None
    about = _ABOUT.match(folded, at)
    if about is None:
        return None
    return KindAsked(str(_WITH_ISSUER[name]), issuer, text[: about.start(1)].strip(), text[about.end() :].strip())


def _issuer(folded: str, at: int, issuers: Mapping[str, str]) -> tuple[str | None, int]:
    """The longest name of an issuer that stands here, and where what follows it begins."""
    ends: list[int] = []
    words: list[str] = []
    found: tuple[str | None, int] = (None, at)
    for match in _WORD.finditer(folded, at, at + 200):
        words.append(match[0])
        ends.append(match.end())
        known = issuers.get(" ".join(words))
        if known:
            blank = len(folded[match.end() :]) - len(folded[match.end() :].lstrip())
            found = (known, match.end() + blank)
        if len(words) == _MOST_NAME_WORDS:
            break
    return found
