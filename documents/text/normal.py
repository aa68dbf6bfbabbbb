"""Cleaning, composing, folding and comparing text.

About 100 MB of text go through `clean`, `fold` and `unify_tone_marks` when the codification is loaded, so they work with tables
that are made once.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from documents.text.legacy import looks_like_tcvn3

_LONG = 20_000
_LAST = 0xFFFF  # characters beyond take part as they are: there are few
_SOFT_HYPHEN = "\u00ad"
_REMOVED = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\ufeff\ufffe"
_CONTROLS = "".join(map(chr, (*range(9), *range(14, 28), *range(127, 133), *range(134, 160))))  # no text has a use for them
_BLANKS = (
    "\t\v\f\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_REPAIRS = {
    **{ord(char): None for char in _REMOVED + _CONTROLS},
    **{ord(char): " " for char in _BLANKS},
    ord("Ð"): "Đ",
    ord("Ɖ"): "Đ",
    ord("ð"): "đ",
    ord("ɖ"): "đ",
}
_BLANK_RUN = re.compile("  +")
_NEEDS_REPAIR = re.compile("[" + "".join(re.escape(chr(code)) for code in _REPAIRS) + "]")


def compose(text: str) -> str:
    """The text in NFC."""
    if len(text) < _LONG:
        return unicodedata.normalize("NFC", text)
    pieces, at = [], 0
    for found in _unstable().finditer(text):
        start = found.start() - 1
        if start < 0:
            return unicodedata.normalize("NFC", text)
        pieces += [text[at:start], unicodedata.normalize("NFC", text[start : found.end()])]
        at = found.end()
    return "".join([*pieces, text[at:]]) if pieces else text


@cache
def _unstable() -> re.Pattern[str]:
    followers = set()
    for code in range(0xC0, _LAST + 1):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            followers.add(int(parts[1], 16))
    ranges: list[list[int]] = []
    for code in range(0xC0, _LAST + 1):
        char = chr(code)
        is_jamo = 0x1161 <= code <= 0x11FF
        if unicodedata.combining(char) or code in followers or is_jamo or unicodedata.normalize("NFC", char) != char:
            if ranges and code == ranges[-1][1] + 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    chars = "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges) + f"{chr(_LAST + 1)}-\U0010ffff"
    return re.compile(f"[{chars}]+")


def clean(text: str) -> str:
    """Text in the one form that everything else expects: NFC, plain blanks, no invisible or control characters, a real Đ.

    Line breaks stay. In TCVN3 text, where a soft hyphen is the letter ư, it stays too.
    """
    if _NEEDS_REPAIR.search(text):
        text = _repair(text)
    if _SOFT_HYPHEN in text and not looks_like_tcvn3(compose(text)):
        text = text.replace(_SOFT_HYPHEN, "")
    text = compose(text)
    return _BLANK_RUN.sub(" ", text) if "  " in text else text


_PRIVATE = re.compile("[\ue000-\uf8ff]")
UNKNOWN = "\ufffd"
"""Stands for a character that nobody can tell."""


def without_private(text: str) -> str:
    """Text without characters of private use, at the door: only a font knows what they are, and readers mark places with some."""
    return _PRIVATE.sub(UNKNOWN, text)


def take_private(root: Any) -> None:
    """The same for the texts and attributes of a tree of lxml: what was written as an entity is a character only there."""
    for element in root.iter():
        if element.text and _PRIVATE.search(element.text):
            element.text = without_private(element.text)
        if element.tail and _PRIVATE.search(element.tail):
            element.tail = without_private(element.tail)
        for name, value in element.attrib.items() if isinstance(element.tag, str) else ():
            if _PRIVATE.search(value):
                element.attrib[name] = without_private(value)


_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def printable(text: str) -> str:
    """Text as it may go to a terminal: without the characters that steer one or turn the direction of writing."""
    return _UNPRINTABLE.sub(" ", text)


def _repair(text: str) -> str:
    if len(text) < 1000:
        return text.translate(_REPAIRS)
    # over a whole file, one pass a character that occurs is ten times as fast as a dict look-up for each
    for char in set(_NEEDS_REPAIR.findall(text)):
        text = text.replace(char, _REPAIRS[ord(char)] or "")
    return text


def _folded(char: str) -> str:
    """The character in lower case without marks, if that is one character; itself otherwise."""
    if char in "đĐðÐƉɖ":
        return "d"
    base = "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part)).lower()
    return base if len(base) == 1 else char


class _Folding(dict[int, str]):
    """By its code, what a character is folded to: worked out when it is met, which most of 65,536 never are."""

    def __missing__(self, code: int) -> str:
        if code > 0xFFFF:
            return chr(code)
        folded = self[code] = _folded(chr(code))
        return folded


_FOLDED = _Folding()

# A single-byte charset of our own that holds what Vietnamese law is written in. Folding through it is several times
# faster than str.translate, which looks every character up in a dict; text with other characters takes that way.
_VIETNAMESE = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
LOWER = "a-z" + _VIETNAMESE
"""The small letters of Vietnamese, for a character class: ranges such as à-ỹ hold capitals too."""
UPPER = "A-Z" + _VIETNAMESE.upper()
"""The capitals of Vietnamese, for a character class."""
_ASCII = "\n\r\t" + "".join(chr(code) for code in range(32, 127))
_CHARSET = "\0" + _ASCII + _VIETNAMESE + _VIETNAMESE.upper() + "“”‘’–—…•§°²³×±½\u00a0"
_ENCODING = codecs.charmap_build(_CHARSET)
_FOLDED_CHARSET = "".join(_FOLDED[ord(char)] for char in _CHARSET)


def fold(text: str) -> str:
    """Lower case without marks, đ as d. As long as NFC input, character by character, so that offsets stay valid.

    For finding only: it makes điểm d and điểm đ the same, so identities never pass through it.
    """
    if text.isascii():
        return text.lower()
    try:
        encoded, _ = codecs.charmap_encode(text, "strict", _ENCODING)
    except UnicodeEncodeError:
        return text.translate(_FOLDED)
    return codecs.charmap_decode(encoded, "strict", _FOLDED_CHARSET)[0]


def _tone_mark_pairs() -> dict[str, str]:
    """``oà`` to ``òa`` and so on: the mark moves to the first vowel; ``quí`` to ``quý``."""
    pairs: dict[str, str] = {}
    for tone in "\u0300\u0301\u0309\u0303\u0323":
        for first, second in ("oa", "oe", "uy"):
            new = unicodedata.normalize("NFC", second + tone)
            old = unicodedata.normalize("NFC", first + tone)
            pairs[first + new] = old + second
            pairs[first.upper() + new] = old.upper() + second
            pairs[first.upper() + new.upper()] = old.upper() + second.upper()
        marked_i, marked_y = (unicodedata.normalize("NFC", vowel + tone) for vowel in "iy")
        for q in ("qu", "Qu", "QU"):
            pairs[q + marked_i] = q + marked_y
            pairs[q + marked_i.upper()] = q + marked_y.upper()
    return pairs


_TONE_MARKS = _tone_mark_pairs()
# The mark moves only at the end of a syllable (hoà, not hoàn); the u of qu belongs to the consonant (quỳ stays).
# A set of letters first, which is searched fast.
_TONE_MARK = re.compile(
    r"[oOuUqQ](?:(?<![qQ].)(?:(?<=[oO])[àáảãạÀÁẢÃẠèéẻẽẹÈÉẺẼẸ]|(?<=[uU])[ỳýỷỹỵỲÝỶỸỴ])|(?<=[qQ])[uU][ìíỉĩịÌÍỈĨỊ])(?!\w)"
)


def unify_tone_marks(text: str) -> str:
    """One spelling of tone marks: hoà, uỷ, quí become hòa, ủy, quý. As long as the input."""
    if text.isascii():
        return text
    return _TONE_MARK.sub(lambda match: _TONE_MARKS.get(match[0], match[0]), text)


_NOT_SLUG = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=8192)
def slug(text: str) -> str:
    """Lower-case ASCII with ``-`` between words; empty where the text has no letter or digit."""
    return _NOT_SLUG.sub("-", fold(unicodedata.normalize("NFC", text))).strip("-")


_EQUAL_SIGNS = {
    **{ord(char): '"' for char in "“”„‟«»″〝〞"},
    **{ord(char): "'" for char in "‘’‚‛′`´"},
    **{ord(char): "-" for char in "‐‑‒–—―−"},
    ord("…"): "...",
}


def comparable(text: str) -> str:
    """Text by which two copies of a provision are the same: one spelling of marks, quotes, dashes and white space."""
    return " ".join(unify_tone_marks(clean(text)).translate(_EQUAL_SIGNS).split())


_CLOSING = {"“": "”", '"': '"'}
_ANY = re.compile('[“"]')


def without_quoted(text: str, *, keep_offsets: bool = True) -> str:
    """The text with blanks for its quotations, marks and all. A mark that nothing closes stays.

    :param keep_offsets: as many blanks as there were characters, else one
    """
    pieces, at = [], 0
    for start, end in _quoted(text):
        pieces += [text[at:start], " " * (end - start) if keep_offsets else " "]
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _quoted(text: str) -> Iterator[tuple[int, int]]:
    unclosed: set[str] = set()
    at = 0
    while found := _ANY.search(text, at):
        mark, at = found[0], found.end()
        close = -1 if mark in unclosed else text.find(_CLOSING[mark], at)
        if close < 0:
            unclosed.add(mark)  # nothing closes those that follow either
            continue
        at = close + 1
        yield found.start(), at
