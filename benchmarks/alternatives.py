"""The obvious alternatives to our search, over the same articles: Haystack's in-memory BM25 and SQLite's FTS5."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from haystack import Document
from haystack.document_stores.in_memory import InMemoryDocumentStore
from sqlalchemy import select

from documents.text import fold
from kb.base import KnowledgeBase
from kb.database.tables import CodifiedArticle, Provision

_WORD = re.compile(r"\w+")


def articles(base: KnowledgeBase) -> Iterator[tuple[str, str, str]]:
    """Anchor, heading and text of every codified article."""
    article = Provision.__table__.alias("article")
    with base.engine.connect() as connection:
        anchors = dict(connection.execute(select(CodifiedArticle.provision_id, CodifiedArticle.anchor)).all())  # type: ignore[arg-type]
        headings = dict(
            connection.execute(
                select(article.c.id, article.c.heading).where(article.c.id.in_(select(CodifiedArticle.provision_id)))
            ).all()
        )  # type: ignore[arg-type]
        texts: dict[int, list[str]] = {}
        rows = select(Provision.article_id, Provision.text, Provision.tail).order_by(Provision.version_id, Provision.position)
        for identity, text, tail in connection.execute(rows):
            if identity in anchors:
                texts.setdefault(identity, []).extend(part for part in (text, tail) if part)
    for identity, anchor in anchors.items():
        yield anchor, headings.get(identity) or "", "\n".join(texts.get(identity, ()))


class HaystackInMemory:
    """Haystack's in-memory store as it comes: one document an article.

    :param folded: take the marks off texts and queries, which it does not do by itself
    """

    def __init__(self, rows: Sequence[tuple[str, str, str]], folded: bool) -> None:
        self.name = f"Haystack in-memory BM25, articles{', folded' if folded else ''}"
        self._folded = folded
        self._store = InMemoryDocumentStore()
        self._store.write_documents(
            [
                Document(id=f"{place}", content=self._text(f"{heading}\n{text}"), meta={"anchor": anchor})
                for place, (anchor, heading, text) in enumerate(rows)
            ]
        )

    def _text(self, text: str) -> str:
        return fold(text) if self._folded else text

    def search(self, query: str, count: int) -> list[str]:
        """Anchors, best first."""
        return [item.meta["anchor"] for item in self._store.bm25_retrieval(self._text(query), top_k=count)]


class SqliteFts5:
    """SQLite's FTS5 with its Unicode tokenizer, which takes marks off: one row an article, heading and text."""

    name = "SQLite FTS5, articles"

    def __init__(self, rows: Sequence[tuple[str, str, str]]) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(
            "CREATE VIRTUAL TABLE article USING fts5(anchor UNINDEXED, heading, text, tokenize = 'unicode61 remove_diacritics 2')"
        )
        self._connection.executemany("INSERT INTO article VALUES (?, ?, ?)", rows)

    def search(self, query: str, count: int) -> list[str]:
        """Anchors, best first."""
        words = dict.fromkeys(_WORD.findall(query.lower()))
        match = " OR ".join(f'"{word}"' for word in words)
        found: list[Any] = self._connection.execute(
            "SELECT anchor FROM article WHERE article MATCH ? ORDER BY rank LIMIT ?", (match, count)
        ).fetchall()
        return [anchor for (anchor,) in found]
