"""How instruments and provisions are called. Names of law are Vietnamese in both languages of the interface."""

import re

from documents.paths import steps_of
from kb.interface.catalogue import Catalogue

_VIETNAMESE = Catalogue()
_WORDS = {
    "phan": "Phần",
    "chuong": "Chương",
    "muc": "Mục",
    "tieu-muc": "Tiểu mục",
    "dieu": "Điều",
    "khoan": "khoản",
    "diem": "điểm",
    "tiet": "tiết",
    "phu-luc": "Phụ lục",
    "kem-theo": "văn bản kèm theo",
    "mau": "Mẫu",
    "bang": "bảng",
    "can-cu": "căn cứ",
    "mo-dau": "Phần mở đầu",
    "noi-nhan": "Nơi nhận",
    "chu-ky": "Chữ ký",
    "ket-thuc": "Phần kết thúc",
}
_UPPER = ("chuong", "muc", "tieu-muc", "phu-luc", "phan")
_SEGMENT = re.compile(r"(" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")(?:-([^~]+))?(?:~(\d+))?")
_ORDINALS = {
    "nhat": "nhất",
    "hai": "hai",
    "ba": "ba",
    "tu": "tư",
    "nam": "năm",
    "sau": "sáu",
    "bay": "bảy",
    "tam": "tám",
    "chin": "chín",
    "muoi": "mười",
}


def cite(path: str) -> str:
    """A path as lawyers say it: ``dieu-12/khoan-3/diem-đ`` is “điểm đ khoản 3 Điều 12”."""
    words = " ".join(_said(segment) for segment in reversed(steps_of(path)))
    return words[:1].upper() + words[1:]


def _said(segment: str) -> str:
    match = _SEGMENT.fullmatch(segment)
    if match is None:
        return segment
    kind, number, copy = match.groups()
    words = _WORDS[kind]
    if number and number.startswith("thu-"):
        words += " thứ " + " ".join(_ORDINALS.get(part, part) for part in number[4:].split("-"))
    elif number:
        words += " " + (number.upper() if kind in _UPPER else number)
    return f"{words} ({copy})" if copy else words


def short_name(instrument_type: str, number: str | None, title: str | None) -> str:
    """How an instrument is called in a line: “Luật 66/2011/QH12”, or its title where it has no number."""
    key = f"type.{instrument_type}"
    kind = _VIETNAMESE(key) if _VIETNAMESE.has(key) else ""
    if number:
        # A consolidated text or a draft bears the word in its number or title; the type says it for all others.
        return f"{kind} {number}".strip()
    return title or kind


def name_and_title(instrument_type: str, number: str | None, title: str | None) -> str:
    """Number and title in a line, the word of the type once: “Luật 66/2011/QH12 · Phòng, chống mua bán người”."""
    name = short_name(instrument_type, number, title)
    kind = name.removesuffix(number or "").strip()
    rest = title or ""
    if kind and rest.casefold().startswith(kind.casefold() + " "):
        rest = rest[len(kind) + 1 :]
    return name if not number or not rest else f"{name} · {rest[:1].upper()}{rest[1:]}"
