"""Where a name ends that stands in a sentence or in another title."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from documents.identity.numbers import NUMBER
from documents.wording.dates import DATE_WORDS
from documents.wording.types import TYPE_PATTERN
from documents.wording.verbs import CHANGE, END, HALT

SHORTEST, LONGEST = 24, 420
"""Of a name, in characters: less tells nothing, more is no name."""
ENDINGS = " .,;:/-–"
"""What stands beside a name and is no part of it."""

_TYPE = rf"(?:các\s+|những\s+)?{TYPE_PATTERN}"
_BY_NUMBER = rf"(?:tại\s+|theo\s+)?{_TYPE}\s+(?:số\s*:?\s*)?\d"
_UNIT = r"(?:tại\s+)?(?:Điều|khoản|điểm|Chương|Phụ lục|Mục)\s+(?:[\dIVX]|[a-zđ]\s)"
_BODY = r"(?:Bộ|Chính phủ|Thủ tướng|Quốc hội|Ủy ban|Uỷ ban|Ngân hàng|Hội đồng)"


@dataclass(frozen=True, slots=True)
class Citing:
    """Words in which a text cites an instrument by its number.

    :param of: key of the citing instrument; several mentions in one text count once
    :param at: see :attr:`BorrowedTitle.at`
    :param is_title: the words are a title, or what editors wrote out: nothing but names stands there
    """

    text: str
    end: int
    of: str
    at: str
    is_title: bool = False


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_BREAKS = (r"\n", r"[.](?=\s|$|[”\"])", r"/\.", "…", r";\s*(?:\n|$)", r":\s*$", r":\s*[\n“\"]", r",?\s+(?:cụ thể\s+)?như sau")
_CHANGED = rf"\s+(?:đã\s+|vừa\s+)?(?:được|bị)\s+(?:{CHANGE}|hợp nhất)"
_ASIDE = (
    r"\s*[(\[](?:theo mẫu|mẫu|và\s|sau đây|dưới đây|trong .{0,30}gọi|gọi|viết|đã|được|bị|có |hết|từ|kèm|số|ngày|phụ lục)",
    rf"\s*[(\[]{_TYPE}\s+(?:số|này|\d)",
)
_PUBLISHED = rf"\s+do\s+{_BODY}[\w\s]{{0,60}}?\s+ban hành"
_IN_TITLE = _any((*_BREAKS, _CHANGED, *_ASIDE, _PUBLISHED, rf"\s+và\s+một số (?:quy trình|điều|nội dung)\s[^,;]{{0,60}}{_TYPE}"))
_IN_SENTENCE = _any(
    (
        *_BREAKS,
        _CHANGED,
        *_ASIDE,
        _PUBLISHED,
        r"\s+(?:được|bị)\s+(?:ban hành|công bố|áp dụng|xác định|cơ quan)",
        rf"\s+(?:đã\s+)?(?:hết|có|chưa có|{HALT})\s+hiệu lực",
        r"\s+(?:tiếp tục|theo lộ trình|kể từ ngày|cho đến khi|theo quy định|quy định tại|là căn cứ|thì(?!\w))",
        r"\s+(?:trước|sau|từ)\s+ngày(?!\s+30)",  # a name may hold 30 April 1975
        r",?\s+(?:và|hoặc)\s+(?:được|báo cáo|tối đa|tài liệu|biểu|công văn|tiêu chuẩn quốc gia|văn bản|pháp luật|bảo đảm|đảm bảo)",
        r",?\s+(?:và|hoặc)\s+(?:các\s+)?(?:quy định\s+(?:khác|có liên quan|của pháp luật|pháp luật|hiện hành|tại))",
        r",?\s+(?:và|hoặc)\s+các\s+(?:thông tư|nghị định|hướng dẫn|tài liệu|nội dung|văn bản|pháp luật)",
        r",?\s+(?:và|hoặc)\s+hướng dẫn\s+(?:này|sau|tại|của)",
        r",\s+các\s+(?:văn bản|hướng dẫn|quy định|nội dung)",
        rf",?\s+(?:và\s+)?thay thế\s+{_TYPE}",
        r",?\s+đồng thời",
        r",\s+(?:quy định|trừ|cụ thể|trong đó|ngoài ra|nếu|khi|bảo đảm|đảm bảo)(?!\w)",
        r"\s+áp dụng đối với\s+việc",
        rf"\s+bằng\s+(?:Phụ lục|Mẫu|biểu mẫu|{_TYPE})",
        r"\s+(?:-\s+(?:Mẫu|Điểm|Khoản|Điều)\s|Mẫu số\s|\d{1,2}/\d{1,2}/\d{4}\s+\d)",
    )
)
# The sentence may go on at these, or the name may.
_MAY_END = re.compile(
    r"[;:]|\s(?:phải|để|không được|còn phải|được lồng ghép)\s|(?<!trình)\sthực hiện$|\)\s|”\s"
    r"|,\s+(?:việc|cơ sở|tổ chức|người|cơ quan|doanh nghiệp)\s"
    r"|\squy định(?=\s).*\squy định\s(?!về|chi tiết)|\s(?:và|hoặc)\s+thực hiện",
    re.IGNORECASE,
)
_ANOTHER = re.compile(rf"[,;]?\s+(?:và|hoặc)\s+(?=(?:{_BY_NUMBER}|{_UNIT}))|[,;]\s*(?=(?:{_BY_NUMBER}|{_UNIT}))", re.IGNORECASE)
_NESTED = re.compile(
    rf"(?:của|thi hành|thực hiện|tại|theo|đối với|điều|bổ sung|{END}|hướng dẫn)\s+(?:một số\s+)?{_TYPE}", re.IGNORECASE
)
_CLEAN = re.compile(r"\s*(?:$|\n|[.](?:\s|$)|/\.|[;()”\"])")
_BRACKETS = {")": "(", "]": "[", "”": "“"}
_DANGLING = re.compile(
    r"\s(?:của|và|về|việc|với|các|theo|cho|tại|ngành|đối|trong|để|Bộ|do|gồm|được|có|thi hành|theo Danh mục"
    rf"|{TYPE_PATTERN}(?:\s+số)?)$",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?<!\w)số\d|[A-ZĐ]ngày|\dngày|\(nếu có")
# "Sửa đổi, bổ sung một số điều của Nghị định số 127/2007/NĐ-CP": a part of a name.
_BARE = re.compile(rf"{NUMBER.pattern}(?:\s*,?\s*ngày\s*{DATE_WORDS})?(?:\s+của\s+{_BODY}[\w\s]{{0,60}})?$", re.IGNORECASE)


def end_of_name(text: str, start: int, is_title: bool) -> tuple[int, bool]:
    """Where a name ends that begins at ``start``, and whether that is sure.

    :param is_title: the text is a title, or a list of names: no sentence goes on after the name
    """
    over = (_IN_TITLE if is_title else _IN_SENTENCE).search(text, start)
    end = min(over.start() if over else len(text), _unopened(text, start))
    sure = True
    for other in _ANOTHER.finditer(text, start, end):
        if not _NESTED.search(text, start, other.start()):
            end = other.start()
            break
        sure = False  # what follows may belong to the name, "thi hành Luật A và Nghị định B", or be another instrument
    may_end = text.find(";", start, end) >= 0 if is_title else _MAY_END.search(text[:end], start)
    return end, sure and not may_end


def ends_cleanly(text: str, end: int) -> bool:
    """Whether a sentence, an item or the words before an aside end there: no more can be read as the name."""
    return _CLEAN.match(text, end) is not None


def is_broken(name: str) -> bool:
    """Whether a name breaks off, or its words run into one another."""
    return bool(_DANGLING.search(name) or _GLUED.search(name))


def is_part(name: str) -> bool:
    """Whether a name ends in the number of another instrument, whose name belongs to it."""
    return bool(_BARE.search(name))


def _unopened(text: str, start: int) -> int:
    """Where a bracket or quotation closes that was opened before ``start``."""
    opened: list[str] = []
    for at in range(start, min(len(text), start + 2 * LONGEST)):
        char = text[at]
        if char in _BRACKETS.values():
            opened.append(char)
        elif char in _BRACKETS:
            if _BRACKETS[char] not in opened:
                return at
            opened.remove(_BRACKETS[char])
    return len(text)
