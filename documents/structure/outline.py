"""Tell which paragraphs of an article open a clause, a point or a subpoint, and to what the others belong.

A number at the start of a paragraph is not yet a clause: it counts when it is plausible in its sequence. The plan is made for
all paragraphs of an article at once, so that a nested list, a jump and a repeated number can be told apart by what follows.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from documents.structure.markers import Marker, Shape, marker
from documents.wording.numbers import letter_order

_LARGEST_LETTER_STEP = 6
_CLOSING_WORDS = ("thì ", "mà ", "nhưng ")
_FILE_NAMES = (".doc", ".docx", ".pdf", ".xls", ".xlsx", ".rtf", ".zip", ".rar")  # the codification lists files below an article
_BULLETS = "-+*–•"


class Role(IntEnum):
    """What a paragraph of an article does."""

    CONTINUES = 0  # goes on with the provision that is open
    CLAUSE = 1
    POINT = 2
    SUBPOINT = 3
    AFTER_POINTS = 4  # closing words of the clause, or of the article that has points only


class Step(NamedTuple):
    """The plan for one paragraph."""

    role: Role
    number: str
    start: int


CONTINUES = Step(Role.CONTINUES, "", 0)
AFTER_POINTS = Step(Role.AFTER_POINTS, "", 0)


def outline(texts: Sequence[str], quoted: Sequence[bool]) -> list[Step]:
    """Plan the paragraphs of one article body.

    :param quoted: which paragraphs are quoted new text of another instrument, and so never open a provision
    """
    told = zip(texts, quoted, strict=True)
    markers = [None if inside or text.endswith(_FILE_NAMES) else marker(text) for text, inside in told]
    if not any(markers):
        return [CONTINUES] * len(texts)
    return _Planner(texts, markers, quoted).plan()


class _Planner:
    """Walks the paragraphs of one article with the clause, point and subpoint that are open."""

    def __init__(self, texts: Sequence[str], markers: Sequence[Marker | None], quoted: Sequence[bool]) -> None:
        self.texts = texts
        self.markers = markers
        self.quoted = quoted
        self.last_place: dict[tuple[str, int], int] = {}
        self.next_marker = [-1] * len(texts)
        self.next_number = [-1] * len(texts)
        following = following_number = -1
        for place in range(len(texts) - 1, -1, -1):
            self.next_marker[place] = following
            self.next_number[place] = following_number
            found = markers[place]
            if found is not None:
                following = place
                if found.shape is Shape.NUMBER:
                    following_number = place
                    self.last_place.setdefault((found.sign, found.value), place)
        self.style = ""
        self.clause = 0
        self.clause_suffix = ""
        self.dotted = 0
        self.point = 0  # order of the point letter; 0: none open
        self.point_suffix = ""
        self.points = False  # the open clause has points
        self.subpoint = 0
        self.subpoints = False
        self.nested = 0  # last number of a list nested in the open provision
        self.closed = False  # closing words have begun
        self.long_points = False  # an earlier point of this clause has several paragraphs
        self.full_points = False  # the point before the open one ends with a full stop

    def plan(self) -> list[Step]:
        steps = []
        for place, found in enumerate(self.markers):
            step = self._marked(place, found) if found is not None else None
            steps.append(step or self._unmarked(place))
        return steps

    def _marked(self, place: int, found: Marker) -> Step | None:
        shape = found.shape
        if shape is Shape.NUMBER:
            return self._number(place, found)
        if shape is Shape.LETTER:
            return self._letter(place, found)
        if shape is Shape.DOTTED:
            return self._dotted(found)
        if shape is Shape.LETTER_DOTTED:
            return self._subpoint(found) if self.point and found.value == self.point else None
        if shape is Shape.BRACKETED_LETTER:
            return self._bracketed_letter(place, found)
        return self._bracketed_number(found)

    # -- clauses

    def _open_clause(self, found: Marker, dotted: bool = False) -> Step:
        self.clause = 0 if dotted else found.value
        self.clause_suffix = found.suffix
        self.point = self.subpoint = self.nested = 0
        self.point_suffix = ""
        self.points = self.subpoints = self.closed = self.long_points = self.full_points = False
        if not dotted:
            self.dotted = 0
        return Step(Role.CLAUSE, found.number, found.end)

    def _comes_later(self, place: int, sign: str, value: int) -> bool:
        return self.last_place.get((sign, value), -1) > place

    def _introduces(self, place: int) -> bool:
        return place > 0 and self.texts[place - 1].endswith(":")

    def _number(self, place: int, found: Marker) -> Step | None:
        value, sign = found.value, found.sign
        if not self.style:
            return self._first_number(place, found)
        if sign != self.style:
            return None
        if self.nested and value == self.nested + 1 and self._stays_nested(place, sign, value):
            self.nested = value
            return None
        if value == 1 and self._introduces(place):
            self.nested = 1
            return None
        if value == self.clause + 1:
            return self._open_clause(found)
        if value == self.clause:
            if letter_order(found.suffix) > letter_order(self.clause_suffix):
                return self._open_clause(found)
            following = self.next_number[place]
            return self._open_clause(found) if following >= 0 and self._value(following) == value + 1 else None
        if value == 1:
            if self._comes_later(place, sign, self.clause + 1):
                self.nested = 1
                return None
            return self._open_clause(found)
        if self.clause < value <= self.clause + 20 and not self._comes_later(place, sign, self.clause + 1):
            return self._open_clause(found)
        return None

    def _stays_nested(self, place: int, sign: str, value: int) -> bool:
        return value != self.clause + 1 or self._comes_later(place, sign, value) or self.texts[place - 1].endswith((";", ","))

    def _value(self, place: int) -> int:
        found = self.markers[place]
        return found.value if found is not None else 0

    def _first_number(self, place: int, found: Marker) -> Step | None:
        value, sign = found.value, found.sign
        if self.points and (sign != "." or self._introduces(place)):
            return self._subpoint(found) if value == self.subpoint + 1 else None
        if value != 1:
            following = self.next_number[place]
            runs_on = following >= 0 and self._value(following) == value + 1
            if (place and not runs_on) or self._comes_later(place, sign, 1):
                return None
        self.style = sign
        return self._open_clause(found)

    def _dotted(self, found: Marker) -> Step | None:
        """``1.1`` is a point of clause 1, ``1.1.1`` a subpoint; without a clause 1 it is a clause of its own."""
        major, minor = found.value, int(found.sign)
        levels = found.number.count(".")
        if levels == 1:
            if self.style and major == self.clause:
                self.dotted, self.point, self.subpoint = minor, 0, 0
                self.points, self.subpoints, self.closed = True, False, False
                return Step(Role.POINT, found.number, found.end)
            if not self.style and not self.points and minor == self.dotted + 1:
                step = self._open_clause(found, dotted=True)
                self.dotted = minor
                return step
            return None
        return self._subpoint(found) if self.dotted else None

    # -- points and subpoints

    def _letter(self, place: int, found: Marker) -> Step | None:
        value = found.value
        if self._below_letter(place, found):
            return self._subpoint(found)
        if self.dotted and self.points and not self.point:  # a) below 1.1
            return self._subpoint(found) if self.style else self._open_point(place, found)
        if not self.point:
            if found.sign != ")" and value != 1:
                return None
            return self._open_point(place, found)
        step = value - self.point
        if found.sign != ")" and step not in (1, 2):
            return None
        if step > _LARGEST_LETTER_STEP:
            return None
        return self._open_point(place, found)

    def _below_letter(self, place: int, found: Marker) -> bool:
        """``b1)`` below ``b) … gồm:``; elsewhere it is a point that was inserted after b."""
        if not found.suffix or found.value != self.point or self.point_suffix:
            return False
        return self.subpoints or (found.suffix == "1" and self._introduces(place))

    def _open_point(self, place: int, found: Marker) -> Step:
        self.full_points = self.points and not self.closed and self.texts[place - 1].endswith(".")
        self.point = found.value
        self.point_suffix = found.suffix
        self.points, self.subpoints, self.closed = True, False, False
        self.subpoint = self.nested = 0
        return Step(Role.POINT, found.number, found.end)

    def _subpoint(self, found: Marker) -> Step:
        self.subpoint = found.value if found.shape is not Shape.LETTER else int(found.suffix or 1)
        self.subpoints, self.closed = True, False
        return Step(Role.SUBPOINT, found.number, found.end)

    def _bracketed_letter(self, place: int, found: Marker) -> Step | None:
        if not self.point:
            return self._open_point(place, found) if found.value == 1 else None
        if self.point_suffix == "" and 0 < found.value - self.point <= 2 and not self.subpoints:
            return self._open_point(place, found)
        return None

    def _bracketed_number(self, found: Marker) -> Step | None:
        if found.value != 1 and found.value != self.subpoint + 1:
            return None
        return self._subpoint(found)

    # -- paragraphs without a number

    def _unmarked(self, place: int) -> Step:
        if self.quoted[place] or self.closed or not self.points:
            return CONTINUES
        text, before = self.texts[place], self.texts[place - 1]
        if text[:1] in _BULLETS or (text[:1].islower() and not text.startswith(_CLOSING_WORDS)):
            return CONTINUES
        following = self.next_marker[place]
        after = self.markers[following] if following >= 0 else None
        if after is not None and self._goes_on(after):
            self.long_points = True
            return CONTINUES
        if before.endswith(":") or self._belongs_to_point(text):
            return CONTINUES
        self.closed = True
        return AFTER_POINTS

    def _belongs_to_point(self, text: str) -> bool:
        """Whether words after the last point are its own rather than the clause's closing words.

        They are where the points are paragraphs of their own, with full stops, and not the items of one sentence.
        """
        if text.startswith(_CLOSING_WORDS) or "khoản này" in text:
            return False
        return self.long_points or self.full_points or "điểm này" in text

    def _goes_on(self, after: Marker) -> bool:
        """Whether the points that are open go on with ``after``."""
        if after.shape is Shape.LETTER or after.shape is Shape.BRACKETED_LETTER:
            return not self.point or 0 <= after.value - self.point <= _LARGEST_LETTER_STEP
        if after.shape is Shape.NUMBER:
            return after.sign != self.style and after.value == self.subpoint + 1 and after.sign == ")"
        if after.shape is Shape.DOTTED:
            return after.value == self.clause
        return self.subpoints
