"""The report of a review as a Word file, made from a template; the source of each text stands in a footnote of Word."""

import hashlib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Cm, Pt, RGBColor
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from lxml import etree
from markupsafe import Markup

from documents.model import Table
from documents.paths import provision_key, split_key, unit_of
from documents.text import printable
from kb.errors import ReviewFileError
from kb.export.gridded import FoundGrid, Runs, cell_lines, column_words, corner_words
from kb.export.office import WIDTH, begun, cells_of, content_of, grid_of
from kb.export.report_shape import shipped_template
from kb.export.report_template import Harmless, check_template
from kb.export.reviewed import AnnexText, Report, ReportRow, opinion_cells, quoted_words
from kb.export.reviewed import cells_of as words_of
from kb.export.tables import table_word
from kb.interface.catalogue import Catalogue

_FIRST, _GREY = 3.2, RGBColor(0x55, 0x55, 0x55)

GridWords = tuple[tuple[str, ...], tuple[tuple[str, tuple[tuple[Runs, ...], ...]], ...]]
"""What is written of a grid: the heads; and each question with its cells."""


def grid_words(found: FoundGrid, say: Catalogue) -> GridWords:
    """What is written of a grid, in words alone."""
    heads = (corner_words(found, say), *(column_words(column) for column in found.columns))
    return heads, tuple((line.name, tuple(cell_lines(cell, say) for cell in line.cells)) for line in found.lines)


def add_grid(document: Any, words: GridWords) -> Any:
    """Put the table into a document.

    :returns: the table
    """
    heads, rows = words
    count = len(heads) - 1
    widths = [Cm(_FIRST), *[Cm((WIDTH - _FIRST) / count)] * count]
    table = grid_of(document, widths, [printable(head) for head in heads])
    for name, cells in rows:
        first, *rest = cells_of(table.add_row(), widths)
        first.paragraphs[0].add_run(printable(name)).bold = True
        for place, lines in zip(rest, cells, strict=True):
            for number, line in enumerate(lines):
                paragraph = place.add_paragraph() if number else place.paragraphs[0]
                for said, kind in line:
                    run = paragraph.add_run(printable(said))
                    run.font.size, run.bold = Pt(9 if kind == "place" else 10), kind == "mark" or None
                    if kind == "place":
                        run.italic, run.font.color.rgb = True, _GREY
    return table


def write_grid(content: tuple[str, FoundGrid], say: Catalogue) -> bytes:
    """The file, from the title of the review and the grid."""
    title, found = content
    about = say("grid.about", subject=found.subject) if found.subject else ""
    document = begun(say, (say("grid.report_title"), title), (about, say("grid.found_by_rule", day=found.day)))
    add_grid(document, grid_words(found, say))
    return content_of(document)


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PLACE = "\ue010"
_MARK = Markup(
    '</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{}"/></w:r>'
    '<w:r><w:t xml:space="preserve">'
)
_NOTE = Markup(
    '<w:footnote w:id="{}"><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
    '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
    '<w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:t xml:space="preserve"> {}</w:t></w:r></w:p></w:footnote>'
)
_EMPTY = (
    f'<w:footnotes xmlns:w="{_W}">'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
    "</w:footnotes>"
)


_LINK, _SPOT = "\ue011", "\ue012"
_SIGN = re.compile(f"([{_LINK}{_SPOT}])(\\w+)\\1")
"""Before the place of a finding, and before the article of the annex to which it leads."""


class _Footnotes:
    """The footnotes of a file that is being made: those of the template come first."""

    def __init__(self, template: DocxTemplate) -> None:
        self._part = _part_of(template)
        content = self._part.blob if self._part is not None else _EMPTY.encode()
        self._root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
        ids = [int(note.get(f"{{{_W}}}id", "0")) for note in self._root]
        self._next, self._words = max(ids, default=0) + 1, list[tuple[int, str]]()

    def of(self, words: str) -> Markup:
        """The mark of a new footnote, to be put behind what it is about; none without words."""
        if not words:
            return Markup("")
        number = self._next + len(self._words)
        self._words.append((number, words))
        return _MARK.format(number)

    def write_into(self, template: DocxTemplate) -> None:
        """Put the footnotes into the file."""
        if not self._words:
            return
        part = _part_of(template)
        root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False)) if part is not None else self._root
        notes = Markup("").join(_NOTE.format(number, words) for number, words in self._words)
        root.extend(list(etree.fromstring(f'<w:footnotes xmlns:w="{_W}">{notes}</w:footnotes>')))
        content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        if part is not None:
            part._blob = content
            return
        new = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, content, template.docx.part.package)
        template.docx.part.relate_to(new, RELATIONSHIP_TYPE.FOOTNOTES)


Context = Mapping[str, Any]
"""What fills the fields of a template; a footnote as its words."""


def write_docx(report: Report, say: Catalogue, fill: Callable[[Context], bytes] | None = None) -> bytes:
    """The file.

    :param fill: fills a template that an office brought in a process of its own; default: the one that is shipped is filled
    :raises ReviewFileError: the template cannot be used
    """
    if fill:
        return fill(_context(report, say, replace(report, annex=()).footnotes))
    own = shipped_template(say, (row.finding.key for row in report.rows), report.columns)
    return fill_template(own, _context(report, say, report.footnotes))


