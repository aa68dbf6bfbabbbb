"""From glyphs to rows of words: one row a baseline, raised and lowered glyphs put back beside the word they belong to."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from documents.model import Box
from ingest.readers.pdf.glyphs import Glyph

# Glyphs of one row may be this far off its baseline; raised and lowered ones are further off.
_SAME_BASELINE = 1.2
_ASCENT, _DESCENT = 0.9, 0.25


@dataclass(slots=True)
class Word:
    """Glyphs without white space between them.

    :param raised: a superscript: a footnote mark, or an exponent
    :param glued: no white space before it
    """

    text: str
    x0: float
    x1: float
    size: float
    bold: bool
    italic: bool
    raised: bool = False
    glued: bool = False


@dataclass(slots=True)
class Row:
    """Words on one baseline."""

    words: list[Word]
    baseline: float
    page: int = 0
    marks: list[tuple[int, str]] = field(default_factory=list)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def size(self) -> float:
        """The size of most of its characters."""
        return dominant_size(self.words)

    @property
    def top(self) -> float:
        return self.baseline - _ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.baseline + _DESCENT * self.size

    @property
    def box(self) -> Box:
        return (round(self.x0, 1), round(self.top, 1), round(self.x1, 1), round(self.bottom, 1))

    @property
    def bold(self) -> bool:
        return _nearly_all(self.words, [word.bold for word in self.words])

    @property
    def italic(self) -> bool:
        return _nearly_all(self.words, [word.italic for word in self.words])

    @property
    def text(self) -> str:
        """The words, with white space between them; raised words stay where they are."""
        return join_words(self.words)


def join_words(words: Iterable[Word]) -> str:
    """Words as text."""
    parts: list[str] = []
    for word in words:
        if parts and not word.glued:
            parts.append(" ")
        parts.append(word.text)
    return "".join(parts)


def dominant_size(words: Iterable[Word]) -> float:
    """The size that most characters have."""
    weights: dict[float, int] = {}
    for word in words:
        size = round(word.size, 1)
        weights[size] = weights.get(size, 0) + len(word.text)
    return max(weights, key=lambda size: (weights[size], size))


def _nearly_all(words: Sequence[Word], flags: Sequence[bool]) -> bool:
    """Whether the flag holds for all letters but a stray sign (a quotation mark, a space's font)."""
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
        left = []
        for run in _runs(cluster):
            host = None
            for near in (index + 1, index + 2, index - 1, index - 2):
                if not 0 <= near < len(clusters) or sizes[near] * 0.82 < sizes[index]:
                    continue
                rise = bases[near] - bases[index]
                # a superscript rises by less than the size of its line, a subscript hangs by less than half of it
                if -0.5 * sizes[near] < rise < 0.75 * sizes[near] and _touches(run, clusters[near]):
                    host = near
                    break
            if host is None:
                left.extend(run)
            else:
                moved.setdefault(host, []).extend((host > index, glyph) for glyph in run)
        if not any(not glyph.text.isspace() for glyph in left):
            gone.add(index)
        else:
            clusters[index] = left
    raised: dict[int, list[Glyph]] = {}
    lines: list[list[Glyph]] = []
    for index, cluster in enumerate(clusters):
        if index in gone:
            continue
        for is_raised, glyph in moved.get(index, []):
            if is_raised:
                raised.setdefault(len(lines), []).append(glyph)
            else:
                cluster.append(glyph)
        lines.append(cluster)
    return raised, lines


def _runs(cluster: list[Glyph]) -> list[list[Glyph]]:
    """Pieces of a cluster with nothing between their glyphs."""
    runs: list[list[Glyph]] = []
    edge = float("-inf")
    for glyph in sorted((g for g in cluster if not g.text.isspace()), key=lambda g: g.x0):
        if glyph.x0 - edge > 0.4 * glyph.size:
            runs.append([])
        runs[-1].append(glyph)
        edge = max(edge, glyph.x1)
    return runs


def _touches(run: list[Glyph], line: list[Glyph]) -> bool:
    """Whether a run stands right behind, or right before, a glyph of the line."""
    x0, x1 = run[0].x0, max(glyph.x1 for glyph in run)
    return any(
        (-2.5 < x0 - glyph.x1 < 4.5) or (-1.5 < glyph.x0 - x1 < 6.0)
        for glyph in line
        if glyph.size * 0.82 >= run[0].size and (not glyph.text.isspace() or glyph.x1 < x0)
    )


def _words(line: list[Glyph], raised: list[Glyph]) -> list[Word]:
    high = set(map(id, raised))
    glyphs = sorted([*line, *raised], key=lambda g: g.x0)
    blanks = sum(glyph.text.isspace() for glyph in glyphs)
    # Where spaces are printed, only a wide gap parts words beside them; where they are not, gaps are all there is.
    gap_share = 0.45 if blanks * 14 >= len(glyphs) else 0.17
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
            # a space printed over a letter (a justified line printed in pieces) parts nothing
            if glyph.x1 > edge + 0.3:
                finish()
            continue
        if current and glyph.x0 - edge > gap_share * glyph.size:
            finish()
        elif current and (id(glyph) in high) != (id(current[0]) in high):
            finish()
            glued = True
        current.append(glyph)
        edge = max(edge, glyph.x1) if current[:-1] else glyph.x1
    finish()
    return words


def _word(glyphs: list[Glyph], raised: bool, glued: bool) -> Word:
    text = unicodedata.normalize("NFC", "".join(glyph.text for glyph in glyphs))
    letters = [glyph for glyph in glyphs if glyph.text.isalnum()] or glyphs
    return Word(
        text,
        glyphs[0].x0,
        max(glyph.x1 for glyph in glyphs),
        max(glyph.size for glyph in letters),
        sum(glyph.bold for glyph in letters) * 2 > len(letters),
        sum(glyph.italic for glyph in letters) * 2 > len(letters),
        raised,
        glued,
    )
