"""Notes: finding and reading them among 5,000 with 2,500 replies, and saving one."""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.tables import Table, quantiles
from ingest.batch import ingest_paths
from kb.accounts.current import Actor
from kb.annotations import NOTE_STATUSES, SEVERITIES, Selection, add_note, add_reply, find_note, notes_for, revise_note
from kb.annotations.finding import Wanted, choices, find_notes, naming, stamp
from kb.annotations.vocabulary import BEGINS_WITH
from kb.base import KnowledgeBase
from kb.database.reading.reader import list_instruments, load_version
from kb.settings import Settings

MANY, _TIMES, _PEOPLE = 5000, 30, 12
_WORDS = (
    "mức trợ cấp",
    "thời hạn",
    "nạn nhân",
    "hồ sơ",
    "thẩm quyền",
    "trái luật",
    "chồng chéo",
    "giải thích",
    "sửa đổi",
    "quy định",
)
_RARE = "hoà hoãn"
_SAMPLES = Path(__file__).resolve().parents[1] / "documents" / "samples"


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """What the page of notes and the margin of the reader ask the database for."""
    with tempfile.TemporaryDirectory() as folder, KnowledgeBase(Settings(home=Path(folder))) as base:
        for _ in ingest_paths(base, [_SAMPLES], workers=1):
            pass
        text, key = _fill(base)
        rows = [(what, *quantiles(_times(base, ask))) for what, ask in _questions(text, key)]
        rows += [(what, *quantiles(waits)) for what, waits in _savings(base, text).items()]
    note = f"SQLite, n = {_TIMES} each; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores at the end"
    yield Table(f"{MANY} notes and {MANY // 2} replies, ms", ("what", "p50", "p95"), rows, note)


def _fill(base: KnowledgeBase) -> tuple[int, str]:
    """Make the notes; the id and key of the text that has the most."""
    chance = random.Random(15)
    with base.session() as session:
        loaded = [load_version(session, item.key) for item in list_instruments(session)[:8]]
    texts = [(item, [part.path for part in item.walk() if part.path]) for item in loaded if item is not None and item.provisions]
    for person in range(_PEOPLE):
        with base.session(write=True, actor=Actor(f"Người {person}")) as session:
            for number in range(MANY // _PEOPLE + 1):
                text, paths = texts[min(chance.randrange(2 * len(texts)), len(texts) - 1)]
                words = " ".join(chance.choices(_WORDS, k=20)) + (f" {_RARE}" if number == 7 else "")
                links = [f"{texts[0][0].instrument.key}#{chance.choice(texts[0][1])}"] if number % 10 == 0 else []
                note = add_note(
                    session,
                    text.version.id,
                    [Selection(chance.choice(paths))],
                    words,
                    chance.sample(BEGINS_WITH, 2),
                    chance.choice(NOTE_STATUSES),
                    severity=chance.choice(SEVERITIES),
                    links=links,
                )
                if number % 2:
                    add_reply(session, note, " ".join(chance.choices(_WORDS, k=6)))
    most = texts[-1][0].instrument
    return most.id, most.key


def _questions(text: int, key: str) -> list[tuple[str, Callable[..., object]]]:
    return [
        ("the first page, no filter", lambda session: find_notes(session, Wanted())),
        ("the last page", lambda session: find_notes(session, Wanted(), MANY - 20)),
        ("a word that 12 notes have, with marks", lambda session: find_notes(session, Wanted(words=_RARE))),
        ("three words that most have, without marks", lambda session: find_notes(session, Wanted(words="nan nhan luat"))),
        ("tag, state and author", lambda session: find_notes(session, Wanted(tag="lạc hậu", status="open", author="Người 3"))),
        ("a text", lambda session: find_notes(session, Wanted(instrument=key))),
        ("what there is to narrow by", choices),
        ("whether anything changed on the text with the most notes", lambda session: stamp(session, text)),
        ("the notes that name a text", lambda session: naming(session, text)),
        ("all notes on the text with the most", lambda session: notes_for(session, text)),
    ]


def _times(base: KnowledgeBase, ask: Callable[..., object]) -> list[float]:
    waits = []
    for _ in range(_TIMES):
        with base.session() as session:
            began = time.perf_counter()
            ask(session)
            waits.append((time.perf_counter() - began) * 1000)
    return waits


def _savings(base: KnowledgeBase, text: int) -> dict[str, list[float]]:
    """Saving a note, and revising it against what was seen, each in a transaction of its own."""
    waits: dict[str, list[float]] = {"saving a note": [], "revising it": []}
    with base.session() as session:
        version = notes_for(session, text)[0].targets[0].version_id
    for number in range(_TIMES):
        began = time.perf_counter()
        with base.session(write=True, actor=Actor("Người 0")) as session:
            note = add_note(session, version or 0, [Selection("dieu-1")], f"Lời {number}")
        waits["saving a note"].append((time.perf_counter() - began) * 1000)
        with base.session() as session:
            seen = find_note(session, note)
        began = time.perf_counter()
        with base.session(write=True, actor=Actor("Người 1")) as session:
            revise_note(session, note, f"Lời khác {number}", seen=seen)
        waits["revising it"].append((time.perf_counter() - began) * 1000)
    return waits
