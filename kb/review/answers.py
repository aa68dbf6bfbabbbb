"""What the clauses of a text answer to a question about a subject: quoted sentences, found by their statements; nothing is made up.

A statement answers if its sentence is about the subject and it has what is asked: an actor and an act of deciding, a deadline, and
so on. So do amounts and terms in a sentence about it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log

from documents.duties.statement import Deadline, Phrase, PlacedClause, Statement, StatementKind, TimeUnit
from documents.duties.values import read_amounts
from documents.model import Kind, Provision
from kb.language import analysis

MOST = 3
"""Quotes of a cell."""

WORDS: Mapping[str, tuple[str, ...]] = {
    "decides": ("thẩm quyền",),
    "deadline": ("thời hạn", "thời gian", "thời điểm"),
    "amount": ("mức",),
    "conditions": ("điều kiện", "tiêu chuẩn"),
    "sanctions": ("xử lý vi phạm", "xử phạt", "hành vi vi phạm", "chế tài"),
}
"""By what is asked, the words of the law for it: the first is searched beside the subject, any of them names an article for it."""

_DECIDING = re.compile(
    r"(?:xem xét,?\s+|có thẩm quyền\s+|ra\s+)?(?:quyết định|phê duyệt|cho phép|chấp thuận|công nhận|xác nhận"
    r"|cấp(?!\s+(?:dưới|trên))|thu hồi|gia hạn|thẩm định|ban hành|từ chối|giải quyết)(?!\w)",
    re.IGNORECASE,
)
_OTHER = re.compile(r"cấp\s+(?:lại|đổi)|thu hồi|gia hạn|từ chối|hủy bỏ|đình chỉ|chấm dứt|không (?:thuộc diện|phải|được|cần)|miễn")
"""Acts that are others than any that is not called so: who withdraws a licence says nothing of who grants it."""
_APPLYING = re.compile(
    r"(?:các\s+)?(?:người|cá nhân|tổ chức|doanh nghiệp|hộ|nạn nhân|công dân)(?!\s+(?:đứng đầu|có thẩm quyền))(?!\w)", re.IGNORECASE
)
"""Those for whom others decide."""
_LIMIT = re.compile(r"(?<!\w)(?:thời hạn|không quá|chậm nhất|muộn nhất|tối đa|trong vòng|trước ít nhất)(?!\w)", re.IGNORECASE)
_LISTS = re.compile(r"(?<!trừ )(?<!không )(?:điều kiện|tiêu chuẩn|trường hợp)(?:\s+\w+){0,14}\s*:\s*$", re.IGNORECASE)
_TITLES = {
    "conditions": re.compile(r"(?:các\s+|những\s+)?(?:trường hợp|điều kiện|tiêu chuẩn)(?!\w)", re.IGNORECASE),
    "decides": re.compile(r"thẩm quyền|(?:cơ quan|người|cấp)(?!\w).*(?<!\w)(?:có thẩm quyền|được)(?!\w)", re.IGNORECASE),
}
"""Headings of articles whose clauses are the cases in which something is done, or who does it."""
_POWER = re.compile(r"thẩm quyền(?!\w)", re.IGNORECASE)
_OF_NOTHING_ELSE = frozenset({"tham", "quyen", "ve", "trong", "cua", "va", "cac", "viec", "doi", "voi"})
"""Words of a heading "Thẩm quyền giải quyết khiếu nại về …" that narrow nothing; nor do those of the instrument's title."""
_MONEY, _TIMES = frozenset({"VND", "%", "base_salary", "USD", "EUR"}), frozenset(TimeUnit)
_SENTENCE = re.compile(r"(?<=[.;:!?])\s+(?=[^\W\d_a-zà-ỹđ])|\n")

_NEAR, _LONGEST, _SHORTEST = 0.8, 900, 40
"""How good an answer is at least beside the best; characters of a quote, and of the last piece of one that is cut."""
_POWERS = 3
"""What a clause under a heading of powers is worth: more than any other answer, so that they stand in the order of the text."""
_LEAST = 0.7
"""How much of the subject a sentence holds with what stands above it and with the title of the instrument."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Stored words: of a provision's ``text`` or ``tail``, from an offset on.

    :param marks: what of them answers, offsets into ``words``
    """

    path: str
    field: str
    start: int
    words: str
    marks: tuple[tuple[int, int], ...] = ()


