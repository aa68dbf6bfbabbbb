"""The statements of clauses: what rules and models mark in them, put together, with the values that rules read.

Statements are put together out of marked spans: which actor, deadline and condition belongs to which act.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from documents.duties.clause_words import ClauseWords, holds, opens
from documents.duties.layout import Layout, Marked, Stretch, cut, read_layout
from documents.duties.lexicon import read_lexicon
from documents.duties.marking import Clause, mark
from documents.duties.rules import owner
from documents.duties.statement import Amount, ClauseText, Deadline, Phrase, PlacedClause, Statement, StatementKind, TimeUnit
from documents.duties.values import DURATIONS, case_apart, cases_of, read_amounts, read_deadline
from documents.references.finder import find_references

_LOOSE = frozenset({",", ":", "thì", "còn", "sẽ", "cũng", "và", "nhưng", "mà", "đều", "có", "chỉ", "mới", "đồng", "thời"})

_MAY = frozenset({StatementKind.PERMISSION, StatementKind.POWER})


def _of(spans: Sequence[Marked], label: str) -> list[Marked]:
    return [one for one in spans if one[2] == label]


class Assembler:
    """Puts the spans of a clause together.

    :param edges: of each word its first and last (exclusive) character
    :param cited: where provisions are cited: their numbers are no amounts
    :param above: the lines above it, the nearest first
    """

    def __init__(
        self,
        text: str,
        edges: Sequence[tuple[int, int]],
        layout: Layout,
        cited: Sequence[tuple[int, int]] = (),
        above: Sequence[str] = (),
    ) -> None:
        self._text, self._edges, self._layout, self._cited, self._above = text, edges, layout, cited, above
        self._line, self._words = layout.line_of, ClauseWords(layout)
        self._sentence = [-1] * len(edges)
        for number, (begin, end) in enumerate(layout.sentences):
            self._sentence[begin:end] = [number] * (end - begin)

    def statements(
        self, acts: Sequence[Marked], parties: Sequence[Marked], frame: Sequence[Marked], agreed: Sequence[Marked]
    ) -> tuple[Statement, ...]:
        """The statements of a clause.

        :param acts: labelled with their kind, and the terms of definitions
        :param agreed: those of the acts that are sure
        """
        terms, actors, receivers = _of(acts, "term"), _of(parties, "actor"), _of(parties, "beneficiary")
        acts = [one for one in acts if one[2] != "term"]
        sure = {(begin, kind) for begin, _, kind in agreed}
        self._frame = frame = [one for one in frame if not holds("empty_case", self._words.said(*one[:2]))]
        conditions, deadlines = self._shared(acts, _of(frame, "condition")), self._shared(acts, _of(frame, "deadline"))
        found = []
        for at, act in enumerate(acts):
            defines = act[2] == StatementKind.DEFINITION
            own = [self._phrase(one) for one in conditions[at]]
            receiver = self._receiver(act, receivers)
            actor = self._actor(act, acts, actors, conditions[at])
            named = self._phrase(actor) if actor else self._named_above(act)
            term = next((one for one in reversed(terms) if one[1] <= act[0] and self._line[one[0]] == self._line[act[0]]), None)
            parts = [case_apart(part) for one in deadlines[at] for part in cases_of(self._phrase(one))]
            dues = [read_deadline(part) for part, _ in parts]
            own += [case for _, case in parts if case]
            for due, met in self._cases(dues, own):
                found.append(
                    Statement(
                        self._kind(act, due),
                        self._phrase(act),
                        None if defines else named,
                        self._phrase(receiver) if receiver and not defines else None,
                        due,
                        self._amounts([self._phrase(act), *met], dues),
                        tuple(met),
                        self._phrase(term) if term and defines else None,
                        (act[0], act[2]) in sure and not self._doubtful(act, actor),
                        None if named or defines else self._owner(act),
                        act[2] in _MAY and self._words.find("only", max(act[0] - 4, 0), act[0]) is not None,
                    )
                )
        return tuple(found)

    def _kind(self, act: Marked, due: Deadline | None) -> StatementKind:
        """The kind of an act: what an office decides within a time of its own is its duty."""
        begin, end, kind = act
        timed = kind == StatementKind.POWER and due is not None and due.value is not None
        bare = (
            timed
            and opens("decision", self._words.said(begin, end))
            and not any(stop == begin for *_, stop in self._layout.modals(0, begin))
        )
        return StatementKind.OBLIGATION if bare else StatementKind(kind)

    def _doubtful(self, act: Marked, actor: Marked | None) -> bool:
        """Whether an act may be another's, or of another kind, by its words or those before it."""
        begin, end, kind = act
        words, said = self._layout.words, self._words.said(begin, end)
        above = self._layout.modals(*self._layout.lines[0])[-1:] if self._line[begin] > 0 and self._of_thing(act) else []
        duty = kind in (StatementKind.OBLIGATION, StatementKind.SANCTION)
        if duty and (holds("granted", said) or any(name == "permission" for name, *_ in above)):
            return True  # "Hộ phải di dời … được xem xét hỗ trợ", "được thanh toán: a) Các khoản phí phải nộp"
        before = actor[0] - 1 if actor else 0
        comma = max((at for at in range(before) if words[at] == ","), default=-1)
        case = any(one[0] < comma and one[1] == before for one in self._frame)
        if comma >= 0 and words[before] == "," and case and self._words.person(comma + 1, before):
            return True  # "… theo phân công của Lãnh đạo, luật sư, cộng tác viên được …"
        return kind == StatementKind.POWER and opens("decision", said) and holds("and_duty", said)

    def _phrase(self, one: Marked) -> Phrase:
        last = one[1] - 1 - (one[1] - one[0] > 1 and self._layout.words[one[1] - 1] in "(,;:")
        start, end = self._edges[one[0]][0], self._edges[last][1]
        end += self._text[start : end + 1].endswith(")") and self._text.count("(", start, end) > self._text.count(")", start, end)
        return Phrase(start, end, self._text[start:end])

    def _cases(self, dues: Sequence[Deadline], conditions: Sequence[Phrase]) -> list[tuple[Deadline | None, Sequence[Phrase]]]:
        """One act with a deadline for each case is a statement for each, with the conditions that speak of it."""
        # "trong thời hạn quy định sau: a) 60 ngày …"
        dues = [due for due in dues if due.value or any(map(str.isdigit, due.text))] or dues
        lines = [self._text.count("\n", 0, due.start) for due in dues]
        if len(dues) < 2 or not (len(set(lines)) == len(dues) or all(due.value for due in dues)):
            return [(dues[-1] if dues else None, conditions)]
        met: list[list[Phrase]] = [[] for _ in dues]
        for one in conditions:
            line = self._text.count("\n", 0, one.start)
            same = [at for at in range(len(dues)) if lines[at] == line] or range(len(dues))
            behind = [at for at in same if lines[at] == line and dues[at].start < one.start]
            for at in behind[-1:] or same:
                met[at].append(one)
        return list(zip(dues, met, strict=True))

    def _amounts(self, phrases: Sequence[Phrase], dues: Sequence[Deadline]) -> tuple[Amount, ...]:
        taken = [*self._cited, *((due.start, due.end) for due in dues)]
        found = {
            (one.start, one.end): one
            for phrase in phrases
            for one in read_amounts(self._text, phrase.start, phrase.end)
            if not (phrase is not phrases[0] and one.unit in DURATIONS - {TimeUnit.HOUR})  # how long a condition lasts is no amount
            and not any(start < one.end and one.start < end for start, end in taken)
        }
        return tuple(found[place] for place in sorted(found))

    def _actor(self, act: Marked, acts: Sequence[Marked], actors: Sequence[Marked], conditions: Sequence[Marked]) -> Marked | None:
        """The nearest actor before an act in its sentence, in its case or words; else that of the lead-in, or before."""
        same = [one for one in actors if one[1] <= act[0] and self._sentence[one[1] - 1] == self._sentence[act[0]]]
        inside = [one for one in actors if act[0] <= one[0] and one[1] <= act[1] and not self._words.verb(act[0])]
        if same or inside:
            return same[-1] if same else inside[0]
        if who := self._agent(act) or self._of_case(act, conditions):
            return (*who, "actor")
        if self._of_thing(act):
            return None
        if self._line[act[0]] > 0:
            lead = [one for one in actors if self._line[one[0]] == 0]
            opens = self._layout.words[self._layout.lines[0][1] - 1] == ":" or not any(self._line[one[0]] == 0 for one in acts)
            if lead and opens:
                return lead[-1] if self._goes_on(act) else None
        begin = self._layout.sentences[self._sentence[act[0]]][0]
        if self._words.match("timed", begin, act[0]) == act[0]:  # "Thời hạn bổ sung hồ sơ là …": who is another's matter
            return None
        return self._actor_before(act, begin, acts, actors)

    def _actor_before(self, act: Marked, begin: int, acts: Sequence[Marked], actors: Sequence[Marked]) -> Marked | None:
        before = [one for one in actors if one[1] <= begin and self._line[one[0]] == self._line[begin]]
        # An act that begins its sentence begins with a thing, or goes on with what the same actor does.
        words = self._layout.words
        goes_on = words[begin - 1] in ".;" and read_lexicon().verbs.get(" ".join(words[begin : begin + 2]), "0") >= "1"
        if not before or not (act[0] > begin or goes_on) or not self._goes_on(act):
            return None
        agent = any(one[0] <= before[-1][0] < one[1] for one in acts)  # "Mức thu do Bộ quy định. Phải …"
        return None if agent else before[-1]

    def _of_thing(self, act: Marked) -> bool:
        """Whether an act begins with the thing that it is about: "hồ sơ phải kèm theo …", "mức đóng tối đa bằng …"."""
        begin, end, words = *act[:2], self._words
        modal = None if words.verb(begin) and words.words[begin - 1] != "." else words.main(begin, end)
        return bool(modal and modal.begin > begin) or (not words.verb(begin) and words.match("rated", begin, end) is not None)

    def _agent(self, act: Marked) -> Stretch | None:
        """Who does what a thing undergoes: "Giấy phép phải được Bộ Y tế thu hồi"."""
        (begin, end, _), words = act, self._words
        modal = words.main(begin, end)
        by = "must_by" if modal and modal.name != "passive" else "by"
        return None if words.verb(begin) else words.agent(by, begin, end)

    def _of_case(self, act: Marked, conditions: Sequence[Marked]) -> Stretch | None:
        """Who is in the case before an act that names nobody: "Trường hợp người học vi phạm thì phải …"."""
        words, place = self._words, self._sentence[act[0]]
        for begin, end, _ in conditions:
            start = words.match("of_case", begin, end)
            here = start and end <= act[0] and self._sentence[begin] == place and not self._of_thing(act)
            if start and here and words.person(start, end) and self._goes_on(act):
                cut, verb = words.find("in_case", start + 2, end), words.bare(start, end)
                stop = min([*(cut or ())[:1], *([verb] if verb else [])], default=None)
                refused = words.find("refused", start, end) and not self._layout.modals(end, act[0])
                return (start, stop) if stop and not refused else None
        return None

    def _named_above(self, act: Marked) -> Phrase | None:
        """Whose act it is by the first line of the clause, where it begins with its verb: "3. Cơ sở chế biến:"."""
        line = self._text.partition("\n")[0]
        place = owner(line) if self._line[act[0]] > 0 and self._words.verb(act[0]) and self._goes_on(act) else None
        return Phrase(*place, line[slice(*place)]) if place else None

    def _owner(self, act: Marked) -> str | None:
        """Whose act it is by the lines above the clause, where it begins with its verb."""
        said = self._line[act[0]] > 0 and self._layout.modals(*self._layout.lines[0])  # nothing above says more of its points
        if said or not self._words.verb(act[0]) or not self._goes_on(act):
            return None
        return next((line[slice(*place)] for line in self._above if (place := owner(line))), None)

    def _goes_on(self, act: Marked) -> bool:
        """Whether nothing but a modal, conditions and deadlines stands before an act in its sentence: no subject of its own."""
        begin, words = self._layout.sentences[self._sentence[act[0]]][0], self._layout.words
        told = [one[:2] for one in self._frame] + [one[2:] for one in self._layout.modals(begin, act[0])]
        seen = {at for first, stop in told for at in range(first, stop)}
        due = self._words.find("deadline", begin, act[0])
        seen |= set(range(*due)) if due else set()
        bare = all(at in seen or words[at] in _LOOSE for at in range(self._words.match("timed", begin, act[0]) or begin, act[0]))
        return bare or self._words.match("adjunct", begin, act[0]) is not None

    def _receiver(self, act: Marked, receivers: Sequence[Marked]) -> Marked | None:
        """Who receives something by an act, without what that one then does; not of what somebody else is asked to do."""
        for begin, end, label in receivers:
            before = " ".join(self._layout.words[act[0] : begin])
            if act[0] <= begin < act[1] and holds("given_to", before) and self._words.person(begin, end):
                if opens("asks", before) and "," not in before:
                    return None
                end = min(end, act[1])
                stops = [self._words.find(name, begin + 2, end) for name in ("then_acts", "receiver_end")]
                ends = [*(stop[0] for stop in stops if stop), self._words.bare(begin, end) or end]
                return begin, min(ends), label
        return None

    def _shared(self, acts: Sequence[Marked], found: Sequence[Marked]) -> list[list[Marked]]:
        owned: list[list[Marked]] = [[] for _ in acts]
        for one in found:
            for at in self._owners(one, acts):
                owned[at].append(one)
        return owned

    def _own_case(self, one: Marked, last: Marked, act: Marked) -> bool:
        """Whether a case or term before other acts is not that of an act that tells its own: "khi … được 40%, được 20% khi …"."""
        if not one[1] <= last[0]:
            return False
        own = [other for other in self._frame if other[0] >= last[1] and self._sentence[other[0]] == self._sentence[act[0]]]
        mark = self._layout.words[one[0]]
        if one[2] == "deadline":  # "Hằng năm, Sở kiểm tra cơ sở, nếu không đủ điều kiện thì thu hồi …"
            return any(other[1] <= act[0] for other in own)
        return any(self._layout.words[other[0]] == mark for other in own)

    def _owners(self, one: Marked, acts: Sequence[Marked]) -> Sequence[int]:
        inside = [at for at, act in enumerate(acts) if act[0] <= one[0] and one[1] <= act[1]]
        if inside:
            return inside[:1]
        place = self._sentence[one[0]]
        here = [at for at, act in enumerate(acts) if self._sentence[act[0]] <= place <= self._sentence[act[1] - 1]]
        if here:
            return self._owners_beside(one, acts, here)
        line = self._line[one[0]]
        last = [at for at, act in enumerate(acts) if self._line[act[0]] == line and act[1] <= one[0]][-1:]
        timed = any(other[2] == "deadline" and self._sentence[other[1] - 1] == place for other in self._frame)
        if last and timed and self._layout.words[self._layout.sentences[place][0] - 1] == ";":  # a further deadline, and its case
            return last
        if line > 0:
            return self._owners_of_point(one, acts, line)
        # words before the list speak of all its points
        opens_list = one[2] == "condition" or self._layout.words[self._layout.lines[0][1] - 1] == ":"
        return [at for at, act in enumerate(acts) if opens_list and self._line[act[0]] > 0]

    def _owners_beside(self, one: Marked, acts: Sequence[Marked], here: Sequence[int]) -> Sequence[int]:
        before = [at for at in here if acts[at][0] < one[0]]
        after = [at for at in here if acts[at][0] >= one[1] and not (at and self._own_case(one, acts[at - 1], acts[at]))]
        words = self._layout.words
        then = words[one[1] : one[1] + 1] == ("thì",)  # "…, nếu gây thiệt hại thì phải bồi thường"
        then = then or (one[2] == "deadline" and words[one[0] - 1] == "và")  # "… và trong 12 giờ phải quyết định"
        return after if after and (then or not before) else before[-1:]

    def _owners_of_point(self, one: Marked, acts: Sequence[Marked], line: int) -> Sequence[int]:
        """Of a point that is a case of the act before the list, or a paragraph of its own."""
        words, lines = self._layout.words, self._layout.lines
        if one[2] == "deadline" and one[0] > lines[line][0] and words[one[0] - 1] not in {":", ",", "là"}:
            return []  # of the case
        point = words[lines[0][1] - 1] == ":" or "\n" not in words[lines[line][0] - 1]
        lead = [at for at, act in enumerate(acts) if self._line[act[0]] == 0 and point]
        return [at for at, act in enumerate(acts) if self._line[act[0]] == line and act[0] >= one[1]][:1] or lead[-1:]


