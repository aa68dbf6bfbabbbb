"""What a text may say again and again without a reader taking the square of its length.

The phrases come out of the readers' own patterns and lists, so that a new one is tried without being named here.
"""

import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from documents.amendments import read_effects
from documents.amendments.quotations import MARKS, MASK
from documents.instrument import read_instrument
from documents.references import Context, resolve
from documents.references.finder import find_references
from documents.references.names import ABBREVIATIONS, STRONG_TYPES, WEAK_TYPES
from documents.time.relations import read_relations
from documents.wording.unit_lists import WORDS
from ingest.readers.html.elements import BLOCKS, SKIPPED
from ingest.readers.text import read_text

MODULES = (
    "documents.amendments.grammar",
    "documents.amendments.instruments",
    "documents.amendments.places",
    "documents.references.finder",
    "documents.references.instruments",
    "documents.references.view",
    "documents.identity.head",
    "documents.identity.effect",
    "documents.time.relations",
    "documents.structure.endings",
    "documents.structure.headings",
    "ingest.readers.footnotes",
    "ingest.readers.gazette",
)
# Sentences that a reader has to take apart: each has ended in minutes of work once.
SENTENCES = (
    "các điểm a, b và c khoản 1 Điều 5",
    "các điều từ 1 đến 90",
    "khoản 1 Điều 5 Luật Đất đai,",
    "Nghị định số 10/2012/NĐ-CP",
    "Nghị định số 10/2012/NĐ-CP ngày 01/01/2012 của Chính phủ quy định chi tiết",
    "bãi bỏ khoản 2 Điều 3,",
    "thay thế cụm từ “a” bằng cụm từ “b”",
    "cụm từ “a”, cụm từ “b”,",
    "bổ sung cụm từ “a” vào sau cụm từ “b” tại Điều 3;",
    "khoản 1, tên điều,",
    "sửa đổi khoản 1 được",
    "bãi bỏ quy định tại quy định tại",
    "“““a”",
    "“a\n“",
    "(Điều 1 số 2)",
    "Đã ký",
    "ngày 01/01/2020 của",
    "từ ngày 01/01/2020",
    "có hiệu lực từ ngày",
    "Số: 10/2012/NĐ-CP",
    "[",
    "(",
)
_HEAD = (
    "QUỐC HỘI\nLuật số: 10/2020/QH14\nLUẬT\nSỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT ĐẤT ĐAI\n"
    "Điều 1. Sửa đổi, bổ sung một số điều của Luật Đất đai số 45/2013/QH13\n1. Sửa đổi, bổ sung khoản 2 Điều 3 như sau: "
)


def samples(pattern: "re.Pattern[str]") -> Iterator[str]:
    """Texts that a pattern, or a part of it, is made to find: one for each of its alternatives."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE | re.UNICODE)
    most = max(_alternatives(tree), default=1)
    for choice in range(most):
        yield "".join(_sample(tree, choice))


def _alternatives(tree: Any) -> Iterator[int]:
    for code, value in tree:
        if code is codes.BRANCH:
            yield len(value[1])
        for inner in _inner(code, value):
            yield from _alternatives(inner)


def _inner(code: Any, value: Any) -> Sequence[Any]:
    if code is codes.BRANCH:
        return tuple(value[1])
    if code is codes.SUBPATTERN:
        return (value[3],)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return (value[2],)
    return (value,) if code is codes.ATOMIC_GROUP else ()


def _sample(tree: Any, choice: int) -> Iterator[str]:
    for code, value in tree:
        if code is codes.LITERAL:
            yield chr(value)
        elif code is codes.BRANCH:
            yield from _sample(value[1][choice % len(value[1])], choice)
        elif code is codes.IN:
            first = next((one for one in value if one[0] is not codes.NEGATE), None)
            yield "a" if first is None or value[0][0] is codes.NEGATE else next(_sample((first,), choice), "a")
        elif code is codes.RANGE:
            yield chr(value[0])
        elif code is codes.CATEGORY:
            yield {codes.CATEGORY_SPACE: " ", codes.CATEGORY_DIGIT: "1"}.get(value, "a")
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            for _ in range(max(value[0], min(value[1], 1))):
                yield from _sample(value[2], choice)
        elif code in (codes.ANY, codes.NOT_LITERAL):
            yield "a"
        else:
            for inner in _inner(code, value):
                yield from _sample(inner, choice)


def phrases(modules: Sequence[str] = MODULES) -> list[str]:
    """Everything that is to be repeated."""
    words = [f"{word} 1" for word in WORDS] + [*STRONG_TYPES, *WEAK_TYPES, *ABBREVIATIONS, *MARKS]
    quoted = [f"{mark}a{mark}" for mark in MARKS] + ["“a”", "như sau: “a", "như sau:\n“Điều 5. a”"]
    patterns = (
        value
        for name in modules
        for value in vars(import_module(name)).values()
        if isinstance(value, re.Pattern) and value.groups < 40
    )
    made = (sample.replace(MASK, "“a”") for pattern in patterns for sample in samples(pattern))
    found = [*SENTENCES, *words, *quoted, *made]
    return list(dict.fromkeys(phrase for phrase in found if phrase.strip()))


def tags() -> list[str]:
    """Pieces of a page: each element closed and open, repeated and so nested."""
    return [piece for tag in sorted(BLOCKS | SKIPPED | {"a", "b", "sup", "br"}) for piece in (f"<{tag}>a</{tag}>", f"<{tag}>a ")]


def repeated(phrase: str, size: int) -> str:
    """A phrase again and again, up to a number of characters."""
    return (phrase * (size // len(phrase) + 1))[:size]


def read_law(text: str) -> None:
    """Everything that is read from a text, with the text as what an amending law says."""
    instrument = read_instrument(read_text(_HEAD + text))
    read_relations(instrument, effects=read_effects(instrument))
    context = Context(instrument=instrument.key)
    for provision in instrument.walk():
        for words in (provision.heading, provision.text, provision.tail):
            if words:
                resolve(words, find_references(words, context), context)
