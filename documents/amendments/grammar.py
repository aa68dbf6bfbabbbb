"""How amending orders are worded: verbs, objects, phrases and places, as patterns over text whose quotations are masked."""

import re
from enum import Enum, auto

from documents.amendments.quotations import MASK
from documents.wording.types import TYPE_PATTERN
from documents.wording.unit_lists import unit_pattern
from documents.wording.verbs import END, HALT, REPEAL


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


UNIT_WORD = rf"(?:phần\s+mở\s+đầu|{unit_pattern()}|đoạn|tên|tiêu\s+đề|câu|lời\s+dẫn)"
Q = f"(?<!{MASK}){MASK}++"  # a run as a whole: within it nothing begins
W = (
    r"(?:(?:một số\s+|các\s+|những\s+)?(?:cụm\s+từ|từ\s+ngữ|từ|chữ|dấu(?:\s+(?:chấm\s+phẩy|chấm|phẩy|hai\s+chấm))?"
    r"|cụm\s+số|số|con\s+số|đoạn|câu|nội\s+dung|mức|ký\s+hiệu|thuật\s+ngữ)\s*:?\s*)"
)
LIST = rf"{Q}(?:\s*(?:,|;|và|hoặc|,\s*và)\s*{W}?{Q})*"
BESIDE = rf"(?:ở\s+|vào\s+|đứng\s+)?(?:ngay\s+|liền\s+|phía\s+)?(?P<side>trước|sau)\s+{W}?(?P<beside>{Q})"
# A change of words is read in two steps: the words that go, and what follows them. Where nothing fits behind a list, nothing fits
# behind the shorter lists in it either, and the search goes on after it.
OLD = re.compile(rf"{W}{LIST}|{Q}", re.IGNORECASE)
SWAP = re.compile(
    rf"\s*,?\s*(?:(?:nay|xin|được)\s+)*(?:(?:sửa\s+đổi|sửa\s+lại|sửa|thay\s+thế|thay|đính\s+chính|đổi|viết\s+lại|đọc\s+lại|đọc)\s+)?(?:lại\s+)?"
    rf"(?:bằng|thành|là)\s*:?\s+{W}?(?P<new>{Q})(?:\s+{BESIDE})?",
    re.IGNORECASE,
)
SWAP_AT = re.compile(
    rf"\s+(?:tại|ở)\s+(?P<place>[^{MASK};]{{4,160}}?)\s*,?\s+(?:(?:nay|xin|được)\s+)*(?:(?:sửa|thay|đính\s+chính|đọc)\S*\s+(?:lại\s+)?)?"
    rf"(?:thành|bằng|là)\s+{W}?(?P<new>{Q})",
    re.IGNORECASE,
)
ADD = re.compile(rf"{W}?(?P<new>{Q})\s+(?:{BESIDE}|(?:vào|ở)\s+(?P<edge>đầu|cuối)(?!\w))", re.IGNORECASE)
DROP = re.compile(rf"(?P<old>{W}{LIST})(?:\s+{BESIDE})?", re.IGNORECASE)
MORE = re.compile(rf"{BESIDE}", re.IGNORECASE)
# "…; vào cuối điểm b khoản 2", "…, vào sau từ “C” tại khoản 3": the words that were added are added there as well
ADD_MORE = re.compile(
    rf"(?:[;,]|(?<!\w)và)\s+(?=vào\s|ở\s)(?:{BESIDE}|(?:vào|ở)\s+(?P<edge>đầu|cuối)\s(?={UNIT_WORD}(?!\w)))", re.IGNORECASE
)

