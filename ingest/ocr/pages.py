"""A recognised page as the same content that a born digital one has, so that the same code reads lines and tables out of it.

Which recognised words may be wrong: the engine's confidence finds half of them; which words follow which finds the others. Nothing
is changed: what a word may be is proposed, of letters only.
"""

import gzip
import math
import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from statistics import mean, median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from documents.model import Box
from documents.text import fold, unify_tone_marks
from ingest.ocr.pictures import (
    COARSE,
    DPI,
    MAX_PIXELS,
    POINTS,
    PixelBox,
    SeenWord,
    Sheet,
    as_grey,
    at_dpi,
    ink_of,
    leaders,
    recognise,
    scaled,
    strokes,
    upright,
    without,
)
from ingest.readers.pdf.glyphs import Glyph, PageContent, Recognised, Ruling
from ingest.readers.pdf.rows import build_rows
from ingest.readers.pdf.tables import cells_of, frames_of, may_hold_table
from kb.apart.process import still_working
from kb.language.word_model import BITS, WORD, WordModel

PAIRS = Path(__file__).with_name("models") / "pairs.gz"
"""Which words follow which in law, see ``python -m benchmarks.scans``."""

LABELS = ("Điều", "Khoản", "Mục", "Chương", "Phần", "Phụ")
"""What a number stands behind: a line that begins so is law, however unsure its number is; no sentence goes on with it."""

DOTS = "....."
"""What stands for dots to write on."""

_UNSURE, _UNSURE_SIGN = 0.8, 0.9
_ENDS = (".", ";", ":", "”", "./.")
_LABEL = re.compile(r"(?:(\d{1,3}[a-zđ]?)[,:;]|([a-eg-ik-vxyđ])[}\]])([^\W\d_]*)")
_LIKELIER = 2 * BITS  # that another word, which differs in its marks only, is there
_MIXED = re.compile(r"\d[^\W\d_]|[^\W\d_]\d")
_SIGNS = re.compile(r"[:;,][.:;,]$|^[^\w+/–-]+$|\d[.,:;][^\W\d_]")  # as nobody prints them
_BEFORE_DOTS = re.compile(r"(?:\w\W?:|ngày|tháng|năm|[Ss]ố)$")
_LABEL_SIGN = re.compile(r"\d{1,2}[,:;)]")  # behind the number that begins a line
_SHORT_YEAR = re.compile(r"\d{3}\W*")
_NUMBERS = re.compile(r"(?:\d+[./-])*\d+[a-zđ]?(?:[./-][\wĐ&-]*)*|[a-zđ]\d{1,2}")


def with_labels(words: Sequence[SeenWord]) -> list[SeenWord]:
    """The words, with the sign that the law prints behind a number: “Điều 10, Hồ sơ” would open no article.

    Only where a line begins with it, below a finished sentence, and a capital letter follows. Such a number is doubtful.
    """
    made = list(words)
    for at, word in enumerate(words):
        if at and (words[at - 1].line == word.line or not words[at - 1].text.endswith(_ENDS)):
            continue
        place = at + 1 if word.text in ("Điều", "ĐIỀU") and at + 1 < len(words) else at
        label = _LABEL.fullmatch(words[place].text)
        if label is None:
            continue
        rest = label[3] or (words[place + 1].text if place + 1 < len(words) else "")
        if rest[:1].isupper() and not rest.startswith(LABELS):
            sign = "." if label[1] else ")"
            made[place] = replace(words[place], text=f"{label[1] or label[2]}{sign} {label[3]}".strip(), confidence=_UNSURE / 2)
    return made


def doubted(words: Sequence[SeenWord]) -> list[str | None]:
    """For each word None where nothing speaks against it; else what it may be, or nothing where that is open."""
    found: list[str | None] = ["" if _is_unsure(word) or _is_odd(words, at) else None for at, word in enumerate(words)]
    model = _pairs()
    parts = [(at, part) for at, word in enumerate(words) for part in WORD.findall(unify_tone_marks(word.text.lower()))]
    numbers = [model.number_of(part) for _, part in parts]
    for place, ((at, part), number) in enumerate(zip(parts, numbers, strict=True)):
        if number is None:
            found[at] = found[at] or ""
        elif not part[0].isdigit():
            before, behind = numbers[place - 1] if place else None, numbers[place + 1] if place + 1 < len(numbers) else None
            proposed = _likelier(model, before or 0, number, behind or 0, part)
            if proposed is not None:
                whole = words[at].text
                found[at] = proposed and _in_place(whole, part, proposed)
    return found


