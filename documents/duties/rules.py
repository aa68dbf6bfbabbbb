"""Rules that mark the acts of a clause, who does them and when: what the labelling guide says in so many words.

A clause is read line by line. A line that ends in a colon opens a list; what it ends with says what the points are: acts, cases of
an act, or parts of a thing. What a sentence says is read by :mod:`documents.duties.sentence_rules`.
"""

import re
from functools import lru_cache

from documents.duties.clause_words import Modal, holds, kind_of, names, plain
from documents.duties.layout import TOKEN, Layout, Marked, Stretch, read_layout
from documents.duties.sentence_rules import ACTS, SentenceReader

_LABELS = {")": "letter", **dict.fromkeys("-+*–•", "dash")}


class _Reader(SentenceReader):
    def __init__(self, layout: Layout, heading: str, lead_in: str) -> None:
        super().__init__(layout, heading)
        self.lead_in = plain(lead_in).rstrip(" :")
        self.listing = self.listing or kind_of("lists", self.lead_in) in {"cases", "skip"}
        self.termed: Stretch | None = None  # the act whose terms the points of a list say

    def read(self) -> None:
        context = self._context()
        lead: str | None = None  # what the points are: a kind of act, "cases", "skip", "steps", "none"
        deep: str | None = None  # the same of the points of a point
        ends = [self.words[end - 1] for _, end in self.layout.lines]
        labels = [self._label(begin) for begin, _ in self.layout.lines]
        for number, (begin, end) in enumerate(self.layout.lines):
            numbered = labels[number] == "number" and (labels[0] == "number" or ends[0] != ":")
            if numbered or (number and labels[number] == "none" and (lead is None or ends[number - 1] == ".")):
                lead = deep = None
            if labels[number] == "letter":
                deep = None
            role = deep or lead
            if not number and labels[1:2] == ["letter"] and ends[0].isalpha() and not self.modal(begin, end):
                titled = kind_of("headings", self.said(begin, end))
                context = titled if titled in ACTS else context
                continue  # a clause with a title: "3. Nguyên tắc hoạt động"
            if ends[number] != ":":
                self._item(begin, end, role or context, role is not None)
            elif lead is None:
                lead = self._lead(begin, end - 1, context, False)
            else:
                deep = self._lead(begin, end - 1, role or context, True)

    def _label(self, begin: int) -> str:
        before = self.words[begin - 1] if begin else "\n"
        return "none" if "\n" in before else _LABELS.get(before, "number")

    def _context(self) -> str:
        heading = self.heading
        tries = [kind_of("contexts", self.lead_in), kind_of("contexts", heading), kind_of("lists", self.lead_in)]
        tries += [kind_of("headings", heading), kind_of("lists", heading) if heading.endswith("sau đây") else "none"]
        if found := next((kind for kind in tries if kind != "none"), None):
            return found
        return "obligation" if names("persons", heading) and len(heading.split()) < 15 else "none"

    def _lead(self, begin: int, end: int, context: str, inside: bool) -> str:
        """A line before a list; returns what the points are."""
        low, count = self.said(begin, end), len(self.acts)
        if context in {"skip", "cases"} and inside:
            return "skip"
        if (due := self.find("terms_below", begin, end + 1)) and not inside:
            self.sentences(begin, due[0], context)
            if len(self.acts) == count:
                self.act(begin, due[0], "obligation")
            self.termed = self.acts[-1][:2] if len(self.acts) > count else None
            return "rates"
        kind = kind_of("lists", low.rstrip(" :"))
        if kind in ACTS:
            return self._list_owner(begin, end, kind)
        if kind != "none":
            self.sentences(begin, end, "none" if kind == "steps" else context)
            acts = len(self.acts) > count
            if kind == "steps":
                return "none" if acts and self.words[end - 1] == "sau" else "steps"
            return "cases" if acts and kind == "cases" else "skip"
        return self._sentence_lead(begin, end, context, inside)

    def _sentence_lead(self, begin: int, end: int, context: str, inside: bool) -> str:
        if self.match("adjunct", begin, end):  # "Trong thời bình, thời gian huấn luyện được quy định như sau:"
            begin = next(
                (at + 1 for at in range(begin, end - 1) if self.words[at] == "," and self.match("rated", at + 1, end)), begin
            )
        then = self.next(begin, end, "thì")
        if then and self.match("condition", begin, end) and self.match("rated", then + 1, end):
            self.conditions(begin, then)
            begin = then + 1
        if self.match("rated", begin, end) and not inside:
            timed, stated = self.match("timed", begin, end), self.find("stated", begin, end)
            known = timed and (self.verb(timed) or self.match("term_for", timed, end))
            self.termed = (timed, stated[0] if stated else end) if timed and known else None
            return "rates"
        self._plain_lead(begin, end, context)
        return "none"

    def _plain_lead(self, begin: int, end: int, context: str) -> None:
        """Whose acts the points are, or what the line says itself."""
        low = self.said(begin, end)
        if low.endswith(("như sau", "cụ thể")) and "%" not in low:
            modal = self.main(begin, end) if self.person(begin, end) else None
            if modal and modal.begin > begin:  # "Hộ nghèo được hỗ trợ như sau:"
                self.actor(begin, self._subject_end(begin, modal.begin))
        else:
            marked = len(self.acts) + len(self.frame)
            self.sentences(begin, end, context)
            if marked == len(self.acts) + len(self.frame) and self.match("condition", begin, end):  # "Trong trường hợp khẩn cấp:"
                self.conditions(begin, end)

    def _list_owner(self, begin: int, end: int, kind: str) -> str:
        """Subject, conditions and deadline in the words before a list of acts; returns the kind of the acts."""
        start = at = self._front(begin, end)
        last = None
        while modal := self.modal(at, end):
            last, at = last if modal.name == "sanction" else modal, modal.end  # "người bị tạm giữ có các quyền"
        if last is None and (of := self.find("duties_of", start, end)) and of[0] - start < 6:
            self.actor(of[1], end)
            return kind
        stop, _ = self.find("duties_noun", start, end) or (start, start)
        stop = last.begin if last else stop
        if not self.person(start, stop):
            return kind
        stop = self._subject_end(start, stop)
        self.actor(start, stop)
        return "power" if kind == "permission" and self.organ(start, stop) else kind

    def _item(self, begin: int, end: int, context: str, point: bool) -> None:
        """A line that opens no list: a clause, a point or the words after a list."""
        if context == "skip":  # of a paper in a list only what stands behind it
            begin = next(
                (at + 1 for at in range(begin, end - 1) if self.words[at] == "." and self.match("condition", at + 1, end)), end
            )
            context, point = "none", False
        if begin == end:
            return
        if context == "cases" and point:
            length = self.match("length", begin, end)
            case = length and (self.words[length] == "mà" or self.find("unmet", begin, end))  # "12 tháng mà không nộp"
            term = length and self.acts and not case
            modal = self.main(begin, end) if term else Modal(begin, begin, "")
            if modal is None or modal.name == "passive":  # the deadline of a case
                self._term_of(begin, end)
            else:
                self.mark(self.frame, begin, end, "condition")
        elif context == "rates":
            self._rated_point(begin, end)
        elif point and context == "none" and self.acts and self.match("length_of_case", begin, end):
            self._term_of(begin, end)
        elif not self._definition(begin, end, context, point):
            self.sentences(begin, end, context)

    def _rated_point(self, begin: int, end: int) -> None:
        """A point below "Thời hạn … như sau:" or "Mức … như sau:": a term of that act, or a rate of its own."""
        count, start = len(self.acts), self._front(begin, end)
        if self.termed and self.match("length", start, end):
            self._term_of(start, self.next(start, end, ".") or end)
            self.act(*self.termed, "obligation")
            return
        self.sentences(begin, end, "none")
        if len(self.acts) == count and re.search(r"\d", self.said(begin, end)):
            self.act(begin, end, self._favoured(self.said(*self.layout.lines[0])))

    def _definition(self, begin: int, end: int, context: str, point: bool) -> bool:
        """A term and what it means: in a list of terms, or at the beginning of a clause whose heading names the term."""
        if context == "definition":
            found = self.find("means", begin, end)
            if found:  # "Cơ sở … là người khuyết tật là cơ sở …": what the term is begins as the term does
                again = (at for at in self.outside(found[0], end - 2) if self.words[at] == "là")
                said = next((at for at in again if self.words[at + 1 : at + 3] == self.words[begin : begin + 2]), None)
                found = (said, said + 1) if said else found
        else:
            named = begin + len(self.heading.split())
            titled = (
                self.words[named : named + 1] == ("là",)
                and self.said(begin, named) == self.heading
                and not self.match("rated", begin, end)
            )
            stated = (named, named + 1) if titled else self.find("explains", begin + 1, end)
            found = None if point or begin != self.layout.lines[0][0] else stated
            term = self.said(begin, found[0]) if found else ""
            if not found or found[0] - begin > 25 or holds("no_term", term) or " ".join(term.split()[:2]) not in self.heading:
                return False
        if found:
            stop = next((at for at in range(found[1], end - 1) if self.words[at] == "." and self.words[at + 1].isalpha()), end)
            self.mark(self.acts, begin, found[0], "term")
            self.act(found[1], stop, "definition")
            self.sentences(stop, end, "none")
        return context == "definition" or found is not None


