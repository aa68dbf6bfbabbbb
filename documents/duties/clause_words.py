"""The words of a clause as the rules see them: the patterns of ``cue_patterns.toml`` in them, and what is marked."""

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from documents.duties.layout import Layout, Marked, Stretch
from documents.duties.lexicon import read_lexicon

_FORMS = {
    "words": r"(?:{})(?!\S)",
    "within": r"(?<!\S)(?:{})(?!\S)",
    "end": "(?:{})$",
}  # of the tables of cue_patterns.toml; others: anywhere
_STOPS = (",", ";", ".", ":", "và", "hoặc", "để")  # behind them an act goes on
_SIGNS, _JOINTS = ",;:./–-“” \n\t", frozenset({"và", "hoặc", "thì"})  # at the edges of a span they do not belong to it


class Modal(NamedTuple):
    """A modal: first word, word after its last, kind of its act (or "exempt", "passive")."""

    begin: int
    end: int
    name: str


@lru_cache(1)
def _known() -> dict[str, Any]:
    known = tomllib.loads(Path(__file__).with_name("cue_patterns.toml").read_text("utf-8"))
    known["words"] = {name: sorted(map(re.escape, phrases), key=len, reverse=True) for name, phrases in known["words"].items()}
    return known


def _joined(phrases: list[str]) -> str:
    return re.sub(r"<(\w+)>", lambda name: f"(?:{_joined(_known()['bits'][name[1]])})", "|".join(phrases))


@lru_cache(None)
def cue(name: str) -> re.Pattern[str]:
    """A pattern of ``cue_patterns.toml``; "modal" is all modals, each a group of its name."""
    known = _known()
    if name == "modal":
        kinds = "|".join(f"(?P<{kind}>{_joined(phrases)})" for kind, phrases in known["modals"].items())
        return re.compile(rf"(?<!\S)(?:{_joined(['<before_modal>'])} )*(?:{kinds})(?!\S)")
    table = next(table for table in ("words", "within", "begin", "end", "part") if name in known[table])
    return re.compile(_FORMS.get(table, "{}").replace("{}", _joined(known[table][name])))


def holds(name: str, text: str) -> bool:
    """Whether a pattern stands in a text."""
    return cue(name).search(text) is not None


def opens(name: str, text: str) -> bool:
    """Whether a text begins with a pattern."""
    return cue(name).match(text) is not None


@lru_cache(4096)
def kind_of(table: str, text: str) -> str:
    """What the first rule of "lists", "contexts" or "headings" that fits makes of a text."""
    for rule in _known()[table]:
        if re.search(f"(?:{_joined(rule['ends'])})$" if table == "lists" else _joined(rule["holds"]), text):
            return str(rule["kind"])
    return "none"


def names(kinds: str, text: str) -> bool:
    """Whether a text begins with one of the "persons" or "organs"."""
    text = cue("prefixed").sub("", text, count=1) if opens("prefixed", text) else text
    return opens(kinds, text) and not (opens("nobody", text) or (kinds == "organs" and opens("no_organ", text)))


def plain(text: str) -> str:
    """A text as the patterns take it: small letters, a space between words and signs."""
    return " ".join(re.findall(r"\d+(?:[.,]\d+)*|\w+|[^\w\s]", text.lower()))


