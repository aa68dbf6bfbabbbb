"""`kb people`: who works in the base, and in which role. Whoever has its files may say; the first administrator is named here."""

from typing import Annotated

import typer

from kb.accounts.current import person
from kb.accounts.people import Account, accounts, add_account, end_account, find_account, give_role
from kb.accounts.roles import Role
from kb.accounts.tokens import revoke_token, tokens_of
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, Author, people_commands
from kb.cli.output import VIETNAMESE, emit, say
from kb.errors import PersonError
from kb.interface.contract import fields_json

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
