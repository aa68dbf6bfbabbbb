"""Text dumps of gazette (Công báo) pages: running heads, page numbers, footnotes and signing blocks taken out of the text.

A running head ends one page and begins the next. What is taken out is kept as furniture or as notes, so nothing is lost.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from documents.model import Line, Note, Place, Problem, Reading
from documents.text import clean
from documents.wording.types import TYPE_NAME
from ingest.readers.continued import continued
from ingest.readers.footnotes import cut_mark, find_loose_mark, find_mark, note_from_lines

RUNNING_HEAD = re.compile(
    r"^\s*(?P<before>\d{1,4}\s+)?C?ÔNG\s*BÁO[^/\d]{0,40}/\s*Số[^/]{1,40}/\s*Ngày\s*\d{1,2}\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{4}"
    r"\s*(?P<after>\d{1,4})?\s*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\d{1,4}$")
_SIGNER = re.compile(r"^(?:Người ký|Ký bởi)\s*:", re.IGNORECASE)
_SIGNED = re.compile(r"^(?:Người ký|Ký bởi|Email|Cơ quan|Thời gian ký|Ngày ký|Tổ chức|Chức vụ)\s*:", re.IGNORECASE)
_SIGNED_AT = re.compile(r"^(?:Thời gian ký|Ngày ký)\s*:", re.IGNORECASE)
_SECTION_HEAD = re.compile(r"^(?:PHẦN\s+)?VĂN BẢN (?:QUY PHẠM PHÁP LUẬT|PHÁP LUẬT KHÁC|KHÁC)$|^PHẦN [IVX]+\.? VĂN BẢN .*$")
_STAMP = re.compile(r"^\[\s*da\s*ky\s*\]$", re.IGNORECASE)
_NOTE_START = re.compile(r"^(\d{1,3})\s+\.?\s*(?=[“\"A-ZĐÀ-Ỹ(])(.+)$")
_OWN_NOTES = re.compile(r"^(?:Chú thích|Ghi chú)\s*:?$", re.IGNORECASE)
QUOTES_NEXT = re.compile(
    rf"(?:Các\s+)?(?:Điều|Khoản|Điểm|Mục)\s[^“”]{{1,60}}{TYPE_NAME}[^“”]{{5,400}}quy định như sau"
    rf"|{TYPE_NAME}\s[^“”]{{5,400}}\scó căn\b[^“”]{{0,14}}hành như sau",
    re.IGNORECASE,
)
_QUOTES_LAW = re.compile(r"quy định như sau|căn cứ ban hành như sau")
_LONGEST_PAGE = 500  # lines; what is longer is no page, and has no foot
_SENTENCE_END = re.compile(r"[.!?…][”\"’)]*\.?$")


@dataclass(frozen=True, slots=True)
class Row:
    """A raw line with its number in the file."""

    text: str
    number: int

    @property
    def element(self) -> str:
        """How its place is called."""
        return f"line:{self.number}"


@dataclass
class _Page:
    rows: list[Row]
    notes: list[Note] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def is_gazette(text: str) -> bool:
    """Whether a text holds gazette running heads."""
    return any(RUNNING_HEAD.match(clean(line)) for line in text.splitlines() if "BÁO" in clean(line).upper())


def read_gazette(raw: Sequence[str]) -> Reading:
    """Read a gazette dump."""
    rows = [Row(clean(text).strip(), number) for number, text in enumerate(raw, start=1)]
    furniture: list[str] = []
    problems: list[Problem] = []
    pages = [_Page(page) for page in _pages(rows, furniture)]
    for page in pages:
        page.rows = _without_signing(page.rows, furniture, problems)
    if pages:
        pages[0].rows = _without_section_head(pages[0].rows, furniture)
    _take_footnotes(pages)
    for page in pages:
        page.lines = [Line(row.text, Place(element=row.element)) for row in page.rows if row.text]
    _take_marks(pages)
    return Reading(
        "txt",
        tuple(line for page in pages for line in page.lines if line.text),
        tuple(note for page in pages for note in page.notes),
        tuple(furniture),
        problems=tuple(problems),
    )


def _pages(rows: Sequence[Row], furniture: list[str]) -> list[list[Row]]:
    """Split at running heads; heads and page numbers go to the furniture."""
    heads = {index: match for index, row in enumerate(rows) if (match := RUNNING_HEAD.match(row.text))}
    gone = {*heads}
    expected: int | None = None
    for index, match in heads.items():
        furniture.append(rows[index].text)
        if glued := match["before"] or match["after"]:
            expected = int(glued) + 1
            continue
        near = [*_neighbours(rows, index, -1, 1), *_neighbours(rows, index, 1, 2)]
        numbers = [spot for spot in near if _NUMBER.match(rows[spot].text) and spot not in gone]
        fitting = [spot for spot in numbers if expected is None or int(rows[spot].text) == expected] or numbers[:1]
        if fitting:
            page = int(rows[fitting[0]].text)
            # some dumps repeat the number below the head
            for spot in [*fitting, *(spot for spot in numbers if int(rows[spot].text) == page)]:
                if int(rows[spot].text) == page and spot not in gone:
                    gone.add(spot)
                    furniture.append(rows[spot].text)
            expected = page + 1
        elif expected is not None:
            expected += 1
    pages: list[list[Row]] = [[]]
    for index, row in enumerate(rows):
        if index in heads:
            pages.append([])
        elif index not in gone:
            pages[-1].append(row)
    return [page for page in pages if any(row.text for row in page)]


def _neighbours(rows: Sequence[Row], index: int, step: int, count: int) -> list[int]:
    """The nearest ``count`` lines with text before or after ``index``, at most six lines away."""
    found: list[int] = []
    for distance in range(1, 7):
        spot = index + step * distance
        if not 0 <= spot < len(rows) or len(found) == count:
            break
        if rows[spot].text:
            found.append(spot)
    return found


def _without_signing(rows: Sequence[Row], furniture: list[str], problems: list[Problem]) -> list[Row]:
    kept: list[Row] = []
    inside = 0
    for row in rows:
        if _SIGNER.match(row.text):
            inside = 7
        if inside and row.text and (_SIGNED.match(row.text) or "@" in row.text):
            furniture.append(row.text)
            inside = 0 if _SIGNED_AT.match(row.text) else inside - 1
            continue
        inside = inside and (inside - 1 if not row.text else 0)
        if _STAMP.match(row.text):
            furniture.append(row.text)
            continue
        if notice := continued(row.text, row.element):
            furniture.append(row.text)
            problems.append(notice)
            continue
        kept.append(row)
    return kept


def _without_section_head(rows: Sequence[Row], furniture: list[str]) -> list[Row]:
    filled = [row for row in rows[:40] if row.text]
    gone: set[int] = set()
    if filled and _SECTION_HEAD.match(filled[0].text):
        gone.add(filled[0].number)
        filled = filled[1:]
    for size in (1, 2, 3):
        first = " ".join(row.text for row in filled[:size])
        for other in (1, 2, 3):
            second = " ".join(row.text for row in filled[size : size + other])
            if first and first == second and first.upper() == first:
                gone.update(row.number for row in filled[:size])
                break
        else:
            continue
        break
    furniture.extend(row.text for row in rows if row.number in gone)
    return [row for row in rows if row.number not in gone]


def _take_footnotes(pages: Sequence[_Page]) -> None:
    """Move the block of notes at the foot of each page into its notes; a note may run on at the foot of the next page."""
    expected = 1
    last: tuple[_Page, int] | None = None
    for page in pages:
        if len(page.rows) > _LONGEST_PAGE:
            continue
        before = last[0].notes[last[1]].text if last else ""
        span = _foot(page.rows, expected, before)
        if span is None:
            continue
        block = [row for row in page.rows[span[0] : span[1]] if row.text]
        page.rows = page.rows[: span[0]] + page.rows[span[1] :]
        above = [row.text for row in page.rows]
        groups: list[tuple[str, list[tuple[str, str]]]] = []
        carried: list[tuple[str, str]] = []
        for row in block:
            match = _NOTE_START.match(row.text)
            if match and _is_next(match[1], match[2], expected, above):
                groups.append((match[1], [(match[2], row.element)]))
                expected = _after(match[1], expected)
            elif groups:
                groups[-1][1].append((row.text, row.element))
            else:
                carried.append((row.text, row.element))
        if carried and last is not None:
            owner, position = last
            note = owner.notes[position]
            owner.notes[position] = replace(note, text=note_from_lines(note.mark, [(note.text, ""), *carried]).text)
        page.notes.extend(note_from_lines(mark, lines) for mark, lines in groups)
        if groups:
            last = (page, len(page.notes) - 1)


def _foot(rows: Sequence[Row], expected: int, before: str) -> tuple[int, int] | None:
    """Where the notes at the foot of a page begin and end.

    :param before: text of the last note of the pages before, which may go on here
    """
    runs = _runs(rows)
    goes_on = _goes_on(rows, runs, before)
    if goes_on == 0:
        return runs[0][0], len(rows)
    for position in range(len(runs) - 1, 0, -1):
        start = runs[position][0]
        if _OWN_NOTES.match(rows[start].text):
            continue
        match = _NOTE_START.match(rows[start].text)
        above = [row.text for row in rows[:start]] if match else []
        if match and _is_next(match[1], match[2], expected, above) and not any(_OWN_NOTES.match(text) for text in above[-3:]):
            return start, _foot_end(rows, runs, position, expected)
    if goes_on is not None:
        return runs[goes_on][0], len(rows)
    # no blank line above the notes: the first line that begins with the next mark, where that is glued to a word above it
    for index, row in enumerate(rows):
        match = _NOTE_START.match(row.text)
        if match and match[1] == str(expected) and _reads_like_note(match[2]):
            above = [other.text for other in rows[:index]]
            if any(find_mark(text, match[1]) for text in above):
                return _carried_from(rows, runs, index) if before else index, len(rows)
    return None


def _carried_from(rows: Sequence[Row], runs: Sequence[tuple[int, int]], index: int) -> int:
    """Where the notes begin of which one begins at ``index``: above it the last note of the page before may go on.

    It does where a blank line parts its run from text that stops inside a sentence, and the run does not go on with that sentence.
    """
    position = next(number for number, (start, end) in enumerate(runs) if start <= index <= end)
    if not position or runs[position][0] == index:
        return index
    start = runs[position][0]
    stops = not _SENTENCE_END.search(rows[runs[position - 1][1]].text)
    return start if stops and re.match(r"[“\"A-ZĐÀ-Ỹ]", rows[start].text) else index


def _goes_on(rows: Sequence[Row], runs: Sequence[tuple[int, int]], before: str) -> int | None:
    """The run of lines with which a note of an earlier page goes on."""
    if not before or not runs:
        return None
    if before.count("“") > before.count("”"):
        closed = _closes_quotation(rows)
        closing = next((index for index, (_, end) in enumerate(runs) if closed is not None and end >= closed), None)
        if closing is not None:
            return closing
    elif _QUOTES_LAW.search(before) and _SENTENCE_END.search(before):
        opening = " ".join(row.text for row in rows[runs[0][0] : runs[0][1] + 1][:5])
        return 0 if QUOTES_NEXT.match(opening) else None
    elif _SENTENCE_END.search(before):
        return None
    return len(runs) - 1 if len(runs) > 1 else None


def _closes_quotation(rows: Sequence[Row]) -> int | None:
    """The first of these lines in which a quotation closes that was not opened in them."""
    depth = 0
    for index, row in enumerate(rows):
        for sign in row.text:
            depth += (sign == "“") - (sign == "”")
            if depth < 0:
                return index
    return None


def _foot_end(rows: Sequence[Row], runs: Sequence[tuple[int, int]], position: int, expected: int) -> int:
    """Notes go on over a blank line where the next run begins with a mark, or where the sentence is not finished."""
    end = runs[position][1]
    text = rows[end].text
    for start, last in runs[position + 1 :]:
        match = _NOTE_START.match(rows[start].text)
        if not (match and match[1].isdigit() and int(match[1]) > expected) and _SENTENCE_END.search(text):
            break
        end, text = last, rows[last].text
    return end + 1


def _runs(rows: Sequence[Row]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for index, row in enumerate(rows):
        if not row.text:
            continue
        if runs and runs[-1][1] == index - 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def _reads_like_note(text: str) -> bool:
    """Notes of consolidated texts say what was changed, by which instrument."""
    subject = re.match(
        r"(?:Điều|Khoản|Điểm|Đoạn|Mục|Chương|Phần|Phụ lục|Mẫu|Tên|Cụm từ|Từ|Nội dung|Luật|Nghị|Thông tư|Văn bản)\b", text
    )
    return subject is not None and bool(re.search(r"\bnày\b|\bsố\b|[“\"]", text))


def _is_next(mark: str, text: str, expected: int, above: Sequence[str]) -> bool:
    """Whether a number at the head of a line is the mark of a note: the next in order, glued to a word above or told by its words.

    Tracked changes leave the old and the new number side by side: 2 printed as 12. A form has notes of its own, from 1.
    """
    values = {str(value) for value in range(expected, expected + 3)} | {
        f"{value - 1}{value}" for value in range(expected, expected + 3)
    }
    if mark not in values and mark != "1":
        return False
    glued = any(find_mark(line, mark) for line in above)
    return glued or (_reads_like_note(text) and (mark == str(expected) or len(mark) > len(str(expected))))


def _after(mark: str, expected: int) -> int:
    if mark == "1":
        return 2
    for value in range(expected, expected + 3):
        if mark in (str(value), f"{value - 1}{value}"):
            return value + 1
    return expected + 1


def _take_marks(pages: Sequence[_Page]) -> None:
    """Take each note's mark out of the text of its page, or of the pages beside it; places that are glued come first."""
    for index, page in enumerate(pages):
        near = [pages[place] for place in (index, index - 1, index + 1) if 0 <= place < len(pages)]
        for note in page.notes:
            _ = any(_take_mark(other, note, loose=False) for other in near) or any(
                _take_mark(other, note, loose=True) for other in near
            )


def _take_mark(page: _Page, note: Note, *, loose: bool) -> bool:
    for position, line in enumerate(page.lines):
        span = find_loose_mark(line.text, note) if loose else find_mark(line.text, note.mark)
        if span:
            page.lines[position] = cut_mark(line, span, note.mark)
            return True
    return loose and len(note.mark) == 2 and note.mark[0] != note.mark[1] and _take_torn_mark(page, note.mark)


def _take_torn_mark(page: _Page, mark: str) -> bool:
    """A doubled mark (old and new number) torn over two lines: ``thi hành 7`` and ``6``."""
    for position, line in enumerate(page.lines[:-1]):
        after = page.lines[position + 1]
        for first, second in ((mark[0], mark[1]), (mark[1], mark[0])):
            if after.text == second and re.search(rf"\s?{first}$", line.text):
                start = len(line.text) - 1
                page.lines[position] = cut_mark(line, (start, start + 1), mark)
                page.lines[position + 1] = replace(after, text="")
                return True
    return False
