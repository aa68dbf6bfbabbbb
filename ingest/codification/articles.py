"""Articles on their way between the processes that read the codification and the one that puts instruments together.

Hundreds of thousands of provisions travel, so they travel as plain tuples: pickling them as objects takes longer than reading
them.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from documents.identity.source_notes import SourceNote, read_source_note
from documents.model import Kind, Provision, Table
from documents.paths import child_path, join_path, segment
from documents.structure import read_clauses
from ingest.codification.html import Block, CodifiedText, Topic
from ingest.codification.sources import Origin, article_number

_ARTICLE = re.compile(r"Điều (\d+[a-zđ]?)\s*(?:[.:]\s*|\s+(?=[A-ZĐÀ-Ỹ]))(\S.*)?$")
_APPENDIX = re.compile(r"PH[ỤU] L[ỤU]C(?: (?:SỐ )?([IVXLC]+|\d+[A-Z]?))?$", re.IGNORECASE)
_FORM = re.compile(r"(?:Mẫu|Biểu mẫu)(?: số)? (\d+[a-zđ]?)$", re.IGNORECASE)
_STATE = re.compile(r"CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM$")
_REGULATION = re.compile(r"(?:QUY CHẾ|ĐIỀU LỆ|QUY CHUẨN|QUY ĐỊNH|QUY TRÌNH|NỘI QUY)$")
_INITIALS = frozenset("ĐPpMmBbCQN")  # of what begins a part
_GROUPING = re.compile(
    r"(?:Phần|Chương|Mục|Tiểu mục)\s+(?:[IVXLC]+|\d+|(?:thứ )?(?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười))\s*(?:[.:].*)?$",
    re.IGNORECASE,
)
# Stands for a table among the paragraphs, as a dash item so that it continues the clause or point before it; the character is
# of private use, so no text holds it.
_MARK = "- \ue000"
_TABLE = re.compile(f"{_MARK}(\\d+)")
_NOTE = re.compile(r"\(+\s*Điều (\d{1,4}[a-zđ]{0,2})\.? (?=[A-ZĐ])")

PackedProvision = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an article's text: its own, or what follows it.

    :param kind: article, appendix, form or attachment
    """

    kind: Kind
    number: str | None
    heading: str | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """An article's text taken apart.

    :param parts: its own text first
    :param next_heading: heading of the chapter or section that begins after it
    """

    parts: tuple[Part, ...]
    next_heading: str = ""


def take_apart(blocks: Sequence[Block], number: str, title: str) -> Body:
    """Set aside what is not the article's own text."""
    blocks, next_heading = _cut_next_heading(list(blocks))
    own: list[Block] = []
    parts: list[tuple[Kind, str | None, str | None, list[Block]]] = [(Kind.ARTICLE, None, None, own)]
    expected = _following(number)
    opened = 0  # quotation marks that are open: an article quoted in an amendment is text
    for position, block in enumerate(blocks):
        if isinstance(block, str):
            start = _start_of_part(block, parts[-1][0], expected) if opened <= 0 and block[0] in _INITIALS else None
            if position == 0 and (heading := _ARTICLE.match(block)) and heading[1] == number:
                # the article's own heading once more
                if heading[2] and not title:
                    parts[0] = (Kind.ARTICLE, None, heading[2].strip(), own)
                if not heading[2] or len(heading[2]) < 300:
                    continue
            if start is not None:
                kind, own_number, heading_text = start
                if kind is Kind.ARTICLE and own_number:
                    expected = _following(own_number)
                parts.append((kind, own_number, heading_text, []))
                continue
            if "“" in block or "”" in block:
                opened = max(opened + block.count("“") - block.count("”"), 0)
        parts[-1][3].append(block)
    return Body(tuple(Part(kind, found, heading, tuple(content)) for kind, found, heading, content in parts), next_heading)


def _following(number: str) -> str:
    digits = re.match(r"\d+", number)
    return str(int(digits[0]) + 1) if digits else ""


def _start_of_part(text: str, within: Kind, expected: str) -> tuple[Kind, str | None, str | None] | None:
    if len(text) > 200:
        return None
    if match := _APPENDIX.match(text):
        return Kind.APPENDIX, match[1], None
    if within in (Kind.APPENDIX, Kind.ATTACHMENT):
        return None
    if match := _FORM.match(text):
        return Kind.FORM, match[1], None
    if within is Kind.FORM:
        return None
    if _STATE.match(text):
        return Kind.FORM, None, None
    if _REGULATION.match(text):
        return Kind.ATTACHMENT, "1", text
    if (match := _ARTICLE.match(text)) and match[1] == expected and match[2] and not match[2].endswith((";", ",")):
        return Kind.ARTICLE, match[1], match[2].strip()
    return None


