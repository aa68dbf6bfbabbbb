"""Word documents (.docx): paragraphs and tables in order, automatic numbers, footnotes; tracked deletions left out."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lxml import etree

from documents.decoding import decode_lines
from documents.model import Line, Note, Place, Reading, Table
from documents.text import clean
from ingest.errors import UnreadableFileError
from ingest.files.limits import Limits
from ingest.files.source import Source
from ingest.files.zips import check_directory
from ingest.readers.bounds import Cell, grid, number_in, span
from ingest.readers.footnotes import raised_digits, take_bracket_notes, take_source_notes
from ingest.readers.head import tidy_head
from ingest.readers.html.layout import is_layout
from ingest.readers.html.page import take_marks
from ingest.readers.numbering import Numbering, read_numbering
from ingest.readers.registry import Options

Element: TypeAlias = Any  # lxml brings no type hints

_MARK = "\ue000"
_BREAK = "\ue002"
_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_DELETED = frozenset(("del", "moveFrom", "delText", "instrText", "delInstrText"))
_IGNORED = frozenset(("pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "proofErr", "bookmarkStart", "Fallback"))
_OFF = frozenset(("0", "false", "off", "none"))


@dataclass(frozen=True, slots=True)
class _Style:
    based_on: str | None = None
    bold: bool | None = None
    caps: bool | None = None
    centered: bool | None = None
    level: int | None = None
    list_id: str | None = None
    depth: int | None = None
    font: str | None = None


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
        """The font of most of the letters."""
        letters = Counter[str | None]()
        for piece, _, font in self.pieces:
            letters[font] += len(piece)
        return letters.most_common(1)[0][0] if letters else None


def read_source(source: Source, options: Options) -> Reading:
    """:func:`read_docx` for the registry."""
    return read_docx(source.data, source.name, options.limits)


def read_docx(data: bytes, name: str, limits: Limits) -> Reading:
    """Read a Word document.

    :raises UnreadableFileError: it is damaged
    :raises UnsafeArchiveError: it would expand beyond the limits
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError) as error:
        raise UnreadableFileError(f"Tệp Word “{name}” bị hỏng, không mở được.") from error
    with archive:
        check_directory(archive.infolist(), name, limits)
        parts = {info.filename: _parse(archive, info, name) for info in archive.infolist() if _is_wanted(info.filename)}
    document = parts.get("word/document.xml")
    if document is None:
        document = next((part for key, part in parts.items() if re.fullmatch(r"word/document\d*\.xml", key)), None)
    if document is None:
        raise UnreadableFileError(f"Tệp Word “{name}” bị hỏng: không có phần nội dung.")
    return _Reader(document, parts).read()


def _is_wanted(name: str) -> bool:
    return bool(re.fullmatch(r"word/(?:document|numbering|styles|footnotes|endnotes|comments|header|footer)\d*\.xml", name))


