"""What a search answers, as it is promised to other programs."""

from documents.paths import provision_key
from kb.interface.contract import fields_json
from kb.law.status.provision_status import ProvisionStatus
from kb.open.objects import Json, iso, last_known_json
from kb.search import Facets, Hit, SearchResult


def result_json(result: SearchResult) -> Json:
    """The result of a search as the interface promises it."""
    understood = result.understood
    made: Json = {
        "understood": {
            **fields_json(understood, "kind", "text", "key", "as_of", "filters", "restored"),
            **fields_json(understood, "choices", "absent", "asked", "corrected"),
            "expanded": [{"typed": typed, "meanings": list(meanings)} for typed, meanings in understood.expanded],
            **fields_json(understood, "day_from", "kind_from", "verbatim"),
        },
        "hits": [hit_json(hit) for hit in result.hits],
        "took_ms": result.took_ms,
        "stale": result.stale,
        "degraded": result.degraded,
        "unsure": result.unsure,
        "later": [fields_json(item) for item in result.later],
        "on_days": [
            {
                "as_of": then.day.isoformat(),
                "words": then.typed,
                "side": str(then.side),
                "hits": [hit_json(hit) for hit in then.hits],
            }
            for then in result.on_days
        ],
        "coverage": fields_json(result.coverage, "read", "of") if result.coverage else None,
    }
    if result.facets is not None:
        made["facets"] = _facets_json(result.facets)
    return made


def _facets_json(facets: Facets) -> Json:
    counts = {name: [{"value": value, "count": count} for value, count in found.items()] for name, found in facets.counts.items()}
    return {"articles": facets.articles, "complete": facets.complete, **counts}


def hit_json(hit: Hit) -> Json:
    """A hit."""
    return {
        **fields_json(hit, "key", "source_id", "instrument", "number", "title", "title_from", "path", "heading"),
        **fields_json(hit, "snippet", "cut_before", "cut_after", "following", "cells", "highlights"),
        **fields_json(hit, "score", "status", "status_basis", "wording"),
        "last_known": last_known_json(hit.last_known),
        "amended": hit.amended,
        "best_clause": hit.best_clause,
        "best_clause_status": _clause_json(hit.clause_status),
        "clauses": _clauses_json(hit),
        "stated": list(hit.stated),
        "version": hit.version,
        "typed": [{"by": by, "at": moment.isoformat()} for by, moment in hit.typed],
        "held": {"origin": hit.held.origin, "from": iso(hit.held.start)} if hit.held else None,
    }


def _clauses_json(hit: Hit) -> list[Json]:
    """The clauses that answer, best first: at most two; none where the article has no clauses."""
    best = [(hit.best_clause, hit.snippet, hit.highlights)] if hit.best_clause else []
    other = [(hit.other.path, hit.other.snippet, hit.other.highlights)] if hit.other else []
    return [
        {"key": provision_key(hit.instrument, path), "snippet": snippet, "highlights": [list(span) for span in spans]}
        for path, snippet, spans in (*best, *other)
    ]


def _clause_json(clause: ProvisionStatus | None) -> Json | None:
    """The status of the clause that answers, where it is not that of its article."""
    if clause is None:
        return None
    return {
        "status": str(clause.code),
        "status_basis": clause.sentence(),
        "wording": str(clause.wording),
        "last_known": last_known_json(clause.last_known),
    }
