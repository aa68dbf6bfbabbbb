"""What the clauses of a text answer to a question about a subject: quoted sentences, found by their statements; nothing is made up.

A statement answers if its sentence is about the subject and it has what is asked: an actor and an act of deciding, a deadline, and
so on. Conditions that an article or a clause announces answer as they stand; so do amounts and terms that no statement has.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from documents.duties.clause_words import names, plain
from documents.duties.statement import Amount, Deadline, Phrase, PlacedClause, Statement, StatementKind, TimeUnit
from documents.duties.values import read_amounts
from documents.model import Kind
from documents.paths import kind_of, upward
from kb.language import analysis
from kb.review.subject import ANY_WRONG, LABEL, PUNISHED, Subject, punishes, punishments, whole

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
_ASKED = re.compile(
    r"(?<!\w)(?:trình|báo cáo|đề nghị)\s+(?P<body>[^\W\d_a-zà-ỹđ]\w*(?:\s+(?:-\s+)?\w+){0,15}?)\s+"
    r"(?P<act>(?:(?:xem xét|ký|ra|ban hành)[\s,]+)*(?:quyết định|phê duyệt|chấp thuận|cho phép|công nhận)(?!\w)[^.;\n]*)"
)
"""Who is asked to decide: "xem xét, trình Chủ tịch Ủy ban nhân dân cấp huyện quyết định hỗ trợ"."""
_IS = re.compile(
    r"(?<!\w)(?:cơ quan|người|cấp)\s+(?:nhà nước\s+)?có\s+thẩm quyền\s+(?P<act>(?:\w+\s+){2,20}?)"
    r"là\s+(?P<body>\w+(?:[,\s]+(?:-\s+)?\w+){0,15})",
    re.IGNORECASE,
)
"""Who it is that decides: "Người có thẩm quyền cấp giấy phép là trưởng làng"."""
_VALID = re.compile(r"(?<!\w)có\s+(?:hiệu lực|giá trị)|thời hạn\s+(?:hiệu lực|sử dụng)", re.IGNORECASE)
"""How long something holds, which is no term for doing it."""
_OWN_RIGHT = re.compile(r"(?:quyết định|phê duyệt|ban hành)(?!\w)", re.IGNORECASE)
"""What who may do it decides; "được cấp" says the contrary."""
_LIMIT = re.compile(
    r"(?<!\w)(?:trong thời hạn|thời hạn(?:\s+\w+){0,8}\s+là|không quá|chậm nhất|muộn nhất|tối đa|trong vòng|trước ít nhất)(?!\w)",
    re.IGNORECASE,
)
_VAGUE = re.compile(r"(?:các\s+)?(?:cơ quan|người|cấp)\s+(?:nhà nước\s+)?(?:có thẩm quyền|cấp|tiếp nhận)(?!\w)", re.IGNORECASE)
_APPLYING = re.compile(
    r"(?:các\s+)?(?:doanh nghiệp|cơ sở|tổ chức|cá nhân|hộ|nạn nhân|đối tượng|công dân|nhà đầu tư|thương nhân|chủ đầu tư"
    r"|học sinh|sinh viên|người(?!\s+(?:đứng đầu|có thẩm quyền|được ủy quyền|ra quyết định)))(?!\w)",
    re.IGNORECASE,
)
"""Those for whom others decide."""
_EVERY = re.compile(r"(?:hằng|hàng|mỗi|định kỳ)(?!\w)", re.IGNORECASE)
_RULING = re.compile(r"(?:quy định|hướng dẫn)(?!\w)", re.IGNORECASE)
"""Who makes rules about it does not decide it."""
_PAPERS = re.compile(r"(?:hồ sơ|giấy tờ|tài liệu)(?:\s+[\w,]+)*\s*:$", re.IGNORECASE)
"""At the end of what announces papers."""
_CASES = re.compile(r"(?<!trừ )(?<!không )(?:trường hợp|đối tượng|điều kiện)(?:\s+\w+){0,3}\s+sau(?!\w)", re.IGNORECASE)
_PROCEDURE = re.compile(r"(?:trình tự|thủ tục|hồ sơ|thời hạn|thời gian|mức|thẩm quyền|trách nhiệm|nội dung)(?!\w)", re.IGNORECASE)
_STEPS = re.compile(r"(?:\d+\.\s+)?(?:hồ sơ,\s+)?(?:trình tự|thủ tục)(?!\w)", re.IGNORECASE)
_WHEN = re.compile(
    r"(?:các\s+|những\s+)?(?:trường hợp|điều kiện|tiêu chuẩn|đối tượng(?=.*(?<!\w)(?:hưởng|được|bị)(?!\w)))"
    r"(?!.*(?<!\w)(?:không|miễn|trừ)(?!\w))",
    re.IGNORECASE,
)
_WHO = re.compile(
    rf"(?:các\s+|những\s+)?(?:cơ quan|tổ chức|đơn vị|cấp|người)(?!\w).*(?<!\w)(?:có thẩm quyền(?!\w)|được\s+{_DECIDING.pattern})",
    re.IGNORECASE,
)
_POWER = re.compile(r"(?:\d+\.\s+)?(?:thẩm quyền)(?!\w)", re.IGNORECASE)
_LISTED = {"conditions": _WHEN, "decides": _WHO}
"""Headings of articles whose clauses are the cases in which something is done, or who gets it, and who does it."""
_FACTOR = re.compile(r"hệ số\s+\d+(?:[.,]\d+)?", re.IGNORECASE)
_COUNTED = re.compile(r"(?:gấp|bằng)\s+$", re.IGNORECASE)
_MEASURE = re.compile(
    r"\s*(?:\([^)]*\)\s*)?(?:mức|tiền|số tiền|giá|giá trị|lương|chi phí|kinh phí|phí|lệ phí|tổng|học phí)(?!\w)", re.IGNORECASE
)
"""How often and which part say how much only beside money: "hai lần được tặng", "quá 1/2 số phiếu" do not."""
_HARM = re.compile(r"(?<!\w)(?:tổn thương|suy giảm)(?!\w)[^.;]*$", re.IGNORECASE)
_MONEY = frozenset({"VND", "%", "times", "base_salary", "fraction", "USD", "EUR"})
_SHARES = frozenset({"times", "fraction"})
_TIMES = frozenset(TimeUnit)
_EXAMPLE = re.compile(r"\n\s*Ví dụ(?!\w)")
_SENTENCE = re.compile(r"(?<=[.;:!?])\s+(?=[^\W\d_a-zà-ỹđ])|\n")
_BARE = 4
"""Words of an act that names no thing: "xem xét, quyết định"."""

_NEAR, _LONGEST, _SHORTEST = 0.8, 900, 40
"""How good an answer is at least beside the best; characters of a quote, and of the last piece of one that is cut."""


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


def sentences(text: str, start: int, end: int) -> tuple[int, int]:
    """From where to where the sentences go that some words of a text stand in."""
    edges = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    return max(edge for edge in edges if edge <= start), min(edge for edge in edges if edge >= end)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Words of a clause that answer: the sentences around them are quoted.

    :param act: the act that they are about
    :param sure: what speaks for them, beside their being about the subject
    :param stated: it is a statement's; else what is said of a value
    :param named: the heading names who decides about the subject
    """

    start: int
    end: int
    marks: tuple[Phrase, ...]
    act: str
    sure: float = 0.0
    stated: bool = True
    named: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """Words of a clause, with those that answer."""

    clause: PlacedClause
    start: int
    end: int
    marks: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class _Answer:
    """What answers: sentences of a clause, or of several that the words of their article announce."""

    score: float
    parts: tuple[_Part, ...]


