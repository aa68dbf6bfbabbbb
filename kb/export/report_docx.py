"""The report of a review as a Word file in the shape that offices use; the source of each text stands in a footnote of Word."""

import hashlib
from collections.abc import Iterable
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from markupsafe import Markup

from documents.paths import provision_key, split_key, unit_of
from documents.text import printable
from kb.export.gridded import FoundGrid, cell_lines, column_words, corner_words
from kb.export.office import WIDTH, begun, cells_of, centred, content_of, grid_of
from kb.export.reviewed import OPINIONS, AnnexText, Opinion, Report, ReportRow, heading_of, opinion_cells
from kb.export.reviewed import cells_of as words_of
from kb.export.tables import table_word
from kb.interface.catalogue import Catalogue

_FIRST, _GREY = 3.2, RGBColor(0x55, 0x55, 0x55)


def add_grid(document: Any, found: FoundGrid, say: Catalogue) -> None:
    """Put the table into a document."""
    heads = (corner_words(found, say), *(column_words(column) for column in found.columns))
    count = len(found.columns)
    widths = [Cm(_FIRST), *[Cm((WIDTH - _FIRST) / count)] * count]
    table = grid_of(document, widths, heads)
    for row in found.lines:
        first, *rest = cells_of(table.add_row(), widths)
        first.paragraphs[0].add_run(printable(row.name)).bold = True
        for place, cell in zip(rest, row.cells, strict=True):
            for number, line in enumerate(cell_lines(cell, say)):
                paragraph = place.add_paragraph() if number else place.paragraphs[0]
                for said, kind in line:
                    run = paragraph.add_run(printable(said))
                    run.font.size, run.bold = Pt(9 if kind == "place" else 10), kind == "mark" or None
                    if kind == "place":
                        run.italic, run.font.color.rgb = True, _GREY


def write_grid(content: tuple[str, FoundGrid], say: Catalogue) -> bytes:
    """The file.

    :param content: the title of the review, and the grid
    """
    title, found = content
    about = say("grid.about", subject=found.subject) if found.subject else ""
    document = begun(say, (say("grid.report_title"), title), (about, say("grid.found_by_rule", day=found.day)))
    add_grid(document, found, say)
    return content_of(document)


_COLUMNS: dict[str, tuple[float, str]] = {
    "number": (1.3, ""),
    "place": (3.5, "status"),
    "current": (5.8, "warnings"),
    "finding": (4.3, "quoted"),
    "kind": (2.2, "severity"),
    "proposal": (3.6, ""),
    "legal_basis": (2.6, ""),
    "person": (2.4, ""),
}
"""The columns of the table: how wide each is in centimetres, and what stands below its words, where that holds something."""

_OPINION_WIDTHS = (1.3, 4.2, 4.2, 8.0, 8.0)
_FOOTNOTES = Markup(
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
    "{}</w:footnotes>"
)
_NOTE = Markup(
    '<w:footnote w:id="{}"><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
    '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
    '<w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:t xml:space="preserve"> {}</w:t></w:r></w:p></w:footnote>'
)


def write_docx(report: Report, say: Catalogue) -> bytes:
    """The file."""
    return _Word(report, say).content()


