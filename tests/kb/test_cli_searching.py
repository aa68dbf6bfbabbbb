"""`kb search` with its options, and what an ingest finds for saved searches: shapes and exit status."""

import json
from pathlib import Path
from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.entitlements.loading import CARDS
from kb.search.saved import add_saved, list_saved, remove_saved
from tests.bases import Begin, samples
from tests.kb.command_line import Kb, kb_on

SAMPLES = Path(__file__).resolve().parents[2] / "documents" / "samples"
DECREE = "nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15"


@pytest.fixture(scope="module")
def home(begin: Begin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begin(samples, tmp_path_factory.mktemp("base"))


@pytest.fixture
def kb(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Kb:
    """Run `kb` on the base with the samples; gives exit status, standard output and standard error."""
    with kb_on(home, monkeypatch, capfd) as run_kb:
        yield run_kb


def found(kb: Kb, *words: str) -> dict[str, Any]:
    status, out, _ = kb(*words, "--json")
    assert status == 0
    return dict(json.loads(out))


def test_what_a_query_asked_for_is_said(kb: Kb) -> None:
    answer = found(kb, "search", '"chi phí đi lại" -trẻ loại:nghị định title:x')
    assert [(item["kind"], item["text"], item["value"]) for item in answer["understood"]["asked"]] == [
        ("phrase", '"chi phí đi lại"', "chi phí đi lại"),
        ("exclude", "-trẻ", "trẻ"),
        ("type", "loại:nghị định", "nghi-dinh"),
    ]
    assert answer["understood"]["filters"] == {"type": "nghi-dinh"}
    assert answer["understood"]["text"] == "title:x"
    assert "facets" not in answer
    assert "asked" not in kb("search", '"chi phí đi lại" loại:nghị định')[1]


def test_facets_are_added_when_asked_for(kb: Kb) -> None:
    facets = found(kb, "search", '"chi phí đi lại"', "--facets")["facets"]
    assert set(facets) == {"articles", "complete", "type", "issuer", "topic", "status", "year", "deadline", "amount"}
    assert facets["complete"] is True
    assert sum(item["count"] for item in facets["type"]) == facets["articles"] > 1
    assert "# type" in kb("search", "hỗ trợ", "--facets")[1]


def test_inside_an_instrument_and_by_date(kb: Kb) -> None:
    assert {hit["instrument"] for hit in found(kb, "search", "hỗ trợ", "--in", DECREE)["hits"]} == {DECREE}
    assert kb("search", "hỗ trợ", "--in", "luat/khong-co/-/-")[0] == 2
    days = [hit["instrument"].rsplit("/", 1)[1] for hit in found(kb, "search", "hỗ trợ", "--sort", "oldest")["hits"]]
    assert days == sorted(days)
    status, out, err = kb("search", "hỗ trợ", "--sort", "đẹp nhất")
    assert (status, out) == (2, "")
    assert "đẹp nhất" in err


def test_hits_are_written_to_a_file(kb: Kb, tmp_path: Path) -> None:
    status, out, err = kb("search", "chi phí đi lại", "--export", tmp_path / "a.csv")
    assert (status, out) == (0, "")
    assert "a.csv" in err
    assert (tmp_path / "a.csv").read_bytes().startswith('\ufeff"STT"'.encode())
    assert json.loads(kb("search", "chi phí đi lại", "--export", tmp_path / "a.xlsx", "--json")[1])["hits"]
    assert (tmp_path / "a.xlsx").read_bytes().startswith(b"PK")
    assert kb("search", "chi phí đi lại", "--export", tmp_path / "a.pdf")[0] == 2


def test_new_law_is_told_after_an_ingest(kb: Kb, tmp_path: Path) -> None:
    with KnowledgeBase(create=False) as base:
        identity = add_saved(base, "thuyền thúng neo đậu")
    law = tmp_path / "moi.txt"
    law.write_text(
        "CHÍNH PHỦ\nSố: 77/2025/NĐ-CP\nHà Nội, ngày 05 tháng 5 năm 2025\n\nNGHỊ ĐỊNH\nQUY ĐỊNH VỀ BẾN THUYỀN\n\n"
        "Điều 1. Neo đậu\n1. Thuyền thúng neo đậu qua đêm phải thắp đèn.\n2. Chủ thuyền chịu trách nhiệm.\n\n"
        "Điều 2. Hiệu lực thi hành\nNghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2025.\n",
        encoding="utf-8",
    )
    status, _, err = kb("ingest", law)
    assert status == 0
    assert "Điều mới cho các tìm kiếm đã lưu" in err
    with KnowledgeBase(create=False) as base:
        (saved,) = list_saved(base)
        remove_saved(base, identity)
    assert [(alert.article.partition("#")[2], alert.change) for alert in saved.alerts] == [("dieu-1", "new")]


def test_cards_are_checked_on_the_samples(kb: Kb) -> None:
    """No card rests on a made-up text: all that is said is that the base lacks the real ones."""
    status, out, err = kb("cards", "check", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (1, "")
    assert {row["problem"] for row in rows} == {"missing"}
    assert {row["status"] for row in rows} == {"unknown"}
    shipped = {path.stem for path in CARDS.glob("*.yaml")}
    assert {name for name in shipped if name[0] == "n"} <= {row["card"] for row in rows if row["card"]} <= shipped
