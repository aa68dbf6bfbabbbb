"""The Haystack components: making, writing down, reading back, running."""

from pathlib import Path
from typing import Any

import pytest
from haystack.core.serialization import component_from_dict, component_to_dict

from documents.model import Hints, Instrument, Kind, Metadata, ProblemCode, Provision, Reading
from ingest.components import (
    CompletenessChecker,
    KnowledgeBaseWriter,
    LegalTextReader,
    SourceOpener,
    StoredSourceFilter,
)
from ingest.components.checker import check_file
from ingest.errors import NoTextError
from ingest.files.inputs import Input
from ingest.parsing import ParsedFile
from ingest.work import Work
from tests.ingest.test_pipeline import CONTRACT, decree, write

COMPONENTS = [
    pytest.param(SourceOpener, {}, id="opener"),
    pytest.param(StoredSourceFilter, {"home": "kho", "database_url": None, "snapshot_date": "2032-02-01"}, id="stored"),
    pytest.param(LegalTextReader, {"snapshot_date": "2032-02-01", "workers": 2}, id="reader"),
    pytest.param(CompletenessChecker, {"snapshot_date": "2032-02-01"}, id="checker"),
    pytest.param(KnowledgeBaseWriter, {"home": "kho", "database_url": None}, id="writer"),
]


@pytest.mark.parametrize(("kind", "settings"), COMPONENTS)
def test_init(kind: Any, settings: dict[str, Any]) -> None:
    made = kind(**settings)
    assert {name: getattr(made, name) for name in settings} == settings


@pytest.mark.parametrize(("kind", "settings"), COMPONENTS)
def test_it_can_be_written_down(kind: Any, settings: dict[str, Any]) -> None:
    made = kind(**settings)
    assert component_to_dict(made, "x") == {"type": f"{kind.__module__}.{kind.__name__}", "init_parameters": settings}


@pytest.mark.parametrize(("kind", "settings"), COMPONENTS)
def test_it_can_be_read_back(kind: Any, settings: dict[str, Any]) -> None:
    written = component_to_dict(kind(**settings), "x")
    assert component_to_dict(component_from_dict(kind, written, "x"), "x") == written


def read(*paths: Path) -> list[Work]:
    """Opened and read by the components."""
    reader = LegalTextReader(workers=1)
    try:
        return [item.finished() for item in reader.run(SourceOpener().run([str(path) for path in paths])["work"])["work"]]
    finally:
        reader.close()


def test_the_opener_opens_folders_and_the_reader_reports_what_it_cannot_read(tmp_path: Path) -> None:
    decree(tmp_path / "vao", 1)
    write(tmp_path / "vao", "rong.txt", "")
    opened = SourceOpener().run([str(tmp_path / "vao"), tmp_path / "khong-co.txt"])["work"]
    assert [(item.source.name, item.report and item.report.status) for item in opened] == [
        ("nghi-dinh-01.txt", None),
        ("rong.txt", None),
        ("khong-co.txt", "rejected"),
    ]
    first, second = read(tmp_path / "vao")
    assert first.parsed is not None
    assert [instrument.key for instrument in first.parsed.instruments] == ["nghi-dinh/01-2031-nd-cp/chinh-phu/2031-03-01"]
    assert (first.report, first.parsed.format) == (None, "txt")
    assert first.seconds > opened[0].seconds > 0
    assert second.report is not None
    assert (second.report.status, second.report.problems[0].code) == ("rejected", ProblemCode.NO_TEXT)


def parsed(
    *readings: Reading, provisions: tuple[Provision, ...] = (Provision("dieu-1", Kind.ARTICLE, "1", text="Một."),)
) -> ParsedFile:
    return ParsedFile("mau.pdf", "0" * 64, 10, "pdf", (Instrument("khac/-/-/-", Metadata(), provisions),), readings)


def reading(**about: Any) -> Reading:
    return Reading("pdf", (), **about)


@pytest.mark.parametrize(
    ("said", "publisher", "trust"),
    [
        pytest.param(reading(), None, 1, id="unknown"),
        pytest.param(reading(hints=Hints("vbpl.vn", {"url": "https://vbpl.vn/x"})), "vbpl.vn", 3, id="a ministry's database"),
        pytest.param(reading(hints=Hints("thuvienphapluat.vn")), "thuvienphapluat.vn", 2, id="a publisher's database"),
        pytest.param(reading(furniture=("CÔNG BÁO/Số 5 + 6/Ngày 01-3-2031",)), "congbao.chinhphu.vn", 3, id="the gazette"),
        pytest.param(
            reading(furniture=("ÔNG BÁO/Số 5 + 6/Ngày 01-3-2031",)), "congbao.chinhphu.vn", 3, id="the gazette, a letter lost"
        ),
    ],
)
def test_the_checker_knows_who_publishes(said: Reading, publisher: str | None, trust: int) -> None:
    source = check_file(parsed(said)).source
    assert (source.publisher, source.trust, source.url) == (publisher, trust, said.hints.fields.get("url"))


def test_a_scan_without_any_text_is_kept_for_ocr_and_an_empty_file_is_not() -> None:
    assert check_file(parsed(reading(pages=1, pages_without_text=(1,)), provisions=())).source.pages_without_text == (1,)
    with pytest.raises(NoTextError):
        check_file(parsed(reading(), provisions=()))


def test_the_writer_stores_and_reports(tmp_path: Path) -> None:
    paths = [decree(tmp_path, 1), write(tmp_path, "hop-dong.txt", CONTRACT), write(tmp_path, "rong.txt", "")]
    checked = CompletenessChecker().run(read(*paths))
    writer = KnowledgeBaseWriter(str(tmp_path / "kho"))
    stored = StoredSourceFilter(str(tmp_path / "kho"))
    try:
        result = writer.run(**checked)
        again = writer.run(**checked)
        known = stored.run(SourceOpener().run(paths)["work"])["work"]  # type: ignore[arg-type]
    finally:
        writer.close()
        stored.close()
    assert [report.status for report in result["reports"]] == ["stored", "stored", "rejected"]
    assert len(result["versions"]) == 2
    assert [report.status for report in again["reports"]] == ["unchanged", "unchanged", "rejected"]
    assert again["versions"] == []
    assert [item.report and (item.report.status, item.report.instruments) for item in known] == [
        *(("unchanged", report.instruments) for report in result["reports"][:2]),
        None,
    ]


def test_work_that_was_never_checked_is_not_stored(tmp_path: Path) -> None:
    writer = KnowledgeBaseWriter(str(tmp_path / "kho"))
    try:
        (report,) = writer.run([Work(Input(decree(tmp_path, 1)))])["reports"]
    finally:
        writer.close()
    assert report.status == "rejected"
