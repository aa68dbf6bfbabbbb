"""The majority of the witnesses of an identity wins; who dissents is named.

The text itself is several: letterhead, số hiệu, opening formula, closing words, signature, annexes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from documents.identity.head import Closing, Head
from documents.identity.issuers import issuers_of_number, known_name
from documents.identity.numbers import find_numbers, number_at, type_of_number
from documents.identity.sameness import Field, Value, Who, Witness, agree, near_number, number_parts, read_office
from documents.messages import Message
from documents.model import InstrumentType as T
from documents.model import Kind, Metadata, Problem, ProblemCode
from documents.structure.reader import Tree
from documents.text import fold
from documents.wording.types import NAMED_TYPES, TYPE_NAMES, TYPE_PATTERN, type_of_words

WITNESSES: dict[Who, Message] = {
    Who.LETTERHEAD: Message.of("problem.by_letterhead"),
    Who.BASE: Message.of("problem.by_base"),
    Who.NUMBER: Message.of("problem.by_number"),
    Who.FORMULA: Message.of("problem.by_formula"),
    Who.ADOPTION: Message.of("problem.by_adoption"),
    Who.SIGNATURE: Message.of("problem.by_signature"),
    Who.ATTACHED: Message.of("problem.by_annexes"),
    Who.SOURCE_NOTE: Message.of("problem.by_source_note"),
    Who.PROPERTIES: Message.of("problem.by_properties"),
    Who.PAGE_TITLE: Message.of("problem.by_page_title"),
    Who.ADDRESS: Message.of("problem.by_address"),
    Who.FILE_NAME: Message.of("problem.by_file_name"),
}
_FIELDS: dict[Field, Message] = {
    Field.TYPE: Message.of("problem.field_type"),
    Field.NUMBER: Message.of("problem.field_number"),
    Field.ISSUER: Message.of("problem.field_issuer"),
    Field.ISSUED_ON: Message.of("problem.field_issued_on"),
    Field.TITLE: Message.of("problem.field_title"),
}
_TELLING = (Field.NUMBER, Field.TITLE, Field.ISSUED_ON, Field.TYPE)
_LONGEST = 120  # characters of a title that a problem repeats


@dataclass(frozen=True, slots=True)
class Speaker:
    """What stands around the text and speaks as one: a page, or the name of a file.

    :param another: it speaks of another instrument than the text is
    :param confirmed: title or day show that it speaks of this one, so that it may correct its number
    """

    witnesses: tuple[Witness, ...]
    another: bool = False
    confirmed: bool = False


def hear(text: Sequence[Witness], witnesses: Iterable[Witness]) -> Speaker:
    """Whether what stands around a text speaks of the instrument that the text is."""
    said = tuple(witnesses)
    told = {field: _compare(field, text, said) for field in _TELLING}
    confirmed = told[Field.TITLE] is True or told[Field.ISSUED_ON] is True
    return Speaker(said, _is_another(told, _is_near(text, said)), confirmed and told[Field.TITLE] is not False)


def _compare(field: Field, text: Sequence[Witness], said: Sequence[Witness]) -> bool | None:
    found = [
        agree(one, other)
        for one in text
        for other in said
        if one.field is field is other.field and ((one.dissents and other.dissents) or agree(one, other))
        if one.names or agree(one, other) is False  # that the year is right bears no day out
    ]
    return next((sure for sure in (True, False) if sure in found), None)


def _is_near(text: Sequence[Witness], said: Sequence[Witness]) -> bool:
    ours, theirs = ([str(each.value) for each in some if each.field is Field.NUMBER] for some in (text, said))
    return any(near_number(one, other) for one in ours for other in theirs)


def _is_another(told: dict[Field, bool | None], near: bool) -> bool:
    number, title, day, kind = (told[field] for field in _TELLING)
    if number is True:
        return False
    if number is None:
        return title is not True and day is not True and (kind is False or (title is False and day is False))
    if near:  # a slip, unless the rest tells them apart too: laws of one day have neighbouring numbers
        return title is False or (day is False and title is not True)
    return not (title is True and day is not False) and not (day is True and title is not False)


def another_instrument(text: Sequence[Witness], speaker: Speaker) -> Problem:
    """The problem of a page or a file's name that speaks of another instrument."""
    field = next(field for field in _TELLING if _compare(field, text, speaker.witnesses) is False)
    theirs = _grouped(each for each in speaker.witnesses if each.field is field)
    ours = _grouped(each for each in text if each.field is field and each.names and each.dissents)
    message = Message.of("problem.page_of_another", field=_FIELDS[field], theirs=theirs, ours=ours)
    return Problem(ProblemCode.PAGE_TEXT_MISMATCH, message)