def _likelier(model: WordModel, before: int, number: int, behind: int, part: str) -> str | None:
    """A word with other marks that fits better between its neighbours; empty where the word fits neither; None where it does."""
    cost = model.pair_cost(before, number) + model.pair_cost(number, behind)
    others = (other for other in model.forms(fold(part)) if other != number)
    best = min(((model.pair_cost(before, other) + model.pair_cost(other, behind), other) for other in others), default=None)
    if best is not None and cost - best[0] > _LIKELIER:
        return model.words[best[1]]
    alone = before > 0 and behind > 0 and model.pair_at(before, number) < 0 and model.pair_at(number, behind) < 0
    return "" if alone else None


def _in_place(whole: str, part: str, proposed: str) -> str:
    """A word as it is printed, with one of its parts exchanged; nothing where it is not found in it."""
    start = unify_tone_marks(whole.lower()).find(part)
    if start < 0:
        return ""
    printed = whole[start : start + len(part)]
    named = proposed.capitalize() if printed[:1].isupper() else proposed
    return whole[:start] + (proposed.upper() if printed.isupper() else named) + whole[start + len(part) :]


def _is_unsure(word: SeenWord) -> bool:
    """Whether the engine is less sure of a word than of right ones: a digit or a sign is lost more easily than a letter."""
    letters = word.text.isalpha()
    return word.confidence < (_UNSURE if letters else _UNSURE_SIGN)


def _is_odd(words: Sequence[SeenWord], at: int) -> bool:
    """Whether a word has digits among its letters as no number of ours, or signs as they stand in no text."""
    text, line = words[at].text, words[at].line
    if text == DOTS:
        return False
    before = words[at - 1] if at else None
    behind = words[at + 1] if at + 1 < len(words) else None
    core = text.strip("()[]“”\"'.,;:")
    return (
        bool(_MIXED.search(core) and not _NUMBERS.fullmatch(core))
        or bool(_SIGNS.search(text))
        or (before is not None and before.text == "năm" and bool(_SHORT_YEAR.fullmatch(text)))
        or ((before is None or before.line != line) and bool(_LABEL_SIGN.fullmatch(text)))
        # a colon is lost among the dots behind it
        or (behind is not None and behind.text == DOTS and behind.line == line and not _BEFORE_DOTS.search(text))
    )


@lru_cache(maxsize=1)
def _pairs() -> WordModel:
    return WordModel(gzip.decompress(PAIRS.read_bytes()))


_WIDTH = 0.475  # of a letter's size
_CAPITAL = 1.4  # times the width of a small letter
_TELLING = 8  # letters whose width says something
_BOLD = 1.22  # times the width of most strokes
_SAME_SIZE = 0.19
_UPRIGHT = 0.65  # as sure is the engine of words that stand upright
_TURNS, _FEW = (90, 270, 180), 10
_SAME_LINE = 7
_SCATTER, _FAINT = 0.5, 0.3
_MOST_CELLS = 3_000
_LEAST_DPI = 50.0
_MOST_DRAWN = 16_000_000  # pixels of a page that is drawn


def read_pdf_page(document: pdfium.PdfDocument, printed: PageContent) -> PageContent | None:
    """Read a page whose words stand in a picture. Running heads that are text stay as they are.

    :returns: None where it takes too long, cannot be drawn, or no word is seen
    """
    still_working()
    try:
        with closing(document[printed.number - 1]) as page:
            width, height = page.get_size()
            native = _dpi(page)
            dpi = min(DPI, (_MOST_DRAWN / max(1.0, width * height)) ** 0.5 * 72)
            # a coarse picture is drawn as it is: what makes it larger here leaves no steps
            drawn = as_grey(page.render(scale=(native if native < COARSE else dpi) / 72).to_pil())
            drawn = scaled(drawn, dpi / native) if native < COARSE else drawn
    except (pdfium.PdfiumError, _TooLargeError):
        return None
    content = read_page(drawn, printed.number, width / drawn.width)
    if content is None or printed.turned or content.turned:
        return content
    heads = [row.box for row in build_rows(printed.glyphs, printed.number)]
    glyphs = [glyph for glyph in content.glyphs if not any(_stands_in(glyph, box) for box in heads)]
    return replace(content, glyphs=(*printed.glyphs, *glyphs)) if any(not glyph.text.isspace() for glyph in glyphs) else None


