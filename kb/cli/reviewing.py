"""`kb review`: review files, what they have found, and their reports."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from documents.paths import split_key
from documents.wording.citing import cite
from kb.accounts.current import person
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, AsOf, Author, Output, review_commands
from kb.cli.output import VIETNAMESE, answer, emit, remark, say, tell, write_out
from kb.export.files import DOCX, REPORT, file_bytes, format_of
from kb.export.gridded import whole_grid
from kb.export.report_template import fill_apart, template_at
from kb.export.review_report import finding_json
from kb.export.reviewed import report_of
from kb.interface.contract import fields_json
from kb.interface.days import today
from kb.open.objects import Json, iso
from kb.review import Review, find_review, findings_of, list_reviews, progress_of, texts_of
from kb.review.findings import count_read
from kb.review.importing import import_review, read_review, shipped
from kb.settings import settings

Number = Annotated[int, typer.Argument(metavar="SỐ", help="Số của hồ sơ. (Number of the review file.)")]


@review_commands.command("list")
def list_command(as_json: AsJson = False) -> None:
    """Các hồ sơ rà soát. (Review files.)"""
    with KnowledgeBase(create=False) as base, base.session() as session:
        found = list_reviews(session)
    if as_json:
        emit({"reviews": [_review_json(item) for item in found]})
        return
    for item in found:
        state = VIETNAMESE(f"dossier.state_{item.state}")
        say(f"{item.id}\t{item.said.title}\t{state}\t{VIETNAMESE.day(item.said.deadline) if item.said.deadline else '-'}")
    if not found:
        tell("dossier.none_next")


@review_commands.command("show")
def show_command(number: Number, as_json: AsJson = False) -> None:
    """Một hồ sơ: phạm vi, phát hiện, tiến độ. (A review file: its set, findings, progress.)"""
    with KnowledgeBase(create=False) as base, base.session() as session:
        review = find_review(session, number)
        texts = texts_of(session, review)
        findings = findings_of(session, review, texts)
        progress = progress_of(session, review, texts, findings)
    if as_json:
        shown = {
            "findings": [{**finding_json(item), "author": item.note.author, "left_out": item.left_out} for item in findings],
            "progress": [fields_json(item, *_PROGRESS) for item in progress],
        }
        emit({**_review_json(review), **shown})
        return
    say(review.said.title)
    say(VIETNAMESE("dossier.report_as_of", value=VIETNAMESE.day(review.said.as_of)))
    marked = count_read(progress)
    say(VIETNAMESE("dossier.report_count", count=len(findings)))
    if marked:
        say(VIETNAMESE("dossier.report_progress", marked=marked, articles=len(progress)))
    for found in findings:
        path = split_key(found.key)[1]
        status = VIETNAMESE(f"note.status_{found.note.status}")
        say(f"{cite(path) or found.key}\t{status}\t{'; '.join(found.note.tags)}\t{' '.join(found.note.text.split())[:160]}")


@review_commands.command("import")
def import_command(
    file: Annotated[str, typer.Argument(metavar="TỆP|TÊN", help="Tệp YAML, hoặc tên hồ sơ mẫu đi kèm. (File, or a name.)")],
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Nhập một hồ sơ với ghi chú của nó; đã nhập rồi thì thôi. (Import a review file with its notes, once.)"""
    path = Path(file)
    raw = read_review(path if path.exists() else shipped(file) or path)
    with KnowledgeBase() as base, base.session(write=True, actor=person(author)) as session:
        made, new = import_review(session, raw)
    entry = "cli.review_created" if new else "cli.review_there"
    answer(as_json, _review_json(made), entry, number=str(made.id), title=made.said.title)


@review_commands.command("report")
def report_command(
    number: Number,
    format_: Annotated[
        str, typer.Option("--format", metavar="ĐỊNH_DẠNG", help="docx, xlsx, html, json; mặc định theo tên tệp. (Format.)")
    ] = "",
    output: Output = None,
    template: Annotated[
        Path | None,
        typer.Option("--template", metavar="TỆP", help="Mẫu DOCX của cơ quan; mặc định KB_REPORT_TEMPLATE. (Template.)"),
    ] = None,
    as_of: AsOf = None,
    annex: Annotated[bool, typer.Option("--annex", help="Kèm toàn văn. (With the full texts; JSON always has them.)")] = False,
    as_json: AsJson = False,
) -> None:
    """Báo cáo kết quả rà soát. (The report.)"""
    wanted = format_of(REPORT, format_, None if as_json else output, "json")
    chosen = template or settings().report_template
    filled = {"fill": partial(fill_apart, template_at(chosen))} if chosen and wanted == DOCX else {}
    with KnowledgeBase(create=False) as base, base.session() as session:
        review = find_review(session, number)
        grid = whole_grid(base, session, review, VIETNAMESE, as_of)
        report = replace(report_of(session, review, VIETNAMESE, today(), as_of), grid=grid)
        report = report if annex or wanted == "json" else replace(report, annex=())
    write_out(file_bytes(REPORT, report, wanted, VIETNAMESE, **filled), output)
    if output is not None:
        remark("cli.review_reported", count=len(report.rows), file=output.name)


@review_commands.command("template")
def template_command(output: Output = None) -> None:
    """Ghi mẫu báo cáo DOCX đi kèm, để sửa thành mẫu của cơ quan. (Write the shipped template, to change it.)"""
    from kb.export.report_shape import shipped_template

    write_out(shipped_template(VIETNAMESE), output)


def _review_json(review: Review) -> Json:
    said = review.said
    about: dict[str, Any] = {"id": review.id, "title": said.title, "purpose": said.purpose or None}
    days = {"as_of": said.as_of.isoformat(), "deadline": iso(said.deadline), "made_at": review.made_at.isoformat()}
    sets: dict[str, Sequence[str]] = {"members": list(said.members), "items": list(said.items)}
    basis = [line for line in said.basis.splitlines() if line.strip()]
    return {**about, "basis": basis, "state": review.state, **days, **sets, "author": review.author}


_PROGRESS = ("key", "mark", "author", "at", "notes")
