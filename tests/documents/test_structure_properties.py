"""What holds for any input: it never raises, no word is lost, paths are unique, places and offsets are right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.model import Line, Mark, Note, Place, Table
from documents.structure import Tree, read_clauses, read_tree
from tests.documents.structure_helpers import walk
from tests.linear import assert_linear_in, one_of_many

PIECES = [
    "Điều 1. Phạm vi",
    "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.",
    "Điều 2",
    "Điều 5a. Thẻ",
    "Điều 12 của Luật Thư viện",
    "Điều 19.",
    "“Điều 5. Thẻ",
    "1. Một.",
    "2. Hai:",
    "3) Ba",
    "1.1. Một một",
    "a) Điểm a;",
    "b) Điểm b.",
    "đ) Điểm đ",
    "(i) Tiết",
    "ii) Tiết",
    "Chương I",
    "CHƯƠNG II THẺ",
    "Mục 1. PHÍ",
    "Tiểu mục 2. PHÍ",
    "Phần thứ nhất",
    "QUY ĐỊNH CHUNG",
    "PHỤ LỤC I",
    "Phụ lục",
    "Mẫu số 01",
    "QUY CHẾ",
    "(Ban hành kèm theo Quyết định số 1/2031/QĐ-UBND)",
    "Căn cứ Luật Thư viện; Quốc hội ban hành Luật",
    "Theo đề nghị của Bộ trưởng,",
    "QUYẾT ĐỊNH:",
    "Nơi nhận:",
    "- Lưu: VT;",
    "TM. CHÍNH PHỦ",
    "THỦ TƯỚNG",
    "Nguyễn Văn Mẫu",
    "Luật này đã được Quốc hội thông qua ngày 1 tháng 1",
    "[(Điều 1 Nghị định số 1)]",
    "[(Điều 1",
    "[ghi chú]",
    "I. MỤC TIÊU",
    "II. NHIỆM VỤ",
    "A. CHUNG",
    "B. RIÊNG",
    "cụm từ “bạn đọc” bằng",
    "như sau:",
    "hết.”",
    "thì bị phạt.",
    "và các trường hợp khác theo quy định tại khoản 2",
    '"',
    "”",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
]
texts = st.one_of(st.sampled_from(PIECES), st.text(max_size=30), st.text(alphabet='Đđiều 123abI.)(“”"-:;,', max_size=20))
places = st.builds(Place, page=st.one_of(st.none(), st.integers(1, 3)))
marks = st.lists(st.builds(Mark, offset=st.integers(-2, 40), mark=st.sampled_from(["1", "2", "*"])), max_size=2).map(tuple)
cells = st.one_of(st.text(max_size=8), st.sampled_from(["Nơi nhận:\n- VT", "TM. CHÍNH PHỦ", "CỘNG HÒA XÃ HỘI", "1", "“"]))
tables = st.builds(Table, rows=st.lists(st.lists(cells, max_size=3).map(tuple), max_size=3).map(tuple))
plain = st.builds(Line, text=texts, place=places, starts_paragraph=st.sampled_from([True, False, None]), marks=marks)
any_line = st.one_of(plain, plain, plain, st.builds(Line, text=st.just(""), place=places, table=tables))
notes = st.lists(st.builds(Note, mark=st.sampled_from(["1", "2", "", "§"]), text=st.text(max_size=10), place=places), max_size=4)


def letters(*pieces: str) -> list[str]:
    """The letters and digits of texts, decomposed forms composed, in no order."""
    import unicodedata

    return sorted(char for piece in pieces for char in unicodedata.normalize("NFC", piece) if char.isalnum())


UNIT_LETTERS = letters("Điều ĐIỀU Ðiều thứ Chương CHƯƠNG Mục MỤC Tiểu mục Phần PHẦN Phụ lục PHỤ LỤC số SỐ Mẫu biểu BIỂU")


UNIT_WORDS = frozenset(("điều", "chương", "mục", "phần", "tiểu", "phụ", "lục", "mẫu", "số"))


def kept(tree: Tree) -> list[str]:
    found: list[str] = []
    for provision in walk(tree):
        found += [provision.number or "", provision.heading or "", provision.text, provision.tail]
        found += [note.text for note in provision.notes]
        if provision.table is not None:
            found += [cell for row in provision.table.rows for cell in row]
    return letters(*found)


def words_lost(lines: list[Line], tree: Tree) -> str:
    """Letters of the input that are nowhere in the tree, the names of the units aside."""
    from collections import Counter

    wanted = Counter(
        letters(*(line.text for line in lines), *(cell for line in lines if line.table for row in line.table.rows for cell in row))
    )
    lost = wanted - Counter(kept(tree))
    return "".join(char * count for char, count in lost.items() if char not in UNIT_LETTERS)


@given(st.lists(any_line, max_size=30), notes)
def test_any_lines(lines: list[Line], footnotes: list[Note]) -> None:
    tree = read_tree(lines, footnotes)
    found = list(walk(tree))
    assert len({provision.path for provision in found}) == len(found)
    assert words_lost(lines, tree) == ""
    given_notes = [note.text for provision in found for note in provision.notes]
    assert all(note.text in given_notes for note in footnotes)
    for provision in found:
        for text, segments in ((provision.text, provision.text_map), (provision.tail, provision.tail_map)):
            assert all(0 <= segment.start <= segment.end <= len(text) for segment in segments)
        if provision.kind.value in ("article", "clause", "point"):
            assert provision.number


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_no_line_is_lost_word_by_word(pieces: list[str]) -> None:
    lines = [Line(piece, starts_paragraph=True) for piece in pieces]
    everything = " ".join(
        " ".join(
            (
                provision.number or "",
                provision.heading or "",
                provision.text,
                provision.tail,
                *(note.text for note in provision.notes),
            )
        )
        for provision in walk(read_tree(lines))
    )
    for piece in pieces:
        for word in piece.strip("[]").split():
            assert word.strip('.)(:/,;[]“”"') in everything or word.lower() in UNIT_WORDS


@given(st.lists(texts, max_size=25))
def test_any_article(paragraphs: list[str]) -> None:
    paragraphs = [text.strip() for text in paragraphs]
    body = read_clauses(paragraphs, "dieu-1")
    found = [inner for provision in body.children for inner in provision.walk()]
    assert len({provision.path for provision in found}) == len(found)
    kept_letters = letters(body.text, body.tail, *(part for p in found for part in (p.number or "", p.text, p.tail)))
    assert letters(*paragraphs) == kept_letters


HOSTILE = {
    "articles in order": [f"Điều {n}. Một" for n in range(6_000)],
    "one long line": ["Điều 1. " + "x" * 200_000],
    "one long line of capitals": ["CHƯƠNG I " + "A " * 100_000],
    "one long line of blanks": ["Căn cứ" + " " * 200_000 + ";"],
    "bases on one line": ["Căn cứ Luật;  " * 15_000],
    "a long closing": ["Luật này đã được Quốc hội " + "thông " * 40_000],
    "articles one": ["Điều 1. Một"] * 6_000,
    "articles backwards": [f"Điều {n}. Một." for n in range(4_000, 1, -1)],
    "chapters": ["Chương I", "CHUNG"] * 4_000,
    "quoted articles never closed": ["Điều 1. Sửa", *["“Điều 2. Hai"] * 4_000],
    "open source notes": ["Điều 1. Một", *["[(Điều 1"] * 6_000],
    "forms": ["Điều 1. Một", "Nội dung.", "PHỤ LỤC", *["Mẫu số 01"] * 2_000],
    "forms of many numbers": ["Điều 1. Một", "Nội dung.", "PHỤ LỤC", *[f"Mẫu số {n}" for n in range(2_000)]],
    "attached types": ["Điều 1. Một", "Nội dung.", *["QUY CHẾ"] * 6_000],
    "signatures": ["Điều 1. Một", "Nội dung.", *["TM. CHÍNH PHỦ", "- Lưu"] * 4_000],
    "appendices": ["Điều 1. Một", "Nội dung.", *["PHỤ LỤC"] * 6_000],
    "bases": ["Căn cứ Luật"] * 6_000,
    "roman sections": ["I. Một", "II. Hai"] * 4_000,
}


@pytest.mark.parametrize("hostile", one_of_many(HOSTILE))
@pytest.mark.parametrize("starts", [True, None], ids=["paragraphs", "lines"])
def test_hostile_input_takes_linear_time(hostile: list[str], starts: bool | None) -> None:
    assert assert_linear_in(lambda texts: read_tree([Line(text, starts_paragraph=starts) for text in texts]), hostile).provisions
