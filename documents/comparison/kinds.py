"""What a phrase that changed is about: a condition, a paper, those whom a rule speaks of, a duty, a right, else its scope."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from documents.comparison.mentions import What
from documents.model import Provision


class Setting(StrEnum):
    """What the items of a list are by what stands above them."""

    CASES = "cases"
    DUTIES = "duties"
    RIGHTS = "rights"
    BANS = "bans"


_LEAD_BEFORE_LIST: tuple[tuple[Setting, re.Pattern[str]], ...] = (
    (Setting.BANS, re.compile(r"nghiêm cấm|bị cấm|không được", re.IGNORECASE)),
    (
        Setting.CASES,
        re.compile(r"(?:trường hợp|điều kiện|tiêu chuẩn|tiêu chí)\s*(?:(?:sau|dưới)(?: đây)?)?:?\s*$", re.IGNORECASE),
    ),
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


_BINDS = re.compile(
    r"(?<!\w)(?:(?<!không )phải|có trách nhiệm|có nghĩa vụ|có nhiệm vụ|không được|nghiêm cấm|bị cấm|bắt buộc"
    r"|chịu trách nhiệm)(?!\w)",
    re.IGNORECASE,
)
_BENEFITS = (
    "hưởng|hỗ trợ|miễn|giảm|nghỉ|trả|cấp|bồi thường|trợ cấp|bảo đảm|ưu tiên|xem xét|bố trí|vay|nhận|chuyển|cung cấp|tư vấn|chăm sóc"
    "|bảo vệ|sử dụng|làm|từ chối|yêu cầu|khiếu nại|tham gia|lựa chọn|chọn|học|đào tạo|ở|đi|gia hạn|hoàn|thanh toán|tạm ứng|tăng"
)
_BY_WHOM = r"(?:người sử dụng lao động|Nhà nước|doanh nghiệp|cơ sở)\s+"
_ENTITLES = re.compile(
    r"(?<!\w)(?:có quyền|được quyền|có thể|hưởng|không bị|không phải(?! là)|được\s+"
    rf"(?:{_BY_WHOM})?(?:{_BENEFITS}))(?!\w)",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"(?<!\w)(?:phải|có trách nhiệm|có nghĩa vụ|không được|có quyền|được quyền|có thể|nghiêm cấm|bị cấm|khuyến khích)(?!\w)",
    re.IGNORECASE,
)


def says_norm(words: str) -> bool:
    """Whether words bind or entitle beyond doubt."""
    return bool(_STRONG.search(words))


def modal_of(words: str) -> What | None:
    """Whether words bind or entitle somebody."""
    if _BINDS.search(words):
        return What.OBLIGATION
    return What.RIGHT if _ENTITLES.search(words) else None


_CONDITIONAL = re.compile(
    r"[\s,;(]*(?:và |hoặc |thì )?(?:nếu|(?:sau |trước |ngay |trong )?khi|trừ (?:các )?trường hợp|trừ khi"
    r"|(?:trong |thuộc |đối với |t(?:ùy|uỳ) (?:từng |theo )?)?(?:các |những )?trường hợp|với điều kiện|trên cơ sở"
    r"|theo (?:yêu cầu|thỏa thuận|thoả thuận)|căn cứ|(?:có |khi |và )?(?:đáp ứng |có )?đủ (?:các )?điều kiện"
    r"|mà không (?:có|được sự|cần)|đối với nơi|cứ)(?!\w)",
    re.IGNORECASE,
)
_FORCE = re.compile(r"(?:thiên tai|hỏa hoạn|hoả hoạn|dịch bệnh|địch họa|bất khả kháng)", re.IGNORECASE)


def begins_condition(phrase: str) -> bool:
    """Whether a phrase begins as one that says when a rule applies."""
    return bool(_CONDITIONAL.match(phrase))


_WHO = re.compile(
    r"[\s,;(]*(?:(?:đối với|cho|của|với|và|hoặc|các|mọi|những|mỗi|một|là|bởi|giữa|do)\s+)*"
    r"(?:người(?!\s+(?:ta|đó|này)(?!\w))|lao động (?:nữ|là|nước|việt|chưa|cao)|doanh nghiệp|cơ quan|đơn vị"
    r"|tổ chức(?!\s+(?:thực hiện|đình công|thi|khám|đối thoại|việc|các|quản lý|kiểm tra|triển khai)"
    r"|,\s+(?:kích|lôi|xúi|môi|cưỡng|thực|chỉ|điều))|cá nhân"
    r"|thành viên|phụ nữ|trẻ(?: em| mồ côi)|hộ (?:gia đình|nghèo|cận)|nạn nhân|bên|hai bên"
    r"|công dân|tập thể|cha|mẹ|vợ|chồng|con|cháu|anh|chị|ông|bà|học sinh|sinh viên|học viên|gia đình|cộng đồng|nhà thầu|nhà đầu tư"
    r"|hợp tác xã|đối tượng|chủ (?:hộ|sở hữu|đầu tư|thể|xe)|sĩ quan|quân nhân|hạ sĩ quan|cán bộ|công chức|viên chức|công nhân"
    r"|nhân viên)(?!\w)",
    re.IGNORECASE,
)


def names_who(phrase: str) -> bool:
    """Whether a phrase begins with those whom a rule speaks of."""
    return bool(_WHO.match(phrase))


_DEED = re.compile(
    r"[\s,;(]*(?:(?:và|hoặc|đồng thời|kịp thời|thường xuyên|tổ chức)\s+)*"
    r"(?:thông báo|khám|bảo đảm|bảo mật|báo|gửi|lập|công khai|niêm yết|phối hợp"
    r"|chủ trì|cung cấp|hướng dẫn|kiểm tra|thanh tra|xử lý|giải quyết|trả|nộp|thực hiện|theo dõi|quản lý|lưu|giám sát|tuyên truyền"
    r"|xây dựng|ban hành|trình|đề nghị|yêu cầu|tiếp nhận|hỗ trợ|tư vấn|bồi thường|chăm sóc|bảo vệ|đăng ký|khai|xuất trình|nhập|ghi"
    r"|tham mưu|chỉ đạo|đào tạo|bồi dưỡng|cập nhật|kết nối|chia sẻ|chuyển|viết|hẹn|bố trí)(?!\w)(?!\s+(?:trình|chuyên))",
    re.IGNORECASE,
)


def begins_deed(phrase: str) -> bool:
    """Whether a phrase begins with what somebody does."""
    return bool(_DEED.match(phrase))


_PAPER = re.compile(
    r"[\s,;(]*(?:(?:và|hoặc|các|những|một|bằng|theo|kèm theo|có|bản|đầy đủ|đủ)\s+)*"
    r"(?:giấy(?! trắng)|giấy tờ|đơn(?= (?:đề nghị|yêu cầu|xin|tố|khiếu|khởi|đăng))|tờ khai|hồ sơ|biên bản|văn bản(?! quy phạm)"
    r"|bản sao|bản chính|sổ|thẻ|chứng chỉ|chứng từ|hóa đơn|bằng (?:tốt nghiệp|cấp|khen)|phiếu|tài liệu|mẫu số|danh sách|lý lịch"
    r"|hộ chiếu|hợp đồng bảo hiểm)(?!\w)",
    re.IGNORECASE,
)


def names_paper(phrase: str) -> bool:
    """Whether a phrase begins with a paper."""
    return bool(_PAPER.match(phrase))


_MONEY = re.compile(r"(?<!\w)(?:đủ|khoản|số)\s+tiền(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One side of a difference.

    :param span: where the words that differ stand in the text; ``phrase`` where the phrase does
    :param conditional: they stand inside a condition; ``begins`` they begin a phrase
    :param head: the list in which they stand, from its first item; ``alone`` nothing stands in their place on the other side
    """

    text: str
    span: tuple[int, int]
    phrase: tuple[int, int]
    conditional: bool
    begins: bool
    head: str
    alone: bool

    @property
    def words(self) -> str:
        """The words that differ."""
        return self.text[slice(*self.span)]

    @property
    def whole(self) -> str:
        """The phrase."""
        return self.text[slice(*self.phrase)]


