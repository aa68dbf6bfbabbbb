"""`kb evaluate`: quality and speed of search over judged queries, by style, by level."""

from pathlib import Path
from typing import Annotated

import typer

from kb.base import KnowledgeBase
from kb.cli.options import AsJson, AsOf, cli
from kb.cli.output import VIETNAMESE, bar, emit, say
from kb.evaluation.files import Style
from kb.evaluation.running import Measured, Progress, run
from kb.open.objects import Json


@cli.command("evaluate")
def evaluate_command(
    queries: Annotated[Path, typer.Option("--queries", help="Câu hỏi, JSON từng dòng. (Queries, JSON lines.)")],
    qrels: Annotated[Path, typer.Option("--qrels", help="Đáp án, TSV ba hoặc bốn cột. (Judgements, TSV.)")],
    field: Annotated[str, typer.Option("--field", help="Trường chứa câu hỏi. (Field that holds the query.)")] = "text",
    as_of: AsOf = None,
    styles: Annotated[bool, typer.Option("--styles", help="Đo cả khi gõ không dấu, nửa dấu. (By style.)")] = False,
    as_json: AsJson = False,
) -> None:
    """Đo chất lượng tìm kiếm. (Measure search quality.)"""
    typed = tuple(Style) if styles else (Style.AS_TYPED,)
    with KnowledgeBase(create=False) as base, bar() as shown:
        task = shown.add_task(VIETNAMESE("cli.asking"), total=None)
        told: Progress = lambda count, total: shown.update(task, completed=count, total=total)  # noqa: E731
        done = run(base, queries, qrels, field, typed, as_of, progress=told)
    figures = _style_json(done[0])  # of the queries as typed; beside them what else was measured
    if len(done) > 1:
        figures["styles"] = {str(measured.style): _style_json(measured) for measured in done}
    if as_json:
        emit(figures)
    else:
        _print(figures)


def _style_json(measured: Measured) -> Json:
    clauses = measured.clause_figures()
    return {**measured.figures(), **({"clause": clauses} if clauses else {})}


def _print(figures: Json) -> None:
    for name, value in figures.items():
        if not isinstance(value, dict | list):
            say(f"{name}\t{value}")
    if "clause" in figures:
        _print_table("clause", {"article": figures, "clause": figures["clause"]})
    if "styles" in figures:
        _print_table("styles", figures["styles"])


_COLUMNS = ("n", "recall@1", "recall@10", "recall@100", "mrr@10", "ndcg@10", "answered")


def _print_table(group: str, rows: Json) -> None:
    say("")
    say("\t".join((group, *_COLUMNS)))
    for name, figures in rows.items():
        say("\t".join((name, *(str(figures.get(column, "")) for column in _COLUMNS))))
