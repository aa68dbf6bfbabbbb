"""What stands on a page beside the text: running heads, page numbers, signature stamps, footnotes."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from documents.model import Box, Note, Place
from ingest.readers.continued import continued
from ingest.readers.gazette import QUOTES_NEXT, RUNNING_HEAD
from ingest.readers.pdf.glyphs import PageContent, Ruling
from ingest.readers.pdf.rows import Row, Word, join_words

_EDGE = 0.13  # running heads and page numbers stand within this share of the page's height from its edges
_MARK = re.compile(r"^[\[(]?(\d{1,3}|\*{1,4})[\])]?[.,:]?$")
_BRACKET_MARK = re.compile(r"^\[(\d{1,3})\]")
_PAGE_NUMBER = re.compile(r"^(?:[-–—]\s*)?(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?(?:\s*[-–—])?$", re.IGNORECASE)
_STAMP = re.compile(
    r"^(?:(?:Người ký|Ký bởi)\s*:\s*\S.*|(?:Thời gian|Ngày) ký\s*:\s*\d.*|Email\s*:\s*\S+@\S+|Cơ quan\s*:\s*\S.*"
    r"|Chữ ký (?:số )?hợp lệ.*|Signature (?:Not )?(?:Valid|Verified).*|Digitally signed by\b.*|Date\s*:\s*\d{4}.*)$",
    re.IGNORECASE,
)
_SCANNER = re.compile(r"^(?:Scanned|Được quét)\s+(?:by|with|bằng|bởi)\s+\w+$", re.IGNORECASE)
_CLOSED = re.compile(r"[.!?…][”\"’)]*\.?$|[.!?…]?”\.?$")
_SAME_SIZE = 0.6
_DIGITS = re.compile(r"\d+")
_UNIT = re.compile(r"(?:^|[\d\s/(.,…])(?:[a-zA-ZµμΩ]|km|cm|dm|mm|dam|hm|nm|mg|kg|ml|cal|kN|kW|Nm)$")


@dataclass(slots=True)
class NoteRows:
    """The rows of one footnote; without a mark where it goes on from the page before.

    :param text_size: size of the text above it, which is larger
    """

    mark: str | None
    text_size: float
    rows: list[Row] = field(default_factory=list)


def edge_rows(rows: Sequence[Row], height: float) -> list[Row]:
    """The rows that stand where running heads and page numbers are printed."""
    return [row for row in rows if row.bottom < _EDGE * height or row.top > (1 - _EDGE) * height]


def repeated_heads(pages: Sequence[tuple[Sequence[Row], float]]) -> frozenset[str]:
    """Texts (digits masked) that stand at the edge of so many pages that they are no text of the instrument."""
    seen: Counter[str] = Counter()
    for rows, height in pages:
        edge = edge_rows(rows, height)
        # only the outermost row on either side
        ends = {id(row): row for row in (*edge[:1], *edge[-1:]) if row in (rows[0], rows[-1])}
        seen.update({_mask(row.text) for row in ends.values()})
    least = max(3, 0.4 * len(pages))
    return frozenset(text for text, count in seen.items() if count >= least and not text.startswith(("điều", "“")))


def _mask(text: str) -> str:
    return _DIGITS.sub("#", text.lower())


def take_furniture(rows: list[Row], height: float, repeated: frozenset[str]) -> tuple[list[Row], list[str]]:
    """Part running heads, page numbers and signature stamps from the rest."""
    edge = {id(row) for row in edge_rows(rows, height)}
    stamp = _stamp(rows)
    kept: list[Row] = []
    furniture: list[str] = []
    for row in rows:
        text = row.text
        aside = (
            continued(text, None) is not None
            or not text.strip("_-–—* ")
            or id(row) in stamp
            or bool(RUNNING_HEAD.match(text))
            or bool(_SCANNER.match(text))
        )
        if not aside and id(row) in edge:
            aside = bool(_PAGE_NUMBER.match(text)) or _mask(text) in repeated
        if aside:
            furniture.append(text)
        else:
            kept.append(row)
    return kept, furniture


def take_section_head(rows: list[Row], body_size: float) -> tuple[list[Row], list[str]]:
    """Part the gazette's own headings ("VĂN BẢN QUY PHẠM PHÁP LUẬT", the issuer's name as a heading) from the instrument below.

    They are set in larger type than anything of the instrument.
    """
    states = [row.size for row in rows if row.text.find("CỘNG H") >= 0 and "XÃ HỘI" in row.text]
    size = max([body_size, *states[:1]])
    count = 0
    while count < len(rows) and rows[count].size > 1.08 * size and rows[count].bold and rows[count].text.isupper():
        count += 1
    if count > 6:
        return rows, []
    return rows[count:], [row.text for row in rows[:count]]


def _stamp(rows: Sequence[Row]) -> set[int]:
    """The rows of a signature stamp: two or more that say so, close together. One alone may be a line of a form."""
    lines = [index for index, row in enumerate(rows) if _STAMP.match(row.text)]
    near = [index for index in lines if any(0 < abs(index - other) <= 3 for other in lines)]
    return {id(rows[index]) for index in near}


def take_footnotes(
    rows: list[Row],
    content: PageContent,
    body_size: float,
    left: float,
    tables: Sequence[Box],
    before: NoteRows | None,
) -> tuple[list[Row], list[NoteRows]]:
    """Part the footnotes at the foot of a page from the text.

    :param tables: where tables stand, whose lines part no footnotes
    :param before: the last note of the pages before, which may go on here, over the whole page too
    """
    before = before if before is not None and before.rows[-1].page == content.number - 1 else None
    start = _footnotes_start(rows, content, body_size, left, tables, before)
    if start is None:
        return rows, []
    notes: list[NoteRows] = []
    above = max((row.size for row in rows[:start]), default=before.text_size if before else body_size)
    for row in rows[start:]:
        mark = _leading_mark(row)
        if mark is not None:
            notes.append(NoteRows(mark, above))
        elif not notes:
            notes.append(NoteRows(None, above))
        notes[-1].rows.append(row)
    return rows[:start], notes


def _leading_mark(row: Row) -> str | None:
    first = row.words[0]
    if first.raised and (match := _MARK.match(first.text)):
        return match[1]
    if match := _BRACKET_MARK.match(first.text):
        return match[0]
    return None


def _footnotes_start(
    rows: Sequence[Row], content: PageContent, body_size: float, left: float, tables: Sequence[Box], before: NoteRows | None
) -> int | None:
    if before is not None and not tables and rows and _is_open(before, rows) and _alike(rows, before):
        return 0
    loose = (ruling for ruling in content.rulings if not any(is_of(ruling, box) for box in tables))
    separators = sorted(ruling.top for ruling in loose if _is_separator(ruling, content, left))
    for top in separators:
        start = next((index for index, row in enumerate(rows) if row.baseline > top), None)
        if start is None:
            continue
        size = max(row.size for row in rows[start:])
        above = max((row.size for row in rows[:start]), default=body_size)
        if _leading_mark(rows[start]) is None:
            # what has no mark goes on with a note of the page before; a line may also be drawn in a form
            if before is not None and _goes_on(rows[start:], before):
                return start
        elif size < 0.93 * max(above, body_size) or size <= above:
            return start
    start = None
    for index in range(len(rows) - 1, -1, -1):
        if rows[index].size > 0.88 * body_size:
            break
        if rows[index].words[0].raised and _leading_mark(rows[index]) is not None:
            start = index
    return start


def _is_open(note: NoteRows, rows: Sequence[Row]) -> bool:
    text = " ".join(row.text for row in note.rows)
    if text.count("“") > text.count("”") or not _CLOSED.search(text):
        return True
    return QUOTES_NEXT.match(" ".join(row.text for row in rows[:8])) is not None


def _goes_on(rows: Sequence[Row], note: NoteRows) -> bool:
    size = note.rows[-1].size
    own = list(itertools.takewhile(lambda row: _leading_mark(row) is None, rows))
    return all(row.size < size + _SAME_SIZE for row in own)


def _alike(rows: Sequence[Row], note: NoteRows) -> bool:
    return all(row.size < min(note.rows[-1].size + _SAME_SIZE, 0.93 * note.text_size) for row in rows)


def is_of(ruling: Ruling, box: Box) -> bool:
    """Whether a line is one of a table's."""
    return box[1] - 3 <= ruling.top <= box[3] + 3 and box[0] - 3 <= ruling.x0 and ruling.x1 <= box[2] + 3


