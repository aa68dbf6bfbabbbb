"""`kb register`: registers of effect, files of dated statements about instruments and provisions."""

from pathlib import Path
from typing import Annotated

import typer

from kb.accounts.current import person
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, Author, register_commands
from kb.cli.output import VIETNAMESE, emit, remark, say, tell, write_out
from kb.errors import InvalidQueryError, RegisterError
from kb.index.build import follow
from kb.interface.contract import fields_json
from kb.law.statements.register_files import RawRegister, read_file, shipped, write_csv, write_yaml
from kb.law.statements.register_rows import COLUMNS
from kb.law.statements.registering import export_registers, import_registers
from kb.open.objects import Json


@register_commands.command("import")
def import_command(
    file: Annotated[str, typer.Argument(metavar="TỆP|TÊN", help="Tệp YAML, CSV, hoặc tên sổ đi kèm. (File, or a name.)")],
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Nhập một sổ hiệu lực, tất cả hoặc không dòng nào. (Import a register, all or nothing.)"""
    path = Path(file)
    raw = read_file(path if path.exists() else shipped(file) or path)
    with KnowledgeBase() as base:
        with base.session(write=True, actor=person(author)) as session:
            done, mistakes = import_registers(session, raw, path.name)
        if not mistakes and (done.added or done.superseded):
            follow(base, build=False)
    counts = fields_json(done, "read", "added", "unchanged", "superseded")
    if as_json:
        named = [{"register": name, "version": version} for name, version in done.registers]
        wrong = [
            {"place": mistake.place, "field": mistake.column or None, "message": VIETNAMESE.write(mistake.what)}
            for mistake in mistakes
        ]
        emit({**counts, "registers": named, "mistakes": wrong})
    if mistakes:
        for mistake in mistakes:
            remark("cli.mistake", place=mistake.place, column=mistake.column, what=mistake.what)
        raise RegisterError("register_refused", file=path.name, count=len(mistakes))
    if not as_json:
        tell("cli.register_imported", **counts)


@register_commands.command("export")
def export_command(
    name: Annotated[str | None, typer.Argument(metavar="TÊN", help="Chỉ sổ này. (Only this register.)")] = None,
    output: Annotated[Path | None, typer.Option("--output", help="Tệp .yaml hoặc .csv. (File to write.)")] = None,
    form: Annotated[str | None, typer.Option("--format", help="yaml | csv; mặc định theo tên tệp.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ghi ra mọi sổ và lời của người rà soát. (Write registers and what reviewers stated.)"""
    chosen = form or (output.suffix.lstrip(".").lower() if output else "yaml")
    if chosen not in ("yaml", "yml", "csv"):
        raise InvalidQueryError("export_format", format=chosen, known=["yaml", "csv"])
    with KnowledgeBase(create=False) as base, base.session() as session:
        found = export_registers(session, name)
    text = write_csv(found, COLUMNS) if chosen == "csv" else write_yaml(found)
    if as_json:
        emit({"registers": [_register(one) for one in found]})
    elif output is None:
        say(text.rstrip("\r\n"))
    if output is not None:
        write_out(text.encode(), output)
        remark("cli.register_written", count=sum(len(one.rows) for one in found), file=output.name)


def _register(one: RawRegister) -> Json:
    about = {"register": one.name, "title": one.title or None, "version": one.version or None, "remarks": list(one.remarks)}
    return {**about, "statements": [dict(row.values) for row in one.rows]}
