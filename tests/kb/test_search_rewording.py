"""Words read otherwise than typed: marks, short forms; and the model that it rests on."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.text import fold
from kb.language import analysis
from kb.language.everyday import ALONE, SHORT
from kb.language.word_counts import build_words
from kb.language.word_model import BITS, WordModel, open_words
from kb.search.reading.rewording import MOST_WORDS, Reworded, reword
from tests.kb.word_model_maker import SENTENCES, word_model


@pytest.fixture
def model() -> WordModel:
    return word_model()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_bared_sentences_come_back(sentence: str, model: WordModel) -> None:
    assert reword(fold(analysis.normal(sentence)), model) == Reworded(analysis.normal(sentence), marks=True)


def test_words_with_marks_stay(model: WordModel) -> None:
    assert reword("trợ cấp bảo hiểm đất đai", model) == Reworded("trợ cấp bảo hiểm đất đai")


READ = [
    # marks
    ("ho tro chi phi di lai", "hỗ trợ chi phí đi lại", ()),
    ("hỗ tro chi phí đi lai", "hỗ trợ chi phí đi lại", ()),
    ("Ho tro, tam ly!", "Hỗ trợ, tâm lý!", ()),
    ("HO TRO TAM LY", "HỖ TRỢ TÂM LÝ", ()),
    # short forms
    ("nạn nhân đc hỗ trợ ko", "nạn nhân được hỗ trợ không", (("đc", "được"), ("ko", "không"))),
    ("dieu kien ket hon ntn", "điều kiện kết hôn như thế nào", (("ntn", "như thế nào"),)),
    # what stays
    ("điểm a khoản 1", "điểm a khoản 1", ()),
    ("66/2011/QH12", "66/2011/QH12", ()),
    ("thẻ BHYT", "thẻ BHYT", ()),
    ("hỗ trợ ABCXYZ", "hỗ trợ ABCXYZ", ()),
    ("ông Nguyễn Văn Thoài", "ông Nguyễn Văn Thoài", ()),
    ("", "", ()),
    ("?!", "?!", ()),
]


@pytest.mark.parametrize(("typed", "read", "corrected"), READ)
def test_reading(typed: str, read: str, corrected: tuple[tuple[str, str], ...], model: WordModel) -> None:
    found = reword(typed, model)
    assert (found.text, found.corrected) == (read, corrected)


def test_a_word_that_nobody_knows_is_looked_for_without_marks(model: WordModel) -> None:
    assert "kwyjibo" in reword("ho tro kwyjibo", model).doubtful


def test_a_pasted_page_is_left_alone(model: WordModel) -> None:
    page = "ho tro " * MOST_WORDS
    assert reword(page, model) == Reworded(page)


def test_short_forms_are_lower_case_and_mean_known_words() -> None:
    assert all(short == short.lower() and long for short, long in SHORT.items())
    assert set(SHORT) >= ALONE


TEXTS = st.text(alphabet="aeiouyăâđêôơưáàảãạbcdghklmnpqrstvx 0123456789.,-/\"'?*:()", max_size=200) | st.text(max_size=200)


@given(TEXTS)
def test_whatever_is_typed_can_be_read(text: str) -> None:
    normal = analysis.normal(text)
    found = reword(normal, word_model())
    assert all(typed in normal for typed, _ in found.corrected)
    if not found.corrected:
        assert fold(found.text) == fold(normal)
    if not found.marks and not found.corrected:
        assert found.text == normal


# The model


def test_costs_say_what_follows_what() -> None:
    model = word_model()
    number = model.number_of
    nan, nhan, lao, dong = number("nạn"), number("nhân"), number("lao"), number("động")
    assert None not in (nan, nhan, lao, dong)
    assert model.pair_cost(nan or 0, nhan or 0) < 2 * BITS < model.pair_cost(nan or 0, dong or 0)
    assert model.count("nhân") > 0 == model.count("nhẫn")
    assert [model.words[form] for form in model.forms("lao")][:1] == ["lao"]
    assert model.number_of("2011") == model.number_of("1")


@pytest.mark.parametrize("texts", [(), ("",), ("một",), ("123",), ("a b c", "a b c"), ("\x00",), ("đ" * 500,)])
def test_a_model_of_next_to_nothing(texts: tuple[str, ...]) -> None:
    model = WordModel(build_words(texts))
    assert reword("mot hai ba", model).text


def test_the_file_is_written_and_opened(tmp_path: Path) -> None:
    path = tmp_path / "words.bin"
    path.write_bytes(build_words(SENTENCES))
    model = open_words(path)
    assert model is not None
    assert model.count("nạn") > 0
    assert [item.name for item in tmp_path.iterdir()] == ["words.bin"]


@pytest.mark.parametrize(
    "content", [b"", b"x", b"TLWORDS1", b"TLWORDS1" + b"\xff" * 64, b"TLWORDS1" + (2).to_bytes(8, "little") + b"{}"]
)
def test_another_file_is_no_model(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "words.bin"
    path.write_bytes(content)
    assert open_words(path) is None
    assert open_words(tmp_path / "absent") is None
