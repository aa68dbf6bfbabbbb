"""Writes the two samples that are not plain text: the decision (Word) and the circular (PDF).

Run ``python tests/documents/make_samples.py`` after changing a text below; the files are kept in the repository because the
PDF needs Chromium. All of it is invented.
"""

import html
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

SAMPLES = Path(__file__).resolve().parents[2] / "documents" / "samples"
MARK = "VĂN BẢN MẪU – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"

# A line that begins with "=" is bold and centred, with "*" bold.
DECISION = """
Căn cứ Nghị định số 01/2024/NĐ-MAU ngày 15 tháng 01 năm 2024 của Chính phủ Mẫu;
Theo đề nghị của Giám đốc Trung tâm Hỗ trợ Mẫu.
=QUYẾT ĐỊNH:
*Điều 1. Ban hành kèm theo Quyết định này Quy chế hoạt động của cơ sở tiếp nhận người bị bạo lực.
*Điều 2. Quyết định này có hiệu lực thi hành từ ngày 01 tháng 4 năm 2024 đến hết ngày 31 tháng 3 năm 2025.
*Điều 3. Giám đốc các cơ sở tiếp nhận chịu trách nhiệm thi hành Quyết định này./.
"""
REGULATION = """
=QUY CHẾ
=Hoạt động của cơ sở tiếp nhận người bị bạo lực
=(Ban hành kèm theo Quyết định số 04/QĐ-BOMAU ngày 20 tháng 3 năm 2024 của Bộ trưởng Bộ Mẫu)
=Chương I
=QUY ĐỊNH CHUNG
*Điều 1. Phạm vi áp dụng
Quy chế này áp dụng đối với các cơ sở tiếp nhận người bị bạo lực đã được cấp phép.
*Điều 2. Giờ tiếp nhận
1. Cơ sở tiếp nhận nạn nhân 24 giờ trong ngày, kể cả ngày nghỉ.
2. Ngoài giờ hành chính, cán bộ trực quyết định việc tiếp nhận và báo cáo Giám đốc trước 08 giờ sáng hôm sau.
=Chương II
=NHIỆM VỤ CỦA CÁN BỘ
*Điều 3. Cán bộ tiếp nhận
1. Cán bộ tiếp nhận có nhiệm vụ:
a) Hỏi nhu cầu cấp thiết trước khi hỏi về vụ việc;
b) Giải thích các chế độ hỗ trợ theo Phụ lục I;
c) Không ghi âm, ghi hình khi chưa được đồng ý.
2. Cán bộ tiếp nhận không được hỏi lại chi tiết vụ việc mà nạn nhân đã kể với cơ quan điều tra.
*Điều 4. Bảo mật hồ sơ
Hồ sơ của nạn nhân được lưu trong tủ có khóa; việc mượn hồ sơ phải ghi sổ.
"""
APPENDIX = """
=PHỤ LỤC I
=DANH MỤC CHẾ ĐỘ VÀ GIẤY TỜ CẦN CÓ
=(Kèm theo Quyết định số 04/QĐ-BOMAU ngày 20 tháng 3 năm 2024 của Bộ trưởng Bộ Mẫu)
"""
ROWS = [
    ("STT", "Chế độ", "Giấy tờ cần có", "Thời hạn giải quyết"),
    ("1", "Nhu cầu thiết yếu", "Không yêu cầu", "Ngay khi tiếp nhận"),
    ("2", "Chi phí đi lại", "Giấy đề nghị của nạn nhân", "01 ngày làm việc"),
    ("3", "Trợ cấp khó khăn ban đầu", "Giấy đề nghị; giấy xác nhận nạn nhân", "07 ngày làm việc"),
]

