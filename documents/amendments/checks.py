"""Whether quoted new text is what its order promises: the labels, nothing of the next item, nothing left out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from documents.amendments.effect import Part
from documents.amendments.places import Place
from documents.messages import Message
from documents.model import Kind
from documents.structure.headings import article_heading, group_heading
from documents.wording.numbers import POINT_LETTERS, legible, number_order, same_number
from documents.wording.unit_lists import GROUPING, Level
from documents.wording.verbs import CHANGE, CHANGE_BEGINS

_ARTICLE = re.compile(r"[ĐÐ](?:iều|IỀU)\s+(?P<number>\d{1,4}\s?[a-zđ]{0,2}\d?)\s*(?:[.:,–-]\s*|\s+|$)")
_LABELS = (
    (Level.CLAUSE, re.compile(r"(?P<number>\d{1,3}[a-zđ]?\d?)\s?(?:[.)]\s+|\.(?=[A-ZĐÀ-Ỵ]))")),
    (Level.POINT, re.compile(r"(?P<number>[a-zđ]{1,2}\d{0,2})\s?[.)]\s*(?=\S)")),
    (Level.APPENDIX, re.compile(r"(?:Phụ lục|PHỤ LỤC)\s+(?:số\s+)?(?P<number>[IVXLC]+[a-z]?|\d{1,3}[a-zđ]?|[A-Z])(?!\w)[.:]?\s*")),
    (Level.FORM, re.compile(r"(?:Mẫu|MẪU)\s+(?:số\s*:?\s*)?(?P<number>[0-9A-ZĐ][0-9A-Za-zĐđ./-]*)[.:]?\s*")),
)
GROUP_RANKS = {Kind.PART: Level.PART, Kind.CHAPTER: Level.CHAPTER, Kind.SECTION: Level.SECTION, Kind.SUBSECTION: Level.SUBSECTION}
_CHECKED = (Level.POINT, Level.CLAUSE, Level.ARTICLE, *GROUPING)
_ALONE = re.compile(r"(?:\d{1,3}[a-zđ]?\d?\s?[.)]|[a-zđ]\d?\s?\))\s*")
_ONLY_DOTS = re.compile(r"[\s.…]*(?:…|\.\s?\.)[\s.…;]*")
_ORDERS = re.compile(
    rf"(?:\d{{1,3}}[a-zđ]?[.)]|[a-zđ]\)|Điều \d+\.?)?\s*(?:{CHANGE_BEGINS}|Thay|Bỏ|Sửa)\b(?=[^\n]*"
    r"(?:(?:khoản|điểm|Điều|điều|Phụ lục|Chương|Mục|đoạn)\s+[\dIVXa-zđ]|cụm từ))[^\n]*"
    r"(?:như sau\s*[:.]?|[“\"][^\n]*|(?:khoản|Điều|điều)\s+\d+[a-zđ]?(?:[^\n]{0,80}số\s+\d[^\n]*)?[;.])\s*$"
)
_PASSIVE = re.compile(rf"\d{{1,3}}[.)]\s+(?:Điều|Khoản|Điểm|Chương|Mục)\s[^\n]{{1,160}}được\s+{CHANGE}[^\n]*như sau\s*:?\s*$")
_ROMAN = re.compile(r"i{1,3}|iv|vi{0,3}|ix|x")
_SENTENCE_ENDS = r"(?<=[.;:!?”\"…])"
_CLAUSE_INSIDE = re.compile(rf"{_SENTENCE_ENDS}\s+\d{{1,2}}[a-zđ]?\.\s+(?=[A-ZĐÀ-Ỹ])")


@dataclass(frozen=True, slots=True)
class Label:
    """The number at the head of a paragraph."""

    rank: Level
    number: str
    end: int


def label(paragraph: str) -> Label | None:
    """The article, clause, point, chapter … that a paragraph begins."""
    paragraph = legible(paragraph)
    if found := _ARTICLE.match(paragraph):
        return Label(Level.ARTICLE, found["number"].replace(" ", ""), found.end())
    if (group := group_heading(paragraph)) is not None:
        return Label(GROUP_RANKS[group.kind], group.number, group.start)
    labels = ((rank, pattern.match(paragraph)) for rank, pattern in _LABELS)
    return next((Label(rank, found["number"], found.end()) for rank, found in labels if found), None)


def is_label_of(found: Label | None, place: Place) -> bool:
    """Whether a label is that of a place."""
    if found is None or found.rank is not place.rank or place.number is None:
        return False
    return same_number(found.number, place.number)


def joined_labels(paragraphs: Sequence[str]) -> list[str]:
    """Paragraphs in which a label that stands alone on its line is joined with the line that it labels ("“1.⏎Người nào…")."""
    joined: list[str] = []
    held = ""
    for paragraph in paragraphs:
        if held:
            paragraph, held = f"{held} {paragraph}", ""
        elif _ALONE.fullmatch(paragraph):
            held = paragraph.strip()
            continue
        joined.append(paragraph)
    return [*joined, held] if held else joined


def flaw(lines: Sequence[str], place: Place) -> Message | None:
    """Why new text cannot be taken for what its order promises; None where nothing speaks against it.

    :param lines: its paragraphs, with their labels
    """
    if not lines or place.rank not in _CHECKED:
        return None
    if any(_ORDERS.match(line) or _PASSIVE.match(line) for line in lines[1:]):
        return Message.of("doubt.order_inside")
    if place.part in (Part.HEADING, Part.TITLE):
        return _flaw_of_heading(lines, place)
    if place.part is not Part.WHOLE:
        return None
    first = label(lines[0])
    if not is_label_of(first, place):
        return Message.of("doubt.label_missing")
    if any(_is_placeholder(line) for line in lines):
        return Message.of("doubt.words_left_out")
    if place.rank in GROUPING:
        return None
    return _swallowed(lines) or _out_of_order(lines, place)


def _is_placeholder(line: str) -> bool:
    """Whether words are left out: "…" or "2. …"."""
    found = label(line)
    return _ONLY_DOTS.fullmatch(line[found.end :] if found is not None else line) is not None


def _flaw_of_heading(lines: Sequence[str], place: Place) -> Message | None:
    first = label(lines[0])
    body = place.rank is Level.ARTICLE and len(lines) > 1  # the heading of an article is one line
    if body or (first is not None and first.rank <= Level.CLAUSE):
        return Message.of("doubt.label_in_heading")
    if first is not None and first.rank is place.rank and not is_label_of(first, place):
        return Message.of("doubt.other_article")
    if any((found := label(line)) is not None and found.rank <= Level.CLAUSE for line in lines[1:]):
        return Message.of("doubt.label_in_heading")
    return _in_heading(lines[0])


def _in_heading(line: str) -> Message | None:
    first = label(line)
    words = line[first.end :] if first is not None else line
    if re.search(r"\s1[.)]\s+(?=[A-ZĐÀ-Ỹ])", words) or re.search(r"\sa\)\s+(?=\S)", words):
        return Message.of("doubt.label_in_heading")
    return None


def _out_of_order(lines: Sequence[str], place: Place) -> Message | None:
    """Labels inside a provision follow one another from the first; at a gap a paragraph is missing, or not of this provision."""
    clause: str | None = None
    point: str | None = None
    for found in _labels(lines[1:]):
        if found.rank > Level.CLAUSE or found.rank >= place.rank:
            return Message.of("doubt.more_units") if found.rank < Level.ARTICLE else Message.of("doubt.larger_unit")
        if found.rank is Level.CLAUSE:
            if not follows(found.number, clause, "1"):
                return Message.of("doubt.labels_out_of_order", number=found.number)
            clause, point = found.number, None
        elif not (point is not None and _ROMAN.fullmatch(found.number) and not follows(found.number, point, "a")):
            if not follows(found.number, point, "a"):
                return Message.of("doubt.labels_out_of_order", number=found.number)
            point = found.number
    return None


def _labels(lines: Sequence[str]) -> Iterator[Label]:
    """The labels of paragraphs; a sentence that begins with "Điều 5 của Luật này" is none."""
    for line in lines:
        found = label(line)
        if found is None or found.rank in (Level.APPENDIX, Level.FORM):
            continue
        if found.rank is not Level.ARTICLE or heads_article(line):
            yield found


def heads_article(line: str) -> bool:
    """Whether a line that begins with "Điều 5" is the head of an article."""
    heading = article_heading(line)
    return heading is not None and heading.strong


def follows(number: str, before: str | None, first: str) -> bool:
    """Whether a number is the next after another: 1, 2, 2a, 2b, 3; a, b, c, d, đ, e (some leave out đ)."""
    if before is None:
        return same_number(number, first)
    if number.isdigit() and before[:1].isdigit():
        return number_order(number)[0] == number_order(before)[0] + 1
    if number[:1].isdigit() or before[:1].isdigit():
        return number_order(number)[0] == number_order(before)[0] and number_order(number) > number_order(before)
    if number[0] not in POINT_LETTERS or before[0] not in POINT_LETTERS:
        return False
    step = POINT_LETTERS.index(number[0]) - POINT_LETTERS.index(before[0])
    if len(number) > 1:
        return step == 0 and number_order(number) > number_order(before)
    return step == 1 or (step == 2 and before[0] == "d" and number[0] == "e")


def _swallowed(lines: Sequence[str]) -> Message | None:
    for line in lines:
        found = label(line)
        if found is None:
            continue
        words = line[found.end :]
        if found.rank is Level.ARTICLE and (doubt := _in_heading(line)):
            return doubt
        if found.rank is Level.CLAUSE and (
            _holds_clause(words, found.number) or re.search(rf"{_SENTENCE_ENDS}\s+a\)\s+(?=\S)", words)
        ):
            return Message.of("doubt.label_inside", number=found.number)
        if found.rank is Level.POINT and _holds_point(words, found.number):
            return Message.of("doubt.label_inside", number=found.number)
    return None


def _holds_clause(words: str, number: str) -> bool:
    digits = re.match(r"\d+", number)
    if digits is None:
        return False
    own = int(digits.group())
    return re.search(rf"{_SENTENCE_ENDS}\s+(?:{own + 1}|{own}[a-zđ])[.)]\s+(?=[A-ZĐÀ-Ỹ])", words) is not None


def _holds_point(words: str, number: str) -> bool:
    if _CLAUSE_INSIDE.search(words):
        return True
    following = next_number(number[0])
    return bool(following) and re.search(rf"{_SENTENCE_ENDS}\s+{following}\)\s+(?=\S)", words) is not None


def next_number(number: str) -> str:
    """The number that follows one without a letter behind it, or a letter; empty where none does."""
    if number.isdigit():
        return str(int(number) + 1)
    if number in POINT_LETTERS and number != POINT_LETTERS[-1]:
        return POINT_LETTERS[POINT_LETTERS.index(number) + 1]
    return ""
