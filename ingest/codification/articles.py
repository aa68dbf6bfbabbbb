"""Articles on their way between the processes that read the codification and the one that puts instruments together.

Hundreds of thousands of provisions travel, so they travel as plain tuples: pickling them as objects takes longer than reading
them.
"""

import re
import sys
from functools import lru_cache
from typing import Any, NamedTuple

from documents.identity.source_notes import SourceNote, read_source_note
from documents.model import Kind, Provision, Table
from documents.paths import join_path, segment
from ingest.codification.body import Part, read_article_body, read_part, take_apart
from ingest.codification.html import CodifiedText, Topic
from ingest.codification.sources import Origin, article_number

_NOTE = re.compile(r"\(+\s*Điều (\d{1,4}[a-zđ]{0,2})\.? (?=[A-ZĐ])")

PackedProvision = tuple[Any, ...]


class PackedArticle(NamedTuple):
    """An article with its body read under the number that its note gives.

    :param title: its title in the codification
    :param provision: the article, packed; its path may still change
    :param parts: what stood in its text and is not part of it: articles that follow, appendices, forms, regulations
    """

    origin: Origin
    title: str
    headings: tuple[str, ...]
    note: str
    notes: tuple[tuple[str, str], ...]
    next_heading: str
    provision: PackedProvision
    parts: tuple[PackedProvision, ...]


class Packed(NamedTuple):
    """A file of the codification on its way."""

    file: str
    code: str
    name: str
    articles: tuple[PackedArticle, ...]


def pack_topic(file: str, topic: Topic) -> Packed:
    """Read the bodies and notes of a topic's articles."""
    return Packed(file, topic.code, topic.name, tuple(_pack_article(topic.code, text) for text in topic.articles))


def _pack_article(topic: str, text: CodifiedText) -> PackedArticle:
    read, article = _read_note(text.note)
    origin = Origin(topic, text.code, text.anchor, text.item, text.fragment, read=read, article=article)
    number = article_number(origin)
    body = take_apart(text.blocks, number, text.title)
    own, *others = body.parts
    return PackedArticle(
        origin,
        title=text.title,
        headings=text.headings,
        note=text.note,
        notes=text.notes,
        next_heading=body.next_heading,
        provision=_read_article(own, number, text.title or own.heading),
        parts=tuple(
            _read_article(part, part.number, part.heading) if part.kind is Kind.ARTICLE and part.number else _read_part(part)
            for part in others
        ),
    )


def _read_note(note: str) -> tuple[SourceNote | None, str | None]:
    """A note and the article that it names. Notes of one instrument differ in the article only, so the rest is read once."""
    if head := _NOTE.match(note):
        return _read_rest("(Điều 1 " + note[head.end() :]), head[1]
    read = read_source_note(note) if note else None
    return read, read.articles[0] if read and read.articles else None


@lru_cache(maxsize=4096)
def _read_rest(note: str) -> SourceNote | None:
    return read_source_note(note)


def _read_article(part: Part, number: str, heading: str | None) -> PackedProvision:
    path = segment(Kind.ARTICLE, number)
    words, children, tail = read_article_body(part.blocks, path)
    if not words and not children and heading:
        # the article is this one sentence
        words, heading = heading, None
    return pack(Provision(path, Kind.ARTICLE, number, heading or None, words, tail=tail, children=children))


def _read_part(part: Part) -> PackedProvision:
    return pack(read_part(part, segment(part.kind, part.number)))


def pack(provision: Provision) -> PackedProvision:
    """A provision as a tuple, with the last step of its path; the steps and numbers are few and travel once."""
    return (
        sys.intern(provision.path[provision.path.rfind("/") + 1 :]),
        provision.kind.value,
        sys.intern(provision.number) if provision.number else None,
        provision.heading,
        provision.text,
        provision.tail,
        tuple([pack(child) for child in provision.children]) if provision.children else (),
        provision.table.rows if provision.table else None,
        provision.problems,
    )


_KINDS = {kind.value: kind for kind in Kind}


def unpack(packed: PackedProvision, path: str) -> Provision:
    """A provision again, under a path that may not be the one it was read with."""
    _, kind, number, heading, text, tail, children, rows, problems = packed
    return Provision(
        path,
        _KINDS[kind],
        number,
        heading,
        text,
        tail,
        children=tuple([unpack(child, join_path(path, child[0])) for child in children]) if children else (),
        table=Table(rows) if rows is not None else None,
        problems=problems,
    )
