"""What the words of stored texts say of others, as it is read: references, relations and effects. Nothing is written here.

Reading takes long, so it happens beside the writers; :mod:`kb.law.derivation.link_rows` writes what came of it, quickly.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain, groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from documents.identity.drafts import as_if_law
from documents.identity.effect import read_effective
from documents.keys import parse_key
from documents.model import Instrument, InstrumentType, Kind, Metadata, ProblemCode, Provision
from documents.references import Reference, resolve
from documents.references.finder import find_references
from documents.structure.completeness import INCOMPLETE
from documents.time.relations import Relation, RelationKind, read_relations
from documents.wording.verbs import ENDING_WORDS
from kb.database import tables
from kb.database.reading.details import COLUMNS, load_trees, rows_among, slices, trees_of_rows
from kb.database.reading.holdings import drafts_among
from kb.database.reading.reader import find_instrument, list_by_ids
from kb.database.reading.records import InstrumentRecord
from kb.database.storing.arrangement import CODIFICATION, COMPILED
from kb.database.storing.texts import StoredText
from kb.errors import AmbiguousKeyError, NotFoundError
from kb.law.references.finding import find_in_all
from kb.law.references.links import Found, Piece, read_pieces, texts_of
from kb.law.references.lookup import InstrumentsOfBase, against_base

if TYPE_CHECKING:
    from documents.amendments import Effect

logger = logging.getLogger(__name__)

_TOGETHER = 10  # texts; the instruments that they name are asked for at once
_MANY_TEXTS = 20  # of which it is worth to know the names of all laws beforehand


class ReadAhead(NamedTuple):
    """What another process has read of the words of a codified text.

    :param key: of its instrument, ``metadata`` what was known of that
    :param references: of all its words
    :param effects: None where the base has to be asked for more
    """

    key: str
    metadata: Metadata
    references: list[tuple[Reference, ...]]
    effects: "tuple[Effect, ...] | None"


Ahead = Callable[[str, tuple[Provision, ...]], ReadAhead | None]
"""What was read of a text of the instrument of a key; None where nothing was."""

Mark = tuple[Any, ...]
Text = tuple[int, tuple[Provision, ...], dict[str, int]]
"""A version, its tree, and the rows of its paths."""
_Load = Callable[[], tuple[Provision, ...]]


@dataclass(frozen=True, slots=True)
class InstrumentWords:
    """What an instrument is to others, and does to them, as the words of its leading version say.

    :param excerpt: the version lacks words that may matter
    """

    version_id: int
    record: InstrumentRecord
    relations: tuple[Relation, ...]
    effects: "tuple[Effect, ...]"
    excerpt: bool


@dataclass(frozen=True, slots=True)
class EditorsReference:
    """The codification's editors point from an article (``path``) of an instrument to a place: an instrument's key and a path."""

    instrument_id: int
    path: str
    place: tuple[str, str]
    words: str


@dataclass(frozen=True, slots=True)
class Derived:
    """What was read from some versions.

    :param marks: what the texts of these instruments were then, see :func:`marks_of`
    :param newest: the highest id of an instrument then
    :param pieces: what their words point to, each with the id of the instrument and the row of the provision
    :param would_change: of drafts, from whose words nothing else is derived: key of the law that each would replace or amend
    """

    versions: tuple[int, ...]
    records: dict[int, InstrumentRecord]
    marks: dict[int, Mark]
    newest: int
    pieces: tuple[tuple[int, int, Piece], ...]
    instruments: tuple[InstrumentWords, ...]
    editors: tuple[EditorsReference, ...]
    would_change: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads versions with what a base knew of instruments at one time.

    :param ahead: what another process reads of it
    :param stored: versions that were just stored; those that are still what they were then are not read again
    """

    known: InstrumentsOfBase
    ahead: Ahead | None = None
    stored: Mapping[int, StoredText] = field(default_factory=dict)

    def read(self, session: Session, version_ids: Sequence[int]) -> Derived:
        """What the words of some versions say; versions that are gone are passed over."""
        version = tables.Version
        carried = select(version).where(version.origin != COMPILED)
        found = {row.id: row for (row,) in rows_among(session, carried, version.id, version_ids)}
        records = list_by_ids(session, sorted({row.instrument_id for row in found.values()}))
        marks = marks_of(session, sorted(records))
        newest = session.scalar(select(func.max(tables.Instrument.id))) or 0
        leading = {instrument_id: _leading(mark) for instrument_id, mark in marks.items()}
        pieces: list[tuple[int, int, Piece]] = []
        instruments: list[InstrumentWords] = []
        self.known.expect(keys=(record.key for record in records.values()))
        if len(found) >= _MANY_TEXTS:
            self.known.expect_names()
        # An instrument's relations are read anew with any of its versions, from the one that leads.
        wanted = sorted({*found, *leading.values()})
        drafts, would_change = drafts_among(session, records), dict[int, str]()
        keys = {row.id: records[row.instrument_id].key for row in found.values() if row.instrument_id not in drafts}
        stored = {id_: text for id_, row in found.items() if (text := self.stored.get(id_)) and text.text_hash == row.text_hash}
        for (version_id, provisions, rows), ahead, mentions in self._expected(_texts(session, wanted, stored), keys):
            row = found.get(version_id) or session.get_one(version, version_id)
            record = records[row.instrument_id]
            if record.id in drafts:
                if leading[record.id] == version_id and (law := self._would_change(session, record, provisions)):
                    would_change[record.id] = law
                continue
            if version_id in found:
                found_here = read_pieces(provisions, record.key, self.known, rows, found=mentions)
                pieces += ((record.id, rows[piece.path], piece) for piece in found_here)
            if leading[record.id] == version_id:
                instruments.append(self._instrument(session, record, row, provisions, ahead))
        editors = tuple(self._editors(session, sorted(found)))
        ids = tuple(sorted(found))
        return Derived(ids, records, marks, newest, tuple(pieces), tuple(instruments), editors, would_change)

    def _would_change(self, session: Session, record: InstrumentRecord, provisions: tuple[Provision, ...]) -> str | None:
        if record.metadata.type is not InstrumentType.DRAFT:
            return None
        instrument = Instrument(record.key, as_if_law(record.metadata), provisions)
        relations = read_relations(instrument, self.known, effects=_read_effects(instrument, lambda: provisions))
        for kind in (RelationKind.REPLACES, RelationKind.AMENDS, RelationKind.REPEALS):
            for relation in relations:
                if relation.kind is kind and (key := relation.target.key) and not relation.target.path:
                    with suppress(NotFoundError, AmbiguousKeyError):
                        return find_instrument(session, key).key
                    return key
        return None

    def _expected(self, texts: Iterator[Text], keys: dict[int, str]) -> Iterator[tuple[Text, ReadAhead | None, Found]]:
        """Texts with the references in them; the instruments that these name are asked for at once, some texts at a time.

        :param keys: of the instruments, for the versions whose references are read
        """
        while some := list(islice(texts, _TOGETHER)):
            ahead = [self.ahead(keys[id_], provisions) if self.ahead and id_ in keys else None for id_, provisions, _ in some]
            found = [_found(keys.get(text[0]), text[1], read) for text, read in zip(some, ahead, strict=True)]
            references = (reference for mentions in found for one in mentions.values() for reference in one)
            self.known.expect(target.instrument for reference in references for target in reference.targets)
            yield from zip(some, ahead, found, strict=True)

    def _instrument(
        self,
        session: Session,
        record: InstrumentRecord,
        row: tables.Version,
        provisions: tuple[Provision, ...],
        ahead: ReadAhead | None,
    ) -> InstrumentWords:
        instrument = Instrument(record.key, record.metadata, provisions, record.aliases, partial=row.partial)
        codified = row.origin == CODIFICATION
        if ahead and ahead.effects is not None and (ahead.metadata, ()) == (record.metadata, record.aliases):
            effects = ahead.effects
        else:
            effects = _read_effects(_acting(instrument) if codified else instrument, lambda: load_trees(session, row.id)[0])
        effects = against_base(session, effects, self.known)
        relations = tuple(read_relations(instrument, self.known, closing_only=codified, effects=effects))
        lacking = row.partial and not codified and not _is_codified_too(session, row.id)
        lacking = lacking and not _lacks_what_follows_alone(session, row.id, provisions)
        return InstrumentWords(row.id, record, relations, effects, lacking)

    def _editors(self, session: Session, version_ids: Sequence[int]) -> Iterator[EditorsReference]:
        note, provision, version = tables.Footnote, tables.Provision, tables.Version
        asked = (
            select(note.mark, note.text, provision.path, version.instrument_id)
            .join(provision, provision.id == note.provision_id)
            .join(version, version.id == provision.version_id)
            .where(version.origin == CODIFICATION, note.mark.startswith("chi-dan"))
            .order_by(note.id)
        )
        rows = list(rows_among(session, asked, version.id, version_ids))
        anchors = _read_anchors(session, {_anchor(mark) for mark, *_ in rows})
        seen: set[tuple[int, str, str, str]] = set()
        named = cache(self._named)
        for mark, words, path, instrument_id in rows:
            anchor = _anchor(mark)
            place = anchors.get(anchor) or (None if anchor.startswith("http") else named(words))
            if place is not None and (instrument_id, path, *place) not in seen:
                seen.add((instrument_id, path, *place))
                yield EditorsReference(instrument_id, path, place, words)

    def _named(self, words: str) -> tuple[str, str] | None:
        for reference in resolve(words, find_references(words), known=self.known):
            for target in reference.targets:
                if target.key:
                    key = parse_key(target.key)
                    return key.instrument, key.path or ""
        return None


