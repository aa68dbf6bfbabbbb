"""The store on a real Elasticsearch server: what search asks of it."""

import contextlib
import uuid
from collections.abc import Iterator

import pytest

from kb.errors import IndexChangedError
from kb.index.elastic.connection import connect
from kb.index.elastic.store import ElasticsearchClauseStore, index_settings, mapping
from kb.index.embedded import TantivyIndex
from kb.index.engine import FOLDED, MARKED, Document, FilterError, Term, equal
from kb.settings import Settings
from tests.kb.test_index_store import FILTERS, FIRST, ORDERS, STAY, TOKENS, first_of_equals, law

pytestmark = pytest.mark.elasticsearch


@contextlib.contextmanager
def made(url: str) -> Iterator[ElasticsearchClauseStore]:
    """An empty store."""
    store = ElasticsearchClauseStore(connect(Settings(index_url=url)), f"test-{uuid.uuid4().hex}")
    settings = index_settings()
    store.connection.write(lambda client: client.indices.create(index=store._index, settings=settings, mappings=mapping()))
    yield store
    store.connection.write(lambda client: client.indices.delete(index=store._index))


@pytest.fixture
def document_store(elasticsearch: str) -> Iterator[ElasticsearchClauseStore]:
    with made(elasticsearch) as store:
        yield store


LAWS = [
    law("1", "nạn nhân được hỗ trợ", type="luat", version=1, effective_from="2090-01-01", topic=["1.1", "1.2"]),
    law("2", "nạn nhân được bồi thường", type="nghi-dinh", version=2, effective_from="2092-01-01", heading="Bồi thường"),
    law("3", STAY, type="nghi-dinh", version=3, title="Nghị định về bến thuyền"),
]


@pytest.fixture
def store(document_store: ElasticsearchClauseStore) -> ElasticsearchClauseStore:
    document_store.fill(LAWS)
    return document_store


def found(store: ElasticsearchClauseStore, *tokens: str, field: str = MARKED) -> list[int]:
    return [match.provision for match in store.view().retrieve([Term(field, token) for token in tokens], 10)]


@pytest.mark.parametrize(("filters", "expected"), [*FILTERS, *TOKENS])
def test_known_fields_are_filtered_by_the_index(
    store: ElasticsearchClauseStore, filters: dict[str, object], expected: list[int]
) -> None:
    assert [match.provision for match in store.view().retrieve((), 10, filters)] == expected


def test_a_day_that_is_none_is_refused(store: ElasticsearchClauseStore) -> None:
    with pytest.raises(FilterError):
        store.view().retrieve((), 10, {"field": "meta.effective_from", "operator": ">=", "value": "hôm qua"})


@pytest.mark.always
def test_words_pairs_and_folded_words_are_found_with_tantivys_scores(store: ElasticsearchClauseStore) -> None:
    embedded = TantivyIndex()
    embedded.fill(LAWS)
    terms = [Term(MARKED, "nạn"), Term(MARKED, "bồi_thường", 0.5), Term(FOLDED, "ben"), Term(MARKED, "nạn")]
    mine = store.view().retrieve(terms, 10)
    theirs = embedded.view().retrieve(terms, 10)
    assert [match.provision for match in mine] == [match.provision for match in theirs]
    assert [match.score for match in mine] == pytest.approx([match.score for match in theirs], rel=1e-5)
    assert found(store, "nan_nhan") == []


@pytest.mark.parametrize("order", range(len(ORDERS)))
def test_which_of_equal_hits_are_among_the_first_does_not_depend_on_the_order_of_writing(
    document_store: ElasticsearchClauseStore, order: int
) -> None:
    document_store.fill(ORDERS[order])
    assert first_of_equals(document_store) == FIRST


def test_frequencies_counts_and_values(store: ElasticsearchClauseStore) -> None:
    view = store.view()
    view.expect([(MARKED, "nạn"), (FOLDED, "nan_nhan"), (MARKED, "không"), (MARKED, "nạn")])
    assert [view.frequency(MARKED, token) for token in ("nạn", "không")] == [2, 0]
    assert view.frequency(FOLDED, "nan_nhan") == 2
    assert view.documents == view.count() == store.view().count() == 3
    assert view.count([Term(MARKED, "nạn")], equal("type", "luat")) == 1
    assert view.values(["type", "topic"]) == {"type": {"nghi-dinh": 2, "luat": 1}, "topic": {"1.1": 1, "1.2": 1}}
    store.replace_versions([1], [])
    assert store.view().documents == 2


def test_stored_documents_come_back_whole(store: ElasticsearchClauseStore) -> None:
    view = store.view()
    (document,) = view.stored(view.retrieve([Term(MARKED, "bến")], 5))
    assert (document.id, document.content, document.meta) == (LAWS[2].id, LAWS[2].content, LAWS[2].meta)
    assert document.score


def test_a_document_that_is_gone_meanwhile_is_said(store: ElasticsearchClauseStore) -> None:
    view = store.view()
    matches = view.retrieve([Term(MARKED, "nạn")], 5)
    store.replace_versions([2], [])
    with pytest.raises(IndexChangedError):
        view.stored(matches)


@pytest.mark.always
def test_versions_are_replaced_in_one_step(store: ElasticsearchClauseStore) -> None:
    assert store.replace_versions([1, 2], [law("7", "nạn nhân", version=2)]) == 1
    assert found(store, "nạn") == [7]
    assert store.view().count() == 2


def test_an_error_while_filling_is_not_hidden(store: ElasticsearchClauseStore) -> None:
    def broken() -> Iterator[Document]:
        yield law("9", "chim sẻ")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.fill(broken())


def test_engine_syntax_is_plain_words(store: ElasticsearchClauseStore) -> None:
    for text in ("*:*", "type:luat", '"', "nạn~2", "(", "a" * 300, "\\"):
        assert found(store, text) == []


def test_walking_over_more_than_a_page(document_store: ElasticsearchClauseStore) -> None:
    document_store.fill(law(str(number), f"điều số {number}", version=number % 7) for number in range(2_500))
    assert len(document_store.matching({"field": "meta.version", "operator": "in", "value": [*range(7)]})) == 2_500


def test_a_filter_of_very_many_values(store: ElasticsearchClauseStore) -> None:
    hidden = {"field": "meta.version", "operator": "not in", "value": [2, *range(100, 80_000)]}
    assert [match.provision for match in store.view().retrieve((), 10, hidden)] == [1, 3]
