"""What a text itself, its notes and the codification say about the effect of an article, of the rows of some versions."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from documents.paths import GROUPING, contains, kind_of, unit_of
from documents.time.stated import Statement
from documents.time.timeline import Evidence
from kb.database.reading.details import rows_among
from kb.database.reading.holdings import drafts_among
from kb.database.storing.arrangement import TEXT
from kb.database.tables import EffectivePeriod, Version
from kb.law.effects.external import read_external
from kb.law.effects.influences import Influence, StatedEnd
from kb.law.texts.evidence_rows import (
    Codified,
    Standing,
    count_articles,
    depth_of,
    from_codification,
    is_inserted,
    names_in,
    read_changes,
    read_excerpts,
    read_groups,
    read_issue,
    read_siblings,
    read_starts,
)
from kb.law.texts.merged import StoredNotes, read_notes
from kb.law.texts.twins import twins


class OwnEvidence:
    """What versions, and the codification of them, say of their articles, read in a few statements."""

    def __init__(self, connection: Connection, versions: Sequence[int]) -> None:
        self._connection = connection
        self._twins = twins(connection, versions)
        versions = [*versions, *self._twins.values()]
        asked = select(Version.id, Version.instrument_id, Version.origin, Version.valid_from)
        self._versions = {row.id: row for row in rows_among(connection, asked, Version.id, versions)}
        self._instrument = {id_: row.instrument_id for id_, row in self._versions.items()}
        instruments = sorted(set(self._instrument.values()))
        self._periods: dict[int, list[Any]] = defaultdict(list)
        periods = select(EffectivePeriod.version_id, EffectivePeriod.start, EffectivePeriod.end, EffectivePeriod.scope)
        for period in rows_among(connection, periods.order_by(EffectivePeriod.id), EffectivePeriod.version_id, versions):
            self._periods[period.version_id].append(period)
        self._siblings = read_siblings(connection, instruments)
        self._codified, self._elsewhere = self._siblings.codified, self._siblings.elsewhere
        self._shown, self._consolidations = self._siblings.shown, self._siblings.consolidations
        self._drafts = drafts_among(connection, instruments)
        self._external = read_external(connection, instruments)
        self._issued, self._merged_texts = read_issue(connection, instruments)
        self._changed, self._noted = read_changes(connection, self._versions)
        self._excerpts = read_excerpts(connection, versions)
        self._notes = read_notes(connection, (version for some in self._consolidations.values() for version in some))
        self._groups = read_groups(connection, self._named_groups())
        self._put_off = self._read_put_off(connection, instruments)

    def _named_groups(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for version, instrument in self._instrument.items():
            paths = self._said_of(version).union(*(item.spared for item in self._influences(instrument)))
            if groups := {path for path in paths if kind_of(path) in GROUPING}:
                found[version] = groups
        return found

    def _said_of(self, version: int) -> set[str]:
        """The places of which a version itself, others and people say something."""
        said = {scope for period in self._periods.get(version, ()) for scope in period.scope}
        done = (item.path for item in self._influences(self._instrument.get(version, 0)))
        return said.union(done, (item.path for item in self.statements(version)))

    def _read_put_off(self, connection: Connection, instruments: Sequence[int]) -> dict[int, tuple[date, bool]]:
        """Later first days of whole versions than these name themselves, and whether they are sure.

        The codification is, where it shows most of the articles; another text of the same instrument is a contradiction.
        """
        shown: dict[int, Counter[date]] = defaultdict(Counter)
        for (instrument, _), articles in self._elsewhere.items():
            shown[instrument].update({item.effective_from for item in articles if item.effective_from})
        others = read_starts(connection, instruments)
        found: dict[int, tuple[date, bool]] = {}
        for version, instrument in self._instrument.items():
            start, _ = self._period(version, "")
            if start is None:
                continue
            day, count = next(iter(shown[instrument].most_common(1)), (start, 0))
            if day > start and 2 * count > count_articles(connection, version):
                found[version] = day, True
            elif (latest := max(others.get(instrument, ()), default=start)) > start:
                found[version] = latest, False
        return found

    def _influences(self, instrument: int) -> Sequence[Influence]:
        return self._external.influences.get(instrument, ())

    def _notes_on(self, instrument: int) -> list[StoredNotes]:
        return [self._notes[version] for version in self._consolidations.get(instrument, ()) if version in self._notes]

    def statements(self, version: int) -> Sequence[Statement]:
        """What is stated about the instrument of a version."""
        return self._external.statements.get(self._instrument.get(version, 0), ())

    def _codified_whole(self, version: int) -> Standing:
        """A codified text is in force where the codification shows it; its earliest article tells since when."""
        shown = self._codification(version, self._shown[version])
        starts = [article.effective_from for article in self._shown[version] if article.effective_from]
        first = min(starts, default=None)
        later, kept = self._later(version, first), shown.evidence.kept_until
        evidence = Evidence(effective_from=first, seen_on=shown.evidence.seen_on, later_from=later, kept_until=kept)
        ends = list(self._period(version, "")[1])
        spared = {kept for item in self._influences(self._instrument.get(version, 0)) for kept in item.spared}
        # What an end of the whole leaves in force has a last day of its own.
        whole = [item for item in self._shown[version] if not any(contains(kept, item.path) for kept in spared)]
        last = [article.effective_to for article in whole if article.effective_to]
        if last and len(last) == len(whole):
            ends.append(StatedEnd(max(last), "", seen_on=evidence.seen_on))
        return Standing(evidence, shown.amended, shown.amended_from, ends=tuple(ends))

    def _codification(self, version: int, articles: list[Codified]) -> Standing:
        return from_codification(articles, self._siblings.kept.get(self._instrument.get(version, 0)))

    def _own(self, version: int, path: str) -> Standing:
        unit = unit_of(path)
        own = self._codified.get((version, unit))
        start, ends = self._period(version, path)
        if self._instrument.get(version) in self._merged_texts:
            start = None  # the days that it names are those of others
        if own:
            found = self._codification(version, own)
            first = self._period(version, "")[0]
            if start is not None and start != first:
                # The text itself gives this part a day of its own; the editors' note gives all articles the day of the whole.
                found = replace(found, evidence=replace(found.evidence, effective_from=start))
            elif is_inserted(path) and found.evidence.wording_from and len({*names_in(own)}) == 1:
                # Its number bears a letter, and one amendment alone is named: that put the clause in.
                found = replace(found, evidence=replace(found.evidence, effective_from=found.evidence.wording_from))
            elif found.evidence.effective_from == first and (later := self._later(version, first)):
                found = replace(found, evidence=replace(found.evidence, later_from=later))
            return replace(found, ends=(*ends, *found.ends)) if ends else found
        said = Evidence(effective_from=start, excerpt=version in self._excerpts, kept_until=self._known_until(version))
        put_off = self._put_off.get(version)
        if start is not None and put_off is not None and start < put_off[0]:
            # The codification, or another text of the instrument, names a later first day than this text does.
            day, sure = put_off
            start, later = (day, None) if sure else (start, day)
            said = replace(said, effective_from=start, later_from=later)
        if version in self._notes:
            return self._consolidated(version, path, Standing(said, ends=ends))
        since = self._changed.get((version, unit))
        if since is not None:
            start = max(since, start or since)
            return Standing(replace(said, effective_from=start, wording_from=start), amended=True, ends=ends)
        elsewhere = self._elsewhere.get((self._instrument.get(version, 0), unit))
        if not elsewhere:
            return Standing(said if path else self._shown_elsewhere(version, said), ends=ends)
        found = self._codification(version, elsewhere)
        shown = found.evidence
        if shown.effective_from and (start is None or shown.effective_from > start):
            # Another instrument may have put off the day that the text itself names.
            said = replace(said, effective_from=shown.effective_from, later_from=None)
        if not found.amended:
            # Where the codification shows a later wording, that says nothing about how long this one held.
            said = replace(shown, effective_from=shown.effective_from or start, excerpt=said.excerpt)
        return replace(found, evidence=said, ends=(*ends, *found.ends))

    def _known_until(self, version: int) -> date | None:
        """The last day on which nothing that the base lacks can have changed the words of a text."""
        row = self._versions.get(version)
        since = self._external.lacking.get(row.instrument_id) if row is not None and row.origin == TEXT else None
        return since - timedelta(days=1) if since is not None else None

    def _shown_elsewhere(self, version: int, said: Evidence) -> Evidence:
        """What the codification tells of a whole text that it shows articles of, in another version: that it was there."""
        instrument = self._instrument.get(version, 0)
        seen, kept = self._siblings.last_seen.get(instrument), self._siblings.kept.get(instrument)
        return replace(said, seen_on=seen, kept_until=kept) if seen else said

    def _consolidated(self, version: int, path: str, own: Standing) -> Standing:
        """A provision of a consolidated text: its notes tell since when it reads as it does. The codification may show it later."""
        notes, until = self._notes[version], self._versions[version].valid_from
        if not path:
            shown = self._shown_elsewhere(version, own.evidence)
            kept = max(shown.kept_until, until) if shown.kept_until and until else shown.kept_until
            return replace(own, evidence=replace(shown, kept_until=kept), amended=bool(notes.merged.changes))
        (known, ends), changed = notes.applied_to(own.evidence, path), bool(notes.on(path))
        elsewhere = self._elsewhere.get((self._instrument.get(version, 0), unit_of(path)))
        if not elsewhere:
            return Standing(known, amended=changed, ends=(*own.ends, *ends))
        found = self._codification(version, elsewhere)
        shown, reworded = found.evidence, found.evidence.wording_from
        starts = [day for day in (known.effective_from, shown.effective_from) if day]
        known = replace(known, effective_from=max(starts, default=None))
        if reworded is None or (until is not None and reworded <= until):
            # An amendment that the notes do not tell of is in these words all the same: they are those of a later day.
            since = max((day for day in (known.wording_from, reworded) if day), default=None)
            known = replace(known, wording_from=since, seen_on=shown.seen_on, suspended_from=shown.suspended_from)
            known = replace(known, kept_until=max((day for day in (shown.kept_until, until) if day), default=None))
        else:
            known = replace(known, replaced_from=reworded, replaced_by=min(names_in(elsewhere), default=""))
        return replace(found, evidence=known, amended=changed or found.amended, ends=(*own.ends, *ends, *found.ends))

    def _later(self, version: int, first: date | None) -> date | None:
        """The first day that the articles of a codified text themselves name, where that is later than the one of the notes."""
        days = [period.start for period in self._periods.get(version, ()) if period.start and not period.scope]
        return max((day for day in days if first is not None and day > first), default=None)

    def _period(self, version: int, path: str) -> tuple[date | None, tuple[StatedEnd, ...]]:
        """From when to when a provision is in force: as is said of it or of the nearest above it, else of the whole text."""
        start: date | None = None
        ends: list[StatedEnd] = []
        nearest = ending = -1
        for period in self._periods.get(version, []):
            scopes = [(depth_of(scope, path, self._groups.get(version, {})), scope) for scope in period.scope]
            depth, scope = max(scopes, default=(0, ""))
            if period.scope and depth == 0:
                continue
            if period.start and depth > nearest:
                start, nearest = period.start, depth
            if period.end and depth >= ending:
                ends = [*(ends if depth == ending else ()), StatedEnd(period.end, scope)]
                ending = depth
        return start, tuple(ends)
