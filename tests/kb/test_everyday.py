"""Everyday words: what is shipped, what curators make of it, how they are found in a query and what they bring."""

import gzip
import re
from datetime import date
from itertools import islice
from pathlib import Path

import orjson
import pytest

from documents.text import clean
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.errors import InvalidWordsError
from kb.index.build import reindex
from kb.language import analysis
from kb.language.everyday import (
    LONGEST,
    MOST_MEANINGS,
    Entry,
    export_entries,
    history,
    import_entries,
    list_entries,
    normal_phrase,
    save_entry,
    shipped_words,
    turn_off,
    unknown_meanings,
)
from kb.search import search
from kb.search.reading.rewording import Vocabulary, forget, vocabulary_of
from tests.kb import made_up_law as law

DAY = date(2098, 6, 1)


def entries(base: KnowledgeBase) -> dict[str, Entry]:
    with base.engine.connect() as connection:
        return {entry.phrase: entry for entry in list_entries(connection)}


def save(base: KnowledgeBase, phrase: str, *meanings: str, author: str = "Lan", active: bool = True) -> Entry:
    with base.session(write=True, actor=Actor(author)) as session:
        return save_entry(session, phrase, meanings, active)


def test_shipped_words_are_in_their_form() -> None:
    shipped = shipped_words()
    assert 80 <= len(shipped) <= 4_000
    for phrase, meanings in shipped.items():
        assert phrase == normal_phrase(phrase)
        assert 0 < len(meanings) <= MOST_MEANINGS
        assert phrase not in meanings
        assert all(meaning == normal_phrase(meaning) for meaning in meanings)


@pytest.mark.long
@pytest.mark.realdata
def test_the_laws_words_stand_in_the_law(data: Path) -> None:
    path = data / "benchmarks" / "phapdien2026" / "corpus.jsonl.gz"
    if not path.exists():
        pytest.skip("the codification is not beside this checkout")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [" ".join(map(str, orjson.loads(line).values())) for line in lines]
    # What is not codified: the law against trafficking, and what came later.
    others = sorted((data / "documents" / "anti_trafficking").glob("*.*"))
    texts += [clean(path.read_text("utf-8", "replace")) for path in others if path.suffix != ".pdf"]
    meanings = {meaning for meanings in shipped_words().values() for meaning in meanings}
    whole = "\n".join(texts).lower()
    # Most stand there letter by letter; what does not is looked for in the words of all texts, as search sees them.
    left = {words for meaning in meanings if not _stands(words := f" {' '.join(analysis.words(meaning))} ", meaning, whole)}
    for text in texts:
        if not left:
            break
        read = f" {' '.join(analysis.words(text))} "
        left = {words for words in left if words not in read}
    assert left == set()


def _stands(words: str, written: str, whole: str) -> bool:
    """Whether one of the first places of the same letters is one of the same words."""
    places = islice(re.finditer(re.escape(written), whole), 20)
    return any(words in f" {' '.join(analysis.words(whole[max(at.start() - 40, 0) : at.end() + 40]))} " for at in places)


def test_a_base_has_what_is_shipped(base: KnowledgeBase) -> None:
    found = entries(base)
    assert set(found) == set(shipped_words())
    assert found["sổ đỏ"] == Entry("sổ đỏ", ("giấy chứng nhận quyền sử dụng đất",))


def test_what_a_curator_decides_counts_and_is_kept(base: KnowledgeBase) -> None:
    made = save(base, "  Sổ  ĐỎ ", "giấy chứng nhận quyền sử dụng đất", "quyền sử dụng đất")
    assert (made.phrase, made.author) == ("sổ đỏ", "Lan")
    with base.session(write=True, actor=Actor("Minh")) as session:
        turn_off(session, "sổ đỏ")
    now = entries(base)["sổ đỏ"]
    assert (now.active, now.author, len(now.meanings)) == (False, "Minh", 2)
    save(base, "sổ đỏ", *now.meanings)
    with base.engine.connect() as connection:
        assert [(entry.active, entry.author) for entry in history(connection, "sổ đỏ")] == [
            (True, "Lan"),
            (False, "Minh"),
            (True, "Lan"),
        ]


