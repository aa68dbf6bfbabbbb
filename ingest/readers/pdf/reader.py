"""Reads a PDF file into lines."""

import io
import logging
import threading
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from documents.messages import Message
from documents.model import Line, Note, Problem, ProblemCode, Reading
from documents.text import Encoding, clean, decode, detect, without_private
from documents.text.decoding import decoding_problem
from ingest.errors import EncryptedFileError, FileTooLargeError, NoTextError, UnreadableFileError
from ingest.ocr import is_installed
from ingest.readers.gazette import RUNNING_HEAD
from ingest.readers.pdf import tables as ruled
from ingest.readers.pdf.columns import Alignment, Stretch, read_columns
from ingest.readers.pdf.formulas import join_formulas
from ingest.readers.pdf.furniture import (
    NoteRows,
    is_of,
    note_of,
    repeated_heads,
    settle_marks,
    take_footnotes,
    take_furniture,
    take_section_head,
)
from ingest.readers.pdf.glyphs import PageContent, layout_content, pdfium_content
from ingest.readers.pdf.guard import TooSlow, Weighed, time_limit, weigh_pages
from ingest.readers.pdf.paragraphs import LineWriter, Margins, find_margins, usual_margins
from ingest.readers.pdf.rows import Row, Word, build_rows, dominant_size
from ingest.readers.pdf.tables import Page, cut_problems, is_imprint, needs_ocr, ocr_problem, ranges

logger = logging.getLogger(__name__)

MAX_PAGES = 5_000
MAX_PIXELS = 40_000_000
MAX_SECONDS = 600
MAX_LAYOUT_SECONDS = 300.0  # after that, pages are read the fast way
MAX_PAGE_SECONDS = 10.0

Method = Literal["auto", "fast", "layout"]
# pdfium must not be used by two threads at once, whatever files they read.
_PDFIUM = threading.RLock()


def read_pdf(file: Path | bytes, name: str | None = None, *, method: Method = "auto") -> Reading:
    """Read a PDF file.

    :param file: where it lies, or its bytes
    :param method: ``auto`` takes the fast way wherever a page allows it; the others are for tests and measurements
    :raises EncryptedFileError: the file asks for a password
    :raises UnreadableFileError: the file is damaged or is no PDF
    :raises NoTextError: it holds neither text nor scanned pages
    :raises FileTooLargeError: it takes too long to read
    """
    name = PurePosixPath(name).name if name else file.name if isinstance(file, Path) else "PDF"
    try:
        return _read(file, name, method)
    except TooSlow as error:
        raise FileTooLargeError("pdf_slow", name=name, seconds=MAX_SECONDS) from error


def _read(file: Path | bytes, name: str, method: Method) -> Reading:
    with _PDFIUM, ExitStack() as stack:
        document = stack.enter_context(closing(_open(file, name)))
        count = len(document)
        damaged: list[int] = []
        with time_limit(MAX_SECONDS):
            weighed = weigh_pages(file, range(1, min(count, MAX_PAGES) + 1))
            pages = [_page_of(content) for content in _contents(document, file, method, weighed, damaged, stack)]
        heavy = weighed.heavy
        pages, recognised = _recognised(document, pages, heavy)  # each page has its own time
    if len(damaged) == len(pages):
        raise UnreadableFileError("pdf_pages_damaged", name=name)
    with time_limit(MAX_SECONDS):
        reading = _reading(pages, recognised, heavy)
    problems: list[Problem] = []
    if damaged:
        message = Message.of("problem.damaged_pages", pages=ranges(damaged))
        problems.append(Problem(ProblemCode.UNREADABLE, message, f"trang {ranges(damaged)}"))
    problems += reading.problems
    if not reading.lines and not reading.pages_without_text:
        raise NoTextError("pdf_textless", name=name)
    if len(heavy) == count:
        raise FileTooLargeError("pdf_drawings", name=name)
    if heavy:
        drawn = ranges(tuple(sorted(heavy)))
        problems.append(Problem(ProblemCode.TOO_LARGE, Message.of("problem.drawings_too_large", pages=drawn), f"trang {drawn}"))
    if count > MAX_PAGES:
        message = Message.of("problem.too_many_pages", count=count, most=MAX_PAGES)
        problems.append(Problem(ProblemCode.TRUNCATED, message, f"trang {MAX_PAGES + 1}"))
    return replace(reading, problems=tuple(problems), pages=count)


