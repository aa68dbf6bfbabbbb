"""Statements out of marked spans: which actor, deadline and condition belongs to which act."""

from collections.abc import Sequence

from documents.duties.clause_words import ClauseWords, opens
from documents.duties.layout import Layout, Marked
from documents.duties.lexicon import read_lexicon
from documents.duties.statement import Amount, Deadline, Phrase, Statement, StatementKind
from documents.duties.values import DURATIONS, cases_of, read_amounts, read_deadline

_HANDS = frozenset({"trình", "cáo"})  # "trình", "báo cáo"


class Assembler:
    """Puts the spans of a clause together.

    :param edges: of each word its first and last (exclusive) character
    :param cited: where provisions are cited: their numbers are no amounts
    """

    def __init__(self, text: str, edges: Sequence[tuple[int, int]], layout: Layout, cited: Sequence[tuple[int, int]] = ()) -> None:
        self._text, self._edges, self._layout, self._cited = text, edges, layout, cited
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
        conditions = self._shared(acts, [one for one in frame if one[2] == "condition"])
        deadlines = self._shared(acts, [one for one in frame if one[2] == "deadline"])
        for at, act in enumerate(acts):
            if act in handed:  # what stands before the sentence is said of who hands it on
                conditions[at], deadlines[at] = ([one for one in some[at] if one[0] > act[0]] for some in (conditions, deadlines))
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
                        (act[0], act[2]) in sure,
                    )
                )
        return tuple(found)

    def _phrase(self, one: Marked) -> Phrase:
        start, end = self._edges[one[0]][0], self._edges[one[1] - 1][1]
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
                return lead[-1]
        begin = self._layout.sentences[self._sentence[act[0]]][0]
        before = [one for one in actors if one[1] <= begin and self._line[one[0]] == self._line[begin]]
        # An act that begins its sentence begins with a thing, or, behind a semicolon, goes on with what the same actor does.
        words = self._layout.words
        goes_on = words[begin - 1] == ";" and read_lexicon().verbs.get(" ".join(words[begin : begin + 2]), "0") >= "1"
        return before[-1] if before and (act[0] > begin or goes_on) else None

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
            if act[0] <= begin < act[1] and not before.endswith((" tại", " trụ sở")):
                acts = self._words.find("then_acts", begin + 2, end)
                asked = opens("asks", before) and "," not in before
                return None if asked else (begin, acts[0] if acts else min(end, act[1]), label)
        return None

    def _shared(self, acts: Sequence[Marked], found: Sequence[Marked]) -> list[list[Marked]]:
        owned: list[list[Marked]] = [[] for _ in acts]
        for one in found:
            for at in self._owners(one, acts):
                owned[at].append(one)
        return owned

    def _owners(self, one: Marked, acts: Sequence[Marked]) -> list[int]:
        inside = [at for at, act in enumerate(acts) if act[0] <= one[0] and one[1] <= act[1]]
        if inside:
            return inside[:1]
        place = self._sentence[one[0]]
        here = [at for at, act in enumerate(acts) if self._sentence[act[0]] <= place <= self._sentence[act[1] - 1]]
        if here:
            before = [at for at in here if acts[at][0] < one[0]]
            after = [at for at in here if acts[at][0] >= one[1]]
            then = self._layout.words[one[1] : one[1] + 1] == ("thì",)  # "…, nếu gây thiệt hại thì phải bồi thường"
            return after if after and (then or not before) else before[-1:]
        line = self._line[one[0]]
        last = [at for at, act in enumerate(acts) if self._line[act[0]] == line and act[1] <= one[0]][-1:]
        if last and one[2] == "deadline":  # a further deadline, after a semicolon
            return last
        if line > 0:  # a point that is a case of the act before the list, or a paragraph of its own
            words, lines = self._layout.words, self._layout.lines
            point = words[lines[0][1] - 1] == ":" or "\n" not in words[lines[line][0] - 1]
            lead = [at for at, act in enumerate(acts) if self._line[act[0]] == 0 and point]
            return [at for at, act in enumerate(acts) if self._line[act[0]] == line and act[0] >= one[1]][:1] or lead[-1:]
        # words before the list speak of all its points
        return [at for at, act in enumerate(acts) if self._line[act[0]] > 0] if line == 0 else []
