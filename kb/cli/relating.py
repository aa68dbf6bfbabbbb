"""`kb relations`, `kb references` and `kb history`; and `kb upcoming`: what comes into force, changes or ends on a coming day."""

from datetime import date
from typing import Annotated

import typer

from kb.base import KnowledgeBase
from kb.cli.options import AsJson, AsOf, KeyArgument, Output, cli, day
from kb.cli.output import VIETNAMESE, emit, say, tell, write_out
from kb.export.files import UPCOMING, file_bytes, format_of
from kb.export.upcoming import Coming, coming, rows_of, span_of, upcoming_json
from kb.interface.days import today
from kb.open.relating import answer_history, answer_references, answer_relations


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
