"""From the rows of the database to what is indexed, one Haystack document a clause; whether an index holds what a fresh one would.

An article without clauses, an appendix, a table and a form are documents too. A *unit* is what a hit shows: an article or an
appendix; in a text that has neither (a contract, a guide), each provision at the top.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, count, groupby
from operator import attrgetter
from typing import Any

import orjson
from sqlalchemy import Connection, case, func, select

from documents.model import Kind
from documents.paths import provision_key
from documents.table_heads import column_heads, head_rows
from documents.wording.citing import full_name
from kb.database.reading.details import slices
from kb.database.tables import Instrument, Issuer, Provision, ProvisionTable, Version
from kb.index import fields
from kb.index.engine import Document, Progress, SearchEngine, among
from kb.index.fields import CLAUSE_EVIDENCE, evidence_meta
from kb.index.rows import TABLE, WORDS, announces, first_of, packed_words
from kb.law.effects.external import read_external
from kb.law.status.evidence import EvidenceReader
from kb.law.texts.twins import stamp_through, twins

VERSIONS_AT_ONCE = 200

_UNITS = {Kind.ARTICLE, Kind.APPENDIX}
_APART = {Kind.CLAUSE, Kind.TABLE, Kind.FORM, Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.SUBSECTION}
_NOT_SEARCHED = {Kind.PREAMBLE, Kind.BASIS, Kind.RECIPIENTS, Kind.SIGNATURE, Kind.CLOSING}
_Provision = Any  # a row of the columns that _documents_of_part reads


def read_documents(connection: Connection, versions: Sequence[int], packed: bool = True) -> Iterator[Document]:
    """The documents of some versions, in reading order; versions that are not there give none.

    :param packed: with their words as ranking compares them, which take most of the time
    """
    for start in range(0, len(versions), VERSIONS_AT_ONCE):
        yield from _documents_of_part(connection, versions[start : start + VERSIONS_AT_ONCE], packed)


def _documents_of_part(connection: Connection, versions: Sequence[int], packed: bool) -> Iterator[Document]:
    names = _names(connection, versions)
    evidence = EvidenceReader(connection, versions)
    tables = _tables(connection, versions)
    rows = connection.execute(
        select(
            Provision.id,
            Provision.version_id,
            Provision.parent_id,
            Provision.article_id,
            Provision.path,
            Provision.kind,
            Provision.number,
            Provision.heading,
            Provision.text,
            Provision.tail,
        )
        .where(Provision.version_id.in_(versions))
        .order_by(Provision.version_id, Provision.position)
        .execution_options(yield_per=10_000)
    )
    for version, provisions in groupby(chain.from_iterable(rows.partitions()), key=attrgetter("version_id")):
        yield from _Tree(version, list(provisions), names[version], evidence, tables, packed).documents()


def _names(connection: Connection, versions: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What hits of each version say about its instrument, and are filtered by (`kb.index.fields`)."""
    columns = {field.place: field.column for field in fields.FILTERS if field.column is not None}
    rows = connection.execute(
        select(
            Version.id,
            Instrument.type,
            func.coalesce(Instrument.title, Instrument.borrowed_title),
            case((Instrument.title.is_(None), Instrument.borrowed_from)),
            Instrument.number,
            Issuer.name,
            *columns.values(),
        )
        .join(Instrument, Instrument.id == Version.instrument_id)
        .join(Issuer, Issuer.id == Instrument.issuer_id, isouter=True)
        .where(Version.id.in_(versions))
    )
    found: dict[int, dict[str, Any]] = {}
    for version, kind, title, title_from, number, issuer, *values in rows:
        kept = (value.isoformat() if isinstance(value, date) else value for value in values)
        filtered = dict(zip(columns, kept, strict=True))
        said = {"title": full_name(kind, title), "title_from": title_from, "number": number, "issuer_name": issuer}
        found[version] = {**filtered, **said}
    return found


def _tables(connection: Connection, versions: Sequence[int]) -> dict[int, list[list[str | None]]]:
    """The cells of tables, row by row."""
    rows = connection.execute(
        select(ProvisionTable.provision_id, ProvisionTable.rows)
        .join(Provision, Provision.id == ProvisionTable.provision_id)
        .where(Provision.version_id.in_(versions))
    )
    return {row.provision_id: row.rows for row in rows}


