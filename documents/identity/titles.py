"""Trích yếu: its lines, without the type, the number and the decoration around it."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from documents.identity.issuers import issuer_name, known_name, known_names
from documents.identity.numbers import NUMBER, straighten
from documents.model import Provision
from documents.text import LOWER, clean, unify_tone_marks
from documents.wording import read_vocabulary
from documents.wording.dates import DATE_WORDS
from documents.wording.types import TYPE_PATTERN
from documents.wording.verbs import AMEND, HALT

_TYPE_WORDS = rf"(?:{TYPE_PATTERN}|lệnh(?!\w))"
# "Thông tư số 10/2019/TT-BTC ngày 20/2/2019 của Bộ Tài chính hướng dẫn …": what the publisher repeats before the title proper.
_LEAD = re.compile(
    rf"^{_TYPE_WORDS}\s*(?:(?:số\s*:?\s*)?{NUMBER.pattern}[\"',]?\s*)?"
    rf"(?:,?\s*ngày\s+{DATE_WORDS}\s*)?"
    rf"(?:của\s+(?:Bộ trưởng\s+)?[^,;:]{{3,70}}?(?=\s+(?:về|quy định|hướng dẫn|ban hành|{AMEND}|bãi bỏ)\s))?\s*",
    re.IGNORECASE,
)
_DECORATION = re.compile(r"^[\s.,;:*_#=–—-]+|[\s*_#=;:,–—-]+$|[\s.]*[-–—_*=]{3,}.*$")
_QUOTED = re.compile(r"^[“\"']([^“”\"]+)[”\"']$")
_FOOTNOTE = re.compile(r"\s*(?:\[\d{1,3}\]|\(\d{1,2}\)|[¹²³⁴-⁹]+)\s*$")
_LONGEST = 4_000  # characters; no title has half as many
_MOST_DROPPED, _LEAST_REPEATED = 6, 4  # words
_PROPER: list[str] = read_vocabulary("names")["proper"]
_ROMAN = re.compile(r"(?<=khóa )[ivx]+(?!\w)|(?<=phần )[ivx]+(?!\w)|(?<=chương )[ivx]+(?!\w)|(?<=phụ lục )[ivx]+(?!\w)")
_CITED_TYPE = re.compile(rf"(?<=của ){_TYPE_WORDS}|(?<=và ){_TYPE_WORDS}(?= [^\W\d_]+ )|(?<=thi hành ){_TYPE_WORDS}")
# In a title in capitals an abbreviation shows only in brackets: (HIV/AIDS).
_ABBREVIATION = re.compile(r"(?<=\()[A-ZĐ/&-]{2,12}(?=\))")
# "LUẬT / CỦA QUỐC HỘI NƯỚC … SỐ 23/2004/QH11 NGÀY … VỀ GIAO THÔNG …" and "… CỦA QUỐC HỘI KHÓA XII, KỲ HỌP THỨ 5, SỐ …".
_OF_ASSEMBLY = re.compile(
    rf"^của\s+(?:quốc\s+hội|ủy\s+ban\s+thường\s+vụ\s+quốc\s+hội)\b.{{0,80}}?\s(?:số\s*{NUMBER.pattern})\s*(?:,?\s*ngày\s.{{0,30}}?\d{{4}})?"
    r"\s*,?\s*(?:về\s+)?|\s+của\s+quốc\s+hội(?:\s+(?:nước|khóa|khoá)\b.*|\s*,?\s+số\s.*)?$",
    re.IGNORECASE,
)
RULE = re.compile(r"^[\s\-–—_*=.~…#]{2,}$")
"""A line that is only drawn."""
_END_OF_TITLE = re.compile(
    r"^\s*(?:Căn\s+cứ|Theo\s+đề\s+nghị|Xét\b|Thực\s+hiện\b.{0,60}(?:Nghị|Luật|Quyết)|\(?\s*Khóa\s|Chương\s+[IVX\d]+\b|CHƯƠNG\s+[IVX\d]+\b"
    r"|PHẦN\s+THỨ|Phần\s+thứ|Phần\s+I\b|PHẦN\s+I\b|Điều\s+\d|Lời nói đầu|LỜI NÓI ĐẦU|MỤC LỤC|Mục lục)",
)
_ENACTING = re.compile(
    rf"^\s*(?:(?:BỘ\s+TRƯỞNG|THỐNG\s+ĐỐC|CHÁNH\s+ÁN|VIỆN\s+TRƯỞNG|CHỦ\s+NHIỆM|TỔNG\s+|THỦ\s+TƯỚNG|CHỦ\s+TỊCH|CHÍNH\s+PHỦ|QUỐC\s+HỘI|ỦY\s+BAN"
    rf"|UỶ\s+BAN|HỘI\s+ĐỒNG|GIÁM\s+ĐỐC|BỘ\s+[A-ZĐ])[^{LOWER}]*|QUYẾT\s+ĐỊNH\s*:?|NGHỊ\s+ĐỊNH\s*:?|QUYẾT\s+NGHỊ\s*:?)\s*$"
)
# The sentence after the title: "Bộ trưởng Bộ Y tế ban hành Thông tư …", or the base of a consolidated text and its day of effect.
ISSUE_SENTENCE = re.compile(
    rf"^\s*(?:Bộ trưởng|Chính phủ|Quốc hội|Thủ tướng|Ủy ban|Uỷ ban|Hội đồng|Chánh án|Viện trưởng|Thống đốc|Tổng"
    r"|Chủ tịch|Chủ nhiệm)\b"
    rf"[^,;]{{0,90}}?\s+ban\s+hành\s+{TYPE_PATTERN}"
    rf"|^\s*{TYPE_PATTERN}\s+[^.;]{{0,400}}?số\s+{NUMBER.pattern}[^.;]*?(?:có\s+hiệu\s+lực|bổ\s+sung\s+bởi)",
    re.IGNORECASE,
)
# Words after which a title goes on in the next line. Not "(đầu) tư", "(dân) số", "(tự) do".
_GOES_ON = re.compile(
    r"(?:[,;–-]|(?<!\w)(?:của|và|về|về việc|giữa|(?<!hiện )(?<!tồn )tại|(?<!tự )do|cho|trong|đối với|với|theo|thuộc|các"
    r"|những|bởi|từ|đến|hoặc|là|trên|một số|(?:luật|lệnh|định|tư|tịch|quyết) số|ban hành|sửa đổi|ngày))\s*$",
    re.IGNORECASE,
)
_DEMANDS = re.compile(r"^\s*(?:Xét\b|Thực\s+hiện\b|Điều\s+\d)")
_BUTTON, _ENDING = 80, 20  # characters
# Buttons and tabs that pages put beside the title.
_CHROME = re.compile(
    r"\W*(?:tải (?:về|xuống|văn bản)|in (?:bài|trang|văn bản)(?: này)?|lưu(?: trữ)?|chia sẻ(?: qua)?|thuộc tính(?: văn bản)?"
    r"|toàn văn|nội dung(?: văn bản)?|lược đồ|tóm tắt(?: văn bản)?|tiếng anh|tiếng việt|english|bản (?:pdf|dịch|gốc|word)|mục lục"
    r"|trang chủ|(?:vb|văn bản) (?:gốc|liên quan|song ngữ|tiếng anh)|xem (?:thêm|chi tiết)|theo dõi(?: hiệu lực)?(?: vb| văn bản)?"
    rf"|đăng nhập|đăng ký|(?:còn|hết|chưa có|{HALT}) hiệu lực(?: một phần| toàn bộ)?|hiệu lực|facebook|twitter|zalo|email|bình luận"
    r"|quảng cáo|(?:tình trạng|ngày (?:ban hành|có hiệu lực|hiệu lực|cập nhật)|cập nhật|lượt xem|hiệu lực)\s*:.*)(?:\W|\d)*",
    re.IGNORECASE,
)


_MOTTO = re.compile(r"Độc\s+lập\s*[-–—]\s*Tự\s+do", re.IGNORECASE)
_NO_HEADING = re.compile(
    r"cộng h|độc lập|mẫu\b|biểu(?: số)?\s+\w+$|số\s*:|kính g"
    r"|.{0,40}?ngày[\s.…_\d]*tháng|\(|[\W\d_]+$|[A-ZĐ\d]+(?:[-./][A-ZĐ\d]+)+$",
    re.IGNORECASE,
)


def bare_title(text: str) -> str | None:
    """A title without type, number, quotes around it, rules and footnote marks; None where nothing remains."""
    title = " ".join(clean(text[:_LONGEST]).split())
    title = _QUOTED.sub(r"\1", _FOOTNOTE.sub("", _DECORATION.sub("", title)))
    lead = _LEAD.match(straighten(title))
    if lead and lead.end() < len(title) and len(title) - lead.end() > 2:
        title = title[lead.end() :]
    title = _OF_ASSEMBLY.sub("", unify_tone_marks(title)) if title.isupper() else title
    title = _FOOTNOTE.sub("", _DECORATION.sub("", _DECORATION.sub("", title))).strip().rstrip(".").strip()
    title = re.sub(r"\s*\(\s*(?:trích)?\s*\)$", "", title, flags=re.IGNORECASE)
    title = title.strip("[]")
    return sentence_case(title) if len(title) > 2 else None


def as_written(title: str, texts: Iterable[str]) -> str:
    """A title that was set in capitals, with the capitals that running text gives it or the end of it: "thành phố Đà Nẵng".

    :param texts: of the same instrument; the enacting formula and the first articles repeat the title
    """
    words = title.split(" ")
    running = [(text, unify_tone_marks(text).lower()) for text in (" ".join(each.split()) for each in texts) if not text.isupper()]
    for first in range(max(1, min(_MOST_DROPPED, len(words) - _LEAST_REPEATED) + 1)):
        end = " ".join(words[first:])
        wanted = unify_tone_marks(end).lower()
        for text, lower in running:
            at = lower.find(wanted)
            if at >= 0 and len(text) == len(lower) and not text[at : at + len(wanted)].isupper():
                found = " ".join([*words[:first], text[at : at + len(wanted)]])
                return found[:1].upper() + found[1:]
    return title


def sentence_case(text: str) -> str:
    """Text set in capitals as it is written in running text; names of bodies and of the country keep their capitals."""
    letters = [char for char in text if char.isalpha()]
    if sum(char.isupper() for char in letters) < 0.9 * len(letters):
        return text[:1].upper() + text[1:]
    lower = unify_tone_marks(text).lower()
    for name in (*_PROPER, *known_names()):
        lower = re.sub(rf"(?<!\w){re.escape(name.lower())}(?!\w)", name, lower)
    lower = _ROMAN.sub(lambda match: match[0].upper(), lower)
    lower = _CITED_TYPE.sub(lambda match: match[0].capitalize(), lower)
    for match in _ABBREVIATION.finditer(text):
        lower = lower[: match.start()] + match[0] + lower[match.end() :]
    for number in NUMBER.finditer(text):
        lower = lower[: number.start()] + text[number.start() : number.end()] + lower[number.end() :]
    return lower[:1].upper() + lower[1:]


def take_title(lines: Sequence[str], *, consolidated: bool) -> tuple[list[str], str | None]:
    """The lines of the title, and the sentence behind it that enacts."""
    title: list[str] = []
    shown = [line.strip() for line in lines if line.strip() and not is_chrome(line)]
    for index, line in enumerate(shown):
        open_ = bool(title) and _goes_on(title[-1])
        if title and not consolidated and ISSUE_SENTENCE.match(line):
            return title, line
        if RULE.match(line) or _ends_title(line, begun=bool(title), open_=open_):
            break
        following = shown[index + 1] if index + 1 < len(shown) else ""
        if title and not consolidated and not open_ and _is_sentence(line, following):
            break
        title.append(line)
    return title, None


def is_chrome(line: str) -> bool:
    """Whether a line is a button or a tab of a page."""
    return len(line) < _BUTTON and _CHROME.fullmatch(line) is not None


def _goes_on(line: str) -> bool:
    """Whether a title that was cut after this line goes on in the next: after a comma, "của", "và"."""
    return _GOES_ON.search(unify_tone_marks(line)[-_ENDING:]) is not None


def _ends_title(line: str, *, begun: bool, open_: bool) -> bool:
    if _DEMANDS.match(line) and (open_ or (not begun and not line.startswith("Điều"))):
        return False
    return _END_OF_TITLE.match(line) is not None or (begun and not open_ and _is_enacting(line))


def _is_sentence(line: str, following: str) -> bool:
    """Whether a line is running text: directives have no legal bases between title and text."""
    if line.endswith(";"):
        return not (line.isupper() or following[:1].islower())
    return line.endswith(":") or (line.endswith(".") and (". " in line or line.count(" ") > 20))


def _is_enacting(line: str) -> bool:
    """Whether a line names in capitals who enacts; a capitals font is stored small ("bộ trưởng bộ tài chính")."""
    if len(line) < _BUTTON and line[0].isupper() and known_name(issuer_name(line)):
        return True
    small_capitals = line.islower() and line.startswith(("bộ trưởng bộ ", "thủ tướng chính phủ", "chính phủ"))
    return _ENACTING.match(line.upper() if small_capitals else line) is not None


def first_heading(texts: Sequence[str], provisions: Sequence[Provision]) -> str | None:
    """The title of a text that is no instrument: below the country's motto, else its first line in capitals, else the first.

    :param texts: above the provisions
    """
    lines = [line.strip() for text in texts for line in text.split("\n") if line.strip()]
    if not lines:
        found = (text for root in provisions for p in root.walk() if (text := (p.heading or p.text.split("\n")[0]).strip()))
        lines = list(islice(found, 5))
    motto = next((index for index, line in enumerate(lines[:12]) if _MOTTO.search(line)), None)
    below = [line for line in lines[motto + 1 :][:4] if _may_head(line)] if motto is not None else []
    wanted = [line for line in lines if _may_head(line)]
    upper = [line for line in wanted[:12] if line.isupper()]
    title = next(iter(below or upper or wanted), None)
    if title is None:
        return None
    following = lines[lines.index(title) + 1 :][:1]
    whole = " ".join([title, *(line for line in following if line[0].islower() and title[-1].isalnum())])
    return bare_title(whole[:300])


def _may_head(line: str) -> bool:
    """Whether a line may be the title of a form: no number, place, day or code of the form, and no button of a page."""
    return len(line) > 3 and not _NO_HEADING.match(line) and not is_chrome(line)
