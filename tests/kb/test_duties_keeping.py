"""What a version states is read once, and never shown for other words than those that it was read from."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from documents.duties import reading
from documents.duties.statement import Amount, ClauseText, Deadline, Phrase, Statement, StatementKind, TimeUnit
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.reader import LoadedVersion, load_version
from kb.database.storing.removal import remove_text
from kb.law.duties import keeping
from kb.law.duties.keeping import duties_of, keep_duties
from tests.kb.databases import article, base, decree, put

__all__ = ["base"]

ANSWERS = "Ủy ban nhân dân cấp tỉnh phải trả lời trong thời hạn {} kể từ ngày nhận được hồ sơ."


def spoken(text: str) -> tuple[Statement, ...]:
    """A statement of a clause that has "thời hạn", as the pipeline would give one."""
    if "thời hạn" not in text:
        return ()
    start = text.index("trong")
    within = Deadline(
        start, len(text) - 1, text[start:-1], float(text.split("thời hạn ")[1].split()[0]), TimeUnit.MONTH, "ngày nhận"
    )
    fee = Amount(0, 2, text[:2], 250_000, "VND")
    return (Statement(StatementKind.OBLIGATION, Phrase(0, start, text[:start]), None, deadline=within, amounts=(fee,)),)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many clauses were read, call by call."""
    found: list[int] = []

    def read(clauses: Iterable[ClauseText]) -> list[tuple[Statement, ...]]:
        texts = [clause.text for clause in clauses]
        found.append(len(texts))
        return [spoken(text) for text in texts]

    monkeypatch.setattr(reading, "read_statements", read)
    return found


def filled(base: KnowledgeBase, months: int = 2) -> LoadedVersion:
    put(base, "mau.txt", decree(article("1", "", ANSWERS.format(f"{months} tháng"), "Cây xanh."), article("2", "Không có gì.")))
    return loaded(base)


def loaded(base: KnowledgeBase) -> LoadedVersion:
    with base.session() as session:
        return load_version(session, session.scalars(select(tables.Instrument.key)).one())


def test_what_was_read_is_kept(base: KnowledgeBase, taken: list[int]) -> None:
    version = filled(base)
    first = duties_of(base, version.version, version.provisions)
    assert [one.path for one in first] == ["dieu-1/khoan-1"]
    assert duties_of(base, version.version, version.provisions) == first
    assert taken == [3]


def test_another_model_reads_anew(base: KnowledgeBase, taken: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    version = filled(base)
    for _ in range(2):
        duties_of(base, version.version, version.provisions)
    monkeypatch.setattr(keeping, "model", lambda: "another")
    duties_of(base, version.version, version.provisions)
    assert taken == [3, 3]


def test_other_words_have_no_old_statements(base: KnowledgeBase, taken: list[int]) -> None:
    version = filled(base)
    found = duties_of(base, version.version, version.provisions)
    with base.session(write=True) as session:
        remove_text(session, version.version.id)
    with base.session() as session:
        assert session.scalar(select(func.count()).select_from(tables.VersionDuties)) == 0
    with base.session(write=True) as session:
        assert not keep_duties(session, version.version.id, "words of another day", found)
    assert duties_of(base, replace(version.version, text_hash="other"), version.provisions) == found
    assert taken == [3, 3]


def test_a_base_that_cannot_be_written_is_read(base: KnowledgeBase, taken: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    version = filled(base)
    session = KnowledgeBase.session

    def closed(self: KnowledgeBase, write: bool = False) -> object:
        if write:
            raise OSError
        return session(self)

    monkeypatch.setattr(KnowledgeBase, "session", closed)
    assert duties_of(base, version.version, version.provisions)
    assert taken == [3]