@pytest.mark.parametrize(
    ("phrase", "meanings", "author"),
    [
        ("", ("luật",), "Lan"),
        ("?!", (), "Lan"),
        ("một hai ba bốn năm sáu bảy tám chín", ("luật",), "Lan"),
        ("từ", (), "Lan"),
        ("từ", ("  ",), "Lan"),
        ("từ", ("từ",), "Lan"),
        ("từ", ("x" * (LONGEST + 1),), "Lan"),
        ("từ", tuple(f"luật {number}" for number in range(MOST_MEANINGS + 1)), "Lan"),
    ],
)
def test_what_cannot_be_kept(base: KnowledgeBase, phrase: str, meanings: tuple[str, ...], author: str) -> None:
    with pytest.raises(InvalidWordsError):
        save(base, phrase, *meanings, author=author)
    assert all(entry.author is None for entry in entries(base).values())


def test_only_what_is_there_can_be_turned_off(base: KnowledgeBase) -> None:
    with base.session(write=True, actor=Actor("Lan")) as session, pytest.raises(InvalidWordsError):
        turn_off(session, "không có từ này")


def test_entries_go_from_base_to_base(base: KnowledgeBase, tmp_path: Path) -> None:
    save(base, "chim sẻ", "đàn chim")
    save(base, "sổ đỏ", "quyền sử dụng đất", active=False)
    rows = orjson.loads(orjson.dumps(export_entries(entries(base).values())))
    with law.open_base(tmp_path / "other") as other:
        with other.session(write=True, actor=Actor("Minh")) as session:
            assert import_entries(session, rows) == 2
            assert import_entries(session, rows) == 0
        assert export_entries(entries(other).values()) == rows


@pytest.mark.parametrize("row", [None, {}, {"phrase": "a"}, {"phrase": 1, "meanings": []}, {"phrase": "a", "meanings": []}])
def test_a_bad_row_takes_nothing_over(base: KnowledgeBase, row: object) -> None:
    good = {"phrase": "chim sẻ", "meanings": ["đàn chim"]}
    with pytest.raises(InvalidWordsError), base.session(write=True, actor=Actor("Minh")) as session:
        import_entries(session, [good, row])
    assert "chim sẻ" not in entries(base)


def test_words_that_no_text_has_are_named() -> None:
    found = unknown_meanings([Entry("a", ("nạn nhân", "nạn xyzzy"))], {"nạn", "nhân"})
    assert found == {"a": ["nạn xyzzy"]}


# In a query

VOCABULARY = Vocabulary.of(
    [
        Entry("bị bán", ("mua bán người",)),
        Entry("bị bán qua", ("nạn nhân bị mua bán",)),
        Entry("sổ đỏ", ("giấy chứng nhận",)),
        Entry("bán ở đâu", ("nơi bị bán", "rao bán")),
        Entry("tắt", ("không tìm",), active=False),
    ]
)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("em bị bán qua biên giới", ["bị bán qua"]),
        ("em Bị  Bán rồi", ["Bị  Bán"]),
        ("bi ban, so do", ["bi ban", "so do"]),
        ("sổ do ai cấp", []),
        ("bị bạn lừa", []),
        ("họ bán ở đâu", ["bán ở đâu"]),
        ("họ rao bán ở đâu", []),
        ("tắt", []),
        ("sổ", []),
        ("", []),
    ],
)
def test_everyday_words_of_a_query(text: str, typed: list[str]) -> None:
    assert [expansion.typed for expansion in VOCABULARY.find(text)] == typed


def test_a_decision_counts_at_once(base: KnowledgeBase) -> None:
    assert not vocabulary_of(base.engine).find("chim sẻ")
    save(base, "chim sẻ", "đàn chim")
    forget(base.engine)
    assert vocabulary_of(base.engine).find("chim sẻ")


def test_the_laws_words_are_found_by_everyday_ones(base: KnowledgeBase, tmp_path: Path) -> None:
    law.fill(base)
    reindex(base)
    save(base, "cô thắm không về làng", "chi phí đi lại")
    forget(base.engine)
    result = search(base, "cô thắm không về làng", as_of=DAY)
    assert result.understood.expanded == (("cô thắm không về làng", ("chi phí đi lại",)),)
    assert (*result.hits, *result.near)[0].path == "dieu-32"
    bare = search(base, "co tham khong ve lang", as_of=DAY)
    assert (bare.understood.restored, bare.understood.expanded) == ("cô thắm không về làng", result.understood.expanded)
    typed = search(base, "cô thắm không về làng", as_of=DAY, verbatim=True)
    assert (typed.understood.expanded, typed.understood.verbatim) == ((), True)
