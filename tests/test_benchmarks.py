"""The benchmarks' own machinery: tables, measuring, and saying why a table is skipped."""

import importlib
import math
import sys
from datetime import date
from pathlib import Path

import pytest

from benchmarks import __main__ as program
from benchmarks import operations, pairs, public, searching, statuses, tables
from benchmarks.alternatives import Answers, Bm25s, HaystackInMemory, Row, SqliteFts5, ask_alternative, read_rows, write_rows
from benchmarks.questions import mixed, sample
from benchmarks.tables import MissingDataError, Table, in_process, need, quantiles
from documents.amendments import Action, Effect, EffectTarget, Evidence
from documents.keys import parse_key
from documents.time.status import Basis, Status, StatusCode
from kb.law.status.answers import Answer, Asked


@pytest.mark.parametrize("name", sorted(path.stem for path in Path(tables.__file__).parent.glob("*.py") if path.stem != "__main__"))
def test_every_benchmark_fits_the_code(name: str) -> None:
    importlib.import_module(f"benchmarks.{name}")


def test_a_table_is_drawn_in_columns() -> None:
    table = Table("Tên", ("what", "n"), [("một", 5), ("hai mươi", 12)], "Ghi chú.")
    assert str(table).splitlines() == ["Tên", "what       n", "--------  --", "một        5", "hai mươi  12", "Ghi chú."]


def test_work_is_measured_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    # A page test in the same process leaves its script as the main module, which a new process would run again.
    monkeypatch.delattr(sys.modules["__main__"], "__file__", raising=False)
    measured = in_process(math.isqrt, 16)  # of a module that is light: the process loads it
    assert measured.value == 4
    assert measured.seconds >= 0
    assert measured.peak_mb > 1
    assert in_process(math.isqrt, 25, starts_others=False).value == 5
    with pytest.raises(ValueError, match="nonnegative"):
        in_process(math.isqrt, -1)


def test_quantiles() -> None:
    assert quantiles([1.0, 2.0, 3.0]) == ("2.0", "3.0")


def test_absent_data_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(tables, "DATA", tmp_path)
    with pytest.raises(MissingDataError, match="benchmarks/none"):
        need("benchmarks", "none")
    monkeypatch.setattr(sys, "argv", ["benchmarks"])
    monkeypatch.delitem(program.TABLES, "calls")  # needs none, and takes minutes
    assert program.main() == 0
    out = capsys.readouterr().out
    assert all(f"{name}: skipped, " in out for name in ("search", "ingest", "parse"))
    assert "fresh" not in out, "it asks a base that is to be named"


def test_unknown_tables_are_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmarks", "nothing"])
    with pytest.raises(SystemExit):
        program.main()
    assert "nothing" in capsys.readouterr().err


ARTICLES: list[Row] = [
    ("a", "Hỗ trợ học nghề", "Nạn nhân được hỗ trợ học nghề một lần."),
    ("b", "Trợ giúp pháp lý", "Nạn nhân được trợ giúp pháp lý."),
    ("c", "Phạm vi", "Luật này quy định về trẻ em."),
]


@pytest.mark.parametrize(
    ("kind", "options", "bare"),
    [(SqliteFts5, (), True), (Bm25s, (False,), False), (Bm25s, (True,), True), (HaystackInMemory, (True,), True)],
)
def test_alternatives_answer(tmp_path: Path, kind: type, options: tuple[bool, ...], bare: bool) -> None:
    rows = tmp_path / "articles.jsonl"
    assert write_rows(rows, ARTICLES) == 3
    assert list(read_rows(rows)) == ARTICLES
    styles = {"marks": [("1", "trợ giúp pháp lý")], "no marks": [("1", "hoc nghe")]}
    found = ask_alternative(kind, rows, styles, *options)
    assert found["marks"].rankings["1"][0] == "b"
    if bare:
        assert found["no marks"].rankings["1"][0] == "a"
    assert found["marks"].times["1"] > 0


def test_a_row_tells_what_was_found() -> None:
    answers = Answers({"1": ["x", "a"], "2": ["b"], "3": ["a"]}, {"1": 1.0, "2": 3.0, "3": 9.0}, {"1": 1.0, "2": 2.0, "3": 8.0})
    judgements = {"1": {"a": 1.0}, "2": {"b": 1.0}, "3": {"b": 1.0}}
    row = searching._row("what", "marks", answers, {"1", "2"}, judgements, "5")
    assert row[:6] == ("what", "marks", 2, "0.500", "1.000", "0.750")
    assert row[-4:] == ("2.0", "3.0", "1.5", "5")


