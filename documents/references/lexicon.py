"""Words that name instruments: types, abbreviations, and where the name of a law ends."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from documents.model import InstrumentType

# Types that are also cited by name alone. Longer words first, since they are tried in this order.
LAWS = ("Bộ luật", "Bộ Luật", "Luật", "Pháp lệnh")
TREATIES = ("Nghị định thư", "Hiệp định", "Công ước", "Hiệp ước")
CONSTITUTION = "Hiến pháp"
STRONG_TYPES = (*LAWS, CONSTITUTION, *TREATIES)
# Types that are cited by number or as "… này" only.
NORMATIVE_TYPES = (
    "Thông tư liên tịch", "Thông tư liên bộ", "Thông tư liên ngành", "Nghị quyết liên tịch", "Văn bản hợp nhất", "Nghị quyết",
    "Nghị định", "Thông tư", "Quyết định", "Chỉ thị", "Sắc lệnh", "Sắc luật", "Quy chế", "Điều lệ", "Quy chuẩn", "Quy định",
)  # fmt: skip
PAPER_TYPES = (
    "Thông báo", "Công văn", "Công điện", "Kết luận", "Hướng dẫn", "Kế hoạch", "Lệnh", "Chương trình", "Đề án", "Chiến lược",
    "Tờ trình", "Báo cáo", "Thông tri",
)  # fmt: skip
# Papers that only "số" and a number make a particular one: the words alone are everywhere.
NUMBERED_TYPES = ("Văn bản", "Công hàm", "Công thư", "Phiếu chuyển", "Phiếu trình", "Phiếu gửi", "Thông cáo", "Giấy mời")
TYPE_WORDS = (*STRONG_TYPES, *NORMATIVE_TYPES, *PAPER_TYPES, *NUMBERED_TYPES)
WEAK_TYPES = (*NORMATIVE_TYPES, *PAPER_TYPES, *NUMBERED_TYPES)
# Types that a bare figure may follow: "Nghị định 09".
FIGURE_TYPES = ("Nghị quyết", "Nghị định", "Thông tư", "Chỉ thị", "Thông tư liên tịch")
ABBREVIATIONS = {
    "NĐ": "Nghị định",
    "NĐ-CP": "Nghị định",
    "TT": "Thông tư",
    "TTLT": "Thông tư liên tịch",
    "QĐ": "Quyết định",
    "QĐ-TTg": "Quyết định",
    "NQ": "Nghị quyết",
    "CT": "Chỉ thị",
    "VBHN": "Văn bản hợp nhất",
    "PL": "Pháp lệnh",
    "BLHS": "Bộ luật Hình sự",
    "BLDS": "Bộ luật Dân sự",
    "BLLĐ": "Bộ luật Lao động",
    "BLTTHS": "Bộ luật Tố tụng hình sự",
    "BLTTDS": "Bộ luật Tố tụng dân sự",
}
PAPER_ABBREVIATIONS = {"TB": "Thông báo", "CV": "Công văn", "KH": "Kế hoạch"}
# What a name's abbreviation after "Luật" stands for: "Luật PCMBN 2011".
SHORT_NAMES = {
    "PCMBN": "Phòng, chống mua bán người",
    "BHYT": "Bảo hiểm y tế",
    "BHXH": "Bảo hiểm xã hội",
    "TGPL": "Trợ giúp pháp lý",
    "HNGĐ": "Hôn nhân và gia đình",
    "HN&GĐ": "Hôn nhân và gia đình",
    "XLVPHC": "Xử lý vi phạm hành chính",
    "NSNN": "Ngân sách nhà nước",
    "TTHC": "Tố tụng hành chính",
    "TTTM": "Trọng tài thương mại",
    "THADS": "Thi hành án dân sự",
    "THAHS": "Thi hành án hình sự",
    "PCTN": "Phòng, chống tham nhũng",
    "PCBLGĐ": "Phòng, chống bạo lực gia đình",
    "PCMT": "Phòng, chống ma túy",
    "BHTG": "Bảo hiểm tiền gửi",
    "SHTT": "Sở hữu trí tuệ",
    "KDBĐS": "Kinh doanh bất động sản",
    "ATTP": "An toàn thực phẩm",
    "HTX": "Hợp tác xã",
    "GDĐH": "Giáo dục đại học",
    "ATVSLĐ": "An toàn, vệ sinh lao động",
}


@dataclass(frozen=True, slots=True)
class KnownLaw:
    """A law by the name under which it is cited.

    :param name: without the type word; empty for the Constitution
    """

    type: InstrumentType
    name: str
    number: str | None
    issued_on: date | None
    effective_from: date | None


@cache
def known_laws() -> tuple[KnownLaw, ...]:
    """The laws that texts cite by name, past and present. The list is for finding names and for what they meant on a day."""
    lines = files("documents.references").joinpath("laws.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple(
        KnownLaw(InstrumentType(t), name, None if number == "-" else number, _day(i), _day(e)) for t, name, number, i, e in rows
    )


def _day(text: str) -> date | None:
    return None if text == "-" else date.fromisoformat(text)


_TYPE_WORD = re.compile("(?:" + "|".join(STRONG_TYPES) + r")(?![\wđ])")
_TAIL = re.compile(r"[\s,(]*(?:năm\s*\(?|\(|ngày\s|\s)\s*(?=\d)[\d\s/.()thángnăm-]+$")


def full_name(name: str) -> tuple[str, str, str] | None:
    """Take a name as written apart: type word, name without it, and the year or date at its end.

    Abbreviations are written out: "Luật PCMBN 2011" is ("Luật", "Phòng, chống mua bán người", "2011").
    """
    tail = _TAIL.search(name)
    bare = name[: tail.start()] if tail else name
    bare = " ".join(ABBREVIATIONS.get(bare.strip(), bare).split())
    word = _TYPE_WORD.match(bare)
    if word is None:
        return None
    rest = bare[word.end() :].strip()
    return word.group(), SHORT_NAMES.get(rest, rest), tail.group() if tail else ""
