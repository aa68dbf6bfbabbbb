"""`kb vectors build` and `kb vectors status`."""

from dataclasses import asdict

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from kb.base import KnowledgeBase
from kb.cli.options import AsJson, vector_commands
from kb.cli.output import VIETNAMESE, console, emit, tell
from kb.errors import InvalidQueryError
from kb.vectors.building import build_vectors
from kb.vectors.encoder import Encoder, open_encoder
from kb.vectors.status import vectors_status


@vector_commands.command("build")
def build_command(as_json: AsJson = False) -> int:
    """Tính véc-tơ của những điều khoản chưa có. (Compute the vectors that are lacking.)"""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with KnowledgeBase(create=False) as base:
        encoder = _encoder(base)
        with Progress(*columns, console=console(), transient=True) as bar:
            task = bar.add_task(VIETNAMESE("cli.building_vectors"), total=None)
            report = build_vectors(base, encoder, lambda done, total: bar.update(task, completed=done, total=total))
    if as_json:
        emit(
            {
                "written": report.written,
                "removed": report.removed,
                "total": report.total,
                "complete": report.complete,
                "seconds": round(report.seconds, 3),
            }
        )
    else:
        counts = {"written": report.written, "removed": report.removed, "total": report.total, "seconds": report.seconds}
        tell("cli.vectors_built", **counts)
        if not report.complete:
            tell("cli.vectors_behind")
    return 0


@vector_commands.command("status")
def status_command(as_json: AsJson = False) -> int:
    """Đã có bao nhiêu véc-tơ. (How many vectors there are.)"""
    with KnowledgeBase(create=False) as base:
        status = vectors_status(base, _encoder(base))
    if as_json:
        emit(asdict(status))
    else:
        state = "building" if status.building else "complete" if status.complete else "incomplete"
        total = status.total if status.total is not None else "?"
        tell(f"cli.vectors_{state}", done=status.done, total=total, dimension=status.dimension)
    return 0


def _encoder(base: KnowledgeBase) -> Encoder:
    folder = base.settings.encoder
    if folder is None:
        raise InvalidQueryError("encoder_unset")
    return open_encoder(folder)
