"""Markdown: front matter, an editor's summary around the instrument, compilations of several instruments."""

from pathlib import Path

import pytest

from documents.instrument import read_instrument
from documents.model import ProblemCode, Reading
from documents.structure.completeness import CUT_HERE, cut_places
from ingest.parsing import parse_file
from ingest.readers.markdown import read_markdown

FRONT = """---
layout: vanban
title: "Nghị định 99/2031/NĐ-CP quy định việc thử"
so_hieu: "99/2031/NĐ-CP"
ngay_ban_hanh: "15/05/2031"
co_quan_ban_hanh: "Chính phủ"
nguoi_ky: Đang cập nhật
tags:
  - thử
---
"""

BODY = """**CHÍNH PHỦ**
**Số: 99/2031/NĐ-CP**
**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**
**Độc lập - Tự do - Hạnh phúc**

### NGHỊ ĐỊNH

**Quy định việc thử**

*Căn cứ [Luật Thử](https://example.vn/luat_(2030).html) số 1/2030/QH1;*

---

### Điều 1. Phạm vi

1. Quy định **mức 5 triệu**:

   a) Một _hai_;

   b) Ba `bốn`.

**Điều 2. Hiệu lực thi hành**

Nghị định này có hiệu lực./.

**Nơi nhận:**

* Như trên;
- Lưu: VT.
"""

SUMMARY = """# Nghị định 99/2031/NĐ-CP quy định việc thử

## Thông tin văn bản

| Trường | Nội dung |
|---|---|
| **Số hiệu** | 99/2031/NĐ-CP |
| Người ký | Nguyễn Văn Thử |

## Căn cứ pháp lý

- Luật Thử số 1/2030/QH1

## Điểm mới nổi bật

1. **Mức mới** (Điều 1): 5 triệu.

Điều 1 quy định mức mới, Điều 2 quy định hiệu lực.

"""

NOTES = """
## Ghi chú số hóa

- Đã sửa lỗi nhận dạng ở Điều 1.
"""

LAW = [
    "CHÍNH PHỦ",
    "Số: 99/2031/NĐ-CP",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "NGHỊ ĐỊNH",
    "Quy định việc thử",
    "Căn cứ Luật Thử số 1/2030/QH1;",
    "Điều 1. Phạm vi",
    "1. Quy định mức 5 triệu:",
    "a) Một hai;",
    "b) Ba bốn.",
    "Điều 2. Hiệu lực thi hành",
    "Nghị định này có hiệu lực./.",
    "Nơi nhận:",
    "- Như trên;",
    "- Lưu: VT.",
]


def texts(reading: Reading) -> list[str]:
    return [line.text for line in reading.lines]


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        FRONT + BODY,
        FRONT + SUMMARY + "## Nội dung (2/2 Điều)\n\n" + BODY,
        FRONT + SUMMARY + "## NỘI DUNG TOÀN VĂN\n\n" + BODY + "\n---\n" + NOTES,
        FRONT + SUMMARY + BODY + NOTES,
        FRONT + "# Nghị định 99/2031/NĐ-CP\n\n" + BODY,
        (FRONT + SUMMARY + "## VĂN BẢN\n\n" + BODY).replace("\n", "\r\n"),
    ],
    ids=["bare", "front", "summary", "summary and notes", "summary without heading", "title", "windows lines"],
)
def test_only_the_instrument_is_law(text: str) -> None:
    [reading] = read_markdown(text)
    assert texts(reading) == LAW


def test_what_stands_around_it_is_kept_aside_and_its_claims_are_hints() -> None:
    [reading] = read_markdown(FRONT + SUMMARY + "## Nội dung\n\n" + BODY + NOTES)
    aside = "\n".join(reading.furniture)
    assert "5 triệu" in aside
    assert "Đã sửa lỗi" in aside
    assert dict(reading.hints.fields) == {
        "title": "Nghị định 99/2031/NĐ-CP quy định việc thử",
        "number": "99/2031/NĐ-CP",
        "issued_on": "15/05/2031",
        "issuer": "Chính phủ",
        "signed_by": "Nguyễn Văn Thử",
    }


def test_places_are_the_lines_of_the_file_and_bold_lines_are_bold() -> None:
    [reading] = read_markdown(FRONT + BODY)
    line = next(line for line in reading.lines if line.text.startswith("Điều 2"))
    assert (FRONT + BODY).split("\n")[int(str(line.place.element).removeprefix("line:")) - 1] == "**Điều 2. Hiệu lực thi hành**"
    assert line.bold
    assert next(line for line in reading.lines if line.text.startswith("Điều 1")).heading_level == 3
    assert not next(line for line in reading.lines if line.text.startswith("1. Quy")).bold


def test_tables_and_footnotes() -> None:
    [reading] = read_markdown(
        "# Luật\n\nĐiều 1. Mức[^1]\n\n| Bậc | Mức \\| cũ |\n|:--|--:|\n| 1 | **5** |\n\n[^1]: Được sửa đổi.\n"
    )
    assert reading.lines[-1].table is not None
    assert reading.lines[-1].table.rows == (("Bậc", "Mức | cũ"), ("1", "5"))
    assert [(note.mark, note.text) for note in reading.notes] == [("1", "Được sửa đổi.")]
    assert [line.marks[0].offset for line in reading.lines if line.marks] == [11]


