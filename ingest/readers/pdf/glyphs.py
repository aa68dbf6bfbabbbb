"""What a page holds: glyphs, ruling lines and images, from pdfium (fast) or pdfplumber (which also knows the ruling lines).

Both give the same glyphs: the same characters, baselines and widths. Coordinates are PDF points from the page's top left corner.
"""

import ctypes
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from documents.model import Box

REPLACEMENT = "\ufffd"
MAX_GLYPHS = 30_000
MIN_SIZE = 2.5  # smaller type cannot be read
_SLANTED = 1  # a direction of text that is none of the four
THIN = 3.0  # a filled box is a line up to this width, a coloured ground above
_CID = re.compile(r"\(cid:\d+\)")
_BOLD_NAME = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique", re.IGNORECASE)
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_STYLE_IN_NAME = re.compile(r"(?:PS)?(?:MT)?(?:[,-].*)?$")
_CAPS_NAME = re.compile(r"\.?Vn[A-Z][A-Za-z]*H(?![a-z])")  # .VnTimeH, .VnArialH
# Symbol and Wingdings bullets live in the private use area.
_SYMBOLS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf02d": "-", "\uf0fc": "✓", "\uf0a8": "□", "\uf06f": "□", "\uf0a3": "□"}
_SYMBOLS["\u0002"] = "-"  # pdfium's sign for a hyphen at the end of a line
_SYMBOLS |= {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}  # pdfplumber keeps ligatures, pdfium parts them
_AFTER_F = frozenset("fil")
_LETTER_AFTER_F = 0.28  # width of i or l in a text font, as a share of its size
_SKIPPED = frozenset("\u0000\ufffe\uffff\u200b\u200c\u200d\u2060\ufeff\r\n")


class Recognised(NamedTuple):
    """How far a word that was read from a picture can be relied on.

    :param proposed: what it may be where it is doubtful, None where that is open
    """

    confidence: float
    doubtful: bool = False
    proposed: str | None = None


class Glyph(NamedTuple):
    """One printed character (with its combining marks), or one word of a picture.

    :param caps: printed in a legacy font that draws capitals for small letters
    """

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool
    italic: bool
    caps: bool = False
    font: str | None = None
    recognised: Recognised | None = None