def read_pictures(contents: Sequence[PageContent | None]) -> Reading:
    """Read pages that were recognised.

    :param contents: the pages in order; None for one that could not be read
    """
    pages = [_page_of(content or PageContent(number)) for number, content in enumerate(contents, 1)]
    unread = frozenset(number for number, content in enumerate(contents, 1) if content is None)
    return replace(_reading(pages, frozenset(range(1, len(pages) + 1)) - unread, unread), format="image", pages=len(pages))


def _recognised(document: pdfium.PdfDocument, pages: list[Page], heavy: frozenset[int]) -> tuple[list[Page], frozenset[int]]:
    """The pages, those whose words stand in a picture as far as they can be recognised; and the numbers of these."""
    repeated = repeated_heads([(page.rows, page.content.height) for page in pages if page.rows])
    scanned = [page for page in pages if page.content.number not in heavy and not is_imprint(page, pages)]
    scanned = [
        page for page in scanned if needs_ocr(replace(page, rows=take_furniture(page.rows, page.content.height, repeated)[0]))
    ]
    if not scanned or not is_installed():
        return pages, frozenset()
    from ingest.ocr.pages import read_pdf_page

    read = {page.content.number: read_pdf_page(document, page.content) for page in scanned}
    found = {number: content for number, content in read.items() if content is not None}
    return [_page_of(found.get(page.content.number, page.content)) for page in pages], frozenset(found)


def _reading(pages: list[Page], recognised: frozenset[int], unread: frozenset[int]) -> Reading:
    """What stands on pages."""
    problems: list[Problem] = []
    encoding = _repair_characters(pages)
    if encoding is not None:
        problems.append(decoding_problem(encoding))
    reading = _Reader(pages, encoding).read()
    scanned = (page for page in pages if page.content.number not in recognised and needs_ocr(page))
    textless = {page.content.number for page in scanned if not is_imprint(page, pages)}
    without_text = tuple(sorted(textless | unread))
    if without_text:
        problems.append(ocr_problem(without_text, len(pages), tried=is_installed()))
    for page in pages:
        problems.extend(cut_problems(page))
    return Reading(
        "pdf",
        tuple(reading.lines),
        tuple(reading.notes),
        tuple(text for page in pages for text in page.furniture),
        problems=tuple(problems),
        pages_without_text=without_text,
    )


