"""How an index is laid out on the server.

A document's ``_source`` is what Haystack's own `ElasticsearchDocumentStore` writes: ``id``, ``content`` and the fields of ``meta``
side by side, so that its retrievers read it too. What only searching needs (tokens, the group, the days of each status) lies under
``tuluat``, and is not kept.
"""

from typing import Any

from kb.index.engine import FOLDED, MARKED
from kb.index.evidence import STATUS_DAYS
from kb.index.fields import GROUP, INDEX_FORMAT, INTEGER_FIELDS, TOKEN_FIELDS, day_fields, name_fields

OURS = "tuluat"
MOST_HITS = 100_000

_PLACES = {name: f"{OURS}.{name}" for name in (MARKED, FOLDED, GROUP, STATUS_DAYS)}


def place(field: str) -> str:
    """Where a field of `kb.index.fields` lies."""
    return _PLACES.get(field, field)


def mapping() -> dict[str, Any]:
    """Fields and how each is looked up; others are kept, and not looked up."""
    tokens = {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
    return {
        "dynamic": False,
        "_source": {"excludes": [OURS]},
        "properties": {
            **{name: {"type": "keyword", "ignore_above": 8_000} for name in name_fields()},
            **{name: {"type": "date", "format": "strict_date"} for name in day_fields()},
            **{name: {"type": "long"} for name in INTEGER_FIELDS},
            OURS: {"properties": {**dict.fromkeys(TOKEN_FIELDS, tokens), GROUP: {"type": "long"}, STATUS_DAYS: {"type": "long"}}},
        },
    }


def index_settings(shards: int = 1) -> dict[str, Any]:
    """Scores as tantivy's; what is written is seen when we say so, all at once; a copy on a second machine where there is one."""
    return {
        "number_of_shards": shards,
        "auto_expand_replicas": "0-1",
        "refresh_interval": "-1",
        "max_result_window": MOST_HITS,
        # A base with a history hides many versions at once.
        "max_terms_count": 1_000_000,
        "similarity": {"default": {"type": "BM25", "k1": 1.2, "b": 0.75}},
    }


def template(patterns: list[str], shards: int) -> dict[str, Any]:
    """What indexes of these names are made with."""
    return {
        "index_patterns": patterns,
        "priority": 500,
        "version": INDEX_FORMAT,
        "template": {"settings": index_settings(shards), "mappings": mapping()},
    }
