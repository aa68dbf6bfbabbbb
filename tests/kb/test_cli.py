"""What `kb` promises to other programs: shapes, exit status, nothing but JSON on standard output."""

import json
import re
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.kb.command_line import Kb

SAMPLES = Path(__file__).resolve().parents[2] / "documents" / "samples"
DECREE = next(SAMPLES.glob("nghi-dinh-01*.txt"))

INSTRUMENT = {
    "key": str, "aliases": list, "type": str, "number": str | None, "issuer": str | None, "province": str | None,
    "title": str | None, "issued_on": str | None, "place": str | None, "signed_by": str | None, "effective": list, "sources": list,
}  # fmt: skip
PROVISION = {
    "key": str, "path": str, "kind": str, "number": str | None, "heading": str | None, "text": str, "tail": str, "page": int | None,
    "table": list | None, "notes": list, "problems": list,
}  # fmt: skip
HIT = {
    "key": str, "source_id": str | None, "instrument": str, "number": str | None, "path": str, "heading": str | None,
    "snippet": str, "highlights": list, "score": float, "status": str, "status_basis": str, "amended": bool,
    "best_clause": str | None,
    "clauses": list,
}  # fmt: skip
UNDERSTOOD = {"kind": str, "text": str, "key": str | None, "as_of": str, "filters": dict, "restored": str | None}
REPORT = {"file": str, "status": str, "instruments": list, "problems": list, "seconds": float}


def check(value: dict[str, Any], shape: dict[str, Any]) -> None:
    for name, kind in shape.items():
        assert name in value, name
        assert isinstance(value[name], kind), (name, value[name])


def test_ingest_list_show_and_search(kb: Kb) -> None:
    status, out, _ = kb("ingest", DECREE, "--json")
    (report,) = map(json.loads, out.splitlines())
    check(report, REPORT)
    assert (status, report["status"], report["file"]) == (0, "stored", DECREE.name)
    assert set(report["instruments"][0]) == {"key", "articles", "provisions"}
    key = report["instruments"][0]["key"]

    assert [json.loads(line)["status"] for line in kb("ingest", DECREE, "--json")[1].splitlines()] == ["unchanged"]

    (instrument,) = map(json.loads, kb("list", "--json")[1].splitlines())
    check(instrument, INSTRUMENT)
    assert instrument["key"] == key
    assert set(instrument["sources"][0]) >= {"file", "format", "sha256", "complete"}
    assert set(instrument["effective"][0]) >= {"from", "to", "scope"}
    assert kb("list", "--type", "luat", "--json")[1] == ""

    shown = json.loads(kb("show", key, "--json")[1])
    check(shown["instrument"], INSTRUMENT)
    for provision in shown["provisions"]:
        check(provision, PROVISION)
    article = json.loads(kb("show", f"{key}#dieu-1", "--json")[1])
    check(article, PROVISION)
    assert article["path"] == "dieu-1"
    assert {provision["path"].split("/")[0] for provision in article["provisions"]} == {"dieu-1"}

    found = json.loads(kb("search", "phạm vi điều chỉnh", "-k", "3", "--as-of", "2024-06-01", "--json")[1])
    check(found["understood"], UNDERSTOOD)
    assert isinstance(found["took_ms"], float)
    assert 1 <= len(found["hits"]) <= 3
    for hit in found["hits"]:
        check(hit, HIT)
        assert all(0 <= start < end <= len(hit["snippet"]) for start, end in hit["highlights"])
        assert hit["status"] in ("in_force", "not_yet", "suspended", "expired", "unknown")
    assert json.loads(kb("search", f"Điều 1 {instrument['number']}", "--json")[1])["understood"]["key"] == f"{key}#dieu-1"

    assert json.loads(kb("reindex", "--json")[1])["documents"] > 0
    assert json.loads(kb("doctor", "--json")[1])["ok"] is True


def test_parse_needs_no_base(kb: Kb, tmp_path: Path) -> None:
    status, out, _ = kb("parse", DECREE, "--json")
    parsed = json.loads(out)
    assert status == 0
    assert set(parsed) == {"instrument", "provisions", "problems"}
    check(parsed["instrument"], INSTRUMENT)
    for provision in parsed["provisions"]:
        check(provision, PROVISION)
        assert provision["key"] == f"{parsed['instrument']['key']}#{provision['path']}"
    assert not (tmp_path / "base").exists()


