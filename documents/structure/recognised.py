"""How far the words of a provision can be relied on, where its lines were read from a picture."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from documents.model import Kind, Line, Provision, RecognisedLine, Recognition, Segment
from documents.wording.numbers import roman_value

Span = tuple[int, int]
_TELLING = 8  # letters of a heading that stand in a line
_GROUPS = (Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.SUBSECTION)


def recognition_of(text: str, places: Sequence[Segment]) -> Recognition | None:
    """What the recognition of its lines says of a text; None where none of them was recognised.

    A line may have lost its beginning (a number) or its end (another provision) on the way.
    """
    seen = [(one.place.recognised.recognition, one.end - one.start) for one in places if one.place.recognised is not None]
    if not (size := sum(length for _, length in seen)):
        return None
    doubtful = {span: proposed for span, proposed, _, _ in _doubts(text, places)}
    spans = sorted(doubtful)
    sure = sum(line.confidence * length for line, length in seen) / size
    return Recognition(round(sure, 3), tuple(spans), tuple(doubtful[span] for span in spans))


def _doubts(text: str, places: Sequence[Segment]) -> Iterator[tuple[Span, str | None, RecognisedLine, Span]]:
    """The doubtful words of a text: where they stand, what they may be, the line that they were read in, and where in it."""
    for segment in places:
        line = segment.place.recognised
        if line is None:
            continue
        at = " ".join(line.text.split()).rfind(text[segment.start : segment.end])
        for span, proposed in zip(line.recognition.doubtful, line.recognition.proposed, strict=True):
            first, last = max(span[0] - at + segment.start, segment.start), min(span[1] - at + segment.start, segment.end)
            if at >= 0 and first < last:
                yield (first, last), proposed, line, span


def doubted_places(roots: Sequence[Provision], lines: Sequence[Line]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The numbers that may be wrong, and the headings' other words, by their provision's path or, where that is open, the page.

    No doubt is lost: what stands in a label, a heading, a tail, a cell or the head of a text is in the recognition of no text.
    """
    numbers: dict[str, list[str]] = {}
    headings: dict[str, list[str]] = {}
    nodes = [node for root in roots for node in root.walk()]
    marked: dict[int, set[Span]] = {}
    for _, _, line, span in (doubt for node in nodes for doubt in _doubts(node.text, node.text_map)):
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


_NUMBER = re.compile(r"\d|(?:Điều|[Kk]hoản|Chương|Mục|Phần|ngày|tháng|năm|số) $")
_COUNTED = re.compile(r" (?:ngày|tháng|năm|giờ|đồng|triệu|tỷ|%|lần)\b")


def doubtful_numbers(text: str, recognition: Recognition) -> list[str]:
    """The words of a text that may be wrong and are numbers, or stand where a number stands."""
    found = []
    for start, end in recognition.doubtful:
        word = text[start:end].strip(".,;:()")
        alone = len(word) == 1 and _COUNTED.match(text[end : end + 7])  # “đầu tư ngày” is no number of days
        follows = 0 < len(word) <= 2 and _NUMBER.search(text[max(0, start - 7) : start])
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
        step = _value(node.number) - _value(before.number)
        if step not in (0, 1) or node.number == before.number:  # Chương IIa follows Chương II
            yield node, before.number


def _value(number: str) -> int:
    if plain := re.match(r"\d{1,4}|[IVXLC]+", number):
        return int(plain[0]) if plain[0].isdigit() else roman_value(plain[0])
    return 0
