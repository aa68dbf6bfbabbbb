"""Old Word and PowerPoint files and rich text: LibreOffice turns them into those of today, apart from us and under limits."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from documents.model import Reading
from ingest.apart import file_limits, too_slow
from ingest.errors import IngestError, ProgramMissingError, UnreadableFileError
from ingest.files.source import Source, reason
from ingest.readers.docx import read_docx
from ingest.readers.pptx import read_pptx
from ingest.readers.registry import Options
from kb.apart.process import WorkLimits

_PLACES = ("/Applications/LibreOffice.app/Contents/MacOS/soffice", r"C:\Program Files\LibreOffice\program\soffice.com")
_FILTERS = {"docx": "docx:MS Word 2007 XML", "pptx": "pptx:Impress MS PowerPoint 2007 XML"}
_OWN_MEGABYTES = 2048
"""Addresses that LibreOffice needs for itself, measured with 7.4: 1.2 GB."""

_SHARE = 0.8
"""Of the time that a file may take, so that a reading that is ended from outside leaves no LibreOffice behind."""

_running: "set[subprocess.Popen[bytes]]" = set()

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""  # noqa: E501


def made_of(source: Source) -> str:
    """What a file is turned into."""
    return "pptx" if "PowerPoint Document".encode("utf-16-le") in source.data else "docx"


def read_source(source: Source, options: Options) -> Reading:
    """Read a file by what LibreOffice makes of it."""
    made = source if source.converted is not None else convert([source])[0]
    if isinstance(made, IngestError):
        raise made
    assert made.converted is not None
    read = read_pptx if made_of(source) == "pptx" else read_docx
    return read(made.converted, source.name, options.limits)


class Conversions:
    """Converts files in the background: all that wait when LibreOffice is free share its next start."""

    def __init__(self, allowed: WorkLimits) -> None:
        self._allowed = allowed
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tuluat-office")
        self._waiting: deque[tuple[Source, Future[Source]]] = deque()

    def submit(self, source: Source) -> "Future[Source]":
        """The source with what LibreOffice made of it; an :class:`IngestError` where it made nothing."""
        future: Future[Source] = Future()
        self._waiting.append((source, future))
        self._thread.submit(self._convert)
        return future

    def close(self) -> None:
        """Take nothing more, and end what still runs."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        for process in tuple(_running):
            _end(process)

    def _convert(self) -> None:
        waiting = [self._waiting.popleft() for _ in range(len(self._waiting))]
        for kind in _FILTERS:
            same = [(source, future) for source, future in waiting if made_of(source) == kind]
            try:
                results = convert([source for source, _ in same], self._allowed)
            except OSError as error:  # no room, or the program cannot be started
                results = [UnreadableFileError("office_not_run", name=source.name, reason=reason(error)) for source, _ in same]
            except Exception as error:  # whoever waits for one of them is told
                for _, future in same:
                    future.set_exception(error)
                continue
            for (_, future), result in zip(same, results, strict=True):
                if isinstance(result, IngestError):
                    future.set_exception(result)
                else:
                    future.set_result(result)


def convert(sources: Sequence[Source], allowed: WorkLimits | None = None) -> list[Source | IngestError]:
    """Turn files of one kind into those of today, with one start of LibreOffice.

    :returns: in their order, each with what was made of it, or why nothing was
    """
    if not sources:
        return []
    allowed = allowed or file_limits()
    program = next((found for place in ("soffice", "libreoffice", *_PLACES) if (found := shutil.which(place))), None)
    if program is None:
        return [ProgramMissingError("office_missing", name=source.name) for source in sources]
    kind = made_of(sources[0])
    with tempfile.TemporaryDirectory(prefix="tuluat-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        files = [folder / f"{at}.{'ppt' if kind == 'pptx' else 'doc'}" for at in range(len(sources))]
        for file, source in zip(files, sources, strict=True):
            file.write_bytes(source.data)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        ended, said = _run(program, kind, folder, files, allowed)
        made = [folder / "made" / f"{file.stem}.{kind}" for file in files]
        results: list[Source | IngestError] = []
        for source, result in zip(sources, made, strict=True):
            if result.is_file() and result.stat().st_size:
                results.append(replace(source, converted=result.read_bytes()))
            elif b"no export filter" in said:
                results.append(ProgramMissingError("office_missing", name=source.name))
            elif ended == 0:
                results.append(UnreadableFileError("office_refused", name=source.name))
            elif len(sources) > 1:  # one of them ended it; the others are none the worse for that
                results += convert([source], allowed)
            elif ended is None:
                results.append(too_slow(source.name, allowed))
            else:
                results.append(UnreadableFileError("file_process_ended", name=source.name, megabytes=str(allowed.megabytes)))
    return results


def _run(program: str, kind: str, folder: Path, files: Sequence[Path], allowed: WorkLimits) -> tuple[int | None, bytes]:
    seconds = allowed.seconds * _SHARE
    command = [
        *_limits(allowed, seconds),
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--convert-to", _FILTERS[kind]),
        *("--outdir", str(folder / "made")),
        *map(str, files),
    ]
    known = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**known, "HOME": str(folder), "TMPDIR": str(folder), "TEMP": str(folder), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    _running.add(process)
    try:
        said, _ = process.communicate(timeout=seconds)
        return process.returncode, said
    except subprocess.TimeoutExpired:
        return None, b""
    finally:
        _running.discard(process)
        _end(process)
        if process.stdout:
            process.stdout.close()


def _end(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
    process.wait()


def _limits(allowed: WorkLimits, seconds: float) -> list[str]:
    """What stands before a command so that the system holds it to its limits, whoever is left to watch it, and off the network."""
    if os.name == "nt":
        return []
    kilobytes = (allowed.megabytes + _OWN_MEGABYTES) * 1024
    limits = f"ulimit -c 0; ulimit -Sv {kilobytes}; ulimit -St {int(seconds) + 1}; ulimit -Sf {allowed.megabytes * 2048}"
    watch = ["timeout", "-s", "KILL", f"{seconds:.0f}"] if shutil.which("timeout") else []
    return ["sh", "-c", f'{limits}; exec "$@"', "sh", *watch, *_off_the_network()]


@lru_cache
def _off_the_network() -> list[str]:
    command = ["unshare", "--net", "--map-root-user"]
    try:
        return command if subprocess.run([*command, "true"], capture_output=True, timeout=10).returncode == 0 else []
    except (OSError, subprocess.TimeoutExpired):
        return []
