"""`kb status`: whether a provision is in force on a day, what that rests on, and what is missing."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from documents.errors import KeyFormatError
from documents.keys import parse_key
from documents.paths import split_key
from kb.base import KnowledgeBase
from kb.cli.lines import json_lines
from kb.cli.options import AsJson, AsOf, cli
from kb.cli.output import emit, say
from kb.errors import InvalidQueryError
from kb.interface.days import today
from kb.law.status.answers import Asked, answer_all
from kb.open.objects import Json
from kb.open.showing import answer_status, status_json

_AT_ONCE = 5_000


@cli.command("status")
def status_command(
    key: Annotated[str | None, typer.Argument(help="Khóa văn bản hoặc điều khoản. (Key of an instrument or provision.)")] = None,
    jsonl: Annotated[Path | None, typer.Option("--jsonl", help="Mỗi dòng một {id, key, as_of}. (JSON lines.)")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Còn hiệu lực không, vào ngày nào, căn cứ vào đâu. (Whether it is in force on a day, and what says so.)"""
    if (key is None) == (jsonl is None):
        raise InvalidQueryError("status_sources")
    with KnowledgeBase(create=False) as base, base.session() as session:
        if jsonl is not None:
            lines = iter(list(_read(jsonl, as_of or today())))  # all or nothing: a wrong line is told before anything is answered
            while some := list(islice(lines, _AT_ONCE)):
                answers = answer_all(session, [asked for *_, asked in some])
                for (id_, key_, asked), answer in zip(some, answers, strict=True):
                    _print({"id": id_, "key": key_, "as_of": asked.day.isoformat(), **status_json(answer)}, as_json)
            return
        _print(answer_status(base, key or "", as_of or today()), as_json)


def _read(path: Path, day: date) -> Iterator[tuple[Any, str, Asked]]:
    """The lines of a list: what each calls itself, the key as it stands there, and what is asked.

    :raises InvalidQueryError: one is not as it should be
    """
    for place, row in json_lines(path):
        try:
            key = row["key"]
            on = date.fromisoformat(row["as_of"]) if row.get("as_of") else day
            instrument, path_ = _split(key)
        except (KeyError, TypeError, AttributeError, ValueError):
            raise InvalidQueryError("status_line", place=place) from None
        yield row.get("id"), key, Asked(instrument, path_, on)


def _split(key: str) -> tuple[str, str | None]:
    """Instrument and path; what is no key is one that nothing has."""
    try:
        wanted = parse_key(key)
    except KeyFormatError:
        instrument, path = split_key(key)
        return (instrument, path) if path else (key, None)
    return wanted.instrument, wanted.path


def _print(shown: Json, as_json: bool) -> None:
    if as_json:
        emit(shown)
        return
    say(f"{shown['key']}\t{shown['as_of']}\t{shown['status']}\t{shown['basis']['text']}")
    for piece in shown["basis"]["evidence"]:
        words = piece["quote"] or " · ".join(filter(None, (piece.get("claim"), piece.get("source"), piece.get("note"))))
        say(f"  {piece['kind']}\t{piece['on'] or '?'}\t{piece['key']}\t{' '.join(words.split())[:160]}")
