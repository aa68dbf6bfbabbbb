"""Recognise what stands around the articles: legal bases, closing, recipients, signature, appendices, forms, attached texts."""

import re
from typing import NamedTuple

from documents.model import InstrumentType
from documents.wording.types import NAMED_TYPES, TYPE_NAME, names_pattern

_BASIS = re.compile(
    r"(?:[-–+*]\s*)?(?:Căn cứ|CĂN CỨ|Thực hiện|Theo đề nghị|Xét |Được sự|Sau khi |Thi hành"
    r"|Theo (?:yêu cầu|ý kiến|kết luận|quy định|Tờ trình|tờ trình|Quyết định|Nghị quyết|Công văn|thống nhất))"
)
_FIRST_BASIS = re.compile(
    r"(?:[-–+*]\s*)?(?:Căn cứ|CĂN CỨ|Thi hành|Xét (?:đề nghị|tờ trình|Tờ trình)|Theo đề nghị"
    r"|Thực hiện (?:Luật|Nghị|Quyết|Chỉ thị|Kết luận))"
)
_BASES_ON_ONE_LINE = re.compile(
    r"(?<=;)\s+(?=(?:Căn cứ|Theo đề nghị|Xét đề nghị|Xét tờ trình|Thực hiện|Quốc hội ban hành|Quốc hội quyết|Chính phủ ban hành"
    r"|Ủy ban [Tt]hường vụ Quốc hội ban hành|Bộ trưởng Bộ|Thủ tướng Chính phủ ban hành|Thống đốc)\b)"
)
_ENACTS = re.compile(
    r"(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|NGHỊ QUYẾT|NGHỊ ĐỊNH|Nghị định|Quyết định|Quyết nghị|Nghị quyết)\s*:?$"
    r"|.{2,160}?\b(?:ban hành|hướng dẫn|quy định|quyết định|thống nhất|quyết nghị)\b",
    re.DOTALL,
)
_ENACTMENT = re.compile(
    r"(?:Chính phủ|Bộ trưởng|Thủ tướng|Quốc hội|[ỦU][ỷy] ban|Hội đồng|Thống đốc|Chánh án|Viện trưởng|Tổng |Chủ tịch|Chủ nhiệm)"
    r".{0,120}?\b(?:ban hành|quyết định|quy định|hướng dẫn)\b"
)
_OF_ASSEMBLY = rf"(?:{names_pattern((*NAMED_TYPES, InstrumentType.RESOLUTION))}|Bộ Luật)"
_CLOSING = re.compile(
    rf"{_OF_ASSEMBLY}(?: này)? (?:đã )?được\s+(?:Quốc hội|[ỦU][ỷy] ban [Tt]hường vụ"
    r"|Ủy ban [Tt]hường vụ|UBTVQH|Hội đồng nhân dân|HĐND|Hội đồng [Nn]hân dân).{0,300}?thông qua",
    re.DOTALL,
)
_RECIPIENTS = re.compile(r"(?:N[ơƠ]i nh[ậẬ]n|NƠI NHẬN|Nơi gửi)\s*[:;./]?(?:\s|$)")
_ROLES = (
    "CHỦ TỊCH|PHÓ CHỦ TỊCH|THỦ TƯỚNG|PHÓ THỦ TƯỚNG|BỘ TRƯỞNG|THỨ TRƯỞNG|THỐNG ĐỐC|PHÓ THỐNG ĐỐC|CHÁNH ÁN|PHÓ CHÁNH ÁN"
    "|VIỆN TRƯỞNG|PHÓ VIỆN TRƯỞNG|TỔNG THANH TRA|PHÓ TỔNG THANH TRA|TỔNG KIỂM TOÁN|CHỦ NHIỆM|PHÓ CHỦ NHIỆM"
    "|TỔNG CỤC TRƯỞNG|CỤC TRƯỞNG"
    "|GIÁM ĐỐC|PHÓ GIÁM ĐỐC|TỔNG GIÁM ĐỐC|CHÁNH VĂN PHÒNG|PHÓ CHÁNH VĂN PHÒNG|TỔNG BÍ THƯ|TRƯỞNG BAN"
    "|VỤ TRƯỞNG|TỔNG BIÊN TẬP|CHỦ TỌA|CHỦ TOẠ"
    "|XÁC THỰC VĂN BẢN HỢP NHẤT|ỦY BAN NHÂN DÂN TỈNH|BỘ TRƯỞNG, CHỦ NHIỆM|HIỆU TRƯỞNG|TỔNG THƯ KÝ|TRƯỞNG ĐOÀN|CHỦ SỞ HỮU"
)
_SIGNS_FOR = re.compile(r"(?:T\.?M|K\.?T|T\.?L|T\.?U\.?Q|Q|T/M|K/T)\s?\.\s*[A-ZĐỦƯỘÔỦ]|(?:T/M|K/T)\s")
_ROLE = re.compile(rf"(?:{_ROLES})\b")
_SIGNED = re.compile(r"[(\[]?\s*(?:đã ký|da ky|daky|ký tên|đã kí)\b.{0,60}[)\]]?$", re.IGNORECASE)
_APPENDIX = re.compile(
    r"(PHỤ LỤC|Phụ lục|PHU LUC)(?:\s+(?:SỐ|số|Số)\b\.?)?\s*:?\s*"
    r"([IVXLC]{1,7}[a-zđA-ZĐ]?\b|\d{1,3}[a-zA-ZđĐ]?\b|[A-ZĐ]\b)?\s*([.:–-]?)\s*"
)
_FORM = re.compile(
    r"(?:Mẫu|MẪU|Biểu mẫu|BIỂU MẪU|Biểu|BIỂU)(?:\s+(?:biểu|BIỂU))?\s+(?:(?:số|SỐ|Số|sỐ)\s*:?\s*)?"
    r"(\d{1,3}[A-Za-zđĐ]?(?:[.\-/][A-ZĐa-zđ0-9]+)*|[A-ZĐ]\d{0,2}(?:[.\-/][A-ZĐa-zđ0-9]+)*|[IVX]{1,5}\b(?:[.\-/]\w+)*)(?!\w)\s*([.:–-]?)\s*"
)
_CITED_FORM = re.compile(rf"(?:Phụ lục|Phần|{TYPE_NAME}|Quy chế|Quy định|Mẫu|Biểu)\b")
_ATTACHED = re.compile(
    r"[(\[]\s*(?:Được\s+)?(?:Ban hành|BAN HÀNH|ban hành|Kèm|kèm|KÈM|Phê duyệt).{0,40}?(?:kèm|KÈM|theo|THEO)\b", re.DOTALL
)
_ATTACHED_NUMBER = re.compile(r"(?:số|SỐ)?\s*:?\s*\d+\s?/|số:?\s*[.…]+\d|\d{4}")
_DOTS = re.compile(r"[.…_]{2,}|(?:số|SỐ)\s*:?\s*/")
_ATTACHED_TYPE = re.compile(
    r"(?:BẢN\s+)?(?:QUY CHẾ|QUI CHẾ|QUY ĐỊNH|QUI ĐỊNH|ĐIỀU LỆ|CHƯƠNG TRÌNH|KẾ HOẠCH|ĐỀ ÁN|CHIẾN LƯỢC|NỘI QUY|HƯỚNG DẪN"
    r"|QUY TRÌNH|QUY CHUẨN"
    r"|TIÊU CHUẨN|BỘ TIÊU CHÍ|DANH MỤC|BẢNG|THỂ LỆ|ĐỊNH MỨC|BIỂU|QUY TẮC|PHƯƠNG ÁN|NGUYÊN TẮC|TIÊU CHÍ|BỘ CHỈ SỐ)\b",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"Căn cứ |Theo đề nghị |Nơi nhận|NƠI NHẬN|(?:TM|KT|TL|TUQ)\s?\.\s|Phụ lục [IVX\d]+$"
    rf"|{_OF_ASSEMBLY} này (?:đã )?được (?:Quốc hội|Hội đồng|Ủy ban)"
    r"|(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|NGHỊ QUYẾT|NGHỊ ĐỊNH)\s?:?$"
    r"|PHỤ LỤC\b|(?:Mẫu|MẪU) (?:số|SỐ) \S+$|CỘNG H|Độc lập"
)
_FILE_NAME = re.compile(r"[^\n]{1,150}\.(?:docx?|pdf|xlsx?|rtf|zip|rar)", re.IGNORECASE)
_LETTERHEAD = re.compile(r"(?:CỘNG H[ÒO]A|CỘNG HOÀ|Cộng h[oò][aà]|Độc lập|ĐỘC LẬP)")
_ISSUER_LINE = re.compile(
    r"(?:BỘ|CHÍNH PHỦ|QUỐC HỘI|ỦY BAN|UỶ BAN|HỘI ĐỒNG|THỦ TƯỚNG|TÒA ÁN|TOÀ ÁN|VIỆN KIỂM SÁT|NGÂN HÀNG|SỞ|TỔNG CỤC|CỤC)\b"
)


