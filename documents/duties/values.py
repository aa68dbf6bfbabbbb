"""The values of deadlines and amounts, read from their words by form: "Trong thời hạn 05 (năm) ngày làm việc, kể từ ngày …"."""

import re
from collections.abc import Iterator

from documents.duties.layout import cue_words
from documents.duties.statement import Amount, Deadline, Phrase, TimeUnit

_ONES = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
# behind tens "năm" is years: five is "lăm" there
_LAST = {**{word: value for value, word in enumerate(_ONES) if value not in (0, 5)}, "mốt": 1, "tư": 4, "lăm": 5}
_WORDS: dict[str, float] = dict(zip(_ONES, range(10), strict=True)) | {
    **{f"mười {word}": 10 + value for word, value in _LAST.items()},
    **{f"{ten} mươi": 10 * tens for tens, ten in enumerate(_ONES) if tens > 1},
    **{f"{ten} mươi {word}": 10 * tens + value for tens, ten in enumerate(_ONES) if tens > 1 for word, value in _LAST.items()},
    "mười": 10,
    "nửa": 0.5,
    "bẩy": 7,
}
WORDED = "|".join(sorted(_WORDS, key=len, reverse=True))
DIGITS = r"(?<!\d[.,])\d{1,15}(?:[.,]\d{1,15}){0,6}"  # a longer row of digits is no number
_FIGURE = rf"(?P<figure>{DIGITS}|(?<!\w)(?:{WORDED})(?!\w))(?:\s*\((?:\d+|[^()\d]{{1,30}})\))?"
UNITS: dict[str, tuple[TimeUnit, float]] = {
    "giờ làm việc": (TimeUnit.HOUR, 1),
    "giờ": (TimeUnit.HOUR, 1),
    "phút": (TimeUnit.HOUR, 1 / 60),
    "ngày làm việc": (TimeUnit.WORKING_DAY, 1),
    "ngày": (TimeUnit.DAY, 1),
    "tuần": (TimeUnit.DAY, 7),
    "tháng": (TimeUnit.MONTH, 1),
    "quý": (TimeUnit.MONTH, 3),
    "năm": (TimeUnit.YEAR, 1),
}
DURATIONS = frozenset({*UNITS, *TimeUnit})
_NO_UNIT = r"\w|\s+tuổi|\s+(?:tiền\s+)?lương|(?<=giờ)\s+\d|(?<=tháng)\s+\d+(?!\d|\s*ngày)"  # of an age, a wage, an hour, a date
_UNIT = rf"(?:{'|'.join(UNITS)})(?!{_NO_UNIT})"
TERM = re.compile(rf"(?<!ngày )(?<!tháng )(?<!thứ )(?<!\w){_FIGURE}\s*(?P<unit>{_UNIT})", re.IGNORECASE)
_CLOCK = re.compile(r"(?:trước|vào|lúc)\s+\d{1,2}\s+giờ(?!\s+(?:khi|kể|trước|làm))", re.IGNORECASE)
_DATED = re.compile(r"ngày\s+\d{1,2}\s*[/-]\s*\d{1,2}|\b(?:ngày\s+)?\d{1,2}\s+tháng\s+\d{1,2}(?!\d|\s*ngày)", re.IGNORECASE)
_DAY = re.compile(r"ngày\s+(\d{1,2})(?:\s+tháng\s+|\s*[/-]\s*)(\d{1,2})(?!\d)", re.IGNORECASE)
FROM = re.compile(
    r"(?:(?:kể|tính)\s+)?từ\s+(?=ngày|khi|thời điểm|lúc|giờ)|(?:sau|trước)\s+(?=(?:khi|ngày|thời điểm|giờ)\s)|(?:kể|tính)\s+từ\s+",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:trước|cách)\s+((?:ngày|khi|thời điểm)\s.+?)\s+(?:ít nhất|tối thiểu|chậm nhất|không quá|là)\s", re.IGNORECASE
)
_TIED = re.compile(r"[,\s]*(?:trong\s+)?(?:thời hạn|vòng|chậm nhất|tối đa|không quá|ít nhất)?(?:\s+là)?[,\s]*$", re.IGNORECASE)
_OTHER = re.compile(
    r"(?:[;,]|\s(?:và|hoặc)\s)[\s,]*(?:(?:riêng\s+)?đối với\s[^,;.]{1,60}?\s(?=là\s))?(?=(?:và\s+|hoặc\s+)?"
    r"(?:(?:trong (?:thời hạn|vòng)|chậm nhất(?: là)?|không quá|tối đa|là)\s+)?"
    rf"{_FIGURE}\s*{_UNIT}(?:,?\s+\(?(?:kể|tính|từ|trước|sau|đối với|trong trường hợp|nếu)|$))",
    re.IGNORECASE,
)
"""Before a further deadline of the same act, for another case."""
_CASE = re.compile(
    r"(?<!\bcác)(?<!\bnhững)(?<!\bthuộc)(?<!\btheo),?\s+((?:đối với|(?:trong )?trường hợp|nếu)\s.*)", re.IGNORECASE | re.DOTALL
)
"""What a deadline holds for; of those that its own words count out, as "không thuộc các trường hợp …", it says no condition."""
_EVERY = re.compile(r"mỗi\s+(năm|tháng|quý|tuần|ngày)\s+(?:một|01|1)\s+lần", re.IGNORECASE)


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