Candidate = tuple[int, PlacedClause, tuple[Statement, ...]]
"""A clause with the place of its article among what search found, and its statements."""


def answers(question: str, subject: Subject, candidates: Sequence[Candidate]) -> Iterator[Quote]:
    """The quotes that answer, best first."""
    found = [answer for item in candidates for answer in _answers(question, subject, item)]
    if question in _LISTED:
        found += _announced(question, subject, candidates)
    best = max((item.score for item in found), default=0.0)
    shown: list[_Answer] = []
    for item in sorted(_together(found), key=lambda item: -item.score):
        if item.score < _NEAR * best:
            return
        if not any(_overlap(item, other) for other in shown):
            shown.append(item)
            yield _quoted(item)


def _overlap(one: _Answer, other: _Answer) -> bool:
    return any(
        part.clause is there.clause and part.start < there.end and there.start < part.end
        for part in one.parts
        for there in other.parts
    )


def _together(found: Sequence[_Answer]) -> Iterator[_Answer]:
    """Answers that the same words of an article announce are one, in reading order."""
    lists: dict[str, list[_Answer]] = {}
    for item in found:
        first = item.parts[0].clause
        if first.said.lead_in.rstrip().endswith(":") and len(item.parts) == 1:
            lists.setdefault(_article(first), []).append(item)
        else:
            yield item
    for some in lists.values():
        parts: list[_Part] = []
        for item in sorted(some, key=lambda item: -item.score):
            if not any(_overlap(item, _Answer(0, (part,))) for part in parts):
                parts += item.parts
        in_order = tuple(part for item in some for part in item.parts if part in parts)
        yield _Answer(max(item.score for item in some), in_order)


