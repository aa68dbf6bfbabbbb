"""The report of a review as a file: XLSX, HTML and JSON. Texts are data: escaped, never formulas."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import orjson

from documents.time.status import StatusCode, WordingCode
from kb.base import base_of_worker
from kb.export.files import DOCX, REPORT, Sheet, book_xlsx, file_bytes
from kb.export.gridded import FoundGrid, ShownQuote, cell_lines, cell_words, column_words, corner_words, whole_grid
from kb.export.reviewed import (
    OPINIONS,
    AnnexText,
    Opinion,
    Report,
    ReportRow,
    cells_of,
    heading_of,
    opinion_cells,
    quoted_words,
    report_of,
)
from kb.export.tables import page
from kb.interface.catalogue import Catalogue
from kb.interface.contract import fields_json
from kb.law.status.answers import Answer
from kb.review import Finding, Review
from kb.settings import Settings

COLUMNS = ("number", "place", "replaced", "current", "finding", "kind", "proposal", "legal_basis", "person")
"""The columns of the table of findings, in every format."""

SHEET = (*COLUMNS, "answer", "status", "quoted", "severity", "state", "source", "key")
"""Those of the spreadsheet, where each stands alone."""

_WIDTHS = dict.fromkeys(("finding", "proposal", "answer"), 50) | dict.fromkeys(("legal_basis", "quoted", "source"), 40)
_WIDTHS |= {"number": 6, "place": 30, "current": 70, "replaced": 50}


def report_file(
    configured: Settings, review: Review, made_on: date, template: bytes | None, whole: bool, format_: str, say: Catalogue
) -> bytes:
    """The report, made in a process that works for a page: from an office's own template for Word, with full texts or without."""
    from kb.export.report_docx import fill_template  # costs a good part of a second

    base = base_of_worker(configured)
    filled = {"fill": partial(fill_template, template)} if template is not None and format_ == DOCX else {}
    with base.session() as session:
        report = report_of(session, review, say, made_on)
        report = replace(report, grid=whole_grid(base, session, review, say), annex=report.annex if whole else ())
    return file_bytes(REPORT, report, format_, say, **filled)


def write_xlsx(report: Report, say: Catalogue) -> bytes:
    """The findings, the opinions with their answers, the progress and the full texts, a sheet each."""
    said = report.review.said
    basis = [line for line in said.basis.splitlines() if line.strip()]
    office = say("dossier.sheet_office", office=say("compare.office"))
    above = [
        office,
        f"{say('compare.state')} · {say('compare.motto')}",
        say("dossier.report_title"),
        said.title,
        *basis,
        *([say("dossier.report_purpose", value=said.purpose)] if said.purpose else []),
        *report.texts,
        say("dossier.report_as_of", value=say.day(report.day)),
        say("dossier.report_count", count=len(report.rows)),
        *([say("dossier.report_progress", marked=report.marked, articles=len(report.progress))] if report.marked else []),
    ]
    keys, shown = [row.finding.key for row in report.rows], report.columns(("replaced",))
    names = [name for name in SHEET if name != "replaced" or shown]
    findings = Sheet(
        [heading_of(name, keys, say) for name in names],
        [[cells_of(row, say)[name] for name in names] for row in report.rows],
        [_WIDTHS.get(name, 18) for name in names],
        say("dossier.sheet_findings"),
        above,
    )
    progress = Sheet(
        [say(f"dossier.column_{name}") for name in ("place", "progress", "person", "notes")],
        [[item.name, say(f"dossier.mark_{item.mark or 'none'}"), item.author or "", item.notes] for item in report.progress],
        (60, 24, 30, 12),
        say("dossier.column_progress"),
    )
    opinions = Sheet(
        [say(f"dossier.column_{name}") for name in OPINIONS],
        [list(opinion_cells(opinion, say).values()) for opinion in report.opinions],
        (6, 30, 40, 70, 70),
        say("dossier.sheet_opinions"),
        [office, say("dossier.report_opinions"), said.title],
    )
    grid = [_grid_sheet(report.grid, say)] if report.grid else []
    annex = [_annex_sheet(report, say)] if report.annex else []
    return book_xlsx([findings, *([opinions] if report.opinions else []), progress, *grid, *annex])


def _annex_sheet(report: Report, say: Catalogue) -> Sheet:
    return Sheet(
        [heading_of(name, (text.key for text in report.annex), say) for name in ("text", "current")],
        [
            [text.title, *row]
            for text in report.annex
            for head, line, table in text.lines
            for row in (table.rows if table else [[f"{head} {line}".strip()]])
        ],
        (40, 120),
        say("dossier.sheet_annex"),
        [
            say("dossier.report_annex_of", value=say.day(report.day)),
            *(" ".join((f"{text.title}:", text.source, *text.warnings)) for text in report.annex),
        ],
    )


