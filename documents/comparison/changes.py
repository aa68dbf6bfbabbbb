"""What a change is about, and where its words stand."""

import re
from dataclasses import dataclass
from enum import StrEnum

from documents.comparison.pairing import Pair


class What(StrEnum):
    """What a change is about. The values are part of the interface."""

    DURATION = "duration"
    DEADLINE = "deadline"
    AMOUNT = "amount"
    RATE = "rate"
    AGE = "age"
    AUTHORITY = "authority"
    ADDRESSEE = "addressee"
    CONDITION = "condition"
    DOCUMENT = "document"
    OBLIGATION = "obligation"
    RIGHT = "right"
    SCOPE = "scope"
    WORDS = "words"  # words that differ, where it is not sure what that means


NORMS = frozenset({What.OBLIGATION, What.RIGHT})
FIGURES = frozenset({What.DURATION, What.DEADLINE, What.AMOUNT, What.RATE, What.AGE})


_ORDER = (What.AUTHORITY, What.ADDRESSEE, What.OBLIGATION, What.CONDITION, What.DOCUMENT, What.SCOPE, What.WORDS)
_BAN = re.compile(r"(?<!\w)(?:cấm|(?<!hàng )không được)(?!\w)", re.IGNORECASE)
_DUTY = re.compile(r"(?<!\w)(?:phải|(?:có )?(?:trách nhiệm|nghĩa vụ))(?!\w)", re.IGNORECASE)
_FORMAL = re.compile(
    r"hiệu lực thi hành|^(?:kể )?từ ngày \d+ tháng \d+ năm \d+$"
    r"|(?:tổ chức thực hiện|thi hành|quy định chi tiết|hướng dẫn)\s.{0,60}(?:này|trong cả nước)$"
    r"|^(?:Chính phủ|Bộ trưởng [^,;]{3,50}) quy định\s",
    re.IGNORECASE,
)
_FORMAL_LAST = 9
"""Since when a law is one, and who sees to it, is told behind all else."""
_TELLS = re.compile(r"\d+(?:[.,]\d+)*\s*(?:%|\w*\s*đồng|ngày|tháng|năm|giờ|tuổi|lần)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A phrase of a provision's own words.

    :param path: of the provision; ``start`` and ``end`` into its text, or into its closing lines
    :param closing: it stands in the lines that follow its points
    """

    path: str
    start: int
    end: int
    text: str
    closing: bool = False


@dataclass(frozen=True, slots=True)
class MeantChange:
    """A phrase that became another one; ``before`` None where it is new, ``after`` None where it is gone.

    :param listed: the list in which it stands says what it is about
    :param apart: nothing like it stands in the other text
    :param headed: it is the heading of a whole article
    :param whole: it is a whole provision, which says more than its figure
    :param refers: it is a reference
    """

    what: What
    before: Piece | None
    after: Piece | None
    listed: bool = False
    apart: bool = False
    headed: bool = False
    whole: bool = False
    refers: bool = False

    @property
    def called(self) -> str:
        """Which name of the catalogue (``what.…``) tells what it is about: a ban is no duty, and what has a deadline is none."""
        pieces = [piece for piece in (self.before, self.after) if piece]
        bans = all(_BAN.search(piece.text) and not _DUTY.search(piece.text) for piece in pieces)
        banned = self.what is What.OBLIGATION and (self.listed or bans)
        if self.refers:
            return "reference"
        if self.whole and self.what in FIGURES:
            return f"with_{self.what}"
        return "prohibition" if banned else str(self.what)

    @property
    def rank(self) -> int:
        """Where a reader wants it: figures, whole articles, bans, who decides first, then duties and rights, formal words last."""
        pieces = [piece for piece in (self.before, self.after) if piece]
        if any(_FORMAL.search(piece.text) for piece in pieces) and not self.headed:
            return _FORMAL_LAST
        if self.refers:
            return 2
        if self.what in FIGURES:
            return 0 if len(pieces) == 2 else 1
        if self.headed or any(_BAN.search(piece.text) for piece in pieces) or (self.listed and self.what is What.OBLIGATION):
            return 1
        if self.what is What.WORDS and any(_TELLS.search(piece.text) for piece in pieces):
            return 3
        return 2 + _ORDER.index(What.OBLIGATION if self.what in NORMS else self.what)


STAYED = 0.85


@dataclass(frozen=True, slots=True)
class ComparedPair:
    """A pair, and the changes between the own words of its provisions.

    :param kept: how much of the words of the side with fewer the other one has in the same order; of what came or went, of what
        it stands in
    """

    pair: Pair
    changes: tuple[MeantChange, ...]
    kept: float = 0.0

    @property
    def stayed(self) -> bool:
        """Whether little but what came or went differs."""
        return self.kept >= STAYED
