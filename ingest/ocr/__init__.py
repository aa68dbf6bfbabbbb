"""Text recognition of scanned pages by Tesseract; an optional extra (`.[ocr]`), loaded only where a page needs it.

`models/` holds the Vietnamese model that is shipped, with its licence.
"""

from importlib.util import find_spec


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec("tesserocr") is not None
