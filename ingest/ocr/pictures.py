"""Pictures of pages: opened within limits, set upright, what is ruled on them, and their words as the engine reads them."""

import io
import math
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError
from scipy import ndimage

from documents.model import Box
from documents.text import clean
from ingest.errors import FileTooLargeError, UnreadableFileError

DPI = 170
"""What pages are brought to: finer ones are read less well, as noise is seen, and coarser ones lose the small signs of letters."""

COARSE = 130
"""Scans below this (in dpi) are smoothed when they are made larger, or the steps of their letters are seen."""

MAX_PIXELS = 80_000_000
MAX_FRAMES = 2_000
POINTS = 72 / DPI
_A4_WIDTH, _LEAST_WIDTH = 595.0, 60
_LONGEST = 20_000
_SMOOTH = (1, 2, 1, 2, 4, 2, 1, 2, 1)
_MOST_SKEW, _ANY_SKEW = 4.0, 0.15
_POINTS_OF_INK = 40_000
_RULE = {0: 42, 1: 76}  # pixels of the shortest upright and level line; no letter has so long a stroke
_RULE_WIDTH = 9
_DOT, _DOTS_APART, _LEADER = 5, 17, 70
_DARK = 0.62  # of the paper's brightness

Image.MAX_IMAGE_PIXELS = None  # pictures that are too large are refused below, in a sentence

