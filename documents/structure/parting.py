"""Which part of an ending a paragraph belongs to: the closing, the recipients or the signature."""

import re
from collections.abc import Callable, Sequence

from documents.model import Kind
from documents.structure.endings import is_closing, is_issuer_line, is_recipients, is_signature, is_signature_line
from documents.structure.headings import ends_sentence, is_caps, leads_on

_LONGEST_LETTERHEAD = 9
_CERTIFIED_HEAD = re.compile(r"Số\s*:?\s*[\d.…]*\s*/\s*VBHN|Độc lập\s*-|[^\n,]{2,30},\s*ngày\s[^\n]{0,40}năm\s+\d{4}\s*$|[-_–]{3,}")


def part_of_ending(texts: Sequence[str], place: int, opened: Kind | None, has: Callable[[Kind], bool]) -> Kind | None:
    """The part that a paragraph below the articles belongs to; None where the articles go on.

    :param opened: the part that is open; None inside the articles
    :param has: whether the text has such a part already
    """
    text = texts[place]
    if opened is None:
        return _first_part(texts, place)
    if is_recipients(text):
        return Kind.RECIPIENTS
    if is_signature(text):
        return Kind.SIGNATURE
    if opened is Kind.RECIPIENTS and is_signature_line(text) and has(Kind.SIGNATURE):
        return Kind.SIGNATURE
    if opened is Kind.SIGNATURE and text[:1] in "-+*" and has(Kind.RECIPIENTS):
        return Kind.RECIPIENTS
    if opened is Kind.CLOSING and is_signature_line(text):
        return Kind.SIGNATURE
    return opened


def _first_part(texts: Sequence[str], place: int) -> Kind | None:
    """The part that a paragraph opens; a line of a signature does not stand in the middle of a sentence."""
    text, before = texts[place], texts[place - 1] if place else ""
    if is_closing(text):
        return Kind.CLOSING
    if is_recipients(text):
        return Kind.RECIPIENTS
    if is_signature(text) and (not leads_on(before) or is_caps(before)):
        return Kind.SIGNATURE
    # An issuer block opens the signature after "./.", with a signature line close below.
    if is_issuer_line(text) and ends_sentence(before) and any(map(is_signature, texts[place + 1 : place + _LONGEST_LETTERHEAD])):
        return Kind.SIGNATURE
    return Kind.SIGNATURE if _heads_certification(texts, place) else None


def _heads_certification(texts: Sequence[str], place: int) -> bool:
    """Whether a line belongs to the head above "XÁC THỰC VĂN BẢN HỢP NHẤT", which closes a consolidated text."""
    if not _is_head(texts[place]):
        return False
    for text in texts[place + 1 : place + _LONGEST_LETTERHEAD]:
        if text.startswith("XÁC THỰC VĂN BẢN HỢP NHẤT"):
            return True
        if not _is_head(text):
            return False
    return False


def _is_head(text: str) -> bool:
    return (len(text) <= 90 and text.isupper()) or _CERTIFIED_HEAD.match(text) is not None
