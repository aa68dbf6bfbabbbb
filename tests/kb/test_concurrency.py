"""Many writers at once on either database: they go one after another, nothing is lost, and no id is given twice."""

import hashlib
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from ingest.batch import ingest_paths
from ingest.report import FileReport
from kb.accounts.current import SYSTEM, Actor
from kb.annotations import Spot, add_note
from kb.base import KnowledgeBase
from kb.database import engine, tables
from kb.database.state import count_change, waiting
from kb.database.storing import writer
from kb.database.storing.rows import reserve_ids
from kb.database.storing.texts import prepare, rows_needed
from kb.database.storing.writer import store
from kb.index.build import catch_up, differences, index_state
from kb.language.everyday import save_entry
from kb.law.derivation.consolidation import drafts_of
from kb.law.derivation.derived import Reader
from kb.law.derivation.linking import await_linking, link_waiting, unlinked_versions
from kb.law.effects.views import effects_of
from kb.search.saved import add_saved, remove_saved
from tests.ingest.test_pipeline import decree, write
from tests.kb.databases import base, empty_sqlite, full, rich, source
from tests.kb.databases import decree as decree_of
from tests.kb.deciding import decide
from tests.kb.made_up_changes import CHANGES, CHANGES_KEY, GARDEN, REPLACES, put, row_of
from tests.linear import one_of_many

__all__ = ["base"]


def at_once(*actions: Callable[[], object]) -> list[BaseException]:
    """Do several things at the same moment; what went wrong."""
    failed: list[BaseException] = []
    gate = threading.Barrier(len(actions))

    def run(action: Callable[[], object]) -> None:
        gate.wait()
        try:
            action()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return failed


@pytest.fixture
def other(base: KnowledgeBase) -> Iterator[KnowledgeBase]:
    """The same base, opened by somebody else."""
    with KnowledgeBase(base.settings) as opened:
        yield opened


@pytest.mark.always
def test_no_id_is_given_twice(base: KnowledgeBase) -> None:
    put(base, GARDEN)
    put(base, CHANGES)
    row = row_of(base, CHANGES_KEY)
    effect, relation, version = tables.Effect, tables.Relation, tables.Version
    seen: dict[str, set[int]] = {"effect": set(), "relation": set(), "compiled": set(), "number": set(), "saved": set()}
    for turn in range(4):
        with base.session(write=True) as session:
            await_linking(session, session.scalars(select(version.id).where(version.instrument_id == row)).all())
        link_waiting(base)
        with base.session(write=True, actor=Actor("Người thử")) as session:
            first = effects_of(session, row)[0]
            decide(session, first.id, "reopen" if turn % 2 else "accept")  # makes a compiled version, or takes it out
            found = {
                "effect": set(session.scalars(select(effect.id))),
                "relation": set(session.scalars(select(relation.id).where(relation.instrument_id == row))),
                "compiled": set(session.scalars(select(version.id).where(version.origin == "compiled"))),
                "number": set(session.scalars(select(version.number).where(version.origin == "compiled"))),
            }
        if turn < 2:
            found["saved"] = {add_saved(base, "vườn ươm")}
            remove_saved(base, *found["saved"])
        for name, ids in found.items():
            assert not ids & seen[name], name
            seen[name] |= ids
    assert all(len(ids) >= 2 for ids in seen.values())


@pytest.mark.always
def test_writers_go_one_after_another(base: KnowledgeBase, other: KnowledgeBase) -> None:
    """What a writer has read still holds when it writes: nobody else can have written in between."""

    def count(opened: KnowledgeBase) -> None:
        for _ in range(10):
            with opened.session(write=True) as session:
                row = session.get(tables.State, "count")
                if row is None:
                    session.add(tables.State(name="count", value="1"))
                else:
                    row.value = str(int(row.value) + 1)

    assert at_once(*(lambda opened=opened: count(opened) for opened in (base, other, base, other))) == []
    with base.session() as session:
        assert session.get_one(tables.State, "count").value == "40"


