"""`kb words` and `kb search --verbatim`."""

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from sqlalchemy import Connection

from kb.imports import MOST_BYTES
from kb.language import everyday
from kb.language.everyday import MOST_ENTRIES
from tests.bases import Begin, samples

Kb = Callable[..., tuple[int, str, str]]
SAMPLES = Path(__file__).resolve().parents[2] / "documents" / "samples"


@pytest.fixture
def filled(kb: Kb, begin: Begin, tmp_path: Path) -> Kb:
    begin(samples, tmp_path / "base")
    return kb


def test_words_are_listed_and_taken_along(filled: Kb, tmp_path: Path) -> None:
    own, file = tmp_path / "own.json", tmp_path / "words.json"
    own.write_bytes(orjson.dumps({"words": [{"phrase": "Tiền xe về quê", "meanings": ["chi phí đi lại", "xyzzy"]}]}))
    assert orjson.loads(filled("words", "import", own, "--author", "Lan", "--json")[1]) == {"read": 1, "changed": 1}
    listed = {entry["phrase"]: entry for entry in orjson.loads(filled("words", "list", "--json")[1])["words"]}
    assert listed["tiền xe về quê"]["not_in_texts"] == ["xyzzy"]
    assert listed["sổ đỏ"]["author"] is None
    assert "tiền xe về quê" in filled("words", "list")[1]
    assert orjson.loads(filled("words", "import", own, "--author", "Bình", "--json")[1])["changed"] == 0
    assert filled("words", "export", "--output", file)[0] == 0
    assert orjson.loads(file.read_bytes()) == orjson.loads(filled("words", "export")[1])
    assert orjson.loads(filled("words", "import", file, "--json")[1])["changed"] == 0
    assert filled("words", "import", file)[0] == 0


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"words": 1}', '{"words": [1]}'])
def test_a_file_that_holds_no_words(filled: Kb, tmp_path: Path, content: str) -> None:
    file = tmp_path / "words.json"
    file.write_text(content, encoding="utf-8")
    status, out, err = filled("words", "import", file)
    assert (status, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    "words",
    [("words", "export", "--output", "/nowhere/x.json"), ("words", "import", "/nowhere/x.json")],
)
def test_wrong_use(filled: Kb, words: tuple[str, ...]) -> None:
    status, out, err = filled(*words)
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_search_says_what_was_read_and_searches_as_typed(filled: Kb) -> None:
    read = orjson.loads(filled("search", "chi phi di lai", "--json")[1])["understood"]
    assert read["restored"] == "chi phí đi lại"
    assert {"corrected", "expanded", "day_from", "verbatim"} <= set(read)
    typed = orjson.loads(filled("search", "chi phi di lai", "--verbatim", "--json")[1])["understood"]
    assert (typed["restored"], typed["verbatim"]) == (None, True)


def test_a_file_without_end_is_refused_in_a_sentence(filled: Kb, tmp_path: Path) -> None:
    entry = {"phrase": "vườn lạ", "meanings": ["vườn ươm"]}
    for name, rows, told in (
        ("many", [entry] * (MOST_ENTRIES + 1), "5.001"),
        ("large", [{**entry, "x": "x" * MOST_BYTES}], "2 MB"),
        ("long", [entry, {"phrase": "x" * 500, "meanings": ["vườn ươm"]}], "2"),
        ("meanings", [entry, {"phrase": "vườn lạ", "meanings": [f"vườn {number}" for number in range(100)]}], "2"),
    ):
        path = tmp_path / f"{name}.json"
        path.write_bytes(orjson.dumps({"words": rows}))
        status, _, err = filled("words", "import", path)
        assert (status, told in err, len(err.splitlines())) == (2, True, 1), name
    assert "vườn lạ" not in filled("words", "list")[1]


def test_taking_in_does_not_read_all_entries_for_each(filled: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tu.json"
    path.write_bytes(orjson.dumps({"words": [{"phrase": f"vườn số {n}", "meanings": ["vườn ươm"]} for n in range(300)]}))
    read, times = everyday.list_entries, []

    def counted(connection: Connection) -> list[everyday.Entry]:
        times.append(1)
        return read(connection)

    monkeypatch.setattr(everyday, "list_entries", counted)
    assert filled("words", "import", path)[0] == 0
    assert len(times) == 1
