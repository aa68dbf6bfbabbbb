"""Saved searches, and which new law raises an alert."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from documents.model import EffectivePeriod
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.tables import SavedSearch, SavedSearchHit
from kb.errors import InvalidQueryError, NotFoundError
from kb.index.build import update
from kb.search import Filters
from kb.search.saved import add_saved, check_saved, filters_from, list_saved, remove_saved, saw
from tests.bases import Begin
from tests.kb import made_up_law as law

NEW = law.instrument(
    law.InstrumentType.DECREE,
    "30/2024/NĐ-CP",
    "Quy định về đèn của thuyền",
    date(2024, 1, 1),
    [
        law.article("1", "Đèn", "Thuyền neo đậu qua đêm phải thắp đèn vàng."),
        law.article("2", "Mái chèo", "Thuyền nào cũng phải có mái chèo."),
    ],
    issuer="Chính phủ",
    effective_from=date(2024, 2, 1),
)


@pytest.fixture
def base(begin: Begin, tmp_path: Path) -> Iterator[KnowledgeBase]:
    with law.open_base(begin(law.fill_indexed, tmp_path)) as base:
        yield base


def alerts(base: KnowledgeBase) -> list[tuple[str, str]]:
    return [(alert.article, alert.change) for saved in check_saved(base) for alert in saved.alerts]


def test_what_is_there_already_raises_nothing(base: KnowledgeBase) -> None:
    add_saved(base, "thuyền neo đậu")
    assert alerts(base) == []
    (saved,) = list_saved(base)
    assert (saved.query, saved.owner, saved.filters) == ("thuyền neo đậu", "Người dùng máy này", Filters())
    assert saved.checked_at is not None


def test_new_law_with_all_the_words_raises_an_alert_until_it_was_seen(base: KnowledgeBase) -> None:
    identity = add_saved(base, "thuyền neo đậu")
    update(base, law.put(base, NEW, name="moi.txt"))
    # The other new article has "thuyền" only.
    assert alerts(base) == [(f"{NEW.key}#dieu-1", "new")]
    assert alerts(base) == [(f"{NEW.key}#dieu-1", "new")]
    saw(base, identity)
    assert alerts(base) == []


@pytest.mark.parametrize("query", ["thuyen neo dau", '"neo đậu"', "đèn loại:nghị định", "đèn"])
def test_forms_of_a_query_that_find_it(base: KnowledgeBase, query: str) -> None:
    add_saved(base, query)
    update(base, law.put(base, NEW, name="moi.txt"))
    assert (f"{NEW.key}#dieu-1", "new") in alerts(base)


@pytest.mark.parametrize("query", ["thuyền bay", "đèn -thuyền", "đèn loại:luật", '"đậu neo"'])
def test_forms_of_a_query_that_do_not(base: KnowledgeBase, query: str) -> None:
    add_saved(base, query)
    update(base, law.put(base, NEW, name="moi.txt"))
    assert alerts(base) == []


def test_filters_are_kept(base: KnowledgeBase) -> None:
    kept = Filters(type="luat", issued_from=date(2020, 1, 1))
    add_saved(base, "đèn", kept)
    assert list_saved(base)[0].filters == kept
    update(base, law.put(base, NEW, name="moi.txt"))
    assert alerts(base) == []
    assert filters_from({"type": "luat", "from the future": 1}) == Filters(type="luat")


def test_a_changed_article_raises_an_alert_and_another_copy_none(base: KnowledgeBase) -> None:
    update(base, law.put(base, NEW, name="moi.txt"))
    add_saved(base, "thuyền neo đậu")
    update(base, law.put(base, NEW, name="ban-sao.txt"))
    assert alerts(base) == []
    amended = replace(
        NEW,
        metadata=replace(NEW.metadata, effective=(EffectivePeriod(date(2025, 1, 1)),)),
        provisions=(law.article("1", "Đèn", "Thuyền neo đậu qua đêm phải thắp đèn trắng."), NEW.provisions[1]),
    )
    update(base, law.put(base, amended, name="sua.txt"))
    assert alerts(base) == [(f"{NEW.key}#dieu-1", "changed")]


def test_an_index_that_lags_behind_loses_no_alert(base: KnowledgeBase) -> None:
    add_saved(base, "thuyền neo đậu")
    versions = law.put(base, NEW, name="moi.txt")
    assert alerts(base) == []
    update(base, versions)
    assert alerts(base) == [(f"{NEW.key}#dieu-1", "new")]


def test_each_person_has_their_own(base: KnowledgeBase) -> None:
    first, second = add_saved(base, "đèn", actor=Actor(" Lan ")), add_saved(base, "đèn", actor=Actor("Minh"))
    assert first != second
    assert add_saved(base, "  đèn ", actor=Actor("Lan")) == first
    assert [saved.id for saved in list_saved(base, "Lan")] == [first]
    assert [saved.id for saved in check_saved(base, "Minh")] == [second]


def test_removing_leaves_nothing(base: KnowledgeBase) -> None:
    identity = add_saved(base, "thuyền neo đậu")
    remove_saved(base, identity)
    with base.session() as session:
        assert session.query(SavedSearch).count() == session.query(SavedSearchHit).count() == 0
    for act in (remove_saved, saw):
        with pytest.raises(NotFoundError):
            act(base, identity)


@pytest.mark.parametrize("query", ["", "  \n", "đèn " * 1_000])
def test_what_cannot_be_saved_is_said(base: KnowledgeBase, query: str) -> None:
    with pytest.raises(InvalidQueryError):
        add_saved(base, query)
    assert list_saved(base) == []
