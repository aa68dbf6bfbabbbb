"""Files made to do harm: each costs one line of the report, and the good file beside it is stored."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from documents.akoma_ntoso import write
from ingest.batch import ingest_paths
from ingest.files.inputs import Input, Source, expand
from ingest.readers.registry import recognise
from ingest.report import FileReport
from kb.apart import process as apart
from kb.base import KnowledgeBase
from kb.database.tables import Instrument, Provision, Version
from kb.interface.catalogue import VIETNAMESE
from kb.law.status.evidence import EvidenceReader
from tests.documents.akoma_ntoso_helpers import decree as made_up
from tests.ingest.pdf_maker import assemble
from tests.ingest.test_docx import word
from tests.ingest.test_pipeline import DECREE, decree
from tests.kb.databases import empty_sqlite
from tests.linear import assert_linear, one_of_many

Make = Callable[[Path], Path]


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with empty_sqlite(tmp_path / "kho", max_file_mb=40, file_seconds=3, file_memory_mb=256) as made:
        yield made


def ingest(base: KnowledgeBase, *paths: Path, workers: int = 1) -> list[FileReport]:
    return list(ingest_paths(base, paths, workers=workers))


def saved(name: str, content: bytes) -> Make:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def zipped(members: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def damaged(at: float, length: int) -> bytes:
    """A zip of a web page with some of its bytes overwritten."""
    data = bytearray(zipped({"trang.html": "<h3>Đề mục</h3>" + "".join(f"<p>Điều {n * 7919 % 1000}. Chữ" for n in range(900))}))
    begin = int(len(data) * at)
    data[begin : begin + length] = b"\xff" * length
    return bytes(data)


def method(number: int) -> bytes:
    """A zip whose only member is packed in a way that nobody knows."""
    data = bytearray(zipped({"a.html": "<p>a"}))
    data[8] = data[data.index(b"PK\x01\x02") + 10] = number
    return bytes(data)


def many(count: int) -> bytes:
    """A zip whose directory says of one member many times over."""
    data = zipped({"a.txt": "a"})
    entry, end = data[data.index(b"PK\x01\x02") : data.index(b"PK\x05\x06")], data.index(b"PK\x01\x02")
    return data[:end] + entry * count + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry) * count, end, 0)


def forms(depth: int) -> bytes:
    """A PDF whose page draws a form that draws itself, by way of others."""
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >> /Length 11 >>"
    pages = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>"]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1e9 1e9] /Resources << /XObject << /X 5 0 R >> >> /Contents 4 0 R >>"
    drawn = b"\nstream\n/X Do /X Do\nendstream"
    around = [form % (5 + (number + 1) % depth) + drawn for number in range(depth)]
    return assemble([*pages, page, b"<< /Length 11 >>" + drawn, *around])


def nested_tables(depth: int) -> bytes:
    return word("<w:tbl><w:tr><w:tc>" * depth + "<w:p><w:r><w:t>x</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * depth)


SPANS = "<table>" + ("<tr>" + "<td colspan=100 rowspan=100>a</td>" * 60 + "</tr>") * 60 + "</table>"
DEEP = "<akomaNtoso><act><body>" + f"<level><num>{'1' * 900}</num>" * 200 + "</level>" * 200 + "</body></act></akomaNtoso>"
MANY = "NGHỊ ĐỊNH\nVỀ CÂY\n" + "".join(f"Điều {number}. Tên\n" for number in range(1, 50_002))
LONG = "<html><body>" + "<p>Điều 1. Trách nhiệm của cơ quan.</p>" * 60_000 + "</body></html>"

ATTACKS = [
    pytest.param(saved("hong.zip", damaged(0.05, 40)), "unreadable", id="a zip whose page cannot be unpacked"),
    pytest.param(saved("hong.zip", damaged(0.97, 20)), None, id="a zip whose directory is damaged"),
    pytest.param(saved("la.zip", method(99)), "unreadable", id="a zip packed in an unknown way"),
    pytest.param(saved("hong.docx", damaged(0.05, 40)), None, id="a damaged zip that calls itself a Word document"),
    pytest.param(saved("nhieu.zip", many(20_001)), "unsafe_archive", id="a zip that announces too many members"),
    pytest.param(saved("vong.pdf", forms(3)), None, id="PDF forms that draw one another"),
    pytest.param(saved("sau.docx", nested_tables(3000)), "unreadable", id="tables within tables of a Word document"),
    pytest.param(saved("sau.xml", DEEP.encode()), "unreadable", id="Akoma Ntoso that nests without end"),
    pytest.param(saved("nhieu.zip", many(180_000)), "unsafe_archive", id="a zip whose directory is larger than its members"),
    pytest.param(saved("vong.pdf", forms(1)), None, id="a PDF form that draws itself"),
    pytest.param(saved("hong.zip", damaged(0.5, 40)), "unreadable", id="a zip whose page breaks in the middle"),
    pytest.param(saved("nhieu.txt", MANY.encode()), "too_large", id="a text of more provisions than any"),
    pytest.param(saved("dai.html", LONG.encode()), "too_large", id="a page that takes longer than a file may"),
    pytest.param(saved("o-gop.html", (SPANS * 100).encode()), "too_large", id="merged cells in hundreds of tables"),
]


@pytest.mark.parametrize("attacks", one_of_many({"quick": ATTACKS[:-6], "slow": ATTACKS[-6:]}))
def test_an_attack_costs_one_line_and_nothing_beside_it(
    base: KnowledgeBase, tmp_path: Path, attacks: list[Any], capfd: pytest.CaptureFixture[str]
) -> None:
    while apart._idle:
        apart._idle.pop().close()  # a process that waits writes where the test that started it looks
    paths = []
    for number, attack in enumerate(attacks):
        (tmp_path / str(number)).mkdir()
        paths += [attack.values[0](tmp_path / str(number)), decree(tmp_path / "tot", number + 1)]
    reports = ingest(base, *paths)
    assert len(reports) == len(paths)
    assert {report.status for report in reports[1::2]} == {"stored"}
    for bad, attack in zip(reports[::2], attacks, strict=True):
        (problem,) = bad.problems
        assert (bad.status, problem.code) == ("rejected", attack.values[1] or problem.code), attack.id
        words = VIETNAMESE.write(problem.message)
        assert words.endswith((".", ")"))
        assert words.isprintable()
    assert capfd.readouterr().err == ""


def test_members_of_one_name_are_all_read(base: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "trung.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("nd.txt", DECREE.format(number="01", amount=1))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("nd.txt", DECREE.format(number="02", amount=1))
    first, second = ingest(base, path)
    assert [(report.file, report.status) for report in (first, second)] == [
        ("trung.zip/nd.txt", "stored"),
        ("trung.zip/nd (2).txt", "stored"),
    ]
    assert [part.key[:13] for report in (first, second) for part in report.instruments] == ["nghi-dinh/01-", "nghi-dinh/02-"]
    assert (base.settings.originals_path / (second.sha256 or "")).read_text() == DECREE.format(number="02", amount=1)


def test_a_link_in_a_zip_is_refused_and_the_text_beside_it_stored(base: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "lien-ket.zip"
    link = zipfile.ZipInfo("lien-ket.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("nd.txt", DECREE.format(number="01", amount=1))
    refused, stored = ingest(base, path)
    assert (refused.status, [problem.code for problem in refused.problems]) == ("rejected", ["unsafe_archive"])
    assert stored.status == "stored"


def test_a_path_that_cannot_be_opened_does_not_hide_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> bool:
        raise SystemError("a library went wrong")

    monkeypatch.setattr("ingest.files.inputs.is_word_container", fail)
    (tmp_path / "a.zip").write_bytes(zipped({"a.txt": "a"}))
    (tmp_path / "b.txt").write_text("b")
    assert [(item.name, item.error is None) for item in expand(tmp_path)] == [("a.zip", False), ("b.txt", True)]


SKIPPING = "LUẬT\nVỀ CÂY\n" + "".join(f"Điều {number}. Tên\nChữ.\n" for number in (1, 2, 10_000, 10_001, 123_456_789))


def test_a_text_whose_articles_skip_millions_is_stored_as_it_stands(base: KnowledgeBase, tmp_path: Path) -> None:
    """Every number between was once written down: ten gigabytes, in the process that serves everybody."""
    (tmp_path / "nhay.txt").write_text(SKIPPING)
    (report,) = ingest(base, tmp_path / "nhay.txt")
    assert (report.status, report.instruments[0].articles) == ("incomplete", 5)
    with base.session() as session:
        (missing,) = session.scalars(select(Version.missing))
    assert (missing[0], len(missing)) == ("3", 1000)


def test_blank_lines_cost_little() -> None:
    def recognised(lines: int) -> None:
        assert recognise(Source.of(Input(Path("trong.txt")), b"\n" * lines + "Điều 1. Chữ".encode())).name == "txt"

    assert_linear(recognised, 4_000, 40_000)


def test_texts_of_tables_alone_are_not_one_text(base: KnowledgeBase, tmp_path: Path) -> None:
    for name in ("gạo", "muối"):
        (tmp_path / f"{name}.html").write_text(f"<html><body><table><tr><td>Giá</td><td>{name}</td></tr></table></body></html>")
    first, second = ingest(base, tmp_path / "gạo.html", tmp_path / "muối.html")
    assert (first.status, second.status) == ("stored", "stored")
    assert first.instruments[0].key != second.instruments[0].key


HEAD = "CHÍNH PHỦ\nSố: {}\nNGHỊ ĐỊNH\nQuy định về cây\n"
ARTICLES = "Điều 1. Tên\n1. Chữ.\n"
NUMBERS = [
    pytest.param(
        "a.txt", HEAD.format("12/2020/" + "NĐ-" * 30_000 + "CP") + ARTICLES, "overlong_number", id="a number of many pieces"
    ),
    pytest.param("a.txt", HEAD.format("12/2020/" + "N" * 100_000) + ARTICLES, "overlong_number", id="a number of one long piece"),
]


@pytest.mark.third
@pytest.mark.parametrize(("name", "text", "told"), NUMBERS)
def test_what_is_too_long_for_a_number_is_told_and_is_none(
    base: KnowledgeBase, tmp_path: Path, name: str, text: str, told: str
) -> None:
    (tmp_path / name).write_text(text)
    (report,) = ingest(base, tmp_path / name)
    assert told in {problem.code for problem in report.problems}
    with base.session() as session:
        stored = [*session.scalars(select(Instrument.number)), *session.scalars(select(Provision.number))]
        assert all(len(number or "") <= 100 for number in stored)
        assert all(len(key) < 200 for key in session.scalars(select(Instrument.key)))


PRIVATE = HEAD.format("12/2020/NĐ\ue001-CP") + "Điều 1\ue000. Tên\n1. Ch\ue002ữ \uf0b7.\n"
PAGE = "<html><body>" + "".join(f"<p>{line}</p>" for line in PRIVATE.replace("\ue000", "&#xe000;").splitlines()) + "</body></html>"
OFFICE = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in PRIVATE.splitlines())


@pytest.mark.third
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", PRIVATE.encode()),
        ("a.md", ("# Văn bản\n\n" + PRIVATE.replace("\n", "\n\n")).encode()),
        ("a.html", PAGE.encode()),
        ("a.docx", word(OFFICE)),
        ("a.xml", write([made_up()]).replace("nơi thử", "Ch\ue002ữ").encode()),
    ],
)
def test_characters_of_private_use_are_shown_as_unknown(base: KnowledgeBase, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    (report,) = ingest(base, tmp_path / name)
    assert report.status != "rejected"
    with base.session() as session:
        rows = session.execute(select(Provision.path, Provision.number, Provision.heading, Provision.text, Provision.tail)).all()
        stored = "".join(str(field) for row in rows for field in row) + "".join(session.scalars(select(Instrument.key)))
    assert not [char for char in stored if "\ue000" <= char <= "\uf8ff"]
    assert "Ch�ữ" in stored


def test_what_is_said_a_thousand_times_is_weighed_once(base: KnowledgeBase, tmp_path: Path) -> None:
    """The index judged each of a thousand provisions by each of a thousand changes of the whole text."""
    items = "".join(f"{number}. Thay thế cụm từ “Chữ” bằng cụm từ “Mới” tại Luật Cây số 45/2013/QH13.\n" for number in range(1, 40))
    (tmp_path / "luat.txt").write_text("QUỐC HỘI\nLuật số: 45/2013/QH13\nLUẬT\nCÂY\nĐiều 1. Tên\nChữ.\n")
    (tmp_path / "sua.txt").write_text("QUỐC HỘI\nLuật số: 46/2014/QH13\nLUẬT\nSỬA ĐỔI LUẬT CÂY\nĐiều 1. Thay cụm từ\n" + items)
    ingest(base, tmp_path / "luat.txt", tmp_path / "sua.txt")
    with base.session() as session:
        version = session.scalars(select(Version.id).join(Instrument).where(Instrument.number == "45/2013/QH13")).one()
        evidence = EvidenceReader(session.connection(), [version])
        assert len(evidence.met(version, "dieu-1")) == 39
        assert len(evidence._reaching(version, "dieu-1")) == 1
