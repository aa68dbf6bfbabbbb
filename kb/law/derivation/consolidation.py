"""Compiled versions: what a text says from a day on, of a stored text, accepted effects and later wordings in the base.

They are versions like any other (origin ``compiled``), whole texts, so that reader, search and comparison need to know nothing of
them. They are made anew whenever a text or a decision changes; one whose text stays the same stays the same row.

The later wordings are those of the codification: a law as it was issued and a codified article that was amended since may both be
in the base. From the day that the codification names, the article is read in its later wording. So it is with the articles of a
consolidated text, from the day on that its notes name for the last change in each, until the consolidated text itself is read.
"""

import hashlib
import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from documents.comparison.copies import find_units, hash_text, hash_units
from documents.consolidation.consolidate import consolidate
from documents.consolidation.notes import Change as Noted
from documents.consolidation.notes import Did
from documents.consolidation.placement import place_article
from documents.model import Codified, Instrument, Kind, Provision
from documents.paths import split_key, unit_of
from documents.time.timeline import noted_from
from documents.wording.actions import Action
from documents.wording.numbers import Order, number_order
from kb.database import tables
from kb.database.reading.reader import find_by_id, load_version, versions
from kb.database.reading.records import InstrumentRecord, LoadedVersion, VersionRecord
from kb.database.storing.arrangement import CODIFICATION, COMPILED, CONSOLIDATION, read_of_day
from kb.law.effects.views import FOUND, EffectView, effects_on
from kb.law.references.naming import Named
from kb.law.status.evidence import EvidenceReader
from kb.law.texts.amending import AmendingInstruments, as_effect
from kb.law.texts.evidence_rows import is_inserted
from kb.law.texts.merged import read_notes
from kb.law.texts.typed import as_read, has_typed, typed_words
from kb.law.texts.typed_rows import Typed

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Change:
    """What changed a unit.

    :param by: the instrument that did it, None where nothing names it
    """

    path: str
    since: date | None
    by: Named | None
    effect: str | None
    origin: str


@dataclass(slots=True)
class Draft:
    """A compiled version about to be stored."""

    day: date
    base: LoadedVersion
    provisions: tuple[Provision, ...]
    changes: tuple[Change, ...]
    codified: dict[str, Codified] = field(default_factory=dict)
    codifications: tuple[VersionRecord, ...] = ()
    typed: tuple[Typed, ...] = ()
    text_hash: str = ""

    def __post_init__(self) -> None:
        units = hash_units(find_units(self.provisions))
        self.text_hash = hashlib.sha256(f"{COMPILED}\n{self.day}\n{hash_text(units)}".encode()).hexdigest()


def drafts_of(session: Session, instrument_id: int, unreviewed: bool = False) -> list[Draft]:
    """The compiled versions that an instrument should have: the texts that differ from the stored ones, by day.

    :param unreviewed: with the effects that are certain and that nobody has reviewed
    """
    record = find_by_id(session, instrument_id)
    stored = [item for item in versions(session, instrument_id) if item.origin != COMPILED]
    effects = [
        item
        for item in effects_on(session, record.id)
        if item.action.textual
        and not _only_reported(item)
        and (item.in_use or (unreviewed and item.certain and item.state == FOUND))
    ]
    codified = [item for item in stored if item.origin == CODIFICATION]
    read = read_of_day(item for item in stored if item.origin != CODIFICATION)
    texts = [item for item in read if not item.partial] or read[:1]
    merged = [item for item in texts if item.origin == CONSOLIDATION]
    wordings = sorted(_wordings(session, record, codified) if texts else (), key=_in_order)
    wordings += sorted(_merged_wordings(session, record, merged), key=_in_order)
    if len(merged) == len(texts):
        # What the codification shows is read before the first consolidated text.
        first = min((item.valid_from for item in merged if item.valid_from), default=None)
        texts = [*(item for item in codified[-1:] if first is None or (item.valid_from or date.min) < first), *texts]
    bases = sorted(texts, key=lambda item: item.valid_from or date.min)
    drafts: list[Draft] = []
    sources, said = AmendingInstruments(session), AmendingInstruments(session, typed=False)
    for place, base in enumerate(bases):
        following = bases[place + 1].valid_from if place + 1 < len(bases) else None
        text = _Text(session, record, load_version(session, record, version=base.number), sources, said)
        drafts += _of_base(text, effects, wordings, following, first=place == 0)
    return drafts