def _answers(question: str, subject: Subject, candidate: Candidate) -> Iterator[_Answer]:
    rank, clause, statements = candidate
    text, heading = clause.said.text, clause.said.heading
    general = question == "sanctions" and subject.titled and ANY_WRONG.match(heading)
    if subject.elsewhere(heading) or not (general or subject.holds(whole(clause))):
        return
    ruled = found.start() if (found := _EXAMPLE.search(text)) else len(text)
    edges = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    base = _standing(question, subject, rank, heading)
    steps: Callable[[str], bool] = lambda words: bool(_STEPS.match(words)) and subject.holds(words)  # noqa: E731
    for spot in _spots(question, subject, clause, statements, edges):
        if spot.start >= ruled:
            continue
        begin, stop = sentences(text, spot.start, spot.end)
        words, same_act = f"{heading}\n{clause.said.lead_in}\n{text[begin:stop]}", spot.stated and subject.begins(spot.act)
        whole_list, punished = text[begin:stop].rstrip().endswith(":"), 0.0
        if question == "sanctions":
            punished = punishes(subject, heading, text[begin : len(text) if whole_list else stop])
            if not punished:
                continue
        elif question == "deadline" and not spot.stated:
            if not any(map(subject.holds, (heading, clause.said.lead_in))) and not subject.suits(question, spot.act):
                continue
        elif not subject.holds(words) or not (
            same_act
            or (spot.named and not subject.other(spot.act))
            or subject.suits(question, spot.act)
            or (question == "deadline" and any(map(steps, (heading, text.partition("\n")[0]))))
        ):
            continue
        about = (
            subject.near(words)
            + 0.4 * subject.near(text[begin:stop])
            + 0.4 * subject.part(text[begin:stop] if spot.named else spot.act)
        )
        about += 0.6 * same_act + punished - 0.6 * (question == "deadline" and bool(_VALID.search(text, begin, stop)))
        yield _Answer(base + about + spot.sure, (_Part(clause, begin, len(text) if whole_list else stop, spot.marks),))


def _standing(question: str, subject: Subject, rank: int, heading: str) -> float:
    named = any(words in heading.lower() for words in WORDS[question])
    return 0.5 * subject.near(heading) + 0.3 / (1 + rank) + 0.4 * named


