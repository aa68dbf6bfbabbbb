"""Quoted words in amending text: where they stand, and the text with them masked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

OPENING = "“„«‟"
CLOSING = "”»"
MARKS = OPENING + CLOSING + '"'
MASK = "\ue000"
"""Stands for each character of a quotation, marks and all, so that offsets stay."""

_ANY = re.compile(f"[{MARKS}]")
_LEADS_TO_BLOCK = re.compile(r"(?:^|\n|:)\s*$")
_MORE_ORDERS = re.compile(r"\s*(?:[;,.]\s*)?(?:và|đồng thời)?\s*(?:sửa|bổ sung|bãi bỏ|thay|bỏ)", re.IGNORECASE)
_TO_PHRASE = re.compile(r"(?<!\w)(?:là|thành|bằng|cụm từ|từ|dấu)\s*:\s*$", re.IGNORECASE)
_AFTER_BLOCK = re.compile(r"[\s.,;:/)]*(?:$|\n)")
_AFTER_CLOSE = " .,;:/!?)]…\n"
_BEFORE_OPEN = " \t\n([{-–/:" + OPENING


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words.

    :param start: place of the opening mark
    :param end: place after the closing mark
    :param block: it opens a paragraph: new text, not a phrase
    :param closed: False where the closing mark is missing
    """

    start: int
    end: int
    block: bool
    closed: bool = True

    def words(self, text: str) -> str:
        """The quoted words without the marks around them."""
        return text[self.start + 1 : self.end - 1 if self.closed else self.end].strip()


def without_repeated_marks(words: str) -> str:
    """Quoted words without the opening marks that some texts put before every paragraph and close only once."""
    surplus = sum(words.count(sign) for sign in OPENING) - sum(words.count(sign) for sign in CLOSING)
    lines = words.split("\n")
    if surplus <= 0 or len([line for line in lines[1:] if line.lstrip()[:1] in (*OPENING,)]) != surplus:
        return words
    return "\n".join(
        [lines[0], *(line.lstrip().lstrip(OPENING) if line.lstrip()[:1] in (*OPENING,) else line for line in lines[1:])]
    )


def find(text: str) -> tuple[Quotation, ...]:
    """The outermost quotations of a text, in order."""
    return tuple(_walk(text)) if _ANY.search(text) else ()


def mask(text: str, quotations: tuple[Quotation, ...]) -> str:
    """The text with its quotations masked; every offset stays."""
    pieces, at = [], 0
    for quotation in quotations:
        pieces += [text[at : quotation.start], MASK * (quotation.end - quotation.start)]
        at = quotation.end
    return "".join([*pieces, text[at:]])


def _walk(text: str) -> Iterator[Quotation]:
    at = 0
    while found := _ANY.search(text, at):
        start = found.start()
        if not _opens(text, start, 0):
            at = start + 1  # a closing mark that nothing opened
            continue
        block = _LEADS_TO_BLOCK.search(text, max(0, start - 12), start) is not None and not _TO_PHRASE.search(text, 0, start)
        quotation = _block(text, start) if block else _phrase(text, start)
        if quotation is None:
            at = start + 1
            continue
        yield quotation
        at = quotation.end


def _opens(text: str, at: int, depth: int) -> bool:
    sign, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    opens_here = not before or before in _BEFORE_OPEN
    closes_here = not after or after in _AFTER_CLOSE or after in CLOSING
    if sign == '"':
        return opens_here if opens_here != closes_here else not depth
    if opens_here != closes_here and depth == 0:
        return opens_here or sign in OPENING
    return sign in OPENING


def _close(text: str, start: int, end: int) -> int | None:
    """The place after the mark that closes the quotation opened at ``start``."""
    depth = 0
    for found in _ANY.finditer(text, start, end):
        depth += 1 if _opens(text, found.start(), depth) else -1
        if depth == 0:
            return found.end()
    return None


def _phrase(text: str, start: int) -> Quotation | None:
    """A phrase is closed in its own paragraph; of marks that do not pair the first closing one counts."""
    stop = text.find("\n", start)
    stop = len(text) if stop < 0 else stop
    end = _close(text, start, stop)
    if end is None:
        closing = next((place for place in range(start + 1, stop) if text[place] in CLOSING + '"'), None)
        end = closing + 1 if closing is not None else None
    return Quotation(start, end, block=False) if end is not None else None


def _block(text: str, start: int) -> Quotation:
    """New text ends with a mark at the end of a paragraph, where the marks pair; failing that at the last such mark."""
    end = _close(text, start, len(text))
    if end is not None and _AFTER_BLOCK.match(text, end):
        return Quotation(start, end, block=True)
    if end is not None and "\n" not in text[start:end]:
        # “X” may stand at the head of a paragraph before more words; after a colon it is new text all the same
        colon = text[:start].rstrip().endswith(":")
        return Quotation(start, end, block=colon and _MORE_ORDERS.match(text, end) is not None)
    last = None
    for found in _ANY.finditer(text, start + 1):
        if text[found.start()] not in OPENING and _AFTER_BLOCK.match(text, found.end()):
            last = found.end()
            rest = text[last:].lstrip(_AFTER_CLOSE)
            if rest[:1] in (*OPENING, '"') or _NEXT.match(rest):
                break
    if last is None:
        return Quotation(start, len(text), block=True, closed=False)
    return Quotation(start, last, block=True)


_NEXT = re.compile(r"(?:[a-zđ]\)|\d{1,3}\.)?\s*(?:Sửa đổi|Bổ sung|Bãi bỏ|Thay thế|Thay |Bỏ )")
