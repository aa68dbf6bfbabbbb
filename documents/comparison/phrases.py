"""The whole phrase around changed words, and what it is: a condition, those whom a rule speaks of, a duty, a right."""

import re
from collections.abc import Sequence
from enum import StrEnum

from documents.comparison.mentions import What, sentences
from documents.model import Provision


class Setting(StrEnum):
    """What the items of a list are by what stands above them."""

    CASES = "cases"
    DUTIES = "duties"
    RIGHTS = "rights"
    BANS = "bans"


_LEAD_BEFORE_LIST: tuple[tuple[Setting, re.Pattern[str]], ...] = (
    (Setting.BANS, re.compile(r"nghiêm cấm|bị cấm|không được", re.IGNORECASE)),
    (Setting.CASES, re.compile(r"(?:trường hợp|điều kiện|yêu cầu|tiêu chuẩn)\s*(?:sau(?: đây)?)?:?\s*$", re.IGNORECASE)),
    (Setting.DUTIES, re.compile(r"(?:trách nhiệm|nghĩa vụ|nhiệm vụ)[^.:]{0,60}:?\s*$", re.IGNORECASE)),
    (
        Setting.RIGHTS,
        re.compile(
            r"(?:có (?:các |những )?quyền|quyền sau(?: đây)?|được hưởng|được hỗ trợ)"
            r"[^.:]{0,40}:?\s*$",
            re.IGNORECASE,
        ),
    ),
)
_HEADINGS: tuple[tuple[Setting, re.Pattern[str]], ...] = (
    (Setting.BANS, re.compile(r"cấm", re.IGNORECASE)),
    (Setting.CASES, re.compile(r"^(?:các\s+)?trường hợp", re.IGNORECASE)),
    (Setting.DUTIES, re.compile(r"^(?:nghĩa vụ|trách nhiệm|nhiệm vụ)|trách nhiệm của|nghĩa vụ của", re.IGNORECASE)),
    (Setting.RIGHTS, re.compile(r"^(?:các )?quyền (?:của|lợi)", re.IGNORECASE)),
)


def setting_of(above: Sequence[Provision]) -> Setting | None:
    """What the items below some provisions are, the nearest one telling first.

    :param above: from the nearest one up
    """
    for provision in above:
        for words, forms in ((provision.text, _LEAD_BEFORE_LIST), (provision.heading or "", _HEADINGS)):
            if words is provision.text and not words.rstrip().endswith(":"):
                continue
            for setting, form in forms:
                if form.search(words):
                    return setting
    return None


_CUES = (
    r"đối với|theo|do|tại|trong|về|để|nhằm|mà|không phải|(?<!không )phải|có trách nhiệm|có nghĩa vụ|có quyền"
    r"|được quyền|không được|chỉ được|(?<!không )(?<!chỉ )được|có thể|thì"
    r"|trước khi|sau khi|khi|nếu|trừ (?:các )?trường hợp|trừ khi|kể từ|từ ngày|bằng|bao gồm|quy định|thực hiện|thông qua|căn cứ"
    r"|cho(?=\s+(?:người|lao động nữ|cơ quan|tổ chức|nạn nhân))"
)
_CUE = re.compile(rf"(?<!\w)(?:{_CUES})(?!\w)", re.IGNORECASE)
_HARD = re.compile(r"[;:\n()]|\.(?=\s|$)")
_COMMA = re.compile(r",\s*")
_ITEM_END = re.compile(rf",|(?<!\w)(?:{_CUES})(?!\w)", re.IGNORECASE)
_ITEM = 6
"""Pieces between commas of so many words are items of one list."""


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause of a sentence in which a stretch stands."""
    before = [match.end() for match in _HARD.finditer(text, 0, start)]
    after = _HARD.search(text, max(end, start + 1))
    return _trimmed(text, before[-1] if before else 0, after.start() if after else len(text))


def phrase_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The phrase in which a stretch stands: from the last word that begins one to the next, over the items of a list."""
    begin, stop = clause_around(text, start, end)
    cuts = [match.start() for match in _CUE.finditer(text, begin, stop)]
    for match in _COMMA.finditer(text, begin, stop):
        following = _ITEM_END.search(text, match.end(), stop)
        item = text[match.end() : following.start() if following else stop]
        if len(item.split()) > _ITEM:
            cuts.append(match.end())
    here = max((cut for cut in cuts if cut < start), default=begin)
    there = min((cut for cut in cuts if cut >= max(end, start + 1)), default=stop)
    return _trimmed(text, min(here, start), max(there, end))


_LEADING = re.compile(r"(?:[\s,;.:()]|(?<!\w)(?:thì|và|hoặc|mà)\s)+", re.IGNORECASE)
_LOOSE_ENDS = (" thì", " và", " hoặc", " mà", " là")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    first = _LEADING.match(text, start, end)
    start = first.end() if first else start
    kept, before = text[start:end], ""
    while kept != before:
        before = kept
        kept = kept.rstrip(" \t\n,;.:(")
        for word in _LOOSE_ENDS:
            kept = kept.removesuffix(word)
    return start, start + len(kept)


