"""Whether a text ends. Texts of our own making, in the shapes that real ones have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.instrument import read_instrument
from documents.model import Instrument, Kind, Line, ProblemCode, Reading
from documents.structure.completeness import find_cut, is_complete, is_syllable

HEAD = ("CHÍNH PHỦ", "Số: 12/2031/NĐ-CP", "Hà Nội, ngày 02 tháng 3 năm 2031", "NGHỊ ĐỊNH", "Quy định về hỗ trợ nạn nhân")
BODY = (
    "Điều 1. Phạm vi điều chỉnh",
    "Nghị định này quy định chế độ hỗ trợ nạn nhân.",
    "Điều 2. Mức hỗ trợ",
    "1. Nạn nhân được hỗ trợ như sau:",
    "a) Tiền ăn;",
    "b) Tiền tàu xe.",
    "2. Quyết định hỗ trợ có hiệu lực từ ngày ký.",
)
EFFECT = ("Điều 3. Hiệu lực thi hành", "Nghị định này có hiệu lực thi hành từ ngày 01 tháng 5 năm 2031.")
SIGNED = ("Nơi nhận:", "- Ban Bí thư;", "- Lưu: VT.", "TM. CHÍNH PHỦ", "THỦ TƯỚNG", "Trần Văn Thử")
APPENDIX = ("PHỤ LỤC I", "DANH MỤC GIẤY TỜ", "(Kèm theo Nghị định số 12/2031/NĐ-CP)", "1. Đơn đề nghị", "2. Giấy xác nhận")
LAW = ("LUẬT", "Hỗ trợ nạn nhân", "Điều 1. Phạm vi", "Luật này quy định về hỗ trợ.", "Điều 2. Mức", "Mức là một.")
ADOPTED = "Luật này được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XX, kỳ họp thứ 2 thông qua ngày 03 tháng 4 năm 2031."
WHOLE = "\n".join((*HEAD, *BODY, *EFFECT))


def read(*lines: str) -> Instrument:
    return read_instrument(Reading("txt", tuple(Line(line, starts_paragraph=True) for line in "\n".join(lines).split("\n"))))


def is_cut(*lines: str) -> bool:
    return ProblemCode.TRUNCATED in {problem.code for problem in read(*lines).problems}


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((*HEAD, *BODY, *EFFECT), id="the article about its effect, without a signature"),
        pytest.param((*HEAD, *BODY, *SIGNED), id="a signature"),
        pytest.param((*HEAD, *BODY, "TM. CHÍNH PHỦ"), id="who signs"),
        pytest.param((*HEAD, *BODY[:-1], "2. Hai./."), id="the mark of an end"),
        pytest.param((*HEAD, *BODY, *EFFECT, *SIGNED, *APPENDIX), id="an appendix that ends without punctuation"),
        pytest.param((*HEAD, *BODY, *EFFECT, *SIGNED, "PHỤ LỤC", "(Ký, ghi rõ họ tên)"), id="a form"),
        pytest.param((*LAW, ADOPTED), id="adopted"),
        pytest.param((*LAW, ADOPTED, "CHỦ TỊCH QUỐC HỘI", "(đã ký)"), id="adopted and signed"),
        pytest.param(
            (*HEAD, *BODY, "Điều 3. Trách nhiệm thi hành", "Bộ trưởng chịu trách nhiệm thi hành Nghị định này"), id="no stop"
        ),
        pytest.param(
            (*HEAD, *BODY, *EFFECT, "Điều 4. Tham chiếu", "Văn bản được dẫn mà thay đổi thì theo văn bản mới."), id="one more"
        ),
        pytest.param((*HEAD, *BODY, *EFFECT, "http://congbao.chinhphu.vn", "- Trang 12 -", "Phu luc 1.doc"), id="page furniture"),
        pytest.param(("HỢP ĐỒNG THỬ", "Điều 1. Một", "a.", "Điều 2. Hai", "b.", "Điều 3. Ba", "BÊN A BÊN B"), id="a contract"),
        pytest.param(("ĐƠN ĐỀ NGHỊ", "Tôi tên là: ........", "Người làm đơn"), id="a form without articles"),
    ],
)
def test_texts_that_end(lines: tuple[str, ...]) -> None:
    assert not is_cut(*lines)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((*HEAD, *BODY), id="an article that is no end, though a decision in it takes effect"),
        pytest.param((*HEAD, *BODY, "Điều 3. Trách nhiệm của Bộ", "Bộ thực hiện, áp dụng quy định này."), id="words of duty"),
        pytest.param((*HEAD, *BODY, EFFECT[0], EFFECT[1][:-20]), id="in the article about its effect"),
        pytest.param((*HEAD, *BODY, EFFECT[0]), id="after its heading"),
        pytest.param((*HEAD, *BODY[:4]), id="after words that lead into a list"),
        pytest.param((*HEAD, *BODY[:5]), id="in a list"),
        pytest.param((*HEAD, *BODY, *EFFECT, "Điều 4."), id="after a number"),
        pytest.param((*HEAD, *BODY, *EFFECT, "Chương II", "QUY ĐỊNH KHÁC"), id="after the heading of a chapter"),
        pytest.param(HEAD, id="after the head"),
        pytest.param((*HEAD, "Căn cứ Luật Tổ chức Chính phủ;"), id="after a basis"),
        pytest.param(
            (*HEAD, "Điều 1. Sửa đổi Nghị định số 1/2030/NĐ-CP như sau:", "“Điều 9. Hiệu lực", *EFFECT[1:]), id="in a quotation"
        ),
        pytest.param(
            (*HEAD, "Điều 1. Sửa đổi Điều 9 Nghị định số 1/2030/NĐ-CP", f"“Điều 9. Hiệu lực\n{EFFECT[1]}”."), id="a quoted end"
        ),
        pytest.param((*LAW, ADOPTED[:60]), id="in the closing words"),
        pytest.param((*HEAD, *BODY, *SIGNED[:2], "- Ban"), id="among the recipients"),
        pytest.param(
            (*HEAD, *BODY, *EFFECT, *SIGNED, *APPENDIX, "3. Bản sao giấy tờ tùy thân của ngườ"), id="in a word of an appendix"
        ),
        pytest.param((*HEAD, *BODY, *EFFECT, *SIGNED, *APPENDIX, "3. Bản sao giấy tờ quy định tại khoản"), id="in an appendix"),
        pytest.param(("HỢP ĐỒNG THỬ", "Điều 1. Một", "a.", "Điều 2. Hai", "Bên A giao cho Bên B theo thỏa thuậ"), id="a contract"),
    ],
)
def test_texts_that_are_cut_off(lines: tuple[str, ...]) -> None:
    instrument = read(*lines)
    assert ProblemCode.TRUNCATED in {problem.code for problem in instrument.problems}
    assert not is_complete(instrument)


@given(st.integers(min_value=len("\n".join(HEAD)), max_value=len(WHOLE) - 1))
def test_a_beginning_that_stops_in_a_word_is_cut_off(place: int) -> None:
    if WHOLE[place - 1].isalpha() and WHOLE[place].isalpha():
        assert is_cut(WHOLE[:place])


def test_words_that_can_be_syllables() -> None:
    for word in ("người", "nghiêng", "quyết", "giường", "khuya", "oách", "UBND", "VNeID", "gì", "hoà", "hòa", "của", "ý", "thuở"):
        assert is_syllable(word), word
    for word in ("ngườ", "quyế", "đ", "ngh", "hiệ", "đượ", "cac", "phươ", "trườ"):
        assert not is_syllable(word), word


def test_an_empty_text_is_not_cut() -> None:
    from documents.structure import read_tree

    assert find_cut(read_tree(()), (), (), read(*HEAD, *BODY).metadata.type) is None


@pytest.mark.parametrize(
    ("lines", "articles", "codes"),
    [
        pytest.param(
            ("Điều 9999. Một", "Một.", "Điều 10000. Hai", "Hai."), ["9999", "10000"], {"missing_article"}, id="over 9,999"
        ),
        pytest.param(("Điều 1. Một", "Một.", "Điều 12345678901. Hai", "Hai."), ["1"], {"unlisted_article"}, id="no number"),
        pytest.param(
            ("Điều 1. Một", "Theo khoản 2 và điểm", "Điều 2. Hai", "Hai.", "Sửa đổi như sau:", "Điều 3. Ba", "Ba."),
            ["1"],
            set(),
            id="citations and new text",
        ),
        pytest.param(
            ("Điều 1. Một", "Theo điểm", "Điều 2. Hai", "Hai", "Điều 3. Ba", "Ba."),
            ["1", "3"],
            {"missing_article", "unlisted_article"},
            id="a heading lost",
        ),
        pytest.param(("Điều 1. Một", "“Điều 7. Hai", "Điều 8. Ba”", "Ba."), ["1"], set(), id="quoted"),
    ],
)
def test_what_reads_as_an_article_is_one_or_is_named(lines: tuple[str, ...], articles: list[str], codes: set[str]) -> None:
    instrument = read(*HEAD, *lines, "TM. CHÍNH PHỦ")
    assert [provision.number for provision in instrument.walk() if provision.kind is Kind.ARTICLE] == articles
    named = {"missing_article", "unlisted_article"}
    assert {str(problem.code) for problem in instrument.problems} & named == codes
