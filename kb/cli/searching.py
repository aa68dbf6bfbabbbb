"""`kb search`, `kb similar` and `kb suggest`."""

import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from documents.citing import cite
from kb.base import KnowledgeBase
from kb.cli.objects import Json
from kb.cli.output import ENGLISH, VIETNAMESE, console, emit, remark, say, tell
from kb.database.reading.reader import find_instrument
from kb.errors import InvalidQueryError
from kb.export.spreadsheet import export_file
from kb.interface.days import today
from kb.interface.wording import error_words
from kb.search import Facets, Filters, Hit, Order, SearchResult, search
from kb.search.keys import read_key
from kb.search.similar import similar
from kb.search.snippets import printed
from kb.search.suggest import suggest
from kb.vectors.model import VectorState
from kb.vectors.saying import vectors_sentence

_FACETS = 8


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of `kb search`.

    :param inside: key of the instrument to search in
    :param order: relevance, newest, oldest
    :param export_to: file to write the hits to
    :param verbatim: search the words as typed
    """

    query: str
    count: int
    as_of: date | None
    instrument_type: str | None = None
    inside: str | None = None
    order: str = Order.RELEVANCE
    facets: bool = False
    export_to: Path | None = None
    verbatim: bool = False


def search_command(request: Request, as_json: bool) -> int:
    """Print the articles that answer a query."""
    if request.order not in set(Order):
        raise InvalidQueryError("order_unknown", order=request.order, known=list(Order))
    with KnowledgeBase(create=False) as base:
        inside = None
        if request.inside is not None:
            with base.session() as session:
                inside = find_instrument(session, read_key(base.engine, request.inside).instrument).key
        filters = Filters(type=request.instrument_type, instrument=inside)
        order = Order(request.order)
        result = search(base, request.query, request.count, request.as_of, filters, order, request.facets, request.verbatim)
    if result.stale:
        remark("check.index_stale")
    if request.export_to is not None:
        export_file(result.hits, result.understood.as_of, request.export_to)
        remark("cli.hits_written", count=len(result.hits), file=request.export_to.name)
    if result.degraded:
        remark("search.degraded")
    if vectors := vectors_sentence(VIETNAMESE, result.vectors):
        console().print(f"{vectors} ({vectors_sentence(ENGLISH, result.vectors)})", markup=False, soft_wrap=True)
    if as_json:
        emit(result_json(result))
    elif request.export_to is None:
        _print(result)
    return 0


def similar_command(key: str, count: int, as_of: date | None, as_json: bool) -> int:
    """Print the articles of other instruments that are most like one."""
    began = time.perf_counter()
    with KnowledgeBase(create=False) as base:
        wanted = str(read_key(base.engine, key))
        hits = similar(base, wanted, count, as_of)
    if as_json:
        took = round((time.perf_counter() - began) * 1000, 3)
        emit({"key": wanted, "as_of": (as_of or today()).isoformat(), "hits": [_hit_json(hit) for hit in hits], "took_ms": took})
        return 0
    _print_hits(hits)
    if not hits:
        tell("cli.nothing_found")
    return 0


def suggest_command(prefix: str, count: int, as_json: bool) -> int:
    """Print what begins as what was typed."""
    with KnowledgeBase(create=False) as base:
        found = suggest(base, prefix, count)
    if as_json:
        emit({"prefix": prefix, "suggestions": [asdict(item) for item in found]})
    else:
        for item in found:
            say(f"{item.text}\t{item.key or item.count}")
    return 0


def result_json(result: SearchResult) -> Json:
    """The result of a search as the interface promises it."""
    understood = result.understood
    made: Json = {
        "understood": {
            "kind": str(understood.kind),
            "text": understood.text,
            "key": understood.key,
            "as_of": understood.as_of.isoformat(),
            "filters": dict(understood.filters),
            "restored": understood.restored,
            "choices": [asdict(choice) for choice in understood.choices],
            "absent": understood.absent,
            "asked": [asdict(asked) for asked in understood.asked],
            "corrected": [list(pair) for pair in understood.corrected],
            "expanded": [{"typed": typed, "meanings": list(meanings)} for typed, meanings in understood.expanded],
            "day_from": understood.day_from,
            "kind_from": understood.kind_from,
            "verbatim": understood.verbatim,
        },
        "hits": [_hit_json(hit) for hit in result.hits],
        "took_ms": result.took_ms,
        "stale": result.stale,
        "vectors": _vectors_json(result.vectors) if result.vectors else None,
        "degraded": result.degraded,
    }
    if result.facets is not None:
        made["facets"] = _facets_json(result.facets)
    return made


def _vectors_json(state: VectorState) -> Json:
    return {**asdict(state), "problem": error_words(VIETNAMESE, state.problem) if state.problem else None}


def _facets_json(facets: Facets) -> Json:
    counts = {name: [{"value": value, "count": count} for value, count in found.items()] for name, found in facets.counts.items()}
    return {"articles": facets.articles, "complete": facets.complete, **counts}


def _hit_json(hit: Hit) -> Json:
    return {
        "key": hit.key,
        "source_id": hit.source_id,
        "instrument": hit.instrument,
        "number": hit.number,
        "title": hit.title,
        "path": hit.path,
        "heading": hit.heading,
        "snippet": hit.snippet,
        "cut_before": hit.cut_before,
        "cut_after": hit.cut_after,
        "following": [asdict(item) for item in hit.following],
        "highlights": [list(span) for span in hit.highlights],
        "score": hit.score,
        "status": str(hit.status),
        "status_basis": hit.status_basis,
        "amended": hit.amended,
        "best_clause": hit.best_clause,
        "version": hit.version,
        "typed": [{"by": by, "at": moment.isoformat()} for by, moment in hit.typed],
    }


def _print(result: SearchResult) -> None:
    understood = result.understood
    for asked in understood.asked:
        say(f"= {asked.text}\t{asked.kind}: {asked.value}")
    for choice in understood.choices:
        say(f"? {choice.key}\t{choice.title}")
    _print_hits(result.hits)
    for name, counted in (result.facets.counts if result.facets else {}).items():
        say(f"# {name}\t" + ", ".join(f"{value} {count}" for value, count in list(counted.items())[:_FACETS]))
    if not result.hits and not understood.choices:
        tell("cli.nothing_found")


def _print_hits(hits: tuple[Hit, ...]) -> None:
    for number, hit in enumerate(hits, start=1):
        say(f"{number}. {hit.title} {hit.number or ''}  {hit.heading or cite(hit.path)}  [{hit.status}]")
        say(f"   {printed(hit.snippet, hit.cut_before, hit.cut_after)}")
        for item in hit.following:
            say(f"     {item.label} {printed(item.text, False, item.cut)}")
        say(f"   {hit.key}")
        say(f"   {hit.status_basis}")
