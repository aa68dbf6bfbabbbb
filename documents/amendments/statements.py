"""One sentence of amending text to the operations that it orders. Quotations in it are masked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from documents.amendments.model import Position
from documents.amendments.places import Place, Rank, common, completed, read_places
from documents.amendments.quotations import MASK


class Verb(Enum):
    """What an operation does, as the verb says."""

    REPLACE = auto()
    INSERT = auto()
    REPEAL = auto()
    RETITLE = auto()
    SWAP = auto()
    RENUMBER = auto()
    SUSPEND = auto()
    RESUME = auto()
    CORRECT = auto()
    EXPIRE = auto()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A change of words; each field is the span of a quotation.

    :param old: words that go; empty where words are only added
    :param new: words that come; None where words are struck out
    :param beside: words that the change stands beside
    :param side: on which side of them
    :param edge: at the beginning (before) or the end (after) of the place
    """

    old: tuple[tuple[int, int], ...] = ()
    new: tuple[int, int] | None = None
    beside: tuple[int, int] | None = None
    side: Position | None = None
    edge: Position | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation that a sentence orders.

    :param places: what it is done to; of an insertion the new provisions
    :param anchors: what a new provision stands beside
    :param results: places that say what comes of it: new numbers, or the appendix that replaces another
    :param start: where its words begin
    :param end: where they end
    :param listed: the places follow in a list below
    """

    verb: Verb
    places: tuple[Place, ...]
    start: int
    end: int
    anchors: tuple[Place, ...] = ()
    position: Position | None = None
    results: tuple[Place, ...] = ()
    phrase: Phrase | None = None
    listed: bool = False
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence says.

    :param operations: in order
    :param context: what it says for the provisions below: the instrument, and the article or clause that they are about
    :param pending: the operation that a list below completes
    :param operative: it orders something or sets a context
    """

    operations: tuple[Operation, ...] = ()
    context: Place | None = None
    pending: Operation | None = None
    operative: bool = False


_Q = f"{MASK}+"
_W = (
    r"(?:(?:một số\s+|các\s+|những\s+)?(?:cụm\s+từ|từ\s+ngữ|từ|chữ|dấu(?:\s+(?:chấm\s+phẩy|chấm|phẩy|hai\s+chấm))?|cụm\s+số|số|con\s+số"
    r"|đoạn|câu|nội\s+dung|mức|ký\s+hiệu|thuật\s+ngữ)\s*:?\s*)"
)
_LIST = rf"{_Q}(?:\s*(?:,|;|và|hoặc|,\s*và)\s*{_W}?{_Q})*"
_BESIDE = rf"(?:ở\s+|vào\s+|đứng\s+)?(?:ngay\s+|liền\s+|phía\s+)?(?P<side>trước|sau)\s+{_W}?(?P<beside>{_Q})"
_SWAP = re.compile(
    rf"(?P<old>{_W}{_LIST}|{_Q})\s*,?\s*(?:(?:nay|xin|được)\s+)*(?:(?:sửa\s+đổi|sửa\s+lại|sửa|thay\s+thế|thay|đính\s+chính|đổi|viết\s+lại|đọc\s+lại|đọc)\s+)?(?:lại\s+)?"
    rf"(?:bằng|thành|là)\s*:?\s+{_W}?(?P<new>{_Q})(?:\s+{_BESIDE})?",
    re.IGNORECASE,
)
_SWAP_AT = re.compile(
    rf"{_W}?(?P<old>{_Q})\s+(?:tại|ở)\s+(?P<place>[^{MASK};]{{4,160}}?)\s*,?\s+(?:(?:nay|xin|được)\s+)*(?:(?:sửa|thay|đính\s+chính|đọc)\S*\s+(?:lại\s+)?)?"
    rf"(?:thành|bằng|là)\s+{_W}?(?P<new>{_Q})",
    re.IGNORECASE,
)
_ADD = re.compile(rf"{_W}?(?P<new>{_Q})\s+(?:{_BESIDE}|(?:vào|ở)\s+(?P<edge>đầu|cuối)(?!\w))", re.IGNORECASE)
_DROP = re.compile(rf"(?P<old>{_W}{_LIST})(?:\s+{_BESIDE})?", re.IGNORECASE)
_MORE = re.compile(rf"{_BESIDE}", re.IGNORECASE)

