"""`kb reindex`, `kb doctor` and `kb app`."""

from dataclasses import asdict

from rich.progress import Progress, TaskID

from kb.base import KnowledgeBase
from kb.cli.output import console, emit, say
from kb.upkeep import examine, rebuild

_DOING = {"index": "Đang so chỉ mục với dữ liệu", "originals": "Đang kiểm tra tệp gốc"}


def reindex_command(as_json: bool) -> int:
    """Rebuild the index; searches go on with the old one meanwhile."""
    with KnowledgeBase(create=False) as base, console().status("Đang dựng chỉ mục…"):
        report = rebuild(base)
    done = {"documents": report.documents, "versions": report.versions, "seconds": round(report.seconds, 3)}
    if as_json:
        emit(done)
    else:
        say(f"Đã đánh chỉ mục {report.documents} đoạn của {report.versions} phiên bản trong {report.seconds:.1f} giây.")
    return 0


def doctor_command(as_json: bool) -> int:
    """Check the database, the index and the originals.

    :returns: 1 when something is wrong
    """
    with KnowledgeBase(create=False) as base:
        shown, tasks = Progress(console=console(), transient=True), dict[str, TaskID]()

        def progress(name: str, done: int, total: int) -> None:
            if name not in tasks:
                shown.start()  # nothing is drawn where nothing takes long
                tasks[name] = shown.add_task(_DOING[name])
            shown.update(tasks[name], completed=done, total=total)

        try:
            found = examine(base, progress)
        finally:
            if tasks:
                shown.stop()
    if as_json:
        emit({"ok": found.healthy, "checks": [asdict(check) for check in found.checks], "counts": found.counts})
    else:
        for check in found.checks:
            say(f"{'✓' if check.ok else '✗'} {check.name}: {check.message}")
        say(", ".join(f"{name} {number}" for name, number in found.counts.items()))
    return 0 if found.healthy else 1


def app_command(port: int) -> int:
    """Serve the app on this machine only, and stay until it is stopped."""
    from kb.cli.serving import serve

    serve(port)
    return 0