def test_every_command_has_a_plain_form(kb: Kb) -> None:
    key = json.loads(kb("parse", DECREE, "--json")[1])["instrument"]["key"]
    for words in (("ingest", DECREE), ("parse", DECREE), ("list",), ("show", key), ("search", "hỗ trợ"), ("reindex",), ("doctor",)):
        status, out, _ = kb(*words)
        assert status == 0
        assert out.strip()


def test_a_batch_with_a_bad_file_goes_on_and_says_so(kb: Kb, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"")
    (folder / "b.txt").write_bytes(DECREE.read_bytes())
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr("../ra-ngoai.txt", "Điều 1. Thử")
    (folder / "d.xyz").write_bytes(b"\x00\x01\x02\x03" * 100)
    status, out, _ = kb("ingest", folder, "--json")
    reports = {report["file"]: report for report in map(json.loads, out.splitlines())}
    assert status == 1
    assert [reports["b.txt"]["status"]] == ["stored"]
    rejected = [report for report in reports.values() if report["status"] == "rejected"]
    assert {problem["code"] for report in rejected for problem in report["problems"]} == {
        "no_text",
        "unsafe_archive",
        "unknown_format",
    }
    assert all(problem["message"] for report in rejected for problem in report["problems"])


def test_evaluate(kb: Kb, tmp_path: Path) -> None:
    kb("ingest", DECREE)
    queries, qrels = tmp_path / "q.jsonl", tmp_path / "q.tsv"
    queries.write_text(json.dumps({"id": "1", "text": "mức hỗ trợ", "bare": "muc ho tro"}) + "\n")
    qrels.write_text("1\t0\t001\t1\n")
    status, out, _ = kb("evaluate", "--queries", queries, "--qrels", qrels, "--field", "bare", "--json")
    figures = json.loads(out)
    assert status == 0
    assert set(figures) >= {"n", "recall@1", "recall@10", "recall@100", "mrr@10", "ndcg@10", "p50_ms", "p95_ms"}
    assert (figures["n"], figures["mrr@10"]) == (1, 0.0)


@pytest.mark.parametrize(
    "words",
    [
        ("show", "nghi-dinh/1-2020-nd-cp/chinh-phu/2020-01-01"),
        ("show", "không phải khóa"),
        ("search", "hỗ trợ", "--as-of", "32/13/2024"),
        ("ingest", "khong-co.txt"),
        ("ingest", DECREE, "--snapshot-date", "hôm qua"),
        ("ingest", DECREE, "--snapshot-date", "9999-01-01"),
        ("get", "bo-phap-dien", "--snapshot-date", "9999-01-01"),
        ("parse", "khong-co.txt"),
        ("nothing",),
        ("search",),
        ("search", "x", "--jsn"),
        ("search", "x", "-k", "abc"),
        ("search", "x", "-k"),
        ("status", "a", "b"),
        ("search", "x", "-k", "0"),
        ("search", "x", "--type", "nghi dinh"),
        ("list", "--type", "xyz"),
        ("evaluate", "--queries", "khong-co.jsonl", "--qrels", "khong-co.tsv"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_status_2(kb: Kb, words: tuple[str, ...]) -> None:
    status, out, err = kb(*words)
    assert status == 2
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert re.match(r"[^(]*[à-ỹ]", err)  # Vietnamese first
    assert "Traceback" not in err


def test_a_base_that_cannot_be_opened(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "kb.sqlite3").write_bytes(b"not a database at all" * 100)
    for words in (("list",), ("search", "x"), ("ingest", DECREE), ("doctor",)):
        status, out, err = kb(*words)
        assert (status, out) == (2, "")
        assert len(err.strip().splitlines()) == 1


def test_a_base_with_tables_missing(kb: Kb, tmp_path: Path) -> None:
    assert kb("ingest", DECREE)[0] == 0
    database = sqlite3.connect(tmp_path / "base" / "kb.sqlite3")
    with database:
        database.execute("DROP TABLE version_source")
    database.close()
    status, out, err = kb("list")
    assert (status, out) == (2, "")
    assert len(err.strip().splitlines()) == 1


def test_a_setting_that_makes_no_sense(kb: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_WORKERS", "many")
    status, _, err = kb("list")
    assert status == 2
    assert "KB_WORKERS" in err
