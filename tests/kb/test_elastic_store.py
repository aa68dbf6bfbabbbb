"""The store on a real Elasticsearch server: Haystack's own tests of the protocol, and what is ours beyond it."""

import asyncio
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from haystack import Document
from haystack.document_stores.errors import DuplicateDocumentError
from haystack.document_stores.types import DuplicatePolicy
from haystack.testing.document_store import (
    CountDocumentsTest,
    DeleteDocumentsTest,
    FilterableDocsFixtureMixin,
    FilterDocumentsTest,
    WriteDocumentsTest,
)
from haystack_integrations.components.retrievers.elasticsearch import ElasticsearchBM25Retriever

from kb.errors import IndexChangedError
from kb.index.elastic.store import ElasticsearchClauseStore
from kb.index.embedded import TantivyIndex
from kb.index.engine import FOLDED, MARKED, FilterError, Term, equal
from kb.index.rows import group_number
from tests.kb.test_index_store import FILTERS, FIRST, ORDERS, TOKENS, first_of_equals

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def document_store(elasticsearch: str) -> Iterator[ElasticsearchClauseStore]:
    """An empty store."""
    store = ElasticsearchClauseStore(hosts=elasticsearch, index=f"test-{uuid.uuid4().hex}")
    yield store
    store.connection.write(lambda client: client.indices.delete(index=store._index))
    store.close()


class TestProtocol(CountDocumentsTest, WriteDocumentsTest, DeleteDocumentsTest, FilterDocumentsTest, FilterableDocsFixtureMixin):
    """Haystack's tests; the store promises no order of documents."""

    @pytest.fixture
    def document_store(self, document_store: ElasticsearchClauseStore) -> ElasticsearchClauseStore:
        return document_store

    @staticmethod
    def assert_documents_are_equal(received: list[Document], expected: list[Document]) -> None:
        def by_id(document: Document) -> str:
            return document.id

        assert sorted(received, key=by_id) == sorted(expected, key=by_id)

    def test_write_documents(self, document_store: ElasticsearchClauseStore) -> None:
        document = Document(content="test doc")
        assert document_store.write_documents([document]) == 1
        with pytest.raises(DuplicateDocumentError):
            document_store.write_documents([document], DuplicatePolicy.NONE)


def law(identity: str, content: str, **meta: object) -> Document:
    about = {"provision": int(identity), "article": f"k#dieu-{identity}", **meta}
    return Document(id=identity, content=content, meta=about)


LAWS = [
    law("1", "nạn nhân được hỗ trợ", type="luat", version=1, effective_from="2090-01-01", topic=["1.1", "1.2"]),
    law("2", "nạn nhân được bồi thường", type="nghi-dinh", version=2, effective_from="2092-01-01", heading="Bồi thường"),
    law("3", "thuyền neo đậu", type="nghi-dinh", version=3, title="Nghị định về bến thuyền"),
]


@pytest.fixture
def store(document_store: ElasticsearchClauseStore) -> ElasticsearchClauseStore:
    document_store.write_documents(LAWS)
    return document_store


def found(store: ElasticsearchClauseStore, *tokens: str, field: str = MARKED) -> list[int]:
    return [match.provision for match in store.retrieve([Term(field, token) for token in tokens], 10)]


@pytest.mark.parametrize(("filters", "expected"), [*FILTERS, *TOKENS])
def test_known_fields_are_filtered_by_the_index(
    store: ElasticsearchClauseStore, filters: dict[str, object], expected: list[int]
) -> None:
    assert [match.provision for match in store.retrieve((), 10, filters)] == expected


def test_a_day_that_is_none_is_refused(store: ElasticsearchClauseStore) -> None:
    with pytest.raises(FilterError):
        store.retrieve((), 10, {"field": "meta.effective_from", "operator": ">", "value": "hôm qua"})


@pytest.mark.always
def test_words_pairs_and_folded_words_are_found_with_tantivys_scores(store: ElasticsearchClauseStore) -> None:
    embedded = TantivyIndex()
    embedded.fill(LAWS)
    terms = [Term(MARKED, "nạn"), Term(MARKED, "bồi_thường", 0.5), Term(FOLDED, "ben"), Term(MARKED, "nạn")]
    raised = [(equal("type", "nghi-dinh"), 8.0)]
    mine = store.view().retrieve(terms, 10, raised=raised)
    theirs = embedded.view().retrieve(terms, 10, raised=raised)
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
    assert view.documents == view.count() == store.count_documents() == 3
    assert view.count([Term(MARKED, "nạn")], equal("type", "luat")) == 1
    assert view.values(["type", "topic"]) == {"type": {"nghi-dinh": 2, "luat": 1}, "topic": {"1.1": 1, "1.2": 1}}
    store.delete_documents(["1"])
    assert store.view().documents == 2


def test_stored_documents_come_back_whole(store: ElasticsearchClauseStore) -> None:
    view = store.view()
    (document,) = view.stored(view.retrieve([Term(MARKED, "bến")], 5))
    assert (document.id, document.content, document.meta) == (LAWS[2].id, LAWS[2].content, LAWS[2].meta)
    assert document.score


def test_a_document_that_is_gone_meanwhile_is_said(store: ElasticsearchClauseStore) -> None:
    view = store.view()
    matches = view.retrieve([Term(MARKED, "nạn")], 5)
    store.delete_documents(["2"])
    with pytest.raises(IndexChangedError):
        view.stored(matches)


