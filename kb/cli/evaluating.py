"""`kb evaluate`: quality and speed of search over judged queries, by style, by level, beside an earlier run."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kb.base import KnowledgeBase
from kb.cli.objects import Json
from kb.cli.options import AsJson, AsOf, cli
from kb.cli.output import VIETNAMESE, console, emit, say, tell
from kb.errors import InvalidQueryError, KnowledgeBaseError
from kb.evaluation import (
    Comparison,
    Evaluation,
    Requirements,
    Style,
    compare,
    find_misses,
    read_ranks,
    run,
    save_ranks,
    write_misses,
)

STANDARD_OUTPUT = "-"


@cli.command("evaluate")
def evaluate_command(
    queries: Annotated[Path, typer.Option("--queries", help="Câu hỏi, JSON từng dòng. (Queries, JSON lines.)")],
    qrels: Annotated[Path, typer.Option("--qrels", help="Đáp án, TSV ba hoặc bốn cột. (Judgements, TSV.)")],
    field: Annotated[str, typer.Option("--field", help="Trường chứa câu hỏi. (Field that holds the query.)")] = "text",
    as_of: AsOf = None,
    styles: Annotated[
        bool, typer.Option("--styles", help="Đo cả khi gõ không dấu, nửa dấu, và theo loại câu hỏi. (By style and kind of query.)")
    ] = False,
    save: Annotated[Path | None, typer.Option("--save", help="Ghi mã câu hỏi và thứ hạng. (Save ids and ranks.)")] = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", help="So với lần đo đã ghi. (Compare with a saved run.)")] = None,
    misses: Annotated[
        str | None,
        typer.Option("--misses", metavar="TỆP|-", help="Ghi bảng các câu chưa đúng, kèm lời câu hỏi. (Misses, with texts.)"),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Đo chất lượng tìm kiếm. (Measure search quality.)"""
    asked = tuple(Style) if styles else (Style.AS_TYPED,)
    requirements = Requirements(queries, qrels, field, asked, as_of)
    if as_json and misses == STANDARD_OUTPUT:
        raise InvalidQueryError("misses_and_json")
    before = read_ranks(baseline) if baseline else {}
    for path in (save, Path(misses) if misses not in (None, STANDARD_OUTPUT) else None):
        if path is not None and not path.parent.is_dir():
            # Said before minutes of measuring, not after.
            raise InvalidQueryError("folder_absent", folder=path.parent, file=path.name)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with KnowledgeBase(create=False) as base:
        with Progress(*columns, console=console(), transient=True) as bar:
            task = bar.add_task(VIETNAMESE("cli.asking"), total=None)
            done = run(base, requirements, lambda count, total: bar.update(task, completed=count, total=total))
        missed = list(write_misses(find_misses(base.engine, done))) if misses else []
    ranks = done.ranks()
    compared = compare(ranks, before) if baseline else None
    if save:
        save_ranks(save, ranks)
    figures = evaluation_json(done, compared)
    if as_json:
        emit(figures)
    elif misses == STANDARD_OUTPUT:
        _print_lines(missed)
        return 0
    else:
        _print(figures, compared)
    if misses:
        _write_lines(Path(misses), missed)
    return 0


def evaluation_json(done: Evaluation, compared: list[Comparison] | None) -> Json:
    """The figures as the interface promises them: those of the queries as typed, and beside them what else was measured."""
    first = done.measured[0].style
    figures: Json = {**done.figures(first), **done.times(first), "answered": done.answered(first)}
    if clauses := done.clause_figures(first):
        figures["clause"] = clauses
    if len(done.measured) > 1:
        figures["styles"] = {str(measured.style): _style_json(done, measured.style) for measured in done.measured}
        figures["properties"] = done.by_property(first)
    if compared is not None:
        figures["comparison"] = [asdict(item) for item in compared]
    return figures


def _style_json(done: Evaluation, style: Style) -> Json:
    clauses = done.clause_figures(style)
    return {
        **done.figures(style),
        **done.times(style),
        "answered": done.answered(style),
        **({"clause": clauses} if clauses else {}),
    }


def _print(figures: Json, compared: list[Comparison] | None) -> None:
    for name, value in figures.items():
        if not isinstance(value, dict | list):
            say(f"{name}\t{value}")
    if "clause" in figures:
        _print_table("clause", {"article": figures, "clause": figures["clause"]})
    for group in ("styles", "properties"):
        if group in figures:
            _print_table(group, figures[group])
    if compared is not None:
        say("")
        say("\t".join(("style", "level", "figure", "n", "before", "now", "difference", "95 %", "better", "worse")))
        for item in compared:
            interval = f"{item.low:+.4f} … {item.high:+.4f}"
            cells = (item.style, item.level, item.figure, item.n, item.before, item.now, f"{item.difference:+.4f}", interval)
            say("\t".join(map(str, (*cells, item.better, item.worse))))
        if not compared:
            tell("cli.runs_apart")


_COLUMNS = ("n", "recall@1", "recall@10", "recall@100", "mrr@10", "ndcg@10", "answered")


def _print_table(group: str, rows: Json) -> None:
    say("")
    say("\t".join((group, *_COLUMNS)))
    for name, figures in rows.items():
        say("\t".join((name, *(str(figures.get(column, "")) for column in _COLUMNS))))


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError:
        raise KnowledgeBaseError("file_not_written", path=path) from None
