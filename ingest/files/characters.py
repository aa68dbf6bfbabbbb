"""The characters of a text file out of its bytes."""

import codecs
from typing import Literal

from documents.text import legacy
from ingest.errors import UnreadableFileError


def decode(data: bytes, name: str) -> str:
    """The characters of a text file: a byte order mark decides, then UTF-8, then Windows-1258 or a legacy font's bytes.

    :raises UnreadableFileError: none of them fits
    """
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if encoding16 := looks_like_utf16(data):
        return data.decode(encoding16, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4 and len(data) > 64:  # cut in the middle of a character
            return data.decode("utf-8", errors="ignore")
    # the bytes of TCVN3 and VNI fonts are kept as Latin characters; documents.text.legacy knows them by these
    latin = data.decode("cp1252", errors="replace")
    if legacy.detect(latin):
        return latin
    try:
        return data.decode("cp1258")
    except UnicodeDecodeError as error:
        raise UnreadableFileError("text_encoding", name=name) from error


def looks_like_utf16(sample: bytes) -> Literal["utf-16-le", "utf-16-be"] | None:
    """UTF-16 without a mark: every other byte is zero for the ASCII characters, which are more than half."""
    even, odd = sample[0:4000:2], sample[1:4000:2]
    if len(odd) < 8:
        return None
    encoding: Literal["utf-16-le", "utf-16-be"]
    if odd.count(0) > len(odd) * 0.4 and even.count(0) < len(even) * 0.05:
        encoding = "utf-16-le"
    elif even.count(0) > len(even) * 0.4 and odd.count(0) < len(odd) * 0.05:
        encoding = "utf-16-be"
    else:
        return None
    text = sample[:4000].decode(encoding, errors="replace")
    return encoding if sum(1 for char in text if char < " " and char not in "\t\r\n") < len(text) // 100 + 1 else None
