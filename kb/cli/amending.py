"""`kb effects` and `kb consolidate`: what an amending text does, and the text that comes of it. Files need no base."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
from kb.cli.output import emit, say
from kb.database.reading.reader import find_instrument
from kb.interface.catalogue import VIETNAMESE
from kb.interface.contract import fields_json
from kb.law.effects.views import CORRECTED, EffectView, effects_of
from kb.law.references.lookup import against_base, instruments_of_base
from kb.open.objects import Json, iso, parsed_json
from kb.open.texts import Named, load


@cli.command("effects")
def effects_command(
    source: Annotated[str, typer.Argument(metavar="TỆP|KHÓA", help="Tệp hoặc khóa văn bản. (A file or a key.)")],
    as_json: AsJson = False,
) -> None:
    """Văn bản này sửa đổi, bãi bỏ những gì. (What an instrument does to others.)"""
    loaded, path = load(source)
    stored = not Path(source).exists()
    read = [
        (named.instrument, effect)
        for named in loaded
        for effect in (_held_against_base(named.instrument) if stored else read_effects(named.instrument))
        if contains(path or "", effect.evidence.path)
    ]
    known = _decided(loaded[0].instrument.key) if stored else {}
    found = [(instrument, *_as_stored(effect, known)) for instrument, effect in read]
    if as_json:
        emit({"effects": [{**effect_json(effect), "by": by.key, **_decision_json(view)} for by, effect, view in found]})
        return
    for _, effect, _ in found:
        mark = " " if effect.certain else "?"
        doubt = VIETNAMESE.write(effect.doubt or "")
        say(f"{mark} {effect.action}\t{target_key(effect)}\t{iso(effect.effective_from) or '-'}\t{doubt}".rstrip())


def _held_against_base(instrument: Instrument) -> Sequence[Effect]:
    """The effects of a stored instrument, with what the base has against them, as they are stored and shown."""
    with KnowledgeBase(create=False) as base, base.session() as session:
        return against_base(session, read_effects(instrument), instruments_of_base(session))


def _as_stored(effect: Effect, known: dict[tuple[str, str, int, int], list[EffectView]]) -> tuple[Effect, EffectView | None]:
    """An effect as certain as the base has it, and the row that it is there."""
    at = effect.evidence
    views = known.get((at.path, at.field, at.start, at.end), [])
    same = (place for place, view in enumerate(views) if view.target_path == (effect.target.path or ""))
    view = views.pop(next(same, 0)) if views else None
    return (replace(effect, certain=view.certain, doubt=view.doubt) if view else effect), view


def _decided(key: str) -> dict[tuple[str, str, int, int], list[EffectView]]:
    """The effects of a stored instrument with what people decided, by their evidence, in the order of the text."""
    found: dict[tuple[str, str, int, int], list[EffectView]] = defaultdict(list)
    with KnowledgeBase(create=False) as base, base.session() as session:
        for view in effects_of(session, find_instrument(session, key).id):
            found[view.path, view.field, view.start, view.end].append(view)
    return found


def _decision_json(view: EffectView | None) -> Json:
    """Who reviewed an effect, and what this person put in place of what was read; nulls where nobody did, as for a file."""
    by, moment = (view.decided_by, view.decided_at.isoformat() if view.decided_at else None) if view else (None, None)
    corrected = sorted(view.correction or {}) if view and view.state == CORRECTED else []
    return {
        "state": view.state if view and view.decided_by else None,
        "reviewed_by": by,
        "reviewed_at": moment,
        "corrected": corrected,
        "corrected_by": by if corrected else None,
        "corrected_at": moment if corrected else None,
    }


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
    amendments = [
        (named.instrument, read_effects(named.instrument) if Path(given).exists() else _held_against_base(named.instrument))
        for given in amending
        for named in load(given)[0]
    ]
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


def target_key(effect: Effect) -> str | None:
    """The key of what an effect acts on; where no instrument is known, ``-/-/-/-`` stands for it."""
    target = effect.target
    if target.key is not None:
        return target.full_key
    return f"-/-/-/-#{target.path}" if target.path else None


def effect_json(effect: Effect) -> Json:
    """The ``effect`` object."""
    target = effect.target
    return {
        "action": str(effect.action),
        "target": target_key(effect),
        **fields_json(target, "instrument", "name", "part", "paragraph", "anchor", "position"),
        **fields_json(effect, "new_text", "new_heading", "new_number", "phrase_from", "phrase_to"),
        **fields_json(effect, "effective_from", "effective_to"),
        "backwards": effect.action.backwards,
        "certain": effect.certain,
        "doubt": effect.doubt and VIETNAMESE.write(effect.doubt),
        **fields_json(effect, "excepted", "spared", "spared_until", "listed"),
        "evidence": fields_json(effect.evidence, "path", "field", "start", "end", "text"),
    }


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
