"""Reads scanned pages that are pictures: JPEG, PNG, TIFF with one page or many."""

from documents.model import Reading
from ingest.errors import NoTextError
from ingest.files.source import Source
from ingest.ocr import is_installed
from ingest.readers.pdf.reader import read_pictures


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
    return read_pictures(contents, "image")
