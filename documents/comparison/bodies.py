"""The form of a body's full name: offices, those at their head, courts, committees."""

import re

from documents.identity.issuers import known_names

_KNOWN = "|".join(re.escape(name) for name in known_names())
_FIELD = "|".join(re.escape(name.removeprefix("Bộ ")) for name in known_names() if name.startswith("Bộ "))
_PLACE = (
    r"(?:\s+(?:các\s+)?cấp\s+(?:xã|huyện|tỉnh|cơ sở|trên)|\s+cùng cấp|\s+các cấp|\s+xã, phường, thị trấn"
    r"|\s+huyện, quận, thị xã(?:, thành phố thuộc tỉnh)?|\s+tỉnh, thành phố trực thuộc [Tt]rung ương)?"
)
_HEAD = (
    r"(?:(?:[Cc]hủ tịch|[Bb]ộ trưởng|[Cc]hánh án|[Vv]iện trưởng|[Gg]iám đốc|[Tt]rưởng|[Tt]hủ trưởng|[Nn]gười đứng đầu|[Ll]ãnh đạo"
    r"|[Cc]hủ nhiệm|[Cc]hánh [Vv]ăn phòng|[Cc]hánh [Tt]hanh tra|[Tt]ổng [Kk]iểm toán)\s+)?"
)
_COURT = r"(?:Hội đồng nhân dân|[Tt]òa án(?: nhân dân)?|Viện kiểm sát(?: nhân dân)?|(?:cơ quan\s+)?[Cc]ông an)"


def _up_to(most: int, *words: str) -> str:
    """Further words of a name, up to one with which something else begins."""
    return rf"[^,;.:\n]{{3,{most}}}?(?=\s+(?:{'|'.join((*_NEXT, *words))})\b|[,;.:\n]|$)"


_NEXT = ("có", "phải", "được", "xem", "quyết", "để", "trong", "khi", "và", "hoặc", "thì")
_DOES = (
    "quy",
    "ban",
    "nơi",
    "thuộc",
    "nhận",
    "hướng dẫn",
    "tiếp nhận",
    "thực hiện",
    "ra",
    "gửi",
    "lập",
    "theo",
    "do",
    "kiểm tra",
    "thông báo",
)
_OFFICES = (
    r"[Cc]ơ quan\s+(?:nhà nước\s+|quản lý nhà nước\s+|khác\s+)?có thẩm quyền",
    r"(?:[Nn]gười|[Cc]ấp|[Cc]á nhân)\s+(?:khác\s+)?có thẩm quyền",
    r"[Cc]ơ quan ngang [Bb]ộ",
    r"[Cc]ơ quan thuộc Chính phủ",
    rf"[Tt]ổ chức đại diện\s+(?:tập thể|người|của){_up_to(60, 'mà', 'đối với', 'nơi', 'tổ chức và', 'theo')}",
    r"(?:[Tt]hủ trưởng|[Nn]gười đứng đầu|[Ll]ãnh đạo)\s+(?:các\s+)?(?:cơ quan|đơn vị|tổ chức)"
    rf"(?:\s+(?:ngang [Bb]ộ|thuộc Chính phủ|{_up_to(40, 'quy')}))?",
    r"[Nn]gười đứng đầu cộng đồng dân cư",
    r"Tổng Kiểm toán [Nn]hà nước",
    r"Mặt trận Tổ quốc Việt Nam",
    r"Chủ tịch nước",
    rf"Giám đốc {_up_to(40)}",
    r"Ban chấp hành công đoàn(?: cơ sở| lâm thời)*",
    r"[Cc]ông đoàn (?:cơ sở|cấp (?:trên|tỉnh|huyện))(?: trực tiếp)?(?: cơ sở)?",
    r"[Tt]rưởng Công an xã",
    r"[Tt]rưởng thôn(?:, [Tt]ổ trưởng tổ dân phố)?",
    r"(?:[Tt]hủ trưởng\s+)?[Cc]ơ quan\s+(?:chuyên môn về|quản lý(?: nhà nước về)?|đăng ký|bảo hiểm|tiến hành|thi hành"
    rf"|điều tra|công an|thuế|hải quan|giải cứu)\s+{_up_to(60, *_DOES)}"
    r"(?:\s+thuộc\s+[ỦU][ỷy] ban nhân dân(?:\s+cấp\s+(?:xã|huyện|tỉnh))?)?",
)
BODY = re.compile(
    rf"(?<!\w){_HEAD}(?:(?:{_KNOWN})(?!\w)|(?:Sở|Phòng)\s+(?:{_FIELD})(?!\w)|(?:[ỦU][ỷy]|Uỷ) ban nhân dân{_PLACE}|{_COURT}{_PLACE}"
    rf"|[Hh]ội đồng trọng tài lao động|[Hh]òa giải viên lao động|[Tt]rọng tài lao động|{'|'.join(_OFFICES)})"
)