def _found(key: str | None, provisions: tuple[Provision, ...], ahead: ReadAhead | None) -> Found:
    """The references in the words of a text; none where its instrument has no key."""
    words = list(texts_of(provisions)) if key is not None else []
    return dict(zip(words, ahead.references if ahead else find_in_all([(key or "", words)])[0], strict=True))


def marks_of(session: Session, instrument_ids: Sequence[int]) -> dict[int, Mark]:
    """What tells whether the texts of instruments are what they were: their keys and the versions that files carry."""
    version, instrument = tables.Version, tables.Instrument
    keys = rows_among(session, select(instrument.id, instrument.key), instrument.id, instrument_ids)
    found: dict[int, Mark] = {id_: (key,) for id_, key in keys}
    told = (version.id, version.number, version.partial, version.preferred, version.text_hash, version.origin)
    asked = select(version.instrument_id, *told).where(version.origin != COMPILED).order_by(version.number)
    for id_, *mark in rows_among(session, asked, version.instrument_id, instrument_ids):
        found[id_] = (*found[id_], tuple(mark))
    return found


def _leading(mark: Mark) -> int:
    """The version of an instrument whose words say what it is to others: whole before partial, the latest first."""
    return int(max(mark[1:], key=lambda row: (not row[2], row[3], row[1]))[0])


