"""The HTML of the official codification: one file a topic (đề mục), one article after another.

A file is a flat run of blocks, each a paragraph with a class: ``pChuong`` (headings), ``pDieu`` (code and title of an article),
``pGhiChu`` (its source note), ``pNoiDung`` (its text, with paragraphs nested inside the paragraph) and ``pChiDan`` (cross
references). Paragraphs cannot nest in HTML, so a parser would close the text block at once; the blocks are cut at their
opening tags instead, which also is ten times as fast. Only tables go through a parser.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from lxml import html as lxml_html

from documents.text import clean, without_private
from ingest.readers.bounds import Cell, grid, span

Element: TypeAlias = Any  # lxml brings no type hints

REFERENCE = "chi-dan"
"""Mark of a note that holds an editors' cross reference: ``chi-dan:`` and the target's anchor, or ``vbpl:`` and its item."""
ATTACHED_FILE = "tep-kem"
"""Mark of a note that names an attached file (an appendix or a form that the codification only links to)."""
PICTURE = "hinh"
"""Mark of a note that names a picture, such as a formula, that the text cannot show."""

Rows = tuple[tuple[str, ...], ...]
Block = str | Rows
"""A paragraph, or the rows of a table."""

_TOPIC = re.compile(r"<h3\b[^>]*>\s*Đề mục\s+([\d.]+)\s*(?:<br\s*/?>)?\s*(.*?)</h3>", re.IGNORECASE | re.DOTALL)
_BLOCK = re.compile(r"""<p\s+class=['"]?p(Chuong|Dieu|GhiChu|NoiDung|ChiDan)['"]?\s*>""")
_ANCHOR = re.compile(r"""<a\s+(?:name|id)=['"]?([^'">\s]+)""")
_ARTICLE = re.compile(r"Điều\s+(\d+(?:\.[^\s.]+)*\.?\d*[a-zđ]*)\s*(?:[.:]\s*|\s+|$)(.*)", re.DOTALL)
_ITEM = re.compile(r"""ItemID=(\d+)(?:#([^'"\s>]*))?""", re.IGNORECASE)
_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL | re.IGNORECASE)
_CODIFIED_TARGET = re.compile(r"""ViewNoiDungPhapDien\(\s*['"]?(\w+)""")
_HREF = re.compile(r"""href=(?:'([^']*)'|"([^"]*)"|([^\s>]+))""", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"""\bsrc=(?:'([^']*)'|"([^"]*)")""", re.IGNORECASE)
_ATTACHED = re.compile(
    r"""<a\s+href=['"]([^'"]*/(?:AppFile|Files)/[^'"]*)['"][^>]*>\s*(?:<p[^>]*>)?(.*?)(?:</p>)?\s*</a>""", re.DOTALL
)
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_UNSEEN_START = re.compile(r"<(?:!--|script|style)", re.IGNORECASE)
_BREAK = re.compile(r"</?(?:p|div|br|li|ul|ol|tr|h[1-6]|blockquote|center|section|article|dl|dt|dd|hr|pre)\b[^>]*>", re.IGNORECASE)
# Only names of HTML elements are tags: the texts hold "<" for "less than" before words as well.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|big|body|button|cite|code|col|colgroup|del|em|font|form|head|html|i|img|input|ins|label|link|meta|o:p|option|q|s|"
    r"select|small|span|st1:\w+|strike|strong|sub|sup|table|tbody|td|tfoot|th|thead|tt|u|v:\w+|var|w:\w+)(?=[\s/>])[^>]*>",
    re.IGNORECASE,
)
_TABLE = re.compile(r"<(/?)table\b[^>]*>", re.IGNORECASE)


