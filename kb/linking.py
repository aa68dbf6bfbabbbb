"""What is derived from stored texts: references, relations and effects. Done in the transaction that stores a text.

Everything here can be made anew from the texts at any time; decisions of people are found again by their fingerprints.
"""

import hashlib
import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from documents.citations import Target, find_references, resolve
from documents.keys import parse_key
from documents.model import Instrument, Kind, Provision
from documents.relations import Relation, RelationKind, read_relations
from documents.text import comparable
from kb.cited import CitedInstruments
from kb.database import tables
from kb.database.reader import list_by_ids
from kb.database.records import InstrumentRecord
from kb.database.rows import RowWriter
from kb.database.trees import trees_of_rows
from kb.database.waiting import waiting
from kb.effects import latest_decisions, place_correction
from kb.known import InstrumentsOfBase
from kb.references import read_pieces, unit_path

logger = logging.getLogger(__name__)

CODIFICATION = "codification"
COMPILED = "compiled"
LINKS = "links"
LINK_FORMAT = "1"
"""Raised whenever what is derived changes, so that `kb reindex` derives it anew. Kept in the state ``links``."""

_VERSIONS_AT_ONCE = 100
_MANY = 500
# An article of the codification is asked for effects where it has one of these words; nearly all have none.
_EFFECTIVE_WORDS = ("hết hiệu lực", "bãi bỏ", "thay thế", "ngưng hiệu lực", "đính chính", "hủy bỏ", "huỷ bỏ")