def _announced(question: str, subject: Subject, candidates: Sequence[Candidate]) -> Iterator[_Answer]:
    """The lists of who decides, and of conditions: what the words of an article or a clause announce as such."""
    articles: dict[str, list[Candidate]] = {}
    for item in candidates:
        articles.setdefault(_article(item[1]), []).append(item)
    for some in articles.values():
        rank, first, _ = some[0]
        heading, lead = first.said.heading, first.said.lead_in
        if heading.rstrip().endswith(":"):  # no title, but the sentence that announces
            heading, lead = "", heading
        if subject.elsewhere(heading):
            continue
        base = _standing(question, subject, rank, heading) + 1.2
        lines = [(clause, clause.said.text.partition("\n")[0]) for _, clause, _ in some]
        own = [clause for clause, line in lines if _announces(question, subject, line) and subject.holds(line)]
        if _LISTED[question].match(heading) and not lead and not own and subject.holds(heading):
            parts = tuple(_Part(clause, 0, len(clause.said.text)) for _, clause, _ in some)
            yield _Answer(base + 1.8 * subject.near(heading), parts)
        if question == "conditions" and _announces(question, subject, lead) and subject.holds(f"{heading}\n{lead}"):
            yield _Answer(base + 1.8 * subject.near(lead), tuple(_Part(clause, 0, len(clause.said.text)) for _, clause, _ in some))
        for clause, line in lines:
            if _announces(question, subject, line) and subject.holds(f"{heading}\n{line}") and not subject.refused(line):
                yield _Answer(base + 1.8 * subject.near(line), (_Part(clause, 0, len(clause.said.text)),))


def _announces(question: str, subject: Subject, line: str) -> bool:
    line = line.rstrip()
    if question == "decides":
        return line.endswith(":") and bool(_POWER.match(line))
    listed = line.endswith(":") and not _PAPERS.search(line) and not PUNISHED.search(line)
    called = any(words in line.lower() and not subject.says(words) for words in WORDS["conditions"])
    return listed and (called or (bool(_CASES.search(line)) and not _PROCEDURE.match(line)))


def _article(clause: PlacedClause) -> str:
    return next((above for above in upward(clause.path) if kind_of(above) is Kind.ARTICLE), clause.path)


def _spots(
    question: str, subject: Subject, clause: PlacedClause, statements: Sequence[Statement], edges: Sequence[int]
) -> Iterator[_Spot]:
    """Where a clause says what is asked."""
    text, heading, taken = clause.said.text, clause.said.heading, list[Phrase]()
    if question == "conditions" and PUNISHED.search(text.partition("\n")[0]):
        return  # when something ends or is punished, not when it is given
    named = question == "decides" and WORDS[question][0] in heading.lower() and subject.holds(heading)
    for said in statements:
        if marks := _answering(question, subject, said) or (_deciding(said) if named else ()):
            taken += marks
            parts = [part for part in (said.actor, said.action, *marks) if part]
            start, end = min(part.start for part in parts), max(part.end for part in parts)
            if question != "decides" and text.count("\n", start, end) > 1:  # the words of a list: only the item that answers
                start, end = marks[0].start, marks[-1].end
            vague = (isinstance(marks[0], Deadline) and marks[0].value is None) or bool(_VAGUE.match(marks[0].text))
            yield _Spot(start, end, marks, said.action.text, -0.4 * vague, named=named)
    bare = LABEL.sub("", text, count=1)
    if named and not taken and names("organs", plain(bare)) and not _VAGUE.match(bare):  # of a long subject no statement is read
        yield _Spot(0, edges[-1], (), text, named=True)
    if question == "decides":
        for found in _IS.finditer(text):
            yield _Spot(*found.span(), (Phrase(*found.span("body"), found["body"]),), found["act"], named=named)
        for found in _ASKED.finditer(text):
            act = found["act"] if len(found["act"].split()) > _BARE else text[sentences(text, *found.span())[0] : found.end()]
            yield _Spot(*found.span(), tuple(Phrase(*found.span(name), found[name]) for name in ("body", "act")), act, -0.4)
    line = text.partition("\n")[0].rstrip()
    term = question == "deadline" and "thời hạn" in line.lower() and not _LIMIT.search(line)
    if line.endswith(":") and (question == "amount" or term):  # of a list all items
        marks = tuple(mark for start, end in pairwise(edges) for mark in _values(question, text, start, end))
        if marks:
            yield _Spot(0, marks[-1].end, marks, line, stated=False)
    for start, end in pairwise(edges) if question in ("amount", "deadline", "sanctions") else ():
        marks = tuple(_values(question, text, start, end))
        if marks and not any(start < mark.end and mark.start < end for mark in taken):
            act = next((said.action.text for said in statements if start <= said.action.start < end), "")
            yield _Spot(start, end, marks, act or text[start:end], stated=bool(act))


