"""Texts out of a base again: what their files brought goes, and what was derived from their words is derived without them.

All that people read is right with one transaction. What is left then (links of texts that name the same law, originals) is noted in
it, so that a process that ends leaves it to the next ingest.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, delete, func, literal, or_, select, update
from sqlalchemy.orm import Session

from documents.messages import Message, Places
from documents.model import InstrumentType, Kind
from documents.paths import split_key
from documents.text import slug
from documents.wording.citing import full_name
from ingest.files.originals import drop_original
from kb.accounts.audit import TEXT, instruments_named, lines, record
from kb.accounts.current import Actor, act_as
from kb.accounts.roles import require
from kb.annotations.reading import find_note
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.details import rows_among
from kb.database.reading.holdings import version_ids
from kb.database.reading.reader import find_instrument, list_by_ids
from kb.database.state import count_change, count_change_of, work_done
from kb.database.storing.arrangement import CODIFICATION, COMPILED, CONSOLIDATION, arrange
from kb.database.storing.removal import remove_instruments, remove_version
from kb.database.storing.seen import require_unchanged
from kb.database.sweeping import await_sweep
from kb.errors import NotFoundError, RemovalError
from kb.index.build import follow
from kb.law.derivation.compiling import compile_now, worth_compiling
from kb.law.derivation.drafts import DRAFT
from kb.law.derivation.linking import await_linking, link_waiting
from kb.law.effects.views import CORRECTED
from kb.law.references.naming import UNRESOLVED, name_of_key
from kb.law.texts.borrowing import await_names
from kb.review.files import Review, list_reviews
from kb.review.grid import grid_of

_DUE = "removed"
_LOOSE = f"{UNRESOLVED}/"
"""Begins the label of a row of cited instruments that the texts which name it are to leave: no slug has such a sign."""
_NAMED, _SHORT = 5, 80
_INSTRUMENT, _VERSION, _SOURCE, _CITED = tables.Instrument, tables.Version, tables.VersionSource, tables.CitedInstrument


@dataclass(frozen=True, slots=True)
class Removal:
    """What goes with some texts.

    :param names: by key, what each is called
    :param articles: how many they have
    :param versions: ids of all that go; ``others``: of those the ones that are consolidated texts of instruments that stay
    :param files: ids of the files that carry them, and nothing else
    """

    ids: tuple[int, ...]
    names: Mapping[str, str]
    articles: int
    versions: tuple[int, ...]
    others: Mapping[int, int] = field(default_factory=dict)
    files: tuple[int, ...] = ()

    @property
    def about(self) -> dict[str, object]:
        """What people are told of it."""
        return {"names": tuple(self.names.values()), "articles": self.articles, "files": len(self.files)}

    @property
    def shown(self) -> tuple[object, ...]:
        """What a decision about it rests on, see `kb.database.storing.seen`."""
        return (self.ids, self.versions, self.files)


def what_goes(session: Session, keys: Iterable[str]) -> Removal:
    """What would go with some texts.

    :raises NotFoundError: there is no such text
    :raises RemovalError: the codification has one, other texts came in the same file, or people work on it
    """
    found = {record.id: record for record in (find_instrument(session, key) for key in keys)}
    own = select(_SOURCE.file_id).join(_VERSION, _VERSION.id == _SOURCE.version_id)
    files = set(session.scalars(own.where(_VERSION.instrument_id.in_(found), _VERSION.origin != COMPILED)))
    formats = session.scalars(select(tables.SourceFile.format).where(tables.SourceFile.id.in_(files)))
    if CODIFICATION in set(formats):
        raise RemovalError("remove_codified", keys=[record.key for record in found.values()])
    others = _of_others(session, found, files)
    whole = select(_VERSION.instrument_id).where(_VERSION.origin != COMPILED, _VERSION.id.not_in(others))
    alone = {*others.values()}.difference(session.scalars(whole.where(_VERSION.instrument_id.in_(others.values()))))
    found |= list_by_ids(session, sorted(alone))  # known from the consolidated text alone
    going = {*version_ids(session, found), *others}
    _require_nobody_works(session, list(found), going)
    return Removal(
        tuple(sorted(found)),
        {record.key: name_of_key(session, record.key) for record in found.values()},
        _count_articles(session, found),
        tuple(sorted(going)),
        {version: id_ for version, id_ in others.items() if id_ not in found},
        tuple(sorted(files)),
    )


def remove_texts(base: KnowledgeBase, keys: Sequence[str], actor: Actor, seen: Removal | None = None) -> Removal:
    """Take texts out, with their files.

    :param seen: what was shown to whoever decided it
    :raises RemovalError: see :func:`what_goes`; nothing was done
    :raises ChangedMeanwhileError: it is no longer what was shown
    """
    with base.session(write=True) as session:  # in the program's turn: no ingest is in the middle of a file
        act_as(session, actor)
        require(session, actor, "remove", TEXT)
        going = what_goes(session, keys)
        if seen is not None:
            require_unchanged(seen, going)
        for key in going.names:
            record(session, "remove", TEXT, key, instrument=key)
        _take_out(session, going)
    link_waiting(base)
    finish_removal(base)
    follow(base)
    return going


def finish_removal(base: KnowledgeBase) -> None:
    """What is left to do once nothing names what went: also where a process was ended that had begun it."""
    with base.session() as session:
        if session.get(tables.State, _DUE) is None:
            return
    with base.session(write=True) as session:
        state = session.get_one(tables.State, _DUE)
        for sha256 in state.value.split():
            drop_original(session, base.settings.originals_path, sha256)
        naming = (tables.Reference, tables.Relation, tables.Effect, tables.ProvisionChange)
        unused = [~select(table.id).where(table.cited_id == _CITED.id).exists() for table in naming]
        session.execute(delete(_CITED).where(_CITED.label.startswith(_LOOSE), *unused))
        state.value = ""
        if session.scalar(select(_CITED.id).where(_CITED.label.startswith(_LOOSE)).limit(1)) is None:
            session.delete(state)


def _of_others(session: Session, found: Collection[int], files: Collection[int]) -> dict[int, int]:
    """The versions of other instruments that files of some carry: those that a consolidated text consolidates.

    :raises RemovalError: other texts came in these files
    """
    carried = select(_VERSION.id, _VERSION.instrument_id, _VERSION.origin, _SOURCE.file_id, _INSTRUMENT.type)
    carried = carried.join(_SOURCE, _SOURCE.version_id == _VERSION.id).join(_INSTRUMENT, _INSTRUMENT.id == _VERSION.instrument_id)
    of_files = select(_SOURCE.version_id).where(_SOURCE.file_id.in_(files))
    rows = session.execute(carried.where(_VERSION.id.in_(of_files), _VERSION.origin != COMPILED)).all()
    others = [row for row in rows if row.instrument_id not in found]
    base_of = (CONSOLIDATION, True)
    shared = {
        row.instrument_id
        for row in others
        if (row.origin, row.file_id in files) != base_of or row.type == InstrumentType.CONSOLIDATED_TEXT
    }
    if shared:
        keys = [record.key for record in list_by_ids(session, sorted(shared)).values()]
        raise RemovalError("remove_shared", keys=keys[:_NAMED], count=len(keys))
    return {row.id: row.instrument_id for row in others}


def _require_nobody_works(session: Session, ids: Sequence[int], going: Collection[int]) -> None:
    """Notes, review files and papers are people's work: whoever made them takes them away."""
    target, placing, draft = tables.AnnotationTarget, tables.AnnotationPlacing, tables.Draft
    on_it = select(target.annotation_id).where(or_(target.instrument_id.in_(ids), target.version_id.in_(going)))
    notes = sorted({*session.scalars(on_it), *session.scalars(select(placing.annotation_id).where(placing.instrument_id.in_(ids)))})
    if notes:
        raise RemovalError("remove_notes", count=len(notes), notes=[_said(session, id_) for id_ in notes[:_NAMED]])
    keys = set(instruments_named(session, ids))
    reviews = [review.said.title for review in list_reviews(session) if not keys.isdisjoint(_texts_of(session, review))]
    if reviews:
        raise RemovalError("remove_reviews", count=len(reviews), titles=reviews[:_NAMED])
    of_it = select(_INSTRUMENT.key).join(draft, draft.instrument_id == _INSTRUMENT.id).where(draft.of_key.in_(keys))
    papers = session.scalars(of_it.where(_INSTRUMENT.type != InstrumentType.DRAFT, _INSTRUMENT.id.not_in(ids))).all()
    if papers:
        raise RemovalError("remove_papers", count=len(papers), keys=papers[:_NAMED])


