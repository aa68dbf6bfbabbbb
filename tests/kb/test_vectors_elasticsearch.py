"""Vectors on a real Elasticsearch server: it finds what is near itself, the same as brute force does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from kb.base import KnowledgeBase
from kb.database.tables import ClauseVector, State
from kb.index.build import open_index
from kb.index.elastic.view import ElasticsearchView
from kb.search import search
from kb.search.meaning import Meaning
from kb.settings import Settings
from kb.vectors import searching
from kb.vectors.building import build_vectors
from kb.vectors.encoder import open_encoder
from kb.vectors.indexing import catch_up, reindex
from kb.vectors.searching import Dense, dense_of
from tests.kb import made_up_law as law
from tests.kb.encoder_maker import make_encoder
from tests.kb.test_elastic_home import forget
from tests.kb.test_vectors import VECTORS

pytestmark = pytest.mark.elasticsearch
PORRIDGE = f"{law.CIRCULAR.key}#dieu-2"


@pytest.fixture
def base(tmp_path: Path, elasticsearch: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    monkeypatch.setattr(searching, "_LOOK_AGAIN_SECONDS", 0.0)
    encoder = make_encoder(tmp_path / "encoder", VECTORS, {"answers_from": 0.5})
    with KnowledgeBase(Settings(home=tmp_path / "base", index_url=elasticsearch, encoder=encoder)) as base:
        law.fill(base)
        reindex(base)
        yield base
        forget(base)


def dense(base: KnowledgeBase) -> Dense:
    found, _ = dense_of(base)
    assert found is not None
    return found


def near(base: KnowledgeBase, text: str, dense: Dense) -> list[tuple[int, float]]:
    found = Meaning(dense, dense.query(text)).nearest(open_index(base).store.view(), 5)
    return [(match.provision, match.score) for match in found]


def test_the_server_finds_what_is_near(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    build_vectors(base, open_encoder(base.settings.encoder))
    asked: list[int] = []
    real = ElasticsearchView.nearest

    def nearest(self: ElasticsearchView, *given: object) -> object:
        asked.append(1)
        return real(self, *given)

    monkeypatch.setattr(ElasticsearchView, "nearest", nearest)
    here = dense(base)
    assert here.indexed
    by_server = near(base, "điểm tâm sáng", here)
    assert asked
    by_force = near(base, "điểm tâm sáng", Dense(here.encoder, here.matrix, here.complete))
    # The server keeps vectors in eight bits, which is coarse for vectors of ones and noughts: what is clearly near comes first.
    assert [provision for provision, _ in by_server][:2] == [provision for provision, _ in by_force][:2]
    assert by_server[0][1] == pytest.approx(by_force[0][1], abs=0.1)
    result = search(base, "điểm tâm")
    assert PORRIDGE in [hit.key for hit in result.hits]
    assert result.vectors.complete


def test_new_texts_get_their_vectors_on_the_server(base: KnowledgeBase) -> None:
    encoder = open_encoder(base.settings.encoder)
    build_vectors(base, encoder)
    made = law.instrument(law.InstrumentType.LAW, "9/2099/QH99", "Về ghe", law.date(2099, 1, 1), [law.article("1", "Ghe", "Ghe.")])
    law.put(base, made)
    catch_up(base)
    assert build_vectors(base, encoder).written == 1
    assert dense(base).indexed
    keys = [hit.key for hit in search(base, "thuyền thuyền", as_of=law.date(2100, 1, 1)).hits]
    assert f"{made.key}#dieu-1" in keys


def test_an_index_that_is_filled_anew_without_vectors_is_not_asked_for_them(base: KnowledgeBase) -> None:
    encoder = open_encoder(base.settings.encoder)
    build_vectors(base, encoder)
    with_encoder = base.settings
    base.settings = with_encoder.model_copy(update={"encoder": None})
    reindex(base)
    base.settings = with_encoder
    assert not dense(base).indexed
    assert PORRIDGE in [hit.key for hit in search(base, "điểm tâm").hits]  # by brute force
    build_vectors(base, encoder)
    assert dense(base).indexed


def test_another_encoder_fills_the_index_anew(base: KnowledgeBase, tmp_path: Path) -> None:
    build_vectors(base, open_encoder(base.settings.encoder))
    longer = {word: [*vector, 0.0] for word, vector in VECTORS.items()}
    other = make_encoder(tmp_path / "other", longer, {"answers_from": 0.5})
    base.settings = base.settings.model_copy(update={"encoder": other})
    build_vectors(base, open_encoder(other))
    assert dense(base).indexed
    assert PORRIDGE in [hit.key for hit in search(base, "điểm tâm").hits]
    with base.session(write=True) as session:
        session.execute(delete(ClauseVector))
        session.execute(delete(State).where(State.name.startswith("vectors")))
