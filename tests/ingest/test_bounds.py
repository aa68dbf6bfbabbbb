"""Numbers that a file asks for: bounded, whatever is written there, and the text beside them is read."""

from pathlib import Path

import pytest

from documents.model import ProblemCode
from ingest.files.source import Limits
from ingest.parsing import parse_file
from ingest.readers.bounds import Cell, grid, number_in
from ingest.readers.docx import read_docx
from ingest.readers.docx_styles import numeral
from ingest.readers.html.reader import read_html
from tests.ingest.test_docx import word
from tests.ingest.test_pipeline import DECREE, write

NUMBERS = ["1000000000", "1" + "0" * 15, "9" * 5000, "²", "٣", "-5", "--5", "", "x", "1.5"]


@pytest.mark.parametrize(
    ("said", "number"),
    list(zip(NUMBERS, [50, 50, 50, 7, 7, 1, 7, 7, 7, 7], strict=True)),
)
def test_a_number_is_kept_within_its_bounds(said: str, number: int) -> None:
    assert number_in(said, 1, 50, 7) == number


@pytest.mark.parametrize("style", ["lowerLetter", "upperRoman", "decimalZero", "decimal"])
@pytest.mark.parametrize("start", NUMBERS)
def test_a_list_of_word_starts_at_a_number_that_can_be_printed(start: str, style: str) -> None:
    level = f'<w:lvl w:ilvl="{start}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/><w:lvlText w:val="%1."/></w:lvl>'
    override = f'<w:lvlOverride w:ilvl="{start}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
    list_of_level = f'<w:num w:numId="1"><w:abstractNumId w:val="7"/>{override}</w:num>'
    numbering = f'<w:abstractNum w:abstractNumId="7">{level}</w:abstractNum>{list_of_level}'
    listed = f'<w:pPr><w:numPr><w:ilvl w:val="{start}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    body = f"<w:p>{listed}<w:r><w:t>Mục của danh sách</w:t></w:r></w:p>" * 3
    lines = read_docx(word(body, numbering=numbering), "a.docx", Limits()).lines
    assert [line.text.endswith("Mục của danh sách") for line in lines] == [True] * 3
    assert max(len(line.text) for line in lines) < 100


def test_word_repeats_a_letter_thirty_times_at_most() -> None:
    assert [numeral(780, "lowerLetter"), numeral(781, "upperLetter")] == ["z" * 30, "781"]


def test_merged_cells_leave_their_places_empty() -> None:
    rows = [[Cell("a", wide=2), Cell("b", high=2)], [Cell("c"), Cell("d")], [Cell("e")]]
    assert grid(rows) == [["a", "", "b"], ["c", "d", None], ["e", "", ""]]
    assert grid(rows, even=False)[2] == ["e"]


@pytest.mark.parametrize(
    "rows",
    [
        [[Cell("a", 1000, 1000)] * 100] * 100,
        [[Cell("a", 1000, 1000)] * 90, *[[]] * 100_000],
        [[Cell("a")] * 3000, *[[Cell("a")]] * 3000],
    ],
    ids=["each cell covers a million", "rows without cells below", "one long row above many short ones"],
)
def test_a_table_takes_no_more_room_than_its_cells_are_worth(rows: list[list[Cell]]) -> None:
    made = grid(rows)
    assert [[cell for cell in row if cell] for row in made] == [[cell.text for cell in row] for row in rows]
    assert sum(map(len, made)) <= 100_000 + 20 * sum(map(len, rows))


@pytest.mark.parametrize("number", NUMBERS)
def test_a_page_whose_cells_span_anything_is_read(number: str) -> None:
    table = f"<tr><td colspan='{number}' rowspan='{number}'>Một</td><td>Hai</td></tr><tr><td>Ba</td><td>Bốn</td></tr>"
    page = f"<html><body><p>{'Chữ của trang. ' * 9}</p><table>{table}</table></body></html>"
    [rows] = [line.table.rows for line in read_html(page.encode(), "a.html").lines if line.table]
    assert [cell for row in rows for cell in row if cell] == ["Một", "Hai", "Ba", "Bốn"]


def test_articles_above_9999_are_articles(tmp_path: Path) -> None:
    articles = "".join(f"Điều {number}. Tên điều\n\nNội dung của điều {number}.\n\n" for number in (9_999, 10_000, 123_456_789))
    text = DECREE.format(number="01", amount=1).replace("Điều 3.", f"{articles}Điều 3.", 1)
    [instrument] = parse_file(write(tmp_path, "nd.txt", text)).instruments
    paths = [part.path for part in instrument.walk() if part.path.startswith("dieu-") and "/" not in part.path]
    assert paths == ["dieu-1", "dieu-2", "dieu-9999", "dieu-10000", "dieu-123456789", "dieu-3"]


@pytest.mark.parametrize("number", ["1000000000", "9" * 5000, "²", "٣"])
def test_a_text_whose_numbers_are_beyond_sense_is_read(tmp_path: Path, number: str) -> None:
    text = (
        DECREE.format(number="01", amount=1)
        .replace("Điều 2.", f"Điều {number}.")
        .replace("1. Mức", f"{number}. Mức")
        .replace("a) Người", f"a{number}) Người")
        .replace("từ ngày 01 tháng 5", f"sau {number} ngày kể từ ngày ký, từ ngày {number} tháng 5")
        + f"\nBãi bỏ các điều từ {number} đến {number}9 và {number} đoạn của Điều {number} Nghị định số {number}/2013/NĐ-CP.\n"
    )
    [instrument] = parse_file(write(tmp_path, "nd.txt", text)).instruments
    assert ProblemCode.UNREADABLE not in {problem.code for problem in instrument.problems}
    assert instrument.key.startswith("nghi-dinh/01-2031-nd-cp")


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.md", "a.docx"])
def test_control_characters_do_not_get_in(tmp_path: Path, name: str) -> None:
    text = DECREE.format(number="01", amount=1)
    steering = "\x1b[31m\x07\x7f\x9b2J" if name != "a.docx" else "\x7f\x9b2J"  # XML holds no others
    evil = text.replace("việc thử số", f"vi{steering}ệc thử số")
    if name == "a.html":
        evil = "<html><body>" + "".join(f"<p>{line}</p>" for line in evil.splitlines() if line) + "</body></html>"
    path = tmp_path / name
    if name == "a.docx":
        path.write_bytes(word("".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in evil.splitlines())))
    else:
        path.write_text(evil, encoding="utf-8")
    [instrument] = parse_file(path).instruments
    words = "".join(f"{part.heading}{part.text}{part.tail}" for part in instrument.walk()) + str(instrument.metadata.title)
    assert "ệc thử số" in words
    assert words.replace("\n", "").isprintable()