def cases_of(phrase: Phrase) -> Iterator[Phrase]:
    """The parts of a deadline that names several: "20 ngày kể từ ngày nhận hồ sơ cấp; 10 ngày kể từ ngày nhận hồ sơ cấp lại"."""
    at = 0
    recurring = "định kỳ" in phrase.text.lower()  # "định kỳ 03 tháng, 06 tháng": one of them
    for found in [*(() if recurring else _OTHER.finditer(phrase.text)), None]:
        stop = found.start() if found else len(phrase.text)
        if found is None or TERM.search(phrase.text, at, stop):
            yield Phrase(phrase.start + at, phrase.start + stop, phrase.text[at:stop])
            at = found.end() if found else stop


def case_apart(phrase: Phrase) -> tuple[Phrase, Phrase | None]:
    """A deadline without the case behind it, and that case: "30 ngày đối với Hội giảng cấp cơ sở"."""
    term = TERM.search(phrase.text)
    case = _CASE.search(phrase.text, term.end()) if term else None
    if case is None:
        return phrase, None
    begin, end = (
        Phrase(phrase.start + a, phrase.start + b, phrase.text[a:b])
        for a, b in ((0, case.start()), (case.start(1), len(phrase.text)))
    )
    return begin, end


def read_deadline(phrase: Phrase) -> Deadline:
    """A deadline with its value: of several the last, which is the one at the latest; a date in the calendar has none."""
    text = phrase.text
    found, before = FROM.search(text), _BEFORE.search(text)
    head = text[: found.start()] if found and not before else text
    terms = list(TERM.finditer(head)) or list(TERM.finditer(text))
    counted = before[1] if before else ""
    if found and not before:
        tied = terms and terms[0].start() > found.start()
        counted = _TIED.sub("", text[found.end() : terms[0].start()]) if tied else text[found.end() :]
    counted = counted.strip(" ,")
    event = counted if counted and not _DATED.match(counted) else None
    value, unit = None, None
    if every := _EVERY.search(text):
        unit, value = UNITS[every[1].lower()]
    elif terms and not _CLOCK.search(text) and not (_DATED.search(head) and not found):
        unit, share = UNITS[terms[-1]["unit"].lower()]
        value = plain(number_of(terms[-1]["figure"]) * share)
    return Deadline(phrase.start, phrase.end, text, value, unit, event)


