"""Akoma Ntoso out of a base and into another one; files that mean harm."""

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from documents.akoma_ntoso import write
from documents.messages import Message
from documents.model import Problem, ProblemCode
from ingest.batch import ingest_paths
from ingest.errors import UnreadableFileError
from ingest.parsing import parse_file
from ingest.report import FileReport
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, load_version, versions
from kb.export.akoma_ntoso import load_versions
from kb.interface.catalogue import VIETNAMESE
from kb.law.derivation.linking import await_linking, link_waiting
from kb.open.texts import read_file
from tests.documents.akoma_ntoso_helpers import decree as made_up
from tests.documents.akoma_ntoso_helpers import faults
from tests.kb.command_line import kb_on
from tests.kb.databases import article, chapters, codification, decree, empty_sqlite, full, put, rich
from tests.refusing import refused

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "documents" / "samples").iterdir())


@pytest.fixture
def first(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with empty_sqlite(tmp_path / "first") as base:
        yield base


@pytest.fixture
def second(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with empty_sqlite(tmp_path / "second") as base:
        yield base


def _export(base: KnowledgeBase, key: str, to: Path) -> Path:
    with base.session() as session:
        to.write_text(write(load_versions(session, find_instrument(session, key)), VIETNAMESE.write), encoding="utf-8")
    assert faults(to.read_text(encoding="utf-8")) == []
    return to


def _ingest(base: KnowledgeBase, *paths: Path) -> list[FileReport]:
    return list(ingest_paths(base, paths, workers=1))


def _content(base: KnowledgeBase, key: str) -> list[object]:
    """Everything that a base says of an instrument, but for its sources and when it learned it."""
    with base.session() as session:
        record = find_instrument(session, key)
        found: list[object] = [record.key, set(record.aliases), replace(record.metadata, effective=())]
        for version in versions(session, record):
            loaded = load_version(session, record, version=version.number)
            facts = (version.valid_from, version.valid_to, version.origin, version.partial, version.preferred, version.missing)
            found.append(
                (facts, version.text_hash, version.effective, loaded.provisions, dict(loaded.codified), set(loaded.problems))
            )
        return found


def _stored(base: KnowledgeBase, case: str) -> str:
    """Put an instrument with several versions into a base as the pipeline does; its key."""
    key = _put(base, case)
    with base.session(write=True) as session:
        await_linking(session, [version.id for version in versions(session, key)])
    link_waiting(base)
    return key


def _put(base: KnowledgeBase, case: str) -> str:
    whole = decree(*chapters(*full(6)), rich("phu-luc-i"))
    if case == "one text":
        put(base, "a", decree(*chapters(*full(6))))
    elif case == "amended":
        put(base, "a", decree(*chapters(*full(6))))
        put(base, "b", decree(*chapters(*full(6, dieu_2="Mức mới.")), start=date(2033, 1, 1)))
    elif case == "two copies of the same day, the later one trusted":
        put(base, "a", decree(*chapters(*full(6))))
        put(base, "b", decree(*chapters(*full(6, dieu_2="Mức khác."))), trust=3)
    elif case == "altered copy":
        words = {
            f"dieu_{n}": f"Kẻ được giúp đỡ theo bậc {n} gửi giấy tờ tại phòng lao động chỗ cư trú trong kỳ hạn chung."
            for n in range(1, 7)
        }
        put(base, "a", decree(*chapters(*full(6, **words))))
        put(base, "b", decree(*chapters(*full(6))), trust=3)
    elif case == "codified only":
        codification(base, "a", decree(*full(3), codified=("dieu-1", "dieu-2"), amended={"dieu-2": date(2032, 1, 1)}, partial=True))
    elif case == "codified and full text":
        codification(
            base, "a", decree(article("1", "Lời mới."), codified=("dieu-1",), amended={"dieu-1": date(2032, 1, 1)}, partial=True)
        )
        put(base, "b", decree(*chapters(*full(6))))
    elif case == "excerpt":
        put(base, "a", decree(*full(2), partial=True, problems=(Problem(ProblemCode.EXCERPT, Message.of("problem.excerpts")),)))
    elif case == "excerpt, then whole":
        put(base, "a", decree(*full(2), partial=True, problems=(Problem(ProblemCode.EXCERPT, Message.of("problem.excerpts")),)))
        put(base, "b", decree(*chapters(*full(6))))
    elif case == "day known from a second copy":
        put(base, "a", decree(*chapters(*full(6)), start=None))
        put(base, "b", decree(*chapters(*full(6)), start=date(2031, 6, 1)))
    elif case == "tables and notes":
        put(base, "a", whole)
    return whole.key


CASES = (
    "one text",
    "amended",
    "two copies of the same day, the later one trusted",
    "altered copy",
    "codified only",
    "codified and full text",
    "excerpt",
    "excerpt, then whole",
    "day known from a second copy",
    "tables and notes",
)
SOME = ("amended", "codified and full text", "tables and notes")


@pytest.mark.third
@pytest.mark.parametrize("case", CASES)
def test_an_empty_base_gets_the_same_versions(first: KnowledgeBase, second: KnowledgeBase, tmp_path: Path, case: str) -> None:
    key = _stored(first, case)
    (report,) = _ingest(second, exported := _export(first, key, tmp_path / "a.akn.xml"))
    assert report.status in ("stored", "incomplete")
    assert [instrument.key for instrument, *_ in read_file(exported)] == [part.key for part in report.instruments]
    assert {part.key for part in report.instruments} == {key}
    one, other = _content(first, key), _content(second, key)
    if case in ("two copies of the same day, the later one trusted", "altered copy"):
        # Which copy is read is kept; the numbers of the versions are not, since trust does not travel.
        assert {str(version[0]) for version in one[3:]} == {str(version[0]) for version in other[3:]}  # type: ignore[index]
        one, other = one[:3], other[:3]
    assert other == one
    if case in SOME:
        assert _export(second, key, tmp_path / "b.akn.xml").read_bytes() == exported.read_bytes()


@pytest.mark.third
@pytest.mark.parametrize("case", SOME)
def test_the_same_base_gets_another_source_and_nothing_else(first: KnowledgeBase, tmp_path: Path, case: str) -> None:
    key = _stored(first, case)
    before = _content(first, key)
    exported = _export(first, key, tmp_path / "a.akn.xml")
    (report,) = _ingest(first, exported)
    assert report.status == "new_source"
    assert _content(first, key) == before
    assert _export(first, key, tmp_path / "b.akn.xml").read_bytes() == exported.read_bytes()
    (report,) = _ingest(first, exported)
    assert report.status == "unchanged"


@pytest.mark.third
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_every_sample_goes_from_base_to_base(first: KnowledgeBase, second: KnowledgeBase, tmp_path: Path, sample: Path) -> None:
    (report,) = _ingest(first, sample)
    for part in report.instruments:
        _ingest(second, _export(first, part.key, tmp_path / "a.akn.xml"))
        assert _content(second, part.key) == _content(first, part.key)


def test_versions_that_a_base_compiled_are_left_to_the_base_that_takes_them_in(tmp_path: Path) -> None:
    version = made_up()
    compiled = replace(version, number=2, origin="compiled", valid_from=date(2033, 1, 1))
    file = tmp_path / "a.xml"
    file.write_text(write([version, compiled]))
    (instrument,) = parse_file(file).instruments
    assert instrument.standing is not None
    assert instrument.standing.valid_from == version.valid_from
    file.write_text(write([compiled]))
    (instrument,) = parse_file(file).instruments
    assert instrument.standing is not None
    assert instrument.standing.origin == "text"


def test_the_codification_is_evidence_only_where_it_was_ingested(
    first: KnowledgeBase, second: KnowledgeBase, tmp_path: Path
) -> None:
    key = _stored(first, "codified only")
    _ingest(second, _export(first, key, tmp_path / "a.akn.xml"))
    with first.session() as session, second.session() as other:
        assert load_version(session, key).version.snapshot_on == date(2032, 2, 1)
        assert load_version(other, key).version.snapshot_on is None


def test_references_are_exported_as_links(first: KnowledgeBase, second: KnowledgeBase, tmp_path: Path) -> None:
    key = put(first, "a", decree(*full(2, dieu_1="Theo Điều 2 của Nghị định này và Luật số 1/2030/QH20.")))
    exported = _export(first, key.instruments[0].key, tmp_path / "a.akn.xml").read_text(encoding="utf-8")
    assert '<ref href="#art_2"' in exported
    assert ">Luật số 1/2030/QH20</ref>" in exported
    _ingest(second, tmp_path / "a.akn.xml")
    assert _content(second, key.instruments[0].key) == _content(first, key.instruments[0].key)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            '<!DOCTYPE akomaNtoso [<!ENTITY x SYSTEM "file:///etc/hostname">]><akomaNtoso>&x;</akomaNtoso>', id="external entity"
        ),
        pytest.param(
            '<!DOCTYPE akomaNtoso [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><akomaNtoso>&b;</akomaNtoso>', id="billion laughs"
        ),
        pytest.param("<akomaNtoso><act><meta/>", id="cut short"),
        pytest.param("<akomaNtoso xmlns='urn:x'/>", id="empty"),
        pytest.param("<akomaNtoso xmlns='urn:x'><act><body/></act></akomaNtoso>", id="of others"),
    ],
)
def test_harmful_and_damaged_files_are_refused_in_one_sentence(first: KnowledgeBase, tmp_path: Path, content: str) -> None:
    file = tmp_path / "xau.akn.xml"
    file.write_text(content)
    with refused(UnreadableFileError, r"^Tệp “xau\.akn\.xml” [^\n]+\.$"):
        parse_file(file)
    (report,) = _ingest(first, file)
    assert report.status == "rejected"
    assert len(report.problems) == 1


