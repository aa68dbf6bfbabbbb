"""Reads scanned pages that are pictures: JPEG, PNG, TIFF with one page or many."""

import io
from itertools import islice
from pathlib import Path

from documents.model import Reading
from ingest.errors import NoTextError
from ingest.files.source import Source
from ingest.ocr import is_installed
from ingest.readers.pdf.reader import page_image, read_pictures


def read_source(source: Source, _: object) -> Reading:
    """Read the pictures of a file, one a page.

    :raises NoTextError: the extra that recognises text is not installed, or no word was found
    """
    if not is_installed():
        raise NoTextError("image_without_ocr", name=source.name)
    from ingest.ocr.pages import read_picture
    from ingest.ocr.pictures import frames

    contents = [read_picture(frame, number) for number, frame in enumerate(frames(source.data, source.name), 1)]
    if not any(content is None or content.glyphs for content in contents):
        raise NoTextError("image_textless", name=source.name)
    return read_pictures(contents)


def image_of(path: Path, page: int, scale: float) -> tuple[bytes, float, float]:
    """Draw a page of a PDF, or a picture as it was read, as PNG, with its width and height in points. See `page_image`.

    :raises IndexError: there is no such page
    """
    with path.open("rb") as stream:
        is_pdf = b"%PDF" in stream.read(1024)
    if is_pdf:
        return page_image(path, page, scale)
    from ingest.ocr.pictures import POINTS, at_dpi, frames

    found = next(islice(frames(path.read_bytes(), path.name), page - 1, None), None)
    if found is None:
        raise IndexError(page)
    picture, out = at_dpi(found), io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue(), picture.width * POINTS, picture.height * POINTS
