"""Relations between the instruments of a base, each with the words that say so; where texts detail a provision."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from documents.paths import UNITS, key_parts, kind_of, provision_key, touches, type_of_key, unit_of
from documents.time.relations import RelationKind
from documents.wording.types import LEVELS, is_outranked, type_of_slug
from kb.database import tables
from kb.database.reading.details import slices
from kb.database.reading.records import LoadedVersion, of_row
from kb.database.storing.arrangement import CODIFICATION
from kb.law.effects.newer import deciders, state_of_relation
from kb.law.effects.views import REJECTED
from kb.law.references.links import incoming, outgoing, sentence_at
from kb.law.references.naming import cited_name, name_of

REFERS = RelationKind.REFERS.value
RELATED, OF_PART = "lien_quan", "_phan"
_ENDING = (RelationKind.REPLACES, RelationKind.REPEALS, RelationKind.SUSPENDS)
CALLED = (*(name for kind in RelationKind for name in ((kind, f"{kind}{OF_PART}") if kind in _ENDING else (kind,))), RELATED)
"""What relations are called, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class RelationView:
    """A relation from one instrument to another.

    :param id: None for the references of a text taken together, which nobody has to decide about
    :param kind: see `documents.time.relations.RelationKind`
    :param source: key of the instrument whose words say so; ``source_name`` its number and title
    :param target: key of the other instrument as far as it is known, None for a name that is not resolved
    :param target_id: row of the other instrument, None where the base does not have it
    :param target_path: the provision that is meant, empty for the whole
    :param path: the provision of the source that holds the evidence; ``start`` and ``end`` are offsets in its ``field``
    :param origin: ``text``, or ``codification`` for a cross reference made by its editors
    :param state: ``found``, ``accepted``, ``corrected`` or ``rejected``
    """

    id: int | None
    kind: str
    source_id: int
    source: str
    source_name: str
    target_id: int | None
    target: str | None
    target_name: str
    target_path: str
    path: str
    field: str
    start: int
    end: int
    evidence: str
    origin: str
    state: str
    decided_by: str | None = None
    decided_at: datetime | None = None
    count: int = 1

    @property
    def called(self) -> str:
        """What it is called: an ending of a part is none of the whole, what editors name beside a text no reference in it."""
        if self.kind == REFERS and self.origin == CODIFICATION:
            return RELATED
        return f"{self.kind}{OF_PART}" if self.target_path and self.kind in _ENDING else self.kind

    @property
    def target_key(self) -> str | None:
        """Key of the provision or instrument that is meant."""
        if self.target is None:
            return None
        return provision_key(self.target, self.target_path)

    @property
    def shown(self) -> tuple[object, ...]:
        """What a decision about it rests on, see `kb.database.storing.seen`."""
        says = (self.source, self.path, self.field, self.start, self.end, self.evidence, self.origin)
        return (*says, self.kind, self.target_key, self.target_name, self.state, self.decided_by, self.decided_at)


@dataclass(frozen=True, slots=True)
class Relations:
    """What an instrument is to others, and what others are to it."""

    outgoing: tuple[RelationView, ...]
    incoming: tuple[RelationView, ...]


def relations_of(session: Session, instrument_id: int, rejected: bool = True) -> Relations:
    """The relations of an instrument, in the order of the kinds and of the text, and the references (dẫn chiếu) of text pairs."""
    relation, cited = tables.Relation, tables.CitedInstrument
    outgoing = _views(session, relation.instrument_id == instrument_id)
    incoming = _views(session, cited.instrument_id == instrument_id)
    version = tables.Version
    elsewhere = cited.instrument_id.is_(None) | (cited.instrument_id != instrument_id)
    outgoing += _references(session, version.instrument_id == instrument_id, elsewhere)
    incoming += _references(session, cited.instrument_id == instrument_id, version.instrument_id != instrument_id)
    return Relations(_ordered(outgoing, rejected), _ordered(incoming, rejected))


def transitional_for(session: Session, instrument_id: int, path: str | None = None) -> list[RelationView]:
    """Transitional clauses elsewhere that keep an instrument, or a provision of it, alive for old facts."""
    relation, cited = tables.Relation, tables.CitedInstrument
    kept = (relation.kind == RelationKind.TRANSITION.value) & (relation.state != REJECTED)
    found = _views(session, (cited.instrument_id == instrument_id) & kept)
    return [view for view in found if path is None or touches(view.target_path, path)]


def relations_by_id(session: Session, ids: Sequence[int]) -> list[RelationView]:
    """Some relations, in the order of the ids; what is gone is left out."""
    found = {view.id: view for view in _views(session, tables.Relation.id.in_(ids))}
    return [found[id_] for id_ in ids if id_ in found]


def _views(session: Session, where: object) -> list[RelationView]:
    relation, cited, source, person = tables.Relation, tables.CitedInstrument, tables.Instrument, tables.Person
    other = aliased(tables.Instrument)
    statement = (
        select(relation, cited, source, other, person.name, state_of_relation())
        .join(cited, cited.id == relation.cited_id)
        .join(source, source.id == relation.instrument_id)
        .outerjoin(other, other.id == cited.instrument_id)
        .outerjoin(person, person.id == relation.decided_by)
        .where(where)  # type: ignore[arg-type]
        .order_by(relation.id)
    )
    found = session.execute(statement).all()
    views = [
        _view(row, (from_, named, to), evidence=row.text, state=state, decided_by=by, count=1)
        for row, named, from_, to, by, state in found
    ]
    with_effects = [row.id for row, *_, state in found if state != row.state]
    by_whom = {id_: (name, at) for some in slices(with_effects) for id_, name, at in deciders(session, some)}
    return [
        replace(view, decided_by=by_whom[view.id][0], decided_at=by_whom[view.id][1]) if view.id in by_whom else view
        for view in views
    ]


