"""Reviewers at once: thirty people who write, revise, answer and list notes on the same texts; whether anything of it is lost."""

import argparse
import os
import random
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.tables import Table, quantiles
from ingest.batch import ingest_paths
from kb.accounts.audit import NOTE, lines
from kb.accounts.current import Actor
from kb.annotations import Selection, add_note, add_reply, find_note, list_notes, notes_for, revise_note
from kb.annotations.finding import Wanted, find_notes
from kb.base import KnowledgeBase
from kb.database.tables import Audit, Provision, Version
from kb.errors import ChangedMeanwhileError
from kb.settings import Settings

PEOPLE, SEED = 30, 2026
SAMPLES = Path(__file__).resolve().parents[1] / "documents" / "samples"
LIMIT_MS = 500.0
_THINKS, _TYPES = (1.0, 5.0), (0.5, 4.0)  # seconds between two things, and from reading a note to saving it
_QUOTED = 20  # characters
_SHARED = 20  # of so many newest notes one is revised or answered, so that people meet


@dataclass(slots=True)
class Done:
    """What came of everybody's work.

    :param notes: ids of the notes, in the order of their making
    :param saves: milliseconds of each save that was told as done
    :param told: what was told as saved: the words, which nothing else has
    :param bases: of revisions told as saved, the words that their writer had seen
    :param conflicts: of refusals, note, words seen, words found instead
    """

    saves: list[float] = field(default_factory=list)
    lists: list[float] = field(default_factory=list)
    acts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    bases: dict[str, str] = field(default_factory=dict)
    conflicts: list[tuple[str, str, str]] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """One table, for the database that is given, else SQLite."""
    with tempfile.TemporaryDirectory(prefix="reviewers") as home, open_base(Path(home), arguments.database) as base:
        list(ingest_paths(base, [SAMPLES]))
        before, worked = os.getloadavg()[0], time.process_time()
        done, seconds = work(base, PEOPLE, arguments.seconds)
        worked = time.process_time() - worked
        lost, false = check(base, done)
        name = base.engine.dialect.name
    p50, p95 = quantiles(done.saves)
    row = {
        "saved": f"{len(done.saves):,}",
        "revised": done.acts["revise"],
        "answered": done.acts["reply"],
        "lost": lost,
        "true conflicts": len(done.conflicts) - false,
        "false ones": false,
        "other errors": sum(done.errors.values()),
        "p50 ms": p50,
        "p95 ms": p95,
        "max ms": f"{max(done.saves):.0f}",
        "list p95 ms": quantiles(done.lists)[1],
        "ms of work an act": f"{1000 * worked / sum(done.acts.values()):.0f}",
    }
    load = f"load of the machine {before:.1f} before and {os.getloadavg()[0]:.1f} after"
    said = "under" if float(p95) < LIMIT_MS else "OVER"
    yield Table(
        f"{PEOPLE} reviewers for {seconds:.0f} seconds on {name}, {load}",
        tuple(row),
        [tuple(row.values())],
        "One process, a thread a person, as the app serves them; each thinks 1 to 5 seconds, and types for 0.5 to 4 between\n"
        "reading a note and saving it. Times are of a save, from taking the lock to the commit; "
        f"p95 is {said} the {LIMIT_MS:.0f} ms that it may be."
        + "".join(f"\n{what}: {count}" for what, count in done.errors.items()),
    )


def open_base(home: Path, database: str | None) -> KnowledgeBase:
    """An empty base, in a folder or in a database that is given."""
    return KnowledgeBase(Settings(home=home, database_url=database))


def work(base: KnowledgeBase, people: int, seconds: float) -> tuple[Done, float]:
    """Let people work; what came of it, and how long it took."""
    places = _places(base)
    done, lock, began = Done(), threading.Lock(), time.perf_counter()

    def person(number: int) -> None:
        reviewer = _Reviewer(base, places, number, done, lock)
        time.sleep(reviewer.chance.uniform(0, min(_THINKS[1], seconds / 2)))
        while time.perf_counter() - began < seconds:
            reviewer.act()
            time.sleep(reviewer.chance.uniform(*_THINKS))

    with ThreadPoolExecutor(people) as pool:
        list(pool.map(person, range(people)))
    return done, time.perf_counter() - began


