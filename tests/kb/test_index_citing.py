"""What others say where they cite an article is beside it in the index, as long as they say it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from kb.base import KnowledgeBase
from kb.database.tables import Reference
from kb.index.build import open_index
from kb.index.comparing import versions_touched
from kb.index.engine import equal
from kb.index.rows import ARTICLE_WORDS, CITED_WORDS, read_words
from kb.language import analysis
from kb.vectors.indexing import catch_up, reindex
from tests.kb import made_up_law as law
from tests.kb.made_up_changes import GARDEN, GARDEN_KEY, decree, put

LOANS = decree(
    "40/2091/NĐ-CP",
    "05 tháng 02 năm 2091",
    "Cho vay đối với chủ vườn",
    """Điều 1. Đối tượng
Chủ vườn nhỏ theo Điều 3 Nghị định số 10/2090/NĐ-CP được vay vốn không lãi.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2091.""",
)


@pytest.fixture
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with law.open_base(tmp_path_factory.mktemp("base")) as base:
        put(base, GARDEN)
        reindex(base)
        yield base


def cited(base: KnowledgeBase, path: str) -> set[int]:
    """Numbers of the words around references to an article, which every document of it has."""
    matches = open_index(base).store.view().retrieve((), 100, equal("instrument", GARDEN_KEY))
    documents = [item for item in open_index(base).store.view().stored(matches) if item.meta["path"] == path]
    (words,) = {tuple(read_words(document, CITED_WORDS).tolist()) for document in documents}
    return set(words) - {0}


def numbers(text: str) -> set[int]:
    return set(analysis.word_numbers(analysis.words(text)).tolist())


def test_what_stands_around_a_reference_is_known_of_the_article_that_it_leads_to(base: KnowledgeBase) -> None:
    before = {path: cited(base, path) for path in ("dieu-2", "dieu-3")}
    put(base, LOANS)
    catch_up(base)
    assert numbers("Chủ vườn nhỏ được vay vốn không lãi") <= cited(base, "dieu-3")
    assert cited(base, "dieu-2") == before["dieu-2"]
    put(base, LOANS.replace("được vay vốn không lãi", "được cấp giống"))
    catch_up(base)
    assert numbers("cấp giống") <= cited(base, "dieu-3")
    made_up_to_date = cited(base, "dieu-3")
    reindex(base)
    assert cited(base, "dieu-3") == made_up_to_date


def test_references_that_moved_under_their_old_numbers_are_noticed(base: KnowledgeBase) -> None:
    put(base, LOANS)
    catch_up(base)
    with base.session(write=True) as session:
        session.execute(update(Reference).values(start=Reference.start - 1))
    with base.engine.connect() as connection:
        assert versions_touched(connection, open_index(base).store)


def test_every_clause_has_the_words_of_its_whole_article(base: KnowledgeBase) -> None:
    view = open_index(base).store.view()
    documents = view.stored(view.retrieve((), 100, equal("instrument", GARDEN_KEY)))
    of_article = [item for item in documents if item.meta["path"] == documents[-1].meta["path"]]
    for document in documents:
        others = [item for item in documents if item.meta["path"] == document.meta["path"]]
        if len(others) > 1:
            held = {word for item in others for word in read_words(item).tolist()}
            assert set(read_words(document, ARTICLE_WORDS).tolist()) == held
    assert of_article
    assert any(len(read_words(document, ARTICLE_WORDS)) for document in documents)