def _cut_next_heading(blocks: list[Block]) -> tuple[list[Block], str]:
    for back in range(1, min(4, len(blocks)) + 1):
        block = blocks[-back]
        if not isinstance(block, str) or len(block) > 150:
            break
        if _GROUPING.match(block) and all(isinstance(line, str) and line.isupper() for line in blocks[len(blocks) - back + 1 :]):
            heading = ". ".join(line for line in blocks[-back:] if isinstance(line, str))
            return blocks[:-back], heading
    return blocks, ""


def read_article_body(blocks: Sequence[Block], path: str) -> tuple[str, tuple[Provision, ...], str]:
    """Text, children and tail of an article or of an attached regulation's article."""
    tables = [block for block in blocks if not isinstance(block, str)]
    if not tables:
        body = read_clauses([block for block in blocks if isinstance(block, str)], path)
        return body.text, body.children, body.tail
    counted = iter(range(len(tables)))
    paragraphs = [block if isinstance(block, str) else f"{_MARK}{next(counted)}" for block in blocks]
    body = read_clauses(paragraphs, path)
    return _put_tables(body.text, body.children, body.tail, path, tables)


def _put_tables(
    text: str, children: tuple[Provision, ...], tail: str, path: str, tables: Sequence[Block]
) -> tuple[str, tuple[Provision, ...], str]:
    text, before = _without_marks(text, path, tables, 1)
    inner = []
    for child in children:
        if any(_MARK in part.text or _MARK in part.tail for part in child.walk()):
            own, below, after = _put_tables(child.text, child.children, child.tail, child.path, tables)
            child = replace(child, text=own, children=below, tail=after, text_map=(), tail_map=())
        inner.append(child)
    tail, after_children = _without_marks(tail, path, tables, len(before) + 1)
    return text, (*before, *inner, *after_children), tail


def _without_marks(text: str, path: str, tables: Sequence[Block], first: int) -> tuple[str, list[Provision]]:
    if _MARK not in text:
        return text, []
    found = [_table(tables[int(match[1])], path, first + place) for place, match in enumerate(_TABLE.finditer(text))]
    lines = (_TABLE.sub("", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line), found


def _table(rows: Block, path: str, number: int) -> Provision:
    assert not isinstance(rows, str)
    return Provision(child_path(path, Kind.TABLE, str(number)), Kind.TABLE, str(number), table=Table(rows))


def read_part(part: Part, path: str) -> Provision:
    """An appendix, a form or an attached regulation that stands in an article's text.

    Numbers in an appendix or a form are not clauses, so its paragraphs stay together.
    """
    if part.kind is Kind.ATTACHMENT:
        return _read_attachment(part, path)
    tables: list[Provision] = []
    paragraphs = []
    for block in part.blocks:
        if isinstance(block, str):
            paragraphs.append(block)
        else:
            tables.append(_table(block, path, len(tables) + 1))
    return Provision(path, part.kind, part.number, part.heading, text="\n".join(paragraphs), children=tuple(tables))


def _read_attachment(part: Part, path: str) -> Provision:
    head: list[Block] = []
    articles: list[tuple[str, str | None, list[Block]]] = []
    for block in part.blocks:
        match = _ARTICLE.match(block) if isinstance(block, str) and len(block) < 300 else None
        if match and match[1] == (_following(articles[-1][0]) if articles else "1"):
            articles.append((match[1], match[2], []))
        else:
            (articles[-1][2] if articles else head).append(block)
    children = []
    for number, heading, blocks in articles:
        own_path = child_path(path, Kind.ARTICLE, number)
        text, below, tail = read_article_body(blocks, own_path)
        children.append(Provision(own_path, Kind.ARTICLE, number, heading, text, tail=tail, children=below))
    words = "\n".join(block for block in head if isinstance(block, str))
    return Provision(path, part.kind, part.number, part.heading, text=words, children=tuple(children))


class PackedArticle(NamedTuple):
    """An article with its body read under the number that its note gives.

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
            _read_article(part, part.number, part.heading)
            if part.kind is Kind.ARTICLE and part.number
            else pack(read_part(part, segment(part.kind, part.number)))
            for part in others
        ),
    )


def _read_note(note: str) -> tuple[SourceNote | None, str | None]:
    if head := _NOTE.match(note):
        return _read_rest("(Điều 1 " + note[head.end() :]), head[1]
    read = read_source_note(note) if note else None
    return read, read.articles[0] if read and read.articles else None


_read_rest = lru_cache(maxsize=4096)(read_source_note)


def _read_article(part: Part, number: str, heading: str | None) -> PackedProvision:
    path = segment(Kind.ARTICLE, number)
    words, children, tail = read_article_body(part.blocks, path)
    if not words and not children and heading:
        # the article is this one sentence
        words, heading = heading, None
    return pack(Provision(path, Kind.ARTICLE, number, heading or None, words, tail=tail, children=children))


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