class _Word:
    """A report that is being written."""

    def __init__(self, report: Report, say: Catalogue) -> None:
        self._report, self._say = report, say
        self._document = begun(say, (say("dossier.report_title"), _clean(report.review.said.title)))
        self._notes: list[str] = []
        self._there = {_anchor(text.key, path): 0 for text in report.annex for path in text.begins.values()}

    def content(self) -> bytes:
        """The file."""
        say, document = self._say, self._document
        left, right = document.tables[0].rows[0].cells
        _middle(left.add_paragraph(), say("dossier.report_number"))
        _middle(right.add_paragraph(), say("dossier.report_place")).italic = True
        for line in filter(str.strip, self._report.review.said.basis.splitlines()):
            self._add(line).italic = True
        self._head(say("dossier.report_about"))
        for words in self._report.about(say):
            self._add(words)
        self._head(say("dossier.report_findings"))
        if self._report.rows:
            self._findings()
        else:
            self._add(say("dossier.report_none"))
        if self._report.grid:
            self._head(say("grid.heading"))
            self._add(say("grid.found_by_rule", day=self._report.day)).italic = True
            add_grid(document, self._report.grid, say)
        self._signatures()
        if self._report.opinions:
            self._opinions(self._report.opinions)
        if self._report.annex:
            self._annex()
        notes = Markup("").join(_NOTE.format(number, words) for number, words in enumerate(self._notes, 1))
        part = Part(
            PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, _FOOTNOTES.format(notes).encode(), document.part.package
        )
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        return content_of(document)

    def _add(self, words: str) -> Any:
        """A paragraph of its own; its run."""
        return self._document.add_paragraph().add_run(_clean(words))

    def _findings(self) -> None:
        keys, widths = [row.finding.key for row in self._report.rows], [Cm(width) for width, _ in _COLUMNS.values()]
        grid = grid_of(self._document, widths, [heading_of(name, keys, self._say) for name in _COLUMNS])
        for row, footnote in zip(self._report.rows, self._report.footnotes, strict=True):
            words = _row_words(row, self._say)
            for cell, (name, (_, below)) in zip(cells_of(grid.add_row(), widths), _COLUMNS.items(), strict=True):
                run = cell.paragraphs[0].add_run(_clean(str(words[name])))
                run.font.size = Pt(10)
                if name == "place":
                    self._link(run, row.finding.key)
                elif name == "current":
                    self._note(cell.paragraphs[0], footnote)
                if below and words[below]:
                    run = cell.add_paragraph().add_run(_clean(str(words[below])))
                    run.italic, run.font.size = True, Pt(9)

    def _link(self, run: Any, key: str) -> None:
        """Let the place of a finding lead to its article of the annex."""
        instrument, path = split_key(key)
        anchor = _anchor(instrument, unit_of(path)) if path else ""
        if anchor in self._there:
            link = OxmlElement("w:hyperlink", {qn("w:anchor"): anchor, qn("w:history"): "1"})
            run.underline = True
            run._r.addprevious(link)
            link.append(run._r)

    def _note(self, paragraph: Any, words: str) -> None:
        """A footnote behind what it is about."""
        self._notes.append(_clean(words))
        run = paragraph.add_run()
        run.font.superscript = True
        run._r.append(OxmlElement("w:footnoteReference", {qn("w:id"): str(len(self._notes))}))

    def _signatures(self) -> None:
        say = self._say
        self._document.add_paragraph()  # between two tables, which Word would make one
        left, right = self._document.add_table(rows=1, cols=2).rows[0].cells
        first = left.paragraphs[0].add_run(say("dossier.report_recipients"))
        first.bold = first.italic = True
        left.add_paragraph(say("dossier.report_recipient"))
        centred(right.paragraphs[0], say("dossier.report_signed"), 12).paragraph_format.space_before = Pt(10)
        _middle(right.add_paragraph(), say("dossier.report_sign")).italic = True
        for _ in range(4):
            right.add_paragraph()

    def _opinions(self, opinions: Iterable[Opinion]) -> None:
        """The table that a review of a draft ends in, from a new page on."""
        say, widths = self._say, [Cm(width) for width in _OPINION_WIDTHS]
        self._part(say("dossier.report_opinions"))
        centred(self._document.add_paragraph(), _clean(self._report.review.said.title), 13).paragraph_format.space_after = Pt(8)
        grid = grid_of(self._document, widths, [say(f"dossier.column_{name}") for name in OPINIONS])
        for opinion in opinions:
            for cell, words in zip(cells_of(grid.add_row(), widths), opinion_cells(opinion, say).values(), strict=True):
                cell.paragraphs[0].add_run(_clean(str(words))).font.size = Pt(10)

    def _annex(self) -> None:
        """The full texts, from a new page on."""
        say, document = self._say, self._document
        self._part(say("dossier.report_annex"))
        _middle(document.add_paragraph(), say("dossier.report_annex_of", value=say.day(self._report.day))).italic = True
        for text in self._report.annex:
            title = self._head(text.title, level=1, before=10)
            self._note(title, text.source)
            for words in filter(None, (text.status, "\n".join(text.warnings))):
                self._add(words).italic = True
            self._lines(text)

    def _lines(self, text: AnnexText) -> None:
        for number, (head, words, table) in enumerate(text.lines):
            if head:
                run = self._add(head)
                run.bold = True
                if number in text.begins:
                    self._spot(run, _anchor(text.key, text.begins[number]))
            if words:
                self._add(words)
            if table is not None:
                self._document.add_paragraph()._p.addprevious(table_word(table))

    def _spot(self, run: Any, anchor: str) -> None:
        """A place to which findings lead."""
        self._there[anchor] = number = max(self._there.values()) + 1
        run._r.addprevious(OxmlElement("w:bookmarkStart", {qn("w:id"): str(number), qn("w:name"): anchor}))
        run._r.addnext(OxmlElement("w:bookmarkEnd", {qn("w:id"): str(number)}))

    def _head(self, words: str, level: int = 0, before: int = 8) -> Any:
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.keep_with_next = Pt(before), True
        paragraph.add_run(_clean(words)).bold = True
        return _in_outline(paragraph, level)

    def _part(self, words: str) -> None:
        """What begins on a new page."""
        paragraph = _in_outline(centred(self._document.add_paragraph(), words, 13), 0)
        paragraph.paragraph_format.page_break_before = True


def _row_words(row: ReportRow, say: Catalogue) -> dict[str, str | int]:
    """A finding in words; what stands below others apart from them."""
    quoted = say("dossier.quoted", words=row.finding.quotation) if row.finding.quotation else ""
    return {**words_of(row, say), "quoted": quoted, "status": row.status, "warnings": "\n".join(row.warnings)}


def _anchor(key: str, path: str) -> str:
    """The name of a place in the file; Word takes 40 letters, digits and underscores."""
    return f"dieu_{hashlib.sha256(provision_key(key, path).encode()).hexdigest()[:20]}"


def _in_outline(paragraph: Any, level: int) -> Any:
    """Put a line among the headings that Word leads to, as it looks."""
    paragraph._p.get_or_add_pPr().append(OxmlElement("w:outlineLvl", {qn("w:val"): str(level)}))
    return paragraph


def _middle(paragraph: Any, words: str) -> Any:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph.add_run(words)


def _clean(text: str) -> str:
    """Text as XML takes it: `printable` leaves line breaks and tabs, which become those of Word."""
    return "".join(char for char in printable(text) if not ("\ud800" <= char <= "\udfff" or char in "\ufffe\uffff"))