def test_the_shipped_ranker_says_what_it_is_worth_on_unseen_questions() -> None:
    rows = searching._cross_validated()
    assert [row[1] for row in rows] == ["marks", "no marks", "half marks"]
    assert all(len(row) == len(searching._HEAD) and float(str(row[5])) > 0.5 for row in rows)


def test_a_sample_has_the_same_questions_in_every_style() -> None:
    styles = {style: [(str(number), f"{style} {number}") for number in range(20)] for style in ("marks", "no marks")}
    some = sample(styles, 5)
    assert len(some["marks"]) == 5
    assert [identity for identity, _ in some["marks"]] == [identity for identity, _ in some["no marks"]]
    assert sorted(mixed(styles)) == sorted(text for questions in styles.values() for _, text in questions)


@pytest.mark.parametrize("path", operations.LISTS.values(), ids=lambda path: path.stem)
def test_the_judged_sentences_are_many_and_hold_no_text(path: Path) -> None:
    passages = operations.load(path)
    assert len({passage.id for passage in passages}) == len(passages)
    assert sum(passage.verdict == "operation" for passage in passages) >= (70 if path == operations.UNTUNED else 200)
    assert sum(passage.verdict == "none" for passage in passages) >= (50 if path == operations.UNTUNED else 100)
    assert all(bool(passage.operations) == (passage.verdict == "operation") for passage in passages)


LAW = EffectTarget("luat/1-2020-qh14/quoc-hoi/-", "1/2020/QH14")
ARTICLE = EffectTarget("luat/1-2020-qh14/quoc-hoi/-", "1/2020/QH14", path="dieu-3")


@pytest.mark.parametrize(
    ("judged", "action", "target", "certain", "outcome", "false"),
    [
        ([operations.Judged("end", "1/2020/QH14")], Action.EXPIRE, LAW, True, "right", 0),
        ([operations.Judged("end", "1/2020/QH14")], Action.EXPIRE, LAW, False, "uncertain", 0),
        ([operations.Judged("end", "1/2020/QH14")], Action.REPEAL, ARTICLE, True, "missed", 1),
        ([operations.Judged("end", "1/2020/QH14", path="dieu-3", manner="item")], Action.REPEAL, ARTICLE, True, "false", 1),
        ([operations.Judged("end", "1/2020/QH14", excepted="part")], Action.EXPIRE, LAW, True, "false", 1),
        ([operations.Judged("end", "1/2020/QH14", day="unknown")], Action.EXPIRE, LAW, True, "right", 0),
        ([], Action.EXPIRE, LAW, True, "false", 1),
        ([], Action.EXPIRE, LAW, False, "uncertain", 0),
    ],
)
def test_effects_are_compared_with_judged_operations(
    judged: list[operations.Judged], action: Action, target: EffectTarget, certain: bool, outcome: str, false: int
) -> None:
    tally = operations.Tally()
    passage = operations.Passage("x", "f", "s", ("dieu-9", "text", 0, 9), "0", "operation", tuple(judged))
    operations.compare(passage, [Effect(action, target, Evidence("dieu-9", 0, 9, "…"), certain=certain)], tally)
    assert sum((counts[outcome] for counts in tally.judged.values()), 0) == 1
    assert len(tally.false) == false


UNKNOWN_SINCE = Answer(Status(StatusCode.UNKNOWN, Basis.SNAPSHOT_PASSED), last_known=(StatusCode.IN_FORCE, date(2026, 2, 28)))


@pytest.mark.parametrize(
    ("status", "wording", "fair", "last", "answer", "expected"),
    [
        ("in_force", "held", "-", "?", None, ["no such key"]),
        ("in_force", "held", "-", "?", Answer(Status(StatusCode.IN_FORCE, Basis.SEEN)), ["right"]),
        ("unknown", "over", "-", "?", Answer(Status(StatusCode.EXPIRED, Basis.EXPIRED)), ["certain and false"]),
        ("unknown", "over", "expired", "?", Answer(Status(StatusCode.EXPIRED, Basis.EXPIRED)), ["right"]),
        ("in_force", "held", "-", "?", UNKNOWN_SINCE, ["avoidable unknown"]),
        ("unknown", "-", "-", "in_force 2026-02-28", UNKNOWN_SINCE, ["right"]),
        ("unknown", "over", "-", "-", UNKNOWN_SINCE, ["right", "wording differs", "last known differs"]),
    ],
)
def test_an_answer_is_set_beside_a_judged_status(
    status: str, wording: str, fair: str, last: str, answer: Answer | None, expected: list[str]
) -> None:
    judged = statuses.Judged(
        "a", Asked("luat/1-2020-qh14/quoc-hoi/-", None, date(2026, 3, 1)), status, wording, frozenset([fair]), last
    )
    assert list(statuses.outcomes(judged, answer)) == expected


