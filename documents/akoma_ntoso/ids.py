"""From a provision's path to its eId and back.

Each step of a path becomes a step of the eId: the Vietnamese name is replaced by Akoma Ntoso's abbreviation, ``-`` before a number
by ``_``, ``/`` between steps by ``__``. ``dieu-12/khoan-3/diem-đ`` is ``art_12__cl_3__point_đ``; ``phan-thu-hai/chuong-xi~2`` is
``part_thu-hai__chp_xi~2``. Numbers stay as they are, so ``đ`` and ``d`` stay two letters. A step that is none of ours is written
``x_`` with its unusual characters as ``%`` and their bytes, so that every path has an eId that leads back to it.
"""

import re
from urllib.parse import unquote

from documents.errors import AkomaNtosoError
from documents.model import Kind
from documents.paths import PATH_NAMES

ABBREVIATIONS: dict[Kind, str] = {
    Kind.PREAMBLE: "preamble",
    Kind.BASIS: "cit",
    Kind.PART: "part",
    Kind.CHAPTER: "chp",
    Kind.SECTION: "sec",
    Kind.SUBSECTION: "subsec",
    Kind.ARTICLE: "art",
    Kind.CLAUSE: "cl",
    Kind.POINT: "point",
    Kind.SUBPOINT: "indent",
    Kind.TABLE: "table",
    Kind.APPENDIX: "appendix",
    Kind.ATTACHMENT: "att",
    Kind.FORM: "form",
    Kind.RECIPIENTS: "recipients",
    Kind.SIGNATURE: "signature",
    Kind.CLOSING: "closing",
}
MAX_PATH = 600
"""Characters of the longest path that is read. A real one has under a hundred; in a file that nests thousands of long numbers the
paths would be longer than the file by orders of magnitude."""

_FOREIGN = "x"
_EMPTY = "%"
_NAME = {ABBREVIATIONS[kind]: name for kind, name in PATH_NAMES.items()}
_ABBREVIATION = {name: ABBREVIATIONS[kind] for kind, name in PATH_NAMES.items()}
_OURS = re.compile(rf"({'|'.join(sorted(_ABBREVIATION, key=len, reverse=True))})(?:-([a-z0-9đ][a-z0-9đ.-]*))?(~[1-9][0-9]*)?")
_STEP = re.compile(rf"({'|'.join(sorted(_NAME, key=len, reverse=True))})(?:_([a-z0-9đ][a-z0-9đ.-]*))?(~[1-9][0-9]*)?")
_UNUSUAL = re.compile(r"[^a-zA-Z0-9đ.~-]")


def bounded(path: str) -> str:
    """The path.

    :raises AkomaNtosoError: it is longer than any real one
    """
    if len(path) > MAX_PATH:
        raise AkomaNtosoError("akn_too_deep", most=MAX_PATH)
    return path


def eid(path: str) -> str:
    """The eId of a provision."""
    return "__".join(_step(step) for step in path.split("/"))


def path_of(eid_: str) -> str | None:
    """The path that an eId of ours was made from, None for somebody else's."""
    steps = []
    for step in eid_.split("__"):
        found = _STEP.fullmatch(step)
        if found:
            name, number, again = found.groups()
            steps.append(f"{_NAME[name]}{f'-{number}' if number else ''}{again or ''}")
        elif step.startswith(f"{_FOREIGN}_"):
            rest = step[len(_FOREIGN) + 1 :]
            steps.append("" if rest == _EMPTY else unquote(rest, errors="surrogatepass"))
        else:
            return None
    return "/".join(steps)


def _step(step: str) -> str:
    found = _OURS.fullmatch(step)
    if found:
        name, number, again = found.groups()
        return f"{_ABBREVIATION[name]}{f'_{number}' if number else ''}{again or ''}"
    return f"{_FOREIGN}_{_UNUSUAL.sub(_escaped, step) or _EMPTY}"


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))
