"""Keeps files that were made to hang a reader from doing so.

A few hundred bytes can describe a drawing that takes hours: forms that draw forms that draw forms, or a stream that unpacks to
gigabytes. How much a page draws is worked out from its streams beforehand, without drawing it.
"""

import ctypes
import io
import logging
import re
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1

logger = logging.getLogger(__name__)

# Bytes of drawing instructions; the densest page of a gazette has 0.2 million.
MAX_PAGE_COST = 16_000_000
MAX_FILE_COST = 300_000_000
_MAX_DEPTH = 30
_MAX_RANGE = 70_000  # characters that one line of a font's tables may stand for
_RANGES = re.compile(rb"begin(?:bf|cid|notdef)range(.*?)end", re.DOTALL)
_ARRAY = re.compile(rb"\[[^\]]*\]?")  # what the characters of a range stand for, one by one: no ranges of their own
_RANGE = re.compile(rb"<([0-9A-Fa-f]{1,16})>\s*<([0-9A-Fa-f]{1,16})>\s*[<\[\d]")
_MAPPED = re.compile(rb"<([0-9A-Fa-f]{1,8})>\s*<([0-9A-Fa-f]{1,8})>\s*(?:\[([^\]]*)\]|<([0-9A-Fa-f\s]{0,64})>)")
_DO = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")


class TooSlow(BaseException):
    """Raised inside `time_limit` when the time is up."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Interrupt the Python code inside after a time, in any thread.

    :raises TooSlow: the time was up
    """
    thread = threading.get_ident()
    lock = threading.Lock()
    done = False

    def interrupt() -> None:
        with lock:
            if not done:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TooSlow))

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            done = True
        timer.cancel()


@dataclass(frozen=True, slots=True)
class Weighed:
    """What is known of pages before they are read.

    :param heavy: they would take too long to draw
    :param misread: a font of theirs says what its letters are in a way that pdfium takes for something else
    """

    heavy: frozenset[int] = frozenset()
    misread: frozenset[int] = frozenset()


def weigh_pages(file: Path | bytes, numbers: range) -> Weighed:
    """Look at pages, out of ``numbers``, without drawing them."""
    heavy, misread = set[int](), set[int]()
    try:
        with io.BytesIO(file) if isinstance(file, bytes) else file.open("rb") as stream, time_limit(20 + 0.05 * len(numbers)):
            document = PDFDocument(PDFParser(stream))
            scale = _Scale()
            for number, page in enumerate(PDFPage.create_pages(document), 1):
                if number >= numbers.stop:
                    break
                if number in numbers and not scale.bears(page):
                    heavy.add(number)
                elif number in numbers and scale.misreads(page):
                    misread.add(number)
    except TooSlow:
        logger.info("a file could not be weighed in time")
        return Weighed(heavy=frozenset(numbers))
    except Exception:  # pdfminer fails in many ways on damaged files; pdfium reads what can be read
        logger.info("a file could not be weighed", exc_info=True)
    return Weighed(frozenset(heavy), frozenset(misread))


