"""Days that the words of a clause name, and what is sure to happen on them.

A law says in its closing article when it takes effect; much else begins and ends by its own clauses: "từ ngày 01 tháng 01 năm 2027
đối với bác sỹ", "được áp dụng đến hết ngày 28 tháng 02 năm 2027". What the words around a day say without doubt has a name of its
own; all others are days that the text names, and whoever reads the words sees what for.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from documents.text import without_quoted
from documents.wording.dates import FoundDate, find_dates
from documents.wording.types import TYPE_PATTERN
from documents.wording.unit_lists import WORD
from documents.wording.unit_places import unit_paths
from documents.wording.verbs import END

_DAY = timedelta(days=1)


class Naming(StrEnum):
    """What a clause says of a day. The values are part of the interface."""

    FROM = "applies_from"
    """Something applies from the day on."""
    UNTIL = "applies_until"
    """Something applies until the end of the day, and no longer."""
    DUE = "due"
    """Something has to be done by the day."""
    NAMED = "named"
    """The words name the day."""


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day in the words of a clause.

    :param words: the first and last (exclusive) offset of the sentence
    :param paths: the provisions of the same text that the sentence speaks of; empty: the clause itself
    """

    naming: Naming
    day: date
    words: tuple[int, int]
    at: int
    paths: tuple[str, ...] = ()

    @property
    def on(self) -> date:
        """The first day on which it is otherwise than on the day before."""
        return self.day + _DAY if self.naming is Naming.UNTIL and self.day < date.max else self.day


_OF_DAY = r"\s+(?:(?:0{1,2}|24)\s*(?:giờ|h)(?:\s*00)?\s*(?:phút)?\s+)?"
_CUE = re.compile(
    r"(?<!\w)(?:(?P<latest>(?:chậm|muộn|trễ)\s+nhất(?P<since>\s+(?:là\s+)?(?:kể\s+)?từ)?(?:\s+(?:là|vào|trước|đến|cho\s+đến|hết))*)"
    r"|(?P<since_>(?:(?:kể|bắt\s+đầu|tính)\s+)?từ)|(?P<until>(?:cho\s+)?(?:đến|tới)(?P<all>\s+hết)?)"
    rf"|(?P<before>trước)|(?P<other>(?:từ\s+)?sau|vào|hết)){_OF_DAY}(?:ngày\s+)?$",
    re.IGNORECASE,
)
_CUE_REACH, _NEAR, _FARTHEST = 60, 120, 2000
"""Characters before a day: in which its own words stand, what lasts until it, and all else that is said of it."""
_SENTENCE = re.compile(r"(?<=\.)\s+(?=[“\"]?[A-ZĐÀ-Ỹ])|\n")
_PART = re.compile(r"[;.]\s|\n")
# Figures, facts and terms that are counted from a day or up to it begin and end nothing.
_COUNTED = re.compile(
    r"(?<!\w)(?:số\s+liệu|thống\s+kê|lũy\s+kế|luỹ\s+kế|kỳ\s+(?:báo\s+cáo|kế\s+toán|tính)|chốt|tính\s+(?:đến|từ)|báo\s+cáo|thời\s+hạn"
    r"|còn\s+dư|dư\s+nợ|giải\s+ngân|tình\s+hình"
    r"|\d+\)?\s*(?:giờ|ngày|tháng|năm|tuần)(?:\s+làm\s+việc)?\s*,?\s*(?:kể\s+)?từ)(?!\w)",
    re.IGNORECASE,
)
_EXCEPTED = re.compile(r"(?<!\w)trừ(?!\w)", re.IGNORECASE)
_ENDS = re.compile(rf"(?<!\w)(?:hết\s+hiệu\s+lực|chấm\s+dứt|{END})(?!\w)", re.IGNORECASE)
_TO_DO = re.compile(r"(?<!\w)(?:phải|hoàn\s+thành|nộp|gửi|trình|đề\s+nghị|đăng\s+ký)(?!\w)", re.IGNORECASE)
_LASTS = re.compile(
    r"(?<!\w)(?:áp\s+dụng|thực\s+hiện|sử\s+dụng|hiệu\s+lực|thi\s+hành|thí\s+điểm|hoạt\s+động|tiếp\s+tục|duy\s+trì|hưởng|miễn|giảm|lưu\s+hành"
    r"|giá\s+trị|được\s+phép)(?!\w)",
    re.IGNORECASE,
)
_DONE = re.compile(r"(?<!\w)(?:đã|được|đang)(?!\w)", re.IGNORECASE)
_COMPLETE = re.compile(r"(?<!\w)hoàn\s+thành(?!\w)", re.IGNORECASE)
_MUST = re.compile(r"\s*,?\s*phải(?!\w)", re.IGNORECASE)
_BEGINS_PART = re.compile(r"(?:^|[,:]|\bthì)\s*$", re.IGNORECASE)
_EXAMPLE = re.compile(r"(?<!\w)ví\s+dụ(?!\w)", re.IGNORECASE)
_CASE = re.compile(r"\s*,?\s*(?:mà\s+|vẫn\s+|còn\s+|nếu\s+)*(?:chưa|không|đã|vẫn|còn|mà|thì)(?!\w)", re.IGNORECASE)
_BACKWARDS = re.compile(r"\s*(?:trở\s+)?về\s+trước(?!\w)", re.IGNORECASE)
_ANOTHER = re.compile(rf"{TYPE_PATTERN}\s+(?!này(?!\w))[^;.]{{0,80}}?\bsố\s*:?\s*\d", re.IGNORECASE)
_TAKES_EFFECT = re.compile(r"hiệu\s+lực(?:\s+thi\s+hành)?\s*,?\s*$", re.IGNORECASE)
_LEADS = re.compile(r"\s*(?:(?:các|những|riêng)\s+)*(?:(?:quy\s+định|nội\s+dung)\s+)?(?:(?:tại|của)\s+)?(?:các\s+)?", re.IGNORECASE)
_VERB = re.compile(r"\s(?:(?:được|sẽ|chỉ)\s+)*(?:áp\s+dụng|có\s+hiệu\s+lực|thực\s+hiện)(?!\w)", re.IGNORECASE)


