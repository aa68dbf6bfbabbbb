"""How far the words of a provision can be relied on, where its lines were read from a picture."""

import re
from collections.abc import Iterator, Sequence

from documents.model import Kind, Provision, Recognition, Segment
from documents.wording.numbers import roman_value

_GROUPS = (Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.SUBSECTION)


def recognition_of(text: str, places: Sequence[Segment]) -> Recognition | None:
    """What the recognition of its lines says of a text; None where none of them was recognised.

    A line may have lost its beginning (a number) or its end (another provision) on the way.

    :param places: where the characters of the text came from
    """
    sure, size = 0.0, 0
    doubtful: dict[tuple[int, int], str | None] = {}
    for segment in places:
        line = segment.place.recognised
        if line is None:
            continue
        length = segment.end - segment.start
        sure, size = sure + line.recognition.confidence * length, size + length
        words = " ".join(line.text.split())
        moved = segment.start - max(words.rfind(text[segment.start : segment.end]), 0)
        for (start, end), proposed in zip(line.recognition.doubtful, line.recognition.proposed, strict=True):
            first, last = max(start + moved, segment.start), min(end + moved, segment.end)
            if first < last:
                doubtful[first, last] = proposed
    if not size:
        return None
    spans = sorted(doubtful)
    return Recognition(round(sure / size, 3), tuple(spans), tuple(doubtful[span] for span in spans))


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
    plain = re.match(r"\d{1,4}|[IVXLC]+", number)
    return 0 if plain is None else int(plain[0]) if plain[0].isdigit() else roman_value(plain[0])
