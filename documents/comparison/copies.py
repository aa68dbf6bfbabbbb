"""Which texts are copies of one another, and how two copies differ.

Texts are compared by units: articles, and appendices and attachments beside them. Headings of parts and chapters, the preamble,
recipients and signature are set differently by every publisher and are left out, unless there is nothing else.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from documents.comparison.levels import FRAME
from documents.model import Kind, Provision
from documents.paths import GROUPING, kind_of, parent_of
from documents.structure.completeness import missing_numbers
from documents.text import comparable

AROUND_UNITS = FRAME.union(GROUPING)
"""Kinds of provision that stand around the units and are no part of them."""

Units = Mapping[str, str]
"""Path of a unit and SHA-256 of its comparable text."""


def find_units(provisions: Iterable[Provision]) -> dict[str, Provision]:
    """The units of a text by path, in reading order; an attachment with articles of its own is cut to its own words."""
    roots = tuple(provisions)
    return dict(_units(roots)) or _whole(roots)


def _units(provisions: Iterable[Provision]) -> Iterator[tuple[str, Provision]]:
    for provision in provisions:
        if provision.kind in FRAME:
            continue
        if provision.kind in GROUPING:
            yield from _units(provision.children)
        elif provision.kind is Kind.ATTACHMENT and _has_articles(provision):
            yield provision.path, Provision(provision.path, provision.kind, heading=provision.heading, text=provision.text)
            yield from _units(provision.children)
        else:
            yield provision.path, provision


def _has_articles(provision: Provision) -> bool:
    return any(child.kind is Kind.ARTICLE for child in provision.walk())


def _whole(roots: tuple[Provision, ...]) -> dict[str, Provision]:
    """A text without articles is one unit, under the path of its first provision."""
    if not roots or not any(_words_of(root) for root in roots):
        return {}
    return {roots[0].path: Provision(roots[0].path, Kind.PREAMBLE, children=roots)}


def _words_of(provision: Provision) -> bool:
    return any(part.heading or part.text or part.tail or part.table for part in provision.walk())


def hash_units(units: Mapping[str, Provision]) -> dict[str, str]:
    """SHA-256 of the comparable text of every unit."""
    return {path: _hash(_comparable(unit)) for path, unit in units.items()}


def hash_text(units: Units) -> str:
    """SHA-256 of a text by its units, in whatever order they stand."""
    return _hash("\n".join(f"{path}\t{units[path]}" for path in sorted(units)))


def hash_as_it_stands(provisions: Iterable[Provision]) -> str:
    """SHA-256 of the text but for white space: quicker than by units, for the 62,000 articles of the codification."""
    digest = hashlib.sha256()
    for root in provisions:
        for part in root.walk():
            words = " ".join(filter(None, (part.path, part.heading, part.text, part.tail)))
            if part.table is not None:
                words += " " * (not part.tail) + " ".join(cell for row in part.table.rows for cell in row)
            if "  " in words or not words.isprintable() or words != words.strip():  # few have other blanks
                words = " ".join(words.split())
            digest.update(words.encode("utf-8", "replace"))
            digest.update(b"\n")
    return digest.hexdigest()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _comparable(unit: Provision) -> str:
    """The words of a unit in reading order. White space tells copies apart no more than upper case in headings does."""
    return comparable("\x1f".join(_pieces(unit))).replace(" ", "")


def _pieces(provision: Provision) -> Iterator[str]:
    yield provision.number or ""
    if provision.heading:
        yield provision.heading.lower()
    if provision.text:
        yield provision.text
    if provision.table is not None:
        yield from (cell for row in provision.table.rows for cell in row if cell)
    for child in provision.children:
        yield from _pieces(child)
    if provision.tail:
        yield provision.tail


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts unit by unit.

    :param differing: units that both have, with different words
    :param only_first: units that only the first has
    :param only_second: units that only the second has
    """

    common: int
    differing: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """The texts are the same."""
        return not (self.differing or self.only_first or self.only_second)

    @property
    def first_in_second(self) -> bool:
        """The first is a part of the second, or all of it."""
        return not self.differing and not self.only_first

    @property
    def second_in_first(self) -> bool:
        """The second is a part of the first, or all of it."""
        return not self.differing and not self.only_second


def compare_units(first: Units, second: Units) -> Comparison:
    """Compare two texts by their units."""
    common = [path for path in first if path in second]
    return Comparison(
        common=len(common),
        differing=tuple(path for path in common if first[path] != second[path]),
        only_first=tuple(path for path in first if path not in second),
        only_second=tuple(path for path in second if path not in first),
    )


def is_annex(path: str) -> bool:
    """Whether a unit is an appendix or a form, which layout carries as much as words do."""
    return kind_of(path) in (Kind.APPENDIX, Kind.FORM)


def flattened(plain: Units, laid_out: Units) -> tuple[str, ...]:
    """The annexes of a plain text that differ from those of a copy with layout only because plain text has no tables and columns.

    :param plain: units of a copy without layout, such as the text dump of a gazette
    :param laid_out: units of a copy with layout; every article must be the same in both
    :returns: empty where anything but annexes differs
    """
    different = {path for path, digest in plain.items() if laid_out.get(path) != digest} | (laid_out.keys() - plain.keys())
    if not different or not all(is_annex(path) for path in different) or len(different) == len(plain.keys() | laid_out.keys()):
        return ()
    return tuple(path for path in plain if path in different)


def missing_articles(provisions: Iterable[Provision]) -> list[str]:
    """The numbers that are missing between the first article and the last of an instrument (not of its attachments)."""
    return missing_numbers(
        provision.number or ""
        for provision in find_units(provisions).values()
        if provision.kind is Kind.ARTICLE and not parent_of(provision.path)
    )
