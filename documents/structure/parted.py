"""Find the labels of clauses and points that have lost the line break before them.

A label in the middle of a paragraph counts only where it fills a gap: clause 1 holds "… 2. …" behind the end of a sentence, and
the next label is 3. Where several are missing all must be there, in their order.
"""

import re
from collections.abc import Iterator, Sequence

from documents.structure.outline import Role, Step
from documents.wording.numbers import LETTER_ORDER, POINT_LETTERS

_MOST_MISSING = 4
_SIGN = re.compile(r"\d{1,3}\s?([.)/-])")


def cuts(texts: Sequence[str], steps: Sequence[Step], quoted: Sequence[bool] | None) -> dict[int, list[int]]:
    """Where paragraphs have to be parted: the offsets in each, in their order.

    :param steps: the plan for the paragraphs
    :param quoted: which paragraphs are quoted new text
    """
    found: dict[int, list[int]] = {}
    for first, last, labels in _gaps(texts, steps):
        places = _find(texts, range(first, last), labels, steps, quoted)
        for place, at in places:
            found.setdefault(place, []).append(at)
    return found


def _gaps(texts: Sequence[str], steps: Sequence[Step]) -> Iterator[tuple[int, int, list[str]]]:
    """First and last paragraph of each gap, with patterns of the labels that are missing."""
    clause = point = -1  # the paragraphs of the open ones
    for place, step in enumerate(steps):
        if step.role is Role.CLAUSE:
            if clause >= 0:
                labels = _numbers(texts[clause], steps[clause].number, step.number)
                if labels:
                    yield clause, place, labels
            clause, point = place, -1
        elif step.role is Role.POINT:
            if point >= 0:
                labels = _letters(steps[point].number, step.number)
                if labels:
                    yield point, place, labels
            point = place


def _numbers(text: str, before: str, after: str) -> list[str]:
    sign = _SIGN.match(text)
    if sign is None or not before.isdecimal() or not after.isdecimal() or not 1 < int(after) - int(before) <= _MOST_MISSING:
        return []
    return [rf"{value}\s?{re.escape(sign[1])}\s*(?=[^\W\d_])" for value in range(int(before) + 1, int(after))]


def _letters(before: str, after: str) -> list[str]:
    if before not in POINT_LETTERS or after not in POINT_LETTERS or len(before) != 1 or len(after) != 1:
        return []
    if LETTER_ORDER[after] - LETTER_ORDER[before] < 2:
        return []
    missing = [letter for letter in POINT_LETTERS if LETTER_ORDER[before] < LETTER_ORDER[letter] < LETTER_ORDER[after]]
    return [rf"{letter}\s?\)\s*(?=\S)" for letter in missing] if len(missing) < _MOST_MISSING else []


def _find(
    texts: Sequence[str], places: range, labels: Sequence[str], steps: Sequence[Step], quoted: Sequence[bool] | None
) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    waiting = iter(labels)
    label = next(waiting, None)
    for place in places:
        at = steps[place].start
        while label is not None and not (quoted is not None and quoted[place]):
            there = re.compile(rf"(?<=[.;:”])\s+{label}").search(texts[place], at)
            if there is None or not _is_capital(label, texts[place], there.end()) or _is_quoted(texts[place], there.start()):
                break
            found.append((place, there.start()))
            at, label = there.end(), next(waiting, None)
    return found if label is None else []


def _is_capital(label: str, text: str, at: int) -> bool:
    """A clause begins with a capital letter, a point may not."""
    return not label[0].isdigit() or text[at : at + 1].isupper()


def _is_quoted(text: str, at: int) -> bool:
    return text.count("“", 0, at) > text.count("”", 0, at) or text.count('"', 0, at) % 2 == 1
