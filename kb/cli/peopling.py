"""`kb people`: who works in the base, and in which role. Whoever has its files may say; the first administrator is named here.

`kb audit`: who did what, and whether the record of it is whole.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from kb.accounts.audit import Wanted, find_lines
from kb.accounts.current import person
from kb.accounts.people import Account, accounts, add_account, end_account, find_account, give_role, revoke_token, tokens_of
from kb.accounts.roles import Role
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, Author, Output, audit_commands, day, people_commands
from kb.cli.output import VIETNAMESE, both, emit, say, write_out
from kb.errors import PersonError
from kb.export.files import AUDIT, file_bytes, format_of
from kb.export.noted import name_of
from kb.interface.contract import fields_json
from kb.upkeep.auditing import check_audit

Name = Annotated[str, typer.Argument(metavar="TÊN", help="Tên như `kb people list` in ra. (The name as list prints it.)")]
NO_ROLE = "none"


@people_commands.command("list")
def list_command(as_json: AsJson = False) -> None:
    """Liệt kê mọi người và vai trò. (List everybody with their role.)"""
    with KnowledgeBase(create=False) as base, base.session() as session:
        found = accounts(session)
    if as_json:
        emit({"people": list(map(fields_json, found))})
        return
    for account in found:
        _show(account)


@people_commands.command("add")
def add_command(
    name: Annotated[str, typer.Argument(metavar="TÊN", help="Tên người đó. (Their name.)")],
    issuer: Annotated[str, typer.Option("--issuer", metavar="ĐỊA_CHỈ", help="Nơi họ đăng nhập. (Where they sign in: iss.)")],
    subject: Annotated[str, typer.Option("--subject", metavar="MÃ", help="Họ là ai ở nơi đó. (Who they are there: sub.)")],
    role: Annotated[str | None, typer.Option("--role", metavar="VAI_TRÒ", help="Vai trò của họ. (Their role.)")] = None,
    author: Author = None,
) -> None:
    """Thêm một người trước khi họ đăng nhập lần đầu. (Add somebody before they sign in for the first time.)"""
    wanted = _role(role) if role else None
    with KnowledgeBase() as base, base.session(write=True, actor=person(author)) as session:
        account = add_account(session, name, issuer, subject)
        account = give_role(session, account, wanted) if wanted else account
    _show(account)


@people_commands.command("role")
def role_command(
    name: Name,
    role: Annotated[str, typer.Argument(metavar="VAI_TRÒ", help=f"{', '.join(Role)}, {NO_ROLE}.")],
    author: Author = None,
) -> None:
    """Giao hoặc rút vai trò. (Give somebody a role, or take it away: none.)"""
    wanted = _role(role)
    with KnowledgeBase(create=False) as base, base.session(write=True, actor=person(author)) as session:
        account = give_role(session, find_account(session, name), wanted)
    _show(account)


@people_commands.command("end")
def end_command(name: Name, author: Author = None) -> None:
    """Người này thôi làm ở đây; những gì họ viết vẫn còn. (They work here no more; what they wrote stays.)"""
    _end(name, author, ended=True)


@people_commands.command("resume")
def resume_command(name: Name, author: Author = None) -> None:
    """Người này làm lại ở đây, chưa có vai trò. (They work here again, without a role yet.)"""
    _end(name, author, ended=False)


@people_commands.command("tokens")
def tokens_command(
    name: Annotated[str | None, typer.Argument(metavar="[TÊN]", help="Của ai; mặc định: mọi người. (Whose.)")] = None,
    as_json: AsJson = False,
) -> None:
    """Liệt kê khóa truy cập. (List the tokens that programs ask with.)"""
    with KnowledgeBase(create=False) as base, base.session() as session:
        found = tokens_of(session, find_account(session, name).id if name else None)
    if as_json:
        emit({"tokens": list(map(fields_json, found))})
        return
    for token in found:
        entry, day = ("token.revoked", token.revoked_on) if token.revoked_on else ("token.until", token.expires_on)
        say(f"{token.id}\t{token.person}\t{token.name}\t{VIETNAMESE(entry, day=day)}")


@people_commands.command("revoke")
def revoke_command(
    number: Annotated[int, typer.Argument(metavar="SỐ", help="Số như `kb people tokens` in ra. (The number as printed there.)")],
    author: Author = None,
) -> None:
    """Thu hồi một khóa truy cập. (Revoke a token.)"""
    with KnowledgeBase(create=False) as base, base.session(write=True, actor=person(author)) as session:
        revoke_token(session, number)


def _end(name: str, author: str | None, ended: bool) -> None:
    with KnowledgeBase(create=False) as base, base.session(write=True, actor=person(author)) as session:
        account = end_account(session, find_account(session, name), ended)
    _show(account)


def _role(text: str) -> Role | None:
    if text not in (NO_ROLE, *Role):
        raise PersonError("role_unknown", role=text, known=(*Role, NO_ROLE))
    return Role(text) if text != NO_ROLE else None


def _show(account: Account) -> None:
    who = f"{account.subject} @ {account.issuer}" if account.subject else "–"
    role = VIETNAMESE("people.ended", day=account.ended_at.date()) if account.ended_at else account.role or NO_ROLE
    say(f"{account.name}\t{role}\t{who}")


@audit_commands.command("verify")
def whole_command(
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
def lines_command(
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
    wanted = Wanted(person, thing, thing_id, act, number, first=since, last=until, below=below)
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
