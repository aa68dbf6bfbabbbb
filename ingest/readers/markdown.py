"""Markdown: front matter, headings, tables; an editor's summary around the instrument is set aside, compilations are split.

A small line-based reader: legal texts in Markdown are paragraphs, headings and simple tables, and each line has to keep its place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt

from documents.model import Hints, Line, Note, Place, Problem, Reading, Table
from documents.text import clean, fold
from documents.text.decoding import decode_text
from ingest.readers import compilations
from ingest.readers.footnotes import cut_marks
from ingest.readers.head import tidied
from ingest.readers.hints import add_claim, field_name
from ingest.readers.text import is_wrapped

_FRONT = re.compile(r"\A\ufeff?\s*---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*)$")
_RULE = re.compile(r"^\s{0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,}|={3,})$")
_TABLE_ROW = re.compile(r"^\s*\|.*\|\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_ITEM = re.compile(r"^\s*[*+•]\s+")
_FOOTNOTE = re.compile(r"^\s*\[\^([^\]]{1,12})\]:\s*(.*)$")
_FOOTNOTE_MARK = re.compile(r"\[\^([^\]]{1,12})\]")
_LEGAL = re.compile(
    r"^(?:Điều\s+\d|Chương\s+[IVXLC\d]|Phần\s+(?:thứ|[IVXLC\d])|Mục\s+[IVXLC\d]|Tiểu mục\s|Phụ lục\b|Mẫu số|Nơi nhận"
    r"|CỘNG H(?:ÒA|OÀ) XÃ HỘI|Căn cứ\s)",
    re.IGNORECASE,
)
_STATE = re.compile(r"^CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM", re.IGNORECASE)
_TYPES = re.compile(
    r"^(?:HIẾN PHÁP|BỘ LUẬT|LUẬT|PHÁP LỆNH|NGHỊ QUYẾT|NGHỊ ĐỊNH|THÔNG TƯ(?: LIÊN TỊCH)?|QUYẾT ĐỊNH|CHỈ THỊ|QUY CHẾ|QUY ĐỊNH|ĐIỀU LỆ"
    r"|VĂN BẢN HỢP NHẤT)$"
)
_HOLDS_TEXT = re.compile(
    r"^(?:noi dung(?: toan van| van ban| day du)?|toan van(?: van ban)?|van ban|full text)(?:\s*\(.*\))?\s*:?$"
)
_EDITORIAL = re.compile(
    r"^(?:\W*)(?:thong tin|tom tat|tom luoc|diem moi|diem nhan|diem chinh|noi dung chinh|infographic|trich yeu|can cu phap ly"
    r"|van ban (?:thay the|lien quan|huong dan|duoc)|ghi chu|danh sach|tai lieu|nguon|phan tich|binh luan|hoi dap|hoi - dap|cau hoi"
    r"|faq|muc luc|lich su|so do|luoc do|xem them|lien ket|doi chieu|so sanh|loi ket|ket luan|y nghia|tac dong|bang tong hop"
    r"|quy trinh tom tat|file dinh kem|tai ve|metadata|summary|notes?|references?)"
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the file before it is known what it is."""

    text: str
    number: int
    level: int | None = None
    bold: bool = False
    after_blank: bool = False
    table: Table | None = None
    item: bool = False


def read_markdown(text: str) -> list[Reading]:
    """Read a Markdown file; a compilation of several instruments gives a reading for each."""
    text, problems = decode_text(text.replace("\r\n", "\n").replace("\r", "\n"))
    fields, body, offset = _front_matter(text)
    rows, notes = _rows(body, offset)
    for row in rows:
        if row.table:
            _claims_of_table(row.table, fields)
    if parts := compilations.excerpts([_line(row, wrapped=False) for row in rows]):
        return [_finished(part, Hints(fields={**fields, **part.hints.fields}), (), problems, ()) for part in parts]
    kept, aside = _instrument(rows)
    wrapped = is_wrapped([row.text for row in kept if row.text])
    lines = [_line(row, wrapped=wrapped) for row in kept]
    if parts := compilations.codified(lines):
        return [_finished(part, part.hints, (), problems, aside) for part in parts]
    return [_finished(Reading("md", tuple(lines)), Hints(fields=fields), notes, problems, aside)]


def _finished(part: Reading, hints: Hints, notes: Sequence[Note], problems: Sequence[Problem], aside: Sequence[str]) -> Reading:
    """A part with what holds for the whole file."""
    return tidied(
        replace(
            part,
            notes=(*part.notes, *notes),
            furniture=(*part.furniture, *aside),
            hints=hints,
            problems=(*problems, *part.problems),
        )
    )


def _front_matter(text: str) -> tuple[dict[str, str], str, int]:
    """The claims of the front matter, the text after it, and how many lines stand before that."""
    match = _FRONT.match(text)
    fields: dict[str, str] = {}
    if not match:
        return fields, text, 0
    for line in match[1].split("\n"):
        pair = re.match(r"^([\w\-À-ỹ ]{2,40}):\s*(\S.*)$", line)
        if pair:
            add_claim(fields, pair[1], pair[2])
    return fields, text[match.end() :], text[: match.end()].count("\n")


