"""`kb effects` and `kb consolidate`: what an amending text does, and the text that comes of it. Files need no base."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from documents.amendments import Effect, read_effects
from documents.consolidation.consolidate import Consolidated, consolidate
from documents.consolidation.tree import ChangedBy
from documents.model import Instrument
from documents.paths import contains
from documents.wording.citing import instrument_name
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, AsOf, cli
from kb.cli.output import VIETNAMESE, emit, say
from kb.interface.contract import fields_json
from kb.open.objects import Json, iso, parsed_json
from kb.open.relating import decided, effect_json, effects_json, effects_read, target_key
from kb.open.texts import Named, load


@cli.command("effects")
def effects_command(
    source: Annotated[str, typer.Argument(metavar="TỆP|KHÓA", help="Tệp hoặc khóa văn bản. (A file or a key.)")],
    as_json: AsJson = False,
) -> None:
    """Văn bản này sửa đổi, bãi bỏ những gì. (What an instrument does to others.)"""
    loaded, path = load(source)
    stored = not Path(source).exists()
    with KnowledgeBase(create=False) if stored else nullcontext() as base:
        read = [
            (named.instrument, effect)
            for named in loaded
            for effect in (effects_read(base, named.instrument) if base else read_effects(named.instrument))
            if contains(path or "", effect.evidence.path)
        ]
        found, shown = effects_json(read, decided(base, loaded[0].instrument.key) if base else {})
    if as_json:
        emit(shown)
        return
    for effect in found:
        mark = " " if effect.certain else "?"
        doubt = VIETNAMESE.write(effect.doubt or "")
        say(f"{mark} {effect.action}\t{target_key(effect)}\t{iso(effect.effective_from) or '-'}\t{doubt}".rstrip())


@cli.command("consolidate")
def consolidate_command(
    base: Annotated[str, typer.Argument(metavar="GỐC", help="Tệp hoặc khóa văn bản gốc. (The base: a file or a key.)")],
    amending: Annotated[
        list[str], typer.Argument(metavar="SỬA_ĐỔI...", help="Tệp hoặc khóa văn bản sửa đổi. (Amending texts: files or keys.)")
    ],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Hợp nhất văn bản gốc với các văn bản sửa đổi; không lưu gì. (Consolidate; stores nothing.)"""
    original = load(base, first=True)[0][0]
    amendments = [(named.instrument, _effects_of(named)) for given in amending for named in load(given)[0]]
    result = consolidate(original.instrument, amendments, as_of)
    said_by = {
        ChangedBy(instrument.key, index): (instrument, effect)
        for instrument, effects in amendments
        for index, effect in enumerate(effects)
    }
    if as_json:
        emit(_consolidated_json(original, said_by, result))
    else:
        _print(original.instrument, said_by, result)


def _effects_of(named: Named) -> Sequence[Effect]:
    if named.version is None:
        return read_effects(named.instrument)
    with KnowledgeBase(create=False) as base:
        return effects_read(base, named.instrument)


_SaidBy = Mapping[ChangedBy, tuple[Instrument, Effect]]
"""The instrument and the effect that made a change; an act that was itself changed may have effects beside these."""


def _changes_json(changes: Sequence[ChangedBy], said_by: _SaidBy) -> list[Json]:
    return [{**fields_json(change), "action": str(said_by[change][1].action) if change in said_by else None} for change in changes]


def _consolidated_json(base: Named, said_by: _SaidBy, result: Consolidated) -> Json:
    shown: dict[str, Any] = parsed_json(
        replace(base.instrument, provisions=result.provisions), base.source, [*base.problems, *result.problems]
    )
    for provision in shown["provisions"]:
        provision["changed_by"] = _changes_json(result.changed_by.get(provision["path"], ()), said_by)
    return {
        **shown,
        "pending": [effect_json(effect) for effect in result.pending],
        "later": [effect_json(effect) for effect in result.later],
        "ended_by": _changes_json(result.ended, said_by),
    }


def _print(base: Instrument, said_by: _SaidBy, result: Consolidated) -> None:
    say(f"{base.key}\t{instrument_name(base.key, base.metadata.number, base.metadata.title, subject=True)}")
    for root in result.provisions:
        for provision in root.walk():
            for change in result.changed_by.get(provision.path, ()):
                instrument, effect = said_by.get(change, (None, None))
                number = instrument.metadata.number or instrument.key if instrument else change.key
                say(f"  {provision.path}\t{effect.action if effect else '-'}\t{number}")
    for effect in result.pending:
        say(f"? {target_key(effect)}\t{VIETNAMESE.write(effect.doubt or '')}")
    for problem in result.problems:
        say(f"! {VIETNAMESE.write(problem.message)}")
