"""`kb duties`: who must do what, by when, for how much, on what condition."""

import gc
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from documents.duties.statement import ClauseText, StatementKind
from documents.text import printable
from documents.text.normal import compose
from documents.wording.citing import cite
from kb.cli.lines import json_lines
from kb.cli.options import AsJson, AsOf, Output, cli, one_of
from kb.cli.output import VIETNAMESE, emit, remark, say, write_out
from kb.errors import InvalidQueryError
from kb.export.duties import COLUMNS, DutyTable, statement_json
from kb.export.files import DUTIES, file_bytes, format_of
from kb.interface.days import today
from kb.law.duties.reading import Wanted
from kb.open.duties import table_json, table_of
from kb.open.texts import load, opened_if_there

gc.set_threshold(1_000_000, 10, 100)  # nearly all that is made of a text stays until it is printed
_WIDE = 160
_KINDS = list(StatementKind)
_kind = one_of(_KINDS, lambda named: InvalidQueryError("duty_kind", kind=named, known=_KINDS))


@cli.command("duties")
def duties_command(
    source: Annotated[str | None, typer.Argument(metavar="[TỆP|KHÓA]", help="Tệp hoặc khóa văn bản. (A file or a key.)")] = None,
    jsonl: Annotated[Path | None, typer.Option("--jsonl", help="Mỗi dòng một {id, text, context}. (JSON lines.)")] = None,
    body: Annotated[str, typer.Option("--body", metavar="TÊN", help="Của cơ quan, người nào. (Whose.)")] = "",
    kind: Annotated[str | None, typer.Option("--kind", parser=_kind, metavar="LOẠI", help="obligation, power … (Kind.)")] = None,
    dated: Annotated[bool, typer.Option("--with-deadline", help="Chỉ nhiệm vụ có thời hạn. (With a deadline only.)")] = False,
    sure: Annotated[bool, typer.Option("--sure", help="Chỉ điều máy đọc chắc. (What was read with certainty only.)")] = False,
    as_of: AsOf = None,
    format_: Annotated[str, typer.Option("--format", metavar="ĐỊNH_DẠNG", help="docx, xlsx.")] = "",
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Bảng nhiệm vụ: ai phải làm gì, bao giờ, bao nhiêu, với điều kiện nào. (Who must do what, by when.)"""
    if (source is None) == (jsonl is None):
        raise InvalidQueryError("duty_sources")
    if jsonl is not None:
        _lines(jsonl)
        return
    format_ = format_of(DUTIES, format_, output)
    named, path = load(source or "", day=as_of)
    wanted, on = Wanted(body, kind or "", dated, sure), as_of or today()
    with opened_if_there() as base:
        tables = [table_of(base, one, path, wanted, on) for one in named]
    if format_:
        write_out(file_bytes(DUTIES, tables[0], format_, VIETNAMESE), output)
    elif as_json:
        shown = [table_json(one, table) for one, table in zip(named, tables, strict=True)]
        emit({**shown[0], **({"instruments": shown} if len(shown) > 1 else {})})
    else:
        for table in tables:
            _print(table)


def _lines(file: Path) -> None:
    """Read clauses, and print an object a line: in one go, as the pipeline takes longer to load than to read."""
    rows = []
    for place, row in json_lines(file):
        try:
            context = row.get("context") or {}
            said = (compose(str(context.get(name) or "")) for name in ("heading", "lead_in"))
            rows.append((row.get("id"), ClauseText(compose(row["text"]), *said)))
        except (KeyError, TypeError, AttributeError):
            raise InvalidQueryError("duty_line", place=place) from None
    from documents.duties.reading import read_statements  # only here: what the models know takes a tenth of a second

    for (id_, _), statements in zip(rows, read_statements(said for _, said in rows), strict=True):
        emit({"id": id_, "statements": list(map(statement_json, statements))})


def _print(table: DutyTable) -> None:
    from rich.console import Console
    from rich.table import Table

    shown = Table(title=printable(table.name), show_lines=True)
    for head in COLUMNS:
        shown.add_column(VIETNAMESE(f"duty.{head}"), overflow="fold")
    for _, cells in table.rows(VIETNAMESE):
        shown.add_row(*(escape(printable(cell)) for cell in cells))
    console = Console(highlight=False)
    console.width = max(console.width, _WIDE) if not console.is_terminal else console.width
    console.print(shown)
    for one in table.concerns:
        say(f"! {cite(one.path)}: {VIETNAMESE.write(one.message)}")
    if not table.duties:
        remark("duty.none")
