"""How law is named: instruments and provisions, in words for readers."""

from documents.model import Kind, Provision

TYPE_NAMES: dict[str, str] = {
    "hien-phap": "Hiến pháp",
    "luat": "Luật",
    "bo-luat": "Bộ luật",
    "phap-lenh": "Pháp lệnh",
    "nghi-quyet": "Nghị quyết",
    "nghi-dinh": "Nghị định",
    "thong-tu": "Thông tư",
    "thong-tu-lien-tich": "Thông tư liên tịch",
    "quyet-dinh": "Quyết định",
    "chi-thi": "Chỉ thị",
    "van-ban-hop-nhat": "Văn bản hợp nhất",
}
"""Types of instruments as they are written, by slug; a draft and what is no instrument have no such word."""


def full_name(instrument_type: str, title: str | None) -> str:
    """The name of an instrument with its type, once."""
    type_name = TYPE_NAMES.get(instrument_type, "")
    if not title or not type_name or title.lower().startswith(type_name.lower()):
        return title or type_name
    return f"{type_name} {title}"


_UNITS = {
    Kind.PART: "Phần",
    Kind.CHAPTER: "Chương",
    Kind.SECTION: "Mục",
    Kind.SUBSECTION: "Tiểu mục",
    Kind.APPENDIX: "Phụ lục",
    Kind.FORM: "Mẫu số",
    Kind.ARTICLE: "Điều",
}


def label(provision: Provision) -> str:
    """What is printed before a provision: “Điều 12.”, “3.”, “đ)”, “Chương II”; empty where nothing is."""
    number = provision.number
    if provision.kind is Kind.ATTACHMENT:
        return "" if provision.heading else "Văn bản kèm theo"
    if provision.kind in _UNITS:
        words = f"{_UNITS[provision.kind]} {number}" if number else _UNITS[provision.kind]
        return f"{words}." if provision.kind is Kind.ARTICLE else words
    if not number:
        return ""
    if provision.kind is Kind.CLAUSE:
        return f"{number}."
    if provision.kind in (Kind.POINT, Kind.SUBPOINT):
        return f"{number})"
    return ""