_ENDING = (RelationKind.REPLACES, RelationKind.REPEALS, RelationKind.AMENDS)
_WHOLE = ("expire", "repeal")
_NUMBERED = re.compile(r"\bsố\s|\d")
_OF_PARTS = re.compile(r"một (?:số|phần)|(?:các )?(?:nội dung|quy định) (?:về|tại|liên quan|có liên quan)", re.IGNORECASE)
# What may end what: an instrument ends those of its own rank and below. Types that are not named are not judged.
_RANKS = {
    "hien-phap": 0,
    "luat": 1,
    "bo-luat": 1,
    "phap-lenh": 2,
    "nghi-dinh": 3,
    "thong-tu": 5,
    "thong-tu-lien-tich": 5,
    "chi-thi": 6,
}

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What was derived.

    :param versions: ids of versions that are new, changed or gone because of it: the index has to look at them
    """

    references: int = 0
    relations: int = 0
    effects: int = 0
    versions: tuple[int, ...] = ()


def link_versions(session: Session, version_ids: Iterable[int], progress: Progress | None = None) -> LinkReport:
    """Derive references, relations and effects from some versions, and let what cites their instruments point to them.

    :param session: of ``KnowledgeBase.session(write=True)``
    :param version_ids: versions that are new or changed; those that are gone are passed over
    :param progress: called with the number of versions done and their total
    """
    from kb.consolidation import compile_instruments

    asked = sorted(set(version_ids))
    linker = _Linker(session)
    linker.read(asked, progress)
    affected = linker.finish()
    compiled = compile_instruments(session, affected)
    if set(_carried(session)) <= set(asked):
        _say_linked(session)
    return LinkReport(linker.references, linker.relations, linker.effects, compiled)


def link_all(session: Session, progress: Progress | None = None) -> LinkReport:
    """Derive everything anew, for a base whose texts were stored by an older release."""
    return link_versions(session, _carried(session), progress)


def is_linked(session: Session) -> bool:
    """Whether everything that this release derives was derived from the texts of the base."""
    state = session.get(tables.State, LINKS)
    return state is not None and state.value == LINK_FORMAT


def unlinked_versions(session: Session) -> list[int]:
    """The versions that files carry and from which nothing was derived yet, or by an older release."""
    if not is_linked(session):
        return sorted(_carried(session))
    asked = waiting(session, "link")
    return sorted(set(asked) & set(_carried(session))) if asked else []


def _carried(session: Session) -> Sequence[int]:
    """The versions that files carry."""
    version = tables.Version
    return session.scalars(select(version.id).where(version.origin != COMPILED)).all()


def _say_linked(session: Session) -> None:
    state = session.get(tables.State, LINKS)
    if state is None:
        session.add(tables.State(name=LINKS, value=LINK_FORMAT))
    else:
        state.value = LINK_FORMAT
    session.flush()


class _Linker:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows = RowWriter(session)
        self._known = InstrumentsOfBase(session)
        self._cited = CitedInstruments(session, self._rows, self._known)
        self._instruments: dict[int, InstrumentRecord] = {}
        self._fresh = session.scalar(select(tables.Reference.id).limit(1)) is None
        self.references = self.relations = self.effects = 0

    def read(self, version_ids: Sequence[int], progress: Progress | None) -> None:
        version = tables.Version
        found: dict[int, tables.Version] = {}
        for some in _slices(version_ids):
            found.update({row.id: row for row in self._session.scalars(select(version).where(version.id.in_(some)))})
        found = {id_: row for id_, row in found.items() if row.origin != COMPILED}
        self._instruments = list_by_ids(self._session, sorted({row.instrument_id for row in found.values()}))
        self._cited.point_to(self._instruments.values())
        if not self._fresh:
            self._forget(list(found))
        leading = self._leading(sorted(self._instruments))
        done = 0
        ids = sorted(found)
        for start in range(0, len(ids), _VERSIONS_AT_ONCE):
            some = ids[start : start + _VERSIONS_AT_ONCE]
            for version_id, provisions, rows in _texts(self._session, some):
                row = found[version_id]
                record = self._instruments[row.instrument_id]
                self._references(record, provisions, rows)
                if leading.get(row.instrument_id) == version_id:
                    self._of_instrument(record, row, provisions)
            done += len(some)
            if progress:
                progress(done, len(ids))
        for instrument_id, version_id in leading.items():
            if version_id not in found:
                self._reread(instrument_id, version_id)
        self._editors_references(ids)
        self._rows.flush()

    def finish(self) -> set[int]:
        """Apply what was decided before; the instruments whose compiled versions may change."""
        self._decide_again()
        self._session.expire_all()
        effect, cited = tables.Effect, tables.CitedInstrument
        affected = set(self._instruments)
        for some in _slices(sorted(self._instruments)):
            statement = select(cited.instrument_id).join(effect, effect.cited_id == cited.id)
            affected.update(
                id_ for id_ in self._session.scalars(statement.where(effect.instrument_id.in_(some))) if id_ is not None
            )
        return affected

    def _forget(self, version_ids: Sequence[int]) -> None:
        reference, provision = tables.Reference, tables.Provision
        for some in _slices(version_ids):
            ids = select(provision.id).where(provision.version_id.in_(some))
            self._session.execute(delete(reference).where(reference.provision_id.in_(ids)))
        for some in _slices(sorted(self._instruments)):
            for table in (tables.Relation, tables.Effect):
                self._session.execute(delete(table).where(table.instrument_id.in_(some)))

    def _leading(self, instrument_ids: Sequence[int]) -> dict[int, int]:
        """The version of each instrument whose words say what it is to others: whole before partial, the latest first."""
        version = tables.Version
        found: dict[int, Any] = {}
        columns = (version.id, version.instrument_id, version.partial, version.preferred, version.number)
        for some in _slices(instrument_ids):
            statement = select(*columns).where(version.instrument_id.in_(some), version.origin != COMPILED)
            for row in self._session.execute(statement.order_by(version.number)):
                best = found.get(row.instrument_id)
                if best is None or (not row.partial, row.preferred) >= (not best.partial, best.preferred):
                    found[row.instrument_id] = row
        return {instrument_id: row.id for instrument_id, row in found.items()}

    def _reread(self, instrument_id: int, version_id: int) -> None:
        """The instrument's relations were forgotten with another of its versions."""
        row = self._session.get_one(tables.Version, version_id)
        for _, provisions, _ in _texts(self._session, [version_id]):
            self._of_instrument(self._instruments[instrument_id], row, provisions)

    def _references(self, record: InstrumentRecord, provisions: Sequence[Provision], rows: dict[str, int]) -> None:
        for piece in read_pieces(provisions, record.key, self._known, rows):
            unit = unit_path(piece.path)
            for target in piece.reference.targets:
                cited = self._cited.of(target)
                if cited is None or (self._cited.is_of(cited, record.id) and unit_path(target.path) == unit and target.path):
                    continue
                if self._cited.is_of(cited, record.id) and not target.path:
                    continue  # "Luật này" as a whole is no place to go to
                self._rows.add(
                    tables.Reference,
                    self._rows.new_id(tables.Reference),
                    rows[piece.path],
                    piece.field,
                    piece.reference.start,
                    piece.reference.end,
                    cited,
                    target.path,
                    target.possible,
                )
                self.references += 1

    def _of_instrument(self, record: InstrumentRecord, version: tables.Version, provisions: tuple[Provision, ...]) -> None:
        instrument = Instrument(record.key, record.metadata, provisions, record.aliases, partial=version.partial)
        codified = version.origin == CODIFICATION
        counts: dict[str, int] = defaultdict(int)
        ended: set[int | None] = set()
        for relation in read_relations(instrument, self._known, closing_only=codified):
            self._add_relation(record.id, relation, counts)
            if relation.kind in _ENDING:
                ended.add(self._cited.of(relation.target))
        if codified:
            articles = tuple(_with_effective_words(provisions))
            if not articles:
                return
            instrument = Instrument(record.key, record.metadata, articles, record.aliases, partial=True)
        self._effects(record, version, instrument, ended)

    def _add_relation(self, instrument_id: int, relation: Relation, counts: dict[str, int]) -> None:
        cited = self._cited.of(relation.target)
        if cited is None or self._cited.is_of(cited, instrument_id):
            return
        evidence = relation.evidence
        name = self._cited.name_of(cited)
        print_ = fingerprint(counts, relation.kind.value, name, relation.target.path, comparable(evidence.text))
        self._relation_row(
            instrument_id,
            relation.kind,
            cited,
            relation.target.path,
            (evidence.path, evidence.field, evidence.start, evidence.end, evidence.text),
            "text",
            print_,
        )

    def _relation_row(
        self,
        instrument_id: int,
        kind: RelationKind,
        cited: int,
        target_path: str,
        evidence: tuple[str, str, int, int, str],
        origin: str,
        print_: str,
    ) -> None:
        self._rows.add(
            tables.Relation,
            self._rows.new_id(tables.Relation),
            instrument_id,
            kind.value,
            cited,
            target_path,
            *evidence,
            origin,
            print_,
            "found",
            None,
            None,
            None,
        )
        self.relations += 1

    def _effects(self, record: InstrumentRecord, version: tables.Version, instrument: Instrument, ended: set[int | None]) -> None:
        from documents.amendments.reading import read_effects

        try:
            effects = read_effects(instrument)
        except Exception:
            # One text that the reader of amendments cannot take must not keep it out of the base.
            logger.exception("reading the effects of %s failed", record.key)
            return
        counts: dict[str, int] = defaultdict(int)
        excerpt = version.partial and version.origin != CODIFICATION
        for position, effect in enumerate(effects):
            target = effect.target
            cited = self._cited.of(Target(target.key, target.instrument, target.name))
            if cited is not None and self._cited.is_of(cited, record.id):
                continue
            name = self._cited.name_of(cited) if cited is not None else ""
            path = target.path or ""
            said = (comparable(effect.evidence.text), comparable(effect.new_text or ""), effect.phrase_from or "")
            print_ = fingerprint(counts, effect.action.value, name, path, *said)
            doubt = effect.doubt
            whole = effect.action.value in _WHOLE and not path and cited is not None
            if excerpt:
                doubt = doubt or "Nguồn của văn bản sửa đổi không đủ toàn văn; hãy đối chiếu trước khi chấp nhận."
            elif whole and _outranked(record.key, target.key):
                doubt = doubt or "Văn bản này thấp hơn văn bản mà câu đó nhắc đến, nên không thể bãi bỏ hay thay thế."
            elif whole and cited not in ended:
                doubt = doubt or "Có thể văn bản này chỉ được nhắc trong tên của một văn bản khác."
            elif whole and _OF_PARTS.search(_NUMBERED.split(effect.evidence.text, maxsplit=1)[0]):
                doubt = doubt or "Câu này có thể chỉ nói về một phần của văn bản."
            self._rows.add(
                tables.Effect,
                self._rows.new_id(tables.Effect),
                record.id,
                version.id,
                position,
                effect.action.value,
                cited,
                path,
                effect.effective_from,
                effect.effective_to,
                effect.certain and doubt is None,
                doubt,
                effect.evidence.path,
                effect.evidence.field,
                effect.evidence.start,
                effect.evidence.end,
                effect.evidence.text,
                body_of(effect),
                print_,
                "found",
                None,
                None,
                None,
            )
            self.effects += 1

    def _editors_references(self, version_ids: Sequence[int]) -> None:
        """The cross references of the codification's editors, from one article to another."""
        note, provision, version, file = tables.Footnote, tables.Provision, tables.Version, tables.CodifiedArticle
        anchors: dict[str, tuple[str, str]] | None = None
        for some in _slices(version_ids):
            rows = self._session.execute(
                select(note.mark, note.text, provision.path, version.instrument_id)
                .join(provision, provision.id == note.provision_id)
                .join(version, version.id == provision.version_id)
                .where(version.id.in_(some), version.origin == CODIFICATION, note.mark.startswith("chi-dan"))
                .order_by(note.id)
            ).all()
            if not rows:
                continue
            if anchors is None:
                places = select(file.anchor, tables.Instrument.key, provision.path)
                places = places.join(provision, provision.id == file.provision_id).join(version, version.id == provision.version_id)
                places = places.join(tables.Instrument, tables.Instrument.id == version.instrument_id)
                anchors = {anchor: (key, path) for anchor, key, path in self._session.execute(places)}
            seen: set[tuple[int, str, str, str]] = set()
            for mark, words, path, instrument_id in rows:
                anchor = mark.removeprefix("chi-dan").removeprefix(":")
                place = anchors.get(anchor) or (None if anchor.startswith("http") else self._named(words))
                if place is None or (instrument_id, path, *place) in seen:
                    continue
                seen.add((instrument_id, path, *place))
                cited = self._cited.of(Target(place[0]))
                if cited is None or (self._cited.is_of(cited, instrument_id) and place[1] == path):
                    continue
                print_ = fingerprint({}, CODIFICATION, place[0], place[1], path)
                evidence = (path, "text", 0, 0, words)
                self._relation_row(instrument_id, RelationKind.REFERS, cited, place[1], evidence, CODIFICATION, print_)

    def _named(self, words: str) -> tuple[str, str] | None:
        """The instrument, and the provision of it, that an editors' cross reference names in words."""
        for reference in resolve(words, find_references(words), known=self._known):
            for target in reference.targets:
                if target.key:
                    key = parse_key(target.key)
                    return key.instrument, key.path or ""
        return None

    def _decide_again(self) -> None:
        decided = latest_decisions(self._session, sorted(self._instruments))
        for (instrument_id, subject, print_), line in decided.items():
            if line.decision == "found":
                continue
            table: Any = tables.Effect if subject == "effect" else tables.Relation
            for row in self._session.scalars(
                select(table).where(table.instrument_id == instrument_id, table.fingerprint == print_)
            ).all():
                row.state, row.correction = line.decision, line.correction
                row.decided_by, row.decided_at = line.author_id, line.at
                if subject == "effect":
                    place_correction(self._session, row)
        self._session.flush()


