"""Vectors of clauses: computed once, kept, searched; off without an encoder, and said where they are not complete."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete, func, select

from kb.base import KnowledgeBase
from kb.database.state import count_change
from kb.database.storing.removal import remove_text
from kb.database.tables import ClauseVector, Provision, Version
from kb.index.engine import Match
from kb.interface.catalogue import Catalogue
from kb.search import Filters, search
from kb.search.components import ask, build_search_pipeline
from kb.search.meaning import fuse, with_fresh, without
from kb.search.request import SearchRequest
from kb.settings import Settings
from kb.vectors import searching
from kb.vectors.background import BackgroundBuilder, start_in_background
from kb.vectors.building import build_vectors, find_lacking
from kb.vectors.encoder import Encoder, open_encoder
from kb.vectors.indexing import catch_up, index_for_search, reindex
from kb.vectors.lock import VectorsBusyError, builder, building_alone
from kb.vectors.matrix import VectorMatrix, open_matrix, refresh_matrix
from kb.vectors.model import EncoderError, VectorState
from kb.vectors.saying import vectors_sentence
from kb.vectors.searching import dense_of
from kb.vectors.storage import count_vectors, text_of
from tests.kb import made_up_law as law
from tests.kb.databases import article, decree, postgresql, put  # noqa: F401
from tests.kb.databases import base as base_on_either  # noqa: F401
from tests.kb.encoder_maker import make_encoder

# Each word is a direction; a breakfast means what a bowl of porridge means.
WORDS = ["cháo", "kê", "sáng", "trẻ", "thuyền", "đèn", "tiền", "phạt", "tù", "áo", "rơm"]
VECTORS = {word: [float(place == number) for place in range(len(WORDS))] for number, word in enumerate(WORDS)}
VECTORS |= {"điểm": VECTORS["cháo"], "tâm": VECTORS["kê"], "giam": VECTORS["tù"], "ghe": VECTORS["thuyền"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_encoder(tmp_path / "encoder", VECTORS, {"answers_from": 0.5})


@pytest.fixture
def base(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    monkeypatch.setattr(searching, "_LOOK_AGAIN_SECONDS", 0.0)
    monkeypatch.setattr(searching, "_MAKE_AGAIN_SECONDS", 0.0)
    with KnowledgeBase(Settings(home=tmp_path / "base", encoder=folder)) as base:
        law.fill(base)
        reindex(base)
        yield base


@pytest.fixture
def encoder(folder: Path) -> Encoder:
    return open_encoder(folder)


def stored(base: KnowledgeBase) -> dict[int, bytes]:
    with base.engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(select(ClauseVector.provision_id, ClauseVector.vector))}


def provision(base: KnowledgeBase, text: str) -> int:
    with base.session() as session:
        return session.scalars(select(Provision.id).where(Provision.text.contains(text))).one()


def test_every_clause_gets_a_vector_once(base: KnowledgeBase, encoder: Encoder) -> None:
    seen: list[tuple[int, int]] = []
    report = build_vectors(base, encoder, lambda done, total: seen.append((done, total)))
    documents = index_for_search(base).store.count_documents()
    assert (report.written, report.total, report.removed, report.complete) == (documents, documents, 0, True)
    assert seen[-1] == (documents, documents)
    before = stored(base)
    assert {len(vector) for vector in before.values()} == {2 * encoder.dimension}
    again = build_vectors(base, encoder)
    assert (again.written, again.complete) == (0, True)
    assert stored(base) == before


def test_what_is_encoded_is_the_heading_and_the_clause(base: KnowledgeBase, encoder: Encoder) -> None:
    build_vectors(base, encoder)
    porridge = np.frombuffer(stored(base)[provision(base, "cháo kê")], dtype="<f2").astype(np.float32)
    expected = encoder.encode_passages(["Khẩu phần\nMỗi trẻ em được một bát cháo kê buổi sáng."])[0]
    assert porridge == pytest.approx(expected, abs=1e-3)


def test_a_build_that_was_stopped_goes_on(base: KnowledgeBase, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.vectors.building.COMMITTED", 4)
    asked = iter([False, False, True])
    first = build_vectors(base, encoder, stop=lambda: next(asked))
    assert (first.written, first.total, first.complete) == (8, 8, False)
    kept = stored(base)
    seen: list[tuple[int, int]] = []
    second = build_vectors(base, encoder, lambda done, total: seen.append((done, total)))
    assert (second.written, second.complete) == (second.total - 8, True)
    assert seen[0] == (12, second.total)
    assert kept.items() <= stored(base).items()


def test_only_changed_and_new_texts_are_encoded(base: KnowledgeBase, encoder: Encoder) -> None:
    build_vectors(base, encoder)
    with base.session(write=True) as session:
        session.get(Provision, provision(base, "áo rơm")).text = "Mỗi trẻ em được một cây đèn."
        count_change(session, [])
    report = build_vectors(base, encoder)
    assert (report.written, report.complete) == (1, True)
    law.put(
        base,
        law.instrument(
            law.InstrumentType.LAW, "1/2099/QH99", "Về đèn", law.date(2099, 1, 1), [law.article("1", "Đèn", "Đèn.", "Thuyền.")]
        ),
    )
    assert build_vectors(base, encoder).written == 2


def test_vectors_go_with_their_provisions(base: KnowledgeBase, encoder: Encoder) -> None:
    before = build_vectors(base, encoder).total
    with base.session(write=True) as session:
        version = session.scalars(select(Provision.version_id).where(Provision.text.contains("cháo kê"))).one()
        gone = session.scalar(
            select(func.count()).where(ClauseVector.provision_id.in_(select(Provision.id).where(Provision.version_id == version)))
        )
        remove_text(session, version)
        count_change(session, [version])
    report = build_vectors(base, encoder)
    assert (report.written, report.total) == (0, before - gone)


def test_a_vector_of_what_is_no_clause_any_more_is_taken_out(base: KnowledgeBase, encoder: Encoder) -> None:
    build_vectors(base, encoder)
    with base.session(write=True) as session:
        preamble = session.scalars(
            select(Provision.id).where(Provision.kind == "preamble", Provision.text.contains("chim sẻ"))
        ).one()
        session.add(
            ClauseVector(provision_id=preamble, encoder=encoder.identity, text_hash="x", vector=b"\0" * 2 * encoder.dimension)
        )
        count_change(session, [])
    report = build_vectors(base, encoder)
    assert (report.written, report.removed) == (0, 1)
    assert preamble not in stored(base)


def test_vectors_of_two_encoders_do_not_mix(base: KnowledgeBase, encoder: Encoder, tmp_path: Path) -> None:
    build_vectors(base, encoder)
    other = open_encoder(make_encoder(tmp_path / "other", {word: vector[::-1] for word, vector in VECTORS.items()}, {}))
    with base.engine.connect() as connection:
        assert count_vectors(connection, other.identity) == 0
    base.settings = base.settings.model_copy(update={"encoder": tmp_path / "other"})
    assert search(base, "cháo kê").vectors == VectorState(usable=False)
    report = build_vectors(base, other)
    assert report.written == report.removed == report.total
    with base.engine.connect() as connection:
        assert set(connection.scalars(select(ClauseVector.encoder))) == {other.identity}


def test_texts_that_change_meanwhile_are_looked_at_again(base: KnowledgeBase, encoder: Encoder) -> None:
    changed = []

    def change(done: int, total: int) -> None:
        if not changed:
            changed.append(
                law.put(
                    base,
                    law.instrument(
                        law.InstrumentType.LAW, "2/2099/QH99", "Về áo", law.date(2099, 1, 1), [law.article("1", "Áo", "Áo.")]
                    ),
                )
            )

    report = build_vectors(base, encoder, change)
    assert report.complete
    with base.engine.connect() as connection:
        assert find_lacking(connection, encoder.identity).count == 0


def test_what_is_taken_out_meanwhile_is_passed_over(base: KnowledgeBase, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Encoder.encode_passages

    def encode(self: Encoder, texts: list[str]) -> object:
        with base.session(write=True) as session:
            for version in session.scalars(select(Provision.version_id).where(Provision.text.contains("cháo kê"))).all():
                remove_text(session, version)
                count_change(session, [version])
        return real(self, texts)

    monkeypatch.setattr(Encoder, "encode_passages", encode)
    report = build_vectors(base, encoder)
    assert report.complete
    assert report.total == len(stored(base))


def test_vectors_are_kept_in_either_database(base_on_either: KnowledgeBase, encoder: Encoder) -> None:  # noqa: F811
    put(base_on_either, "den.txt", decree(article("1", "Đèn và thuyền.", "Thuyền.", "Đèn.")))
    report = build_vectors(base_on_either, encoder)
    assert (report.written, report.complete) == (3, True)
    assert build_vectors(base_on_either, encoder).written == 0
    matrix = open_matrix(base_on_either.settings.vectors_path, encoder.identity)
    near = matrix.nearest(encoder.encode_query("thuyền"), 3)
    with base_on_either.session(write=True) as session:
        assert session.get(Provision, near[0].provision).text == "Thuyền."
        remove_text(session, session.get(Provision, near[0].provision).version_id)
        count_change(session, [])
    assert build_vectors(base_on_either, encoder).total == 0


def test_one_builder_at_a_time(base: KnowledgeBase, encoder: Encoder) -> None:
    place = base.settings.vectors_path
    with building_alone(place):
        assert builder(place) == os.getpid()
        with pytest.raises(VectorsBusyError, match="vectors_busy") as caught:
            build_vectors(base, encoder)
        assert caught.value.values == {"process": str(os.getpid())}
    assert builder(place) is None
    (place / "building").write_text("999999999")
    assert build_vectors(base, encoder).complete
    assert not (place / "building").exists()


def test_nearest_and_similarity(base: KnowledgeBase, encoder: Encoder) -> None:
    build_vectors(base, encoder)
    dense, state = dense_of(base)
    assert state == VectorState(usable=True, complete=True, done=len(stored(base)))
    vector = dense.query("điểm tâm sáng")
    first, *rest = dense.nearest(vector, 5)
    porridge, boat = provision(base, "cháo kê"), provision(base, "Thuyền neo đậu")
    assert first.provision == porridge
    assert all(first.similarity >= item.similarity for item in rest)
    similarity = dense.similarity(vector, [boat, 987_654, porridge])
    assert similarity[2] == pytest.approx(first.similarity, abs=1e-6)
    assert similarity[0] < similarity[2]
    assert np.isnan(similarity[1])
    assert len(dense.nearest(vector, 10_000)) == len(stored(base))
    assert dense.nearest(vector, 0) == []
    assert dense.similarity(vector, []).shape == (0,)


def test_brute_force_is_the_plain_product(tmp_path: Path) -> None:
    chance = np.random.default_rng(5)
    vectors = chance.standard_normal((500, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    matrix = VectorMatrix(tmp_path, "", np.arange(0, 1000, 2), vectors)
    near = matrix.nearest(vectors[7], 10)
    products = vectors @ vectors[7]
    assert [item.provision for item in near] == [2 * int(place) for place in np.argsort(-products)[:10]]
    assert near[0].similarity == pytest.approx(1, abs=1e-6)
    some = matrix.similarity(vectors[7], [14, 15, 998])
    assert some[0] == pytest.approx(1, abs=1e-6)
    assert np.isnan(some[1])
    assert some[2] == pytest.approx(products[499], abs=1e-6)


def test_search_finds_by_meaning_what_no_word_finds(base: KnowledgeBase, encoder: Encoder) -> None:
    target = f"{law.CIRCULAR.key}#dieu-2"
    without = search(base, "điểm tâm")
    assert target not in [hit.key for hit in without.hits]
    assert without.vectors == VectorState(usable=False)
    build_vectors(base, encoder)
    result = search(base, "điểm tâm")
    assert target in [hit.key for hit in result.hits]
    total = index_for_search(base).store.count_documents()
    assert result.vectors == VectorState(usable=True, complete=True, done=total, total=total)
    pipeline = build_search_pipeline(str(base.settings.home))  # its settings name no encoder
    assert ask(pipeline, "điểm tâm").vectors is None
    assert ask(pipeline, SearchRequest("điểm tâm", base=base)).hits == result.hits
    pipeline.close()


def test_filters_hold_for_what_is_found_by_meaning(base: KnowledgeBase, encoder: Encoder) -> None:
    build_vectors(base, encoder)
    hits = search(base, "điểm tâm", filters=Filters(type="nghi-dinh")).hits
    assert {hit.instrument.partition("/")[0] for hit in hits} <= {"nghi-dinh"}


def test_a_citation_needs_no_vector(base: KnowledgeBase, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    build_vectors(base, encoder)

    def encode(self: Encoder, text: str) -> object:
        raise AssertionError(text)

    monkeypatch.setattr(Encoder, "encode_query", encode)
    assert search(base, "điều 32 luật 66/2091/QH99").hits


def test_incomplete_vectors_are_used_and_said(base: KnowledgeBase, encoder: Encoder) -> None:
    build_vectors(base, encoder)
    law.put(
        base,
        law.instrument(law.InstrumentType.LAW, "3/2099/QH99", "Về ghe", law.date(2099, 1, 1), [law.article("1", "Ghe", "Ghe đi.")]),
    )
    catch_up(base)
    result = search(base, "điểm tâm")
    assert (result.vectors.usable, result.vectors.complete) == (True, False)
    assert result.vectors.done == result.vectors.total - 1
    assert any(hit.key == f"{law.CIRCULAR.key}#dieu-2" for hit in result.hits)


def test_an_encoder_that_cannot_be_used_leaves_search_as_it_was(base: KnowledgeBase, tmp_path: Path) -> None:
    plain = search(base, "cháo kê")
    base.settings = base.settings.model_copy(update={"encoder": tmp_path / "none"})
    result = search(base, "cháo kê")
    assert result.hits == plain.hits
    assert not result.vectors.usable
    assert result.vectors.problem.code == "encoder_folder"


def test_an_encoder_that_fails_leaves_search_as_it_was(
    base: KnowledgeBase, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_vectors(base, encoder)
    with monkeypatch.context() as patch:
        patch.setattr(encoder, "_session", None)
        result = search(base, "cháo kê")
    assert result.hits[0].key == f"{law.CIRCULAR.key}#dieu-2"
    assert result.vectors.problem.code == "encoder_failed"


def test_without_an_encoder_nothing_is_said(tmp_path: Path) -> None:
    with law.open_base(tmp_path / "base") as base:
        law.fill(base)
        reindex(base)
        assert search(base, "cháo kê").vectors is None
        assert start_in_background(base) is None
        assert not base.settings.vectors_path.exists()


def test_what_is_said_of_vectors() -> None:
    vi, en = Catalogue(), Catalogue("en")
    assert vectors_sentence(vi, None) is None
    assert vectors_sentence(vi, VectorState(usable=True, complete=True, done=5, total=5)) is None
    assert "1.200 véc-tơ cho 5.000" in vectors_sentence(vi, VectorState(usable=True, done=1200, total=5000))
    assert "1,200 vectors for 5,000" in vectors_sentence(en, VectorState(usable=True, done=1200, total=5000))
    assert "chưa có véc-tơ" in vectors_sentence(vi, VectorState(usable=False)).lower()
    failed = VectorState(usable=False, problem=EncoderError("encoder_failed"))
    assert vectors_sentence(en, failed).endswith("The encoder fails on the text that it was given.")


def test_the_matrix_is_made_anew_when_vectors_or_texts_change(base: KnowledgeBase, encoder: Encoder) -> None:
    build_vectors(base, encoder)
    root = base.settings.vectors_path
    first = open_matrix(root, encoder.identity)
    assert open_matrix(root, encoder.identity) is first
    with base.engine.connect() as connection:
        assert refresh_matrix(connection, root, encoder.identity) is first
    with base.session(write=True) as session:
        count_change(session, [])
    dense, state = dense_of(base)  # goes on with the old one
    assert not state.complete
    wait_for(lambda: open_matrix(root, encoder.identity).revision != first.revision)
    assert len(list((root / encoder.identity).glob("*/vectors.npy"))) == 1
    assert dense.matrix.nearest(dense.query("kê"), 1)


def test_a_matrix_that_is_broken_or_gone_is_made_anew(base: KnowledgeBase, encoder: Encoder) -> None:
    build_vectors(base, encoder)
    root = base.settings.vectors_path
    about = root / encoder.identity / "about.json"
    for content in ("{", "{}", '{"format": 1, "folder": "none", "revision": ""}', '{"format": 0}'):
        about.write_text(content)
        assert open_matrix(root, encoder.identity) is None
        assert dense_of(base)[1].usable
    with base.session(write=True) as session:
        session.execute(delete(ClauseVector))
        count_change(session, [])
    with base.engine.connect() as connection:
        assert refresh_matrix(connection, root, encoder.identity) is None
    assert dense_of(base) == (None, VectorState(usable=False))


def test_vectors_are_computed_in_the_background(base: KnowledgeBase, encoder: Encoder) -> None:
    worker = BackgroundBuilder(base, look_again=0.05).start()
    try:
        wait_for(lambda: search(base, "điểm tâm").vectors.complete)
        total = len(stored(base))
        assert (worker.work.done, worker.work.total) == (total, total)
        law.put(
            base,
            law.instrument(law.InstrumentType.LAW, "4/2099/QH99", "Về tù", law.date(2099, 1, 1), [law.article("1", "Tù", "Tù.")]),
        )
        wait_for(lambda: len(stored(base)) == total + 1)
    finally:
        worker.stop()
    assert "vectors-build" not in [thread.name for thread in threading.enumerate()]


def test_the_background_survives_an_encoder_that_cannot_be_used(base: KnowledgeBase, tmp_path: Path) -> None:
    base.settings = base.settings.model_copy(update={"encoder": tmp_path / "none"})
    worker = BackgroundBuilder(base, look_again=0.01).start()
    time.sleep(0.1)
    assert not worker.work.running
    make_encoder(tmp_path / "none", VECTORS, {})
    wait_for(lambda: len(stored(base)) > 0)
    worker.stop()


def wait_for(condition: object, seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def match(group: int, score: float = 1.0) -> Match:
    return Match(100 + group, group, 1, group, score, None)


def test_fusion_by_reciprocal_rank() -> None:
    words = [match(1, 9.0), match(2, 8.0), match(3, 7.0)]
    meaning = [match(3, 0.9), match(4, 0.8)]
    joined = fuse(words, meaning)
    assert [(item.group, item.score) for item in joined] == [(3, 7.0), (1, 7.0), (2, 7.0), (4, 7.0)]
    assert fuse(words, []) == words
    assert [item.group for item in fuse([], meaning)] == [3, 4]


def test_what_words_did_not_find_is_ranked_too() -> None:
    best, fresh = [match(number, 9.0) for number in range(5)], [match(7, 0.0), match(8, 0.0)]
    assert [item.group for item in with_fresh(best, fresh, 4)] == [0, 1, 7, 8, 2, 3, 4]
    assert [item.group for item in with_fresh(best, fresh, 120)] == [0, 1, 2, 3, 4, 7, 8]
    assert [item.group for item in with_fresh([], fresh, 4)] == [7, 8]
    assert without([match(1), match(2)], [match(2)]) == [match(1)]


def test_an_encoder_of_no_sense_does_not_push_what_words_find_from_its_place(base: KnowledgeBase, tmp_path: Path) -> None:
    plain = search(base, "cháo kê buổi sáng").hits
    nonsense = make_encoder(tmp_path / "nonsense", {"cháo": [1.0, 0.0], "thuyền": [1.0, 0.0], "kê": [0.0, 1.0]}, {})
    build_vectors(base, open_encoder(nonsense))
    base.settings = base.settings.model_copy(update={"encoder": nonsense})
    assert search(base, "cháo kê buổi sáng").hits[0].key == plain[0].key


def test_what_is_near_is_an_answer_only_where_the_encoder_says_how_near(
    base: KnowledgeBase, encoder: Encoder, tmp_path: Path
) -> None:
    build_vectors(base, encoder)
    target = f"{law.CIRCULAR.key}#dieu-2"
    words = "điểm tâm ngon lành quá chừng"  # all but one are words that no text has
    assert target in [hit.key for hit in search(base, words).hits]
    base.settings = base.settings.model_copy(update={"encoder": make_encoder(tmp_path / "silent", VECTORS, {})})
    result = search(base, words)
    assert result.hits == ()
    assert target in [hit.key for hit in result.near]


def test_the_text_of_a_clause_without_heading(base: KnowledgeBase) -> None:
    from kb.index.engine import Document

    assert text_of(Document("1", "Nội dung", meta={"heading": None})) == "Nội dung"
    assert text_of(Document("1", "", meta={"heading": "Tên"})) == "Tên"
    with base.session() as session:
        assert session.scalar(select(func.count()).select_from(Version)) > 0
