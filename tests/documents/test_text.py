"""Characters: every line here has broken a real system."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.text import clean, comparable, decode, detect, fold, slug, unify_tone_marks
from documents.wording.numbers import POINT_LETTERS


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("decomposed", unicodedata.normalize("NFD", "Nghị định về trợ giúp"), "Nghị định về trợ giúp"),
        ("no-break space", "Điều\u00a05.", "Điều 5."),
        ("zero width space inside a letter", "e\u200b\u0302\u0301", "ế"),
        ("byte order mark", "\ufeffLuật", "Luật"),
        ("soft hyphen", "nạn\u00ad nhân", "nạn nhân"),
        ("eth for Đ", "Ðiều 1 và ðiểm a", "Điều 1 và điểm a"),
        ("African D", "Ɖiều", "Điều"),
        ("tabs and runs of blanks", "1.\t Nạn   nhân", "1. Nạn nhân"),
        ("line breaks stay", "a\n\n b", "a\n\n b"),
        ("soft hyphen is ư in TCVN3", "Th«ng t\u00ad", "Th«ng t\u00ad"),
    ],
)
def test_clean(name, text, expected):
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Điều 32đ. Hỗ trợ", "dieu 32d. ho tro"),
        ("ĐƯỜNG SẮT “Ụ”", "duong sat “u”"),
        ("Ελλάς Ñ ü İ", "ελλας n u i"),
        ("plain ASCII", "plain ascii"),
        ("20 °C – 5 € ½", "20 °c – 5 € ½"),
    ],
)
def test_fold(text, expected):
    assert fold(text) == expected


@given(st.text())
def test_fold_keeps_offsets(text):
    text = unicodedata.normalize("NFC", text)
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text) or not text.isascii()


@given(st.text(alphabet="àáạhoaeuyqQUOÁÀÝýỳỵÍíinhgtk ơ"))
def test_unify_tone_marks_keeps_offsets(text):
    once = unify_tone_marks(text)
    assert len(once) == len(text)
    assert unify_tone_marks(once) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hoà giải", "hòa giải"),
        ("HOÀ", "HÒA"),
        ("Uỷ ban", "Ủy ban"),
        ("UỶ BAN", "ỦY BAN"),
        ("sức khoẻ", "sức khỏe"),
        ("quí I", "quý I"),
        ("QUÍ", "QUÝ"),
        ("quỳ, quý, quỹ", "quỳ, quý, quỹ"),
        ("hoàn thuyết toán", "hoàn thuyết toán"),
        ("hòa, ủy, thúy", "hòa, ủy, thúy"),
    ],
)
def test_unify_tone_marks(text, expected):
    assert unify_tone_marks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("Bộ Lao động - Thương binh", "bo-lao-dong-thuong-binh"), (" §§ ", ""), ("Đ/đ", "d-d")]
)
def test_slug(text, expected):
    assert slug(text) == expected


def test_comparable_forgets_what_copies_differ_in():
    assert comparable("“Hoà”  giải – nhanh…\n") == comparable('"Hòa" giải - nhanh...')
    assert comparable("điểm d") != comparable("điểm đ")


def test_point_letters():
    assert len(POINT_LETTERS) == 23
    assert POINT_LETTERS.index("đ") == POINT_LETTERS.index("d") + 1
    assert not set("fjwz") & set(POINT_LETTERS)


@pytest.mark.parametrize(
    ("name", "encoding", "text", "expected"),
    [
        ("TCVN3", "tcvn3", "QuyÕt ®Þnh vÒ viÖc hç trî n¹n nh©n", "Quyết định về việc hỗ trợ nạn nhân"),
        ("TCVN3 with ư as soft hyphen", "tcvn3", "Th«ng t\u00ad h\u00adíng dÉn", "Thông tư hướng dẫn"),
        ("TCVN3 in a capitals font is stored small", "tcvn3", "bé tµi chÝnh", "bộ tài chính"),
        ("TCVN3 typed in capitals", "tcvn3", "QUYÕT §ÞNH HIÖU LùC", "QUYẾT ĐỊNH HIỆU LỰC"),
        ("VNI", "vni", "Quyeát ñònh veà vieäc hoã trôï naïn nhaân", "Quyết định về việc hỗ trợ nạn nhân"),
        ("VNI in capitals", "vni", "QUYEÁT ÑÒNH CUÛA BOÄ TRÖÔÛNG", "QUYẾT ĐỊNH CỦA BỘ TRƯỞNG"),
        ("VNI with a doubled sign on i", "vni", "Boä Taøi chiùnh", "Bộ Tài chính"),
    ],
)
def test_legacy_encodings(name, encoding, text, expected):
    assert detect(text) == encoding
    assert decode(text, encoding) == expected
    assert detect(expected) is None


def test_tcvn3_survives_cleaning():
    assert decode(clean("Th«ng t\u00ad sè 5: kÐm, thiÕu"), "tcvn3") == "Thông tư số 5: kém, thiếu"


@pytest.mark.parametrize(
    "text",
    [
        "Điều 1. Phạm vi điều chỉnh",
        unicodedata.normalize("NFD", "Hà Nội, là và có"),
        "Hà Nam và Hà Nội",
        "Đơn vị tính: đồng; ban hành theo QĐ số 5/QĐ-BTC",
        "là",
        "plain English",
        "À la carte, déjà vu, façade, élève, Straße, señor",
        "§ 5 Abs. 2 – Größe über 20 µm",
        "",
        "1 2 3 ½ ¼ × ÷",
    ],
)
def test_unicode_and_other_languages_are_left_alone(text):
    assert detect(text) is None


def test_unicode_lines_in_a_legacy_document_stay():
    assert decode("Boä Taøi chính thöùc\nThông tư hướng dẫn này", "vni").splitlines()[1] == "Thông tư hướng dẫn này"


@pytest.mark.realdata
def test_legacy_files_decode_to_their_transcripts(data):
    import docx

    folder = data / "documents" / "legacy"
    files = sorted((folder / "synthetic").glob("*.docx"))
    assert files
    for file in files:
        text = "\n".join(paragraph.text for paragraph in docx.Document(str(file)).paragraphs)
        transcript = (folder / "transcripts" / f"{file.stem}.txt").read_text(encoding="utf-8")
        encoding = detect(text)
        assert encoding == "vni", file.name
        assert detect(transcript) is None
        words, known = comparable(decode(text, encoding)).lower().split(), set(comparable(transcript).lower().split())
        assert sum(word not in known for word in words) <= 0.01 * len(words), file.name
