"""`kb entitled` and `kb cards`: what they promise other programs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from kb.base import KnowledgeBase
from tests.bases import Begin
from tests.kb.command_line import Kb, kb_on
from tests.kb.entitlements.test_binding import fund
from tests.kb.made_up_law import put


def with_fund(base: KnowledgeBase) -> None:
    put(base, fund())


@pytest.fixture(scope="module")
def home(begin: Begin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begin(with_fund, tmp_path_factory.mktemp("base"))


@pytest.fixture
def kb(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Kb]:
    with kb_on(home, monkeypatch, capfd) as run_kb:
        yield run_kb


def asked(kb: Kb, *words: str) -> dict[str, Any]:
    status, out, err = kb("entitled", *words, "--json")
    assert (status, err) == (0, "")
    answer: dict[str, Any] = orjson.loads(out)
    return answer


def card(answer: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in answer["cards"] if item["card"] == name)
    return found


PROMISED = {"card", "title", "regime", "verdict", "needs", "amount", "duration", "papers", "where", "decides", "days", "say"}
PROMISED |= {"basis", "stale", "conflicts"}


def test_an_answer_has_what_was_promised(kb: Kb) -> None:
    answer = asked(kb, "--who", "victim", "--nationality", "VN", "--identified", "2026-04-01", "--as-of", "2026-11-24")
    assert [item["key"] for item in answer["regimes"]] == ["new"]
    for item in answer["cards"]:
        assert set(item) >= PROMISED
        assert {"text", "value", "unit", "from", "to", "known"} <= set(item["amount"])
        assert item["basis"]
        assert all({"key", "quote", "status", "wording", "confidence"} <= set(basis) for basis in item["basis"])
        assert {statement["key"] for statement in item["statements"]} <= {basis["key"] for basis in item["basis"]}
        assert isinstance(item["papers"], list)
    assert not any(item["card"].startswith("o-") for item in answer["cards"])


FORMS = [("2023-10-11", "Phụ lục 16", "Mẫu số 27"), ("2023-10-12", "Mẫu số 27", "Phụ lục 16")]


@pytest.mark.parametrize(("day", "has", "lacks"), FORMS)
def test_the_form_of_the_day(kb: Kb, day: str, has: str, lacks: str) -> None:
    facts = ("--who", "victim", "--nationality", "VN", "--identified", "2023-06-01", "--poor", "yes", "--age", "15")
    answer = asked(kb, *facts, "--as-of", day)
    for name in ("o-08", "o-09", "o-10"):
        papers = " ".join(card(answer, name)["papers"])
        assert has in papers, name
        assert lacks not in papers, name
        assert ("phải xác nhận vào đơn" in papers) == (day == "2023-10-11"), name
        assert ("vẫn đòi" in papers) == (day == "2023-10-12"), name


@pytest.mark.parametrize(("day", "over"), [("2026-06-30", False), ("2026-07-01", True)])
def test_a_window_that_has_closed_for_everybody_is_not_offered(kb: Kb, day: str, over: bool) -> None:
    facts = ("--who", "victim", "--nationality", "VN", "--identified", "2025-06-30", "--poor", "yes", "--age", "15")
    answer = asked(kb, *facts, "--as-of", day)
    for name in ("o-08", "o-09", "o-10"):
        said = card(answer, name)["say"]
        assert "12 tháng" in said, name
        assert ("có lẽ đã hết" in said) == over, name


def test_the_new_form(kb: Kb) -> None:
    answer = asked(kb, "--who", "victim", "--nationality", "VN", "--identified", "2025-08-10", "--as-of", "2026-11-24")
    assert "Mẫu số 07" in " ".join(card(answer, "n-10")["papers"])
    assert card(answer, "n-10")["amount"] == {
        "text": "mức tiền chưa kiểm tra: được cho là ở Thông tư 120/2026/TT-BTC (số và ngày chưa xác minh), chưa có toàn văn; "
        "chưa có con số chắc, hỏi Sở Y tế",
        "value": None,
        "unit": None,
        "from": "2026-10-01",
        "to": None,
        "known": False,
        "values": [],
    }


def test_provincial_rates_have_their_territory(kb: Kb) -> None:
    facts = ("--who", "victim", "--nationality", "VN", "--identified", "2024-05-01", "--poor", "yes", "--as-of", "2024-09-01")
    own = card(asked(kb, *facts, "--province", "ha-giang"), "o-10")["amount"]
    assert (own["value"], own["known"]) == (3_000_000, False)
    assert "Hà Giang" in own["text"]
    merged = card(asked(kb, *facts, "--province", "tuyen-quang"), "o-10")["amount"]
    assert merged["value"] is None
    assert "Hà Giang (địa giới trước 01/7/2025)" in merged["text"]
    assert card(asked(kb, *facts, "--province", "ha-noi"), "o-10")["amount"]["text"].startswith("mức trung ương chưa kiểm tra")


@pytest.mark.parametrize(("day", "value"), [("2022-05-01", 1_440_000), ("2024-06-30", 1_440_000), ("2024-07-01", None)])
def test_a_figure_of_its_day(kb: Kb, day: str, value: int | None) -> None:
    facts = ("--who", "victim", "--nationality", "VN", "--identified", "2022-01-01", "--age", "20", "--as-of", day)
    amount = card(asked(kb, *facts), "o-01")["amount"]
    assert amount["value"] == value
    assert "500" not in amount["text"]


def test_the_subsidy_of_its_day(kb: Kb) -> None:
    facts = ("--who", "victim", "--nationality", "VN", "--identified", "2026-04-01")
    assert card(asked(kb, *facts, "--as-of", "2026-06-30"), "n-03")["amount"]["value"] == 52_650
    assert card(asked(kb, *facts, "--as-of", "2026-07-01"), "n-03")["amount"]["value"] == 56_925
    waiting = card(asked(kb, "--who", "being_identified", "--nationality", "VN", "--as-of", "2026-07-01"), "n-03")
    assert waiting["amount"]["value"] is None
    assert "một nửa" not in waiting["say"]
    for words in (waiting["say"], waiting["amount"]["text"]):
        assert "dành riêng cho nạn nhân" in words
        assert "học sinh" in words


def test_in_english(kb: Kb) -> None:
    answer = asked(kb, "--who", "victim", "--nationality", "VN", "--identified", "2025-08-10", "--language", "en")
    assert card(answer, "n-02")["title"] == "Fare home and food on the way"
    assert card(answer, "n-02")["say"].startswith("You may have help with the costs of going home")


def test_for_a_reader(kb: Kb) -> None:
    status, out, _ = kb("entitled", "--who", "relative", "--identified", "2025-08-10")
    assert status == 0
    assert "n-14  Có thể được" in out
    assert "n-02" not in out


BAD = [
    (("--born", "2099-01-01"), "Ngày sinh"),
    (("--identified", "2099-01-01"), "Ngày được xác định"),
    (("--nationality", "XX"), "Không có nước"),
    (("--where", "moon"), "Không có nước"),
    (("--who", "me"), "Giá trị"),
    (("--province", "atlantis"), "Không có tỉnh"),
    (("--age", "200"), "Tuổi"),
    (("--language", "xx"), "Giá trị"),
    (("--as-of", "soon"), "ngày"),
    (("--jsonl", "nowhere.jsonl"), "nowhere.jsonl"),
]


@pytest.mark.parametrize(("words", "said"), BAD)
def test_what_cannot_be_is_one_sentence(kb: Kb, words: tuple[str, ...], said: str) -> None:
    status, out, err = kb("entitled", *words, "--json")
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1


def test_without_a_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    with kb_on(tmp_path / "none", monkeypatch, capfd) as kb:
        assert kb("entitled", "--json")[0] == 2
        assert kb("cards", "check", "--json")[0] == 2
        status, out, _ = kb("cards", "search", "tiền xe", "--json")
        assert status == 0
        assert orjson.loads(out)["cards"][0]["card"] == "n-02"


def test_lines(kb: Kb, tmp_path: Path) -> None:
    rows = [
        {"id": "a", "who": "victim", "nationality": "VN", "identified": "2025-08-10", "as_of": "2026-11-24"},
        {"id": "b", "who": "victim", "identified": "2099-01-01"},
        {"id": "c", "who": "relative", "in-facility": "no", "as-of": "2026-11-24", "language": "en", "born": None},
    ]
    path = tmp_path / "calls.jsonl"
    path.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    status, out, _ = kb("entitled", "--jsonl", path, "--json")
    answers = [orjson.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    assert answers[1]["error"]["code"] == "situation_identified_later"
    assert answers[1]["cards"] == []
    assert card(answers[2], "n-14")["title"] == "Protection and secrecy"
    path.write_text("[1]\n")
    assert kb("entitled", "--jsonl", path, "--json")[0] == 2


def test_search(kb: Kb, tmp_path: Path) -> None:
    status, out, _ = kb("cards", "search", "khong co tien xe ve que", "-k", "2", "--json")
    found = orjson.loads(out)["cards"]
    assert status == 0
    assert [item["card"] for item in found] == ["n-02", "o-02"]
    assert set(found[0]) == {"card", "title", "regime", "score"}
    path = tmp_path / "questions.jsonl"
    path.write_bytes(orjson.dumps({"id": 7, "query": "phiên dịch"}))
    status, out, _ = kb("cards", "search", "--jsonl", path, "--json")
    assert (status, orjson.loads(out)["id"], orjson.loads(out)["cards"][0]["card"]) == (0, 7, "n-05")
    for words in ((), (" ",), ("a", "--jsonl", path)):
        assert kb("cards", "search", *words)[0] == 2
    path.write_text('{"query": 3}')
    assert kb("cards", "search", "--jsonl", path)[0] == 2


def test_check_says_each_and_fails(kb: Kb) -> None:
    status, out, _ = kb("cards", "check", "--json")
    rows = [orjson.loads(line) for line in out.splitlines()]
    assert status == 1
    assert {"card", "statement", "key", "problem", "confidence", "status", "wording"} <= set(rows[0])
    assert {row["problem"] for row in rows} <= {"missing", "refused", "changed", "over", "not_yet", "unreviewed"}
    changed = {row["key"] for row in rows if row["problem"] == "changed"}
    assert changed == {"quyet-dinh/07-2026-qd-ttg/thu-tuong-chinh-phu/2026-01-27#dieu-5/khoan-3"}


def test_check_tells_a_curator_which_cards_to_read_first(kb: Kb) -> None:
    out = kb("cards", "check")[1]
    first, *cards = out.split("\n\n")
    assert "đứng trên cùng" in first
    assert "câu chữ đã khác lúc kiểm tra: Quyết định 07/2026/QĐ-TTg" in cards[0]
    assert "statement" not in out
    assert len(out.splitlines()) < 400  # one line for each of 868 bases before


def test_an_ingest_names_the_cards_that_it_touches(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    path, other = tmp_path / "fund.txt", tmp_path / "other.txt"
    path.write_text(
        """THỦ TƯỚNG CHÍNH PHỦ
