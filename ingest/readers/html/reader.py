"""Web pages: the two legal databases by their own marks, any other page by its main text, which is found here."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from documents.messages import Message
from documents.model import Hints, Kind, Line, Problem, ProblemCode, Reading
from documents.paths import segment
from documents.text.decoding import decode_lines
from ingest.errors import ShellPageError
from ingest.files.source import Source
from ingest.readers.head import tidied
from ingest.readers.html.elements import BLOCKS, SKIPPED, Element, is_hidden, parse_page, short_text, text_of
from ingest.readers.html.page import read_blocks
from ingest.readers.html.sites import site_of

_FRAME = frozenset(("nav", "aside", "footer", "menu", "dialog"))
_FRAME_ROLE = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert"))
_FRAME_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|sidebar|breadcrumbs?|comments?|related|share|social|popup|modal|cookie|banner|ads?|advert\w*|footer"
    r"|toolbar|pagination|login)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:Điều\s+\d|Chương\s+[IVXLC\d])")
_ENDS = re.compile(r"^(?:CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|Căn cứ\s|Nơi nhận|(?:TM|KT|TL|TUQ)\.\s|CHỦ TỊCH QUỐC HỘI)")
_MARKS_OF_LAW = 4
_STATUS = re.compile(r"(?:còn|hết|chưa có|chưa xác định|ngưng) hiệu lực", re.IGNORECASE)
_FEW = 40  # letters; less is no text
_FEW_ON_SITE = 200  # a law database's placeholder ("đang cập nhật") may be a sentence
_LAW = re.compile(r"^(?:Điều\s+\d|Căn cứ\s|CỘNG H)")


def main_text(page: Element) -> Element | None:
    """The last element that still holds the articles, the head and the signature of a page; None where it has no text.

    Where a page shows few of them it is all text.
    """
    body = page.find(".//body")
    root = page if body is None else body
    articles: Counter[Element] = Counter()
    ends: Counter[Element] = Counter()
    for block in _leaf_blocks(root):
        text = text_of(block)
        linked = sum(len(text_of(link)) for link in block.iter("a") if link.get("href"))
        if linked < len(text) * 0.8:
            articles[block], ends[block] = bool(_ARTICLE.match(text)), bool(_ENDS.match(text))
    # what holds an element stands before it: from the last to the first, each gives what it has to its parent
    for element in reversed(list(root.iterdescendants())):
        parent = element.getparent()
        for counts in (articles, ends):
            counts[parent] += counts[element]
    element = root
    while articles[root] + ends[root] >= _MARKS_OF_LAW:
        # a table of contents beside the text names the articles again, but has no head and no signature
        share = 0.4 if ends[element] else 0.97
        holders = (child for child in element if ends[child] == ends[element] and articles[child] >= share * articles[element])
        inner = next(holders, None)
        if inner is None or (inner.tag in ("p", "table", "tbody", "tr") and inner.find(".//td") is None):
            break
        element = inner
    return element if text_of(element) else None


def _leaf_blocks(root: Element) -> list[Element]:
    found: list[Element] = []
    stack: list[Element] = [root]
    while stack:
        element = stack.pop()
        if element is not root and _is_frame(element):
            continue
        if any(child.tag in BLOCKS for child in element.iterdescendants()):
            stack.extend(element)
        else:
            found.append(element)
    return found


def _is_frame(element: Element) -> bool:
    if element.tag in SKIPPED or element.tag in _FRAME or is_hidden(element):
        return True
    if (element.get("role") or "").lower() in _FRAME_ROLE:
        return True
    name = f"{element.get('id') or ''} {element.get('class') or ''}"
    return bool(_FRAME_NAME.search(name)) and short_text(element, 3999) is not None


def read_source(source: Source, _: object) -> Reading:
    """:func:`read_html` for the registry."""
    return read_html(source.data, source.name)


def read_html(data: bytes, name: str) -> Reading:
    """Read a saved web page.

    :raises ShellPageError: the page shows a site's frame without the text
    """
    page = parse_page(data, name)
    site = site_of(page)
    claims = site.claims(page) if site else _generic_claims(page)
    container = site.container(page) if site else main_text(page)
    lines, own_notes = read_blocks(container) if container is not None else ([], [])
    few = _FEW_ON_SITE if site and not any(_LAW.match(line.text) for line in lines) else _FEW
    if container is None or _size(lines) < few:
        if site or _STATUS.search(text_of(page)):
            raise ShellPageError("page_shell", name=name)
        if container is None:
            lines, own_notes = read_blocks(page)
    decoded, notes, problems = decode_lines(lines, own_notes)
    hints = Hints(publisher=site.publisher if site else None, fields=claims)
    reading = tidied(Reading("html", decoded, notes, hints=hints, problems=problems))
    expected = site.last_article(page) if site else None
    return replace(reading, problems=(*problems, *cut_short(reading.lines, expected)))


def cut_short(lines: Sequence[Line], expected: int | None) -> tuple[Problem, ...]:
    """The problem of a page whose own list of articles goes further than its text.

    :param expected: number of the last article that the page itself names, None where it names none
    """
    numbers = [int(match[1]) for line in lines if (match := re.match(r"[“\"‘']?\s*Điều\s+(\d{1,4})\b", line.text))]
    if expected is None or not numbers or max(numbers) >= expected:
        return ()
    last = str(max(numbers))
    message = Message.of("problem.page_cut_short", last=last, expected=str(expected))
    return (Problem(ProblemCode.TRUNCATED, message, segment(Kind.ARTICLE, last)),)


def _size(lines: list[Line]) -> int:
    in_tables = sum(len(cell) for line in lines if line.table for row in line.table.rows for cell in row)
    return in_tables + sum(len(line.text) for line in lines)


def _generic_claims(page: Element) -> Mapping[str, str]:
    fields: dict[str, str] = {}
    for link in page.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"):
        fields.setdefault("url", str(link))
    for title in page.xpath("//title"):
        fields.setdefault("page_title", text_of(title))
    return fields