Quote = tuple[Passage, ...]
_Item = str | tuple[str, str]
Candidate = tuple[int, PlacedClause, tuple[Statement, ...]]
"""A clause with the place of its article among what search found, and its statements."""


def sentences(text: str, start: int, end: int) -> tuple[int, int]:
    """From where to where the sentences go that some words of a text stand in."""
    edges = _edges(text)
    return max(edge for edge in edges if edge <= start), min(edge for edge in edges if edge >= end)


def _edges(text: str) -> list[int]:
    return [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]


class Subject:
    """The words of a subject, and how much of them others hold: words and pairs count for what they tell among a text's clauses."""

    def __init__(self, words: str, clauses: Sequence[PlacedClause], title: str = "") -> None:
        self._asked = analysis.normal(words).lower()
        folded = _folded(words)
        self._words = frozenset(folded)
        self._needed = {*folded[:2], *(word for word in folded if word.isdigit())}  # a plan of 03 years is not one of 05
        counted = Counter[_Item](item for clause in clauses for item in _items(whole(clause)))
        wanted: list[_Item] = [*folded, *pairwise(folded)]
        self._weights = {item: log(2 + len(clauses) / (1 + counted[item])) for item in wanted}
        self._title = _items(title)

    def part(self, text: str) -> float:
        """From 0 to 1: how much of it stands in a text."""
        return self._share(_items(text))

    def holds(self, text: str) -> bool:
        """Whether a text is about it: it has the act and the numbers, and enough of the rest, maybe but for what the title says."""
        there = _items(text)
        return self._needed <= there and self._share(there | self._title) >= _LEAST

    def entitles(self, clause: PlacedClause) -> bool:
        """Whether a clause stands under a heading that says whose power it is: by that, or by words of its own that hold it."""
        heading = clause.said.heading
        if not _POWER.match(heading):
            return False
        words = {*_folded(heading)}
        return (self._needed <= words and words <= self._words | self._title | _OF_NOTHING_ELSE) or self.holds(clause.said.text)

    def does(self, act: str) -> bool:
        """Whether an act, or a sentence, says what is done."""
        return self._needed <= _items(act) or self.part(act) >= _LEAST

    def other(self, act: str) -> bool:
        """Whether an act, or a heading, is another one about the same thing."""
        return any(found[0] not in self._asked for found in _OTHER.finditer(analysis.normal(act).lower()))

    def _share(self, there: Set[_Item]) -> float:
        total = sum(self._weights.values()) or 1
        return sum(weight for item, weight in self._weights.items() if item in there) / total


def whole(clause: PlacedClause) -> str:
    """All words that say what a clause is about."""
    return f"{clause.said.heading}\n{clause.said.lead_in}\n{clause.said.text}"


@lru_cache(maxsize=2_000)
def _items(text: str) -> frozenset[_Item]:
    words = _folded(text)
    return frozenset((*words, *pairwise(words)))


def _folded(text: str) -> list[str]:
    """Words without their marks: "hằng tháng" is "hàng tháng"."""
    return analysis.fold_words(analysis.words(analysis.normal(text)))


def answers(question: str, subject: Subject, candidates: Sequence[Candidate]) -> Iterator[Quote]:
    """The quotes that answer, best first."""
    found = [answer for item in candidates for answer in _answers(question, subject, item)]
    best = max((score for score, _ in found), default=0.0)
    yield from (quote for score, quote in sorted(found, key=lambda item: -item[0]) if score >= _NEAR * best)