def day_of_year(text: str) -> str:
    """The last day of the calendar that a deadline names: "Hằng năm, trước ngày 05 tháng 12" has "05/12"."""
    days = _DAY.findall(text)
    return f"{int(days[-1][0]):02}/{int(days[-1][1]):02}" if days else ""


_AMOUNT = re.compile(
    rf"(?<![\w.,])(?<!\d/)(?<!(?-i:[A-ZĐ])[/-]){_FIGURE}\s*(?:"
    r"(?:(?P<big>nghìn|ngàn|triệu|tỷ|tỉ)\s+)?(?P<vnd>đồng(?!\s+chí)|VNĐ|VND)(?!\w)(?:\s*\([^()\d]{1,60}đồng\))?"
    r"|(?P<rate>%|phần trăm(?!\w))"
    r"|(?P<salary>(?:lần|tháng|lần mức|tháng mức)?\s*(?:mức )?lương (?:cơ sở|tối thiểu)(?! vùng))"
    r"|(?P<times>lần)(?!\w)"
    rf"|(?P<time>{_UNIT})"
    r"|(?P<foreign>USD|đô la Mỹ|Euro)(?!\w)"
    r"|(?P<measure>(?:km|cm|mm|m|kg|mg|ha|ml|kW|MW)[23²³]?|tháng (?:tiền )?lương|độ|o|°)(?!\w)"
    r"|(?<=\s)(?P<noun>(?!(?:đến|và|hoặc|tới)\s|(?<=hai )thành viên trở lên)[^\W\d_]+(?:\s+[^\W\d_]+)?))?",
    re.IGNORECASE,
)
_ALIKE = {"rate": "%", "salary": "base_salary", "times": "times"}
_FOREIGN = {"usd": "USD", "đô la mỹ": "USD", "euro": "EUR"}
RATES = frozenset({"VND", "fraction", *_ALIKE.values(), *_FOREIGN.values()})
"""The units of what is paid or shared; others tell how old, how long, or how many things."""
_BIG = {"nghìn": 1e3, "ngàn": 1e3, "triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9}
_FRACTIONS = {
    "một nửa": 1 / 2,
    "một phần hai": 1 / 2,
    "một phần ba": 1 / 3,
    "hai phần ba": 2 / 3,
    "một phần tư": 1 / 4,
    "ba phần tư": 3 / 4,
}
_FRACTION = re.compile(rf"(?<![\w/.-])(\d{{1,2}})/(\d{{1,2}})(?![\w/])|(?<![\w(])({'|'.join(_FRACTIONS)})(?!\w)", re.IGNORECASE)
_SAID = {name: frozenset(words) for name, words in cue_words()["amounts"].items()}
_PAPER = re.compile(rf"(?<!\w)(?<!hằng )(?<!hàng )(?<!mỗi )(?:{'|'.join(_SAID['papers'])})\s+$", re.IGNORECASE)
_LISTED = re.compile(r"(?:\d+(?:, | và | đến |[-–]))+$")  # "tiêu chí 3, 4 và 5"
_RANGE = re.compile(r"\s*(?:-|–|đến|hoặc|và)\s*(?=\d)")
_LIMITED = re.compile(r"(?:nhất|quá|thiểu|đa|gia hạn|thêm|hiện|chỉ|được cấp)\s+$", re.IGNORECASE)  # not of "trợ cấp một lần"
_PLANNED = re.compile(
    r"(?:kế hoạch[^,;.]{0,40}|báo cáo|quý,|ngân sách nhà nước|chương trình[^,;.]{0,30}|nhiệm vụ[^,;.]{0,40})\s+$", re.IGNORECASE
)
"""Before the period that a plan or report is about."""
_BACK = 60
_SUM = 10_000
"""What is no less is money, and no number of a paper, a rank or a year."""


def read_amounts(text: str, start: int, end: int) -> Iterator[Amount]:
    """The numbers with their units among the characters ``start:end`` of a clause; no dates, no numbers of papers."""
    fractions = [one for one in _FRACTION.finditer(text, start, end) if not _is_paper(text, one.start())]
    for one in fractions:
        value = _FRACTIONS[one[3].lower()] if one[3] else int(one[1]) / max(int(one[2]), 1)
        if 0 < value < 1:
            yield Amount(*one.span(), one[0], value, "fraction")
    for found in _AMOUNT.finditer(text, start, end):
        told = any(found.start() < one.end() and one.start() < found.end() for one in fractions)
        amount = None if told else _amount(text, found)
        # "trợ cấp 500.000 đồng", "cấp 70%", but "năm 2015 đồng thời"
        sure = amount and (amount.unit == "%" or (amount.unit == "VND" and amount.value >= _SUM))
        if amount and (sure or not _is_paper(text, found.start())):
            yield amount


def _is_paper(text: str, at: int) -> bool:
    return bool(_PAPER.search(_LISTED.sub("", text[max(0, at - _BACK) : at])))


def _amount(text: str, found: re.Match[str]) -> Amount | None:
    value, worded = number_of(found["figure"]), not found["figure"][0].isdigit()
    group = found.lastgroup or ""
    nothing = value == 0 and group != "rate"
    once = value == 1 and (
        group == "time" or (group == "times" and not _LIMITED.search(text, max(0, found.start() - 12), found.start()))
    )
    if worded and (nothing or once):
        return None
    stop: int | None = found.end()
    unit: str | None
    if group == "vnd":
        unit, value = "VND", value * _BIG.get((found["big"] or "").lower(), 1)
        stop = found.end("vnd")  # not again in words: "2.000.000.000 đồng (Hai tỷ đồng)"
    elif group in _ALIKE:
        unit = _ALIKE[group]
    elif group == "foreign":
        unit = _FOREIGN[found["foreign"].lower()]
    elif group == "time":
        unit = _time(text, found, worded)
    elif group == "measure":
        unit = "độ" if found["measure"] in {"o", "°"} else found["measure"]
    elif group == "noun":
        unit, stop = _noun(found, value, worded)
    else:
        unit, value = _ranged(text, found, value)
        stop = found.end("figure")
    return Amount(found.start(), stop, text[found.start() : stop], plain(value), unit) if unit and stop else None


def _time(text: str, found: re.Match[str], worded: bool) -> str | None:
    """The unit of a length of time; "năm" may be the number five, or name a year."""
    word = found["time"].lower()
    near = max(0, found.start() - _BACK), found.start()
    if _PLANNED.search(text, *near) and not _LIMITED.search(text, *near):
        return None
    five = worded and found["figure"].lower() == "năm" and "(" not in found[0]
    if five or (word in {"năm", "tháng"} and re.match(r"\s*\d", text[found.end() :])):
        return None
    unit, share = UNITS[word]
    return unit if share == 1 else word


def _noun(found: re.Match[str], value: float, worded: bool) -> tuple[str | None, int | None]:
    first, *second = found["noun"].split()
    low = first.lower()
    if low in _SAID["unmeasured"] or (worded and low not in _SAID["single" if value == 1 else "counted"]):
        return None, None
    both = bool(second) and (second[0].lower() == "viên" or f"{low} {second[0].lower()}" in _SAID["nouns"])
    return (found["noun"], found.end()) if both else (first, found.start("noun") + len(first))


def _ranged(text: str, found: re.Match[str], value: float) -> tuple[str | None, float]:
    """The unit of a bare number is that of the one after it: "từ 07 đến 09 thành viên", "từ 5 đến 10 triệu đồng"."""
    ahead = _RANGE.match(text, found.end())
    following = _AMOUNT.match(text, ahead.end()) if ahead else None
    after = _amount(text, following) if following else None
    if not after or not following or not found["figure"][0].isdigit():
        return None, value
    return after.unit, value * _BIG.get((following["big"] or "").lower(), 1)
