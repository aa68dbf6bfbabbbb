"""A draft with its rounds and papers, and what people say of a stored one: which round it is, of which day, of which law."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from documents.errors import KeyFormatError
from documents.identity.drafts import as_draft, as_if_law, as_paper
from documents.keys import same_instrument
from documents.model import METADATA_FIELDS, Draft, Instrument, InstrumentType, Metadata
from documents.paths import UNKNOWN, number_of_key
from documents.text import slug
from kb.accounts.audit import Line, instruments_named, lines, record
from kb.database import tables
from kb.database.reading.holdings import family_of
from kb.database.reading.reader import find_by_id, find_instrument, list_by_ids, load_version
from kb.database.reading.records import InstrumentRecord
from kb.database.state import count_change_of
from kb.database.storing.file_rows import keep_draft
from kb.database.storing.identity import Identities
from kb.database.storing.rows import RowWriter
from kb.errors import AmbiguousKeyError, DraftError, NotFoundError
from kb.interface.contract import fields_json
from kb.law.derivation.linking import await_linking

DRAFT = "draft"
"""The kind of thing in the audit."""


@dataclass(frozen=True, slots=True)
class DraftFile:
    """All rounds of one draft, in order, with the papers that go with each, by its key.

    :param law_key: of the law that it would replace or amend, as its words or a person say; ``law``: where the base has it
    :param guess: where nothing says so, the law that has its type and title
    """

    rounds: tuple[InstrumentRecord, ...]
    papers: Mapping[str, Sequence[InstrumentRecord]]
    law_key: str | None = None
    law: InstrumentRecord | None = None
    guess: InstrumentRecord | None = None

    def before(self, record: InstrumentRecord) -> InstrumentRecord | None:
        """The round before one of them."""
        keys = [item.key for item in self.rounds]
        place = keys.index(record.key) if record.key in keys else 0
        return self.rounds[place - 1] if place else None


def draft_file(session: Session, record: InstrumentRecord) -> DraftFile | None:
    """The draft that an instrument is a round of, or a paper to; None where it is law or anything else."""
    known = record.metadata.draft
    if known is None:
        return None
    ids, others = family_of(session, record.id)
    members = list_by_ids(session, [*ids, *others])
    rounds = [members[id_] for id_ in ids]
    papers: dict[str, list[InstrumentRecord]] = {item.key: [] for item in rounds}
    for paper in map(members.__getitem__, others):
        if paper.metadata.draft is not None:
            papers.setdefault(paper.metadata.draft.of or "", []).append(paper)
    named = [item.metadata.draft.of for item in rounds if item.metadata.draft and item.metadata.draft.of]
    law_key = known.of if record in rounds and known.of else next(reversed(named), None)
    guess = _of_same_title(session, rounds[-1].metadata) if rounds and law_key is None else None
    return DraftFile(tuple(rounds), papers, law_key, _held(session, law_key), guess)


def _of_same_title(session: Session, known: Metadata) -> InstrumentRecord | None:
    meant, row = as_if_law(known), tables.Instrument
    name = slug(meant.title or "")
    same_kind = select(row.id, row.title).where(row.type == meant.type, row.title.is_not(None))
    ids = [id_ for id_, title in session.execute(same_kind) if slug(title) == name] if name else []
    found = [item for item in list_by_ids(session, ids).values() if item.metadata.province == known.province]
    return max(found, key=lambda item: item.metadata.issued_on or date.min, default=None)


def would_change(session: Session, record: InstrumentRecord) -> list[InstrumentRecord]:
    """The rounds of drafts that would replace or amend a law, to be told apart from what has done so."""
    draft, keys = tables.Draft, (record.key, *record.aliases)
    rows = session.execute(select(draft.instrument_id, draft.of_key).where(draft.of_key.is_not(None))).all()
    ids = [row.instrument_id for row in rows if any(same_instrument(row.of_key, key) for key in keys)]
    found = [item for item in list_by_ids(session, ids).values() if item.metadata.type is InstrumentType.DRAFT]
    return sorted(found, key=lambda item: ((item.metadata.draft and item.metadata.draft.round) or 0, item.id))


def said_of(session: Session, record: InstrumentRecord) -> list[Line]:
    """What people said of it, the last at the end."""
    keys = instruments_named(session, [record.id])
    return list(lines(session, tables.Audit.thing == DRAFT, tables.Audit.instrument.in_(keys)))


def say_draft(session: Session, instrument_id: int, said: Draft, paper: bool = False) -> str:
    """Keep what a person says of a stored text. The caller commits; links are to be derived anew.

    :param paper: it is a paper to the draft that ``said.of`` names, else a draft
    :returns: its key, another one where it was no draft before
    :raises DraftError: it is law with a number of its own, or a paper is given no draft
    """
    found = find_by_id(session, instrument_id)
    known = found.metadata
    if said.of is not None and (named := _held(session, said.of)) is not None:
        said = Draft(said.round, said.on, named.key)
        if paper and named.metadata.type is not InstrumentType.DRAFT:
            raise DraftError("paper_of_no_draft", key=named.key)
    elif paper:
        raise DraftError("paper_of_no_draft", key=said.of or "-")
    before = fields_json(known.draft) if known.draft else None
    if paper and known.type is not InstrumentType.OTHER:
        raise DraftError("paper_is_law", key=found.key)
    if paper:
        text = Instrument(found.key, known, load_version(session, found).provisions)
        _write(session, instrument_id, as_paper(text, said.of or "", known.title or found.key).metadata)
    elif known.type is not InstrumentType.DRAFT:
        _turn_into_draft(session, found, said)
    else:
        _write(session, instrument_id, as_draft(Instrument(found.key, known, ()), said).metadata)
    now = find_by_id(session, instrument_id)
    keep_draft(session, instrument_id, now.key, Metadata(now.metadata.type, draft=said))
    await_linking(session, count_change_of(session, [instrument_id]))
    record(session, "say", DRAFT, now.key, before, fields_json(said), instrument=now.key)
    return now.key


def _turn_into_draft(session: Session, found: InstrumentRecord, said: Draft) -> None:
    """What was stored as law, or as a paper, is a draft: it takes another key and loses what only law has."""
    if number_of_key(found.key) != UNKNOWN:
        raise DraftError("draft_is_law", key=found.key)
    loaded = load_version(session, found)
    made = as_draft(Instrument(found.key, found.metadata, loaded.provisions), said)
    rows = RowWriter(session)
    Identities(session, rows, [made]).keep(found.id, found.key, made, None)
    rows.flush()
    _write(session, found.id, made.metadata)
    ids = select(tables.Version.id).where(tables.Version.instrument_id == found.id)
    session.execute(delete(tables.EffectivePeriod).where(tables.EffectivePeriod.version_id.in_(ids)))
    session.execute(update(tables.Version).where(tables.Version.instrument_id == found.id).values(valid_from=None, valid_to=None))


def _write(session: Session, instrument_id: int, known: Metadata) -> None:
    values: dict[str, Any] = {name: getattr(known, name) for name in METADATA_FIELDS}
    if known.number is None:
        values |= {"number_slug": None, "name_slug": None}
    row = tables.Instrument
    session.execute(update(row).where(row.id == instrument_id).values(**values))
    session.expire_all()


def _held(session: Session, key: str | None) -> InstrumentRecord | None:
    try:
        return find_instrument(session, key) if key else None
    except (NotFoundError, AmbiguousKeyError, KeyFormatError):
        return None
