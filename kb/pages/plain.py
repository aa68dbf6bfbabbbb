"""Text that stays text. Streamlit reads Markdown in every label and message: what people or files say goes through here, or is HTML
of our own.
"""

import re

from markupsafe import Markup

from documents.errors import WordedError
from kb.interface.catalogue import Catalogue
from kb.interface.wording import error_words
from kb.pages.render import macros

_SIGNS = re.compile(r"[!-/:-@\[-`{-~]")
# A joiner, which is not seen, keeps apart what is read as one sign after the backslashes are gone: :red[, :smile:, ->, www., a@b.
_JOINED = ".:@-<>=/"


def plain(text: str) -> str:
    """A text as a label or message in which no sign means anything: no emphasis, colour, formula, picture, link or HTML."""
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}\u2060" if sign[0] in _JOINED else f"\\{sign[0]}", " ".join(text.split()))


def failure(say: Catalogue, error: WordedError) -> Markup:
    """An error in place, as HTML."""
    return macros("kit").failure(error_words(say, error))
