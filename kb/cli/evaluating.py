"""`kb evaluate`: quality and speed of search over judged queries."""

from pathlib import Path
from typing import Annotated

import typer

from kb.base import KnowledgeBase
from kb.cli.options import AsJson, AsOf, cli
from kb.cli.output import VIETNAMESE, bar, emit, say
from kb.evaluation.running import Progress, run


@cli.command("evaluate")
def evaluate_command(
    queries: Annotated[Path, typer.Option("--queries", help="Câu hỏi, JSON từng dòng. (Queries, JSON lines.)")],
    qrels: Annotated[Path, typer.Option("--qrels", help="Đáp án, TSV ba hoặc bốn cột. (Judgements, TSV.)")],
    field: Annotated[str, typer.Option("--field", help="Trường chứa câu hỏi. (Field that holds the query.)")] = "text",
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Đo chất lượng tìm kiếm. (Measure search quality.)"""
    with KnowledgeBase(create=False) as base, bar() as shown:
        task = shown.add_task(VIETNAMESE("cli.asking"), total=None)
        told: Progress = lambda count, total: shown.update(task, completed=count, total=total)  # noqa: E731
        measured = run(base, queries, qrels, field, as_of, progress=told)
    clauses = measured.clause_figures()
    figures = {**measured.figures(), **({"clause": clauses} if clauses else {})}
    if as_json:
        emit(figures)
        return
    for name, value in figures.items():
        say(f"{name}\t{value}")
