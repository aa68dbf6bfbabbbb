"""The regression gate of search: two fixed samples, and how well search does on them, kept as ids and ranks.

- *samples*: the repository's own samples with questions of our own making (``questions.jsonl``, ``judgements.tsv``);
- *codification*: some topics of the official codification (``topics.txt``) with those judged questions whose articles all lie in
  them; the texts and the questions stay in ``../shared/data``.

``make baseline`` measures both anew and stores what they show, to be committed with the change that is meant to move them.
"""

import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlalchemy import select

from ingest.batch import ingest_paths
from kb.base import KnowledgeBase
from kb.database.tables import CodifiedArticle
from kb.evaluation.files import Style, read_judgements
from kb.evaluation.running import Measured, run
from kb.settings import Settings

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "documents" / "samples"
SAMPLES_BASELINE = HERE / "samples.baseline.jsonl"
CODIFICATION_BASELINE = HERE / "codification.baseline.jsonl"
DAY = date(2026, 3, 1)
SNAPSHOT = date(2026, 2, 28)


def measure_samples(folder: Path) -> list[Measured]:
    """Ask the questions of our own making over the samples.

    :param folder: an empty folder for the base
    """
    with KnowledgeBase(Settings(home=folder)) as base:
        _ingest(base, sorted(SAMPLES.iterdir()))
        return _asked(base, HERE / "questions.jsonl", HERE / "judgements.tsv")


def measure_codification(folder: Path, data: Path, styles: Collection[Style] = tuple(Style)) -> list[Measured]:
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


def _asked(base: KnowledgeBase, queries: Path, judgements: Path, styles: Collection[Style] = tuple(Style)) -> list[Measured]:
    """Each question in these styles, as far down as the figures of the gate look."""
    return run(base, queries, judgements, styles=tuple(styles), as_of=DAY, depth=10)


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
