"""Name what a finished tree has lost, whoever read it: articles, clauses and points that its words have and its structure has not.

A handful of problems of a kind is told in words, the others are counted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from documents.messages import Message
from documents.model import Kind, Line, Problem, ProblemCode, Provision, Recognition
from documents.structure.builder import Span, doubts
from documents.structure.lost_articles import Lost, Unit, introduction, lost_articles, pieces
from documents.wording.numbers import POINT_LETTERS, in_runs, roman_value

_ORDER = {letter: order for order, letter in enumerate(POINT_LETTERS, start=1)} | {"f": 6, "j": 9, "w": 22, "z": 23}
_NUMBER = re.compile(r"(\d{1,3})[a-zđ]?")
_MOST_MISSING = 20  # a larger step is another kind of number
_TELLING = 8  # letters of a heading that stand in a line
_GROUPS = (Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.SUBSECTION)
_MOST, _MOST_RUNS, _WORDS, _FIRST = 8, 12, 60, 3


class LostLabel(NamedTuple):
    """A label that should be there.

    :param before: the label that comes after those that are missing; None where they should be the last
    :param words: the line that it stands in; None where it is nowhere
    """

    path: str
    kind: Kind
    numbers: tuple[str, ...]
    before: str | None
    words: str | None


def _in_article(article: Provision) -> list[LostLabel]:
    found = [lost for parent in article.walk() if parent.children for lost in _in_children(parent)]
    if not found:
        return found
    unit = Unit(pieces(article))
    if min(introduction(unit), unit.opened) < len(unit.lines):  # what follows may be the clauses of another instrument
        return []
    quoted = {words for words, inside in zip(unit.lines, unit.quoted, strict=True) if inside}
    return [lost for lost in found if lost.words is None or lost.words not in quoted]


def _in_children(parent: Provision) -> Iterator[LostLabel]:
    for kind in (Kind.CLAUSE, Kind.POINT):
        children = [child for child in parent.children if child.kind is kind]
        if children and children[0].number and "." not in children[0].number:
            yield from _in_sequence(parent, kind, children)


def _in_sequence(parent: Provision, kind: Kind, children: Sequence[Provision]) -> Iterator[LostLabel]:
    letters = kind is Kind.POINT and not children[0].number[:1].isdigit()  # type: ignore[index]
    last, owner = 0, parent
    known = {child.number for child in children}
    for child in children:
        value = _value(child.number, letters)
        if value is None:
            return
        if last + 1 < value <= last + _MOST_MISSING:
            numbers = tuple(label for number in range(last + 1, value) if (label := _label(number, letters)) not in known)
            words = _holding(_words(parent, owner), numbers[0], last, letters) if numbers else None
            if words or numbers not in ((), ("đ",)):  # many texts have no đ
                yield LostLabel(child.path if words is None else owner.path, kind, numbers, child.number, words)
        last, owner = value, child
    following = _label(last + 1, letters)
    words = _holding((*_words(parent, owner), parent.tail), following, last, letters) if following else None
    if words:
        yield LostLabel(owner.path, kind, (following,), None, words)


def _value(number: str | None, letters: bool) -> int | None:
    if letters:
        return _ORDER.get((number or "")[:1])
    found = _NUMBER.fullmatch(number or "")
    return int(found[1]) if found else None


def _label(value: int, letters: bool) -> str:
    if not letters:
        return str(value)
    return POINT_LETTERS[value - 1] if value <= len(POINT_LETTERS) else ""


def _words(parent: Provision, owner: Provision) -> Iterator[str]:
    if owner is parent:
        yield parent.text
        return
    for node in owner.walk():
        yield node.text
        yield node.tail


def _holding(texts: Iterable[str], label: str, last: int, letters: bool) -> str | None:
    """The line that holds the next label: at its start, or behind the end of a sentence."""
    for words in texts:
        if f"{label})" not in words and (letters or f"{label}." not in words):
            continue
        sign, before = r"\)" if letters else r"[.)]", _label(last, letters)
        if last and re.search(rf"(?:^|[\s;.:]){before}{sign}\s", words):
            continue  # a list of its own in the text
        found = re.search(rf"(?:^|\n|[.;:”]\s+){label}\s?{sign}\s*(?=[^\W\d_])", words)
        if found is not None and (letters or words[found.end()].isupper()):
            start = words.rfind("\n", 0, found.end()) + 1
            if words.count("“", start, found.start()) <= words.count("”", start, found.start()):
                return words[start:].split("\n", 1)[0]
    return None


def audit(roots: Sequence[Provision], lines: Sequence[Line] = ()) -> list[Problem]:
    """The problems ``unlisted_article``, ``unlisted_clause`` and ``missing_clause`` of a tree, and those of recognised words.

    :param lines: what it was made of
    """
    lost = [(path, list(group)) for path, group in groupby(lost_articles(roots), key=lambda article: article.path)]
    labels = [
        lost for root in roots if root.kind is not Kind.APPENDIX for article in root.articles() for lost in _in_article(article)
    ]
    return [
        *_bounded(ProblemCode.UNLISTED_ARTICLE, [_unlisted(path, group) for path, group in lost]),
        *_bounded(ProblemCode.UNLISTED_CLAUSE, [_in_words(lost) for lost in labels if lost.words is not None]),
        *_recognised(roots, lines),
        *_bounded(ProblemCode.MISSING_CLAUSE, [_missing(lost) for lost in labels if lost.words is None]),
    ]


def _recognised(roots: Sequence[Provision], lines: Sequence[Line]) -> Iterator[Problem]:
    if not any(line.place.recognised for line in lines):
        return
    numbers, headings = doubted_places(roots, lines)
    wrong = [
        (place, Message.of("problem.doubtful_numbers", words=_quoted(found), count=len(found))) for place, found in numbers.items()
    ]
    unsure = [
        (place, Message.of("problem.doubtful_heading", words=_quoted(found), count=len(found))) for place, found in headings.items()
    ]
    yield from _bounded(ProblemCode.DOUBTFUL_NUMBER, wrong)
    yield from _bounded(ProblemCode.DOUBTFUL_HEADING, unsure)
    nodes = [node for root in roots for node in root.walk()]
    broken = [
        (node.path, Message.of("problem.broken_sequence", number=node.number or "", before=before))
        for siblings in (roots, *(node.children for node in nodes))
        for node, before in broken_sequences(siblings)
    ]
    yield from _bounded(ProblemCode.DOUBTFUL_NUMBER, broken)


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words[:_FIRST])


def _bounded(code: ProblemCode, found: Sequence[tuple[str, Message]]) -> Iterator[Problem]:
    yield from (Problem(code, message, path) for path, message in found[:_MOST])
    if len(found) > _MOST:
        yield Problem(code, Message.of("problem.more_places_like_this", count=len(found) - _MOST), found[_MOST][0])


def _unlisted(path: str, lost: Sequence[Lost]) -> tuple[str, Message]:
    words = lost[0].words[:_WORDS]
    if len(lost) == 1:
        return path, Message.of("problem.unlisted_article", words=words)
    numbers = in_runs((found.number for found in lost), _MOST_RUNS)
    return path, Message.of("problem.unlisted_articles", words=words, count=len(lost), numbers=numbers)


def _in_words(lost: LostLabel) -> tuple[str, Message]:
    words = _around(lost.words or "", lost.numbers[0])
    if lost.kind is Kind.CLAUSE:
        return lost.path, Message.of("problem.unlisted_clause", number=lost.numbers[0], words=words)
    return lost.path, Message.of("problem.unlisted_point", number=lost.numbers[0], words=words)


def _around(line: str, label: str) -> str:
    found = re.search(rf"(?<!\w){label}\s?[.)]", line)
    start = found.start() if found else 0
    return line[start : start + _WORDS]


def _missing(lost: LostLabel) -> tuple[str, Message]:
    names = lost.numbers[0] if len(lost.numbers) == 1 else f"{lost.numbers[0]}–{lost.numbers[-1]}"
    if lost.kind is Kind.CLAUSE:
        return lost.path, Message.of("problem.missing_clause", number=names, before=str(lost.before))
    return lost.path, Message.of("problem.missing_point", number=names, before=str(lost.before))


def doubted_places(roots: Sequence[Provision], lines: Sequence[Line]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The numbers that may be wrong, and the headings' other words, by their provision's path or, where that is open, the page.

    No doubt is lost: what stands in a label, a heading, a tail, a cell or the head of a text is in the recognition of no text.
    """
    numbers: dict[str, list[str]] = {}
    headings: dict[str, list[str]] = {}
    nodes = [node for root in roots for node in root.walk()]
    marked: dict[int, set[Span]] = {}
    for _, _, line, span in (doubt for node in nodes for doubt in doubts(node.text, node.text_map)):
        marked.setdefault(id(line), set()).add(span)
    owners = _owners(nodes)
    titles: dict[int | None, list[Provision]] = {}
    for node in (node for node in nodes if node.heading):
        titles.setdefault(node.page, []).append(node)
    for row in lines:
        if (seen := row.place.recognised) is None:
            continue
        left = [span for span in seen.recognition.doubtful if span not in marked.get(id(seen), ())]
        if not left:
            continue
        title = next((node for node in titles.get(row.place.page, ()) if _is_of_heading(seen.text, node.heading or "")), None)
        where = title.path if title else owners.get(id(seen), f"trang {row.place.page}")
        if found := doubtful_numbers(seen.text, replace(seen.recognition, doubtful=tuple(left))):
            numbers.setdefault(where, []).extend(found)
        elif title:
            headings.setdefault(where, []).extend(seen.text[start:end] for start, end in left)
    for node in nodes:  # last, as the text of these shows them, too
        if node.ocr and (found := doubtful_numbers(node.text, node.ocr)):
            numbers.setdefault(node.path, []).extend(found)
    return numbers, headings


