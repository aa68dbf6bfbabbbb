"""Web pages: the two legal databases by their own marks, any other page by its main text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from documents.messages import Message
from documents.model import Hints, Kind, Line, Problem, ProblemCode, Reading
from documents.paths import segment
from documents.text.decoding import decode_lines
from ingest.errors import ShellPageError
from ingest.files.source import Source
from ingest.readers.head import tidied
from ingest.readers.html.elements import Element, parse_page, text_of
from ingest.readers.html.main_text import main_text
from ingest.readers.html.page import read_blocks
from ingest.readers.html.sites import site_of

_STATUS = re.compile(r"(?:còn|hết|chưa có|chưa xác định|ngưng) hiệu lực", re.IGNORECASE)
_FEW = 40  # letters; less is no text
_FEW_ON_SITE = 200  # a law database's placeholder ("đang cập nhật") may be a sentence
_LAW = re.compile(r"^(?:Điều\s+\d|Căn cứ\s|CỘNG H)")


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
