"""The own words of the provisions of a pair, with what they are: sentences, conditions, modal words, figures, names.

Modal words and the words that begin a condition are those by which statements are read (`documents/duties/cues.toml`).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from documents.comparison.changes import Piece, What
from documents.comparison.figures import Figure, find_figures
from documents.comparison.levels import REFERENCE
from documents.comparison.named import compounds, full_names, names_persons, phrase_openers
from documents.comparison.stretches import Stretch, parts_of, touching, trimmed, unbroken
from documents.comparison.substance import Word, content, words_in
from documents.duties.layout import read_layout
from documents.model import Provision
from documents.wording.types import TYPE_PATTERN

_NORMS = {
    "obligation": What.OBLIGATION,
    "prohibition": What.OBLIGATION,
    "sanction": What.OBLIGATION,
    "permission": What.RIGHT,
}
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+|\n|[^\w\s]")
_SENTENCE = re.compile(r"[^.;\n]+(?:\.(?=\d)[^.;\n]+)*")
_STRONG = re.compile(r"(?:có|không|chỉ|nghiêm|được phép|được quyền)\s|(?:\w+\s)*phải$", re.IGNORECASE)
"""Modal words that are nothing else."""
LIMITS = re.compile(r"không được\s+(?:vượt\s+)?(?:quá|thấp hơn|ít hơn|cao hơn|dưới)\s", re.IGNORECASE)
"""What limits a figure and bids nothing else."""
_PUNISHED = re.compile(r"(?:\w+\s)*?bị\s(?:phạt|xử|áp dụng|buộc|tước|tịch thu|cấm|thu hồi|đình chỉ)(?!\w)", re.IGNORECASE)
_NAMED = re.compile(r"(?<!\w)(?:thuộc|tùy|tuỳ|từ|về|của|cho|từng|mỗi|theo|là|định|gồm|việc|số|các|những|với)\s+$", re.IGNORECASE)
"""Before a case that is only named, which says of no rule when it applies."""
_HARD = re.compile(r"[;:\n]|\.(?=\s|$)")
_OUTCOME = re.compile(r",?\s+thì(?!\w)|(?<=trường hợp cần thiết)\s|,\s+(?=(?:mà|trừ)(?!\w))", re.IGNORECASE)
_EXCEPTS = re.compile(r"(?:ngoại )?trừ(?!\w)", re.IGNORECASE)
"""Behind it stands nothing but what is excepted, whatever that binds."""
_LONGEST = 200
"""Letters of a condition that is told as one."""
_BEGINS_CLAUSE = re.compile(r"(?:^|[;:\n.])[\s,–-]*(?:(?:trước|sau|ngay|trong)\s+)*$", re.IGNORECASE)
_CUTS = re.compile(r"(?<!\w)(?:trừ (?:các |những )?trường hợp|trừ khi|thì)(?!\w)", re.IGNORECASE)
_ENDS_TITLE = r"(?=\s(?:thì|phải|được)\s|[,;.()\n]|$)"
_ACT = re.compile(
    rf"{TYPE_PATTERN}\s+(?:liên tịch\s+)?số\s*:?\s*\d+/[\w/-]+(?:\s+ngày\s+\d+(?:/\d+/|\s+tháng\s+\d+\s+năm\s+)\d{{4}})?"
    rf"(?:\s+của\s+[\w\s-]{{3,80}}?(?:(?=\s(?:quy định|hướng dẫn|sửa đổi|ban hành|về)\s)|{_ENDS_TITLE}))?"
    rf"(?:\s+(?:quy định|hướng dẫn|sửa đổi, bổ sung|ban hành|về)\s[^;.\n]*?{_ENDS_TITLE})?",
    re.IGNORECASE,
)
"""An instrument cited by its number, with its day, who issued it, and its title."""
_WHILE = re.compile(
    r"(?<!\w)(?<!đang )(?<!ngày )(?<!tháng )(?:trước khi|"
    r"trong (?:thời gian|quá trình)(?!\s+(?:\w+\s+){0,2}\d)|tùy (?:từng |theo )?trường hợp)(?!\w)",
    re.IGNORECASE,
)
"""Other words that begin a case."""
_COMMA = re.compile(r",(?!\d)")
_ITEMS, _ITEM = 3, 4
"""How many items of a list are looked at, and how many words one has at most."""
_BACK = 20


_PASSIVE = re.compile(r"\s*(?:xác định|tính|quy định|hiểu|gọi|coi|ban hành|quy đổi|thành lập|phân)(?!\w)", re.IGNORECASE)
"""Behind a word that may say that somebody may, where it only says what is done with something."""

GIVEN = re.compile(
    r"(?:hưởng|hỗ trợ|miễn|giảm|xét|nghỉ|bồi thường|thanh toán|vay|ưu tiên|nhận|cấp|trợ|tặng|trả)(?!\w)", re.IGNORECASE
)
"""What one gets, which somebody gives."""


class Clause(NamedTuple):
    """A range of words that is a sentence, or a condition in one.

    :param sentence: which sentence of its side
    """

    first: int
    last: int
    condition: bool
    sentence: int


class Side:
    """The own words of provisions, one after the other, each followed by its closing lines.

    :ivar text: the lines of all of them
    """

    def __init__(self, provisions: Sequence[Provision]) -> None:
        self._parts = [part for provision in provisions for part in parts_of(provision)]
        self.text = "\n".join(unbroken(part.words) for part in self._parts)
        self._starts = [0, *accumulate(len(part.words) + 1 for part in self._parts)][:-1]

    # Words

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words, as they are compared."""
        return words_in(self.text)

    @cached_property
    def said(self) -> str:
        """All that the words say, a blank around each."""
        return f" {' '.join(word.key for word in self.words)} "

    def span(self, first: int, last: int) -> Stretch:
        """Where a range of words stands; of no words, the place behind the word before."""
        if first < last:
            return self.words[first].start, self.words[last - 1].end
        here = self.words[first - 1].end if first else 0
        return here, here

    def range(self, span: Stretch) -> tuple[int, int]:
        """The words in a stretch."""
        first = bisect_left(self.words, span[0], key=lambda word: word.end - 1)
        return first, bisect_left(self.words, span[1], key=lambda word: word.start)

    def piece(self, span: Stretch | None) -> Piece | None:
        """A stretch as a piece of the provision in which it begins, None where it says nothing."""
        if span is None or not self.text[slice(*span)].strip():
            return None
        cut = self._references[touching(self._references, span)][-1:]
        span = (span[0], max(span[1], cut[0][1])) if cut and span[0] < cut[0][0] else span
        home = bisect_right(self._starts, span[0]) - 1
        start, part = span[0] - self._starts[home], self._parts[home]
        text = part.words[start : start + span[1] - span[0]]
        return Piece(part.path, start, start + len(text), text, part.closing) if text else None

    @cached_property
    def _references(self) -> list[Stretch]:
        """Where provisions are cited, with their numbers, which are no words."""
        return [match.span() for match in REFERENCE.finditer(self.text.lower())]

    def place(self, piece: Piece) -> Stretch:
        """Where a piece stands among all the words."""
        own = (piece.path, piece.closing)
        home = next(start for start, part in zip(self._starts, self._parts, strict=True) if (part.path, part.closing) == own)
        return home + piece.start, home + piece.end

    # Phrases

    @cached_property
    def _cues(self) -> list[tuple[str, str, int, int]]:
        """Modal words and those that begin something: group, name, begin and end; none that is a part of a compound."""
        tokens = list(_TOKEN.finditer(self.text))
        layout = read_layout([token[0] for token in tokens])
        whole = [match.span() for match in compounds().finditer(self.text)]
        cues = ((group, name, tokens[at].start(), tokens[end - 1].end()) for group, name, at, end in layout.cues)
        return [one for one in cues if not whole[touching(whole, (one[2], one[2] + 1))]]

    @cached_property
    def _edges(self) -> frozenset[int]:
        """Where phrases begin or end: at modal words, and where a word begins a phrase; not inside a name."""
        edges = {match.start() for match in phrase_openers().finditer(self.text)}
        for group, name, start, end in self._cues:
            if group == "modals":
                edges |= {start, end}
            elif name in ("condition", "deadline"):
                edges.add(start)
        return frozenset(edges - {place for start, end in self.names for place in range(start + 1, end)})

    def breaks_at(self, place: int) -> bool:
        """Whether a phrase begins with a word, or one ends before it."""
        if not 0 < place < len(self.words):
            return True
        return self.words[place].start in self._edges or self.words[place - 1].end in self._edges or bool(self._between(place))

    def opens_phrase(self, place: int) -> bool:
        """Whether a phrase begins with a word."""
        return 0 <= place < len(self.words) and self.words[place].start in self._edges

    def ends_clause(self, place: int) -> bool:
        """Whether a sign or a condition stands before a word."""
        if not 0 < place < len(self.words):
            return True
        return bool(self._between(place)) or self.words[place].start in self._markers

    def _between(self, place: int) -> str:
        """The signs before a word; of those inside a name or a number none."""
        signs = self.text[self.words[place - 1].end : self.words[place].start]
        return "" if signs in ("-", "/") or self.words[place].start in self._named else signs.strip()

    @cached_property
    def _named(self) -> frozenset[int]:
        """Where words begin inside names of bodies."""
        return frozenset(word.start for name in self.names for word in self.words[slice(*self.range(name))][1:])

    def after_comma(self, place: int) -> bool:
        """Whether a comma stands before a word."""
        return 0 < place < len(self.words) and self._between(place) == ","

    def lists(self, place: int) -> bool:
        """Whether a comma or a joining word stands before a word."""
        if not 0 < place < len(self.words) or self.words[place].start in self._named:
            return False
        return self.after_comma(place) or self.words[place].key in JOINING

    def items_before(self, start: int) -> list[Stretch]:
        """The items of the list in which words stand, before them, the nearest first; none where they are no item."""
        first = self.range((start, start + 1))[0]
        items: list[Stretch] = []
        while self.lists(first) and len(items) < _ITEMS:
            begin = next((place for place in range(first - 1, max(first - _ITEM, 0) - 1, -1) if self._begins_item(place)), None)
            if begin is None:
                break
            items.append(self.span(begin, first))
            first = begin
        return items

    def _begins_item(self, place: int) -> bool:
        return not place or bool(self._between(place)) or self.lists(place)

    def listed(self, first: int, last: int) -> bool:
        """Whether a range of words is an item of a list, or a phrase by itself."""
        return self.lists(first) or self.lists(last) or (self.breaks_at(first) and self.breaks_at(last))

    # Sentences and conditions

    @cached_property
    def sentences(self) -> list[Stretch]:
        """Where its sentences stand."""
        return [match.span() for match in _SENTENCE.finditer(self.text) if match[0].strip()]

    def sentences_in(self, span: Stretch) -> list[Stretch]:
        """The sentences that a stretch touches."""
        return self.sentences[touching(self.sentences, span)]

    def holds_sentence(self, first: int, last: int) -> bool:
        """Whether a range of words holds a whole sentence."""
        span = self.span(first, last)
        return any(span[0] <= start + 3 and end <= span[1] + 3 for start, end in self.sentences_in(span))

    @cached_property
    def _markers(self) -> frozenset[int]:
        said = (start for group, name, start, _ in self._cues if (group, name) == ("markers", "condition"))
        return frozenset((*said, *(match.start() for match in _WHILE.finditer(self.text))))

    def begins_condition(self, place: int) -> bool:
        """Whether words begin a condition at a place: not by naming those it is for, nor a case that is only named."""
        if place not in self._markers or self.text[place : place + 3].lower() == "mà ":
            return False
        if self.text[place : place + 7].lower() == "đối với":
            return not names_persons(self.text[place + 7 : place + 60])
        return not _NAMED.search(self.text[max(0, place - _BACK) : place])

    def excepts(self, span: Stretch) -> bool:
        """Whether words begin an exception."""
        return bool(_EXCEPTS.match(self.text, *span))

    def whole_exception(self, span: Stretch) -> Stretch | None:
        """The exception that words begin, to the last provision that it cites."""
        if not (self.excepts(span) and self.begins_condition(span[0])):
            return None
        start, end = trimmed(self.text, span[0], self._end_of_condition(span[0]))
        behind = content(self.words[slice(*self.range((span[1], end)))]) if span[1] < end else ()
        return None if behind or end < span[1] else (start, end)

    @cached_property
    def conditions(self) -> list[Stretch]:
        """Where its conditions stand, each from the word that begins it, none in another."""
        found: list[Stretch] = []
        for start in sorted(self._markers):
            if (not found or start >= found[-1][1]) and self.begins_condition(start):
                found.append((start, self._end_of_condition(start)))
        return found

    def _end_of_condition(self, start: int) -> int:
        """Where a condition ends: before what follows of it, else with its clause."""
        hard = _HARD.search(self.text, start)
        stop = hard.start() if hard else len(self.text)
        closing = self.text.find(")", start, stop)
        if closing >= 0 and "(" not in self.text[start:closing]:
            stop = closing
        outcome = _OUTCOME.search(self.text, start + 1, stop)
        if outcome:
            return outcome.start()
        if not _BEGINS_CLAUSE.search(self.text[max(0, start - _BACK) : start]):
            return stop  # it does not begin its clause, so nothing follows of it
        modal = next((place for place, _ in self._modal_places[touching(self._modal_places, (start, stop))]), stop)
        commas = [match.start() for match in _COMMA.finditer(self.text, start, stop)]
        before = [place for place in commas if place < modal]
        return (before[-1:] or commas[:1] or [modal])[0]

    def condition_around(self, span: Stretch) -> Stretch | None:
        """The condition in which a stretch lies."""
        near = self.conditions[bisect_right(self.conditions, span[0], key=lambda one: one[0]) - 1 :][:1]
        return next((one for one in near if one[0] <= span[0] and span[1] <= one[1] + 1), None)

    def is_condition(self, span: Stretch) -> bool:
        """Whether words are a whole condition, from the word that begins it, and say nothing that follows of it."""
        if not self.begins_condition(span[0]) or (self.modal_in(span) and not self.excepts(span)):
            return False
        return trimmed(self.text, span[0], self._end_of_condition(span[0]))[1] == span[1] and span[1] - span[0] <= _LONGEST

    def conditions_in(self, span: Stretch) -> list[Stretch]:
        """Those that a stretch touches."""
        return self.conditions[touching(self.conditions, span)]

    def cuts(self, span: Stretch) -> set[int]:
        """Where in a stretch its sentences and conditions begin and end, and its own ends."""
        found = {*span, *(match.start() for match in _CUTS.finditer(self.text, *span))}
        for some in (self.conditions, self.sentences):
            found |= {place for one in some[touching(some, span)] for place in one if span[0] < place < span[1]}
        return found

    @cached_property
    def _acts(self) -> list[Stretch]:
        return [match.span() for match in _ACT.finditer(self.text)]

    def names_law(self, span: Stretch) -> bool:
        """Whether a stretch lies in the number, the day and the title of an instrument."""
        return any(start <= span[0] and span[1] <= end for start, end in self._acts[touching(self._acts, span)])

    def clauses(self, *, whole: bool = False) -> list[Clause]:
        """Its sentences, a condition at the beginning or the end of one by itself, unless they are wanted whole."""
        found: list[Clause] = []
        for number, (begin, end) in enumerate(self.sentences):
            inside = [] if whole else self.conditions[touching(self.conditions, (begin, end))]
            leading = inside[0] if inside and not self.text[begin : inside[0][0]].strip(" ,-–.") else None
            trailing = inside[-1] if inside and not self.text[inside[-1][1] : end].strip(" ,-–.") else None
            cuts = sorted({begin, end, *(leading[1:] if leading else ()), *(trailing[:1] if trailing else ())})
            for start, stop in pairwise(cuts):
                first, last = self.range((start, stop))
                if first < last:
                    condition = (leading is not None and start == begin) or (trailing is not None and start == trailing[0])
                    found.append(Clause(first, last, condition, number))
        return found

    # What is named

    @cached_property
    def figures(self) -> list[Figure]:
        """The figures in order."""
        return find_figures(self.text)

    @cached_property
    def _figured(self) -> list[Stretch]:
        return [(one.start, one.end) for one in self.figures]

    @cached_property
    def numbers(self) -> frozenset[object]:
        """The numbers of its figures."""
        return frozenset(one.numbers for one in self.figures)

    def figures_in(self, span: Stretch) -> list[Figure]:
        """The figures that a stretch touches; of no letters, that in which it lies."""
        here = span if span[0] < span[1] else (span[0], span[0] + 1)
        found = self.figures[touching(self._figured, here)]
        return found if span[0] < span[1] else [one for one in found if one.start < span[0]]

    @cached_property
    def names(self) -> list[Stretch]:
        """Names of bodies that hold joining words."""
        return list(full_names(self.text))

    def names_in(self, span: Stretch) -> list[Stretch]:
        """Those that a stretch touches."""
        return self.names[touching(self.names, span)]

    def cuts_name(self, span: Stretch) -> bool:
        """Whether a stretch holds a part of such a name."""
        return any(span[0] > start or end > span[1] for start, end in self.names_in(span))

    @cached_property
    def modals(self) -> list[tuple[int, int, What]]:
        """The words by which somebody must or may, in order; of two at a place the longer."""
        cues = [(start, -end, name) for group, name, start, end in self._cues if group == "modals"]
        found: list[tuple[int, int, What]] = []
        last = 0
        for start, end, name in sorted(cues):
            if start >= last:
                last = -end
                if name in _NORMS and not LIMITS.match(self.text, start):
                    found.append((start, last, _NORMS[name]))
        return found

    @cached_property
    def _modal_places(self) -> list[Stretch]:
        return [one[:2] for one in self.modals]

    def modal_in(self, span: Stretch, *, strong: bool = True) -> What | None:
        """What the first modal words in a stretch say.

        :param strong: whether only those that are nothing else
        """
        near = self.modals[touching(self._modal_places, span)]
        found = (what for start, end, what in near if self._is_strong(start, end) or not (strong or _PASSIVE.match(self.text, end)))
        return next(found, None)

    def begins_norm(self, span: Stretch) -> What | None:
        """What the modal words say with which a stretch begins, where they are nothing else."""
        return next((what for start, end, what in self.modals if start == span[0] and self._is_strong(start, end)), None)

    def _is_strong(self, start: int, end: int) -> bool:
        if _STRONG.match(self.text, start, end):
            return True
        return bool(_PUNISHED.match(self.text, start)) and not self.text[max(0, start - 3) : start].lower().startswith("đã")


JOINING = frozenset({"và", "hoặc"})
