# ruff: noqa
"""Statements out of marked spans: which actor, deadline and condition belongs to which act."""

from collections.abc import Sequence

from documents.duties.layout import Layout
from documents.duties.statement import Amount, Deadline, Phrase, Statement, StatementKind
from documents.duties.values import read_amounts, read_deadline

Marked = tuple[int, int, str]  # first word, word after the last, label


class Assembler:
    """
    :param text: of the clause
    :param edges: of each word its first and last (exclusive) character
    :param cited: where provisions are cited: their numbers are no amounts
    """

    def __init__(
        self, text: str, edges: Sequence[tuple[int, int]], layout: Layout, cited: Sequence[tuple[int, int]] = ()
    ) -> None:
        self._text, self._edges, self._layout, self._cited = text, edges, layout, cited
        self._line = self._numbered(layout.lines)
        self._sentence = self._numbered(layout.sentences)

    def _numbered(self, ranges: Sequence[tuple[int, int]]) -> list[int]:
        found = [-1] * (len(self._edges) + 1)
        for number, (begin, end) in enumerate(ranges):
            for at in range(begin, end):
                found[at] = number
        return found

    def statements(self, acts: Sequence[Marked], parties: Sequence[Marked], frame: Sequence[Marked]) -> tuple[Statement, ...]:
        terms = [one for one in acts if one[2] == "term"]
        acts = [one for one in acts if one[2] != "term"]
        actors = [one for one in parties if one[2] == "actor"]
        receivers = [one for one in parties if one[2] == "beneficiary"]
        conditions = self._shared(acts, [one for one in frame if one[2] == "condition"], many=True)
        deadlines = self._shared(acts, [one for one in frame if one[2] == "deadline"], many=False)
        found = []
        for at, act in enumerate(acts):
            kind = StatementKind(act[2])
            own = [self._phrase(one) for one in conditions[at]]
            due = self._deadline(deadlines[at][-1]) if deadlines[at] else None
            receiver = next((one for one in receivers if act[0] <= one[0] and one[1] <= act[1]), None)
            actor = None if kind is StatementKind.DEFINITION else self._actor(act, acts, actors)
            term = next((one for one in reversed(terms) if one[1] <= act[0] and self._line[one[0]] == self._line[act[0]]), None)
            found.append(
                Statement(
                    kind,
                    self._phrase(act),
                    self._phrase(actor) if actor else None,
                    self._phrase(receiver) if receiver and kind is not StatementKind.DEFINITION else None,
                    due,
                    self._amounts([self._phrase(act), *own], due),
                    tuple(own),
                    self._phrase(term) if term and kind is StatementKind.DEFINITION else None,
                )
            )
        return tuple(found)

    def _phrase(self, one: Marked) -> Phrase:
        start, end = self._edges[one[0]][0], self._edges[one[1] - 1][1]
        return Phrase(start, end, self._text[start:end])

    def _deadline(self, one: Marked) -> Deadline:
        return read_deadline(self._phrase(one))

    def _amounts(self, phrases: Sequence[Phrase], due: Deadline | None) -> tuple[Amount, ...]:
        found = {
            (one.start, one.end): one
            for phrase in phrases
            for one in read_amounts(self._text, phrase.start, phrase.end)
            if (not due or one.end <= due.start or due.end <= one.start)
            and not any(start < one.end and one.start < end for start, end in self._cited)
        }
        return tuple(found[place] for place in sorted(found))

    def _actor(self, act: Marked, acts: Sequence[Marked], actors: Sequence[Marked]) -> Marked | None:
        """The nearest actor before the act in its sentence; else that of the words before the list; else that of the sentence before."""
        inside = [one for one in actors if act[0] <= one[0] and one[1] <= act[1]]
        same = [one for one in actors if one[1] <= act[0] and self._sentence[one[0]] == self._sentence[act[0]]]
        if same:
            return same[-1]
        if inside:
            return inside[0]
        if self._line[act[0]] > 0:
            lead = [one for one in actors if self._line[one[0]] == 0]
            if lead and self._layout.words[self._layout.lines[0][1] - 1] == ":":
                return lead[-1]
        return self._carried(act, actors)

    def _carried(self, act: Marked, actors: Sequence[Marked]) -> Marked | None:
        begin = next((b for b, e in self._layout.sentences if b <= act[0] < e), act[0])
        between = act[0] - begin
        before = [one for one in actors if one[1] <= begin and self._line[one[0]] == self._line[begin]]
        if before and (between > 0 or True):
            return before[-1]
        return None

    def _shared(self, acts: Sequence[Marked], found: Sequence[Marked], many: bool) -> list[list[Marked]]:
        """Of each act the spans that belong to it."""
        owned: list[list[Marked]] = [[] for _ in acts]
        if not acts:
            return owned
        for one in found:
            for at in self._owners(one, acts):
                owned[at].append(one)
        return owned

    def _owners(self, one: Marked, acts: Sequence[Marked]) -> list[int]:
        inside = [at for at, act in enumerate(acts) if act[0] <= one[0] and one[1] <= act[1]]
        if inside:
            return inside[:1]
        here = [at for at, act in enumerate(acts) if self._sentence[act[0]] == self._sentence[one[0]]]
        if here:
            before = [at for at in here if acts[at][0] < one[0]]
            after = [at for at in here if acts[at][0] >= one[1]]
            if after and (not before or self._opens(one, acts[before[-1]])):
                return after
            return before[-1:]
        line = self._line[one[0]]
        if line > 0:  # a point that is a case of the act before the list
            lead = [at for at, act in enumerate(acts) if self._line[act[0]] == 0]
            same = [at for at, act in enumerate(acts) if self._line[act[0]] == line and acts[at][0] >= one[1]]
            return same[:1] or lead[-1:]
        if line == 0:  # words before the list speak of all its points
            return [at for at, act in enumerate(acts) if self._line[act[0]] > 0]
        return []

    def _opens(self, one: Marked, act: Marked) -> bool:
        """Whether a span stands after a comma that ends the act before it and before another one."""
        return act[1] <= one[0] and self._layout.words[one[0] - 1] in {";", "."}
