"""From a picture of a page to its words, each with its place and how sure the engine is of it."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image

from documents.text import clean
from ingest.ocr.pictures import DPI, PixelBox

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