def _is_separator(ruling: Ruling, content: PageContent, left: float) -> bool:
    width = ruling.x1 - ruling.x0
    wide, low = 50 < width < content.width * 0.9, ruling.top > 0.12 * content.height
    return wide and low and ruling.bottom - ruling.top < 2.5 and abs(ruling.x0 - left) < 15


def settle_marks(row: Row, marks: frozenset[str]) -> None:
    """Take footnote marks out of a row's words; exponents stay, glued to their unit."""
    if not any(word.raised for word in row.words) and not any(mark.startswith("[") for mark in marks):
        return
    kept: list[Word] = []
    for word in row.words:
        found = _marks_in(word, kept, marks)
        if found:
            offset = len(join_words(kept))
            row.marks.extend((offset, mark) for mark in found)
            continue
        if not word.raised and marks:
            word = _without_bracket_mark(word, kept, row, marks)
        if word.raised and kept and word.x0 - kept[-1].x1 < 2.0:
            word.glued = True
        kept.append(word)
    if kept:
        kept[0].glued = False
    row.words = kept


def _marks_in(word: Word, before: Sequence[Word], marks: frozenset[str]) -> list[str]:
    if not word.raised:
        return []
    parts = [match[1] for part in re.split(r"[,;]", word.text) if (match := _MARK.match(part.strip()))]
    if not parts:
        return []
    if all(part in marks or f"[{part}]" in marks for part in parts):
        return parts
    context = join_words(before)
    if not before or _UNIT.search(context) or context[-1:].isdigit() or not context[-1:].strip():
        return []
    return parts


