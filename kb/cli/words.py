"""`kb words`: everyday words and the law's words for them."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from kb.accounts.current import person
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, Author, Output, word_commands
from kb.cli.output import answer, emit, remark, say, write_out
from kb.errors import InvalidWordsError
from kb.imports import read_text
from kb.interface.contract import fields_json
from kb.language.everyday import export_entries, import_entries, list_entries, unknown_meanings
from kb.language.word_model import words_of


@word_commands.command("list")
def list_command(as_json: AsJson = False) -> None:
    """Liệt kê mọi mục. (List every entry.)"""
    with KnowledgeBase(create=False) as base:
        with base.engine.connect() as connection:
            entries = list_entries(connection)
        model = words_of(base)
        lacking = unknown_meanings(entries, model.words) if model else {}
    if as_json:
        emit({"words": [{**fields_json(entry), "not_in_texts": lacking.get(entry.phrase, [])} for entry in entries]})
        return
    for entry in entries:
        who = f"\t{entry.author}, {entry.at:%d/%m/%Y}" if entry.author and entry.at else ""
        say(f"{' ' if entry.active else '✕'} {entry.phrase}\t→ {'; '.join(entry.meanings)}{who}")
    if lacking:
        remark("cli.words_lacking", count=len(lacking))


@word_commands.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="JSON của `kb words export`. (What export has written.)")],
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Nhận các mục từ tệp, tất cả hoặc không mục nào. (Take entries over from a file, all or none.)"""
    unreadable = InvalidWordsError("words_file", file=file.name)
    try:
        content = orjson.loads(read_text(file, unreadable))
    except orjson.JSONDecodeError:
        raise unreadable from None
    rows = content.get("words") if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise InvalidWordsError("words_file_without", file=file.name)
    with KnowledgeBase(create=False) as base, base.session(write=True, actor=person(author)) as session:
        changed = import_entries(session, rows)
    counts = {"read": len(rows), "changed": changed}
    answer(as_json, counts, "cli.words_read", **counts)


@word_commands.command("export")
def export_command(output: Output = None) -> None:
    """Ghi mọi mục ra JSON. (Write every entry as JSON.)"""
    with KnowledgeBase(create=False) as base, base.engine.connect() as connection:
        entries = list_entries(connection)
    content = {"words": export_entries(entries)}
    if output is None:
        emit(content)
        return
    write_out(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE), output)
    remark("cli.words_written", count=len(entries), file=output.name)