def _view(
    row: tables.Relation | tables.Reference,
    between: tuple[tables.Instrument, tables.CitedInstrument, tables.Instrument | None],
    **told: Any,
) -> RelationView:
    from_, named, to = between
    return of_row(
        RelationView,
        row,
        source_id=from_.id,
        source=from_.key,
        source_name=name_of(from_),
        target_id=named.instrument_id,
        target=to.key if to else named.key,
        target_name=cited_name(named, to),
        **told,
    )


def _references(session: Session, *where: object) -> list[RelationView]:
    reference, cited, provision, version = tables.Reference, tables.CitedInstrument, tables.Provision, tables.Version
    pairs = (
        select(func.min(reference.id).label("first"), func.count().label("count"))
        .join(cited, cited.id == reference.cited_id)
        .join(provision, provision.id == reference.provision_id)
        .join(version, version.id == provision.version_id)
        .where(version.preferred, *where)  # type: ignore[arg-type]
        .group_by(version.instrument_id, reference.cited_id)
        .subquery()
    )
    source, other = tables.Instrument, aliased(tables.Instrument)
    statement = (
        select(reference, provision.path, provision.text, provision.tail, provision.heading, cited, source, other, pairs.c.count)
        .join(pairs, pairs.c.first == reference.id)
        .join(cited, cited.id == reference.cited_id)
        .join(provision, provision.id == reference.provision_id)
        .join(version, version.id == provision.version_id)
        .join(source, source.id == version.instrument_id)
        .outerjoin(other, other.id == cited.instrument_id)
        .order_by(pairs.c.count.desc(), reference.id)
    )
    found = []
    for row, path, text, tail, heading, named, from_, to, count in session.execute(statement):
        words = {"text": text, "tail": tail}.get(row.field, heading or "")
        evidence = sentence_at(words, row.start, row.end)
        told = {"kind": REFERS, "path": path, "evidence": evidence, "origin": "text", "state": "found", "count": count}
        found.append(_view(row, (from_, named, to), id=None, decided_by=None, decided_at=None, **told))
    return found


_ORDER = {kind.value: place for place, kind in enumerate(RelationKind)}


def _ordered(views: list[RelationView], rejected: bool) -> tuple[RelationView, ...]:
    kept = [view for view in views if rejected or view.state != REJECTED]
    return tuple(sorted(kept, key=lambda view: (_ORDER.get(view.kind, 99), view.origin == CODIFICATION)))


_SAYS = re.compile(r"quy định chi tiết|hướng dẫn|chi tiết và", re.IGNORECASE)
_MOST = 400


@dataclass(frozen=True, slots=True)
class Detail:
    """An article of a text of lower rank that cites a provision.

    :param path: the article, empty for the whole text
    :param says: that sentence says that it details or guides
    """

    instrument: str
    path: str
    words: str
    says: bool


def is_below(key: str, above: str) -> bool:
    """Whether an instrument is of a lower rank than another one, as far as their keys tell."""
    return is_outranked(
        *((type_of_slug(parts.type), parts.number) if (parts := key_parts(item)) else (None, None) for item in (key, above))
    )


def detailing(session: Session, instrument: tuple[int, str], path: str | None) -> list[Detail]:
    """The articles of texts of lower rank that cite a provision: first of what details its instrument, decrees before circulars.

    :param instrument: row and key
    :param path: of the provision; None: the whole text
    """
    found: dict[tuple[str, str], Detail] = {}
    for item in incoming(session, instrument[0], path, _MOST):
        if not is_below(item.instrument, instrument[1]):
            continue
        unit = unit_of(item.path)
        if kind_of(unit) not in UNITS:
            continue
        says = bool(_SAYS.search(item.words))
        known = found.get((item.instrument, unit))
        if known is None or (says and not known.says):
            found[item.instrument, unit] = Detail(item.instrument, unit, item.words, says)
    detailers = {item.instrument for item in detailing_texts(session, instrument)} if found else set()

    def rank(item: Detail) -> tuple[bool, bool, int]:
        return item.instrument not in detailers, not item.says, LEVELS.get(type_of_key(item.instrument) or "", 9)

    return sorted(found.values(), key=rank)


def detailing_texts(session: Session, instrument: tuple[int, str]) -> list[Detail]:
    """The texts of lower rank that say that they detail or guide an instrument, each once, without saying which article.

    :param instrument: row and key
    """
    found: dict[str, Detail] = {}
    for view in relations_of(session, instrument[0], rejected=False).incoming:
        if view.kind == RelationKind.DETAILS.value and not view.target_path and is_below(view.source, instrument[1]):
            found.setdefault(view.source, Detail(view.source, "", view.evidence, True))
    return sorted(found.values(), key=lambda item: LEVELS.get(type_of_key(item.instrument) or "", 9))


def citing_articles(session: Session, cited: LoadedVersion, citing: LoadedVersion) -> list[tuple[str, str]]:
    """Articles of a text with the articles of another one that cite them or something in them."""
    found: dict[tuple[str, str], None] = {}
    for link in outgoing(session, citing):
        unit = unit_of(link.path)
        if kind_of(unit) in UNITS:
            for target in link.targets:
                if target.instrument_id == cited.instrument.id and target.path and target.possible:
                    found[unit_of(target.path), unit] = None
    return list(found)