def _only_reported(item: EffectView) -> bool:
    """Whether an official list reports a new wording: it ends the one before, and does not say how the new one reads."""
    return item.action is Action.REPLACE and not item.body.get("new_text") and "listed" in item.body


@dataclass(frozen=True, slots=True)
class _Wording:
    """An article as the codification or a consolidated text has it, from ``start`` on.

    :param before: the article that stands before it there
    :param codified: what the codification says of it
    :param by: numbers of those that a consolidated text names as the last that changed it
    """

    start: date
    article: Provision
    before: str | None
    codified: Codified | None
    version: VersionRecord
    by: tuple[str, ...] = ()


def _wordings(session: Session, record: InstrumentRecord, found: Sequence[VersionRecord]) -> Iterator[_Wording]:
    reader = EvidenceReader(session.connection(), [version.id for version in found])
    for version in found:
        loaded = load_version(session, record, version=version.number)
        for unit, before in _articles(loaded):
            codified = loaded.codified.get(unit.path)
            if codified is not None and (start := noted_from(reader.of(version.id, unit.path).evidence)) is not None:
                yield _Wording(start, unit, before, codified, version)


def _merged_wordings(session: Session, record: InstrumentRecord, found: Sequence[VersionRecord]) -> Iterator[_Wording]:
    notes = read_notes(session.connection(), [item.id for item in found])
    for version in found:
        stored = notes.get(version.id)
        if stored is None or stored.merged.lost is not None:
            continue
        for unit, before in _articles(load_version(session, record, version=version.number)):
            words = stored.merged.of(unit.path)
            if words.since is not None and words.ended is None:
                for since, article in _since_each(unit, words.since, words.changes):
                    if since != words.since and version.valid_from and since >= version.valid_from:
                        break  # under its own key it shows the words of its own day
                    by = dict.fromkeys(change.by for change in words.changes if change.since == since and change.by)
                    yield _Wording(since, article, before, None, version, tuple(by))


def _since_each(article: Provision, since: date, changes: Sequence[Noted]) -> Iterator[tuple[date, Provision]]:
    """An article, and since when it reads so; while its last change only put clauses in, without these before that."""
    yield since, article
    last, rest = [item for item in changes if item.since == since], [item for item in changes if item.since < since]
    added = {item.path for item in last if item.did is Did.INSERTED and not item.partly and item.path != article.path}
    only = len(added) == len(last) and not any(item.touches(path) and item.path != article.path for item in rest for path in added)
    if rest and only and len(rest) + len(last) == len(changes) and all(item.did is not Did.ENDED for item in rest):
        without = _without(article, added)
        if without is not None:
            yield from _since_each(without, max(item.since for item in rest), rest)


def _without(part: Provision, added: Collection[str]) -> Provision | None:
    """A provision without some below it; None where what stands behind these may have had other numbers before."""
    kept = [child for child in part.children if child.path not in added]
    if len(kept) < len(part.children):
        behind = part.children[max(place for place, child in enumerate(part.children) if child.path in added) :]
        if len(kept) < 2 or not (all(child.path in added for child in behind) or all(map(is_inserted, added))):
            return None
    children = [_without(child, added) for child in kept]
    return replace(part, children=tuple(child for child in children if child)) if None not in children else None


def _articles(loaded: LoadedVersion) -> Iterator[tuple[Provision, str | None]]:
    before: str | None = None
    for unit in loaded.walk():
        if unit.kind is Kind.ARTICLE:
            yield unit, before
            before = unit.path


def _in_order(wording: _Wording) -> tuple[date, Order, str]:
    return wording.start, number_order(wording.article.number), wording.article.path


