"""The lines of a title, below the word for the type: where it ends, and what is none of it."""

import re
from collections.abc import Sequence
from itertools import islice

from documents.identity.issuers import issuer_name, known_name
from documents.identity.numbers import NUMBER
from documents.identity.titles import bare_title
from documents.model import Provision
from documents.text import LOWER, unify_tone_marks
from documents.wording.types import TYPE_PATTERN
from documents.wording.verbs import HALT

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
