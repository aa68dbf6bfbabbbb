"""Titles for instruments whose own text gives none: read anew whenever what they lean on changes (`documents.identity.borrowed`).

Which instruments that concerns is noted where texts are linked, in the same transaction; they are named after that, beside the
writers.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import PurePath

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from documents.identity.borrowed import Citing, borrowed_title
from documents.identity.numbers import find_numbers
from documents.keys import number_slug
from documents.model import BorrowedTitle, InstrumentType, Kind, TitleSource
from documents.paths import provision_key, segment, split_key
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.details import load_units, rows_among, slices
from kb.database.state import await_work, count_change_of, waiting, work_done
from kb.database.storing.arrangement import CODIFICATION, COMPILED

logger = logging.getLogger(__name__)

_FIRST = segment(Kind.ARTICLE, "1")
_MOST_READ = 300  # references to one instrument: more of them say nothing new
_AT_ONCE = 50
_ISSUED = "ban hành ngày"  # stands in the cross references in which the editors write out a name
_TYPES = {kind.value: kind for kind in InstrumentType}
_INSTRUMENT, _CITED, _REFERENCE, _RELATION = tables.Instrument, tables.CitedInstrument, tables.Reference, tables.Relation
_PROVISION, _VERSION = tables.Provision, tables.Version


def await_names(session: Session, instrument_ids: Collection[int], cited_ids: Collection[int]) -> None:
    """Note the instruments without a title whose name may be another one after some texts were linked.

    These are the linked ones themselves, those that they cite, and those that have their name from them.

    :param instrument_ids: whose texts were linked
    :param cited_ids: rows of the cited instruments that they name now
    """
    nameless = _INSTRUMENT.title.is_(None)
    cited = select(_INSTRUMENT.id).join(_CITED, _CITED.instrument_id == _INSTRUMENT.id).where(nameless)
    found: set[int] = set()
    keys: set[str] = set()
    asked = select(_INSTRUMENT.id, _INSTRUMENT.key, _INSTRUMENT.title)
    for id_, key, title in rows_among(session, asked, _INSTRUMENT.id, instrument_ids):
        keys.add(key)
        found.update(() if title else (id_,))
    found.update(id_ for (id_,) in rows_among(session, cited, _CITED.id, cited_ids))
    borrowing = session.execute(select(_INSTRUMENT.id, _INSTRUMENT.borrowed_at).where(_INSTRUMENT.borrowed_at.is_not(None)))
    found.update(id_ for id_, at in borrowing if split_key(at or "")[0] in keys)
    await_work(session, "name", found)


def name_waiting(base: KnowledgeBase) -> tuple[int, ...]:
    """Name the instruments that wait for it.

    :returns: ids of the versions of those whose name is another one now: the index has to look at them
    """
    with base.session() as session:
        asked = waiting(session, "name")
    changed: list[int] = []
    for some in slices(asked, _AT_ONCE):
        with base.session() as session:
            names = names_of(session, some)
        with base.session(write=True) as session:
            renamed = _keep(session, some, names)
            if renamed:
                changed += count_change_of(session, renamed)
    return tuple(changed)


def names_of(session: Session, instrument_ids: Sequence[int]) -> dict[int, BorrowedTitle | None]:
    """The titles that instruments can borrow, those without a title of their own; None where nothing says a name for certain."""
    columns = (_INSTRUMENT.id, _INSTRUMENT.key, _INSTRUMENT.type, _INSTRUMENT.number_slug)
    rows = session.execute(select(*columns).where(_INSTRUMENT.id.in_(instrument_ids), _INSTRUMENT.title.is_(None))).all()
    numbers = {row.id: row.number_slug for row in rows}
    citings: dict[int, list[Citing]] = defaultdict(list)
    for instrument_id, citing in chain(_references(session, numbers), _titles(session, numbers)):
        citings[instrument_id].append(citing)
    leading = _leading(session, numbers)
    articles = load_units(session, dict.fromkeys(leading.values(), (_FIRST,)))
    cited = [version for id_, version in leading.items() if id_ in citings]
    words = _words(session, cited) if cited else {}
    files = _files(session, [version for id_, version in leading.items() if numbers[id_] is None])
    found: dict[int, BorrowedTitle | None] = {}
    for row in rows:
        version, kind = leading.get(row.id, 0), _TYPES.get(row.type, InstrumentType.OTHER)
        try:
            name = borrowed_title(row.key, kind, citings[row.id], articles.get((version, _FIRST)), words.get(version, ""))
            if name is None and version in files:  # what has no number either is called by its file
                name = BorrowedTitle(f"“{files[version]}”", TitleSource.FILE, row.key)
            found[row.id] = name
        except Exception as error:
            # One text that cannot be read keeps no other out of the base, and goes on waiting.
            logger.error("naming %s failed, it is tried again with the next ingest: %s", row.key, type(error).__name__)
            logger.debug("the failure in full", exc_info=True)
    return found


def _keep(session: Session, asked: Sequence[int], names: Mapping[int, BorrowedTitle | None]) -> list[int]:
    """Write names, as far as the instruments have no title of their own by now; those that have another name than before."""
    columns = (_INSTRUMENT.id, _INSTRUMENT.borrowed_title, _INSTRUMENT.borrowed_from, _INSTRUMENT.borrowed_at)
    nameless = select(*columns).where(_INSTRUMENT.id.in_(asked), _INSTRUMENT.title.is_(None))
    held: dict[int, tuple[str | None, ...]] = {row.id: tuple(row[1:]) for row in session.execute(nameless)}
    renamed = []
    for id_, name in names.items():
        new = (name.text, name.source.value, name.at) if name else (None, None, None)
        if id_ not in held or held[id_] == new:
            continue
        values = dict(zip(("borrowed_title", "borrowed_from", "borrowed_at"), new, strict=True))
        session.execute(update(_INSTRUMENT).where(_INSTRUMENT.id == id_).values(**values))
        if held[id_][:2] != new[:2]:
            renamed.append(id_)
    work_done(session, "name", [id_ for id_ in asked if id_ in names or id_ not in held])
    return renamed


def _references(session: Session, numbers: Mapping[int, str | None]) -> Iterator[tuple[int, Citing]]:
    """The places of other texts that name instruments by their numbers.

    :param numbers: slugs, by instrument
    """
    place = func.row_number().over(partition_by=_CITED.instrument_id, order_by=_REFERENCE.id).label("place")
    columns = (_CITED.instrument_id, _REFERENCE.provision_id, _REFERENCE.field, _REFERENCE.start, _REFERENCE.end, place)
    asked = select(*columns).join(_CITED, _CITED.id == _REFERENCE.cited_id).where(_CITED.instrument_id.in_(numbers)).subquery()
    rows = session.execute(
        select(asked, _PROVISION.path, _PROVISION.heading, _PROVISION.text, _PROVISION.tail, _INSTRUMENT.key)
        .join(_PROVISION, _PROVISION.id == asked.c.provision_id)
        .join(_VERSION, _VERSION.id == _PROVISION.version_id)
        .join(_INSTRUMENT, _INSTRUMENT.id == _VERSION.instrument_id)
        .where(asked.c.place <= _MOST_READ, _INSTRUMENT.id != asked.c.instrument_id)
    )
    for row in rows:
        text = getattr(row, row.field) or ""
        written = find_numbers(text[row.start : row.end])
        if written and number_slug(written[-1].number) == numbers[row.instrument_id]:
            yield row.instrument_id, Citing(text, row.start + written[-1].end, row.key, provision_key(row.key, row.path))


def _titles(session: Session, numbers: Mapping[int, str | None]) -> Iterator[tuple[int, Citing]]:
    rows = session.execute(
        select(_CITED.instrument_id, _RELATION.text, _RELATION.origin, _RELATION.path, _INSTRUMENT.key)
        .join(_CITED, _CITED.id == _RELATION.cited_id)
        .join(_INSTRUMENT, _INSTRUMENT.id == _RELATION.instrument_id)
        .where(_CITED.instrument_id.in_(numbers), _INSTRUMENT.id != _CITED.instrument_id)
        .where((_RELATION.text == _INSTRUMENT.title) | ((_RELATION.origin == CODIFICATION) & _RELATION.text.contains(_ISSUED)))
    )
    for instrument_id, text, origin, path, key in rows:
        assert instrument_id is not None  # it is one of those asked for
        for found in find_numbers(text):
            if number_slug(found.number) == numbers[instrument_id]:
                of, at = (CODIFICATION, provision_key(key, path)) if origin == CODIFICATION else (key, key)
                yield instrument_id, Citing(text, found.end, of, at, is_title=True)


def _leading(session: Session, instrument_ids: Collection[int]) -> dict[int, int]:
    """By instrument, the version whose words are its own: as a file carries them, whole before partial, the latest first."""
    rows = session.execute(
        select(_VERSION.instrument_id, _VERSION.id)
        .where(_VERSION.instrument_id.in_(instrument_ids), _VERSION.origin != COMPILED)
        .order_by(_VERSION.partial.desc(), _VERSION.preferred, _VERSION.number)
    )
    return {row.instrument_id: row.id for row in rows}


def _files(session: Session, version_ids: Collection[int]) -> dict[int, str]:
    file, carried = tables.SourceFile, tables.VersionSource
    asked = select(carried.version_id, file.name, file.member).join(file, file.id == carried.file_id).order_by(file.id.desc())
    found = session.execute(asked.where(carried.version_id.in_(version_ids)))
    return {version_id: PurePath(member or name).name for version_id, name, member in found}


def _words(session: Session, version_ids: Collection[int]) -> dict[int, str]:
    columns = (_PROVISION.version_id, _PROVISION.heading, _PROVISION.text, _PROVISION.tail)
    found: dict[int, list[str]] = defaultdict(list)
    for version_id, *parts in session.execute(select(*columns).where(_PROVISION.version_id.in_(version_ids))):
        found[version_id] += filter(None, parts)
    return {version_id: " ".join(parts) for version_id, parts in found.items()}
