"""The template of the report that comes with the program, in the shape that offices use; to be changed into one's own."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from kb.export.office import cells_of, centred, content_of, grid_of, letterhead, set_page, widths_of
from kb.export.reviewed import OPINIONS, heading_of
from kb.interface.catalogue import Catalogue

_COLUMNS: dict[str, tuple[float, tuple[str, ...]]] = {
    "number": (1.3, ("{{ f.number }}",)),
    "place": (3.5, ("{{ f.place }}", "{{ f.status }}")),
    "replaced": (5.0, ("{{ f.replaced }}",)),
    "current": (5.8, ("{{ f.current }}{{ f.footnote }}", "{{ f.warnings }}")),
    "finding": (4.3, ("{{ f.finding }}", "{{ f.quoted }}")),
    "kind": (2.2, ("{{ f.kind }}", "{{ f.severity }}")),
    "proposal": (3.6, ("{{ f.proposal }}",)),
    "legal_basis": (2.6, ("{{ f.legal_basis }}",)),
    "person": (2.4, ("{{ f.person }}",)),
}
"""The columns of the table: the share that each has of its width, and the fields in it, the second where it holds something."""
_UNBROKEN = {"place": "144/2017/NĐ-CP", "kind": "nghiêm trọng", "legal_basis": "144/2017/NĐ-CP", "person": "03/12/2026,"}
"""Words that a column has room for."""


def shipped_template(say: Catalogue, keys: Iterable[str] = (), held: Callable[[Iterable[str]], Iterable[str]] = list) -> bytes:
    """The template as a Word file.

    :param keys: of the findings that it is to be filled with
    :param held: of some columns those that hold anything
    """
    document = docx.Document()
    set_page(document)
    left, right = letterhead(document, say)
    _middle(left.add_paragraph(), say("dossier.report_number"))
    _middle(right.add_paragraph(), say("dossier.report_place")).italic = True
    centred(document.add_paragraph(), say("dossier.report_title"), 14).paragraph_format.space_before = Pt(14)
    centred(document.add_paragraph(), "{{ title }}", 13).paragraph_format.space_after = Pt(8)
    _lines(document, "basis").italic = True
    _head(document, say("dossier.report_about"))
    _lines(document, "texts").bold = True
    _about(document, say)
    _head(document, say("dossier.report_findings"))
    document.add_paragraph("{%p if findings %}")
    _findings(document, say, list(keys), held)
    document.add_paragraph("{%p else %}")
    document.add_paragraph(say("dossier.report_none"))
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p if grid %}")
    _head(document, say("grid.heading"))
    document.add_paragraph().add_run(say("grid.found_by_rule", day="{{ as_of }}")).italic = True
    document.add_paragraph("{{ grid }}")
    document.add_paragraph("{%p endif %}")
    _signatures(document, say)
    _opinions(document, say)
    _annex(document, say)
    return content_of(document)


def _about(document: Any, say: Catalogue) -> None:
    """What the review is about, and how far it is; what is empty is left out."""
    lines = {
        "purpose": say("dossier.report_purpose", value="{{ purpose }}"),
        "as_of": say("dossier.report_as_of", value="{{ as_of }}"),
        "deadline": say("dossier.report_deadline", value="{{ deadline }}"),
        "members": say("dossier.report_members", value="{{ members }}"),
        "count": say("dossier.report_count", count="{{ count }}"),
        "marked": say("dossier.report_progress", marked="{{ marked }}", articles="{{ articles }}"),
        "left_out": say("dossier.report_left_out", count="{{ left_out }}"),
    }
    for field, words in lines.items():
        document.add_paragraph(f"{{%p if {field} %}}")
        document.add_paragraph(words)
        document.add_paragraph("{%p endif %}")


def _lines(document: Any, name: str) -> Any:
    """A paragraph for each line of a list.

    :returns: what it is written with
    """
    document.add_paragraph(f"{{%p for line in {name} %}}")
    run = document.add_paragraph().add_run("{{ line }}")
    document.add_paragraph("{%p endfor %}")
    return run


def _findings(document: Any, say: Catalogue, keys: Sequence[str], held: Callable[[Iterable[str]], Iterable[str]]) -> None:
    columns = {name: _COLUMNS[name] for name in held(_COLUMNS)}
    heads = [heading_of(name, keys, say) for name in columns]
    words = [(head, _UNBROKEN.get(name, "")) for head, name in zip(heads, columns, strict=True)]
    widths = [Cm(width) for width in widths_of([share for share, _ in columns.values()], words)]
    grid = grid_of(document, widths, heads)
    grid.add_row().cells[0].text = "{%tr for f in findings %}"
    for cell, (_, fields) in zip(cells_of(grid.add_row(), widths), columns.values(), strict=True):
        cell.paragraphs[0].add_run(fields[0]).font.size = Pt(10)
        for field in fields[1:]:
            cell.add_paragraph(f"{{%p if {field.strip('{ }')} %}}")
            run = cell.add_paragraph().add_run(field)
            run.italic, run.font.size = True, Pt(9)
            cell.add_paragraph("{%p endif %}")
    grid.add_row().cells[0].text = "{%tr endfor %}"


def _opinions(document: Any, say: Catalogue) -> None:
    """The table that a review of a draft ends in, from a new page on."""
    document.add_paragraph("{%p if opinions %}")
    _on_a_new_page(document, say("dossier.report_opinions"))
    centred(document.add_paragraph(), "{{ title }}", 13).paragraph_format.space_after = Pt(8)
    widths = [Cm(width) for width in (1.3, 4.2, 4.2, 8.0, 8.0)]
    grid = grid_of(document, widths, [say(f"dossier.column_{name}") for name in OPINIONS])
    grid.add_row().cells[0].text = "{%tr for o in opinions %}"
    for cell, name in zip(cells_of(grid.add_row(), widths), OPINIONS, strict=True):
        cell.paragraphs[0].add_run(f"{{{{ o.{name} }}}}").font.size = Pt(10)
    grid.add_row().cells[0].text = "{%tr endfor %}"
    document.add_paragraph("{%p endif %}")


def _signatures(document: Any, say: Catalogue) -> None:
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    first = left.paragraphs[0].add_run(say("dossier.report_recipients"))
    first.bold = first.italic = True
    left.add_paragraph(say("dossier.report_recipient"))
    centred(right.paragraphs[0], say("dossier.report_signed"), 12).paragraph_format.space_before = Pt(10)
    _middle(right.add_paragraph(), say("dossier.report_sign")).italic = True
    for _ in range(4):
        right.add_paragraph()


def _annex(document: Any, say: Catalogue) -> None:
    """The full texts, from a new page on."""
    document.add_paragraph("{%p if annex %}")
    _on_a_new_page(document, say("dossier.report_annex"))
    _middle(document.add_paragraph(), say("dossier.report_annex_of", value="{{ as_of }}")).italic = True
    document.add_paragraph("{%p for text in annex %}")
    title = document.add_paragraph()
    title.paragraph_format.space_before, title.paragraph_format.keep_with_next = Pt(10), True
    title.add_run("{{ text.title }}{{ text.footnote }}").bold = True
    _in_outline(title, 1)
    document.add_paragraph().add_run("{{ text.status }}").italic = True
    document.add_paragraph("{%p if text.warnings %}")
    document.add_paragraph().add_run("{{ text.warnings }}").italic = True
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p for line in text.lines %}")
    for field in ("head", "text"):
        document.add_paragraph(f"{{%p if line.{field} %}}")
        document.add_paragraph().add_run(f"{{{{ line.{field} }}}}").bold = field == "head"
        document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endif %}")


def _head(document: Any, words: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.keep_with_next = Pt(8), True
    paragraph.add_run(words).bold = True
    _in_outline(paragraph, 0)


def _on_a_new_page(document: Any, words: str) -> None:
    """A heading; no break before it, which makes a page of its own where the last one is full."""
    heading = centred(document.add_paragraph(), words, 13)
    heading.paragraph_format.page_break_before = True
    _in_outline(heading, 0)


def _in_outline(paragraph: Any, level: int) -> None:
    """Put a line among the headings that Word leads to, as it looks."""
    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), str(level))
    paragraph._p.get_or_add_pPr().append(outline)


def _middle(paragraph: Any, words: str) -> Any:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph.add_run(words)