class _Scale:
    """Works out how many bytes of instructions a page comes to, forms counted as often as they are drawn."""

    def __init__(self) -> None:
        self.total = 0
        self._known: dict[int, int] = {}
        self._fonts: dict[int, bool] = {}
        self._maps: dict[int, bool] = {}

    def bears(self, page: PDFPage) -> bool:
        resources: dict[str, Any] = {str(k): v for k, v in page.resources.items()} if isinstance(page.resources, dict) else {}
        if not all(self._bears_font(font) for font in _fonts(page)):
            return False
        cost = 0
        for content in page.contents:
            stream = resolve1(content)
            if isinstance(stream, PDFStream):
                cost += self._cost(stream, resources, 0)
        self.total += min(cost, MAX_PAGE_COST)
        return cost <= MAX_PAGE_COST and self.total <= MAX_FILE_COST

    def misreads(self, page: PDFPage) -> bool:
        return any(self._misreads_font(font) for font in _fonts(page))

    def _misreads_font(self, reference: Any) -> bool:
        key = getattr(reference, "objid", None) or id(reference)
        if key not in self._maps:
            font = resolve1(reference)
            stream = resolve1(font.get("ToUnicode")) if isinstance(font, dict) else None
            data = _unpacked(stream) if isinstance(stream, PDFStream) else None
            self._maps[key] = data is not None and any(map(_is_irregular, _mapped(data)))
        return self._maps[key]

    def _bears_font(self, reference: Any) -> bool:
        """Whether the tables of a font are as long as they look: a range may stand for billions of characters."""
        key = getattr(reference, "objid", None) or id(reference)
        if key not in self._fonts:
            font = resolve1(reference)
            self._fonts[key] = not isinstance(font, dict) or (_has_short_widths(font) and _has_short_map(font))
        return self._fonts[key]

    def _cost(self, stream: PDFStream, resources: dict[str, Any], depth: int) -> int:
        key = stream.objid or id(stream)
        if key in self._known:
            return self._known[key]
        if depth > _MAX_DEPTH:
            return MAX_PAGE_COST
        self._known[key] = 0  # a form that draws itself is drawn once
        data = _unpacked(stream)
        if data is None:
            cost = MAX_PAGE_COST + 1
        else:
            cost = len(data)
            names: dict[bytes, int] = {}
            for name in _DO.findall(data):
                names[name] = names.get(name, 0) + 1
            found = resolve1(resources.get("XObject")) if names else None
            forms: dict[str, Any] = found if isinstance(found, dict) else {}
            for name, count in names.items():
                form = resolve1(forms.get(name.decode("latin-1")))
                if isinstance(form, PDFStream) and getattr(form.attrs.get("Subtype"), "name", None) == "Form":
                    own = resolve1(form.attrs.get("Resources"))
                    cost += count * self._cost(form, own if isinstance(own, dict) else resources, depth + 1)
        self._known[key] = cost = min(cost, MAX_PAGE_COST + 1)
        return cost


def _fonts(page: PDFPage) -> list[Any]:
    fonts = resolve1(page.resources.get("Font")) if isinstance(page.resources, dict) else None
    return list(fonts.values()) if isinstance(fonts, dict) else []


def _mapped(data: bytes) -> Iterator[tuple[bytes, bytes, bytes, bytes]]:
    """The ranges of a font's map: first and last code, and the letters as an array or by the first one."""
    for block in _RANGES.findall(data):
        yield from _MAPPED.findall(block)


def _is_irregular(mapped: tuple[bytes, bytes, bytes, bytes]) -> bool:
    """Whether a range goes over the end of a byte, or has more or fewer letters than codes: pdfium leaves these out."""
    first, last = int(mapped[0], 16), int(mapped[1], 16)
    if mapped[2]:
        return first >> 8 != last >> 8 or mapped[2].count(b"<") != last - first + 1
    letter = b"".join(mapped[3].split())
    return first >> 8 != last >> 8 and letter != b"" and int(letter, 16) != first  # a code that is its letter needs no map


def _has_short_widths(font: dict[str, Any]) -> bool:
    descendants = resolve1(font.get("DescendantFonts"))
    for item in descendants if isinstance(descendants, list) else []:
        descendant = resolve1(item)
        widths = resolve1(descendant.get("W")) if isinstance(descendant, dict) else None
        numbers = [number for number in widths if isinstance(number, int)] if isinstance(widths, list) else []
        if numbers and max(numbers) > _MAX_RANGE:
            return False
    return True


def _has_short_map(font: dict[str, Any]) -> bool:
    for name in ("ToUnicode", "Encoding"):
        stream = resolve1(font.get(name))
        if isinstance(stream, PDFStream):
            data = _unpacked(stream)
            if data is None:
                return False
            pairs = (pair for block in _RANGES.findall(data) for pair in _RANGE.findall(_ARRAY.sub(b"[", block)))
            if any(int(last, 16) - int(first, 16) > _MAX_RANGE for first, last in pairs):
                return False
    return True


def _unpacked(stream: PDFStream) -> bytes | None:
    """A stream's content; None where it unpacks to more than a page may hold."""
    data = stream.rawdata or b""
    if stream.decipher is not None and stream.objid is not None and stream.genno is not None:
        data = stream.decipher(stream.objid, stream.genno, data, stream.attrs)
    for item, _ in stream.get_filters():
        if getattr(item, "name", None) not in ("FlateDecode", "Fl"):
            return data
        packed = zlib.decompressobj()
        try:
            data = packed.decompress(data, MAX_PAGE_COST)
        except zlib.error:
            return data
        if packed.unconsumed_tail:
            return None
    return data
