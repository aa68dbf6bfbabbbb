# ruff: noqa
"""Rules that mark the acts of a clause, who does them, and when: what the labelling guide says in so many words.

A clause is read line by line. A line that ends in a colon opens a list; what it ends with says what the points are: acts, cases of
an act, or parts of a thing. A sentence is read from the left: what stands before its subject, its subject, its modal, its act.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from documents.duties.layout import Layout
from documents.duties.lexicon import read_lexicon

Marked = tuple[int, int, str]


@lru_cache(1)
def _words() -> dict[str, frozenset[str]]:
    return {
        name: frozenset(found) for name, found in tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8")).items()
    }


_PLURAL = r"(?:(?:các|những|mọi|mỗi|một|từng|cả|hai|toàn thể|tất cả(?: các)?|riêng|chỉ) )*"
_BEFORE_MODAL = r"(?:(?:thì|sẽ|đều|còn|vẫn|cũng|mới|chỉ|cần|bắt buộc|tuyệt đối|nghiêm túc|có thể|luôn|đồng thời) )*"
_MODALS = [
    (
        "prohibition",
        r"không được quyền|không được phép|(?<!hàng )không được|không có quyền|nghiêm cấm việc|nghiêm cấm|cấm(?! (?:đảm|hành|kinh|huy|hoạt|cư|đi khỏi|xuất))",
    ),
    ("permission-not", r"không bắt buộc phải|không phải(?! là)|không cần(?! thiết)"),
    ("permission", r"được quyền|được phép|có quyền(?! (?:và|, nghĩa|, lợi))|có thể được|có thể|chỉ được phép|chỉ được"),
    ("power", r"có thẩm quyền"),
    (
        "obligation",
        r"có quyền và nghĩa vụ(?! (?:về|dân|theo|phát|sau|khác|của|như|đối))|có quyền , nghĩa vụ(?! (?:về|dân|theo|phát|sau|khác|của|như|đối))|có quyền và trách nhiệm|có trách nhiệm phải|có trách nhiệm|có nghĩa vụ phải|có nghĩa vụ|có nhiệm vụ|chịu trách nhiệm(?= (?!về|trước|theo|liên|chính|toàn|cá nhân|quản lý nhà))|phải|cần(?! thiết)",
    ),
    (
        "sanction",
        r"có thể bị|bị(?= (?:phạt|xử|kỷ|cảnh|đình|tước|thu hồi|buộc|khiển|truy|tịch|giải thể|hủy|tạm|cấm|trục|loại|tù|cách|hạ bậc|hạ cấp)(?!\S))",
    ),
    ("passive", r"được"),
]
_MODAL = re.compile(
    r"(?<!\S)" + _BEFORE_MODAL + "(?:" + "|".join(f"(?P<m{n}>{p})" for n, (_, p) in enumerate(_MODALS)) + r")(?!\S)"
)
_TERM = r"(?:\d[\d.,]*|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)(?: \( [^()]{1,30} \))? (?:giờ|ngày|tháng|năm|phút|tuần|quý)(?: làm việc)?"
_MIDDLE = re.compile(
    rf"(?:trong (?:thời hạn|vòng|thời gian) )?(?:ít nhất |tối đa |không quá |tối thiểu |là )*{_TERM}(?!\S)|(?:hằng|hàng) (?:năm|tháng|quý)(?!\S)|định kỳ (?:hằng|hàng) (?:năm|tháng|quý)(?!\S)"
)
_GOES_ON = frozenset(
    (
        "kể",
        "từ",
        "tính",
        "trước",
        "sau",
        ",",
        "và",
        "(",
        "để",
        "hoặc",
        "mỗi",
        "một",
        "đến",
        "nhưng",
        "tiếp",
        "đối",
        "theo",
        "liên",
        "làm",
        "/",
        "lần",
        "ngay",
    )
)
_NO_MODAL = re.compile(  # a word before, after which the modal belongs to a noun or to another clause
    r"(?:việc|mà|để|do|nếu|khi|quyền|nhằm|những|các|nơi|điều|hành vi|người|trường hợp|không thể|theo|đối tượng|bị|đã|chưa|đang|vì|cho|không|là|có|nhận|(?<!phí )thu|trả|ra|nhận thức|sau|mức|số tiền|kể cả)$"
)
_OWED = re.compile(r"(?:số [^ ]+|thuế|tiền|phí|khoản|mức|giấy tờ|nghĩa vụ|giá trị|án phí)$")
_CASE = r"(?:trong )?(?:(?:các |những |một số |mọi |một trong (?:các |những )?)?trường hợp)"
_CONDITION = re.compile(
    rf"(?<!\S)(?:(?:đối với |ngoài |trừ |kể cả |ngoại trừ )?{_CASE}|nếu|khi|sau khi|đối với|với điều kiện|phạm tội|phạm nhiều tội)(?!\S)"
)
_DEADLINE = re.compile(
    rf"(?<!\S)(?:(?:ngay )?trong (?:thời hạn|vòng|thời gian) (?:tối đa |không quá |chậm nhất |là |ít nhất |\( )*{_TERM}|trong {_TERM}|(?:trong (?:thời hạn|vòng) )?(?:chậm|muộn) nhất|(?:theo )?định kỳ|hằng (?:năm|tháng|quý|tuần|ngày)|hàng (?:năm|tháng|quý|tuần|ngày)"
    rf"|trước ngày|trước khi|trước {_TERM}|ngay sau khi|ngay khi|sau (?:thời hạn )?{_TERM}|sau thời hạn|(?:tối đa |không quá |tối thiểu |ít nhất ){_TERM}|đến hết|cho đến (?:khi|hết|ngày)|{_TERM}(?= trước| một lần| kể từ| , kể từ| sau)|mỗi (?:năm|tháng|quý|tuần)|{_TERM} 1 lần)(?!\S)"
)
_ADJUNCT = re.compile(
    r"(?:căn cứ|theo|trên cơ sở|trong (?:quá trình|phạm vi|suốt|thời gian|khi)|ngoài|ngoài ra|để|nhằm|từ|kể từ|đồng thời|bên cạnh|cùng với|vào|tại|với|qua|thông qua|ngoại trừ|riêng|tùy|tuỳ|do|vì|hồ sơ|trước mắt|về|đến|tính đến|trong|sau|trước)(?!\S)"
)
_BETWEEN = re.compile(rf"(?<!\S)(?:trong {_CASE}|(?<!trước )(?<!ngay )(?<!từ )(?<!đến )(?:sau khi|khi)|nếu(?! có \)))(?!\S)")
_FURTHER = re.compile(rf"(?:trong |đối với |còn )?(?:{_CASE}|nếu)(?!\S)")
_TRAILING = re.compile(
    rf"(?<!\S)(?:trừ {_CASE}|ngoại trừ|trừ(?= (?:khi|các|những|việc|trường|tổ|người|nội|hàng|cơ|tài|đối))(?: khi)?|(?:trong |đối với |kể cả ){_CASE}|đối với (?:một trong )?(?:các |những |mọi )?hành vi|{_CASE}|(?<!trước )(?<!ngay )(?<!kể từ )(?<!đến )(?<!trong )(?<!từ )(?<!ngay sau )(?:sau khi|khi)|nếu(?! có \))|với điều kiện)(?!\S)"
)
_BENEFIT = re.compile(
    r"(?:miễn|giảm|hưởng|hỗ trợ|ưu đãi|áp dụng (?:ưu|thuế suất|mức thuế)|trừ|khấu trừ|hoàn|ưu tiên|tính vào|cộng|cấp kinh phí|bồi thường|gia hạn|phép|kéo dài|chuyển|giữ|quyền|bảo (?:hộ|lưu)|thanh toán|trả)(?!\S)"
)
_LIST = re.compile(
    r"(?:(?:thực hiện|tuân thủ|có|theo|đáp ứng|bảo đảm|đảm bảo|áp dụng|tiến hành)?(?: đầy đủ| đủ| đồng thời)?(?: một trong| một hoặc)?(?: các| những| một số)? ?(?:quyền và nghĩa vụ|nhiệm vụ(?: ,| và)? quyền hạn|quyền hạn|quyền lợi|quyền|nghĩa vụ|trách nhiệm|nhiệm vụ|hành vi|việc|quy định|yêu cầu|điều kiện|công việc|nguyên tắc|tiêu chuẩn|nội dung|biện pháp|hoạt động|thủ tục|trình tự|bước)(?: chủ yếu| chính| cụ thể| cơ bản| bị cấm)?)? ?(?:sau đây|như sau|sau|dưới đây)?(?: , cụ thể)?$"
)


_NOBODY = re.compile(
    r"phòng (?:ngừa|,|chống|cháy|thí|học)|ban hành|trường (?:hợp|thi)|hội (?:nghị|thảo|chẩn|họp|chợ)|vụ (?:việc|án)|sở hữu|nhà (?:ở|máy|xưởng|đất|kho|ga|chung)|chủ (?:trì|động|trương|yếu)|bộ (?:hồ|luật|phận|phim|quần|máy|mã|chứng)|con (?:dấu|giống|đường)|đoàn kết"
    r"|tổ (?:chức (?:thực|các|lớp|hội|triển|quản|kiểm tra|tiếp|thi|lễ|cuộc|lấy|giảng|đấu|hoạt|việc|phiên|điều|bộ|lại|theo|xét|bàn|khai|hướng|tuyên|cho|công tác|giám|đào|biên|xây|đánh|sản|phối|, thực|, chỉ|, triển|, quản|và hoạt|và quản|thẩm|phổ|kỳ|bán|mạng|hệ|vận|làm|hoặc|rút|sơ|nghiên)|hợp)"
    r"|thanh tra (?:, kiểm|việc)|kiểm toán (?:, |việc|báo)|người dùng|lao động (?:,|là)|quỹ (?:đất|nhà|tiền|thời|lương)|đại (?:lý thuế là|diện cho)|cục bộ|hộ (?:chiếu|khẩu|tịch)|đối tượng (?:áp|điều|chịu thuế|không chịu)|hội đồng dạng|cơ sở (?:dữ|để|xác|tính|pháp|vật|hạ|lý)|chi nhánh là|ngành nghề|địa phương pháp|phó bản|trường bắn|đoàn thể thao là|tàu bay"
)


_NO_ORGAN = re.compile(
    r"cơ quan(?: nhà nước)? (?:, |và |hoặc )*(?:tổ chức|đơn vị|doanh nghiệp)|cơ quan báo|ủy ban trung ương|ủy ban mặt trận|sở (?:hữu|giao dịch)|vụ|bộ phận|phòng (?!giáo|tư|tài|lao|công)"
)


def _is(kinds: str, text: str) -> bool:
    text = re.sub("^" + _PLURAL, "", text)
    if _NOBODY.match(text) or (kinds == "organs" and _NO_ORGAN.match(text)):
        return False
    return any(text.startswith(one + " ") for one in _starts(kinds, text.split(" ", 1)[0])) if text else False


@lru_cache(4096)
def _starts(kinds: str, first: str) -> tuple[str, ...]:
    return tuple(one for one in _words()[kinds] if one.split(" ", 1)[0] == first)


def _name(match: re.Match[str]) -> str:
    name = _MODALS[int(match.lastgroup[1:])][0]
    return "permission" if name == "passive" and re.search(r"chỉ|có thể|vẫn", match[0]) else name


class _Reader:
    def __init__(self, layout: Layout, heading: str, lead_in: str) -> None:
        self.layout, self.words = layout, layout.words
        self.heading, self.lead_in = _plain(heading), _plain(lead_in)
        self.acts: list[Marked] = []
        self.parties: list[Marked] = []
        self.listing = bool(
            re.search(
                r"đối tượng|^(?:các |những )?trường hợp|phạm vi|tiêu chuẩn|điều kiện|thành phần|hình thức|^hồ sơ|tiêu chí|địa điểm",
                self.heading,
            )
        ) or (bool(self.lead_in) and self._list_kind(self.lead_in) in ("cases", "skip"))
        self.frame: list[Marked] = []
        self.listed = False
        self.why: list[str] = []  # of each act the rule that found it
        self.at: list[int] = []  # where each word begins in the text of all words
        size = 0
        for word in self.words:
            self.at.append(size)
            size += len(word) + 1
        self.at.append(size)
        self.text = " ".join(self.words) + " "
        self.word_at = {place: number for number, place in enumerate(self.at)}

    # --- words and places -------------------------------------------------------------------------------------------------

    def said(self, begin: int, end: int) -> str:
        return self.text[self.at[begin] : self.at[end] - 1] if end > begin else ""

    def find(self, pattern: re.Pattern[str], begin: int, end: int) -> tuple[int, int, re.Match[str]] | None:
        if end <= begin:
            return None
        found = pattern.search(self.text, self.at[begin], self.at[end] - 1)
        return (self.word_at[found.start()], self._word_after(found.end()), found) if found else None

    def match(self, pattern: re.Pattern[str], begin: int, end: int) -> int | None:
        if end <= begin:
            return None
        found = pattern.match(self.text, self.at[begin], self.at[end] - 1)
        return self._word_after(found.end()) if found and found.end() > found.start() else None

    def _word_after(self, place: int) -> int:
        while place not in self.word_at:
            place += 1
        return self.word_at[place]

    def trim(self, begin: int, end: int) -> tuple[int, int]:
        while end > begin and (
            self.words[end - 1] in ",;:./–-“”"
            or self.words[end - 1].isspace()
            or self.words[end - 1] in ("và", "hoặc", "nhưng", "đồng", "mà", "thì")
        ):
            end -= 1
        while begin < end and (
            self.words[begin] in ",;:.–-" or self.words[begin].isspace() or self.words[begin] in ("và", "hoặc", "thì")
        ):
            begin += 1
        return begin, end

    def mark(self, layer: list[Marked], begin: int, end: int, label: str) -> None:
        begin, end = self.trim(begin, end)
        if end > begin and (begin, end, label) not in layer:
            layer.append((begin, end, label))

    def conditions(self, begin: int, end: int) -> None:
        """Mark a condition; a further marker inside opens another."""
        if re.search(r"(?:trường hợp|hành vi|điều kiện)(?: sau| sau đây| dưới đây)$", self.said(*self.trim(begin, end))):
            return
        at, deep = begin, 0
        for k in range(begin + 2, end - 1):
            deep += (self.words[k] == "(") - (self.words[k] == ")")
            if deep > 0 or self.words[k - 1] in ("(", "và", "hoặc"):
                continue
            if (
                (self.words[k] == "nếu" and self.words[k + 1 : k + 3] != ("có", ")"))
                or self.words[k : k + 2] == ("trừ", "trường")
                or (
                    self.words[k - 1] == ","
                    and (self.words[k] in ("khi", "nếu") or self.words[k : k + 2] in (("trường", "hợp"), ("sau", "khi")))
                )
                or (self.words[k] == "mà" and self.words[end : end + 1] == ("thì",) and self.words[begin] not in ("nếu",))
            ):
                self.mark(self.frame, at, k, "condition")
                at = k
        self.mark(self.frame, at, end, "condition")

    # --- lines ------------------------------------------------------------------------------------------------------------

    def read(self) -> None:
        context = self._context(self.lead_in, self.heading)
        lead: str | None = None  # what the points are: a kind of act, "cases", "skip", "sentences"
        deep: str | None = None
        lines = self.layout.lines
        numbered = bool(lines) and self._label(lines[0][0]) == "number"
        for number, (begin, end) in enumerate(lines):
            label = self._label(begin)
            last = self.words[end - 1]
            if (label == "number" and (numbered or self.words[lines[0][1] - 1] != ":")) or (
                label == "none" and (lead is None or (number and self.words[lines[number - 1][1] - 1] in ".")) and number
            ):
                if label == "number" or number:
                    lead = deep = None
            if label == "letter":
                deep = None
            role = deep or lead
            if last == ":":
                found = self._lead(begin, end - 1, role or context, role is not None)
                if lead is None:
                    lead = found
                else:
                    deep = found
            else:
                self._item(begin, end, role or context, role is not None)

    def _label(self, begin: int) -> str:
        if not begin or "\n" in self.words[begin - 1]:
            return "none"
        before = self.words[begin - 1]
        if before == ")":
            return "letter"
        if before in "-+*–•":
            return "dash"
        return "number"

    def _context(self, lead_in: str, heading: str) -> str:
        """What the clauses are, by the words before them and the article's heading."""
        for text in (lead_in, heading):
            if re.search(r"giải thích từ ngữ|được hiểu như sau|các từ ngữ|giải thích thuật ngữ", text):
                return "definition"
            if re.search(
                r"nghiêm cấm|bị cấm|không được(?: làm| thực hiện)?(?: các| những)?(?: hành vi| việc)?(?: sau| sau đây)? ?:?$|không được làm",
                text,
            ):
                return "prohibition"
        if lead_in and (kind := self._list_kind(lead_in)) != "sentences":
            return kind
        if re.match(r"(?:trách nhiệm|nghĩa vụ|nhiệm vụ|quyền hạn|vị trí|chức năng , nhiệm vụ)", heading) and not re.search(
            "bồi thường|hình sự|chịu trách", heading
        ):
            return "obligation"
        if re.match(r"(?:các |những |quy định )?(?:hành vi |điều )?cấm ", heading):
            return "prohibition"
        if re.search(r"sau đây$", heading) and (kind := self._list_kind(heading)) != "sentences":
            return kind
        if re.match(r"chính sách (?:của|nhà nước)", heading):
            return "steps"
        if re.match(r"quyền (?:và|,) (?:nghĩa vụ|trách nhiệm)", heading):
            return "rights"
        if re.match(r"quyền (?:của|được)|quyền lợi", heading):
            return "permission"
        if re.match(r"thẩm quyền (?:của|xử)", heading):
            return "power"
        if re.search(r"hiệu lực|phạm vi điều chỉnh|đối tượng áp dụng|điều khoản|thành phần|hồ sơ|danh mục", heading):
            return "none"
        if _is("persons", heading + " ") and len(heading.split()) < 15 and not re.search(" là | trong | được | bị ", heading):
            return "obligation"
        if re.search(r"(?:thực hiện|trình tự|quy trình|thủ tục|trách nhiệm)[^:]*:?$", lead_in[-60:]):
            return "steps"
        return "none"

    def _list_kind(self, text: str) -> str:
        """What the points after these words are."""
        low = text.rstrip(" :").strip()
        bare = _LIST.sub("", low).strip(" ,")
        if re.search(r"nghiêm cấm|bị cấm$|không được$", bare + "$") or re.search(r"không được$", bare):
            return "prohibition"
        if re.search(r"(?:được )?(?:quy định|xác định|tính|áp dụng|phân loại)(?: cụ thể)? như sau$", low):
            return "sentences"
        if re.search(r"(?:trường hợp|hành vi|điều kiện)[^,:]{0,12}(?:sau đây|sau|dưới đây) ?,? (?:thì|bị|được|phải)", low):
            return "cases"
        duties = re.search(r"(nhiệm vụ|trách nhiệm|nghĩa vụ|quyền)[^:]*(?:bao gồm|gồm)(?: có)?$", low)
        if duties and not re.search(r"hồ sơ|giấy|thành viên", low):
            return "permission" if duties[1] == "quyền" else "obligation"
        if re.search(
            r"(?:gồm|bao gồm|hồ sơ|thành phần|giấy tờ sau|tài liệu sau|thông tin sau|nội dung sau|nội dung chính sau|nội dung chủ yếu sau)(?: có| các loại)?(?: đây)?$",
            low,
        ) or low.endswith("gồm"):
            return "skip"
        if re.search(
            r"trường hợp(?: sau| sau đây| dưới đây)?$|hành vi(?: vi phạm)?(?: sau| sau đây)$|(?:điều kiện|tiêu chuẩn)(?: sau| sau đây)?$|khi$|nếu$|đối với$",
            low,
        ):
            if re.search(
                r"phải(?: có| đáp ứng| bảo đảm| đảm bảo)?(?: đầy đủ| đủ| đồng thời)?(?: các| những)? (?:điều kiện|tiêu chuẩn)(?: sau| sau đây)?$",
                low,
            ):
                return "obligation"
            return "cases"
        if re.search(r"bị phạt[^:]*$", low) and not re.search(r"như sau$", low):
            return "cases"
        if (
            re.search(r"có trách nhiệm$|có nghĩa vụ$|có nhiệm vụ$|phải$|đề nghị$", bare)
            or re.search(r"(?:nhiệm vụ|trách nhiệm|nghĩa vụ)(?: chủ yếu| chính| cụ thể)?(?: sau| sau đây| như sau)?$", low)
            or re.search(r"nhiệm vụ(?: và| ,)? quyền hạn", low)
        ):
            return "obligation"
        if re.search(r"có thẩm quyền$", bare):
            return "power"
        if re.search(r"có quyền$|được$|có thể$|được quyền$", bare) or re.search(
            r"(?:quyền|quyền lợi|chính sách|chế độ)(?: sau| sau đây| như sau)?$", low
        ):
            return "permission"
        if re.match(_PLURAL + r"(?:trách nhiệm|nghĩa vụ|nhiệm vụ)(?: của|$)", low):
            return "obligation"
        if re.match(r"quyền của", low):
            return "permission"
        if re.search(
            r"(?:thực hiện|tiến hành|trách nhiệm)(?: (?:theo|các))*(?: biện pháp| công việc| một số biện pháp)?(?: như sau| sau| sau đây)?$",
            low,
        ):
            return "steps"
        return "sentences"

    def _lead(self, begin: int, end: int, context: str, inside: bool) -> str:
        """A line before a list; returns what the points are."""
        low = self.said(begin, end)
        if context in ("skip", "cases") and inside:
            return "skip"
        kind = self._list_kind(low)
        if kind == "skip":
            self.sentences(begin, end, context)
            return "skip"
        if kind == "cases":
            count = len(self.acts)
            self.sentences(begin, end, context, cut=True)
            return "cases" if len(self.acts) > count else "skip"
        if kind == "steps":
            count = len(self.acts)
            self.sentences(begin, end, "none")
            return "steps" if len(self.acts) == count or not self.words[end - 1] == "sau" else "sentences"
        if kind in ("obligation", "prohibition", "permission", "power"):
            return self._list_owner(begin, end, kind)
        if re.match(_PLURAL + r"đối với ", low + " ") and _is("persons", re.sub(r"^đối với ", "", low) + " "):
            self.mark(self.parties, begin + 2, end, "actor")
            return context if context in ("obligation", "permission") else "sentences"
        if _is("persons", low + " ") and not self.find(_MODAL, begin, end) and end - begin < 14 and not inside:
            self.mark(self.parties, begin, end, "actor")
            return context if context in ("obligation", "permission", "prohibition", "rights") else "sentences"
        if self.acts is not None and not re.search(r"như sau$|cụ thể$", low):
            self.sentences(begin, end, context)
            return "sentences"
        return context if context in ("obligation", "permission", "prohibition") and not inside else "sentences"

    def _list_owner(self, begin: int, end: int, kind: str) -> str:
        """Subject, conditions and deadline in the words before a list of acts."""
        start = self._front(begin, end)
        modal = None
        at = start
        while (found := self.find(_MODAL, at, end)) is not None:
            modal, at = found, found[1]
        stop = modal[0] if modal else end
        if not modal:
            noun = self.find(
                re.compile(r"(?<!\S)(?:có|thực hiện)(?= (?:các |những |đầy đủ )*(?:nhiệm vụ|quyền|trách nhiệm|nghĩa vụ))"),
                start,
                end,
            )
            of = self.find(re.compile(r"(?:trách nhiệm|nghĩa vụ|nhiệm vụ|quyền hạn|quyền) của"), start, end)
            if of and of[0] - start < 6:
                self.mark(self.parties, of[1], end, "actor")
                return kind
            stop = noun[0] if noun else start
        if stop > start and _is("persons", self.said(start, stop) + " "):
            act = self._bare(start, stop)
            self.mark(self.parties, start, act or stop, "actor")
            if act and self.words[stop - 1] in ("và", ","):
                self.act(act, stop, "obligation", "lead")
            if kind == "permission" and _is("organs", self.said(start, stop) + " "):
                return "power"
        return kind

    def _item(self, begin: int, end: int, context: str, point: bool) -> None:
        """A line that opens no list: a clause, a point or the words after a list."""
        if context in ("skip", "cases") and point:
            first = next((at for at in range(begin, end - 1) if self.words[at] == "."), None)
            if first and end - first > 8:
                self.sentences(first + 1, end, "none")
                end = first + 1
        if context == "skip" or re.search(r"(?:^| )(?:docx?|pdf|xlsx?|zip|rar)$", self.said(begin, end)):
            return
        if context == "cases" and point:
            self.mark(self.frame, begin, self._case_end(begin, end), "condition")
            return
        if context == "definition":
            self._definition(begin, end)
            return
        self.sentences(begin, end, context, point)

    def _case_end(self, begin: int, end: int) -> int:
        while end > begin and (self.words[end - 1] in ".;," or self.words[end - 1] in ("hoặc", "và")):
            end -= 1
        return end

    def _definition(self, begin: int, end: int) -> None:
        found = self.find(re.compile(r"(?<!\S)(?:là|gồm|bao gồm|được hiểu là|nghĩa là)(?!\S)"), begin, end)
        if found:
            term_end = found[0]
            bracket = self.find(re.compile(r"\((?= (?:sau đây|viết tắt|dưới đây|gọi))"), begin, term_end)
            self.mark(self.acts, begin, bracket[0] if bracket else term_end, "term")
            self.act(found[1], end, "definition", "definition")

    # --- sentences --------------------------------------------------------------------------------------------------------

    def sentences(self, begin: int, end: int, context: str, point: bool = False, cut: bool = False) -> None:
        """Each sentence of a line; parts after a semicolon that say nothing of their own go on with the act before."""
        first = begin
        parts = []
        for at in range(begin, end):
            if at == end - 1 or (
                self.words[at] == "."
                and self.text[self.at[at] + 2 : self.at[at] + 3].isalpha()
                and not self.words[at + 1 : at + 2] in (("/",),)
            ):
                parts.append((first, at + 1))
                first = at + 1
        for number, (b, e) in enumerate(parts):
            self._sentence(
                b,
                e,
                context
                if number == 0 or (context in ("obligation", "permission", "steps") and self._verb(b))
                else "later"
                if context not in ("none", "sentences")
                else context,
                cut and number == len(parts) - 1,
            )

    def _sentence(self, begin: int, end: int, context: str, cut: bool = False) -> None:
        parts, first = [], begin
        for at in range(begin, end):
            if (
                self.words[at] == ";"
                and at + 1 < end
                and (self._main(first, at) or self._bare(first, at) or self._verb(first))
                and self._opens(at + 1, end)
            ):
                parts.append((first, at))
                first = at + 1
        parts.append((first, end))
        for number, (b, e) in enumerate(parts):
            self._part(b, e, context if number == 0 else "later", cut and number == len(parts) - 1)

    def _opens(self, begin: int, end: int) -> bool:
        """Whether words after a semicolon are a statement of their own."""
        if self.match(re.compile(r"(?:đồng thời )?(?:" + _MODAL.pattern + ")"), begin, end) or self.match(_CONDITION, begin, end):
            return True
        if self.match(_DEADLINE, begin, end):
            return True
        stop = next((at for at in range(begin, end) if self.words[at] == ";"), end)
        modal = self._main(begin, stop)
        if modal and not any(self.words[at] == "," for at in range(begin, modal[0])):
            return (
                self.text[self.at[begin] :].startswith(("việc", "hồ sơ"))
                or _is("persons", self.said(begin, stop) + " ")
                or modal[3] == "prohibition"
            )
        return _is("persons", self.said(begin, stop) + " ") and self._bare(begin, stop) is not None and not self._verb(begin)

    def _part(self, begin: int, end: int, context: str, cut: bool = False) -> None:
        begin, end = self.trim(begin, end)
        if end <= begin:
            return
        self.listed = context in ("obligation", "permission", "power", "prohibition", "steps")
        start = self._front(begin, end)
        fronted = start > begin
        if start >= end:
            return
        if self.words[start : start + 2] == ("đối", "với") and _is("persons", self.said(start + 2, end) + " "):
            start += 2
        then = next((at for at in range(start + 2, end) if self.words[at] == "thì"), None)
        met = self._main(start, then) if then else None
        if then and then - start < 70 and (met is None or met[3] == "passive"):
            if not any(word == ";" for word in self.words[start:then]) and not self._between(start, then):
                own = self.match(
                    re.compile(r"thì (?:(?:tùy|tuỳ) [^;.]*?mà )?(?:(?:còn|sẽ|đều) )*(?:có thể )?(?:bị|phải|được|không|chỉ)(?!\S)"),
                    then,
                    end,
                )
                stop = (
                    next((k for k in range(start + 2, then) if self.words[k] == "mà"), then)
                    if own and "bị" not in self.said(then, own)
                    else then
                )
                if own and _is("persons", self.said(start, then) + " "):
                    self.mark(self.parties, start, stop, "actor")
                    if stop < then:
                        self.mark(self.frame, stop, then, "condition")
                else:
                    self.conditions(start, then)
                start, fronted = then + 1, True
        text = self.said(start, end) + " "
        person = _is("persons", text)
        if cut:
            tail = self.find(
                re.compile(
                    r"(?<!\S)(?:khi|nếu|(?:trong |đối với |khi )?(?:có |thuộc )*(?:một trong )?(?:các |những )?(?:trường hợp|hành vi|điều kiện|tiêu chuẩn)[^,;]{0,30}(?:sau đây|sau|dưới đây)|khi có|khi đáp ứng.*)$"
                ),
                start,
                end,
            )
            if tail and tail[0] > start:
                end = self.trim(start, tail[0])[1]
        if (
            text.startswith("đề nghị ")
            and (fronted or _is("persons", self.said(start + 2, end) + " "))
            and context in ("none", "sentences", "later")
        ):
            start += 2
            who = self._bare(start, end) if _is("persons", self.said(start, end) + " ") else None
            if who:
                self.mark(self.parties, start, who, "actor")
            self.act(who or start, end, "obligation", "đề nghị")
            return
        if _ABOUT_ITSELF.match(text) and not fronted:
            return
        modal = self._main(start, end)
        person = person or bool(
            modal and modal[3] != "passive" and modal[0] > start + 2 and text.startswith("tổ chức ") and modal[0] - start < 15
        )
        bare = (
            self._bare(start, modal[0] if modal else end)
            if person and (not self.listing or fronted or _is("organs", text))
            else None
        )
        organ = _is("organs", text)
        if modal and bare is not None and modal[0] - bare > 1 and self._bare_wins(start, bare, modal[0], organ):
            self.mark(self.parties, start, bare, "actor")
            self._bare_act(bare, end, organ)
            return
        if (not modal or self.find(_IS_DEFINED, start + 1, min(modal[0], start + 18))) and self._defined(start, end):
            return
        if not modal and not person and not self.listing and self._agent(start, end):
            return
        if modal and modal[3] == "passive":
            if person and self.match(_CHARGED, modal[1], end):
                verb = self._bare(start, end, modal[1] + 2)
                if verb:
                    self.mark(self.parties, start, verb, "actor")
                    self._bare_act(verb, end, organ)
                    return
            if person and modal[0] - start < 25 and not self._by(modal[1], end):
                if re.match(r"thành lập|phân công|bố trí|coi", self.said(modal[1], end)) or self.find(
                    re.compile("trong thời gian"), start, modal[0]
                ):
                    return
                self.mark(self.parties, start, self._subject_end(start, modal[0]), "actor")
                self._act_chain(modal[1], end, "power" if organ else "permission", organ, "được of a person")
                return
            if not person and modal[0] > start and self.match(_BENEFIT, modal[1], end):
                self._act_chain(
                    start if modal[0] - start < 40 else modal[1], end, "permission", organ, "benefit of a thing", modal[1]
                )
                return
            if modal[0] == start and fronted:
                self._act_chain(modal[1], end, "permission", organ, "được after condition")
                return
            if (
                not person
                and modal[0] > start
                and modal[0] - start < 40
                and not self.match(
                    re.compile(r"thực hiện theo|quy định|lập|xác định|thông qua|ban hành|làm|sử dụng|chia|hiểu|coi|tổ chức"),
                    modal[1],
                    end,
                )
                and not re.match(r"(?:thông tư|nghị định|luật|quyết định|quy chế) (?:này|liên)", text)
            ):
                number = self.find(
                    re.compile(rf"(?<!\S)(?<!ngày )(?<!tháng )(?:{_TERM}|\d[\d.,]* (?:%|đồng|lần))"), modal[1], end
                ) or self.find(_DEADLINE, modal[1], end)
                when = self.find(re.compile(r"(?<!\S)(?:khi|nếu|trong (?:các |những )?trường hợp)(?!\S)"), modal[1], end)
                if number or (when and not self.match(re.compile("quy định|xác định|tính"), modal[1], end)):
                    self._act_chain(
                        start,
                        end,
                        "obligation" if number else "permission",
                        organ,
                        "passive with number" if number else "passive with case",
                        modal[1],
                    )
                    return
            modal = None
        if modal and modal[3] == "sanction" and self.listing and not fronted:
            return
        if modal:
            kind = modal[3]
            subject = modal[0] > start
            stop = self._subject_end(start, modal[0])
            if subject and person:
                self.mark(self.parties, start, stop, "actor")
            name = "main modal " + self.said(modal[0], modal[1]).split(" ")[-1]
            if kind in ("permission", "power") and kind == "permission":
                kind = "power" if (organ if subject else self._last_organ()) else "permission"
            if kind == "permission-not":
                self._act_chain(
                    modal[1] - (2 if self.words[modal[1] - 1] in ("phải", "cần") else 0), end, "permission", organ, name
                )
                return
            if (
                subject
                and not person
                and modal[0] - start <= 45
                and kind in ("obligation", "permission", "prohibition")
                and self.words[modal[1] - 1] != "cấm"
                and stop == modal[0]
            ):
                self._act_chain(start, end, kind, organ, name + " thing", modal[1])
                return
            if (
                kind == "prohibition"
                and self.words[modal[1] - 1] == "cấm"
                and _is("persons", self.said(modal[1], end) + " ")
                and (who := self._bare(modal[1], end))
            ):
                self.mark(self.parties, modal[1], who, "actor")
                self.act(who, end, kind, "cấm somebody")
                return
            self._act_chain(modal[1], end, kind, organ, name + ("" if person or not subject else " odd"))
            return
        if bare is not None:
            self.mark(self.parties, start, bare, "actor")
            self._bare_act(bare, end, organ)
            return
        if self._rate(start, end, text):
            return
        if context in ("obligation", "permission", "prohibition", "power", "rights") and not person:
            kind = context
            if context == "rights":
                kind = (
                    "permission"
                    if re.match(
                        r"(?:được|yêu cầu|đề nghị|từ chối|khiếu nại|lựa chọn|khởi kiện|quyền|tham gia|tự|hưởng|nhận|sử dụng|có quyền) ",
                        text,
                    )
                    else "obligation"
                )
            if kind == "obligation" and re.match(r"(?:quyết định|quy định) ", text) and self._office():
                kind = "power"
            if re.match(
                r"\d|hồ sơ|thành phần|nội dung|trách nhiệm|chi |mức |tiêu chuẩn|thông tin|các ngạch|số |điều kiện|về |phụ lục|điều |(?:các |những )?(?:quyền|nhiệm vụ|nghĩa vụ)(?: |,)",
                text,
            ):
                return
            self.act(start, end, kind, "context " + context)
            return
        if (context == "steps" and self._verb(start)) or text.startswith("khuyến khích "):
            self.act(start, end, "obligation", "step")
            return
        if re.match(r"phạt (?:tiền|cảnh cáo|tù) ", text) and context != "power":
            self.act(start, end, "sanction", "phạt")
            return
        if (
            re.match(r"(?:hỗ trợ|miễn|giảm|thưởng|trợ cấp|ưu tiên) ", text)
            and not self.find(re.compile(r"(?<!\S)(?:là|do|được)(?!\S)"), start, end)
            and re.search(r"\d", text)
        ):
            self.act(start, end, "permission", "benefit")
            return
        if (
            re.match(
                r"không (?:thực hiện|áp dụng|xem xét|cấp|thanh toán|sử dụng|tổ chức|chấp nhận|giải quyết|tính|xét|hoàn|bổ nhiệm|cho) ",
                text,
            )
            and context != "obligation"
        ):
            self.act(start, end, "prohibition", "không")
            return
        if (
            fronted
            and self._verb(start)
            and not re.match(
                r"(?:tiếp tục )?(?:áp dụng|thực hiện) (?:theo|các quy|quy định|như)|(?:tiếp tục )?được|có |căn cứ", text
            )
            and self.frame
            and self.words[start - 1] in ("thì", ",", ":")
        ):
            self.act(start, end, "obligation", "bare after condition")

    def _defined(self, start: int, end: int) -> bool:
        """ "X là …" outside a glossary."""
        found = self.find(_IS_DEFINED, start + 1, min(end, start + 18))
        if not found or re.search(
            r"(?<!\S)(?:này|phải|được|mức|ngày|thời|trường hợp|nguyên tắc|căn cứ|cơ sở|số|đối tượng|nội dung|hồ sơ|tỷ lệ|;|:|khi|nếu|giá|điều kiện)(?!\S)",
            self.said(start, found[0]),
        ):
            return False
        term = self.said(start, found[0]).split()
        if (
            " ".join(term[:2]) not in self.heading
            or re.match("(?:cơ quan đầu mối|đơn vị trực thuộc|lực lượng)", self.said(found[1], end))
            or len(term) > 14
        ):
            return False
        self.mark(self.acts, start, found[0], "term")
        self.act(found[1], end, "definition", "is")
        return True

    def _agent(self, start: int, end: int) -> bool:
        """A thing whose act is done by a named person or body: "Mức thu do Bộ trưởng quy định"."""
        found = self.find(re.compile(r"(?<!\S)do(?!\S)"), start + 1, end)
        if (
            not found
            or not _is("persons", self.said(found[1], end) + " ")
            or re.search(r"(?<!\S)(?:là|gồm|bao gồm|có|:)(?!\S)", self.said(start, found[0]))
        ):
            return False
        verb = self._bare(found[1], end)
        if not verb or verb - found[1] > 25:
            return False
        self.mark(self.parties, found[1], verb, "actor")
        power = self.words[verb : verb + 2] in (("quy", "định"), ("quyết", "định"))
        self.act(start, end, "power" if power else "obligation", "agent")
        return True

    def _rate(self, start: int, end: int, text: str) -> bool:
        """A rate or term without modal."""
        term = re.match(r"(?:thời hạn|thời gian) ", text)
        if not (term or re.match(r"(?:mức|phí|lệ phí|giá|số lượng|tỷ lệ) ", text)) or not re.search(r"\d", text):
            return False
        found = self.find(
            re.compile(
                r"(?<!\S)(?:là|bằng|không quá|tối đa|tối thiểu|không dưới|ít nhất|chậm nhất|không vượt quá|được xác định bằng)(?= )|: "
            ),
            start + 1,
            end,
        )
        if not found:
            return False
        if term and found[0] - start > 2 and self._verb(start + 2):
            self.act(start + 2, found[0], "obligation", "term of a verb")
            self.mark(self.frame, found[0], end, "deadline")
        elif self.find(re.compile(rf"{_TERM}|%|đồng|lần|\d"), found[1] - 1, end):
            self.act(
                start,
                end,
                "permission" if re.search(r"hỗ trợ|trợ cấp|phụ cấp|bồi dưỡng|được|thưởng|giảm|vay", text) else "obligation",
                "rate",
            )
        else:
            return False
        return True

    def _office(self) -> bool:
        """Whether those whose acts are listed act in office."""
        if self.parties:
            return self._last_organ()
        named = re.sub(r"^(?:nhiệm vụ|trách nhiệm|quyền hạn|thẩm quyền|,| |và|nhiệm vụ|quyền hạn|của)+", "", self.heading)
        return _is("organs", named + " ")

    def _bare_wins(self, start: int, bare: int, modal: int, organ: bool) -> bool:
        """Whether a verb before the modal is the main one: its modal stands in a later part or in what it orders."""
        between = [self.words[at] for at in range(bare, modal)]
        if self.words[bare] in ("yêu", "hướng", "thông") and organ:
            return True
        if self.words[start : start + 2] == ("cơ", "quan") and not any(word in (",", ";") for word in between):
            return False
        return organ and modal - bare > 6 and bare - start < 12

    def _by(self, begin: int, end: int) -> bool:
        return self.find(re.compile(r"(?<!\S)do (?!\S*\d)"), begin, min(end, begin + 4)) is not None

    def _between(self, start: int, end: int) -> bool:
        found = self.find(_BETWEEN, start + 2, end)
        return found is not None

    def _subject_end(self, start: int, modal: int) -> int:
        """Where the subject ends: before a condition or deadline that stands between it and the modal."""
        for pattern, label in ((_DEADLINE, "deadline"), (_BETWEEN, "condition")):
            found = self.find(pattern, start + 2, modal)
            if found and modal - found[0] > 1:
                self.conditions(found[0], modal) if label == "condition" else self.mark(self.frame, found[0], modal, label)
                return found[0]
        return modal

    def _last_organ(self) -> bool:
        actors = [one for one in self.parties if one[2] == "actor"]
        return bool(actors) and _is("organs", self.said(actors[-1][0], actors[-1][1]) + " ")

    def _bare_act(self, begin: int, end: int, organ: bool) -> None:
        two = self.said(begin, min(begin + 2, end))
        kind = "obligation"
        if two in ("quyết định", "quy định", "cho phép") and organ:
            kind = "obligation" if any(one[2] == "deadline" and 0 <= begin - one[1] < 30 for one in self.frame) else "power"
        elif two in ("không phải", "không chịu", "không thu"):
            kind = "permission"
        elif two in ("quyết định", "quy định"):
            private = re.search(
                r"doanh nghiệp|công ty|thành viên|quản trị|cổ đông|bên |ngân hàng|tổ chức|cá nhân|hội |quỹ|chủ sở hữu|luật sư|đại hội|cơ sở",
                self.said(self.parties[-1][0], self.parties[-1][1]) + " ",
            )
            kind = "permission" if private else "power"
        self._act_chain(begin, end, kind, organ, "bare verb " + ("organ" if organ else "person"))

    def _further(self, begin: int, end: int) -> int | None:
        """Where, after a comma, a statement with its own condition or subject begins."""
        deep = 0
        for at in range(begin, end - 3):
            deep += (self.words[at] == "(") - (self.words[at] == ")")
            if self.words[at] not in (",", ";") or deep > 0:
                continue
            if self.match(_FURTHER, at + 1, end) and (
                any(self.words[k] == "thì" for k in range(at + 2, end)) or self._main(at + 3, end)
            ):
                return at
            if self.words[at] == "," and _is("persons", self.said(at + 1, end) + " "):
                stop = next((k for k in range(at + 1, end) if self.words[k] in (",", ";")), end)
                modal = self._main(at + 1, stop)
                if (
                    modal
                    and modal[3] in ("obligation", "prohibition", "permission")
                    and modal[0] - at < 20
                    and self.words[modal[0] - 1] != "thì"
                    and self.find(_MODAL, at + 1, stop)[0] == modal[0]
                ):
                    return at
        return None

    def _act_chain(self, begin: int, end: int, kind: str, organ: bool, why: str, after: int | None = None) -> None:
        """An act and those that a repeated modal after it begins."""
        further = self._further(after or begin, end)
        if further:
            self._act_chain(begin, further, kind, organ, why, after)
            self._part(further + 1, end, "later")
            return
        at = after or begin
        found = self.find(
            re.compile(r"(?<!\S)(?:, |và |hoặc |nhưng |mà |đồng thời |, nhưng |, và )+(?=(?:" + _MODAL.pattern + "))"), at, end
        )
        while found:
            modal = self.find(_MODAL, found[1], end)
            name = _name(modal[2])
            inside = self.find(_TRAILING, at, found[0]) and self.words[found[0]] in ("và", "hoặc") and name != "obligation"
            if not inside and name != "passive" or not inside and (self.words[found[0]] in ("nhưng", "mà") or kind == "permission"):
                break
            found = self.find(
                re.compile(r"(?<!\S)(?:, |và |hoặc |nhưng |mà |đồng thời |, nhưng |, và )+(?=(?:" + _MODAL.pattern + "))"),
                modal[1],
                end,
            )
        if not found:
            self.act(begin, end, kind, why)
            return
        self.act(begin, found[0], kind, why)
        if name == "passive":
            name = "permission"
        if name in ("permission", "power"):
            name = "power" if organ else "permission"
        start = modal[1]
        if name == "permission-not":
            name, start = "permission", modal[1] - 2
        self._act_chain(start, end, name, organ, "repeated modal")

    def act(self, begin: int, end: int, kind: str, why: str) -> None:
        """Mark an act less the deadline and conditions at its end."""
        begin, end = self.trim(begin, end)
        if end <= begin:
            return
        if kind == "prohibition":
            skip = self.match(re.compile(r"(?:thực hiện |có )?(?:các |những )?hành vi(?= \S)|việc(?= \S)"), begin, end)
            begin = skip if skip and skip < end else begin
        stop = end
        if kind != "definition":
            stop = self._tail(begin, end)
            receiver = self.find(
                re.compile(
                    r"(?<!\S)(?:gửi(?: \S+){0,8}? (?:cho|đến|tới|về)|trình|báo cáo|cho|thông báo(?: \S+){0,6}? (?:cho|đến|tới))(?= )"
                ),
                begin,
                stop,
            )
            while receiver:
                if _is("persons", self.said(receiver[1], stop) + " "):
                    self.mark(self.parties, receiver[1], self._receiver_end(receiver[1], stop), "beneficiary")
                    break
                receiver = self.find(re.compile(r"(?<!\S)(?:cho|trình|báo cáo|đến|tới|gửi)(?= )"), receiver[1], stop)
        begin, stop = self.trim(begin, stop)
        if stop > begin and not any(b < stop and begin < e for b, e, _ in self.acts):
            self.acts.append((begin, stop, kind))
            self.why.append(why)

    def _receiver_end(self, begin: int, end: int) -> int:
        found = self.find(
            re.compile(
                r"(?<!\S)(?:\(|theo|để|trong|về|khi|bằng|và(?= (?:gửi|nêu|thông|công|thực|lưu|báo))|;|quyết định|xem xét|phê duyệt|biết|, (?!cơ|tổ|cá|doanh|đơn|hộ|người|bộ|ủy|sở)|tại thời|trước|chậm|trên|những|các (?:nội|thông)|việc|tình|kết)(?!\S)"
            ),
            begin + 2,
            end,
        )
        return found[0] if found else end

    def _tail(self, begin: int, end: int) -> int:
        """Where the act ends: before a condition or deadline that reaches to its end; these are marked."""
        stop = end
        found = self.find(_TRAILING, begin + 1, end)
        cut = next((k for k in range(found[1], end - 1) if self.words[k] == ";"), None) if found else None
        if found and cut:  # the act goes on after the condition
            self.conditions(found[0], cut)
        elif found:
            first = found[0]
            stop = first
            at = first
            while at < end:
                nxt = self.find(_TRAILING, max(at + 1, found[1]), end)
                inner = None
                if nxt and self.words[nxt[0]] not in ("trừ", "ngoại"):
                    nxt = None
                limit = nxt[0] if nxt else end
                self.conditions(at, limit)
                if not nxt:
                    break
                found, at = nxt, nxt[0]
        due = self.find(_DEADLINE, begin + 1, stop)
        if due and self.words[due[0] - 1] != "(":
            if (
                self.words[due[0]] in ("hằng", "hàng")
                and due[1] < stop
                and self.words[due[1]] not in (",", "trước", "vào", "và", "hoặc", "(")
            ):
                return self.trim(begin, stop)[1]
            cut = next((k for k in range(due[1], stop - 1) if self.words[k] == ";"), None)
            if cut:
                self.mark(self.frame, due[0], cut, "deadline")
                return self.trim(begin, stop)[1]
            middle = self.match(_MIDDLE, due[0], stop)
            if middle and middle < stop - 1 and self.words[middle] not in _GOES_ON:
                self.mark(self.frame, due[0], middle, "deadline")
                return self.trim(begin, stop)[1]
            self.mark(self.frame, due[0], stop, "deadline")
            return self.trim(begin, due[0])[1]
        return self.trim(begin, stop)[1]

    # --- before the subject -----------------------------------------------------------------------------------------------

    def _front(self, begin: int, end: int) -> int:
        """Mark the conditions and deadlines a sentence begins with; returns where its subject or modal begins."""
        at = begin
        for _ in range(5):
            while at < end and (self.words[at] in (",", ":", "thì", "và", "riêng") or self.words[at : at + 2] == ("đồng", "thời")):
                at += 2 if self.words[at] == "đồng" else 1
            condition, deadline = self.match(_CONDITION, at, end), self.match(_DEADLINE, at, end)
            if condition and not deadline:
                stop = self._close(at, condition, end, True)
                if stop is None:
                    return at
                self.conditions(at, stop)
            elif deadline:
                stop = self._close(at, deadline, end, False)
                if stop is None:
                    return at
                self.mark(self.frame, at, stop, "deadline")
            elif self.match(_ADJUNCT, at, end):
                stop = self._close(at, at + 1, end, False)
                if stop is None or stop - at > 60:
                    return at
                inner = self.find(re.compile(r"(?<!\S)(?:nếu|(?<=hoặc )khi)(?! có \))(?!\S)"), at + 1, stop)
                if inner:
                    self.conditions(inner[0], stop)
            else:
                return at
            at = stop
        return at

    def _close(self, begin: int, after: int, end: int, condition: bool) -> int | None:
        """Where a phrase before the subject ends: at "thì", at a comma before a subject, a modal, or a further phrase."""
        then = next((at for at in range(after, end) if self.words[at] == "thì"), None)
        deep = 0
        for at in range(after, then or end):
            word = self.words[at]
            deep += (word == "(") - (word == ")")
            if word == ":" and deep <= 0 and at + 2 < end and at - begin < 40:
                return at
            if word != "," or deep > 0 or at + 1 >= end:
                continue
            if self.match(_DEADLINE, at + 1, end) and not self.words[at + 1] == "sau":
                return at
            if then is not None and condition:
                continue
            if self.words[at + 1] in ("kể", "tính"):
                continue
            if self._subject_at(at + 1, begin, end) or (self.match(_CONDITION, at + 1, end) and at - begin > 3):
                return at
        if then is not None:
            return then
        modal = self._main(after, end, loose=True)
        if modal and modal[3] != "passive":
            return modal[0]
        comma = next((at for at in range(after + 1, end - 4) if self.words[at] == ","), None)
        return comma if condition and self.words[begin] != "đối" else None

    def _subject_at(self, at: int, begin: int, end: int) -> bool:
        """Whether a subject with its modal or verb, a modal or a verb begins here, after a comma."""
        if self.match(_MODAL, at, end) or (self.words[at : at + 2] == ("đề", "nghị") and self.words[at + 2] != "của"):
            return True
        stop = next((k for k in range(at, end) if self.words[k] == ","), end)
        text = self.said(at, end) + " "
        if _is("persons", text):
            before = self.said(max(begin, at - 4), at - 1)
            if re.match(r"đối với \S+(?: \S+)? ,", self.said(begin, at)) and ":" in self.words[at:end] and not self._main(at, end):
                return False
            if re.search(
                r"(?:^| )(?:tổ chức|cơ quan|đơn vị|doanh nghiệp|cá nhân|bộ|ngành|hộ gia đình|người \S+|công ty|hợp tác xã)$", before
            ) and re.match(r"(?:cá nhân|tổ chức|cơ quan|đơn vị|ngành|hộ|cơ sở|doanh nghiệp|người|hợp tác xã) ", text):
                return False
            modal = self._main(at, end)
            return bool(modal and modal[0] - at < 40) or self._bare(at, end) is not None
        modal = self._main(at, stop)
        if modal and modal[3] != "passive" and not self._verb(at):
            return True
        if self._verb(at) and (self.match(_DEADLINE, begin, end) or self.listed and self.match(_ADJUNCT, begin, end)):
            return True
        return (
            self._verb(at)
            and (self.match(_CONDITION, begin, end) or self.match(_DEADLINE, begin, end)) is not None
            and stop - at > 3
            and self._main(at, end) is None
            and not any(self.words[k] == "," for k in range(stop, end))
        )

    # --- subject and verb -------------------------------------------------------------------------------------------------

    def _main(self, begin: int, end: int, loose: bool = False) -> tuple[int, int, re.Match[str], str] | None:
        """The main modal: the first that stands in no relative clause; "được" only where there is no other."""
        at, passive = begin, None
        while (found := self.find(_MODAL, at, end)) is not None:
            b, e, match = found
            name = _name(match)
            before = self.said(max(begin, b - 2), b)
            at = e
            if name == "sanction" and before.endswith("mà"):
                return b, e, match, name
            if (
                _NO_MODAL.search(before)
                and b > begin
                and not (
                    name in ("prohibition",)
                    and self.words[b] == "không"
                    and not before.endswith(("mà", "để", "nếu", "khi", "việc", "người", "hành vi"))
                )
            ):
                if not self.words[b] in ("thì",):
                    continue
            if (
                self.words[b] == "phải"
                and _OWED.search(before)
                and self.words[e : e + 1]
                and self.words[e] in ("nộp", "trả", "đóng", "thu", "chịu", "thi", "thanh", "khấu", "nộp", "hoàn")
            ):
                continue
            if name == "prohibition" and self.words[e - 1] == "được" and b > begin:
                later = self.find(re.compile(r"(?<!\S)(?:phải|có trách nhiệm)(?!\S)"), e, end)
                if (
                    later
                    and not any(word in (",", ";", "và", "hoặc", "mà", "trừ", "nhưng") for word in self.words[e : later[0]])
                    and later[0] - e < 25
                ):
                    continue
            if name == "power" and self._noun_power(b, e, end):
                continue
            if name == "prohibition" and self.words[b] == "cấm" and b > begin:
                continue
            if name == "passive":
                passive = passive or (b, e, match, name)
                continue
            return b, e, match, name
        return passive

    def _noun_power(self, begin: int, end: int, stop: int) -> bool:
        """Whether "có thẩm quyền" goes with a noun such as "cơ quan có thẩm quyền"."""
        return (
            self.words[end : end + 1] != (":",)
            and not (end < stop and self._verb(end))
            or self.words[begin - 1] in ("quan", "cấp", "người", "nước", "chức", "nhân", "viên", "án")
            and (self.words[end : end + 1] not in ((":",),))
        )

    def _no_verb(self, at: int) -> bool:
        text = self.text[self.at[at] : self.at[at] + 60]
        before = self.words[at - 1] if at else ""
        return bool(_PARTICIPLE.match(text)) or (
            text.startswith("tổ chức ") and (before in ("các", "những", ",", "của", "là") or bool(_ORGANISATION.match(text)))
        )

    def _verb(self, at: int) -> bool:
        text = self.text[self.at[at] : self.at[at] + 40]
        if self._no_verb(at):
            return False
        if any(text.startswith(one + " ") for one in _starts("verbs", self.words[at])):
            return True
        two = " ".join(self.words[at : at + 2])
        return read_lexicon().verbs.get(two, "0") >= "1" and not _is("persons", text)

    def _bare(self, begin: int, end: int, least: int = 0) -> int | None:
        """Where the verb of a person or body without modal begins."""
        size = 1
        text = self.said(begin, end) + " "
        plural = re.match("^" + _PLURAL, text)
        head = begin + len(plural[0].split()) if plural else begin
        rest = re.sub("^" + _PLURAL, "", text)
        size = max((len(one.split()) for one in _starts("persons", rest.split(" ", 1)[0]) if rest.startswith(one + " ")), default=1)
        at = max(head + size, least)
        deep = 0
        while at < min(end, begin + 45):
            word = self.words[at]
            deep += (word == "(") - (word == ")")
            if (word in (":", ";", "là", "gồm") and deep <= 0) or (word == "là" and deep <= 0):
                return None
            text = self.text[self.at[at] : self.at[at] + 40]
            if (
                deep <= 0
                and any(text.startswith(one + " ") for one in _starts("verbs", word))
                and word != "được"
                and not self._no_verb(at)
            ):
                before = self.words[at - 1]
                if (
                    _GENERIC.match(rest)
                    and self.match(_WEAK, at, end)
                    and any(
                        self.match(_NEVER_RELATIVE, k, end) and self.words[k - 1] not in _BLOCK
                        for k in range(at + 2, self._comma(at, min(end, at + 22)))
                    )
                ):
                    at += 1
                    continue
                if (
                    (
                        before not in _BLOCK
                        or (before in ("bộ", "cục", "sở", "ban", "phòng", "vụ") and at > head and not self.match(_NAMED, at, end))
                    )
                    and not (before == "," and not self._listed(at))
                    and self._main_verb(begin, at, end, head + size)
                ):
                    return at
            at += 1
        return None

    def _comma(self, begin: int, end: int) -> int:
        return next((k for k in range(begin, end) if self.words[k] in (",", ";", ":")), end)

    def _listed(self, at: int) -> bool:
        """Whether a verb after a comma goes on with the sentence: the words between the commas are an adjunct."""
        before = next((k for k in range(at - 2, max(0, at - 40), -1) if self.words[k] in (",", ";", "thì", ":")), None)
        return (
            before is not None
            and (
                self.match(_ADJUNCT, before + 1, at)
                or self.match(_CONDITION, before + 1, at)
                or self.match(_DEADLINE, before + 1, at)
            )
            is not None
        )

    def _main_verb(self, begin: int, at: int, end: int, head: int) -> bool:
        """Whether a verb is the main one and not that of a relative clause right after a common noun."""
        subject = self.said(begin, at) + " "
        if at == head and self.match(_NEVER_RELATIVE, at, end):
            return True
        if at == head and re.search(
            r"(?:người|tổ chức|cá nhân|cơ quan|đơn vị|doanh nghiệp|đối tượng|thành viên|bên|chủ|cơ sở|công ty|trung tâm|ban|hội đồng|tổ|đoàn|phòng|đại diện|văn phòng|thủ trưởng|trưởng|lực lượng|cán bộ|công chức) $",
            subject,
        ):
            return not any(self._verb_at(k) for k in range(at + 2, min(end, at + 22))) and subject.split()[0] not in (
                "người",
                "cơ",
                "tổ",
            )
        return True

    def _verb_at(self, at: int) -> bool:
        text = self.text[self.at[at] : self.at[at] + 40]
        return (
            any(text.startswith(one + " ") for one in _starts("verbs", self.words[at]))
            and self.words[at - 1] not in _BLOCK
            and self.words[at - 1] not in (",", "và", "hoặc")
        )


