"""Join the physical lines of a source into paragraphs, keeping where each came from.

Where lines part paragraphs is told by how lines were broken, and by what stands on both sides of a break.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import NamedTuple

from documents.model import Line, Mark, Segment, Table
from documents.structure.chain import Chain
from documents.structure.endings import is_basis, opens_block_line, opens_enactment
from documents.structure.headings import article_heading, cites, ends_sentence, group_heading, is_caps, leads_on
from documents.structure.markers import Shape, marker

_LONG_LINE = 200
_NARROWEST = 40
_PIECE = 60
_BULLETS = ("- ", "+ ", "* ", "• ", "– ")
_QUOTED = ("”", '"', "»")


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
    return len(text.split(" ", 1)[0])


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


def has_long_lines(texts: Sequence[str]) -> bool:
    """Whether paragraphs stand on a line each."""
    filled = sorted(len(text) for text in texts if text)
    return bool(filled) and filled[min(len(filled) - 1, len(filled) * 97 // 100)] > _LONG_LINE


def layouts_of(texts: Sequence[str]) -> Iterator[Layout]:
    """The layout at each line: the margin of an appendix is not that of the articles, so it is measured piece by piece."""
    whole = measure(texts)
    for start in range(0, len(texts), _PIECE):
        piece = measure(texts[max(0, start - _PIECE // 2) : start + _PIECE * 3 // 2]) if whole.wrapped else whole
        yield from repeat(piece if piece.wrapped else whole, min(_PIECE, len(texts) - start))


class Gap:
    """The gap between two lines, which may part two paragraphs.

    :param opening: the first line of the paragraph so far; ``lines`` how many it has
    """

    def __init__(self, before: str, text: str, layout: Layout, opening: str, lines: int) -> None:
        self.before, self.text, self.layout, self.opening, self.lines = before, text, layout, opening, lines
        self.ended = ends_sentence(before)
        self.reach = len(before) + 1 + _first_word(text)

    @property
    def closed(self) -> bool:
        """Whether what stands above is finished."""
        return self.ended or self.before.endswith(_QUOTED)

    @property
    def broken_early(self) -> bool:
        """Whether the next word would have had room on the line above, where lines are broken at a margin."""
        return self.layout.wrapped and self.reach < self.layout.forced

    @property
    def under_article(self) -> bool:
        """Whether the paragraph so far opens an article."""
        return article_heading(self.opening) is not None


def starts_paragraph(gap: Gap) -> bool:
    """Whether the line below a gap starts a paragraph, where nothing but the words tells: the first rule that knows decides."""
    return next(answer for rule in _RULES if (answer := rule(gap)) is not None)


def _after_the_end(gap: Gap) -> bool | None:
    sure = gap.ended and (gap.before.endswith("./.") or (is_caps(gap.text) and len(gap.text) > 4))
    return True if sure else None


def _article(gap: Gap) -> bool | None:
    if article_heading(gap.text) is None:
        return gap.ended if gap.text.startswith("Điều ") else None
    return gap.closed  # a line of the chain is not asked about


def _group(gap: Gap) -> bool | None:
    if group_heading(gap.text) is None and not opens_block_line(gap.text):
        return None
    return gap.ended or is_caps(gap.text) or not leads_on(gap.before)


def _numbered(gap: Gap) -> bool | None:
    number = marker(gap.text)
    if number is None or (number.shape is Shape.NUMBER and number.sign in "-/"):
        return None
    if gap.closed or (number.shape is Shape.LETTER and number.sign == ")"):
        return True
    dotted = number.shape is Shape.NUMBER and number.sign == "."
    if gap.under_article and dotted and gap.text[number.end : number.end + 1].isupper():
        return True
    return not cites(gap.before) or (gap.before.endswith(",") and not gap.before[-2:-1].isdecimal())


def _bullet(gap: Gap) -> bool | None:
    if not gap.text.startswith(_BULLETS):
        return None
    return gap.ended or not (gap.layout.wrapped and gap.reach >= gap.layout.forced and gap.text[2:3].islower())


def _enactment(gap: Gap) -> bool | None:
    return True if gap.before.endswith(",") and is_basis(gap.opening) and opens_enactment(gap.text) else None


def _small_letter(gap: Gap) -> bool | None:
    if not gap.text[0].islower():
        return None
    if gap.text.startswith("thì ") and gap.before.endswith(","):  # closing words after the points
        return not gap.layout.wrapped or gap.reach * 3 < gap.layout.full * 2
    if gap.ended:
        return gap.broken_early or not gap.layout.wrapped
    if is_caps(gap.before) and not leads_on(gap.before):
        return gap.broken_early or not gap.layout.wrapped or gap.opening is gap.before
    return False


def _unwrapped(gap: Gap) -> bool | None:
    if gap.layout.wrapped:
        return None
    if gap.text[0].isdecimal():
        return gap.ended or not leads_on(gap.before)
    return gap.ended or not cites(gap.before) or is_caps(gap.before) or is_caps(gap.text)


def _short_title(gap: Gap) -> bool | None:
    """A line of a title that leaves room ends it, whatever its last word: "Trách nhiệm xử lý kỷ luật" is no law."""
    full, even = gap.layout.full, gap.layout.forced > gap.layout.full * 7 // 8
    room = gap.under_article and gap.broken_early and not gap.layout.ragged and (even or gap.reach < full * 3 // 4)
    return True if room and gap.text[0].isupper() and not cites(gap.before) else None


def _sentence(gap: Gap) -> bool | None:
    if gap.ended:
        return not gap.before.endswith((".", "…")) or gap.layout.ragged or gap.reach < gap.layout.full
    return False if leads_on(gap.before) and not is_caps(gap.before) else None


def _title(gap: Gap) -> bool | None:
    capitals = (is_caps(gap.text) and len(gap.text) > 4) or is_caps(gap.before)
    return True if capitals or group_heading(gap.opening) is not None else None


def _room_left(gap: Gap) -> bool | None:
    if gap.layout.ragged:
        return marker(gap.opening) is None and (gap.under_article or gap.lines < 2)
    return gap.reach < (gap.layout.forced if gap.under_article else gap.layout.filled)


_RULES: tuple[Callable[[Gap], bool | None], ...] = (
    _after_the_end,
    _article,
    _group,
    _numbered,
    _bullet,
    _enactment,
    _small_letter,
    _unwrapped,
    _short_title,
    _sentence,
    _title,
    _room_left,
)
"""In this order; None where a rule does not know. The last one always does."""


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
    broken = word.endswith(("-", "/")) and len(word) > 2 and ("/" in word[:-1] or word[:-1].isupper())
    return "" if broken and not after.startswith(("-", " ")) else " "


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
    parted = enumerate(pairwise(text for _, text in lines), start=1)
    return next((at for at, (above, below) in parted if below[:1].isupper() and not leads_on(above)), 0)
