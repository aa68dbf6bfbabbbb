"""A bundle: what one base gives another, whole or not at all."""

import json
import random
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from ingest.batch import ingest_paths
from ingest.bundling import write_bundle
from ingest.errors import IngestError
from kb.accounts.audit import READ_WORDS, record
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.tables import Audit, Effect, Instrument, SourceFile, Statement
from kb.law.statements.register_files import read_yaml
from kb.law.statements.registering import import_registers
from kb.settings import Settings
from tests.ingest.codification_maker import article, note, paragraphs, topic, write_zip
from tests.kb.command_line import Kb, kb_on
from tests.kb.deciding import decide

CODE = "(Điều {n} Luật số 05/2031/QH20 Về vườn ngày 02/03/2031 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2031)"
OTHER = "(Điều 1 Luật số 06/2031/QH20 Về ao ngày 02/03/2031 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2031)"
DECREE = """CHÍNH PHỦ
Số: {n}/2032/NĐ-CP
Hà Nội, ngày 0{n} tháng 3 năm 2032
NGHỊ ĐỊNH
{title}
Căn cứ Luật Vườn ngày 02 tháng 3 năm 2031;
{articles}
TM. CHÍNH PHỦ
THỦ TƯỚNG
Trần Thử
"""
FIRST = DECREE.format(
    n=1,
    title="Quy định về lối đi trong vườn",
    articles="Điều 1. Lối đi\nLối đi rộng hai mét.\nĐiều 2. Cổng\nCổng mở lúc sáu giờ.\nĐiều 3. Hiệu lực\n"
    "Nghị định này có hiệu lực thi hành từ ngày 01 tháng 5 năm 2032.",
)
SECOND = DECREE.format(
    n=2,
    title="Sửa đổi, bổ sung một số điều của Nghị định số 01/2032/NĐ-CP quy định về lối đi trong vườn",
    articles="Điều 1. Sửa đổi Nghị định số 01/2032/NĐ-CP\n1. Sửa đổi Điều 2 như sau:\n“Điều 2. Cổng\nCổng mở lúc bảy giờ.”\n"
    "Điều 2. Hiệu lực\nNghị định này có hiệu lực thi hành từ ngày 01 tháng 9 năm 2032.",
).replace("Số: 2/", "Số: 02/")
FIRST = FIRST.replace("Số: 1/", "Số: 01/")
STATED = """---
register: vuon
title: Sổ của vườn
version: "2033-01-01"
statements:
- instrument: nghi-dinh/01-2032-nd-cp/chinh-phu/2032-03-01
  says: in_force_on
  on: 2033-01-01
  confidence: P
  note: đã đọc
---
statements:
- instrument: nghi-dinh/01-2032-nd-cp/chinh-phu/2032-03-01
  provision: dieu-1
  says: suspended
  on: 2033-02-01
  confidence: P
  note: thấy biển báo
  author: Chị Hoa
  at: "2033-02-02T00:00:00+00:00"
"""
KEYS = [
    "nghi-dinh/01-2032-nd-cp/chinh-phu/2032-03-01",
    "nghi-dinh/02-2032-nd-cp/chinh-phu/2032-03-02",
    "luat/05-2031-qh20/quoc-hoi/2031-03-02",
]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A base with a codification of a folder, a text and what amends it, a register, a statement and a decision."""
    home = tmp_path_factory.mktemp("given")
    topics = home / "bo"
    topics.mkdir()
    two = [article(f"{n}", f"1.1.LQ.{n}", "Vườn", note(CODE.format(n=n), "9"), paragraphs(f"Mỗi xã có {n} vườn.")) for n in (1, 2)]
    (topics / "1.html").write_text(topic("1.1", "Vườn", *two))
    (topics / "2.html").write_text(
        topic("2.1", "Ao", article("7", "2.1.LQ.1", "Ao", note(OTHER, "8"), paragraphs("Mỗi xã có một ao.")))
    )
    texts = write_zip(home / "van-ban.zip", {"a/mot.txt": FIRST, "a/hai.txt": SECOND})
    with KnowledgeBase(Settings(home=home / "base", workers=1)) as base:
        assert {report.status for report in ingest_paths(base, [topics], snapshot_date=date(2032, 6, 1))} == {"stored"}
        assert {report.status for report in ingest_paths(base, [texts])} == {"stored"}
        with base.session(write=True) as session:
            assert not import_registers(session, read_yaml(STATED), "vuon.yaml")[1]
        with base.session(write=True, actor=Actor("Anh Nam")) as session:
            decide(session, session.scalars(select(Effect.id)).one(), "accept")
        yield base


def opened(home: Path) -> KnowledgeBase:
    return KnowledgeBase(Settings(home=home, workers=1))


def counts(base: KnowledgeBase) -> list[int]:
    with base.session() as session:
        tables = (Instrument, SourceFile, Statement, Effect)
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def answers(home: Path, kb: Kb, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What `kb status` and `kb show` say of every text on several days."""
    monkeypatch.setenv("KB_HOME", str(home))
    asked = home / "asked.jsonl"
    keys = (*KEYS, f"{KEYS[0]}#dieu-1", f"{KEYS[0]}#dieu-2", f"{KEYS[2]}#dieu-2")
    days = ("2032-06-01", "2032-10-01", "2033-03-01")
    asked.write_text("".join(json.dumps({"id": key, "key": key, "as_of": day}) + "\n" for key in keys for day in days))
    found = [kb("status", "--jsonl", asked, "--json")]
    found += [kb("show", key, "--as-of", days[1], "--json") for key in KEYS]
    assert {status for status, _, _ in found} == {0}
    return [out for _, out, _ in found]


