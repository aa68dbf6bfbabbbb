"""The keys that name instruments and provisions. A key is final: it never changes meaning."""

import hashlib
import re
from dataclasses import dataclass

from documents.errors import KeyFormatError
from documents.model import Metadata
from documents.paths import DUPLICATE, UNKNOWN, KeyParts, key_parts, make_key, provision_key
from documents.text import clean, slug

_SEGMENT = r"[a-z0-9đ]+(?:[.-][a-z0-9đ]+)*(?:~[1-9]\d*)?"
_PATH = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
_INSTRUMENT = re.compile(
    r"(?P<type>[a-z0-9]+(?:-[a-z0-9]+)*|-)/(?P<number>[a-z0-9]+(?:-[a-z0-9]+)*|-)/(?P<issuer>[a-z0-9]+(?:-[a-z0-9]+)*|-)"
    r"/(?P<date>\d{4}-\d{2}-\d{2}|-)(?:~(?P<content>[0-9a-f]{8}))?"
)

_YEAR = re.compile(r"(?:^|-)(?:19|20)\d\d(?:-|$)|-qh\d+$")
_LOCAL = re.compile(r"(?:^|-)(?:ubnd|hdnd|ub|ubt)(?:-|$)|^-?$")
_LETTERS = re.compile(r"(?:^|-)[a-z]{2,}")

# Cyrillic letters that look like Latin ones, as they occur in số hiệu typed by hand.
LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУХІЈЅаеорсухіјѕ", "ABEKMHOPCTYXIJSaeopcyxijs")


@dataclass(frozen=True, slots=True)
class Key:
    """A parsed key.

    :param path: the provision's path in it, None for the instrument itself
    """

    instrument: str
    path: str | None = None

    def __str__(self) -> str:
        return provision_key(self.instrument, self.path)


def number_slug(number: str) -> str:
    """``09/2013/NĐ-CP`` to ``09-2013-nd-cp``."""
    return slug(number.translate(LOOK_ALIKES))


def instrument_key(metadata: Metadata, content: str = "") -> str:
    """The key of an instrument, ``type/number/issuer/date``.

    Without a number the other parts do not tell two contracts apart, so the key then ends in a hash of the text. A constitution
    has no number and needs none.
    """
    issued_on = metadata.issued_on.isoformat() if metadata.issued_on else UNKNOWN
    number = number_slug(metadata.number or "")
    key = make_key(KeyParts(metadata.type.value, number or UNKNOWN, slug(metadata.issuer or "") or UNKNOWN, issued_on))
    if number or (metadata.type.value == "hien-phap" and metadata.issued_on):
        return key
    return key + DUPLICATE + hashlib.sha256(content.encode()).hexdigest()[:8]


def parse_key(text: str) -> Key:
    """Read a key of an instrument or a provision.

    :raises KeyFormatError: the text is no key
    """
    instrument, mark, path = clean(text).strip().partition("#")
    if not _INSTRUMENT.fullmatch(instrument):
        raise KeyFormatError("key_instrument", text=repr(instrument))
    if not mark:
        return Key(instrument)
    if not _PATH.fullmatch(path):
        raise KeyFormatError("key_path", text=repr(path))
    return Key(instrument, path)


def says_less(key: str, fuller: str) -> bool:
    """Whether an instrument key names the same as ``fuller`` with parts unknown, so that it is an alias of it.

    The number must be known in both: without it the rest does not identify an instrument.
    """
    less, more = _INSTRUMENT.fullmatch(key), _INSTRUMENT.fullmatch(fuller)
    if less is None or more is None or key == fuller or less["number"] == UNKNOWN:
        return False
    return all(less[part] in (UNKNOWN, more[part]) for part in ("type", "number", "issuer", "date"))


def names_one(less: str, fuller: str) -> bool:
    """Whether a key with unknown parts can only mean one instrument: what is unknown in it, its number tells.

    ``66-2011-qh12`` has a year and an issuer in it. ``01-2020-qd-ubnd`` is a number of every province, and ``15-tc`` of every year.
    """
    mine, theirs = key_parts(less), key_parts(fuller)
    if mine is None or theirs is None or mine.type != theirs.type:
        return False
    dated = mine.date == theirs.date or _YEAR.search(mine.number)
    return bool(dated and (mine.issuer == theirs.issuer or (_LETTERS.search(mine.number) and not _LOCAL.search(mine.number))))


def differs_in_issuer(key: str, other: str) -> bool:
    """Whether two keys name one instrument under different issuers: type, number and day are the same, the number is one body's.

    A sentence names the first issuer of a joint circular, or all in another order; the court, or its council of judges.
    """
    mine, theirs = key_parts(key), key_parts(other)
    if mine is None or theirs is None or mine == theirs or mine._replace(issuer=theirs.issuer) != theirs or mine.date == UNKNOWN:
        return False
    return bool(_YEAR.search(mine.number) and _LETTERS.search(mine.number) and not _LOCAL.search(mine.number))


def misdates(key: str, other: str) -> bool:
    """Whether a key names the same instrument as ``other`` with one of day, month and year wrong.

    The year is in the number, so that type, number and issuer name one instrument. Of 38 such citations in the codification and 144
    other files 35 differ in one part of the date; of the others it may be the number that is wrong.
    """
    mine, theirs = key_parts(key), key_parts(other)
    if mine is None or theirs is None or mine._replace(date=theirs.date) != theirs:
        return False
    if mine.issuer == UNKNOWN or not _YEAR.search(mine.number):
        return False
    dates = mine.date.split("-"), theirs.date.split("-")
    return all(map(all, dates)) and sum(wrong != right for wrong, right in zip(*dates, strict=True)) == 1


def same_instrument(one: str, other: str) -> bool:
    """Whether two keys can only mean the same instrument."""
    if one == other:
        return True
    less, fuller = (one, other) if says_less(one, other) else (other, one)
    return (says_less(less, fuller) and names_one(less, fuller)) or differs_in_issuer(one, other)