CIRCULAR = """
*Điều 1. Phạm vi điều chỉnh
Thông tư này hướng dẫn mức chi, việc lập dự toán và quyết toán kinh phí hỗ trợ người bị bạo lực theo Nghị định số 01/2024/NĐ-MAU.
*Điều 2. Nguồn kinh phí
1. Ngân sách nhà nước bảo đảm theo phân cấp.
2. Tài trợ, viện trợ và đóng góp tự nguyện của tổ chức, cá nhân trong nước và ngoài nước.
*Điều 3. Mức chi hỗ trợ nhu cầu thiết yếu
1. Tiền ăn: 90.000 đồng/người/ngày; trẻ em dưới 06 tuổi được cộng thêm 20.000 đồng/người/ngày.
2. Quần áo, vật dụng sinh hoạt cá nhân: 600.000 đồng/người cho một đợt tiếp nhận.
3. Vật dụng vệ sinh dành cho phụ nữ: 50.000 đồng/người/tháng.
*Điều 4. Mức chi hỗ trợ chi phí đi lại
1. Tiền tàu xe thanh toán theo giá vé thực tế của phương tiện công cộng loại phổ thông.
2. Nơi không có phương tiện công cộng thì thanh toán theo hợp đồng thuê xe, nhưng không quá 12.000 đồng/km.
3. Tiền ăn trên đường: 150.000 đồng/người/ngày, tối đa 05 ngày.
*Điều 5. Mức chi hỗ trợ y tế, tâm lý
1. Thuốc thông thường: 100.000 đồng/người cho một đợt tiếp nhận.
2. Tư vấn tâm lý: 200.000 đồng/buổi; số buổi do cơ sở quyết định căn cứ:
a) Tình trạng của nạn nhân;
b) Ý kiến của chuyên gia tâm lý;
c) Thời gian dự kiến ở tại cơ sở.
*Điều 6. Lập dự toán
Hằng năm, cơ sở tiếp nhận lập dự toán kinh phí gửi cơ quan quản lý trực tiếp trước ngày 31 tháng 7.
*Điều 7. Chứng từ
1. Chứng từ chi gồm giấy đề nghị, bảng kê và hóa đơn theo quy định.
2. Trường hợp nạn nhân yêu cầu giữ bí mật, chứng từ ghi mã số thay cho họ tên; bảng đối chiếu mã số do Giám đốc cơ sở giữ.
*Điều 8. Quyết toán
1. Cơ sở quyết toán theo số người được hỗ trợ thực tế.
2. Kinh phí chưa sử dụng hết được chuyển sang năm sau theo quy định.
*Điều 9. Hiệu lực thi hành
1. Thông tư này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2025.
2. Trong quá trình thực hiện, nếu có vướng mắc, đề nghị các cơ sở phản ánh về Bộ Mẫu để xem xét./.
"""


