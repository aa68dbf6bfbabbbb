"""Gazettes that print a text in several issues say so, in several forms."""

import pytest

from ingest.readers.continued import continued
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
    ],
)
def test_every_form_of_the_notice_is_known(line: str, part: str | None) -> None:
    found = continued(line, None)
    assert (found is not None) == (part is not None)
    assert found is None or f"thiếu phần {part}" in VIETNAMESE.write(found.message)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_the_notice_is_no_word_of_the_law_in_any_format(name: str, tmp_path) -> None:
    from documents.completeness import is_complete
    from ingest.parsing import parse_file

    lines = ["NGHỊ ĐỊNH", "Điều 1. Mức", "Mức là một.", "Điều 2. Nơi", "Nơi là hai.", "(Xem tiếp theo Công báo số 3)"]
    wrap = "<p>{}</p>" if name.endswith("html") else "{}\n"
    path = tmp_path / name
    path.write_text("\n".join(wrap.format(line) for line in lines), encoding="utf-8")
    (instrument,) = parse_file(path).instruments
    assert not is_complete(instrument)
    assert not any("Công báo" in provision.text for provision in instrument.walk())
