"""Damaged copies of good files of every format: each is read or refused in a sentence, and none ends the process that reads it."""

import io
import os
import random
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from documents.akoma_ntoso import write
from ingest.apart import Workers
from ingest.batch import ingest_paths
from ingest.errors import IngestError
from ingest.files.inputs import Input, Source, expand
from ingest.files.source import Limits
from ingest.parsing import parse_input
from ingest.readers.formats import is_converted
from ingest.readers.office import convert
from kb.apart.process import WorkLimits
from kb.base import KnowledgeBase
from kb.interface.catalogue import VIETNAMESE
from kb.settings import Settings
from tests.documents.akoma_ntoso_helpers import decree as made_up
from tests.ingest.codification_maker import article, note, paragraphs, topic
from tests.ingest.office_maker import flat_slides, flat_text, old_files, pptx, shape, slide_table, xlsx
from tests.ingest.test_ocr import DECREE as SCANNED
from tests.ingest.test_ocr import sheet
from tests.ingest.test_pipeline import decree

SAMPLES = Path(__file__).resolve().parents[2] / "documents" / "samples"
COPIES = int(os.environ.get("KB_TEST_MUTATIONS", "12"))
STOPPED = ("file_process_ended", "file_slow", "file_memory", "file_memory_over")
NOTE = note("(Điều 1 Luật số 01/2031/QH15)")
PAGE = topic("1.1", "Đề mục thử", article("01001" + "0" * 30, "1.1.LQ.1", "Tên điều", NOTE, paragraphs("Nội dung của điều.")))


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def sample(ending: str) -> bytes:
    return next(path for path in sorted(SAMPLES.iterdir()) if path.suffix == ending).read_bytes()


FORMATS: dict[str, Callable[[], bytes]] = {
    "a.txt": lambda: sample(".txt"),
    "a.md": lambda: sample(".md"),
    "a.html": lambda: sample(".html"),
    "a.docx": lambda: sample(".docx"),
    "a.pdf": lambda: sample(".pdf"),
    "a.xlsx": lambda: xlsx(("STT", "Nội dung", "Mức"), (1, "Tiền ăn", 0.5), merged=((2, 0, 3, 1),), name="Phụ lục"),
    "a.pptx": lambda: pptx(shape("Tên", "title"), slide_table(("Nhóm", "Mức", ">"), ("^", "A", "B")), notes=("Nói thêm",)),
    "a.xml": lambda: write([made_up()]).encode(),
    "a.zip": lambda: packed({"a.txt": sample(".txt"), "b.html": sample(".html")}),
    "phap-dien.html": PAGE.encode,
    "phap-dien.zip": lambda: packed({f"{n}.html": PAGE.encode() for n in range(3)}),
}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with something wrong: overwritten, cut, doubled, zeroed, or other numbers in them."""
    if data.startswith(b"PK") and chance.random() < 0.5:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        wrong = chance.choice(sorted(members))
        return packed({**members, wrong: damaged(members[wrong], chance)})
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 3, 20))):
        start = chance.randrange(len(spoilt) + 1)
        end = min(len(spoilt), start + chance.choice((1, 4, 60, 2000)))
        spoilt[start:end] = chance.choice(
            (
                bytes(chance.randrange(256) for _ in range(end - start)),
                b"",
                bytes(spoilt[start:end]) * 3,
                b"\0" * (end - start),
                b"99999999999999999999",
                b"<table><tr><td colspan=99999>",
            )
        )
    return bytes(spoilt)


def read_or_refused(tmp_path: Path, name: str, good: bytes, never: Sequence[str] = STOPPED) -> None:
    chance = random.Random(name)  # the same files in every run
    sources: list[Input] = []
    for number in range(COPIES):
        path = tmp_path / f"{number:04}-{name}"
        path.write_bytes(damaged(good, chance))
        sources += expand(path, Limits())
    with closing(Workers(2, WorkLimits(30, 1024))) as workers:
        tasks = [workers.submit(parse_input, source, Limits(), name=source.name) for source in sources]
        outcomes = [task.result() for task in tasks]
    assert len(outcomes) >= COPIES
    ended = [(outcome.error, source.name) for outcome, source in zip(outcomes, sources, strict=True) if outcome.error]
    assert [error for error, _ in ended if error.code in never] == []
    said = [(VIETNAMESE.write(error), file) for error, file in ended]
    assert [words for words, file in said if file not in words or not words.isprintable()] == []


@pytest.mark.third
@pytest.mark.parametrize("name", FORMATS)
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, name: str) -> None:
    read_or_refused(tmp_path, name, FORMATS[name]())


@pytest.mark.long
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif", "scan.pdf"])
def test_a_damaged_scan_is_read_or_refused(tmp_path: Path, name: str) -> None:
    good = tmp_path / "good" / name
    good.parent.mkdir()
    page = sheet(SCANNED[:4]).crop((0, 250, 1654, 800)).resize((827, 275))
    page.save(good, save_all=name.endswith("tif"), **({"append_images": [page]} if name.endswith("tif") else {}))
    read_or_refused(tmp_path, name, good.read_bytes())


@pytest.mark.realdata
def test_a_damaged_workbook_of_old_is_read_or_refused(tmp_path: Path, data: Path) -> None:
    good = min((data / "documents" / "legacy" / "tcvn3").glob("*.xls"), key=lambda path: path.stat().st_size)
    # a chain of sectors that bites its tail fills what memory its process may have, and ends that
    read_or_refused(tmp_path, "a.xls", good.read_bytes(), never=("file_slow",))


@pytest.mark.long
@pytest.mark.parametrize("name", ["a.rtf", "a.doc", "a.ppt"])
def test_a_damaged_file_of_old_is_read_or_refused(tmp_path: Path, name: str) -> None:
    made = tmp_path / "made"
    made.mkdir()
    ending = name.partition(".")[2]
    flat = flat_slides("Trang một", "Trang hai") if ending == "ppt" else flat_text("<text:p>Điều 1. Thử</text:p>" * 20, "Mẫu số 01")
    good = old_files(made, ending, a=flat)["a"]
    chance = random.Random(name)
    sources = [
        Source.of(Input(Path(f"{number:04}-{name}")), spoilt) for number in range(COPIES) if (spoilt := damaged(good, chance))
    ]
    results = convert([source for source in sources if is_converted(source)], WorkLimits(120, 1024))
    for result in results:
        if isinstance(result, Source):
            try:
                parse_input(result, Limits())
            except IngestError as error:
                result = error
        assert isinstance(result, Source) or result.code not in STOPPED


def test_a_batch_of_damaged_files_has_a_line_for_each_and_stores_the_good_ones(tmp_path: Path) -> None:
    chance = random.Random(1)
    folder = tmp_path / "vao"
    folder.mkdir()
    for number, (name, good) in enumerate(FORMATS.items(), start=1):
        (folder / f"{number:02}-{name}").write_bytes(damaged(good(), chance)[:100_000])
        decree(folder, number, name=f"{number:02}-tot.txt")
    with KnowledgeBase(Settings(home=tmp_path / "kho", database_url=None)) as base:
        reports = list(ingest_paths(base, [folder], workers=2))
    assert [report.file for report in reports if report.file.endswith("tot.txt") and report.status == "stored"] == [
        f"{number:02}-tot.txt" for number in range(1, len(FORMATS) + 1)
    ]
    assert {report.file.split("/")[0] for report in reports} == {path.name for path in folder.iterdir()}
