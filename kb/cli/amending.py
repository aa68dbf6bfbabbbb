"""`kb effects` and `kb consolidate`: what an amending text does, and the text that comes of it. Files need no base.

`kb compare`: what became of the provisions of one text in another, and what that changes.
"""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import shorten
from typing import Annotated, Any

import typer

from documents.amendments import Effect, read_effects
from documents.comparison import ComparedPair, Outcome, What, outcome, rows_of
from documents.consolidation.consolidate import Consolidated, consolidate
from documents.consolidation.tree import ChangedBy
from documents.messages import Message
from documents.model import Instrument
from documents.paths import contains
from documents.wording.citing import instrument_name
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, AsOf, Output, cli, day
from kb.cli.output import VIETNAMESE, emit, remark, say, write_out
from kb.export.compared import ComparedText, ComparisonTable, by_weight, is_changed, table_of
from kb.export.files import COMPARISON, file_bytes, format_of
from kb.export.kind_words import KindWords
from kb.interface.contract import fields_json
from kb.open.comparing import Side, explanations, pair_up, seen_in_part, side_of
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


_LONG = 400
_Day = Annotated[date | None, typer.Option(parser=day, metavar="NGÀY", help="Ngày của bên này. (The day of this side.)")]


@cli.command("compare")
def compare_command(
    left: Annotated[str, typer.Argument(metavar="TRÁI", help="Tệp hoặc khóa văn bản, điều khoản. (A file or a key.)")],
    right: Annotated[str, typer.Argument(metavar="PHẢI", help="Tệp hoặc khóa văn bản, điều khoản. (A file or a key.)")],
    as_of_a: _Day = None,
    as_of_b: _Day = None,
    format_: Annotated[
        str, typer.Option("--format", help="Định dạng: json, docx, xlsx, html. (Format.)", metavar="ĐỊNH_DẠNG")
    ] = "",
    changes_only: Annotated[
        bool, typer.Option("--changes-only", help="Word, HTML: chỉ chỗ thay đổi. (Only what changed.)")
    ] = False,
    remarks: Annotated[
        bool,
        typer.Option(
            help="Word, HTML: kèm nhận diện của máy và trang nguồn. (With the machine's remarks and the page of sources.)"
        ),
    ] = True,
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Điều, khoản nào của văn bản này thành điều, khoản nào của văn bản kia, và đổi những gì. (What became of which provision.)"""
    wanted = format_of(COMPARISON, format_, otherwise="json" if as_json else "")
    one, other = _side(left, as_of_a), _side(right, as_of_b)
    stored = any(side.kept for side in (one, other))
    with KnowledgeBase(create=False) if stored else nullcontext() as base:
        one, other = seen_in_part(base, one, other)
        pairs, decided = pair_up(base, one, other)
        if not wanted:
            _print_compared(pairs, outcome(one.roots, other.roots, pairs), (one.text, other.text))
            return
        if wanted == "json":
            table = ComparisonTable((one.text, other.text), (), pairs, decided)
        else:
            texts = one.dated(base, as_of_a), other.dated(base, as_of_b)
            rows = rows_of(one.roots, other.roots, pairs)
            asked = is_changed if changes_only else None
            table = table_of(texts, rows, VIETNAMESE, decided, explanations(base, (one, other), rows), asked)
            scope = VIETNAMESE("compare.only_changes_printed") if changes_only else ""
            table = replace(table, scope=scope, remarks=remarks)
    write_out(file_bytes(COMPARISON, table, wanted, VIETNAMESE), output)


def _side(source: str, on: date | None) -> Side:
    named, path = load(source, day=on)
    return side_of(named[0], path, on)


def _print_compared(pairs: list[ComparedPair], told: Outcome | None, texts: tuple[ComparedText, ComparedText]) -> None:
    words = KindWords(pairs, (texts[0].lacking, texts[1].lacking))
    for text in texts:
        if text.partial:
            remark(text.amends or Message.of("compare.partial", name=text.name))
    if told is not None:
        say(VIETNAMESE(f"outcome.{told}"))
    for compared in by_weight(pairs, words):
        pair = compared.pair
        say(f"{words.of(pair, VIETNAMESE)}\t{', '.join(pair.left) or '-'}\t{', '.join(pair.right) or '-'}")
        for change in sorted(compared.changes, key=lambda change: (not words.is_sure(compared, change), change.rank)):
            before, after = (
                shorten(piece.text, _LONG, placeholder=" …") if piece else "-" for piece in (change.before, change.after)
            )
            doubt = "" if change.what is What.WORDS or words.is_sure(compared, change) else f"{VIETNAMESE('compare.perhaps')} "
            say(f"  {doubt}{VIETNAMESE(f'what.{change.what}')}: {before} → {after}")