Số: 07/2026/QĐ-TTg
Hà Nội, ngày 27 tháng 01 năm 2026
QUYẾT ĐỊNH
Về đàn chim sẻ
Điều 5. Hạt kê
Mỗi con chim được một hạt kê.
""",
        encoding="utf-8",
    )
    other.write_text(path.read_text(encoding="utf-8").replace("07/2026", "08/2026"), encoding="utf-8")
    with kb_on(begin(with_fund, tmp_path / "base"), monkeypatch, capfd) as kb:
        status, _, err = kb("ingest", path, "--json")
        assert status == 0
        assert "“Trợ cấp khó khăn ban đầu”" in err
        assert "Trợ cấp" not in kb("ingest", other, "--json")[2]


SPOKEN = [
    ("nobody said", (), "Anh/chị có thể được hỗ trợ tâm lý"),
    ("a young caller", ("--age", "15"), "Em có thể được hỗ trợ tâm lý"),
    ("as they want to be addressed", ("--age", "15", "--address", "chau", "--caller", "self"), "Cháu có thể được hỗ trợ tâm lý"),
    ("somebody who is not there", ("--caller", "relative", "--address", "bac"), "Người ấy có thể được hỗ trợ tâm lý"),
    ("a child who is not there", ("--caller", "other", "--age", "9"), "Cháu ấy có thể được hỗ trợ tâm lý"),
]


@pytest.mark.parametrize(("facts", "words"), [row[1:] for row in SPOKEN], ids=[row[0] for row in SPOKEN])
def test_the_sentence_addresses_who_calls(kb: Kb, facts: tuple[str, ...], words: str) -> None:
    answer = asked(kb, "--who", "victim", "--nationality", "VN", "--identified", "2026-04-01", "--as-of", "2026-11-24", *facts)
    assert card(answer, "n-04")["say"].startswith(words)
    assert not any("{" in item["say"] for item in answer["cards"] if item["say"])
    second = card(answer, "n-14")["say"].split(". ")[1]
    assert second.startswith(words.partition(" có thể")[0])


def test_whom_it_is_about_and_who_calls_are_two_facts(kb: Kb) -> None:
    """A relative in Việt Nam calls about somebody who is held abroad; of the relative themselves it is another question."""
    abroad = asked(kb, "--who", "being_identified", "--nationality", "VN", "--where", "MM", "--caller", "relative")
    assert card(abroad, "n-16")["verdict"] == "yes"
    assert "111" in card(abroad, "n-16")["say"]
    own = asked(kb, "--who", "relative", "--nationality", "VN", "--where", "VN")
    assert card(own, "n-16")["needs"] == []
    assert [card(own, name)["verdict"] for name in ("n-16", "n-14", "n-15", "n-01")] == ["depends", "yes", "yes", "no"]


def test_how_well_a_card_is_known_stands_once_and_not_in_its_words(kb: Kb) -> None:
    answer = asked(kb, "--as-of", "2026-11-24")
    texts = [statement["text"] for item in answer["cards"] for statement in item["statements"]]
    texts += [str(item[name]) for item in answer["cards"] for name in ("say", "why")]
    texts += [str(item["amount"]["text"]) for item in answer["cards"]]
    assert [text for text in texts if "cần kiểm tra lại" in text] == []
    assert {item["confidence"]["level"] for item in answer["cards"]} == {"read", "reported", "shaken"}
    shaken = [item["card"] for item in answer["cards"] if item["say"] is None]
    assert shaken == [item["card"] for item in answer["cards"] if item["confidence"]["level"] == "shaken"] == ["n-12"]


def test_no_office_that_is_no_more_is_said_to_decide(kb: Kb) -> None:
    facts = ("--who", "victim", "--nationality", "VN", "--identified", "2025-06-20", "--poor", "yes", "--age", "15")
    then = asked(kb, *facts, "--as-of", "2025-02-28", "--identified", "2025-01-20")
    now = asked(kb, *facts, "--as-of", "2025-07-01")
    gone = re.compile(r"(?:Sở|[Pp]hòng) [Ll]ao động|cấp huyện|lên huyện")
    for name in ("o-02", "o-03", "o-08", "o-09", "o-10"):
        assert gone.search(card(then, name)["decides"]), name
        for part in ("say", "decides", "days", "where"):
            words = card(now, name)[part] or ""
            assert not gone.search(words) or "không còn" in words, (name, part)
