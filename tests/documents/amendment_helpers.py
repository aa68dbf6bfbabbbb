"""Made-up amending acts and bases for the tests of amendments."""

from documents.amendments import Effect, read_effects
from documents.consolidation.consolidate import Consolidated, consolidate
from documents.instrument import read_instrument
from documents.model import Instrument, Line, Provision, Reading

HEAD = """CHÍNH PHỦ
Số: {number}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày {day}
NGHỊ ĐỊNH
{title}
Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;
Chính phủ ban hành Nghị định {title}.
"""
BASE_NUMBER = "10/2020/NĐ-CP"
BASE_KEY = "nghi-dinh/10-2020-nd-cp/chinh-phu/2020-01-10"
OF_BASE = "Nghị định số 10/2020/NĐ-CP ngày 10 tháng 01 năm 2020 của Chính phủ quy định về vườn rau"
CLOSING = "\nĐiều {n}. Hiệu lực thi hành\nNghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2022."

BASE_BODY = """Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về vườn rau của hộ gia đình.
Điều 2. Giải thích từ ngữ
1. Vườn rau là nơi trồng rau.
2. Người trồng là người chăm sóc vườn rau.
3. Luống là dải đất để trồng.
Chương II
TRỒNG VÀ THU HOẠCH
Điều 3. Trồng rau
1. Người trồng phải thực hiện các việc sau đây:
a) Làm đất;
b) Gieo hạt;
c) Tưới nước.
2. Người trồng báo cáo Phòng Nông nghiệp hằng năm.
3. Mức hỗ trợ là 100.000 đồng.
Điều 4. Thu hoạch
Rau được thu hoạch khi đủ ngày.
Người trồng báo cáo Phòng Nông nghiệp trước khi thu hoạch.
Điều 5. Bảo quản
1. Rau được bảo quản nơi mát.
2. Thời hạn bảo quản là 05 ngày.
Phòng Nông nghiệp hướng dẫn khoản này.
Điều 6. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2020.
Phụ lục I
MẪU SỔ THEO DÕI
(Kèm theo Nghị định số 10/2020/NĐ-CP)
Sổ theo dõi gồm ba cột.
Phụ lục II
DANH MỤC GIỐNG
(Kèm theo Nghị định số 10/2020/NĐ-CP)
Danh mục gồm hai giống."""


def instrument(text: str) -> Instrument:
    """An instrument from paragraphs, one a line."""
    return read_instrument(Reading("txt", tuple(Line(line, starts_paragraph=True) for line in text.split("\n") if line.strip())))


def base(body: str = BASE_BODY, number: str = BASE_NUMBER) -> Instrument:
    """The decree on vegetable gardens."""
    return instrument(HEAD.format(number=number, day="10 tháng 01 năm 2020", title="Quy định về vườn rau") + body)


def act(
    body: str, title: str | None = None, number: str = "20/2022/NĐ-CP", day: str = "15 tháng 5 năm 2022", closing: bool = True
) -> Instrument:
    """An amending decree."""
    title = title or f"Sửa đổi, bổ sung một số điều của {OF_BASE}"
    end = CLOSING.format(n=90) if closing else ""
    return instrument(HEAD.format(number=number, day=day, title=title) + body + end)


def order(*clauses: str) -> str:
    """Article 1 of an amending decree with clauses."""
    lines = [f"Điều 1. Sửa đổi, bổ sung một số điều của {OF_BASE}"]
    return "\n".join([*lines, *(f"{number}. {clause}" for number, clause in enumerate(clauses, 1))])


def effects(*clauses: str) -> tuple[Effect, ...]:
    """The effects of the clauses of an amending decree."""
    return read_effects(act(order(*clauses)))


def amended(*clauses: str, body: str = BASE_BODY) -> Consolidated:
    """The decree on vegetable gardens with an amending decree applied."""
    amending = act(order(*clauses))
    return consolidate(base(body), [(amending, read_effects(amending))])


def texts(provisions: tuple[Provision, ...]) -> dict[str, Provision]:
    """Provisions by path."""
    return {node.path: node for root in provisions for node in root.walk()}