def _is_codified_too(session: Session, version_id: int) -> bool:
    """Whether the codification has the same articles: whatever else a file of them lacks, they are the law's words."""
    link, file = tables.VersionSource, tables.SourceFile
    asked = (
        select(link.file_id).join(file, file.id == link.file_id).where(link.version_id == version_id, file.format == CODIFICATION)
    )
    return session.scalars(asked).first() is not None


def _lacks_what_follows_alone(session: Session, version_id: int, provisions: Sequence[Provision]) -> bool:
    """Whether a text is whole up to its signature, and only what follows stands elsewhere, as in the next issue of the gazette."""
    if not any(root.kind is Kind.SIGNATURE for root in provisions):
        return False
    problem, link = tables.Problem, tables.VersionSource
    of_files = select(link.file_id).where(link.version_id == version_id)
    codes = session.scalars(select(problem.code).where(or_(problem.version_id == version_id, problem.file_id.in_(of_files))))
    return {ProblemCode(code) for code in codes} & INCOMPLETE == {ProblemCode.TRUNCATED}


def codified_effects(instrument: Instrument) -> "tuple[Effect, ...] | None":
    """What a codified text does to others; None where that stands in its tables, which are to be read from the base."""
    return _effects_of(_acting(instrument), None)


def _acting(instrument: Instrument) -> Instrument:
    """A codified text as far as it may do something to others."""
    metadata = _believed(instrument.metadata, instrument.provisions)
    return replace(instrument, metadata=metadata, provisions=tuple(_with_effective_words(instrument.provisions)), partial=True)


