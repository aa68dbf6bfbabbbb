"""Statements out of marked spans: which actor, deadline and condition belongs to which act."""

from collections.abc import Sequence

from documents.duties.clause_words import ClauseWords, holds, opens
from documents.duties.layout import Layout, Marked
from documents.duties.lexicon import read_lexicon
from documents.duties.rules import owner
from documents.duties.statement import Amount, Deadline, Phrase, Statement, StatementKind
from documents.duties.values import DURATIONS, cases_of, read_amounts, read_deadline

_HANDS = frozenset({"trình", "cáo"})  # "trình", "báo cáo"
_LOOSE = frozenset({",", ":", "thì", "còn", "sẽ", "cũng", "và", "nhưng", "mà", "đều", "có", "chỉ", "mới", "đồng", "thời"})


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
        terms = [one for one in acts if one[2] == "term"]
        acts = [one for one in acts if one[2] != "term"]
        actors = [one for one in parties if one[2] == "actor"]
        receivers = [one for one in parties if one[2] == "beneficiary"]
        sure = {(begin, kind) for begin, _, kind in agreed}
        acts, handed = self._handed(acts, receivers)
        self._frame = frame = [one for one in frame if not holds("empty_case", self._words.said(*one[:2]))]
        conditions = self._shared(acts, [one for one in frame if one[2] == "condition"])
        deadlines = self._shared(acts, [one for one in frame if one[2] == "deadline"])
        for at, act in enumerate(acts):
            if act in handed:  # what stands before the sentence is said of who hands it on
                conditions[at], deadlines[at] = ([one for one in some[at] if one[0] > act[0]] for some in (conditions, deadlines))
        for at, act in enumerate(acts):  # a term of its own counts for a point, not that of the words before the list
            nearer = [one for one in deadlines[at] if self._line[one[0]] == self._line[act[0]] > 0]
            deadlines[at] = nearer or deadlines[at]
        found = []
        for at, act in enumerate(acts):
            defines = act[2] == StatementKind.DEFINITION
            own = [self._phrase(one) for one in conditions[at]]
            receiver = self._receiver(act, receivers)
            actor = handed.get(act) or self._actor(act, acts, actors)
            term = next((one for one in reversed(terms) if one[1] <= act[0] and self._line[one[0]] == self._line[act[0]]), None)
            dues = [read_deadline(part) for one in deadlines[at] for part in cases_of(self._phrase(one))]
            for due, met in self._cases(dues, own):
                found.append(
                    Statement(
                        StatementKind(act[2]),
                        self._phrase(act),
                        self._phrase(actor) if actor and not defines else None,
                        self._phrase(receiver) if receiver and not defines else None,
                        due,
                        self._amounts([self._phrase(act), *met], dues),
                        tuple(met),
                        self._phrase(term) if term and defines else None,
                        (act[0], act[2]) in sure and not self._may_be_right(act),
                        None if actor or defines else self._owner(act),
                    )
                )
        return tuple(found)

    def _may_be_right(self, act: Marked) -> bool:
        """Whether a duty may be a right of whom its first words describe: "Hộ phải di dời … được xem xét hỗ trợ"."""
        return act[2] in (StatementKind.OBLIGATION, StatementKind.SANCTION) and holds("granted", self._words.said(*act[:2]))

    def _phrase(self, one: Marked) -> Phrase:
        start, end = self._edges[one[0]][0], self._edges[one[1] - 1][1]
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
            if not (phrase is not phrases[0] and one.unit in DURATIONS)  # how long a condition lasts is no amount
            and not any(start < one.end and one.start < end for start, end in taken)
        }
        return tuple(found[place] for place in sorted(found))

    def _actor(self, act: Marked, acts: Sequence[Marked], actors: Sequence[Marked]) -> Marked | None:
        """The nearest actor before an act in its sentence; else that of the words before the list, else of the sentence before."""
        same = [one for one in actors if one[1] <= act[0] and self._sentence[one[0]] == self._sentence[act[0]]]
        inside = [one for one in actors if act[0] <= one[0] and one[1] <= act[1]]
        if same or inside:
            return same[-1] if same else inside[0]
        if self._line[act[0]] > 0:
            lead = [one for one in actors if self._line[one[0]] == 0]
            opens = self._layout.words[self._layout.lines[0][1] - 1] == ":" or not any(self._line[one[0]] == 0 for one in acts)
            if lead and opens:
                return lead[-1] if self._goes_on(act) else None
        begin = self._layout.sentences[self._sentence[act[0]]][0]
        before = [one for one in actors if one[1] <= begin and self._line[one[0]] == self._line[begin]]
        # An act that begins its sentence begins with a thing, or, behind a semicolon, goes on with what the same actor does.
        words = self._layout.words
        goes_on = words[begin - 1] == ";" and read_lexicon().verbs.get(" ".join(words[begin : begin + 2]), "0") >= "1"
        if not before or not (act[0] > begin or goes_on) or not self._goes_on(act):
            return None
        agent = any(one[0] <= before[-1][0] < one[1] for one in acts)  # "Mức thu do Bộ quy định. Phải …"
        return None if agent else before[-1]

    def _owner(self, act: Marked) -> str | None:
        """Whose act it is by the lines above, where it begins with its verb."""
        if not self._words.verb(act[0]) or not self._goes_on(act):
            return None
        above = list(self._above)
        if self._line[act[0]] > 0:  # what a line with a modal says of its points nothing above it says
            above = [self._text.partition("\n")[0], *([] if self._layout.modals(*self._layout.lines[0]) else above)]
        return next(filter(None, map(owner, above)), None)

    def _goes_on(self, act: Marked) -> bool:
        """Whether nothing but a modal, conditions and deadlines stands before an act in its sentence: no subject of its own."""
        begin, words = self._layout.sentences[self._sentence[act[0]]][0], self._layout.words
        told = [one[:2] for one in self._frame] + [one[2:] for one in self._layout.modals(begin, act[0])]
        seen = {at for first, stop in told for at in range(first, stop)}
        due = self._words.find("deadline", begin, act[0])
        seen |= set(range(*due)) if due else set()
        bare = all(at in seen or words[at] in _LOOSE for at in range(self._words.match("timed", begin, act[0]) or begin, act[0]))
        return bare or self._words.match("adjunct", begin, act[0]) is not None

    def _handed(self, acts: Sequence[Marked], receivers: Sequence[Marked]) -> tuple[list[Marked], dict[Marked, Marked]]:
        """The acts, and of those that one hands on ("trình Chủ tịch … tổ chức xét duyệt") who does them."""
        found: list[Marked] = []
        handed: dict[Marked, Marked] = {}
        for act in acts:
            one = self._receiver(act, receivers)
            cut = one and self._words.match("handed", one[1], act[1]) and self._words.organ(*one[:2])
            if one and cut and self._layout.words[one[0] - 1] in _HANDS:
                found += [(act[0], one[1], act[2]), (one[1], act[1], StatementKind.OBLIGATION.value)]
                handed[found[-1]] = one
            else:
                found.append(act)
        return found, handed

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
        """Whether a case before other acts is not that of an act that tells its own: "khi … được 40%, được 20% khi …"."""
        if not one[1] <= last[0]:
            return False
        own = [other for other in self._frame if other[0] >= last[1] and self._sentence[other[0]] == self._sentence[act[0]]]
        mark = self._layout.words[one[0]]
        return any(self._layout.words[other[0]] == mark for other in own)

    def _owners(self, one: Marked, acts: Sequence[Marked]) -> list[int]:
        inside = [at for at, act in enumerate(acts) if act[0] <= one[0] and one[1] <= act[1]]
        if inside:
            return inside[:1]
        place = self._sentence[one[0]]
        here = [at for at, act in enumerate(acts) if self._sentence[act[0]] <= place <= self._sentence[act[1] - 1]]
        if here:
            before = [at for at in here if acts[at][0] < one[0]]
            after = [at for at in here if acts[at][0] >= one[1] and not (at and self._own_case(one, acts[at - 1], acts[at]))]
            then = self._layout.words[one[1] : one[1] + 1] == ("thì",)  # "…, nếu gây thiệt hại thì phải bồi thường"
            return after if after and (then or not before) else before[-1:]
        line = self._line[one[0]]
        last = [at for at, act in enumerate(acts) if self._line[act[0]] == line and act[1] <= one[0]][-1:]
        if last and one[2] == "deadline":  # a further deadline, after a semicolon
            return last
        if line > 0:  # a point that is a case of the act before the list, or a paragraph of its own
            words, lines = self._layout.words, self._layout.lines
            if one[2] == "deadline" and one[0] > lines[line][0] and words[one[0] - 1] not in {":", ",", "là"}:
                return []  # of the case
            point = words[lines[0][1] - 1] == ":" or "\n" not in words[lines[line][0] - 1]
            lead = [at for at, act in enumerate(acts) if self._line[act[0]] == 0 and point]
            return [at for at, act in enumerate(acts) if self._line[act[0]] == line and act[0] >= one[1]][:1] or lead[-1:]
        # words before the list speak of all its points
        return [at for at, act in enumerate(acts) if self._line[act[0]] > 0] if line == 0 else []
