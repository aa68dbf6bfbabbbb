"""Cut-off texts: real whole texts, cut at random places; how many of the cuts are called whole, how many whole texts cut.

The three samples are drawn and cut by a fixed seed, before any of them is read. Rules are made on the first one only.
"""

import argparse
import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.tables import Table, need
from documents.instrument import read_instrument
from documents.model import Instrument, Kind, ProblemCode, Reading
from ingest.errors import IngestError
from ingest.files.inputs import Input, Source, expand, open_source
from ingest.parsing import read_source

SAMPLES = ("tuning", "held out", "fresh")
SIZE = 100
SEED = 9
_FOLDERS = ("anti_trafficking", "versions", "vbpl_html", "tvpl_html")
# Excerpts, copies out of the codification (articles with their notes), several texts in a file, and one of two issues of a gazette.
_NOT_WHOLE = re.compile(
    r"excerpt|codified|_TGPL\.txt|ND_|TT_|NQ_|Luat_69-2020-QH14_NLD_nuoc_ngoai\.txt|chinh-sach|188-2025|TTLT_29"
)
_WHOLE_OF_THESE = re.compile(r"Luat_11-2017|ND_282")
_ENDS = re.compile(r"hiệu lực|thi hành", re.IGNORECASE)
_ARTICLE = re.compile(r"Điều \d+")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole text: the text of a file, or what a reader found in one."""

    name: str
    source: str
    content: str | Reading


@dataclass(frozen=True, slots=True)
class Cut:
    """What is left of a text, and how it was cut."""

    kind: str
    content: str | Reading


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """One table a sample."""
    for name, texts in zip(SAMPLES, samples(), strict=True):
        yield measure(name, texts)


def samples() -> list[list[Whole]]:
    """The three samples."""
    texts = sorted(_files() + _laws(), key=lambda text: text.name)
    draw = random.Random(SEED)
    draw.shuffle(texts)
    codified = sorted(_codified(), key=lambda text: text.name)
    draw.shuffle(codified)
    share = len(texts) // len(SAMPLES)
    parts = [texts[number * share : (number + 1) * share] for number in range(len(SAMPLES))]
    return [[*part, *(codified.pop() for _ in range(SIZE - len(part)))] for part in parts]


def measure(name: str, texts: list[Whole], misses: list[str] | None = None) -> Table:
    """Cut every text, and count what is said of the pieces.

    :param misses: takes a line for every piece or text that is judged wrongly
    """
    cuts: Counter[str] = Counter()
    called_whole: Counter[str] = Counter()
    called_cut: Counter[str] = Counter()
    wholes: Counter[str] = Counter()
    for text in texts:
        whole = read(text.content)
        wholes[text.source] += 1
        if truncated(whole):
            called_cut[text.source] += 1
            if misses is not None:
                misses.append(f"WHOLE {text.source} {text.name}: {_end(text.content)!r}")
        words = _articles(whole)
        for cut in cut_up(text):
            left = read(cut.content)
            row = cut.kind if _articles(left) != words else "  all articles are left"
            cuts[row] += 1
            if not truncated(left):
                called_whole[row] += 1
                if misses is not None:
                    misses.append(f"CUT   {row} | {text.source} {text.name}: {_end(cut.content)!r}")
    rows = [(f"cut {kind}", f"{called_whole[kind]}/{count}") for kind, count in sorted(cuts.items(), reverse=True)]
    lost = sum(count for kind, count in cuts.items() if not kind.startswith(" "))
    wrong = sum(count for kind, count in called_whole.items() if not kind.startswith(" "))
    rows.append(("cut, articles lost", f"{wrong}/{lost}"))
    rows.extend((f"whole, {source}", f"{called_cut[source]}/{count}") for source, count in sorted(wholes.items()))
    rows.append(("whole", f"{sum(called_cut.values())}/{sum(wholes.values())}"))
    return Table(f"Cut-off texts, sample {name}", ("what was done to the text", "judged wrongly"), rows)


def read(content: str | Reading) -> Instrument:
    """The instrument in what was read or cut."""
    if isinstance(content, str):
        content = read_source(Source.of(Input(Path("cut.txt")), content.encode())).readings[0]
    return read_instrument(content)


def truncated(instrument: Instrument) -> bool:
    """Whether a text is said to be cut short."""
    return any(problem.code is ProblemCode.TRUNCATED for problem in instrument.problems)


def _articles(instrument: Instrument) -> list[str]:
    found = [article for article in instrument.walk() if article.kind is Kind.ARTICLE]
    return [" ".join(part.text + part.tail for part in article.walk()) for article in found]


def _end(content: str | Reading) -> str:
    lines = content.split("\n") if isinstance(content, str) else [line.text for line in content.lines]
    return " / ".join(line.strip()[-60:] for line in [line for line in lines if line.strip()][-3:])


def cut_up(text: Whole) -> list[Cut]:
    """Nine pieces of a text, each its beginning."""
    draw = random.Random(f"{SEED} {text.name}")
    content = text.content
    plain = content if isinstance(content, str) else "\n".join(line.text for line in content.lines)
    places = [("anywhere", draw.randint(*_within(plain))) for _ in range(3)]
    inside = [place for place in range(1, len(plain)) if _LETTER.match(plain[place]) and _LETTER.match(plain[place - 1])]
    between = [place for place in range(1, len(plain)) if plain[place] == " " and plain[place - 1] not in " \n.;:,"]
    ends = [found.start() for found in re.finditer(r"(?<=\S)\n", plain)]
    articles = [found.start() for found in re.finditer(r"^\s*Điều \d+", plain, re.MULTILINE)][1:]
    for kind, candidates, count in (
        ("in a word", inside, 2),
        ("between words", between, 1),
        ("at the end of a line", ends, 2),
        ("before an article", articles, 1),
    ):
        low, high = _within(plain)
        candidates = [place for place in candidates if low <= place <= high] or [draw.randint(low, high)]
        places += [(kind, draw.choice(candidates)) for _ in range(count)]
    return [Cut(kind, _cut(content, place)) for kind, place in places]


def _within(plain: str) -> tuple[int, int]:
    return len(plain) // 10, len(plain) * 95 // 100


def _cut(content: str | Reading, place: int) -> str | Reading:
    if isinstance(content, str):
        return content[:place]
    lines = []
    for line in content.lines:
        if len(line.text) >= place:
            lines.append(replace(line, text=line.text[:place].rstrip(), marks=()))
            break
        lines.append(line)
        place -= len(line.text) + 1
    problems = tuple(problem for problem in content.problems if problem.code is not ProblemCode.TRUNCATED)
    return replace(content, lines=tuple(line for line in lines if line.text or line.table), problems=problems)


def _files() -> list[Whole]:
    found = []
    for folder in _FOLDERS:
        for source in expand(need("documents", folder)):
            name = source.member or source.path.name
            kind = name.rsplit(".", 1)[-1].lower()
            if kind not in ("txt", "md", "html") or (_NOT_WHOLE.search(name) and not _WHOLE_OF_THESE.search(name)):
                continue
            opened = open_source(source)
            if kind == "txt":
                found.append(Whole(f"{folder}/{name}", "text file", opened.data.decode("utf-8-sig")))
                continue
            try:
                readings = read_source(opened).readings
            except IngestError:
                continue
            if len(readings) == 1:
                found.append(Whole(f"{folder}/{name}", "web page" if kind == "html" else "Markdown", readings[0]))
    return found


def _laws() -> list[Whole]:
    """Laws as lists of articles, without a head."""
    laws = json.loads(gzip.decompress(need("benchmarks", "alqac2025", "law.json.gz").read_bytes()))
    return [
        Whole(
            law["id"],
            "list of articles",
            "\n".join([law["id"].upper(), *(f"Điều {a['id']}. {a['text']}" for a in law["articles"])]),
        )
        for law in laws
    ]


def _codified() -> list[Whole]:
    """Articles of instruments that the codification has from the first to one about their effect: no head, no signature."""
    articles: dict[str, dict[int, tuple[str, str]]] = defaultdict(dict)
    with gzip.open(need("benchmarks", "phapdien2026", "corpus.jsonl.gz"), "rt", encoding="utf-8") as stream:
        for row in map(json.loads, stream):
            if row["code"] and str(row["source_article"]).isdecimal():
                group = f"{row['source_doc']} {row['code'].rsplit('.', 1)[0]}"
                articles[group][int(row["source_article"])] = (row["title"], row["text"])
    found = []
    for name, numbered in articles.items():
        last = max(numbered)
        if len(numbered) < 5 or set(numbered) != set(range(1, last + 1)) or not _ENDS.search(numbered[last][0]):
            continue
        body = [f"Điều {number}. {numbered[number][0]}\n{numbered[number][1]}" for number in sorted(numbered)]
        found.append(Whole(name, "bare articles", "\n".join([name.split(" ")[0], *body])))
    return found
