"""The ingest pipeline is what runs: a batch, the codification included, and a pipeline that was written down do the same."""

import functools
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from haystack import Pipeline

from ingest.components import CompletenessChecker, KnowledgeBaseWriter, LegalTextReader, SourceOpener, StoredSourceFilter
from ingest.pipeline import build_ingest_pipeline
from kb.base import KnowledgeBase
from kb.database import tables
from kb.settings import Settings
from tests.ingest.codification_maker import article, note, paragraphs, topic, write_zip
from tests.ingest.test_pipeline import decree, ingest, rows, write

FROM = "có hiệu lực thi hành kể từ ngày 01/07/2090"


def write_topic(folder: Path) -> Path:
    """The codification, of two files."""
    files = {
        f"{code}.html": topic(
            f"{code}.1",
            "Cây xanh",
            article(
                f"070010000000000010000{number}000000000000000000000{number}{code}",
                f"{code}.1.LQ.{number}",
                "Tưới",
                note(
                    f"(Điều {number} Luật số 90/2090/QH99 Cây xanh ngày 01/01/2090 của Quốc hội, {FROM})",
                    "9",
                ),
                paragraphs("Tưới cây."),
            ),
        )
        for number, code in ((1, 16), (2, 17))
    }
    return write_zip(folder / "phap-dien.zip", files)


def test_the_haystack_pipeline_can_be_written_down_and_stores_what_a_batch_stores(base: KnowledgeBase, tmp_path: Path) -> None:
    home, codification = tmp_path / "kho-2", write_topic(tmp_path)
    paths = [decree(tmp_path, 1), write(tmp_path, "rong.txt", ""), decree(tmp_path, 2), codification]
    pipeline = Pipeline.loads(build_ingest_pipeline(str(home), "2026-02-28").dumps())
    result = pipeline.run({"opener": {"sources": [str(path) for path in paths]}})["writer"]
    again = pipeline.run({"opener": {"sources": [str(path) for path in paths]}})["writer"]
    pipeline.close()
    reports = ingest(base, *paths, snapshot_date=date(2026, 2, 28))
    assert [report.status for report in result["reports"]] == ["stored", "rejected", "stored", "stored"]
    assert [report.status for report in again["reports"]] == ["unchanged", "rejected", "unchanged", "unchanged"]
    for ours, theirs in zip(reports, result["reports"], strict=True):
        assert replace(ours, seconds=0, stages={}) == replace(theirs, seconds=0, stages={})
    with KnowledgeBase(Settings(home=home, database_url=None)) as other:
        assert rows(other, tables.Provision) == rows(base, tables.Provision)


@pytest.mark.third
@pytest.mark.parametrize("component", [SourceOpener, StoredSourceFilter, LegalTextReader, CompletenessChecker, KnowledgeBaseWriter])
def test_what_a_component_does_is_what_a_batch_does(
    base: KnowledgeBase, tmp_path: Path, component: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    run = component.run  # type: ignore[attr-defined]

    @functools.wraps(run)
    def noted(self: object, **given: object) -> object:
        seen.append(self)
        return run(self, **given)

    monkeypatch.setattr(component, "run", noted)
    ingest(base, decree(tmp_path, 1), write_topic(tmp_path))
    assert len(seen) == 2  # for each file, the codification included


def test_what_a_component_raises_ends_a_batch_as_it_is(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **_named: object) -> None:
        raise ZeroDivisionError("chia")

    monkeypatch.setattr("ingest.components.writer.link_waiting", fails)
    with pytest.raises(ZeroDivisionError, match="chia"):
        ingest(base, decree(tmp_path, 1))
