"""Files that hold pieces of several instruments: excerpts under headings, and chapters of the codification copied as text.

Each instrument becomes a part of its own, marked as what it is: pieces, not the law.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from documents.messages import Message
from documents.model import Hints, Line, Mark, Note, Problem, ProblemCode, Reading
from documents.structure.completeness import CUT_HERE
from documents.wording.types import TYPE_PATTERN
from ingest.readers.footnotes import is_source_note
from ingest.readers.hints import hints_from_source_note

_NUMBER = re.compile(r"\b(?:số\s+)?(\d{1,4}(?:/\d{4})?/[A-ZĐ][\w\-ĐƯ]*)", re.IGNORECASE)
_TYPE = re.compile(rf"({TYPE_PATTERN})", re.IGNORECASE)
_EXCERPT = re.compile(r"\(nguồn:|\bexcerpts?\b|\btrích đoạn\b|\bcắt ở\b|\btrích\b.*\bnguồn\b|không có toàn văn", re.IGNORECASE)
_CUT = re.compile(r"\[\s*(?:\.\.\.|…)\s*\]\s*$")
_UNIT = re.compile(r"^Điều\s+(\d+[a-zđ]?)(?:\s*,\s*\d+[a-zđ]?)*\b", re.IGNORECASE)
_PIECE = re.compile(r"^Điều\s+\d+[a-zđ]?\W+(?:khoản|điểm)\b", re.IGNORECASE)
_SUMMARY = re.compile(r"không phải nguyên văn|^tóm (?:lược|tắt)\b", re.IGNORECASE)
_CODE = re.compile(r"^Điều\s+\d+(?:\.\d+)*\.[A-ZĐ]{2,3}(?:\.\d+)+\.?\s+(\S.*)$")
_RELATED = re.compile(r"^\((?:Điều|Khoản|Mục|Chương|Phần) này có nội dung liên quan", re.IGNORECASE)
_GROUPING = re.compile(
    r"^(?:Phần|Chương|Mục|Tiểu mục)\s+(?:thứ\s+)?[\wÀ-ỹ]+\.?$|^(?:Chương|Mục|Phần)\s+[IVXLC\d]+\b", re.IGNORECASE
)


def codified_problem() -> Problem:
    """What is said of a text copied from the codification."""
    return Problem(ProblemCode.EXCERPT, Message.of("problem.copied_from_codification"))


def excerpts(lines: Sequence[Line]) -> list[Reading]:
    """The parts of a file of excerpts; empty where it is none."""
    headings = [line for line in lines if line.heading_level is not None]
    told = [line for line in headings if _EXCERPT.search(line.text)]
    if not told or len(told) * 2 < len(headings):
        return []
    parts: list[Reading] = []
    block: list[Line] = []
    title: Line | None = None
    for line in [*lines, Line("", heading_level=1)]:
        if line.heading_level == 1:
            if any(other.text for other in block):
                parts.append(_excerpt(title, block))
            title, block = line, []
        else:
            block.append(line)
    return parts


def _excerpt(title: Line | None, block: Sequence[Line]) -> Reading:
    furniture = [title.text] if title else []
    lines: list[Line] = []
    notes: list[Note] = []
    cut: list[str] = []
    heading = title.text if title else ""
    pending: Line | None = None
    for line in [*block, Line("", heading_level=2)]:
        if line.heading_level is not None:
            if lines and _PIECE.match(heading):
                lines[-1] = _cut_here(lines[-1], heading, notes)
            furniture.append(line.text)
            heading = line.text
            pending = line if _UNIT.match(line.text) else None
            continue
        if _SUMMARY.search(line.text):
            furniture.append(line.text)
            continue
        unit = _UNIT.match(pending.text) if pending else None
        if pending and unit and not _UNIT.match(line.text):
            # the editor names the article only in the heading: without it the clause would fall to the article before
            lines.append(replace(pending, text=f"Điều {unit[1]}.", heading_level=None, bold=None))
        pending = None
        if found := _CUT.search(line.text):
            cut.append(line.place.element or "")
            furniture.append(found.group().strip())
            words = line.text[: found.start()].rstrip()
            line = _cut_here(replace(line, text=words) if words or not lines else lines.pop(), heading, notes)
        if line.text or line.table:
            lines.append(line)
    message = Message.of("problem.excerpts_cut") if cut else Message.of("problem.excerpts")
    problem = Problem(ProblemCode.EXCERPT, message, cut[0] if cut else None)
    hints = _hints_of(title.text if title else "")
    return Reading("md", tuple(lines), tuple(notes), tuple(filter(None, furniture)), hints, (problem,))


def _hints_of(title: str) -> Hints:
    fields: dict[str, str] = {}
    if number := _NUMBER.search(title):
        fields["number"] = number[1]
    if kind := _TYPE.match(title):
        fields["type"] = kind[1]
        name = re.split(r"\s+số\s+\d|\s+\d+/\d{4}/|:|\(", title)[0].strip()
        if name.lower() != kind[1].lower():
            fields["title"] = name
    return Hints(fields=fields)


def _cut_here(line: Line, heading: str, notes: list[Note]) -> Line:
    """A line behind which more stands in the law, with a note that says what the editors call the piece."""
    if any(mark.mark == CUT_HERE for mark in line.marks):
        return line
    notes.append(Note(CUT_HERE, heading, line.place))
    return replace(line, marks=(*line.marks, Mark(len(line.text), CUT_HERE)))


def codified(lines: Sequence[Line]) -> list[Reading]:
    """The parts of a chapter of the codification copied as text: articles of several instruments, told by their source notes."""
    if sum(1 for line in lines if _CODE.match(line.text)) < 2:
        return []
    groups: dict[str, list[Line]] = {}
    notes: dict[str, list[Note]] = {}
    fields: dict[str, dict[str, str]] = {}
    furniture: list[str] = []
    current: str | None = None
    for index, line in enumerate(lines):
        code = _CODE.match(line.text)
        if code:
            source = next((other for other in lines[index + 1 : index + 4] if is_source_note(other.text)), None)
            hints = dict(hints_from_source_note(source.text).fields) if source else {}
            article = re.match(r"\[?\(?(?:Điều)\s+(\d+[a-zđ]?)", source.text) if source else None
            if source is None or article is None or "number" not in hints:
                furniture.append(line.text)
                current = None
                continue
            current = hints["number"]
            groups.setdefault(current, []).append(replace(line, text=f"Điều {article[1]}. {code[1]}"))
            known = fields.setdefault(current, {})
            for name, value in hints.items():
                known.setdefault(name, value)
        elif is_source_note(line.text) and current:
            last = groups[current][-1]
            groups[current][-1] = replace(last, marks=(*last.marks, Mark(len(last.text), "")))
            notes.setdefault(current, []).append(Note("", line.text.strip("[]"), line.place))
        elif current is None or _RELATED.match(line.text) or _is_grouping(lines, index):
            furniture.append(line.text)
        else:
            groups[current].append(line)
    return [
        Reading(
            "md",
            tuple(_in_order(groups[number])),
            tuple(notes.get(number, ())),
            tuple(furniture) if place == 0 else (),
            Hints("Bộ pháp điển", fields[number]),
            (codified_problem(),),
        )
        for place, number in enumerate(groups)
    ]


def _in_order(lines: Sequence[Line]) -> list[Line]:
    """Articles in the order of their own instrument; the codification sets them beside what they guide."""
    articles: list[tuple[tuple[int, str], list[Line]]] = []
    for line in lines:
        match = re.match(r"Điều\s+(\d+)([a-zđ]?)\.", line.text) if line.bold is not None or not articles or line.marks else None
        if match and (line.marks or not articles):
            articles.append(((int(match[1]), match[2]), [line]))
        elif articles:
            articles[-1][1].append(line)
    articles.sort(key=lambda item: item[0])
    return [line for _, group in articles for line in group]


def _is_grouping(lines: Sequence[Line], index: int) -> bool:
    """A heading of the codification above its articles, or the title on the line below it."""
    if _GROUPING.match(lines[index].text):
        return True
    return index > 0 and bool(_GROUPING.match(lines[index - 1].text)) and lines[index].text.isupper()
