"""`kb compare`: what became of the provisions of one text in another, and what that changes."""

import gc
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from textwrap import shorten
from typing import Annotated

import typer

from documents.comparison import ComparedPair, Outcome, What, outcome, rows_of
from documents.messages import Message
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, Output, cli, day
from kb.cli.output import VIETNAMESE, remark, say, write_out
from kb.export.compared import ComparedText, ComparisonTable, by_weight, is_changed, table_of
from kb.export.files import COMPARISON, file_bytes, format_of
from kb.export.kind_words import KindWords
from kb.open.comparing import Side, explanations, pair_up, seen_in_part, side_of
from kb.open.texts import load

gc.set_threshold(1_000_000, 10, 100)  # nearly all that is made of a text stays until it is printed
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
            say(f"  {doubt}{VIETNAMESE(f'what.{change.called}')}: {before} → {after}")
