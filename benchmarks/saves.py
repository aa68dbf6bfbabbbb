"""Saves by people beside two ingests, on either database: how long each kind waits, and what the program keeps them waiting for."""

import argparse
import multiprocessing
import random
import sys
import tempfile
import threading
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.bases import codification_zip
from benchmarks.questions import SEED
from benchmarks.tables import SNAPSHOT, MissingDataError, Table, need, quantiles
from kb.accounts.current import Actor
from kb.annotations import Spot, add_note, add_reply
from kb.base import KnowledgeBase
from kb.database import tables as rows
from kb.database.engine import BESIDE
from kb.database.storing import writer
from kb.law.derivation.decisions import Decision, decide
from kb.law.effects.views import effects_by_id
from kb.review import ReviewDraft, create_review, find_review, findings_of, texts_of, write_finding
from kb.search.saved import add_saved
from kb.settings import Settings

WRITERS, EVERY, REVIEWED = 8, 1.0, 5
KINDS = ("decision", "finding", "note", "reply", "saved search")
DECISIONS: Sequence[Decision] = ("accept", "reject", "reopen")
DOCUMENTS = ("docx", "anti_trafficking")
LIMIT_MS = {"postgresql": 500, "sqlite": 2000}
ALL, TURN = "all", "of it, a turn waited for"
Times = dict[str, list[float]]


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """Each database in turn."""
    for database in arguments.databases.split(","):
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            url = stack.enter_context(_server()) if database == "postgresql" else None
            yield from _measured(database, Path(folder), url, arguments.topics)


def _measured(database: str, folder: Path, url: str | None, topics: int) -> Iterator[Table]:
    home, context = folder / "kho", multiprocessing.get_context("spawn")
    codified = _topics(folder, topics)
    _ingest(home, url, [need("documents", "versions")], "", None)
    works = {"codification": [codified], "documents": [need("documents", name) for name in DOCUMENTS]}
    results: Any = context.Queue()
    running = [context.Process(target=_ingest, args=(home, url, paths, name, results)) for name, paths in works.items()]
    began = time.perf_counter()
    for process in running:
        process.start()
    said: list[tuple[str, float, Times]] = []
    ending = threading.Thread(target=lambda: said.extend(results.get() for _ in running))
    ending.start()
    saved, spans, failed = _saves(home, url, ending.is_alive)
    seconds = time.perf_counter() - began
    for process in running:
        process.join()
    every = [taken for name, times in saved.items() if name != TURN for taken in times]
    limit = LIMIT_MS[database]
    yield Table(
        f"Saves by {WRITERS} people beside two ingests on {database}, {seconds:.0f} seconds",
        ("save", "n", "p50 ms", "p95 ms", "max ms"),
        [(name, len(times), *quantiles(times), f"{max(times):.0f}") for name, times in sorted({**saved, ALL: every}.items())],
        f"{'under' if float(quantiles(every)[1].replace(',', '')) < limit else 'OVER'} the {limit} ms that p95 may be; "
        f"failed: {failed or 'none'}; the ingests took {', '.join(f'{name} {took:.0f} s' for name, took, _ in said)}.",
    )
    for _, _, stages in said:
        for stage, times in stages.items():
            spans[stage] += times
    yield Table(
        f"Transactions with the lock that people wait for, on {database}: of the program, and of people",
        ("stage", "n", "seconds together", "p95 ms", "longest ms"),
        [
            (stage, len(times), f"{sum(times) / 1000:.1f}", quantiles(times)[1], f"{max(times):.0f}")
            for stage, times in sorted(spans.items(), key=lambda item: -max(item[1]))[:12]
        ],
    )


@contextmanager
def _server() -> Iterator[str]:
    import pytest

    from tests.kb.databases import postgresql_server

    with ExitStack() as stack:
        try:
            yield stack.enter_context(postgresql_server())
        except pytest.skip.Exception as reason:
            raise MissingDataError(str(reason)) from None


def _topics(folder: Path, count: int) -> Path:
    """The codification, or its largest topics."""
    path = codification_zip()
    if not count:
        return path
    made = folder / "phap-dien.zip"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as part:
        pages = sorted(whole.infolist(), key=lambda page: -page.file_size)
        for page in pages[:count]:
            part.writestr(page.filename, whole.read(page))
    return made


def _open(home: Path, url: str | None) -> KnowledgeBase:
    return KnowledgeBase(Settings(home=home, database_url=url))


def _ingest(home: Path, url: str | None, paths: Sequence[Path], name: str, results: Any) -> None:
    from ingest.batch import ingest_paths

    stages: Times = defaultdict(list)
    _watch(stages, defaultdict(list))
    began = time.perf_counter()
    with _open(home, url) as base:
        list(ingest_paths(base, paths, snapshot_date=date.fromisoformat(SNAPSHOT)))
    if results is not None:
        results.put((name, time.perf_counter() - began, dict(stages)))