def _said(session: Session, note_id: str) -> Message:
    """A note by its words, its author and its place."""
    note = find_note(session, note_id)
    if note is None:  # a note has a row of its own wherever a target has
        raise NotFoundError("note_not_found")
    places = Places.of(*dict.fromkeys(target.path for target in note.targets))
    return Message.of("remove.note", words=shorten(note.text, _SHORT, placeholder="…"), author=note.author, places=places)


def _texts_of(session: Session, review: Review) -> set[str]:
    """The keys of the instruments that a review and its grid name."""
    grid = grid_of(session, review)
    return {split_key(key)[0] for key in (*review.said.items, *grid.columns, *(quote.instrument for quote in grid.quotes))}


def _count_articles(session: Session, ids: Collection[int]) -> int:
    """How many articles the fullest version of each has."""
    provision = tables.Provision
    counted = select(_VERSION.instrument_id, func.count()).join(provision, provision.version_id == _VERSION.id)
    counted = counted.where(_VERSION.instrument_id.in_(ids), provision.kind == Kind.ARTICLE)
    most: dict[int, int] = {}
    for id_, count in session.execute(counted.group_by(_VERSION.id, _VERSION.instrument_id)):
        most[id_] = max(count, most.get(id_, 0))
    return sum(most.values())


def _take_out(session: Session, going: Removal) -> None:
    """All of it that the database holds, within one transaction."""
    ids, staying = list(going.ids), set(going.others.values())
    keys = set(instruments_named(session, ids))
    file = tables.SourceFile
    hashes = session.scalars(select(file.sha256).where(file.id.in_(going.files))).all()
    named = _named_by(session, ids, going.versions)
    await_names(session, ids, named)
    loose = _loosened(session, ids, named)
    linked, compiled = _leaning_on(session, loose)
    compiled |= {*worth_compiling(session, [*ids, *staying]), *staying} - {*ids}
    changed = {id_ for id_ in session.scalars(select(_CITED.instrument_id).where(_CITED.id.in_(named))) if id_} | compiled
    drafts = _drafts_about(session, keys)
    for version in going.others:
        remove_version(session, version, version)
    session.execute(delete(tables.Problem).where(tables.Problem.version_id.in_(going.versions)))
    remove_instruments(session, ids, going.files)
    for id_ in staying:
        arrange(session, id_)
    session.expunge_all()
    session.execute(update(_CITED).where(_CITED.id.in_(loose)).values(label=literal(_LOOSE) + cast(_CITED.id, String)))
    found = session.scalars(select(tables.SavedSearchHit.article).distinct())
    hits = [article for article in found if split_key(article)[0] in keys]
    session.execute(delete(tables.SavedSearchHit).where(tables.SavedSearchHit.article.in_(hits)))
    for table in (tables.Job, tables.IngestItem):
        session.execute(delete(table).where(table.sha256.in_(hashes)))
    await_linking(session, {*linked, *version_ids(session, {*drafts, *staying})} - {*going.versions})
    work_done(session, "link", going.versions)
    for what in ("name", "compile"):
        work_done(session, what, ids)
    for id_ in sorted(compiled):
        compile_now(session, id_)
    count_change(session, going.versions)
    count_change_of(session, changed)
    left = session.get(tables.State, _DUE)
    session.merge(tables.State(name=_DUE, value=" ".join([*(left.value.split() if left else ()), *hashes])))
    if session.connection().dialect.name == "sqlite":
        await_sweep(session)


