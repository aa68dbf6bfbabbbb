"""The first hits are the first hits, however many are asked for."""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from documents.model import InstrumentType
from kb.base import KnowledgeBase
from kb.index.build import reindex
from kb.search import Hit, Order, search
from kb.search.similar import similar
from tests.kb import made_up_law as law

DAY = date(2098, 6, 1)
WORDS = re.findall(r"\w+", "thuyền bến neo đèn chuông lưới cá sông đò vé hàng khách phí lệ bãi kho chèo buồm mái trạm")
COUNTS = (1, 3, 10, 50)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """More clauses that answer than are ranked together."""
    rng = random.Random(7)

    def sentence() -> str:
        return f"Mỗi {' '.join(rng.choices(WORDS, k=rng.randint(4, 14)))} phải theo quy định."

    made = [
        law.instrument(
            InstrumentType.DECREE,
            f"{number}/2093/NĐ-CP",
            f"Quy định về {' '.join(rng.choices(WORDS, k=3))}",
            date(2093, 1, 1) + timedelta(days=rng.randrange(700)),
            [
                law.article(
                    str(place), " ".join(rng.choices(WORDS, k=3)).capitalize(), *(sentence() for _ in range(rng.randint(1, 6)))
                )
                for place in range(1, 8)
            ],
            issuer="Chính phủ",
        )
        for number in range(1, 23)
    ]
    with law.open_base(tmp_path_factory.mktemp("base")) as base:
        law.put(base, *made)
        reindex(base)
        yield base


def shown(hits: tuple[Hit, ...]) -> list[tuple[object, ...]]:
    return [(hit.key, hit.best_clause, hit.score, hit.snippet, hit.reasons) for hit in hits]


@pytest.mark.third
@pytest.mark.parametrize(
    "query",
    [
        *(" ".join(random.Random(seed).sample(WORDS, k=2 + seed)) for seed in range(3)),
        '"bến neo"',
        'đèn -"thuyền đèn"',
        "tiêu đề:đò",
    ],
)
def test_the_first_hits_do_not_depend_on_how_many_are_asked_for(base: KnowledgeBase, query: str) -> None:
    order = Order.NEWEST if query == '"bến neo"' else Order.RELEVANCE
    most = search(base, query, k=120, as_of=DAY, order=order)
    assert most.hits or most.near
    for count in COUNTS:
        some = search(base, query, k=count, as_of=DAY, order=order)
        assert shown(some.hits) == shown(most.hits[:count])
        assert shown(some.near) == shown(most.near[:count])


def test_scores_fall_behind_what_is_ranked_together_too(base: KnowledgeBase) -> None:
    scores = [hit.score for hit in search(base, "thuyền bến quy định", k=140, as_of=DAY).hits]
    assert len(scores) == 140
    assert scores == sorted(scores, reverse=True)


def test_whether_anything_answers_does_not_depend_on_it_either(base: KnowledgeBase) -> None:
    for query in ("thuyền cá bay lên trời", "lưới hoa hồng tím"):
        answered = {bool(search(base, query, k=count, as_of=DAY).hits) for count in (*COUNTS, 120)}
        assert len(answered) == 1


def test_similar_articles_too(base: KnowledgeBase) -> None:
    key = search(base, "thuyền bến", k=1, as_of=DAY).hits[0].key
    most = similar(base, key, 60, DAY)
    for count in COUNTS:
        assert shown(similar(base, key, count, DAY)) == shown(most[:count])
