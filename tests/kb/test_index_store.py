"""The embedded index: what is found, counted, filtered, written and replaced."""

import random
from datetime import date
from pathlib import Path

import pytest

from kb.index.embedded import TantivyIndex
from kb.index.engine import FOLDED, MARKED, Document, FilterError, SearchEngine, Term
from kb.index.fields import status_filter
from kb.index.rows import group_number


def law(identity: str, content: str, **meta: object) -> Document:
    return Document(id=identity, content=content, meta={"provision": int(identity), "article": f"k#dieu-{identity}", **meta})


STAY = "thuyền neo đậu tối đa 5 ngày, hoặc 20 ngày"


@pytest.fixture
def store() -> TantivyIndex:
    store = TantivyIndex()
    store.fill(
        [
            law("1", "nạn nhân được hỗ trợ", type="luat", version=1, effective_from="2090-01-01", topic=["1.1", "1.2"]),
            law("2", "nạn nhân được bồi thường", type="nghi-dinh", version=2, effective_from="2092-01-01", heading="Bồi thường"),
            law(
                "3",
                STAY,
                type="nghi-dinh",
                version=3,
                title="Nghị định về bến thuyền",
            ),
        ]
    )
    return store


def found(store: TantivyIndex, *tokens: str, field: str = MARKED) -> list[int]:
    return [match.provision for match in store.view().retrieve([Term(field, token) for token in tokens], 10)]


def test_words_pairs_and_folded_words_are_found(store: TantivyIndex) -> None:
    assert found(store, "bồi_thường") == [2]
    assert found(store, "nan_nhan", field=FOLDED) == [1, 2]
    assert found(store, "nan_nhan", field=MARKED) == []


def test_heading_and_name_are_found_with_the_clause(store: TantivyIndex) -> None:
    assert found(store, "bến") == [3]
    assert found(store, "nghị_định") == [3]


def test_repeated_terms_count_once(store: TantivyIndex) -> None:
    once = store.view().retrieve([Term(MARKED, "nạn")], 10)
    twice = store.view().retrieve([Term(MARKED, "nạn"), Term(MARKED, "nạn")], 10)
    assert [match.score for match in once] == [match.score for match in twice]


def test_equal_scores_come_in_the_order_of_provisions() -> None:
    store = TantivyIndex()
    for identity in ("3", "1", "2"):
        store.fill([law(identity, "chim sẻ")])
    assert found(store, "chim") == [1, 2, 3]


ALIKE = [law(str(number), "chim sẻ trong vườn" if number > 5 else "chim sẻ trong vườn cây") for number in range(1, 427)]
ORDERS = [ALIKE, ALIKE[::-1], random.Random(1).sample(ALIKE, len(ALIKE))]
"""Laws that are found alike, in several orders of writing."""
FIRST = [list(range(6, 26)), [8, 9, 10], [8, 9, 10]]
"""Of them, what `first_of_equals` finds: a longer text has a lower score."""


def first_of_equals(store: SearchEngine) -> list[list[int]]:
    """The first provisions that are found, of many with the same score."""
    view, within = store.view(), {"field": "meta.provision", "operator": ">=", "value": 8}
    found = [view.retrieve([Term(MARKED, "sẻ")], 20), view.retrieve([Term(MARKED, "sẻ")], 3, within), view.retrieve((), 3, within)]
    return [[match.provision for match in matches] for matches in found]


@pytest.mark.parametrize("order", range(len(ORDERS)))
def test_which_of_equal_hits_are_among_the_first_does_not_depend_on_the_order_of_writing(order: int) -> None:
    store = TantivyIndex()
    for start in range(0, len(ALIKE), 100):
        store.fill(ORDERS[order][start : start + 100])
    assert first_of_equals(store) == FIRST


FILTERS: list[tuple[dict[str, object], list[int]]] = [
    ({"field": "meta.type", "operator": "==", "value": "luat"}, [1]),
    ({"field": "meta.type", "operator": "in", "value": ["luat", "thong-tu"]}, [1]),
    ({"field": "meta.topic", "operator": "==", "value": "1.2"}, [1]),
    ({"field": "meta.effective_from", "operator": "<=", "value": "2091-12-31"}, [1]),
    ({"field": "meta.effective_from", "operator": ">=", "value": "2090-01-02"}, [2]),
    ({"field": "meta.version", "operator": "not in", "value": [1, 3]}, [2]),
    ({"field": "meta.version", "operator": "between", "value": (2, None)}, [2, 3]),
    ({"field": "meta.deadline", "operator": "between", "value": (None, 5 * 1_440)}, [3]),
    ({"field": "meta.deadline", "operator": "between", "value": (6 * 1_440, 19 * 1_440)}, []),
    (dict(status_filter("not_yet", date(2091, 12, 31))), [2]),
    (dict(status_filter("unknown", date(2091, 12, 31))), [1, 3]),
    (dict(status_filter("was_in_force", date(2091, 12, 31))), []),
    (
        {
            "operator": "NOT",
            "conditions": [
                {"field": "meta.type", "operator": "==", "value": "nghi-dinh"},
                {"field": "meta.effective_from", "operator": ">=", "value": "2092-01-01"},
            ],
        },
        [1, 3],
    ),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS)