def _named_by(session: Session, ids: Sequence[int], going: Sequence[int]) -> list[int]:
    """The rows of cited instruments that texts name which go."""
    reference, provision, change = tables.Reference, tables.Provision, tables.ProvisionChange
    words = select(reference.cited_id).join(provision, provision.id == reference.provision_id)
    asked: list[Select[Any]] = [words.where(provision.version_id.in_(going))]
    asked += [select(table.cited_id).where(table.instrument_id.in_(ids)) for table in (tables.Relation, tables.Effect)]
    asked += [select(change.cited_id).where(change.version_id.in_(going))]
    return sorted({id_ for one in asked for id_ in session.scalars(one.distinct()) if id_ is not None})


def _loosened(session: Session, ids: Sequence[int], named: Sequence[int]) -> list[int]:
    """The rows that may not be what they are without the texts that go: they mean these, or what has the number or name of
    these or of what these alone may have named so fully.
    """
    row = _INSTRUMENT
    numbers: set[str] = set()
    meant: list[ColumnElement[bool]] = [_CITED.instrument_id.in_(ids)]
    for number, kind, title in session.execute(select(row.number_slug, row.type, row.title).where(row.id.in_(ids))):
        numbers.update([number] if number else ())
        meant += [_CITED.label == f"{UNRESOLVED}{slug(full_name(kind, title))}"] if title else []
    found = set(session.scalars(select(_CITED.id).where(or_(*meant))))
    asked = select(_CITED.id, _CITED.number_slug).outerjoin(row, row.id == _CITED.instrument_id)
    asked = asked.where(or_(row.id.is_(None), row.key != _CITED.label))
    for id_, number in rows_among(session, asked, _CITED.id, named):
        found.add(id_)
        numbers.update([number] if number else ())
    return sorted(found.union(id_ for id_, _ in rows_among(session, asked, _CITED.number_slug, numbers)))


