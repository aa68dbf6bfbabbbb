"""What a page holds: glyphs, ruling lines and images, from pdfium (fast) or pdfplumber (which also knows the ruling lines).

Both give the same glyphs: the same characters, baselines and widths. Coordinates are PDF points from the page's top left corner.
"""

import ctypes
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from documents.model import Box

REPLACEMENT = "\ufffd"
MAX_GLYPHS = 60_000
_CID = re.compile(r"\(cid:\d+\)")
_BOLD_NAME = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique", re.IGNORECASE)
# Symbol and Wingdings bullets live in the private use area.
_SYMBOLS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf02d": "-", "\uf0fc": "✓", "\uf0a8": "□", "\uf06f": "□", "\uf0a3": "□"}
_SYMBOLS["\u0002"] = "-"  # pdfium's sign for a hyphen at the end of a line
_SKIPPED = frozenset("\u0000\ufffe\uffff\u200b\u200c\u200d\u2060\ufeff\r\n")


class Glyph(NamedTuple):
    """One printed character (with its combining marks)."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool
    italic: bool


class Ruling(NamedTuple):
    """A straight line or a thin rectangle."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page holds before anything is read out of it.

    :param rotated: characters that do not stand upright, in the order they were printed
    :param images: boxes of the images
    :param drawings: number of path objects, whatever they draw
    :param layout: the pdfplumber page, where the page was read by pdfplumber
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rulings: tuple[Ruling, ...]
    images: tuple[Box, ...]
    drawings: int = 0
    rotated: str = ""
    layout: Any = None


def font_style(name: str) -> tuple[bool, bool]:
    """Whether a font is bold, and italic, by its name."""
    return bool(_BOLD_NAME.search(name)), bool(_ITALIC_NAME.search(name))


def _settle(text: str) -> str:
    """The characters of one glyph, without those that print nothing."""
    if len(text) == 1:
        if text in _SKIPPED:
            return ""
        return _SYMBOLS.get(text, text)
    text = _CID.sub(REPLACEMENT, text)
    return "".join(_SYMBOLS.get(c, c) for c in text if c not in _SKIPPED)


class _Collector:
    """Puts combining marks on the letter before them and leaves out letters printed twice for a bold look."""

    def __init__(self) -> None:
        self.glyphs: list[Glyph] = []
        self.rotated: list[str] = []
        self._seen: dict[tuple[str, int, int], float] = {}

    def add(self, glyph: Glyph) -> None:
        text = glyph.text
        glyphs = self.glyphs
        if glyphs and unicodedata.combining(text[0]):
            last = glyphs[-1]
            glyphs[-1] = last._replace(text=last.text + text, x1=max(last.x1, glyph.x1 if glyph.x1 < last.x1 + 1 else last.x1))
            return
        if not text.isspace():
            # The same letter within half a point of itself.
            row, column = int(glyph.baseline * 2), int(glyph.x0 * 2)
            for key in ((text, row, column), (text, row, column - 1), (text, row, column + 1)):
                at = self._seen.get(key)
                if at is not None and abs(at - glyph.x0) < 0.6:
                    return
            self._seen[(text, row, column)] = glyph.x0
        glyphs.append(glyph)


def pdfium_content(page: pdfium.PdfPage, number: int) -> PageContent:
    """Read a page with pdfium. Pages that are turned or do not start at the origin are for `layout_content`."""
    height = page.get_height()
    textpage = page.get_textpage()
    try:
        collector = _Collector()
        _pdfium_glyphs(textpage.raw, min(textpage.count_chars(), MAX_GLYPHS), height, collector)
        rulings, images, drawings = _pdfium_objects(page, height)
    finally:
        textpage.close()
    return PageContent(
        number,
        page.get_width(),
        height,
        tuple(collector.glyphs),
        rulings,
        images,
        drawings,
        "".join(collector.rotated),
    )


