"""Gazettes that print a text in several issues say so, in several forms."""

import pytest

from documents.model import Line, Reading
from ingest.readers.continued import continued, take_notices
from kb.interface.catalogue import VIETNAMESE


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("(Xem tiếp Công báo số 979 + 980)", "cuối"),
        ("(Xem tiếp theo Công báo số 13 + 14 ngày 02.03.2031)", "cuối"),
        ("Xem tiếp trong Công báo số 5", "cuối"),
        ("[Xem phần tiếp theo ở Công báo số 5.]", "cuối"),
        ("(Xem tiếp theo ở Công báo số sau)", "cuối"),
        ("(Còn tiếp kỳ sau)", "cuối"),
        ("( Xem tiếp Công báo )", "cuối"),
        ("(Tiếp theo Công báo số 977 + 978)", "đầu"),
        ("(Tiếp theo của Công báo số 3)", "đầu"),
        ("Phần tiếp theo Công báo số 3", "đầu"),
        ("Tiếp theo, Công báo số 3 đăng toàn văn Nghị định này", None),
        ("Bộ Tư pháp xem tiếp Công báo số 3; báo cáo", None),
        ("Xem tiếp nội dung", None),
        ("Điều 3. Công báo số 3", None),
        ("(Xem tiếp theo Công báo số 979 + 980)", "cuối"),
        ("(Xem tiếp Công báo)", "cuối"),
        ("(Tiếp theo Công báo)", "đầu"),
        ("XEM TIẾP CÔNG BÁO SỐ 12", "cuối"),
        ("(XEM TIẾP THEO CÔNG BÁO SỐ 12 NGÀY 01-02-2031)", "cuối"),
        ("(TIẾP THEO CÔNG BÁO SỐ 11 VÀ HẾT)", "đầu"),
        ("(Tiếp theo Công báo số 11 và hết)", "đầu"),
        ("(Tiếp theo và hết)", "đầu"),
        ("(Tiếp theo kỳ trước và hết)", "đầu"),
        ("(Tiếp theo kỳ trước)", "đầu"),
        ("(Kỳ sau đăng tiếp)", "cuối"),
        ("Kỳ sau đăng tiếp", "cuối"),
        ("(Số sau đăng tiếp)", "cuối"),
        ("(Công báo số sau đăng tiếp)", "cuối"),
        ("(Công báo kỳ sau đăng tiếp)", "cuối"),
        ("(Còn nữa)", "cuối"),
        ("Còn nữa", "cuối"),
        ("(Còn nữa, xem tiếp Công báo số 15)", "cuối"),
        ("(Còn tiếp)", "cuối"),
        ("(Còn tiếp Công báo số 15)", "cuối"),
        ("(Đăng tiếp Công báo số 15)", "cuối"),
        ("(Đăng tiếp ở Công báo số sau)", "cuối"),
        ("(Xem tiep Cong bao so 979 + 980)", "cuối"),
        ("(Tiep theo Cong bao so 977 + 978)", "đầu"),
        ("(Xem tiếp theo số Công báo 15 + 16)", "cuối"),
        ("(Xem tiếp Phụ lục II trên Công báo số 15 + 16)", "cuối"),
        ("(Xem tiếp phần Phụ lục tại Công báo số 15)", "cuối"),
        ("(Phụ lục xem tiếp Công báo số 15)", "cuối"),
        ("(Phần tiếp theo đăng trên Công báo số 15 + 16)", "cuối"),
        ("(Phần còn lại đăng ở Công báo số 15)", "cuối"),
        ("* Xem tiếp Công báo số 15 *", "cuối"),
        ("./. (Xem tiếp Công báo số 15)", "cuối"),
        ("(Xem tiếp CÔNG BÁO/Số 15/Ngày 01-02-2031)", "cuối"),
        ("(Xem tiếp Công báo số 977 + 978 ngày 01 tháng 02 năm 2031)", "cuối"),
        ("(Xem phần đầu trên Công báo số 13)", "đầu"),
        ("(Phần đầu đăng Công báo số 13)", "đầu"),
        ("(Tiếp Công báo số 13)", "đầu"),
        ("(Tiếp theo số trước)", "đầu"),
        ("(Tiếp theo Công báo kỳ trước)", "đầu"),
        ("(Xem từ Công báo số 13)", "đầu"),
        ("(Xem tiếp từ Công báo số 13)", "đầu"),
        ("(Xem tiếp trang sau)", None),
        ("(Tiếp theo trang trước)", None),
        ("(Tiếp theo Mẫu số 01)", None),
        ("không còn nữa.", None),
        ("còn nữa thì phải thông báo cho Tòa án", None),
        ("kỳ sau.", None),
        ("chuyển kỳ sau", None),
        ("Số thuế còn được khấu trừ chuyển kỳ sau", None),
        ("Tiếp theo kỳ họp trước", None),
        ("tiếp theo kỳ báo cáo trước.", None),
        ("Công báo số 15 đăng tiếp", None),
        ("Tiếp theo", None),
        ("Xem tiếp", None),
        ("Đăng Công báo số 15 ngày 01 tháng 02 năm 2031.", None),
        ("1. Xem tiếp Công báo số 3 để biết quy định về thuế.", None),
        ("tiếp theo Công báo số 3 ngày 01 tháng 02 năm 2031 đã đăng Nghị định này, cơ quan", None),
        ("Văn bản được đăng trên Công báo số sau ngày ký chậm nhất là 15 ngày.", None),
        ("tiếp trên Công báo hoặc Cổng thông tin điện tử.", None),
        ("Tiếp tục đăng Công báo số sau.", None),
        ("Phần còn lại đăng ký tại Công báo tỉnh", None),
        ("a) Còn nữa;", None),
    ],
)
def test_every_form_of_the_notice_is_known(line: str, part: str | None) -> None:
    found = continued(line, None)
    assert (found is not None) == (part is not None)
    assert found is None or f"thiếu phần {part}" in VIETNAMESE.write(found.message)


@pytest.mark.parametrize(
    ("lines", "part"),
    [
        ("(Xem tiếp Công báo số 979 + 980)", "cuối"),
        ("(Tiếp theo Công báo số 13)", "đầu"),
        ("Quyết định này được đăng trên Công báo / số 15 ngày 01-02-2031.", None),
        ("Việc tiếp theo / Công báo số 13 đăng văn bản này.", None),
        ("Nơi là hai. (Tiếp theo)", None),
    ],
)
def test_a_notice_is_taken_out_whole(lines: str, part: str | None) -> None:
    above = ["Điều 1. Mức", "Mức là một."]
    reading = take_notices(Reading("txt", tuple(Line(text) for text in [*above, *lines.split(" / ")])))
    assert [f"phần {part}" in VIETNAMESE.write(problem.message) for problem in reading.problems] == ([True] if part else [])
    assert not part or " ".join(line.text for line in reading.lines).removesuffix(" Phụ lục II.") == " ".join(above)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_the_notice_is_no_word_of_the_law_in_any_format(name: str, tmp_path) -> None:
    from documents.structure.completeness import is_complete
    from ingest.parsing import parse_file

    lines = ["NGHỊ ĐỊNH", "Điều 1. Mức", "Mức là một.", "Điều 2. Nơi", "Nơi là hai.", "(Xem tiếp theo Công báo số 3)"]
    wrap = "<p>{}</p>" if name.endswith("html") else "{}\n"
    path = tmp_path / name
    path.write_text("\n".join(wrap.format(line) for line in lines), encoding="utf-8")
    (instrument,) = parse_file(path).instruments
    assert not is_complete(instrument)
    assert not any("Công báo" in provision.text for provision in instrument.walk())
