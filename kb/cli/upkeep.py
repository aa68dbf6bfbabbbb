"""`kb reindex`, `kb doctor` and `kb app`."""

from functools import partial
from typing import Annotated

import typer
from rich.progress import Progress, TaskID

from kb.base import KnowledgeBase
from kb.cli.options import AsJson, cli
from kb.cli.output import VIETNAMESE, answer, both, console, emit, say, stepping
from kb.upkeep.checks import examine
from kb.upkeep.following import rebuild

_DOING = {"index": "cli.comparing_index", "originals": "cli.checking_originals"}


@cli.command("reindex")
def reindex_command(as_json: AsJson = False) -> None:
    """Dựng lại chỉ mục tìm kiếm từ cơ sở dữ liệu. (Rebuild the search index from the database.)"""
    with KnowledgeBase(create=False) as base, stepping("cli.indexing") as told:
        report = rebuild(base, partial(told, "cli.indexing"))
    counts, seconds = {"documents": report.documents, "versions": report.versions}, report.seconds
    answer(as_json, {**counts, "seconds": round(seconds, 3)}, "cli.indexed", **counts, seconds=seconds)


@cli.command("doctor")
def doctor_command(as_json: AsJson = False) -> int:
    """Kiểm tra kho: cơ sở dữ liệu, chỉ mục, tệp gốc. (Check the base.)"""
    with KnowledgeBase(create=False) as base:
        shown, tasks = Progress(console=console(), transient=True), dict[str, TaskID]()

        def progress(name: str, done: int, total: int) -> None:
            if name not in tasks:
                shown.start()  # nothing is drawn where nothing takes long
                tasks[name] = shown.add_task(VIETNAMESE(_DOING[name]))
            shown.update(tasks[name], completed=done, total=total)

        try:
            found = examine(base, progress)
        finally:
            if tasks:
                shown.stop()
    if as_json:
        checks = [{"code": check.code, "ok": check.ok, "message": VIETNAMESE.write(check.found)} for check in found.checks]
        emit({"ok": found.healthy, "checks": checks, "counts": found.counts})
    else:
        for check in found.checks:
            say(f"{'✓' if check.ok else '✗'} {check.code}: {both(check.found)}")
        say(", ".join(f"{name} {number}" for name, number in found.counts.items()))
    return 0 if found.healthy else 1


@cli.command("app")
def app_command(port: Annotated[int, typer.Option("--port", help="Cổng của ứng dụng. (Port of the app.)")] = 8501) -> None:
    """Mở ứng dụng trong trình duyệt của máy này. (Open the app in this machine's browser.)"""
    from kb.cli.server import check_port
    from kb.cli.serving import serve

    check_port("127.0.0.1", port)
    serve(port)