def _dpi(page: pdfium.PdfPage) -> float:
    finest, most = float(DPI), 0.0
    for picture in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        pixels = math.prod(picture.get_px_size())
        left, _, right, _ = picture.get_bounds()
        if pixels > MAX_PIXELS:
            raise _TooLargeError
        if pixels > most and right > left:
            finest, most = picture.get_px_size()[0] / (right - left) * 72, pixels
    return max(_LEAST_DPI, finest)


class _TooLargeError(Exception):
    """A picture of a page has too many pixels."""


def _stands_in(glyph: Glyph, box: Box) -> bool:
    x, y = (glyph.x0 + glyph.x1) / 2, glyph.baseline - 0.3 * glyph.size
    return box[0] - 4 <= x <= box[2] + 4 and box[1] - 2 <= y <= box[3] + 2


def read_picture(picture: Image.Image, number: int) -> PageContent | None:
    """Read a picture of a whole page; None where it takes too long."""
    still_working()
    return read_page(at_dpi(picture), number)


def read_page(picture: Image.Image, number: int, points: float = POINTS) -> PageContent | None:
    """Read a page.

    :param picture: in shades of grey, near :data:`ingest.ocr.pictures.DPI`
    :param points: that a pixel is wide
    :returns: None where it takes too long
    """
    content = _read(picture, number, points)
    for turned in _TURNS:
        if content is None or _sure(content) >= _UPRIGHT:
            break
        other = _read(picture.rotate(-turned, expand=True), number, points)
        if other is not None and _sure(other) > _sure(content):
            content = replace(other, turned=turned)
    return content


def _sure(content: PageContent) -> float:
    """How sure the engine is of the words of a page; of one with few words nothing speaks for another side."""
    seen = [glyph.recognised.confidence for glyph in (*content.glyphs, *content.aside) if glyph.recognised is not None]
    return mean(seen) if len(seen) >= _FEW else 1.0


def _read(picture: Image.Image, number: int, points: float) -> PageContent | None:
    dots = leaders(picture)
    sheet = upright(without(picture, dots, 0) if dots else picture)
    width, height = (side * points for side in sheet.picture.size)
    rulings = tuple(Ruling(*(side * points for side in box)) for box in sheet.rulings)
    content = PageContent(number, width, height, (), rulings, (), skew=sheet.skew)
    stamps = [_pixels(box, points) for box in frames_of(content) if _is_stamp(box, content)] if sheet.rulings else []
    words = _recognised(sheet, content, stamps, points)
    if words is None:
        return None
    plain, scatter = _without_scatter(with_labels(words), stamps)
    if dots:
        dotted = [word for word in _written_on(dots, sheet, plain) if not _is_in(word, stamps)]
        plain = _without_first_dots(sorted([*plain, *dotted], key=lambda word: (word.line, word.box[0])))
    glyphs, aside = (tuple(_glyphs(sheet.picture, some, points)) for some in (plain, scatter))
    return replace(content, glyphs=glyphs, aside=aside)


def _runs_up(word: SeenWord) -> bool:
    x0, top, x1, bottom = word.box
    return len(word.text) > 2 and bottom - top > 2 * (x1 - x0)


def _is_in(word: SeenWord, boxes: Sequence[PixelBox]) -> bool:
    x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
    return any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in boxes)


def _written_on(dots: Sequence[PixelBox], sheet: Sheet, words: Sequence[SeenWord]) -> list[SeenWord]:
    lines = {word.line: word.baseline for word in words}
    found = []
    for at, box in enumerate(dots):
        word = _set_upright(SeenWord(DOTS, 1.0, len(words) + at, box, box[3]), sheet)
        line = min(lines, key=lambda line: abs(lines[line] - word.baseline), default=word.line)
        near = line in lines and abs(lines[line] - word.baseline) < _SAME_LINE
        found.append(replace(word, line=line, baseline=lines[line]) if near else word)
    return found


def _without_first_dots(words: Sequence[SeenWord]) -> list[SeenWord]:
    """The words; where one reaches to dots behind it, the full stop at its end is the first of them."""
    made = list(words)
    for at, (word, behind) in enumerate(pairwise(words)):
        reaches = behind.text == DOTS and behind.line == word.line and behind.box[0] <= word.box[2]
        if reaches and word.text[1:].endswith("."):
            made[at] = replace(word, text=word.text[:-1])
    return made