_VERBS: tuple[tuple[Verb, str], ...] = (
    (Verb.CORRECT, r"đính\s+chính(?:\s+(?:lỗi\s+(?:kỹ\s+thuật|chính\s+tả)|sai\s+sót|nội\s+dung))?"),
    (
        Verb.SUSPEND,
        r"(?:kéo\s+dài\s+(?:thời\s+gian\s+)?)?(?:tạm\s+)?(?:ngưng|ngừng|đình\s+chỉ)\s+(?:hiệu\s+lực(?:\s+thi\s+hành)?|việc\s+(?:áp\s+dụng|thi\s+hành)|áp\s+dụng|thi\s+hành)",
    ),
    (
        Verb.RESUME,
        r"(?:khôi\s+phục(?:\s+lại)?\s+hiệu\s+lực(?:\s+thi\s+hành)?|chấm\s+dứt\s+(?:việc\s+)?ngưng\s+hiệu\s+lực(?:\s+thi\s+hành)?)",
    ),
    (Verb.RETITLE, r"(?:đổi\s+tên|sửa(?:\s+đổi)?(?:,\s*bổ\s+sung)?\s+(?=tên\s+(?:của\s+)?(?:Luật|Nghị|Thông|Quyết|Bộ luật|Pháp)))"),
    (
        Verb.REPLACE,
        r"(?:sửa\s+đổi\s*(?:,|và|/)?\s*bổ\s+sung|sửa\s+đổi|sửa\s+lại|sửa(?=\s+(?:tên|khoản|điểm|điều|cụm|từ|đoạn|dấu))|thay\s+thế|thay(?=\s+(?:cụm|từ|dấu|các|một|điều|khoản|điểm|phụ|mẫu|đoạn|số|chữ|tên)|\s+\ue000)|điều\s+chỉnh)",
    ),
    (Verb.INSERT, r"(?:bổ\s+sung(?:\s+thêm)?|thêm(?=\s+(?:cụm|từ|điều|khoản|điểm|một|chương|mục|dấu)))"),
    (
        Verb.REPEAL,
        r"(?:bãi\s+bỏ|hủy\s+bỏ|huỷ\s+bỏ|bỏ(?=\s+(?:cụm|từ|dấu|đoạn|điểm|khoản|điều|các|tên|chữ|số|nội|một|chương|mục|phụ|mẫu|câu)|\s+\ue000))",
    ),
    (
        Verb.RENUMBER,
        r"(?:chuyển(?:\s+(?:số\s+thứ\s+tự|vị\s+trí))?(?=\s+(?:các\s+)?(?:điều|khoản|điểm|điều|mục|chương))|đánh\s+(?:lại\s+)?số(?:\s+lại)?(?:\s+thứ\s+tự)?(?:\s+(?:của|các))?|đổi\s+số\s+thứ\s+tự(?:\s+của)?|sắp\s+xếp\s+lại(?:\s+thứ\s+tự)?)",
    ),
)
_VERB = re.compile("|".join(f"(?P<v{index}>{pattern})" for index, (_, pattern) in enumerate(_VERBS)), re.IGNORECASE)
_BOUNDARY = re.compile(r"(?:^|[;,:]\s*|(?<!\w)(?:và|đồng\s+thời)\s+)$", re.IGNORECASE)

