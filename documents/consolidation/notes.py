"""The footnotes of a consolidated text: since when the words that it shows hold, and what changed them.

"Khoản này được sửa đổi, bổ sung theo quy định tại khoản 2 Điều 1 của Thông tư số …, có hiệu lực kể từ ngày …." What bears no note
has not changed since the first day. That holds as long as all notes were read: where one is missing, or an amending instrument of
the head has none, what it may have changed holds for certain only since its day.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from documents.consolidation.head import Named, days_of_effect
from documents.identity.numbers import find_numbers
from documents.keys import number_slug
from documents.model import Kind
from documents.paths import contains, kind_of, unit_of, upward
from documents.text import without_quoted
from documents.wording.unit_lists import LOOSE_KINDS, unit_pattern
from documents.wording.verbs import CHANGE, CORRECT, HALT


class Did(StrEnum):
    """What an amending instrument did to a provision, as a note says."""

    INSERTED = "inserted"
    REWORDED = "reworded"
    ENDED = "ended"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Said:
    """What one sentence of a note says.

    :param unit: the kind of provision that it says it of, None for words
    :param partly: of some words only: a phrase, a heading
    """

    did: Did
    unit: Kind | None
    partly: bool
    since: date | None
    by: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """A change that is in the words shown.

    :param by: number of the amending instrument, as written; empty where none is named
    """

    path: str
    at: str
    did: Did
    since: date
    by: str
    partly: bool = False
    words: str = ""

    def covers(self, path: str) -> bool:
        """Whether all of a provision is meant."""
        return not self.partly and contains(self.path, path)

    def touches(self, path: str) -> bool:
        """Whether the words of a provision, or of something below it, are meant."""
        return contains(path, self.path) or self.covers(path)


@dataclass(frozen=True, slots=True)
class Merged:
    """All that the notes of a consolidated text say.

    :param lost: the day since which words hold for certain, where notes are missing or may stand at another place
    :param unmarked: the same of what bears no note, where the head does not say which instruments were merged
    :param lost_outside: the same of what is no article, where an amending instrument has no note that says what it did
    """

    changes: tuple[Change, ...] = ()
    lost: date | None = None
    unmarked: date | None = None
    lost_outside: date | None = None

    def of(self, path: str) -> "Wording":
        """What the notes say of a provision, with all that is below it."""
        some = [change for change in self.changes if change.touches(path)]
        inserted = [change for change in some if change.did is Did.INSERTED and change.covers(path)]
        # What was inserted twice had been ended in between: from when to when, no note says.
        twice = len({change.path for change in inserted}) < len(inserted)
        first = None if twice else max((change.since for change in inserted), default=None)
        ends = [change for change in some if change.did is Did.ENDED and change.covers(path)]
        end = max(ends, key=lambda change: change.since, default=None)
        if end is not None and any(_given_anew(change, path, end) for change in some if change not in ends):
            end = None
        days = [change.since for change in some if change not in ends]
        outside = kind_of(unit_of(path)) is not Kind.ARTICLE
        unsure = [day for day in (self.lost, None if some else self.unmarked, self.lost_outside if outside else None) if day]
        return Wording(first, max([*days, *unsure], default=None), end, tuple(some))


def _given_anew(change: Change, path: str, end: Change) -> bool:
    return change.since >= end.since and (change.covers(path) or path != end.path)


@dataclass(frozen=True, slots=True)
class Wording:
    """Since when the words of a provision hold.

    :param inserted: the day since which it is there, where an amendment inserted it
    :param since: the day since which its words hold, None where nothing changed them
    """

    inserted: date | None = None
    since: date | None = None
    ended: Change | None = None
    changes: tuple[Change, ...] = field(default=())


_WHOLE = rf"(?:Các\s+)?(?P<unit>{unit_pattern(LOOSE_KINDS)})\s+(?:(?:số\s+)?[\w./-]{{1,12}}\s+)?này"
_WORDS = (
    r"(?P<words>Tên|Tiêu\s+đề|(?:Các\s+)?cụm\s+từ|(?:Các\s+)?từ(?=\s+[“\"‘']|\s{3})|Nội\s+dung|Quy\s+định(?=\s+[“\"‘']|\s{3})|Đoạn|Câu|Gạch|Dấu|Số(?=\s+[“\"‘']|\s{3})"
    r"|Một\s+số|Phần(?!\s+(?:thứ|này|[IVX\d])))"
)
_SUBJECT = re.compile(rf"\W{{0,8}}(?:{_WHOLE}|{_WORDS})", re.IGNORECASE)
_BEGINS = re.compile(
    rf"(?:^|\n|(?<=[.;])\s)(?=\W{{0,8}}(?:{_WHOLE}|{_WORDS})\b)".replace("?P<unit>", "?:").replace("?P<words>", "?:"), re.IGNORECASE
)
_VERB = re.compile(
    rf"\b(?:(?:được|bị)\s+(?P<verb>sửa\s+đổi(?:\s*,|\s+và)?\s+bổ\s+sung|{CHANGE}|thay|h[ủu][ỷy]\s+bỏ|bỏ|đổi"
    rf"|chuyển|đánh\s+số|ban\s+hành|{CORRECT}|(?:tạm\s+)?{HALT})|(?P<ends>hết\s+hiệu\s+lực)|thay\s+thế\s+(?:bởi|bằng)|{HALT}\s+hiệu\s+lực)",
    re.IGNORECASE,
)
_ENDING = re.compile(r"(?:bãi|h[ủu][ỷy])?\s*bỏ$", re.IGNORECASE)
_AS_A_WHOLE = re.compile(
    r"\s*(?:mới\s*)?(?:lần\s+thứ\s+\S+\s*)?,?\s*(?:theo|bởi|bằng|tại\s+(?:điểm|khoản|Điều)|vào|$|[.,;])", re.IGNORECASE
)
_HALTS = re.compile(HALT, re.IGNORECASE)
_EVERYWHERE = re.compile(r"\btại\s+(?:toàn\s+bộ|các|Điều|Khoản|Chương|Mục|Phụ\s+lục)\b[^,.;]{0,80}\bnày\b", re.IGNORECASE)
_QUOTES = re.compile(
    r"(?:căn\s+cứ\s+(?:để\s+)?ban\s+hành|quy\s+định)(?:\s+[^.;“\"]{0,60})?\s+như\s+sau\s*:?\s*(?:$|\W)", re.IGNORECASE
)
_MENTIONS = re.compile(rf"(?:{CHANGE}|hết\s+hiệu\s+lực)", re.IGNORECASE)
_SUBJECT_REACH = 200  # characters between the subject and what was done to it, outside quotations


def read_note(text: str) -> tuple[Said, ...]:
    """What a note says was done to what bears it; nothing where it only quotes or explains."""
    plain = without_quoted(text)
    if len(plain) != len(text):
        plain = text
    starts = [match.end() for match in _BEGINS.finditer(plain)]
    if not starts:
        return _unsure(text, plain)
    ends = [*starts[1:], len(plain)]
    return tuple(said for start, end in zip(starts, ends, strict=True) if (said := _said(text[start:end], plain[start:end])))


def _unsure(text: str, plain: str) -> tuple[Said, ...]:
    """A note that tells of a change in words that are not known: something has changed, and that is all."""
    days = days_of_effect(plain)
    if _QUOTES.search(plain) or not days or not _VERB.search(plain) or not _MENTIONS.search(plain):
        return ()
    return (Said(Did.UNSURE, None, False, max(days), _by(plain), text.strip()),)


def _said(text: str, plain: str) -> Said | None:
    subject = _SUBJECT.match(plain)
    verb = _VERB.search(plain, subject.end() if subject else 0)
    if subject is None or verb is None or verb.start() - subject.end() > _SUBJECT_REACH + (len(text) - len(plain.rstrip())):
        return None
    unit = LOOSE_KINDS[" ".join(subject["unit"].lower().split())] if subject["unit"] else None
    did = _did(plain, verb, whole=unit is not None)
    days = days_of_effect(plain)
    partly = unit is None and not _EVERYWHERE.search(plain)
    return Said(did, unit, partly, max(days, default=None), _by(plain[verb.end() :]), text.strip())


def _did(text: str, verb: re.Match[str], whole: bool) -> Did:
    word = verb["verb"] or verb["ends"] or verb[0]
    if _HALTS.search(word):
        return Did.UNSURE
    if not whole:
        return Did.REWORDED
    if verb["ends"] or _ENDING.fullmatch(word):
        return Did.ENDED if verb["ends"] or _AS_A_WHOLE.match(text, verb.end()) else Did.REWORDED
    if " ".join(word.lower().split()) == "bổ sung" and _AS_A_WHOLE.match(text, verb.end()):
        return Did.INSERTED
    return Did.REWORDED


def _by(text: str) -> str | None:
    return next((found.number for found in find_numbers(text)), None)


def read_merged(notes: Iterable[tuple[str, str, str]], amending: Sequence[Named], last: date | None = None) -> Merged:
    """What the notes of a consolidated text say.

    :param notes: the path of what bears each, its mark and its words, in the order of the text
    :param last: where the head does not say which instruments were merged: the last day of effect in it, or the day of the text
    """
    days = {number_slug(named.number): max(named.effects) for named in amending if named.effects}
    last = max(days.values(), default=last)
    changes: list[Change] = []
    marks: list[str] = []
    lost = False
    elsewhere: list[date] = []
    for path, mark, text in notes:
        marks.append(mark)
        for said in read_note(text):
            if said.did is Did.UNSURE and said.unit is None and days and said.by and number_slug(said.by) not in days:
                continue  # it tells of an instrument that is cited there
            since = said.since or days.get(number_slug(said.by or "")) or last
            place = _place(said, path)
            if since is None or place is None:
                lost = True
                continue
            if not _bears(said, path):
                elsewhere.append(since)
            changes.append(
                Change(path=place, at=path, did=said.did, since=since, by=said.by or "", partly=said.partly, words=said.words)
            )
    told = {number_slug(change.by) for change in changes}
    silent = [day for number, day in days.items() if number not in told]
    lost = lost or _has_gap(marks)
    certain = max(elsewhere, default=None)
    return Merged(tuple(changes), last if lost else certain, None if days else last, max(silent, default=None))


def _bears(said: Said, path: str) -> bool:
    """Whether a note stands at what it is about; else its mark may not have been found, and it may be about another place."""
    kind = kind_of(path)
    return said.unit is None or kind is said.unit or {kind, said.unit} <= _OUTSIDE


_OUTSIDE = frozenset((Kind.APPENDIX, Kind.FORM, Kind.ATTACHMENT, Kind.TABLE))


def _place(said: Said, path: str) -> str | None:
    """What a sentence is about: the provision of its kind at or above what bears the note."""
    if said.unit is None:
        return path
    for above in upward(path):
        kind = kind_of(above)
        if kind is said.unit or {kind, said.unit} <= _OUTSIDE:
            return above
    if kind_of(path) in (Kind.ARTICLE, Kind.CLAUSE, Kind.POINT) and said.unit in (Kind.CLAUSE, Kind.POINT, Kind.SUBPOINT):
        return path  # the mark of a clause that was read as words of its article: the article has changed, whatever part of it
    return None


def _has_gap(marks: Sequence[str]) -> bool:
    """Whether a note is missing. Numbers begin with 1; those of forms begin anew; a mark may have the one before glued on."""
    following = 1
    for mark in _numbered(marks):
        if mark == str(following) or mark == f"{following - 1}{following}":
            following += 1
        elif int(mark) > following:
            return True
    return following == 1


def _numbered(marks: Iterable[str]) -> Iterator[str]:
    return (found for mark in marks if (found := mark.strip(" ()[]*.")).isdecimal() and len(found) < 9)
