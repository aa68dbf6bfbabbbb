"""What looks like a caller's telephone number, identity number or home address in a note. It warns; whoever writes decides.

Amounts, days and numbers of instruments are none. Nothing of what was found is logged or kept: only of which kind it is.
"""

import re
from enum import StrEnum

from documents.text import fold


class Personal(StrEnum):
    """What a note may hold of somebody. The values name entries of the catalogue."""

    PHONE = "phone"
    IDENTITY = "identity"
    ADDRESS = "address"


_DAYS = re.compile(r"(?<!\d)\d{1,2}([./-])\d{1,2}\1\d{4}(?!\d)|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", re.ASCII)
_OF_INSTRUMENTS = re.compile(r"\d+/\d{4}/[\w-]+")
_RUN = re.compile(r"(?<![\w/])(?:\+|\(\+?)?\d(?:[ .\-()\u00a0]{0,2}\d){8,14}(?![\w/])", re.ASCII)
_MONEY = re.compile(r"\s*(?:đ\b|đồng|vnđ|vnd|nghìn|ngàn|triệu|tỷ|tỉ|usd|dong\b|%)", re.IGNORECASE)
_PHONE = re.compile(r"(?:84|0)(?:[35789]\d{8}|2\d{8,9})", re.ASCII)
_FOREIGN_PHONE = re.compile(r"\d{9,14}", re.ASCII)
_LABELLED = re.compile(r"(?:cccd|cmnd|can cuoc|chung minh|ho chieu|so dinh danh)\D{0,25}[a-z]?\d(?:[ .]?\d){5,11}(?!\d)")

_NAME = r"(?:[A-ZĐÀ-Ỹ][\wÀ-ỹ]*|\d+\w?)"
_STREET = rf"\d+\w?(?:/\d+\w?)*,?\s+(?:đường|phố|ngõ|ngách|hẻm|kiệt|Đường|Phố|Ngõ|Ngách|Hẻm|Kiệt)\s+{_NAME}"
_LANE = r"(?<![\w])(?:ngõ|ngách|hẻm|kiệt|Ngõ|Ngách|Hẻm|Kiệt)\s+(?:số\s+)?\d+"
_HAMLET = (
    rf"(?<!\w)(?i:thôn|ấp|bản|buôn|xóm|khóm|tổ dân phố|khu phố|tổ)\s+{_NAME}(?:\s+{_NAME}){{0,3}}\s*,?\s+"
    rf"(?i:xã|phường|thị trấn|huyện)\s+{_NAME}"
)
_LIVES = (
    rf"(?<!\w)(?i:nhà ở|ở tại|đang ở|sống ở|sống tại|quê ở|quê|trú tại|thường trú|tạm trú|địa chỉ)\W+(?:[\wÀ-ỹ]+\W+){{0,5}}?"
    rf"(?i:xã|phường|thị trấn|thôn|ấp|bản|xóm|quận|huyện)\s+{_NAME}"
)
_NUMBERED = r"(?<![\w/])\d+\w?(?:/\d+\w?)+\s+[A-ZĐÀ-Ỹ][\wÀ-ỹ]*\s+[A-ZĐÀ-Ỹ][\wÀ-ỹ]*.{0,20}?(?i:phường|quận|xã|tp|thành phố)"
_ADDRESS = re.compile("|".join((_STREET, _LANE, _HAMLET, _LIVES, _NUMBERED)))
_HOUSE = re.compile(r"\b(?:so nha|nha so|dia chi nha)\W{0,3}\d")
_BARE_HAMLET = re.compile(r"\b(?:thon|xom|khom|to dan pho|khu pho|ap) (?:so )?\d+\w?,? (?:xa|phuong|thi tran|huyen) \w")
_BARE_STREET = re.compile(r"\b\d+\w?(?:/\d+\w?)* (?:duong|ngo|ngach|hem|kiet) (?:\d|[a-z]+ [a-z]+ ?,? (?:phuong|quan|p\b|q\b))")


def personal_in(text: str) -> tuple[Personal, ...]:
    """The kinds of personal data that a text seems to hold, each once."""
    found = {kind for match in _RUN.finditer(_OF_INSTRUMENTS.sub(" x ", _DAYS.sub(" x ", text))) if (kind := _number(match))}
    bare = fold(text)
    if _LABELLED.search(bare):
        found.add(Personal.IDENTITY)
    unmarked = bare == text.lower()
    if _ADDRESS.search(text) or _HOUSE.search(bare) or (unmarked and (_BARE_HAMLET.search(bare) or _BARE_STREET.search(bare))):
        found.add(Personal.ADDRESS)
    return tuple(kind for kind in Personal if kind in found)


def _number(match: re.Match[str]) -> Personal | None:
    """Which kind a run of digits is, None: an amount, or nothing that is known."""
    written, digits = match.group(), re.sub(r"\D", "", match.group())
    if _MONEY.match(match.string, match.end()) or digits.endswith("000"):
        return None
    if _PHONE.fullmatch(digits) or (written.startswith(("+", "(+")) and _FOREIGN_PHONE.fullmatch(digits)):
        return Personal.PHONE
    return Personal.IDENTITY if len(digits) in (9, 12) else None