class _Reviewer:
    """Somebody who does one thing after another."""

    def __init__(
        self, base: KnowledgeBase, places: Sequence[tuple[int, int, str, int]], number: int, done: Done, lock: threading.Lock
    ) -> None:
        self.chance = random.Random(SEED + number)
        self._base, self._places, self._done, self._lock = base, places, done, lock
        self._actor, self._number, self._count = Actor(f"Người {number}"), number, 0

    def act(self) -> None:
        """Do something: mostly write."""
        (act,) = self.chance.choices(("add", "revise", "reply", "list"), (30, 35, 20, 15))
        try:
            {"add": self._add, "revise": self._revise, "reply": self._reply, "list": self._list}[act]()
        except ChangedMeanwhileError:
            raise
        except Exception as error:
            with self._lock:
                self._done.errors[f"{act}: {type(error).__name__}: {str(error)[:80]}"] += 1

    def _words(self) -> str:
        self._count += 1
        return f"Ý kiến {self._number}.{self._count} về điều này: cần xem lại mức và thời hạn."

    def _add(self) -> None:
        _, version, path, length = self.chance.choice(self._places)
        start = self.chance.randrange(length - _QUOTED)
        words = self._words()
        began = time.perf_counter()
        with self._base.session(write=True, actor=self._actor) as session:
            note = add_note(session, version, [Selection(path, "text", start, start + _QUOTED)], words, ["câu hỏi"])
        self._saved("add", note, words, began)

    def _revise(self) -> None:
        note_id = self._some_note()
        if note_id is None:
            return self._add()
        with self._base.session() as session:
            seen = find_note(session, note_id)
        if seen is None:
            return None
        time.sleep(self.chance.uniform(*_TYPES))
        words = self._words()
        began = time.perf_counter()
        try:
            with self._base.session(write=True, actor=self._actor) as session:
                revise_note(session, note_id, words, seen.tags, "open", seen=seen)
        except ChangedMeanwhileError as error:
            now = getattr(error.now, "text", "")
            with self._lock:
                self._done.conflicts.append((note_id, seen.text, now))
            return None
        self._saved("revise", note_id, words, began, seen.text)
        return None

    def _reply(self) -> None:
        note_id = self._some_note()
        if note_id is None:
            return self._add()
        words = self._words()
        began = time.perf_counter()
        with self._base.session(write=True, actor=self._actor) as session:
            reply = add_reply(session, note_id, words)
        self._saved("reply", reply, words, began)
        return None

    def _list(self) -> None:
        instrument, *_ = self.chance.choice(self._places)
        began = time.perf_counter()
        with self._base.session() as session:
            notes_for(session, instrument)
            find_notes(session, Wanted())
        with self._lock:
            self._done.acts["list"] += 1
            self._done.lists.append((time.perf_counter() - began) * 1000)

    def _some_note(self) -> str | None:
        with self._lock:
            notes = self._done.notes[-_SHARED:]
        return self.chance.choice(notes) if notes else None

    def _saved(self, act: str, thing: str, words: str, began: float, base: str | None = None) -> None:
        taken = (time.perf_counter() - began) * 1000
        with self._lock:
            self._done.acts[act] += 1
            self._done.saves.append(taken)
            self._done.told.append((thing, words))
            if act == "add":
                self._done.notes.append(thing)
            if base is not None:
                self._done.bases[words] = base


def check(base: KnowledgeBase, done: Done) -> tuple[int, int]:
    """What the base says of what people were told: how many saves are lost, and how many refusals were of no true conflict.

    A save is lost where its words are not in the history of the note exactly once, where it went over words that its writer had not
    seen, or where it is not what stands there although nobody saved after it.
    """
    with base.session() as session:
        histories: dict[str, list[str]] = defaultdict(list)
        for line in lines(session, Audit.thing == NOTE, Audit.act.in_(("add", "revise"))):
            histories[line.thing_id].append(line.after["text"])
        stands = {note.id: note.text for note in list_notes(session)}
        stands |= {reply.id: reply.text for note in list_notes(session) for reply in note.replies}
    lost = 0
    for thing, words in done.told:
        history = histories[thing]
        kept = history.count(words) == 1
        before = history[history.index(words) - 1] if kept and words in done.bases else None
        lost += not kept or (words in done.bases and before != done.bases[words])
    lost += sum(stands.get(thing) != history[-1] for thing, history in histories.items())
    lost += sum(map(len, histories.values())) - len(done.told)  # what stands there and nobody was told of
    false = sum(
        seen == now or seen not in histories[note] or now not in histories[note][histories[note].index(seen) + 1 :]
        for note, seen, now in done.conflicts
    )
    return lost, false


def _places(base: KnowledgeBase) -> list[tuple[int, int, str, int]]:
    """Instrument, version, path and length of the texts that are long enough to quote from."""
    with base.session() as session:
        rows = session.execute(
            select(Version.instrument_id, Version.id, Provision.path, func.length(Provision.text))
            .join(Provision, Provision.version_id == Version.id)
            .where(func.length(Provision.text) > _QUOTED)
            .order_by(Version.id, Provision.position)
        ).all()
    return [(row[0], row[1], row[2], row[3]) for row in rows]
