"""Reading and ingesting beside another commit, in one run: the same machine, the same load, in turn."""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bases import codification_zip
from benchmarks.tables import DATA, SNAPSHOT, MissingDataError, Table, need

_HERE = Path(__file__).resolve().parents[1]
_INGEST = (
    "import sys; from kb.cli.main import run; sys.argv = ['kb', 'ingest', {path!r}, '--snapshot-date', {day!r}, '--json']; run()"
)
_READ = """
import sys, time
from pathlib import Path
from ingest.readers.pdf import read_pdf
for path in sys.argv[1:]:
    try:
        read_pdf(Path(path))
    except Exception:
        pass
"""
_COUNT_OWN = "import atexit, os, resource\n" + (
    "def _said():\n"
    "    used = resource.getrusage(resource.RUSAGE_SELF)\n"
    "    open(os.environ['TULUAT_USED'], 'w').write(str(used.ru_utime + used.ru_stime))\n"
    "atexit.register(_said)\n"
)


@dataclass(frozen=True, slots=True)
class Used:
    """What a run took.

    :param own: processor's time of its main process
    :param all: of that and of those that it started
    """

    clock: float
    own: float
    all: float


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """PDF files and the codification, read and ingested by both."""
    path = codification_zip()
    files = sorted(str(path) for path in need("documents").rglob("*.pdf"))
    with _checked_out(arguments.beside) as other, tempfile.TemporaryDirectory() as folder:
        sides = {"this": _HERE, arguments.beside: other}
        rounds = max(1, arguments.rounds)
        reading = {name: [_run(root, _READ, *files) for _ in range(rounds)] for name, root in sides.items()}
        yield _table(f"Reading {len(files)} PDF files beside {arguments.beside}", reading, "files a second", len(files))
        ingesting: dict[str, list[Used]] = {name: [] for name in sides}
        counts: dict[str, dict[str, int]] = {}
        for number in range(rounds):
            for name, root in sides.items():
                home = Path(folder) / f"{number}-{root.name}"
                ingesting[name].append(_run(root, _INGEST.format(path=str(path), day=SNAPSHOT), home=home))
                counts[name] = _rows(home)
        table = _table(f"Ingesting the codification beside {arguments.beside}", ingesting, "", 0)
        differ = [
            f"{table}: {counts['this'].get(table)} and {counts[arguments.beside].get(table)}"
            for table in sorted(counts["this"] | counts[arguments.beside])
            if counts["this"].get(table) != counts[arguments.beside].get(table)
        ]
        note = (
            f"Rows that differ: {'; '.join(differ)}." if differ else f"The same number of rows in all {len(counts['this'])} tables."
        )
        yield Table(table.title, table.head, table.rows, note)


def _table(title: str, runs: dict[str, list[Used]], rate: str, count: int) -> Table:
    """The best of the rounds of each side: what else runs on the machine only adds."""
    head = ["", "seconds", "processor's, main", "processor's, all", *([rate] if rate else [])]
    rows = []
    for name, used in runs.items():
        best = Used(min(one.clock for one in used), min(one.own for one in used), min(one.all for one in used))
        figures = [f"{best.clock:.1f}", f"{best.own:.1f}", f"{best.all:.1f}"]
        rows.append([name, *figures, *([f"{count / best.own:.2f}"] if rate else [])])
    return Table(title, head, rows)


@contextmanager
def _checked_out(ref: str) -> Iterator[Path]:
    """Another commit, in a folder of its own beside this one, so that it finds the real data too."""
    folder = Path(tempfile.mkdtemp(prefix="beside-"))
    git = ["git", "-C", str(_HERE), "worktree"]
    root = folder / "other"
    made = subprocess.run([*git, "add", "--detach", "--force", str(root), ref], capture_output=True, check=False)
    if made.returncode:
        raise MissingDataError(f"there is no commit {ref} to measure beside")
    (folder / "shared").symlink_to(DATA.parent)
    try:
        yield root
    finally:
        subprocess.run([*git, "remove", "--force", str(root)], capture_output=True, check=False)
        (folder / "shared").unlink()
        folder.rmdir()


def _run(root: Path, script: str, *arguments: str, home: Path | None = None) -> Used:
    with tempfile.NamedTemporaryFile("r") as said:
        environment = {**os.environ, "PYTHONPATH": str(root), "TULUAT_USED": said.name, **({"KB_HOME": str(home)} if home else {})}
        began = time.perf_counter()
        before = os.times()
        subprocess.run(
            [sys.executable, "-P", "-c", _COUNT_OWN + script, *arguments],
            cwd=root,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        after = os.times()
        every = after.children_user - before.children_user + after.children_system - before.children_system
        return Used(time.perf_counter() - began, float(json.loads(said.read())), every)


def _rows(home: Path) -> dict[str, int]:
    """How many rows each table of a base has."""
    with closing(sqlite3.connect(home / "kb.sqlite3")) as connection:
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        return {name: connection.execute(f'select count(*) from "{name}"').fetchone()[0] for name in names}