_UNIT_WORD = (
    r"(?:điểm|khoản|điều|chương|mục|tiểu\s+mục|phần|phụ\s+lục|mẫu|biểu\s+mẫu|đoạn|tên|tiêu\s+đề|câu|tiết|lời\s+dẫn|phần\s+mở\s+đầu)"
)
_TYPE_WORD = r"(?:luật|bộ\s+luật|pháp\s+lệnh|nghị\s+quyết|nghị\s+định|thông\s+tư(?:\s+liên\s+tịch)?|quyết\s+định|chỉ\s+thị|quy\s+chế|quy\s+định|điều\s+lệ)"
_OBJECT = re.compile(
    rf"\s*:?\s*(?:(?:toàn\s+bộ|một\s+số|các|những|nội\s+dung|quy\s+định(?:\s+tại)?|hiệu\s+lực(?:\s+thi\s+hành)?|của|đối\s+với|tại|việc\s+áp\s+dụng|áp\s+dụng|cụm|lỗi\s+kỹ\s+thuật|trong|thêm|và|hoặc|\d{{1,2}}|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|biểu)\s+|,\s*)*"
    rf"(?:{_UNIT_WORD}(?!\w)|{_TYPE_WORD}(?!\w)|{_W}|văn\s+bản|\ue000|quy\s+phạm|danh\s+mục)",
    re.IGNORECASE,
)
_STARTS_PLACE = re.compile(
    rf"(?:(?:các|toàn\s+bộ|một\s+số|những|nội\s+dung|quy\s+định\s+tại)\s+)*(?:quy\s+định\s+(?:về\s+[^.;]{{1,150}}?\s+)?tại\s+)?(?:{_UNIT_WORD}(?!\w)|{_TYPE_WORD}(?!\w)|cụm\s+từ|từ\s+\ue000|văn\s+bản|hiến\s+pháp)",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"\s*(?:[;,.]\s*)?(?:và\s+|đồng thời\s+)?(?:(?:\d{1,3}|[a-zđ]\d?)[.)]\s+|[-–+•]\s*)?(?:(?:Kể\s+)?[Tt]ừ\s+ngày\s+[^,;\ue000]{4,90},\s+|Đồng\s+thời,?\s+|Nay\s+)?(?:\"|“)?",
    re.IGNORECASE,
)
_AT = re.compile(r"[Tt]ại\s+(?=" + _UNIT_WORD + r"|các\s+(?:điều|khoản|điểm)|Luật|Nghị|Thông|Bộ luật)", re.IGNORECASE)
_PASSIVE = re.compile(
    r"\s(?:(?:được|bị|nay)\s+)+(?P<verb>sửa\s+đổi\s*(?:,|và)?\s*bổ\s+sung|sửa\s+đổi|sửa\s+lại|sửa\s+thành|bổ\s+sung|bãi\s+bỏ|hủy\s+bỏ|huỷ\s+bỏ|thay\s+thế|thay\s+bằng|thay|đính\s+chính|chuyển|đánh\s+số\s+lại|đổi|ngưng\s+hiệu\s+lực(?:\s+thi\s+hành)?)(?!\w)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r";\s+(?=(?:các\s+)?(?:khoản|điểm|điều|mục|chương|cụm từ|từ|tên)\s)", re.IGNORECASE)
_BECOMES = re.compile(r"\s(?:trở\s+)?thành\s+(?=khoản|điểm|điều|mục|chương)", re.IGNORECASE)
_EXPIRES = re.compile(r"\s(?:sẽ\s+)?(?:hết|chấm\s+dứt|không\s+còn)\s+hiệu\s+lực(?:\s+thi\s+hành)?", re.IGNORECASE)
_CONTINUES = re.compile(
    r"\stiếp\s+tục\s+(?:có\s+hiệu\s+lực|được\s+áp\s+dụng|được\s+thi\s+hành|thi\s+hành)(?:\s+trở\s+lại)?", re.IGNORECASE
)
_STOPS = re.compile(r"\s(?:tạm\s+)?(?:ngưng|ngừng)\s+hiệu\s+lực(?:\s+thi\s+hành)?", re.IGNORECASE)
_SELF_REPLACES = re.compile(
    rf"(?:{_TYPE_WORD})\s+này\s+(?:[^.;\ue000]{{0,160}}?(?:và|,)\s+)?(?:thay\s+thế|bãi\s+bỏ)(?:\s+cho)?\s+(?=(?:các\s+)?{_TYPE_WORD}|khoản|điểm|điều|toàn\s+bộ)",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\s*(?:,?\s*(?:cụ\s+thể\s+)?như\s+sau|sau\s+đây)?\s*:?\s*\.?\s*$", re.IGNORECASE)
_BELOW = re.compile(r"(?:như\s+sau|sau\s+đây|sau|:)\s*:?\s*$", re.IGNORECASE)
_BESIDE_UNIT = re.compile(
    rf"(?:\s|^)(?:vào\s+)?(?:ngay\s+|liền\s+|liền\s+kề\s+|phía\s+)?(?P<side>sau|trước)\s+(?=(?:các\s+)?{_UNIT_WORD}(?!\w))",
    re.IGNORECASE,
)
_INTO = re.compile(
    rf"(?:\s|^)(?:vào|cho|tại|trong)\s+(?P<edge>cuối\s+|đầu\s+)?(?=(?:các\s+)?{_UNIT_WORD}(?!\w)|{_TYPE_WORD})", re.IGNORECASE
)
_BY = re.compile(r"\s(?:tương\s+ứng\s+|tướng\s+ứng\s+|lần\s+lượt\s+)?bằng\s+(?:các\s+)?", re.IGNORECASE)
_TO = re.compile(r"\s(?:(?:tương\s+ứng|lần\s+lượt)\s+)?(?:thành|là|bằng)\s+", re.IGNORECASE)
_WHEN = re.compile(
    r"[,\s]\s*(?:kể\s+từ|từ\s+ngày|từ\s+0|đến\s+hết|cho\s+đến|đến\s+ngày|trong\s+thời\s+gian|để\s|trừ\s)", re.IGNORECASE
)
_NOT_AMENDING = re.compile(
    r"^\s*(?:hồ\s+sơ|hợp\s+đồng|giấy|thông\s+tin|kinh\s+phí|vốn|kế\s+hoạch|quyết\s+định\s+của)", re.IGNORECASE
)


def read_statement(text: str, start: int, end: int, outer: Place, pending: Operation | None = None) -> Statement:
    """What the sentence ``text[start:end]`` orders.

    :param outer: what the provisions above have said
    :param pending: the operation that a list with this item completes
    """
    lead = _LEAD_IN.match(text, start, end)
    first = lead.end() if lead else start
    while first < end and text[first].isspace():
        first += 1
    if first >= end:
        return Statement()
    beyond: tuple[Place, ...] = ()
    if at := _AT.match(text, first, end):
        verb = next((found for found in _verbs(text, at.end(), end)), None)
        stop = verb.start() if verb else next((i for i in range(at.end(), end) if text[i] == MASK), None)
        if stop is not None:
            beyond = tuple(read_places(text, at.end(), stop, outer))
            if beyond and verb is None:
                swap = _SWAP.search(text, at.end(), end)
                first = swap.start() if swap else first
            elif beyond and verb is not None:
                first = verb.start()
    statement = _active(text, first, end, outer, beyond) or _expiry(text, first, end, outer) or _passive(text, first, end, outer)
    if statement is not None:
        return statement
    if pending is not None and _STARTS_PLACE.match(text, first, end):
        places = tuple(_usable(read_places(text, first, end, outer)))
        if places:
            stop = max(place.end for place in places)
            return Statement((replace(pending, places=places, start=first, end=stop, listed=False),), operative=True)
    return Statement()


def _verbs(text: str, start: int, end: int) -> list[re.Match[str]]:
    """The verbs that begin an operation."""
    found = []
    for match in _VERB.finditer(text, start, end):
        head = text[start : match.start()]
        if (match.start() == start or _BOUNDARY.search(head)) and _OBJECT.match(text, match.end(), end):
            found.append(match)
    return found


def _verb_of(match: re.Match[str]) -> Verb:
    return _VERBS[int((match.lastgroup or "v0")[1:])][0]


def _active(text: str, start: int, end: int, outer: Place, beyond: tuple[Place, ...]) -> Statement | None:
    own = _SELF_REPLACES.match(text, start, end)
    if own:
        return _expired(text, own.end(), end, outer, start)
    first = _VERB.match(text, start, end)
    if first is None:
        if beyond and (
            phrases := _phrases(
                text, start, end, Verb.CORRECT if "đính" in text[start:end].lower() else Verb.REPLACE, outer, beyond
            )
        ):
            return Statement(tuple(phrases), operative=True)
        return None
    verbs = _verbs(text, start, end)
    if not verbs or verbs[0].start() != start:
        # "Sửa đổi, bổ sung, bãi bỏ một số điều của …": the first verb shares the object of the next
        if (
            not verbs
            or _VERB.sub("", text[first.end() : verbs[0].start()]).strip(" ,;và")
            or _NOT_AMENDING.match(text, first.end())
        ):
            return None
    stops = [*(verb.start() for verb in verbs[1:]), end]
    operations: list[Operation] = []
    contexts: list[Place] = []
    for verb, stop in zip(verbs, stops, strict=True):
        made, said = _segment(text, verb, stop, outer, beyond)
        operations.extend(made)
        contexts.extend(said)
    operations = _fill_places(operations, contexts)
    contexts = contexts or [place for operation in operations for place in (operation.places or operation.anchors)]
    below = _BELOW.search(text, start, end) is not None
    last = operations[-1] if operations else None
    pending = None
    if below and last is not None and not last.places and not last.anchors:
        pending = last
    elif below and not operations and len(verbs) == 1:
        pending = Operation(_verb_of(verbs[0]), (), start, end, listed=True)
    kept = tuple(operation for operation in operations if operation.places or operation.anchors or not below)
    context = common(contexts) if contexts else None
    return Statement(kept, context, pending, operative=True)


def _segment(
    text: str, verb: re.Match[str], end: int, outer: Place, beyond: tuple[Place, ...]
) -> tuple[list[Operation], list[Place]]:
    """The operations of one verb, and the places that only set the context."""
    kind = _verb_of(verb)
    start = verb.end()
    tail = _ENDING.search(text, start, end)
    stop = tail.start() if tail else end
    if MASK in text[start:stop] and kind in (Verb.REPLACE, Verb.INSERT, Verb.REPEAL, Verb.CORRECT):
        phrases = _phrases(text, start, end, kind, outer, beyond, verb.start())
        if phrases:
            return phrases, []
    if kind is Verb.INSERT:
        return _insertion(text, verb.start(), start, stop, outer)
    if kind is Verb.RENUMBER:
        made = _renumbering(text, verb.start(), start, stop, outer)
        return made, [] if made else read_places(text, start, stop, outer)
    when = _WHEN.search(text, start, stop) if kind in (Verb.SUSPEND, Verb.RESUME, Verb.REPEAL) else None
    stop = when.start() if when else stop
    results: tuple[Place, ...] = ()
    if kind is Verb.REPLACE and (by := _BY.search(text, start, stop)):
        results = tuple(read_places(text, by.end(), stop, Place()))
        stop = by.start()
    general = re.compile(
        r"\s*(?:một số|các)\s+(?:nội dung,?\s*)?(?:điều|khoản|điểm|tên mục|mẫu|cụm từ|từ|phụ lục|quy định)", re.IGNORECASE
    ).match(text, start, stop)
    places = read_places(text, start, stop, outer)
    wholes = [place for place in places if not place.units]
    if (
        wholes
        and len(wholes) == len(places)
        and general
        and re.compile(
            r"\s*(?:một số|các)\s+(?:nội dung|điều|khoản|điểm|tên mục|mẫu|cụm từ|từ|phụ lục|quy định)", re.IGNORECASE
        ).match(text, start, stop)
    ):
        return [], places  # "một số điều của Luật …" names the instrument for what follows
    if general and re.match(r"\s*một số", text[start:stop], re.IGNORECASE) and kind in (Verb.REPLACE, Verb.INSERT, Verb.REPEAL):
        return [], places  # "một số khoản của Điều 2"
    usable = tuple(_usable(places))
    if not usable:
        return ([Operation(kind, (), verb.start(), end)] if general else []), []
    return [Operation(kind, usable, verb.start(), end, results=results)], []


def _usable(places: Sequence[Place]) -> list[Place]:
    """Places without what means the amending text itself."""
    return [place for place in places if not (place.instrument is not None and place.instrument.this and not place.units)]


def _insertion(text: str, begin: int, start: int, end: int, outer: Place) -> tuple[list[Operation], list[Place]]:
    beside = _BESIDE_UNIT.search(text, start, end)
    anchors: tuple[Place, ...] = ()
    position = None
    container = outer
    stop = end
    into = _INTO.search(text, start, beside.start() if beside else end)
    if beside:
        anchors = tuple(read_places(text, beside.end(), end, outer))
        position = Position.AFTER if beside["side"].lower() == "sau" else Position.BEFORE
        stop = into.start() if into else beside.start()
        holder = read_places(text, into.end(), beside.start(), outer) if into else []
        if anchors:
            anchor = anchors[-1]
            above = {rank: number for rank, number in anchor.units.items() if rank > anchor.rank} if anchor.units else {}
            container = Place({**above}, anchor.instrument or outer.instrument)
            if holder and holder[0].units and not above:
                container = holder[0]
                anchors = tuple(replace(found, units={**holder[0].units, **found.units}, doubt=None) for found in anchors)
    elif into:
        holders = read_places(text, into.end(), end, outer)
        if holders:
            container = holders[0]
            stop = into.start()
            if into["edge"]:
                position = Position.AFTER if into["edge"].strip().lower() == "cuối" else Position.BEFORE
    objects = tuple(_usable(read_places(text, start, stop, container)))
    general = re.match(
        r"\s*(?:(?:một số|các|thêm|\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s+)+(?:điều|khoản|điểm|mẫu|phụ lục|chương|mục)(?:\s*,\s*(?:điều|khoản|điểm))*\s*(?:mới)?\s*$",
        text[start:stop],
        re.IGNORECASE,
    )
    if not objects and general and (anchors or container is not outer):
        return [Operation(Verb.INSERT, (), begin, end, anchors or (container,), position)], []
    if not objects:
        if re.match(r"\s*(?:một số|các)\s+(?:điều|khoản|điểm|nội dung|cụm từ|từ)", text[start:end], re.IGNORECASE):
            return [], read_places(text, start, end, outer)
        if container is not outer and re.match(r"\s*(?:\d+\s+|một\s+)?đoạn", text[start:stop], re.IGNORECASE):
            return [Operation(Verb.INSERT, (replace(container, paragraph=0),), begin, end, (), position or Position.AFTER)], []
        return [], []
    objects = tuple(_settled(place, container) for place in objects)
    return [Operation(Verb.INSERT, objects, begin, end, anchors, position)], []


def _settled(place: Place, container: Place) -> Place:
    """A new provision with what holds it: of chapters and sections the group above."""
    if place.complete or not container.units or container.rank <= place.rank:
        return place
    above = {rank: number for rank, number in container.units.items() if rank > place.rank}
    return replace(place, units={**above, **place.units}, instrument=place.instrument or container.instrument, doubt=None)


def _renumbering(text: str, begin: int, start: int, end: int, outer: Place) -> list[Operation]:
    to = _TO.search(text, start, end)
    if to is None:
        return []
    old = tuple(_usable(read_places(text, start, to.start(), outer)))
    first = old[0] if old else outer
    new = tuple(read_places(text, to.end(), end, replace(first, units={r: n for r, n in first.units.items() if r > first.rank})))
    if not old:
        return []
    doubt = None if len(old) == len(new) else "Số điều khoản cũ và mới không khớp nhau."
    return [Operation(Verb.RENUMBER, old, begin, end, results=new, doubt=doubt)]


def _phrases(
    text: str, start: int, end: int, verb: Verb, outer: Place, beyond: tuple[Place, ...] = (), begin: int | None = None
) -> list[Operation]:
    """Changes of words: each with the places that follow it."""
    found: list[tuple[int, int, Phrase]] = []
    at = start
    last: Phrase | None = None
    while at < end:
        match, phrase = _next_phrase(text, at, end, verb, last)
        if match is None or phrase is None:
            break
        found.append((match.start(), match.end(), phrase))
        last, at = phrase, match.end()
    operations = []
    for index, (first, after, phrase) in enumerate(found):
        stop = found[index + 1][0] if index + 1 < len(found) else end
        places = tuple(_usable(read_places(text, after, stop, outer)))
        if not places and (within := _SWAP_AT.search(text, first, after)):
            places = tuple(_usable(read_places(text, within.start("place"), within.end("place"), outer)))
        if (
            places
            and all(not place.units for place in places)
            and outer.units
            and not re.search(r"toàn bộ|trong|tại", text[after:stop])
        ):
            places = ()
        doubt = None
        if phrase.old and len(phrase.old) > 1 and phrase.new is None and verb is not Verb.REPEAL:
            doubt = "Không rõ cụm từ nào được thay."
        kind = Verb.CORRECT if verb is Verb.CORRECT else Verb.SWAP
        edge = max((place.end for place in places), default=after)
        operations.append(
            Operation(
                kind, places or beyond, begin if begin is not None and index == 0 else first, edge, phrase=phrase, doubt=doubt
            )
        )
    return operations


def _next_phrase(text: str, at: int, end: int, verb: Verb, last: Phrase | None) -> tuple[re.Match[str] | None, Phrase | None]:
    if verb in (Verb.REPLACE, Verb.CORRECT):
        match = _SWAP.search(text, at, end)
        apart = _SWAP_AT.search(text, at, end)
        if apart and (match is None or apart.start() < match.start()) and "bằng" not in apart["place"]:
            return apart, Phrase((apart.span("old"),), apart.span("new"))
        more = _MORE.search(text, at, end) if last else None
        if more and last and (match is None or more.start() < match.start()):
            return more, replace(last, beside=more.span("beside"), side=_side(more))
        if match is None:
            return None, None
        old = tuple((piece.start(), piece.end()) for piece in re.finditer(_Q, match["old"]))
        shifted = tuple((match.start("old") + a, match.start("old") + b) for a, b in old)
        beside = match.span("beside") if match["beside"] else None
        return match, Phrase(shifted, match.span("new"), beside, _side(match) if beside else None)
    if verb is Verb.INSERT:
        match = _ADD.search(text, at, end)
        if match is None:
            return None, None
        if match["edge"]:
            edge = Position.BEFORE if match["edge"].lower() == "đầu" else Position.AFTER
            return match, Phrase((), match.span("new"), edge=edge)
        return match, Phrase((), match.span("new"), match.span("beside"), _side(match))
    match = _DROP.search(text, at, end)
    more = _MORE.search(text, at, end) if last else None
    if more and last and (match is None or more.start() < match.start()):
        return more, replace(last, beside=more.span("beside"), side=_side(more))
    if match is None:
        return None, None
    old = tuple((piece.start(), piece.end()) for piece in re.finditer(_Q, match["old"]))
    shifted = tuple((match.start("old") + a, match.start("old") + b) for a, b in old)
    beside = match.span("beside") if match["beside"] else None
    return match, Phrase(shifted, None, beside, _side(match) if beside else None)


def _side(match: re.Match[str]) -> Position:
    return Position.AFTER if match["side"].lower() == "sau" else Position.BEFORE


def _fill_places(operations: list[Operation], contexts: Sequence[Place] = ()) -> list[Operation]:
    """Operations and places that lean on what follows in the sentence: "khoản 2, cụm từ … tại khoản 3 Điều 138"."""
    for index, operation in enumerate(operations):
        if not operation.places and operation.phrase is not None:
            later = next((other.places for other in operations[index + 1 :] if other.places), ())
            operations[index] = replace(operation, places=later)
    every = [(index, place) for index, operation in enumerate(operations) for place in (*operation.places, *operation.anchors)]
    for index, operation in enumerate(operations):
        if all(place.complete for place in (*operation.places, *operation.anchors)):
            continue
        after = [place for other, place in every if other >= index and place.complete]
        after = [place for place in after if place.start >= min(p.start for p in (*operation.places, *operation.anchors))]
        before = [place for other, place in every if other < index and place.complete]
        lean = after or before[-1:] or [place for place in contexts if place.complete]
        operations[index] = replace(
            operation,
            places=tuple(completed(place, lean) for place in operation.places),
            anchors=tuple(completed(place, lean) for place in operation.anchors),
        )
    return operations


def _passive(text: str, start: int, end: int, outer: Place) -> Statement | None:
    """Read "Khoản 2 và khoản 5 Điều 3 được sửa đổi, bổ sung như sau"; several such clauses may stand beside one another."""
    pieces = [start, *(found.end() for found in _CLAUSE_END.finditer(text, start, end)), end]
    if len(pieces) == 2:
        return _passive_clause(text, start, end, outer)
    statements: list[Statement] = []
    inner = outer
    for first, stop in zip(pieces, pieces[1:], strict=False):
        found = _passive_clause(text, first, stop, inner)
        if found is None:
            return _passive_clause(text, start, end, outer)
        statements.append(found)
        named = [place for operation in found.operations for place in operation.places if place.units.get(Rank.ARTICLE)]
        if named:
            inner = Place({Rank.ARTICLE: named[-1].units[Rank.ARTICLE]}, named[-1].instrument)
    operations = tuple(operation for found in statements for operation in found.operations)
    return Statement(operations, statements[-1].context, statements[-1].pending, operative=True)


def _passive_clause(text: str, start: int, end: int, outer: Place) -> Statement | None:
    if not _STARTS_PLACE.match(text, start, end):
        return None
    found = _PASSIVE.search(text, start, end) or _BECOMES.search(text, start, end)
    if found is None or (
        "." in text[start : found.start()].replace("./.", "") and not re.search(r"\d\.\d", text[start : found.start()])
    ):
        return None
    words = (
        re.sub(r"\s+", " ", found.groupdict().get("verb", "chuyển") or "chuyển").lower()
        if "verb" in found.re.groupindex
        else "chuyển"
    )
    stop = (_ENDING.search(text, found.end(), end) or re.compile("$").search(text, end)).start()  # type: ignore[union-attr]
    if MASK in text[start : found.start()]:
        phrases = _phrases(text, start, end, Verb.CORRECT if "đính" in words else Verb.REPLACE, outer)
        if not phrases and "bỏ" in words:
            phrases = _phrases(text, start, end, Verb.REPEAL, outer)
        return Statement(tuple(_fill_places(phrases)), operative=True) if phrases else None
    places = tuple(_usable(read_places(text, start, found.start(), outer)))
    if not places or (places[0].instrument is not None and places[0].instrument.this):
        return None
    if words.startswith(("chuyển", "đánh", "đổi")) or (words == "sửa thành" and MASK not in text[found.end() : end]):
        to = found if "verb" not in found.re.groupindex else _TO.search(text, found.end() - 1, end)
        if to is None:
            return None
        first = places[0]
        new = tuple(
            read_places(text, to.end(), stop, replace(first, units={r: n for r, n in first.units.items() if r > first.rank}))
        )
        doubt = None if len(new) == len(places) else "Số điều khoản cũ và mới không khớp nhau."
        return Statement((Operation(Verb.RENUMBER, places, start, end, results=new, doubt=doubt),), operative=True) if new else None
    if "bỏ" in words:
        return Statement((Operation(Verb.REPEAL, places, start, end),), common(places), operative=True)
    if words.startswith("ngưng"):
        return Statement((Operation(Verb.SUSPEND, places, start, end),), common(places), operative=True)
    if words == "bổ sung" and (inside := read_places(text, found.end(), stop, places[0])) and any(place.units for place in inside):
        made, _ = _insertion(text, start, found.end(), stop, places[0])
        return Statement(tuple(made), common(places), operative=True) if made else None
    if words.startswith("thay") and (by := _BY.search(text, found.start("verb"), stop)):
        if not any(place.units for place in places):
            return _expired(text, start, found.start(), outer, start)
        results = tuple(read_places(text, by.end(), stop, Place()))
        return Statement((Operation(Verb.REPLACE, places, start, end, results=results),), common(places), operative=True)
    if not any(place.units for place in places):
        return Statement((), common(places), operative=True)
    if not _BELOW.search(text, start, end) and MASK not in text[found.end() : end]:
        return None  # "Điều 5 được sửa đổi tại Luật số …" tells of another act
    return Statement((Operation(Verb.REPLACE, places, start, end),), common(places), operative=True)


def _expiry(text: str, start: int, end: int, outer: Place) -> Statement | None:
    """Read "Thông tư số … hết hiệu lực kể từ ngày …"."""
    if not _STARTS_PLACE.match(text, start, end):
        return None
    if found := _EXPIRES.search(text, start, end):
        if re.search(r"(?:trường hợp|khi|nếu|giấy phép|hợp đồng|thì)\s", text[start : found.start()]):
            return None
        return _expired(text, start, found.start(), outer, start, end)
    for pattern, verb in ((_STOPS, Verb.SUSPEND), (_CONTINUES, Verb.RESUME)):
        if found := pattern.search(text, start, end):
            places = tuple(
                place for place in _usable(read_places(text, start, found.start(), outer)) if place.instrument or outer.instrument
            )
            if places and not any(place.instrument and place.instrument.this for place in places):
                doubt = None if verb is Verb.SUSPEND else "Câu này có thể chỉ là điều khoản chuyển tiếp."
                return Statement((Operation(verb, places, start, end, doubt=doubt),), operative=True)
    return None


def _expired(text: str, start: int, stop: int, outer: Place, begin: int, end: int | None = None) -> Statement | None:
    when = _WHEN.search(text, start, stop)
    places = [place for place in read_places(text, start, when.start() if when else stop, outer) if place.instrument is not None]
    usable = tuple(place for place in places if place.instrument is None or not place.instrument.this)
    finish = stop if end is None else end
    if usable:
        return Statement((Operation(Verb.EXPIRE, usable, begin, finish),), operative=True)
    if (
        not places
        and re.search(r"văn bản|quy định|thông tư|nghị định|quyết định", text[start:stop], re.IGNORECASE)
        and _BELOW.search(text, begin, finish)
    ):
        return Statement((), None, Operation(Verb.EXPIRE, (), begin, finish, listed=True), operative=True)
    return None


__all__ = ["Operation", "Phrase", "Rank", "Statement", "Verb", "read_statement"]
