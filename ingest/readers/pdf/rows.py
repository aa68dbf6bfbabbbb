"""From glyphs to rows of words: one row a baseline, raised and lowered glyphs put back beside the word they belong to."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from documents.model import Box, RecognisedLine, Recognition
from ingest.readers.pdf.glyphs import Glyph, Recognised

# Glyphs of one row may be this far off its baseline; raised and lowered ones are further off.
_SAME_BASELINE = 1.2
# Where no space is printed a gap parts words; the spaces of these fonts are a quarter of an em. Letters set apart have less.
_WORD_GAP, _GLUE_GAP = 0.19, 0.14
_ASCENT, _DESCENT = 0.9, 0.25


@dataclass(slots=True)
class Word:
    """Glyphs without white space between them.

    :param raised: a superscript: a footnote mark, or an exponent
    """

    text: str
    x0: float
    x1: float
    size: float
    bold: bool
    italic: bool
    raised: bool = False
    glued: bool = False
    caps: bool = False
    font: str | None = None
    recognised: Recognised | None = None


@dataclass(slots=True)
class Row:
    """Words on one baseline."""

    words: list[Word]
    baseline: float
    page: int = 0
    marks: list[tuple[int, str]] = field(default_factory=list)
    _size: float | None = None

    @property
    def x0(self) -> float:
        """Where its first word begins."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Where its last word ends."""
        return max(word.x1 for word in self.words)

    @property
    def size(self) -> float:
        """The size of most of its characters."""
        if self._size is None:
            self._size = dominant_size(self.words)
        return self._size

    @property
    def top(self) -> float:
        """The height of its tall letters."""
        return self.baseline - _ASCENT * self.size

    @property
    def bottom(self) -> float:
        """The foot of its hanging letters."""
        return self.baseline + _DESCENT * self.size

    @property
    def box(self) -> Box:
        """Its place on the page."""
        return (round(self.x0, 1), round(self.top, 1), round(self.x1, 1), round(self.bottom, 1))

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return _nearly_all(self.words, [word.bold for word in self.words])

    @property
    def italic(self) -> bool:
        """Whether all of it is italic."""
        return _nearly_all(self.words, [word.italic for word in self.words])

    @property
    def font(self) -> str | None:
        """The font of most of its letters."""
        letters = Counter[str | None]()
        for word in self.words:
            letters[word.font] += len(word.text)
        return letters.most_common(1)[0][0] if letters else None

    @property
    def text(self) -> str:
        """The words, with white space between them; raised words stay where they are."""
        return join_words(self.words)

    def add(self, other: "Row") -> None:
        """Take in the words behind it, with their marks."""
        behind = len(join_words([*self.words, *other.words])) - len(other.text)
        self.words = [*self.words, *other.words]
        self.marks = [*self.marks, *((behind + offset, mark) for offset, mark in other.marks)]
        self._size = None

    def parted(self, cuts: Sequence[int]) -> list["Row"]:
        """It in pieces, each with its marks."""
        pieces = [
            Row(self.words[start:end], self.baseline, self.page)
            for start, end in zip([0, *cuts], [*cuts, len(self.words)], strict=True)
        ]
        begins = [len(join_words(self.words[: at + 1])) - len(self.words[at].text) for at in (0, *cuts)]
        for offset, mark in self.marks:
            at = max((place for place, begin in enumerate(begins) if begin <= offset), default=0)
            pieces[at].marks.append((offset - begins[at], mark))
        return pieces


def join_words(words: Iterable[Word]) -> str:
    """Words as text."""
    parts: list[str] = []
    for word in words:
        if parts and not word.glued:
            parts.append(" ")
        parts.append(word.text)
    return "".join(parts)


def recognised_line(row: Row) -> RecognisedLine | None:
    """What the recognition of its words says of a row; None where they were not read from a picture."""
    seen = [word.recognised for word in row.words if word.recognised is not None]
    if not seen:
        return None
    doubtful, proposed, at = [], [], 0
    for word in row.words:
        at += 0 if word.glued or not at else 1
        if word.recognised is not None and word.recognised.doubtful:
            doubtful.append((at, at + len(word.text)))
            proposed.append(word.recognised.proposed)
        at += len(word.text)
    confidence = sum(word.confidence for word in seen) / len(seen)
    return RecognisedLine(row.text, Recognition(round(confidence, 3), tuple(doubtful), tuple(proposed)))


def dominant_size(words: Iterable[Word]) -> float:
    """The size that most characters have."""
    weights: dict[float, int] = {}
    for word in words:
        size = round(word.size, 1)
        weights[size] = weights.get(size, 0) + len(word.text)
    return max(weights, key=lambda size: (weights[size], size))


def _nearly_all(words: Sequence[Word], flags: Sequence[bool]) -> bool:
    total = sum(sum(map(str.isalnum, word.text)) for word in words)
    held = sum(sum(map(str.isalnum, word.text)) for word, flag in zip(words, flags, strict=True) if flag)
    return total > 0 and held >= 0.97 * total


def build_rows(glyphs: Iterable[Glyph], page: int) -> list[Row]:
    """Rows from top to bottom, each with its words from left to right."""
    clusters = _clusters(glyphs)
    raised, lines = _attach(clusters)
    rows: list[Row] = []
    for index, line in enumerate(lines):
        words = _words(line, raised.get(index, []))
        if words:
            rows.append(Row(words, median(glyph.baseline for glyph in line), page))
    return rows