_MOST = 40_000
"""So many characters of a clause are read: the time grows faster than the number of its sentences."""
_AT_ONCE = 200
"""So many clauses are marked at once."""


class CutClause(NamedTuple):
    """A clause and where its tokens stand."""

    said: ClauseText
    edges: Sequence[Stretch]


def read_statements(clauses: Iterable[ClauseText]) -> list[tuple[Statement, ...]]:
    """The statements of clauses, one tuple for each; of a clause without end only those at its beginning."""
    short = [ClauseText(one.text[:_MOST], one.heading, one.lead_in) for one in clauses]
    parts = (short[first : first + _AT_ONCE] for first in range(0, len(short), _AT_ONCE))
    return [found for part in parts for _, found in read_cut([CutClause(one, cut(one.text)) for one in part])]


def read_placed(clauses: Sequence[PlacedClause]) -> list[tuple[Statement, ...]]:
    """The statements of the clauses of a text; of the words before clauses what is sure of somebody named, and what
    they do not leave to the clauses.
    """
    found = read_statements(clause.said for clause in clauses)
    return [tuple(_opening(clause, some)) if clause.opens else some for clause, some in zip(clauses, found, strict=True)]


def _opening(clause: PlacedClause, statements: Iterable[Statement]) -> Iterator[Statement]:
    """The cases that the clauses list are said to stand there: "bồi thường … trong các trường hợp sau đây"."""
    text = clause.said.text
    for one in statements:
        rest = text[one.action.end :].rstrip(" :\n")
        start = len(text) - len(text[one.action.end :].lstrip(" ,"))
        cases = Phrase(start, one.action.end + len(rest), text[start : one.action.end + len(rest)])
        if one.sure and one.actor and not holds("announced", one.action.text):
            told = holds("empty_case", cases.text.lower()) and not any(start < met.end for met in one.conditions)
            yield replace(one, conditions=(*one.conditions, cases)) if told else one


def read_cut(clauses: Sequence[CutClause]) -> Iterator[tuple[dict[str, list[Marked]], tuple[Statement, ...]]]:
    """What is marked in clauses, see :func:`documents.duties.marking.mark`, and the statements that come of it."""
    asked = []
    for said, edges in clauses:
        words = [said.text[begin:end] for begin, end in edges]
        asked.append(Clause(words, read_layout(words), said.heading, said.lead_in))
    for (said, edges), one, marked in zip(clauses, asked, mark(asked), strict=True):
        cited = [(found.start, found.end) for found in find_references(said.text)] if marked["acts"] else []
        reader = Assembler(said.text, edges, one.layout, cited, (said.lead_in, said.heading))
        yield marked, reader.statements(**marked)