@pytest.mark.always
def test_versions_are_replaced_in_one_step(store: ElasticsearchClauseStore) -> None:
    assert store.replace_versions([1, 2], [law("7", "nạn nhân", version=2)]) == 1
    assert found(store, "nạn") == [7]
    assert store.count_documents() == 2


def test_an_error_while_filling_is_not_hidden(store: ElasticsearchClauseStore) -> None:
    def broken() -> Iterator[Document]:
        yield law("9", "chim sẻ")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.fill(broken())


def test_engine_syntax_is_plain_words(store: ElasticsearchClauseStore) -> None:
    for text in ("*:*", "type:luat", '"', "nạn~2", "(", "a" * 300, "\\"):
        assert found(store, text) == []


def test_policies_say_how_many_were_written(store: ElasticsearchClauseStore) -> None:
    both = [law("1", "nạn nhân khác"), law("8", "nạn nhân mới")]
    assert store.write_documents(both, DuplicatePolicy.SKIP) == 1
    assert store.write_documents(both, DuplicatePolicy.OVERWRITE) == 2
    assert found(store, "khác") == [1]


def test_deleting_and_changing_by_filter(store: ElasticsearchClauseStore) -> None:
    assert store.update_by_filter({"field": "meta.type", "operator": "==", "value": "luat"}, {"type": "bo-luat"}) == 1
    assert store.delete_by_filter({"field": "meta.title", "operator": "==", "value": "Nghị định về bến thuyền"}) == 1
    assert sorted(document.meta["type"] for document in store.filter_documents()) == ["bo-luat", "nghi-dinh"]
    store.delete_all_documents()
    assert store.count_documents() == 0


def test_walking_over_more_than_a_page(document_store: ElasticsearchClauseStore) -> None:
    document_store.fill(law(str(number), f"điều số {number}", version=number % 7) for number in range(2_500))
    assert (
        len(document_store.filter_documents({"field": "meta.version", "operator": "in", "value": [1, 2, 3, 4, 5, 6, 0]})) == 2_500
    )


def test_a_filter_of_very_many_values(store: ElasticsearchClauseStore) -> None:
    hidden = {"field": "meta.version", "operator": "not in", "value": [2, *range(100, 80_000)]}
    assert [match.provision for match in store.retrieve((), 10, hidden)] == [1, 3]


def test_haystacks_own_retrievers_work_on_it(document_store: ElasticsearchClauseStore) -> None:
    document_store.write_documents([law("1", "nạn nhân được hỗ trợ"), law("2", "bến thuyền")])
    words = ElasticsearchBM25Retriever(document_store=document_store)
    assert [document.id for document in words.run(query="nan nhan")["documents"]] == ["1"]
    assert words.run(query="?!")["documents"] == []
    scaled = ElasticsearchBM25Retriever(document_store=document_store, scale_score=True).run(query="bến thuyền")["documents"]
    assert 0 < (scaled[0].score or 0) < 1


def test_the_same_without_blocking_a_loop(document_store: ElasticsearchClauseStore) -> None:
    async def all_of_it() -> tuple[int, int, list[str], int, int, int]:
        written = await document_store.write_documents_async(LAWS)
        words = await ElasticsearchBM25Retriever(document_store=document_store).run_async(query="thuyền neo")
        changed = await document_store.update_by_filter_async(
            {"field": "meta.type", "operator": "==", "value": "luat"}, {"type": "x"}
        )
        held = len(await document_store.filter_documents_async())
        removed = await document_store.delete_by_filter_async({"field": "meta.version", "operator": "==", "value": 3})
        await document_store.delete_documents_async(["2"])
        left = await document_store.count_documents_async()
        await document_store.delete_all_documents_async()
        return written, held, [document.id for document in words["documents"]], changed, removed, left

    with ThreadPoolExecutor(1) as apart:  # the browser's tests leave a loop running in this thread
        assert apart.submit(lambda: asyncio.run(all_of_it())).result() == (3, 3, ["3"], 1, 1, 1)
    assert document_store.count_documents() == 0


def test_serialized(store: ElasticsearchClauseStore) -> None:
    data = store.to_dict()
    assert data["type"] == "kb.index.elastic.store.ElasticsearchClauseStore"
    assert ElasticsearchClauseStore.from_dict(data).count_documents() == 3


def test_several_shards_answer_as_one(elasticsearch: str) -> None:
    store = ElasticsearchClauseStore(hosts=elasticsearch, index=f"test-{uuid.uuid4().hex}", shards=3)
    try:
        documents = [law(str(number), "nạn nhân" if number % 4 == 0 else "bến thuyền neo đậu") for number in range(1, 61)]
        store.fill(documents)
        embedded = TantivyIndex()
        embedded.fill(documents)
        terms = [Term(MARKED, "nạn"), Term(MARKED, "neo_đậu")]
        mine, theirs = (engine.view().retrieve(terms, 60) for engine in (store, embedded))
        assert [match.provision for match in mine] == [match.provision for match in theirs]
        assert [match.score for match in mine] == pytest.approx([match.score for match in theirs], rel=1e-5)
        assert 5 <= store.view().frequency(MARKED, "nạn") <= 30, "an estimate, from one shard"
        assert mine[0].group == group_number(f"k#dieu-{mine[0].provision}")
    finally:
        store.connection.write(lambda client: client.indices.delete(index=store._index))
        store.close()
