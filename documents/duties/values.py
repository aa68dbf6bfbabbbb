# ruff: noqa
"""The values of deadlines and amounts, read from their words by form: "Trong thời hạn 05 (năm) ngày làm việc, kể từ ngày …"."""

import re
from collections.abc import Iterator

from documents.duties.statement import Amount, Deadline, Phrase, TimeUnit

_WORDS = {
    word: value
    for value, words in enumerate(
        ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"), start=0
    )
    for word in words.split(",")
} | {"nửa": 0.5, "mươi": 10, "mười lăm": 15, "hai mươi": 20, "ba mươi": 30, "sáu mươi": 60, "chín mươi": 90, "bẩy": 7}
_WORDED = "|".join(sorted(_WORDS, key=len, reverse=True))
_FIGURE = rf"(?P<figure>\d+(?:[.,]\d+)*|(?<!\w)(?:{_WORDED})(?!\w))(?:\s*\((?:\d+|[^()\d]{{1,30}})\))?"
_UNITS = {
    "giờ làm việc": TimeUnit.HOUR,
    "giờ": TimeUnit.HOUR,
    "ngày làm việc": TimeUnit.WORKING_DAY,
    "ngày": TimeUnit.DAY,
    "tháng": TimeUnit.MONTH,
    "năm": TimeUnit.YEAR,
    "phút": TimeUnit.HOUR,
    "tuần": TimeUnit.DAY,
    "quý": TimeUnit.MONTH,
}
_TIMES = {"phút": 1 / 60, "tuần": 7, "quý": 3}
_UNIT = "|".join(_UNITS)
_TERM = re.compile(rf"(?<!ngày )(?<!tháng )(?<!\w){_FIGURE}\s*(?P<unit>{_UNIT})(?!\w)(?!\s+tuổi)", re.IGNORECASE)
_DATED = re.compile(r"ngày\s+\d{1,2}(?:\s*[/-]\s*|\s+tháng\s+)\d{1,2}", re.IGNORECASE)
_FROM = re.compile(
    r"(?:(?:kể|tính)\s+)?từ\s+(?=ngày|khi|thời điểm|lúc|giờ)|(?:sau|trước)\s+(?=khi\s|ngày\s|thời điểm\s|giờ\s)|(?:kể|tính)\s+từ\s+",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"trước\s+((?:ngày|khi|thời điểm)\s.+?)\s+(?:ít nhất|tối thiểu|chậm nhất|không quá|là)\s", re.IGNORECASE)
_YEARLY = re.compile(r"mỗi\s+(năm|tháng|quý|tuần|ngày)", re.IGNORECASE)


def number_of(figure: str) -> float:
    """The value of a figure as Vietnamese prints it: points part thousands, a comma the fraction; or of a number in words."""
    low = " ".join(figure.lower().split())
    if low in _WORDS:
        return _WORDS[low]
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", low):
        low = low.replace(".", "")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}", low):
        low = low.replace(",", "")
    low = low.replace(",", ".")
    return float(low) if low.count(".") <= 1 else float(low.replace(".", ""))


def plain(value: float) -> float:
    """A whole number as such, for JSON."""
    return int(value) if value == int(value) else round(value, 6)


def read_deadline(phrase: Phrase) -> Deadline:
    """A deadline with its value: of several the last, which is the one at the latest; a date in the calendar has none."""
    text = phrase.text
    found = _FROM.search(text)
    before = _BEFORE.search(text)
    counted = before[1] if before else text[found.end() :] if found else None
    head = text[: found.start()] if found and not before else text
    terms = list(_TERM.finditer(head)) or (list(_TERM.finditer(text)) if found and not before else [])
    if counted is not None and terms and not before and found and terms[0].start() > found.start():
        counted = text[found.end() : terms[0].start()]
        counted = re.sub(r"[,\s]*(?:trong\s+)?(?:thời hạn|vòng|chậm nhất|tối đa|không quá|ít nhất)?(?:\s+là)?[,\s]*$", "", counted)
    counted = counted.strip(" ,") if counted else None
    if terms and not (_DATED.search(head) and not found):
        last = terms[-1]
        unit = last["unit"].lower()
        return Deadline(
            phrase.start, phrase.end, text, plain(number_of(last["figure"]) * _TIMES.get(unit, 1)), _UNITS[unit], counted or None
        )
    if yearly := _YEARLY.search(text):
        unit = yearly[1].lower()
        return Deadline(phrase.start, phrase.end, text, plain(_TIMES.get(unit, 1)), _UNITS[unit], counted or None)
    return Deadline(phrase.start, phrase.end, text, None, None, counted or None)


