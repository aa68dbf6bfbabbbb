"""What the base holds about the effect of an article: what is said of it (`.own`), and what others and people do to it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Connection, or_, select

from documents.consolidation.notes import Change
from documents.keys import number_slug
from documents.paths import below, contains, number_of, unit_of
from documents.time.evidence import begun_by
from documents.time.stated import Claim, Statement, reaching, stated
from documents.time.timeline import Evidence
from documents.wording.citing import cite
from kb.database.storing.arrangement import COMPILED, CONSOLIDATION
from kb.database.tables import Provision
from kb.law.effects.influences import ByPlace, Influence, Wording, each_once, judge, with_ends
from kb.law.effects.reliance import Reliance
from kb.law.status.early import Early, read_early
from kb.law.status.own import OwnEvidence
from kb.law.status.repealed import RepealedPlaces, ending_at, read_repealed, since_when
from kb.law.texts.evidence_rows import (
    Standing,
    names_in,
)
from kb.law.texts.merged import outdated
from kb.law.texts.twins import stamp_through

_DRAFT = Standing(Evidence(draft=True))
_Told = tuple[frozenset[int], frozenset[int]]
"""Effects whose words a text has, and endings of clauses that its note tells."""
_NOTHING: _Told = frozenset(), frozenset()


class EvidenceReader(OwnEvidence):
    """Evidence for the articles of some versions, with what other instruments do to them."""

    def __init__(self, connection: Connection, versions: Sequence[int]) -> None:
        super().__init__(connection, versions)
        # Each is asked again and again for the thousands of provisions of a version.
        self._stamp, self._by_place = cache(self._external.stamp), cache(self._read_by_place)
        self._reads, self._shows_all, self._incorporated = cache(self._has_quote), cache(self._is_whole), cache(self._read_told)

    @cached_property
    def _worked_in(self) -> Mapping[int, frozenset[str]]:
        """The numbers that the codification's notes of an instrument name, by instrument."""
        found: dict[int, set[str]] = defaultdict(set)
        for (instrument, _), articles in self._elsewhere.items():
            found[instrument].update(names_in(articles))
        return {instrument: frozenset(names) for instrument, names in found.items()}

    @cached_property
    def _early(self) -> Mapping[int, Early]:
        return read_early(self._connection, self._versions)

    @cached_property
    def _repealed(self) -> RepealedPlaces:
        """Read where a provision is asked for: to look for it goes through all the words, and whole texts do without."""
        return read_repealed(self._connection, self._instrument)

    def of(self, version: int, path: str | None) -> Standing:
        """A provision of a version, with what other instruments do to it; without a path the whole version.

        A consolidated text makes no law: its words have, on every day, the status that they have in what it consolidates.
        """
        if self._instrument.get(version) in self._drafts:
            return _DRAFT
        meant = self._twins.get(version, version)
        own = self._codified_whole(meant) if not path and meant in self._shown else self._own(meant, path or "")
        if (early := self._early.get(meant)) and own.evidence.effective_from == early.start:
            named = replace(own.evidence, early_from=early.day, early_at=cite(early.path), early_whole=not path)
            own = replace(own, evidence=named)
        return self.influenced(meant, path or "", own)

    def has_parts(self, version: int) -> bool:
        """Whether a clause of a version may have another status than its article."""
        meant = self._twins.get(version, version)
        instrument = self._instrument.get(meant, 0)
        if self._influences(instrument) or self._consolidations.get(instrument) or self.statements(meant):
            return True
        if any(unit_of(path) != path for path in self._repealed.paths(meant)):
            return True
        return any(period.scope for period in self._periods.get(version, ()))

    def marked(self, version: int) -> set[str]:
        """The paths that something says another status of than of what is above them."""
        shown = {item.path for item in self._shown.get(version, ()) if item.effective_to or item.suspended_from}
        return self._said_of(version).union(shown, self._repealed.paths(self._twins.get(version, version))) - {""}

    def stamp(self, version: int) -> str | None:
        """Another one whenever what other instruments say of that of a version is another; None where they say nothing."""
        other = self._twins.get(version)
        return stamp_through(self._stamp(self._instrument.get(other or version, 0)), other)

    def influenced(self, version: int, path: str, own: Standing) -> Standing:
        """What the text itself and the codification say, together with what other instruments of the base do."""
        if own.amended and path != unit_of(path):
            own = replace(own, amended=self._names(version, path))
        own = self._stated(version, path, self._outdated(version, path, self._relied(version, own)))
        if path and path in self._repealed.paths(version):
            own = self._without_words(version, path, own)
        influences = self._reaching(version, path)
        if not influences:
            return replace(own, evidence=with_ends(own.evidence, own.ends)) if own.ends else own
        has = self._wording(version, path)
        inserted = has.inserted_on(influences, path) if path else None
        if inserted is not None and inserted > (own.evidence.effective_from or date.min):
            own = replace(own, evidence=replace(own.evidence, effective_from=inserted))
        since = has.first_day(influences, path) if path else None
        if since is not None and since > max(filter(None, (own.evidence.effective_from, own.evidence.wording_from)), default=since):
            own = replace(own, evidence=replace(own.evidence, wording_from=since))
        evidence, changed = judge(influences, path, has, own.evidence, own.ends)
        return replace(own, evidence=evidence, amended=own.amended or changed)

    def _names(self, version: int, path: str) -> bool:
        """Whether something names a part of an article that was amended. A note at the article does not say which part changed: of
        4,566 whose earlier words are in the base, 2,144 read as before.
        """
        if any(contains(path, change.path) for change in self.noted_changes(version, path)):
            return True
        changes = [item for item in self._reaching(version, path) if item.action.textual and item.certain and item.names(path)]
        if not changes:
            return False
        unit, has = unit_of(path), self._wording(version, path)
        noted = {*names_in(self._elsewhere.get((self._instrument.get(version, 0), unit), ()))}
        noted |= {number_slug(change.by) for change in self.noted_changes(version, unit)}
        return any(item.number in noted or has.incorporates(item) for item in changes)

    def _without_words(self, version: int, path: str, own: Standing) -> Standing:
        instrument, row = self._instrument.get(version, 0), self._versions.get(version)
        merged = row is not None and row.origin == CONSOLIDATION
        told = [(notes.merged.of(path), notes is self._notes.get(version)) for notes in self._notes_on(instrument)]
        named, ending = self._repealed.named(version, instrument, path, told), ending_at(self._reaching(version, path), path)
        if not (named or ending or self._repealed.words[version][path]):
            return own
        shown = row.valid_from if row is not None and merged else own.evidence.seen_on
        known, ends = since_when(named, ending, path, shown, own.evidence.effective_from)
        return replace(own, evidence=replace(own.evidence, repealed=known), amended=True, ends=(*own.ends, *ends))

    def _outdated(self, version: int, path: str, own: Standing) -> Standing:
        others = [item for item in self._consolidations.get(self._instrument.get(version, 0), ()) if item != version]
        notes = [self._notes[other] for other in others if other in self._notes]
        if not notes or not path:
            return own
        has = self._wording(version, path)
        through = has.codified or has.marks is not None
        if has.compiled:
            changed = self._changed.get((version, unit_of(path)))
            since, through = max(filter(None, (changed, has.base)), default=None), changed is not None
            has = replace(has, since=since, amended_by=frozenset())
        evidence, ends = outdated(own.evidence, notes, path, has, through)
        return replace(own, evidence=evidence, ends=(*own.ends, *ends))

    def noted_changes(self, version: int, path: str) -> list[Change]:
        """What consolidated texts tell of changes to a provision."""
        instrument = self._instrument.get(self._twins.get(version, version), 0)
        return list(dict.fromkeys(change for notes in self._notes_on(instrument) for change in notes.on(path)))

    def met(self, version: int, path: str) -> list[Influence]:
        """What other instruments do to a provision, and the wording does not have yet."""
        return [item for item, has in self.judged(version, path) if not has]

    def judged(self, version: int, path: str) -> list[tuple[Influence, bool]]:
        """What other instruments do to a provision, and whether its wording has that already."""
        version = self._twins.get(version, version)
        wording = self._wording(version, path)
        near = (item for item in self._reaching(version, path, once=False) if item.touches(path))
        return [(item, wording.incorporates(item)) for item in near if item.spared_until is not None or not item.spares(path)]

    def _stated(self, version: int, path: str, own: Standing) -> Standing:
        unit, groups = unit_of(path), self._groups.get(version, {})
        # What is stated of a chapter is stated of its articles, whose paths do not name it.
        statements = [
            replace(item, path=unit) if unit and unit in groups.get(item.path, ()) else item for item in self.statements(version)
        ]
        if not statements:
            return own
        now = [item for item in statements if not self._reads(version, item)]
        said, start = stated(now, path), own.evidence.effective_from
        whole = self._period(version, "")[0]
        if path and start is not None and whole is not None and start != whole:
            # It has a day of effect of its own; what is stated of the whole instrument is not about that.
            about = [item for item in now if item.path or item.claim is not Claim.IN_FORCE_FROM]
            said = stated(about, path)
        has = self._wording(version, path)
        said = tuple(item for item in said if item.claim is not Claim.AMENDED or not has.holds_since(item.on))
        # That an instrument was amended does not say where, nor which clause where it was an article; that a provision was, says so
        # of what holds it.
        days = [item.on for item in _amendments(statements, path) if contains(path, item.path)]
        first = own.amended_from if own.amended else min(filter(None, days), default=None)
        return replace(own, evidence=replace(own.evidence, stated=said), amended=own.amended or bool(days), amended_from=first)

    def amendments(self, version: int, path: str, day: date) -> list[Statement]:
        """What is stated to have amended a provision by a day; without a path in it: its instrument, nothing names the places."""
        found = _amendments(self.statements(self._twins.get(version, version)), path)
        return [item for item in found if item.on is None or item.on <= day]

    def _has_quote(self, version: int, statement: Statement) -> bool:
        """Whether a version has the words of an amendment that a statement quotes: it was ingested as amended."""
        if statement.claim is not Claim.AMENDED or not (statement.path and statement.quote):
            return False
        place = or_(Provision.path == statement.path, Provision.path.startswith(below(statement.path), autoescape=True))
        words = Provision.text.contains(statement.quote, autoescape=True)
        asked = select(Provision.id).where(Provision.version_id == version, place, words).limit(1)
        return self._connection.scalar(asked) is not None

    def reliance(self, version: int) -> Reliance | None:
        """Who rests on the instrument of a version."""
        version = self._twins.get(version, version)
        return self._external.reliance.get(self._instrument.get(version, 0))

    def note(self, version: int, path: str) -> tuple[str, date] | None:
        """The codification's id of the article of a provision (of a whole version: of any), and the day it was last seen there."""
        version = self._twins.get(version, version)
        unit = unit_of(path)
        found = self._codified.get((version, unit)) if unit else self._shown.get(version)
        if not found and unit:
            found = self._elsewhere.get((self._instrument.get(version, 0), unit))
        seen = [(article.anchor, article.seen_on) for article in found or () if article.seen_on]
        return max(seen, key=lambda item: item[1]) if seen else None

    def _reaching(self, version: int, path: str, *, once: bool = True) -> Sequence[Influence]:
        """What is done to the instrument of a version, as far as it may reach a provision; ``once``: of equal influences one."""
        instrument = self._instrument.get(version, 0)
        if not self._influences(instrument):
            return ()
        found, groups, unit = self._by_place(instrument, once), self._groups.get(version, {}), unit_of(path)
        # What is done to a chapter is done to its articles, whose paths do not name it.
        within = {path for path, units in groups.items() if unit in units}
        near = found.near(path, within if found.groups else ())
        if not within:
            return near
        return [replace(item, spared=item.spared | {unit}) if item.spared & within else item for item in near]

    def _read_by_place(self, instrument: int, once: bool) -> ByPlace:
        influences = self._influences(instrument)
        return ByPlace(each_once(influences) if once else influences)

    def _relied(self, version: int, own: Standing) -> Standing:
        instrument = self._instrument.get(version, 0)
        new: dict[str, Any] = {"exists_from": (issued := self._issued.get(instrument))}
        if own.evidence.effective_from is None:
            new["begun_by"] = begun_by(issued)
        if (successor := self._external.successors.get(instrument)) is not None:
            new |= {"succeeded_from": successor.since, "succeeded_by": successor.by}
            kept, named = own.evidence.kept_until, self._siblings.named.get(instrument, date.min)
            if kept is not None and named < successor.since <= kept and self._shows_all(instrument):
                # That the codification is kept up to a day does not show that this law lived on beside a later one of its name.
                new["kept_until"] = successor.since - timedelta(days=1)
        if (rests := self._external.reliance.get(instrument)) is not None:
            new |= {"relied_from": rests.first.on, "relied_on": rests.last.on, "relied_by": rests.last.by}
        known = replace(own.evidence, **new)
        if instrument in self._merged_texts:
            # What it consolidates is not known: it shows its words on the day it was made, and since the last change in them.
            day, by = self._merged_texts[instrument]
            known = replace(
                known, exists_from=None, begun_by=None, relied_from=min(known.wording_from or day, day), relied_on=day, relied_by=by
            )
        for notes in self._notes_on(instrument):
            # What takes effect in an instrument on a day shows it on that day.
            last = max(((max(named.effects), named.number) for named in notes.amending if named.effects), default=None)
            if last is not None and (known.relied_on is None or last[0] > known.relied_on):
                known = replace(known, relied_from=known.relied_from or last[0], relied_on=last[0], relied_by=last[1])
        return replace(own, evidence=known)

    def _is_whole(self, instrument: int) -> bool:
        """Whether the codification shows a law whole: of one that its editors took articles out of, they looked at the others."""
        numbers = [number_of(path) or "" for of, path in self._elsewhere if of == instrument]
        plain = [int(number) for number in numbers if number.isdigit()]
        return len(plain) >= max(plain, default=1)

    def _wording(self, version: int, path: str) -> Wording:
        found, unit = self._dated_wording(version, path), unit_of(path)
        has, confirmed = self._incorporated(version, unit) if unit else _NOTHING
        return replace(found, incorporated=has, confirmed=confirmed) if has or confirmed else found

    def _read_told(self, version: int, unit: str) -> _Told:
        found, near = self._dated_wording(version, unit), self._reaching(version, unit)
        # New words are looked for only where nothing else says whether the text has them.
        asked = {item.effect for item in near if item.brings_words and not found.incorporates(item)}
        ended = found.codified and any(item.place and found.incorporates(item) for item in near)
        if not asked and not ended:
            return _NOTHING
        # What it rests on takes long to import, and few provisions have any.
        from kb.law.effects.witnesses import confirmed_ends, incorporated_effects

        has = incorporated_effects(self._connection, version, unit, asked)
        return has, confirmed_ends(self._connection, version, unit, near) if ended else frozenset()

    def _dated_wording(self, version: int, path: str) -> Wording:
        row = self._versions.get(version)
        own = self._codified.get((version, unit_of(path)))
        if own:
            days = [day for item in own if (day := item.wording_from or item.effective_from)]
            numbers = frozenset(number for item in own for number in item.amended_by)
            seen = max((item.seen_on for item in own if item.seen_on), default=None)
            until = max((item.effective_to for item in own if item.effective_to), default=None)
            others = self._worked_in[self._instrument.get(version, 0)]
            return Wording(False, max(days, default=None), numbers, True, seen_on=seen, until=until, worked_in=others)
        if row is None:
            return Wording()
        if row.origin == CONSOLIDATION and version in self._notes:
            return Wording(since=row.valid_from, marks=self._notes[version].marks())
        if row.origin != COMPILED:
            worked_in = self._worked_in.get(row.instrument_id, frozenset()) if not path and version in self._shown else frozenset()
            return Wording(since=row.valid_from, seen_on=self._siblings.last_seen.get(row.instrument_id), worked_in=worked_in)
        earlier = [day for day in self._siblings.texts[row.instrument_id] if row.valid_from is not None and day <= row.valid_from]
        by = self._noted.get((version, unit_of(path)), frozenset())
        return Wording(compiled=True, since=row.valid_from, amended_by=by, base=max(earlier, default=None))


def _amendments(statements: Sequence[Statement], path: str) -> list[Statement]:
    """The statements that something amended a provision, or its instrument; without a path also those of a part."""
    return [item for item in (reaching(statements, path) if path else statements) if item.claim is Claim.AMENDED]