def fill_template(content: bytes, context: Context) -> bytes:
    """A Word file made from a template, which is checked before.

    :raises ReviewFileError: the template cannot be used
    """
    made = check_template(content)
    footnotes = _Footnotes(made)
    marked = {
        name: [{**item, "footnote": footnotes.of(item["footnote"])} for item in context[name]] for name in ("findings", "annex")
    }
    tables: list[Table] = []
    for item in marked["annex"]:
        item["lines"] = list(map(dict, item["lines"]))
        for line in item["lines"]:
            if line["table"] is not None:  # a sign that says where it belongs, which no text has
                line["text"] = f"{_PLACE}{len(tables)}{_PLACE}"
                tables.append(line["table"])
    grid = f"{_PLACE}{len(tables)}{_PLACE}" if context["grid"] else ""
    try:
        made.render({**context, **marked, "grid": grid}, Harmless(), autoescape=True)
    except TemplateError as error:
        raise ReviewFileError("template_syntax", what=" ".join(str(error).split())[:200]) from None
    footnotes.write_into(made)
    _link_places(made)
    words = [table_word(table) for table in tables]
    _put_tables(made, [*words, add_grid(docx.Document(), context["grid"])._tbl] if context["grid"] else words)
    return content_of(made)


def _put_tables(template: DocxTemplate, tables: Sequence[Any]) -> None:
    """Tables where their signs stand, each in a paragraph of its own."""
    for paragraph in list(template.docx.element.body.iter(f"{{{_W}}}p")) if tables else ():
        words = "".join(text.text or "" for text in paragraph.iter(f"{{{_W}}}t")).strip()
        number = words.strip(_PLACE)
        if words.startswith(_PLACE) and number.isdecimal() and int(number) < len(tables):
            paragraph.addprevious(tables[int(number)])
            for run in list(paragraph):
                paragraph.remove(run)


def _link_places(template: DocxTemplate) -> None:
    """Let the places of the findings lead to the articles of the annex."""
    for number, text in enumerate(list(template.docx.element.body.iter(f"{{{_W}}}t"))):
        found, run = _SIGN.search(text.text or ""), text.getparent()
        if found is None:
            continue
        text.text = _SIGN.sub("", text.text)
        if found[1] == _LINK:
            link = run.makeelement(f"{{{_W}}}hyperlink", {f"{{{_W}}}anchor": found[2], f"{{{_W}}}history": "1"})
            run.addprevious(link)
            link.append(run)
            if run.find(f"{{{_W}}}rPr") is None:
                run.insert(0, run.makeelement(f"{{{_W}}}rPr"))
            etree.SubElement(run.find(f"{{{_W}}}rPr"), f"{{{_W}}}u", {f"{{{_W}}}val": "single"})
            continue
        for place, end in ((run.addprevious, "Start"), (run.addnext, "End")):
            named = {f"{{{_W}}}name": found[2]} if end == "Start" else {}
            place(run.makeelement(f"{{{_W}}}bookmark{end}", {f"{{{_W}}}id": str(number), **named}))


def _anchor(key: str, path: str) -> str:
    """The name of a place in the file; Word takes 40 letters, digits and underscores."""
    return f"dieu_{hashlib.sha256(provision_key(key, path).encode()).hexdigest()[:20]}"


def _part_of(template: DocxTemplate) -> Any:
    """The part of a file that has its footnotes."""
    relations = template.docx.part.rels.values()
    return next((item.target_part for item in relations if item.reltype == RELATIONSHIP_TYPE.FOOTNOTES), None)


def _context(report: Report, say: Catalogue, footnotes: Sequence[str]) -> Context:
    """:param footnotes: of the findings"""
    said = report.review.said
    there = {_anchor(text.key, path) for text in report.annex for path in text.begins.values()}
    return {
        "title": _clean(said.title),
        "purpose": _clean(said.purpose),
        "basis": [_clean(line) for line in said.basis.splitlines() if line.strip()],
        "texts": [_clean(line) for line in report.texts],
        "as_of": say.day(report.day),
        "deadline": say.day(said.deadline) if said.deadline else "",
        "members": _clean(", ".join(said.members)),
        "made_on": say.day(report.made_on),
        "articles": len(report.progress),
        "marked": report.marked,
        "count": len(report.rows),
        "left_out": report.left_out,
        "findings": [_finding(row, there, say, note) for row, note in zip(report.rows, footnotes, strict=True)],
        "annex": [_text(text) for text in report.annex],
        "grid": grid_words(report.grid, say) if report.grid else None,
        "opinions": [_cleaned(opinion_cells(opinion, say)) for opinion in report.opinions],
    }


def _cleaned(words: Mapping[str, str | int]) -> dict[str, str | int]:
    return {name: _clean(cell) if isinstance(cell, str) else cell for name, cell in words.items()}


def _finding(row: ReportRow, there: Collection[str], say: Catalogue, footnote: str) -> dict[str, Any]:
    said = quoted_words(row.finding, say)
    quoted = say("dossier.quoted", words=said) if said else ""
    about = {"quoted": quoted, "status": row.status, "warnings": "\n".join(row.warnings), "footnote": footnote}
    cleaned = _cleaned({**words_of(row, say), **about})
    key, path = split_key(row.finding.key)
    if path and (anchor := _anchor(key, unit_of(path))) in there:
        cleaned["place"] = f"{_LINK}{anchor}{_LINK}{cleaned['place']}"
    return cleaned


def _text(text: AnnexText) -> dict[str, Any]:
    words = {"title": text.title, "status": text.status, "warnings": "\n".join(text.warnings)}
    words |= {"source": text.source, "footnote": text.source}
    lines = []
    for number, (head, line, table) in enumerate(text.lines):
        spot = f"{_SPOT}{_anchor(text.key, text.begins[number])}{_SPOT}" if head and number in text.begins else ""
        lines.append({"head": spot + _clean(head), "text": _clean(line), "table": table})
    return {**{name: _clean(said) for name, said in words.items()}, "lines": lines}


def _clean(text: str) -> str:
    """Text as XML takes it: `printable` leaves line breaks and tabs, which become those of Word."""
    return "".join(char for char in printable(text) if not ("\ud800" <= char <= "\udfff" or char in "\ufffe\uffff"))