class Ruling(NamedTuple):
    """A straight line or a thin rectangle."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page holds before anything is read out of it.

    Where most of the text is printed sideways, everything is turned so that it stands upright; `unturn` leads back.

    :param aside: glyphs of the other direction (in coordinates of their own) and glyphs that cannot be seen
    :param turned: 0, or by how many degrees the page was turned clockwise
    :param skew: by how many degrees a picture was turned counterclockwise, so that its rows are level
    """

    number: int
    width: float = 1.0
    height: float = 1.0
    glyphs: tuple[Glyph, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    images: tuple[Box, ...] = ()
    drawings: int = 0
    aside: tuple[Glyph, ...] = ()
    turned: int = 0
    skew: float = 0.0

    def unturn(self, box: Box) -> Box:
        """A box in the coordinates of the page as it is printed."""
        box = self._unskewed(box) if self.skew else box
        return _turn(360 - self.turned, self.width, self.height)(box) if self.turned else box

    def _unskewed(self, box: Box) -> Box:
        turn = math.radians(self.skew)
        x, y = (box[0] + box[2]) / 2 - self.width / 2, (box[1] + box[3]) / 2 - self.height / 2
        right = x * math.cos(turn) - y * math.sin(turn) - x
        down = x * math.sin(turn) + y * math.cos(turn) - y
        return (round(box[0] + right, 1), round(box[1] + down, 1), round(box[2] + right, 1), round(box[3] + down, 1))


Face = tuple[bool, bool, bool, str | None]
"""Whether a font is bold, italic, and one of the legacy fonts that draw capitals only; and its family."""


def face_of(name: str) -> Face:
    """What a font's name says of it."""
    family = _STYLE_IN_NAME.sub("", _SUBSET.sub("", name)) or None
    return bool(_BOLD_NAME.search(name)), bool(_ITALIC_NAME.search(name)), bool(_CAPS_NAME.search(name)), family


def _settle(text: str) -> str:
    if len(text) == 1:
        if text in _SKIPPED:
            return ""
        return _SYMBOLS.get(text, text)
    text = _CID.sub(REPLACEMENT, text)
    return "".join(_SYMBOLS.get(c, c) for c in text if c not in _SKIPPED)


class _Collector:
    """Collects glyphs by the direction they are printed in."""

    def __init__(self) -> None:
        self.glyphs: list[Glyph] = []
        self.others: dict[int, list[Glyph]] = {90: [], 180: [], 270: [], _SLANTED: []}
        self.white: list[Glyph] = []

    def add(self, glyph: Glyph, direction: int, white: bool) -> None:
        """Add a glyph; a combining mark of upright text goes to the letter before it."""
        text = glyph.text
        if direction:
            self.others[direction].append(glyph)
        elif white or glyph.size < MIN_SIZE:
            self.white.append(glyph)
        elif text >= "\u0300" and self.glyphs and unicodedata.combining(text[0]):
            last = self.glyphs[-1]
            self.glyphs[-1] = last._replace(text=last.text + text)
        elif text in _AFTER_F and self.glyphs and self.glyphs[-1].text == "f" and self.glyphs[-1].x0 == glyph.x0:
            # pdfium parts the ligature fi into letters in one place, both as wide as the first
            self.glyphs.append(glyph._replace(x0=glyph.x1, x1=glyph.x1 + _LETTER_AFTER_F * glyph.size))
        else:
            self.glyphs.append(glyph)

    def content(self, number: int, width: float, height: float, drawn: "_Drawn") -> PageContent:
        """The page, turned so that most of its text stands upright."""
        hidden: list[Glyph] = []
        for glyph in self.white:
            # white on a coloured ground can be read; white on white (numbers left by tracked changes) is not on the page
            ground = any(
                x0 <= glyph.x0 <= x1 and top <= glyph.baseline <= bottom for x0, top, x1, bottom in (*drawn.shades, *drawn.images)
            )
            (self.glyphs if ground else hidden).append(glyph)
        hidden.extend(self.others.pop(_SLANTED))
        directions = {0: self.glyphs, 90: self.others[90], 180: self.others[180], 270: self.others[270]}
        turned = max(directions, key=lambda direction: (len(directions[direction]), -direction))
        main = tuple(directions.pop(turned))
        aside = (*(glyph for glyphs in directions.values() for glyph in glyphs), *hidden)
        rulings, images = tuple(drawn.rulings), tuple(drawn.images)
        if turned:
            turn = _turn(turned, width, height)
            rulings, images = tuple(Ruling(*turn(ruling)) for ruling in rulings), tuple(map(turn, images))
        if turned in (90, 270):
            width, height = height, width
        return PageContent(
            number, width, height, main, rulings=rulings, images=images, drawings=drawn.drawings, aside=aside, turned=turned
        )


@dataclass(slots=True)
class _Drawn:
    rulings: list[Ruling] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    shades: list[Box] = field(default_factory=list)
    drawings: int = 0


def _turn(degrees: int, width: float, height: float) -> Callable[[Box], Box]:
    if degrees == 90:
        return lambda box: (height - box[3], box[0], height - box[1], box[2])
    if degrees == 180:
        return lambda box: (width - box[2], height - box[3], width - box[0], height - box[1])
    return lambda box: (box[1], width - box[2], box[3], width - box[0])


def pdfium_content(page: pdfium.PdfPage, number: int) -> PageContent:
    """Read a page with pdfium. Pages that are turned or do not start at the origin are for `layout_content`."""
    width, height = page.get_size()
    textpage = page.get_textpage()
    try:
        collector = _Collector()
        _pdfium_glyphs(textpage.raw, min(textpage.count_chars(), MAX_GLYPHS), width, height, collector)
        drawn = _pdfium_objects(page, height)
    finally:
        textpage.close()
    return collector.content(number, width, height, drawn)


def _pdfium_glyphs(raw: Any, count: int, width: float, height: float, collector: _Collector) -> None:
    x, y = ctypes.c_double(), ctypes.c_double()
    at_x, at_y = ctypes.byref(x), ctypes.byref(y)
    get_unicode, is_generated = pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_IsGenerated
    get_origin, get_object = pdfium_c.FPDFText_GetCharOrigin, pdfium_c.FPDFText_GetTextObject
    styles: dict[int, _Style] = {}
    advances: dict[tuple[int, int], float] = {}
    for index in range(count):
        code = get_unicode(raw, index)
        if code == 0x20 and is_generated(raw, index) == 1:
            if collector.glyphs:
                # pdfium drops some printed spaces and puts its own in their place
                last = collector.glyphs[-1]
                collector.glyphs.append(last._replace(text=" ", x0=last.x1, x1=last.x1))
            continue
        text = _settle(chr(code) if code else REPLACEMENT)
        if not text:
            continue
        handle = get_object(raw, index)
        address = ctypes.c_void_p.from_buffer(handle).value or 0
        style = styles.get(address)
        if style is None:
            style = styles[address] = _pdfium_style(raw, index, handle)
        get_origin(raw, index, at_x, at_y)
        share = advances.get((style.font_address, code))
        if share is None:
            share = advances[(style.font_address, code)] = _advance(raw, index, code, style)
        advance = share * style.width
        x0, baseline = x.value, height - y.value
        if style.direction == 90:
            x0, baseline = y.value, x.value
        elif style.direction == 180:
            x0, baseline = width - x.value, y.value
        elif style.direction == 270:
            x0, baseline = height - y.value, width - x.value
        collector.add(Glyph(text, x0, x0 + advance, baseline, style.size, *style.face), style.direction, style.white)


class _Style(NamedTuple):
    """What the characters of a text object have in common; ``width`` is what one em is wide."""

    size: float
    width: float
    face: Face
    white: bool
    direction: int
    font: Any
    font_address: int


def _direction(a: float, b: float) -> int:
    """Which way text runs: 0 to the right, 90 up, 180 to the left (upside down), 270 down."""
    if abs(b) < 0.1 * abs(a):
        return 0 if a > 0 else 180
    if abs(a) < 0.1 * abs(b):
        return 90 if b > 0 else 270
    return _SLANTED


def _pdfium_style(raw: Any, index: int, handle: Any) -> _Style:
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetMatrix(raw, index, ctypes.byref(matrix))
    em = pdfium_c.FPDFText_GetFontSize(raw, index)
    name = ctypes.create_string_buffer(256)
    length = 0
    font = pdfium_c.FPDFTextObj_GetFont(handle) if handle else None
    if font:
        length = pdfium_c.FPDFFont_GetBaseFontName(font, name, 256)
    face = face_of(name.value.decode("utf-8", "replace") if length else "")
    size, width = em * math.hypot(matrix.c, matrix.d), em * math.hypot(matrix.a, matrix.b)
    address = ctypes.c_void_p.from_buffer(font).value or 0 if font else 0
    red, green, blue, alpha = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
    colours = (ctypes.byref(red), ctypes.byref(green), ctypes.byref(blue), ctypes.byref(alpha))
    known = pdfium_c.FPDFText_GetFillColor(raw, index, *colours)
    white = bool(known) and min(red.value, green.value, blue.value) > 245
    direction = _direction(matrix.a, matrix.b)
    return _Style(size, width, face, white, direction, font=font, font_address=address)


def _advance(raw: Any, index: int, code: int, style: _Style) -> float:
    """How far a character moves on, as a share of an em: the font's width, or the width of its box where that is doubtful."""
    box, width = pdfium_c.FS_RECTF(), ctypes.c_float()
    pdfium_c.FPDFText_GetLooseCharBox(raw, index, ctypes.byref(box))
    drawn = box.right - box.left if style.direction == 0 else box.top - box.bottom
    drawn = max(0.0, drawn) / (style.width or 1.0)
    if style.font and pdfium_c.FPDFFont_GetGlyphWidth(style.font, code, ctypes.c_float(1.0), ctypes.byref(width)):
        known = float(width.value)
        # letters may lean over their width, but not far
        if 0 < known <= drawn + 0.02 and drawn - known < 0.4:
            return known
    return float(drawn)


def _pdfium_objects(page: pdfium.PdfPage, height: float) -> _Drawn:
    drawn = _Drawn()
    sides = [ctypes.c_float() for _ in range(4)]
    at_sides = [ctypes.byref(side) for side in sides]
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        if not pdfium_c.FPDFPageObj_GetBounds(item.raw, *at_sides):
            continue
        left, bottom, right, top = (side.value for side in sides)
        box = (left, height - top, right, height - bottom)
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            drawn.images.append(box)
            continue
        drawn.drawings += 1
        if drawn.drawings > MAX_GLYPHS:
            break
        pdfium_c.FPDFPath_GetDrawMode(item.raw, ctypes.byref(fill), ctypes.byref(stroke))
        if fill.value and not stroke.value and min(right - left, top - bottom) >= THIN:
            if not _is_white(item.raw):
                drawn.shades.append(box)
        elif fill.value or stroke.value:
            drawn.rulings.append(Ruling(*box))
    return drawn


def _is_white(raw: Any) -> bool:
    colours = [ctypes.c_uint() for _ in range(4)]
    known = pdfium_c.FPDFPageObj_GetFillColor(raw, *(ctypes.byref(colour) for colour in colours))
    return bool(known) and min(colour.value for colour in colours[:3]) > 245


def layout_content(page: Any, number: int) -> PageContent:
    """Read a page with pdfplumber."""
    collector = _Collector()
    styles: dict[str, Face] = {}
    width, height = float(page.width), float(page.height)
    left, top = float(page.bbox[0]), float(page.bbox[1])
    for char in page.chars[:MAX_GLYPHS]:
        text = _settle(char["text"])
        if not text:
            continue
        name = str(char["fontname"])
        style = styles.get(name)
        if style is None:
            style = styles[name] = face_of(name)
        matrix = char["matrix"]
        x0, x1 = char["x0"] - left, char["x1"] - left
        direction = _direction(matrix[0], matrix[1])
        # pdfplumber's own boxes rest on the font's descent; the baseline, which lines share, is in the matrix.
        low, high, size = char["bottom"] - top, char["top"] - top, char["size"]
        baseline = low - (matrix[5] - char["y0"])
        if direction == 180:
            x0, x1, baseline = width - x1, width - x0, height - baseline
        elif direction == _SLANTED:
            baseline = low
        elif direction:
            size, baseline = x1 - x0, x0 + matrix[4] - char["x0"]
            x0, x1 = (height - low, height - high) if direction == 90 else (high, low)
            baseline = baseline if direction == 90 else width - baseline
        collector.add(Glyph(text, x0, x1, baseline, size, *style), direction, _is_white_ink(char["non_stroking_color"]))

    def box_of(item: Any) -> Box:
        return (item["x0"] - left, item["top"] - top, item["x1"] - left, item["bottom"] - top)

    paths = [*page.lines, *page.rects, *page.curves][:MAX_GLYPHS]
    drawn = _Drawn(images=list(map(box_of, page.images)), drawings=len(paths))
    for item in paths:
        box = box_of(item)
        if item["fill"] and not item["stroke"] and min(box[2] - box[0], box[3] - box[1]) >= THIN:
            if not _is_white_ink(item["non_stroking_color"]):
                drawn.shades.append(box)
        elif item["fill"] or item["stroke"]:
            drawn.rulings.append(Ruling(*box))
    return collector.content(number, width, height, drawn)


def _is_white_ink(colour: Any) -> bool:
    if not isinstance(colour, (tuple, list)) or not all(isinstance(part, (int, float)) for part in colour):
        return False
    if len(colour) == 4:
        return bool(max(colour) < 0.04)
    return len(colour) in (1, 3) and bool(min(colour) > 0.96)