Mask = npt.NDArray[np.bool_]
PixelBox = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page set upright, in shades of grey, at :data:`DPI`.

    :param scan: as it came
    :param skew: by how many degrees it was turned for that, counterclockwise
    """

    scan: Image.Image
    picture: Image.Image
    skew: float
    rulings: tuple[Box, ...]

    def moved(self, x: float, y: float) -> tuple[float, float]:
        """How far a place of the scan moved when the page was set upright."""
        turn = math.radians(self.skew)
        x, y = x - self.scan.width / 2, y - self.scan.height / 2
        return x * math.cos(turn) + y * math.sin(turn) - x, y * math.cos(turn) - x * math.sin(turn) - y


def frames(data: bytes, name: str) -> Iterator[Image.Image]:
    """The pictures of a file, one a page.

    :raises UnreadableFileError: it is damaged
    :raises FileTooLargeError: a picture is too large, or there are too many
    """
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "TIFF")) as file:
            count = getattr(file, "n_frames", 1) if file.format == "TIFF" else 1
            if count > MAX_FRAMES:
                raise FileTooLargeError("image_frames", name=name, count=count, most=MAX_FRAMES)
            for number in range(count):
                file.seek(number)
                if file.width * file.height > MAX_PIXELS:
                    raise FileTooLargeError("image_large", name=name, megapixels=MAX_PIXELS // 1_000_000)
                file.load()
                yield ImageOps.exif_transpose(file)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableFileError("file_damaged", name=name) from error


def at_dpi(picture: Image.Image) -> Image.Image:
    """A picture of a whole page in shades of grey, as if it were a sheet of A4 at :data:`DPI`."""
    scale = _A4_WIDTH / POINTS / max(_LEAST_WIDTH, min(picture.size))
    return scaled(as_grey(picture), scale) if max(picture.size) * scale < _LONGEST else as_grey(picture)


def scaled(picture: Image.Image, scale: float) -> Image.Image:
    """A picture made larger or smaller."""
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    made = picture.resize(size, Image.Resampling.LANCZOS)
    return made.filter(ImageFilter.Kernel((3, 3), _SMOOTH)) if scale > DPI / COARSE and min(size) > 3 else made


def as_grey(picture: Image.Image) -> Image.Image:
    """Shades of grey, in which a red stamp and blue ink are as pale as the paper."""
    if picture.mode.startswith("I") or picture.mode == "F":
        samples = np.asarray(picture, dtype=np.float32)
        most = float(samples.max(initial=1.0)) or 1.0
        return Image.fromarray((samples * (255 / most)).clip(0, 255).astype(np.uint8))
    if picture.mode in ("1", "L"):
        return picture.convert("L")
    if "A" in picture.getbands() or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    return Image.fromarray(np.asarray(picture.convert("RGB")).max(axis=2))


def upright(picture: Image.Image) -> Sheet:
    """Set a page upright, and find the lines that are drawn on it."""
    skew = _skew(ink_of(picture))
    skew = skew if abs(skew) >= _ANY_SKEW else 0.0
    turned = picture.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255) if skew else picture
    return Sheet(picture, turned, skew, tuple(_rulings(ink_of(turned))))


def leaders(picture: Image.Image) -> list[PixelBox]:
    """Where dots stand in a row for something to be written on them; an engine makes words of them."""
    labels, _ = ndimage.label(ink_of(picture))
    dots = np.zeros(labels.shape, dtype=bool)
    for rows, columns in ndimage.find_objects(labels):
        if rows.stop - rows.start <= _DOT and columns.stop - columns.start <= _DOT:
            dots[rows, columns] = True
    labels, _ = ndimage.label(ndimage.maximum_filter1d(dots, _DOTS_APART, axis=1))
    found = []
    for rows, columns in ndimage.find_objects(labels):
        high, wide = rows.stop - rows.start, columns.stop - columns.start
        if wide >= _LEADER and high <= _DOT + 3 + 0.04 * wide:
            left, right = columns.start + _DOTS_APART // 2, columns.stop - _DOTS_APART // 2
            if dots[max(0, rows.start - 3 * _DOT) : max(0, rows.start - 3), max(0, left - 2) : left + _DOT].any():
                left += 2 * _DOT  # the first is the lower dot of a colon
            found.append((left, rows.start, right, rows.stop))
    return found


def strokes(ink: Mask, boxes: Iterable[PixelBox]) -> list[float]:
    """How wide the strokes of words are, in pixels: those of bold letters are half as wide again."""
    found = []
    for x0, top, x1, bottom in boxes:
        word = ink[max(0, top) : bottom, max(0, x0) : x1]
        runs = int((word[:, 1:] & ~word[:, :-1]).sum()) + int(word[:, :1].sum())
        found.append(float(word.sum()) / runs if runs else 0.0)
    return found


def without(picture: Image.Image, boxes: Iterable[Box], around: int) -> Image.Image:
    """A picture with some places made as white as paper."""
    cleared = picture.copy()
    for x0, top, x1, bottom in boxes:
        cleared.paste(255, (int(x0) - around, int(top) - around, math.ceil(x1) + around, math.ceil(bottom) + around))
    return cleared


def ink_of(picture: Image.Image) -> Mask:
    """Where a picture is dark."""
    samples = np.asarray(picture)
    paper = np.percentile(samples[::8, ::8], 80) if samples.size else 255.0
    return np.asarray(samples < _DARK * paper)


def _skew(ink: Mask) -> float:
    """By how many degrees the rows of a page rise to the right: turned so, its ink lies in the narrowest rows."""
    ys, xs = np.nonzero(ink[::2, ::2])
    if len(ys) < 200:
        return 0.0
    step = max(1, len(ys) // _POINTS_OF_INK)
    ys, xs = ys[::step].astype(np.float32), xs[::step].astype(np.float32)

    def sharpness(angle: float) -> float:
        rows = np.bincount((ys - xs * math.tan(math.radians(angle)) + xs.max()).astype(np.int64))
        return float((rows.astype(np.float64) ** 2).sum())

    rough = max(np.arange(-_MOST_SKEW, _MOST_SKEW + 0.1, 0.25), key=sharpness)
    return float(max(np.arange(rough - 0.25, rough + 0.26, 0.05), key=sharpness))


def _rulings(ink: Mask) -> Iterator[Box]:
    for axis, shortest in _RULE.items():
        drawn = ndimage.uniform_filter1d(ink.astype(np.uint8) * 100, shortest, axis=axis) >= 90
        drawn = ndimage.maximum_filter1d(drawn, shortest - 10, axis=axis) & ndimage.maximum_filter1d(ink, 3, axis=axis)
        labels, _ = ndimage.label(drawn)
        for rows, columns in ndimage.find_objects(labels):
            height, width = rows.stop - rows.start, columns.stop - columns.start
            long, thick = (height, width) if axis == 0 else (width, height)
            if long >= shortest and thick <= _RULE_WIDTH:
                yield (float(columns.start), float(rows.start), float(columns.stop), float(rows.stop))


os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # one page a process: threads of one page only wait for each other

PAGE_SECONDS = 120
"""Longest time that one page may be looked at; what takes more has no text."""

_MODELS = Path(__file__).with_name("models")


@dataclass(frozen=True, slots=True)
class SeenWord:
    """A word as the engine read it.

    :param box: ``(x0, top, x1, bottom)`` in pixels
    """

    text: str
    confidence: float
    line: int
    box: PixelBox
    baseline: float


def recognise(picture: Image.Image, cells: Sequence[PixelBox] = ()) -> list[SeenWord] | None:
    """The words of a page that stands upright, in the order of its lines; None where it takes too long.

    :param cells: places that are each a text of their own, as the cells of a table; nothing else is read where there are some
    """
    from tesserocr import PSM

    api = _engine("vie")
    api.SetImage(picture)
    api.SetSourceResolution(DPI)
    found: list[SeenWord] = []
    try:
        api.SetPageSegMode(PSM.SINGLE_BLOCK if cells else PSM.AUTO)
        for cell in cells or (None,):
            if cell is not None:
                api.SetRectangle(cell[0], cell[1], cell[2] - cell[0], cell[3] - cell[1])
            if not api.Recognize(PAGE_SECONDS * 1000):
                return None
            found += _words(api, found[-1].line + 1 if found else 0)
    finally:
        api.Clear()
    return found


@lru_cache(maxsize=2)
def _engine(model: str) -> Any:
    from tesserocr import OEM, PSM, PyTessBaseAPI

    return PyTessBaseAPI(path=str(_MODELS), lang=model, psm=PSM.AUTO, oem=OEM.LSTM_ONLY)


def _words(api: Any, line: int) -> Iterator[SeenWord]:
    from tesserocr import RIL

    at = api.GetIterator()
    line -= 1
    while at is not None:
        if at.IsAtBeginningOf(RIL.TEXTLINE):
            line += 1
        box, base = at.BoundingBox(RIL.WORD), at.Baseline(RIL.TEXTLINE)
        text = "" if at.Empty(RIL.WORD) or not box or not base else clean(at.GetUTF8Text(RIL.WORD)).strip()
        if text:
            (x0, y0), (x1, y1) = base
            baseline = y0 + (y1 - y0) * ((box[0] + box[2]) / 2 - x0) / max(1, x1 - x0)
            yield SeenWord(text, at.Confidence(RIL.WORD) / 100, max(0, line), box, baseline)
        if not at.Next(RIL.WORD):
            return