def _rows(body: str, offset: int) -> tuple[list[_Row], list[Note]]:
    rows: list[_Row] = []
    notes: list[Note] = []
    table: list[tuple[str, ...]] = []
    table_at = 0
    blank, fenced = True, False

    def close_table() -> None:
        nonlocal table
        if table:
            width = max(len(row) for row in table)
            cells = tuple(row + ("",) * (width - len(row)) for row in table)
            rows.append(_Row("", table_at, table=Table(cells, Place(element=f"line:{table_at}"))))
            table = []

    for number, raw in enumerate(body.split("\n"), start=offset + 1):
        if _FENCE.match(raw):
            fenced = not fenced
            continue
        if _TABLE_ROW.match(raw) and not fenced:
            if not table:
                table_at = number
            if not _TABLE_RULE.match(raw):
                table.append(tuple(_inline(cell) for cell in _split_cells(raw)))
            continue
        close_table()
        if not raw.strip() or _RULE.match(raw):
            blank = True
            continue
        if note := _FOOTNOTE.match(raw):
            notes.append(Note(note[1], _inline(note[2]), Place(element=f"line:{number}")))
            continue
        heading = _HEADING.match(raw)
        content = re.sub(r"^\s*(?:>\s?)+", "", heading[2].rstrip().rstrip("#").rstrip() if heading else raw)
        item = bool(re.match(r"^\s*(?:[-*+•]|\d+\.)\s+", content))
        content = _ITEM.sub("- ", content)
        text = _inline(content)
        if text:
            level = len(heading[1]) if heading else None
            rows.append(_Row(text, number, level, _is_bold(content), blank or heading is not None, item=item))
        blank = False
    close_table()
    return rows, notes


def _split_cells(raw: str) -> list[str]:
    return [cell.replace("\0", "|").strip() for cell in raw.strip().strip("|").replace("\\|", "\0").split("|")]


class _Marks(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802
        """Wherever a link leads, only its words are kept."""
        return True


_MARKS = _Marks("zero").enable(["emphasis", "link", "image", "backticks", "escape"])


def _inline(text: str) -> str:
    """Inline marks taken out: emphasis, links, code, escapes, HTML tags."""
    text = re.sub(r"<br\s*/?>", " ", text, flags=re.IGNORECASE)
    text = re.sub(
        r"</?(?:p|b|i|u|em|strong|span|div|a|sup|sub|center|font|small|details|summary)\b[^<>]*>", "", text, flags=re.IGNORECASE
    )
    (line,) = _MARKS.parseInline(text)
    return " ".join(clean("".join(part.content for part in line.children or () if part.type != "image")).split())


def _is_bold(text: str) -> bool:
    return bool(re.fullmatch(r"\s*(?:\*\*|__)(?:(?!\*\*|__).)+(?:\*\*|__)\s*", text))


def _claims_of_table(table: Table, fields: dict[str, str]) -> None:
    """A two-column table of properties above the text says who issued what, when."""
    if len(table.rows[0]) != 2 or sum(1 for label, *_ in table.rows if field_name(label)) < 2:
        return
    for label, value, *_ in table.rows:
        add_claim(fields, label, value)


def _instrument(rows: Sequence[_Row]) -> tuple[list[_Row], list[str]]:
    """The rows of the instrument; what an editor put before, between and after goes aside."""
    start = _start(rows)
    kept: list[_Row] = []
    aside = [_plain(row) for row in rows[:start]]
    skipping = False
    for row in rows[start:]:
        if row.level is not None:
            folded = fold(row.text)
            if _is_legal(row):
                skipping = False
            elif _EDITORIAL.match(folded):
                skipping = True
            elif _HOLDS_TEXT.match(folded):
                skipping = False
                aside.append(_plain(row))
                continue
        if skipping:
            aside.append(_plain(row))
        else:
            kept.append(row)
    return kept, [text for text in aside if text]


def _start(rows: Sequence[_Row]) -> int:
    articles = [index for index, row in enumerate(rows) if re.match(r"Điều\s+\d", row.text)]
    above = rows[: articles[-1]] if articles else rows
    for index, row in enumerate(above):
        if row.level is not None and _HOLDS_TEXT.match(fold(row.text)):
            return index + 1
    found = next((index for index, row in enumerate(above) if _STATE.match(row.text) and not row.item), None)
    # the issuer's name and the number may stand above the country's
    while found and _is_head(rows[found - 1]):
        found -= 1
    if found is None:  # below the title of the file
        return 1 if rows and rows[0].level == 1 and not _is_legal(rows[0]) else 0
    return found


def _is_legal(row: _Row) -> bool:
    return bool(_LEGAL.match(row.text) or _TYPES.match(row.text))


def _is_head(row: _Row) -> bool:
    """Whether a line belongs to the block above an instrument: a name in capitals, the number, place and date."""
    if row.level is not None or row.table is not None or row.item:
        return False
    return row.text.isupper() or bool(re.match(r"(?:Luật\s+)?Số\s*:|.{2,30}, ngày\b", row.text))


def _plain(row: _Row) -> str:
    if row.table is None:
        return row.text
    return "\n".join(" | ".join(cells) for cells in row.table.rows)


def _line(row: _Row, *, wrapped: bool) -> Line:
    place = Place(element=f"line:{row.number}")
    if row.table is not None:
        return Line("", place, starts_paragraph=True, table=row.table)
    starts = True if row.after_blank or not wrapped else None
    line = Line(row.text, place, starts_paragraph=starts, bold=row.bold or row.level is not None, heading_level=row.level)
    found = [(match.span(), match[1]) for match in _FOOTNOTE_MARK.finditer(line.text)]
    return cut_marks(line, found) if found else line
