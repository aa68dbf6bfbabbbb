"""`kb parse`: the structure of a file, without a base."""

from pathlib import Path
from typing import Annotated

import typer

from documents.model import Kind
from documents.paths import GROUPING, UNITS
from ingest.files.limits import base_name
from kb.cli.options import AsJson, cli
from kb.cli.output import emit, say
from kb.errors import InvalidQueryError
from kb.open.objects import Json, parsed_json
from kb.open.texts import read_file


@cli.command("parse")
def parse_command(
    file: Annotated[Path, typer.Argument(help="Tệp cần đọc. (The file to read.)")],
    as_json: AsJson = False,
) -> None:
    """Đọc cấu trúc một tệp mà không lưu gì. (Show a file's structure; stores nothing, needs no base.)"""
    must_exist([file])
    read = list(read_file(file))
    if not read:
        raise InvalidQueryError("file_without_files", file=file.name)
    parsed = [parsed_json(*one) for one in read]
    codification = read[0][1]["format"] == "codification"
    if as_json and (codification or len(parsed) > 1):
        emit({**({} if codification else parsed[0]), "instruments": parsed})
    elif as_json:
        emit(parsed[0])
    else:
        for instrument in parsed:
            _print(instrument)


def must_exist(paths: list[Path]) -> None:
    """Refuse names of files that are not there.

    :raises InvalidQueryError: a path does not exist
    """
    for path in paths:
        try:
            there = path.exists()
        except OSError:  # a folder above it may not be looked into
            there = False
        if not there:
            raise InvalidQueryError("file_absent", file=base_name(path.name))


def _print(parsed: Json) -> None:
    say(f"{parsed['instrument']['key']}\t{parsed['instrument']['title'] or ''}")
    for provision in parsed["provisions"]:
        if provision["kind"] in (*GROUPING, *UNITS, Kind.ATTACHMENT):
            say(f"  {provision['path']}\t{provision['heading'] or ''}")
    for problem in parsed["problems"]:
        say(f"! {problem['message']}")
