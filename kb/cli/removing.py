"""`kb remove`: texts out of the base again."""

import sys
from typing import Annotated

import typer

from ingest.removing import remove_texts, what_goes
from kb.accounts.current import person
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, Author, cli
from kb.cli.output import VIETNAMESE, answer, remark
from kb.search.reading.understanding import read_key


@cli.command("remove")
def remove_command(
    keys: Annotated[list[str], typer.Argument(metavar="KHÓA...", help="Khóa, số hiệu hoặc tên văn bản. (Keys of instruments.)")],
    author: Author = None,
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại. (Do not ask again.)")] = False,
    as_json: AsJson = False,
) -> None:
    """Đưa văn bản nạp nhầm ra khỏi kho, cả tệp gốc; không lấy lại được. (Take texts out of the base for good.)"""
    with KnowledgeBase(create=False) as base:
        wanted = [read_key(base.engine, key).instrument for key in keys]
        with base.session() as session:
            going = what_goes(session, wanted)
        if not yes and sys.stdin.isatty():
            typer.confirm(VIETNAMESE("remove.about", **going.about), abort=True, err=True)
        remove_texts(base, wanted, person(author), going)
    answer(as_json, {**going.about, "removed": list(going.names)}, "remove.done", **going.about)
    remark("remove.beyond")
