"""How law is named: instruments and provisions, in words for readers."""

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