def test_known_fields_are_filtered_by_the_index(store: TantivyIndex, filters: dict[str, object], expected: list[int]) -> None:
    assert sorted(match.provision for match in store.view().retrieve((), 10, filters)) == expected


TOKENS: list[tuple[dict[str, object], list[int]]] = [
    ({"field": "marked", "operator": "==", "value": "nạn_nhân"}, [1, 2]),
    ({"operator": "NOT", "conditions": [{"field": "folded", "operator": "==", "value": "boi_thuong"}]}, [1, 3]),
    ({"field": "marked", "operator": "in", "value": ["bồi_thường", "thuyền"]}, [2, 3]),
    ({"field": "meta.group", "operator": "==", "value": group_number("k#dieu-3")}, [3]),
]


@pytest.mark.parametrize(("filters", "expected"), TOKENS)
def test_tokens_and_articles_are_conditions_too(store: TantivyIndex, filters: dict[str, object], expected: list[int]) -> None:
    assert sorted(match.provision for match in store.view().retrieve((), 10, filters)) == expected


def test_documents_and_values_are_counted(store: TantivyIndex) -> None:
    view = store.view()
    assert view.count() == view.documents == 3
    assert view.count([Term(MARKED, "nạn")], {"field": "meta.type", "operator": "==", "value": "luat"}) == 1
    assert view.frequency(FOLDED, "nan_nhan") == 2
    assert view.values(["type", "topic"]) == {"type": {"nghi-dinh": 2, "luat": 1}, "topic": {"1.1": 1, "1.2": 1}}
    assert view.values(["type"], [Term(MARKED, "bồi")]) == {"type": {"nghi-dinh": 1}}


def test_filters_do_not_change_scores(store: TantivyIndex) -> None:
    plain = {match.provision: match.score for match in store.view().retrieve([Term(MARKED, "nạn")], 10)}
    within = {"field": "meta.type", "operator": "==", "value": "luat"}
    (match,) = store.view().retrieve([Term(MARKED, "nạn")], 10, within)
    assert match.score == pytest.approx(plain[1])


@pytest.mark.parametrize("shown", [1, 3, 7, 60])
@pytest.mark.parametrize("limit", [1, 5, 50])
def test_versions_that_are_left_out_are_so_however_many_hits_they_have(shown: int, limit: int) -> None:
    store = TantivyIndex()
    words = ["chim sẻ", "chim sẻ trong vườn", "vườn cây chim"]
    store.fill([law(str(number), words[number % 3], version=number % 60 + 1) for number in range(1, 301)])
    hidden = {"field": "meta.version", "operator": "not in", "value": list(range(shown + 1, 61))}
    same = {"operator": "AND", "conditions": [hidden]}
    terms = [Term(MARKED, "chim"), Term(MARKED, "sẻ")]
    left, filtered = (store.view().retrieve(terms, limit, within) for within in (hidden, same))
    assert [match.provision for match in left] == [match.provision for match in filtered]
    assert [match.score for match in left] == pytest.approx([match.score for match in filtered])


@pytest.mark.parametrize("value", ["hôm qua", 5, ["2090-01-01"]])
def test_a_day_that_is_none_is_refused(store: TantivyIndex, value: object) -> None:
    with pytest.raises(FilterError):
        store.view().retrieve((), 10, {"field": "meta.effective_from", "operator": ">=", "value": value})


def test_stored_documents_come_back_whole(store: TantivyIndex) -> None:
    view = store.view()
    (document,) = view.stored(view.retrieve([Term(MARKED, "bến")], 5))
    assert document.id == "3"
    assert document.content == STAY
    assert document.meta["title"] == "Nghị định về bến thuyền"
    assert document.score


def test_another_process_writing_is_seen(tmp_path: Path) -> None:
    reading, writing = (TantivyIndex(str(tmp_path)) for _ in range(2))
    assert reading.view().count() == 0
    writing.fill([law("1", "chim sẻ")])
    assert reading.view().count() == 1


def test_an_error_while_writing_changes_nothing(store: TantivyIndex) -> None:
    def broken() -> object:
        yield law("9", "chim sẻ")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.fill(broken())  # type: ignore[arg-type]
    assert store.view().count() == 3
    store.fill([law("9", "chim sẻ")])
    assert store.view().count() == 4


def test_versions_are_replaced_in_one_step(store: TantivyIndex) -> None:
    store.replace_versions([1, 2], [law("7", "nạn nhân", version=2)])
    assert found(store, "nạn") == [7]
    assert store.view().count() == 2


def test_group_numbers_are_stable() -> None:
    assert group_number("luat/1/a/b#dieu-1") == group_number("luat/1/a/b#dieu-1") != group_number("luat/1/a/b#dieu-2")