class CodifiedText(NamedTuple):
    """An article of the codification as it stands in the file.

    :param anchor: its id; empty where it has none
    :param code: its number in the codification, ``36.3.LQ.1``
    :param note: the source note as printed, empty where it has none
    :param item: number of the source in the ministry's database of law
    :param fragment: place in that source, ``Chuong_I_Dieu_1``
    :param notes: cross references, attached files and pictures as (mark, text)
    """

    anchor: str
    code: str
    title: str
    headings: tuple[str, ...]
    note: str
    item: str
    fragment: str
    blocks: tuple[Block, ...]
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A file: its topic and articles.

    :param code: of the đề mục, e.g. ``36.3``; empty where the file is none (the index page of the package)
    """

    code: str
    name: str
    articles: tuple[CodifiedText, ...]


def looks_like_topic(head: str) -> bool:
    """Whether the beginning of a page is that of a file of the codification."""
    head = clean(head)
    return _TOPIC.search(head) is not None or ("pDieu" in head and "pGhiChu" in head)


def topic_code(head: str) -> str | None:
    """The code of the topic whose file begins like this."""
    title = _TOPIC.search(clean(head))
    return title[1].strip(".") if title else None


def read_topic(data: bytes) -> Topic:
    """Read one file."""
    page = clean(without_private(data.decode("utf-8-sig", errors="replace")))
    if _UNSEEN_START.search(page):
        page = _UNSEEN.sub(" ", page)
    title = _TOPIC.search(page)
    code, name = (title[1].strip("."), _text(title[2])) if title else ("", "")
    return Topic(code, name, tuple(_articles(page)))


def _articles(page: str) -> Iterator[CodifiedText]:
    marks = list(_BLOCK.finditer(page))
    headings: list[tuple[int, str]] = []
    own: list[tuple[str, str]] = []  # the blocks of an article, with their kinds
    above: tuple[str, ...] = ()
    passed: list[tuple[str, str]] = []
    waiting: list[tuple[str, str]] = []  # cross references of a heading: kept with the first article below it
    after_heading = False
    for index, mark in enumerate(marks):
        block = page[mark.end() : marks[index + 1].start() if index + 1 < len(marks) else len(page)]
        kind = mark[1]
        if kind == "Chuong":
            _add_heading(headings, block)
            after_heading = True
        elif kind == "ChiDan" and after_heading:
            general = " – ".join(text for _, text in headings)
            waiting += [(target, f"{words} (chỉ dẫn chung của {general})") for target, words in _references(block)]
        elif kind == "Dieu":
            if own:
                yield _article(own, above, passed)
            own, above, passed = [(kind, block)], tuple(text for _, text in headings), waiting
            waiting, after_heading = [], False
        elif own:
            own.append((kind, block))
    if own:
        yield _article(own, above, passed)


def _article(blocks: Sequence[tuple[str, str]], headings: tuple[str, ...], passed: Sequence[tuple[str, str]]) -> CodifiedText:
    """An article of its blocks.

    :param passed: cross references of the headings above it
    """
    (_, start), *below = blocks
    anchor, words = _ANCHOR.search(start), _text(start)
    match = _ARTICLE.match(words)
    code, title = (match[1].rstrip("."), match[2].strip()) if match else ("", words)
    notes = list(passed)
    note = item = fragment = body = ""
    for kind, block in below:
        if kind == "GhiChu":
            note = _text(block)
            if link := _ITEM.search(block):
                item, fragment = link[1], html.unescape(link[2] or "")
        elif kind == "NoiDung":
            body += block
        else:
            notes += _references(block)
    read, more = read_body(body)
    return CodifiedText(
        anchor=anchor[1] if anchor else "",
        code=code,
        title=title,
        headings=headings,
        note=note,
        item=item,
        fragment=fragment,
        blocks=tuple(read),
        notes=(*notes, *more),
    )


_LEVELS = ("phần", "chương", "mục", "tiểu mục")


def _add_heading(headings: list[tuple[int, str]], block: str) -> None:
    """A label (Chương I) opens a heading and closes those below its level; the title follows in a block of its own."""
    words = _text(block)
    if not words:
        return
    level = next((depth for depth, name in reversed(list(enumerate(_LEVELS))) if words.lower().startswith(name)), None)
    if level is None or (_ANCHOR.search(block) is None and headings):
        if headings:
            depth, label = headings[-1]
            headings[-1] = (depth, f"{label}. {words}" if ". " not in label else f"{label} {words}")
            return
        level = 0
    while headings and headings[-1][0] >= level:
        headings.pop()
    headings.append((level, words))


def _references(block: str) -> list[tuple[str, str]]:
    found = []
    for link in _LINK.finditer(block):
        attributes, words = link[1], _text(link[2])
        target = _CODIFIED_TARGET.search(attributes)
        item = _ITEM.search(attributes)
        if target:
            place = target[1]
        elif item:
            place = f"vbpl:{item[1]}" + (f"#{html.unescape(item[2])}" if item[2] else "")
        else:
            href = _HREF.search(attributes)
            place = next((group for group in href.groups() if group), "") if href else ""
        found.append((f"{REFERENCE}:{place}", words))
    if not found and (words := _text(block)):
        found.append((REFERENCE, words))
    return found


def read_body(body: str) -> tuple[list[Block], list[tuple[str, str]]]:
    """The paragraphs and tables of an article's text, and notes on what it links to or shows as pictures."""
    notes: list[tuple[str, str]] = []
    if "/AppFile/" in body or "/Files/" in body:
        notes += [(f"{ATTACHED_FILE}:{html.unescape(link[1])}", _text(link[2])) for link in _ATTACHED.finditer(body)]
        body = _ATTACHED.sub("\n", body)
    if "<img" in body:
        notes += [(PICTURE, _picture(tag[0])) for tag in _IMAGE.finditer(body)]
    blocks: list[Block] = []
    for piece, is_table in _split_tables(body) if "<table" in body else ((body, False),):
        if is_table:
            rows = read_table(piece)
            if any(cell for row in rows for cell in row):
                blocks.append(rows)
        else:
            blocks += _paragraphs(piece)
    return blocks, notes