def _parse(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Element | None:
    data = archive.read(info)
    if b"<!DOCTYPE" in data.replace(b"\0", b""):  # Word writes none; entities in attributes would be filled in, to any size
        raise UnreadableFileError(f"Tệp Word “{name}” có khai báo DOCTYPE, không mở để tránh mã độc.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True)
    return etree.fromstring(data, parser)


class _Reader:
    """Reads one document."""

    def __init__(self, document: Element, parts: dict[str, Element | None]) -> None:
        self.document = document
        self.parts = parts
        self.namespace = next((known for known in _NAMESPACES if document.tag == f"{{{known}}}document"), _NAMESPACES[0])
        self.styles = self._read_styles(parts.get("word/styles.xml"))
        default = (
            None
            if (root := parts.get("word/styles.xml")) is None
            else root.find(f".//{self._tag('rPrDefault')}/{self._tag('rPr')}")
        )
        self.font = self._font(default)
        self.numbering: Numbering = read_numbering(parts.get("word/numbering.xml"), self.namespace)
        self.lines: list[Line] = []
        self.notes: list[Note] = []
        self.paragraphs = 0
        self.tables = 0
        self.pending = _Paragraph()

    def read(self) -> Reading:
        body = self.document.find(self._tag("body"))
        if body is not None:
            self._blocks(body)
        decoded, own_notes, problems = decode_lines(self.lines, self.notes)
        lines, rules = tidy_head(list(decoded))
        lines, source_notes = take_source_notes(lines)
        lines, bracket_notes = take_bracket_notes(lines)
        return Reading(
            "docx",
            tuple(lines),
            notes=(*own_notes, *bracket_notes, *source_notes),
            furniture=(*rules, *self._furniture()),
            problems=problems,
        )

    def _tag(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}"

    def _value(self, element: Element | None, name: str = "val") -> str | None:
        return None if element is None else element.get(self._tag(name))

    def _on(self, holder: Element | None, name: str) -> bool | None:
        """A switch such as bold: True, False, or None where nothing is said."""
        element = None if holder is None else holder.find(self._tag(name))
        return None if element is None else (self._value(element) or "1").lower() not in _OFF

    def _font(self, holder: Element | None) -> str | None:
        fonts = None if holder is None else holder.find(self._tag("rFonts"))
        return self._value(fonts, "ascii") or self._value(fonts, "hAnsi")

    # styles

    def _read_styles(self, root: Element | None) -> dict[str, _Style]:
        styles: dict[str, _Style] = {}
        for element in [] if root is None else root.findall(self._tag("style")):
            paragraph, run = element.find(self._tag("pPr")), element.find(self._tag("rPr"))
            name = (self._value(element.find(self._tag("name"))) or "").lower()
            heading = re.fullmatch(r"heading (\d)", name)
            list_id, depth = self._list_of(paragraph)
            styles[self._value(element, "styleId") or ""] = _Style(
                based_on=self._value(element.find(self._tag("basedOn"))),
                bold=self._on(run, "b"),
                caps=self._on(run, "caps"),
                centered=self._centered(paragraph),
                level=int(heading[1]) if heading else None,
                list_id=list_id,
                depth=depth,
                font=self._font(run),
            )
        return styles

    def _style(self, style_id: str | None) -> _Style:
        """A style with what it inherits."""
        result = _Style()
        seen: set[str] = set()
        while style_id and style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            own = self.styles[style_id]
            result = _Style(
                bold=own.bold if result.bold is None else result.bold,
                caps=own.caps if result.caps is None else result.caps,
                centered=own.centered if result.centered is None else result.centered,
                level=own.level if result.level is None else result.level,
                list_id=own.list_id if result.list_id is None else result.list_id,
                depth=own.depth if result.depth is None else result.depth,
                font=result.font or own.font,
            )
            style_id = own.based_on
        return result

    def _list_of(self, properties: Element | None) -> tuple[str | None, int | None]:
        numbers = None if properties is None else properties.find(self._tag("numPr"))
        if numbers is None:
            return None, None
        depth = self._value(numbers.find(self._tag("ilvl")))
        return self._value(numbers.find(self._tag("numId"))), number_in(depth, 0, 8, 0) if depth else None

    def _centered(self, properties: Element | None) -> bool | None:
        alignment = self._value(None if properties is None else properties.find(self._tag("jc")))
        return None if alignment is None else alignment == "center"

    # blocks

    def _blocks(self, parent: Element) -> None:
        for child in parent:
            name = _local(child)
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
        properties = element.find(self._tag("pPr"))
        mark = None if properties is None else properties.find(self._tag("rPr"))
        content.pieces = [*self.pending.pieces, *content.pieces]
        content.marks = [*self.pending.marks, *content.marks]
        content.boxes = [*self.pending.boxes, *content.boxes]
        self.pending = _Paragraph()
        if mark is not None and mark.find(self._tag("del")) is not None:
            self.pending = content  # its end was deleted: it goes on in the next paragraph
            return
        centered = self._centered(properties)
        self._emit(content, label, style.centered if centered is None else centered, style.level)
        for box in content.boxes:
            self._blocks(box)

    def _label(self, element: Element) -> tuple[str, _Style]:
        properties = element.find(self._tag("pPr"))
        style = self._style(self._value(None if properties is None else properties.find(self._tag("pStyle"))))
        list_id, depth = self._list_of(properties)
        list_id = list_id or style.list_id
        if not list_id or list_id == "0":
            return "", style
        return self.numbering.label(list_id, depth if depth is not None else style.depth or 0), style

    def _content(self, element: Element, style: _Style) -> _Paragraph:
        content = _Paragraph()
        self._inline(element, content, style)
        return content

    def _inline(self, parent: Element, content: _Paragraph, style: _Style) -> None:
        for child in parent:
            name = _local(child)
            if name in _DELETED or name in _IGNORED:
                continue
            if name == "r":
                self._run(child, content, style)
            elif name == "AlternateContent":
                choice = next((option for option in child if _local(option) == "Choice"), None)
                self._inline(choice if choice is not None else child, content, style)
            elif name == "txbxContent":
                content.boxes.append(child)
            else:
                self._inline(child, content, style)

    def _run(self, run: Element, content: _Paragraph, style: _Style) -> None:
        properties = run.find(self._tag("rPr"))
        if self._on(properties, "vanish") or self._on(properties, "webHidden"):
            return
        character = self._style(self._value(None if properties is None else properties.find(self._tag("rStyle"))))
        bold = next((flag for flag in (self._on(properties, "b"), character.bold, style.bold) if flag is not None), False)
        caps = next((flag for flag in (self._on(properties, "caps"), character.caps, style.caps) if flag is not None), False)
        font = self._font(properties) or character.font or style.font or self.font
        raised = properties is not None and self._value(properties.find(self._tag("vertAlign"))) == "superscript"
        for child in run:
            name = _local(child)
            text: str | None = None
            if name == "t":
                text = (child.text or "").upper() if caps else child.text or ""
                if raised:
                    text = raised_digits(text, content.text)
            elif name in ("tab", "ptab"):
                text = " "
            elif (name == "br" and self._value(child, "type") in (None, "textWrapping")) or name == "cr":
                text = _BREAK
            elif name == "noBreakHyphen":
                text = "-"
            elif name == "sym":
                text = _symbol(self._value(child, "char"))
            elif name in ("footnoteReference", "endnoteReference"):
                content.marks.append(self._note(name.removesuffix("Reference"), self._value(child, "id")))
                text = _MARK
            elif name in ("AlternateContent", "pict", "drawing", "object"):
                wrapper = _Paragraph()
                self._inline(_first_choice(child), wrapper, style)
                content.boxes.extend(wrapper.boxes)
            if text:
                content.pieces.append((text, bool(bold), font))

    def _note(self, kind: str, note_id: str | None) -> str:
        """Number a note in the order of its references, as Word does."""
        mark = str(len(self.notes) + 1)
        root = self.parts.get(f"word/{kind}s.xml")
        text = ""
        for note in [] if root is None else root.findall(self._tag(kind)):
            if self._value(note, "id") == note_id:
                text = "\n".join(_plain(self._content(each, _Style()).text) for each in note.iter(self._tag("p")))
        self.notes.append(Note(mark, text.strip(), Place(element=f"{kind}:{note_id}")))
        return mark

    def _emit(self, content: _Paragraph, label: str, centered: bool | None, level: int | None) -> None:
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
                        centered=bool(centered),
                        heading_level=level,
                        marks=tuple(found),
                    )
                )

    # tables

    def _table(self, element: Element) -> None:
        self.tables += 1
        rows = [row for row in _children(element, "tr") if not self._is_deleted_row(row)]
        cells = [list(_children(row, "tc")) for row in rows]
        words = "\n".join(_plain("".join(text.text or "" for text in cell.iter(self._tag("t")))) for row in cells for cell in row)
        columns = max((len(row) for row in cells), default=0)
        nested = any(cell.find(f".//{self._tag('tbl')}") is not None for row in cells for cell in row)
        if nested or columns < 2 or is_layout(words, len(rows), columns):
            for row in cells:
                for cell in row:
                    self._blocks(cell)
            return
        place = Place(element=f"table:{self.tables}")
        table = Table(tuple(map(tuple, grid([list(self._row(row)) for row in cells]))), place)
        self.lines.append(Line("", place, starts_paragraph=True, table=table))

    def _row(self, cells: list[Element]) -> Iterator[Cell]:
        for cell in cells:
            properties = cell.find(self._tag("tcPr"))
            merge = None if properties is None else properties.find(self._tag("vMerge"))
            goes_on = merge is not None and self._value(merge) != "restart"
            text = "" if goes_on else self._cell(cell)
            if goes_on:
                self._cell(cell)
            yield Cell(text, span(self._value(None if properties is None else properties.find(self._tag("gridSpan")))))

    def _cell(self, cell: Element) -> str:
        """The text of a cell; its paragraphs count in the document's lists like any other."""
        kept, self.lines = self.lines, []
        self._blocks(cell)
        inside, self.lines = self.lines, kept
        return "\n".join(line.text for line in inside if line.text)

    def _is_deleted_row(self, row: Element) -> bool:
        properties = row.find(self._tag("trPr"))
        return properties is not None and properties.find(self._tag("del")) is not None

    # beside the text

    def _furniture(self) -> list[str]:
        found: list[str] = []
        for name, root in sorted(self.parts.items()):
            if root is not None and re.fullmatch(r"word/(?:header|footer|comments)\d*\.xml", name):
                texts = (_plain(self._content(each, _Style()).text.replace(_BREAK, " ")) for each in root.iter(self._tag("p")))
                found.extend(text for text in texts if text)
        return list(dict.fromkeys(found))


def _first_choice(element: Element) -> Element:
    if _local(element) == "AlternateContent":
        return next((option for option in element if _local(option) == "Choice"), element)
    return element


def _children(parent: Element, name: str) -> Iterator[Element]:
    """Children of a name, also where content controls or tracked insertions stand around them."""
    for child in parent:
        if _local(child) == name:
            yield child
        elif _local(child) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _children(child, name)


def _local(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _symbol(code: str | None) -> str:
    """A character of a symbol font; ticks and boxes of forms are kept as a box."""
    if not code:
        return ""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= value <= 0xF0FF:
        return "□"
    return chr(value) if 0 <= value < 0xD800 or 0xE000 <= value <= 0x10FFFF else ""


def _plain(text: str) -> str:
    return " ".join(clean(text).split())
