"""Who is named in a note: ``@Nguyễn Thị An`` in its text."""

import re
from collections.abc import Iterable

from documents.text import clean, unify_tone_marks

_AT = re.compile(r"(?<![\w@/.])@(?=\w)")


def mentions(text: str, people: Iterable[str]) -> tuple[str, ...]:
    """The people whom a text names, in the order of naming, each once.

    A name is read as far as it goes: ``@An Bình`` names An Bình where there is one, and An only where there is none. An address
    (an@example.vn) names nobody.

    :param people: the names that there are
    """
    words = _plain(text)
    known = sorted(((_plain(name), name) for name in people), key=lambda pair: -len(pair[0]))
    found: dict[str, None] = {}
    for at in _AT.finditer(words):
        for plain, name in known:
            end = at.end() + len(plain)
            if plain and words.startswith(plain, at.end()) and not (words[end : end + 1].isalnum() or words[end : end + 1] == "_"):
                found[name] = None
                break
    return tuple(found)


def _plain(text: str) -> str:
    return " ".join(unify_tone_marks(clean(text)).casefold().split())
