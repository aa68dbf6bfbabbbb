"""`kb parse`: what a file says; `kb cite`: the legal references of a text. Neither needs a base; one makes the keys fuller."""

from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from documents.model import Kind
from documents.paths import GROUPING, UNITS
from documents.references import Context, KnownInstruments, Reference, day_of_context, resolve
from documents.references.finder import find_references
from documents.text.normal import compose
from ingest.apart import run_apart
from ingest.files.source import base_name
from kb.cli.lines import json_lines, text_of
from kb.cli.options import AsJson, AsOf, cli
from kb.cli.output import VIETNAMESE, emit, remark, say
from kb.errors import InvalidQueryError
from kb.interface.contract import fields_json
from kb.interface.days import today
from kb.law.references.lookup import instruments_of_base
from kb.open.objects import Json, parsed_json
from kb.open.texts import opened_if_there, read_file


@cli.command("cite")
def cite_command(
    text: Annotated[str | None, typer.Argument(help="Đoạn văn. (A text.)")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="Tệp văn bản UTF-8. (A text file.)")] = None,
    jsonl: Annotated[Path | None, typer.Option("--jsonl", help="Mỗi dòng một {id, text, context}. (JSON lines.)")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Tìm dẫn chiếu pháp luật trong một đoạn văn. (Find the legal references of a text; needs no base.)"""
    if sum(source is not None for source in (text, file, jsonl)) != 1:
        raise InvalidQueryError("cite_sources")
    with opened_if_there() as base, base.session() if base else nullcontext() as session:
        known = instruments_of_base(session) if session else None
        if jsonl is not None:
            for place, row in json_lines(jsonl):
                _line(row, place, known, as_of, as_json)
            return
        words = compose(text_of(file) if file else text or "")
        found = run_apart(find_references, words, name=base_name(file.name)) if file else find_references(words)
        resolved = _resolved(words, found, Context(), known, as_of)
    if as_json:
        emit({"references": [_json(reference) for reference in resolved]})
    else:
        _print(resolved)


def _line(row: Any, place: str, known: KnownInstruments | None, as_of: date | None, as_json: bool) -> None:
    try:
        text, context = compose(row["text"]), read_context(row.get("context"))
    except (KeyError, TypeError, AttributeError, ValueError):
        raise InvalidQueryError("cite_line", place=place) from None
    found = _resolved(text, find_references(text, context), context, known, as_of)
    if as_json:
        emit({"id": row.get("id"), "references": [_json(reference) for reference in found]})
    else:
        say(f"{row.get('id') or place}")
        _print(found)


def read_context(given: Any) -> Context:
    """The context object of a JSON line. ``quoted_target`` is a number or key, or an object that also says where in it.

    :raises TypeError: it is not an object
    """
    if given is None:
        return Context()
    if not isinstance(given, dict):
        raise TypeError("context is not an object")
    context = Context(
        instrument=_instrument(given.get("instrument")),
        article=_number(given.get("article")),
        clause=_number(given.get("clause")),
        point=_number(given.get("point")),
        in_quote=bool(given.get("in_quote")),
    )
    quoted = given.get("quoted_target")
    context = context._replace(quoted_target=_instrument(quoted))
    if isinstance(quoted, dict) and quoted.get("article") is not None:
        article = _number(quoted["article"])
        if not context.in_quote:
            return context._replace(target_article=article)
        if given.get("article") is None:
            return context._replace(article=article, clause=_number(quoted.get("clause")), point=_number(quoted.get("point")))
    return context


def _instrument(given: Any) -> str | None:
    if isinstance(given, dict):
        given = next((given[name] for name in ("instrument", "key", "number", "name") if given.get(name)), None)
    return _number(given)


def _number(given: Any) -> str | None:
    return compose(str(given)).strip() or None if given is not None else None


def _resolved(
    text: str, found: tuple[Reference, ...], context: Context, known: KnownInstruments | None, as_of: date | None
) -> tuple[Reference, ...]:
    day = as_of or (None if day_of_context(context, known) else today())
    return resolve(text, found, context, known, day)


_TARGET = ("key", "instrument", "name", "article", "clause", "point", "part", "appendix", "form", "possible")


def _json(reference: Reference) -> Json:
    return {
        **fields_json(reference, "start", "end", "text"),
        "targets": [fields_json(item, *_TARGET) for item in reference.targets],
    }


def _print(found: tuple[Reference, ...]) -> None:
    impossible = f"  ({VIETNAMESE('cli.target_impossible')})"
    for reference in found:
        say(f"{reference.start}-{reference.end}\t{' '.join(reference.text.split())}")
        for target in reference.targets:
            known = target.key or VIETNAMESE("cli.target_unknown")
            say(f"    {known}{'' if target.possible else impossible}")
    if not found:
        remark("cli.no_references")


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
            _print_parsed(instrument)


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


def _print_parsed(parsed: Json) -> None:
    say(f"{parsed['instrument']['key']}\t{parsed['instrument']['title'] or ''}")
    for provision in parsed["provisions"]:
        if provision["kind"] in (*GROUPING, *UNITS, Kind.ATTACHMENT):
            say(f"  {provision['path']}\t{provision['heading'] or ''}")
    for problem in parsed["problems"]:
        say(f"! {problem['message']}")