def _leaning_on(session: Session, loose: Sequence[int]) -> tuple[set[int], set[int]]:
    """The versions whose words name some instruments, and the instruments with texts compiled of what these changed."""
    reference, provision, change, effect = tables.Reference, tables.Provision, tables.ProvisionChange, tables.Effect
    naming = select(provision.version_id).join(reference, reference.provision_id == provision.id).distinct()
    linked = {id_ for (id_,) in rows_among(session, naming, reference.cited_id, loose)}
    acting: set[int] = set()
    for table in (tables.Relation, effect):
        acting.update(id_ for (id_,) in rows_among(session, select(table.instrument_id).distinct(), table.cited_id, loose))
    corrected = session.execute(select(effect.instrument_id, effect.body).where(effect.state == CORRECTED))
    acting.update(id_ for id_, body in corrected if (body.get("read_target") or [None])[0] in loose)
    compiled = select(_VERSION.instrument_id).join(change, change.version_id == _VERSION.id).distinct()
    return linked.union(version_ids(session, acting)), {id_ for (id_,) in rows_among(session, compiled, change.cited_id, loose)}


def _drafts_about(session: Session, keys: Collection[str]) -> list[int]:
    """The drafts of which their words, no person, say that they would change some law: that is read anew."""
    draft, found = tables.Draft, list[int]()
    for id_ in session.scalars(select(draft.instrument_id).where(draft.of_key.in_(keys))):
        own = instruments_named(session, [id_])
        if not any(line.after.get("of") for line in lines(session, tables.Audit.thing == DRAFT, tables.Audit.instrument.in_(own))):
            found.append(id_)
    session.execute(update(draft).where(draft.instrument_id.in_(found)).values(of_key=None))
    return found