def named_days(text: str, path: str = "", lead: str = "") -> tuple[NamedDay, ...]:
    """The days that words name for something that begins, ends or is due, each once; the days of other texts' issue are none.

    :param path: of the clause, for "Điều này"
    :param lead: what stands above it in its article: an example goes on below its first words
    """
    if not (dates := find_dates(text)):
        return ()
    own, found = without_quoted(text), _EXAMPLE.search(text)
    example = found.start() if found else len(text)
    example = 0 if _EXAMPLE.search(lead) else example
    breaks = [(0, 0), *((item.start(), item.end()) for item in _SENTENCE.finditer(text)), (len(text), len(text))]
    told: dict[tuple[Naming, date, tuple[str, ...]], NamedDay] = {}
    before: FoundDate | None = None
    for one in dates:
        first = max(0, one.start - _CUE_REACH)
        cue = _CUE.search(text[first : one.start])
        if cue is not None:
            at = bisect_right(breaks, (one.start, len(text)))
            begin, end = breaks[at - 1][1], breaks[at][0]
            sure = one.start < example and own[one.start : one.end] == text[one.start : one.end]
            paired = before is not None and not text[before.end : first + cue.start()].strip(" ,")
            naming = _naming(text, one, cue, first + cue.start(), paired) if sure else Naming.NAMED
            paths = _spoken_of(text[begin : one.start], path) if sure else ()
            told.setdefault((naming, one.day, paths), NamedDay(naming, one.day, (begin, end), one.start, paths))
        before = one
    firm = {item.day for item in told.values() if item.naming is not Naming.NAMED}
    return tuple(item for item in told.values() if item.naming is not Naming.NAMED or item.day not in firm)


def _naming(text: str, one: FoundDate, cue: re.Match[str], cue_at: int, paired: bool) -> Naming:
    """What the words before a day, and those behind it, say of it.

    :param paired: right before its cue stands the day from which it goes on
    """
    far = max(0, cue_at - _FARTHEST)
    begin = max((item.end() for item in _PART.finditer(text, far, cue_at)), default=far)
    said, rest = text[begin:cue_at], text[one.end : one.end + _CUE_REACH]
    if cue["latest"]:
        return Naming.NAMED if cue["since"] else Naming.DUE
    if cue["before"]:
        return Naming.DUE if _is_due(said, rest) else Naming.NAMED
    if cue["other"] or _BACKWARDS.match(rest) or _COUNTED.search(text, begin, one.start):
        return Naming.NAMED
    if cue["since_"]:
        of_another = _TAKES_EFFECT.search(said) is not None and _ANOTHER.search(said) is not None
        return Naming.NAMED if of_another or _EXCEPTED.search(said) or _ENDS.search(said) else Naming.FROM
    if not paired and (_TO_DO.search(said) or not _LASTS.search(said[-_NEAR:]) or _CASE.match(rest)):
        return Naming.NAMED
    # "đến ngày 01/01/2027" may leave that day out; nobody does who names the last day of a month.
    return Naming.UNTIL if cue["all"] or (one.day + _DAY).day == 1 else Naming.NAMED


def _is_due(said: str, rest: str) -> bool:
    """Whether "trước ngày …" is the time by which something must be done, and not a case: what was licensed before that day."""
    if _MUST.match(rest) and _BEGINS_PART.search(said):
        return True
    complete = _COMPLETE.search(said)
    return complete is not None and not _DONE.search(said, complete.end()) and not rest[:1].strip(" .;,\n")


def _spoken_of(words: str, path: str) -> tuple[str, ...]:
    """The provisions that are the subject: "Quy định tại khoản 4 Điều 5 được áp dụng …"; none of another instrument."""
    words = words[:_FARTHEST]
    verb = _VERB.search(words)
    lead = _LEADS.match(words)
    if verb is None or lead is None or not WORD.match(words, lead.end()):
        return ()
    subject = words[: verb.start()]
    if re.search(rf"{TYPE_PATTERN}\s+(?!này(?!\w))", subject, re.IGNORECASE):
        return ()
    return unit_paths(subject, path)
