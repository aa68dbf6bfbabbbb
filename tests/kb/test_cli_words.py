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


def test_words_are_added_turned_off_and_taken_along(filled: Kb, tmp_path: Path) -> None:
    status, out, err = filled("words", "add", "Tiền xe về quê", "chi phí đi lại", "xyzzy", "--author", "Lan", "--json")
    made = orjson.loads(out)
    assert (status, made["phrase"], made["author"], made["active"]) == (0, "tiền xe về quê", "Lan", True)
    assert "xyzzy" in err
    listed = {entry["phrase"]: entry for entry in orjson.loads(filled("words", "list", "--json")[1])["words"]}
    assert listed["tiền xe về quê"]["not_in_texts"] == ["xyzzy"]
    assert listed["sổ đỏ"]["shipped"]
    assert "tiền xe về quê" in filled("words", "list")[1]
    again = orjson.loads(filled("words", "add", "tiền xe về quê", "chi phí đi lại", "xyzzy", "--author", "Bình", "--json")[1])
    assert (again["author"], again["at"]) == (made["author"], made["at"])  # nothing was decided anew
    assert "✕" in filled("words", "remove", "tiền xe về quê")[1]
    file = tmp_path / "words.json"
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
    [("words", "remove", "không có từ này"), ("words", "add", "từ", "từ"), ("words", "export", "--output", "/nowhere/x.json")],
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