def test_a_page_that_speaks_of_akoma_ntoso_is_a_page(tmp_path: Path) -> None:
    file = tmp_path / "trang.html"
    file.write_text("<html><body><p>Điều 1. Thẻ &lt;akomaNtoso&gt; là thẻ gốc.</p><p>Điều 2. Hết.</p></body></html>")
    assert parse_file(file).format == "html"


@pytest.fixture
def kb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., tuple[int, str, str]]]:
    with kb_on(tmp_path / "cli", monkeypatch, capfd) as run_kb:
        yield run_kb


def test_the_command_line(kb: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    empty_sqlite(tmp_path / "cli").close()
    status, out, _ = kb("ingest", next(path for path in SAMPLES if path.name.startswith("nghi-dinh-01")), "--json")
    key = json.loads(out)["instruments"][0]["key"]
    status, printed, err = kb("export", key)
    assert (status, err) == (0, "")
    assert faults(printed) == []
    file = tmp_path / "ra.akn.xml"
    status, out, _ = kb("export", key, "--output", file)
    assert (status, out) == (0, "")
    assert file.read_text() == printed
    status, out, _ = kb("ingest", file, "--json")
    assert [json.loads(line)["status"] for line in out.splitlines()] == ["new_source"]
    status, out, _ = kb("parse", file, "--json")
    assert json.loads(out)["instrument"]["key"] == key


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("luat/1-2031-qh/quoc-hoi/2031-01-01",), "không có văn bản"),
        (("không phải khóa",), "Không phải khóa"),
        (("{key}#dieu-1",), "Chỉ xuất cả văn bản"),
        (("{key}", "--output", "{folder}/khong-co/ra.xml"), "Không ghi được"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(
    kb: Callable[..., tuple[int, str, str]], tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    with empty_sqlite(tmp_path / "cli") as base:
        put(base, "a", decree(*full(2)))
    status, out, err = kb("export", *(word.format(key=decree().key, folder=tmp_path) for word in words))
    assert (status, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.third
@pytest.mark.realdata
@pytest.mark.parametrize("kind", ["base", "consolidated"])
def test_real_texts_go_from_base_to_base(
    first: KnowledgeBase, second: KnowledgeBase, data: Path, tmp_path: Path, kind: str
) -> None:
    (file,) = (data / "documents" / "versions" / "06_TT09-2022_BLDTBXH").glob(f"{kind}_*.txt")
    (report,) = _ingest(first, file)
    _ingest(second, _export(first, report.instruments[0].key, tmp_path / "a.akn.xml"))
    assert _content(second, report.instruments[0].key) == _content(first, report.instruments[0].key)


@pytest.mark.realdata
def test_codified_instruments_go_from_base_to_base(first: KnowledgeBase, second: KnowledgeBase, data: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(data / "benchmarks" / "phapdien2026" / "demuc_html_all.zip") as archive:
        sizes = {info.filename: info.file_size for info in archive.infolist() if info.filename.endswith(".html")}
        topic = min((name for name, size in sizes.items() if size > 150_000), key=sizes.__getitem__)
        file = tmp_path / topic.rsplit("/", 1)[-1]
        file.write_bytes(archive.read(topic))
    (report,) = ingest_paths(first, [file], workers=1, snapshot_date=date(2026, 2, 28))
    assert report.instruments
    exports = [_export(first, part.key, tmp_path / f"{place}.akn.xml") for place, part in enumerate(report.instruments)]
    _ingest(second, *exports)
    for part in report.instruments:
        found = _content(first, part.key)
        assert found == _content(second, part.key)
        assert all("codification" in str(version[0]) for version in found[3:])  # type: ignore[index]
    assert {report.status for report in _ingest(first, *exports)} == {"new_source"}
    for place, part in enumerate(report.instruments):
        assert _export(first, part.key, tmp_path / "again.xml").read_bytes() == exports[place].read_bytes()