def test_another_base_answers_the_same(
    given: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    write_bundle(given, tmp_path / "goi.zip")
    write_bundle(given, tmp_path / "goi2.zip")
    assert (tmp_path / "goi.zip").read_bytes() == (tmp_path / "goi2.zip").read_bytes()
    with opened(tmp_path / "taking") as base:
        reports = list(ingest_paths(base, [tmp_path / "goi.zip"]))
        assert [(report.file, report.status) for report in reports] == [
            ("bo", "stored"),
            ("van-ban.zip/hai.txt", "stored"),
            ("van-ban.zip/mot.txt", "stored"),
        ]
        assert counts(base) == counts(given)
        with base.session() as session:
            assert session.scalars(select(SourceFile.member).order_by(SourceFile.id)).all() == [None, "a/hai.txt", "a/mot.txt"]
            assert str(session.scalars(select(SourceFile.snapshot_on)).first()) == "2032-06-01"
        assert {report.status for report in ingest_paths(base, [tmp_path / "goi.zip"])} == {"unchanged"}
        again = tmp_path / "again.zip"
        write_bundle(base, again)
        lists = [json.loads(zipfile.ZipFile(path).read("tuluat.json")) for path in (again, tmp_path / "goi.zip")]
        assert [file["sha256"] for file in lists[0]["files"]] == [file["sha256"] for file in lists[1]["files"]]
        assert lists[0]["decisions"] == lists[1]["decisions"] != []
    with kb_on(tmp_path / "taking", monkeypatch, capfd) as kb:
        assert answers(tmp_path / "taking", kb, monkeypatch) == answers(given.settings.home, kb, monkeypatch)


def test_some_texts_come_with_what_amends_them_and_with_their_topics(given: KnowledgeBase, tmp_path: Path) -> None:
    write_bundle(given, tmp_path / "mot.zip", [KEYS[0]])
    write_bundle(given, tmp_path / "luat.zip", [KEYS[2]])
    with opened(tmp_path / "one") as base:
        assert [report.file for report in ingest_paths(base, [tmp_path / "mot.zip"])] == [
            "van-ban.zip/hai.txt",
            "van-ban.zip/mot.txt",
        ]
        with base.session() as session:
            assert session.scalars(select(Effect.state)).all() == ["accepted"]
    with opened(tmp_path / "two") as base:
        assert {report.status for report in ingest_paths(base, [tmp_path / "luat.zip"])} == {"stored"}
        with base.session() as session:
            assert session.scalars(select(Instrument.key)).all() == [KEYS[2]]
            assert str(session.scalars(select(SourceFile.snapshot_on)).one()) == "2032-06-01"


def test_what_was_decided_here_stays(given: KnowledgeBase, tmp_path: Path) -> None:
    write_bundle(given, tmp_path / "goi.zip")
    (tmp_path / "mot.txt").write_text(FIRST)
    (tmp_path / "hai.txt").write_text(SECOND)
    with opened(tmp_path / "base") as base:
        list(ingest_paths(base, [tmp_path / "hai.txt", tmp_path / "mot.txt"]))
        with base.session(write=True, actor=Actor("Chị Lan")) as session:
            decide(session, session.scalars(select(Effect.id)).one(), "reject")
        list(ingest_paths(base, [tmp_path / "goi.zip"]))
        with base.session() as session:
            assert session.scalars(select(Effect.state)).all() == ["rejected"]
            assert session.scalar(select(func.count()).where(Audit.thing == "effect")) == 1


def changed(bundle: Path, to: Path, **members: bytes | None) -> Path:
    """A bundle with members put in the place of others, or left out."""
    with zipfile.ZipFile(bundle) as archive, zipfile.ZipFile(to, "w") as made:
        for info in archive.infolist():
            data = members.pop(info.filename.replace("/", "_").replace(".", "_"), archive.read(info))
            if data is not None:
                made.writestr(info.filename, data)
        for name, data in members.items():
            made.writestr(name, data or b"")
    return to


DAMAGES = {
    "cut short": lambda bundle, to: to.write_bytes(bundle.read_bytes()[:-200]),
    "half": lambda bundle, to: to.write_bytes(bundle.read_bytes()[: bundle.stat().st_size // 2]),
    "no list": lambda bundle, to: changed(bundle, to, tuluat_json=None),
    "a list that is none": lambda bundle, to: changed(bundle, to, tuluat_json=b"[]"),
    "another list": lambda bundle, to: relisted(bundle, to, lambda listed: listed["files"][0].update(sha256="0" * 64)),
    "a file fewer in the list": lambda bundle, to: relisted(bundle, to, lambda listed: listed["files"].pop()),
    "a file more in the list": lambda bundle, to: relisted(
        bundle, to, lambda listed: listed["files"].append({**listed["files"][0], "sha256": "1" * 64})
    ),
    "another size": lambda bundle, to: relisted(bundle, to, lambda listed: listed["files"][1].update(size=3)),
    "a size of its own": lambda bundle, to: relisted(bundle, to, lambda listed: listed["files"][1].update(size=10**15)),
    "a field of its own": lambda bundle, to: relisted(bundle, to, lambda listed: listed.update(run="rm")),
    "a hash that is a path": lambda bundle, to: relisted(bundle, to, lambda listed: listed["files"][0].update(sha256="../../x")),
    "parts that lead out": lambda bundle, to: relisted(
        bundle, to, lambda listed: listed["files"][0].update(parts=[["../../../x.html", 5]])
    ),
    "a member more": lambda bundle, to: changed(bundle, to, them=b"x"),
    "a member that leads out": lambda bundle, to: changed(bundle, to, **{"../../x": b"x"}),
    **{
        f"a decision on {thing} that is {after}": lambda bundle, to, thing=thing, after=after: relisted(  # type: ignore[misc]
            bundle, to, lambda listed: listed["decisions"].append(decided(listed, thing, after))
        )
        for thing, after in (
            ("read_words", {}),
            ("read_words", {"path": "dieu-1", "start": "a", "read": "x", "word": "y", "before": "", "behind": ""}),
            ("identity", {"nothing": "x"}),
            ("identity", {"type": "luat-rung"}),
            ("identity", {"issued_on": 9}),
            ("effects", {"state": "accepted", "correction": None}),
            ("effect", {"state": "accepted", "correction": "x"}),
        )
    },
    "statements that are none": lambda bundle, to: changed(bundle, to, statements_yaml=b"- [1"),
}


def decided(listed: dict[str, Any], thing: str, after: dict[str, Any]) -> dict[str, Any]:
    file = listed["files"][0]["sha256"]
    line = {"at": "2031-01-01T00:00:00Z", "author": "X", "act": "correct", "thing": thing, "thing_id": file}
    return {**line, "instrument": None, "before": {}, "after": after}


def relisted(bundle: Path, to: Path, change: object) -> Path:
    with zipfile.ZipFile(bundle) as archive:
        listed = json.loads(archive.read("tuluat.json"))
    change(listed)  # type: ignore[operator]
    return changed(bundle, to, tuluat_json=json.dumps(listed).encode())


def refused(bundle: Path, home: Path) -> None:
    with opened(home) as base:
        before = counts(base)
        (report,) = list(ingest_paths(base, [bundle]))
        assert report.status == "rejected"
        assert len(report.problems) == 1
        assert counts(base) == before
        assert not list(base.settings.originals_path.glob("*"))


@pytest.mark.third
@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_bundle_stores_nothing(name: str, given: KnowledgeBase, tmp_path: Path) -> None:
    write_bundle(given, tmp_path / "goi.zip")
    DAMAGES[name](tmp_path / "goi.zip", tmp_path / "hong.zip")
    refused(tmp_path / "hong.zip", tmp_path / "base")


@pytest.mark.long
def test_no_flipped_byte_is_stored(given: KnowledgeBase, tmp_path: Path) -> None:
    """A byte that counts for nothing (a time, an attribute) may be another; any other is found."""
    write_bundle(given, tmp_path / "goi.zip")
    whole = (tmp_path / "goi.zip").read_bytes()
    drawn = random.Random(28)
    (tmp_path / "hong.zip").write_bytes(whole)
    for _ in range(200):
        at = drawn.randrange(len(whole))
        (tmp_path / "hong.zip").write_bytes(whole[:at] + bytes([whole[at] ^ drawn.randrange(1, 256)]) + whole[at + 1 :])
        with opened(tmp_path / f"base{at}") as base:
            reports = list(ingest_paths(base, [tmp_path / "hong.zip"]))
            if any(report.status == "rejected" for report in reports):
                assert counts(base)[:2] == [0, 0], at
            else:
                assert counts(base)[:2] == counts(given)[:2], at


def test_an_original_that_is_lost_makes_no_bundle(given: KnowledgeBase, tmp_path: Path) -> None:
    lost = sorted(given.settings.originals_path.iterdir())[0]
    data = lost.read_bytes()
    try:
        lost.write_bytes(b"x" + data[1:])
        with pytest.raises(IngestError):
            write_bundle(given, tmp_path / "goi.zip")
    finally:
        lost.write_bytes(data)
    assert not list(tmp_path.iterdir())


def test_what_somebody_read_in_a_scan_comes_along_with_its_file(given: KnowledgeBase, tmp_path: Path) -> None:
    with given.session(write=True, actor=Actor("Anh Nam")) as session:
        for sha256 in (session.scalars(select(SourceFile.sha256)).first(), "0" * 64):
            record(session, "settle", READ_WORDS, str(sha256), None, {"path": "dieu-1"})
    write_bundle(given, tmp_path / "goi.zip")
    listed = json.loads(zipfile.ZipFile(tmp_path / "goi.zip").read("tuluat.json"))
    assert [line["thing"] for line in listed["decisions"]].count("read_words") == 1