def _clusters(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    clusters: list[list[Glyph]] = []
    last = float("-inf")
    for glyph in sorted(glyphs, key=lambda g: g.baseline):
        if glyph.baseline - last > _SAME_BASELINE:
            clusters.append([])
        clusters[-1].append(glyph)
        last = glyph.baseline
    # white space alone is no row
    return [cluster for cluster in clusters if any(not glyph.text.isspace() for glyph in cluster)]


def _attach(clusters: list[list[Glyph]]) -> tuple[dict[int, list[Glyph]], list[list[Glyph]]]:
    """Move superscripts and subscripts to the line that they belong to.

    :returns: the superscripts by index of their line, and the lines
    """
    sizes = [max(glyph.size for glyph in cluster if not glyph.text.isspace()) for cluster in clusters]
    bases = [median(glyph.baseline for glyph in cluster) for cluster in clusters]
    moved: dict[int, list[tuple[bool, Glyph]]] = {}
    gone: set[int] = set()
    for index, cluster in enumerate(clusters):
        near = [
            other
            for other in (index + 1, index + 2, index - 1, index - 2)
            # a superscript rises by less than the size of its line, a subscript hangs by less than half of it
            if 0 <= other < len(clusters)
            and sizes[other] * 0.82 >= sizes[index]
            and -0.5 * sizes[other] < bases[other] - bases[index] < 0.75 * sizes[other]
        ]
        if not near:
            continue
        taken: set[int] = set()
        for run in _runs(cluster):
            host = next((other for other in near if _touches(run, clusters[other])), None)
            if host is not None:
                taken.update(map(id, run))
                moved.setdefault(host, []).extend((host > index, glyph) for glyph in run)
        left = [glyph for glyph in cluster if id(glyph) not in taken]
        if taken:
            # so do the spaces behind them
            blanks = [glyph for glyph in left if glyph.text.isspace()]
            moved[near[0]] = [*moved.get(near[0], []), *((False, glyph) for glyph in blanks)]
        if all(glyph.text.isspace() for glyph in left):
            gone.add(index)
        else:
            clusters[index] = left
    return _settled([[] if index in gone else cluster for index, cluster in enumerate(clusters)], moved)


def _settled(
    clusters: list[list[Glyph]], moved: Mapping[int, list[tuple[bool, Glyph]]]
) -> tuple[dict[int, list[Glyph]], list[list[Glyph]]]:
    raised: dict[int, list[Glyph]] = {}
    lines: list[list[Glyph]] = []
    for index, cluster in enumerate(clusters):
        if not cluster:
            continue
        for is_raised, glyph in moved.get(index, []):
            if is_raised:
                raised.setdefault(len(lines), []).append(glyph)
            else:
                cluster.append(glyph)
        lines.append(cluster)
    return raised, lines


def _runs(cluster: list[Glyph]) -> list[list[Glyph]]:
    runs: list[list[Glyph]] = []
    edge = float("-inf")
    for glyph in sorted((g for g in cluster if not g.text.isspace()), key=lambda g: g.x0):
        if glyph.x0 - edge > 0.4 * glyph.size:
            runs.append([])
        runs[-1].append(glyph)
        edge = max(edge, glyph.x1)
    return runs


def _touches(run: list[Glyph], line: list[Glyph]) -> bool:
    x0, x1 = run[0].x0, max(glyph.x1 for glyph in run)
    return any(
        (-2.5 < x0 - glyph.x1 < 4.5) or (-1.5 < glyph.x0 - x1 < 6.0)
        for glyph in line
        if glyph.size * 0.82 >= run[0].size and (not glyph.text.isspace() or glyph.x1 < x0)
    )


def _words(line: list[Glyph], raised: list[Glyph]) -> list[Word]:
    high = set(map(id, raised))
    glyphs = sorted([*line, *raised], key=lambda g: g.x0)
    words: list[Word] = []
    current: list[Glyph] = []
    glued = False

    def finish() -> None:
        nonlocal glued
        if current:
            words.append(_word(current, id(current[0]) in high, glued))
            current.clear()
        glued = False

    edge = float("-inf")
    for glyph in glyphs:
        if glyph.text.isspace():
            # a space printed over a letter (a line printed in pieces) parts nothing; letters may lean over the space behind them
            if (glyph.x0 + glyph.x1) / 2 > edge - 0.15 * glyph.size:
                finish()
            continue
        if current and glyph.text == current[-1].text and glyph.x0 - current[-1].x0 < min(0.6, 0.1 * glyph.size):
            # printed twice, a little apart, to look bold
            continue
        gap = glyph.x0 - edge
        if current and gap > _WORD_GAP * glyph.size:
            finish()
        elif current and (id(glyph) in high) != (id(current[0]) in high):
            finish()
            glued = gap < _GLUE_GAP * glyph.size
        current.append(glyph)
        edge = max(edge, glyph.x1) if current[:-1] else glyph.x1
    finish()
    return words


def _word(glyphs: list[Glyph], raised: bool, glued: bool) -> Word:
    text = unicodedata.normalize("NFC", "".join(glyph.text for glyph in glyphs))
    letters = [glyph for glyph in glyphs if glyph.text.isalnum()] or glyphs
    return Word(
        text,
        x0=glyphs[0].x0,
        x1=max(glyph.x1 for glyph in glyphs),
        size=max(glyph.size for glyph in letters),
        bold=sum(glyph.bold for glyph in letters) * 2 > len(letters),
        italic=sum(glyph.italic for glyph in letters) * 2 > len(letters),
        raised=raised,
        glued=glued,
        caps=all(glyph.caps for glyph in letters),
        font=letters[0].font,
        recognised=letters[0].recognised,
    )
