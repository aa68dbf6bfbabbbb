"""Changes of words inside a text, found whatever the spacing, quotation marks and tone marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from documents.amendments import grammar
from documents.amendments.effect import Position
from documents.amendments.grammar import Verb
from documents.text import unify_tone_marks

_TIGHT_BEFORE = ",.;:!?)]”»%"
_TIGHT_AFTER = "([“«"
_OFFICE = re.compile(
    r"(?:Ủy|Uỷ|Bộ|Chính|Quốc|Tòa|Toà|Viện|Hội|Nhà|Thủ|Luật|Nghị|Thông|Quyết|Việt|Phòng|Sở|Cục|Tổng|Chủ)\b|\S+\s+[A-ZĐ]"
)
_HEAD = re.compile(r"(?:^|[\n.;:?!]\s*|[“\"])$")
_JOINER = re.compile(
    r"(?:nhưng|và|hoặc|của|tại|cho|theo|bằng|ở|trong|từ|đến|là|được|bị|có|không|đã|đang|trừ|đối|về|với|do|khi|nếu|mà|để|thuộc|như)(?!\w)",
    re.IGNORECASE,
)
_CLOSES = re.compile(r"$|[.;:,\n]|(?:và|hoặc)(?!\w)")
_DASHES = "-–—‐‑"
_QUOTES = '“”"„‟'


def joined(left: str, right: str) -> str:
    """Two pieces of text, with a blank between them where law is printed with one."""
    if not left or not right:
        return left or right
    if right[0] in _TIGHT_BEFORE or left[-1] in _TIGHT_AFTER:
        return left + right
    return f"{left} {right}"


@dataclass(frozen=True, slots=True)
class Swap:
    """Words to be changed.

    :param old: words that go, empty where ``new`` is only to be put at the start or the end
    :param at_end: with ``old`` empty: put them at the end
    """

    old: str
    new: str
    at_end: bool = False


def swap(text: str, swaps: Sequence[Swap]) -> tuple[str, list[int]]:
    """Make changes of words in a text, all of them against the text as it was.

    Where two changes claim the same words, the longer one is made.

    :returns: the new text, and how often each change was made
    """
    plain = unify_tone_marks(text)
    edits: list[tuple[int, int, str, int]] = []
    for index, change in enumerate(swaps):
        if not change.old:
            if text:
                edits.append(_edge(text, change, index))
            continue
        edits.extend(_edit(found.start(), found.end(), change, index) for found in _pattern(change.old).finditer(plain))
        if change.old[:1].islower():
            # "Gây thiệt hại" at the head of a point or a sentence is listed as “gây thiệt hại”
            turned = Swap(_turned(change.old), _turned(change.new))
            heads = (
                found
                for found in _pattern(turned.old).finditer(plain)
                if _HEAD.search(plain, max(0, found.start() - 3), found.start())
            )
            edits.extend(_edit(found.start(), found.end(), turned, index) for found in heads)
    edits.sort(key=lambda edit: (edit[0] - edit[1], edit[0]))
    taken: list[tuple[int, int, str, int]] = []
    for edit in edits:
        if all(
            edit[1] <= other[0] or edit[0] >= other[1] or (edit[0] == edit[1] and edit[0] in (other[0], other[1]))
            for other in taken
        ):
            taken.append(edit)
    counts = [0] * len(swaps)
    for start, end, new, index in sorted(taken, key=lambda edit: (edit[0], edit[1]), reverse=True):
        text = _put(text, start, end, new)
        counts[index] += 1
    return text, counts


def _turned(words: str) -> str:
    return words[:1].upper() + words[1:]


def _edge(text: str, change: Swap, index: int) -> tuple[int, int, str, int]:
    if change.at_end:
        end = len(text.rstrip())
        stop = end - 1 if text[:end].endswith((";", ".")) and not change.new.endswith((";", ".")) else end
        return stop, stop, change.new, index
    word = re.match(r"\S*", text)
    first = word.group() if word else ""
    # "Để lấy lời khai" for "Lấy lời khai": what was the first word no longer is.
    plain = first[1:] == first[1:].lower() and _OFFICE.match(text) is None
    lowered = first[:1].lower() + first[1:] if plain else first
    return 0, len(first), joined(change.new, lowered) if change.new else first, index


def _edit(start: int, end: int, change: Swap, index: int) -> tuple[int, int, str, int]:
    """Words only added beside others are an edit between characters, so that two of them can stand beside the same words."""
    old, new = change.old, change.new
    if new != old and new.startswith(old):
        added = new[len(old) :].strip()
        return end, end, f", {added}" if _parallel(old, added) else added, index
    if new != old and new.endswith(old):
        added = new[: -len(old)].strip()
        return start, start, f"{added}," if _parallel(old, added) else added, index
    return start, end, new, index


def _parallel(old: str, added: str) -> bool:
    """Whether added words are one more of a list ("tàu biển", "tàu cá"), whose comma the order leaves out."""
    one, other = old.lower().split(), added.lower().split()
    if min(len(one), len(other)) < 2 or not (added[0] + added[-1]).isalpha():
        return False
    if _JOINER.match(added) or _JOINER.fullmatch(other[-1]):
        return False
    return one != other and (one[0] == other[0] or one[-2:] == other[-2:])


def _put(text: str, start: int, end: int, new: str) -> str:
    before, after = text[:start], text[end:]
    if not new:
        before, after = _without_stray_comma(before, text[start:end], after)
        if before.endswith((" ", "\n")) or not before:
            return before.rstrip(" ") + after.lstrip(" ") if after[:1] in tuple(_TIGHT_BEFORE) else before + after.lstrip(" ")
        return before + after
    if before and not before[-1].isspace() and before[-1] not in _TIGHT_AFTER and new[0] not in _TIGHT_BEFORE:
        before += " "
    elif before.endswith(" ") and new[0] in _TIGHT_BEFORE:
        before = before.rstrip(" ")
    if after and not after[0].isspace() and after[0] not in _TIGHT_BEFORE and new[-1] not in _TIGHT_AFTER and not new[-1].isspace():
        new += " "
    elif new.endswith(" ") and after[:1] == " ":
        new = new.rstrip(" ")
    return before + new + after


def _without_stray_comma(before: str, gone: str, after: str) -> tuple[str, str]:
    """What stands before and after struck words, without the comma or the "và" that joined them to a list."""
    left, right = before.rstrip(), after.lstrip(" ")
    if left.endswith(",") and _CLOSES.match(right):
        return (f"{left[:-1]} " if right[:1].isalpha() else left[:-1]), right
    if (joiner := re.search(r"\s(?:và|hoặc)$", left)) and (not right or right[0] in ".;:\n"):
        return left[: joiner.start()], right
    if "," in gone and right.startswith(",") and left[-1:].isalpha():
        return before, right[1:]  # “lụt, bão” of "chống lụt, bão, thiên tai"
    return before, after


def _pattern(old: str) -> re.Pattern[str]:
    words = unify_tone_marks(old).split()
    parts = []
    for word in words:
        piece = re.escape(word)
        piece = re.sub(r"\\-|[–—‐‑]", f"[{_DASHES}]", piece)
        piece = re.sub('[“”"„‟]', f"[{_QUOTES}]", piece)
        parts.append(piece)
    body = r"\s+".join(parts)
    if old[:1] in _TIGHT_BEFORE:
        body = r"\s*" + body
        if len(words[0]) == 1 and len(words) > 1:
            body = r"\s*" + re.escape(words[0]) + r"\s*" + r"\s+".join(parts[1:])
    head = "" if not old[:1].isalnum() else r"(?<!\w)"
    tail = "" if not old[-1:].isalnum() else r"(?!\w)"
    return re.compile(head + body + tail)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A change of words; each field is the span of a quotation.

    :param old: words that go; empty where words are only added
    :param new: words that come; None where words are struck out
    :param edge: at the beginning (before) or the end (after) of the place
    """

    old: tuple[tuple[int, int], ...] = ()
    new: tuple[int, int] | None = None
    beside: tuple[int, int] | None = None
    side: Position | None = None
    edge: Position | None = None


