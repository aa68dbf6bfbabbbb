"""How well references are found: on the gold set, on the codification's own cross-references, and how fast."""

import argparse
import gzip
import hashlib
import html
import json
import re
import time
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.tables import DATA, Table, need
from documents.keys import number_slug
from documents.references import Context, Reference, Target, resolve
from documents.references.finder import find_references
from documents.references.names import known_laws
from documents.text import clean

GOLD = Path(__file__).resolve().parents[1] / "tests" / "golden" / "citations.tsv"
HELD_OUT = Path(__file__).with_name("references_held_out.tsv")
SECOND = Path(__file__).with_name("references_untuned.tsv")
ROUNDS = Path(__file__).with_name("references_rounds.tsv")
JUDGED_APART = Path(__file__).with_name("references_judged_apart.tsv")
LAWS = "benchmarks/alqac2025/law.json.gz"
CORPUS = "benchmarks/phapdien2026/corpus.jsonl.gz"
_NO_TEXT = re.compile(r"<(script|style|head)\b.*?</\1>", re.IGNORECASE | re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|div|td|tr|table|li|h\d|br|title|body)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")

Found = tuple[int, int, frozenset[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the gold set with its judged references.

    :param file: below the data folder, ``archive.zip/page`` for a page of an archive; ``place`` is ``article id:paragraph`` in the
        corpus, ``law/article:line`` in the laws, ``line:first-last`` in a text file or in the lines that a page shows
    :param stratum: the phenomenon for which it was drawn
    """

    file: str
    place: str
    sha256: str
    stratum: str
    context: Context
    references: frozenset[Found]


def load_gold(path: Path = GOLD) -> list[Passage]:
    """The gold set. It holds offsets and targets, never the text."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return [
        Passage(file, place, sha256, stratum, Context(**json.loads(context)), _judged(json.loads(references)))
        for file, place, sha256, stratum, context, references in rows
    ]


def _judged(references: list[dict[str, Any]]) -> frozenset[Found]:
    return frozenset(
        (item["span"][0], item["span"][1], frozenset(tuple(target) for target in item["targets"])) for item in references
    )


def found_in(text: str, context: Context) -> frozenset[Found]:
    """The program's references in the form of the gold set."""
    return frozenset(
        (reference.start, reference.end, frozenset(judged_form(text, reference, target) for target in reference.targets))
        for reference in find_references(text, context)
    )


def judged_form(text: str, reference: Reference, target: Target) -> tuple[Any, ...]:
    """A target as the gold set writes it: a name is written as its offsets, since the text is not ours."""
    name = text.find(target.name, reference.start) if target.name else None
    span = None if name is None or target.name is None else f"{name}-{name + len(target.name)}"
    return (
        target.instrument,
        span,
        target.article,
        target.clause,
        target.point,
        target.part,
        target.appendix,
        target.form,
        target.possible,
    )


def read_passages(data: Path, passages: list[Passage]) -> Iterator[tuple[Passage, str]]:
    """The text of each passage, found again by its pointer; the hash proves that it is the one that was judged.

    :raises ValueError: the text at the pointer is another
    """
    wanted = {passage.place.rsplit(":", 1)[0] for passage in passages if passage.file in (CORPUS, LAWS)}
    articles = _articles(data / CORPUS, wanted) if wanted else {}
    if any(passage.file == LAWS for passage in passages):
        articles |= _articles_of_laws(data / LAWS)
    files: dict[str, list[str]] = {}
    for passage in passages:
        if passage.file in (CORPUS, LAWS):
            article, paragraph = passage.place.rsplit(":", 1)
            text = clean(articles[article].split("\n")[int(paragraph)]).strip()
        else:
            if passage.file not in files:
                files[passage.file] = _lines(data, passage.file)
            first, last = map(int, passage.place.removeprefix("line:").split("-"))
            text = " ".join(clean(line).strip() for line in files[passage.file][first - 1 : last])
        if hashlib.sha256(text.encode()).hexdigest() != passage.sha256:
            raise ValueError(f"the text at {passage.file} {passage.place} is not the one that was judged")
        yield passage, text


def _lines(data: Path, file: str) -> list[str]:
    archive, found, page = file.partition(".zip/")
    if not found:
        return unicodedata.normalize("NFC", (data / file).read_text(encoding="utf-8")).split("\n")
    with zipfile.ZipFile(data / f"{archive}.zip") as pages:
        source = pages.read(page).decode("utf-8", "replace").replace("\r", "").replace("\n", " ")
    shown = html.unescape(_TAG.sub("", _BLOCK.sub("\n", _NO_TEXT.sub("", source))))
    return [words for line in unicodedata.normalize("NFC", shown).split("\n") if (words := clean(line).strip())]


def _articles(corpus: Path, wanted: set[str]) -> dict[str, str]:
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        return {row["id"]: row["text"] for row in map(json.loads, lines) if row["id"] in wanted}


def _articles_of_laws(file: Path) -> dict[str, str]:
    with gzip.open(file, "rt", encoding="utf-8") as laws:
        return {f"{law['id']}/{article['id']}": article["text"] for law in json.load(laws) for article in law["articles"]}


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of references by exact span and target set."""

    judged: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """Share of the found that are right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the judged that are found."""
        return self.right / self.judged if self.judged else 1.0


def score(data: Path, passages: list[Passage]) -> tuple[Score, dict[str, Score], list[tuple[Passage, str]]]:
    """Score the program: in all, by stratum, and the passages that it does not read as judged."""
    counts: dict[str, Counter[str]] = {}
    wrong = []
    for passage, text in read_passages(data, passages):
        found = found_in(text, passage.context)
        count = counts.setdefault(passage.stratum, Counter())
        count.update(judged=len(passage.references), found=len(found), right=len(found & passage.references))
        if found != passage.references:
            wrong.append((passage, text))
    by_stratum = {name: Score(count["judged"], count["found"], count["right"]) for name, count in counts.items()}
    total = sum(counts.values(), Counter())
    return Score(total["judged"], total["found"], total["right"]), by_stratum, wrong


def tables(_: argparse.Namespace) -> Iterator[Table]:
    """The tables of this benchmark."""
    need(*CORPUS.split("/"))
    yield _judged_table("References", load_gold())
    yield _judged_table("References, held out and then mended by class", load_gold(HELD_OUT))
    yield _judged_table("References, a second sample, its four misses mended later", load_gold(SECOND))
    yield _judged_table("References, judged apart and never tuned on", load_gold(JUDGED_APART))
    yield _judged_table("References, one fresh sample after the other", load_gold(ROUNDS))
    yield _cross_references(DATA / CORPUS)
    yield _speed(DATA / CORPUS)


def _judged_table(title: str, gold: list[Passage]) -> Table:
    total, by_stratum, wrong = score(DATA, gold)
    rows = [(name, *_cells(part)) for name, part in sorted(by_stratum.items())]
    places = "; ".join(f"{passage.file.rsplit('/', 1)[-1]} {passage.place}" for passage, _ in wrong[:12])
    return Table(
        f"{title}: {len(gold)} judged passages, by exact span and target set",
        ("drawn for", "judged", "found", "right", "precision", "recall"),
        [*rows, ("all", *_cells(total))],
        f"{len(wrong)} passages differ: {places or '-'}",
    )


def _cells(part: Score) -> tuple[object, ...]:
    return part.judged, part.found, part.right, f"{part.precision:.3f}", f"{part.recall:.3f}"


# Words between "Điều" and the number of an article in a list of them.
_IN_LIST = r"[Đđ]iều\s*(?:\d+[a-zđ]?(?:\s*(?:,|;|và|hoặc|đến|các|từ|[Đđ]iều)\s*)+)*"


def _cross_references(corpus: Path) -> Table:
    """The editors' cross-references of the codification that the article's own text states, and how many of those are found."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    places = {row["id"]: (row["source_doc"], row["source_article"]) for row in rows}
    names: dict[str, list[str]] = {}
    for law in known_laws():
        names.setdefault(number_slug(law.number or ""), []).append(law.name.lower())
    counts: Counter[str] = Counter()
    size, seconds = 0, 0.0
    for row in rows:
        text = clean(f"{row['title']}\n{row['text']}")
        size += len(text.encode())
        context = Context(instrument=row["source_doc"], article=row["source_article"])
        started = time.process_time()
        found = resolve(text, find_references(text, context), context)
        seconds += time.process_time() - started
        counts["references"] += len(found)
        counts["all"] += len(row["xref"])
        for number, article in {places[other] for other in row["xref"] if other in places}:
            counts["named"] += 1
            laws = names.get(number_slug(number or ""), [])
            if number and article and states(text, number, article, number == row["source_doc"], laws):
                counts["stated"] += 1
                counts["found"] += _points_to(found, number, article, laws)
                counts["resolved"] += _resolves_to(found, number, article)
    rows_shown = [
        ("made by the editors", f"{counts['all']:,}", ""),
        ("different articles that they name", f"{counts['named']:,}", f"{counts['named'] / counts['all']:.1%}"),
        ("of these: stated by the article's own text", f"{counts['stated']:,}", f"{counts['stated'] / counts['named']:.1%}"),
        ("of these: found", f"{counts['found']:,}", f"{counts['found'] / counts['stated']:.1%}"),
        ("and resolved to that instrument", f"{counts['resolved']:,}", f"{counts['resolved'] / counts['stated']:.1%}"),
    ]
    rate = f"{size / 1e6:.0f} MB at {size / 1e6 / seconds:.1f} MB/s with keys"
    speed = f"{counts['references']:,} references in {len(rows):,} articles; {rate}"
    return Table("Cross-references of the codification's editors", ("cross-references", "number", "share"), rows_shown, speed)


def states(text: str, number: str, article: str, same: bool, names: list[str]) -> bool:
    """Whether a text states an article of an instrument, told without the program: "Điều N", and near after it the instrument."""
    for stated in re.finditer(rf"{_IN_LIST}{re.escape(article)}(?![\w.]\w|[\wđ])", text):
        after = re.split(r"[.;\n]\s", text[stated.end() : stated.end() + 160])[0]
        if same and re.match(
            r"[^.;]{0,60}?(?:Luật|luật|Nghị định|Thông tư|Quyết định|Pháp lệnh|Nghị quyết|Thông tư liên tịch) này", after
        ):
            return True
        if not same and (
            number.lower() in after.lower() or any(re.match(rf".{{0,40}}luật {re.escape(name)}", after.lower()) for name in names)
        ):
            return True
    return False


def _points_to(found: tuple[Reference, ...], number: str, article: str, names: list[str]) -> bool:
    wanted = number_slug(number)
    return any(
        target.article == article
        and (number_slug(target.instrument or "") == wanted or any(name in (target.name or "").lower() for name in names))
        for reference in found
        for target in reference.targets
    )


def _resolves_to(found: tuple[Reference, ...], number: str, article: str) -> bool:
    wanted = f"/{number_slug(number)}/"
    return any(
        target.article == article and target.key is not None and wanted in target.key
        for reference in found
        for target in reference.targets
    )


def _speed(corpus: Path, most: int = 20_000) -> Table:
    """How fast references are found, alone and as a component of a spaCy pipeline, paragraph by paragraph; processor time."""
    import spacy

    import documents.references.component  # noqa: F401  (registers the factory)

    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        texts = [clean(part) for row in map(json.loads, lines) for part in row["text"].split("\n") if part.strip()]
    texts = texts[:: max(1, len(texts) // most)]
    size = sum(len(text.encode()) for text in texts) / 1e6
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    nlp.add_pipe("legal_references")
    rows = []
    for name, count_all in (
        ("find_references", lambda: sum(len(find_references(text)) for text in texts)),
        ("spaCy pipeline", lambda: sum(len(doc.spans["legal_references"]) for doc in nlp.pipe(texts))),
    ):
        started = time.process_time()
        count = count_all()
        seconds = time.process_time() - started
        rows.append((name, f"{count:,}", f"{seconds:.1f}", f"{size / seconds:.1f}"))
    return Table(f"Speed on {len(texts):,} paragraphs, {size:.1f} MB", ("", "references", "seconds", "MB/s"), rows)
