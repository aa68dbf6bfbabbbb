"""`kb export`: an instrument with all its versions as a file for other programs."""

from typing import Annotated

import typer

from documents.akoma_ntoso import write
from kb.base import KnowledgeBase
from kb.cli.options import Output, cli
from kb.cli.output import remark, write_out
from kb.database.reading.reader import find_instrument
from kb.errors import InvalidQueryError
from kb.export.akoma_ntoso import load_versions
from kb.interface.catalogue import VIETNAMESE
from kb.search.keys import read_key

FORMATS = ("akn",)


@cli.command("export")
def export_command(
    key: Annotated[str, typer.Argument(help="Khóa văn bản. (Key of an instrument.)")],
    format_: Annotated[str, typer.Option("--format", help="Định dạng: akn (Akoma Ntoso). (Format.)")] = "akn",
    output: Output = None,
) -> None:
    """Xuất một văn bản với mọi phiên bản. (Export an instrument with all its versions.)"""
    if format_ not in FORMATS:
        raise InvalidQueryError("export_format", format=format_, known=FORMATS)
    with KnowledgeBase(create=False) as base, base.session() as session:
        wanted = read_key(base.engine, key)
        if wanted.path is not None:
            raise InvalidQueryError("export_of_provision", path=wanted.path)
        record = find_instrument(session, wanted.instrument)
        found = load_versions(session, record)
    content = write(found, VIETNAMESE.write).encode()
    write_out(content, output)
    if output is not None:
        remark("cli.exported", key=record.key, count=len(found))