def _watch(stages: Times, waits: Times) -> None:
    """Note how long each transaction that writes waits for its turn, and then keeps people from writing, by who asked for it."""
    plain, stop = KnowledgeBase.session, writer.stop_other_writers
    since: dict[int, float] = {}

    @contextmanager
    def session(base: KnowledgeBase, write: bool = False, **more: Any) -> Iterator[Session]:
        frame = sys._getframe(2)
        asked, identity = time.perf_counter(), threading.get_ident()
        with plain(base, write, **more) as opened:
            if write:
                opened.connection()
            since[identity] = time.perf_counter()
            waits[TURN].append((since[identity] - asked) * 1000) if write else None
            yield opened
        if write:
            by = threading.current_thread().name
            stage = by if by in KINDS else f"{frame.f_globals['__name__'].rpartition('.')[2]}.{frame.f_code.co_qualname}"
            stages[stage].append((time.perf_counter() - since[identity]) * 1000)

    def stop_other_writers(session: Session) -> None:
        beside = session.info.get(BESIDE)
        stop(session)
        if beside and session.get_bind().dialect.name == "postgresql":
            since[threading.get_ident()] = time.perf_counter()

    KnowledgeBase.session = session  # type: ignore[method-assign, assignment]
    writer.stop_other_writers = stop_other_writers


def _saves(home: Path, url: str | None, going: Callable[[], bool]) -> tuple[Times, Times, dict[str, int]]:
    """What people save until the ingests have ended, one kind or another at random moments."""
    taken, spans = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    _watch(spans, taken)
    failed: dict[str, int] = defaultdict(int)
    with _open(home, url) as base:
        kinds = _kinds(base)

        def write(number: int) -> None:
            chance = random.Random(SEED + number)
            while going():
                time.sleep(chance.uniform(0, 2 * EVERY))
                kind = threading.current_thread().name = chance.choice(KINDS)
                try:
                    save = kinds[kind](chance, Actor(f"Người {number}"))  # with what the page has read before
                    began = time.perf_counter()
                    if save is not None:
                        save()
                        taken[kind].append((time.perf_counter() - began) * 1000)
                except Exception as error:
                    failed[f"{kind}: {type(error).__name__}"] += 1

        writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
    return taken, spans, dict(failed)


def _kinds(base: KnowledgeBase) -> dict[str, Callable[[random.Random, Actor], Callable[[], object] | None]]:
    """What people do: each reads what its page shows, and gives what is done by the click."""
    provision, version, instrument = rows.Provision, rows.Version, rows.Instrument
    with base.session() as session:
        laws = session.execute(select(instrument.id, instrument.key).order_by(instrument.id).limit(REVIEWED)).all()
        asked = select(version.id, provision.path).join(provision).where(provision.kind == "article").order_by(provision.id)
        places = session.execute(asked.where(version.instrument_id.in_([law.id for law in laws]))).all()
    with base.session(write=True, actor=Actor("Người rà soát")) as session:
        review = create_review(session, ReviewDraft("Rà soát", date(2026, 1, 1), tuple(law.key for law in laws))).id

    def written(actor: Actor, act: Callable[[Session], object]) -> Callable[[], object]:
        def save() -> None:
            with base.session(write=True, actor=actor) as session:
                act(session)

        return save

    def note(chance: random.Random, actor: Actor) -> Callable[[], object]:
        version_id, path = chance.choice(places)
        return written(actor, lambda session: add_note(session, version_id, [Spot(path)], "Ghi chú của người rà soát."))

    def reply(chance: random.Random, actor: Actor) -> Callable[[], object] | None:
        with base.session() as session:
            notes = session.scalars(select(rows.Annotation.id).where(rows.Annotation.reply_to.is_(None)).limit(50)).all()
        return written(actor, lambda session: add_reply(session, chance.choice(notes), "Trả lời.")) if notes else None

    def decision(chance: random.Random, actor: Actor) -> Callable[[], object]:
        with base.session() as session:
            ids = session.scalars(select(rows.Effect.id).order_by(rows.Effect.id).limit(300)).all()
            seen = effects_by_id(session, [chance.choice(ids)])[0]
        return written(actor, lambda session: decide(session, seen.id, chance.choice(DECISIONS), seen=seen))

    def finding(chance: random.Random, actor: Actor) -> Callable[[], object] | None:
        with base.session() as session:
            shown = find_review(session, review)
            found = findings_of(session, shown, texts_of(session, shown, only=chance.choice(laws).key))
        if not found:
            return None
        one = chance.choice(found)
        return written(actor, lambda session: write_finding(session, shown, one, proposal=f"Đề nghị {chance.random()}"))

    def saved(chance: random.Random, actor: Actor) -> Callable[[], object]:
        return lambda: add_saved(base, f"hỗ trợ nạn nhân {chance.randrange(10**6)}", actor=actor)

    return {"note": note, "reply": reply, "decision": decision, "finding": finding, "saved search": saved}
