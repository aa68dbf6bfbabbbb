"""Repetition: whether reading and comparing stay linear, however often a text says the same.

The phrases come out of the readers' own patterns and lists, so that a new one is tried without being named here.
"""

import argparse
import re
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import pairwise
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from benchmarks.tables import Table, in_process
from documents.amendments import read_effects
from documents.amendments.quotations import MARKS, MASK
from documents.comparison import diff_reading, diff_words
from documents.comparison.compared import compare
from documents.instrument import read_instrument
from documents.model import Kind, Provision
from documents.references import Context, find_references, resolve
from documents.references.lexicon import ABBREVIATIONS, STRONG_TYPES, WEAK_TYPES
from documents.time.relations import read_relations
from documents.wording.unit_lists import WORDS
from ingest.readers.html.elements import BLOCKS, SKIPPED
from ingest.readers.text import read_text

SIZES = (10_000, 100_000, 1_000_000)
COMPARED = (2_500, 5_000, 10_000, 20_000, 40_000)
SLOWEST = 30
"""So many phrases are read at the largest size: those that took longest at the one before."""
JOINTS = (" ", "\n", ", ", "; ")
MODULES = (
    "documents.amendments.grammar",
    "documents.amendments.instruments",
    "documents.amendments.places",
    "documents.references.finder",
    "documents.references.instruments",
    "documents.references.quotes",
    "documents.identity.closing",
    "documents.identity.effect",
    "documents.identity.head",
    "documents.time.relations",
    "documents.structure.endings",
    "documents.structure.headings",
    "ingest.readers.footnotes",
    "ingest.readers.gazette",
)
COMPARING = tuple(
    f"documents.comparison.{name}"
    for name in ("phrases", "kinds", "mentions", "conditions", "bodies", "cited", "meaning", "units", "substance")
)
# Sentences that a comparison has to take apart: `difflib` takes the cube of their number.
TOLD = ("a", "Ủy ban nhân dân cấp tỉnh,", "Bộ Công an,", "một hai ba", "với;", "và a, ;", "1.1%;", "được a,", ",", "nếu a,")
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
    read_effects(instrument)
    read_relations(instrument)
    context = Context(instrument=instrument.key)
    for provision in instrument.walk():
        for words in (provision.heading, provision.text, provision.tail):
            if words:
                resolve(words, find_references(words, context), context)


def compare_with_less(text: str) -> None:
    """Everything that is said of a text and of nine tenths of it, in which every twentieth word is another one."""
    words = text[: len(text) * 9 // 10].split(" ")
    words[::20] = ["khác"] * len(words[::20])
    less = " ".join(words)
    diff_words(text, less)
    diff_reading(text, less)
    compare(*([Provision("dieu-1", Kind.ARTICLE, "1", text=said)] for said in (text, less)))


def seconds(work: Callable[[str], object], text: str) -> float:
    """Processor's time of a piece of work."""
    began = time.process_time()
    work(text)
    return time.process_time() - began


def _measure(texts: Sequence[str], work: Callable[[str], object] = read_law) -> list[float]:
    return [seconds(work, text) for text in texts]


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """The phrases that take longest, and how their time grows with the text."""
    asked = [phrase + JOINTS[index % len(JOINTS)] for index, phrase in enumerate(phrases())]
    small, middle = (in_process(_measure, [repeated(phrase, size) for phrase in asked]).value for size in SIZES[:2])
    order = sorted(range(len(asked)), key=lambda index: middle[index], reverse=True)
    rows = []
    for index in order[:SLOWEST]:
        (large,) = in_process(_measure, [repeated(asked[index], SIZES[2])]).value
        times = (small[index], middle[index], large)
        rows.append(
            (
                repr(asked[index]),
                *(f"{time:.2f}" for time in times),
                f"{middle[index] / max(small[index], 0.01):.0f}",
                f"{large / middle[index]:.0f}",
            )
        )
    over = sum(time > 1 for time in middle)
    yield Table(
        "One phrase repeated, processor's time in s to read everything from it",
        ("phrase", "10 kB", "100 kB", "1 MB", "100 kB : 10 kB", "1 MB : 100 kB"),
        rows,
        f"The {SLOWEST} slowest of {len(asked)} texts at 100,000 characters; over 1 s: {over}, worst: {max(middle):.1f} s.",
    )
    yield _compared()


def _compared() -> Table:
    """The phrases whose comparison takes longest, with twice as many characters in each column."""
    asked = [phrase + JOINTS[index % len(JOINTS)] for index, phrase in enumerate((*TOLD, *phrases(COMPARING)))]
    first = in_process(_measure, [repeated(phrase, COMPARED[1]) for phrase in asked], compare_with_less).value
    rows = []
    for index in sorted(range(len(asked)), key=lambda index: (index >= len(TOLD), -first[index]))[:SLOWEST]:
        times = in_process(_measure, [repeated(asked[index], size) for size in COMPARED], compare_with_less).value
        growth = max(after / max(before, 0.05) for before, after in pairwise(times))
        rows.append((repr(asked[index]), *(f"{time:.2f}" for time in times), f"{growth:.1f}"))
    head = ("phrase", *(f"{size // 100 / 10:g} kB" for size in COMPARED), "most for twice as much")
    note = f"{len(TOLD)} that once hung the page, and the slowest of {len(asked)}; worst at 5 kB: {max(first):.2f} s."
    return Table("One phrase repeated, processor's time in s to compare it with a shorter text", head, rows, note)
