"""Join the physical lines of a source into paragraphs, keeping where each came from."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from documents.model import Line, Mark, Segment, Table
from documents.structure.breaks import Gap, Layout, has_long_lines, layouts_of, starts_paragraph
from documents.structure.chain import Chain
from documents.structure.headings import article_heading, ends_sentence, leads_on


class Paragraph(NamedTuple):
    """A paragraph, or a table.

    :param marks: footnote marks, with offsets into ``text``
    :param guessed: where it ends was found out here, not told by the source's layout
    :param opens: whether it opens an article: True where the sequence says so, False where it reads like one and stands in new text
    :param anew: it opens the first article of a text that is attached
    """

    text: str
    segments: tuple[Segment, ...] = ()
    marks: tuple[Mark, ...] = ()
    page: int | None = None
    bold: bool | None = None
    table: Table | None = None
    guessed: bool = False
    opens: bool | None = None
    anew: bool = False

    def parts(self, places: Iterable[int]) -> "list[Paragraph]":
        """The paragraphs into which it is parted at some places, in their order."""
        parts, rest = [], self
        for at in places:
            first, rest = rest.parted(at - len(self.text) + len(rest.text))
            parts.append(first)
        return [*parts, rest]

    def parted(self, at: int) -> tuple["Paragraph", "Paragraph"]:
        """Two paragraphs, the second of which begins at a place; blanks around it go."""
        end = len(self.text[:at].rstrip())
        start = len(self.text) - len(self.text[at:].lstrip())
        before = tuple(Segment(one.start, min(one.end, end), one.place) for one in self.segments if one.start < end)
        marks = tuple(mark for mark in self.marks if mark.offset <= end)
        text, segments = self.cut(start)
        later = tuple(Mark(mark.offset - start, mark.mark) for mark in self.marks if mark.offset > end)
        first = self._replace(text=self.text[:end], segments=before, marks=marks)
        return first, self._replace(text=text, segments=tuple(segments), marks=later)

    def cut(self, start: int) -> tuple[str, list[Segment]]:
        """The text from ``start`` on, with its segments."""
        return self.text[start:], [
            Segment(max(segment.start - start, 0), segment.end - start, segment.place)
            for segment in self.segments
            if segment.end > start
        ]


class _Joiner:
    def __init__(self, layouts: Iterator[Layout], long_lines: bool, chain: Chain) -> None:
        self.layouts = layouts
        self.chain = chain
        self.layout = Layout(False)
        self.long_lines = long_lines
        self.paragraphs: list[Paragraph] = []
        self.headings: dict[int, list[tuple[Line, str]]] = {}  # the lines of articles' first paragraphs that have several
        self.lines: list[tuple[Line, str]] = []
        self.last = ""
        self.opening = ""
        self.place = -1
        self.opens: bool | None = None  # see `Paragraph`
        self.anew = False

    def add(self, line: Line) -> None:
        self.place += 1
        if line.table is not None:
            self.flush()
            self.paragraphs.append(Paragraph(" ".join(line.text.split()), page=line.place.page, table=line.table))
            return
        text = self.chain.texts[self.place]
        if not text:
            return
        starts = line.starts_paragraph
        if starts is None:
            self.layout = next(self.layouts, self.layout)
        opens = self.place in self.chain.opens
        if opens:
            starts = True
        elif starts is None:
            starts = not self.lines or self._starts(text)
        if starts:
            self.flush()
            self.opening = text
        if not self.lines:
            self.opening = text
            self.anew = self.place in self.chain.anew
            self.opens = opens or (False if self.place in self.chain.foreign else None)
        self.lines.append((line, text))
        self.last = text

    def flush(self) -> None:
        if self.lines:
            if len(self.lines) > 1 and self.lines[0][0].starts_paragraph is None and article_heading(self.opening) is not None:
                self.headings[len(self.paragraphs)] = self.lines
            paragraph = _assemble(self.lines, self.opens)
            self.paragraphs.append(paragraph._replace(anew=True) if self.anew else paragraph)
        self.lines = []

    def _starts(self, text: str) -> bool:
        return self.long_lines or starts_paragraph(Gap(self.last, text, self.layout, self.opening, len(self.lines)))


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


def _assemble(lines: Sequence[tuple[Line, str]], opens: bool | None = None) -> Paragraph:
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
        page=first.place.page,
        bold=_shared([line.bold for line, _ in lines]),
        guessed=first.starts_paragraph is None,
        opens=opens,
    )


def _shared(values: Iterable[bool | None]) -> bool | None:
    found = set(values)
    return found.pop() if len(found) == 1 else None


def join_lines(chain: Chain) -> list[Paragraph]:
    """Join lines into paragraphs. None runs over a line that opens an article.

    Where the reader does not say that a line starts a paragraph, the line lengths tell whether lines were broken at a margin;
    then punctuation, capitals, numbers and the room left on the line decide.
    """
    lines = chain.lines
    texts = [text for line, text in zip(lines, chain.texts, strict=True) if line.starts_paragraph is None and line.table is None]
    joiner = _Joiner(layouts_of([text for text in texts if text]), has_long_lines(texts), chain)
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
            parted += [_assemble(lines[:at], paragraph.opens)._replace(anew=paragraph.anew), _assemble(lines[at:])]
        else:
            parted.append(paragraph)
    return parted


def _text_below_title(lines: Sequence[tuple[Line, str]]) -> int:
    for at in range(1, len(lines)):
        if lines[at][1][:1].isupper() and not leads_on(lines[at - 1][1]):
            return at
    return 0
