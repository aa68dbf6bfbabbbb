"""What a gazette prints around the law: running heads, page numbers, the stamp of who signed the file."""

import re

# "CÔNG BÁO/Số 1583 + 1584/Ngày 30-11-2023"; the first letter may be lost, the page number may stand on either side.
_RUNNING_HEAD = re.compile(
    r"^(?:\d{1,4}\s+)?(?:C\s?)?ÔNG\s+BÁO\s*/\s*Số\s*\d+(?:\s*(?:\+|và|-)\s*\d+)*\s*/\s*Ngày\s*\d{1,2}\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{4}(?:\s+\d{1,4})?$",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"^(?:[-–—]\s*)?(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?(?:\s*[-–—])?$", re.IGNORECASE)
_AUTHENTICATION = re.compile(
    r"^(?:Người ký\s*:\s*\S.*|(?:Thời gian|Ngày) ký\s*:\s*\d.*|Email\s*:\s*thongtinchinhphu@chinhphu\.vn"
    r"|Cơ quan\s*:\s*(?:Văn phòng Chính phủ|.*Cổng Thông tin điện tử.*)|Chữ ký (?:số )?hợp lệ.*|Signature Valid.*"
    r"|Ký bởi\s*:\s*\S.*|Digitally signed by\b.*)$",
    re.IGNORECASE,
)


def is_running_head(text: str) -> bool:
    """Whether a line is the head that a gazette prints on every page, with or without the page number."""
    return bool(_RUNNING_HEAD.match(" ".join(text.split())))


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but a page number. Only where it stands tells that it is one, so ask at the edge of a page."""
    return bool(_PAGE_NUMBER.match(text.strip()))


def is_authentication_line(text: str) -> bool:
    """Whether a line belongs to the stamp of an electronic signature ("Người ký: Cổng Thông tin điện tử …")."""
    return bool(_AUTHENTICATION.match(" ".join(text.split())))