@pytest.mark.always
def test_a_person_goes_before_the_program(base: KnowledgeBase, other: KnowledgeBase) -> None:
    """An ingest is writing, another waits to write; somebody who saves a note meanwhile waits for the first alone."""
    order: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def write(opened: KnowledgeBase, actor: Actor) -> None:
        with opened.session(write=True, actor=actor) as session:
            session.scalar(select(func.count()).select_from(tables.Person))  # a transaction begins with its first statement
            order.append(actor.name)
            if not begun.is_set():
                begun.set()
                go_on.wait(30)

    def later(seconds: float, opened: KnowledgeBase, actor: Actor) -> None:
        begun.wait(30)
        time.sleep(seconds)
        write(opened, actor)

    def let_go_on() -> None:
        begun.wait(30)
        time.sleep(0.6)
        go_on.set()

    batch, second = Actor("nạp", SYSTEM), Actor("nạp nữa", SYSTEM)
    failed = at_once(
        lambda: write(base, batch),
        lambda: later(0.1, other, second),
        lambda: later(0.3, base, Actor("Lan")),
        lambda: later(0.3, other, Actor("Hoa")),
        let_go_on,
    )
    assert failed == []
    assert (order[0], sorted(order[1:3]), order[3]) == ("nạp", ["Hoa", "Lan"], "nạp nữa")


@pytest.mark.always
def test_people_save_while_a_new_text_is_added_on_postgresql(base: KnowledgeBase, other: KnowledgeBase, garden: Path) -> None:
    """A person's note and decision are kept in the middle of an ingest, which adds its text and then finds what they did."""
    if base.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer")
    list(ingest_paths(base, [garden], workers=1))
    stop, kept = writer.stop_other_writers, []

    def beside(session: Session) -> None:
        def note() -> None:
            accept_the_first(other)
            with other.session(write=True, actor=Actor("Lan")) as opened:
                kept.append(add_note(opened, 1, [Spot("dieu-2")], "Ghi chú"))

        assert at_once(note) == []
        stop(session)

    replaces = write(garden, "c.txt", REPLACES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "stop_other_writers", beside)
        assert [report.status for report in ingest_paths(base, [replaces], workers=1)] == ["stored"]
    with base.session() as session:
        assert session.get_one(tables.Annotation, kept[0]).author_id
        assert effects_of(session, row_of(base, CHANGES_KEY))[0].state == "accepted"
        assert session.scalar(select(func.count()).where(tables.Version.origin == "compiled")) == 1