def _effects_of(instrument: Instrument, load: _Load | None) -> "tuple[Effect, ...] | None":
    from documents.amendments.amending_text import read_effects
    from documents.amendments.expired_lists import is_expired_list

    if not instrument.provisions:
        return ()
    if is_expired_list(instrument):  # its rows are read from its tables
        if load is None:
            return None
        instrument = replace(instrument, provisions=load())
    return tuple(read_effects(instrument))


def _read_effects(instrument: Instrument, load: _Load) -> "tuple[Effect, ...]":
    try:
        return _effects_of(instrument, load) or ()
    except Exception as error:
        # One text that the reader of amendments cannot take must not keep it out of the base.
        logger.error("reading the effects of %s failed: %s", instrument.key, type(error).__name__)
        logger.debug("the failure in full", exc_info=error)
        return ()


def _anchor(mark: str) -> str:
    return mark.removeprefix("chi-dan").removeprefix(":")


def _read_anchors(session: Session, anchors: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Articles of the codification: the key of the instrument and the path, by anchor."""
    file, provision, version, instrument = tables.CodifiedArticle, tables.Provision, tables.Version, tables.Instrument
    places = select(file.anchor, instrument.key, provision.path)
    places = places.join(provision, provision.id == file.provision_id).join(version, version.id == provision.version_id)
    places = places.join(instrument, instrument.id == version.instrument_id).order_by(file.provision_id)
    return {row.anchor: (row.key, row.path) for row in rows_among(session, places, file.anchor, anchors)}


def _texts(session: Session, version_ids: Sequence[int], stored: Mapping[int, StoredText]) -> Iterator[Text]:
    """The trees of some versions, and the rows of their paths; what is read for it comes without tables and notes."""
    provision = tables.Provision
    for held, run in groupby(version_ids, key=stored.__contains__):
        if held:
            yield from ((id_, stored[id_].provisions, stored[id_].ids) for id_ in run)
            continue
        for some in slices(list(run)):
            rows = session.connection().execute(
                select(*COLUMNS)
                .where(provision.version_id.in_(some))
                .order_by(provision.version_id, provision.position)
                .execution_options(yield_per=20_000)
            )
            for version_id, group in groupby(chain.from_iterable(rows.partitions()), key=attrgetter("version_id")):
                own = list(group)
                yield version_id, trees_of_rows(own), {row.path: row.id for row in own}


def _believed(metadata: Metadata, provisions: Sequence[Provision]) -> Metadata:
    """The days of effect to date by what a codified text does to others.

    Where its articles name a later first day than the codification's notes, theirs. A day before the issue, most of them with a
    misprinted year, counts only where the articles name it, too: some instruments do work backwards.
    """
    issued, whole = metadata.issued_on, [period.start for period in metadata.effective if period.start and not period.scope]
    latest = max(whole, default=None)
    days = [replace(period, start=latest) if period.start in whole else period for period in metadata.effective]
    if issued is not None and any(period.start and period.start < issued for period in days):
        own = [period.start for period in read_effective(provisions, issued) if period.start and not period.scope]
        later = next((day for day in own if day >= issued), None)
        days = [
            period if period.start is None or period.start >= issued or period.start in own else replace(period, start=later)
            for period in days
        ]
    return replace(metadata, effective=tuple(days))


def _with_effective_words(provisions: Iterable[Provision]) -> Iterator[Provision]:
    for root in provisions:
        for article in root.articles():
            words = " ".join(text for part in article.walk() for text in (part.heading, part.text, part.tail) if text).lower()
            if any(word in words for word in ENDING_WORDS):
                yield article