def settle(metadata: Metadata, text: Sequence[Witness], speakers: Sequence[Speaker]) -> tuple[Metadata, tuple[Problem, ...]]:
    """What most witnesses say, field by field; equal voices leave it at what the text says.

    :param metadata: read from the text, and filled from around it where the text is silent
    :param speakers: those that speak of this instrument
    """
    problems: list[Problem] = []
    for field in Field:
        value: Value | None = getattr(metadata, field.value)
        if not value or value is T.OTHER:
            continue
        bases = [each for each in text if each.field is field and each.who is Who.BASE]
        own = [each for each in text if each.field is field and each.who is not Who.BASE]
        voices = [*own, *_around(field, own, bases, speakers)]
        if not own:
            continue
        chosen = _chosen(Witness(Who.LETTERHEAD, field, value, 0), voices)
        against = [each for each in voices if each.dissents and agree(chosen, each) is False]
        if chosen.value != value:
            metadata = _with(metadata, field, chosen.value)
        if against:
            agreed = [each for each in voices if agree(chosen, each) is True]
            said = _grouped([*agreed, *against])
            kept = _shown(chosen.value)
            message = Message.of("problem.identity_conflict", field=_FIELDS[field], said=said, kept=kept)
            problems.append(Problem(ProblemCode.IDENTITY_CONFLICT, message))
    return metadata, tuple(problems)


def _with(metadata: Metadata, field: Field, value: Value) -> Metadata:
    change: dict[str, Any] = {field.value: value}
    return replace(metadata, **change)


def _around(field: Field, own: Sequence[Witness], bases: Sequence[Witness], speakers: Sequence[Speaker]) -> Iterator[Witness]:
    """What stands around a text and may speak of this field.

    A title is only ever the text's own. A number is corrected where title or day show that the same instrument is meant, or where
    another place of the text bears it out. A consolidated text may be filed under what it consolidates.
    """
    for speaker in speakers:
        for each in speaker.witnesses:
            if each.field is not field or any(agree(base, each) for base in bases):
                continue
            counts = field is not Field.TITLE and (
                field is not Field.NUMBER or speaker.confirmed or any(agree(one, each) for one in own)
            )
            yield each if counts else replace(each, strength=0)


def _chosen(current: Witness, voices: Sequence[Witness]) -> Witness:
    """The value that most voices are for; the current one where none has more."""
    best, most = current, _votes(current, voices)
    for candidate in voices:
        if candidate.names and candidate.dissents and agree(candidate, current) is False:
            votes = _votes(candidate, voices)
            if votes > most:
                best, most = candidate, votes
    return best


def _votes(candidate: Witness, voices: Sequence[Witness]) -> int:
    return sum(each.strength for each in voices if agree(candidate, each) is True)


def _grouped(witnesses: Iterable[Witness]) -> tuple[Message, ...]:
    groups: dict[str | date, list[Message]] = {}
    for each in witnesses:
        who = groups.setdefault(_shown(each.value), [])
        if WITNESSES[each.who] not in who:
            who.append(WITNESSES[each.who])
    return tuple(Message.of("problem.witnesses_say", who=tuple(who), value=value) for value, who in groups.items())


def _shown(value: Value) -> str | date:
    if isinstance(value, T):
        return TYPE_NAMES[value]
    return value if isinstance(value, date) or len(value) <= _LONGEST else value[:_LONGEST] + "…"


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