@pytest.mark.always
def test_people_who_never_end_do_not_keep_the_program_from_writing(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_LONGEST", 0.05)
    with ExitStack() as people:
        if base.engine.dialect.name == "sqlite":
            people.enter_context(engine.turn_of_file(base.settings.home, person=True))
        else:
            connection = people.enter_context(base.engine.connect())
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock_shared({engine._LOCK + 1}, hashtext(current_schema()))")
        with base.session(write=True) as session:
            session.add(tables.State(name="count", value="1"))
    with base.session() as session:
        assert session.get_one(tables.State, "count").value == "1"


def test_a_reader_does_not_wait_for_a_writer(base: KnowledgeBase, other: KnowledgeBase) -> None:
    with base.session(write=True) as writing:
        writing.execute(insert(tables.Person).values(name="Người thử"))
        with other.session() as reading:
            assert reading.scalar(select(func.count()).select_from(tables.Person)) == 0


def test_two_who_ingest_one_folder(base: KnowledgeBase, other: KnowledgeBase, tmp_path: Path) -> None:
    folder = tmp_path / "van-ban"
    for number in range(1, 9):
        decree(folder, number)
    reports: list[FileReport] = []

    def ingest(opened: KnowledgeBase) -> None:
        reports.extend(ingest_paths(opened, [folder], workers=1))

    assert at_once(lambda: ingest(base), lambda: ingest(other)) == []
    assert sorted(report.status for report in reports) == ["stored"] * 8 + ["unchanged"] * 8
    with base.session() as session:
        files = set(session.scalars(select(tables.SourceFile.sha256)))
    assert files == {path.name for path in base.settings.originals_path.iterdir()}
    assert len(files) == 8


def derived(base: KnowledgeBase) -> list[list[object]]:
    """What was derived from the texts, without ids."""
    reference, relation, effect, version = tables.Reference, tables.Relation, tables.Effect, tables.Version
    with base.session() as session:
        return [
            sorted(session.execute(select(reference.field, reference.start, reference.end, reference.target_path)).all()),
            sorted(session.scalars(select(relation.fingerprint))),
            sorted(session.execute(select(effect.fingerprint, effect.state)).all()),
            sorted(session.execute(select(version.origin, version.text_hash)).all()),
        ]


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    """A folder with a decree and one that changes it."""
    for name, text in (("a.txt", GARDEN), ("b.txt", CHANGES)):
        write(tmp_path / "van-ban", name, text)
    return tmp_path / "van-ban"


def accept_the_first(base: KnowledgeBase) -> None:
    with base.session(write=True, actor=Actor("Người thử")) as session:
        decide(session, effects_of(session, row_of(base, CHANGES_KEY))[0].id, "accept")


@pytest.mark.parametrize(
    "step", one_of_many(["compiling._keep", "linking.Reader.read", "linking.LinkRows.write", "compiling.drafts_of"])
)
def test_what_an_ended_process_left_is_done_by_the_next(
    base: KnowledgeBase, garden: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(ingest_paths(base, [garden], workers=1))
    accept_the_first(base)
    expected = derived(base)
    with base.session(write=True) as session:
        await_linking(session, session.scalars(select(tables.Version.id).where(tables.Version.origin != "compiled")).all())

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"kb.law.derivation.{step}", end)
        with pytest.raises(KeyboardInterrupt):
            link_waiting(base)
    with base.session() as session:
        assert waiting(session, "link") or waiting(session, "compile")
    list(ingest_paths(base, [garden], workers=1))
    with base.session() as session:
        assert (waiting(session, "link"), waiting(session, "compile"), unlinked_versions(session)) == ([], [], [])
    assert derived(base) == expected


def test_a_process_that_is_killed_while_linking_leaves_it_to_the_next(base: KnowledgeBase, garden: Path, tmp_path: Path) -> None:
    code = "import os, sys; from tests.kb import writers; writers.kill_while_linking(*sys.argv[1:])"
    arguments = [str(base.settings.home), base.settings.database_url or "", str(garden)]
    ended = subprocess.run([sys.executable, "-c", code, *arguments], cwd=Path(__file__).parents[2], timeout=60)
    assert ended.returncode == -signal.SIGKILL
    with base.session() as session:
        assert unlinked_versions(session)
        assert session.scalar(select(func.count()).select_from(tables.SourceFile)) == 1
    list(ingest_paths(base, [garden], workers=1))
    with base.session() as session:
        assert unlinked_versions(session) == []
        assert [item.action for item in effects_of(session, row_of(base, CHANGES_KEY))] == ["replace", "insert"]


def test_nobody_waits_while_texts_are_linked(
    base: KnowledgeBase, other: KnowledgeBase, garden: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody writes in the middle of reading and of compiling; and what they change is seen."""
    written: list[str] = []

    def beside(name: str, work: Callable[..., object]) -> Callable[..., object]:
        def run(*given: object) -> object:
            done = work(*given)

            def note() -> None:
                with other.session(write=True) as session:
                    session.add(tables.Person(name=f"{name} {len(written)}"))
                    count_change(session, ())
                written.append(name)

            assert at_once(note) == []
            return done

        return run

    monkeypatch.setattr("kb.law.derivation.linking.Reader.read", beside("read", Reader.read))
    monkeypatch.setattr("kb.law.derivation.compiling.drafts_of", beside("compile", drafts_of))
    list(ingest_paths(base, [garden / "a.txt"], workers=1))
    assert set(written) == {"read"}
    list(ingest_paths(base, [garden / "b.txt"], workers=1))
    monkeypatch.undo()
    accept_the_first(base)
    assert len(derived(base)[2]) == 2


@pytest.mark.always
def test_notes_words_names_and_decisions_at_once_and_beside_an_ingest(
    base: KnowledgeBase, other: KnowledgeBase, garden: Path, tmp_path: Path
) -> None:
    list(ingest_paths(base, [garden], workers=1))
    for number in range(1, 4):
        decree(tmp_path / "them", number)
    replaces = write(tmp_path / "them", "c.txt", REPLACES)
    times = 6

    def write_notes(opened: KnowledgeBase, who: int) -> None:
        for number in range(times):
            with opened.session(write=True, actor=Actor(f"Người {number}")) as session:
                add_note(session, 1, [Spot("dieu-2")], f"Ghi chú {number}")
            with opened.session(write=True, actor=Actor(f"Người {number}")) as session:
                save_entry(session, f"ươm {number}", [f"vườn {who}"])

    def decide_often() -> None:
        for number in range(times):
            with other.session(write=True, actor=Actor("Người rà soát")) as session:
                first, *_ = effects_of(session, row_of(other, CHANGES_KEY))
                decide(session, first.id, "accept" if number % 2 else "reject", seen=first)

    def ingest() -> None:
        assert {report.status for report in ingest_paths(base, [tmp_path / "them"], workers=1)} == {"stored"}

    assert at_once(lambda: write_notes(base, 1), lambda: write_notes(other, 2), decide_often, ingest) == []
    with base.session() as session:
        counts = {
            table.__tablename__: session.scalar(select(func.count()).select_from(table))
            for table in (tables.Annotation, tables.Audit, tables.Person, tables.SourceFile)
        }
        # Of the lines two are those of the batches.
        assert counts == {"annotation": 12, "audit": 32, "person": 7, "source_file": 6}
        assert effects_of(session, row_of(base, CHANGES_KEY))[0].state == "accepted"
        assert session.scalar(select(func.count()).where(tables.Version.origin == "compiled")) == 1
        assert (waiting(session, "link"), waiting(session, "compile")) == ([], [])
        known = set(session.scalars(select(tables.SourceFile.sha256)))
    assert known == {path.name for path in base.settings.originals_path.iterdir()}
    assert hashlib.sha256(replaces.read_bytes()).hexdigest() in known
    catch_up(base)
    assert (index_state(base).fresh, differences(base).rows) == (True, 0)


def test_a_large_file_is_prepared_beside_the_writers_and_stored_as_ever(
    base: KnowledgeBase, other: KnowledgeBase, tmp_path: Path
) -> None:
    """A text with tables, notes and places, then one more article of it, then another text of it."""
    first = decree_of(*full(4), rich("dieu-5"))
    more = decree_of(*full(4), rich("dieu-5"), *full(6)[5:])
    changed = decree_of(*full(4, dieu_2="Từ khác hẳn."), rich("dieu-5"))
    texts = (first, more, changed, replace(changed, metadata=replace(changed.metadata, title="Trang trống"), provisions=()))

    def put_all(opened: KnowledgeBase, prepared: bool) -> list[object]:
        statuses: list[object] = []
        for number, text in enumerate(texts):
            about = source(f"{number}.txt")
            made = None
            if prepared:
                with opened.session(write=True) as session:
                    ids = reserve_ids(session, rows_needed([text]))
                made = prepare(opened.engine.dialect, ids, about, [text], ())
                assert at_once(lambda: add_person(other)) == []
            with opened.session(write=True) as session:
                result = store(session, about, [text], prepared=made)
            statuses.append((result.status, result.instruments))
        return statuses

    def add_person(opened: KnowledgeBase) -> None:
        with opened.session(write=True) as session:
            session.add(tables.Person(name=str(uuid.uuid4())))

    with empty_sqlite(tmp_path / "ke-ben") as plain:
        assert put_all(base, prepared=True) == put_all(plain, prepared=False)
        assert stored_rows(base) == stored_rows(plain)


def stored_rows(base: KnowledgeBase) -> list[object]:
    """What was stored, without ids."""
    provision, version, note, place = tables.Provision, tables.Version, tables.Footnote, tables.ProvisionPlace
    kept = (provision.path, provision.position, provision.text, provision.tail, provision.text_hash, version.number)
    with base.session() as session:
        of = select(*kept, version.text_hash, version.partial).join(version, version.id == provision.version_id)
        provisions = session.execute(of.order_by(version.number, provision.position)).all()
        notes = session.execute(
            select(note.mark, note.text, provision.path).join(provision).order_by(provision.path, note.mark)
        ).all()
        places = session.execute(
            select(place.field, place.start, place.page, provision.path).join(provision).order_by(provision.path, place.start)
        ).all()
        tables_ = session.scalars(select(tables.ProvisionTable.rows)).all()
    return [sorted(map(str, rows)) for rows in (provisions, notes, places, tables_)]
