"""The regression gate of search: two fixed samples, and how well search does on them, kept as ids and ranks.

- *samples*: the repository's own samples with questions of our own making (``questions.jsonl``, ``judgements.tsv``);
- *codification*: some topics of the official codification (``topics.txt``) with those judged questions whose articles all lie in
  them; the texts and the questions stay in ``../shared/data``.

``make baseline`` measures both anew and stores what they show, to be committed with the change that is meant to move them.
"""

import json
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import fmean

from sqlalchemy import select

from benchmarks.questions import half_marked
from documents.text import fold
from ingest.batch import ingest_paths
from kb.base import KnowledgeBase
from kb.database.tables import CodifiedArticle
from kb.evaluation.files import first_place, found_within, read_judgements, reciprocal
from kb.evaluation.running import Measured, run
from kb.settings import Settings

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "documents" / "samples"
SAMPLES_BASELINE = HERE / "samples.baseline.jsonl"
CODIFICATION_BASELINE = HERE / "codification.baseline.jsonl"
DAY = date(2026, 3, 1)
SNAPSHOT = date(2026, 2, 28)
STYLES: Mapping[str, Callable[[str, str], str]] = {
    "as_typed": lambda query, text: text,
    "no_marks": lambda query, text: fold(text),
    "half_marked": lambda query, text: half_marked(text, query),
}
"""How the words of a question are typed."""
Done = Mapping[str, Measured]
"""What came of the questions, by style."""


def measure_samples(folder: Path) -> Done:
    """Ask the questions of our own making over the samples.

    :param folder: an empty folder for the base
    """
    with KnowledgeBase(Settings(home=folder)) as base:
        _ingest(base, sorted(SAMPLES.iterdir()))
        return _asked(base, HERE / "questions.jsonl", HERE / "judgements.tsv")


def measure_codification(folder: Path, data: Path, styles: Collection[str] = tuple(STYLES)) -> Done:
    """Ask citizens' questions over some topics of the codification.

    :param folder: an empty folder for the base
    :param data: the folder of real texts
    """
    benchmark = data / "benchmarks" / "zalo_phapdien"
    home = folder / "base"
    with _some_topics(data, folder) as archive, KnowledgeBase(Settings(home=home)) as base:
        _ingest(base, [archive], SNAPSHOT)
        with base.engine.connect() as connection:
            held = set(connection.scalars(select(CodifiedArticle.anchor)))
        judged = folder / "judgements.tsv"
        with judged.open("w", encoding="utf-8") as stream:
            for query, gains in read_judgements(benchmark / "qrels.tsv").items():
                if held.issuperset(gains):
                    stream.writelines(f"{query}\t{name}\t{gain}\n" for name, gain in gains.items())
        return _asked(base, benchmark / "queries.jsonl", judged, styles)


def _asked(base: KnowledgeBase, queries: Path, judgements: Path, styles: Collection[str] = tuple(STYLES)) -> Done:
    """Each question in these styles, as far down as the figures of the gate look."""
    return {style: run(base, queries, judgements, as_of=DAY, depth=10, typed=STYLES[style]) for style in styles}


def _ingest(base: KnowledgeBase, paths: list[Path], snapshot_date: date | None = None) -> None:
    rejected = [report.file for report in ingest_paths(base, paths, snapshot_date=snapshot_date) if report.status == "rejected"]
    if rejected:
        raise RuntimeError(f"not ingested: {', '.join(rejected)}")


@contextmanager
def _some_topics(data: Path, folder: Path) -> Iterator[Path]:
    """An archive with the topics of the gate."""
    wanted = (HERE / "topics.txt").read_text(encoding="utf-8").split()
    archive = folder / "topics.zip"
    source = data / "benchmarks" / "phapdien2026" / "demuc_html_all.zip"
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as part:
        for name in wanted:
            part.writestr(name, whole.read(name))
    yield archive
    archive.unlink()


Ranks = Mapping[tuple[str, str], Mapping[str, int | None]]
"""By query and style: by level the place of the first right answer, None where there is none among those looked at."""


def ranks_of(measured: Done) -> Ranks:
    """Where the right articles stood, and the right clauses where clauses were judged."""
    found: dict[tuple[str, str], dict[str, int | None]] = {}
    for style, some in measured.items():
        for query, ranking in some.articles.items():
            found[query, style] = {"article": first_place(ranking, some.wanted[query].articles)}
            if query in some.clauses:
                found[query, style]["clause"] = first_place(some.clauses[query], some.wanted[query].clauses)
    return found


def save_ranks(path: Path, ranks: Ranks) -> None:
    """Write them, a line a query and style."""
    lines = [
        json.dumps({"id": query, "style": style, **ranks[query, style]}, separators=(",", ":")) for query, style in sorted(ranks)
    ]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def read_ranks(path: Path) -> Ranks:
    """Read them again."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {(row.pop("id"), row.pop("style")): row for row in rows}


def figures(ranks: Ranks) -> dict[str, float]:
    """MRR@10 and recall@10 by style and level."""
    places: dict[str, list[int | None]] = {}
    for (_, style), found in sorted(ranks.items()):
        for level, place in found.items():
            places.setdefault(f"{style} {level}", []).append(place)
    return {
        f"{of} {figure}": round(fmean(map(score, some)), 4)
        for of, some in places.items()
        for figure, score in (("mrr@10", reciprocal), ("recall@10", lambda place: found_within(place, 10)))
    }
