"""`kb show`, `kb list`, `kb coverage` and `kb export`."""

from collections.abc import Iterable
from typing import Annotated

import typer

from documents.akoma_ntoso import write
from documents.model import Provision
from documents.wording.citing import instrument_name, label
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, AsOf, KeyArgument, Output, TypeFilter, cli
from kb.cli.output import VIETNAMESE, emit, remark, say, write_out
from kb.database.reading.reader import find_instrument, list_instruments
from kb.database.reading.records import InstrumentRecord, LoadedVersion
from kb.errors import InvalidQueryError
from kb.export.akoma_ntoso import load_versions
from kb.interface.days import today
from kb.open.objects import Json
from kb.open.showing import answer_coverage, record_json, show
from kb.search.reading.understanding import read_key


@cli.command("export")
def export_command(
    key: Annotated[str, typer.Argument(help="Khóa văn bản. (Key of an instrument.)")],
    output: Output = None,
) -> None:
    """Xuất một văn bản với mọi phiên bản. (Export an instrument with all its versions.)"""
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


@cli.command("show")
def show_command(
    key: KeyArgument,
    as_of: AsOf = None,
    version: Annotated[int | None, typer.Option("--version", help="Số của phiên bản. (Number of the version.)")] = None,
    as_json: AsJson = False,
) -> None:
    """Mở một văn bản hoặc điều khoản. (Open an instrument or provision.)"""
    with KnowledgeBase(create=False) as base:
        loaded, roots, _, shown = show(base, key, as_of or today(), version)
    if as_json:
        emit(shown)
    else:
        _print(loaded, roots, shown)


@cli.command("coverage")
def coverage_command(as_json: AsJson = False) -> None:
    """Kho có gì, mỗi nguồn đến ngày nào. (What the base holds, and how far each source reaches.)"""
    with KnowledgeBase(create=False) as base:
        found = answer_coverage(base)
    if as_json:
        emit(found)
        return
    for source in found["sources"]:
        name, until = source["publisher"] or VIETNAMESE("sources.unnamed"), source["snapshot_on"] or source["newest"]
        say(f"{name}\t{source['texts']}\t{until or '?'}")
    for register in found["registers"]:
        say(f"{register['title']}\t{register['version']}")


@cli.command("list")
def list_command(instrument_type: TypeFilter = None, as_json: AsJson = False) -> None:
    """Liệt kê văn bản trong kho. (List the instruments of the base.)"""
    with KnowledgeBase(create=False) as base, base.session() as session:
        part = f" ({VIETNAMESE('reader.in_part').lower()})"
        for record in list_instruments(session, type=instrument_type):
            if as_json:
                emit(record_json(record))
            else:
                say(f"{record.key}\t{_titled(record)}{part if record.partial else ''}")


def _titled(record: InstrumentRecord) -> str:
    """The name, with what it is about; a title that is not its own says where it was read."""
    name = instrument_name(record.key, record.metadata.number, record.title, subject=True)
    return f"{name} ({VIETNAMESE(f'naming.{record.borrowed.source}')})" if record.borrowed else name


def _print(loaded: LoadedVersion, roots: Iterable[Provision], shown: Json) -> None:
    say(f"{loaded.instrument.key}  {_titled(loaded.instrument)}")
    say(f"{shown['as_of']}: {shown['status_basis']}")
    if merged := shown["version"]["consolidated_by"]:
        day = loaded.version.valid_from
        say(VIETNAMESE("typed.merged", name=merged["number"] or merged["key"], day=VIETNAMESE.day(day)))
    for item in shown["unreviewed"]:
        say(f"! {item['by']} ({item['action']}, {item['from'] or '?'}): {VIETNAMESE('review.state_found').lower()}")
    for item in shown["transitional"]:
        say(f"~ {item['key']}: {' '.join(item['text'].split())}")
    changed = {item["path"]: item["changed_by"] for item in shown["provisions"] if item["changed_by"]}
    for root in roots:
        for provision in root.walk():
            before = label(provision)
            for line in (" ".join(part for part in (before, provision.heading) if part), provision.text, provision.tail):
                if line:
                    say(line)
            for change in changed.get(provision.path, ()):
                who = {"author": change["corrected_by"], "day": (change["corrected_at"] or "")[:10]}
                by = f"; {VIETNAMESE('cli.corrected', **who)}" if change["corrected_by"] else ""
                say(f"  [{change['name']}, {change['since'] or '?'}{by}]")
            for words in provision.typed:
                by = VIETNAMESE("cli.typed", author=words.by, day=words.at)
                say(f"  [✎ “{words.of(provision)}”: {by}]")
