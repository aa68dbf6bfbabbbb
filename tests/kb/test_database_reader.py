"""Reading a base: the version of a day, keys with unknown parts, places, and how many statements it takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from documents.errors import KeyFormatError
from documents.model import EffectivePeriod, InstrumentType, Kind, Provision
from kb.base import KnowledgeBase
from kb.database.reading.reader import (
    count_instruments,
    find_instrument,
    list_instruments,
    load_places,
    load_version,
    versions,
)
from kb.errors import AmbiguousKeyError, NotFoundError
from kb.interface.catalogue import Catalogue
from tests.kb.databases import START, article, base, chapters, codification, decree, full, put, rich, with_article

__all__ = ["base"]

WHOLE = decree(*chapters(*full()))
LATER = date(2033, 1, 1)


@contextmanager
def statements(base: KnowledgeBase) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(base.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(base.engine, "before_cursor_execute", note)


@pytest.fixture
def two_versions(base: KnowledgeBase) -> KnowledgeBase:
    put(base, "a.txt", WHOLE)
    put(base, "b.txt", with_article(decree(*full(), start=LATER), "dieu-3", "Mức mới."))
    return base


@pytest.mark.parametrize(
    ("as_of", "number", "expected"),
    [
        pytest.param(date(2031, 4, 30), None, 1, id="before the first day the earliest that is known"),
        pytest.param(START, None, 1, id="its first day"),
        pytest.param(date(2032, 12, 31), None, 1, id="its last day"),
        pytest.param(LATER, None, 2, id="the first day of the next"),
        pytest.param(date(2099, 1, 1), None, 2, id="long after"),
        pytest.param(LATER, 1, 1, id="a version by its number goes before the day"),
    ],
)
def test_the_version_of_a_day(two_versions: KnowledgeBase, as_of: date, number: int | None, expected: int) -> None:
    with two_versions.session() as session:
        loaded = load_version(session, WHOLE.key, as_of=as_of, version=number)
    assert loaded.version.number == expected


def test_a_version_that_is_not_there(two_versions: KnowledgeBase) -> None:
    with two_versions.session() as session, pytest.raises(NotFoundError, match="version_absent") as caught:
        load_version(session, WHOLE.key, version=7)
    assert Catalogue().write(caught.value).endswith("số 7; các phiên bản đang có: 1, 2.")


def test_the_numbers_of_versions_are_those_of_recording(base: KnowledgeBase) -> None:
    put(base, "b.txt", with_article(decree(*full(), start=LATER), "dieu-3", "Mức mới."))
    put(base, "a.txt", WHOLE)
    with base.session() as session:
        assert [(version.number, version.valid_from) for version in versions(session, WHOLE.key)] == [(2, START), (1, LATER)]


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("nghi-dinh/05-2031-nd-cp/chinh-phu/2031-03-01", id="the key"),
        pytest.param("nghi-dinh/05-2031-nd-cp/chinh-phu/2031-03-01#dieu-2/khoan-1", id="with a path"),
        pytest.param("nghi-dinh/05-2031-nd-cp/-/-", id="with parts unknown"),
        pytest.param("-/05-2031-nd-cp/-/-", id="by its number"),
    ],
)
def test_finding_an_instrument(base: KnowledgeBase, key: str) -> None:
    put(base, "a.txt", WHOLE)
    with base.session() as session:
        assert find_instrument(session, key).key == WHOLE.key


@pytest.mark.parametrize(
    ("key", "error"),
    [
        ("nghi-dinh/06-2031-nd-cp/chinh-phu/2031-03-01", NotFoundError),
        ("khac/-/-/-~0123abcd", NotFoundError),
        ("không phải khóa", KeyFormatError),
        ("-/100-2031-qh99/-/-", AmbiguousKeyError),
    ],
)
def test_what_is_not_found(base: KnowledgeBase, key: str, error: type[Exception]) -> None:
    for name, type_ in (("a.txt", InstrumentType.CODE), ("b.txt", InstrumentType.RESOLUTION)):
        put(base, name, decree(*full(3), number="100/2031/QH99", issuer="Quốc hội", type=type_))
    with base.session() as session, pytest.raises(error):
        find_instrument(session, key)


def test_listing(base: KnowledgeBase) -> None:
    put(base, "a.txt", WHOLE)
    put(base, "b.txt", decree(*full(3), number="06/2031/TT-BTP", issuer="Bộ Tư pháp", type=InstrumentType.CIRCULAR))
    with base.session() as session:
        assert count_instruments(session) == 2
        assert [record.metadata.number for record in list_instruments(session)] == ["05/2031/NĐ-CP", "06/2031/TT-BTP"]
        assert [record.metadata.number for record in list_instruments(session, type="thong-tu")] == ["06/2031/TT-BTP"]
        record = find_instrument(session, WHOLE.key)
    assert record.effective == (EffectivePeriod(START, evidence="có hiệu lực thi hành"),)
    assert (record.issuer_slug, record.metadata.issuer, record.partial) == ("chinh-phu", "Chính phủ", False)


def test_places(base: KnowledgeBase) -> None:
    instrument = decree(rich(), *full(3)[1:])
    put(base, "a.pdf", instrument)
    with base.session() as session:
        version = load_version(session, instrument.key).version
        own = load_places(session, version.id, "dieu-1/khoan-1")
        below = load_places(session, version.id, "dieu-1")
    assert [(p.field, p.start, p.end, p.page, p.box, p.element) for p in own] == [
        ("text", 0, 10, 3, (72.0, 100.5, 500.25, 120.0), None),
        ("text", 11, 21, None, None, "line:7"),
        ("tail", 0, 31, 3, (72.0, 100.5, 500.25, 120.0), None),
    ]
    assert [p.path for p in below] == ["dieu-1/khoan-1"] * 3 + ["dieu-1/bang-1"]


def test_the_codification_is_known_by_path_of_the_version_that_has_it(base: KnowledgeBase) -> None:
    put(base, "a.txt", WHOLE)
    amended = decree(*full(5), partial=True, codified=["dieu-1", "dieu-3"], amended={"dieu-3": LATER})
    codification(base, "b.zip", with_article(amended, "dieu-3", "Mức mới."))
    with base.session() as session:
        record = find_instrument(session, WHOLE.key)
        assert set(load_version(session, record, as_of=LATER).codified) == {"dieu-1", "dieu-3"}
        assert load_version(session, record, as_of=START).codified == {}


def test_reading_takes_few_statements_whatever_the_size(base: KnowledgeBase) -> None:
    for name, count in (("a.txt", 3), ("b.txt", 60)):
        put(base, name, decree(rich(), *full(count)[1:], number=f"{count}/2031/NĐ-CP"))
    used = []
    for count in (3, 60):
        with base.session() as session, statements(base) as sent:
            load_version(session, f"nghi-dinh/{count}-2031-nd-cp/chinh-phu/2031-03-01")
        used.append(len([statement for statement in sent if statement.lstrip().startswith("SELECT")]))
    assert used[0] == used[1] <= 20
    with base.session() as session, statements(base) as sent:
        list_instruments(session)
    assert len(sent) <= 8


def test_groups_and_roots_come_back_in_reading_order(base: KnowledgeBase) -> None:
    put(base, "a.txt", WHOLE)
    with base.session() as session:
        loaded = load_version(session, WHOLE.key)
    assert [part.path for part in loaded.walk()] == [part.path for part in WHOLE.walk()]
    assert [root.kind for root in loaded.provisions] == [Kind.PREAMBLE, Kind.CHAPTER, Kind.SIGNATURE]
    assert set(loaded.ids) == {part.path for part in WHOLE.walk()}
    assert isinstance(loaded.provision("dieu-3/khoan-2"), Provision)
    assert loaded.provision("dieu-99") is None


def test_an_article_alone(base: KnowledgeBase) -> None:
    put(base, "a.txt", decree(article("1", "Chỉ một điều.")))
    with base.session() as session:
        assert load_version(session, WHOLE.key).provisions[0].text == "Chỉ một điều."
