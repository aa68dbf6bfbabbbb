"""What a question asks for besides its words: a crime, a fine, rights, papers, a meaning; and how an article's heading fits that.

The learned model has seen citizens' questions, which name their subject in the law's words. Callers tell a story and end with
"bị tội gì" or "phạt bao nhiêu": that says which kind of article answers. These are rules of the language of headings, not of any
instrument.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from documents.text import fold


@dataclass(frozen=True, slots=True)
class Fit:
    """What an article of a kind gains where a question asks for it.

    :param asked: what a folded question says that asks for it; ``kind`` what the folded heading, or name, of such an article says
    :param gain: for articles of the kind; negative: what they lose where nobody asks for them
    :param by_name: the instrument's name tells the kind, not the article's heading
    """

    asked: re.Pattern[str]
    kind: re.Pattern[str]
    gain: float
    by_name: bool = False

    def wanted(self, question: str) -> bool:
        """Whether it is to be added for a folded question."""
        return (self.asked.search(question) is not None) is (self.gain > 0)


_CRIME = (
    r"\b(?:toi gi|(?:bi|mac|dinh|pham|co|phai) toi|toi danh|(?:di|ngoi|bo|o) tu\b(?! van)|may nam tu|bao nhieu nam tu"
    r"|phat tu|truy to|hinh su|(?:phat|bi|xu) may nam|bi xu (?:sao|gi|the nao)|xu (?:sao|toi)|khoi to)\b"
)
_FINE = r"\b(?:phat (?:bao nhieu|tien|the nao|ra sao|gi|sao)|muc phat|xu phat|bi phat|hanh chinh)\b"
_RIGHTS = r"\b(?:quyen gi|(?:co|duoc|nhung|cac) quyen(?: (?:gi|nao|loi)|$)|co nhung quyen)\b"
_BENEFITS = r"\b(?:ho tro|duoc|huong|nhan|che do)(?: nhung)? (?:gi|nao)\b"
_MEANING = r"\b(?:dinh nghia|khai niem|the nao la|nghia la gi|duoc hieu)\b"
_PAPERS = r"\b(?:ho so|giay to gi|thu tuc|nop don|nop o dau)\b"

FITS = tuple(
    Fit(re.compile(asked), re.compile(kind), gain, by_name)
    for asked, kind, gain, by_name in (
        (_CRIME, r"^toi\b(?! pham)", 2.0, False),
        (_FINE, r"xu phat vi pham", 1.5, True),
        (_RIGHTS, r"^(?:cac )?quyen\b(?! han)", 0.5, False),
        (_PAPERS, r"\b(?:ho so|trinh tu|thu tuc)\b", 2.0, False),
        (_BENEFITS, r"\bche do\b", 1.5, False),
        (_MEANING, r"\b(?:giai thich tu ngu|thuat ngu)\b", 2.0, False),
        (r"\bnguyen tac\b", r"^nguyen tac\b", -1.0, False),
    )
)
"""The last four were chosen on 259 fresh questions (docs/searching.md)."""


_FOR_WHOM = re.compile(r"((?:\w+ ){0,3}\w+) cho\b")
MATTER = 1.0
"""For "trợ cấp cho nạn nhân …": a heading that names the matter, however much others say of the victim. On 259 fresh questions it
changes none of the first; without it that query's article is fifth on 15/06/2020."""


def asked_by(text: str) -> tuple[Fit, ...]:
    """What a question asks for.

    :param text: as it was read, with or without marks
    """
    folded = fold(text).lower()
    matter = _FOR_WHOM.match(folded)
    named = (Fit(_FOR_WHOM, re.compile(rf"\b{matter[1]}\b"), MATTER),) if matter else ()
    return (*(fit for fit in FITS if fit.wanted(folded)), *named)


def fitness(asked: Sequence[Fit], heading: str | None, title: str | None) -> float:
    """What an article gains or loses by its heading and the name of its instrument."""
    return sum(fit.gain for fit in asked if fit.kind.search(_folded((title if fit.by_name else heading) or "")))


@lru_cache(maxsize=100_000)
def _folded(text: str) -> str:
    return fold(text).lower()
