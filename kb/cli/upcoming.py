"""`kb upcoming`: what comes into force, changes or ends on a coming day."""

from datetime import date
from typing import Annotated

import typer

from kb.base import KnowledgeBase
from kb.cli.options import AsJson, AsOf, Output, cli, day
from kb.cli.output import VIETNAMESE, emit, say, tell, write_out
from kb.export.files import UPCOMING, file_bytes, format_of
from kb.export.upcoming import Coming, coming, rows_of
from kb.open.upcoming import span_of, upcoming_json


@cli.command("upcoming")
def upcoming_command(
    as_of: AsOf = None,
    until: Annotated[
        date | None, typer.Option("--until", parser=day, metavar="NGÀY", help="Đến ngày; mặc định: sáu tháng. (Last day.)")
    ] = None,
    format_: Annotated[str, typer.Option("--format", help="ics: lịch cho Outlook, Google, Thunderbird. (Calendar file.)")] = "",
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Sắp có hiệu lực, sắp đổi, sắp hết hiệu lực. (What comes into force, changes or ends.)"""
    first, last = span_of(as_of, until)
    format_ = format_of(UPCOMING, format_, output)
    with KnowledgeBase(create=False) as base, base.session() as session:
        found = coming(session, first, last)
    if format_:
        write_out(file_bytes(UPCOMING, found, format_, VIETNAMESE), output)
    elif as_json:
        emit(upcoming_json(found, first, last))
    else:
        _print(found)


def _print(found: list[Coming]) -> None:
    for row in rows_of(found):
        line = VIETNAMESE(
            "upcoming.line" if row.certain else "upcoming.line_unsure", what=VIETNAMESE(f"event.{row.kind}"), name=row.name
        )
        say(f"{VIETNAMESE.day(row.on)}  {line}")
        for words in (row.places(VIETNAMESE), *map(VIETNAMESE.write, row.whys)):
            if words:
                say(f"            {words}")
        if row.cards:
            say(f"            {VIETNAMESE('upcoming.cards', cards=row.cards)}")
    if not found:
        tell("upcoming.none")
