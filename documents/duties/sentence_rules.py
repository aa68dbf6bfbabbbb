"""Rules that mark what a sentence says: what stands before its subject, its subject, its modal, its act.

What the rules know of words stands in ``cue_patterns.toml``.
"""

import re

from documents.duties.clause_words import ClauseWords, Modal, cue, holds, names, opens, plain
from documents.duties.layout import Layout

ACTS = frozenset({"obligation", "permission", "prohibition", "power"})  # what the points of a list are: acts of these kinds
_THEN = frozenset({"thì", ",", ":"})  # between what stands before the subject and the rest
_AFTER_YEARLY = frozenset({",", "trước", "vào", "và", "hoặc", "("})
_BEFORE_TERM = frozenset({";", ",", "nhưng", "và"})
_DECISIONS = frozenset({"quyết định", "quy định", "cho phép"})


class SentenceReader(ClauseWords):
    """Reads the sentences of a clause, each from the left."""

    def __init__(self, layout: Layout, heading: str) -> None:
        super().__init__(layout)
        self.heading = plain(heading)
        self.listing = holds("cases_heading", self.heading)  # whether the items are cases or parts
        self.listed = False  # whether the sentence is an item of a list of acts

    def _term_of(self, begin: int, end: int) -> None:
        case = self.find("trailing", begin + 1, end) or self.find("for", begin + 1, end)
        self.mark(self.frame, begin, case[0] if case else end, "deadline")
        if case:
            self.conditions(case[0], end)

    def _favoured(self, of: str) -> str:
        """The kind of a rate or term: of what favours somebody a permission."""
        return "permission" if not opens("charge", of) and holds("favour", f"{of} {self.heading}") else "obligation"

    def sentences(self, begin: int, end: int, context: str) -> None:
        """Each sentence of a line; what stands behind a semicolon is one where it says something of its own."""
        first, own = begin, context
        for at in range(begin, end):
            stop = self.words[at] == "." and at + 1 < end and self.words[at + 1][:1].isalpha()
            if self.words[at] == ";" and at + 1 < end:
                due = self.match("deadline", at + 1, end)
                timed = due and self.main(due, self.next(due, end, ";") or end)  # "…; trong thời hạn 05 ngày, Sở phải …"
                before = timed or self._stated(first, at) or self.match("further", first, at)
                part = bool(before) and self._own(at + 1, end)
            elif self.words[at] == "," and self.match("case_then", at + 1, end):
                part = self._stated(first, at)
            else:
                part = stop or at == end - 1
            if part:
                self._part(first, at + 1, own)
                first = at + 1
                own = context if stop and context in {"obligation", "permission", "steps"} and self.verb(first) else "none"

    def _stated(self, begin: int, end: int) -> bool:
        if self.match("deadline", begin, end) or self.match("condition", begin, end):
            ends = (at + 1 for at in range(begin, end) if self.words[at] in _THEN and self.words[at + 1] not in {"kể", "tính"})
            begin = next(ends, end)
        return bool(self.main(begin, end) or self.bare(begin, end) or self.verb(begin))

    def _own(self, begin: int, end: int) -> bool:
        if any(self.match(name, begin, end) for name in ("modal", "condition", "deadline", "further")):
            return True
        stop = self.next(begin, end, ";") or end
        if self.match("adjunct", begin, end) and self.words[begin : begin + 2] == ("trong", "thời") and self.main(begin, stop):
            return True
        return self.person(begin, stop) and (self.main(begin, stop) or self.bare(begin, stop)) is not None

    def _part(self, begin: int, end: int, context: str) -> None:
        """A sentence: what stands before its subject, then the rest."""
        begin, end = self.trim(begin, end)
        self.listed = context in ACTS | {"steps"}
        line = self.layout.line_of[begin]
        if self.match("further", begin, end) and self.acts and self.layout.line_of[self.acts[-1][0]] == line:
            self._term_of(begin, end)
            return
        start = self._front(begin, end)
        if self.words[start : start + 2] == ("đối", "với") and self.person(start + 2, end):
            start += 2
        behind = self._then(start, end)
        behind = self._front(behind, end) if behind > start else behind  # "nếu …, thì trong thời hạn 05 ngày …"
        fronted = start > begin or behind > start
        if behind < end:
            self._statement(behind, end, context, fronted)

    def _then(self, start: int, end: int) -> int:
        """Mark words before "thì" that are a condition, or a subject and its condition; returns where the rest begins."""
        then = self.next(start + 2, end, "thì")
        if then is None or then - start >= 90 or self.next(start, then, ";") is not None:
            return start
        met = self.main(start, then)  # "bị phạt, nếu …, thì …"; not "Hộ phải di dời thì …", which only tells who is meant
        if met and met.name != "passive" and (self.next(met.end, then, ",") or self.find("trailing", met.end, then)):
            return start
        if case := self.find("between", start + 2, then):
            if not (self.person(start, end) and self.verb(then + 1)):
                return start
            stop = self.bare(start, case[0]) or case[0]
            self.actor(start, stop)
            self.act(stop, case[0], "obligation")
            self.conditions(case[0], then)
            return then + 1
        own = self.match("own_then", then, end)
        if own and self.person(start, then):
            stop = next((at for at in range(start + 2, then) if self.words[at] == "mà" and self.words[at + 1] != "còn"), then)
            self.actor(start, stop)
            self.mark(self.frame, stop, then, "condition")
        else:
            self.conditions(start, then)
        return then + 1

    def _statement(self, start: int, end: int, context: str, fronted: bool) -> None:
        modal = self.main(start, end)
        if modal and modal.name == "prohibition" and self._term(start, end):
            return  # "thời hạn giải quyết không được quá 03 ngày"
        person, organ = self.person(start, end), self.organ(start, end)
        bare = self.bare(start, modal.begin if modal else end) if person and (not self.listing or fronted or organ) else None
        outer = self._right(start, end, modal) if person and not organ else None
        if outer:
            self.actor(start, self._subject_end(start, outer.begin))
            self._acts(outer.end, end, "permission", False, outer.end)
            return
        if context == "prohibition" and modal and modal.name in {"sanction", "passive"} and not person:
            modal = None  # it stands in the conduct that is banned
        if bare is not None and (modal is None or self._later(start, bare, modal, organ)):
            modal = None  # it stands in a later part or in what is ordered
        elif modal and modal.name == "passive":
            bare = self._given(start, end, modal) if person else None
            if bare is None and self._passive(start, end, modal, fronted):
                return
            modal = None
        if modal:
            self._modal_act(start, end, modal)
        elif bare is not None:
            if (by := self.find("by", start + 1, bare)) and self.bare(by[1], end) == bare and self._agent(start, end):
                return  # "Giám đốc do Chủ tịch bổ nhiệm"
            self.actor(start, self._subject_end(start, bare))
            self._bare_act(bare, end, organ)
        elif not (self._term(start, end) or self._rate(start, end)) and (person or self.listing or not self._agent(start, end)):
            self._by_context(start, end, context, fronted)

    def _right(self, start: int, end: int, modal: Modal | None) -> Modal | None:
        """The "được" of the sentence, where what stands before it only tells who is meant: "Hộ phải di dời … được hỗ trợ"."""
        given = self.main(start, modal.begin - 1) if modal and self.words[modal.begin - 1] in {"và", "nhưng"} else None
        if given and given.name == "passive" and not self.match("given", given.end, end):  # "được khám bệnh … và phải xuất trình …"
            return given
        if modal and modal.name not in {"obligation", "passive"}:
            return None
        right = self.find("right", start + 1, end)
        if right is None and (not modal or modal.name == "passive"):
            right = self.find("entitled", start + 1, end)
        if right is None or (modal and modal.end <= right[0] and opens("enjoyed", self.said(modal.end, end))):
            return None
        apart = self.next(start, right[0], ";", ":", "việc", "để", "thì", "sách") or self.words[right[0] - 1] in {",", "và", "hoặc"}
        return None if apart else Modal(right[0], right[0] + 1, "permission")

    def _later(self, start: int, bare: int, modal: Modal, organ: bool) -> bool:
        """Whether a modal stands behind another act of the subject: "quyết định …, nhưng không được …"."""
        joined = self.words[modal.begin - 1] in {",", "nhưng", "song"} or (
            modal.name == "passive" and not self.match("apart", bare, modal.begin)
        )
        return joined or (organ and modal.begin - bare > 6 and bare - start < 12)

    def _given(self, start: int, end: int, modal: Modal) -> int | None:
        """Where the verb stands of whom "được" tells apart: "cơ quan được giao quản lý thu phí"."""
        after = self.match("given", modal.end, end)
        verb = self.bare(start, end) if after and self.match("general", self._head(start, end), modal.begin) else None
        return verb if after and verb is not None and verb >= after and not self.match("apart", verb, end) else None

    def _passive(self, start: int, end: int, modal: Modal, fronted: bool) -> bool:
        """Whether "được" says what a person may do."""
        if not self.person(start, end):
            # of a thing: only with its deadline or a number
            due = modal.begin > start and (self.find("deadline", modal.end, end) or self.find("limited", modal.end, end))
            case = self.find("trailing", modal.end, end)
            listed = self.listing or self.listed or fronted or self.words[end : end + 1] == (":",)
            told = listed or self.verb(start) or self.next(start, modal.begin, ":", "là")
            if case and self.words[case[0]] != "trừ" and modal.begin > start and not (due or told):
                self.act(start, end, "permission")  # "Tin được ban hành khi …"
                return True
            if due or (modal.begin == start and (fronted or self.listed)):
                rate = self._favoured(self.said(start, modal.begin)) if self.match("rated", start, end) else "obligation"
                self._acts(start if due else modal.end, end, rate if due else "permission", False, modal.end)
                return True
            return False
        if self.find("by", modal.end, min(end, modal.end + 4)):
            return False
        if not opens("no_passive_act", self.said(modal.end, end)):
            self.actor(start, self._subject_end(start, modal.begin))
            organ = self.organ(start, end) and not opens("enjoyed", self.said(modal.end, end))
            self._acts(modal.end, end, "power" if organ else "permission", organ, modal.end)
        return True

    def _modal_act(self, start: int, end: int, modal: Modal) -> None:
        begin, after, kind = modal
        person, organ = self.person(start, end) or self.words[start : start + 2] == ("tổ", "chức"), self.organ(start, end)
        stop = self._subject_end(start, begin)
        if begin > start and person:
            self.actor(start, stop)
        first = after
        if kind == "exempt":
            kind = "permission"
            first = after - 2 if self.words[after - 1] in {"phải", "cần"} else after
        elif not person and start < stop == begin <= start + 45 and kind in ACTS - {"power"} and self.words[after - 1] != "cấm":
            first = start  # the subject is a thing: it belongs to the act
        if kind == "permission" and modal.name == kind and (organ if begin > start else self.last_organ(start)):
            kind = "power"
        self._acts(first, end, kind, organ, after)

    def _by_context(self, start: int, end: int, context: str, fronted: bool) -> None:
        text = self.said(start, end) + " "
        if context in ACTS and not self.person(start, end):
            office = self.last_organ(start) if self.parties else names("organs", cue("office_of").sub("", self.heading, count=1))
            kind = "power" if context == "obligation" and opens("decision", text) and office else context
            if not opens("no_act", text):
                self.act(start, end, kind)
        elif (context == "steps" and self.verb(start + (self.words[start] == "không" and end > start + 1))) or text.startswith(
            "khuyến khích "
        ):
            self.act(start, end, "obligation")
        elif self.verb(start) and self.find("within_term", start, end):
            self.act(start, end, "obligation")  # "Báo cáo sự cố trong vòng 24 giờ kể từ …"
        elif opens("exempted", text):
            self.act(start, end, "permission")
        elif opens("fine", text):
            self.act(start, end, "sanction")
        elif opens("benefit", text) and not self.find("benefit_stated", start, end) and re.search(r"\d", text):
            self.act(start, end, "permission")
        elif fronted and self.frame and self.words[start - 1] in _THEN and self.verb(start) and not opens("reference", text):
            self.act(start, end, "obligation")

    def _term(self, start: int, end: int) -> bool:
        """The term of an act: "Thời hạn giải quyết hồ sơ là 10 ngày"."""
        timed = self.match("timed", start, end)
        day = self.find("due_day", timed, end) if timed else None
        rate = day or self.find("rate", start + 1, end)
        told = timed and rate and rate[0] > timed and (day or self.find("short", rate[1], end))
        if not (timed and rate and told) or self.match("lasting", start, end):
            return False
        verb = self.bare(timed, rate[0]) if self.person(timed, rate[0]) else timed
        if verb is None or not (self.verb(verb) or self.match("term_for", verb, rate[0])):
            return False
        if verb > timed:
            self.actor(timed, verb)
        self.act(verb, rate[0], self._favoured(self.said(timed, rate[0])))
        self.mark(self.frame, rate[0], end, "deadline")
        return True

    def _paid(self, start: int, end: int) -> None:
        paid = self.find("per_head", start, end) is not None
        colon = self.next(start, end, ":")
        if colon and self.person(start, colon):  # "Chủ nhiệm: 5.000.000 đồng/tháng"
            self.actor(start, colon)
            start, paid = colon + 1, True
        self.act(start, end, "permission" if paid else self._favoured(self.said(start, end)))

    def _rate(self, start: int, end: int) -> bool:
        """A rate without modal: "Mức hỗ trợ là 25 %"."""
        valid = self.find("valid", start + 1, end)
        if valid and not (self.listing or self.person(start, end)):
            self.act(start, end, "permission" if opens("licence", self.said(start, end)) else "obligation")
            return True
        if self.find("copies", start + 1, end) and not self.person(start, end):
            self.act(start, end, "obligation")
            return True
        if self.find("per", start, end):
            self._paid(start, end)
            return True
        plain_thing = self.next(start, end, ",", ":") is None and self.find("bounded", start + 1, end)
        if plain_thing and not (self.listing or self.listed or self.verb(start) or self.person(start, end)):
            self.act(start, end, self._favoured(self.said(start, plain_thing[0])))
            return True
        rated = self.match("rated", start, end) and not self.listing
        stop = self.match("rate", start, end) if start and self.words[start - 1] == ":" else None  # "Đối với …: bằng 25 % …"
        found = (start, stop) if stop else None
        rate = self.find("rate", start + 1, end) if rated else found
        if not (rate and not self.person(start + 2, end) and re.match(r"(?:\D{1,9} )?\d", self.said(rate[1], end))):
            return False
        self.act(start, end, self._favoured(self.said(start, rate[0])))
        return True

    def _agent(self, start: int, end: int) -> bool:
        """A thing whose act is done by a named person or body: "Mức thu do Bộ trưởng quy định"."""
        by = self.agent("by", start, end)
        if by:
            self.actor(*by)
            self.act(start, end, "power" if opens("decision", self.said(by[1], end) + " ") else "obligation")
        return by is not None

    def _front(self, begin: int, end: int) -> int:
        """Mark the conditions and deadlines a sentence begins with; returns where its subject or modal begins."""
        at = begin
        for _ in range(5):
            while at < end and (self.words[at] in {",", ":", "thì", "và", "riêng"} or self.words[at : at + 2] == ("đồng", "thời")):
                at += 2 if self.words[at] == "đồng" else 1
            condition, deadline = self.match("condition", at, end), self.match("deadline", at, end)
            after = deadline or condition or (at + 1 if self.match("adjunct", at, end) else None)
            stop = self._close(at, after, end, after == condition) if after else None
            if stop is None or (not condition and not deadline and stop - at > 60):
                return at
            if deadline:
                unmet = self.match("unmet", stop, end) or self.find("unmet", at, stop)
                self.mark(self.frame, at, stop, "condition" if unmet else "deadline")
            elif condition:
                self.conditions(at, stop)
            elif inner := self.find("adjunct_condition", at + 1, stop):
                self.conditions(inner[0], stop)
            at = stop
        return at

    def _close(self, begin: int, after: int, end: int, condition: bool) -> int | None:
        """Where a phrase before the subject ends: at "thì", at a comma before a subject, a modal, or a further phrase."""
        if self.words[begin] in {"hằng", "hàng"} and self.person(after, end):
            return after  # "Hằng năm Bộ Y tế phải …"
        then = self.next(after, end, "thì")
        if (at := self._close_at_sign(begin, after, then, end, condition)) is not None:
            return at
        if then is not None:
            return then
        modal = self.main(after, end)
        if modal and (modal.name != "passive" or (modal.begin == after and not condition and self.words[after - 1] != "khi")):
            return modal.begin
        if not condition or self.words[begin] == "đối":
            return None
        commas = [at for at in range(after + 1, end - 4) if self.words[at] == ","]
        return next((at for at in commas if self.words[at + 1] == "việc"), next(iter(commas), None))

    def _close_at_sign(self, begin: int, after: int, then: int | None, end: int, condition: bool) -> int | None:
        for at in self.outside(after, then or end):
            if self.words[at] == ":" and at + 2 < end and at - begin < 40:
                return at
            if self.words[at] != "," or at + 1 >= end:
                continue
            near = self.words[at + 1] == "sau" or (self.words[at + 1] == "trước" and at - begin < 8)  # "05 ngày, trước ngày …"
            if self.match("deadline", at + 1, end) and not near:
                return at
            if (then is not None and condition) or self.words[at + 1] in {"kể", "tính"}:
                continue
            if self.match("rated", at + 1, end) and condition and (modal := self.main(after, at)) and modal.name != "passive":
                return modal.begin
            if not condition and self._doer_behind(at + 1, end):
                continue  # "kể từ ngày được đăng tải, công bố, bên sử dụng phải …"
            if self._subject_at(at + 1, begin, end) or (self.match("condition", at + 1, end) and at - begin > 3):
                return self._listed_to(begin, at, end)
        return None

    def _doer_behind(self, begin: int, end: int) -> bool:
        """Whether who acts is named behind a later comma, and not here."""
        stop = self.next(begin, end, ";", ":") or end
        named = self.person(begin, stop) or self.match("modal", begin, stop) or self.match("condition", begin, stop)
        return not named and self._doer(begin, stop) is not None

    def _doer(self, begin: int, end: int) -> int | None:
        """The comma before who acts, if that one is named at once: "…, cá nhân được giám sát, Trưởng đoàn có báo cáo"."""
        for at in (at for at in range(begin, end - 1) if self.words[at] == "," and self.person(at + 1, end)):
            modal = self.main(at + 1, end)
            doing = modal.begin if modal and modal.name != "passive" else self.bare(at + 1, end)
            if doing is not None and self.next(at + 1, doing, ",") is None and doing - at < 16:
                return at
        return None

    def _listed_to(self, begin: int, comma: int, end: int) -> int:
        """The comma before the subject: the last one behind "thông báo của người đứng đầu khoa, phòng, Trạm trưởng …"."""
        of = max((at for at in range(begin, comma) if self.match("owner_of", at, comma)), default=None)
        if of is None or comma - of > 10 or not self.match("among", comma + 1, end):
            return comma
        if not self.person(of + 1, comma) or self.modal(of, comma):
            return comma
        return self._doer(comma, min(end, comma + 25)) or comma

    def _subject_at(self, at: int, begin: int, end: int) -> bool:
        if self.match("modal", at, end) or (self.match("rated", at, end) and self.find("rate", at + 1, end)):
            return True
        modal = self.main(at, end)
        if self.person(at, end):
            return bool(modal and modal.begin - at < 40) or self.bare(at, end) is not None
        stop = self.next(at, end, ",") or end
        if not self.verb(at):
            near = self.main(at, stop)
            return near is not None and near.name != "passive"
        return bool(self.match("deadline", begin, end) or (self.listed and self.match("adjunct", begin, end)))

    def _subject_end(self, start: int, modal: int) -> int:
        """Where the subject ends: before a condition or deadline that stands between it and the modal."""
        aside = self.find("aside", start + 2, modal)
        modal = aside[0] if aside else modal
        if (due := self.find("deadline", start + 2, modal)) and modal - due[0] > 1:
            self.mark(self.frame, due[0], modal, "deadline")
            return due[0]
        if (case := self.find("between", start + 2, modal)) and modal - case[0] > 1:
            self.conditions(case[0], modal)
            return case[0]
        return modal

    def _bare_act(self, begin: int, end: int, organ: bool) -> None:
        verb, kind = self.said(begin, min(begin + 2, end)), "obligation"
        if verb in {"không phải", "không chịu", "không thu"}:
            kind = "permission"
        elif verb in _DECISIONS and organ:
            kind = "power"
        elif verb in _DECISIONS - {"cho phép"}:
            kind = "permission"
        self._acts(begin, end, kind, organ, begin)

    def _acts(self, begin: int, end: int, kind: str, organ: bool, after: int) -> None:
        at = after
        while joint := self.find("joint", at, end):
            at = joint[1]
            due = self.match("deadline", at, end) or at  # "… và trong thời hạn 12 giờ phải quyết định"
            if due > at and self.match("modal", due, end):
                self.mark(self.frame, at, due, "deadline")
                at = due
            modal = self.modal(at, end) if self.match("modal", at, end) else None
            strong = self.words[joint[0]] in {"nhưng", "mà"} or kind in {"permission", "power"}
            if modal is None or (modal.name == "passive" and not strong):
                continue
            if self.words[joint[0]] in {"và", "hoặc"} and modal.name != "obligation" and self.find("trailing", after, joint[0]):
                continue  # the modal belongs to a condition
            self.act(begin, joint[0], kind)
            own = "power" if organ else "permission"
            name = {"passive": own, "permission": own, "power": own, "exempt": "permission"}.get(modal.name, modal.name)
            self._acts(modal.end - 2 if modal.name == "exempt" else modal.end, end, name, organ, modal.end)
            return
        self.act(begin, end, kind)

    def _receiver(self, at: int, end: int) -> None:
        while receiver := self.find("receiver", at, end):
            at = receiver[1]
            if self.person(at, end):
                stop = self.find("receiver_end", at + 2, end)
                self.mark(self.parties, at, stop[0] if stop else end, "beneficiary")
                break

    def act(self, begin: int, end: int, kind: str) -> None:
        """Mark an act less the deadline and conditions at its end, and who receives something."""
        begin, end = self.trim(begin, end)
        for at in range(begin + 1, end - 1):  # "…; gửi thông báo trước 15 ngày": what has a deadline of its own is an act
            term = self.words[at] in _BEFORE_TERM and self.match("term_told", at + 1, end)
            if term:  # "…; thời gian lưu giữ tối thiểu là 03 năm"
                self.act(begin, at, kind)
                if not (self._term(at + 1, end) or self._rate(at + 1, end)):
                    self.act(at + 1, end, "obligation")
                return
            apart = self.words[at] == ";" and self.verb(at + 1)
            own = self.find("deadline", at + 1, self.next(at + 1, end, ";") or end) if apart else None
            if own and self.words[own[0]] not in {"hằng", "hàng"}:
                self.act(begin, at, kind)
                self.act(at + 1, end, kind)
                return
        due = self.match("deadline", begin, end)
        if due and due < end and self.verb(due):  # "phải định kỳ hằng năm báo cáo"
            self.mark(self.frame, begin, due, "deadline")
            begin = due
        if kind == "prohibition":
            begin = self.match("banned_act", begin, end) or begin
        if kind != "definition" and begin < end:
            end = self._tail(begin, end)
            self._receiver(begin, end)
        begin, end = self.trim(begin, end)
        if end > begin and not any(first < end and begin < stop for first, stop, _ in self.acts):
            self.acts.append((begin, end, kind))

    def _tail(self, begin: int, end: int) -> int:
        """Where the act ends: before a condition or deadline that reaches to its end; these are marked."""
        found, stop = self.find("trailing", begin + 1, end), end
        if found and (cut := self.next(found[1], end - 1, ";")):
            self.conditions(found[0], cut)  # the act goes on after the condition
        elif found:
            stop = found[0]
            self.conditions(stop, end)
        due = self.find("deadline", begin + 1, stop)
        while due and self.words[due[0]] in {"hằng", "hàng"}:
            noun = due[1] < stop and self.words[due[1]] not in _AFTER_YEARLY
            if not noun and not holds("regular", self.said(begin, due[0])):
                break
            due = self.find("deadline", due[1], stop)  # "hằng năm" before a noun, "kế hoạch hằng năm"
        lengthened = self.words[begin : begin + 2] == ("gia", "hạn")  # by how much, not by when
        if due is None or lengthened or self.words[due[0] - 1] == "(":
            return stop
        often = self.match("recurring", due[0], stop)
        inside = often if often and often < stop else self.next(due[1], stop - 1, ";")  # the act goes on after the deadline
        self.mark(self.frame, due[0], inside or stop, "deadline")
        return stop if inside else due[0]
