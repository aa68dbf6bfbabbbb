"""The queries whose right article does not stand first, as a table for study.

The only place where the words of queries are written, and only where somebody asked for it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields

from sqlalchemy import Engine, select

from documents.paths import provision_key, split_key
from kb.database.tables import CodifiedArticle, Instrument, Provision, Version
from kb.evaluation.figures import first_place
from kb.evaluation.running import Evaluation
from kb.evaluation.styles import in_style
from kb.imports import cell
from kb.search import Hit


@dataclass(frozen=True, slots=True)
class Miss:
    """A query whose right article does not stand first.

    :param rank: of the first right article; empty where it is not among those looked at
    :param wanted: what was judged right, as the judgements name it
    :param wanted_article: number of the instrument, path and heading of what was judged right
    :param answered: whether search gave answers, or near misses alone
    :param first: key of the clause (or article) that stood first
    :param first_article: number of its instrument, its path and heading
    """

    query: str
    style: str
    text: str
    rank: int | None
    wanted: str
    wanted_article: str
    answered: str
    first: str
    first_article: str


def find_misses(engine: Engine, evaluation: Evaluation) -> list[Miss]:
    """The misses, those not found at all before the others, then the lowest."""
    texts = {query.id: query.text for query in evaluation.queries}
    missed = [
        (measured, query, rank)
        for measured in evaluation.measured
        for query, ranking in measured.articles.items()
        if (rank := first_place(ranking, evaluation.wanted[query].articles)) != 1
    ]
    named = _names(engine, {name for _, query, _ in missed for name in evaluation.wanted[query].articles})
    found = []
    for measured, query, rank in missed:
        wanted = evaluation.wanted[query]
        first = measured.firsts[query]
        found.append(
            Miss(
                query,
                str(measured.style),
                in_style(texts[query], query, measured.style),
                rank,
                " ".join(wanted.clauses or wanted.articles),
                "; ".join(named.get(name, "") or name for name in wanted.articles),
                "yes" if query in measured.answered else "no",
                _key(first) if first else "",
                _described(first.number, first.path, first.heading) if first else "",
            )
        )
    return sorted(found, key=lambda miss: (miss.rank is not None, -(miss.rank or 0), miss.query, miss.style))


def write_misses(misses: Iterable[Miss]) -> Iterator[str]:
    """The table as tab-separated lines, the first with the names of the columns."""
    yield "\t".join(field.name for field in fields(Miss))
    for miss in misses:
        yield "\t".join("" if value is None else cell(" ".join(str(value).split())) for value in astuple(miss))


def _key(hit: Hit) -> str:
    return provision_key(hit.instrument, hit.best_clause) if hit.best_clause else hit.key


def _described(number: str | None, path: str, heading: str | None) -> str:
    return " ".join(part for part in (number, path, heading) if part)


def _names(engine: Engine, wanted: Iterable[str]) -> Mapping[str, str]:
    """What source ids and keys of articles are called; those that the base has not are left out."""
    found: dict[str, str] = {}
    columns = select(Instrument.key, Instrument.number, Provision.path, Provision.heading).select_from(Provision)
    columns = columns.join(Version, Version.id == Provision.version_id).join(Instrument, Instrument.id == Version.instrument_id)
    by_id = columns.join(CodifiedArticle, CodifiedArticle.provision_id == Provision.id)
    with engine.connect() as connection:
        for name in sorted(wanted):
            instrument, path = split_key(name)
            statement = (
                columns.where(Instrument.key == instrument, Provision.path == path)
                if path
                else by_id.where(CodifiedArticle.anchor == name)
            )
            row = connection.execute(statement.order_by(Version.id).limit(1)).first()
            if row is not None:
                found[name] = _described(row.number, row.path, row.heading)
    return found
