"""What a search answers, as it is promised to other programs."""

from documents.paths import provision_key
from kb.interface.contract import fields_json
from kb.law.status.provision_status import ProvisionStatus, period_over
from kb.open.objects import Json, iso, last_known_json
from kb.search import Hit, SearchResult
from kb.search.model import Lacking


def result_json(result: SearchResult) -> Json:
    """The result of a search as the interface promises it."""
    understood = result.understood
    made: Json = {
        "understood": {
            **fields_json(understood, "kind", "text", "key", "as_of", "filters", "restored"),
            **fields_json(understood, "choices", "absent", "added"),
            "asked": [fields_json(item, "kind", "text", "value", "without") for item in understood.asked],
            **fields_json(understood, "corrected"),
            "expanded": [{"typed": typed, "meanings": list(meanings)} for typed, meanings in understood.expanded],
            **fields_json(understood, "day_from", "verbatim"),
        },
        "lacking": [_lacking_json(item) for item in result.lacking],
        "hits": [hit_json(hit) for hit in result.hits],
        "took_ms": result.took_ms,
        "stale": result.stale,
        "degraded": result.degraded,
        "unsure": result.unsure,
        "later": [fields_json(item) for item in result.later],
        "on_days": [
            {
                "as_of": then.event.day.isoformat(),
                "words": then.event.typed,
                "side": str(then.event.side),
                "hits": [hit_json(hit) for hit in then.hits],
            }
            for then in result.on_days
        ],
    }
    if result.facets is not None:
        made["facets"] = fields_json(result.facets, "articles", "complete")
        for name, found in result.facets.counts.items():
            made["facets"][name] = [{"value": value, "count": count} for value, count in found.items()]
    return made


def _lacking_json(item: Lacking) -> Json:
    """What is known of an instrument of which the query names what the base lacks."""
    standing = _status_json(item.standing) if item.standing else None
    pending = [{"by": by, "since": since.isoformat()} for by, since in item.pending]
    return {**fields_json(item, "key", "name", "path", "held", "in_base", "certain"), "standing": standing, "pending": pending}


def hit_json(hit: Hit) -> Json:
    """A hit."""
    standing = hit.standing
    return {
        **fields_json(hit, "key", "source_id", "instrument", "number", "title", "title_from", "path", "heading"),
        **fields_json(hit, "snippet", "cut_before", "cut_after", "following", "cells", "highlights"),
        "score": hit.score,
        **_status_json(standing),
        "amended": standing.amended,
        "period_over": period_over(hit.title, standing),
        "best_clause": hit.best_clause,
        "best_clause_status": _status_json(hit.clause_status) if hit.clause_status else None,
        "clauses": _clauses_json(hit),
        "stated": list(hit.stated),
        "version": hit.version,
        "typed": [{"by": by, "at": moment.isoformat()} for by, moment in hit.typed],
        "held": {"origin": hit.origin, "from": iso(standing.words_from)} if hit.origin else None,
        "new_words": fields_json(hit.new_words, *_NEW_WORDS) if hit.new_words else None,
    }


_NEW_WORDS = ("key", "name", "place", "since", "reviewed", "further", "snippet", "cut_before", "cut_after", "highlights")


def _clauses_json(hit: Hit) -> list[Json]:
    """The clauses that answer, best first: at most two; none where the article has no clauses."""
    best = [(hit.best_clause, hit.snippet, hit.highlights)] if hit.best_clause else []
    other = [(hit.other.path, hit.other.snippet, hit.other.highlights)] if hit.other else []
    return [
        {"key": provision_key(hit.instrument, path), "snippet": snippet, "highlights": [list(span) for span in spans]}
        for path, snippet, spans in (*best, *other)
    ]


def _status_json(status: ProvisionStatus) -> Json:
    return {
        "status": str(status.code),
        "status_basis": status.sentence(),
        "wording": str(status.wording),
        "last_known": last_known_json(status.last_known),
    }