@dataclass(frozen=True, slots=True)
class Swapped:
    """Words that are exchanged.

    :param old: where the words that go stand
    :param rest: what follows them, with the words that come
    """

    old: tuple[int, int]
    rest: re.Match[str]


def find_swap(rest: re.Pattern[str], text: str, start: int, end: int) -> Swapped | None:
    """The first words that go which a pattern follows.

    :param rest: ``grammar.SWAP`` or ``grammar.SWAP_AT``
    """
    for old in grammar.OLD.finditer(text, start, end):
        if following := rest.match(text, old.end(), end):
            return Swapped(old.span(), following)
    return None


class PhraseReader:
    """Reads the changes of words that one verb orders, in order. What was found ahead is kept until it is reached."""

    def __init__(self, text: str, end: int, verb: Verb) -> None:
        self._text = text
        self._end = end
        self._verb = verb
        self._ahead: dict[re.Pattern[str], Swapped | re.Match[str] | None] = {}

    def next(self, at: int, last: Phrase | None) -> tuple[int, int, Phrase] | None:
        """The next change at or after ``at``, with where it begins and ends.

        :param last: the change before it, whose words one that only names another neighbour takes over
        """
        if self._verb in (Verb.REPLACE, Verb.CORRECT):
            return self._exchanged(at, last)
        return self._added(at, last) if self._verb is Verb.INSERT else self._dropped(at, last)

    def _exchanged(self, at: int, last: Phrase | None) -> tuple[int, int, Phrase] | None:
        swap, apart = self._swap(grammar.SWAP, at), self._swap(grammar.SWAP_AT, at)
        if apart and (swap is None or apart.old[0] < swap.old[0]) and "bằng" not in apart.rest["place"]:
            return apart.old[0], apart.rest.end(), Phrase(self._quotes(*apart.old), apart.rest.span("new"))
        if again := self._again(at, last, swap.old[0] if swap else None):
            return again
        if swap is None:
            return None
        beside, side = _neighbour(swap.rest)
        return swap.old[0], swap.rest.end(), Phrase(self._quotes(*swap.old), swap.rest.span("new"), beside, side)

    def _added(self, at: int, last: Phrase | None) -> tuple[int, int, Phrase] | None:
        match, more = self._search(grammar.ADD, at), self._search(grammar.ADD_MORE, at)
        if last is not None and last.new is not None and more and (match is None or more.start() < match.start()):
            return *more.span(), _beside(more, last.new)
        return (*match.span(), _beside(match, match.span("new"))) if match else None

    def _dropped(self, at: int, last: Phrase | None) -> tuple[int, int, Phrase] | None:
        match = self._search(grammar.DROP, at)
        if again := self._again(at, last, match.start() if match else None):
            return again
        return (*match.span(), Phrase(self._quotes(*match.span("old")), None, *_neighbour(match))) if match else None

    def _again(self, at: int, last: Phrase | None, following: int | None) -> tuple[int, int, Phrase] | None:
        more = self._search(grammar.MORE, at) if last else None
        if last is None or more is None or (following is not None and more.start() >= following):
            return None
        return *more.span(), replace(last, beside=more.span("beside"), side=_side(more))

    def _swap(self, rest: re.Pattern[str], at: int) -> Swapped | None:
        known = self._ahead.get(rest)
        if rest not in self._ahead or (isinstance(known, Swapped) and known.old[0] < at):
            known = self._ahead[rest] = find_swap(rest, self._text, at, self._end)
        return known if isinstance(known, Swapped) else None

    def _search(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        known = self._ahead.get(pattern)
        if pattern not in self._ahead or (isinstance(known, re.Match) and known.start() < at):
            known = self._ahead[pattern] = pattern.search(self._text, at, self._end)
        return known if isinstance(known, re.Match) else None

    def _quotes(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        return tuple(piece.span() for piece in _QUOTED.finditer(self._text, start, end))


_QUOTED = re.compile(grammar.Q)


def _beside(match: re.Match[str], new: tuple[int, int]) -> Phrase:
    if match["edge"]:
        return Phrase((), new, edge=Position.BEFORE if match["edge"].lower() == "đầu" else Position.AFTER)
    return Phrase((), new, match.span("beside"), _side(match))


def _side(match: re.Match[str]) -> Position:
    return Position.AFTER if match["side"].lower() == "sau" else Position.BEFORE


def _neighbour(match: re.Match[str]) -> tuple[tuple[int, int] | None, Position | None]:
    return (match.span("beside"), _side(match)) if match["beside"] else (None, None)
