"""What a page is on its way to lines, and what is wrong with pages: scans, cut texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from documents.messages import Message
from documents.model import Problem, ProblemCode
from ingest.readers import continued
from ingest.readers.gazette import RUNNING_HEAD
from ingest.readers.pdf.glyphs import PageContent
from ingest.readers.pdf.rows import Row
from ingest.readers.pdf.tables import RuledTable

# A page whose text layer is only a running head is a scan where an image covers more of it than a logo or a stamp would.
_SCAN_COVER = 0.08
_HEADED = 0.9
_OUTLINES = 12  # letters drawn as shapes: so many drawings on a page without text


@dataclass(slots=True)
class Page:
    """A page on its way to lines."""

    content: PageContent
    rows: list[Row]
    tables: list[RuledTable]
    furniture: list[str] = field(default_factory=list)


def needs_ocr(page: Page) -> bool:
    """Whether what a page says stands in a picture: its text layer is empty or only a running head."""
    content = page.content
    cover = sum(max(0.0, x1 - x0) * max(0.0, bottom - top) for x0, top, x1, bottom in content.images)
    cover = min(1.0, cover / max(1.0, content.width * content.height))
    letters = sum(len(word.text) for row in page.rows for word in row.words)
    if letters == 0 and not page.tables:
        return cover >= _SCAN_COVER or content.drawings >= _OUTLINES
    # a stamp or a typed number on a scanned page
    return cover >= 0.6 and letters < 200


def is_imprint(page: Page, others: Sequence[Page]) -> bool:
    """Whether a last page is the gazette's imprint: a picture, without the running head that the pages of text have.

    :param others: the pages before it
    """
    if page.rows:
        return continued.is_imprint([row.text for row in page.rows])
    if page.tables or page.furniture or not others:
        return False
    headed = [any(RUNNING_HEAD.match(text) for text in other.furniture) for other in others]
    # now and then the head of a page is lost, but not of the last ones
    return all(headed[-3:]) and sum(headed) >= _HEADED * len(headed)


def ocr_problem(pages: Sequence[int], count: int) -> Problem:
    """Says which pages are scanned."""
    if len(pages) == count:
        message = Message.of("problem.scan", count=count)
    else:
        message = Message.of("problem.scanned_pages", pages=ranges(pages), count=count)
    return Problem(ProblemCode.NEEDS_OCR, message, f"trang {ranges(pages)}")


def cut_problems(page: Page) -> Iterator[Problem]:
    """A gazette that prints a long text in several issues says so at the end, and at the beginning of the next issue."""
    for text in page.furniture:
        if notice := continued.continued(text, f"trang {page.content.number}"):
            yield notice


def ranges(pages: Sequence[int]) -> str:
    """``27–32, 47``."""
    parts: list[list[int]] = []
    for page in pages:
        if parts and page == parts[-1][1] + 1:
            parts[-1][1] = page
        else:
            parts.append([page, page])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in parts)
