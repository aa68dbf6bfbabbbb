"""Callers' speech: what a fully marked one keeps, everyday phrases with a gap, what is asked for."""

import pytest

from kb.language.everyday import Entry, normal_phrase
from kb.language.word_counts import build_words, spoken_runs
from kb.language.word_model import WordModel
from kb.search.ranking.order import asked_by, fitness
from kb.search.reading.rewording import Vocabulary, reword
from tests.kb.word_model_maker import SENTENCES


@pytest.fixture(scope="module")
def model() -> WordModel:
    """Of a base of law, with the speech that every base counts beside it."""
    return WordModel(build_words(SENTENCES * 60))


SPOKEN = [
    "giờ về quê thì làm sao",
    "gọi đêm có ai nghe không",
    "làm qua zalo",
    "giờ em về được rồi",
    "có được hỗ trợ không chị",
    "quán phở",
]


@pytest.mark.parametrize("said", SPOKEN)
def test_speech_keeps_its_words(said: str, model: WordModel) -> None:
    assert reword(said, model).text == said


BARE = [
    ("gio ve que thi lam sao", "giờ về quê thì làm sao"),
    ("goi dem co ai nghe may khong", "gọi đêm có ai nghe máy không"),
    ("gio em phai lam sao", "giờ em phải làm sao"),
    ("nan nhan co duoc ho tro khong", "nạn nhân có được hỗ trợ không"),
    ("chong bo ve nuoc roi", "chồng bỏ về nước rồi"),
]


@pytest.mark.parametrize(("typed", "read"), BARE)
def test_speech_without_marks_is_read_as_speech(typed: str, read: str, model: WordModel) -> None:
    assert reword(typed, model).text == read


def test_what_is_counted_is_in_its_form() -> None:
    for run in spoken_runs():
        assert run == " ".join(run.lower().split())


GAPS = [
    ("chủ bắt em làm để trả nợ", "bắt … trả nợ", "bắt em làm để trả nợ", "em làm để"),
    ("chủ bắt trả nợ", "bắt … trả nợ", "bắt trả nợ", ""),
    ("chu bat em lam tra no", "bắt … trả nợ", "bat em lam tra no", "em lam"),
]


@pytest.mark.parametrize(("text", "phrase", "typed", "between"), GAPS)
def test_a_gap_stands_for_a_few_words(text: str, phrase: str, typed: str, between: str) -> None:
    (found,) = Vocabulary.of([Entry(phrase, ("cưỡng bức lao động",))]).find(text)
    assert (found.phrase, found.typed, found.between) == (phrase, typed, between)


def test_a_gap_is_no_wider_than_that() -> None:
    vocabulary = Vocabulary.of([Entry("bắt … trả nợ", ("cưỡng bức lao động",))])
    assert vocabulary.find("bắt một hai ba bốn năm trả nợ") == ()


@pytest.mark.parametrize("typed", ["bắt ... trả nợ", "bắt…trả nợ", "… bắt … trả nợ …"])
def test_a_gap_is_written_one_way(typed: str) -> None:
    assert normal_phrase(typed) == "bắt … trả nợ"


ASKS = [
    ("nạn nhân được hỗ trợ gì", "Tội mua bán người", 0.0),
    ("nạn nhân được hỗ trợ gì", "Đối tượng và chế độ hỗ trợ", 1.5),
    ("em bị bán về có được hưởng gì không", "Chế độ trợ cấp", 1.5),
    ("ai quyết định chế độ", "Chế độ trợ cấp", 0.0),
    ("xin học nghề thì nộp đơn ở đâu", "Hồ sơ, thủ tục hỗ trợ học nghề", 2.0),
    ("xin học nghề được bao nhiêu", "Hồ sơ, thủ tục hỗ trợ học nghề", 0.0),
    ("thế nào là nạn nhân", "Giải thích từ ngữ", 2.0),
    ("ai là nạn nhân", "Giải thích từ ngữ", 0.0),
    ("hỗ trợ y tế", "Nguyên tắc hỗ trợ nạn nhân", -1.0),
    ("trợ cấp cho nạn nhân bị mua bán", "Trợ cấp khó khăn ban đầu", 1.0),
    ("trợ cấp cho nạn nhân bị mua bán", "Tiếp nhận nạn nhân", 0.0),
    ("nguyên tắc hỗ trợ", "Nguyên tắc hỗ trợ nạn nhân", 0.0),
]


@pytest.mark.parametrize(("text", "heading", "gain"), ASKS)
def test_headings_gain_that_a_question_asks_for(text: str, heading: str, gain: float) -> None:
    assert fitness(asked_by(text), heading) == gain