def write_decision(path: Path) -> None:
    """Write the decision with its attached regulation and appendix as a Word file."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    _paragraph(document, "=" + MARK)
    head = document.add_table(rows=1, cols=2)
    _cell(head.cell(0, 0), ["BỘ MẪU", "-------", "Số: 04/QĐ-BOMAU"])
    _cell(
        head.cell(0, 1),
        [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "---------------",
            "Thành phố Mẫu, ngày 20 tháng 3 năm 2024",
        ],
    )
    for line in (
        "=QUYẾT ĐỊNH",
        "=Ban hành Quy chế hoạt động của cơ sở tiếp nhận người bị bạo lực",
        "=BỘ TRƯỞNG BỘ MẪU",
    ):
        _paragraph(document, line)
    _paragraphs(document, DECISION)
    foot = document.add_table(rows=1, cols=2)
    _cell(foot.cell(0, 0), ["Nơi nhận:", "- Như Điều 3;", "- Lưu: VT."])
    _cell(foot.cell(0, 1), ["BỘ TRƯỞNG", "", "Lê Văn Mẫu"])
    document.add_page_break()
    _paragraphs(document, REGULATION)
    document.add_page_break()
    _paragraphs(document, APPENDIX)
    table = document.add_table(rows=0, cols=4)
    table.style = "Table Grid"
    for row in ROWS:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    document.core_properties.author = "Tủ Luật"
    document.core_properties.title = "04/QĐ-BOMAU (văn bản mẫu)"
    document.core_properties.created = document.core_properties.modified = datetime(2024, 3, 20)
    document.save(str(path))


def write_circular(path: Path, chromium: str) -> None:
    """Print the circular to PDF, with a running head and page numbers as in a gazette."""
    body = "".join(_html(line) for line in CIRCULAR.strip().splitlines())
    page = f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>05/2024/TT-BOMAU</title><style>
      @page {{ size: A4; margin: 26mm 20mm 22mm 28mm;
        @top-left {{ content: "CÔNG BÁO MẪU/Số 12 + 13/Ngày 20-11-2024"; font: 11pt "DejaVu Serif"; }}
        @top-right {{ content: counter(page); font: 11pt "DejaVu Serif"; }} }}
      body {{ font: 12pt/1.4 "DejaVu Serif"; text-align: justify; margin: 0; }}
      p {{ margin: 0 0 6pt; text-indent: 10mm; }} .c {{ text-align: center; font-weight: bold; text-indent: 0; }}
      .b {{ font-weight: bold; }} table {{ width: 100%; text-align: center; margin-bottom: 12pt; }} td p {{ text-indent: 0; }}
    </style></head><body><p class="c">{MARK}</p>
    <table><tr><td><p><b>BỘ MẪU</b></p><p>-------</p><p>Số: 05/2024/TT-BOMAU</p></td>
    <td><p><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b></p><p><b>Độc lập - Tự do - Hạnh phúc</b></p><p>---------------</p>
    <p><i>Thành phố Mẫu, ngày 15 tháng 11 năm 2024</i></p></td></tr></table>
    <p class="c">THÔNG TƯ</p><p class="c">Hướng dẫn mức chi hỗ trợ người bị bạo lực</p>
    <p><i>Căn cứ Nghị định số 01/2024/NĐ-MAU ngày 15 tháng 01 năm 2024 của Chính phủ Mẫu;</i></p>
    <p><i>Bộ trưởng Bộ Mẫu ban hành Thông tư hướng dẫn mức chi hỗ trợ người bị bạo lực.</i></p>{body}
    <table><tr><td style="text-align:left"><p><b><i>Nơi nhận:</i></b></p><p>- Các cơ sở tiếp nhận;</p><p>- Lưu: VT.</p></td>
    <td><p><b>BỘ TRƯỞNG</b></p><p>&nbsp;</p><p><b>Lê Văn Mẫu</b></p></td></tr></table></body></html>"""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "circular.html"
        source.write_text(page, encoding="utf-8")
        subprocess.run(
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-pdf-header-footer",
                f"--print-to-pdf={path}",
                source.as_uri(),
            ],
            check=True,
            capture_output=True,
        )


def _html(line: str) -> str:
    if line.startswith("*"):
        return f'<p class="b">{html.escape(line[1:])}</p>'
    return f"<p>{html.escape(line)}</p>"


def _paragraphs(document: Document, text: str) -> None:
    for line in text.strip().splitlines():
        _paragraph(document, line)


def _paragraph(document: Document, line: str) -> None:
    centred, bold = line.startswith("="), line.startswith(("=", "*"))
    paragraph = document.add_paragraph()
    paragraph.add_run(line[1:] if bold else line).bold = bold
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _cell(cell, lines: list[str]) -> None:
    cell.paragraphs[0].text = lines[0]
    for line in lines[1:]:
        cell.add_paragraph(line)
    for paragraph in cell.paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


if __name__ == "__main__":
    write_decision(SAMPLES / "quyet-dinh-04-2024-qd-bomau.docx")
    write_circular(SAMPLES / "thong-tu-05-2024-tt-bomau.pdf", sys.argv[1] if len(sys.argv) > 1 else "/usr/bin/chromium")
