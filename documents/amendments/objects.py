"""The words that name what an order ends: which of them were understood, place after place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from documents.amendments import grammar
from documents.amendments.endings import left_out
from documents.amendments.instruments import Named, name_at, same_instrument
from documents.amendments.operations import Operation
from documents.amendments.place_reading import REACH
from documents.amendments.places import Place
from documents.amendments.quotations import MASK
from documents.messages import Message
from documents.wording import unit_lists as units
from documents.wording.types import TYPE_NAME
from documents.wording.unit_lists import GROUPING, Level
from documents.wording.verbs import AMEND, CHANGE, CORRECT, END, HALT, REPEAL


def _fill(before_unit: str = "(?!)") -> str:
    """What may stand between a verb and what it is about, or between two things of a list, and says nothing of its own.

    :param before_unit: what stands for the unit that follows where the words that are looked at end there
    """
    unit = rf"(?=\s+{grammar.UNIT_WORD}\s+[\dIVX]|{before_unit})"
    return (
        rf"(?:(?:toàn\s+bộ|các|những|nội\s+dung{unit}|nội\s+dung\s+quy\s+định(?=\s+(?:tại|của))"
        rf"|quy\s+định(?=\s+(?:tại|của|ở|trong))|hiệu\s+lực|thi\s+hành|việc|áp\s+dụng|thực\s+hiện|đối\s+với|của|tại|ở|trong|thuộc|cả|đồng\s+thời|{END}"
        rf"|(?:(?:{grammar.TYPE_WORD}|văn\s+bản)(?:\s*,\s*|\s+và\s+)?)++(?:\s*(?:sau(?:\s+đây)?|gồm))?(?:\s+của\s+[^:;.\d]{{1,60}})?(?=\s*:)"
        rf"|(?:điều|khoản|điểm)(?=\s*:)|từ{unit}|(?:điều|khoản|điểm)\s+từ{unit}|sau(?:\s+đây)?|cho)(?![\w])\s*|:\s*"
        # "và các Thông tư sửa đổi, bổ sung Quy chế trên (Thông tư số 1, …)"
        rf"|(?:{grammar.TYPE_WORD}|văn\s+bản)\s+{AMEND}(?!\w)[^:;.\d()]{{0,80}}[:(]\s*)*"
    )


def _join(fill: str) -> re.Pattern[str]:
    return re.compile(rf"(?:;|,|(?<!\w)(?:và|hoặc|cùng)(?!\w))(?:\s|[;,]|(?:và|hoặc)(?!\w))*{fill}$", re.IGNORECASE)


_FILLER, _JOIN = re.compile(rf"\s*{_fill()}", re.IGNORECASE), _join(_fill())
_UNIT_FILL = _fill(r"\s*$")
UNIT_FILLER, _UNIT_JOIN = re.compile(rf"\s*{_UNIT_FILL}", re.IGNORECASE), _join(_UNIT_FILL)
_HOLDS = re.compile(
    r"(?:(?:của|tại|thuộc|trong|ở|(?:được\s+)?ban\s+hành\s+(?:kèm\s+)?theo|kèm\s+theo)(?!\w)|[,\s]+)", re.IGNORECASE
)
MENTION = re.compile(rf"(?<!\w)(?={TYPE_NAME}\s)")
_UNITS_OF_NAME = re.compile(
    rf"(?:{AMEND}|{REPEAL}|{CORRECT}|{HALT}|hướng\s+dẫn|quy\s+định|thi\s+hành|thực\s+hiện)[^;]*?\s"
    r"(?:khoản|điểm|điều|mục|chương|phụ\s+lục)\s+(?:\d|[a-zđ]\d?(?!\w)|[ivx]+(?!\w))[^;]*$",
    re.IGNORECASE,
)
_GUIDES = re.compile(
    rf"(?<!\w)(?:hướng\s+dẫn|quy\s+định\s+chi\s+tiết|thi\s+hành)\s[^,;]{{0,80}}?(?={grammar.TYPE_WORD}\s)", re.IGNORECASE
)
_ENDS_IN_UNITS = re.compile(
    rf"(?:{AMEND}|{REPEAL}|{CORRECT}|{HALT}|hướng\s+dẫn|quy\s+định|thi\s+hành|thực\s+hiện)\s[^.]*?"
    r"(?<!\w)(?:khoản|điểm|điều|mục|chương|phụ\s+lục)\s+(?:\d[\w.]*|[a-zđ]\d?|[ivx]+)\s*$",
    re.IGNORECASE,
)
_ACTS_ON = re.compile(rf"(?:{CHANGE}|{CORRECT}|{HALT}\s+hiệu\s+lực)\s", re.IGNORECASE)
_ACTS_ON_SOME = re.compile(
    rf"(?:{AMEND}|{REPEAL})[^;]*?\s(?:điều|khoản|điểm|nội\s+dung|quy\s+định)[^;]*?\s(?:của|tại)\s+(?:các\s+)?{grammar.TYPE_WORD}\s",
    re.IGNORECASE,
)
_AS_SAID_AT = re.compile(
    rf"(?:(?!{grammar.TYPE_WORD}\s+số)[^;])*?\sđược\s+(?:quy\s+định|{AMEND})[^;]{{0,20}}?\s(?:tại|theo)\s+{grammar.UNIT_WORD}\s",
    re.IGNORECASE,
)
_TITLE_GOES_ON = re.compile(r"\s(?:quy\s+định|về|hướng\s+dẫn|ban\s+hành)(?!\w)", re.IGNORECASE)
# "Chương VIII gồm các điều từ Điều 67 đến Điều 78", "Mục 2 (từ Điều 16 đến Điều 23)": the articles of a chapter
_GROUPED = re.compile(
    rf"\s*(?:{MASK}+\s*|[-–]\s+[^,;:.()]{{1,80}}?\s)?(?:\(\s*)?(?:(?:bao\s+)?gồm\s+|(?=từ\s))(?:(?:các|từ|điều)\s+)*", re.IGNORECASE
)
_PARTS_TOO = re.compile(r"[,;]\s+(?:và\s+)?(?:các|những|một\s+số)\s+(?:quy\s+định|nội\s+dung|hướng\s+dẫn)(?!\w)", re.IGNORECASE)
_AMENDED = re.compile(rf"\s(?:đã\s+)?được\s+{AMEND}")
_LIMITED = re.compile(r"\s*(?:đối\s+với|liên\s+quan|về\s+nội\s+dung|phần\s+(?!(?:[ivx]+|[a-zđ]|\d+|thứ)(?!\w)))", re.IGNORECASE)
_ROWS = re.compile(
    r"\s*[,(–-]?\s*(?:(?:tại|các|theo)\s+)*(?:(?:số\s+)?thứ\s+tự|stt|dòng|cột|hàng|mã|ghi\s+chú|bảng|biểu|ô)(?!\w)", re.IGNORECASE
)
# "Mục 3 Danh mục … ban hành kèm theo Quyết định số 8": of the list, and not of the decision
_LISTED = re.compile(
    r"\s*(?:Danh mục|Bảng|Biểu|Hệ thống|Quy chuẩn|Tiêu chuẩn|Đề án|Kế hoạch|Phương án)(?!\w)[^;]{0,200}?"
    r"\s(?:kèm\s+theo|ban\s+hành\s+theo)\s"
)
# "… ngày 01 tháng 02 năm 2001 của Chính phủ đối với cây ăn quả": it is no title that begins there
_ISSUED = re.compile(
    r"(?:\s*,?\s*ngày\s+\d[\d/.-]*(?:\s+tháng\s+\d{1,2}\s+năm\s+\d{4})?)?"
    r"(?:\s+của\s+(?:(?:Thủ\s+tướng\s+)?Chính\s+phủ|(?:Ủy\s+ban\s+thường\s+vụ\s+)?Quốc\s+hội))?",
    re.IGNORECASE,
)
_SPARED = re.compile(r"\((?:ngoại\s+)?trừ\s", re.IGNORECASE)
_PART_IN_BRACKETS = re.compile(r"\((?:chỉ\s+|riêng\s+)?(?:phần|nội\s+dung|đối\s+với|liên\s+quan)\s", re.IGNORECASE)
_SPARED_INSIDE = re.compile(r"\s*\([^()]*,\s*(?:ngoại\s+)?trừ\s", re.IGNORECASE)
_ATTACHED = re.compile(
    r"(?P<name>(?:Quy chế|Quy định|Điều lệ|Quy trình|Nội quy|Chương trình|Bản quy định)(?!\w)[^;:\n]{0,200}?)"
    r"\s+(?:được\s+)?(?:ban\s+hành\s+)?kèm\s+theo\s"
)
_ATTACHED_MORE = re.compile(r",\s+(?:Quy chế|Quy định|Điều lệ|Quy trình|Nội quy|Chương trình|Bản quy định)\s")
_BLANKS = re.compile(r"\s+")
_YEAR = re.compile(r"/(?P<year>(?:19|20)\d\d)/")
_NEAR, _LONGEST = 20, 2000  # places and characters behind an attached text that may tell whether it is the only one
_SHOWN = 60  # characters of the words that were not understood


def only_rows(place: Place, text: str, stop: int) -> bool:
    """Whether what follows an appendix names rows of it: "Phụ lục II, số thứ tự 3"."""
    return place.rank in (Level.APPENDIX, Level.FORM) and _ROWS.match(text, place.end, stop) is not None


def left(words: str) -> Message:
    """The doubt that words were not understood."""
    shown = " ".join(words.replace(MASK, "").split()).strip(" ,;:")
    return Message.of("doubt.words_left", words=shown[:_SHOWN])


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two places.

    :param in_name: why the second may belong to the name of the first
    """

    left: Message | None = None
    in_name: Message | None = None
    apart: bool = False
    new_verb: bool = False