def _answers(question: str, subject: Subject, candidate: Candidate) -> Iterator[tuple[float, Quote]]:
    """The sentences of a clause that answer, each with how well; of a list that one announces all."""
    rank, clause, statements = candidate
    text, heading = clause.said.text, clause.said.heading
    if subject.other(heading):
        return
    named = any(words in heading.lower() for words in WORDS[question])
    if question == "decides" and subject.entitles(clause):
        yield _POWERS + subject.part(f"{heading}\n{text}"), _quoted(clause, 0, len(text), ())
        return
    ahead = 0.5 * subject.part(heading) + 0.3 / (1 + rank) + 0.4 * named
    if _announces(question, heading) and subject.holds(heading) and not clause.said.lead_in:
        yield ahead + 2, _quoted(clause, 0, len(text), ())
        return
    for start, end in pairwise(_edges(text)):
        marks, said = (
            _marks(question, subject, text, statements, start, end),
            f"{heading}\n{clause.said.lead_in}\n{text[start:end]}",
        )
        listed = text[start:end].rstrip().endswith(":")
        if listed and not marks and question == "amount":
            marks = _marks(question, subject, text, statements, start, len(text))
        listing = question == "conditions" and listed and _LISTS.search(text[start:end])
        if (marks or listing) and subject.holds(said):
            stated = question == "deadline" and any(
                isinstance(mark, Deadline) for mark in marks
            )  # else it may be how long it holds
            # Of sentences under one heading the one that does it itself, and whoever decides before whoever proposes.
            decided = question == "decides" and any(_DECIDING.match(mark.text.strip()) for mark in marks)
            own = (subject.part(text[start:end]) + decided) / 2
            worth = ahead + subject.part(said) + own + bool(listing) + stated
            yield worth, _quoted(clause, start, len(text) if listed else end, marks)
            if listed:
                return


def _announces(question: str, heading: str) -> bool:
    """Whether the clauses of an article are what is asked."""
    if heading.rstrip().endswith(":"):
        return question == "conditions" and _LISTS.search(heading) is not None
    return question in _TITLES and _TITLES[question].match(heading) is not None


def _marks(question: str, subject: Subject, text: str, statements: Sequence[Statement], start: int, end: int) -> tuple[Phrase, ...]:
    """The words of a sentence that answer."""
    here = [one for one in statements if start <= one.action.start < end and not subject.other(one.action.text)]
    kind = StatementKind
    match question:
        case "decides":
            able = (kind.OBLIGATION, kind.POWER)
            doing = [said for said in here if said.actor and said.kind in able and not _APPLYING.match(said.actor.text)]
            deciding = [said for said in doing if _DECIDING.match(said.action.text.strip()) or subject.does(said.action.text)]
            return tuple(part for said in deciding for part in (said.actor, said.action) if part)
        case "conditions":
            ruled = [one for one in here if one.kind not in (kind.SANCTION, kind.PROHIBITION) and subject.does(one.action.text)]
            return tuple(one for said in ruled for one in said.conditions if not one.text.lower().startswith("đối với"))
        case "sanctions":
            return tuple(said.action for said in here if said.kind is kind.SANCTION) if subject.does(text[start:end]) else ()
        case "amount":
            return tuple(amount for amount in read_amounts(text, start, end) if amount.unit in _MONEY)
    terms = tuple(said.deadline for said in here if said.deadline)
    if terms or not _LIMIT.search(text, start, end):
        return terms
    return tuple(amount for amount in read_amounts(text, start, end) if amount.unit in _TIMES)


def listed(words: str, heading: str, part: Provision, article: Provision) -> Quote:
    """The items of a list that words announce at their end, or a heading whose article opens with none; else nothing.

    :param part: whose words they are; ``article`` that it stands in
    """
    under_heading = not article.text and _TITLES["conditions"].match(heading)
    announced = part if words.endswith(":") else article if under_heading else None
    left, passages = _LONGEST, []
    for item in announced.children if announced else ():
        if item.kind in (Kind.CLAUSE, Kind.POINT) and item.text and left >= _SHORTEST:
            some = analysis.cut_at_word(item.text, left)[0].rstrip()
            left -= len(some)
            passages.append(Passage(item.path, "text", 0, some))
    return tuple(passages)


def _quoted(clause: PlacedClause, start: int, end: int, marks: Sequence[Phrase]) -> Quote:
    """The stored words of an answer, a passage for each text that they touch, at most so many characters."""
    passages: list[Passage] = []
    left, text = _LONGEST, clause.said.text
    for stretch in clause.stretches:
        begin, stop = max(stretch.start, start), min(stretch.end, end)
        if begin >= stop or left < _SHORTEST:
            continue
        words = analysis.cut_at_word(text[begin:stop], left)[0].rstrip()
        left -= len(words)
        inside = [(max(mark.start, begin) - begin, min(mark.end, begin + len(words)) - begin) for mark in marks]
        some = tuple(sorted((first, last) for first, last in inside if first < last))
        passages.append(Passage(stretch.path, stretch.field, begin - stretch.start, words, some))
    return tuple(passage for passage in passages if passage.words)