class ClauseWords:
    """The words of a clause, and what is marked in them."""

    def __init__(self, layout: Layout) -> None:
        self.layout, self.words = layout, layout.words
        self.acts: list[Marked] = []
        self.parties: list[Marked] = []
        self.frame: list[Marked] = []
        self.text, self.at, self.word_at = layout.line_up

    def said(self, begin: int, end: int) -> str:
        """Some of the words."""
        return self.text[self.at[begin] : self.at[end] - 1] if end > begin else ""

    def find(self, name: str, begin: int, end: int) -> Stretch | None:
        """Where a pattern first stands."""
        found = cue(name).search(self.text, self.at[begin], self.at[end] - 1) if end > begin else None
        return (self.word_at[found.start()], self._word_after(found.end())) if found else None

    def match(self, name: str, begin: int, end: int) -> int | None:
        """The word after a pattern that begins at a word."""
        found = cue(name).match(self.text, self.at[begin], self.at[end] - 1) if end > begin else None
        return self._word_after(found.end()) if found else None

    def modal(self, begin: int, end: int) -> Modal | None:
        """The first modal."""
        found = cue("modal").search(self.text, self.at[begin], self.at[end] - 1) if end > begin else None
        if found is None:
            return None
        name = str(found.lastgroup)
        if name == "passive" and re.search("chỉ|có thể|vẫn", found[0]):
            name = "permission"
        return Modal(self.word_at[found.start()], self._word_after(found.end()), name)

    def _word_after(self, place: int) -> int:
        return next(self.word_at[after] for after in range(place, len(self.text) + 1) if after in self.word_at)

    def next(self, begin: int, end: int, *words: str) -> int | None:
        """The first place of some words."""
        return next((at for at in range(begin, end) if self.words[at] in words), None)

    def outside(self, begin: int, end: int) -> Iterator[int]:
        """The places that stand in no brackets."""
        deep = 0
        for at in range(begin, end):
            deep += (self.words[at] == "(") - (self.words[at] == ")")
            if deep <= 0:
                yield at

    def person(self, begin: int, end: int) -> bool:
        """Whether a person or body is named first."""
        return names("persons", self.said(begin, end))

    def organ(self, begin: int, end: int) -> bool:
        """Whether one that acts in office is named first."""
        return names("organs", self.said(begin, end))

    def last_organ(self, at: int) -> bool:
        """Whether the actor marked last acts in office, if it stands in the line of a word or before a list."""
        opening = self.words[self.layout.lines[0][1] - 1] == ":"
        near_by = {self.layout.line_of[at], 0 if opening else self.layout.line_of[at]}
        near = [one for one in self.parties if one[2] == "actor" and self.layout.line_of[one[0]] in near_by]
        return bool(near) and self.organ(*near[-1][:2])

    def trim(self, begin: int, end: int) -> Stretch:
        """Less signs and conjunctions at the edges."""
        ends = _JOINTS | {"nhưng", "mà"}
        while end > begin and (not self.words[end - 1].strip(_SIGNS) or self.words[end - 1] in ends):
            end -= 1
        while begin < end and (not self.words[begin].strip(_SIGNS) or self.words[begin] in _JOINTS):
            begin += 1
        return begin, end

    def mark(self, layer: list[Marked], begin: int, end: int, label: str) -> None:
        """Mark a span once."""
        begin, end = self.trim(begin, end)
        if end > begin and (begin, end, label) not in layer:
            layer.append((begin, end, label))

    def actor(self, begin: int, end: int) -> None:
        """Mark an actor, without "chỉ", "sẽ" before its verb."""
        while end > begin and self.words[end - 1] in {"chỉ", "sẽ", "đều", "vẫn", "cũng", "còn", "được"}:
            end -= 1
        self.mark(self.parties, begin, end, "actor")

    def conditions(self, begin: int, end: int) -> None:
        """Mark a condition; a further marker inside opens another."""
        if holds("empty_case", self.said(*self.trim(begin, end))):
            return
        at = begin
        relative = self.words[end : end + 1] == ("thì",) and self.words[begin] != "nếu"  # "… mà … thì"
        for k in self.outside(begin + 2, end - 1):
            inner = self.match("inner", k, len(self.words)) or (relative and self.words[k] == "mà")
            if inner and self.words[k - 1] not in {"(", "và", "hoặc"}:
                self.mark(self.frame, at, k, "condition")
                at = k
        self.mark(self.frame, at, end, "condition")

    def verb(self, at: int) -> bool:
        """Whether an act without modal may begin here."""
        text, before = self.text[self.at[at] : self.at[at] + 60], self.words[at - 1] if at else ""
        noun = text.startswith("tổ chức ") and before in {"các", "những", ",", "của", "là"}
        known = opens("verbs", text) or read_lexicon().verbs.get(" ".join(self.words[at : at + 2]), "0") >= "2"
        return known and not (noun or opens("no_verb", text))

    def main(self, begin: int, end: int) -> Modal | None:
        """The main modal: the first that stands in no relative clause; "được" only where there is no other."""
        at, passive = begin, None
        while modal := self.modal(at, end):
            at = modal.end
            if self._subordinate(modal, begin, end):
                continue
            if modal.name != "passive":
                return modal
            passive = passive or modal
        return passive

    def _subordinate(self, modal: Modal, begin: int, end: int) -> bool:
        first, after, name = self.words[modal.begin], self.words[modal.end : modal.end + 1], modal.name
        before = self.said(max(begin, modal.begin - 2), modal.begin)
        relative = first != "thì" and not (name == "sanction" and before.endswith("mà"))
        if modal.begin > begin and relative and holds("no_modal", before):
            return True
        if name == "power":  # "cơ quan có thẩm quyền"
            acting = modal.end < end and self.verb(modal.end) and not opens("authority", self.words[modal.begin - 1])
            return after != (":",) and not acting
        return name == "prohibition" and first == "cấm" and modal.begin > begin

    def bare(self, begin: int, end: int) -> int | None:
        """Where the verb of a person or body without modal begins.

        A verb that may only tell which one is meant counts where no other follows.
        """
        head = self._head(begin, end)
        after = self.match("persons", head, end) or head + 1
        general, told = opens("general", self.text[self.at[head] :]), None
        for at in self.outside(after, min(end, begin + 45)):
            word, before = self.words[at], self.words[at - 1]
            if word in {":", ";", "là", "gồm"}:
                return told if word in _SIGNS else None
            if word == "được" or at < after or not self.verb(at):
                continue
            after = self.match("verbs", at, end) or at
            if self.words[after : after + 1] == ("của",):  # "Hội đồng thẩm định của Bộ tổ chức họp"
                continue
            office = opens("offices", before) and at > head and not self.match("named", at, end)
            if before != "," and (office or not self._blocked(at)):
                if again := self._again(at, end):
                    return again
                apart = self.match("apart", at, end) if general else None
                if apart is None:
                    later = self.find("applies", at + 1, end) if general else None  # "Đối tượng thay đổi nơi ở có văn bản đề nghị"
                    same = later and self.next(at, later[0], *_STOPS) is None and not self._blocked(later[0])
                    return later[0] if later and same else at
                told, after = told or at, apart
        return told

    def _again(self, at: int, end: int) -> int | None:
        """The verb again, where it first tells what an office is for: "cơ quan có thẩm quyền quyết định hỗ trợ … quyết định …"."""
        stop = self.next(at, end, ",", ";", ":") or end
        verb = self.words[at : at + 2] if self.words[at - 2 : at] == ("thẩm", "quyền") else None
        told = (
            self.words[later : later + 2] == verb or (self.words[later - 1] == "này" and self.verb(later))
            for later in range(at + 3, stop)
        )
        return next((later for later, one in enumerate(told, at + 3) if one), None)

    def agent(self, before: str, begin: int, end: int) -> Stretch | None:
        """Who acts on a thing, behind words such as "do"."""
        by = self.find(before, begin + 1, end)
        verb = self.bare(by[1], end) if by and self.person(by[1], end) else None
        if by is None or verb is None or verb - by[1] > 25 or self.find("stating", begin, by[0]):
            return None
        return None if self.match("fixes", verb, end) and self.find("share", begin, by[0]) else (by[1], verb)

    def _head(self, begin: int, end: int) -> int:
        return self.match("prefixed", begin, end) or begin

    def _blocked(self, at: int) -> bool:
        """Whether the word before a verb makes it part of a noun or of a clause of its own."""
        two = self.said(max(at - 2, 0), at)
        if opens("blocking", self.words[at - 1]):
            return not opens("not_blocking", two)
        return opens("blocking_pair", two) and not self.match("applies", at, len(self.words))  # "theo hợp đồng nộp hồ sơ"