def _deciding(said: Statement) -> tuple[Phrase, ...]:
    """The words of a statement that tells what who is named does."""
    active = said.kind in (StatementKind.OBLIGATION, StatementKind.POWER) and _DECIDING.match(said.action.text.strip())
    return tuple(part for part in (said.actor, said.action) if part) if active else ()


def _values(question: str, text: str, start: int, end: int) -> Iterator[Phrase]:
    """What a sentence says of values and sanctions that no statement has."""
    if question == "amount":
        yield from (amount for amount in read_amounts(text, start, end) if amount.unit in _MONEY and _of_money(text, amount))
        yield from (Phrase(*found.span(), found[0]) for found in _FACTOR.finditer(text, start, end))
    elif question == "sanctions":
        yield from punishments(text, start, end)
    elif _LIMIT.search(text, start, end):
        yield from (amount for amount in read_amounts(text, start, end) if amount.unit in _TIMES)


def _of_money(text: str, amount: Amount) -> bool:
    if amount.unit not in _SHARES:
        return not (amount.unit == "%" and _HARM.search(text[: amount.start].rpartition("\n")[2]))
    return bool(_MEASURE.match(text, amount.end) or _COUNTED.search(text[: amount.start]))


def _answering(question: str, subject: Subject, said: Statement) -> tuple[Phrase, ...]:
    """The words of a statement that answer, none if it does not."""
    if question == "decides":
        act, kind = said.action.text.strip(), said.kind
        decides = (_OWN_RIGHT if kind is StatementKind.PERMISSION else _DECIDING).match(act)
        does = (
            kind in (StatementKind.OBLIGATION, StatementKind.POWER)
            and not _ASKED.search(act)
            and (subject.begins(act) or subject.done_in(act))
        )
        if said.actor and _APPLYING.match(said.actor.text) and not _OWN_RIGHT.match(act):
            return ()
        wanted = said.actor is not None and kind is not StatementKind.PROHIBITION and (decides or does) and not _RULING.match(act)
        return (said.actor, said.action) if said.actor and wanted else ()
    if question == "deadline":
        return (said.deadline,) if said.deadline and not _EVERY.match(said.deadline.text) else ()
    if question == "conditions":
        told = () if said.kind in (StatementKind.SANCTION, StatementKind.PROHIBITION) else said.conditions
        return tuple(words for words in told if not words.text.lower().startswith("đối với"))  # of whom it speaks
    punishes = question == "sanctions" and said.kind is StatementKind.SANCTION and not subject.done_in(said.action.text)
    return (said.action,) if punishes else ()


def _quoted(answer: _Answer) -> Quote:
    """The stored words of an answer, a passage for each text that they touch, at most so many characters; before them what
    announces them.
    """
    passages: list[Passage] = []
    left = _LONGEST
    for part in answer.parts:
        clause, text = part.clause, part.clause.said.text
        if not passages and clause.said.lead_in.rstrip().endswith(":"):
            passages.append(Passage(_article(clause), "text", 0, clause.said.lead_in))
        head = clause.stretches[0]
        if part.start >= head.end and text[head.start : head.end].rstrip().endswith(":"):
            passages.append(Passage(head.path, head.field, head.offset, text[head.start : head.end]))
        for stretch in clause.stretches:
            begin, stop = max(stretch.start, part.start), min(stretch.end, part.end)
            if begin >= stop or left < _SHORTEST:
                continue
            words = analysis.cut_at_word(text[begin:stop], left)[0].rstrip()
            left -= len(words)
            inside = [(max(mark.start, begin) - begin, min(mark.end, begin + len(words)) - begin) for mark in part.marks]
            marks = tuple(sorted((start, end) for start, end in inside if start < end))
            passages.append(Passage(stretch.path, stretch.field, stretch.offset + begin - stretch.start, words, marks))
    return tuple(passage for passage in passages if passage.words)
