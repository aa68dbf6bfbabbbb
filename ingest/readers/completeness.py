"""Whether a text has its end. A page or a file may stop in the middle of a law and look like a whole one."""

import re
from collections.abc import Sequence
from dataclasses import replace

from documents.model import Problem, ProblemCode, Reading

_ARTICLE = re.compile(r"^Điều\s+(\d{1,9})[a-zđ]?\s*[.:]?\s*(.*)$")
_CLOSING_HEAD = re.compile(
    r"hiệu lực|thi hành|tổ chức thực hiện|trách nhiệm|chuyển tiếp|thực hiện|áp dụng|hướng dẫn|bãi bỏ|thay thế", re.IGNORECASE
)
_ENDING = re.compile(
    r"^(?:TM|KT|TL|TUQ)\s*\.|\bNơi nhận\b|đã được Quốc hội|được Quốc hội .*thông qua|thông qua ngày|\./\.?[”\"]?\s*$"
    r"|^(?:CHỦ TỊCH|BỘ TRƯỞNG|THỦ TƯỚNG|THỐNG ĐỐC|CHÁNH ÁN|VIỆN TRƯỞNG|TỔNG)|\(đã ký\)|XÁC THỰC VĂN BẢN HỢP NHẤT",
    re.IGNORECASE,
)
_CONTRACT = re.compile(r"hợp đồng|biên bản|đơn đề nghị|tờ khai|giấy đề nghị", re.IGNORECASE)


def check_end(reading: Reading) -> Reading:
    """The reading, with the problem ``truncated`` where the articles stop without any sign of an end."""
    if any(problem.code in (ProblemCode.TRUNCATED, ProblemCode.EXCERPT) for problem in reading.problems):
        return reading
    if reading.pages_without_text:
        return reading
    texts = [line.text for line in reading.lines if line.text]
    articles = [(index, match) for index, text in enumerate(texts) if (match := _ARTICLE.match(text))]
    if len(articles) < 3 or any(_CONTRACT.search(text) for text in texts[:12]):
        return reading
    index, last = articles[-1]
    if _CLOSING_HEAD.search(" ".join([last[2], *texts[index + 1 : index + 2]])[:300]) or _has_ending(texts):
        return reading
    number = last[1]
    message = f"Văn bản dừng ở Điều {number} mà không có điều khoản thi hành, nơi nhận hay chữ ký: có thể bị cắt ngắn."
    return replace(reading, problems=(*reading.problems, Problem(ProblemCode.TRUNCATED, message, f"dieu-{number}")))


def _has_ending(texts: Sequence[str]) -> bool:
    """Whether a signature or a closing formula stands anywhere after the head; appendices may follow it."""
    head = next((index for index, text in enumerate(texts) if _ARTICLE.match(text)), 0)
    return any(_ENDING.search(text) for text in texts[head:])
