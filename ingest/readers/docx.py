"""Word documents (.docx): paragraphs and tables in order, automatic numbers, footnotes; tracked deletions left out."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from documents.messages import Message
from documents.model import Line, Note, Place, Problem, ProblemCode, Reading, Table
from documents.text import clean
from documents.text.decoding import decode_lines
from ingest.errors import UnreadableFileError
from ingest.files.source import Limits
from ingest.readers.bounds import Cell, grid, span
from ingest.readers.docx_styles import Element, Markup, Numbering, Style, Styles, read_numbering
from ingest.readers.footnotes import raised_digits
from ingest.readers.head import tidied
from ingest.readers.html.page import holds_tables, is_layout, take_marks
from ingest.readers.ooxml import local_name, read_parts

_DELETED_MATH = frozenset(("del", "moveFrom"))


def math_text(element: Element) -> str:
    """The characters of a formula in reading order, a fraction as "(…) / (…)"."""
    name = local_name(element)
    if name == "t":
        return element.text or ""
    if name.endswith("Pr") or name in _DELETED_MATH:
        return ""
    pieces = [(local_name(child), math_text(child)) for child in element]
    part, text = dict(pieces), "".join(piece for _, piece in pieces)
    if name == "f":
        return f"{_whole(part.get('num', ''))} / {_whole(part.get('den', ''))}"
    if name == "rad":
        return f"{part.get('deg', '')}√{_whole(part.get('e', ''))}"
    return f"({text})" if name == "d" else text


def _whole(text: str) -> str:
    return f"({text})" if any(sign in text.strip() for sign in " +-–−x×*/") else text


_MARK = "\ue000"
_BREAK = "\ue002"
_WANTED = r"word/(?:document|numbering|styles|footnotes|endnotes|comments|header|footer)\d*\.xml"
_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_ONE_PAGE = 300  # words that surely fit on one
_ARTICLE = re.compile(r"Điều\s+\d")
_PAGE = re.compile(r"\b(?:trang|page)\b", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]{2}")
_CHARACTERS = {"tab": " ", "ptab": " ", "cr": _BREAK, "noBreakHyphen": "-", "softHyphen": "\u00ad"}
_DELETED = frozenset(("del", "moveFrom", "delText", "instrText", "delInstrText"))
_IGNORED = frozenset(("pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "proofErr", "bookmarkStart", "Fallback"))


@dataclass
class _Paragraph:
    """The text of a paragraph with sentinels for marks and line breaks."""

    pieces: list[tuple[str, bool, str | None]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(piece for piece, _, _ in self.pieces)

    @property
    def bold(self) -> bool:
        letters = [bold for piece, bold, _ in self.pieces if piece.strip(_MARK + _BREAK + " \t")]
        return bool(letters) and all(letters)

    @property
    def font(self) -> str | None:
        letters = Counter[str | None]()
        for piece, _, font in self.pieces:
            letters[font] += len(piece)
        return letters.most_common(1)[0][0] if letters else None


def read_docx(data: bytes, name: str, limits: Limits) -> Reading:
    """Read a Word document.

    :raises UnreadableFileError: it is damaged
    :raises UnsafeArchiveError: it would expand beyond the limits
    """
    parts = read_parts(data, name, limits, _WANTED)
    document = parts.get("word/document.xml")
    if document is None:
        document = next((part for key, part in parts.items() if re.fullmatch(r"word/document\d*\.xml", key)), None)
    if document is None:
        raise UnreadableFileError("office_without_content", name=name)
    return _Reader(document, parts).read()


class _Reader:
    def __init__(self, document: Element, parts: dict[str, Element | None]) -> None:
        self.document = document
        self.parts = parts
        namespace = next((known for known in _NAMESPACES if document.tag == f"{{{known}}}document"), _NAMESPACES[0])
        self.markup = Markup(namespace)
        styles = parts.get("word/styles.xml")
        self.styles = Styles(styles, self.markup)
        tag = self.markup.tag
        self.font = self.markup.font(None if styles is None else styles.find(f".//{tag('rPrDefault')}/{tag('rPr')}"))
        self.numbering: Numbering = read_numbering(parts.get("word/numbering.xml"), self.markup)
        self.lines: list[Line] = []
        self.notes: list[Note] = []
        self.paragraphs = 0
        self.tables = 0
        self.deleted: list[str] = []
        self.pending = _Paragraph()

    def read(self) -> Reading:
        body = self.markup.child(self.document, "body")
        if body is not None:
            self._blocks(body)
        heads, feet, remarks = map(self._beside, ("header", "footer", "comments"))
        aside = [Note("", text) for text in (*heads, *feet, *remarks, *self.deleted)]
        lines, notes, problems = decode_lines(self.lines, (*self.notes, *aside))
        own = len(self.notes)
        printed = [note.text for note in notes[own:]]
        if sum(len(line.text.split()) for line in lines) < _ONE_PAGE and not any(_ARTICLE.match(line.text) for line in lines):
            lines = (*_worded(printed[: len(heads)]), *lines, *_worded(printed[len(heads) : len(heads) + len(feet)]))
        if self.deleted:
            problems = (
                *problems,
                Problem(ProblemCode.TRACKED_CHANGES, Message.of("problem.tracked_changes", count=len(self.deleted))),
            )
        return tidied(Reading("docx", lines, notes[:own], tuple(dict.fromkeys(printed)), problems=problems))

    # blocks

    def _blocks(self, parent: Element) -> None:
        for child in parent:
            name = local_name(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl":
                self._table(child)
            elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "AlternateContent", "Choice"):
                self._blocks(child)

    def _paragraph(self, element: Element) -> None:
        self.paragraphs += 1
        label, style = self._label(element)
        content = self._content(element, style)
        properties = self.markup.child(element, "pPr")
        content.pieces = [*self.pending.pieces, *content.pieces]
        content.marks = [*self.pending.marks, *content.marks]
        content.boxes = [*self.pending.boxes, *content.boxes]
        self.pending = _Paragraph()
        if self.markup.child(self.markup.child(properties, "rPr"), "del") is not None:
            self.pending = content  # its end was deleted: it goes on in the next paragraph
            return
        self._emit(content, label, style.level)
        for box in content.boxes:
            self._blocks(box)

    def _label(self, element: Element) -> tuple[str, Style]:
        properties = self.markup.child(element, "pPr")
        style = self.styles.named(self.markup.child_value(properties, "pStyle"))
        list_id, depth = self.markup.list_of(properties)
        list_id = list_id or style.list_id
        if not list_id or list_id == "0":
            return "", style
        return self.numbering.label(list_id, depth if depth is not None else style.depth or 0), style

    def _content(self, element: Element, style: Style) -> _Paragraph:
        content = _Paragraph()
        self._inline(element, content, style)
        return content

    def _inline(self, parent: Element, content: _Paragraph, style: Style) -> None:
        for child in parent:
            name = local_name(child)
            if name in _DELETED or name in _IGNORED:
                if name == "del" and (gone := _plain("".join(text.text or "" for text in child.iter(self.markup.tag("delText"))))):
                    self.deleted.append(gone)
                continue
            if name == "r":
                self._run(child, content, style)
            elif name == "AlternateContent":
                self._inline(_first_choice(child), content, style)
            elif name == "txbxContent":
                content.boxes.append(child)
            elif name == "oMath":
                content.pieces.append((math_text(child), False, style.font or self.font))
            else:
                self._inline(child, content, style)

    def _run(self, run: Element, content: _Paragraph, style: Style) -> None:
        markup, properties = self.markup, self.markup.child(run, "rPr")
        if markup.switch(properties, "vanish") or markup.switch(properties, "webHidden"):
            return
        character = self.styles.named(markup.child_value(properties, "rStyle"))
        bold = _first_said(markup.switch(properties, "b"), character.bold, style.bold)
        caps = _first_said(markup.switch(properties, "caps"), character.caps, style.caps)
        font = markup.font(properties) or character.font or style.font or self.font
        raised = markup.child_value(properties, "vertAlign") == "superscript"
        for child in run:
            text = self._piece(child, content, style)
            if local_name(child) == "t":
                text = text.upper() if caps else text
                text = raised_digits(text, content.text) if raised else text
            if text:
                content.pieces.append((text, bold, font))

    def _piece(self, child: Element, content: _Paragraph, style: Style) -> str:
        """The characters that a part of a run stands for."""
        name = local_name(child)
        if name == "t":
            return child.text or ""
        if name == "br":
            return _BREAK if self.markup.value(child, "type") in (None, "textWrapping") else ""
        if name == "sym":
            return _symbol(self.markup.value(child, "char"))
        if name in ("footnoteReference", "endnoteReference"):
            content.marks.append(self._note(name.removesuffix("Reference"), self.markup.value(child, "id")))
            return _MARK
        if name in ("AlternateContent", "pict", "drawing", "object"):
            wrapper = _Paragraph()
            self._inline(_first_choice(child), wrapper, style)
            content.boxes.extend(wrapper.boxes)
        return _CHARACTERS.get(name, "")

    def _note(self, kind: str, note_id: str | None) -> str:
        """Number a note in the order of its references, as Word does."""
        mark = str(len(self.notes) + 1)
        root = self.parts.get(f"word/{kind}s.xml")
        text = ""
        for note in [] if root is None else root.findall(self.markup.tag(kind)):
            if self.markup.value(note, "id") == note_id:
                text = "\n".join(_plain(self._content(each, Style()).text) for each in note.iter(self.markup.tag("p")))
        self.notes.append(Note(mark, text.strip(), Place(element=f"{kind}:{note_id}")))
        return mark

    def _emit(self, content: _Paragraph, label: str, level: int | None) -> None:
        raw = content.text
        if not raw.replace(_BREAK, "").strip():
            return
        if label:
            raw = f"{label} {raw}"
        marks = list(content.marks)
        for index, part in enumerate(raw.split(_BREAK)):
            here, marks = marks[: part.count(_MARK)], marks[part.count(_MARK) :]
            text, found = take_marks(_plain(part), here)
            if text:
                self.lines.append(
                    Line(
                        text,
                        Place(element=f"p:{self.paragraphs}"),
                        starts_paragraph=True if index == 0 else None,
                        bold=content.bold,
                        font=content.font,
                        heading_level=level,
                        marks=tuple(found),
                    )
                )

    # tables

    def _table(self, element: Element) -> None:
        self.tables += 1
        rows = [row for row in _children(element, "tr") if not self._is_deleted_row(row)]
        cells = [list(_children(row, "tc")) for row in rows]
        tag = self.markup.tag
        words = "\n".join(_plain("".join(text.text or "" for text in cell.iter(tag("t")))) for row in cells for cell in row)
        columns = max((len(row) for row in cells), default=0)
        nested = holds_tables([cell.find(f".//{tag('tbl')}") is not None for row in cells for cell in row], len(rows))
        named = sum(bool("".join(text.text or "" for text in cell.iter(tag("t"))).strip()) for cell in cells[0]) if cells else 0
        if nested or columns < 2 or is_layout(words, len(rows), columns, named):
            for row in cells:
                for cell in row:
                    self._blocks(cell)
            return
        place = Place(element=f"table:{self.tables}")
        table = Table.of(grid([list(self._row(row)) for row in cells]), place)
        self.lines.append(Line("", place, starts_paragraph=True, table=table))

    def _row(self, cells: list[Element]) -> Iterator[Cell]:
        for cell in cells:
            properties = self.markup.child(cell, "tcPr")
            merge = self.markup.child(properties, "vMerge")
            goes_on = merge is not None and self.markup.value(merge) != "restart"
            text = self._cell(cell)
            yield Cell(None if goes_on and not text else text, span(self.markup.child_value(properties, "gridSpan")))

    def _cell(self, cell: Element) -> str:
        """The text of a cell; its paragraphs count in the document's lists like any other."""
        kept, self.lines = self.lines, []
        self._blocks(cell)
        inside, self.lines = self.lines, kept
        rows = (" | ".join(filter(None, row)) for line in inside if line.table for row in line.table.rows)
        return "\n".join(filter(None, (*(line.text for line in inside), *rows)))

    def _is_deleted_row(self, row: Element) -> bool:
        return self.markup.child(self.markup.child(row, "trPr"), "del") is not None

    # beside the text

    def _beside(self, kind: str) -> list[str]:
        found: list[str] = []
        for name, root in sorted(self.parts.items()):
            if root is not None and re.fullmatch(rf"word/{kind}\d*\.xml", name):
                texts = (_plain(self._content(each, Style()).text.replace(_BREAK, " ")) for each in root.iter(self.markup.tag("p")))
                found.extend(text for text in texts if text)
        return list(dict.fromkeys(found))


def _worded(texts: list[str]) -> list[Line]:
    """Heads or feet that say more than the number of the page: over and under a single page they are printed once."""
    return [Line(text, Place(element="page"), starts_paragraph=True) for text in texts if _WORDS.search(_PAGE.sub("", text))]


def _first_said(*flags: bool | None) -> bool:
    return next((flag for flag in flags if flag is not None), False)


def _first_choice(element: Element) -> Element:
    if local_name(element) == "AlternateContent":
        return next((option for option in element if local_name(option) == "Choice"), element)
    return element


def _children(parent: Element, name: str) -> Iterator[Element]:
    for child in parent:
        if local_name(child) == name:
            yield child
        elif local_name(child) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _children(child, name)


def _symbol(code: str | None) -> str:
    """A character of a symbol font; ticks and boxes of forms are kept as a box."""
    if not code:
        return ""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    if 0xE000 <= value <= 0xF8FF:
        return "□"
    return chr(value) if 0 <= value < 0xD800 or 0xF900 <= value <= 0x10FFFF else ""


def _plain(text: str) -> str:
    return " ".join(clean(text).split())