def page_image(path: Path, page: int, scale: float = 2.0) -> tuple[bytes, float, float]:
    """Draw a page as PNG, with its width and height in points.

    :param scale: pixels a PDF point; made smaller where the picture would be huge
    :raises IndexError: there is no such page
    :raises FileTooLargeError: the page holds too much to be drawn
    :raises EncryptedFileError: the file asks for a password
    :raises UnreadableFileError: the file is damaged or is no PDF
    """
    with _PDFIUM, closing(_open(path, path.name)) as document:
        if not 1 <= page <= len(document):
            raise IndexError(f"page {page} of {len(document)}")
        if weigh_pages(path, range(page, page + 1)).heavy:
            raise FileTooLargeError("pdf_page_drawings", name=path.name, page=str(page))
        try:
            with closing(document[page - 1]) as drawn:
                width, height = drawn.get_size()
                shown = min(scale, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
                picture = drawn.render(scale=shown).to_pil()
        except pdfium.PdfiumError as error:
            raise UnreadableFileError("pdf_page_damaged", name=path.name, page=str(page)) from error
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue(), width, height


def _open(file: Path | bytes, name: str) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(file)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise EncryptedFileError("pdf_encrypted", name=name) from error
        raise UnreadableFileError("pdf_damaged", name=name) from error
    if len(document) == 0:
        document.close()
        raise UnreadableFileError("pdf_without_pages", name=name)
    return document


def _contents(
    document: pdfium.PdfDocument, file: Path | bytes, method: Method, weighed: Weighed, damaged: list[int], stack: ExitStack
) -> Iterator[PageContent]:
    layout: Any = None
    seconds_left = MAX_LAYOUT_SECONDS
    for number in range(1, min(len(document), MAX_PAGES) + 1):
        if number in weighed.heavy:
            yield PageContent(number)
            continue
        misread = number in weighed.misread
        try:
            with closing(document[number - 1]) as page:
                content = pdfium_content(page, number)
                plain = not _is_turned(page) and not ruled.may_hold_table(content.rulings)
        except pdfium.PdfiumError:
            damaged.append(number)
            yield PageContent(number)
            continue
        fast = method == "fast" or (method == "auto" and plain) or not content.glyphs or seconds_left <= 0
        if fast and not misread:
            yield content
            continue
        if layout is None:
            layout = stack.enter_context(pdfplumber.open(io.BytesIO(file) if isinstance(file, bytes) else file))
        start = time.monotonic()
        read = _layout_or(content, layout)
        if read is content and misread:  # other letters than those that are printed
            damaged.append(number)
            read = PageContent(number)
        yield read
        seconds_left -= time.monotonic() - start


def _layout_or(content: PageContent, layout: Any) -> PageContent:
    """The page as pdfplumber reads it; where it cannot, as pdfium did."""
    try:
        with time_limit(MAX_PAGE_SECONDS):
            page = layout.pages[content.number - 1]
            try:
                return layout_content(page, content.number)
            finally:
                page.close()
    except (Exception, TooSlow):  # pdfminer fails in many ways on damaged pages that pdfium reads
        logger.warning("page %d: the layout could not be read, its tables may be missing", content.number)
        logger.debug("why the layout could not be read", exc_info=True)
        return content


def _is_turned(page: pdfium.PdfPage) -> bool:
    left, bottom, right, top = page.get_bbox()
    width, height = page.get_size()
    moved = abs(left) > 0.5 or abs(bottom) > 0.5 or abs(right - width) > 1 or abs(top - height) > 1
    return bool(page.get_rotation() != 0 or moved)


def _page_of(content: PageContent) -> Page:
    tables: list[ruled.RuledTable] = []
    glyphs = list(content.glyphs)
    if ruled.may_hold_table(content.rulings):
        tables, glyphs = ruled.find_tables(content)
    page = Page(content, build_rows(glyphs, content.number), tables)
    page.furniture.extend(row.text for row in build_rows(content.aside, content.number))
    return page


def _repair_characters(pages: list[Page]) -> Encoding | None:
    """Bring every word to clean Unicode; legacy encodings are recognised from the whole text."""
    words = [word for page in pages for row in page.rows for word in row.words]
    encoding = detect(" ".join(word.text for word in words))
    for word in words:
        word.text = _repaired(word, encoding)
    for page in pages:
        for row in page.rows:
            row.words = [word for word in row.words if word.text.strip()]
        page.rows = [row for row in page.rows if row.words]
    return encoding


def _repaired(word: Word, encoding: Encoding | None) -> str:
    text = word.text
    if encoding is None:
        return clean(without_private(text))
    if encoding == "tcvn3" and len(text) > 1:
        # two of its letters stand on signs that PDF writers name differently
        text = text.translate({0x2212: 0xAD, 0x2219: 0xB7})
    text = unicodedata.normalize("NFC", decode(text, encoding))
    return clean(without_private(text.upper() if word.caps else text))


class _Reader:
    """Goes over the pages of a document, knowing what all of them have in common."""

    def __init__(self, pages: list[Page], encoding: Encoding | None) -> None:
        self.pages = pages
        self._repair = partial(_repaired, encoding=encoding)
        self.notes: list[Note] = []
        self._writer = LineWriter()
        self._open_table: ruled.RuledTable | None = None
        self._open_line = -1
        self._note_rows: list[NoteRows] = []
        self._left_of_note: list[float] = []

    @property
    def lines(self) -> list[Line]:
        return self._writer.lines

    def read(self) -> "_Reader":
        pages = self.pages
        repeated = repeated_heads([(page.rows, page.content.height) for page in pages if page.rows])
        for page in pages:
            page.rows, aside = take_furniture(page.rows, page.content.height, repeated)
            page.furniture.extend(aside)
        words = [word for page in pages for row in page.rows for word in row.words]
        body_size = dominant_size(words) if words else 0.0
        if pages and any(RUNNING_HEAD.match(text) for text in pages[0].furniture):
            # of a scan only the gazette's headings are text, so that they seem to be its body
            usual_size = body_size if sum(len(word.text) for word in words) > 300 else min(body_size, 14.0)
            pages[0].rows, aside = take_section_head(pages[0].rows, usual_size)
            pages[0].furniture.extend(aside)
        usual = usual_margins(pages)
        for page in pages:
            self._read_page(page, body_size, None if page.content.turned else usual[page.content.number % 2])
        self.notes = [note_of(note, left) for note, left in zip(self._note_rows, self._left_of_note, strict=True)]
        return self

    def _read_page(self, page: Page, body_size: float, usual: Margins | None) -> None:
        content = page.content
        rough = find_margins(page.rows, usual, content.width)
        last = self._note_rows[-1] if self._note_rows else None
        page.rows, notes = take_footnotes(page.rows, content, body_size, rough.left, [table.box for table in page.tables], last)
        self._take_notes(notes, rough.left)
        marks = frozenset(note.mark for note in notes if note.mark)
        for row in page.rows:
            settle_marks(row, marks)
        boxes = [table.box for table in page.tables]
        loose = [ruling for ruling in content.rulings if not any(is_of(ruling, box) for box in boxes)]
        page.rows = join_formulas([row for row in page.rows if row.words], loose)
        for table in page.tables:
            ruled.read_cells(table, marks, self._repair)
        pieces = _between_tables(page)
        stretches = [read_columns(rows) for rows in pieces]
        flow = [row for piece in stretches for part in piece if part.alignment is Alignment.FLOW for row in part.rows]
        margins = find_margins(flow, usual, content.width)
        for index, piece in enumerate(stretches):
            if index > 0:
                self._write_table(page.tables[index - 1], content)
            for part in piece:
                self._write(part, margins, content)

    def _write(self, part: Stretch, margins: Margins, content: PageContent) -> None:
        self._open_table = None
        start = len(self.lines)
        self._writer.write(part, margins)
        if content.turned or content.skew:
            self._writer.unturn(start, content)

    def _write_table(self, table: ruled.RuledTable, content: PageContent) -> None:
        before = self._open_table
        if before is not None and before.page == table.page - 1 and ruled.continues(before, table):
            ruled.join(before, table)
            old = self.lines[self._open_line]
            joined = ruled.to_table(before, before.box)
            place = replace(old.place, recognised=joined.place.recognised)
            self.lines[self._open_line] = Line("", place, starts_paragraph=True, table=joined)
            before.page = table.page
            return
        made = ruled.to_table(table, content.unturn(table.box))
        self._open_table, self._open_line = table, len(self.lines)
        self.lines.append(Line("", made.place, starts_paragraph=True, table=made))
        self._writer.break_paragraph()

    def _take_notes(self, notes: list[NoteRows], left: float) -> None:
        for note in notes:
            if note.mark is None and self._note_rows:
                self._note_rows[-1].rows.extend(note.rows)
            else:
                self._note_rows.append(note)
                self._left_of_note.append(left)


def _between_tables(page: Page) -> list[list[Row]]:
    pieces: list[list[Row]] = [[] for _ in range(len(page.tables) + 1)]
    for row in page.rows:
        index = sum(table.box[1] < row.baseline for table in page.tables)
        pieces[index].append(row)
    return pieces
