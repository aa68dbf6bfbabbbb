"""What people say a file is, where its identity was misread: kept in the audit under the file's hash, so that it holds whenever the
file is read, and marked as theirs by a problem of the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.identity.drafts import as_if_law, draft_metadata
from documents.keys import instrument_key
from documents.messages import Message
from documents.model import Draft, Instrument, InstrumentType, Metadata, Problem, ProblemCode
from documents.paths import UNKNOWN, number_of_key
from documents.text import clean
from kb.accounts.audit import IDENTITY, lines, record
from kb.database import tables
from kb.database.tables import Audit
from kb.errors import DraftError, JobError
from kb.law.texts.settled import with_settled

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
    if said.get("type") == InstrumentType.DRAFT and (law := next(_laws_of(session, sha256), None)):
        raise DraftError("draft_is_law", key=law)
    earlier = dict(before.values) if before else {}
    record(session, "correct", IDENTITY, sha256, earlier, {**earlier, **said})
    made = correction_of(session, sha256)
    assert made is not None
    return made


def _laws_of(session: Session, sha256: str) -> Iterator[str]:
    version, link, file = tables.Version, tables.VersionSource, tables.SourceFile
    keys = select(tables.Instrument.key).join(version).join(link, link.version_id == version.id)
    found = session.scalars(keys.join(file, file.id == link.file_id).where(file.sha256 == sha256))
    return (key for key in found if number_of_key(key) != UNKNOWN)


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
        try:
            value = date.fromisoformat(value).isoformat()
        except ValueError:
            raise JobError("identity_day", text=value) from None
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
    words = (
        value.isoformat() if isinstance(value, date) else str(value) if value is not None else Message.of("problem.read_nothing")
    )
    match name:
        case "type":
            return Message.of("problem.read_type", read=words)
        case "number":
            return Message.of("problem.read_number", read=words)
        case "issuer":
            return Message.of("problem.read_issuer", read=words)
        case "province":
            return Message.of("problem.read_province", read=words)
        case "title":
            return Message.of("problem.read_title", read=words)
    return Message.of("problem.read_issued_on", read=words)
