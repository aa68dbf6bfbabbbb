"""Processes that read files: ended in time, refilled, and of no consequence for whoever asked."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from documents.model import ProblemCode
from ingest.apart import Workers, run_apart
from ingest.errors import IngestError, UnreadableFileError
from kb.apart.process import WorkLimits
from kb.settings import Settings
from tests.refusing import refused

LIMITS = WorkLimits(seconds=1, megabytes=256)
ROOT = Path(__file__).resolve().parents[2]


def apart(function: Callable[..., object], *arguments: object) -> object:
    return run_apart(function, *arguments, name="a.txt", limits=LIMITS)


def test_a_process_is_kept_for_the_next_file() -> None:
    first = apart(os.getpid)
    assert first == apart(os.getpid)
    assert first != os.getpid()


@pytest.mark.parametrize(
    ("function", "arguments", "code", "words"),
    [
        pytest.param(time.sleep, (60,), ProblemCode.TOO_LARGE, "quá 1 giây.*KB_FILE_SECONDS", id="waits"),
        pytest.param(re.match, ("(a+)+$", "a" * 40 + "b"), ProblemCode.TOO_LARGE, "KB_FILE_SECONDS", id="works in C"),
        pytest.param(bytearray, (300_000_000,), ProblemCode.TOO_LARGE, "bộ nhớ.*KB_FILE_MEMORY_MB", id="takes memory"),
        pytest.param(os._exit, (3,), ProblemCode.UNREADABLE, "bị ngắt giữa chừng", id="ends the process"),
        pytest.param(os.abort, (), ProblemCode.UNREADABLE, "bị ngắt giữa chừng", id="aborts"),
        pytest.param(int, ("x",), ProblemCode.UNREADABLE, "không đúng định dạng", id="fails"),
        pytest.param(threading.Lock, (), ProblemCode.UNREADABLE, "không đúng định dạng", id="gives what cannot be sent"),
    ],
)
def test_what_a_file_does_to_its_process_is_one_sentence(
    function: Callable[..., object], arguments: tuple[object, ...], code: ProblemCode, words: str
) -> None:
    with refused(IngestError, f"a\\.txt.*{words}") as failed:
        apart(function, *arguments)
    assert failed.value.problem == code
    assert apart(len, "abc") == 3


def test_what_a_library_prints_is_no_reply(capfd: pytest.CaptureFixture[str]) -> None:
    assert apart(os.write, 1, b"said") == 4
    assert apart(len, "abc") == 3
    assert capfd.readouterr().out == ""


def test_many_files_come_back_in_order_and_leaving_ends_what_still_runs() -> None:
    with closing(Workers(2, WorkLimits(60, 256))) as workers:
        tasks = [workers.submit(pow, 2, number, name=str(number)) for number in range(6)]
        assert [task.result().value for task in tasks] == [1, 2, 4, 8, 16, 32]
        running = workers.submit(time.sleep, 60, name="a.txt")
        while not running.running():
            time.sleep(0.01)
        waiting = [workers.submit(time.sleep, 60, name="b.txt") for _ in range(3)]
    assert isinstance(running.result().error, UnreadableFileError)
    assert all(task.cancelled() or task.result().error for task in waiting)


def test_the_main_module_is_not_run_again(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text("import os\nprint('page')\nfrom ingest.apart import run_apart\nrun_apart(os.getpid, name='a')\n")
    (tmp_path / "pickle.py").write_text("raise SystemExit('somebody else’s module')\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-P", page.name], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr, done.returncode) == ("page\n", "", 0)


def test_a_process_ends_with_whoever_started_it(tmp_path: Path) -> None:
    asks = "print(run_apart(os.getpid, name='a'), flush=True)"
    program = f"import os, time\nfrom ingest.apart import run_apart\n{asks}\ntime.sleep(60)\n"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        worker = Path("/proc") / starter.stdout.readline().decode().strip()
        if not worker.parent.is_dir():
            pytest.skip("needs /proc")
        assert worker.is_dir()
        starter.kill()
    for _ in range(100):
        if not worker.is_dir() or " Z " in (worker / "stat").read_text():
            return
        time.sleep(0.05)
    pytest.fail("the process lives on")


def test_the_settings_say_what_a_file_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_FILE_SECONDS", "2.5")
    monkeypatch.setenv("KB_FILE_MEMORY_MB", "100")
    configured = Settings()
    assert (configured.file_seconds, configured.file_memory_mb) == (2.5, 100)