VERBS: tuple[tuple[Verb, str], ...] = (
    (Verb.CORRECT, r"đính\s+chính(?:\s+(?:lỗi\s+(?:kỹ\s+thuật|chính\s+tả)|sai\s+sót|nội\s+dung))?"),
    (
        Verb.SUSPEND,
        r"(?:kéo\s+dài\s+(?:thời\s+gian\s+)?|tiếp\s+tục\s+)?(?:tạm\s+)?(?:ngưng|ngừng|đình\s+chỉ)\s+(?:hiệu\s+lực(?:\s+thi\s+hành)?|việc\s+(?:áp\s+dụng|thi\s+hành)|áp\s+dụng|thi\s+hành)",
    ),
    (
        Verb.RESUME,
        r"(?:khôi\s+phục(?:\s+lại)?\s+hiệu\s+lực(?:\s+thi\s+hành)?|tiếp\s+tục\s+(?:thực\s+hiện|thi\s+hành|áp\s+dụng)|chấm\s+dứt\s+(?:việc\s+)?ngưng\s+hiệu\s+lực(?:\s+thi\s+hành)?)",
    ),
    (
        Verb.RENUMBER,
        r"(?:(?:sửa\s+đổi|thay\s+đổi|điều\s+chỉnh)(?:\s+lại)?\s+(?:số\s+)?thứ\s+tự(?:\s+(?:của|các))*(?=\s+(?:các\s+)?(?:điều|khoản|điểm|mục|chương)))",
    ),
    (Verb.RETITLE, r"(?:đổi\s+tên|sửa(?:\s+đổi)?(?:,\s*bổ\s+sung)?\s+(?=tên\s+(?:của\s+)?(?:Luật|Nghị|Thông|Quyết|Bộ luật|Pháp)))"),
    (
        Verb.REPLACE,
        r"(?:sửa\s+đổi\s*(?:,|và|/)?\s*bổ\s+sung|sửa\s+đổi|sửa\s+lại|sửa(?=\s+(?:tên|khoản|điểm|điều|cụm|từ|đoạn|dấu))|thay\s+thế(?:\s+cho)?|thay(?=\s+(?:cụm|từ|dấu|các|một|điều|khoản|điểm|phụ|mẫu|đoạn|số|chữ|tên)|\s+\ue000)|điều\s+chỉnh)",
    ),
    (Verb.INSERT, r"(?:bổ\s+sung(?:\s+thêm)?|thêm(?=\s+(?:cụm|từ|điều|khoản|điểm|một|chương|mục|dấu)))"),
    (
        Verb.REPEAL,
        r"(?:bãi\s+bỏ|hủy\s+bỏ|huỷ\s+bỏ|bỏ(?=\s+(?:cụm|từ|dấu|đoạn|điểm|khoản|điều|các|tên|chữ|số|nội|một|chương|mục|phụ|mẫu|câu)|\s+\ue000))",
    ),
    (Verb.EXPIRE, r"chấm\s+dứt\s+hiệu\s+lực(?:\s+thi\s+hành)?(?=\s+(?:của|đối\s+với)\s)"),
    (
        Verb.RENUMBER,
        r"(?:chuyển(?:\s+(?:số\s+thứ\s+tự|vị\s+trí))?(?=\s+(?:các\s+)?(?:điều|khoản|điểm|điều|mục|chương))|đánh\s+(?:lại\s+)?số(?:\s+lại)?(?:\s+thứ\s+tự)?(?:\s+(?:của|các))?|đổi\s+số\s+thứ\s+tự(?:\s+của)?|sắp\s+xếp\s+lại(?:\s+thứ\s+tự)?)",
    ),
)
VERB = re.compile("|".join(f"(?P<v{index}>{pattern})" for index, (_, pattern) in enumerate(VERBS)), re.IGNORECASE)
BOUNDARY = re.compile(r"(?:^|[;,:]\s*|(?<!\w)(?:và|đồng\s+thời)\s+)$", re.IGNORECASE)