def _of_base(
    text: "_Text", effects: Sequence[EffectView], wordings: Sequence[_Wording], following: date | None, first: bool
) -> list[Draft]:
    by_day: dict[date, list[EffectView]] = defaultdict(list)
    for item in effects:
        day = text.begins(item, first)
        if day is not None and (taken := text.taken_up(item, day, following, first)) is not None:
            by_day[taken].append(item)
    later = _later_wordings(text.loaded, following, wordings) if wordings else {}
    drafts: list[Draft] = []
    for day in sorted({*by_day, *later} - {date.min}):
        for wording in later.get(day, ()):
            text.reword(wording)
        text.amend(by_day.get(day, ()), day)
        drafts.append(text.draft(day))
    return [draft for place, draft in enumerate(drafts) if _differs(draft, drafts[place - 1] if place else None)]


class _Text:
    """A stored text as it is changed from day to day.

    :ivar current: as it is to be read
    :ivar law: as it would read without the words that reviewers typed
    :ivar codified: what the codification says of the articles that are still as it has them; ``starts`` since when they are
    """

    def __init__(
        self,
        session: Session,
        record: InstrumentRecord,
        loaded: LoadedVersion,
        sources: "AmendingInstruments",
        said: "AmendingInstruments",
    ) -> None:
        self._session, self._record, self._sources, self._said = session, record, sources, said
        self.loaded = loaded
        self._codification = loaded.version.origin == CODIFICATION
        self._consolidation = loaded.version.origin == CONSOLIDATION
        self._began = loaded.version.valid_from or date.min
        self.current = self.law = Instrument(record.key, record.metadata, loaded.provisions)
        self.codified = dict(loaded.codified) if self._codification else {}
        reader = EvidenceReader(session.connection(), [loaded.version.id] if self.codified else [])
        self.starts = {path: noted_from(reader.of(loaded.version.id, path).evidence) for path in self.codified}
        self._corrections: list[tuple[str, EffectView]] = []
        self._changes: dict[tuple[str, str | None, Named | None], Change] = {}
        self._used: dict[int, VersionRecord] = {}
        self._merged: set[str] = set()

    def begins(self, item: EffectView, first: bool) -> date | None:
        """When an effect begins; None where nothing says it. A correction of the first text holds from its beginning."""
        if item.action.backwards and first and self.loaded.version.valid_from:
            return self.loaded.version.valid_from
        return item.effective_from or (None if "listed" in item.body else self._sources.starts(item.source_id))

    def taken_up(self, item: EffectView, day: date, following: date | None, first: bool) -> date | None:
        """From which day on the text has to be changed; None where it has the change already, or the text after it has."""
        if self._codification:
            taken = max(day, self._began) if _is_new(item, day, self.starts) else None
            return taken if taken is not None and (following is None or taken < following) else None
        if self._consolidation:
            # It has what took effect by its day, the changes of that day too.
            return day if day > self._began and (following is None or day < following) else None
        if first and day < self._began and _is_younger(self._session, item, self._record):
            return self._began  # amended before it took effect
        after = day > self._began or (day == self._began and first)
        return day if after and (following is None or day < following) else None

    def reword(self, wording: _Wording) -> None:
        path = wording.article.path
        same = self.law is self.current
        self.current = replace(self.current, provisions=place_article(self.current.provisions, wording.article, wording.before))
        placed = place_article(self.law.provisions, wording.article, wording.before) if not same else ()
        self.law = self.current if same else replace(self.law, provisions=placed)
        self.starts[path] = wording.start
        self._used[wording.version.id] = wording.version
        for key in [key for key in self._changes if unit_of(key[0]) == path]:
            del self._changes[key]
        if wording.codified is None:
            self.codified.pop(path, None)
            self._merged.add(path)
            for named in map(self._sources.numbered, wording.by):
                self._changes[path, None, named] = Change(path, wording.start, named, None, CONSOLIDATION)
            return
        self.codified[path] = wording.codified
        for by in tuple(map(self._sources.numbered, wording.codified.amended_by)) or (None,):
            self._changes[path, None, by] = Change(path, wording.codified.wording_from, by, None, CODIFICATION)

    def amend(self, items: Sequence[EffectView], day: date) -> None:
        new = [item for item in items if self._codification or _is_new(item, day, self.starts)]
        units = [{unit_of(path) for path in (item.target_path, item.body.get("new_path")) if path} for item in new]
        todo = [item for item, places in zip(new, units, strict=True) if self._merged.isdisjoint(places)]
        if not todo:
            return
        before = self.current
        self.current, done = _applied(before, todo, day, self._sources)
        typed = [(path, item) for path, item in done if has_typed(item)]
        typed += [(path, inner) for path, item in done for inner in self._sources.corrected(item.source_id)]
        self._corrections += typed
        if self.law is before and not typed:
            self.law = self.current
        else:
            self.law, _ = _applied(self.law, [as_read(item) for item in todo], day, self._said)
        for path, item in done:
            by = Named(split_key(item.source)[0], item.source_id)
            self._changes[path, item.fingerprint, None] = Change(path, day, by, item.fingerprint, "effect")
            self.codified.pop(unit_of(path), None)

    def draft(self, day: date) -> Draft:
        provisions = self.current.provisions
        typed = typed_words(self.law.provisions, provisions, self._corrections) if self.law is not self.current else ()
        used = tuple(self._used.values())
        changes, codified = tuple(self._changes.values()), dict(self.codified)
        return Draft(day, self.loaded, provisions, changes, codified=codified, codifications=used, typed=typed)


