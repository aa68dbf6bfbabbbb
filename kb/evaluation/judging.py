"""What a judgement names: an article by its source id or its key, or a clause by its key; and which hits are that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select

from documents.model import Kind
from documents.paths import contains, kind_of, provision_key, split_key, unit_of, upward
from kb.database.tables import Instrument, InstrumentAlias
from kb.evaluation.files import Judgements
from kb.search import Hit

_AT_ONCE = 900


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is right for a query, with its gain.

    :param articles: source ids or keys of articles
    :param clauses: keys of clauses, and keys of articles that were judged as a whole; empty where no clause was judged
    """

    articles: Mapping[str, float]
    clauses: Mapping[str, float]


def read_wanted(engine: Engine, judgements: Judgements) -> dict[str, Wanted]:
    """The judgements of each query that has a relevant article, with the instruments' present keys in place of aliases."""
    named = {key for gains in judgements.values() for key, path in map(split_key, gains) if path}
    present = _present_keys(engine, named)
    found = {}
    for query, gains in judgements.items():
        articles: dict[str, float] = {}
        clauses: dict[str, float] = {}
        any_clause = False
        for name, gain in gains.items():
            if gain <= 0:
                continue
            instrument, path = split_key(name)
            whole, clause = name, None
            if path:
                unit, part = split_path(path)
                instrument = present.get(instrument, instrument)
                whole = provision_key(instrument, unit)
                clause = provision_key(instrument, part) if part else None
            articles[whole] = max(gain, articles.get(whole, 0.0))
            any_clause = any_clause or clause is not None
            clauses[clause or whole] = max(gain, clauses.get(clause or whole, 0.0))
        if articles:
            found[query] = Wanted(articles, clauses if any_clause else {})
    return found


def split_path(path: str) -> tuple[str, str | None]:
    """The path of the article (or appendix) that a provision belongs to, and of its clause.

    The clause of a point is the one above it; a table or a form that stands in no clause is taken as one.
    """
    unit = unit_of(path)
    within = [place for place in upward(path) if place != unit and contains(unit, place)][::-1]
    clause = next((place for place in within if kind_of(place) is Kind.CLAUSE), None)
    if clause is None and within and kind_of(within[0]) is not Kind.POINT:
        clause = within[0]
    return unit, clause


def article_ranking(hits: Sequence[Hit], wanted: Wanted) -> list[str]:
    """The hits by the names that judgements give articles, each once, at its first place."""
    return _once(_article_name(hit, wanted.articles) for hit in hits)


def clause_ranking(hits: Sequence[Hit], wanted: Wanted) -> list[str]:
    """The hits by their best clauses. An article that was judged as a whole is right whichever of its clauses answers."""
    return _once(_clause_name(hit, wanted.clauses) for hit in hits)


def _article_name(hit: Hit, articles: Mapping[str, float]) -> str:
    if hit.source_id is not None and (hit.source_id in articles or hit.key not in articles):
        return hit.source_id
    return hit.key


def _clause_name(hit: Hit, clauses: Mapping[str, float]) -> str:
    for name in (hit.source_id, hit.key):
        if name is not None and name in clauses:
            return name
    part = split_path(hit.best_clause)[1] if hit.best_clause else None
    return provision_key(hit.instrument, part) if part else hit.key


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _present_keys(engine: Engine, keys: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    wanted = sorted(keys)
    with engine.connect() as connection:
        for start in range(0, len(wanted), _AT_ONCE):
            rows = connection.execute(
                select(InstrumentAlias.alias, Instrument.key)
                .join(Instrument, Instrument.id == InstrumentAlias.instrument_id)
                .where(InstrumentAlias.alias.in_(wanted[start : start + _AT_ONCE]))
            )
            found.update((row.alias, row.key) for row in rows)
    return found
