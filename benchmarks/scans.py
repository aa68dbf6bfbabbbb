"""Scans: pages of the gazette drawn as scanners give them, read again, against their own text layer.

``python -m benchmarks.scans`` writes the word pairs that `ingest.ocr.pages` ships: those of the codification without the articles
that share twelve words on end with a page tried here.
"""

import argparse
import gzip
import io
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import orjson
import pypdfium2 as pdfium
from PIL import Image

from benchmarks.tables import Table, need
from documents.text import clean
from ingest.ocr.pages import PAIRS, read_picture
from ingest.readers.pdf.glyphs import PageContent, pdfium_content
from ingest.readers.pdf.rows import Word, build_rows
from kb.language.word_counts import build_words
from kb.language.word_model import WORD

PAGES, SEED, DPI, TURNED, NOISE, QUALITY = 30, 28, 200, 1.0, 12, 45
_FOLDERS = ("pdf", "versions", "expired_lists", "anti_trafficking")
_LEADERS = re.compile(r"[.…_\-]{3,}|…")
"""Dots to write on: nobody reads them, nor counts them."""
_SHARED = 12


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page and its text, in rows."""

    name: str
    number: int
    rows: tuple[str, ...]
    picture: bytes


@dataclass(slots=True)
class Counts:
    """What was read of pages, and what of it is wrong and marked."""

    pages: int = 0
    letters: int = 0
    wrong_letters: int = 0
    words: int = 0
    wrong: int = 0
    marked: int = 0
    found: int = 0
    seconds: float = 0.0


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """One row for pages of running text, one for those with ruled tables and forms, one for all."""
    del arguments
    total, by_kind = Counts(), {"text": Counts(), "tables and forms": Counts()}
    for page in drawn_pages():
        began = time.process_time()
        content = read_picture(Image.open(io.BytesIO(page.picture)), 1)
        seconds = time.process_time() - began
        words = [word for row in build_rows(content.glyphs, 1) for word in row.words] if content else []
        kind = "tables and forms" if any(_LEADERS.search(row) for row in page.rows) or _ruled(content) else "text"
        for counts in (total, by_kind[kind]):
            count(counts, page.rows, words, seconds)
    yield Table(
        f"{PAGES} pages of the gazette at {DPI} dpi, noise {NOISE}, turned {TURNED}°, JPEG {QUALITY}",
        ("", "pages", "characters", "wrong", "%", "words", "wrong", "of them marked", "marked of all", "s a page"),
        [(kind, *_figures(counts)) for kind, counts in (*by_kind.items(), ("all", total))],
        f"Drawn by seed {SEED} from the pages with a text layer, which is the truth. Dots to write on are left out.",
    )


def drawn_pages() -> Iterator[Drawn]:
    """The pages that are tried."""
    pages: list[tuple[Path, int]] = []
    for file in sorted(file for folder in _FOLDERS for file in need("documents", folder).rglob("*.pdf")):
        document = pdfium.PdfDocument(file)
        for number in range(1, len(document) + 1):
            page = document[number - 1]
            if page.get_textpage().count_chars() >= 800 and page.get_rotation() == 0:
                pages.append((file, number))
        document.close()
    for file, number in sorted(random.Random(SEED).sample(pages, PAGES)):
        document = pdfium.PdfDocument(file)
        page = document[number - 1]
        content = pdfium_content(page, number)
        picture = page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
        picture = picture.rotate(TURNED, fillcolor=255, resample=Image.Resampling.BICUBIC)
        noise = np.random.default_rng(number).normal(0, NOISE, (picture.height, picture.width))
        scan = io.BytesIO()
        Image.fromarray((np.asarray(picture) + noise).clip(0, 255).astype(np.uint8)).save(scan, "JPEG", quality=QUALITY)
        yield Drawn(file.name, number, tuple(row.text for row in build_rows(content.glyphs, number)), scan.getvalue())
        document.close()


def count(counts: Counts, rows: Sequence[str], words: Sequence[Word], seconds: float) -> None:
    """Add a page to the figures: its words beside those of the truth."""
    truth = [word for row in rows for word in _LEADERS.sub(" ", row).split()]
    seen = [(text, word) for word in words if (text := _LEADERS.sub(" ", word.text).strip())]
    compared = SequenceMatcher(None, truth, [text for text, _ in seen], autojunk=False).get_opcodes()
    wrong = {at for kind, _, _, start, end in compared if kind != "equal" for at in range(start, end)}
    marked = {at for at, (_, word) in enumerate(seen) if word.recognised is not None and word.recognised.doubtful}
    printed = " ".join(truth)
    counts.pages += 1
    counts.letters += len(printed)
    counts.wrong_letters += distance(printed, " ".join(text for text, _ in seen))
    counts.words += len(seen)
    counts.wrong += len(wrong)
    counts.marked += len(marked)
    counts.found += len(wrong & marked)
    counts.seconds += seconds


def distance(one: str, other: str) -> int:
    """How many characters are to be put in, taken out or exchanged (Levenshtein)."""
    letters = np.array([ord(letter) for letter in other])
    steps = np.arange(len(letters) + 1)
    row = steps
    for letter in one:
        changed = row + 1
        changed[1:] = np.minimum(changed[1:], row[:-1] + (letters != ord(letter)))
        row = np.minimum.accumulate(changed - steps) + steps
    return int(row[-1])


def _ruled(content: PageContent | None) -> bool:
    return content is not None and len(content.rulings) > 8


def _figures(counts: Counts) -> tuple[str, ...]:
    return (
        str(counts.pages),
        f"{counts.letters:,}",
        f"{counts.wrong_letters:,}",
        f"{100 * counts.wrong_letters / max(1, counts.letters):.2f}",
        f"{counts.words:,}",
        f"{counts.wrong:,}",
        f"{100 * counts.found / max(1, counts.wrong):.0f}%",
        f"{100 * counts.marked / max(1, counts.words):.1f}%",
        f"{counts.seconds / max(1, counts.pages):.1f}",
    )


def pairs_apart(tried: Sequence[str]) -> bytes:
    """The word pairs of the codification without what shares :data:`_SHARED` words on end with a text."""
    runs = {run for text in tried for run in _runs(text)}

    def others() -> Iterator[str]:
        with gzip.open(need("benchmarks", "phapdien2026", "corpus.jsonl.gz")) as lines:
            for line in lines:
                article = orjson.loads(line)
                text = clean(f"{article['title']}\n{article['text']}")
                if runs.isdisjoint(_runs(text)):
                    yield text

    return build_words(others(), pairs_only=True)


def _runs(text: str) -> Iterator[int]:
    words = WORD.findall(text.lower())
    return (hash(tuple(words[at : at + _SHARED])) for at in range(len(words) - _SHARED + 1))


if __name__ == "__main__":
    PAIRS.write_bytes(gzip.compress(pairs_apart([" ".join(page.rows) for page in drawn_pages()]), mtime=0))
