"""`kb status`, `kb relations`, `kb references`, `kb history`, and `kb upcoming`: what comes into force, changes or ends."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from documents.errors import KeyFormatError
from documents.paths import split_key
from kb.base import KnowledgeBase
from kb.cli.lines import json_lines
from kb.cli.options import AsJson, AsOf, KeyArgument, Output, cli, day
from kb.cli.output import VIETNAMESE, emit, say, tell, write_out
from kb.database.reading.reader import find_instrument
from kb.errors import AmbiguousKeyError, InvalidQueryError, NotFoundError
from kb.export.files import UPCOMING, file_bytes, format_of
from kb.export.upcoming import Coming, coming, rows_of, span_of, upcoming_json
from kb.interface.days import read_day, today
from kb.law.status.answers import Answer, Asked, answer_all
from kb.law.status.besides import besides
from kb.open.relating import answer_history, answer_references, answer_relations
from kb.open.showing import find_status, meant_key, status_json


@cli.command("relations")
def relations_command(key: KeyArgument, as_json: AsJson = False) -> None:
    """Quan hệ với văn bản khác, kèm câu làm căn cứ. (Relations to other instruments, with their evidence.)"""
    with KnowledgeBase(create=False) as base:
        found = answer_relations(base, key)
    if as_json:
        emit(found)
        return
    for arrow, side in (("→", "outgoing"), ("←", "incoming")):
        for shown in found[side]:
            words = " ".join(shown["evidence"]["text"].split())[:160]
            say(f"{arrow} {shown['kind']}\t{shown['target'] or shown['name']}\t{shown['state']}\t{words}")


@cli.command("references")
def references_command(key: KeyArgument, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Điều khoản dẫn chiếu đến đâu, và nơi nào dẫn chiếu đến nó. (What a provision points to, and what points to it.)"""
    with KnowledgeBase(create=False) as base:
        found = answer_references(base, key, as_of or today())
    if as_json:
        emit(found)
        return
    for link in found["outgoing"]:
        for target in link["targets"]:
            say(f"→ {link['from']}\t{target['key'] or target['label']}")
    for link in found["incoming"]:
        say(f"← {link['from']}\t{link['to']}\t{' '.join(link['words'].split())[:160]}")


@cli.command("history")
def history_command(key: KeyArgument, as_json: AsJson = False) -> None:
    """Câu chữ qua các thời kỳ và văn bản đã thay đổi. (Wordings over time, and what made them.)"""
    with KnowledgeBase(create=False) as base:
        found = answer_history(base, key)
    if as_json:
        emit(found)
        return
    for entry in found["versions"]:
        by = "; ".join(dict.fromkeys(change["name"] for change in entry["changed_by"]))
        waiting = "" if entry["reviewed"] else f" ({VIETNAMESE('review.state_found').lower()})"
        say(f"{entry['from'] or '?'} – {entry['to'] or ''}\t{(entry['sha256'] or '-')[:12]}\t{entry['origin']}{waiting}\t{by}")


@cli.command("upcoming")
def upcoming_command(
    as_of: AsOf = None,
    until: Annotated[
        date | None, typer.Option("--until", parser=day, metavar="NGÀY", help="Đến ngày; mặc định: sáu tháng. (Last day.)")
    ] = None,
    format_: Annotated[str, typer.Option("--format", help="ics: lịch cho Outlook, Google, Thunderbird. (Calendar file.)")] = "",
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Sắp có hiệu lực, sắp đổi, sắp hết hiệu lực. (What comes into force, changes or ends.)"""
    first, last = span_of(as_of, until)
    format_ = format_of(UPCOMING, format_, output)
    with KnowledgeBase(create=False) as base, base.session() as session:
        found = coming(session, first, last)
    if format_:
        write_out(file_bytes(UPCOMING, found, format_, VIETNAMESE), output)
    elif as_json:
        emit(upcoming_json(found, first, last))
    else:
        _print(found)


def _print(found: list[Coming]) -> None:
    for row in rows_of(found):
        line = VIETNAMESE(
            "upcoming.line" if row.certain else "upcoming.line_unsure", what=VIETNAMESE(f"event.{row.kind}"), name=row.name
        )
        say(f"{VIETNAMESE.day(row.on)}  {line}")
        for words in (row.places(VIETNAMESE), *map(VIETNAMESE.write, row.whys)):
            if words:
                say(f"            {words}")
        if row.cards:
            say(f"            {VIETNAMESE('upcoming.cards', cards=row.cards)}")
    if not found:
        tell("upcoming.none")


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
            # all or nothing: a wrong line is told before anything is answered
            lines = iter(list(_asked_in(base, jsonl, as_of or today())))
            while some := list(islice(lines, _AT_ONCE)):
                answers = answer_all(session, [asked for *_, asked, _ in some])
                for (id_, key_, asked, unread), answer in zip(some, answers, strict=True):
                    _print_status(id_, key_, asked.day, answer, as_json, unread)
            return
        on = as_of or today()
        whole, found = find_status(base, key or "", on)
        _print_status(None, whole, on, found, as_json)
        if found.held and not as_json:
            record = find_instrument(session, split_key(whole)[0])
            for line in besides(session, record.id, found.shown(on), VIETNAMESE):
                say(f"  {line}")


def _asked_in(base: KnowledgeBase, path: Path, day: date) -> Iterator[tuple[Any, str, Asked, str]]:
    """The lines of a list: what each calls itself, the key as it stands there, what is asked, and why that is of no one text.

    :raises InvalidQueryError: one is not as it should be
    """
    for place, row in json_lines(path):
        try:
            key = row["key"]
            on = date.fromisoformat(row["as_of"]) if row.get("as_of") else day
            instrument, path_, unread = _split_key(base, key)
        except (KeyError, TypeError, AttributeError, ValueError):
            raise InvalidQueryError("status_line", place=place) from None
        yield row.get("id"), key, Asked(instrument, path_, on), unread


def _split_key(base: KnowledgeBase, key: str) -> tuple[str, str | None, str]:
    """Instrument and path; what names none is one that nothing has, and what may be several says so."""
    try:
        wanted = meant_key(base, key)
    except AmbiguousKeyError as error:
        return key, None, VIETNAMESE.write(error.message)
    except (KeyFormatError, NotFoundError):
        instrument, path = split_key(key)
        return (instrument, path, "") if path else (key, None, "")
    return wanted.instrument, wanted.path, ""


def _print_status(id_: Any, key: str, on: date, answer: Answer | None, as_json: bool, unread: str = "") -> None:
    shown = status_json(answer, on)
    if unread:
        shown["basis"]["text"] = unread
    if as_json:
        emit({"id": id_, "key": key, "as_of": on.isoformat(), **shown})
        return
    status = answer.shown(on).in_words(VIETNAMESE) if answer else VIETNAMESE("status.unknown")
    say(f"{key}\t{VIETNAMESE.day(on)}\t{status}\t{shown['basis']['text']}")
    for piece in shown["basis"]["evidence"]:
        claim = VIETNAMESE(f"claim.{piece['claim']}") if piece.get("claim") else None
        words = piece["quote"] or " · ".join(filter(None, (claim, piece.get("source"), piece.get("note"))))
        kind, seen = VIETNAMESE(f"evidence.{piece['kind']}"), VIETNAMESE.day(read_day(piece["on"]))
        say(f"  {kind}\t{seen}\t{piece['key']}\t{' '.join(words.split())[:160]}")