@dataclass
class _Tree:
    """The provisions of one version."""

    _version: int
    _rows: list[_Provision]
    _name: Mapping[str, Any]
    _evidence: EvidenceReader
    _tables: dict[int, list[list[str | None]]]
    _packed: bool

    def __post_init__(self) -> None:
        self._has_parts = self._evidence.has_parts(self._version)
        self._children: dict[int, list[_Provision]] = defaultdict(list)
        for row in self._rows:
            if row.parent_id is not None:
                self._children[row.parent_id].append(row)

    def documents(self) -> Iterator[Document]:
        units = [row for row in self._rows if row.kind in _UNITS]
        if not any(row.kind == Kind.ARTICLE for row in units):
            # A text without articles is searched from the top; its appendices are below it or beside it.
            top = [row for row in self._rows if row.parent_id is None and row.kind not in _UNITS]
            units = [row for row in top if row.kind not in _NOT_SEARCHED] + units or top
        for unit in units:
            meta = self._unit_meta(unit)
            yield from self._documents_below(unit, unit, meta)

    def _unit_meta(self, unit: _Provision) -> dict[str, Any]:
        standing = self._evidence.of(self._version, unit.path)
        self._of_unit = standing.evidence
        return {
            "version": self._version,
            "unit": unit.id,
            **self._name,
            "article": provision_key(self._name["instrument"], unit.path),
            "path": unit.path,
            "unit_kind": unit.kind,
            "unit_number": unit.number,
            "heading": unit.heading,
            "topic": list(standing.topics),
            "source_id": standing.anchors[0] if standing.anchors else None,
            **evidence_meta(standing.evidence),
            "influences": self._evidence.stamp(self._version),
            "amended": standing.amended,
        }

    def _clause_meta(self, node: _Provision, unit: _Provision, unit_meta: dict[str, Any]) -> dict[str, Any]:
        """A clause may end, be suspended or begin while the rest of its article does not."""
        if node is unit or not self._has_parts:
            return unit_meta
        own = self._evidence.of(self._version, node.path).evidence
        return unit_meta if own == self._of_unit else {**unit_meta, CLAUSE_EVIDENCE: dict(evidence_meta(own))}

    def _documents_below(self, node: _Provision, unit: _Provision, meta: dict[str, Any]) -> Iterator[Document]:
        pieces: list[tuple[str, str]] = []
        apart: list[_Provision] = []
        self._gather(node, node is unit, pieces, apart)
        if pieces or (node is unit and not apart and node.heading):
            own = self._clause_meta(node, unit, meta)
            if apart and announces(node.text or ""):
                # What it announces are documents of their own.
                shown = first_of((child.path, child.text) for child in apart if child.parent_id == node.id)
                own = {**own, "following": [[item.path, item.text, item.cut] for item in shown]}
            if node.kind == Kind.TABLE and node.id in self._tables:
                before = sum(map(bool, (node.heading if node is not unit else None, node.text)))
                own = {**own, TABLE: _table(self._tables[node.id], before)}
            yield _document(node, pieces, own, self._packed)
        for child in apart:
            yield from self._documents_below(child, unit, meta)

    def _gather(self, node: _Provision, is_unit: bool, pieces: list[tuple[str, str]], apart: list[_Provision]) -> None:
        """The texts of a provision and of what belongs to it; what stands apart goes to ``apart``."""
        if node.heading and not is_unit:
            pieces.append((node.path, node.heading))
        if node.text:
            pieces.append((node.path, node.text))
        if node.kind == Kind.TABLE:
            pieces.extend((node.path, cell) for row in self._tables.get(node.id, ()) for cell in row if cell)
        for child in self._children.get(node.id, ()):
            if child.kind in _UNITS or child.kind in _NOT_SEARCHED:
                continue
            if child.kind in _APART:
                apart.append(child)
            else:
                self._gather(child, False, pieces, apart)
        if node.tail:
            pieces.append((node.path, node.tail))


