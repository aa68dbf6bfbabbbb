"""Hits by date instead of by how well they answer."""

from collections.abc import Sequence

from kb.index.engine import Document
from kb.search.model import Order

SORTED = 50
"""By date, so many of the best articles are put in order, then so many of the next: what answers less never comes before them."""


def fetched(count: int, order: Order) -> int:
    """How many articles are fetched, so that so many can be shown in an order."""
    return count if order is Order.RELEVANCE else -(-count // SORTED) * SORTED


def in_order(documents: tuple[Document, ...], order: Order) -> tuple[Document, ...]:
    """By the instrument's day of issue; what has none comes last, and of one day the better first."""
    if order is Order.RELEVANCE:
        return documents
    parts = (documents[start : start + SORTED] for start in range(0, len(documents), SORTED))
    return tuple(document for part in parts for document in _dated(part, order))


def _dated(documents: Sequence[Document], order: Order) -> list[Document]:
    dated = [document for document in documents if document.meta.get("issued_on")]
    dated.sort(key=lambda document: str(document.meta["issued_on"]), reverse=order is Order.NEWEST)
    return [*dated, *(document for document in documents if not document.meta.get("issued_on"))]
