"""Which words of a clause are acts, actors, beneficiaries, conditions and deadlines: rules, and four conditional random fields.

The first says which kind of statement begins in each sentence; the second marks the words, knowing that and what the rules make of
them; the third marks who receives something; the last says of each act which kind of statement it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, count, pairwise, repeat
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from documents.duties import rules
from documents.duties.clause_words import cue, holds, opens, plain
from documents.duties.features import Reading, act_features, context_class, sentence_features
from documents.duties.layout import Layout, Marked, cue_words
from documents.duties.statement import Phrase
from documents.duties.values import read_deadline
from documents.duties.word_features import MARGIN, Key, Telling, word_tellings

Scores = NDArray[np.float64]
_WEIGHT = np.dtype([("transition", "<u4"), ("source", "<u4"), ("label", "<u4"), ("weight", "<f8")])


class Field:
    """A trained model.

    :param labels: what it says of an item
    :param told: what it knows of what is told of an item
    """

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        weights_at, labels_at, told_at = map(int, np.frombuffer(data, "<u4", 3, 28))
        weights = np.frombuffer(data, _WEIGHT, int.from_bytes(data[weights_at + 8 : weights_at + 12], "little"), weights_at + 12)
        self.labels, self.told = _names(data, labels_at), _names(data, told_at)
        self.weights: Scores = np.zeros((len(self.told), len(self.labels)))
        self._transitions: Scores = np.zeros((len(self.labels), len(self.labels)))
        for kind, table in enumerate((self.weights, self._transitions)):
            some = weights[weights["transition"] == kind]
            table[some["source"], some["label"]] = some["weight"]

    def best(self, scores: Scores, sizes: Sequence[int]) -> list[list[str]]:
        """The likeliest labels of sequences of items.

        :param scores: how much speaks for each label of the items of all sequences
        :param sizes: how many items each has
        """
        many = np.array(sizes, np.intp)
        ends = np.cumsum(many)
        order = np.argsort(-many, kind="stable")  # the longest first: those that reach a place stand together
        starts, longest = (ends - many)[order], max(sizes, default=0)
        reached = np.searchsorted(-many[order], -np.arange(longest)).tolist()
        by_place = np.concatenate([starts[:0], *(starts[:some] + at for at, some in enumerate(reached))])
        places = [slice(end - some, end) for some, end in zip(reached, np.cumsum(reached).tolist(), strict=True)]
        total = scores[by_place].T.copy()
        for before, here in pairwise(places):
            since = slice(before.start, before.start + here.stop - here.start)
            total[:, here] += (total[:, None, since] + self._transitions[:, :, None]).max(0)
        label, behind = np.empty(len(scores), np.intp), slice(0, 0)
        for here in reversed(places):
            own = total[:, here]
            own[:, : behind.stop - behind.start] += self._transitions[:, label[behind]]
            label[here] = own.argmax(0)
            behind = here
        found = np.empty(len(scores), np.intp)
        found[by_place] = label
        named = [self.labels[one] for one in found.tolist()]
        return [named[end - size : end] for end, size in zip(ends.tolist(), sizes, strict=True)]


class Fields:
    """Models that are told the same."""

    def __init__(self, *fields: Field) -> None:
        self._fields = fields
        self._row = {name: row for row, name in enumerate(dict.fromkeys(chain.from_iterable(one.told for one in fields)))}
        self._ends = np.cumsum([len(one.labels) for one in fields]).tolist()
        self.width = self._ends[-1]
        self._weights: Scores = np.zeros((len(self._row) + 1, self.width))  # the last row is of what they do not know
        for one, end in zip(fields, self._ends, strict=True):
            self._weights[list(map(self._row.__getitem__, one.told)), end - len(one.labels) : end] = one.weights

    def scores(self, items: Sequence[Sequence[str]]) -> Scores:
        """How much what is told of each item speaks for each label of each model; of each something is told."""
        rows = np.fromiter(map(self._row.get, chain.from_iterable(items), repeat(len(self._row))), np.intp)
        return np.add.reduceat(self._weights[rows], np.cumsum([0, *map(len, items[:-1])])) if items else self._weights[:0]

    def best(self, scores: Scores, sizes: Sequence[int]) -> list[list[list[str]]]:
        """Of each model the likeliest labels, see :meth:`Field.best`."""
        return [one.best(scores[:, end - len(one.labels) : end], sizes) for one, end in zip(self._fields, self._ends, strict=True)]


def _names(data: bytes, at: int) -> list[str]:
    """The keys of a constant database (CQDB) in the order of their numbers."""
    many, places_at = map(int, np.frombuffer(data, "<u4", 2, at + 16))
    found = []
    for place in np.frombuffer(data, "<u4", many, at + places_at).tolist():
        size = int.from_bytes(data[at + place + 4 : at + place + 8], "little")
        found.append(data[at + place + 8 : at + place + 7 + size].decode())
    return found


DEFINITION, TERM, ACT = "definition", "term", "act"
_FRAME = ("condition", "deadline")
_INSIDE = frozenset({"hằng", "hàng", "trong"})  # "chương trình theo từng quý và hằng năm": no time in which the act is done
_TELLING = frozenset({"<n>", "khi", "nếu", "hợp"})


class Clause(NamedTuple):
    """A clause to be marked."""

    words: Sequence[str]
    layout: Layout
    heading: str
    lead_in: str


class _Seen(NamedTuple):
    """A clause as rules see it: the spans by layer, and these as tags of words."""

    reading: Reading
    told: dict[str, list[Marked]]
    by_rule: dict[str, list[str]]

    @classmethod
    def of(cls, clause: Clause) -> "_Seen":
        told = rules.mark(clause.layout, clause.heading, clause.lead_in)
        return cls(Reading.of(*clause), told, as_tags(told, len(clause.words)))


def mark(clauses: Sequence[Clause]) -> list[dict[str, list[Marked]]]:
    """The spans of clauses by layer; models are asked about many at once.

    :returns: ``acts`` (a kind of statement, or the term of a definition), ``parties``, ``frame``, and ``agreed``: those acts
        that the rules find by themselves, beginning at the same word and of the same kind
    """
    found: list[dict[str, list[Marked]]] = [{"acts": [], "parties": [], "frame": [], "agreed": []} for _ in clauses]
    silent = [holds("cases_lead", plain(one.lead_in).rstrip(" :")) or _quotes(one.layout) for one in clauses]
    asked = [at for at, one in enumerate(clauses) if one.words and not silent[at]]
    seen = [_Seen.of(clauses[at]) for at in asked]
    kinds = _tags("sentences", [sentence_features(one.reading, one.by_rule["acts"]) for one in seen])
    tellings = [word_tellings(one.reading, kind, one.by_rule) for one, kind in zip(seen, kinds, strict=True)]
    words, receivers = (map(spans_of, some) for some in _word_tags(_fields("words", "receivers"), tellings))
    spans = [_spans(one, some) for one, some in zip(seen, words, strict=True)]
    acts = [
        act_features(one.reading, one.by_rule["acts"], _some(some, ACT), _some(some, "actor"), _some(some, *_FRAME))
        for one, (some, _) in zip(seen, spans, strict=True)
    ]
    for at, one, some, given, told in zip(asked, seen, spans, receivers, _tags("kinds", acts), strict=True):
        found[at] = _layers(one, *some, given, told)
    return found


def _quotes(layout: Layout) -> bool:
    """Whether a clause gives the new words of another text: "Bổ sung khoản 3a như sau: “3a. Chịu trách nhiệm …”"."""
    return any(layout.words[one[1] - 1] == ":" and layout.words[other[0]] in '“"' for one, other in pairwise(layout.lines))


def _spans(seen: _Seen, marked: Sequence[Marked]) -> tuple[list[Marked], list[Marked]]:
    """What the models mark, less and more what the rules see otherwise; and the acts that the rules alone find."""
    reading, told, layout = seen.reading, seen.told, seen.reading.layout
    spans = [one for one in marked if one[2] != ACT or not _baseless(reading, one, marked, told["acts"])]
    stated = [one for one in told["acts"] if one[2] not in (DEFINITION, TERM)]  # "Thời hiệu khiếu nại là 90 ngày" explains nothing
    spans = [one for one in spans if one[2] != TERM or not any(act[0] < one[1] and one[0] < act[1] for act in stated)]
    # What the rules alone find is added, and is not sure.
    labelled = [(begin, end, label if label in (DEFINITION, TERM) else ACT) for begin, end, label in told["acts"]]
    added = [one for one in labelled if not any(one[0] < end and begin < one[1] for begin, end, _ in spans)]
    spans += added
    unmet = {one[0] for one in told["frame"] if one[2] == "condition"}
    spans = [(*one[:2], "condition") if one[2] == "deadline" and one[0] in unmet else one for one in spans]
    spans = [part for one in spans for part in _without_due(one, told["frame"], layout.words)]
    # Of 13 deadlines without a length of time that the rules alone saw one was right.
    actors = [one for one in told["parties"] if one[2] == "actor"]
    begun = {place for begin, _, _ in (*told["acts"], *actors) for place in (begin, begin - 1)}  # "hằng tháng được …"
    often = {one for one in told["frame"] if holds("recurring", " ".join(layout.words[one[0] : one[1]]))}
    timed = [
        one
        for one in told["frame"]
        if one[2] != "deadline" or one in often or one[1] in begun or _lasts(layout.words[slice(*one[:2])])
    ]
    before = {begin: end for begin, end, label in timed if label == "deadline"}  # "Hằng năm Bộ Y tế phải …"
    spans = [(before.get(begin, begin) if label == "actor" else begin, end, label) for begin, end, label in spans]
    for one in [*timed, *actors]:
        over = [(begin, label) for begin, end, label in spans if one[0] < end and begin < one[1]]
        inside = one[2] == "actor" and [label for _, label in over] == [ACT] and over[0][0] < one[0]  # "Mức thu do Bộ quy định"
        spans += [one] if inside or not over else []
    spans = [part for one in spans for part in _without_case(one, layout.words)]
    return sorted(_lasting(_cases(spans, told["frame"], layout), layout)), added


def _lasts(words: Sequence[str]) -> bool:
    said = " ".join(words)
    return read_deadline(Phrase(0, len(said), said)).value is not None


def _without_due(one: Marked, by_rule: Sequence[Marked], words: Sequence[str]) -> list[Marked]:
    """An act without the condition or the deadline at its edge that the rules see; one in the middle stays in it."""
    begin, end, label = one
    inside = [due for due in by_rule if begin <= due[0] and due[1] <= end]
    told = [
        due
        for due in inside
        if (words[due[0]] not in _INSIDE or _lasts(words[slice(*due[:2])]) if due[2] == "deadline" else due[1] == end)
    ]
    further = [due for due in inside if due[2] == "deadline" and words[due[0] - 1] == ";"]
    if label == ACT and further and further[0][0] - 1 > begin:  # "30 ngày đối với …; 60 ngày đối với …"
        return [*_without_due((begin, further[0][0] - 1, label), by_rule, words), *further]
    due = next(iter(told), None)
    if label != ACT or due is None or due[:2] == (begin, end):
        return [one]
    return [(begin, due[0] if due[1] == end else end, label) if begin < due[0] else (due[1], end, label), due]


def _without_case(one: Marked, words: Sequence[str]) -> list[Marked]:
    """Who acts, without the case in which, and within what."""
    begin, end, label = one
    said = " ".join(words[begin:end])
    cuts = [found for name in ("between", "aside") if label == "actor" and (found := cue(name).search(said, 1))]
    if not cuts:
        return [one]
    cut = min(cuts, key=lambda found: found.start())
    at = begin + said.count(" ", 0, cut.start())
    return [(begin, at - (words[at - 1] == ","), label), *([(at, end, "condition")] if cut.re is cue("between") else [])]


def _cases(spans: Sequence[Marked], by_rule: Sequence[Marked], layout: Layout) -> list[Marked]:
    """Spans with the points of a list that are cases whole, as the rules see them; to the models most or none are cases."""
    ends = {begin: end - (layout.words[end - 1] in ",;.") for begin, end in layout.lines[1:]}
    whole = [one for one in by_rule if one[2] == "condition" and ends.get(one[0]) and one[1] in ends.values()]
    spans = [one for one in spans if not any(case[0] <= one[0] and one[1] <= case[1] for case in whole)] + whole
    points = [(begin, ends[begin], "condition") for begin, _ in layout.lines[1:] if layout.words[begin - 1] == ")"]
    cases = [one for one in points if one in spans]
    if cases and not whole and 2 * len(cases) < len(points):
        return [one for one in spans if one not in cases]
    return spans + [one for one in points if cases and not any(one[0] <= begin < one[1] for begin, *_ in spans)]


def _lasting(spans: Sequence[Marked], layout: Layout) -> list[Marked]:
    """Spans less deadlines that say how long something lasts: those words go on with the act before them."""
    ends: dict[int, int] = {}
    above = " ".join(layout.words[slice(*layout.lines[0])]) if layout.lines else ""  # "Thời hạn giải quyết: a) Không quá 03 giờ"
    for begin, end in ((begin, end) for begin, end, label in spans if label == "deadline"):
        start = next((first for first, stop in layout.sentences if first <= begin < stop), begin)
        before, due = " ".join(layout.words[start:begin]), " ".join(layout.words[begin:end])
        termed = holds("term_said", before) or (begin == layout.lines[layout.line_of[begin]][0] and holds("term_said", above))
        at_most = opens("at_most", due) and not termed
        posted = holds("posted", before) and opens("length_alone", due)
        regular = holds("regular", before) and opens("each", due)  # "trợ cấp xã hội hàng tháng"
        adverb = any(opens(name, due) for name in ("early", "before_force"))
        adverb = adverb or layout.words[end : end + 1] == ("mới",)  # "sau 01 năm mới được": not before
        if adverb or at_most or posted or regular or (holds("lasting", before) and opens("lasts", due)):
            ends |= {begin: end, begin - (layout.words[begin - 1] in {"là", "và"}): end}
    return [(begin, ends.get(end, end), label) for begin, end, label in spans if label != "deadline" or end not in ends.values()]


def _baseless(reading: Reading, act: Marked, spans: Sequence[Marked], by_rule: Sequence[Marked]) -> bool:
    begin, end, _ = act
    start, stop = next((one for one in reading.layout.sentences if one[0] <= begin < one[1]), (begin, end))
    named = any(label == "actor" and start <= first < end for first, _, label in spans)
    low, papers = reading.low, cue_words()["amounts"]["papers"]  # "được" of a thing tells something with a number or a case
    counted = any(low[at] in _TELLING and low[at - 1] not in papers for at in range(begin, stop))
    modals = [first for _, said, first, _ in reading.layout.modals(start, end) if said != "được" or first == start or counted]
    heard = named or modals or "duty" in (reading.head_class, reading.lead_class)
    return not heard and not any(first < end and begin < stop for first, stop, _ in by_rule)


def _some(spans: Sequence[Marked], *labels: str) -> list[Marked]:
    return [one for one in spans if one[2] in labels]


def _layers(
    seen: _Seen, spans: Sequence[Marked], added: Sequence[Marked], receivers: Sequence[Marked], kinds: Sequence[str]
) -> dict[str, list[Marked]]:
    """Spans by layer, acts with their kind; receivers only where an act has a word that may stand before them."""
    reading, words, told = seen.reading, seen.reading.layout.words, seen.told["acts"]
    acts = [(begin, end, kind) for (begin, end, _), kind in zip(_some(spans, ACT), kinds, strict=True)]
    acts = sorted(acts + _some(spans, DEFINITION, TERM))
    ruled = {(begin, kind) for begin, _, kind in told}
    agreed = [one for one in acts if (one[0], one[2]) in ruled and one[:2] not in {one[:2] for one in added}]
    lead = [" ".join(words[slice(*line)]) for line in reading.layout.lines[:1] if words[line[1] - 1] == ":"]
    listed = "right_duty" in map(context_class, lead)
    if listed or (reading.head_class == "right_duty" and reading.lead_class in ("empty", "none")):
        # what has no modal may be a right or a duty
        starts = {begin for begin, _ in reading.layout.sentences}
        agreed = [one for one in agreed if one[0] not in starts]
    # The rules know the kind better: of twelve acts of whose kind the two did not agree they were right on ten.
    kind_at = {begin: kind for begin, kind in ruled if kind not in (DEFINITION, TERM)}
    before = cue_words()["receivers"]["before"]
    given = any(words[at] in before for begin, end, _ in _some(spans, ACT) for at in range(begin, end))
    return {
        "acts": [(begin, end, kind if kind in (DEFINITION, TERM) else kind_at.get(begin, kind)) for begin, end, kind in acts],
        "parties": sorted([*_some(spans, "actor"), *(receivers if given else ())]),
        "frame": _some(spans, *_FRAME),
        "agreed": agreed,
    }


def as_tags(told: Mapping[str, Sequence[Marked]], size: int) -> dict[str, list[str]]:
    """Spans by layer as tags of words; of two that overlap the shorter stands."""
    found = {}
    for layer, spans in told.items():
        found[layer] = ["O"] * size
        for begin, end, label in sorted(spans, key=lambda one: one[0] - one[1]):
            found[layer][begin:end] = [f"B-{label}"] + [f"I-{label}"] * (end - begin - 1)
    return found


def _tags(model: str, sequences: Sequence[Sequence[Sequence[str]]]) -> list[list[str]]:
    """What a model says of each item of sequences."""
    fields = _fields(model)
    [found] = fields.best(fields.scores([item for items in sequences for item in items]), list(map(len, sequences)))
    return found


def _word_tags(fields: Fields, clauses: Sequence[Sequence[Telling]]) -> list[list[list[str]]]:
    """What each model says of the words of clauses."""
    sizes = [len(tellings[-1].keys) for tellings in clauses]
    inner = np.arange(sum(sizes)) + np.repeat(MARGIN + 2 * MARGIN * np.arange(len(sizes)), sizes)
    scores = np.zeros((len(inner), fields.width))
    for alike in zip(*clauses, strict=True):
        number: dict[Key, int] = defaultdict(count().__next__)
        rows = np.fromiter(map(number.__getitem__, chain.from_iterable(one.keys for one in alike)), np.intp)
        for far, named in alike[0].named.items():
            told = fields.scores([("",) if key is None else named(key) for key in number])
            scores += told.take(rows[inner + far] if alike[0].margin else rows, axis=0)
    return fields.best(scores, sizes)


@lru_cache
def _fields(*models: str) -> Fields:
    return Fields(*(Field(Path(__file__).parent / "model" / f"{model}.crfsuite") for model in models))


def spans_of(tagged: Iterable[str]) -> list[Marked]:
    """The spans of tags such as ``B-actor I-actor O``."""
    found: list[Marked] = []
    begin, label = None, ""
    for at, tag in enumerate([*tagged, "O"]):
        if begin is not None and tag != f"I-{label}":
            found.append((begin, at, label))
            begin = None
        if tag != "O" and begin is None:
            begin, label = at, tag[2:]
    return found
