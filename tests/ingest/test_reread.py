"""Reading originals again: what a better reader finds reaches what is stored, and keys, notes and decisions stay."""

import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from sqlalchemy import func, select, update

from ingest.batch import ingest_paths
from ingest.files.inputs import Source
from ingest.files.source import Limits
from ingest.parsing import ParsedFile, parse_input
from ingest.readers.registry import READERS
from ingest.report import FileReport
from ingest.rereading import named_files, reread, stored_files
from kb.accounts.audit import lines
from kb.accounts.current import LOCAL
from kb.annotations import add_note, list_notes, select_quotation
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.reader import load_version
from kb.index.build import index_state
from kb.interface.catalogue import VIETNAMESE
from kb.law.derivation.decisions import decisions
from kb.search import search
from tests.ingest.codification_maker import article, note, paragraphs, topic, write_zip
from tests.ingest.test_pipeline import decree
from tests.kb.command_line import kb_on
from tests.kb.databases import base, empty_sqlite
from tests.kb.deciding import decide

__all__ = ["base"]

KEY = "nghi-dinh/01-2031-nd-cp/chinh-phu/2031-03-01"
QUOTED = "Người thứ nhất;"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with empty_sqlite(tmp_path / "kho") as made:
        yield made


def worse(source: Source, change: Callable[[str], str]) -> ParsedFile:
    """The source as a reader of before read it, which saw other words in it."""
    seen = Source.of(source.input, change(source.data.decode()).encode())
    return replace(parse_input(seen, Limits()), sha256=source.sha256, size=source.size, reader_version=1)


def without_the_end(source: Source, _: object) -> ParsedFile:
    return worse(source, lambda text: text.split("Điều 3.")[0].replace("a) Người thứ nhất;", "a) Ngưởi thú; Người thứ nhất;"))


def without_a_number(source: Source, _: object) -> ParsedFile:
    return worse(source, lambda text: text.replace("Hà Nội, ngày 01 tháng 3 năm 2031", ""))


def under_another_number(source: Source, _: object) -> ParsedFile:
    return worse(source, lambda text: text.replace("Số: 01/2031", "Số: 07/2031"))


def with_another_title(source: Source, _: object) -> ParsedFile:
    return worse(source, lambda text: text.replace("QUY ĐỊNH VỀ VIỆC THỬ", "QUY ĐINH VÊ VIÊC THƯ"))


def as_now(source: Source, _: object) -> ParsedFile:
    return worse(source, str)


def ingest(kb: KnowledgeBase, *paths: Path) -> list[FileReport]:
    return list(ingest_paths(kb, paths, workers=1))


def ingest_as(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, reader: Callable[..., ParsedFile], *paths: Path) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("ingest.components.reader.parse_input", reader)
        ingest(kb, *paths)


def again(kb: KnowledgeBase, *names: str) -> list[FileReport]:
    return list(reread(kb, list(named_files(kb, names)) if names else stored_files(kb), workers=1))


def count(kb: KnowledgeBase, table: type[tables.Base]) -> int:
    with kb.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def articles(kb: KnowledgeBase, key: str = KEY) -> list[str]:
    with kb.session() as session:
        record = load_version(session, key)
        assert record is not None
        return [part.path for part in record.provisions if part.path.startswith("dieu-")]


