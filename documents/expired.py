"""Lists of texts that have ceased to have effect, told by what they are called."""

import re

from documents.text import fold

_TITLE = re.compile(
    r"danh muc[^.;]{0,120}(?:het|ngung) hieu luc"
    r"|van ban[^.;]{0,120}(?:het|ngung) hieu luc[^.;]{0,60}(?:toan bo|mot phan)"
)


def lists_expired_texts(title: str | None) -> bool:
    """Whether a title is that of a list of texts that have ceased to have effect."""
    return title is not None and _TITLE.search(" ".join(fold(title).split())) is not None