def _without_bracket_mark(word: Word, before: Sequence[Word], row: Row, marks: frozenset[str]) -> Word:
    """Cut "[12]" off the end of a word, where a footnote of the page is called so."""
    match = re.search(r"(\[\d{1,3}\])([.,;:]?)$", word.text)
    if not match or match[1] not in marks or match.start() == 0:
        return word
    word.text = word.text[: match.start()] + match[2]
    row.marks.append((len(join_words([*before, word])) - len(match[2]), match[1]))
    return word


def note_of(note: NoteRows, left: float) -> Note:
    """A footnote's rows as one text, its paragraphs parted by line breaks."""
    parts: list[str] = []
    for index, row in enumerate(note.rows):
        words = row.words[1:] if index == 0 and note.mark is not None and row.words[0].raised else row.words
        text = join_words(words).strip()
        if index == 0 and note.mark is not None and note.mark.startswith("["):
            text = text.removeprefix(note.mark).strip()
        if not text:
            continue
        if parts and row.x0 - left < 6:
            # a số hiệu broken at its hyphen is one word
            last = parts[-1].rsplit(" ", 1)[-1]
            whole = last.endswith("-") and len(last) > 2 and ("/" in last or last[:-1].isupper())
            parts[-1] = f"{parts[-1]}{text}" if whole else f"{parts[-1]} {text}"
        else:
            parts.append(text)
    rows = note.rows
    box = (
        round(min(row.x0 for row in rows), 1),
        round(rows[0].top, 1),
        round(max(row.x1 for row in rows), 1),
        round(rows[-1].bottom, 1),
    )
    return Note(note.mark or "", "\n".join(parts).lstrip(". "), Place(page=rows[0].page, box=box))