def _table(rows: Sequence[Sequence[str | None]], before: int) -> dict[str, Any]:
    """Where the cells of a table stand, which are pieces: so that a hit says under which heads.

    :param before: pieces before its first cell
    """
    numbers = count(before)
    cells = [[[column, next(numbers)] for column, cell in enumerate(row) if cell] for row in rows]
    return {"head_rows": head_rows(rows), "heads": column_heads(rows), "rows": cells}


def _document(node: _Provision, pieces: list[tuple[str, str]], unit_meta: dict[str, Any], packed: bool) -> Document:
    places = []
    start = 0
    for path, text in pieces:
        places.append([path, start, start + len(text)])
        start += len(text) + 1
    content = "\n".join(text for _, text in pieces)
    clause = node.path if node.id != unit_meta["unit"] else None
    meta = {**unit_meta, "provision": node.id, "clause": clause, "pieces": places}
    if packed:
        meta[WORDS] = packed_words(content)
    return Document(id=str(node.id), content=content, meta=meta)


_MOST_STAMPS = 60_000


@dataclass(frozen=True, slots=True)
class Differences:
    """How far the rows of an index are from those of a fresh one.

    :param rows: of these, how many differ, are lacking, or are too many
    :param articles: in how many articles
    """

    total: int
    rows: int = 0
    articles: int = 0


def versions_touched(connection: Connection, engine: SearchEngine) -> set[int]:
    """Versions whose rows were made under other influences of other instruments than there are now."""
    now = _stamps(connection)
    held = engine.view().values(["influences"], most=_MOST_STAMPS)["influences"]
    touched = {version for stamp, versions in now.items() if stamp not in held for version in versions}
    for gone in slices([stamp for stamp in held if stamp not in now]):
        touched.update(int(document.meta["version"]) for document in engine.matching(among("influences", gone)))
    return touched


def with_siblings(connection: Connection, versions: Iterable[int]) -> list[int]:
    """Some versions with all whose evidence is read out of them: those of the same instruments, and consolidated texts of these."""
    found = set(versions)
    for some in slices(sorted(found)):
        instruments = select(Version.instrument_id).where(Version.id.in_(some))
        found.update(connection.scalars(select(Version.id).where(Version.instrument_id.in_(instruments))))
    return sorted(found.union(mine for mine, other in twins(connection).items() if other in found))


def _stamps(connection: Connection) -> dict[str, list[int]]:
    """Every stamp that rows are to carry now, with the versions that they are of."""
    said, others = read_external(connection).stamps(), twins(connection)
    of = {row.id: row.instrument_id for row in connection.execute(select(Version.id, Version.instrument_id))}
    found: dict[str, list[int]] = defaultdict(list)
    for version, instrument in of.items():
        other = others.get(version)
        if stamp := stamp_through(said.get(instrument if other is None else of[other]), other):
            found[stamp].append(version)
    return found


def compare_rows(
    connection: Connection, engine: SearchEngine, versions: Iterable[int], progress: Progress | None = None
) -> Differences:
    """Compare every row of some versions with what a fresh index would hold.

    :param versions: those of the base and those of the index
    """
    total = rows = 0
    articles: set[str] = set()
    asked = sorted(set(versions))
    for start in range(0, len(asked), VERSIONS_AT_ONCE):
        some = asked[start : start + VERSIONS_AT_ONCE]
        held = [(document.id, _digest(document), _article(document)) for document in engine.matching(among("version", some))]
        left = {identity: (digest, article) for identity, digest, article in held}
        rows += len(held) - len(left)
        for document in read_documents(connection, some, packed=False):
            total += 1
            found = left.pop(document.id, None)
            if found is None or found[0] != _digest(document):
                rows += 1
                articles.add(_article(document))
        rows += len(left)
        articles.update(article for _, article in left.values())
        if progress:
            progress(min(start + VERSIONS_AT_ONCE, len(asked)), len(asked))
    return Differences(total, rows, len(articles))


def _digest(document: Document) -> bytes:
    meta = {name: value for name, value in document.meta.items() if name != WORDS}
    return hashlib.blake2b(orjson.dumps((document.content, meta), option=orjson.OPT_SORT_KEYS), digest_size=16).digest()


def _article(document: Document) -> str:
    return str(document.meta.get("article"))
