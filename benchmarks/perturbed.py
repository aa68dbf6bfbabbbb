"""The codification again and again, each time a little different: what a larger base would hold."""

import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from kb.database.tables import Version
from kb.index.documents import read_documents
from kb.index.engine import Document
from kb.index.rows import WORDS, packed_words

SHARE = 0.1
"""Of the words of a copy that are other words."""
SEED = 2026
STEP = 1_000_000_000
"""Between the ids of one copy and the next."""
_POOL = 200_000
_WORD = re.compile(r"[^\W\d_]{1,40}")


def word_pool(connection: Connection) -> list[str]:
    """Words of the corpus, each as often as it stands in the sample that they are from."""
    versions = list(connection.scalars(select(Version.id)))
    random.Random(SEED).shuffle(versions)
    pool: list[str] = []
    for document in read_documents(connection, versions):
        pool.extend(_WORD.findall(document.content or ""))
        if len(pool) >= _POOL:
            break
    return pool


def copy_of(documents: Iterator[Document], number: int, pool: Sequence[str], share: float = SHARE) -> Iterator[Document]:
    """A copy of a corpus with instruments of its own; copy 0 is the corpus itself.

    :param share: of the words of name, heading and text that are swapped for others
    """
    if number == 0:
        yield from documents
        return
    names: dict[str, str] = {}
    article, heading = "", ""
    for document in documents:
        meta = document.meta
        title = names.setdefault(meta["instrument"], swapped(meta["title"] or "", _chance(number, meta["instrument"]), pool, share))
        if meta["article"] != article:
            article = meta["article"]
            heading = swapped(meta["heading"] or "", _chance(number, article), pool, share)
        yield _changed(document, number, title, heading, pool, share)


def swapped(text: str, chance: random.Random, pool: Sequence[str], share: float) -> str:
    """The text with a share of its words swapped for words of the pool, in the same places."""
    draw = chance.random
    return " ".join(pool[int(draw() * len(pool))] if draw() < share else word for word in text.split(" "))


def _chance(number: int, name: str) -> random.Random:
    return random.Random(f"{SEED}:{number}:{name}")


def _changed(document: Document, number: int, title: str, heading: str, pool: Sequence[str], share: float) -> Document:
    meta: dict[str, Any] = dict(document.meta)
    chance = _chance(number, document.id)
    content = document.content or ""
    places, texts, start = [], [], 0
    for path, begin, end in meta["pieces"]:
        texts.append(swapped(content[begin:end], chance, pool, share))
        places.append([path, start, start + len(texts[-1])])
        start += len(texts[-1]) + 1
    content = "\n".join(texts)
    for name in ("version", "unit", "provision"):
        meta[name] += number * STEP
    meta["instrument"] = f"{meta['instrument']}-ban-{number}"
    meta["article"] = f"{meta['instrument']}#{meta['path']}"
    meta.update(title=title, heading=heading, source_id=None, pieces=places)
    meta[WORDS] = packed_words(content)
    return Document(id=str(meta["provision"]), content=content, meta=meta)
