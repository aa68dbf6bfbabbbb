"""The index of a base: built from the database, kept up to date, swapped in one step, noticed when missing or old."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from documents.model import InstrumentType
from kb.apart.process import Ended, Outcome
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.state import count_change
from kb.errors import IndexMissingError
from kb.index import build, folders, parts
from kb.index.build import catch_up, index_for_search, index_state, open_index, reindex, update
from kb.index.documents import full_name, read_documents
from kb.search import search
from kb.upkeep.following import rebuild
from tests.bases import Begin
from tests.kb import made_up_law as law
from tests.kb.databases import article, decree, empty_sqlite, put
from tests.linear import one_of_many


@pytest.fixture
def base(begin: Begin, tmp_path: Path) -> KnowledgeBase:
    return law.open_base(begin(law.fill, tmp_path))


def clauses(base: KnowledgeBase) -> dict[str, str]:
    """By key of the article or its clause, what is indexed of it."""
    with base.engine.connect() as connection:
        versions = list(connection.scalars(select(tables.Version.id)))
        found = list(read_documents(connection, versions))
    return {f"{item.meta['instrument']}#{item.meta['clause'] or item.meta['path']}": item.content or "" for item in found}


def test_one_document_a_clause(base: KnowledgeBase) -> None:
    found = clauses(base)
    key = law.LAW.key
    assert found[f"{key}#dieu-32/khoan-1"].splitlines() == [
        "Nạn nhân được hỗ trợ theo các điểm sau đây:",
        "Hỗ trợ nhu cầu thiết yếu và chi phí đi lại;",
        "Trợ giúp pháp lý;",
        "Hỗ trợ học nghề, trợ cấp khó khăn ban đầu.",
    ], "a clause with its points"
    assert f"{key}#dieu-32" not in found, "an article whose words are all in its clauses"
    assert found[f"{key}#dieu-1"].startswith("Luật này"), "an article without clauses"
    assert not any("mo-dau" in name for name in found if name.startswith(key)), "the preamble of a law is no article"


def test_tables_and_texts_without_articles_are_indexed(base: KnowledgeBase) -> None:
    found = clauses(base)
    assert "Bến Sậy đến Gò Lau" in found[f"{law.DECREE.key}#phu-luc-i/bang-1"]
    assert "thuyền thúng" in found["khac/-/-/-~abcdef01#mo-dau"]


@pytest.mark.parametrize(
    ("type_", "title", "name"),
    [("luat", "Trẻ em", "Luật Trẻ em"), ("luat", "Luật Trẻ em", "Luật Trẻ em"), ("luat", None, "Luật"), ("khac", None, "")],
)
def test_names_with_their_type_once(type_: str, title: str | None, name: str) -> None:
    assert full_name(type_, title) == name


def test_a_small_base_gets_its_index_on_the_spot(base: KnowledgeBase) -> None:
    with pytest.raises(IndexMissingError, match="index_missing"):
        open_index(base)
    assert not index_state(base).usable
    assert index_for_search(base).store.view().count() > 0


def test_equal_hits_keep_their_order_however_the_index_was_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        decree(*(article(str(n), f"Chim sẻ đậu ở cành thứ {n}.") for n in range(1, 214)), number=f"0{k}/2031/NĐ-CP") for k in (1, 2)
    ]
    with empty_sqlite(tmp_path / "kho") as base:
        put(base, "vuon.txt", *texts)

        def rebuilt() -> list[str]:
            reindex(base)
            return [hit.key for hit in search(base, "chim sẻ đậu ở cành", k=50).hits]

        first = rebuilt()
        assert rebuilt() == first
        monkeypatch.setattr(parts, "read_documents", lambda *asked: iter(list(read_documents(*asked))[::-1]))
        assert rebuilt() == first
    assert len(first) == 50


def test_a_large_base_is_told_how(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "SMALL_BASE", 3)
    with pytest.raises(IndexMissingError, match="index_missing"):
        search(base, "nạn nhân")


def test_rebuilding_swaps_in_one_step_and_reports(base: KnowledgeBase) -> None:
    reindex(base)
    before = open_index(base)
    searcher = before.store.searcher()
    calls: list[tuple[int, int]] = []
    report = reindex(base, lambda done, total: calls.append((done, total)))
    after = open_index(base)
    assert before.folder != after.folder
    assert not before.folder.exists()
    assert searcher.num_docs == report.documents, "who held the old one may finish with it"
    assert calls[-1] == (report.versions, report.versions)
    assert index_state(base).fresh
    assert [path.name for path in base.settings.index_path.iterdir() if path.is_dir()] == [after.folder.name]


@pytest.mark.parametrize("ended", one_of_many([False, True]))
def test_several_processes_index_what_one_does(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, ended: bool) -> None:
    def held() -> dict[str, object]:
        return {document.id: (document.content, document.meta) for document in open_index(base).store.matching()}

    reindex(base)
    alone, calls = held(), list[tuple[int, int]]()
    monkeypatch.setattr(build, "SMALL_BASE", 1)
    monkeypatch.setattr(parts, "processes", lambda _: 3)
    if ended:
        monkeypatch.setattr(parts, "run", lambda *_, **__: Outcome(None, Ended.DIED, 0.0))
    report = reindex(base, lambda done, total: calls.append((done, total)))
    assert held() == alone
    assert calls[-1] == (report.versions, report.versions)
    update(base, [1, 2])
    assert held() == alone, "the lists of segments and files are as the engine writes them"
    assert not open_index(base).damaged()


def test_a_rebuild_that_fails_leaves_the_old_index(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    reindex(base)
    folder = open_index(base).folder

    def broken(*_: object) -> object:
        raise RuntimeError

    monkeypatch.setattr(parts, "read_documents", broken)
    with pytest.raises(RuntimeError):
        reindex(base)
    assert open_index(base).folder == folder
    assert not list(base.settings.index_path.glob("building-*"))


def test_another_format_is_not_misread(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    reindex(base)
    folders._open.clear()
    monkeypatch.setattr(folders, "INDEX_FORMAT", 999)
    with pytest.raises(IndexMissingError):
        open_index(base)


@pytest.mark.parametrize("damage", ["current", "base.json", "meta.json"])
def test_a_damaged_index_is_missing(base: KnowledgeBase, damage: str) -> None:
    reindex(base)
    folder = open_index(base).folder
    (base.settings.index_path / damage if damage == "current" else folder / damage).write_bytes(b"{}")
    folders._open.clear()
    with pytest.raises(IndexMissingError):
        open_index(base)


NEW = law.instrument(
    InstrumentType.DECREE,
    "31/2097/NĐ-CP",
    "Quy định về đèn",
    date(2097, 1, 2),
    [law.article("1", "Đèn lồng", "Đèn lồng treo ở đầu ngõ.")],
    issuer="Chính phủ",
)


def test_new_versions_are_added(base: KnowledgeBase) -> None:
    reindex(base)
    versions = law.put(base, NEW)
    state = index_state(base)
    assert not state.fresh
    assert state.missing == versions
    assert search(base, "đèn lồng").stale
    update(base, versions)
    assert index_state(base).fresh
    result = search(base, "đèn lồng")
    assert not result.stale
    assert result.hits[0].key == f"{NEW.key}#dieu-1"


def test_an_update_finds_what_an_earlier_one_left_undone(base: KnowledgeBase) -> None:
    reindex(base)
    law.put(base, NEW)
    update(base, [])
    assert index_state(base).fresh
    assert search(base, "đèn lồng").hits


def test_versions_that_are_gone_leave_the_index(base: KnowledgeBase) -> None:
    (version,) = law.put(base, NEW)
    reindex(base)
    with base.session(write=True) as session:
        for table in (tables.VersionSource, tables.Provision):
            session.execute(delete(table).where(table.version_id == version))
        session.execute(delete(tables.Version).where(tables.Version.id == version))
    update(base, [version])
    state = index_state(base)
    assert (state.fresh, state.missing, state.surplus) == (True, (), ())
    assert NEW.key not in {hit.instrument for hit in search(base, "đèn lồng").hits}


def test_an_update_of_most_of_the_base_is_a_rebuild(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    reindex(base)
    folder = open_index(base).folder
    monkeypatch.setattr(build, "_MANY_VERSIONS", 1)
    update(base, range(1, 50))
    assert open_index(base).folder != folder


def test_what_was_built_anew_is_not_built_once_more_for_the_next_text(base: KnowledgeBase) -> None:
    with base.session(write=True) as session:
        count_change(session, range(1, 50))  # as where what is derived was derived anew
    rebuild(base)
    folder = open_index(base).folder
    assert (catch_up(base), open_index(base).folder) == (None, folder)


def test_an_update_without_an_index_builds_it(base: KnowledgeBase) -> None:
    assert update(base, [1]).documents > 10
    assert index_state(base).fresh


def test_an_index_replaced_while_it_is_opened_is_opened_anew(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    reindex(base)
    old = open_index(base).folder
    reindex(base)
    names = iter([old.name])
    real = folders._current
    monkeypatch.setattr(folders, "_current", lambda root: next(names, None) or real(root))
    folders._open.clear()
    assert open_index(base).folder != old