def mark(layout: Layout, heading: str, lead_in: str) -> dict[str, list[Marked]]:
    """The spans of a clause, as :class:`documents.duties.reading.Assembler` takes them."""
    reader = _Reader(layout, heading, lead_in)
    reader.read()
    return {"acts": sorted(reader.acts), "parties": sorted(reader.parties), "frame": sorted(reader.frame)}


@lru_cache(256)
def owner(line: str) -> Stretch | None:
    """Where a line names whose duties or rights stand below it: "Trách nhiệm của Bộ Công an", "Sinh viên có các quyền sau đây:"."""
    places = list(TOKEN.finditer(line))
    reader = _Reader(read_layout([place[0] for place in places]), "", "")
    if not reader.layout.lines:
        return None
    begin, end = reader.layout.lines[0]
    opens_list = reader.words[end - 1] == ":"
    end -= opens_list
    if of := reader.match("tasks_of", begin, end):
        stop = reader.find("tasks_in", of + 1, end)
        if reader.person(of, end):
            reader.actor(of, stop[0] if stop else end)
    elif opens_list and (kind := kind_of("lists", reader.said(begin, end))) in ACTS:
        reader._list_owner(begin, end, kind)
    elif reader.person(begin, end) and end - begin < 15 and not reader.modal(begin, end) and reader.bare(begin, end) is None:
        reader.actor(begin, end)  # "3. Cơ sở chế biến:"
    found = next(reversed(reader.parties), None)
    return (places[found[0]].start(), places[found[1] - 1].end()) if found else None
