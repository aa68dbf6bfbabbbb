"""Whatever is ingested and decided, in any order: the index holds what a fresh index would hold."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update

from documents.model import Codified, EffectivePeriod, Instrument
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database import tables
from kb.index.build import catch_up, differences, open_index, reindex
from kb.law.status.provision_status import tone_of
from kb.search import Filters, search
from tests.kb import made_up_law as law
from tests.kb.command_line import kb_on
from tests.kb.deciding import decide
from tests.kb.made_up_changes import CHANGES, GARDEN, GARDEN_KEY, REPLACES, SUSPENDS, codified, decree, put, read

SUSPENDS_AGAIN = decree(
    "26/2096/NĐ-CP",
    "01 tháng 02 năm 2096",
    "Ngưng hiệu lực Điều 4 Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm",
    """Điều 1. Ngưng hiệu lực
Ngưng hiệu lực Điều 4 Nghị định số 10/2090/NĐ-CP từ ngày 01 tháng 3 năm 2094 đến hết ngày 31 tháng 12 năm 2094.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2096.""",
)
CHANGES_THE_CHANGES = decree(
    "21/2092/NĐ-CP",
    "05 tháng 02 năm 2092",
    "Sửa đổi, bổ sung một số điều của Nghị định số 20/2091/NĐ-CP ngày 05 tháng 02 năm 2091 của Chính phủ",
    """Điều 1. Bãi bỏ Điều 2 Nghị định số 20/2091/NĐ-CP.
Điều 2. Bãi bỏ khoản 2 Điều 3 Nghị định số 10/2090/NĐ-CP.
Điều 3. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2092.""",
)
IN_CODIFICATION = {
    f"dieu-{n}": Codified(f"A{n}", f"1.1.NĐ.1.{n}", "1.1", "Vườn", effective_from=date(2090, 3, 1)) for n in (2, 3, 4)
}
AMENDED = {
    path: replace(item, wording_from=date(2091, 6, 1), amended_by=("20/2091/NĐ-CP",)) for path, item in IN_CODIFICATION.items()
}


def with_other_days(text: str) -> Instrument:
    """The same words, under other days of effect: what an editor's source says."""
    made = read(text)
    return replace(made, metadata=replace(made.metadata, effective=(EffectivePeriod(date(2091, 9, 1)),)))


Step = Callable[[KnowledgeBase, random.Random], object]


def stored(*texts: str | Instrument, name: str = "van-ban.txt", snapshot_on: date | None = None) -> Step:
    return lambda base, _: put(base, *texts, name=name, snapshot_on=snapshot_on)


def decided(base: KnowledgeBase, rng: random.Random) -> None:
    with base.session(write=True, actor=Actor("Lan")) as session:
        ids = list(session.scalars(select(tables.Effect.id).order_by(tables.Effect.id)))
        if not ids:
            return
        decision = rng.choice(["accept", "accept", "reject", "reopen", "correct"])
        right = rng.choice(
            [
                {"effective_from": "2093-05-05"},
                {"target": f"{GARDEN_KEY}#dieu-3"},
                {"effective_from": "2091-06-01", "effective_to": "2091-12-31", "action": "suspend"},
            ]
        )
        decide(session, rng.choice(ids), decision, right if decision == "correct" else None)  # type: ignore[arg-type]


STEPS: list[Step] = [
    stored(GARDEN),
    stored(CHANGES),
    stored(REPLACES),
    stored(SUSPENDS, SUSPENDS_AGAIN),
    stored(CHANGES_THE_CHANGES),
    stored(with_other_days(CHANGES), name="khac.txt"),
    stored(GARDEN.replace("hai lần một ngày", "hai lần mỗi ngày"), name="ban-khac.txt"),
    stored(codified(read(GARDEN), IN_CODIFICATION), name="phap-dien.zip", snapshot_on=date(2091, 1, 1)),
    stored(codified(read(GARDEN), AMENDED), name="phap-dien-sau.zip", snapshot_on=date(2095, 1, 1)),
]


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long)])
def test_any_order_of_ingests_and_decisions(tmp_path: Path, seed: int) -> None:
    with law.open_base(tmp_path) as base:
        take_steps(base, random.Random(seed))


