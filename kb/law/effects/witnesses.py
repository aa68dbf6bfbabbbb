"""The other sources that say what an effect did: the codification's articles with their notes, and consolidated texts (VBHN).

What they come to, `kb.law.effects.agreement` says. All is read for many effects at once, in a few statements.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from documents.consolidation.head import days_of_effect
from documents.identity.numbers import find_numbers
from documents.identity.source_notes import read_source_note
from documents.keys import number_slug
from documents.paths import UNKNOWN, number_of_key, unit_of
from documents.time.relations import RelationKind
from documents.wording.actions import Action
from documents.wording.verbs import changes_told
from kb.database import tables
from kb.database.reading.details import load_units, rows_among
from kb.database.storing.arrangement import CODIFICATION, COMPILED, CONSOLIDATION
from kb.law.effects.agreement import Agreement, Claim, Named, Witness, agreement_of, confirms, has_words, number_of_article
from kb.law.effects.influences import Influence
from kb.law.effects.views import ACCEPTED, FOUND, EffectView

_ARTICLES = re.compile(r"\bđiều\s+(\d{1,4}[a-zđ]{0,2})(?!\w)", re.IGNORECASE)
_WHOLE = re.compile(r"(?:điều|khoản|điểm|phụ lục|chương|mục|tiết) này\b", re.IGNORECASE)


_Sources = Mapping[int, Sequence[tuple[int, Witness]]]
"""By instrument the versions that are other sources of it, each with what it is before it is asked about an article."""


def texts_state(session: Session) -> tuple[Any, ...]:
    """Another one whenever agreement may be another: texts were stored or read again, effects were found anew."""
    version, effect = tables.Version, tables.Effect
    texts = session.execute(select(func.max(version.id), func.count()).where(version.origin != COMPILED)).one()
    found = session.execute(select(func.max(effect.id), func.count())).one()
    return (*texts, *found, *session.execute(select(func.max(tables.Relation.id))).one())


def agreements(session: Session, effects: Sequence[EffectView]) -> dict[int, Agreement]:
    """What other sources say of some effects, by id; effects on texts that the base does not have are left out."""
    asked = [item for item in effects if item.target_id is not None]
    units: dict[int, set[str]] = defaultdict(set)
    for item in asked:
        if item.target_path:
            units[item.target_id or 0].add(unit_of(item.target_path))
    sources = _sources(session, units)
    starts = _starts(session, {item.source_id for item in asked})
    known = load_units(session, {version: units[target] for target, some in sources.items() for version, _ in some})
    notes = _notes(session, sources, known)
    found: dict[int, Agreement] = {}
    for item in asked:
        claim = _claim(item, starts.get(item.source_id))
        unit = unit_of(item.target_path) if item.target_path else ""
        found[item.id] = agreement_of(
            claim,
            (
                replace(source, unit=known.get((version, unit)), named=tuple(notes.get((version, unit), ())))
                for version, source in sources.get(item.target_id or 0, ())
            ),
        )
    return found


def _claim(item: EffectView, start: date | None) -> Claim:
    body = item.body
    listed = bool(body.get("listed"))
    by = number_slug(str(body["by"])) if listed and body.get("by") else None  # a list only reports what another one did
    own = number_of_key(item.source)
    return Claim(
        action=item.action,
        path=item.target_path,
        by=by or (own if own != UNKNOWN else None),
        article=None if listed else number_of_article(item.path),
        day=item.effective_from or (None if listed else start),
        **_words(body) | ({"new_text": ""} if body.get("phrase_from") else {}),
    )


def _words(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(body.get(name) or "") for name in ("new_text", "new_heading", "phrase_from", "phrase_to", "part")}


def _starts(session: Session, instruments: Collection[int]) -> dict[int, date]:
    version, period = tables.Version, tables.EffectivePeriod
    found: dict[int, date] = {}
    asked = select(version.instrument_id, period.start, period.scope).join(period, period.version_id == version.id)
    asked = asked.where(period.start.is_not(None))
    for instrument, start, scope in rows_among(session, asked, version.instrument_id, instruments):
        if not scope:
            found[instrument] = min(start, found.get(instrument, start))
    return found


def _sources(session: Session, targets: Iterable[int]) -> _Sources:
    """The other sources of some instruments: their codified texts, and the texts that consolidate them."""
    version, instrument, link, file = tables.Version, tables.Instrument, tables.VersionSource, tables.SourceFile
    relation, cited = tables.Relation, tables.CitedInstrument
    found: dict[int, list[tuple[int, Witness]]] = defaultdict(list)
    wanted = set(targets)
    own = (
        select(version.instrument_id, version.id, version.origin, instrument.key, func.max(file.snapshot_on), version.valid_from)
        .join(instrument, instrument.id == version.instrument_id)
        .join(link, link.version_id == version.id)
        .join(file, file.id == link.file_id)
        .where(version.origin.in_((CODIFICATION, CONSOLIDATION)))
        .group_by(version.instrument_id, version.id, version.origin, instrument.key, version.valid_from)
    )
    for target, id_, origin, key, seen_on, last in rows_among(session, own, version.instrument_id, wanted):
        # A consolidated text is a version of what it consolidates, from the day of the last change in it.
        found[target].append((id_, Witness(origin, key, seen_on if origin == CODIFICATION else last)))
    merging = (
        select(cited.instrument_id, version.id, instrument.key, instrument.issued_on)
        .join(relation, relation.cited_id == cited.id)
        .join(instrument, instrument.id == relation.instrument_id)
        .join(version, version.instrument_id == instrument.id)
        .where(
            relation.kind == RelationKind.CONSOLIDATES.value,
            relation.state != "rejected",
            instrument.type == "van-ban-hop-nhat",
            version.origin != COMPILED,
        )
        .distinct()
    )
    for target, id_, key, issued_on in rows_among(session, merging, cited.instrument_id, wanted):
        found[target].append((id_, Witness(CONSOLIDATION, key, issued_on)))
    return found


def _notes(session: Session, sources: _Sources, known: Collection[tuple[int, str]]) -> dict[tuple[int, str], list[Named]]:
    provision, codified, footnote = tables.Provision, tables.CodifiedArticle, tables.Footnote
    kinds = {version: source.kind for some in sources.values() for version, source in some}
    found: dict[tuple[int, str], list[Named]] = defaultdict(list)
    editors = sorted(version for version, kind in kinds.items() if kind == CODIFICATION)
    noted = select(provision.version_id, provision.path, codified.note).join(codified, codified.provision_id == provision.id)
    for version, path, note in rows_among(session, noted, provision.version_id, editors):
        if (version, path) in known:
            found[version, path] += read_codified_note(path, note)
    merged = (version for version, kind in kinds.items() if kind == CONSOLIDATION)
    marked = select(provision.version_id, provision.path, footnote.text).join(footnote, footnote.provision_id == provision.id)
    for version, path, text in rows_among(session, marked, provision.version_id, merged):
        if (version, unit_of(path)) in known:
            found[version, unit_of(path)] += read_footnote(path, text)
    return found


def read_codified_note(path: str, note: str) -> list[Named]:
    """The changes that a note of the codification names."""
    read = read_source_note(note)
    if read is None:
        return []
    places = [(number_slug(found.number), found.start, found.end) for found in find_numbers(note)]
    named = []
    for change in read.amendments:
        if change.number is None:
            continue
        slug = number_slug(change.number)
        articles = next((_articles_before(note, start) for other, start, _ in places if other == slug), frozenset())
        named.append(Named(path, slug, change.effective_from, "repeal" in change.wholly, articles, "repeal" in change.actions))
    return named


def _articles_before(note: str, at: int) -> frozenset[str]:
    """The articles that a note names before a number: "bởi Điều 1, Điều 2 Luật số …"."""
    words = note[:at]
    begin = max(words.rfind(sign) for sign in (";", "bởi ", "theo quy định"))
    return frozenset(match.lower() for match in _ARTICLES.findall(words[begin + 1 :])) if begin >= 0 else frozenset()


def read_footnote(path: str, text: str) -> list[Named]:
    """The changes that a footnote of a consolidated text names, a line each: "Khoản này được sửa đổi theo quy định tại …"."""
    named = []
    for line in text.split("\n"):
        what, _, by = line.partition("theo quy định tại")
        numbers = find_numbers(by)
        if not by or not numbers:
            continue
        days = days_of_effect(by)
        articles = frozenset(match.lower() for match in _ARTICLES.findall(by[: numbers[0].start]))
        ended = _WHOLE.match(what.strip()) is not None and "repeal" in changes_told(what)
        named.append(Named(path, number_slug(numbers[0].number), max(days, default=None), ended, articles))
    return named


def incorporated_effects(connection: Connection, version: int, unit: str, effects: Collection[int]) -> frozenset[int]:
    """Those of some effects whose new words an article of a version has letter for letter: it was ingested as amended."""
    effect, claims = tables.Effect, {}
    asked = select(effect.id, effect.action, effect.target_path, effect.body).where(effect.state.in_((FOUND, ACCEPTED)))
    for row in rows_among(connection, asked, effect.id, effects):
        words = _words(row.body)
        if words["new_text"] or words["new_heading"]:
            claims[row.id] = Claim(Action(row.action), row.target_path, None, None, **words)
    found = load_units(connection, {version: [unit]}).get((version, unit)) if claims else None
    return frozenset(id_ for id_, claim in claims.items() if found is not None and has_words(claim, found))


def confirmed_ends(connection: Connection, version: int, unit: str, near: Collection[Influence]) -> frozenset[int]:
    """The endings of clauses of a codified article, among what is done to it, that its note confirms."""
    provision, codified = tables.Provision, tables.CodifiedArticle
    asked = select(codified.note).join(provision, provision.id == codified.provision_id)
    notes = connection.scalars(asked.where(provision.version_id == version, provision.path == unit))
    named = [change for note in notes for change in read_codified_note(unit, note)]
    return frozenset(item.effect for item in near if confirms(named, item, near))