class Numbered(NamedTuple):
    """Heading of an appendix or form: its number, if any, and where its title begins."""

    number: str | None
    start: int


def opens_block_line(text: str) -> bool:
    """Whether a line begins something that is never the continuation of a sentence."""
    return bool(_BLOCK.match(text)) or is_attached_to(text) or appendix_heading(text) is not None or form_heading(text) is not None


def is_basis(text: str) -> bool:
    """A legal basis, or what stands among the bases (``Theo đề nghị …``)."""
    return _BASIS.match(text) is not None


def is_first_basis(text: str) -> bool:
    """What can be the first of the legal bases."""
    return _FIRST_BASIS.match(text) is not None


def split_bases(text: str) -> list[int]:
    """Where a paragraph holds several bases, or a basis and the enacting words: the offsets at which the further ones begin."""
    return [found.end() for found in _BASES_ON_ONE_LINE.finditer(text)]


def enacts(text: str) -> bool:
    """Whether a paragraph after the bases is the enacting formula."""
    return _ENACTS.match(text) is not None


def opens_enactment(text: str) -> bool:
    """Whether a line begins the enacting formula: ``Chính phủ ban hành …``"""
    return _ENACTMENT.match(text) is not None


def is_closing(text: str) -> bool:
    """``Luật này đã được Quốc hội … thông qua ngày …``"""
    return text[:1] in "LBPNH" and _CLOSING.match(text) is not None