def take_steps(base: KnowledgeBase, rng: random.Random, decisions: int = 9) -> None:
    """All ingests and some decisions in some order; the index is looked at in between."""
    first, *others = rng.sample(STEPS, len(STEPS))
    others += [decided] * decisions
    rng.shuffle(others)
    first(base, rng)
    reindex(base)
    for number, step in enumerate(others):
        step(base, rng)
        if rng.random() < 0.8:
            catch_up(base)
            assert differences(base).rows == 0, number
    catch_up(base)
    assert differences(base).rows == 0


PERIODS = [
    (date(2092, 2, 28), False),
    (date(2092, 3, 1), True),
    (date(2092, 12, 31), True),
    (date(2093, 1, 1), False),
    (date(2094, 2, 28), False),
    (date(2094, 3, 1), True),
    (date(2094, 12, 31), True),
    (date(2095, 1, 1), False),
]


@pytest.fixture(scope="module")
def suspended(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    base = law.open_base(tmp_path_factory.mktemp("base"))
    suspend_twice(base)
    return base


def suspend_twice(base: KnowledgeBase) -> None:
    put(base, GARDEN, SUSPENDS)
    reindex(base)
    put(base, SUSPENDS_AGAIN, name="sau.txt")
    with base.session(write=True, actor=Actor("Lan")) as session:
        for effect in session.scalars(select(tables.Effect.id)).all():
            decide(session, effect, "accept")
    catch_up(base)


@pytest.mark.parametrize(("day", "halted"), PERIODS)
def test_all_suspensions_of_a_provision_are_filtered_by(suspended: KnowledgeBase, day: date, halted: bool) -> None:
    halted_then(suspended, day, halted)


def halted_then(base: KnowledgeBase, day: date, halted: bool) -> None:
    for status in ("suspended", "unknown"):
        found = search(base, "người chăm vườn được trợ cấp ba giỏ quả", as_of=day, filters=Filters(status=status))
        paths = {hit.path: tone_of(hit.standing).value for hit in (*found.hits, *found.near) if hit.instrument == GARDEN_KEY}
        assert ("dieu-4" in paths) == (halted == (status == "suspended"))
        assert set(paths.values()) <= {status}


def test_doctor_says_how_many_rows_differ_and_what_to_do(
    suspended: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with kb_on(suspended.settings.home, monkeypatch, capfd) as kb:
        assert "khớp dữ liệu" in kb("doctor")[1]
        with suspended.session(write=True) as session:
            session.execute(update(tables.EffectivePeriod).values(start=date(2090, 4, 1)))
        status, out, _ = kb("doctor")
        assert status == 1
        (line,) = (line for line in out.splitlines() if "index" in line)
        assert "đoạn của" in line
        assert "kb reindex" in line
        kb("reindex")
        assert "khớp dữ liệu" in kb("doctor")[1]


def test_rows_that_are_gone_or_too_many_are_counted(suspended: KnowledgeBase) -> None:
    assert differences(suspended).rows == 0
    store = open_index(suspended).store
    document = store.matching()[0]
    store.replace_versions([document.meta["version"]], [replace(document, id="9999")])
    found = differences(suspended)
    assert found.rows >= 2
    assert found.articles >= 2
    reindex(suspended)
    assert differences(suspended).rows == 0


_STAMP = """
from datetime import date
from documents.wording.actions import Action
from kb.law.effects.influences import Influence
from kb.law.effects.external import ExternalEvidence
kept = frozenset({"dieu-1", "dieu-2", "dieu-3"})
ends = Influence(Action.REPEAL, "", date(2090, 1, 1), None, True, "1/2090/NĐ-CP", None, spared=kept)
print(ExternalEvidence({1: [ends]}, {}).stamp(1))
"""


def test_every_process_gives_an_instrument_the_same_stamp() -> None:
    """Rows that one process writes are those that another one expects: sets are in another order in each."""
    run = [
        subprocess.run([sys.executable, "-c", _STAMP], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True)
        for seed in "12"
    ]
    assert len({done.stdout for done in run}) == 1
