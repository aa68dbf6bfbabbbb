"""`kb vectors`, and what `kb doctor` and `kb search` say of vectors."""

import json
from pathlib import Path

import pytest

from kb.vectors import searching
from tests.kb.encoder_maker import make_encoder
from tests.kb.test_cli import DECREE, Kb, kb  # noqa: F401 (a fixture)

VECTORS = {"tiền": [1.0, 0.0], "xe": [0.0, 1.0], "vé": [0.0, 1.0]}


@pytest.fixture
def encoder(kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    kb("ingest", DECREE)
    folder = make_encoder(tmp_path / "encoder", VECTORS)
    monkeypatch.setenv("KB_ENCODER", str(folder))
    monkeypatch.setattr(searching, "_LOOK_AGAIN_SECONDS", 0.0)
    return folder


def checks(kb: Kb) -> dict[str, dict[str, object]]:  # noqa: F811
    return {check["code"]: check for check in json.loads(kb("doctor", "--json")[1])["checks"]}


def test_build_and_status(kb: Kb, encoder: Path) -> None:  # noqa: F811
    status = json.loads(kb("vectors", "status", "--json")[1])
    total = status["total"]
    assert {**status, "encoder": "x"} == {
        "encoder": "x", "dimension": 2, "done": 0, "total": total, "complete": False, "building": False,
    }  # fmt: skip
    assert json.loads(kb("search", "vé xe", "--json")[1])["vectors"] == {
        "usable": False, "complete": False, "done": 0, "total": None, "problem": None,
    }  # fmt: skip
    assert "kb vectors build" in kb("search", "vé xe")[2]
    assert not checks(kb)["vectors"]["ok"]

    done, out, _ = kb("vectors", "build", "--json")
    report = json.loads(out)
    assert done == 0
    assert {**report, "seconds": 0} == {"written": total, "removed": 0, "total": total, "complete": True, "seconds": 0}
    assert json.loads(kb("vectors", "status", "--json")[1]) == {**status, "done": total, "complete": True}
    assert json.loads(kb("search", "vé xe", "--json")[1])["vectors"] == {
        "usable": True, "complete": True, "done": total, "total": total, "problem": None,
    }  # fmt: skip
    assert "kb vectors" not in kb("search", "vé xe")[2]
    found = checks(kb)
    assert found["encoder"]["ok"]
    assert found["vectors"]["ok"]
    assert kb("vectors", "build")[1].startswith("Đã tính 0 véc-tơ")
    assert f"{total}/{total} véc-tơ 2 chiều: đủ" in kb("vectors", "status")[1]


def test_an_encoder_that_cannot_be_used(kb: Kb, encoder: Path) -> None:  # noqa: F811
    (encoder / "tokenizer.json").unlink()
    for command in ("build", "status"):
        status, out, err = kb("vectors", command)
        assert (status, out, len(err.strip().splitlines())) == (2, "", 1)
        assert "tokenizer.json" in err
    status, out, _ = kb("doctor", "--json")
    assert status == 1
    assert "tokenizer.json" in next(check for check in json.loads(out)["checks"] if check["code"] == "encoder")["message"]
    result = json.loads(kb("search", "tiền tàu xe", "--json")[1])
    assert result["hits"]
    assert "tokenizer.json" in result["vectors"]["problem"]


def test_without_an_encoder(kb: Kb) -> None:  # noqa: F811
    kb("ingest", DECREE)
    assert json.loads(kb("search", "tiền tàu xe", "--json")[1])["vectors"] is None
    assert not {"encoder", "vectors"} & set(checks(kb))
    for command in ("build", "status"):
        status, _, err = kb("vectors", command)
        assert status == 2
        assert "KB_ENCODER" in err
