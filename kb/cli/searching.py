"""`kb search`."""

from dataclasses import asdict
from datetime import date

from kb.base import KnowledgeBase
from kb.cli.objects import Json
from kb.cli.output import console, emit, say
from kb.search import Filters, Hit, SearchResult, search


def search_command(query: str, count: int, as_of: date | None, instrument_type: str | None, as_json: bool) -> int:
    """Print the articles that answer a query."""
    with KnowledgeBase(create=False) as base:
        result = search(base, query, k=count, as_of=as_of, filters=Filters(type=instrument_type))
    if result.stale:
        console().print("Chỉ mục cũ hơn dữ liệu; hãy chạy “kb reindex”. (The index is older than the texts; run “kb reindex”.)")
    if as_json:
        emit(result_json(result))
    else:
        _print(result)
    return 0


def result_json(result: SearchResult) -> Json:
    """The result of a search as the interface promises it."""
    understood = result.understood
    return {
        "understood": {
            "kind": str(understood.kind),
            "text": understood.text,
            "key": understood.key,
            "as_of": understood.as_of.isoformat(),
            "filters": dict(understood.filters),
            "restored": understood.restored,
            "choices": [asdict(choice) for choice in understood.choices],
            "absent": understood.absent,
        },
        "hits": [_hit_json(hit) for hit in result.hits],
        "took_ms": result.took_ms,
        "stale": result.stale,
    }


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
        "highlights": [list(span) for span in hit.highlights],
        "score": hit.score,
        "status": str(hit.status),
        "status_basis": hit.status_basis,
        "amended": hit.amended,
        "best_clause": hit.best_clause,
        "version": hit.version,
    }


def _print(result: SearchResult) -> None:
    understood = result.understood
    for choice in understood.choices:
        say(f"? {choice.key}\t{choice.title}")
    for number, hit in enumerate(result.hits, start=1):
        say(f"{number}. {hit.title} {hit.number or ''}  {hit.heading or hit.path}  [{hit.status}]")
        say(f"   {' '.join(hit.snippet.split())}")
        say(f"   {hit.key}")
        say(f"   {hit.status_basis}")
    if not result.hits and not understood.choices:
        say("Không tìm thấy. (Nothing found.)")