def test_the_judged_statuses_are_of_many_provisions_and_days() -> None:
    judged = statuses.load()
    assert len({row.id for row in judged}) == len(judged) == 480
    assert len({(row.asked.instrument, row.asked.path) for row in judged}) == 60


def test_the_judged_pairs_name_provisions_of_both_laws() -> None:
    rows = list(pairs.load())
    texts = ("labour", *pairs.KEPT)
    both = {(text, level) for text in texts for level in ("article", "clause")}
    assert {(text, level) for text, level, _, _ in rows} == {("dv", "article"), *both}
    assert all(path.startswith("dieu-") for *_, pair, _ in rows for path in (*pair.left, *pair.right))
    assert sum(len(pair.edges()) for *_, pair, _ in rows) > 400
    assert pairs.APART.issubset(pairs.KEPT)


def test_the_public_benchmark_is_whole_and_holds_keys_only() -> None:
    rows = {task: public.read(public.FOLDER / f"{task}.jsonl") for task in public.TASKS}
    assert {task: len(found) for task, found in rows.items()} == dict(zip(public.TASKS, (239, 200, 60, 113, 275), strict=True))
    assert sum(len(row["statements"]) for row in rows["duties"]) == 100
    for task, found in rows.items():
        assert len({row["id"] for row in found}) == len(found)
        assert all(row["id"].startswith(task[0]) for row in found)
    keys = [key for row in rows["questions"] for key in row["answers"]]
    keys += [key for row in rows["statuses"] for key in (row["key"], *row["evidence"])]
    keys += [key for row in rows["pairs"] for key in (*row["left"], *row["right"])]
    keys += [key for row in rows["consolidations"] for key in (row["base"], *row["amendments"])]
    assert all(parse_key(key) for key in keys)
    words = {name for task, found in rows.items() if task != "questions" for row in found for name in row}
    assert words <= {
        *("id", "key", "day", "status", "fair", "evidence", "left", "right_instrument", "right", "kind"),
        *("words", "length", "statements", "base", "amendments", "path", "amended"),
    }, "no field may hold a text of the law"


def test_answers_to_the_public_benchmark_are_scored() -> None:
    asked = [{"id": "q1", "answers": {"a": 2, "b": 1}}, {"id": "q2", "answers": {"c": 2}}, {"id": "q3", "answers": {}}]
    said = public.score_questions(asked, {"q1": {"ranked": ["b", "a"]}, "q2": {"ranked": ["c"]}})
    assert list(said.values()) == ["0.500", "1.000", "1.000", "0.750", 2, "1 of 1"]
    judged = [{"id": f"s{place}", "status": "expired", "fair": [], "evidence": ["k"]} for place in range(3)]
    statuses_said = {"s0": {"status": "expired", "evidence": ["k", "x"]}, "s1": {"status": "in_force"}}
    assert list(public.score_statuses(judged, statuses_said).values()) == [1, 1, 1, "1 of 1"]
    became = [{"id": "p1", "right": ["x", "y"]}, {"id": "p2", "right": []}]
    assert list(public.score_pairs(became, {"p1": {"right": ["x", "z"]}}).values()) == ["0.500", "0.500", "1 of 2"]
    true = [{"kind": "power", "action": [2, 5], "actor": [0, 2]}, {"kind": "right", "action": [7, 9]}]
    given = {"d1": {"statements": [{"kind": "power", "action": [3, 4], "actor": [1, 2]}, {"kind": "power", "action": [7, 9]}]}}
    assert list(public.score_duties([{"id": "d1", "statements": true}], given).values()) == ["0.500", "0.500", "1.000", "1.000"]
    whole = [{"id": "c1", "words": "-", "amended": True}, {"id": "c2", "words": "x", "amended": False}]
    assert list(public.score_consolidations(whole, {"c1": {"words": "-"}}).values()) == ["1 of 2", "1 of 1"]


def test_a_run_that_is_none_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text('{"id": "q001", "ranked": []}\n', "utf-8")
    assert public.read_run(path) == {"questions": {"q001": {"id": "q001", "ranked": []}}}
    for wrong in ("keys\n", '{"ranked": []}\n', "[1]\n"):
        path.write_text(wrong, "utf-8")
        with pytest.raises(MissingDataError, match="no file of JSON objects"):
            public.read_run(path)
