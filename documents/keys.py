"""The keys that name instruments and provisions. A key is final: it never changes meaning."""

import hashlib
import re
from collections.abc import Container
from dataclasses import dataclass

from documents.errors import KeyFormatError
from documents.model import Kind, Metadata
from documents.text import clean, slug

UNKNOWN = "-"
DUPLICATE = "~"

PATH_NAMES: dict[Kind, str] = {
    Kind.PREAMBLE: "mo-dau",
    Kind.BASIS: "can-cu",
    Kind.PART: "phan",
    Kind.CHAPTER: "chuong",
    Kind.SECTION: "muc",
    Kind.SUBSECTION: "tieu-muc",
    Kind.ARTICLE: "dieu",
    Kind.CLAUSE: "khoan",
    Kind.POINT: "diem",
    Kind.SUBPOINT: "tiet",
    Kind.TABLE: "bang",
    Kind.APPENDIX: "phu-luc",
    Kind.ATTACHMENT: "kem-theo",
    Kind.FORM: "mau",
    Kind.RECIPIENTS: "noi-nhan",
    Kind.SIGNATURE: "chu-ky",
    Kind.CLOSING: "ket-thuc",
}
_GROUPING = tuple(PATH_NAMES[kind] for kind in (Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.SUBSECTION))

_LETTER_NUMBER = re.compile(r"[0-9]*[a-zđ]?[0-9]*")
_NOT_IN_NUMBER = re.compile(r"[^\w.]+")
_SEGMENT = re.compile(r"[a-z0-9đ]+(?:[.-][a-z0-9đ]+)*(?:~[1-9]\d*)?")
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
        return self.instrument if self.path is None else f"{self.instrument}#{self.path}"


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
    parts = (metadata.type.value, number or UNKNOWN, slug(metadata.issuer or "") or UNKNOWN, issued_on)
    key = "/".join(parts)
    if number or (metadata.type.value == "hien-phap" and metadata.issued_on):
        return key
    return key + DUPLICATE + hashlib.sha256(content.encode()).hexdigest()[:8]


def provision_key(instrument: str, path: str) -> str:
    """The key of a provision of an instrument."""
    return f"{instrument}#{path}"


def parse_key(text: str) -> Key:
    """Read a key of an instrument or a provision.

    :raises KeyFormatError: the text is no key
    """
    instrument, mark, path = clean(text).strip().partition("#")
    if not _INSTRUMENT.fullmatch(instrument):
        raise KeyFormatError(f"Không phải khóa văn bản: {instrument!r} (dạng loại/số/cơ quan/ngày).")
    if not mark:
        return Key(instrument)
    if not all(_SEGMENT.fullmatch(part) for part in path.split("/")):
        raise KeyFormatError(f"Không phải đường dẫn điều khoản: {path!r} (dạng dieu-12/khoan-3/diem-đ).")
    return Key(instrument, path)


def says_less(key: str, fuller: str) -> bool:
    """Whether an instrument key names the same as ``fuller`` with parts unknown, so that it is an alias of it.

    The number must be known in both: without it the rest does not identify an instrument.
    """
    less, more = _INSTRUMENT.fullmatch(key), _INSTRUMENT.fullmatch(fuller)
    if less is None or more is None or key == fuller or less["number"] == UNKNOWN:
        return False
    return all(less[part] in (UNKNOWN, more[part]) for part in ("type", "number", "issuer", "date"))


def _path_number(number: str) -> str:
    """A number as printed, in lower case; đ stays a letter of its own, words lose their marks (``thứ hai``: ``thu-hai``)."""
    parts = []
    for word in _NOT_IN_NUMBER.split(clean(number).lower()):
        pieces = [piece if _LETTER_NUMBER.fullmatch(piece) else slug(piece) for piece in word.replace("_", ".").split(".")]
        parts.append(".".join(piece for piece in pieces if piece))
    return "-".join(part for part in parts if part)


def segment(kind: Kind, number: str | None = None) -> str:
    """One step of a path: ``dieu-32đ``, ``phan-thu-hai``, ``mo-dau``."""
    name = PATH_NAMES[kind]
    printed = _path_number(number) if number else ""
    return f"{name}-{printed}" if printed else name


def child_path(parent: str | None, kind: Kind, number: str | None = None, taken: Container[str] = ()) -> str:
    """The path of a provision below ``parent``. Articles omit the grouping levels above them.

    :param parent: path of the provision above, None or empty at the root
    :param taken: paths that are in use; a path among them gets ``~2``, ``~3`` …
    """
    steps = parent.split("/") if parent else []
    if kind is Kind.ARTICLE:
        while steps and steps[-1].startswith(tuple(f"{name}-" for name in _GROUPING)):
            steps.pop()
    base = "/".join([*steps, segment(kind, number)])
    path, count = base, 1
    while path in taken:
        count += 1
        path = f"{base}{DUPLICATE}{count}"
    return path
