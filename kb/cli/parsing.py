"""`kb parse`: the structure of a file, without a base."""

from pathlib import Path
from typing import Annotated

import typer

from documents.model import Kind
from documents.structure.completeness import is_complete
from ingest.files.inputs import expand
from ingest.files.limits import base_name
from ingest.parsing import ParsedFile, parse_apart
from kb.cli.objects import Json, parsed_json
from kb.cli.options import AsJson, cli
from kb.cli.output import emit, say
from kb.errors import InvalidQueryError


@cli.command("parse")
def parse_command(
    file: Annotated[Path, typer.Argument(help="Tệp cần đọc. (The file to read.)")],
    as_json: AsJson = False,
) -> None:
    """Đọc cấu trúc một tệp mà không lưu gì. (Show a file's structure; stores nothing, needs no base.)"""
    must_exist([file])
    files = [parse_apart(source) for source in expand(file)]
    parsed = [instrument for one in files for instrument in _instruments(one)]
    if not parsed:
        raise InvalidQueryError("file_without_files", file=file.name)
    if as_json:
        many = len(parsed) > 1 or files[0].format == "codification"
        emit({**({} if files[0].format == "codification" else parsed[0]), "instruments": parsed} if many else parsed[0])
    else:
        for instrument in parsed:
            _print(instrument)


def must_exist(paths: list[Path]) -> None:
    """Refuse names of files that are not there.

    :raises InvalidQueryError: a path does not exist
    """
    for path in paths:
        if not _exists(path):
            raise InvalidQueryError("file_absent", file=base_name(path.name))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder above it may not be looked into
        return False


def _instruments(parsed: ParsedFile) -> list[Json]:
    shown = []
    for instrument in parsed.instruments:
        source = {
            "file": parsed.name,
            "format": parsed.format,
            "sha256": parsed.sha256,
            "complete": is_complete(instrument, parsed.problems_of(instrument)),
        }
        shown.append(parsed_json(instrument, source, parsed.problems_of(instrument)))
    return shown


def _print(parsed: Json) -> None:
    say(f"{parsed['instrument']['key']}\t{parsed['instrument']['title'] or ''}")
    for provision in parsed["provisions"]:
        if provision["kind"] in (
            Kind.PART,
            Kind.CHAPTER,
            Kind.SECTION,
            Kind.SUBSECTION,
            Kind.ARTICLE,
            Kind.APPENDIX,
            Kind.ATTACHMENT,
        ):
            say(f"  {provision['path']}\t{provision['heading'] or ''}")
    for problem in parsed["problems"]:
        say(f"! {problem['message']}")
