"""`kb evaluate`: quality and speed of search over judged queries, by style, by level, beside an earlier run."""

from pathlib import Path
from typing import Annotated

import typer

from kb.base import KnowledgeBase
from kb.cli.options import AsJson, AsOf, cli
from kb.cli.output import VIETNAMESE, bar, emit, say, tell
from kb.errors import InvalidQueryError
from kb.evaluation.files import Style
from kb.evaluation.running import Comparison, Measured, Progress, compare, ranks_of, read_ranks, run, save_ranks
from kb.open.objects import Json


@cli.command("evaluate")
def evaluate_command(
    queries: Annotated[Path, typer.Option("--queries", help="Câu hỏi, JSON từng dòng. (Queries, JSON lines.)")],
    qrels: Annotated[Path, typer.Option("--qrels", help="Đáp án, TSV ba hoặc bốn cột. (Judgements, TSV.)")],
    field: Annotated[str, typer.Option("--field", help="Trường chứa câu hỏi. (Field that holds the query.)")] = "text",
    as_of: AsOf = None,
    styles: Annotated[bool, typer.Option("--styles", help="Đo cả khi gõ không dấu, nửa dấu. (By style.)")] = False,
    save: Annotated[Path | None, typer.Option("--save", help="Ghi mã câu hỏi và thứ hạng. (Save ids and ranks.)")] = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", help="So với lần đo đã ghi. (Compare with a saved run.)")] = None,
    as_json: AsJson = False,
) -> None:
    """Đo chất lượng tìm kiếm. (Measure search quality.)"""
    typed = tuple(Style) if styles else (Style.AS_TYPED,)
    before = read_ranks(baseline) if baseline else {}
    if save is not None and not save.parent.is_dir():
        # Said before minutes of measuring, not after.
        raise InvalidQueryError("folder_absent", folder=save.parent, file=save.name)
    with KnowledgeBase(create=False) as base, bar() as shown:
        task = shown.add_task(VIETNAMESE("cli.asking"), total=None)
        told: Progress = lambda count, total: shown.update(task, completed=count, total=total)  # noqa: E731
        done = run(base, queries, qrels, field, typed, as_of, progress=told)
    ranks = ranks_of(done)
    compared = compare(ranks, before) if baseline else None
    if save:
        save_ranks(save, ranks)
    figures = _style_json(done[0])  # of the queries as typed; beside them what else was measured
    if len(done) > 1:
        figures["styles"] = {str(measured.style): _style_json(measured) for measured in done}
    if compared is not None:
        figures["comparison"] = compared
    if as_json:
        emit(figures)
    else:
        _print(figures, compared)


def _style_json(measured: Measured) -> Json:
    clauses = measured.clause_figures()
    return {**measured.figures(), **({"clause": clauses} if clauses else {})}


def _print(figures: Json, compared: list[Comparison] | None) -> None:
    for name, value in figures.items():
        if not isinstance(value, dict | list):
            say(f"{name}\t{value}")
    if "clause" in figures:
        _print_table("clause", {"article": figures, "clause": figures["clause"]})
    if "styles" in figures:
        _print_table("styles", figures["styles"])
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
