"""Old fonts and containers: the words of each file of the legacy corpus, by its transcript."""

import argparse
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from benchmarks.tables import Table, need
from documents.model import Reading
from documents.text.legacy import _TCVN3_TABLE, _decode_vni
from ingest.errors import IngestError
from ingest.parsing import parse_file

_WORD = re.compile(r"\w+")
_ENCODE = {ord(new): chr(old) for old, new in reversed(_TCVN3_TABLE.items())}
_FIELDS = frozenset(("page", "embed", "word", "document", "shape", "mergeformat"))
"""What stands in the transcripts for a field of Word that prints a number or a picture."""


def tables(_: argparse.Namespace) -> Iterator[Table]:
    """One row a file, and one a kind of file."""
    rows: list[tuple[object, ...]] = []
    kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for path in sorted(need("documents", "legacy").glob("*/*.*")):
        if path.parent.name == "transcripts":
            continue
        told = _words([(path.parents[1] / "transcripts" / f"{path.stem}.txt").read_text()])
        try:
            readings = parse_file(path).readings
        except IngestError as error:
            print(f"{path.name}: {error.message.key}")
            readings = ()
        text, beside = _words(_texts(readings)), _words(aside for reading in readings for aside in reading.furniture)
        found = [told.total(), (told - text).total(), (told - text - beside).total(), _at_fault(told - text - beside, text - told)]
        kinds[path.suffix[1:]] = [a + b for a, b in zip(kinds[path.suffix[1:]], found, strict=True)]
        rows.append((f"{path.parent.name}/{path.name[:44]}", *_row(found)))
    rows += [(f"all {kind}", *_row(found)) for kind, found in sorted(kinds.items())]
    yield Table(
        "Old fonts and containers: words of the transcripts that are read",
        ("file", "words", "% in the text", "% or set aside", "% or the transcript's fault"),
        rows,
        "The transcript's fault: fields by name, their numbers, words decoded wrongly, twice or not at all, words cut in two.",
    )


def _row(found: list[int]) -> tuple[str, ...]:
    whole, missing, lost, faulty = found
    return (f"{whole:,}", *(f"{100 - 100 * count / whole:.2f}" for count in (missing, lost, lost - faulty)))


def _texts(readings: Iterable[Reading]) -> Iterator[str]:
    for reading in readings:
        for line in reading.lines:
            yield line.text
            for row in line.table.rows if line.table else ():
                yield from row
        yield from (note.text for note in reading.notes)


def _words(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in _WORD.findall(unicodedata.normalize("NFC", text).casefold()))


def _at_fault(missing: Counter[str], extra: Counter[str]) -> int:
    """How many words of a transcript are missing for what the transcript does to them."""
    garbled = Counter(
        {word: count for word, count in missing.items() if word in _FIELDS or word.isdecimal() or not word.strip("_")}
    )
    for word, count in extra.items():
        typed = word.translate(_ENCODE)
        forms = {_decode_vni(word), word.translate(_TCVN3_TABLE), typed, _decode_vni(typed)}
        garbled.update({form.casefold(): count for form in forms - {word}})
        for first in range(1, len(word)):
            for second in range(first, len(word)):
                parts = [part for part in (word[:first], word[first:second], word[second:]) if part]
                if all(missing[part] for part in parts):
                    garbled.update(dict.fromkeys(parts, count))
    return (missing & garbled).total()
