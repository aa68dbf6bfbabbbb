"""Words of a scan that a person settled: they stand in the text whenever its file is read, and nobody doubts them any more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from documents.model import Instrument, ProblemCode, Provision, Recognition, Segment
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, load_version
from kb.errors import JobError
from kb.law.texts.settled import as_corrected, keep_settled, settle_word, still_doubtful, waiting_words
from kb.law.texts.typed_rows import who_typed
from tests.kb import made_up_law as law
from tests.kb.made_up_changes import GARDEN, GARDEN_KEY, put, read

HOA = Actor("Hoa")
WORDS = "Ngươi trồng cây được tuới nuớc trong 3O ngày."
DOUBTFUL = ((0, 5), (21, 25), (26, 30), (37, 39))
PROPOSED = ("Người", "tưới", "nước", None)


def scanned() -> Instrument:
    """A text whose second article was read from a picture."""

    def doubted(provision: Provision) -> Provision:
        if provision.path != "dieu-2":
            return replace(provision, children=tuple(map(doubted, provision.children)))
        place = Segment(0, len(WORDS), provision.text_map[0].place) if provision.text_map else None
        ocr = Recognition(0.9, DOUBTFUL, PROPOSED)
        return replace(provision, text=WORDS, children=(), text_map=(place,) if place else (), ocr=ocr)

    instrument = read(GARDEN)
    return replace(instrument, provisions=tuple(map(doubted, instrument.provisions)))


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with law.open_base(tmp_path) as opened:
        put(opened, scanned(), name="quet.pdf")
        yield opened


def article(provisions: tuple[Provision, ...]) -> Provision:
    return next(item for root in provisions for item in root.walk() if item.path == "dieu-2")


def settle(base: KnowledgeBase, span: tuple[int, int], word: str) -> str:
    with base.session(write=True, actor=HOA) as session:
        version = load_version(session, find_instrument(session, GARDEN_KEY))
        (source,) = version.sources
        provision = version.provision("dieu-2")
        assert provision is not None
        settle_word(session, source.sha256, *still_doubtful(session, source.file_id, provision)[span], word)
        return source.sha256


def test_settled_words_stand_in_the_text_when_it_is_read_again(base: KnowledgeBase) -> None:
    settle(base, (26, 30), "nhiều nước")  # longer: what stands behind it moves
    sha256 = settle(base, (0, 5), "Người")
    settle(base, (37, 39), "30")
    with base.session() as session:
        version = load_version(session, find_instrument(session, GARDEN_KEY))
        (source,), stored = version.sources, version.provision("dieu-2")
        assert stored is not None
        assert stored.text == WORDS, "what is stored is as it was read until then"
        assert (list(still_doubtful(session, source.file_id, stored)), waiting_words(session, source.file_id)) == ([(21, 25)], 3)
        (again,) = as_corrected(session, sha256, [scanned()])
    found = article(again.provisions)
    assert found.text == "Người trồng cây được tuới nhiều nước trong 30 ngày."
    assert found.ocr is not None
    assert [found.text[start:end] for start, end in found.ocr.doubtful] == ["tuới"]
    assert found.ocr.proposed == ("tưới",)
    assert [problem.code for problem in found.problems].count(ProblemCode.WORD_SETTLED) == 3
    assert all(dict(problem.message.values)["by"] == "Hoa" for problem in found.problems)
    typed = ["nhiều nước", "Người", "30"]
    assert [(words.of(found), words.by) for words in found.typed] == [(word, "Hoa") for word in typed]
    with law.open_base(base.settings.home / "lai") as other:
        put(other, again, name="quet.pdf")
        with other.session(write=True, actor=HOA) as session:
            version = load_version(session, find_instrument(session, GARDEN_KEY)).version.id
            keep_settled(session, [again], [version])
            stored = load_version(session, find_instrument(session, GARDEN_KEY)).provision("dieu-2")
            assert stored is not None
            assert sorted(words.of(stored) for words in stored.typed) == sorted(typed), "marked as theirs wherever it shows"
            assert list(who_typed(session.connection(), [(version, "dieu-2")])) == [(version, "dieu-2")], "on hits, too"


def test_a_word_that_is_right_as_it_was_read_is_doubted_no_more_and_marks_nothing(base: KnowledgeBase) -> None:
    sha256 = settle(base, (21, 25), "tuới")
    with base.session() as session:
        (again,) = as_corrected(session, sha256, [scanned()])
    found = article(again.provisions)
    assert (found.text, found.problems) == (WORDS, article(scanned().provisions).problems)
    assert found.ocr is not None
    assert found.ocr.doubtful == (DOUBTFUL[0], *DOUBTFUL[2:])


def test_what_is_read_otherwise_later_keeps_its_words(base: KnowledgeBase) -> None:
    sha256 = settle(base, (26, 30), "nước")
    shifted = article(scanned().provisions)
    other = replace(shifted, text=f"X {WORDS}", ocr=Recognition(0.9, tuple((a + 2, b + 2) for a, b in DOUBTFUL), PROPOSED))
    gone = replace(shifted, text="Cây được tưới nước.", ocr=Recognition(0.9))
    with base.session() as session:
        made = [as_corrected(session, sha256, [replace(scanned(), provisions=(one,))])[0] for one in (other, gone)]
    texts = [article(one.provisions).text for one in made]
    assert texts == [f"X {WORDS.replace('nuớc', 'nước')}", "Cây được tưới nước."]


@pytest.mark.parametrize(
    "text",
    [
        "Ở tỉnh có mùa khô dài thì nuớc được chia.",  # the same word at the same place of another sentence
        WORDS.replace("nuớc trong", "nuớcx trong"),  # no word by itself
    ],
)
def test_a_settled_word_goes_nowhere_else(base: KnowledgeBase, text: str) -> None:
    sha256 = settle(base, (26, 30), "nước")
    other = replace(article(scanned().provisions), text=text, ocr=Recognition(0.9))
    assert text.startswith("nuớc", 26)
    with base.session() as session:
        (made,) = as_corrected(session, sha256, [replace(scanned(), provisions=(other,))])
    assert article(made.provisions).text == text


def test_a_settled_word_stands_in_the_one_text_of_several_that_has_it(base: KnowledgeBase) -> None:
    sha256 = settle(base, (26, 30), "nước")
    other = replace(article(scanned().provisions), text="Cây được tưới bằng thứ khác.", ocr=Recognition(0.9))
    texts = [replace(scanned(), provisions=(other,)), scanned()]
    with base.session() as session:
        made = as_corrected(session, sha256, texts)
        twice = as_corrected(session, sha256, [scanned(), scanned()])
    assert [article(one.provisions).text for one in made] == [other.text, WORDS.replace("nuớc", "nước")]
    assert [article(one.provisions).text for one in twice] == [WORDS, WORDS], "nobody can tell which"


def test_a_clock_that_was_put_back_leaves_no_settled_word_behind(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    class AnHourAgo(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "AnHourAgo":
            return super().now(tz) - timedelta(hours=1)

    monkeypatch.setattr("kb.accounts.audit.datetime", AnHourAgo)
    settle(base, (26, 30), "nước")
    settle(base, (0, 5), "Người")
    with base.session() as session:
        version = load_version(session, find_instrument(session, GARDEN_KEY))
        (source,), stored = version.sources, version.provision("dieu-2")
        assert stored is not None
        assert list(still_doubtful(session, source.file_id, stored)) == [DOUBTFUL[1], DOUBTFUL[3]]
        assert waiting_words(session, source.file_id) == 2


@pytest.mark.parametrize(("span", "word"), [((0, 5), " "), ((0, 5), "a" * 201)])
def test_what_is_no_word_is_refused(base: KnowledgeBase, span: tuple[int, int], word: str) -> None:
    with pytest.raises(JobError):
        settle(base, span, word)
