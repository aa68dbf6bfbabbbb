"""From a file to instruments: the composition, what the contract says of each case, and the real texts together."""

import zipfile
from pathlib import Path

import pytest

import ingest.parsing as parsing
from documents.model import Kind, ProblemCode, Reading
from ingest.errors import IngestError, UnknownFormatError, UnreadableFileError
from ingest.files.inputs import Input, expand
from ingest.files.source import Limits
from ingest.parsing import ParsedFile, parse_file, parse_input
from kb.interface.catalogue import VIETNAMESE
from tests.refusing import refused

DECREE = """CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 99/2031/NĐ-CP
Hà Nội, ngày 05 tháng 3 năm 2031
NGHỊ ĐỊNH
Quy định việc thử
Căn cứ Luật Thử;
Điều 1. Phạm vi
1. Quy định về việc thử.
2. Áp dụng chung.
Điều 2. Đối tượng
Mọi người.
Điều 3. Hiệu lực thi hành
Nghị định này có hiệu lực từ ngày 01 tháng 5 năm 2031.
TM. CHÍNH PHỦ
THỦ TƯỚNG
Nguyễn Văn Thử
"""


def test_a_file_becomes_an_instrument_with_its_hash_and_its_readings(tmp_path: Path) -> None:
    path = tmp_path / "nd.txt"
    path.write_text(DECREE)
    parsed = parse_file(path)
    [instrument] = parsed.instruments
    assert instrument.key == "nghi-dinh/99-2031-nd-cp/chinh-phu/2031-03-05"
    assert [node.path for node in instrument.walk() if node.kind is Kind.ARTICLE] == ["dieu-1", "dieu-2", "dieu-3"]
    assert (parsed.name, parsed.format, parsed.size) == ("nd.txt", "txt", len(DECREE.encode()))
    assert len(parsed.sha256) == 64
    assert len(parsed.readings) == 1


def test_a_member_of_an_archive_carries_both_names(tmp_path: Path) -> None:
    path = tmp_path / "trang.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("thu muc/nd.txt", DECREE)
        archive.writestr("anh.gif", b"GIF89a\0\0")
    image, text = expand(path)
    with refused(UnknownFormatError, r"trang\.zip/anh\.gif"):
        parse_input(image)
    parsed = parse_input(text)
    assert (parsed.name, parsed.member) == ("trang.zip/nd.txt", "thu muc/nd.txt")


def test_the_same_bytes_have_the_same_hash_in_a_file_and_in_an_archive(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DECREE)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b.txt", DECREE)
    [member] = expand(tmp_path / "a.zip")
    assert parse_input(member).sha256 == parse_file(tmp_path / "a.txt").sha256


def test_a_form_is_a_readable_text_of_type_khac_without_articles(tmp_path: Path) -> None:
    path = tmp_path / "don.txt"
    path.write_text("ĐƠN ĐỀ NGHỊ THỬ\nKính gửi: Cơ quan thử\nTôi tên là: ........\nĐề nghị được thử.\n")
    [instrument] = parse_file(path).instruments
    assert instrument.key.startswith("khac/")
    assert ProblemCode.NO_ARTICLES in [problem.code for problem in instrument.problems]


def test_a_parser_that_fails_costs_one_file_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(reading: Reading, name: str) -> None:
        raise IndexError("bug")

    monkeypatch.setattr(parsing, "read_instrument", fail)
    path = tmp_path / "nd.txt"
    path.write_text(DECREE)
    with refused(UnreadableFileError, r"nd\.txt"):
        parse_file(path)


def test_the_name_in_a_message_never_holds_the_way_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x" / ".." / "trong.txt"
    (tmp_path / "x").mkdir()
    path.write_text("")
    with pytest.raises(IngestError) as caught:
        parse_file(path)
    said = VIETNAMESE.write(caught.value)
    assert str(tmp_path) not in said
    assert ".." not in said


# ---- real texts


@pytest.fixture(scope="module")
def parsed(data: Path) -> dict[str, ParsedFile | IngestError]:
    """Every text file, page and Word file of three folders, parsed once."""
    found: dict[str, ParsedFile | IngestError] = {}
    for folder in ("anti_trafficking", "versions", "docx"):
        for source in expand(data / "documents" / folder):
            if source.path.suffix == ".pdf":
                continue  # see the tests of the PDF reader
            key = f"{source.path.parent.name}/{source.path.name}"
            try:
                found[key] = parse_input(source, limits=Limits())
            except IngestError as error:
                found[key] = error
    return found


@pytest.mark.realdata
def test_every_file_is_read_or_refused_with_a_reason(parsed: dict[str, ParsedFile | IngestError]) -> None:
    refusals = {name: error.problem for name, error in parsed.items() if isinstance(error, IngestError)}
    assert refusals == {"anti_trafficking/phapdien_provisions_mentioning_trafficking.jsonl": ProblemCode.UNKNOWN_FORMAT}


@pytest.mark.realdata
def test_one_law_has_the_same_tree_from_two_texts_and_a_web_page(parsed: dict[str, ParsedFile | IngestError]) -> None:
    trees = []
    for name in ("Luat_66-2011-QH12.txt", "Luat_66-2011-QH12_raw.txt", "Luat_66-2011-QH12_tvpl.html"):
        one = parsed[f"anti_trafficking/{name}"]
        assert isinstance(one, ParsedFile)
        trees.append([(p.path, p.kind, p.number, p.heading, p.text, p.tail) for p in one.instruments[0].walk()])
    assert trees[0] == trees[1] == trees[2]
    assert [path for path, kind, *_ in trees[0] if kind is Kind.ARTICLE] == [f"dieu-{n}" for n in range(1, 59)]


@pytest.mark.realdata
def test_no_running_head_or_signing_block_is_left_in_a_provision(parsed: dict[str, ParsedFile | IngestError]) -> None:
    for name, one in parsed.items():
        for instrument in one.instruments if isinstance(one, ParsedFile) else ():
            for node in instrument.walk():
                words = f"{node.heading or ''}\n{node.text}\n{node.tail}"
                assert "CÔNG BÁO/Số" not in words, (name, node.path)
                assert "thongtinchinhphu@" not in words, (name, node.path)


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("anti_trafficking/van-ban-hop-nhat-so-40-vbhn-vpqh-469125.txt", 114),
        ("anti_trafficking/van-ban-hop-nhat-so-1345-vbhn-bldtbxh-41612.txt", 8),
        ("07_TT17-2022_BLDTBXH/consolidated_VBHN-3503.txt", 10),
        ("08_TT21-2021_BLDTBXH/consolidated_VBHN-2007.txt", 7),
    ],
)
def test_consolidated_texts_have_all_their_footnotes_each_with_its_mark(
    parsed: dict[str, ParsedFile | IngestError], name: str, count: int
) -> None:
    one = parsed[name]
    assert isinstance(one, ParsedFile)
    [reading] = one.readings
    marks = [mark.mark for line in reading.lines for mark in line.marks]
    assert len(reading.notes) == count
    assert sorted(marks) == sorted(note.mark for note in reading.notes)


def test_an_input_with_an_error_raises_it() -> None:
    with refused(UnreadableFileError, "hỏng"):
        parse_input(Input(Path("a.zip"), error=UnreadableFileError("file_damaged", name="a.zip")))
