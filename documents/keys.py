"""The keys that name instruments and provisions. A key is final: it never changes meaning."""

import hashlib
import re
from dataclasses import dataclass

from documents.errors import KeyFormatError
from documents.model import Metadata
from documents.paths import DUPLICATE, UNKNOWN, KeyParts, make_key, provision_key
from documents.text import clean, slug

_SEGMENT = r"[a-z0-9đ]+(?:[.-][a-z0-9đ]+)*(?:~[1-9]\d*)?"
_PATH = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
_INSTRUMENT = re.compile(
    r"(?P<type>[a-z0-9]+(?:-[a-z0-9]+)*|-)/(?P<number>[a-z0-9]+(?:-[a-z0-9]+)*|-)/(?P<issuer>[a-z0-9]+(?:-[a-z0-9]+)*|-)"
    r"/(?P<date>\d{4}-\d{2}-\d{2}|-)(?:~(?P<content>[0-9a-f]{8}))?"
)

# Cyrillic letters that look like Latin ones, as they occur in số hiệu typed by hand.
LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУХІЈЅаеорсухіјѕ", "ABEKMHOPCTYXIJSaeopcyxijs")


@dataclass(frozen=True, slots=True)
class Key:
    """A parsed key.

    :param instrument: the instrument's key
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

    :param content: the text of the instrument
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
