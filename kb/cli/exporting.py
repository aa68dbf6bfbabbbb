"""`kb export`: an instrument with all its versions as a file for other programs."""

import sys
import uuid
from pathlib import Path
from typing import Annotated

import typer

from documents.akoma_ntoso import write
from kb.base import KnowledgeBase
from kb.cli.options import cli
from kb.cli.output import remark
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
    output: Annotated[Path | None, typer.Option("--output", help="Tệp ghi ra; mặc định in ra. (File to write.)")] = None,
) -> int:
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
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return 0
    _write_file(output, content)
    remark("cli.exported", key=record.key, count=len(found))
    return 0


def _write_file(output: Path, content: bytes) -> None:
    """All or nothing: the file is complete, or what was there before."""
    draft = output.with_name(f".{output.name}.{uuid.uuid4().hex}")
    try:
        draft.write_bytes(content)
        draft.replace(output)
    except OSError as error:
        raise InvalidQueryError("export_not_written", file=output.name, reason=error.strerror) from error
    finally:
        draft.unlink(missing_ok=True)
