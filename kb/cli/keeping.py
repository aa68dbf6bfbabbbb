"""`kb backup`, `kb verify-backup`, `kb restore` and `kb move`: a base kept safe; `kb reindex`, `kb doctor` and `kb app`."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress, TaskID

from kb.base import KnowledgeBase
from kb.cli.options import AsJson, cli
from kb.cli.output import VIETNAMESE, answer, both, console, emit, remark, say, stepping, tell
from kb.errors import BackupError, InvalidQueryError
from kb.settings import settings
from kb.upkeep.checks import examine
from kb.upkeep.following import rebuild

if TYPE_CHECKING:
    from kb.upkeep.backup import Manifest

_MB = 1_000_000
BackupFile = Annotated[Path, typer.Argument(metavar="TỆP", help="Bản sao lưu. (The backup.)")]


@cli.command("backup")
def backup_command(
    target: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp .tar.zst ghi ra, hoặc thư mục. (File to write, or folder.)")],
    to_folder: Annotated[
        bool,
        typer.Option("--to-folder", help="Ghi vào thư mục các bản có ngày, tệp gốc chỉ giữ một lần. (Dated backups in a folder.)"),
    ] = False,
    keep: Annotated[
        int | None, typer.Option("--keep", min=1, metavar="SỐ", help="Chỉ giữ chừng này bản mới nhất. (Keep only the newest.)")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Thay bản sao lưu cùng tên đã có. (Replace a backup of that name.)")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Sao lưu cả kho trong lúc mọi người vẫn làm việc. (Back up the whole base while people work.)"""
    from kb.upkeep.backup import back_up

    if keep and not to_folder:
        raise InvalidQueryError("backup_keep_folder")
    with KnowledgeBase(create=False) as base, console().status(VIETNAMESE("backup.making")):
        try:
            made = back_up(base, target, to_folder, keep, replace=replace)
        except OSError as error:
            raise BackupError("export_not_written", file=target.name, reason=error.strerror) from error
    manifest = made.manifest
    if as_json:
        told = {"file": str(made.path), "bytes": made.path.stat().st_size, "seconds": round(made.seconds, 3)}
        about = {"made_at": manifest.made_at.isoformat(), "files": len(manifest.files), "missing": manifest.missing}
        emit({**told, **about, "counts": _counts(manifest), "removed": [path.name for path in made.removed]})
    else:
        size = f"{made.path.stat().st_size / _MB:.1f} MB"
        rows = sum(table.rows for table in manifest.tables.values())
        tell("backup.made", file=str(made.path), rows=rows, files=len(manifest.files), bytes=size, seconds=made.seconds)
        if manifest.missing:
            tell("backup.missing", count=len(manifest.missing), example=manifest.missing[0])
    return 1 if manifest.missing else 0


@cli.command("verify-backup")
def verify_backup_command(file: BackupFile, as_json: AsJson = False) -> int:
    """Kiểm tra một bản sao lưu từ đầu đến cuối. (Check a backup from beginning to end.)"""
    from kb.upkeep.backup import check

    counts: dict[str, int] = {}
    try:
        manifest, found = check(file)
        counts, problems = _counts(manifest), [VIETNAMESE.write(problem) for problem in found]
    except BackupError as error:
        problems = [VIETNAMESE.write(error)]
    except OSError as error:
        raise BackupError("backup_unreadable", name=file.name, reason=error.strerror) from error
    if as_json:
        emit({"ok": not problems, "counts": counts, "problems": problems})
    else:
        for problem in problems:
            say(problem)
        if not problems:
            tell("backup.whole", made_at=manifest.made_at, rows=sum(counts.values()), files=len(manifest.files))
    return 1 if problems else 0


@cli.command("restore")
def restore_command(file: BackupFile, as_json: AsJson = False) -> None:
    """Khôi phục một bản sao lưu vào KB_HOME trống. (Make a base of a backup, in an empty KB_HOME.)"""
    from kb.upkeep.backup import restore

    with stepping("backup.reading") as told:
        try:
            manifest = restore(file, settings(), told)
        except FileNotFoundError as error:
            raise BackupError("backup_unreadable", name=file.name, reason=error.strerror) from error
    done = {"made_at": manifest.made_at.isoformat(), "counts": _counts(manifest), "missing": manifest.missing}
    where = {"home": str(settings().home), "made_at": manifest.made_at}
    answer(as_json, done, "backup.restored", **where, files=len(manifest.files))


@cli.command("move")
def move_command(
    to: Annotated[
        str, typer.Option("--to", metavar="ĐỊA CHỈ", help="postgresql://…, sqlite:///… hoặc thư mục trống. (Or an empty folder.)")
    ],
    as_json: AsJson = False,
) -> None:
    """Chuyển cơ sở dữ liệu của kho sang nơi khác, so từng bảng. (Move the base's database elsewhere, every table compared.)"""
    from kb.upkeep.backup import move

    with console().status(VIETNAMESE("backup.moving")):
        moved = move(settings(), to)
    if as_json:
        told = {"database": moved.address, "home": str(moved.settings.home), "left": str(moved.left) if moved.left else None}
        emit({**told, "counts": {name: table.rows for name, table in moved.tables.items()}})
    else:
        rows = sum(table.rows for table in moved.tables.values())
        tell("backup.moved", address=moved.address, home=str(moved.settings.home), tables=len(moved.tables), rows=rows)
        if moved.left:
            tell("backup.left", file=str(moved.left))


def _counts(manifest: "Manifest") -> dict[str, int]:
    return {name: table.rows for name, table in manifest.tables.items()}


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
            well = "✓" if check.there else "–"
            say(f"{well if check.ok else '✗'} {check.code}: {both(check.found)}")
        say(", ".join(f"{name} {number}" for name, number in found.counts.items()))
    return 0 if found.healthy else 1


@cli.command("app")
def app_command(port: Annotated[int, typer.Option("--port", help="Cổng của ứng dụng. (Port of the app.)")] = 8501) -> None:
    """Mở ứng dụng trong trình duyệt của máy này. (Open the app in this machine's browser.)"""
    from kb.cli.server import check_port
    from kb.cli.serving import serve

    check_port("127.0.0.1", port)
    remark("serve.opened", address=f"http://localhost:{port}")
    serve(port)