def fingerprint(counts: dict[str, int], *parts: str) -> str:
    """What tells a finding from others of its instrument, and stays the same when the text is stored again.

    :param counts: of the findings so far, so that two equal ones differ
    """
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    count = counts.get(digest, 0)
    counts[digest] = count + 1
    return f"{digest}{count:x}" if count else digest


def body_of(effect: Any) -> dict[str, Any]:
    """What of an effect has no column of its own; empty parts are left out."""
    target = effect.target
    parts = {
        "new_text": effect.new_text,
        "new_heading": effect.new_heading,
        "phrase_from": effect.phrase_from,
        "phrase_to": effect.phrase_to,
        "new_number": effect.new_number,
        "new_path": effect.new_path,
        "anchor": target.anchor,
        "position": target.position.value if target.position else None,
        "part": target.part.value if target.part.value != "whole" else None,
        "paragraph": target.paragraph,
        "target_instrument": target.instrument,
        "target_name": target.name,
    }
    return {name: value for name, value in parts.items() if value is not None}


def _texts(session: Session, version_ids: Sequence[int]) -> Iterator[tuple[int, tuple[Provision, ...], dict[str, int]]]:
    """The trees of some versions, without tables and notes, and the rows of their paths."""
    from kb.database.trees import COLUMNS

    provision = tables.Provision
    rows = session.execute(
        select(*COLUMNS)
        .where(provision.version_id.in_(version_ids))
        .order_by(provision.version_id, provision.position)
        .execution_options(yield_per=20_000)
    )
    for version_id, group in groupby(rows, key=lambda row: row.version_id):
        own = list(group)
        yield version_id, trees_of_rows(own), {row.path: row.id for row in own}


def _with_effective_words(provisions: Iterable[Provision]) -> Iterator[Provision]:
    """The articles that may end or suspend something."""
    for root in provisions:
        for provision in root.walk():
            if provision.kind is Kind.ARTICLE:
                words = " ".join(text for part in provision.walk() for text in (part.heading, part.text, part.tail) if text).lower()
                if any(word in words for word in _EFFECTIVE_WORDS):
                    yield provision


def _outranked(key: str, target: str | None) -> bool:
    """Whether an instrument stands below another one."""
    own, other = _RANKS.get(key.split("/")[0]), _RANKS.get(target.split("/")[0]) if target else None
    return own is not None and other is not None and own > other


def _slices(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _MANY):
        yield values[start : start + _MANY]
