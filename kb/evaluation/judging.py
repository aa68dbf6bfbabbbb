"""What a judgement names: an article by its source id or its key, or a clause by its key; and which hits are that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select

from kb.database.tables import Instrument, InstrumentAlias
from kb.evaluation.files import Judgements
from kb.search import Hit

_UNITS = ("dieu-", "phu-luc-")
_CLAUSE, _POINT = "khoan-", "diem-"
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
    named = {name.partition("#")[0] for gains in judgements.values() for name in gains if "#" in name}
    present = _present_keys(engine, named)
    found = {}
    for query, gains in judgements.items():
        articles: dict[str, float] = {}
        clauses: dict[str, float] = {}
        any_clause = False
        for name, gain in gains.items():
            if gain <= 0:
                continue
            instrument, mark, path = name.partition("#")
            whole, clause = name, None
            if mark:
                unit, part = split_path(path)
                instrument = present.get(instrument, instrument)
                whole = f"{instrument}#{unit}"
                clause = f"{instrument}#{part}" if part else None
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
    parts = path.split("/")
    last = max((number for number, part in enumerate(parts) if part.startswith(_UNITS)), default=len(parts) - 1)
    unit, below = parts[: last + 1], parts[last + 1 :]
    clause = next((number for number, part in enumerate(below, start=1) if part.startswith(_CLAUSE)), None)
    if clause is None and below and not below[0].startswith(_POINT):
        clause = 1
    return "/".join(unit), "/".join([*unit, *below[:clause]]) if clause else None


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
    return f"{hit.instrument}#{part}" if part else hit.key


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