_WHO = re.compile(
    r"^(?:(?:đối với|cho|của|với|và|hoặc|các|mọi|những|mỗi|một|là|bởi)\s+)*"
    r"(?:người(?!\s+ta)|lao động (?:nữ|là|nước|việt|chưa|cao)|doanh nghiệp|cơ quan"
    r"|tổ chức(?!\s+(?:thực hiện|đình công|thi|khám|đối thoại))|cá nhân"
    r"|thành viên|phụ nữ|trẻ em|hộ (?:gia đình|nghèo)|nạn nhân|bên|hai bên"
    r"|công dân|tập thể|cha|mẹ|vợ|chồng|con|học sinh|gia đình|cộng đồng|nhà thầu|hợp tác xã|đối tượng|công đoàn)(?!\w)",
    re.IGNORECASE,
)
_BINDS = re.compile(
    r"(?<!\w)(?:(?<!không )phải|có trách nhiệm|có nghĩa vụ|không được|nghiêm cấm|cấm|bắt buộc)(?!\w)", re.IGNORECASE
)
_BENEFITS = (
    "hưởng|hỗ trợ|miễn|giảm|nghỉ|trả|cấp|bồi thường|trợ cấp|bảo đảm|ưu tiên|xem xét|bố trí|vay|nhận|chuyển|cung cấp|tư vấn|chăm sóc"
    "|bảo vệ|sử dụng|làm|từ chối|yêu cầu|khiếu nại|tham gia|lựa chọn|chọn|học|đào tạo|ở|đi|gia hạn|hoàn|thanh toán|tạm ứng|tăng"
)
_ENTITLES = re.compile(
    r"(?<!\w)(?:có quyền|được quyền|có thể|hưởng|không bị|không phải(?! là)|được\s+"
    rf"(?:(?:người sử dụng lao động|Nhà nước|doanh nghiệp|cơ sở)\s+)?(?:{_BENEFITS}))(?!\w)",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"^(?:nếu|khi|trừ (?:các )?trường hợp|trừ khi|trường hợp|trong (?:các )?trường hợp|với điều kiện|trên cơ sở"
    r"|theo yêu cầu|căn cứ|mà không|đối với nơi)(?!\w)"
    r"|(?:thiên tai|hỏa hoạn|hoả hoạn|dịch bệnh|địch họa|bất khả kháng)",
    re.IGNORECASE,
)


def is_condition(phrase: str) -> bool:
    """Whether a phrase says when a rule applies."""
    return bool(_CONDITIONAL.search(phrase))


def names_who(phrase: str) -> bool:
    """Whether a phrase begins with those whom a rule speaks of."""
    return bool(_WHO.match(phrase))


_EXCEPTED = re.compile(r"(?<!\w)trừ (?:các )?(?:trường hợp|khi)[^;.\n]*$", re.IGNORECASE)


def stands_in_exception(before: str) -> bool:
    """Whether what follows some words is part of an exception that they begin."""
    return bool(_EXCEPTED.search(before))


def is_case_with_outcome(sentence: str) -> bool:
    """Whether a sentence says what follows in a case."""
    return is_condition(sentence) and bool(re.search(r"(?<!\w)thì(?!\w)", sentence))


def item_names_who(text: str, start: int, begin: int) -> bool:
    """Whether the item in which ``start`` stands, in a phrase from ``begin`` on, begins with those whom a rule speaks of."""
    for item in reversed(_BETWEEN_ITEMS.split(text[begin : start + _AHEAD])):
        if names_who(item):
            return True
        if len(item.split()) > _SHORT_ITEM:
            return False
    return False


_BETWEEN_ITEMS = re.compile(r",\s*|\s(?:và|hoặc)\s")
_AHEAD = 12
_SHORT_ITEM = 4


def norm_of(words: str) -> What | None:
    """Whether words bind or entitle somebody."""
    return What.OBLIGATION if _BINDS.search(words) else What.RIGHT if _ENTITLES.search(words) else None


_STRONG = re.compile(
    r"(?<!\w)(?:phải|có trách nhiệm|có nghĩa vụ|không được|có quyền|được quyền|có thể|cấm|khuyến khích)(?!\w)",
    re.IGNORECASE,
)
_MONEY = re.compile(r"(?<!\w)(?:đủ|khoản|số)\s+tiền(?!\w)", re.IGNORECASE)


def is_strong(words: str) -> bool:
    """Whether words bind or entitle beyond doubt."""
    return bool(_STRONG.search(words))


def begins_item(text: str, behind: int) -> bool:
    """Whether what stands behind a place in a text begins a further item, or what follows from the words before."""
    return bool(_FURTHER.match(text, behind))


def leads_list(text: str, end: int) -> bool:
    """Whether a list follows what ends at a place."""
    return bool(_COLON.match(text, end))


_COLON = re.compile(r"\s*:")
_FURTHER = re.compile(r"\s*[,;]|\s*(?:và|hoặc|mà)\s", re.IGNORECASE)


def names_money(phrase: str) -> bool:
    """Whether a phrase is about how much is paid."""
    return len(phrase.split()) <= _SHORT_MONEY and bool(_MONEY.search(phrase))


_SHORT_MONEY = 12


def find_norms(text: str) -> list[tuple[What, int, int]]:
    """The sentences of a text that bind or entitle somebody, in order."""
    found = ((norm_of(text[start:end]), *_trimmed(text, start, end)) for start, end in sentences(text))
    return [(what, start, end) for what, start, end in found if what]