def _grid_sheet(found: FoundGrid, say: Catalogue) -> Sheet:
    return Sheet(
        [corner_words(found, say), *(column_words(column) for column in found.columns)],
        [[line.name, *(cell_words(cell, say) for cell in line.cells)] for line in found.lines],
        [30, *[60] * len(found.columns)],
        say("dossier.grid"),
        [*([found.subject] if found.subject else []), say("grid.found_by_rule", day=found.day)],
    )


def write_html(report: Report, say: Catalogue) -> bytes:
    """A page that stands by itself and can be printed."""
    names = report.columns(COLUMNS)
    return page(
        "review",
        say,
        report=report,
        rows=[(cells_of(row, say), row) for row in report.rows],
        columns={name: heading_of(name, (row.finding.key for row in report.rows), say) for name in names},
        quoted_words=quoted_words,
        cell_lines=cell_lines,
        corner_words=corner_words,
        opinions=[opinion_cells(opinion, say) for opinion in report.opinions],
        opinion_columns=OPINIONS,
    )


def write_json(report: Report, say: Catalogue) -> bytes:
    """Findings with the words of the day, and the full texts."""
    said = report.review.said
    made = {
        "id": report.review.id,
        "title": said.title,
        "purpose": said.purpose or None,
        "basis": [line for line in said.basis.splitlines() if line.strip()],
        "texts": list(report.texts),
        "as_of": report.day.isoformat(),
        "made_on": report.made_on.isoformat(),
        "members": list(said.members),
        "articles": len(report.progress),
        "marked": report.marked,
        "left_out": report.left_out,
        "findings": [_row_json(row) for row in report.rows],
        "annex": [_annex_json(item) for item in report.annex],
        "opinions": [_opinion_json(opinion) for opinion in report.opinions],
        "grid": _grid_json(report.grid) if report.grid else None,
    }
    return orjson.dumps(made, option=orjson.OPT_APPEND_NEWLINE)


def _grid_json(found: FoundGrid) -> dict[str, Any]:
    """Each question with its cells, one a text; offsets of a passage count in the stored text of its provision."""
    texts = [column.text.loaded.instrument.key for column in found.columns]
    rows = [
        {"question": line.question, "cells": [[_quote_json(quote) for quote in cell] for cell in line.cells]}
        for line in found.lines
    ]
    return {"subject": found.subject or None, "as_of": found.day.isoformat(), "texts": texts, "rows": rows}


def _quote_json(quote: ShownQuote) -> dict[str, Any]:
    passages = [fields_json(item, "path", "field", "start", "words", "marks") for item in quote.passages]
    return {"key": quote.key, "passages": passages, "pinned_by": quote.kept.author or None, "gone": quote.gone}


def _annex_json(item: AnnexText) -> dict[str, Any]:
    about = {**fields_json(item, "key", "title", "warnings"), **_status_json(item.answer)}
    return {**about, "text": item.plain, "source": item.source_data}


def _opinion_json(opinion: Opinion) -> dict[str, Any]:
    found = opinion.row.finding
    said = {"who": opinion.who, "place": opinion.place, "text": opinion.text, "answer": opinion.answer or None}
    about = {"number": opinion.number, "note": found.note.id, "key": found.key}
    return {**about, **said, "proposal": found.note.proposal or None, "state": found.note.status}


def finding_json(found: Finding) -> dict[str, Any]:
    """What was found, and what the review makes of it."""
    note = found.note
    return {
        "note": note.id,
        "key": found.key,
        "quoted": found.quotation or None,
        "placed": found.placed.value,
        "finding": note.text,
        "kinds": list(note.tags),
        "severity": note.severity,
        "state": note.status,
        "assignee": note.assignee,
        "links": list(note.links),
        "proposal": found.note.proposal or None,
        "legal_basis": found.note.legal_basis or None,
        "answer": found.note.answer or None,
    }


def _row_json(row: ReportRow) -> dict[str, Any]:
    note, text = row.finding.note, {"number": row.number, "place": row.place, "text": row.current, **_status_json(row.answer)}
    about = {"person": note.author, "date": note.created_at.date().isoformat(), "source": row.source_data}
    return {**text, **finding_json(row.finding), **about}


def _status_json(answer: Answer | None) -> dict[str, str]:
    if answer is None:
        return {"status": StatusCode.UNKNOWN.value, "wording": WordingCode.UNKNOWN.value}
    wording = answer.status.wording if answer.held else WordingCode.UNKNOWN
    return {"status": answer.status.code.value, "wording": wording.value}
