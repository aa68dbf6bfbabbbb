"""The registers that come with the program: in use in every base without any import, and never in somebody's way."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from ingest.batch import ingest_paths
from kb.base import KnowledgeBase
from kb.database.tables import Audit
from kb.index.build import index_state
from kb.law.statements import register_files, registering
from kb.law.statements.register_files import read_yaml
from kb.law.statements.registering import export_registers, import_registers, use_shipped
from kb.law.statements.stating import by_hand
from kb.law.status.answers import Asked, answer_all
from kb.settings import Settings
from kb.upkeep.following import follower_of, rebuild
from tests.kb.made_up_changes import GARDEN, GARDEN_KEY

HEAD = "register: vuon\ntitle: Vườn ươm\nversion: '{}'\nstatements:\n"
ABSENT = "thong-tu/77-2090-tt-bv/bo-vuon/2090-06-01"
ABOUT_ABSENT = f"- {{instrument: {ABSENT}, says: in_force_from, on: 2090-08-01, confidence: P, note: Điều 9}}\n"
SEEN = f"- {{instrument: {GARDEN_KEY}, says: in_force_on, on: 2093-01-01, confidence: P, note: đã đọc}}\n"
END = f"- {{instrument: {GARDEN_KEY}, says: ended, on: 2094-01-01, confidence: P, note: đã đọc}}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What comes with the program; each test puts its register there."""
    made = tmp_path / "shipped"
    made.mkdir()
    for module in (registering, register_files):
        monkeypatch.setattr(module, "SHIPPED", made)
    ship(made, "2", SEEN + END + ABOUT_ABSENT)
    return made


def ship(folder: Path, version: str, rows: str) -> None:
    (folder / "vuon.yaml").write_text(HEAD.format(version) + rows, "utf-8")


@pytest.fixture
def base(tmp_path: Path, folder: Path) -> Iterator[KnowledgeBase]:
    with opened(tmp_path) as base:
        yield base


def opened(home: Path, registers: bool = True) -> KnowledgeBase:
    return KnowledgeBase(Settings(home=home / "kho", registers=registers))


def ingest(base: KnowledgeBase, home: Path) -> None:
    (home / "vuon.txt").write_text(GARDEN, "utf-8")
    assert all(report.status != "rejected" for report in ingest_paths(base, [home / "vuon.txt"], workers=1))
    assert index_state(base).fresh


def said(base: KnowledgeBase, day: str = "2094-01-01", key: str = GARDEN_KEY) -> str:
    with base.session() as session:
        (answer,) = answer_all(session, [Asked(key, None, date.fromisoformat(day))])
    return str(answer.status.code) if answer else "-"


def test_it_is_in_use_after_the_first_ingest(base: KnowledgeBase, tmp_path: Path) -> None:
    ingest(base, tmp_path)
    assert [said(base, "2093-01-01"), said(base), said(base, "2090-07-31", ABSENT)] == ["in_force", "expired", "not_yet"]
    with base.session() as session:
        assert [(one.name, len(one.rows)) for one in export_registers(session)] == [("vuon", 3)]
        assert by_hand(session) == []
        assert set(session.scalars(select(Audit.person_id))) == {None}
    ingest(base, tmp_path)
    with base.session() as session:
        acts = session.scalars(select(Audit.act)).all()
    assert acts.count("import") == 1


def test_to_import_it_again_changes_nothing(base: KnowledgeBase, tmp_path: Path, folder: Path) -> None:
    ingest(base, tmp_path)
    with base.session(write=True) as session:
        done, mistakes = import_registers(session, read_yaml((folder / "vuon.yaml").read_text("utf-8"), "vuon.yaml"), "vuon.yaml")
    assert (done.added, done.unchanged, done.superseded, mistakes) == (0, 3, 0, [])
    assert not use_shipped(base)


@pytest.mark.parametrize(("version", "status"), [("3", "unknown"), ("1", "expired")], ids=["a newer release", "an older one"])
def test_a_newer_one_takes_the_place_of_an_older_one(
    base: KnowledgeBase, tmp_path: Path, folder: Path, version: str, status: str
) -> None:
    ingest(base, tmp_path)
    ship(folder, version, SEEN)
    follower_of(base).resume()
    assert (said(base), index_state(base).fresh) == (status, True)


def test_what_somebody_imported_in_the_same_version_stays(tmp_path: Path, folder: Path) -> None:
    with opened(tmp_path, registers=False) as base:
        ingest(base, tmp_path)
        with base.session(write=True) as session:
            import_registers(session, read_yaml(HEAD.format("2") + SEEN, "vuon.yaml"), "vuon.yaml")
    with opened(tmp_path) as base:
        rebuild(base)
        assert said(base) == "unknown"


def test_a_setting_turns_it_off_and_on(tmp_path: Path, folder: Path) -> None:
    for registers, status in ((False, "unknown"), (True, "expired"), (False, "unknown"), (True, "expired")):
        with opened(tmp_path, registers) as base:
            ingest(base, tmp_path)
            assert said(base) == status


def test_one_that_cannot_be_read_keeps_nothing_out(base: KnowledgeBase, tmp_path: Path, folder: Path) -> None:
    ship(folder, "3", END + END)
    ingest(base, tmp_path)
    assert said(base, "2090-03-01") == "in_force"
    (folder / "vuon.yaml").write_text("[", "utf-8")
    ingest(base, tmp_path)
    ship(folder, "4", END)
    ingest(base, tmp_path)
    assert said(base) == "expired"


@pytest.mark.parametrize(("words", "wording"), [("hai lần một ngày", "held"), ("ba lần một ngày", "over")])
def test_a_text_that_has_the_new_words_was_ingested_as_amended(
    base: KnowledgeBase, tmp_path: Path, folder: Path, words: str, wording: str
) -> None:
    row = f"- {{instrument: {GARDEN_KEY}, provision: dieu-2, says: amended, on: 2091-01-01, confidence: P, by: {ABSENT}"
    ship(folder, "2", f"{SEEN}{row}, quote: {words}}}\n")
    ingest(base, tmp_path)
    with base.session() as session:
        (answer,) = answer_all(session, [Asked(GARDEN_KEY, "dieu-2/khoan-1", date(2092, 1, 1))])
    assert answer is not None
    assert str(answer.status.wording) == wording