def _recognised(sheet: Sheet, content: PageContent, stamps: Sequence[PixelBox], points: float) -> list[SeenWord] | None:
    """The words of a page; the cells of its tables each by itself, as lines run over their edges otherwise."""
    boxes = cells_of(content) if may_hold_table(content.rulings) else []
    cells = [_pixels(box, points) for box in boxes[:_MOST_CELLS]]
    if not cells and not stamps:
        words = recognise(sheet.scan)  # which is read better than the picture that was turned
        return words and [_set_upright(word, sheet) for word in words]
    words = recognise(without(sheet.picture, [*sheet.rulings, *cells, *stamps], 3))
    inside = recognise(without(sheet.picture, sheet.rulings, 3), [*cells, *stamps])
    if words is None or inside is None:
        return None
    first = words[-1].line + 1 if words else 0
    return [*words, *(replace(word, line=word.line + first) for word in inside)]


def _is_stamp(frame: Box, content: PageContent) -> bool:
    wide, high = frame[2] - frame[0], frame[3] - frame[1]
    return wide < 0.4 * content.width and high < 0.15 * content.height and frame[3] < 0.4 * content.height


def _set_upright(word: SeenWord, sheet: Sheet) -> SeenWord:
    x0, top, x1, bottom = word.box
    right, down = sheet.moved((x0 + x1) / 2, (top + bottom) / 2)
    box = (round(x0 + right), round(top + down), round(x1 + right), round(bottom + down))
    return replace(word, box=box, baseline=word.baseline + down)


def _pixels(box: Box, points: float) -> PixelBox:
    x0, top, x1, bottom = (round(side / points) for side in box)
    return (x0 + 3, top + 3, max(x0 + 6, x1 - 3), max(top + 6, bottom - 3))


def _without_scatter(words: Sequence[SeenWord], stamps: Sequence[PixelBox]) -> tuple[list[SeenWord], list[SeenWord]]:
    plain: list[SeenWord] = []
    scatter: list[SeenWord] = []
    for _, group in groupby(words, key=lambda word: word.line):
        line = list(group)
        aside = sum(_runs_up(word) or _is_in(word, stamps) for word in line)
        unsure = mean(word.confidence for word in line) < _SCATTER and line[0].text not in LABELS
        if unsure or 2 * aside > len(line):
            scatter += line
            continue
        for word in line:
            (scatter if word.confidence < _FAINT and not any(map(str.isalnum, word.text)) else plain).append(word)
    return plain, scatter


def _glyphs(picture: Image.Image, words: Sequence[SeenWord], points: float) -> list[Glyph]:
    if not words:
        return []
    ink = ink_of(picture)
    widths = strokes(ink, [word.box for word in words])
    usual_width = median(widths)
    doubts = doubted(words)
    lines = {line: list(group) for line, group in groupby(words, key=lambda word: word.line)}
    # one baseline a line: words that waver would make rows of two lines
    baselines = {line: median(word.baseline for word in group) * points for line, group in lines.items()}
    sizes = _sizes(lines, points)
    found: list[Glyph] = []
    for word, width, proposed in zip(words, widths, doubts, strict=True):
        seen = Recognised(word.confidence, proposed is not None, proposed or None)
        x0, x1 = word.box[0] * points, word.box[2] * points
        bold = width > _BOLD * usual_width
        found.append(Glyph(word.text, x0, x1, baselines[word.line], sizes[word.line], bold, italic=False, recognised=seen))
    glyphs: list[Glyph] = []
    for at, glyph in enumerate(found):
        if at + 1 < len(found) and words[at].line == words[at + 1].line:  # words that lean over each other are two all the same
            edge = found[at + 1].x0
            glyph = glyph._replace(x1=min(glyph.x1, edge))
            glyphs += glyph, glyph._replace(text=" ", x0=glyph.x1, x1=edge, recognised=None)
        else:
            glyphs.append(glyph)
    return glyphs


def _sizes(lines: Mapping[int, Sequence[SeenWord]], points: float) -> dict[int, float]:
    """The sizes of letters, a line, by how wide they are on the average; those near the usual one are the usual one."""
    wide: dict[int, float] = {}
    for line, words in lines.items():
        text = "".join(word.text for word in words)
        if len(text) >= _TELLING:
            wide[line] = sum(word.box[2] - word.box[0] for word in words) / len(text) / (_CAPITAL if text.isupper() else 1)
    usual = median([wide[line] for line, words in lines.items() if line in wide for _ in words] or [1.0])
    shares = {line: wide.get(line, usual) / usual for line in lines}
    body = round(2 * usual * points / _WIDTH) / 2
    return {line: body if abs(share - 1) < _SAME_SIZE else round(2 * body * share) / 2 for line, share in shares.items()}
