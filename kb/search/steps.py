"""The steps of a search: a query is read, what answers it is fetched and ranked, and hits are made of it.

Every word of a query finds something somewhere, so "all that match" would count articles that have nothing but "của". Counted are
the best `MOST_COUNTED` articles, or all where there are fewer (`Facets.complete`). Each is counted once, by its best clause.

While the server of the index does not answer, and where another process replaces the index meanwhile, they see to it themselves.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as fields_of
from datetime import date
from typing import TypeVar

from sqlalchemy import Engine, select

from documents.time.status import Told
from kb.database.tables import Instrument, Version
from kb.errors import IndexChangedError, IndexDamagedError, IndexUnavailableError
from kb.index import fields
from kb.index.build import Base, OpenIndex, index_for_search
from kb.index.engine import Document, Filter, SearchEngine, View, among, every
from kb.index.fields import status_filter
from kb.index.stated import OFFERED, span_of
from kb.interface.days import today
from kb.language.word_model import words_of
from kb.logs import happened
from kb.search.asked import likeness_of
from kb.search.conditions import conditions_of
from kb.search.context import BEHIND, Context, Visible, context_of, heir_first, later_of
from kb.search.fallback import store_from_database
from kb.search.hits import best_snippet, make_hits, with_origins
from kb.search.model import Facets, Filters, Hit, Lacking, OnDay, Order, SearchResult, Snippet, Understood
from kb.search.named import with_named, with_new_words
from kb.search.reading.dates import EventDay
from kb.search.reading.interpretation import Knowledge, interpret, knowledge_of, with_words
from kb.search.reading.syntax import Reading, read_syntax
from kb.search.reading.understanding import Plan, named_in, understand
from kb.search.retrieval import Sought, matches_of, retrieve
from kb.search.terms import Terms

_MOST_QUOTED = 3
_MOST_CLAUSES = 20_000
_FIELDS = [field for field in fields.FILTERS if field.stated]


def with_stated(hits: Sequence[Hit], documents: Sequence[Document], filters: Filters, terms: Terms) -> tuple[Hit, ...]:
    """Hits that show the point which states what is asked for, and quote its words: those of another point are of another matter.

    :param documents: those that the hits were made of
    """
    given = filters.given()
    spans = {field.stated: span_of(field.stated, given[field.name]) for field in _FIELDS if field.name in given}
    if not spans:
        return tuple(hits)
    from documents.duties.stated import values_in  # only here, see `kb.index.stated`

    def quoted(text: str) -> tuple[str, ...]:
        there = ((value, *spans[value.what]) for value in values_in(text) if value.what in spans)
        fitting = (
            value.words
            for value, first, last in there
            if (first is None or value.number >= first) and (last is None or value.number <= last)
        )
        return tuple(dict.fromkeys(fitting))[:_MOST_QUOTED]

    def stating(hit: Hit, document: Document) -> Hit:
        content = document.content or ""
        pieces = [(path, start, end) for path, start, end in document.meta["pieces"] if quoted(content[start:end])]
        if not pieces:
            return replace(hit, stated=quoted(content))
        shown = next((piece for piece in pieces if piece[0] == hit.snippet_path), None)
        found = None if shown else best_snippet(content, pieces, terms)
        if found is not None:
            hit = replace(hit, **{field.name: getattr(found, field.name) for field in fields_of(Snippet)})
        words = next(content[start:end] for path, start, end in pieces if path == hit.snippet_path)
        return replace(hit, stated=quoted(words))

    return tuple(stating(hit, document) for hit, document in zip(hits, documents, strict=True))


def count_by_bound(view: View, articles: Sequence[int], day: date) -> dict[str, dict[str, int]]:
    """How many articles have a clause that states a value within each of the bounds that are offered."""
    counts: dict[str, dict[str, int]] = {}
    for field in _FIELDS:
        asked = ((bound, every(among("unit", articles), field.within(bound, day))) for bound in OFFERED[field.stated])
        found = ((bound, {match.unit for match in view.retrieve((), _MOST_CLAUSES, within)}) for bound, within in asked)
        counts[field.name] = {bound: len(units) for bound, units in found if units}
    return counts


MOST_COUNTED = 500

_TRIES = 2  # at an index that changes meanwhile

T = TypeVar("T")


def facets_of(sought: Sought, engine: Engine) -> Facets:
    """Count the articles that answer."""
    names = {field.name: field.place for field in fields.FILTERS if field.address and not (field.condition or field.stated)}
    view, found = sought.view, matches_of(sought, MOST_COUNTED, learned=False)
    if not found:
        return Facets(0, True, {name: {} for name in (*(field.name for field in fields.FILTERS if field.address), "year")})
    # One clause stands for each article, so that a count of clauses is one of articles.
    counted = among("provision", (match.provision for match in found))
    values = view.values(tuple(names.values()), (), counted, most=MOST_COUNTED)
    counts = {name: values[place] for name, place in names.items()}
    counts["status"] = count_by_status(view, counted, len(found), sought.plan.understood.as_of)
    counts["year"] = _by_year(engine, [match.version for match in found])
    counts.update(count_by_bound(view, [match.unit for match in found], sought.plan.understood.as_of))
    # Where clauses must state something, those that do and have too few of the words were left out unseen.
    return Facets(len(found), len(found) < MOST_COUNTED and sought.stating is None, counts)


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


def plan_of(query: str, day: date, filters: Filters, context: Context, engine: Engine, knowledge: Knowledge) -> Plan:
    """What a query means, and what to fetch for it. A filter in the query stands in for one that is given beside it."""
    reading = read_syntax(query, context.names)
    if not reading.conditions:
        return interpret(understand(query, day, filters, context.names.instruments, engine), knowledge)
    conditions = conditions_of(reading)
    plan = understand(reading.text, day, _narrowed(filters, reading), context.names.instruments, engine)
    plan = interpret(plan, knowledge)
    understood = replace(plan.understood, asked=reading.conditions)
    return replace(with_words(plan, conditions.words), understood=understood, conditions=conditions)


def _narrowed(filters: Filters, reading: Reading) -> Filters:
    typed = ((field.name, reading.last(field.name)) for field in fields.FILTERS if field.typed)
    return Filters(**{**filters.given(), **{name: value for name, value in typed if value}})


SORTED = 50
"""By date, so many of the best articles are put in order, then so many of the next: what answers less never comes before them."""

ON_A_DAY = 3
"""Articles that are shown for the day of an event."""


@dataclass(frozen=True, slots=True, repr=False)
class _Request:
    """What is asked, see `search`. Its words stand in no representation, so that they get into no log."""

    base: Base
    query: str
    k: int
    as_of: date | None
    filters: Filters
    knowledge: Knowledge
    order: Order = Order.RELEVANCE
    facets: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class _Read:
    """A query that was read.

    :param began: by the clock of performance
    :param index: what is searched; None where its server does not answer and the database is looked through
    """

    request: _Request
    began: float
    index: "OpenIndex | None"
    context: Context
    plan: Plan

    def visible(self, context: Context) -> Visible:
        """What is read on the day of a context, where the query asks for some instruments."""
        return context.visible.showing({*named_in(self.plan), *self.plan.raised}, self.plan.filters.get("type"))


def search(
    base: Base,
    query: str,
    k: int = 10,
    as_of: date | None = None,
    filters: Filters | None = None,
    order: Order = Order.RELEVANCE,
    facets: bool = False,
    verbatim: bool = False,
    knowledge: Knowledge | None = None,
) -> SearchResult:
    """Find the articles that answer a query: words, a number or a citation, with phrases and fields (`kb.search.reading.syntax`).

    :param as_of: the day asked about; default: the one that the query names, else today in Vietnam
    :param order: by date, the best `SORTED` articles are put in order, then the next as many
    :param facets: count the articles that answer, too
    :param verbatim: search the words as typed: no marks are restored, nothing is corrected, no day is read, nothing is added
    :param knowledge: what reading the words rests on; default: what is known of the base
    :raises IndexMissingError: there is no usable index; `kb reindex` builds it
    """
    known = knowledge or knowledge_of(base, as_of is not None, verbatim)
    request = _Request(base, query, max(k, 0), as_of, filters or Filters(), known, order=order, facets=facets)
    began = time.monotonic()
    result = _tried(request, _answered)
    happened("search", f"{result.understood.kind}{'_degraded' if result.degraded else ''}", time.monotonic() - began)
    return result


def count(
    base: Base, query: str, as_of: date | None = None, filters: Filters | None = None, verbatim: bool = False
) -> Facets | None:
    """How many articles of each kind answer; the parameters are those of `search`. None: the index does not answer just now."""
    known = knowledge_of(base, as_of is not None, verbatim)
    return _tried(_Request(base, query, 0, as_of, filters or Filters(), known), _counted)


def _counted(read: _Read) -> Facets | None:
    if read.index is None:
        return None
    return facets_of(Sought(read.index.store.view(), read.plan, read.visible(read.context)), read.request.base.engine)


def _tried(request: _Request, make: Callable[[_Read], T]) -> T:
    """What is made of a query that was read for the index as it is now; where its server does not answer, its files are damaged, or
    it changes twice, of one that was read for the database.
    """
    for _ in range(_TRIES):
        try:
            return make(_read(request, index_for_search(request.base)))
        except IndexChangedError:
            continue
        except (IndexUnavailableError, IndexDamagedError):
            break
    return make(_read(request, None))


def _read(request: _Request, index: "OpenIndex | None") -> _Read:
    began = time.perf_counter()
    day = request.as_of or today()
    context = context_of(request.base, index, day)
    plan = plan_of(request.query, day, request.filters, context, request.base.engine, request.knowledge)
    if plan.understood.as_of != day:
        context = context_of(request.base, index, plan.understood.as_of)
    return _Read(request, began, index, context, plan)


def _answered(read: _Read) -> SearchResult:
    """Fetch the best clause of each article that answers, ranked, and make hits of them, or of what comes nearest."""
    request, index, plan = read.request, read.index, read.plan
    base, visible = request.base, read.visible(read.context)
    engine = index.store if index else store_from_database(base, plan, visible)
    asked = likeness_of(base, plan)
    sought = Sought(engine.view(), plan, visible, asked)
    answers = retrieve(sought, _fetched(request.k, request.order))
    terms = answers.terms.with_compounds(words_of(base), plan.conditions.quoted)
    facets = facets_of(sought, base.engine) if request.facets and index else None
    documents = _in_order(answers.documents, request.order)[: max(request.k, 1 + BEHIND)]
    cited, day = (*plan.provisions, *plan.first), plan.understood.as_of
    hits = make_hits(documents, terms, day, cited, answers.explained.reasons, answers.others)
    hits = with_stated(hits, documents, plan.filters, terms)
    if request.order is Order.RELEVANCE:
        hits = heir_first(base.engine, hits, day, {*named_in(plan), *plan.raised}, asked)
    hits = with_origins(base.engine, hits[: request.k])
    hits = with_new_words(base.engine, with_named(base.engine, hits, cited, plan.understood, terms), terms, day)
    lacking = _lacking(base.engine, plan.understood)
    # What was looked through in the database is too little to say that nothing answers.
    answered = answers.explained.answered or index is None
    return SearchResult(
        plan.understood,
        hits if answered else (),
        round((time.perf_counter() - read.began) * 1000, 3),
        stale=read.context.stale,
        facets=facets,
        lacking=lacking,
        degraded=index is None,
        near=() if answered else hits,
        unsure=answers.explained.unsure and index is not None,
        evidence=answers.explained.evidence,
        later=later_of(base.engine, hits, day, lacking) if answered else (),
        phrases=terms.phrases,
        on_days=tuple(_on_day(read, event, engine, asked) for event in plan.events) if answered else (),
    )


def _lacking(engine: Engine, understood: Understood) -> tuple[Lacking, ...]:
    if understood.absent is None:
        return ()
    from kb.search.lacking import lacking_of  # few searches need it

    return lacking_of(engine, understood)


def _on_day(read: _Read, event: EventDay, engine: SearchEngine, asked: Mapping[int, float]) -> OnDay:
    """What the same question finds on the day of an event that it tells of."""
    base = read.request.base
    plan = replace(read.plan, understood=replace(read.plan.understood, as_of=event.day))
    visible = read.visible(context_of(base, read.index, event.day))
    answers = retrieve(Sought(engine.view(), plan, visible, asked), ON_A_DAY)
    terms = answers.terms.with_compounds(words_of(base), plan.conditions.quoted)
    made = make_hits(answers.documents, terms, event.day, reasons=answers.explained.reasons, others=answers.others)
    return OnDay(event, with_new_words(base.engine, with_origins(base.engine, made), terms, event.day))


def _fetched(count: int, order: Order) -> int:
    """How many articles are fetched, so that so many can be shown in an order."""
    return max(count, 1 + BEHIND) if order is Order.RELEVANCE else -(-count // SORTED) * SORTED


def _in_order(documents: tuple[Document, ...], order: Order) -> tuple[Document, ...]:
    """By the instrument's day of issue; what has none comes last, and of one day the better first."""
    if order is Order.RELEVANCE:
        return documents
    parts = (documents[start : start + SORTED] for start in range(0, len(documents), SORTED))
    return tuple(document for part in parts for document in _dated(part, order))


def _dated(documents: Sequence[Document], order: Order) -> list[Document]:
    dated = [document for document in documents if document.meta.get("issued_on")]
    dated.sort(key=lambda document: str(document.meta["issued_on"]), reverse=order is Order.NEWEST)
    return [*dated, *(document for document in documents if not document.meta.get("issued_on"))]
