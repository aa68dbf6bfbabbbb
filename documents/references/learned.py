"""Names that a base knows and no list: where it holds "Luật Thương mại về sao Hỏa", that is not "Luật Thương mại"."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from documents.references.instruments import with_year
from documents.references.lexicon import LAWS, full_name
from documents.references.names import goes_on
from documents.references.reference import Reference
from documents.text import slug
from documents.wording.types import type_of_words

_MOST_WORDS = 14
_WORDS = re.compile(rf"(?:(?:,\s|\s)[^\W\d_]+){{1,{_MOST_WORDS}}}")
_WORD = re.compile(r",?\s[^\W\d_]+")


Book = Callable[[str], Collection[Any]]
"""The instruments of a name, a slug without the type word."""


def with_learned_names(text: str, references: Sequence[Reference], held: Book, listed: Book) -> Iterator[Reference]:
    """The references, each with the longest name of a law that begins where its own does and that a base holds.

    :param held: the base
    :param listed: what is known without it: after such a name only words are tried that a name may go on with
    """
    limits = [*(reference.start for reference in references[1:]), len(text)]
    for reference, limit in zip(references, limits, strict=True):
        yield _with_learned_name(text, reference, limit, held, listed)


def _with_learned_name(text: str, reference: Reference, limit: int, held: Book, listed: Book) -> Reference:
    name = reference.targets[0].name
    if name is None or any(target.name != name or target.instrument for target in reference.targets):
        return reference
    if not name.startswith(LAWS) or not text.endswith(name, reference.start, reference.end):
        return reference
    full = full_name(name)
    following = _WORDS.match(text, reference.end, limit) if full and not full[2] else None
    if full is None or following is None or (listed(slug(full[1])) and not goes_on(text, reference.end)):
        return reference
    type_ = type_of_words(full[0])
    ends = [word.end() for word in _WORD.finditer(text, reference.end, following.end())]
    for end in reversed(ends):
        if any(found.type is type_ for found in held(slug(full[1] + text[reference.end : end]))):
            stop = with_year(text, end)
            longer = text[reference.end - len(name) : stop]
            targets = tuple(replace(target, name=longer) for target in reference.targets)
            return replace(reference, end=stop, text=text[reference.start : stop], targets=targets)
    return reference
