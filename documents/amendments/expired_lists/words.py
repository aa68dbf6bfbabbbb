"""What a row is; rows of a list without its table: the cells one after the other, with heads and page numbers in between."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from documents.amendments.effect import Evidence
from documents.amendments.expired_lists.units import read_units
from documents.amendments.instruments import Named, name_at
from documents.messages import Message
from documents.model import Kind, Provision
from documents.text import fold
from documents.wording import unit_lists as units
from documents.wording.dates import DATE
from documents.wording.types import TYPE_NAME
from documents.wording.verbs import END_BEGINS, HALT

TYPE = rf"(?:Thông\s+tư\s+liên\s+(?:bộ|ngành|lịch)|Nghị\s+quyết\s+liên\s+tịch|{TYPE_NAME}|Sắc\s+lệnh|Công\s+văn|Thông\s+báo)"
TYPED = re.compile(rf"(?<!\w)(?P<type>{TYPE})\s+(?:số\s*:?\s*)?(?=\d)", re.IGNORECASE)
_TYPE_ONLY = re.compile(rf"\s*{TYPE}\s*", re.IGNORECASE)  # a cell of its own, before the name
_LABELS = {Kind.CHAPTER: "Chương ", Kind.ARTICLE: "Điều ", Kind.APPENDIX: "Phụ lục "}
_ROMAN_KINDS = (Kind.PART, Kind.SECTION, Kind.SUBSECTION, Kind.CLAUSE)

_PHRASES = "|".join(
    r"\s+".join(words.split())
    for words in (
        r"Tên loại(?: văn bản)?",
        r"Số,? ?(?:và )?ký hiệu(?: văn bản)?[;,]?(?: ?(?:ngày,? ?(?:tháng,? năm )?)ban hành(?: văn bản)?)?[;,]?",
        r"[;,]? ?[Nn]gày,? ?(?:tháng,? năm )?ban hành(?: văn bản)?[;,]?",
        r"[Tt]ên gọi(?: của)?(?: văn bản)?",
        r"/? ?[Tt]rích yếu(?: nội dung)?(?: của)?(?: văn bản)?",
        rf"(?:Tên )?[Vv]ăn bản(?: (?:hết|{HALT}) hiệu lực)?(?: (?:toàn bộ|một phần))?",
        rf"Nội dung,? ?(?:quy định)?(?: (?:hết|{HALT}) hiệu lực)?(?:, {HALT} hiệu lực)?",
        r"Quy định hết hiệu lực",
        rf"Lý do(?: (?:hết|{HALT}) hiệu lực)?(?:, {HALT} hiệu lực)?",
        rf"(?:Ngày|Thời điểm)(?: (?:hết|{HALT}) hiệu lực)(?:, {HALT} hiệu lực)?",
    )
)
_HEAD = re.compile(rf"(?:(?<!\S)\d{{1,4}}\s+){{0,3}}(?<!\w)(?:STT|TT|Số\s+TT)(?:\s+(?:{_PHRASES}))+(?!\w)(?:\s+\(\d\)){{0,8}}")
_BREAK = "\ue001"
_UPPER = r"[A-ZĐÀ-ÝĂĨŨƠƯẠ-Ỹ]"
_HEADING = re.compile(
    rf"(?<!\S)(?:(?:[IVXLC]{{1,6}}|[A-HĐ]|\d{{1,2}})\s?[.)/-]\s+)?(?P<words>(?:(?:{_UPPER}{{2,}}|[-–&])(?:[,;:()]|\s|$)+){{2,}})"
)
_COUNTED = re.compile(rf"(?<![\w/.])(?P<n>\d{{1,4}})[.)]?\s+(?={TYPE}\s|(?:Chương|Điều|Khoản|Điểm|Mẫu|Phụ\s+lục)\s|-\s)")
_UNIT_BEFORE = re.compile(r"(?:khoản|điều|điểm|mục|lục|số|chương|ngày|tháng|và|đến|từ|mẫu|,)\s*$", re.IGNORECASE)
_TOTAL = re.compile(r"\s*Tổng\s+(?:số|cộng)\b[^\n]*$")
_REASON = re.compile(
    rf"(?<!\w)(?:Đã\s+(?:được|bị)|Được|Bị|Do|{END_BEGINS}|Hết\s+(?:thời\s+hạn|hiệu\s+lực)|Không\s+còn|Đối\s+tượng|Văn\s+bản\s+được)(?!\w)"
)
_UNIT = re.compile(r"(?<!\w)(?:-\s+)?(?:Các\s+)?(?:Điều|Khoản|Điểm|Mẫu|Phụ\s+lục|Chương|Mục|khoản|điểm)(?=:?\s+[\w(“\"]|\s*$)")
_DASHED = re.compile(
    r"\s-\s+(?=(?:Các|Điều|Khoản|Điểm|Mẫu|Biểu|Phụ|Chương|Mục|Tên|Thay|Cụm|Từ|Bỏ|Bãi|Sửa|Một|Nội\s+dung|Quy\s+định)(?!\w))"
)
_LEADS = re.compile(r"(?:đổi|sung|tại|của|và|bỏ|hành|theo|định|,)\s*$")
_OWNER = re.compile(rf"(?:của\s+)?{TYPE}\s+(?!này)")
_OWNER_NEAR = re.compile(rf"\s(?:của\s+)?{TYPE}\s")
_CELL_DAY = re.compile(DATE.pattern, re.IGNORECASE)
_OF_DAY = re.compile(r"(?:ngày|Ngày|từ|,)\s*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """What the headings above a row say.

    :param whole: the texts ended as a whole (True) or in part (False), None where nothing says it
    :param halted: they were suspended (True) or ended (False)
    :param listed: False below a heading of texts that are in force, or that are to be amended
    """

    whole: bool | None = None
    halted: bool | None = None
    listed: bool = True
    sector: str | None = None

    def below(self, words: str) -> "Heading":
        """What holds below another heading."""
        said = " ".join(fold(words).split())
        ends, halts = "het hieu luc" in said or "bai bo" in said, "ngung hieu luc" in said
        whole, part = "toan bo" in said, "mot phan" in said
        if not (ends or halts):
            if "con hieu luc" in said or (
                "van ban" in said and ("sua doi" in said or "thay the" in said or "ban hanh moi" in said)
            ):
                return Heading(listed=False)
            return replace(self, sector=" ".join(words.split())) if said else self
        both = self.whole if whole else None
        return Heading(whole=whole if whole != part else both, halted=halts if halts != ends else None)


@dataclass(frozen=True, slots=True)
class Row:
    """One text of a list.

    :param target: its type, number, date and title as written, as they are broken into lines
    :param content: what of it has ceased to have effect, None where the list has no such column
    """

    heading: Heading
    target: str
    content: str | None
    reason: str
    day: str
    evidence: Evidence
    doubt: Message | None = None
    note: str = ""


def first_number(text: str) -> Named | None:
    """The first instrument that is named with its number."""
    for found in TYPED.finditer(text):
        words = text[found.start() :]
        if "lịch" in found["type"]:
            words = words.replace("liên lịch", "liên tịch", 1)
        named = name_at(words, 0, len(words))
        if named is not None and named.number:
            return replace(named, start=found.start(), end=found.start() + named.end, skip=found.start() + named.end)
    return None


def head_lines(text: str) -> Iterator[str]:
    """The lines that say which texts are listed below."""
    for line in text.split("\n"):
        said = fold(line)
        if len(line) < 400 and ("hieu luc" in said or "sua doi, bo sung" in said) and "kem theo" not in said and "stt" not in said:
            yield line


class _Flow:
    """The words of a list in one piece, and which provision each comes from."""

    def __init__(self, root: Provision) -> None:
        self.parts: list[tuple[int, str, str, int]] = []  # start, path, field, offset
        pieces: list[str] = []
        at = 0
        for node in root.walk():
            if node.kind is Kind.TABLE:
                continue
            label = _LABELS.get(node.kind, "") + (f"{node.number} " if node.number and node.kind in _LABELS else "")
            if node.kind in _ROMAN_KINDS and node.number:
                label = f"{node.number}. "
            for name, words in (("heading", label + (node.heading or "")), ("text", node.text), ("tail", node.tail)):
                if not words or (node is root and name == "heading"):
                    continue
                self.parts.append((at + (len(label) if name == "heading" else 0), node.path, name, 0))
                glue = " " if name == "heading" and node.kind is Kind.CLAUSE else "\n"
                pieces.append(words + glue)
                at += len(words) + 1
        self.text = "".join(pieces)

    def evidence(self, start: int, end: int) -> Evidence:
        """The words of a row, as far as they stand in the provision in which it begins."""
        while start < end and not self.text[start].strip(f" \n{_BREAK}"):
            start += 1
        place = max(0, bisect_right(self.parts, start, key=lambda part: part[0]) - 1)
        first, path, name, _ = self.parts[place]
        stop = self.parts[place + 1][0] - 1 if place + 1 < len(self.parts) else len(self.text)
        words = self.text[start : min(end, stop)].rstrip()
        return Evidence(path, max(0, start - first), max(0, start - first) + len(words), words, name)


def read_words(root: Provision, above: Heading) -> Iterator[Row]:
    """The rows of a list that is no table."""
    flow = _Flow(root)
    text = _HEAD.sub(lambda head: _BREAK + " " * (len(head.group()) - 1), flow.text)
    headings = [(found.start(), found.end(), found["words"]) for found in _HEADING.finditer(text) if _is_heading(found["words"])]
    edges = [*headings, (len(text), len(text), "")]
    heading = above
    expected = 1
    at = 0
    for start, end, words in edges:
        starts, expected = _starts(text, at, start, expected)
        for place, first in enumerate(starts):
            stop = starts[place + 1] if place + 1 < len(starts) else start
            row = _row(text, first, stop, heading, flow)
            if row is not None and heading.listed:
                yield row
        # A heading that goes on in small letters or on the next line says what it says there too.
        line = text.find("\n", end)
        rest = text[end : line if 0 <= line - end < 200 else end]
        heading = heading.below(words + " " + rest if "hieu luc" not in fold(words) and "hieu luc" in fold(rest) else words)
        at = end


def _is_heading(words: str) -> bool:
    letters = [word for word in re.findall(r"\w+", words) if len(word) > 1 and not re.fullmatch(r"[IVXLC]+", word)]
    return len(letters) >= 3 or (letters[:1] or [""])[0] in ("LĨNH", "VĂN", "DANH")


def _starts(text: str, start: int, end: int, expected: int) -> tuple[list[int], int]:
    """Where rows begin: at their counts."""
    found: list[int] = []
    for mark in _COUNTED.finditer(text, start, end):
        count = int(mark["n"])
        if count not in (expected, 1) or _UNIT_BEFORE.search(text[max(start, mark.start() - 12) : mark.start()]):
            continue
        if count == 1 and expected != 1 and not _after_break(text, mark.start(), start):
            continue
        found.append(mark.end())
        expected = count + 1
    return found, expected


def _after_break(text: str, at: int, start: int) -> bool:
    before = text[start:at].strip()
    return not before or before.endswith(_BREAK) or at == start or text[at - 1] == "\n"


def _row(text: str, start: int, end: int, heading: Heading, flow: _Flow) -> Row | None:
    words = _TOTAL.sub("", text[start:end].rstrip())
    named = first_number(words)
    if named is None:
        return None
    first, *rests = words.split(_BREAK)
    rest = "\n".join(rests)
    if len(first) <= named.end:
        first, rest = words.replace(_BREAK, " "), ""
    reason = _REASON.search(first, named.end)
    at = reason.start() if reason else len(first)
    middle, behind = first[named.start : at], first[at:]
    days = [found for found in _CELL_DAY.finditer(behind) if not _OF_DAY.search(behind[: found.start()])]
    day = days[-1].group() if days else ""
    reason_words = behind[: days[-1].start()] if days else behind
    doubt: Message | None = None
    if len({" ".join(found.group().split()) for found in days}) > 1 and behind[days[-1].end() :].strip():
        doubt = Message.of("doubt.listed_day_unclear")
    content: str | None = None
    if heading.whole is not True:
        content, middle = _content(first[: named.start], middle, rest)
        if content is None and heading.whole is False:
            content = ""
    evidence = flow.evidence(start, start + len(words))
    return Row(heading, middle, content, " ".join(reason_words.split()), day, evidence=evidence, doubt=doubt)


def _content(before: str, middle: str, rest: str) -> tuple[str | None, str]:
    if before.strip() and not _TYPE_ONLY.fullmatch(before):
        return before, middle
    start = next((found.start() for found in _UNIT.finditer(middle) if _begins_cell(middle, found)), None)
    dashed = _DASHED.search(middle)
    best = min((at for at in (start, dashed.start() if dashed else None) if at is not None), default=None)
    if best is None:
        return None, middle
    return middle[best:] + _goes_on(rest, middle[best:]), middle[:best]


def _begins_cell(text: str, found: re.Match[str]) -> bool:
    """Whether a unit begins a cell: in a title it stands behind "của", "tại" or the like, or before the text that it is of."""
    word = units.WORD.search(text, found.start())
    at = found.start()
    if word is None or units.read_item(text, word.start()) is None or _of_another(text, at):
        return False
    return "\n" in text[max(0, at - 1) : at] or not (text[word.start()].islower() or _LEADS.search(text, 0, at))


def _of_another(text: str, at: int) -> bool:
    """Whether a unit is one that the title of the text names: "sửa đổi khoản 2 Điều 5 của Nghị định …"."""
    end = at
    while item := units.read_item(text, end):
        end = item.end + len(text[item.end :]) - len(text[item.end :].lstrip())
    if end > at and _OWNER.match(text, end):
        return True
    return _LEADS.search(text, 0, at) is not None and _OWNER_NEAR.search(text[at : at + 120]) is not None


def _goes_on(rest: str, content: str) -> str:
    open_end = content.rstrip()[-1:] in (",", ";", "-") or read_units(content)[1] != ""
    found = _UNIT.search(rest)
    if found is None or (not open_end and _of_another(rest, found.start())):
        return ""
    words = rest[found.start() :]
    best = ""
    for end in (match.end() for match in re.finditer(r"[\w)”\"]+[;.]?", words)):
        if end > 1500:
            break
        units_, left = read_units(words[:end])
        if units_ and not left:
            best = words[:end]
    if not open_end and not best:
        return ""
    quoted = re.match(r"[^\n]*?”[^\n]*?(?=\s-\s|\n)", rest)
    lead = rest[: found.start()] if quoted and quoted.end() > found.start() else ""
    return f"\n- {lead}{words}" if lead else f" {best}"
