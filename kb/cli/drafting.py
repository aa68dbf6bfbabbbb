"""What a person says of the drafts among the files of an ingest; `kb remove`: a text taken out."""

from datetime import date
from typing import Annotated

import typer

from documents.identity.drafts import SaidDraft
from documents.model import Draft
from ingest.removing import remove_texts, what_goes
from kb.accounts.current import person
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, Author, cli, day
from kb.cli.output import answer, confirm, remark
from kb.database.reading.reader import find_instrument
from kb.errors import DraftError
from kb.law.derivation.drafts import draft_file
from kb.search.reading.understanding import read_key

Round = Annotated[int | None, typer.Option("--round", min=1, metavar="LẦN", help="Dự thảo lần mấy. (Round of the draft.)")]
On = Annotated[date | None, typer.Option("--on", parser=day, metavar="NGÀY", help="Ngày của dự thảo. (Day of the draft.)")]
Of = Annotated[
    str | None,
    typer.Option(
        "--of",
        metavar="KHÓA",
        help="Luật hiện hành mà dự thảo thay thế, sửa đổi; hoặc một lần dự thảo khác. (The law it would change, or another round.)",
    ),
]
PaperOf = Annotated[
    str | None,
    typer.Option("--paper-of", metavar="KHÓA", help="Tài liệu kèm dự thảo này: tờ trình, thuyết minh. (A paper to this draft.)"),
]


def said_of(base: KnowledgeBase, draft: bool, said: Draft, paper_of: str | None) -> SaidDraft | None:
    """What a person says of the files of an ingest.

    :raises KnowledgeBaseError: what is named is no key, or no draft of the base
    """
    if paper_of is not None:
        of = _key(base, paper_of) or ""
        with base.session() as session:
            if draft_file(session, find_instrument(session, of)) is None:
                raise DraftError("paper_of_no_draft", key=of)
        return SaidDraft(Draft(of=of), paper=True)
    if not draft and said == Draft():
        return None
    return SaidDraft(Draft(said.round, said.on, _key(base, said.of)))


def _key(base: KnowledgeBase, text: str | None) -> str | None:
    return None if text is None else read_key(base.engine, text).instrument


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
        confirm(yes, "remove.about", **going.about)
        remove_texts(base, wanted, person(author), going)
    answer(as_json, {**going.about, "removed": list(going.names)}, "remove.done", **going.about)
    remark("remove.beyond")