def _is_younger(session: Session, item: EffectView, record: InstrumentRecord) -> bool:
    """Whether an amending instrument was issued after the one that it amends, so that this one's text cannot have the change."""
    issued, own = session.get_one(tables.Instrument, item.source_id).issued_on, record.metadata.issued_on
    return issued is not None and own is not None and issued > own


def _differs(draft: Draft, before: Draft | None) -> bool:
    provisions = before.provisions if before else draft.base.provisions
    return hash_units(find_units(draft.provisions)) != hash_units(find_units(provisions)) or draft.provisions != provisions


def _later_wordings(loaded: LoadedVersion, following: date | None, wordings: Sequence[_Wording]) -> dict[date, list[_Wording]]:
    here = {unit.path: unit for unit in loaded.walk() if unit.kind is Kind.ARTICLE}
    hashes = hash_units(here)
    began = loaded.version.valid_from or date.min
    found: dict[date, list[_Wording]] = defaultdict(list)
    for wording in wordings:
        path = wording.article.path
        if wording.start <= began or (following is not None and wording.start >= following):
            continue
        if path in hashes and hash_units({path: wording.article})[path] == hashes[path]:
            continue
        found[wording.start].append(wording)
    return found


def _is_new(item: EffectView, day: date, starts: Mapping[str, date | None]) -> bool:
    start = starts.get(unit_of(item.target_path)) if item.target_path else None
    return start is None or start < day


def _applied(
    base: Instrument, items: Sequence[EffectView], day: date, sources: "AmendingInstruments"
) -> tuple[Instrument, list[tuple[str, EffectView]]]:
    by_source: dict[int, list[EffectView]] = defaultdict(list)
    for item in items:
        by_source[item.source_id].append(item)
    amendments = []
    for source_id, some in by_source.items():
        amendments.append((sources.instrument(source_id), tuple(as_effect(item, base.key) for item in some)))
        # An amendment may have been amended before it took effect.
        amendments += sources.amending(source_id, day, by_source)
    try:
        result = consolidate(base, amendments, None)
    except Exception as error:
        # A text that cannot be compiled is read as it is stored; the effects stay as they were decided.
        logger.error("compiling %s failed: %s", base.key, type(error).__name__)
        logger.debug("the failure in full", exc_info=True)
        return base, []
    done: list[tuple[str, EffectView]] = []
    keys = {sources.instrument(source_id).key: some for source_id, some in by_source.items()}
    for path, changed in result.changed_by.items():
        for by in changed:
            some = keys.get(by.key, [])
            if some:
                done.append((path, some[by.effect] if 0 <= by.effect < len(some) else some[0]))
    return replace(base, provisions=result.provisions), done
