"""`kb notes`: notes out of a base and into one as W3C annotations, where they stand on a day, and erasing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ingest.files.source import MEGABYTE, Limits, check_size
from kb.accounts.current import person
from kb.annotations.carrying import Placing
from kb.annotations.exchange import export_annotations, import_file, read_annotations
from kb.annotations.exchange.reading import LARGEST_MB
from kb.annotations.finding import list_placed, notes_in
from kb.annotations.model import NoteView, TargetView
from kb.annotations.notes import erase, sweep_files
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, AsOf, Author, note_commands
from kb.cli.output import VIETNAMESE, answer, confirm, emit, remark, say, tell, write_out
from kb.errors import InvalidQueryError
from kb.interface.contract import fields_json
from kb.interface.days import today
from kb.open.objects import Json
from kb.search.reading.understanding import read_key

_PRODUCT = "Tủ Luật"

In = Annotated[
    str | None,
    typer.Option("--in", metavar="KHÓA", help="Chỉ văn bản hoặc điều khoản này. (Only on this instrument or provision.)"),
]
NoteId = Annotated[str, typer.Argument(metavar="MÃ", help="Mã của ghi chú hoặc trả lời. (Id of a note or a reply.)")]


@note_commands.command("export")
def export_command(
    within: In = None,
    output: Annotated[Path | None, typer.Option("--output", metavar="TỆP", help="Tệp để ghi. (File to write.)")] = None,
    as_json: AsJson = False,
) -> None:
    """Ghi ra các ghi chú theo chuẩn W3C Web Annotation. (Write notes as W3C annotations, JSON-LD.)"""
    with KnowledgeBase(create=False) as base, base.session() as session:
        key = read_key(base.engine, within) if within else None
        notes = notes_in(session, key, include_hidden=True)
        done = export_annotations(notes, f"{_PRODUCT}: {key}" if key else _PRODUCT)
    if output is None:
        emit(done.collection)
    else:
        write_out(done.content, output)
        if as_json:
            emit({"exported": done.annotations, "hidden": done.hidden})
        else:
            remark("notes.exported", count=done.annotations, file=output.name)
    if done.hidden:
        remark("notes.export_hidden", count=done.hidden)


@note_commands.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp JSON-LD. (A file of W3C annotations.)")],
    author: Author = None,
    as_json: AsJson = False,
) -> int:
    """Nhận ghi chú theo chuẩn W3C, mỗi ghi chú vào đúng những chữ nó trích. (Take W3C annotations in.)"""
    check_size(file, Limits(file_bytes=LARGEST_MB * MEGABYTE))
    try:
        content = file.read_bytes()
    except OSError:
        raise InvalidQueryError("file_unreadable", file=file.name) from None
    items = read_annotations(content, file.name)
    with KnowledgeBase(create=False) as base:
        done = import_file(base, items, person(author))
    if as_json:
        refused = [
            {"id": item.id, "why": VIETNAMESE.write(item.why), "code": item.why.key.removeprefix("error.")} for item in done.refused
        ]
        emit({"imported": done.imported, "unchanged": done.unchanged, "refused": refused})
    else:
        tell("notes.imported", imported=len(done.imported), unchanged=len(done.unchanged), refused=len(done.refused))
        for item in done.refused:
            say(f"{item.id or '-'}\t{VIETNAMESE.write(item.why)}")
    return 1 if done.refused else 0


@note_commands.command("list")
def list_command(within: In = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Các ghi chú, và chỗ của chúng trong bản của ngày hỏi. (Notes, and where they stand in the text of a day.)"""
    with KnowledgeBase(create=False) as base, base.session() as session:
        key = read_key(base.engine, within) if within else None
        found = list_placed(session, key, as_of or today())
    for note, placed in found:
        if as_json:
            emit(_line(note, placed))
        else:
            _print(note, placed)
    if not found and not as_json:
        tell("notes.none")


def _line(note: NoteView, placed: Sequence[Placing]) -> Json:
    targets = [_target(target, now) for target, now in zip(note.targets, placed, strict=True)]
    return {
        "id": note.id,
        **targets[0],
        "body": note.text,
        **{name: words or None for name, words in note.written.items()},
        **fields_json(note, "tags", "status", "author", "severity", "assignee", "links"),
        "created": note.created_at.isoformat(),
        "revised": note.revised_at.isoformat(),
        "replies": [
            {"id": reply.id, "body": reply.text, "author": reply.author, "created": reply.created_at.isoformat()}
            for reply in note.replies
        ],
        "targets": targets,
    }


def _target(target: TargetView, now: Placing) -> Json:
    made = {"key": target.key, **fields_json(target.made_on, "version", "sha256"), **fields_json(target, "start", "end")}
    return {
        "made_on": {**made, "exact": target.quotation, "field": target.field},
        "now": fields_json(now, "key", "start", "end", "exact", "field") if now.placed else None,
        "state": now.state.value,
        "confidence": now.confidence,
    }


def _print(note: NoteView, placed: Sequence[Placing]) -> None:
    said = " ".join(note.text.split())[:160] or "—"
    say(f"{note.id}\t{note.author}\t{VIETNAMESE(f'note.status_{note.status}')}\t{', '.join(note.tags)}\t{said}")
    for target, now in zip(note.targets, placed, strict=True):
        where = now.key if now.placed else VIETNAMESE("notes.nowhere")
        say(f"  {VIETNAMESE(f'notes.state_{now.state.value}')}\t{target.key}\t→ {where}\t“{target.quotation or ''}”")


@note_commands.command("erase")
def erase_command(
    note_id: NoteId,
    author: Author = None,
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại. (Do not ask again.)")] = False,
    as_json: AsJson = False,
) -> None:
    """Xóa hẳn một ghi chú hoặc trả lời, cả lịch sử của nó; không lấy lại được. (Erase a note for good.)"""
    confirm(yes, "notes.erase_sure")
    with KnowledgeBase(create=False) as base:
        done = erase(base, note_id, person(author))
    answer(as_json, {"erased": done.ids, "swept": done.swept}, "notes.erased", count=len(done.ids))
    if not done.swept:
        remark("notes.erase_unswept")
    remark("notes.erase_beyond")


@note_commands.command("sweep")
def sweep_command(as_json: AsJson = False) -> int:
    """Ghi lại tệp dữ liệu để chữ đã xóa hẳn không còn sót. (Take what was erased out of the database's files, too.)"""
    with KnowledgeBase(create=False) as base:
        done = sweep_files(base)
    if as_json:
        emit({"swept": done})
    elif done:
        tell("notes.swept")
    else:
        remark("notes.erase_unswept")
    return 0 if done else 1
