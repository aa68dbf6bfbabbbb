"""From the elements of a web page to lines: blocks are paragraphs, tables stay tables unless they only arrange text."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from documents.model import Line, Mark, Note, Place, Table
from documents.text import clean
from ingest.readers.bounds import Cell, grid, span
from ingest.readers.footnotes import cut_marks, raised_digits
from ingest.readers.html.elements import BLOCKS, SKIPPED, TOOLS, Element, is_hidden, short_text, text_of, tidy

_NOTE_LINK = re.compile(r"#?_?(?:ftn|edn|fn|footnote|note)[-_:]?(\d{1,3})$", re.IGNORECASE)
_NOTE_BACK = re.compile(r"#?_?(?:ftnref|ednref|fnref|footnote-ref|noteref)[-_:]?(\d{1,3})$", re.IGNORECASE)
_BOLD = frozenset(("b", "strong", "th"))
_MARK = "\ue000"
_MARKED = re.compile(f" *{_MARK}(?=[ ,.;:){_MARK}]|$)|{_MARK}")  # a blank before a mark goes where nothing or a sign follows
_RAISED = "\ue001"  # stands around a raised number until it is known whether a note has it
_RAISED_NUMBER = re.compile(f"{_RAISED}(\\d{{1,3}}){_RAISED}")
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_LAYOUT = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|Độc lập\s*[-–]\s*Tự do|Nơi nhận|\bTM\.|\bKT\.|\bTL\.|\bTUQ\.|\(?Đã ký\)?|\bCHỦ TỊCH\b"
    r"|\bBỘ TRƯỞNG\b|\bTHỦ TƯỚNG\b|\(Ký,|\(Ký tên|\(Chữ ký|^\s*Số\s*:",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^\s*Điều\s+\d", re.MULTILINE)


def note_mark(link: Element) -> str | None:
    """The mark of a link that points at a note: ``<a href="#_ftn1" name="_ftnref1">[1]</a>``."""
    target, own = link.get("href") or "", link.get("name") or link.get("id") or ""
    if not (_NOTE_BACK.search(own) or _NOTE_LINK.search(target.rsplit("#", 1)[-1] if "#" in target else "")):
        return None
    if _NOTE_LINK.search(own) and _NOTE_BACK.search(target):
        return None
    shown = re.sub(r"[\[\]()\s]", "", short_text(link, 40) or "")
    return shown if re.fullmatch(r"\d{1,3}|[*†‡]{1,3}|[a-z]", shown) else None


def around_notes(container: Element) -> set[Element]:
    """The elements that hold or are the target or the way back of a note."""
    found: set[Element] = set()
    for element in container.xpath(".//*[@id or @name or @href]"):
        own = (element.get("id"), element.get("name"), element.get("href"))
        if not any(value and (_NOTE_LINK.fullmatch(value) or _NOTE_BACK.search(value)) for value in own):
            continue
        at = element
        while at is not None and at not in found:
            found.add(at)
            at = at.getparent() if at is not container else None
    return found


def note_of(block: Element) -> Note | None:
    """The note that a block holds: a ``div`` with the note's id, or a paragraph that begins with the link back."""
    number = _NOTE_LINK.fullmatch(block.get("id") or "")
    if number is not None:
        back = next(filter(_leads_back, block.iter("a")), None)
    else:
        back = next((link for link in block.iter("a") if _leads_back(link) or _NOTE_LINK.fullmatch(link.get("name") or "")), None)
        if block.tag not in ("p", "li", "div") or back is None or not _begins_with(block, back):
            return None
        number = _NOTE_BACK.search(back.get("href") or "") or _NOTE_LINK.fullmatch(back.get("name") or "")
    if number is None or sum(map(_leads_back, block.iter("a"))) > 1:
        return None
    whole = text_of(block)
    mark = (re.sub(r"[\[\]()\s]", "", text_of(back)) if back is not None else "") or number[1]
    shown = re.match(r"\s*[\[(]?\s*" + re.escape(mark) + r"\s*[\])]?\s*[.:]?\s*", whole)
    return Note(mark, whole[shown.end() :] if shown else whole, Place(element=f"#{block.get('id') or number[0].strip('#')}"))


def _leads_back(link: Element) -> bool:
    return bool(_NOTE_BACK.search(link.get("href") or ""))


def _begins_with(block: Element, link: Element) -> bool:
    first = text_of(link)
    pieces, size = [], 0
    for piece in block.itertext():
        pieces.append(piece)
        size += len(piece.strip())
        if size > len(first) + 40:
            break
    return bool(first) and " ".join(clean(" ".join(pieces)).split()).startswith(first)