@dataclass(frozen=True, slots=True)
class Objects:
    """The words that name what is ended, place after place."""

    text: str
    operation: Operation
    begin: int
    stop: int

    def doubts(self) -> list[Message | None]:
        """For each place why it is not certain. What limits one object limits those that follow it under the same verb."""
        places = self.operation.places
        found: list[Message | None] = []
        limited: Message | None = None
        named: Message | None = None
        latest: int | None = 0  # the year of the latest instrument so far, None where one has no year
        for index, place in enumerate(places):
            previous = places[index - 1] if index else None
            if previous is not None and (place.start, place.end) == (previous.start, previous.end):
                found.append(found[-1])
                continue
            gap = self._between(places[:index], place) if index else self._first(place)
            if gap.new_verb:
                limited = named = None
            limited, named = gap.left or limited, gap.in_name or named
            year = _year(place)
            newer = year is not None and latest is not None and year > latest
            if newer and named is not None and self._names_end(places[index - 1], place, gap):
                named = None
            latest = max(latest, year) if latest is not None and year else None
            if previous is not None and gap.left and not self.text[previous.end : place.start].strip():
                found[-1] = gap.left  # "Mục 3 điểm d khoản 2 Điều 1" is one place that was read as two
            found.append(limited or named or self._behind(place, places[index + 1 :]))
        return [doubt or self._of_list(place) for doubt, place in zip(found, places, strict=True)]

    def _names_end(self, previous: Place, place: Place, gap: "_Gap") -> bool:
        """Whether the name of what came earlier ends: it tells of nothing that came later, but what amended it may follow."""
        title = self.text[previous.end : place.start]
        return (gap.apart or not _AMENDED.search(title)) and not _PARTS_TOO.search(title)

    def _alone(self, place: Place, stop: int) -> bool:
        """Whether the title says that it is what the instrument issues: one may issue several ("kèm theo Quyết định số 1")."""
        begin = place.start if place.rank is Level.ATTACHMENT else place.end
        found = _ATTACHED.search(self.text, begin, stop)
        if found is None or _ATTACHED_MORE.search(found["name"]):
            return False
        name = _BLANKS.sub(" ", found["name"]).lower().strip()
        return name in _BLANKS.sub(" ", self.text[found.end() : stop]).lower()

    def _of_list(self, place: Place) -> Message | None:
        """What makes a list of units uncertain: what stands between the last of them and its instrument, or another instrument."""
        if not place.units or place.instrument is None:
            return None
        last = next(
            one for one in reversed(self.operation.places) if one.units and same_instrument(one.instrument, place.instrument)
        )
        at, titled = self._held(last, self.stop)
        if _AS_SAID_AT.match(self.text, place.end, self.stop):
            return Message.of("doubt.instrument_unclear")  # "Điều 133 được quy định tại khoản 66 Điều 1": of what that amends
        if not titled and _LIMITED.match(self.text, at, self.stop):
            return left(self.text[at : self.stop])
        if not titled and last.rank < Level.APPENDIX and _LISTED.match(self.text, at, self.stop):
            return Message.of("doubt.in_annex")
        behind = _AMENDED.split(self.text[place.end : self.stop], maxsplit=1)[0]
        holder = _first_mention(behind)
        if holder is not None and holder.number and not same_instrument(holder, place.instrument):
            # "khoản 3 Điều 1 và Phụ lục 1a ban hành kèm theo Thông tư số 2" is not about what the title names
            return Message.of("doubt.instrument_unclear")
        return None

    def _first(self, place: Place) -> "_Gap":
        filler = (UNIT_FILLER if place.units else _FILLER).match(self.text, self.begin, place.start)
        if filler is None or filler.end() < place.start:
            return _Gap(left=left(self.text[self.begin : place.start]))
        return _Gap()

    def _between(self, before: Sequence[Place], place: Place) -> "_Gap":
        previous = before[-1]
        at, titled = self._held(previous, place.start)
        rest = self.text[at : place.start]
        if place.units and not titled and REACH.fullmatch(rest):
            return _Gap()  # "từ khoản 1 Điều 5 đến khoản 4 Điều 5": what lies between was read with the places
        if previous.rank in GROUPING and place.rank is Level.ARTICLE and _GROUPED.fullmatch(self.text, at, place.start):
            return _Gap()
        join = (_UNIT_JOIN if place.units else _JOIN).search(rest)
        if join is None or (not titled and rest[: join.start()].strip(" ")):
            return _Gap(left=left(rest if rest.strip() else self.text[previous.start : place.end]))
        gap = _Gap(apart=";" in join.group(), new_verb=grammar.VERB.search(join.group()) is not None)
        title = rest[: join.start()]
        if titled and gap.apart and place.units and _ENDS_IN_UNITS.search(title):
            return replace(gap, in_name=left(title))  # "… sửa đổi khoản 1 Điều 13; khoản 2 Điều 16 của …" goes on in the name
        if not titled or (gap.apart and not self._amends_more(title, before, place)):
            return gap
        if place.units and place.instrument is not None and not same_instrument(place.instrument, previous.instrument):
            other = previous.instrument is None or place.instrument.type is not previous.instrument.type
            return replace(gap, in_name=left(title) if _names_inside(title, other) else None)
        return replace(gap, in_name=self._in_name(title, before, place))

    def _amends_more(self, title: str, before: Sequence[Place], place: Place) -> bool:
        """Of "Thông tư số 1 sửa đổi Thông tư số 2; Thông tư số 3" the last may be what the first amends as well."""
        title = _AMENDED.split(title, maxsplit=1)[0]
        inner = _first_mention(title)
        if inner is None or place.instrument is None or inner.type is not place.instrument.type or not _ACTS_ON.search(title):
            return False
        return not any(same_instrument(inner, one.instrument) for one in before)

    def _held(self, place: Place, stop: int) -> tuple[int, bool]:
        at = place.end
        if not place.units:
            return at, True
        while at < stop and not (_JOIN.match(self.text, at, stop) or _UNIT_JOIN.match(self.text, at, stop)):
            if item := units.read_item(self.text, at):
                at = item.end
            elif named := name_at(self.text, at, stop):
                return named.end, True
            elif Level.ATTACHMENT in place.units and (attached := _ATTACHED.match(self.text, at, stop)):
                at = attached.end()
            elif (held := _HOLDS.match(self.text, at, stop)) and held.end() > at:
                at = held.end()
            elif self.text[at] == MASK:
                at += 1  # Chương IV “Nuôi con nuôi”
            else:
                break
        return at, False

    def _in_name(self, title: str, before: Sequence[Place], place: Place) -> Message | None:
        """Of "Thông tư số 1 hướng dẫn Nghị định số 2 và Nghị định số 3" the last may belong to the name of the first."""
        mentions = list(_mentions(title))
        last = mentions[-1].end if mentions else len(title)
        if _ACTS_ON_SOME.search(title) and not _TITLE_GOES_ON.search(title, last):
            return self._unless_amends(place, before)  # "sửa đổi một số điều của Quyết định số 86 và Thông tư số 2"
        if not mentions or place.instrument is None:
            return None
        inner = mentions[-1]
        acts_on_more = _ACTS_ON.search(title) and any(one.type is place.instrument.type for one in mentions)
        if acts_on_more and (
            before[-1].units or not any(same_instrument(one, other.instrument) for one in mentions for other in before)
        ):
            # "sửa đổi Nghị định số 2 quy định chi tiết Luật số 3 và Nghị định số 4"; "bãi bỏ Điều 1 Nghị định số 1 sửa đổi …"
            return self._unless_amends(place, before)
        if inner.type is not place.instrument.type and any(
            one.instrument is not None and one.instrument.type is place.instrument.type for one in before
        ):
            return None
        return self._unless_amends(place, before)

    def _unless_amends(self, place: Place, before: Sequence[Place]) -> Message | None:
        own = self.text[place.end : self.stop]
        if acts := _ACTS_ON.search(own):
            acted = _first_mention(own[acts.end() :])
            if acted is not None and any(same_instrument(acted, one.instrument) for one in before):
                return None
        return Message.of("doubt.in_a_name")

    def _next_instrument(self, place: Place, later: Sequence[Place]) -> int:
        near = [one for one in later[:_NEAR] if one.start >= place.end]
        others = (one.start for one in near if not same_instrument(one.instrument, place.instrument))
        return min(next(others, self.stop), place.end + _LONGEST)

    def _behind(self, place: Place, later: Sequence[Place]) -> Message | None:
        following = next((one for one in later if one.start >= place.end), None)
        stop = following.start if following is not None else self.stop
        if Level.ATTACHMENT in place.units and not self._alone(place, self._next_instrument(place, later)):
            return Message.of("doubt.attachment_unclear")
        if spared := _SPARED.search(self.text, place.end, stop) or _SPARED_INSIDE.match(self.text, place.end, stop):
            return left_out(self.text[spared.start() : stop])
        if not place.units and _PART_IN_BRACKETS.search(self.text, place.end, stop):
            return Message.of("doubt.part_of_text")
        if only_rows(place, self.text, stop):
            return Message.of("doubt.in_annex")
        if _LIMITED.match(self.text, place.end, stop) or (place.units and _LIMITED.match(_behind_holder(self.text, place, stop))):
            return Message.of("doubt.part_of_text")
        return None


def _year(place: Place) -> int | None:
    found = _YEAR.search(place.instrument.number or "") if place.instrument is not None else None
    return int(found["year"]) if found else None


def _behind_holder(text: str, place: Place, stop: int) -> str:
    for trigger in MENTION.finditer(text, place.end, stop):
        if named := name_at(text, trigger.start(), stop):
            issued = _ISSUED.match(text, named.end, stop)
            return text[issued.end() if issued else named.end : stop]
    return ""


def _mentions(text: str) -> Iterator[Named]:
    at = 0
    for trigger in MENTION.finditer(text):
        if trigger.start() >= at and (named := name_at(text, trigger.start(), len(text))) and not named.this:
            at = named.end
            yield named


def _names_inside(title: str, other: bool) -> bool:
    """Whether a name holds a unit, or another instrument that it guides."""
    guides = _GUIDES.search(title) if other else None
    return bool(_UNITS_OF_NAME.search(title) or (guides and _first_mention(title[guides.end() :])))


def _first_mention(text: str) -> Named | None:
    return next(_mentions(text), None)
