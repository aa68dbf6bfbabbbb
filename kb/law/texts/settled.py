"""What people say that doubtful words of a scan are, and what a file is whose identity was misread: kept in the audit under the
hash of the file, so that it holds whenever the file is read, and marked as theirs: as words that a person typed, and by a problem
that says what was read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from documents.identity.drafts import as_if_law, draft_metadata
from documents.keys import instrument_key
from documents.messages import Message
from documents.model import (
    Draft,
    Instrument,
    InstrumentType,
    Metadata,
    Problem,
    ProblemCode,
    Provision,
    Recognition,
    Segment,
    TypedWords,
)
from documents.paths import UNKNOWN, number_of_key
from documents.text import clean
from kb.accounts.audit import IDENTITY, READ_WORDS, lines, record
from kb.database import tables
from kb.database.tables import Audit, SourceFile
from kb.database.tables import Provision as StoredProvision
from kb.errors import DraftError, JobError
from kb.interface.days import read_day, utc
from kb.law.texts.typed_rows import keep_typed

_AROUND = 24  # characters on either side by which a word is found again where a reader reads otherwise than it did
_LONGEST = 200
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SettledWord:
    """A word that a person looked at.

    :param start: where it stood in the text of the provision, all that was settled before put in
    :param read: as it was read, ``word``: as it is printed
    :param before: what stood before it, ``behind``: behind it
    """

    path: str
    start: int
    read: str
    word: str
    before: str
    behind: str


def settle_word(session: Session, sha256: str, provision: Provision, span: Span, word: str) -> None:
    """A person says what a doubtful word is. It stands in the text once the file is read again.

    :param provision: as it would be read with all that was settled
    :raises JobError: nothing is doubted there any more, or it is no word
    """
    word = " ".join(clean(word).split())
    if provision.ocr is None or span not in provision.ocr.doubtful or not word or len(word) > _LONGEST:
        raise JobError("word_not_doubtful")
    start, end = span
    text = provision.text
    said = SettledWord(
        provision.path, start, text[start:end], word, text[max(start - _AROUND, 0) : start], text[end : end + _AROUND]
    )
    values = {name: getattr(said, name) for name in SettledWord.__slots__}
    at = record(session, "settle", READ_WORDS, sha256, None, values)
    # The file was read before this, whatever the clock said then: one that was put back leaves no word behind.
    late = SourceFile.sha256 == sha256, func.coalesce(SourceFile.read_at, SourceFile.ingested_at) >= at
    session.execute(update(SourceFile).where(*late).values(read_at=at - timedelta(microseconds=1)))


def still_doubtful(session: Session, file_id: int, provision: Provision) -> dict[Span, tuple[Provision, Span]]:
    """The words of a stored provision that nobody has looked at.

    :returns: by their place in it, the provision with all that was settled since it was read, and their place in that
    """
    file = session.get_one(SourceFile, file_id)
    read = utc(file.read_at or file.ingested_at)
    now, left = provision, {span: span for span in (provision.ocr.doubtful if provision.ocr else ())}
    for one, _, at in settled_words(session, file.sha256):
        start = _found(now, one) if one.path == provision.path and at > read else None
        if start is None:
            continue
        end, by = start + len(one.read), len(one.word) - len(one.read)
        now = put_in(now, (start, end), one.word)
        left = {
            span: (first + by, last + by) if first >= end else (first, last)
            for span, (first, last) in left.items()
            if last <= start or end <= first
        }
    return {span: (now, place) for span, place in left.items()}


def waiting_words(session: Session, file_id: int) -> int:
    """How many words of a file were settled since it was read."""
    file = session.get_one(SourceFile, file_id)
    read = utc(file.read_at or file.ingested_at)
    return sum(at > read for _, _, at in settled_words(session, file.sha256))


def settled_words(session: Session, sha256: str) -> list[tuple[SettledWord, str, datetime]]:
    """What was settled of a file, the first first, each with who did so and when."""
    found = lines(session, Audit.thing == READ_WORDS, Audit.thing_id == sha256)
    return [(SettledWord(**line.after), line.author or "", line.at) for line in found]


def with_settled(session: Session, sha256: str, instruments: Sequence[Instrument]) -> tuple[Instrument, ...]:
    """The texts of a file with the words that people settled. One that is not found where it was, or in several texts, is left as
    it was read.
    """
    said = settled_words(session, sha256)
    if not said:
        return tuple(instruments)
    paths = {one.path for one, _, _ in said}
    texts = [{part.path: part for part in text.walk() if part.path in paths and part.ocr is not None} for text in instruments]
    for one, by, at in said:
        places = [parts for parts in texts if one.path in parts and _found(parts[one.path], one) is not None]
        if len(places) == 1:
            places[0][one.path] = _with(places[0][one.path], one, by, at)
    return tuple(
        replace(text, provisions=tuple(_in_place(root, parts) for root in text.provisions)) if parts else text
        for text, parts in zip(instruments, texts, strict=True)
    )


def _in_place(provision: Provision, parts: Mapping[str, Provision]) -> Provision:
    children = tuple(_in_place(child, parts) for child in provision.children)
    return replace(parts.get(provision.path, provision), children=children)


def _with(provision: Provision, one: SettledWord, by: str, at: datetime) -> Provision:
    start = _found(provision, one)
    assert start is not None
    provision = put_in(provision, (start, start + len(one.read)), one.word)
    if one.word == one.read:
        return provision
    told = Message.of("problem.word_settled", by=by, day=at.date(), word=one.word, read=one.read)
    return replace(
        provision,
        problems=(*provision.problems, Problem(ProblemCode.WORD_SETTLED, told, provision.path)),
        typed=(*provision.typed, TypedWords("text", start, start + len(one.word), by, at)),
    )


def keep_settled(session: Session, instruments: Sequence[Instrument], versions: Sequence[int]) -> None:
    """Let versions that were stored from recognised texts say which of their words a person typed. The caller commits."""
    parts = {part.path: part for text in instruments for part in text.walk() if part.ocr is not None}
    for version_id in versions if parts else ():
        stored = session.execute(
            select(StoredProvision.path, StoredProvision.text).where(
                StoredProvision.version_id == version_id, StoredProvision.path.in_([path for path in parts if parts[path].typed])
            )
        )
        same = [parts[row.path] for row in stored if row.text == parts[row.path].text]
        keep_typed(session, version_id, [(part.path, words) for part in same for words in part.typed])


def _found(provision: Provision, one: SettledWord) -> int | None:
    """Where a word stands: where it stood, if what is around it is the same on one side at least, or else where all of that is."""
    text, start, end = provision.text, one.start, one.start + len(one.read)
    before, behind = text[max(start - _AROUND, 0) : start], text[end : end + _AROUND]
    beside = before[-1:] == one.before[-1:] and behind[:1] == one.behind[:1]
    same = (before == one.before, behind == one.behind)
    if text.startswith(one.read, start) and beside and any(same) and (all(same) or (before and behind)):
        return start
    whole = f"{one.before}{one.read}{one.behind}"
    return text.index(whole) + len(one.before) if text.count(whole) == 1 else None


def put_in(provision: Provision, span: Span, word: str) -> Provision:
    """A provision with a word in the place of another, which nobody doubts any more."""
    start, end = span
    by = len(word) - (end - start)

    def moved(place: int) -> int:
        return place if place < end else place + by

    ocr = provision.ocr
    if ocr is not None:
        left = [
            (place, told) for place, told in zip(ocr.doubtful, ocr.proposed, strict=True) if place[1] <= start or end <= place[0]
        ]
        spans = tuple((moved(first), moved(last)) for (first, last), _ in left)
        ocr = Recognition(ocr.confidence, spans, tuple(told for _, told in left))
    return replace(
        provision,
        text=provision.text[:start] + word + provision.text[end:],
        text_map=tuple(Segment(moved(part.start), moved(part.end), part.place) for part in provision.text_map),
        typed=tuple(replace(words, start=moved(words.start), end=moved(words.end)) for words in provision.typed),
        ocr=ocr,
    )


FIELDS = ("type", "number", "issuer", "province", "title", "issued_on")
"""What of an identity a person may correct."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of a file.

    :param values: by field, as JSON holds them; None: it has none
    """

    values: Mapping[str, str | None]
    by: str
    at: datetime


def correction_of(session: Session, sha256: str) -> Correction | None:
    """What was said last of a file with this content."""
    line = next(lines(session, Audit.thing == IDENTITY, Audit.thing_id == sha256, last=1), None)
    return Correction(line.after, line.author or "", line.at) if line is not None and line.after else None


def keep_correction(session: Session, sha256: str, values: Mapping[str, str | None]) -> Correction:
    """Say what a file is; what was said of its other fields stays. Whoever acts in the session is a person.

    :raises JobError: a value cannot be one
    :raises DraftError: it would be a draft, and is law with a number in the base
    """
    before = correction_of(session, sha256)
    said = {name: read_value(name, value) for name, value in values.items()}
    if said.get("type") == InstrumentType.DRAFT:
        version, link, file = tables.Version, tables.VersionSource, tables.SourceFile
        keys = select(tables.Instrument.key).join(version).join(link, link.version_id == version.id)
        for key in session.scalars(keys.join(file, file.id == link.file_id).where(file.sha256 == sha256)):
            if number_of_key(key) != UNKNOWN:
                raise DraftError("draft_is_law", key=key)
    earlier = dict(before.values) if before else {}
    record(session, "correct", IDENTITY, sha256, earlier, {**earlier, **said})
    made = correction_of(session, sha256)
    assert made is not None
    return made


def read_value(name: str, value: str | None) -> str | None:
    """A value as it is kept.

    :raises JobError: there is no such field or type, or it is no day
    """
    value = " ".join(clean(value or "").split()) or None
    if name not in FIELDS:
        raise JobError("identity_field", field=name, known=list(FIELDS))
    if name == "type" and value not in set(InstrumentType):
        raise JobError("identity_type", type=value or "", known=list(InstrumentType))
    if name == "issued_on" and value is not None:
        day = read_day(value)
        if day is None:
            raise JobError("identity_day", text=value)
        value = day.isoformat()
    return value


def as_corrected(session: Session, sha256: str, instruments: Sequence[Instrument]) -> tuple[Instrument, ...]:
    """The instruments of a file as people say they are, word by word, too. What those of several are stays as it was read."""
    texts = with_settled(session, sha256, instruments)
    said = correction_of(session, sha256) if len(texts) == 1 else None
    return (corrected(texts[0], sha256, said),) if said else texts


def corrected(instrument: Instrument, sha256: str, said: Correction) -> Instrument:
    """An instrument as a person says it is."""
    metadata = with_values(instrument.metadata, said.values)
    changed = [name for name in FIELDS if name in said.values and getattr(metadata, name) != getattr(instrument.metadata, name)]
    if not changed:
        return instrument
    key = key_of(instrument.key, instrument.metadata, metadata, sha256)
    read = tuple(_read(name, getattr(instrument.metadata, name)) for name in changed)
    problem = Problem(
        ProblemCode.IDENTITY_CORRECTED, Message.of("problem.identity_corrected", by=said.by, day=said.at.date(), read=read)
    )
    aliases = instrument.aliases if key == instrument.key else ()
    return replace(instrument, key=key, aliases=aliases, metadata=metadata, problems=(*instrument.problems, problem))


def with_values(metadata: Metadata, values: Mapping[str, str | None]) -> Metadata:
    """Who issued what, with these values in place of those that were read."""
    read: dict[str, Any] = dict(values)
    if "type" in read:
        read["type"] = InstrumentType(read["type"])
    if read.get("issued_on"):
        read["issued_on"] = date.fromisoformat(read["issued_on"])
    if metadata.type is InstrumentType.DRAFT and read.get("type", InstrumentType.DRAFT) is not InstrumentType.DRAFT:
        metadata = replace(as_if_law(metadata), draft=None)
    made = replace(metadata, **read)
    if made.type is InstrumentType.DRAFT and metadata.draft is None:
        made = draft_metadata(replace(made, type=metadata.type), Draft())
    return made


def key_of(key: str, before: Metadata, after: Metadata, sha256: str) -> str:
    """The key after a correction: the same, where nothing that it is made of was corrected."""
    parts = ("type", "number", "issuer", "issued_on")
    return key if all(getattr(before, name) == getattr(after, name) for name in parts) else instrument_key(after, sha256)


def _read(name: str, value: object) -> Message:
    return Message.of(f"problem.read_{name}", read=Message.of("problem.read_nothing") if value is None else str(value))