TYPE_WORD = rf"(?:{TYPE_PATTERN}|quy\s+chế|quy\s+định|điều\s+lệ)"
COUNT = r"\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười"
OBJECT = re.compile(
    r"\s*:?\s*(?:(?:toàn\s+bộ|một\s+số|các|những|nội\s+dung|quy\s+định|hiệu\s+lực(?:\s+thi\s+hành)?|của|đối\s+với|tại"
    rf"|việc\s+áp\s+dụng|áp\s+dụng|cụm|lỗi\s+kỹ\s+thuật|trong|thêm|và|hoặc|{COUNT}|biểu)\s+|,\s*)*"
    rf"(?:{UNIT_WORD}(?!\w)|{TYPE_WORD}(?!\w)|{W}|văn\s+bản|\ue000|quy\s+phạm|danh\s+mục)",
    re.IGNORECASE,
)
STARTS_PLACE = re.compile(
    r"(?:(?:các|toàn\s+bộ|một\s+số|những|nội\s+dung|quy\s+định\s+tại|từ(?=\s+(?:điều|khoản|điểm)\s))\s+)*(?:quy\s+định\s+(?:về\s+[^.;]{1,150}?\s+)?tại\s+)?"
    rf"(?:{UNIT_WORD}(?!\w)|{TYPE_WORD}(?!\w)|cụm\s+từ|từ\s+\ue000|văn\s+bản|hiến\s+pháp)",
    re.IGNORECASE,
)
LEAD_IN = re.compile(
    r"\s*(?:[;,.]\s*)?(?:và\s+|đồng thời\s+)?(?:(?:\d{1,3}|[a-zđ]\d?)[.)]\s+|[-–+•]\s*)?"
    r"(?:(?:Kể\s+)?[Tt]ừ\s+ngày\s+[^,;\ue000]{4,90}?(?:,\s+(?:thì\s+)?|\s+thì\s+)|Đồng\s+thời,?\s+|Nay\s+)?(?:\"|“)?",
    re.IGNORECASE,
)
AT = re.compile(r"[Tt]ại\s+(?=" + UNIT_WORD + r"|các\s+(?:điều|khoản|điểm)|Luật|Nghị|Thông|Bộ luật)", re.IGNORECASE)
PASSIVE = re.compile(
    r"(?<!\sđược)(?<!\sbị)(?<!\snay)\s(?:(?:(?:được|bị|nay)\s+)++|(?=(?:sửa|bổ\s+sung)[^.;\ue000]{0,30}\snhư\s+sau\s*:))(?P<verb>sửa\s+đổi\s*(?:,|và)?\s*bổ\s+sung|sửa\s+đổi|sửa\s+lại|sửa\s+thành|bổ\s+sung|bãi\s+bỏ|hủy\s+bỏ|huỷ\s+bỏ|thay\s+thế|thay\s+bằng|thay|đính\s+chính|chuyển|đánh\s+số\s+lại|đổi|ngưng\s+hiệu\s+lực(?:\s+thi\s+hành)?)(?!\w)",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(r";\s+(?=(?:các\s+)?(?:khoản|điểm|điều|mục|chương|cụm từ|từ|tên)\s)", re.IGNORECASE)
BECOMES = re.compile(r"\s(?:trở\s+)?thành\s+(?=khoản|điểm|điều|mục|chương)", re.IGNORECASE)
EXPIRES = re.compile(
    r"(?:\s|(?<=[A-ZĐ])(?=hết\s))(?:sẽ\s+)?(?:hết|chấm\s+dứt|không\s+còn)\s+hiệu\s+lực(?:\s+thi\s+hành)?", re.IGNORECASE
)
GOES_ON_UNTIL = re.compile(r"(?:\s+thi\s+hành)?\s+(?:cho\s+)?(?:đến|tới)(?!\w)", re.IGNORECASE)
CONTINUES = re.compile(
    r"\stiếp\s+tục\s+(?:có\s+hiệu\s+lực|được\s+áp\s+dụng|được\s+thi\s+hành|thi\s+hành)(?:\s+trở\s+lại)?", re.IGNORECASE
)
STOPS = re.compile(rf"\s(?:tạm\s+)?{HALT}\s+hiệu\s+lực(?:\s+thi\s+hành)?", re.IGNORECASE)
_ENDED_THING = (
    rf"(?:{UNIT_WORD}|{TYPE_WORD}|văn\s+bản|các|những|toàn\s+bộ|nội\s+dung|hướng\s+dẫn|danh\s+mục|hệ\s+thống|biểu(?:\s+mẫu)?|bảng|quy\s+chuẩn"
    r"|tiêu\s+chuẩn|quy\s+trình|định\s+mức|chương\s+trình|chế\s+độ|mức|chuẩn\s+mực|thủ\s+tục|nội\s+quy|một\s+phần|bộ|từ\s+điều)(?!\w)"
)
# "Quyết định này có hiệu lực …; thay thế Quyết định số …", "Các biểu mẫu ban hành kèm theo Thông tư này thay thế …"
SELF_REPLACES = re.compile(
    rf"(?:(?:các\s+|những\s+)?[^.;:,\ue000\d]{{1,60}}?(?:ban\s+hành\s+)?kèm\s+theo\s+)?{TYPE_WORD}(?:\s+liên\s+tịch)?\s+này\s+"
    r"(?:có\s+hiệu(?:\s+lực)?\s[^\ue000]{0,200}?(?:(?<!\w)và|[,;])\s*(?:đồng\s+thời,?\s+)?)?"
    rf"(?:{END}\s*(?:,|và|hoặc)\s*)?"
    rf"(?P<verb>thay\s+thế(?:\s+cho)?|{REPEAL})\s*(?::\s*|;\s*|\s(?={_ENDED_THING}))(?!cụm\s+từ)",
    re.IGNORECASE,
)
ENDED_THING = re.compile(rf"\s*:?\s*(?:(?:các|những|toàn\s+bộ)\s+)*{_ENDED_THING}", re.IGNORECASE)
# an ending that begins with the thing that stands in an instrument
STARTS_ENDED = re.compile(rf"(?:(?:các|những|toàn\s+bộ)\s+)*{_ENDED_THING}", re.IGNORECASE)
ENDING = re.compile(r"\s*(?:,?\s*(?:cụ\s+thể\s+)?như\s+sau|sau\s+đây)?\s*:?\s*\.?\s*$", re.IGNORECASE)
BELOW = re.compile(r"(?:như\s+sau|sau\s+đây|sau|:)\s*:?\s*$", re.IGNORECASE)
BESIDE_UNIT = re.compile(
    rf"(?:\s|^)(?:vào\s+)?(?:ngay\s+|liền\s+|liền\s+kề\s+|phía\s+)?(?P<side>sau|trước)\s+(?=(?:các\s+)?{UNIT_WORD}(?!\w))",
    re.IGNORECASE,
)
INTO = re.compile(
    rf"(?:\s|^)(?:vào|cho|tại|trong)\s+(?P<edge>cuối\s+|đầu\s+)?(?=(?:các\s+)?{UNIT_WORD}(?!\w)|{TYPE_WORD})", re.IGNORECASE
)
BY = re.compile(r"\s(?:tương\s+ứng\s+|tướng\s+ứng\s+|lần\s+lượt\s+)?bằng\s+(?:các\s+)?", re.IGNORECASE)
TO = re.compile(r"\s(?:(?:tương\s+ứng|lần\s+lượt)\s+)?(?:thành|là|bằng)\s+", re.IGNORECASE)
_WHEN = (
    rf"(?:kể\s+từ|từ\s+ngày|từ\s+0|(?:cho\s+)?đến\s+hết(?!\s+{UNIT_WORD}\s)|cho\s+đến(?!\s+(?:hết\s+)?{UNIT_WORD}\s)|đến\s+ngày|trong\s+thời\s+gian"
    r"|(?<!miễn )(?<!giảm )(?<!bù )(?<!khấu )(?<!loại )trừ\s)"
)
WHEN = re.compile(rf"[,\s]\s*(?:{_WHEN}|để\s)", re.IGNORECASE)
WHEN_ENDED = re.compile(rf"[,\s]\s*{_WHEN}", re.IGNORECASE)
NOT_AMENDING = re.compile(
    r"^\s*(?:hồ\s+sơ|hợp\s+đồng|giấy|thông\s+tin|kinh\s+phí|vốn|kế\s+hoạch|quyết\s+định\s+của)", re.IGNORECASE
)
INLINE = re.compile(rf"\s(?:thành|là|bằng)\s*:?\s*(?P<new>{Q})\s*[.;,]?\s*$", re.IGNORECASE)
SPARED = re.compile(r"\s*[,(]\s*(?:ngoại\s+)?trừ\s", re.IGNORECASE)
EVERYWHERE = re.compile(
    rf"(?<!\w)toàn\s+bộ\s+(?:(?:nội\s+dung|các\s+(?:điều,?\s+)?(?:khoản,?\s+)?(?:điểm\s+)?)\s*(?:của\s+)?)?(?:{TYPE_WORD}|văn\s+bản)(?!\w)",
    re.IGNORECASE,
)
SUSPENDED = re.compile(r"\s(?:(?:đã|đang)\s+)?(?:bị\s+|được\s+)?(?:tạm\s+)?(?:ngưng|ngừng|đình\s+chỉ)\s", re.IGNORECASE)
PARTLY = re.compile(r"(?<!\w)(?:một\s+phần|phần\s+nội\s+dung|một\s+số\s+nội\s+dung|một\s+số\s+quy\s+định)(?!\w)", re.IGNORECASE)
