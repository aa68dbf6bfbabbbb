"""`kb audit`: who did what, and whether the record of it is whole."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from kb.accounts.audit import Wanted, find_lines
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, Output, audit_commands, day
from kb.cli.output import VIETNAMESE, both, emit, say, write_out
from kb.export.audited import name_of
from kb.export.files import AUDIT, file_bytes, format_of
from kb.interface.contract import fields_json
from kb.upkeep.auditing import check_audit


@audit_commands.command("verify")
def verify_command(
    against: Annotated[
        str | None, typer.Option("--against", metavar="MỐC", help="Mốc đã ghi lại, hoặc tệp sao lưu. (An end, or a backup.)")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Kiểm tra nhật ký còn nguyên vẹn không; 1: không. (Check that the audit is whole; status 1: it is not.)"""
    if against and Path(against).is_file():
        from kb.upkeep.backup import read_manifest

        against = read_manifest(Path(against)).audit_end
    with KnowledgeBase(create=False) as base:
        found = check_audit(base, against)
    if as_json:
        emit({"whole": found.how is None, **fields_json(found), "message": VIETNAMESE.write(found.said)})
    else:
        say(both(found.said))
    return int(found.how is not None)


@audit_commands.command("list")
def list_command(
    since: Annotated[date | None, typer.Option("--since", parser=day, metavar="NGÀY", help="Từ ngày. (First day.)")] = None,
    until: Annotated[date | None, typer.Option("--until", parser=day, metavar="NGÀY", help="Đến ngày. (Last day.)")] = None,
    person: Annotated[str | None, typer.Option("--person", metavar="TÊN", help="Ai làm. (Who did it.)")] = None,
    thing: Annotated[str | None, typer.Option("--thing", metavar="LOẠI", help="Như note, effect, card. (Kind of thing.)")] = None,
    thing_id: Annotated[str | None, typer.Option("--id", metavar="MÃ", help="Của một thứ. (Of one thing.)")] = None,
    act: Annotated[str | None, typer.Option("--act", metavar="VIỆC", help="Như add, revise, erase. (Act.)")] = None,
    number: Annotated[str | None, typer.Option("--number", metavar="SỐ", help="Số hiệu văn bản. (Of an instrument.)")] = None,
    below: Annotated[int | None, typer.Option("--below", metavar="DÒNG", help="Chỉ các dòng trước. (Lines before it.)")] = None,
    most: Annotated[int, typer.Option("-k", "--count", min=1, help="Nhiều nhất bao nhiêu dòng. (How many.)")] = 100,
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Liệt kê, mới nhất trước; ra CSV hoặc Excel bằng --output. (List the newest first; CSV or Excel with --output.)"""
    wanted = Wanted(person, thing, thing_id, act, number, since, until, below)
    with KnowledgeBase(create=False) as base, base.session() as session:
        found = find_lines(session, wanted, most)
    if output is not None:
        write_out(file_bytes(AUDIT, found, format_of(AUDIT, "", output, "csv"), VIETNAMESE), output)
    elif as_json:
        emit({"lines": [fields_json(line) for line in found]})
    else:
        for line in found:
            what = name_of(VIETNAMESE, "act", line.act), name_of(VIETNAMESE, "thing", line.thing), line.thing_id
            at = VIETNAMESE.moment(line.at)
            say("\t".join((str(line.id), at, line.author or VIETNAMESE("app.name"), *what, line.instrument or "")))
