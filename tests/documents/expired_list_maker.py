"""Made-up lists of texts that have ceased to have effect, as instruments, and what was read of them in lines."""

from documents.amendments import Effect
from documents.instrument import read_instrument
from documents.model import Instrument, Line, Reading, Table
from documents.paths import key_parts

HEAD = """{issuer}
Số: {number}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
{place}, ngày 25 tháng 01 năm 2024
QUYẾT ĐỊNH
Về việc công bố Danh mục văn bản quy phạm pháp luật hết hiệu lực, ngưng hiệu lực toàn bộ và một phần năm 2023
Căn cứ Luật Ban hành văn bản quy phạm pháp luật ngày 22 tháng 6 năm 2015;
Điều 1. Công bố kèm theo Quyết định này Danh mục văn bản quy phạm pháp luật hết hiệu lực.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký.
KT. BỘ TRƯỞNG
Phạm Văn A
DANH MỤC VĂN BẢN QUY PHẠM PHÁP LUẬT HẾT HIỆU LỰC, NGƯNG HIỆU LỰC
(Ban hành kèm theo Quyết định số {number} ngày 25/01/2024)"""
MINISTRY = {"issuer": "BỘ NỘI VỤ", "number": "55/QĐ-BNV", "place": "Hà Nội"}
FORM_3 = (
    "STT",
    "Tên loại văn bản",
    "Số, ký hiệu; ngày, tháng, năm ban hành văn bản",
    "Tên gọi của văn bản/Trích yếu nội dung của văn bản",
    "Lý do hết hiệu lực, ngưng hiệu lực",
    "Ngày hết hiệu lực, ngưng hiệu lực",
)
FORM_4 = (
    "TT",
    "Tên loại văn bản",
    "Số, ký hiệu; ngày, tháng, năm ban hành văn bản; tên gọi của văn bản",
    "Nội dung, quy định hết hiệu lực, ngưng hiệu lực",
    "Lý do hết hiệu lực, ngưng hiệu lực",
    "Ngày hết hiệu lực, ngưng hiệu lực",
)
Rows = tuple[tuple[str | None, ...], ...]
"""Cells; None below a merged one."""


def made(*parts: str | Rows, of: dict[str, str] = MINISTRY) -> Instrument:
    """A list of paragraphs and tables."""
    lines: list[Line] = []
    for part in (HEAD.format(**of), *parts):
        if isinstance(part, str):
            lines += [Line(line, starts_paragraph=True) for line in part.split("\n") if line.strip()]
        else:
            lines.append(Line("", table=Table.of(part)))
    return read_instrument(Reading("txt", tuple(lines)), None)


def shown(effects: tuple[Effect, ...]) -> list[str]:
    """Each effect in one line; "?" before what is not certain."""
    lines = []
    for effect in effects:
        parts = key_parts(effect.target.key or "")
        number = parts.number if parts else "-"
        day = f"{effect.effective_from:%Y-%m-%d}" if effect.effective_from else "-"
        lines.append(f"{'' if effect.certain else '? '}{effect.action} {number} {effect.target.path or 'whole'} {day}")
    return lines
