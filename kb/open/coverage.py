"""What a base holds and how far its sources reach, as it is promised to other programs."""

from kb.base import KnowledgeBase
from kb.database.reading.holdings import count_articles, list_registers, list_sources
from kb.database.reading.reader import count_instruments
from kb.interface.contract import fields_json
from kb.open.objects import Json


def answer_coverage(base: KnowledgeBase) -> Json:
    """What `kb coverage` says: what came after the day or the newest text of a source may be missing."""
    with base.session() as session:
        counts = {"instruments": count_instruments(session), "articles": count_articles(session)}
        sources, registers = list_sources(session), list_registers(session)
    return {
        **counts,
        "sources": [fields_json(item, "publisher", "texts", "snapshot_on", "newest", "added") for item in sources],
        "registers": [fields_json(item, "title", "version", "added") for item in registers],
    }