EXCERPTS = """# Luật Thử nghiệm số 53/2031/QH15: excerpts only (cut)

## Điều 1 (nguồn: example.vn; đủ)
Điều 1. Phạm vi
Quy định việc thử.

## Điều 2 khoản 3 (nguồn: example.vn; cắt ở cuối)
3. Thử nghiệm là việc thử [...]

## Điều 4 điểm b khoản 1 (nguồn: example.vn)
1. Gồm:
b) Thử hai.

# Nghị định 62/2032/NĐ-CP: Điều 5 (nguồn: example.vn)
Điều 5. Kinh phí
Ngân sách.
Tóm lược báo chí (không phải nguyên văn): mức 5 triệu.
"""


def test_excerpts_are_pieces_of_their_instruments_and_never_the_law() -> None:
    law, decree = read_markdown(EXCERPTS)
    piece = ["Điều 4.", "1. Gồm:", "b) Thử hai."]
    assert texts(law) == ["Điều 1. Phạm vi", "Quy định việc thử.", "Điều 2.", "3. Thử nghiệm là việc thử", *piece]
    assert [line.text for line in law.lines if line.marks] == ["3. Thử nghiệm là việc thử", "b) Thử hai."]
    told = ["Điều 2 khoản 3 (nguồn: example.vn; cắt ở cuối)", "Điều 4 điểm b khoản 1 (nguồn: example.vn)"]
    assert [(note.mark, note.text) for note in law.notes] == [(CUT_HERE, words) for words in told]
    below = {"dieu-2/khoan-3", "dieu-4/khoan-1", "dieu-4/khoan-1/diem-b"}
    assert cut_places(read_instrument(law).provisions) == {"dieu-2", "dieu-4", *below}
    assert law.hints.fields["number"] == "53/2031/QH15"
    assert texts(decree) == ["Điều 5. Kinh phí", "Ngân sách."]
    assert decree.hints.fields["type"] == "Nghị định"
    assert [problem.code for problem in (*law.problems, *decree.problems)] == [ProblemCode.EXCERPT] * 2
    assert any("5 triệu" in text for text in decree.furniture)


CODIFIED = """---
title: Chính sách thử
---

## VĂN BẢN
# Chính sách thử

Chương I

QUY ĐỊNH CHUNG

Điều 6.1.NĐ.1. Phạm vi

(Điều 1 Nghị định số 20/2031/NĐ-CP Quy định việc thử ngày 15/03/2031 của Chính phủ, có hiệu lực thi hành kể từ ngày 01/07/2031)

Quy định về việc thử.

(Điều này có nội dung liên quan đến Điều 6.1.NĐ.2. Đối tượng)

Điều 6.1.TT.1.1. Hướng dẫn

(Điều 3 Thông tư số 02/2031/TT-BT Hướng dẫn việc thử ngày 24/06/2031 của Bộ Thử, có hiệu lực thi hành kể từ ngày 01/08/2031)

1. Hướng dẫn thử.

Điều 6.1.NĐ.2. Đối tượng

(Điều 2 Nghị định số 20/2031/NĐ-CP, có hiệu lực thi hành kể từ ngày 01/07/2031)

Mọi người.

Điều 6.1.TT.1.2. Mẫu

(Điều 1 Thông tư số 02/2031/TT-BT, có hiệu lực thi hành kể từ ngày 01/08/2031)

Mẫu thử.

## Danh sách điều khoản

### 0600100000

Điều 6.1.NĐ.1. Phạm vi Quy định về việc thử.
"""


def test_a_chapter_of_the_codification_is_split_by_instrument_with_their_own_numbers() -> None:
    decree, circular = read_markdown(CODIFIED)
    assert texts(decree) == ["Điều 1. Phạm vi", "Quy định về việc thử.", "Điều 2. Đối tượng", "Mọi người."]
    assert texts(circular) == ["Điều 1. Mẫu", "Mẫu thử.", "Điều 3. Hướng dẫn", "1. Hướng dẫn thử."]
    assert decree.hints.fields["issued_on"] == "2031-03-15"
    assert circular.hints.fields["number"] == "02/2031/TT-BT"
    assert [note.mark for note in decree.notes] == ["", ""]
    assert all(reading.problems[0].code is ProblemCode.EXCERPT for reading in (decree, circular))
    assert "QUY ĐỊNH CHUNG" in decree.furniture


def test_a_plain_text_named_md_is_read() -> None:
    [reading] = read_markdown("LUẬT\nTHỬ\nĐiều 1. Phạm vi\nLuật này quy định việc thử.\n")
    assert texts(reading) == ["LUẬT", "THỬ", "Điều 1. Phạm vi", "Luật này quy định việc thử."]


@pytest.mark.realdata
def test_the_compilation_at_hand_gives_its_three_instruments(data: Path) -> None:
    name = "chinh-sach-tro-giup-xa-hoi-doi-voi-doi-tuong-bao-tro-xa-hoi.md"
    readings = parse_file(data / "documents" / "anti_trafficking" / name).readings
    counts = {
        reading.hints.fields["number"]: sum(line.text.startswith("Điều ") and bool(line.marks) for line in reading.lines)
        for reading in readings
    }
    assert counts == {"20/2021/NĐ-CP": 39, "02/2021/TT-BLĐTBXH": 7, "76/2021/TT-BTC": 5}
