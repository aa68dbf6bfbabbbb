"""The algebra of keys and paths: ``nghi-dinh/09-2013-nd-cp/chinh-phu/2013-01-11#dieu-19/khoan-1/diem-đ``.

A key is that of an instrument, with a provision's path behind it; a path has a step for each level. The empty path is the whole
instrument. Keys and paths are put together and taken apart here and nowhere else.
"""

import re
from collections.abc import Container, Iterator
from functools import lru_cache
from typing import NamedTuple

from documents.model import Kind
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
GROUPING = (Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.SUBSECTION)
"""Kinds that group articles, the largest first. The paths of articles leave them out."""
FIRST_ATTACHMENT = "kem-theo-1"
UNITS = (Kind.ARTICLE, Kind.APPENDIX)
"""Kinds that are read, searched and judged as one."""

_KINDS = {name: kind for kind, name in PATH_NAMES.items()}
_STEP = re.compile(rf"({'|'.join(sorted(_KINDS, key=len, reverse=True))})(?:-([^~]+))?(?:{DUPLICATE}([1-9]\d*))?")
_LETTER_NUMBER = re.compile(r"[0-9]*[a-zđ]?[0-9]*")
_NOT_IN_NUMBER = re.compile(r"[^\w.]+")


class Step(NamedTuple):
    """One step of a path.

    :param kind: None for a step that is none of ours
    :param number: as keys have it
    :param copy: 2, 3 … for the second, third … of the same number
    """

    kind: Kind | None
    number: str | None = None
    copy: int = 1


class KeyParts(NamedTuple):
    """The parts of an instrument's key; what is unknown is ``-``."""

    type: str
    number: str
    issuer: str
    date: str

    @property
    def known(self) -> bool:
        """Whether no part is unknown."""
        return UNKNOWN not in self


@lru_cache(maxsize=8192)
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
    above = steps_of(parent or "")
    if kind is Kind.ARTICLE:
        while above and (last := read_step(above[-1])).kind in GROUPING and last.number:
            above.pop()
    base = join_path(*above, segment(kind, number))
    path, count = base, 1
    while path in taken:
        count += 1
        path = copy_of(base, count)
    return path


def copy_of(path: str, count: int) -> str:
    """The path of the second, third … provision that would have this path."""
    return path if count == 1 else f"{path}{DUPLICATE}{count}"


@lru_cache(maxsize=8192)
def read_step(step: str) -> Step:
    """What one step of a path says."""
    found = _STEP.fullmatch(step)
    return Step(_KINDS[found[1]], found[2], int(found[3] or 1)) if found else Step(None)


def steps_of(path: str) -> list[str]:
    """The steps of a path, from the top down; none of the empty path."""
    return path.split("/") if path else []


def join_path(*parts: str) -> str:
    """A path of paths and steps; empty ones are left out."""
    return "/".join(part for part in parts if part)


def parent_of(path: str) -> str:
    """The path above, empty at the top."""
    return path.rpartition("/")[0]


def first_step(path: str) -> str:
    """The topmost step of a path."""
    return path.partition("/")[0]


def last_step(path: str) -> str:
    """The lowest step of a path."""
    return path.rpartition("/")[2]


def upward(path: str) -> Iterator[str]:
    """A path and all those above it, the nearest first, without the empty one."""
    while path:
        yield path
        path = parent_of(path)


def kind_of(path: str) -> Kind | None:
    """The kind of the provision at a path."""
    return read_step(last_step(path)).kind


def number_of(path: str) -> str | None:
    """The number of the provision at a path, as keys have it."""
    return read_step(last_step(path)).number


def contains(above: str, path: str) -> bool:
    """Whether a place is another one or holds it; the empty path, the whole, holds every place."""
    return not above or path == above or path.startswith(f"{above}/")


def below(path: str) -> str:
    """What the paths of all that a provision holds begin with."""
    return f"{path}/"


def touches(one: str, other: str) -> bool:
    """Whether what concerns one place concerns another: the same, above it or below it."""
    return contains(one, other) or contains(other, one)


@lru_cache(maxsize=8192)
def unit_of(path: str) -> str:
    """The article or appendix that a path belongs to, which may be one of an attached text.

    Where there is neither it is what stands first in the instrument, the attached text or the group: the clause of a text without
    articles, the preamble. Groups and attached texts themselves are in no unit but their own.
    """
    whole = steps_of(path)
    kinds = [read_step(step).kind for step in whole]
    held = [place for place, kind in enumerate(kinds) if kind in UNITS]
    loose = (place for place, kind in enumerate(kinds) if kind not in GROUPING and kind is not Kind.ATTACHMENT)
    end = held[-1] if held else next(loose, len(whole) - 1)
    return join_path(*whole[: end + 1])


def attachment_of(path: str) -> str:
    """The attached text that a place stands in, empty where it stands in none."""
    return first_step(path) if kind_of(first_step(path)) is Kind.ATTACHMENT else ""


def provision_key(instrument: str, path: str | None) -> str:
    """The key of a provision of an instrument, or of the instrument itself."""
    return f"{instrument}#{path}" if path else instrument


def split_key(key: str) -> tuple[str, str]:
    """The key of the instrument and the path in it, empty for the whole."""
    instrument, _, path = key.partition("#")
    return instrument, path


def make_key(parts: KeyParts) -> str:
    """The key of an instrument."""
    return "/".join(parts)


@lru_cache(maxsize=8192)
def key_parts(key: str) -> KeyParts | None:
    """The parts of the key of an instrument, or of a provision's; None where it is no key.

    What tells apart texts that have no number is left out.
    """
    parts = split_key(key)[0].partition(DUPLICATE)[0].split("/")
    return KeyParts(*parts) if len(parts) == len(KeyParts._fields) else None


def type_of_key(key: str) -> str:
    """The type in a key, empty where it is no key."""
    parts = key_parts(key)
    return parts.type if parts else ""


def unknown_parts(key: str) -> tuple[str, ...]:
    """Which of number, issuer and day of issue a key does not tell; none of a draft, a paper, a constitution."""
    parts = key_parts(key)
    if parts is None or parts.type in ("du-thao", "khac", "hien-phap"):
        return ()
    return tuple(name for name in ("number", "issuer", "date") if getattr(parts, name) == UNKNOWN)


def number_of_key(key: str) -> str:
    """The number in a key, ``-`` where it is unknown."""
    parts = key_parts(key)
    return parts.number if parts else UNKNOWN


def _path_number(number: str) -> str:
    """A number as printed, in lower case; đ stays a letter of its own, words lose their marks (``thứ hai``: ``thu-hai``)."""
    parts = []
    for word in _NOT_IN_NUMBER.split(clean(number).lower()):
        pieces = [piece if _LETTER_NUMBER.fullmatch(piece) else slug(piece) for piece in word.replace("_", ".").split(".")]
        parts.append(".".join(piece for piece in pieces if piece))
    return "-".join(part for part in parts if part)