def _owners(nodes: Iterable[Provision]) -> dict[int, str]:
    """The paths of provisions, by the lines that stand in them first."""
    owners: dict[int, str] = {}
    for node in nodes:
        tables = (node.table.place,) if node.table else ()
        for place in (*tables, *(segment.place for segment in (*node.text_map, *node.tail_map))):
            owners.setdefault(id(place.recognised), node.path)
    return owners


def _is_of_heading(line: str, heading: str) -> bool:
    starts = [0, *(at + 1 for at, letter in enumerate(line) if letter == " ")]
    return heading in line or line in heading or any(heading.startswith(line[at:]) for at in starts if len(line) - at >= _TELLING)


_BEFORE_NUMBER = re.compile(r"\d|(?:Điều|[Kk]hoản|Chương|Mục|Phần|ngày|tháng|năm|số) $")
_COUNTED = re.compile(r" (?:ngày|tháng|năm|giờ|đồng|triệu|tỷ|%|lần)\b")


def doubtful_numbers(text: str, recognition: Recognition) -> list[str]:
    """The words of a text that may be wrong and are numbers, or stand where a number stands."""
    found = []
    for start, end in recognition.doubtful:
        word = text[start:end].strip(".,;:()")
        alone = len(word) == 1 and _COUNTED.match(text[end : end + 7])  # “đầu tư ngày” is no number of days
        follows = 0 < len(word) <= 2 and _BEFORE_NUMBER.search(text[max(0, start - 7) : start])
        if any(map(str.isdigit, word)) or alone or follows:
            found.append(word)
    return found


def broken_sequences(siblings: Sequence[Provision]) -> Iterator[tuple[Provision, str]]:
    """Chapters, sections and parts whose number does not follow, each with the number before it."""
    last: dict[Kind, Provision] = {}
    for node in siblings:
        if node.kind not in _GROUPS or node.number is None:
            continue
        before, last[node.kind] = last.get(node.kind), node
        if before is None or before.number is None:  # the pages may begin in the middle
            continue
        step = _level_value(node.number) - _level_value(before.number)
        if step not in (0, 1) or node.number == before.number:  # Chương IIa follows Chương II
            yield node, before.number


def _level_value(number: str) -> int:
    if plain := re.match(r"\d{1,4}|[IVXLC]+", number):
        return int(plain[0]) if plain[0].isdigit() else roman_value(plain[0])
    return 0
