"""How many of the articles that answer are of each type, issuer, topic, status and year.

Every word of a query finds something somewhere, so "all that match" would count articles that have nothing but "của". Counted are
the best `MOST_COUNTED` articles, or all where there are fewer (`Facets.complete`). Each is counted once, by its best clause.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine, select

from documents.time.status import Told
from kb.database.tables import Instrument, Version
from kb.index import fields
from kb.index.engine import Filter, View, among, every
from kb.index.evidence import status_filter
from kb.search.model import Facets
from kb.search.retrieval import Sought, matches_of

MOST_COUNTED = 500


def facets_of(sought: Sought, engine: Engine) -> Facets:
    """Count the articles that answer.

    :param engine: the base's database
    """
    names = {field.name: field.place for field in fields.FILTERS if field.address and not field.condition}
    view, found = sought.view, matches_of(sought, MOST_COUNTED, learned=False)
    if not found:
        return Facets(0, True, {name: {} for name in (*names, "status", "year")})
    # One clause stands for each article, so that a count of clauses is one of articles.
    counted = among("provision", (match.provision for match in found))
    values = view.values(tuple(names.values()), (), counted, most=MOST_COUNTED)
    counts = {name: values[place] for name, place in names.items()}
    counts["status"] = count_by_status(view, counted, len(found), sought.plan.understood.as_of)
    counts["year"] = _by_year(engine, [match.version for match in found])
    return Facets(len(found), len(found) < MOST_COUNTED, counts)


def count_by_status(view: View, counted: Filter, articles: int, day: date) -> dict[str, int]:
    """How many articles have each status on a day. Each has one, so what no other status has is unknown."""
    found: dict[str, int] = {}
    for told in (Told.WAS_IN_FORCE, Told.IN_FORCE, Told.EXPIRED, Told.NOT_YET, Told.SUSPENDED):  # most have one of the first
        left = articles - sum(found.values())
        found[told.value] = view.count((), every(counted, status_filter(told, day))) if left else 0
    found[Told.UNKNOWN.value] = articles - sum(found.values())
    return {code: count for code, count in sorted(found.items(), key=lambda item: -item[1]) if count}


def _by_year(engine: Engine, versions: Sequence[int]) -> dict[str, int]:
    """Years of issue; instruments without a day are not counted."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(Version.id, Instrument.issued_on)
            .join(Instrument, Instrument.id == Version.instrument_id)
            .where(Version.id.in_(set(versions)))
        )
        years = {identity: str(issued_on.year) for identity, issued_on in rows if issued_on}
    counted = Counter(years[version] for version in versions if version in years)
    return dict(sorted(counted.items(), reverse=True))