def test_a_better_reader_corrects_the_version_and_keeps_key_and_note(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest_as(base, monkeypatch, without_the_end, decree(tmp_path, 1), decree(tmp_path, 2))
    assert articles(base) == ["dieu-1", "dieu-2"]
    with base.session(write=True, actor=LOCAL) as session:
        version = session.scalar(select(func.min(tables.Version.id))) or 0
        add_note(session, version, select_quotation(session, version, QUOTED), "Xem lại.")
    first, second = again(base)
    assert (first.status, second.status) == ("stored", "stored")
    assert [part.key for part in first.instruments] == [KEY]
    (change,) = first.changes
    assert ("dieu-3" in change.added, "dieu-2/khoan-2/diem-a" in change.reworded, change.removed) == (True, True, ())
    assert articles(base) == ["dieu-1", "dieu-2", "dieu-3"]
    with base.session() as session:
        assert session.scalar(select(func.min(tables.Version.id))) == version
        (note,) = list_notes(session)
        (target,) = note.targets
        assert (target.version_id, target.path, target.quotation, target.start, target.intact) == (
            version,
            "dieu-2/khoan-2/diem-a",
            QUOTED,
            0,
            True,
        )
    assert (count(base, tables.Version), count(base, tables.SourceFile), count(base, tables.Instrument)) == (2, 2, 2)
    assert index_state(base).fresh
    assert any(hit.key == f"{KEY}#dieu-3" for hit in search(base, "hiệu lực thi hành nghị định").hits)
    assert again(base) == [], "what today's reader has read is not read again"
    (named,) = again(base, "nghi-dinh-01.txt")
    assert (named.status, named.changes) == ("unchanged", ())


def test_two_files_of_one_version_agree_again_when_both_were_read(
    small: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = decree(tmp_path / "a", 1), decree(tmp_path / "b", 1)
    two.write_text(two.read_text() + "\n")
    ingest_as(small, monkeypatch, without_the_end, one, two)
    assert (count(small, tables.Version), count(small, tables.VersionSource)) == (1, 2)
    with small.session(write=True, actor=LOCAL) as session:
        version = session.scalar(select(tables.Version.id)) or 0
        add_note(session, version, select_quotation(session, version, QUOTED), "Xem lại.")
    assert {report.status for report in again(small)} <= {"new_version", "new_source", "stored"}
    assert (count(small, tables.Version), count(small, tables.VersionSource)) == (1, 2)
    assert articles(small) == ["dieu-1", "dieu-2", "dieu-3"]
    with small.session() as session:
        (note,) = list_notes(session)
        assert [(target.quotation, target.intact) for target in note.targets] == [(QUOTED, True)]


@pytest.mark.parametrize(
    ("reader", "before", "key"),
    [
        pytest.param(without_a_number, "nghi-dinh/01-2031-nd-cp/chinh-phu/-", KEY, id="a key that says less gives way"),
        pytest.param(
            under_another_number,
            "nghi-dinh/07-2031-nd-cp/chinh-phu/2031-03-01",
            "nghi-dinh/07-2031-nd-cp/chinh-phu/2031-03-01",
            id="a key that says something else stays",
        ),
    ],
)
def test_both_keys_mean_the_instrument(
    small: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Callable[..., ParsedFile], before: str, key: str
) -> None:
    ingest_as(small, monkeypatch, reader, decree(tmp_path, 1))
    (report,) = again(small)
    assert [part.key for part in report.instruments] == [key]
    assert articles(small, before) == articles(small, KEY) == ["dieu-1", "dieu-2", "dieu-3"]
    assert (count(small, tables.Instrument), count(small, tables.Version)) == (1, 1)


def test_an_instrument_that_turns_out_to_be_another_of_the_base_joins_it(
    small: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(small, decree(tmp_path / "a", 1))
    copy = decree(tmp_path / "b", 1)
    copy.write_text(copy.read_text() + "\n")
    ingest_as(small, monkeypatch, under_another_number, copy)
    assert count(small, tables.Instrument) == 2
    (report,) = again(small)
    assert (report.problems, [part.key for part in report.instruments]) == ((), [KEY])
    assert (count(small, tables.Instrument), count(small, tables.Version), count(small, tables.VersionSource)) == (1, 1, 2)
    assert articles(small, "nghi-dinh/07-2031-nd-cp/chinh-phu/2031-03-01") == ["dieu-1", "dieu-2", "dieu-3"]


def test_the_title_of_the_new_reading_is_kept(small: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest_as(small, monkeypatch, with_another_title, decree(tmp_path, 1))
    (report,) = again(small)
    assert report.status == "stored"
    with small.session() as session:
        assert "định về việc thử" in (session.scalar(select(tables.Instrument.title)) or "").lower()


def test_a_base_of_before_is_read_again_once_and_nothing_is_rewritten(small: KnowledgeBase, tmp_path: Path) -> None:
    ingest(small, decree(tmp_path, 1), decree(tmp_path, 2))
    with small.session(write=True) as session:
        session.execute(update(tables.SourceFile).values(reader=None, reader_version=0))
        before = list(session.scalars(select(tables.Provision.id)))
    assert [report.status for report in again(small)] == ["unchanged", "unchanged"]
    assert again(small) == []
    with small.session() as session:
        assert list(session.scalars(select(tables.Provision.id))) == before
        (reader,) = (known for known in READERS if known.name == "txt")
        found = session.execute(select(tables.SourceFile.reader, tables.SourceFile.reader_version)).all()
        assert set(found) == {("txt", reader.version)}


def test_what_fails_costs_one_file_and_leaves_what_is_stored(
    small: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [decree(tmp_path, number) for number in (1, 2, 3, 4)]
    ingest_as(small, monkeypatch, without_the_end, *paths)
    originals = small.settings.originals_path
    with small.session() as session:
        hashes = list(session.scalars(select(tables.SourceFile.sha256).order_by(tables.SourceFile.id)))
    (originals / hashes[0]).unlink()
    (originals / hashes[1]).write_text("Điều 1. Bị sửa\nMột.\n")
    from ingest import rereading

    real = rereading.store_again

    def fail(session: object, file_id: int, source: object, *given: object) -> object:
        done = real(session, file_id, source, *given)  # type: ignore[arg-type]
        if "03" in source.name:  # type: ignore[attr-defined]
            raise ZeroDivisionError
        return done

    monkeypatch.setattr(rereading, "store_again", fail)
    reports = again(small)
    assert [report.status for report in reports] == ["rejected", "rejected", "rejected", "stored"]
    said = ["Thiếu bản gốc", "bị sửa", "không thay đổi"]
    assert [words in VIETNAMESE.write(report.problems[0].message) for words, report in zip(said, reports[:3], strict=True)] == [
        True
    ] * 3
    keys = [KEY.replace("/01-", f"/{number:02}-") for number in (1, 2, 3, 4)]
    assert [len(articles(small, key)) for key in keys] == [2, 2, 2, 3]


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    path = decree(tmp_path, 1)
    with kb_on(tmp_path / "kho", monkeypatch, capfd) as run:
        run("ingest", str(path), "--json")
        status, out, _ = run("reread", str(path), "--json")
        assert (status, orjson.loads(out)["status"]) == (0, "unchanged")
        assert {"file", "status", "instruments", "problems", "seconds"} <= set(orjson.loads(out))
        assert run("reread", "--json")[:2] == (0, "")
        assert "Không có tệp nào" in run("reread", "--incomplete")[1]
        status, out, _ = run("reread", str(decree(tmp_path, 2)), "--json")
        assert (status, orjson.loads(out)["status"]) == (1, "rejected")
        status, _, err = run("reread", "khong-co.pdf", "--json")
        assert (status, "khong-co.pdf" in err) == (2, True)


def test_the_codification_is_read_again_from_its_zip_and_from_its_folder(small: KnowledgeBase, tmp_path: Path) -> None:
    source = note("(Điều 1 Luật số 01/2031/QH15 ngày 01/03/2031 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2031)")
    page = topic("1.1", "Đề mục thử", article("01001" + "0" * 30, "1.1.LQ.1", "Tên điều", source, paragraphs("Nội dung.")))
    other = page.replace("01/2031", "02/2031")
    for name, content in (("a.html", other), ("b/c.html", page.replace("01/2031", "03/2031")), ("index.js", "")):
        (tmp_path / "bo" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "bo" / name).write_text(content)
    ingest(small, write_zip(tmp_path / "bo.zip", {"a.html": page}), tmp_path / "bo")
    with small.session(write=True) as session:
        session.execute(update(tables.SourceFile).values(reader_version=0))
        before = list(session.scalars(select(tables.Provision.id)))
    assert [report.status for report in again(small)] == ["unchanged", "unchanged"], "the folder is read from its original"
    with small.session(write=True) as session:
        assert list(session.scalars(select(tables.Provision.id))) == before
    assert again(small) == []


def test_a_better_reader_corrects_a_codification_from_a_folder(small: KnowledgeBase, tmp_path: Path) -> None:
    source = note("(Điều 1 Luật số 01/2031/QH15 ngày 01/03/2031 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2031)")
    page = topic("1.1", "Đề mục thử", article("01001" + "0" * 30, "1.1.LQ.1", "Tên điều", source, paragraphs("Nội dung của điều.")))
    (tmp_path / "bo").mkdir()
    (tmp_path / "bo" / "a.html").write_text(page)
    ingest(small, tmp_path / "bo")
    shutil.rmtree(tmp_path / "bo")
    with small.session(write=True, actor=LOCAL) as session:
        key = session.scalar(select(tables.Instrument.key)) or ""
        version = session.scalar(select(tables.Version.id)) or 0
        add_note(session, version, select_quotation(session, version, "Nội dung"), "Xem lại.")
        # As a reader of before saw it, which lost the last word.
        text = tables.Provision.text
        session.execute(update(tables.Provision).where(text == "Nội dung của điều.").values(text="Nội dung của"))
        session.execute(update(tables.SourceFile).values(reader_version=0))
    (report,) = again(small)
    assert (report.status, [part.key for part in report.instruments]) == ("stored", [key])
    with small.session() as session:
        record = load_version(session, key)
        assert record is not None
        assert [part.text for part in record.provisions if part.path == "dieu-1"] == ["Nội dung của điều."]
        (kept,) = list_notes(session)
        assert [(target.version_id, target.quotation, target.intact) for target in kept.targets] == [(version, "Nội dung", True)]
    assert again(small) == []


@pytest.mark.realdata
def test_a_topic_of_the_codification_is_read_again_from_a_folder(small: KnowledgeBase, tmp_path: Path, data: Path) -> None:
    folder = tmp_path / "bo"
    with zipfile.ZipFile(data / "benchmarks" / "phapdien2026" / "demuc_html_all.zip") as archive:
        archive.extract("3285256c-25e1-4621-afdc-647fbdd766ea.html", folder)
    ingest(small, folder)
    shutil.rmtree(folder)
    with small.session(write=True) as session:
        session.execute(update(tables.SourceFile).values(reader_version=0))
        before = list(session.execute(select(tables.Provision.id, tables.Provision.path)))
    assert [report.status for report in again(small)] == ["unchanged"]
    with small.session() as session:
        assert list(session.execute(select(tables.Provision.id, tables.Provision.path))) == before
        assert len(before) > 100


def test_incomplete_files_are_read_again_where_that_is_asked(small: KnowledgeBase, tmp_path: Path) -> None:
    cut = decree(tmp_path / "a", 1)
    whole = cut.read_text()
    cut.write_text(whole.split("Điều 3.")[0])
    assert [report.status for report in ingest(small, cut)] == ["incomplete"]
    ingest(small, decree(tmp_path / "b", 1))
    assert stored_files(small) == []
    assert [file.name for file in stored_files(small, incomplete=True)] == [cut.name]


def test_a_batch_is_one_line_of_the_audit(base: KnowledgeBase, tmp_path: Path) -> None:
    paths = [decree(tmp_path, number) for number in (1, 2)]
    ingest(base, *paths)
    ingest(base, *paths)  # which has nothing new
    again(base, *(path.name for path in paths))
    with base.session() as session:
        found = list(lines(session))
        runs = set(session.scalars(select(tables.IngestItem.run).where(tables.IngestItem.status == "stored")))
    assert [(line.author, line.act, line.thing) for line in found] == [(None, "ingest", "batch"), (None, "reread", "batch")]
    assert runs == {found[0].thing_id}


def test_what_was_decided_about_an_effect_stays(small: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = decree(tmp_path, 2)
    path.write_text(path.read_text().replace("1. Mức thử là 100 đồng.", "1. Bãi bỏ Điều 3 Nghị định số 01/2031/NĐ-CP."))
    ingest_as(small, monkeypatch, without_the_end, path)
    with small.session(write=True, actor=LOCAL) as session:
        (effect,) = session.scalars(select(tables.Effect))
        instrument, fingerprint, version = effect.instrument_id, effect.fingerprint, effect.version_id
        decide(session, effect.id, "reject")
    assert [report.status for report in again(small)] == ["stored"]
    with small.session() as session:
        (effect,) = session.scalars(select(tables.Effect))
        assert (effect.fingerprint, effect.state, effect.version_id) == (fingerprint, "rejected", version)
        assert len(decisions(session, instrument, fingerprint)) == 1
