"""`kb compare`: what it promises other programs."""

import json
import zipfile
from pathlib import Path

import docx
import lxml.etree
import lxml.html
import pytest
from typer.testing import CliRunner

from kb.cli.main import cli, load
from kb.errors import InvalidQueryError, NotFoundError

load()
_OLD = """LUẬT
HỖ TRỢ NẠN NHÂN
Điều 1. Phạm vi điều chỉnh
Luật này quy định về hỗ trợ nạn nhân.
Điều 2. Thời gian lưu trú
1. Nạn nhân được ở lại cơ sở không quá 60 ngày.
2. Cơ sở phải báo cho gia đình.
Điều 3. Đi lại
Nạn nhân được hỗ trợ tiền tàu xe.
"""
_NEW = """LUẬT
HỖ TRỢ NẠN NHÂN
Điều 1. Phạm vi điều chỉnh
Luật này quy định về hỗ trợ nạn nhân.
Điều 2. Giải thích từ ngữ
Nạn nhân là người bị xâm hại được cơ quan có thẩm quyền xác nhận.
Điều 3. Thời gian lưu trú
1. Nạn nhân được ở lại cơ sở không quá 120 ngày.
2. Cơ sở phải báo cho gia đình.
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.setenv("KB_HOME", str(tmp_path / "home"))
    for name, text in (("old.txt", _OLD), ("new.txt", _NEW)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return str(tmp_path / "old.txt"), str(tmp_path / "new.txt")


def run(*arguments: str) -> dict:
    result = CliRunner().invoke(cli, ["compare", *arguments, "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    return json.loads(result.stdout)


def test_the_pairs_of_two_files(files: tuple[str, str]) -> None:
    shown = run(*files)
    assert set(shown) >= {"left", "right", "pairs"}
    articles = [(pair["left"], pair["right"], pair["kind"]) for pair in shown["pairs"] if pair["level"] == "article"]
    assert articles == [
        (["dieu-1"], ["dieu-1"], "same"),
        ([], ["dieu-2"], "added"),
        (["dieu-2"], ["dieu-3"], "reworded"),
        (["dieu-3"], [], "dropped"),
    ]
    changed = next(pair for pair in shown["pairs"] if pair["left"] == ["dieu-2/khoan-1"])
    assert changed["changes"] == [
        {
            "what": "duration",
            "before": "không quá 60 ngày",
            "after": "không quá 120 ngày",
            "left_span": [26, 43],
            "right_span": [26, 44],
            "left": "dieu-2/khoan-1",
            "right": "dieu-3/khoan-1",
            "sure": True,
        }
    ]
    assert 0 < changed["score"] <= 1
    assert changed["reasons"]
    (new,) = (pair for pair in shown["pairs"] if pair["right"] == ["dieu-2"] and pair["level"] == "article")
    assert ([one["what"] for one in new["changes"]], [one["what"] for one in new["words"]]) == ([], ["words"])


def test_two_provisions_of_the_base_are_compared_with_each_other(files: tuple[str, str]) -> None:
    ingested = CliRunner().invoke(cli, ["ingest", *files, "--json"], catch_exceptions=False)
    keys = [json.loads(line)["instruments"][0]["key"] for line in ingested.stdout.splitlines()]
    shown = run(f"{keys[0]}#dieu-2", f"{keys[-1]}#dieu-2")
    assert (shown["left"]["key"], shown["right"]["key"]) == (f"{keys[0]}#dieu-2", f"{keys[-1]}#dieu-2")
    assert [pair["left"] for pair in shown["pairs"] if pair["level"] == "article"] == [["dieu-2"]]
    with pytest.raises(NotFoundError):
        run(f"{keys[0]}#dieu-99", keys[-1])


def test_neither_a_file_nor_a_key_is_said(files: tuple[str, str]) -> None:
    with pytest.raises(InvalidQueryError):
        run(files[0], "không có tệp này.txt")


@pytest.mark.parametrize("format_", ["docx", "xlsx", "html"])
def test_a_file_holds_the_words_of_both_sides_and_a_column_to_explain(files: tuple[str, str], tmp_path: Path, format_: str) -> None:
    made = tmp_path / f"so-sanh.{format_}"
    arguments = ["compare", *files, "--format", format_, "--output", str(made)]
    assert CliRunner().invoke(cli, arguments, catch_exceptions=False).exit_code == 0
    words = _words(made)
    changed = "thời gian: không quá 60 ngày → không quá 120 ngày"
    for expected in (
        "không quá",
        "120",
        "chưa thấy (văn bản chưa đủ)",
        *(("không quá 60 ngày", "thời gian") if format_ == "xlsx" else (changed,)),
    ):
        assert expected in words
    assert "nhận diện tự động" in words.lower()
    assert "BẢNG SO SÁNH, THUYẾT MINH" in words or format_ == "xlsx"


def made(files: tuple[str, str], tmp_path: Path, *options: str) -> "docx.document.Document":
    arguments = ["compare", *files, "--format", "docx", "--output", str(tmp_path / "bang.docx"), *options]
    assert CliRunner().invoke(cli, arguments, catch_exceptions=False).exit_code == 0
    return docx.Document(str(tmp_path / "bang.docx"))


def test_the_word_file_has_numbers_the_law_the_explanation_and_sources_on_a_page_of_their_own(
    files: tuple[str, str], tmp_path: Path
) -> None:
    document = made(files, tmp_path)
    head, *rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert [cell.split("\n")[0] for cell in head] == ["STT", "Quy định hiện hành", "Quy định mới", "Thuyết minh"]
    assert [row[0] for row in rows if row[0]] == ["1", "2", "3", "4"]
    assert all("nhận diện" not in cell.lower() for row in rows for cell in row[1:3])
    assert any("không quá 60 ngày → không quá 120 ngày" in row[3] for row in rows)
    foot = document.sections[0].footer._element.xml
    assert all(words in foot for words in ("Lập ngày", "PAGE", "NUMPAGES"))
    (sources,) = [p for p in document.paragraphs if p.paragraph_format.page_break_before]
    after = document.paragraphs[[p.text for p in document.paragraphs].index(sources.text) :]
    assert sum("SHA-256" in p.text for p in after) == 2
    assert sum("SHA-256" in p.text for p in document.paragraphs) == 2


def test_only_what_changed_is_printed_where_that_was_asked_for_and_nothing_of_the_machine_where_not(
    files: tuple[str, str], tmp_path: Path
) -> None:
    document = made(files, tmp_path, "--changes-only", "--no-remarks")
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    words = "\n".join(p.text for p in document.paragraphs)
    assert [row[1].split("\n")[0] for row in rows[1:]] == ["Điều 2. Thời gian lưu trú", rows[2][1]]
    assert rows[2][1].startswith("1. Nạn nhân được ở lại")
    assert {row[3] for row in rows[1:]} == {""}
    assert "SHA-256" not in words
    assert "(văn bản chưa đủ), nên không coi là thay đổi: Điều 3." in words


def _words(path: Path) -> str:
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        return "\n".join(
            [*(p.text for p in document.paragraphs), *(c.text for t in document.tables for r in t.rows for c in r.cells)]
        )
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return lxml.etree.fromstring(book.read("xl/sharedStrings.xml")).xpath("string()")
    return lxml.html.fromstring(path.read_text("utf-8")).text_content()


def test_words_of_a_text_are_data_in_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_HOME", str(tmp_path / "home"))
    text = _OLD.replace("tiền tàu xe", "<script>alert(1)</script> =1+1")
    (tmp_path / "old.txt").write_text(text, encoding="utf-8")
    (tmp_path / "new.txt").write_text(_NEW, encoding="utf-8")
    made = tmp_path / "so-sanh.html"
    CliRunner().invoke(
        cli, ["compare", str(tmp_path / "old.txt"), str(tmp_path / "new.txt"), "--format", "html", "--output", str(made)]
    )
    assert "<script>" not in made.read_text("utf-8")
    assert "&lt;script&gt;" in made.read_text("utf-8")


def test_an_unknown_format_is_said(files: tuple[str, str]) -> None:
    with pytest.raises(InvalidQueryError):
        CliRunner().invoke(cli, ["compare", *files, "--format", "pdf"], catch_exceptions=False)


def test_lines_begin_with_figures_and_what_came_or_went_is_told_at_least_as_words(tmp_path: Path) -> None:
    texts = (
        "Điều 1. Cỏ\n1. Trâu ăn cỏ trên đê.\n2. Ngựa chở muối qua đèo.\nĐiều 2. Thời hạn\n1. Chủ bò trả cỏ không quá 60 ngày.",
        "Điều 1. Cỏ\n1. Trâu ăn cỏ trên đê.\n3. Thuế suất rơm khô 15%.\nĐiều 2. Thời hạn\n1. Chủ bò trả cỏ không quá 90 ngày.",
    )
    for name, text in zip("ab", texts, strict=True):
        (tmp_path / f"{name}.txt").write_text(f"LUẬT\nCHĂN NUÔI\n{text}\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["compare", str(tmp_path / "a.txt"), str(tmp_path / "b.txt")], catch_exceptions=False)
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert "thời gian: không quá 60 ngày → không quá 90 ngày" in lines[1]
    assert "có thể: quy định có tỷ lệ, mức: - → Thuế suất rơm khô 15%" in lines
    assert "lời: Ngựa chở muối qua đèo → -" in lines