def kind_of(new: Spoken, old: Spoken, setting: Setting | None) -> What:
    """What a difference is about, the narrower kind before the wider."""
    if setting is Setting.CASES:
        return What.CONDITION
    sides = [side for side in (new, old) if side.words.strip()]
    norm = _norm_of(new, old)
    if norm:
        return norm
    found = next((what for what, fits in _KINDS if fits(sides)), None) or next(filter(None, map(_governing, sides)), None)
    if found:
        return found
    if setting is not Setting.BANS and any(side.alone and _says_deed(side) for side in sides):
        return What.RIGHT if setting is Setting.RIGHTS else What.OBLIGATION
    if setting and setting in ITEMS and any(_begins(side) for side in sides):
        return ITEMS[setting]
    return What.RIGHT if setting is Setting.RIGHTS else What.SCOPE


def _norm_of(new: Spoken, old: Spoken) -> What | None:
    """What somebody must or may do: where both sides say that from their first word on, or one binds or entitles otherwise."""
    said = [_RELATIVE.split(side.words, maxsplit=1)[0] for side in (new, old)]
    if any(begins_condition(words) for words in said):
        return None
    binding = [words for words in said if says_norm(words)]
    first = next((modal_of(words) for words in binding if _STRONG.match(words.lstrip(" ,;"))), None)
    if first and len(binding) == 2:
        return first
    norms = modal_of(said[0]), modal_of(said[1])
    if not binding or norms[0] is norms[1] or len(new.words) + len(old.words) >= _SHORT:
        return None
    return norms[0] or norms[1]


