"""Instruments without a title of their own get one from texts that cite them, or from their Article 1, marked as such."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text

from documents.model import BorrowedTitle, Instrument, InstrumentType, Provision, TitleSource
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.reader import find_instrument
from kb.index.build import catch_up, open_index
from kb.law.references.lookup import InstrumentsOfBase
from kb.search import search
from kb.search.reading.instruments import read_instruments
from kb.upkeep.following import rebuild
from tests.kb.command_line import kb_on
from tests.kb.databases import article, decree, empty_sqlite
from tests.kb.databases import base as bases
from tests.kb.made_up_changes import put

__all__ = ["bases"]

NUMBER = "12/2092/TT-BVT"
DAY = "ngày 30 tháng 01 năm 2092 của Bộ trưởng Bộ Vườn tược"
NAME = "quy định về chăm sóc cây con"
WRITTEN = "Quy định việc chăm sóc cây con trong vườn"
NAMED = "quy-dinh-viec-cham-soc-cay-con-trong-vuon"
SHOWN = "Quy định về chăm sóc cây con"
KEY = "thong-tu/12-2092-tt-bvt/bo-vuon-tuoc/2092-01-30"


def circular(*articles: Provision, title: str | None = None) -> Instrument:
    kept = articles or (article("2", "Cây con được tưới hai lần một ngày."),)
    return decree(
        *kept, number=NUMBER, issuer="Bộ Vườn tược", issued_on=date(2092, 1, 30), type=InstrumentType.CIRCULAR, title=title
    )


def citing(number: str, words: str, title: str = "Về vườn ươm của xã") -> Instrument:
    return decree(article("1", words), number=number, issued_on=date(2093, 1, 5), title=title)


REPLACING = citing("20/2093/NĐ-CP", f"Thay thế Thông tư số {NUMBER} {DAY} {NAME}.")


def borrowed(base: KnowledgeBase) -> tuple[str, str, str] | None:
    with base.session() as session:
        found = find_instrument(session, KEY).borrowed
    return (found.text, found.source.value, found.at) if found else None


def test_a_text_that_cites_it_names_it_in_either_order_of_ingest(bases: KnowledgeBase) -> None:
    said = (SHOWN, "cited", f"{REPLACING.key}#dieu-1")
    put(bases, circular())
    assert borrowed(bases) is None
    linked = put(bases, REPLACING, name="b.txt")
    assert borrowed(bases) == said
    with bases.session() as session:
        own = session.scalars(select(tables.Version.id).join(tables.Instrument).where(tables.Instrument.key == KEY)).one()
        assert session.scalars(select(tables.Waiting.row_id).where(tables.Waiting.what == "name")).all() == []
    assert own in linked  # the index has to look at it


def test_it_is_named_when_it_comes_after_those_that_cite_it(base: KnowledgeBase) -> None:
    put(base, REPLACING)
    put(base, circular(), name="b.txt")
    assert borrowed(base) == (SHOWN, "cited", f"{REPLACING.key}#dieu-1")


def test_a_title_of_its_own_takes_the_place_and_stays(base: KnowledgeBase) -> None:
    put(base, circular(), REPLACING)
    assert borrowed(base)
    put(base, circular(title="Về cây con"), name="b.txt")
    put(base, citing("21/2093/NĐ-CP", f"Bãi bỏ Thông tư số {NUMBER} {DAY} {NAME}."), name="c.txt")
    with base.session() as session:
        record = find_instrument(session, KEY)
    assert (record.title, record.metadata.title, record.borrowed) == ("Về cây con", "Về cây con", None)


def test_a_name_goes_when_another_text_contradicts_it_and_article_1_is_asked_then(base: KnowledgeBase) -> None:
    put(base, circular(article("1", "Thông tư này quy định việc tưới cây con trong vườn.")), REPLACING)
    assert borrowed(base) == (SHOWN, "cited", f"{REPLACING.key}#dieu-1")
    other = citing("22/2093/NĐ-CP", f"Bãi bỏ Thông tư số {NUMBER} {DAY} về kiểm định thang máy chở người.")
    put(base, other, name="b.txt")
    assert borrowed(base) == ("Quy định việc tưới cây con trong vườn", "article_1", f"{KEY}#dieu-1")


def test_the_title_of_what_amends_it_names_it(base: KnowledgeBase) -> None:
    title = f"Sửa đổi, bổ sung một số điều của Thông tư số {NUMBER} {DAY} {NAME}"
    put(base, circular(), amending := citing("23/2093/NĐ-CP", "Cây con được tưới ba lần một ngày.", title))
    assert borrowed(base) == (SHOWN, "cited", amending.key)


def test_what_has_no_number_either_is_called_by_its_file_wherever_it_is_listed(base: KnowledgeBase) -> None:
    law = decree(article("1", "Cây con được tưới."), number=None, issued_on=None, type=InstrumentType.LAW, title=None)
    put(base, law, name="du-thao.docx")
    with base.session() as session:
        assert find_instrument(session, law.key).borrowed == BorrowedTitle("“du-thao.docx”", TitleSource.FILE, law.key)


def test_no_reference_is_resolved_by_a_borrowed_name(base: KnowledgeBase) -> None:
    law = decree(
        article("1", "Luật này quy định việc chăm sóc cây con trong vườn."),
        number="7/2092/QH99",
        issuer="Quốc hội",
        issued_on=date(2092, 1, 30),
        type=InstrumentType.LAW,
        title=None,
    )
    put(base, law)
    with base.session() as session:
        assert find_instrument(session, law.key).borrowed is not None
        known = InstrumentsOfBase(session)
        assert known.named(NAMED) == ()
        assert session.scalar(select(tables.Instrument.name_slug)) is None
    with base.engine.connect() as connection:
        assert read_instruments(connection).named(NAMED)[0].key == law.key
    put(base, replace(law, key=law.key.replace("/7-", "/8-"), metadata=replace(law.metadata, number="8/2092/QH99", title=WRITTEN)))
    with base.engine.connect() as connection:  # a name of its own goes before
        assert [item.number for item in read_instruments(connection).named(NAMED)] == ["8/2092/QH99"]


def test_it_is_found_by_the_name_and_the_hit_says_that_it_is_borrowed(base: KnowledgeBase) -> None:
    put(base, circular(), REPLACING)
    rebuild(base)
    hit = search(base, "chăm sóc cây con tưới hai lần", as_of=date(2094, 1, 1)).hits[0]
    assert (hit.instrument, hit.title, hit.title_from) == (KEY, f"Thông tư {SHOWN}", "cited")
    put(base, circular(title="Về cây con"), name="b.txt")
    catch_up(base)
    again = search(base, "cây con tưới hai lần", as_of=date(2094, 1, 1)).hits[0]
    assert (again.title, again.title_from) == ("Thông tư Về cây con", None)
    assert open_index(base).store is not None


def test_a_base_of_an_older_release_is_named_by_reindex(base: KnowledgeBase) -> None:
    put(base, circular(), REPLACING)
    with base.engine.connect().execution_options(writes="any") as connection, connection.begin():
        connection.execute(text("UPDATE instrument SET borrowed_title = NULL, borrowed_from = NULL, borrowed_at = NULL"))
        connection.execute(text("INSERT INTO waiting (what, row_id) SELECT 'name', id FROM instrument WHERE title IS NULL"))
    rebuild(base)
    assert borrowed(base) == (SHOWN, "cited", f"{REPLACING.key}#dieu-1")


def test_the_command_line_says_where_a_title_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with empty_sqlite(tmp_path / "kho") as made:
        put(made, circular(), REPLACING)
        rebuild(made)
    with kb_on(tmp_path / "kho", monkeypatch, capfd) as kb:
        shown = json.loads(kb("show", KEY, "--json")[1])["instrument"]
        assert (shown["title"], shown["title_from"], shown["title_at"]) == (SHOWN, "cited", f"{REPLACING.key}#dieu-1")
        assert f"{KEY}\tThông tư số 12/2092/TT-BVT quy định về chăm sóc cây con (tên theo văn bản dẫn chiếu)" in kb("list")[1]
        hit = json.loads(kb("search", "chăm sóc cây con tưới", "--json")[1])["hits"][0]
        assert (hit["title"], hit["title_from"]) == (f"Thông tư {SHOWN}", "cited")
        assert "(tên theo văn bản dẫn chiếu)" in kb("search", "chăm sóc cây con tưới")[1]
        listed = [json.loads(line) for line in kb("list", "--json")[1].splitlines()]
        assert {item["title_from"] for item in listed} == {"cited", None}
