"""What a text says of its own identity: letterhead, số hiệu, opening formula, closing words, signature, annexes."""

import re
from collections.abc import Iterable, Iterator, Mapping

from documents.identity.closing import Closing
from documents.identity.head import Head
from documents.identity.issuers import issuers_of_number, known_name
from documents.identity.numbers import find_numbers, number_at, type_of_number
from documents.identity.sameness import Field, Value, Who, Witness, number_parts, read_office
from documents.model import InstrumentType as T
from documents.model import Kind
from documents.structure.reader import Tree
from documents.text import fold
from documents.wording.types import NAMED_TYPES, TYPE_PATTERN, type_of_words

_ENACTS = re.compile(r"\W*(?P<type>QUYẾT ĐỊNH|NGHỊ ĐỊNH|CHỈ THỊ|QUYẾT NGHỊ)\s*:\s*$")
_ATTACHED = re.compile(
    rf"^\W{{0,3}}(?:Ban hành\s+)?(?:kèm\s+)?theo\s+{TYPE_PATTERN}\s+số\s*:?\s*(?=\d)", re.IGNORECASE | re.MULTILINE
)
_PASSED = 2  # a law is issued by being passed: what says so counts for two
_YEAR = 2  # a year in a số hiệu says nothing of the day, so that it never outvotes another day of that year
_MOST_ANNEXES, _BEGINNING = 40, 400
_ANNEXES = (Kind.APPENDIX, Kind.ATTACHMENT, Kind.FORM)


def text_witnesses(head: Head, closing: Closing, tree: Tree, formula: tuple[str | None, T | None]) -> Iterator[Witness]:
    """All that a text says of itself.

    :param formula: issuer and type of the sentence that enacts it
    """
    by = closing.authentication
    if head.consolidated or by is not None:
        number = (by and by.number) or head.number
        issued_on = (by and by.issued_on) or head.issued_on
        yield from _said(Who.LETTERHEAD, {Field.NUMBER: number, Field.ISSUED_ON: issued_on, Field.TITLE: head.title})
        yield Witness(Who.LETTERHEAD, Field.TYPE, T.CONSOLIDATED_TEXT)
        yield from _bases(head, tree)
        return
    yield from _said(
        Who.LETTERHEAD,
        {
            Field.TYPE: head.type,
            Field.NUMBER: head.number,
            Field.ISSUER: head.issuer,
            Field.ISSUED_ON: head.issued_on,
            Field.TITLE: head.title,
        },
    )
    if head.number:
        yield from _of_number(head.number)
    issuer, kind = formula
    yield from _said(Who.FORMULA, {Field.ISSUER: known_name(issuer or ""), Field.TYPE: kind or _enacted(tree)})
    if closing.adopted_on:
        said = {Field.TYPE: closing.type, Field.ISSUER: closing.issuer}
        yield from _said(Who.ADOPTION, said)
        yield Witness(Who.ADOPTION, Field.ISSUED_ON, closing.adopted_on, _PASSED if closing.type in NAMED_TYPES else 1)
    if office := read_office(closing.signature):
        yield Witness(Who.SIGNATURE, Field.ISSUER, office)
    yield from _annexes(tree)


def is_cited(number: str, texts: Iterable[str]) -> bool:
    """Whether a text names a số hiệu, of whichever instrument."""
    parts = number_parts(number)
    if not parts.ordinal:
        return False
    words = [rf"0*{parts.ordinal}", *([parts.year] if parts.year else []), rf"(?:{'|'.join(map(re.escape, parts.letters)) or '.'})"]
    pattern = re.compile(r"(?<!\d)" + r"\s?[/.–-]\s?".join(words), re.IGNORECASE)
    return any(pattern.search(fold(text)) for text in texts if parts.ordinal in text)


def _said(who: Who, values: Mapping[Field, Value | None]) -> Iterator[Witness]:
    yield from (Witness(who, field, value) for field, value in values.items() if value and value is not T.OTHER)


def _of_number(number: str) -> Iterator[Witness]:
    if kind := type_of_number(number):
        yield Witness(Who.NUMBER, Field.TYPE, kind)
    if issuer := issuers_of_number(number):
        yield Witness(Who.NUMBER, Field.ISSUER, issuer)
    if year := number_parts(number).year:
        yield Witness(Who.NUMBER, Field.ISSUED_ON, year, _YEAR)


def _bases(head: Head, tree: Tree) -> Iterator[Witness]:
    """The instrument that a consolidated text consolidates: pages and files may bear its number."""
    for text in (head.base or "", *tree.head[:12]):
        for found in find_numbers(text[:_BEGINNING])[:1]:
            yield Witness(Who.BASE, Field.NUMBER, found.number, dissents=False)
            if kind := type_of_number(found.number):
                yield Witness(Who.BASE, Field.TYPE, kind, dissents=False)
    if head.type:
        yield Witness(Who.BASE, Field.TYPE, head.type, dissents=False)


def _enacted(tree: Tree) -> T | None:
    """The type in the line that enacts, after the legal bases: ``QUYẾT ĐỊNH:``. Resolutions use more than one word there."""
    for root in tree.provisions[:30]:
        if root.kind not in (Kind.PREAMBLE, Kind.BASIS):
            break
        for line in f"{root.text}\n{root.tail}".split("\n")[-12:]:
            if (match := _ENACTS.match(line)) and (kind := type_of_words(match["type"])):
                return kind
    return None


def _annexes(tree: Tree) -> Iterator[Witness]:
    """Numbers above the annexes. One that amends may bring annexes of the amended: they only bear others out."""
    numbers: dict[str, None] = {}
    for root in tree.provisions:
        if root.kind not in _ANNEXES or len(numbers) > _MOST_ANNEXES:
            continue
        text = f"{root.heading or ''}\n{root.text[:_BEGINNING]}"
        for match in _ATTACHED.finditer(text):
            if found := number_at(text, match.end()):
                numbers[found.number] = None
    yield from (Witness(Who.ATTACHED, Field.NUMBER, number, dissents=False) for number in numbers)
