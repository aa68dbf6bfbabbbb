"""`kb vectors build` and `kb vectors status`."""

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from kb.base import KnowledgeBase
from kb.cli.objects import Json
from kb.cli.output import console, emit, say
from kb.errors import IndexMissingError, IndexUnavailableError, InvalidQueryError
from kb.index.build import content_revision, open_index
from kb.vectors.building import build_vectors
from kb.vectors.encoder import Encoder, open_encoder
from kb.vectors.lock import builder
from kb.vectors.model import EncoderError
from kb.vectors.storage import count_vectors, read_progress


def build_command(as_json: bool) -> int:
    """Compute the vectors that are lacking; what is done is kept when it is stopped.

    :raises InvalidQueryError: no encoder is set
    :raises EncoderError: it cannot be used
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with KnowledgeBase(create=False) as base:
        encoder = _encoder(base)
        with Progress(*columns, console=console(), transient=True) as bar:
            task = bar.add_task("Đang tính véc-tơ", total=None)
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
        say(
            f"Đã tính {report.written} véc-tơ, bỏ {report.removed}, nay có {report.total}, trong {report.seconds:.1f} giây."
            f"{'' if report.complete else ' Văn bản vừa thay đổi; hãy chạy lại. (The texts have changed; run again.)'}"
        )
    return 0


def status_command(as_json: bool) -> int:
    """How many vectors there are, of how many, and of which encoder.

    :raises InvalidQueryError: no encoder is set
    :raises EncoderError: it cannot be used
    """
    with KnowledgeBase(create=False) as base:
        status = vectors_status(base, _encoder(base))
    if as_json:
        emit(status)
    else:
        total = status["total"] if status["total"] is not None else "?"
        whether = "đủ (complete)" if status["complete"] else "chưa đủ; hãy chạy “kb vectors build” (incomplete)"
        if status["building"]:
            whether = "đang tính (being computed)"
        say(f"{status['done']}/{total} véc-tơ {status['dimension']} chiều: {whether}")
    return 0


def vectors_status(base: KnowledgeBase, encoder: Encoder) -> Json:
    """What `kb vectors status` says."""
    with base.engine.connect() as connection:
        done = count_vectors(connection, encoder.identity)
        complete = read_progress(connection, encoder.identity).complete == content_revision(connection)
    total: int | None
    try:
        total = open_index(base).store.count_documents()
    except (IndexMissingError, IndexUnavailableError):
        total = done if complete else None
    return {
        "encoder": encoder.identity,
        "dimension": encoder.dimension,
        "done": done,
        "total": total,
        "complete": complete,
        "building": builder(base.settings.vectors_path) is not None,
    }


def vectors_checks(base: KnowledgeBase) -> list[Json]:
    """What `kb doctor` says of the encoder and of the vectors; nothing where no encoder is set."""
    if base.settings.encoder is None:
        return []
    try:
        status = vectors_status(base, _encoder(base))
    except EncoderError as error:
        return [{"name": "encoder", "ok": False, "message": str(error)}]
    encoder = {"name": "encoder", "ok": True, "message": f"Mở được, véc-tơ {status['dimension']} chiều."}
    counted = f"{status['done']}/{status['total'] if status['total'] is not None else '?'}"
    if status["complete"]:
        message = f"{counted} véc-tơ, đủ."
    elif status["building"]:
        message = f"Đang tính véc-tơ: {counted}."
    else:
        message = f"Véc-tơ chưa đủ ({counted}); hãy chạy “kb vectors build”."
    return [encoder, {"name": "vectors", "ok": status["complete"] or status["building"], "message": message}]


def _encoder(base: KnowledgeBase) -> Encoder:
    folder = base.settings.encoder
    if folder is None:
        raise InvalidQueryError(
            "Chưa đặt KB_ENCODER; hãy cho biết thư mục của một bộ mã hóa ONNX. (KB_ENCODER is not set: name an encoder's folder.)"
        )
    return open_encoder(folder)
