"""`kb status`: whether a provision is in force on a day, what that rests on, and what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from documents.errors import KeyFormatError
from documents.keys import Key, parse_key
from documents.paths import split_key
from kb.base import KnowledgeBase, Session
from kb.cli.lines import json_lines
from kb.cli.objects import Json, iso, last_known_json, statement_json
from kb.cli.options import AsJson, AsOf, cli
from kb.cli.output import VIETNAMESE, emit, say
from kb.database.reading.reader import find_instrument, provision_absent
from kb.errors import InvalidQueryError, NotFoundError
from kb.interface.contract import fields_json
from kb.interface.days import today
from kb.law.statements.stored import key_by_number
from kb.law.status.answers import Answer, Asked, Proof, answer_all
from kb.search.reading.understanding import read_key

_AT_ONCE = 5_000
NO_SUCH_KEY = "no_such_key"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a list: what it calls itself, the key as it stands there, and what is asked."""

    id: Any
    key: str
    asked: Asked


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
                answers = answer_all(session, [line.asked for line in some])
                for line, answer in zip(some, answers, strict=True):
                    _print(line, answer, as_json)
            return
        wanted = _wanted(base, session, key or "")
        line = _Line(None, str(wanted), Asked(wanted.instrument, wanted.path, as_of or today()))
        (answer,) = answer_all(session, [line.asked])
        if answer is None:
            find_instrument(session, wanted.instrument)
            raise provision_absent(session, wanted.instrument, wanted.path or "")
        _print(line, answer, as_json)


def _wanted(base: KnowledgeBase, session: Session, text: str) -> Key:
    """The key that a text is or names; of an instrument that the base lacks, the one that something is stated about."""
    try:
        return read_key(base.engine, text)
    except (NotFoundError, KeyFormatError):
        stated = key_by_number(session, text)
        if stated is None:
            raise
        return Key(stated)


def _read(path: Path, day: date) -> Iterator[_Line]:
    """The lines of a list.

    :raises InvalidQueryError: one is not as it should be
    """
    for place, row in json_lines(path):
        try:
            key = row["key"]
            on = date.fromisoformat(row["as_of"]) if row.get("as_of") else day
            instrument, path_ = _split(key)
        except (KeyError, TypeError, AttributeError, ValueError):
            raise InvalidQueryError("status_line", place=place) from None
        yield _Line(row.get("id"), key, Asked(instrument, path_, on))


def _split(key: str) -> tuple[str, str | None]:
    """Instrument and path; what is no key is one that nothing has."""
    try:
        wanted = parse_key(key)
    except KeyFormatError:
        instrument, path = split_key(key)
        return (instrument, path) if path else (key, None)
    return wanted.instrument, wanted.path


def _print(line: _Line, answer: Answer | None, as_json: bool) -> None:
    shown = status_json(answer)
    about = {"id": line.id, "key": line.key, "as_of": line.asked.day.isoformat()}
    if as_json:
        emit({**about, **shown})
        return
    say(f"{line.key}\t{about['as_of']}\t{shown['status']}\t{shown['basis']['text']}")
    for piece in shown["basis"]["evidence"]:
        words = piece["quote"] or " · ".join(filter(None, (piece.get("claim"), piece.get("source"), piece.get("note"))))
        say(f"  {piece['kind']}\t{piece['on'] or '?'}\t{piece['key']}\t{' '.join(words.split())[:160]}")


def status_json(answer: Answer | None) -> Json:
    """The answer without the question; None: there is no such provision."""
    if answer is None:
        basis = {"code": NO_SUCH_KEY, "text": VIETNAMESE(f"basis.{NO_SUCH_KEY}"), "evidence": []}
        return {"status": "unknown", "wording": "unknown", "basis": basis, "last_known": None, "pending": [], "newer": []}
    status = answer.status
    return {
        "status": status.code.value,
        "wording": status.wording.value if answer.held else "unknown",
        "basis": {
            "code": str(status.basis),
            "text": VIETNAMESE(f"basis.{status.basis}", **status.days),
            "evidence": [_proof(proof) for proof in answer.evidence],
        },
        "last_known": last_known_json(answer.last_known),
        "pending": [fields_json(item) for item in answer.pending],
        "newer": [{"key": item.key, "from": iso(item.start)} for item in answer.newer],
    }


def _proof(proof: Proof) -> Json:
    shown: Json = fields_json(proof, "kind", "key", "on", "quote")
    return shown if proof.statement is None else {**shown, **statement_json(proof.statement)}
