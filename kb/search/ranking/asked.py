"""What a question asks for besides its words: a crime, a fine, rights; and how an article's heading fits that.

The learned model has seen citizens' questions, which name their subject in the law's words. Callers tell a story and end with
"bị tội gì" or "phạt bao nhiêu": that says which kind of article answers. These are rules of the language of headings, not of any
instrument.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from documents.text import fold

_CRIME = re.compile(
    r"\b(?:toi gi|(?:bi|mac|dinh|pham|co|phai) toi|toi danh|(?:di|ngoi|bo|o) tu\b(?! van)|may nam tu|bao nhieu nam tu"
    r"|phat tu|truy to|hinh su|(?:phat|bi|xu) may nam|bi xu (?:sao|gi|the nao)|xu (?:sao|toi)|khoi to)\b"
)
_FINE = re.compile(r"\b(?:phat (?:bao nhieu|tien|the nao|ra sao|gi|sao)|muc phat|xu phat|bi phat|hanh chinh)\b")
_A_CRIME = re.compile(r"^toi\b(?! pham)")
_FINES = re.compile(r"xu phat vi pham")

_RIGHTS = re.compile(r"\b(?:quyen gi|(?:co|duoc|nhung|cac) quyen(?: (?:gi|nao|loi)|$)|co nhung quyen)\b")
_OF_RIGHTS = re.compile(r"^(?:cac )?quyen\b(?! han)")

CRIME, FINE, RIGHTS = 2.0, 1.5, 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """What kind of article a question is about.

    :param crime: what crime something is, or how it is punished
    :param fine: what it costs
    :param rights: what rights somebody has
    """

    crime: bool
    fine: bool
    rights: bool = False

    def fits(self, heading: str | None, title: str | None) -> float:
        """What an article gains or loses by its heading and the name of its instrument."""
        gain = 0.0
        if self.crime and _is_of(_A_CRIME, heading or ""):
            gain += CRIME
        if self.fine and _is_of(_FINES, title or ""):
            gain += FINE
        if self.rights and _is_of(_OF_RIGHTS, heading or ""):
            gain += RIGHTS
        return gain


def asked_by(text: str) -> Asked:
    """What a question asks for.

    :param text: as it was read, with or without marks
    """
    folded = fold(text).lower()
    return Asked(*(pattern.search(folded) is not None for pattern in (_CRIME, _FINE, _RIGHTS)))


@lru_cache(maxsize=100_000)
def _is_of(kind: re.Pattern[str], text: str) -> bool:
    return kind.search(fold(text).lower()) is not None