def is_recipients(text: str) -> bool:
    """``Nơi nhận:``"""
    return _RECIPIENTS.match(text) is not None


def is_signature(text: str) -> bool:
    """The first line of a signature block."""
    if len(text) > 160:
        return False
    if _SIGNS_FOR.match(text):
        return True
    return len(text) <= 90 and text.isupper() and _ROLE.match(text) is not None and not text.endswith((":", ";", ","))


def is_signature_line(text: str) -> bool:
    """A line that belongs to a signature block once it has begun."""
    if is_signature(text) or _SIGNED.match(text):
        return True
    words = text.split()
    return (
        len(text) <= 60
        and len(words) <= 8
        and not text.endswith((";", ":"))
        and text[:1] not in "-+*"
        and all(word[:1].isupper() or not word[:1].isalpha() for word in words)
    )


def appendix_heading(text: str) -> Numbered | None:
    """``PHỤ LỤC I``, ``Phụ lục 01``, ``PHỤ LỤC``; None for a citation of one."""
    if text[:1] not in "P":
        return None
    found = _APPENDIX.match(text)
    if found is None:
        return None
    rest = text[found.end() :]
    capitals = found[1] != "Phụ lục"
    if not rest:
        return Numbered(found[2], found.end()) if capitals or found[3] != "." else None
    if rest[0] in ",;)":
        return None
    if rest[0].islower() or re.match(rf"{TYPE_NAME} (?:này|số)", rest):
        return None
    if rest.startswith("Mẫu") and not found[3]:  # "Phụ lục XIII. Mẫu đề cương báo cáo" is a heading
        return None
    if not capitals and not (found[2] and (rest[0] == "(" or rest.isupper() or found[3] or len(rest) < 120)):
        return None
    return None if len(text) > 300 or rest.endswith(";") else Numbered(found[2], found.end())


def form_heading(text: str) -> Numbered | None:
    """``Mẫu số 01``, ``Mẫu số 01. Giấy phép``; None for a citation of one."""
    if text[:1] not in "MB":
        return None
    found = _FORM.match(text)
    if found is None or len(text) > 260:
        return None
    rest = text[found.end() :]
    if rest and (rest[0].islower() or rest[0] in ",;)" or rest.endswith((";", "."))):
        return None
    if rest and not found[2] and _CITED_FORM.match(rest):
        return None
    return Numbered(found[1], found.end())


def is_attached_to(text: str) -> bool:
    """``(Ban hành kèm theo Quyết định số …)``"""
    return len(text) < 500 and _ATTACHED.match(text) is not None


def names_its_instrument(text: str) -> bool:
    """Whether the words ``kèm theo …`` name a real number, not the dots of a form."""
    return _ATTACHED_NUMBER.search(text) is not None


def names_no_instrument(text: str) -> bool:
    """Whether the words ``kèm theo …`` have the dots of a form where a number would stand."""
    return not names_its_instrument(text) and _DOTS.search(text) is not None


def is_attached_type(text: str) -> bool:
    """Whether a heading begins with the type of a text that decisions issue: Quy chế, Điều lệ, Danh mục …"""
    return _ATTACHED_TYPE.match(text) is not None


def is_file_name(text: str) -> bool:
    """The name of an attached file, which the codification lists below an article."""
    return text.endswith(("c", "x", "f", "s", "p", "r", "C", "X", "F", "S")) and _FILE_NAME.fullmatch(text) is not None


def is_letterhead(text: str) -> bool:
    """The country's name and motto."""
    return _LETTERHEAD.match(text) is not None


def is_office_line(text: str) -> bool:
    """``CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH …`` as an issuer."""
    return len(text) < 100 and text.isupper() and text.startswith(("CHỦ TỊCH Ủ", "CHỦ TỊCH UỶ", "CHỦ TỊCH UB"))


def is_issuer_line(text: str) -> bool:
    """A line of the issuer block."""
    return len(text) < 100 and text.isupper() and _ISSUER_LINE.match(text) is not None
