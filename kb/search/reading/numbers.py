"""A số hiệu as people type it into a box, and as it is printed: ``09-2013 ND-CP`` is ``09/2013/NĐ-CP``."""

import re

from documents.identity.issuers import SPELLED, printed_number
from documents.text import fold, slug
from documents.wording.types import ABBREVIATIONS
from kb.search.reading.citations import BEFORE_NUMBER


def _longest_first(words: tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_KIND, _BODY = _longest_first((*ABBREVIATIONS, "l", "lct")), _longest_first(tuple(SPELLED))
_SIGN = r"\s?[/\\._–&-]{1,2}\s?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ORDINAL = r"(?<![\w/])(?P<ordinal>\d{1,5})"
_SUFFIX = rf"(?P<suffix>(?:(?:{_KIND})(?:(?:{_SIGN}|\s)?(?:{_BODY}))*|(?:ubtv)?qh(?:{_SIGN}|\s)?\d{{1,2}})(?!\w))"
_PIECE = re.compile(rf"{_BODY}|\d+")
_LOOSE = (
    re.compile(rf"{_ORDINAL}{_SIGN}{_YEAR}(?:{_SIGN}|\s){_SUFFIX}"),
    re.compile(rf"{_ORDINAL}{_SIGN}{_SUFFIX}(?:{_SIGN}|\snam\s){_YEAR}(?!\w)"),
    re.compile(rf"(?<!\w)(?<!\w[/-]){_SUFFIX}\s{_ORDINAL}{_SIGN}{_YEAR}(?!\w)(?!{_SIGN}\w)"),
    re.compile(rf"{BEFORE_NUMBER}(?P<ordinal>\d{{1,5}})\s?[/-]\s?(?P<short>\d\d)(?!\w|{_SIGN}\d)(?:{_SIGN}{_SUFFIX})?"),
)
_LAST_CENTURY = 45
"""Of a year in two digits: law is cited back to 1945."""


def straightened(text: str) -> str:
    """A query with the first số hiệu in it as it is printed."""
    folded = fold(text)
    if len(folded) != len(text):
        return text
    match = next((found for pattern in _LOOSE if (found := pattern.search(folded))), None)
    if match is None:
        return text
    begin = min(match.start(name) for name in ("ordinal", "suffix") if match[name])
    return f"{text[:begin]}{_printed(match)}{text[match.end() :]}"


def _printed(match: re.Match[str]) -> str:
    parts = match.groupdict()
    short = int(parts.get("short") or 0)
    year = parts.get("year") or str(short + (2000 if short <= _LAST_CENTURY else 1900))
    suffix = parts["suffix"] or ""
    kind = re.match(_KIND, suffix)
    pieces = (kind[0], *_PIECE.findall(suffix, kind.end())) if kind else (re.sub(r"[^a-z0-9]", "", suffix),)
    return printed_number(slug(" ".join((parts["ordinal"], year, *pieces))))