_RELATIVE = re.compile(r"(?<!\w)mà(?!\w)", re.IGNORECASE)
"""From where on words only say more closely who or what is meant."""
_DEEDS_NAMED = re.compile(r"(?:^|[.;:\n])\s*(?:việc|hoạt động|nội dung)(?!\w)[^.;:\n]*$", re.IGNORECASE)


def _is_named(side: Spoken) -> bool:
    """Whether deeds are only named, as the subject of a sentence."""
    return bool(_DEEDS_NAMED.search(side.text[max(0, side.span[0] - _BACK) : side.span[0]]))


def _says_deed(side: Spoken) -> bool:
    return side.begins and begins_deed(side.words) and not _is_named(side)


_QUALITY = re.compile(r"\s*(?:có|đạt|đã|lập|chấp hành|hoàn thành|gương mẫu|trung thành)(?!\w)", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"(?<!\w)(?:cá nhân|tập thể|tổ chức|công dân|đơn vị|hộ gia đình|doanh nghiệp|người)(?P<quality>\s+(?:có|đạt|đã))?\s+$",
    re.IGNORECASE,
)
_MUCH = 7


def _qualifies_further(side: Spoken) -> bool:
    """Whether a further item begins as what somebody must have or have done, of whom no more is said."""
    before = side.text[max(0, side.span[0] - 3 * _BACK) : side.span[0]].rpartition(";")[2].rpartition("\n")[2]
    who = any(names_who(before[match.start() :]) for match in _GIVEN_TO.finditer(before))
    return bool(side.alone and who and _QUALITY.match(side.words) and not says_norm(before))


_GIVEN_TO = re.compile(r"^\s*|(?<!\w)(?:cho|đối với|là)\s+(?=\w)", re.IGNORECASE)


def _qualifies(side: Spoken) -> bool:
    """Whether words say what somebody must have or have done to whom a rule applies."""
    before = side.text[max(0, side.span[0] - _BACK) : side.span[0]]
    somebody = _SOMEBODY.search(before)
    return bool(somebody and (somebody["quality"] or _QUALITY.match(side.words))) and len(side.words.split()) >= _MUCH


def _is_about_who(side: Spoken) -> bool:
    if side.text[: side.span[0]].endswith(("“", '"')):
        return False  # a title, not somebody
    if side.begins and names_who(side.words):
        return True
    between = side.text[side.phrase[0] : side.span[0]]
    said = _TELLS.match(side.words) or _DOES.search(between)
    return (names_who(side.head) or names_who(side.whole)) and not said


_PAID = re.compile(
    r"[\s,;(]*(?:(?:và|hoặc|các|những|một|khoản|số)\s+)*"
    r"(?:mức (?!độ)|tiền(?!\s+(?:sử|án))|lương|chi phí|kinh phí|lệ phí|phí)(?!\w)",
    re.IGNORECASE,
)
_ENDS_CLAUSE = re.compile(r"[;:\n]|\.(?=\s)|(?<!\w)thì(?!\w)")
_MUST_OR_MAY = re.compile(r"(?<!\w)(?:phải|có trách nhiệm|có nghĩa vụ|có quyền|được|không được|có thể)(?!\w)", re.IGNORECASE)


def _is_subject(side: Spoken) -> bool:
    """Whether words say who must or may: they stand in a clause before that."""
    begins = [match.end() for match in _ENDS_CLAUSE.finditer(side.text, max(0, side.span[0] - 3 * _BACK), side.span[0])]
    start = begins[-1] if begins else max(0, side.span[0] - 3 * _BACK)
    if begins_condition(side.text[start : side.span[0]]):
        start = side.text.rfind(",", start, side.span[0]) + 1 or start
    stop = _ENDS_CLAUSE.search(side.text, side.span[1])
    behind = side.text[side.span[1] : stop.start() if stop else len(side.text)]
    said = _MUST_OR_MAY.search(side.text, start, side.span[1])
    return not said and names_who(side.text[start:]) and bool(_MUST_OR_MAY.search(behind))


