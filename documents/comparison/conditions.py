"""The conditions of a text, whole: when a rule applies, and when it does not."""

import re
from bisect import bisect_left

from documents.wording.types import TYPE_NAME

_BEGINS = re.compile(
    r"(?<!\w)(?:trừ (?:(?:các |những )?trường hợp|khi)|với điều kiện(?: là)?"
    r"|(?:trong |thuộc |đối với )?(?:các |những |một trong các )?trường hợp|nếu"
    r"|(?:(?:trước|sau|ngay|trong|chỉ) )?khi|đối với nơi|trên cơ sở|mà không (?:có|được sự|cần))(?!\w)"
    rf"(?!\s+(?:sau đây|sau:|khác|cần thiết|{TYPE_NAME} này))",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:tùy|tuỳ|tùy từng|tuỳ từng|tùy theo|về|của|cho|một số|từng|mỗi|theo|là|xác định|quy định|bao gồm|việc)\s+(?:các |những )?$",
    re.IGNORECASE,
)
"""Before a case that is only named, which says of no rule when it applies."""
_HARD = re.compile(r"[;:\n]|\.(?=\s|$)")
_OUTCOME = re.compile(r",?\s+thì(?!\w)|,\s+(?=mà(?!\w))", re.IGNORECASE)
_MODAL = re.compile(r"(?<!\w)(?:phải|có trách nhiệm|có quyền|được|không được|có nghĩa vụ|có thể|chịu)(?!\w)", re.IGNORECASE)
_COMMA = re.compile(r",(?!\d)")
_REACH = 600
_SHORTEST = 4
"""Letters behind the words that begin a condition, without which they begin none."""


def find_conditions(text: str) -> list[tuple[int, int]]:
    """Where the conditions of a text stand, each from the word that begins it, in order; none lies in another."""
    hard = [match.start() for match in _HARD.finditer(text)]
    found: list[tuple[int, int]] = []
    free = 0
    for match in _BEGINS.finditer(text):
        start = match.start()
        if start < free or (match[0].lower().endswith("trường hợp") and _NAMED.search(text[max(0, start - 20) : start])):
            continue
        place = bisect_left(hard, start)
        stop = min(hard[place] if place < len(hard) else len(text), start + _REACH)
        leads = not text[hard[place - 1] + 1 if place else 0 : start].strip(" ,-–.")
        end = _end(text, match.end(), stop, leads, exception=match[0].lower().startswith("trừ"))
        if end - match.end() >= _SHORTEST:
            found.append((start, end))
            free = end
    return found


def _end(text: str, behind: int, stop: int, leads: bool, exception: bool) -> int:
    """Where a condition ends that goes on behind its first words, in a clause that ends at ``stop``.

    :param leads: it begins the clause, so that the rule follows behind it
    """
    if exception and not leads:
        return stop
    outcome = _OUTCOME.search(text, behind, stop)
    if outcome:
        return outcome.start()
    if not leads:
        return stop
    commas = [match.start() for match in _COMMA.finditer(text, behind, stop)]
    modal = _MODAL.search(text, behind, stop)
    before = [comma for comma in commas if modal and comma < modal.start()]
    if commas:
        return before[-1] if before else commas[0]
    return modal.start() if modal else stop


def outcome_in(text: str, start: int, end: int) -> int | None:
    """Where in a sentence begins what follows of its first words."""
    match = _OUTCOME.search(text, start, end)
    return match.start() if match and match[0].strip(" ,").lower() == "thì" else None
