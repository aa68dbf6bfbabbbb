"""`kb verify`: whether the citations of a foreign text exist, are in force, and are quoted word by word."""

from pathlib import Path
from typing import Annotated

import typer

from documents.structure.endings import is_file_name
from documents.text.normal import compose
from kb.base import KnowledgeBase
from kb.cli.lines import text_of
from kb.cli.options import AsJson, AsOf, Output, cli
from kb.cli.output import VIETNAMESE, emit, remark, say, write_out
from kb.errors import InvalidQueryError
from kb.export.files import VERIFIED, file_bytes, format_of
from kb.interface.days import today
from kb.open.texts import words_of_file
from kb.open.verifying import LONGEST_TEXT, verified_table, verify, verify_json

_PLAIN = (".txt", ".md")


@cli.command("verify")
def verify_command(
    text: Annotated[
        str | None, typer.Argument(metavar="[ĐOẠN VĂN]", help="Đoạn văn cần kiểm tra, hoặc một tệp. (A text or a file.)")
    ] = None,
    file: Annotated[Path | None, typer.Option("--file", help="Tệp DOCX, PDF, văn bản… (A file.)")] = None,
    as_of: AsOf = None,
    format_: Annotated[str, typer.Option("--format", metavar="ĐỊNH_DẠNG", help="docx, xlsx.")] = "",
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Kiểm tra dẫn chiếu trong hợp đồng, quyết định, câu trả lời của máy. (Check the citations of a foreign text.)"""
    if text is not None and file is None and _names_file(text):
        file, text = Path(text), None
    if (text is None) == (file is None):
        raise InvalidQueryError("verify_sources")
    format_ = format_of(VERIFIED, format_, output)
    read = text_of if file and file.suffix.lower() in _PLAIN else words_of_file
    words = compose(read(file) if file else text or "")
    if len(words) > LONGEST_TEXT:
        raise InvalidQueryError("verify_too_long", most=LONGEST_TEXT)
    on = as_of or today()
    with KnowledgeBase(create=False) as base, base.session() as session:
        found = verify(session, words, on)
    if format_:
        write_out(file_bytes(VERIFIED, verified_table(found, on, VIETNAMESE), format_, VIETNAMESE), output)
    elif as_json:
        emit({**verify_json(found, on), **({"text": words} if file is not None else {})})
    else:
        for _, cells in verified_table(found, on, VIETNAMESE).lines:
            say("\t".join(" ".join(cell.split()) for cell in cells))
        if not found:
            remark("verify.none")


def _names_file(text: str) -> bool:
    """Whether what was given as a text is the name of a file, there or misspelled: no text is one word that ends like it."""
    try:
        return Path(text).is_file() or (len(text.split()) == 1 and (is_file_name(text) or text.endswith(_PLAIN)))
    except OSError:  # longer than any name
        return False
