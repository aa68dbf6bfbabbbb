"""`kb show`, `kb list`, `kb sources` and `kb export`."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

import typer

from documents.akoma_ntoso import write
from documents.model import Provision
from documents.paths import contains, provision_key
from documents.text.decoding import encoding_of
from documents.wording.citing import cite, instrument_name, label
from kb.base import KnowledgeBase
from kb.cli.objects import Json, instrument_json, iso, last_known_json, problem_json, provision_json
from kb.cli.options import AsJson, AsOf, KeyArgument, Output, TypeFilter, cli
from kb.cli.output import VIETNAMESE, emit, remark, say, write_out
from kb.cli.relating import change_json, made_of_json
from kb.database.reading.reader import find_instrument, list_instruments, load_version, provision_absent, versions
from kb.database.reading.records import InstrumentRecord, LoadedVersion, SourceRecord, VersionRecord
from kb.errors import InvalidQueryError
from kb.export.akoma_ntoso import load_versions
from kb.interface.contract import fields_json
from kb.interface.days import in_vietnam, today
from kb.law.derivation.history import changes_in
from kb.law.effects.views import unreviewed_for
from kb.law.status.events import transitional_for
from kb.law.status.provision_status import ProvisionStatus
from kb.law.status.statuses import halted, status_of
from kb.law.texts.copies import DifferingCopies, differing_copies
from kb.law.texts.twins import carried_by
from kb.search.reading.understanding import read_key

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


@cli.command("show")
def show_command(
    key: KeyArgument,
    as_of: AsOf = None,
    version: Annotated[int | None, typer.Option("--version", help="Số của phiên bản. (Number of the version.)")] = None,
    as_json: AsJson = False,
) -> None:
    """Mở một văn bản hoặc điều khoản. (Open an instrument or provision.)"""
    day = as_of or today()
    with KnowledgeBase(create=False) as base, base.session() as session:
        wanted = read_key(base.engine, key)
        record = find_instrument(session, wanted.instrument)
        loaded = load_version(session, record, day, version)
        roots: Iterable[Provision] = loaded.provisions
        if wanted.path is not None:
            found = loaded.provision(wanted.path)
            if found is None:
                raise provision_absent(session, record.key, wanted.path, loaded.version)
            roots = [found]
        status = status_of(session.connection(), loaded, wanted.path, day)
        shown = _shown(loaded, list(roots), wanted.path, day, status)
        changes = changes_in(session, loaded.version.id)
        shown["version"]["effects"] = made_of_json(changes)
        merged = carried_by(session.connection(), loaded.version.id)
        shown["version"]["consolidated_by"] = {"key": merged[0], "number": merged[1]} if merged else None
        ended = halted(session, loaded, day)
        for provision in shown["provisions"]:
            provision["changed_by"] = [change_json(change) for change in changes.get(provision["path"], ())]
            above = max((path for path in ended if contains(path, provision["path"])), key=len, default=None)
            over = ended[above] if above else None
            provision["status"] = over.code if over else None
            provision["status_basis"] = over.sentence() if over else None
        waiting = unreviewed_for(session, record.id, wanted.path, day)
        shown["unreviewed"] = [
            {
                "action": item.action,
                "target": item.target,
                "by": item.source,
                "from": iso(item.effective_from),
                "certain": item.certain,
            }
            for item in waiting
        ]
        shown["transitional"] = [
            {"key": provision_key(item.source, item.path), "target_path": item.target_path, "text": item.evidence}
            for item in transitional_for(session, record.id, wanted.path)
        ]
    if as_json:
        emit(shown)
    else:
        _print(loaded, roots, shown)


@cli.command("sources")
def sources_command(key: KeyArgument, as_json: AsJson = False) -> None:
    """Các nguồn của một văn bản và chỗ chúng khác lời. (The sources of an instrument, and where their words differ.)"""
    with KnowledgeBase(create=False) as base, base.session() as session:
        record = find_instrument(session, read_key(base.engine, key).instrument)
        found, differing = versions(session, record), differing_copies(session, record)
    if as_json:
        emit(
            {
                "key": record.key,
                "versions": [_sources_json(item) for item in found],
                "differences": list(map(_copies_json, differing)),
            }
        )
        return
    for item in found:
        say(VIETNAMESE("reader.version_item", number=item.number, start=VIETNAMESE.day(item.valid_from)))
        for source in item.sources:
            say(f"  {VIETNAMESE(f'reader.trust_{source.trust}')}: {source.file}{f'  {source.url}' if source.url else ''}")
    for pair in differing:
        say(VIETNAMESE("copies.pair", one=pair.first.number, other=pair.second.number, count=len(pair.places)))
        say(f"  {VIETNAMESE(f'copies.why_{pair.why.name.lower()}' if pair.why else 'copies.equal', number=pair.first.number)}")
        for place in pair.places:
            words = VIETNAMESE("copies.place", first=place.first or "–", second=place.second or "–", before=place.before)
            say(f"  {cite(place.path)}: {VIETNAMESE(f'copies.kind_{place.kind.value}')}: {words}")


def _sources_json(version: VersionRecord) -> Json:
    fields = ("file", "format", "sha256", "publisher", "url", "trust", "complete", "snapshot_on")
    return {
        "version": version.number,
        "from": iso(version.valid_from),
        "origin": version.origin,
        "preferred": version.preferred,
        "sources": [fields_json(source, *fields) for source in version.sources],
    }


def _copies_json(pair: DifferingCopies) -> Json:
    return {
        "versions": [pair.first.number, pair.second.number],
        "proposed": pair.first.number if pair.why else None,
        "why": pair.why.name.lower() if pair.why else None,
        "places": [fields_json(place) for place in pair.places],
    }


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


def record_json(record: InstrumentRecord) -> Json:
    """The ``instrument`` object of a stored instrument."""
    sources = [source_json(source) for source in record.sources]
    return {
        **instrument_json(record.key, record.metadata, record.aliases, record.effective, sources, record.borrowed),
        "partial": record.partial,
        "versions": record.versions,
    }


def source_json(source: SourceRecord) -> Json:
    """A file that carries an instrument."""
    return fields_json(source, "file", "format", "sha256", "complete", "trust", "snapshot_on")


def _shown(loaded: LoadedVersion, roots: list[Provision], path: str | None, day: date, status: ProvisionStatus) -> Json:
    key = loaded.instrument.key
    own = record_json(loaded.instrument) if path is None else provision_json(key, roots[0])
    return {
        **own,
        "instrument": {**record_json(loaded.instrument), "encoding": encoding_of(loaded.problems)},
        "provisions": [provision_json(key, provision) for root in roots for provision in root.walk()],
        "problems": [problem_json(problem) for problem in (roots[0].problems if path else loaded.problems)],
        "version": {
            **fields_json(loaded.version, "number", "valid_from", "valid_to", "origin", "partial", "missing"),
            "sha256": loaded.version.text_hash,
        },
        "as_of": day.isoformat(),
        "status": status.code,
        "status_basis": status.sentence(),
        "wording": status.wording,
        "wording_from": iso(status.words_from) if path is not None else None,
        "wording_to": iso(status.words_to) if path is not None else None,
        "last_known": last_known_json(status.last_known),
        "amended": status.amended,
    }


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
                by = VIETNAMESE("cli.typed", author=words.by, day=in_vietnam(words.at))
                say(f"  [✎ “{words.of(provision)}”: {by}]")
