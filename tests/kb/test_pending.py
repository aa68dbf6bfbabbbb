"""What is said of unreviewed effects beside a provision says what its status says: over all places, days and decisions."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from documents.time.status import Basis, StatusCode
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.reading.reader import choose_version, load_version, versions
from kb.index.build import reindex
from kb.law.effects.views import effects_on
from kb.law.status.statuses import Manner, Unreviewed, UnreviewedReader, rests_on_unreviewed, status_of
from kb.upkeep.following import bring_up_to_date
from tests.bases import Begin, pages_on
from tests.kb.databases import base  # noqa: F401
from tests.kb.deciding import decide
from tests.kb.made_up_changes import CHANGES, GARDEN, GARDEN_KEY, REPLACES, SUSPENDS, put, row_of
from tests.kb.made_up_groups import BED_KEY, ENDING, amending, bed, codified_bed, new_words, put_bed
from tests.kb.test_pages import page, seen
from tests.linear import one_of_many

DAYS = [date(2090, 2, 1), date(2090, 6, 1), date(2091, 6, 1), date(2092, 4, 1), date(2094, 7, 1), date(2096, 1, 1)]
LAN = Actor("Lan")


def told(base: KnowledgeBase, key: str, day: date) -> Iterator[tuple[str, Unreviewed]]:  # noqa: F811
    """What is said of every provision of the text that is read on a day, and of the whole."""
    with base.session() as session:
        instrument = row_of(base, key)
        version = choose_version(versions(session, instrument), day)
        loaded = load_version(session, instrument, version=version.number)
        reader = UnreviewedReader(session, instrument, version.id, day)
        for path in loaded.ids:
            found = reader.on(path)
            if found is not None:
                assert found.status.code is status_of(session.connection(), loaded, path, day).code
                yield path, found


def contradictions(found: Unreviewed, day: date) -> list[str]:
    """Where two statements about one place do not go together."""
    said = []
    if bool(found.alarm) != rests_on_unreviewed(found.status):
        said.append("an alarm without its status, or a status without its alarm")
    if found.alarm and found.status.code is StatusCode.IN_FORCE and found.status.basis is not Basis.WORDS_UNSURE:
        said.append("in force, and perhaps not")
    if any(item.effective_from and item.effective_from > day for item in found.alarm):
        said.append("an alarm before its day")
    by = str(found.status.days.get("by")) if found.status.basis is Basis.REPLACED_BY else None
    if by and any(by in item.source_name for item in found.held):
        said.append("the words have it, and are over because of it")
    manners = [getattr(found, manner.value) for manner in Manner]
    if len({item.id for some in manners for item in some}) != sum(map(len, manners)):
        said.append("one effect told twice")
    return said


@pytest.mark.parametrize("seed", one_of_many(range(2)))
def test_no_two_statements_contradict_each_other(base: KnowledgeBase, seed: int) -> None:  # noqa: F811
    """Whatever was ingested in whatever order, and whatever was decided."""
    chance = random.Random(seed)
    texts = [[GARDEN], [CHANGES], [SUSPENDS], [REPLACES], [bed(6)], [amending(5)], [ENDING]]
    chance.shuffle(texts)
    for some in texts:
        put(base, *some)
    if chance.random() < 0.7:
        put(base, codified_bed(6, chance.sample(range(1, 6), 3)), name="phap-dien.html", snapshot_on=date(2092, 2, 28))
    keys = (GARDEN_KEY, BED_KEY)
    for key in keys:
        with base.session() as session:
            effects = effects_on(session, row_of(base, key))
        for effect in effects:
            if chance.random() < 0.4:
                with base.session(write=True, actor=LAN) as session:
                    decide(session, effect.id, chance.choice(["accept", "reject"]))  # type: ignore[arg-type]
        bring_up_to_date(base, [row_of(base, key)])
    count = 0
    for key in keys:
        for day in [*DAYS, DAYS[2] - timedelta(days=1)]:
            for path, found in told(base, key, day):
                count += 1
                assert contradictions(found, day) == [], (key, path, day)
    assert count > 10


def test_what_the_codification_names_is_one_quiet_line(base: KnowledgeBase) -> None:  # noqa: F811
    put_bed(base)
    found = dict(told(base, BED_KEY, date(2092, 1, 1)))
    assert [item.target_path for item in found["dieu-1"].held] == ["dieu-1/khoan-1"]
    assert not found["dieu-1"].alarm
    assert [item.target_path for item in found["dieu-5"].alarm] == ["dieu-5/khoan-1"]


def test_words_that_stand_there_already_are_no_alarm(base: KnowledgeBase) -> None:  # noqa: F811
    """No note names the change, and no day tells; the words themselves do."""
    put(base, bed(6).replace("Luống thứ 3 được tưới hai lần một ngày.", new_words(3)))
    put(base, amending(5))
    found = dict(told(base, BED_KEY, date(2092, 1, 1)))
    assert not found["dieu-3"].alarm
    assert [item.target_path for item in found["dieu-3"].held] == ["dieu-3/khoan-1"]
    assert found["dieu-2"].alarm
    # Accepted, they still have it: it does not make them words that are over.
    with base.session() as session:
        one = next(item for item in effects_on(session, row_of(base, BED_KEY)) if item.target_path == "dieu-3/khoan-1")
    with base.session(write=True, actor=LAN) as session:
        decide(session, one.id, "accept")
    with base.session() as session:
        loaded = load_version(session, BED_KEY, date(2092, 1, 1))
        assert status_of(session.connection(), loaded, "dieu-3", date(2092, 1, 1)).basis != Basis.REPLACED_BY


@pytest.fixture
def shown(begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    with pages_on(begin(indexed_bed, tmp_path / "base"), monkeypatch) as opened:
        yield opened


def indexed_bed(base: KnowledgeBase) -> None:  # noqa: F811
    put_bed(base)
    reindex(base)


@pytest.mark.parametrize(
    ("path", "day", "alarm", "quiet"),
    [
        ("dieu-1", "2092-01-01", False, True),
        ("dieu-5", "2092-01-01", True, False),
        ("dieu-5/khoan-1", "2092-01-01", True, False),
        ("dieu-5/khoan-2", "2092-01-01", False, False),
        ("dieu-6", "2092-01-01", False, False),
        ("dieu-5", "2091-01-01", False, False),
    ],
)
def test_the_reader_shows_an_article_its_own_changes_only(
    shown: KnowledgeBase, path: str, day: str, alarm: bool, quiet: bool
) -> None:
    html = seen(page("van-ban", vb=BED_KEY, dk=path, ngay=day))
    before = html.partition('class="law"')[0]
    assert ("chưa được rà soát (" in before) == alarm
    assert ("Câu chữ ở đây đã gồm" in before) == quiet
    assert ("Thay đổi chưa rà soát" in before) == alarm


def test_the_whole_text_counts_what_is_an_alarm_at_its_own_place(shown: KnowledgeBase) -> None:
    html = seen(page("van-ban", vb=BED_KEY, ngay="2092-01-01"))
    assert "thay đổi một số chỗ của văn bản này, chưa được rà soát (1)" in html
    assert "Câu chữ ở đây đã gồm 4 thay đổi" in html
    assert html.count('class="fn side doubtful"') == 1
