"""What people ask of articles: files of it, what curators decide, how like a query is to it, and that search finds by it."""

from pathlib import Path

import pytest

from kb.accounts.current import person
from kb.base import KnowledgeBase
from kb.database.cache import BaseCache
from kb.errors import InvalidWordsError
from kb.index.build import reindex
from kb.index.rows import group_number
from kb.language import analysis
from kb.language.asked import (
    LONGEST,
    MOST_QUESTIONS,
    list_questions,
    read_questions,
    save_questions,
    shipped_questions,
    write_questions,
)
from kb.search import asked, search
from kb.search.asked import asked_of, build_asked, with_heirs
from kb.settings import Settings
from tests.kb import made_up_law as law
from tests.kb.databases import empty_sqlite
from tests.kb.made_up_changes import GARDEN, put
from tests.kb.test_search_on_a_day import GARDEN_KEY, HEIR, HEIR_KEY

KEY = f"{law.LAW.key}#dieu-2"
ONE, TWO = "luat/1#dieu-1", "luat/1#dieu-2"
ASKED = {ONE: ("em bị bán về có được cho tiền không", "tro cap cho nguoi bi ban"), TWO: ("chồng đánh báo ai",)}


def save(base: KnowledgeBase, questions: dict[str, tuple[str, ...]]) -> int:
    with base.session(write=True, actor=person("Lan")) as session:
        return save_questions(session, questions)


def test_a_file_says_what_it_was_made_of() -> None:
    assert read_questions(write_questions(ASKED)) == ASKED
    assert read_questions("# luat/1#dieu-1\n\n  hai   chữ \nhai chữ\n") == {"luat/1#dieu-1": ("hai chữ",)}


MANY = "".join(f"câu {number}\n" for number in range(MOST_QUESTIONS + 1))


@pytest.mark.parametrize("text", ["câu không có điều", "# không có khóa", f"# {ONE}\n" + "a" * (LONGEST + 1), f"# {ONE}\n{MANY}"])
def test_a_bad_line_is_named(text: str) -> None:
    with pytest.raises(InvalidWordsError):
        read_questions(text)


def test_what_is_shipped_is_of_articles_and_never_said_twice() -> None:
    shipped = shipped_questions()
    assert all("#" in key for key in shipped)
    assert all(len(questions) == len(set(questions)) for questions in shipped.values())


def test_an_article_is_as_like_as_the_most_like_of_its_questions() -> None:
    like = build_asked(ASKED).likeness(analysis.words("bị chồng đánh thì báo ai"))
    first, second = (like.get(group_number(key), 0.0) for key in ASKED)
    assert 0 < first < second < 1
    assert (
        build_asked(ASKED).likeness(analysis.words("không dấu: bi ban co duoc cho tien khong"))[group_number("luat/1#dieu-1")] > 0.3
    )
    assert build_asked(ASKED).likeness(["lạ"]) == build_asked({}).likeness(["em"]) == build_asked(ASKED).likeness([]) == {}


def test_a_curators_questions_stand_in_the_place_of_what_is_shipped(base: KnowledgeBase) -> None:
    assert save(base, {KEY: ("ai là cô thắm",)}) == 1
    assert save(base, {KEY: ("ai là cô thắm",)}) == 0
    with base.engine.connect() as connection:
        assert list_questions(connection)[KEY] == ("ai là cô thắm",)
    law.fill(base)
    reindex(base)
    found = search(base, "ai la co tham", as_of=law.SNAPSHOT)
    assert found.hits[0].key == KEY
    assert save(base, {KEY: ()}) == 1
    asked._kept.forget(base.engine)  # what another process decides is seen a second later
    assert group_number(KEY) not in asked_of(base).likeness(analysis.words("cô thắm"))


def test_a_law_and_what_took_its_place_are_asked_for_in_the_same_words(tmp_path: Path) -> None:
    empty_sqlite(tmp_path)
    with KnowledgeBase(Settings(home=tmp_path)) as base:
        put(base, GARDEN, name="a.txt")
        put(base, HEIR, name="b.txt")
        with base.engine.connect() as connection:
            old, new = f"{GARDEN_KEY}#dieu-2", f"{HEIR_KEY}#dieu-2"
            assert with_heirs(connection, {old: ("ngày mấy lần",)}) == {old: ("ngày mấy lần",), new: ("ngày mấy lần",)}
            assert with_heirs(connection, {new: ("ngày mấy lần",)})[old] == ("ngày mấy lần",)
            both = with_heirs(connection, {old: ("cũ",), new: ("mới",)})
            assert (both[old], both[new]) == (("cũ",), ("mới", "cũ"))


def test_what_is_built_outlasts_a_change_of_the_texts_but_not_of_the_questions(base: KnowledgeBase) -> None:
    save(base, {KEY: ("ai là cô thắm",)})
    reindex(base)
    built = asked_of(base)
    law.fill(base)
    asked._kept.forget(base.engine)
    assert asked_of(base) is built
    save(base, {KEY: ("ai là cô hồng",)})
    asked._kept.forget(base.engine)
    assert asked_of(base) is not built


def test_a_file_beside_the_index_that_is_damaged_is_made_again(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    save(base, {KEY: ("ai là cô thắm",)})
    law.fill(base)
    reindex(base)
    asked_of(base)
    path: Path = base.settings.index_path / asked.FILE
    path.write_bytes(path.read_bytes()[:100])
    asked._kept.forget(base.engine)
    monkeypatch.setattr(asked, "_built", BaseCache())
    assert group_number(KEY) in asked_of(base).likeness(analysis.words("cô thắm"))
