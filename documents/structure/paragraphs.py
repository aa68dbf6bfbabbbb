"""Join the physical lines of a source into paragraphs, keeping where each came from."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

from documents.model import Line, Mark, Segment, Table
from documents.structure.endings import is_basis, opens_block_line, opens_enactment
from documents.structure.headings import article_heading, cites, ends_sentence, group_heading, is_caps, leads_on
from documents.structure.markers import Shape, marker

_LONG_LINE = 200
_NARROWEST = 40
_PIECE = 60
_BULLETS = ("- ", "+ ", "* ", "• ", "– ")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a table.

    :param segments: where the characters of ``text`` came from
    :param marks: footnote marks, with offsets into ``text``
    :param guessed: where it ends was found out here, not told by the source's layout
    """

    text: str
    segments: tuple[Segment, ...] = ()
    marks: tuple[Mark, ...] = ()
    page: int | None = None
    bold: bool | None = None
    centered: bool | None = None
    heading_level: int | None = None
    table: Table | None = None
    guessed: bool = False

    def cut(self, start: int) -> tuple[str, list[Segment]]:
        """The text from ``start`` on, with its segments."""
        return self.text[start:], [
            Segment(max(segment.start - start, 0), segment.end - start, segment.place)
            for segment in self.segments
            if segment.end > start
        ]


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines without layout of their own are broken, as their lengths tell.

    :param wrapped: lines are broken at a margin, so that a paragraph runs over several
    :param forced: a line that leaves more room than this was broken on purpose
    :param full: the usual length at which a line has to break
    """

    wrapped: bool
    forced: int = 0
    full: int = 0

    @property
    def filled(self) -> int:
        """A line that reaches so far may have been broken at the margin where its sentence goes on."""
        return min(self.forced, self.full * 3 // 4)

    @property
    def ragged(self) -> bool:
        """Lines break anywhere, so that a short line tells nothing."""
        return self.wrapped and self.forced * 2 < self.full


def _first_word(text: str) -> int:
    at = text.find(" ")
    return at if at >= 0 else len(text)


def measure(texts: Sequence[str]) -> Layout:
    """Find out from the lines themselves how they were broken."""
    lengths = sorted(len(text) for text in texts if text)
    if not lengths or lengths[min(len(lengths) - 1, len(lengths) * 97 // 100)] > _LONG_LINE:
        return Layout(False)
    broken, other = [], 0
    for before, after in pairwise(texts):
        if not before or not after or ends_sentence(before) or is_caps(before) or marker(after) is not None:
            continue
        reach = len(before) + 1 + _first_word(after)
        no_room = reach > lengths[-1] >= _NARROWEST  # for the next word, even on the longest line
        if no_room or (after[0].islower() and not after.startswith("thì ")):
            broken.append(reach)
        else:
            other += 1
    few = len(broken) < max(3, other)  # of the lines that do not end a sentence
    if len(broken) < 3 or (len(broken) * 20 < len(lengths) and few):
        return Layout(False, full=max(lengths))
    broken.sort()
    return Layout(True, forced=broken[len(broken) // 20], full=broken[len(broken) // 2])


class _Joiner:
    """Collects lines into paragraphs."""

    def __init__(self, layouts: Iterator[Layout], long_lines: bool) -> None:
        self.layouts = layouts
        self.layout = Layout(False)
        self.long_lines = long_lines
        self.paragraphs: list[Paragraph] = []
        self.headings: dict[int, list[tuple[Line, str]]] = {}  # the lines of articles' first paragraphs that have several
        self.lines: list[tuple[Line, str]] = []
        self.last = ""
        self.opening = ""
        self.blank = False
        self.article = 0

    def add(self, line: Line) -> None:
        if line.table is not None:
            self.flush()
            self.paragraphs.append(Paragraph(" ".join(line.text.split()), page=line.place.page, table=line.table))
            self.blank = False
            return
        text = line.text if unicodedata.is_normalized("NFC", line.text) else unicodedata.normalize("NFC", line.text)
        text = " ".join(text.split())
        if not text:
            self.blank = True
            return
        starts = line.starts_paragraph
        if starts is None:
            self.layout = next(self.layouts, self.layout)
            starts = not self.lines or self._starts(text, line)
        if starts:
            self.flush()
            self.opening = text
        if not self.lines:
            self.opening = text
            heading = article_heading(text)
            if heading is not None:
                self.article = heading.value
        self.lines.append((line, text))
        self.last, self.blank = text, False

    def flush(self) -> None:
        if self.lines:
            if len(self.lines) > 1 and self.lines[0][0].starts_paragraph is None and article_heading(self.opening) is not None:
                self.headings[len(self.paragraphs)] = self.lines
            self.paragraphs.append(_assemble(self.lines))
        self.lines = []

    def _starts(self, text: str, line: Line) -> bool:
        if self.long_lines:
            return True
        before, layout = self.last, self.layout
        ended = ends_sentence(before)
        if ended and (self.blank or before.endswith("./.") or (is_caps(text) and len(text) > 4)):
            return True
        reach = len(before) + 1 + _first_word(text)
        number = marker(text)
        if (heading := article_heading(text)) is not None:
            if ended or before.endswith(("”", '"', "»")):
                return True
            follows = heading.value == self.article + 1
            if cites(before) or (leads_on(before) and not (follows and heading.strong)):
                return False
            return follows or (heading.strong and (not layout.wrapped or reach < layout.forced))
        if text.startswith("Điều "):
            return ended
        if group_heading(text) is not None or opens_block_line(text):
            return ended or is_caps(text) or not leads_on(before)
        if number is not None and not (number.shape is Shape.NUMBER and number.sign in "-/"):
            if ended or before.endswith(("”", '"', "»")):
                return True
            lettered = number.shape is Shape.LETTER and number.sign == ")"
            if lettered:
                return True
            return not cites(before) or (before.endswith(",") and not before[-2:-1].isdecimal())
        if text.startswith(_BULLETS):
            return ended or not (layout.wrapped and reach >= layout.forced and text[2:3].islower())
        if text[0] in "“«„[" and ended:
            return True
        if before.endswith(",") and is_basis(self.opening) and opens_enactment(text):
            return True
        if text[0].islower():
            return self._lower_starts(text, before, ended, reach)
        return self._upper_starts(text, before, ended, reach)

    def _is_title(self, text: str, before: str) -> bool:
        return (
            is_caps(text) or is_caps(before) or article_heading(self.opening) is not None or group_heading(self.opening) is not None
        )

    def _lower_starts(self, text: str, before: str, ended: bool, reach: int) -> bool:
        short = self.layout.wrapped and reach < self.layout.forced
        if text.startswith("thì ") and before.endswith(","):  # closing words after the points
            return not self.layout.wrapped or reach * 3 < self.layout.full * 2
        if ended:
            return short or not self.layout.wrapped
        if is_caps(before) and not leads_on(before):
            return short or not self.layout.wrapped or self.opening is before
        return self.blank and short

    def _upper_starts(self, text: str, before: str, ended: bool, reach: int) -> bool:
        layout = self.layout
        if self.blank and layout.wrapped and not ended and reach >= layout.filled and not self._is_title(text, before):
            return False  # a page ends in the middle of a sentence
        if not layout.wrapped or self.blank:
            goes_on = (
                leads_on(before)
                if layout.wrapped or text[0].isdecimal()
                else cites(before) and not is_caps(before) and not is_caps(text)
            )
            return ended or not goes_on
        if ended:
            return not before.endswith((".", "…")) or layout.ragged or reach < layout.full
        if leads_on(before) and not is_caps(before):
            return False
        if (is_caps(text) and len(text) > 4) or is_caps(before) or group_heading(self.opening) is not None:
            return True
        if layout.ragged:
            return marker(self.opening) is None and (article_heading(self.opening) is not None or len(self.lines) < 2)
        if article_heading(self.opening) is not None:
            return reach < layout.forced
        return reach < layout.filled


def _glue(before: str, after: str) -> str:
    """What stands between two lines of a paragraph: nothing inside a broken số hiệu, else a space."""
    word = before[before.rfind(" ") + 1 :]
    if (
        word.endswith(("-", "/"))
        and len(word) > 2
        and ("/" in word[:-1] or word[:-1].isupper())
        and not after.startswith(("-", " "))
    ):
        return ""
    return " "


def _assemble(lines: Sequence[tuple[Line, str]]) -> Paragraph:
    first = lines[0][0]
    parts: list[str] = []
    segments, marks, size = [], [], 0
    for line, text in lines:
        if parts:
            glue = _glue(parts[-1], text)
            parts.append(glue)
            size += len(glue)
        for mark in line.marks:
            marks.append(Mark(size + min(len(" ".join(line.text[: max(mark.offset, 0)].split())), len(text)), mark.mark))
        segments.append(Segment(size, size + len(text), line.place))
        parts.append(text)
        size += len(text)
    return Paragraph(
        "".join(parts),
        tuple(segments),
        tuple(marks),
        first.place.page,
        _shared([line.bold for line, _ in lines]),
        _shared([line.centered for line, _ in lines]),
        first.heading_level,
        guessed=first.starts_paragraph is None,
    )


def _shared(values: Iterable[bool | None]) -> bool | None:
    found = set(values)
    return found.pop() if len(found) == 1 else None


def join_lines(lines: Sequence[Line]) -> list[Paragraph]:
    """Join lines into paragraphs.

    Where the reader does not say that a line starts a paragraph, the line lengths tell whether lines were broken at a margin;
    then punctuation, capitals, numbers and the room left on the line decide.
    """
    texts = [" ".join(line.text.split()) for line in lines if line.starts_paragraph is None and line.table is None]
    joiner = _Joiner(_layouts([text for text in texts if text]), _has_long_lines(texts))
    for line in lines:
        joiner.add(line)
    joiner.flush()
    return _part_titles(joiner)


def _part_titles(joiner: _Joiner) -> list[Paragraph]:
    """Part a title that filled its line from the text below it.

    Where articles have titles, a first paragraph that ends like a sentence holds a title and the text below it.
    """
    firsts = [paragraph.text for paragraph in joiner.paragraphs if article_heading(paragraph.text) is not None]
    sentences = sum(map(ends_sentence, firsts))
    if not joiner.headings or sentences * 2 > len(firsts):
        return joiner.paragraphs
    parted: list[Paragraph] = []
    for place, paragraph in enumerate(joiner.paragraphs):
        lines = joiner.headings.get(place)
        at = _text_below_title(lines) if lines and ends_sentence(paragraph.text) else 0
        if lines and at:
            parted += [_assemble(lines[:at]), _assemble(lines[at:])]
        else:
            parted.append(paragraph)
    return parted


def _text_below_title(lines: Sequence[tuple[Line, str]]) -> int:
    for at in range(1, len(lines)):
        if lines[at][1][:1].isupper() and not leads_on(lines[at - 1][1]):
            return at
    return 0


def _has_long_lines(texts: Sequence[str]) -> bool:
    filled = sorted(len(text) for text in texts if text)
    return bool(filled) and filled[min(len(filled) - 1, len(filled) * 97 // 100)] > _LONG_LINE


def _layouts(texts: Sequence[str]) -> Iterator[Layout]:
    """The layout at each line: the margin of an appendix is not that of the articles, so it is measured piece by piece."""
    whole = measure(texts)
    for start in range(0, len(texts), _PIECE):
        piece = measure(texts[max(0, start - _PIECE // 2) : start + _PIECE * 3 // 2]) if whole.wrapped else whole
        yield from repeat(piece if piece.wrapped else whole, min(_PIECE, len(texts) - start))