def _picture(tag: str) -> str:
    source = _SOURCE.search(tag)
    name = (source[1] or source[2] or "") if source else ""
    # a picture inside the page is as long as a book; its kind is enough
    return name[:60] + "…" if name.startswith("data:") else html.unescape(name.replace("\\", "/").rsplit("/", 1)[-1])


def _paragraphs(piece: str) -> list[str]:
    found = []
    for part in _BREAK.split(piece):
        part = part.strip()
        if not part:
            continue
        if "<" in part:
            part = _INLINE.sub("", part)
        if "&" in part:
            part = clean(html.unescape(part))
        if "\n" in part or "  " in part or part[:1] == " " or part[-1:] == " ":
            part = " ".join(part.split())
        if part:
            found.append(part)
    return found


def _text(piece: str) -> str:
    return " ".join(_paragraphs(piece))


def _split_tables(body: str) -> Iterator[tuple[str, bool]]:
    """Cut a text into what lies between tables and the outermost tables; a table that is never closed runs to the end."""
    position, depth, start = 0, 0, 0
    for tag in _TABLE.finditer(body):
        if not tag[1]:
            if depth == 0:
                yield body[position : tag.start()], False
                start = tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield body[start : tag.end()], True
                position = tag.end()
    if depth:
        yield body[start:], True
    else:
        yield body[position:], False


def read_table(markup: str) -> Rows:
    """The rows of a table. A merged cell has its text in its first place and is empty in the others."""
    try:
        table = lxml_html.fragment_fromstring(markup, create_parent="div").find(".//table")
    except ValueError:
        table = None
    if table is None:
        return tuple((paragraph,) for paragraph in _paragraphs(markup))
    rows = [
        [_cell(cell) for cell in row if cell.tag in ("td", "th")]
        for row in table.iter("tr")
        if next(row.iterancestors("table")) is table
    ]
    return tuple(tuple(cell or "" for cell in line) for line in grid(rows, even=False) if line)


def _cell(cell: Element) -> Cell:
    words = lxml_html.tostring(cell, encoding="unicode", with_tail=False)
    return Cell("\n".join(_paragraphs(words)), span(cell.get("colspan")), span(cell.get("rowspan")))