_PARTICIPLE = re.compile(
    r"tự (?:vệ|quản)|hoàn toàn|đăng ký (?:kinh|đầu|đất|nuôi|hộ)|(?:quy định|ban hành|công bố|áp dụng|sử dụng|thành lập|làm việc) (?:tại|ở|trong|như|kèm|cho|kể|hoặc)(?!\S)|quy định (?:nêu|này|của|khoản|điểm)|căn cứ (?:pháp|để)|lập pháp|thực hiện (?:theo|như)|thu nhập|nhận thức|chuyển đổi số|trình (?:độ|tự)|công bố thông tin (?:là|của)|giữ chức|xét nghiệm|tự (?:nguyện|nhiên|do)|bán lẻ|bán hàng|khai thác (?:cảng|tàu)|in ấn|thu hút|giao (?:thông|dịch|nhận)|làm (?:chủ|nghề)|hoạt động (?:là|của)|lập (?:trường|luận)|ghi nợ|mua bán|giao dịch|giao thông|ký hiệu|xét xử sơ|cử tri|cử tuyển"
)
_ORGANISATION = re.compile(
    r"tổ chức (?:,|và cá|chính|kinh|cá|tín|có|khoa|quy|sự|xã|nước|hành|phát|bảo|được|thu|tư|tài|đó|này|khác|trong|tham|cung|sử|là|phi|phụ|nghiên|sản|đăng|giám|trọng|đại|đấu|hoặc cá|người|nghề|quốc|không|đề|nhận|bán|dịch|liên)"
)
_NEVER_RELATIVE = re.compile(
    r"(?:tiếp tục|có văn bản|chủ trì|ra (?:quyết|văn|thông)|gửi|nộp|báo cáo|thông báo|xem xét|phối hợp|căn cứ|trả lời|chịu trách nhiệm|trình|kịp thời|chủ động|không|xây dựng|lập|tiến hành|quyết định|thực hiện|phản ánh|công bố|trả|hướng dẫn|cập nhật|tự|niêm yết|phân công|thường xuyên|định kỳ)(?!\S)"
)
_NAMED = re.compile(
    r"(?:quản lý|thi hành|kiểm tra|kiểm soát|điều tra|hỗ trợ|xây dựng|phát triển|đăng ký|tổ chức|giám sát|bảo vệ|thanh toán|chuẩn bị|giao|xét|kế hoạch|công nhận|điều hành|bầu|đầu tư|tham mưu|thu|làm|đào tạo|lập|khai|phân|chuyển)(?!\S)"
)
_WEAK = re.compile(
    r"(?:nhận|giữ|giao|chuyển|in|thu|bán|mua|làm|đưa|khai|ghi|quản lý|sử dụng|cung cấp|giải quyết|tổ chức|đề nghị|yêu cầu|tham gia|thực hiện|được|ban hành|cấp|đăng ký|bảo đảm|kiểm tra|hoạt động|áp dụng|bổ sung|phát hiện|tiếp nhận|trực tiếp|tự|hỗ trợ|phân công|có)(?!\S)"
)
_GENERIC = re.compile(
    r"(?:người|tổ chức|cá nhân|doanh nghiệp|cơ quan|đơn vị|bên|cơ sở|công ty|nhà|chủ|đối tượng|hội|thương nhân|hộ) "
)
_ABOUT_ITSELF = re.compile(
    r"(?:thông tư|nghị định|bộ luật|luật|quyết định|quy chế|nghị quyết|pháp lệnh|điều lệ)(?: liên tịch)? (?:này|số \S+ \S+ .*hiệu lực) ?(?:quy định|áp dụng|ban hành|có hiệu|thay thế|hướng dẫn|không áp|bãi bỏ|điều chỉnh|gồm|được áp|sửa)?"
)
_CHARGED = re.compile(r"(?:giao|ủy quyền|uỷ quyền|phân công|chỉ định|ủy nhiệm)(?!\S)")
_IS_DEFINED = re.compile(
    r"(?<!\S)(?:là|được hiểu là)(?= (?:việc|hoạt động|biện pháp|cơ quan|tổ chức|người|quá trình|đường|báo cáo|hình thức|khoản|văn bản|tập hợp|các|những|loại|phần|khu|sự|một|nơi|đơn vị|công trình|quyền|doanh nghiệp|công ty|tài|sản phẩm|phương|số|hành vi|bộ phận|hợp đồng|thông tin|tổng|giấy|cá nhân|tàu|nhà|hệ thống|chất|kết quả|trạng thái|tình trạng|thủ tục|dịch vụ|vùng|điểm|chứng|tiền|căn)(?!\S))"
)
_BLOCK = frozenset(
    "chứng bên nhà thanh gian điểm thôi xuất tưởng loại hệ thời các những mà vận xác lợi người bởi bằng qua với hợp đích thức nhiệm trật quỹ một nếu này: hình việc về để được bị do của và hoặc không cần đã chưa đang quan tác vụ theo cho từ tại phải có trong sự nơi khi đề nghị yêu định chức năng hạn kế phương bộ cục sở ban phòng đơn quyền giấy biên bản công nghĩa trách văn".split()
)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\d+(?:[.,]\d+)*|\w+|[^\w\s]", text.lower()))


def mark(layout: Layout, heading: str, lead_in: str) -> dict[str, list[Marked]]:
    """The spans of a clause, as :class:`documents.duties.assembling.Assembler` takes them, and of each act the rule."""
    reader = _Reader(layout, heading, lead_in)
    reader.read()
    order = sorted(range(len(reader.acts)), key=lambda at: reader.acts[at])
    return {"acts": sorted(reader.acts), "parties": sorted(reader.parties), "frame": sorted(reader.frame)}


def explain(layout: Layout, heading: str, lead_in: str) -> dict[int, str]:
    """Of each act, by its first word, the rule that found it."""
    reader = _Reader(layout, heading, lead_in)
    reader.read()
    return {act[0]: why for act, why in zip([one for one in reader.acts if one[2] != "term"], reader.why)}