_DOES = re.compile(r"(?<!\w)(?:quyết định|thực hiện|tham gia|tiến hành|áp dụng|yêu cầu|đề nghị|đăng ký)(?!\w)", re.IGNORECASE)
_SHORT = 120
_LEAD = 40
_TELLS = re.compile(r"\s*(?:tiếp tục|không|thường xuyên|kịp thời|phải|được|có trách nhiệm)(?!\w)", re.IGNORECASE)
"""What begins what is said of somebody."""
_Sides = Sequence[Spoken]
_KINDS: tuple[tuple[What, Callable[[_Sides], bool]], ...] = (
    (What.CONDITION, lambda sides: any(begins_condition(side.words) for side in sides)),
    (What.AMOUNT, lambda sides: any(_MONEY.search(side.head) and len(side.head) < _SHORT for side in sides)),
    (What.AMOUNT, lambda sides: bool(sides) and all(_PAID.match(side.whole) for side in sides)),
    (What.DOCUMENT, lambda sides: any((side.begins and names_paper(side.words)) or names_paper(side.head) for side in sides)),
    (What.CONDITION, lambda sides: bool(sides) and all(side.conditional for side in sides)),
    (What.CONDITION, lambda sides: bool(sides) and all(_qualifies(side) or _qualifies_further(side) for side in sides)),
    (What.ADDRESSEE, lambda sides: any(_is_about_who(side) for side in sides) or all(_is_subject(side) for side in sides)),
    (What.CONDITION, lambda sides: any(_FORCE.search(side.whole) for side in sides)),
)
ITEMS: Mapping[Setting, What] = {Setting.CASES: What.CONDITION, Setting.DUTIES: What.OBLIGATION, Setting.RIGHTS: What.RIGHT}
_BLOCKS = re.compile(
    r"(?<!\w)(?:đối với|theo|do|tại|trong|về|để|nhằm|mà|khi|nếu|trừ|từ|bằng|gồm|là|của|cho|thì|căn cứ|như|quy định)(?!\w)|[;:.]",
    re.IGNORECASE,
)
_GOVERNS = re.compile(
    r"(?<!\w)(?:(?P<binds>(?<!không )phải|có trách nhiệm|có nghĩa vụ|có nhiệm vụ|không được)"
    r"|(?P<entitles>có quyền|được quyền|không phải|được(?=\s+(?:" + _BY_WHOM + ")?(?:" + _BENEFITS + r")(?!\w))))(?!\w)",
    re.IGNORECASE,
)


def _begins(side: Spoken) -> bool:
    """Whether a difference stands where a list's item begins, or where a further one of its verbs does."""
    before = side.text[max(0, side.span[0] - _BACK) : side.span[0]]
    return not before.strip() or (side.begins and begins_deed(side.words) and not _BLOCKS.search(before))


def _governing(side: Spoken) -> What | None:
    """The duty or right of whose words a phrase is one: nothing that begins another phrase stands between."""
    start = max(0, side.span[0] - _BACK)
    before = side.text[start : side.span[0]]
    found = [match for match in _GOVERNS.finditer(side.text[start : side.span[1]]) if match.end() <= len(before)]
    blocked = found and _BLOCKS.search(before, found[-1].end()) and not (side.begins and begins_deed(side.words))
    if not found or blocked or _BLOCKS.match(side.words):
        return None
    return What.OBLIGATION if found[-1]["binds"] else What.RIGHT


_BACK = 120


_DECIDES = r"[^.;,]{0,80}\s(?:quy định|quyết định|hướng dẫn|ban hành)(?!\w)"
_DECIDED_BY = re.compile(
    rf"(?<!\w)(?<!danh mục )do\s+(?:Chính phủ|Bộ|Thủ tướng|Ủy ban|Tòa án|Hội đồng|Chủ tịch|cơ quan){_DECIDES}"
    rf"|^\s*(?:Chính phủ|Thủ tướng|Bộ trưởng|Bộ [A-ZĐ]|Ủy ban|Hội đồng){_DECIDES}"
)


def kind_of_clause(text: str, start: int, end: int, setting: Setting | None) -> What:
    """What a clause of its own is about that came in or went."""
    words = text[start:end]
    parts = re.split(r"(?<!\w)thì(?!\w)", words, maxsplit=1)
    if setting is Setting.CASES:
        return What.CONDITION
    if names_paper(parts[-1]):
        return What.DOCUMENT
    if _DECIDED_BY.search(parts[-1]):
        return What.AUTHORITY
    norm = modal_of(parts[-1])
    if norm:
        return norm
    if begins_condition(words):
        return What.OBLIGATION if len(parts) == 2 and not re.match(r"\s+nơi", parts[1]) else What.CONDITION
    if setting and setting in ITEMS:
        return ITEMS[setting]
    if _ALLOWED.search(parts[-1]):
        return What.RIGHT
    return What.ADDRESSEE if _WHO.match(words) else What.SCOPE


_ALLOWED = re.compile(
    r"(?<!\w)được\s+(?!giao|quy định|xác định|thực hiện như|áp dụng|tiến hành|thành lập|công nhận|lập|ghi|coi|tính|hiểu)\w",
    re.IGNORECASE,
)