def _pdfium_glyphs(raw: Any, count: int, height: float, collector: _Collector) -> None:
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium_c.FS_RECTF()
    at_x, at_y, at_box = ctypes.byref(x), ctypes.byref(y), ctypes.byref(box)
    get_unicode, is_generated = pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_IsGenerated
    get_origin, get_box, get_object = (
        pdfium_c.FPDFText_GetCharOrigin,
        pdfium_c.FPDFText_GetLooseCharBox,
        pdfium_c.FPDFText_GetTextObject,
    )
    styles: dict[int, tuple[float, bool, bool, bool]] = {}
    for index in range(count):
        code = get_unicode(raw, index)
        if code == 0x20 and is_generated(raw, index) == 1:
            continue
        text = _settle(chr(code) if code else REPLACEMENT)
        if not text:
            continue
        handle = get_object(raw, index)
        address = ctypes.cast(handle, ctypes.c_void_p).value or 0
        style = styles.get(address)
        if style is None:
            style = styles[address] = _pdfium_style(raw, index, handle)
        size, bold, italic, upright = style
        if not upright:
            collector.rotated.append(text)
            continue
        get_origin(raw, index, at_x, at_y)
        get_box(raw, index, at_box)
        collector.add(Glyph(text, x.value, max(x.value, box.right), height - y.value, size, bold, italic))


def _pdfium_style(raw: Any, index: int, handle: Any) -> tuple[float, bool, bool, bool]:
    """Size, bold, italic and upright of the text object that a character belongs to."""
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetMatrix(raw, index, ctypes.byref(matrix))
    size = pdfium_c.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d)
    upright = matrix.a > 0 and matrix.d > 0 and abs(matrix.b) < 0.1 * matrix.a
    name = ctypes.create_string_buffer(256)
    length = 0
    if handle:
        font = pdfium_c.FPDFTextObj_GetFont(handle)
        length = pdfium_c.FPDFFont_GetBaseFontName(font, name, 256) if font else 0
    bold, italic = font_style(name.value.decode("utf-8", "replace") if length else "")
    return size, bold, italic, upright


def _pdfium_objects(page: pdfium.PdfPage, height: float) -> tuple[tuple[Ruling, ...], tuple[Box, ...], int]:
    rulings: list[Ruling] = []
    images: list[Box] = []
    drawings = 0
    left, bottom, right, top = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        if not pdfium_c.FPDFPageObj_GetBounds(
            item.raw, ctypes.byref(left), ctypes.byref(bottom), ctypes.byref(right), ctypes.byref(top)
        ):
            continue
        box = (left.value, height - top.value, right.value, height - bottom.value)
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            images.append(box)
        else:
            drawings += 1
            rulings.append(Ruling(*box))
        if drawings > MAX_GLYPHS:
            break
    return tuple(rulings), tuple(images), drawings


def layout_content(page: Any, number: int) -> PageContent:
    """Read a page with pdfplumber."""
    collector = _Collector()
    styles: dict[str, tuple[bool, bool]] = {}
    height = float(page.height)
    x_offset, y_offset = page.bbox[0], page.bbox[1]
    for char in page.chars[:MAX_GLYPHS]:
        text = _settle(char["text"])
        if not text:
            continue
        if not char["upright"]:
            collector.rotated.append(text)
            continue
        name = char["fontname"]
        style = styles.get(name)
        if style is None:
            style = styles[name] = font_style(name if isinstance(name, str) else str(name))
        matrix = char["matrix"]
        # pdfplumber's own boxes rest on the font's descent; the baseline is what lines share.
        baseline = char["bottom"] - (matrix[5] - (height - char["bottom"])) if y_offset == 0 else char["bottom"]
        collector.add(Glyph(text, char["x0"] - x_offset, char["x1"] - x_offset, baseline, char["size"], *style))
    rulings = tuple(
        Ruling(item["x0"] - x_offset, item["top"], item["x1"] - x_offset, item["bottom"])
        for item in (*page.lines, *page.rects, *page.curves)[:MAX_GLYPHS]
    )
    images = tuple((item["x0"] - x_offset, item["top"], item["x1"] - x_offset, item["bottom"]) for item in page.images)
    return PageContent(
        number,
        float(page.width),
        height,
        tuple(collector.glyphs),
        rulings,
        images,
        len(rulings),
        "".join(collector.rotated),
        page,
    )