@dataclass
class _Buffer:
    pieces: list[tuple[str, bool]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    after_break: bool = False


def read_blocks(container: Element) -> tuple[list[Line], list[Note]]:
    """The lines of a container in reading order, and the notes found in it."""
    return _Reader().read(container)


class _Reader:
    """Walks a container once; an instance reads one container."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.notes: list[Note] = []
        self.buffer = _Buffer()
        self.counts: Counter[str] = Counter()
        self.stack = ["div"]  # the blocks around what is being read
        self.bold = 0
        self.noted: set[Element] = set()

    def read(self, container: Element) -> tuple[list[Line], list[Note]]:
        self.noted = around_notes(container)
        walker = etree.iterwalk(container, events=("start", "end"))
        skipped: Element | None = None
        for event, element in walker:
            if event == "start" and skipped is None:
                if self._start(element, container):
                    skipped = element
                    walker.skip_subtree()
            elif event == "end":
                if skipped is element:
                    skipped = None
                elif skipped is None:
                    self._end(element)
                if element is not container:
                    self._text(element.tail)
        self._flush()
        self._settle_raised()
        return self.lines, self.notes

    def _settle_raised(self) -> None:
        """Raised numbers are marks where a later paragraph begins with the same raised number, which then is their note."""
        waiting: dict[str, list[int]] = {}
        marked: dict[int, set[str]] = {}
        notes: set[int] = set()
        for index, line in enumerate(self.lines):
            head = _RAISED_NUMBER.match(line.text)
            if head and waiting.get(head[1]):
                for user in waiting.pop(head[1]):
                    marked.setdefault(user, set()).add(head[1])
                notes.add(index)
                continue
            for number in _RAISED_NUMBER.findall(line.text):
                waiting.setdefault(number, []).append(index)
        lines: list[Line] = []
        for index, line in enumerate(self.lines):
            if index in notes:
                head = _RAISED_NUMBER.match(line.text)
                assert head is not None
                self.notes.append(Note(head[1], _plain(line.text[head.end() :]).strip(), line.place))
            else:
                lines.append(_settle(line, marked.get(index, set())) if _RAISED in line.text else line)
        self.lines = lines

    def _start(self, element: Element, container: Element) -> bool:
        """Open an element; True where its inside is not to be read (any more)."""
        tag = element.tag.lower()
        if element is not container and (tag in SKIPPED or is_hidden(element) or TOOLS.search(element.get("class") or "")):
            return True
        if tag == "sup" and (raised := _raised_number(element)):
            self.buffer.pieces.append((raised, self.bold > 0))
            return True
        if tag == "br":
            self._flush(after_break=True)
            return True
        if tag == "a" and (mark := note_mark(element)):
            self.buffer.pieces.append((_MARK, False))
            self.buffer.marks.append(mark)
            return True
        if tag in BLOCKS:
            self._flush()
            if element is not container and element in self.noted and (note := note_of(element)):
                self.notes.append(note)
                return True
            if tag == "table" and (table := read_table(element)) is not None:
                self.counts["table"] += 1
                place = Place(element=f"table:{self.counts['table']}")
                self.lines.append(Line("", place, starts_paragraph=True, table=Table.of(table, place)))
                return True
            self.counts[tag] += 1
            self.stack.append(tag)
        if _is_bold(element, tag):
            self.bold += 1
        self._text(element.text)
        return False

    def _end(self, element: Element) -> None:
        tag = element.tag.lower()
        if tag in BLOCKS:
            self._flush()
            if len(self.stack) > 1:
                self.stack.pop()
        if _is_bold(element, tag):
            self.bold -= 1

    def _text(self, text: str | None) -> None:
        if text:
            self.buffer.pieces.append((text, self.bold > 0))

    def _starts(self, text: str) -> bool | None:
        """Whether a line after a line break begins a paragraph: breaks stand between paragraphs and inside them."""
        before = self.lines[-1].text if self.lines else ""
        unit = re.match(r"(?:Điều|Chương|Mục|Phần|Tiểu mục|Phụ lục)\s+[\dIVXLC]+\s*[.:]?(?:\s|$)", text)
        if unit and self.lines and (self.lines[-1].bold or _FINISHED.search(before)):
            return True
        return True if _LABELLED.match(text) and _FINISHED.search(before) else None

    def _flush(self, *, after_break: bool = False) -> None:
        buffer, self.buffer = self.buffer, _Buffer(after_break=after_break)
        raw = "".join(piece for piece, _ in buffer.pieces)
        if not raw or raw.isspace():
            # a blank line between two breaks separates paragraphs
            if buffer.after_break and after_break:
                self.buffer.after_break = False
            elif buffer.after_break:
                self.buffer.after_break = after_break
            return
        text, marks = take_marks(tidy(raw), buffer.marks)
        if not text:
            if self.lines and marks:
                last = self.lines[-1]
                moved = (Mark(len(last.text), mark.mark) for mark in marks)
                self.lines[-1] = replace(last, marks=(*last.marks, *moved))
            return
        tag = self.stack[-1]
        letters = [(piece, bold) for piece, bold in buffer.pieces if piece.strip() and piece != _MARK]
        self.lines.append(
            Line(
                text,
                Place(element=f"{tag}:{max(1, self.counts[tag])}"),
                starts_paragraph=self._starts(text) if buffer.after_break else True,
                bold=bool(letters) and all(bold for _, bold in letters),
                heading_level=int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else None,
                marks=tuple(marks),
            )
        )


_LABELLED = re.compile(r"(?:Điều|Chương|Mục|Phần|Tiểu mục|Phụ lục)\s+[\dIVXLC]|(?:\d{1,3}|[a-zđ]{1,2}\d?)[.)]\s", re.IGNORECASE)
_FINISHED = re.compile(r"[.;:!?…/][”\"’)]*$")


def _settle(line: Line, noted: set[str]) -> Line:
    pieces, size, marks = [""], 0, list(line.marks)
    position = 0
    for match in _RAISED_NUMBER.finditer(line.text):
        pieces.append(line.text[position : match.start()])
        size += len(pieces[-1])
        before = "".join(pieces[-3:])[-4:]
        if match[1] in noted and not re.search(r"\d\s?m$|\bkm$", before):
            marks.append(Mark(size, match[1]))
        else:
            pieces.append(raised_digits(match[1], before))
            size += len(pieces[-1])
        position = match.end()
    text = "".join([*pieces, _plain(line.text[position:])])
    return replace(line, text=text, marks=tuple(sorted(marks, key=lambda mark: mark.offset)))


def _plain(text: str) -> str:
    return text.replace(_RAISED, "")


def take_marks(text: str, names: list[str]) -> tuple[str, list[Mark]]:
    """Take the sentinels out of a text; each becomes a mark at its offset."""
    if _MARK not in text:
        return text, []
    spans = (found.span() for found in _MARKED.finditer(text))
    line = cut_marks(Line(text), list(zip(spans, names, strict=False)))
    return line.text, list(line.marks)


def _is_bold(element: Element, tag: str) -> bool:
    return tag in _BOLD or bool(_BOLD_STYLE.search(element.get("style") or ""))


def _raised_number(element: Element) -> str | None:
    """The number of a raised mark; with its brackets it can be told from the text by itself."""
    printed = short_text(element, 20, "") or ""
    raised = printed.strip(" []()\n\t\r")
    if not re.fullmatch(r"\d{1,3}", raised) or element.find(".//a") is not None:
        return None
    return printed if printed.startswith("[") else f"{_RAISED}{raised}{_RAISED}"


def block_texts(element: Element) -> Iterator[str]:
    """The visible text of an element, block by block."""
    for line in read_blocks(element)[0]:
        if line.table is not None:
            yield from (cell for row in line.table.rows for cell in row if cell)
        elif line.text:
            yield line.text


def read_table(table: Element) -> tuple[tuple[str | None, ...], ...] | None:
    """The cells of a table of data, as `Table.of` takes them; None where the table only arranges text on the page."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    if holds_tables([cell.find(".//table") is not None for row in cells for cell in row], len(rows)):
        return None
    if not rows or max((len(row) for row in cells), default=0) < 2:
        return None
    words = "\n".join(text_of(cell) for row in cells for cell in row)
    named = sum(bool(text_of(cell).strip()) for cell in cells[0])
    if is_layout(words, len(rows), max(len(row) for row in cells), named):
        return None
    spanned = [
        [Cell("\n".join(block_texts(cell)), span(cell.get("colspan")), span(cell.get("rowspan"))) for cell in row] for row in cells
    ]
    return tuple(tuple(line) for line in grid(spanned) if any(line)) or None


def holds_tables(nested: Sequence[bool], rows: int) -> bool:
    """Whether a table is a frame around others: tables stand in many of its cells, or it has hardly any."""
    return any(nested) and (rows < 3 or sum(nested) * 4 > len(nested))


def is_layout(words: str, rows: int, columns: int, head: int = 0) -> bool:
    """Whether a table only arranges text on the page: the head block, the signature, a frame around articles.

    :param head: how many cells of its first row have words: with three columns named, "Điều 5" is what a row is about
    """
    if not words.strip() or (head < 3 and len(_ARTICLE.findall(words)) >= 2):
        return True
    if rows <= 4 and columns <= 3 and _LAYOUT.search(words):
        return True
    # one row, one filled cell: an indent or a frame
    return rows == 1 and len([line for line in words.split("\n") if line.strip()]) < 2