_MONEY_UNITS = {"usd": "USD", "đô la mỹ": "USD", "euro": "EUR"}
_AMOUNT = re.compile(
    rf"(?<![\w/.,-]){_FIGURE}\s*(?P<unit>"
    r"(?:(?P<big>nghìn|ngàn|triệu|tỷ|tỉ)\s+)?(?P<vnd>đồng|VNĐ|VND)(?!\w)"
    r"|(?P<rate>%|phần trăm(?!\w))"
    r"|(?P<salary>(?:lần|tháng|lần mức|tháng mức)?\s*(?:mức )?lương (?:cơ sở|tối thiểu)(?! vùng))"
    r"|(?P<times>lần)(?!\w)"
    rf"|(?P<time>{_UNIT})(?!\w)(?!\s+tuổi)"
    r"|(?P<foreign>USD|đô la Mỹ|Euro)(?!\w)"
    r"|(?P<noun>(?!đến\b|và\b|hoặc\b|trong\b|của\b|tại\b)[^\W\d_]+))?",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"(?<![\w/.-])(\d{1,2})/(\d{1,2})(?![\w/])|(?<!\w)(một phần hai|một phần ba|hai phần ba|một phần tư|ba phần tư)(?!\w)", re.I
)
_FRACTIONS = {"một phần hai": 1 / 2, "một phần ba": 1 / 3, "hai phần ba": 2 / 3, "một phần tư": 1 / 4, "ba phần tư": 3 / 4}
_BIG = {"nghìn": 1e3, "ngàn": 1e3, "triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9}
_NO_AMOUNT = re.compile(
    r"(?:(?:điều|khoản|điểm|chương|mục|phần|số|phụ lục|mẫu|biểu|năm|tháng|ngày|quý|thứ|tiết|đoạn|lần thứ|loại|nhóm|hạng|cấp|bậc|cột|dòng"
    r"|tầng|khóa|ký hiệu|quyển|tập|bảng|ảnh|quốc lộ|kỳ|giai đoạn|nghị định|thông tư|luật|quyết định|nghị quyết)\s+|\bsố:?\s*)$",
    re.IGNORECASE,
)
_NAMED_PAIR = {
    "thành viên",
    "chuyên gia",
    "bản sao",
    "giáo viên",
    "nhân viên",
    "thuyền viên",
    "kiểm toán",
    "thẩm phán",
    "hồ sơ",
    "bài báo",
    "tín chỉ",
}
_COUNTED = frozenset(
    "bộ bản người thành bên thẩm tỉnh bài đơn hồ giấy chuyên phiếu mẫu loài điểm yếu giám hiệp sáng nhân kỳ hội con tổ".split()
)
_ONE = frozenset("bộ bản thẩm".split())
_PAPERS = frozenset(
    "điều khoản điểm chương mục nghị thông luật phụ quyết này của tại theo và hoặc thì là trong được phải có khi từ cho để".split()
)


def read_amounts(text: str, start: int, end: int) -> Iterator[Amount]:
    """The numbers with their units among the words ``start:end`` of a clause; no dates, terms from an event, or cited provisions."""
    taken: list[tuple[int, int]] = []
    for found in _FRACTION.finditer(text, start, end):
        if re.search(r"(?:ngày|số|điều|luật|tháng|Điều)\s*$", text[: found.start()][-8:], re.I):
            continue
        value = _FRACTIONS[found[3].lower()] if found[3] else int(found[1]) / max(int(found[2]), 1)
        if found[3] or 0 < value < 1:
            taken.append(found.span())
            yield Amount(*found.span(), found[0], value, "fraction")
    for found in _AMOUNT.finditer(text, start, end):
        if any(found.start() < e and s < found.end() for s, e in taken) or _NO_AMOUNT.search(
            text, max(0, found.start() - 24), found.start()
        ):
            continue
        amount = _amount(text, found)
        if amount:
            yield amount


def _amount(text: str, found: re.Match[str]) -> Amount | None:
    worded = not found["figure"][0].isdigit()
    value = number_of(found["figure"])
    stop = found.end()
    if value == 0 and worded and not found["rate"]:
        return None
    if found["vnd"]:
        unit, value = "VND", value * _BIG.get((found["big"] or "").lower(), 1)
    elif found["rate"]:
        unit = "%"
    elif found["salary"]:
        unit = "base_salary"
    elif found["times"]:
        if worded and value == 1:
            return None
        unit = "times"
    elif found["foreign"]:
        unit = _MONEY_UNITS[found["foreign"].lower()]
    elif found["time"]:
        if worded and (value == 1 or found["figure"].lower() == "năm"):
            return None
        low = found["time"].lower()
        unit = {"phút": "phút", "tuần": "tuần", "quý": "quý"}.get(low) or str(_UNITS[low])
        if low == "năm" and not worded and re.match(r"\s*\d{4}", text[found.end() :]):
            return None
    elif found["noun"]:
        first = found["noun"].lower()
        if first in _PAPERS or (worded and first not in (_ONE if value == 1 else _COUNTED)):
            return None
        two = re.match(r"\s+[^\W\d_]+", text[found.end() :])
        noun = text[found.start("noun") : found.end() + (two.end() if two else 0)]
        if noun.lower() in _NAMED_PAIR:
            stop = found.end() + two.end()
            unit = noun
        else:
            unit = found["noun"]
    else:
        ahead = re.match(r"\s*(?:-|–|đến|hoặc|và)\s*(?=\d)", text[found.end() :])
        if worded or not ahead:
            return None
        nxt = _AMOUNT.match(text, found.end() + ahead.end())
        after = _amount(text, nxt) if nxt else None
        if not after:
            return None
        unit = after.unit
        if unit == "VND" and nxt["big"]:
            value *= _BIG[nxt["big"].lower()]
        stop = found.end("figure")
    return Amount(found.start(), stop, text[found.start() : stop], plain(value), unit)
