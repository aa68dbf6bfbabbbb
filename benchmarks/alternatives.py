"""The obvious alternatives to our search, over the same articles, each as it comes: one document an article.

What each stands on is imported when it is made, so that its process holds nothing else.
"""

import json
import re
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from documents.text import fold

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

_WORD = re.compile(r"\w+")
Row = tuple[str, str, str]
"""Anchor, heading and text of an article."""
Questions = Sequence[tuple[str, str]]
"""Id and text of each."""


class Engine(Protocol):
    """A search that can be asked."""

    def search(self, query: str, count: int) -> Sequence[str | None]:
        """Anchors, best first."""


def articles(base: "KnowledgeBase") -> Iterator[Row]:
    """Anchor, heading and text of every codified article."""
    from sqlalchemy import select

    from kb.database.tables import CodifiedArticle, Provision

    article = Provision.__table__.alias("article")
    with base.engine.connect() as connection:
        anchors = dict(connection.execute(select(CodifiedArticle.provision_id, CodifiedArticle.anchor)).all())
        headings = dict(
            connection.execute(
                select(article.c.id, article.c.heading).where(article.c.id.in_(select(CodifiedArticle.provision_id)))
            ).all()
        )
        texts: dict[int, list[str]] = {}
        rows = select(Provision.article_id, Provision.text, Provision.tail).order_by(Provision.version_id, Provision.position)
        for identity, text, tail in connection.execute(rows):
            if identity in anchors:
                texts.setdefault(identity, []).extend(part for part in (text, tail) if part)
    for identity, anchor in anchors.items():
        yield anchor, headings.get(identity) or "", "\n".join(texts.get(identity, ()))


def write_rows(path: Path, rows: Iterable[Row]) -> int:
    """Keep articles in a file, one a line; how many they were."""
    count = 0
    with path.open("w", encoding="utf-8") as stream:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def read_rows(path: Path) -> Iterator[Row]:
    """The articles of a file."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            anchor, heading, text = json.loads(line)
            yield anchor, heading, text


class HaystackInMemory:
    """Haystack's in-memory store.

    :param folded: take the marks off texts and queries, which it does not do by itself
    """

    def __init__(self, rows: Iterable[Row], folded: bool = False) -> None:
        from haystack import Document
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        import kb  # noqa: F401  (switches telemetry off)

        self._text = fold if folded else str
        self._store = InMemoryDocumentStore()
        self._store.write_documents(
            [
                Document(id=f"{place}", content=self._text(f"{heading}\n{text}"), meta={"anchor": anchor})
                for place, (anchor, heading, text) in enumerate(rows)
            ]
        )

    def search(self, query: str, count: int) -> list[str]:
        """Anchors, best first."""
        return [item.meta["anchor"] for item in self._store.bm25_retrieval(self._text(query), top_k=count)]


class SqliteFts5:
    """SQLite's FTS5 with its Unicode tokenizer, which takes marks off: heading and text as two columns."""

    def __init__(self, rows: Iterable[Row]) -> None:
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


class Bm25s:
    """bm25s with its default tokenizer.

    :param folded: take the marks off texts and queries, which it does not do by itself
    """

    def __init__(self, rows: Iterable[Row], folded: bool = False) -> None:
        import bm25s

        self._tokenize = bm25s.tokenize
        self._text = fold if folded else str
        self._anchors: list[str] = []
        texts = []
        for anchor, heading, text in rows:
            self._anchors.append(anchor)
            texts.append(self._text(f"{heading}\n{text}"))
        self._index = bm25s.BM25()
        self._index.index(self._tokenize(texts, show_progress=False), show_progress=False)

    def search(self, query: str, count: int) -> list[str]:
        """Anchors, best first."""
        tokens = self._tokenize([self._text(query)], show_progress=False)
        places, _ = self._index.retrieve(tokens, k=min(count, len(self._anchors)), show_progress=False)
        return [self._anchors[place] for place in places[0]]


class ElasticsearchStandard:
    """Elasticsearch with its default analyzer: heading and text in one field, the question as a match query."""

    def __init__(self, rows: Iterable[Row], url: str) -> None:
        from elasticsearch import Elasticsearch, helpers

        self._client = Elasticsearch(url, request_timeout=120)
        self._index = f"bench_{uuid.uuid4().hex[:12]}"
        self._client.indices.create(index=self._index, mappings={"properties": {"text": {"type": "text"}}})
        documents = (
            {"_index": self._index, "_source": {"anchor": anchor, "text": f"{heading}\n{text}"}} for anchor, heading, text in rows
        )
        helpers.bulk(self._client, documents, refresh=True)

    def search(self, query: str, count: int) -> list[str]:
        """Anchors, best first."""
        found = self._client.search(index=self._index, query={"match": {"text": query}}, size=count, source_includes=["anchor"])
        return [hit["_source"]["anchor"] for hit in found["hits"]["hits"]]

    def close(self) -> None:
        """Take the index away."""
        self._client.indices.delete(index=self._index)
        self._client.close()


@dataclass(frozen=True, slots=True)
class Answers:
    """What an engine answered to the questions of a style.

    :param rankings: by question, ten anchors, best first
    :param times: by question, milliseconds
    :param work: by question, milliseconds of the processor in this process
    """

    rankings: dict[str, list[str | None]]
    times: dict[str, float]
    work: dict[str, float]


def ask(engine: Engine, questions: Questions) -> Answers:
    """Ask every question once, after one that does not count."""
    rankings, times, work = {}, {}, {}
    engine.search(questions[0][1], 10)
    for identity, text in questions:
        began, worked = time.perf_counter(), time.process_time()
        rankings[identity] = list(engine.search(text, 10))
        times[identity] = (time.perf_counter() - began) * 1000
        work[identity] = (time.process_time() - worked) * 1000
    return Answers(rankings, times, work)


def ask_alternative(
    kind: Callable[..., Engine], rows: Path, styles: Mapping[str, Questions], *options: object
) -> dict[str, Answers]:
    """Make an alternative of the articles of a file, and ask it; meant for a process of its own."""
    engine = kind(read_rows(rows), *options)
    try:
        return {style: ask(engine, questions) for style, questions in styles.items()}
    finally:
        if isinstance(engine, ElasticsearchStandard):
            engine.close()
