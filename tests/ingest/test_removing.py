"""Taking texts out again: a base is then what it would be if they had never come."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from documents.comparison.anchoring import Spot
from documents.identity.drafts import SaidDraft
from documents.model import Codified, Draft, InstrumentType
from ingest.batch import bring_up_to_date, ingest_paths
from ingest.removing import remove_texts, what_goes
from kb.accounts.audit import Line, Wanted, find_lines
from kb.accounts.current import Actor
from kb.annotations import add_note, hide_note
from kb.annotations.notes import erase_note
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.reader import load_version
from kb.errors import ChangedMeanwhileError, RemovalError
from kb.index.build import differences, index_state
from kb.interface.catalogue import VIETNAMESE
from kb.law.derivation.decisions import decide
from kb.law.derivation.drafts import say_draft
from kb.open.searching import hit_json
from kb.open.showing import answer_status
from kb.review import ReviewDraft, create_review
from kb.review.grid import grid_of, write_grid
from kb.search import search
from tests.bases import pages_on
from tests.kb.command_line import kb_on
from tests.kb.databases import empty_postgresql, empty_sqlite
from tests.kb.made_up_changes import (
    CHANGES,
    CHANGES_KEY,
    GARDEN,
    GARDEN_KEY,
    REPLACES,
    REPLACES_KEY,
    SUSPENDS,
    codified,
    pending_effects,
    put,
    read,
)
from tests.kb.test_consolidated import VBHN, VBHN_KEY
from tests.kb.test_pages import page, seen

LAN = Actor("Lan")
SUSPENDS_KEY = "nghi-dinh/25-2092-nd-cp/chinh-phu/2092-02-01"
_HISTORY = {"audit", "person", "last_id", "waiting", "ingest_item", "alembic_version"}
_OF_ROWS = {"id", "recorded_at", "ingested_at", "made_at", "imported_at", "number", "at", "decided_at", "article_id"}


TEXTS: dict[str, Any] = {GARDEN_KEY: GARDEN, CHANGES_KEY: CHANGES, REPLACES_KEY: REPLACES, SUSPENDS_KEY: SUSPENDS, VBHN_KEY: VBHN}
DAYS = [date(2090, 6, 1), date(2092, 6, 1), date(2096, 1, 1)]
Make = Callable[[], KnowledgeBase]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Makes empty bases, on either database."""
    made: list[KnowledgeBase] = []

    def one() -> KnowledgeBase:
        home = tmp_path / f"kho-{len(made)}"
        server = request.param == "postgresql"
        made.append(empty_postgresql(request.getfixturevalue("postgresql"), home) if server else empty_sqlite(home))
        with made[-1].session(write=True) as session:  # what is kept in memory of the one before, at the same address, is of no use
            session.add(tables.State(name="content", value=str(1000 * len(made))))
        return made[-1]

    yield one
    for base in made:
        base.close()


def fill(base: KnowledgeBase, keys: Iterable[str]) -> None:
    """The texts one after another, and all that they do accepted."""
    for key in keys:
        put(base, TEXTS[key], name=key)
    with base.session(write=True, actor=LAN) as session:
        for effect in pending_effects(session):
            decide(session, effect.id, "accept")
    bring_up_to_date(base)


def held(base: KnowledgeBase) -> dict[str, list[str]]:
    """All tables, with what their ids point to in the place of ids, in an order of their own."""
    metadata = tables.Base.metadata
    with base.engine.connect() as connection:
        rows = {table.name: list(connection.execute(select(table)).mappings()) for table in metadata.sorted_tables}
    said: dict[tuple[str, Any], str] = {}
    found: dict[str, list[str]] = {}
    for table in metadata.sorted_tables:
        keys = {column.name: next(iter(column.foreign_keys)).column.table.name for column in table.columns if column.foreign_keys}
        lines = []
        for row in sorted(rows[table.name], key=lambda row: row.get("id", 0) if isinstance(row.get("id", 0), int) else 0):
            told = {
                name: said.get((keys[name], value), value) if name in keys else value
                for name, value in row.items()
                if name not in _OF_ROWS
            }
            if told.get("instrument_id") and "label" in told:  # how texts wrote what the base has by now, the first that came says
                told = {"instrument_id": told["instrument_id"]}
            lines.append(repr(told))
            if "id" in row:
                said[table.name, row["id"]] = sha256(repr(told).encode()).hexdigest()
        found[table.name] = sorted(lines)
    found["state"] = [
        line for line in found["state"] if "last_version" not in line and "sweep" not in line and "content" not in line
    ]
    return {name: lines for name, lines in found.items() if name not in _HISTORY}


def lines_of(base: KnowledgeBase) -> list[Line]:
    with base.session() as session:
        return find_lines(session, Wanted(thing="text"), 10)


def answers(base: KnowledgeBase) -> list[Any]:
    """What people are told."""
    assert (index_state(base).fresh, differences(base).rows) == (True, 0)
    asked = [search(base, query, as_of=day) for query in ("tưới cây", "trợ cấp quả", "30/2095/NĐ-CP") for day in DAYS]
    hits = [{**hit_json(hit), "score": 0, "version": 0} for found in asked for hit in found.hits]
    with base.session() as session:
        keys = session.scalars(select(tables.Instrument.key)).all()
    told = [(answer_status(base, f"{key}{place}", day)) for key in sorted(keys) for place in ("", "#dieu-2") for day in DAYS]
    return [hits, told]


@pytest.mark.parametrize(
    ("gone", "turned"),
    [
        pytest.param((CHANGES_KEY,), True, marks=pytest.mark.long),
        ((VBHN_KEY, GARDEN_KEY), True),
        pytest.param((GARDEN_KEY,), False, marks=pytest.mark.long),
        pytest.param((CHANGES_KEY,), False, marks=pytest.mark.long),
        pytest.param((REPLACES_KEY,), True, marks=pytest.mark.long),
        pytest.param((SUSPENDS_KEY,), False, marks=pytest.mark.long),
        pytest.param((VBHN_KEY,), False, marks=pytest.mark.long),
    ],
)
def test_a_base_is_what_it_would_be_without_the_texts(make: Make, gone: tuple[str, ...], turned: bool) -> None:
    order = [key for key in TEXTS if key != VBHN_KEY or key in gone][:: -1 if turned else 1]
    base = make()
    fill(base, [key for key in order if key not in gone])
    expected = held(base), answers(base)
    base = make()
    fill(base, order)
    assert held(base) != expected[0]
    remove_texts(base, gone, LAN)
    assert (held(base), answers(base)) == expected
    told = [(line.thing, line.act, line.thing_id, line.author, line.after) for line in lines_of(base)]
    assert sorted(told) == sorted(("text", "remove", key, LAN.name, {}) for key in gone)


@pytest.mark.parametrize("step", ["compile_now", "finish_removal", pytest.param("link_waiting", marks=pytest.mark.long)])
def test_a_process_that_is_killed_leaves_all_or_nothing(make: Make, step: str) -> None:
    base = make()
    fill(base, [GARDEN_KEY, REPLACES_KEY])
    expected = held(base), answers(base)
    base = make()
    fill(base, [CHANGES_KEY, GARDEN_KEY, REPLACES_KEY])
    with base.session() as session:
        of_it = select(tables.SourceFile.sha256).where(tables.SourceFile.name == CHANGES_KEY)
        original = base.settings.originals_path / session.scalars(of_it).one()
    original.parent.mkdir(exist_ok=True)
    original.write_bytes(b"x")
    before = held(base)
    code = "import sys; from tests.kb import writers; writers.kill_while_removing(*sys.argv[1:])"
    arguments = [str(base.settings.home), base.settings.database_url or "", CHANGES_KEY, step]
    ended = subprocess.run([sys.executable, "-c", code, *arguments], cwd=Path(__file__).parents[2], timeout=120)
    assert ended.returncode == -signal.SIGKILL
    if step == "compile_now":
        assert (held(base), original.exists()) == (before, True)
        return
    bring_up_to_date(base)
    assert (held(base), answers(base), original.exists()) == (*expected, False)


def test_people_s_work_and_what_came_along_keep_a_text(make: Make) -> None:
    base = make()
    fill(base, [GARDEN_KEY, CHANGES_KEY, VBHN_KEY])
    put(base, codified(read(REPLACES), {"dieu-1": Codified("1", "1.2.TT.1", "1", "Vườn", (), "")}), snapshot_on=DAYS[0])
    assert refused(base, GARDEN_KEY) == ("remove_shared", [VBHN_KEY])
    assert refused(base, REPLACES_KEY) == ("remove_codified", [REPLACES_KEY])
    with base.session(write=True, actor=LAN) as session:
        note = add_note(session, load_version(session, CHANGES_KEY).version.id, [Spot("dieu-1")], "Hỏi lại.")
        hide_note(session, note)
        review = create_review(session, ReviewDraft("Rà soát", DAYS[0], (GARDEN_KEY,)))
        grid = grid_of(session, review)
        write_grid(session, review, grid, replace(grid, subject="tưới cây", columns=(CHANGES_KEY,)))
    code, (said,) = refused(base, CHANGES_KEY)
    assert (code, VIETNAMESE.write(said)) == ("remove_notes", "“Hỏi lại.” của Lan ở Điều 1")
    with base.session(write=True, actor=LAN) as session:
        erase_note(session, note)
    assert refused(base, CHANGES_KEY) == refused(base, GARDEN_KEY, VBHN_KEY) == ("remove_reviews", ["Rà soát"])
    with base.session() as session:
        seen = what_goes(session, [VBHN_KEY])
    put(base, VBHN, name="khac.txt")
    with pytest.raises(ChangedMeanwhileError):
        remove_texts(base, [VBHN_KEY], LAN, seen)
    assert len(remove_texts(base, [VBHN_KEY], LAN).files) == 2


def refused(base: KnowledgeBase, *keys: str) -> tuple[str, Any]:
    before = held(base)
    with pytest.raises(RemovalError) as refusal:
        remove_texts(base, keys, LAN)
    assert held(base) == before
    values = refusal.value.values
    return refusal.value.code, next(value for value in values.values() if isinstance(value, list))


def test_a_paper_keeps_its_draft_and_a_file_comes_again(make: Make, tmp_path: Path) -> None:
    base, file = make(), tmp_path / "to-trinh.txt"
    file.write_text(GARDEN, encoding="utf-8")
    said = SaidDraft(Draft(2))
    (draft,) = (report.instruments[0].key for report in ingest_paths(base, [file], workers=1, said=said))
    put(base, "Tờ trình\nVề vườn ươm.\n", name="giay.txt")
    with base.session(write=True, actor=LAN) as session:
        other = session.scalars(select(tables.Instrument).where(tables.Instrument.key != draft)).one()
        say_draft(session, other.id, Draft(of=draft), paper=True)
    assert refused(base, draft)[0] == "remove_papers"
    with base.session() as session:
        both = session.scalars(select(tables.Instrument.key)).all()
    remove_texts(base, both, LAN)
    assert list(base.settings.originals_path.iterdir()) == []
    assert [report.status for report in ingest_paths(base, [file], workers=1)] == ["stored"]


def test_pages_and_shell_take_out_what_was_named_and_sure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with pages_on(tmp_path, monkeypatch) as base:
        fill(base, [GARDEN_KEY, CHANGES_KEY])
        test = page("van-ban", vb=CHANGES_KEY)
        test.button(key="remove_text").click().run()
        assert "20/2091/NĐ-CP" in (shown := seen(test))
        assert "số điều: 3" in shown
        test.button(key="remove_yes").click().run()
        assert not test.exception
        assert keys_of(base) == [GARDEN_KEY]
    with kb_on(tmp_path, monkeypatch, capfd) as kb:
        status, _, err = kb("remove", "10/2090/NĐ-CP")
        assert (status, "--yes" in err, keys_of(KnowledgeBase())) == (2, True, [GARDEN_KEY])
        assert kb("remove", "10/2090/NĐ-CP", "--yes", "--json")[:2] == (
            0,
            orjson.dumps(
                {"names": ["Nghị định số 10/2090/NĐ-CP quy định về vườn ươm"], "articles": 5, "files": 1, "removed": [GARDEN_KEY]}
            ).decode()
            + "\n",
        )
        assert kb("remove", GARDEN_KEY, "--yes")[0] == 2


def test_a_file_is_the_new_side_of_a_comparison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pages_on(tmp_path, monkeypatch) as base:
        put(base, GARDEN)
        test = page("so-sanh", vb1=GARDEN_KEY)
        for name, content in (("hong.pdf", b"%PDF-1.4 x"), ("moi.txt", GARDEN.replace("ba giỏ", "bốn giỏ").encode())):
            test.file_uploader(key="own_draft_2").set_value((name, content, "")).run()
            test.button(key="own_draft_take_2").click().run()
            if name == "hong.pdf":
                assert name in seen(test)
                assert keys_of(base) == [GARDEN_KEY]
        (draft,) = set(keys_of(base)) - {GARDEN_KEY}
        assert (test.query_params["vb2"], draft.split("/")[0]) == (draft, InstrumentType.DRAFT)
        assert "bốn" in seen(test)


def test_two_files_are_the_two_sides_of_a_comparison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files of one draft are two versions, whichever came first."""
    with pages_on(tmp_path, monkeypatch) as base:
        put(base, GARDEN)
        test = page("so-sanh")
        watered, fed = (GARDEN[GARDEN.index(f"Điều {n}.") : GARDEN.index(f"Điều {n + 1}.")] for n in (2, 3))
        turned = GARDEN.replace(watered + fed, fed.replace("Điều 3", "Điều 2", 1) + watered.replace("Điều 2", "Điều 3", 1))
        for number, said in ((2, turned.replace("ba giỏ", "bốn giỏ")), (1, GARDEN)):
            content = said.replace("Số: 10/2090/NĐ-CP", "Số:      /2090/NĐ-CP").encode()
            test.file_uploader(key=f"own_draft_{number}").set_value((f"ban-{number}.txt", content, "")).run()
            test.button(key=f"own_draft_take_{number}").click().run()
            assert not test.exception
        first, second = ((test.query_params[f"vb{number}"], test.query_params[f"pb{number}"]) for number in (1, 2))
        assert first != second
        assert all(words in seen(test) for words in ("−</i> ba", "+</i> bốn"))
        assert 'cap=renumbered">đổi số</a> 2' in seen(test)  # another draft: an article may have another number


def keys_of(base: KnowledgeBase) -> list[str]:
    with base.session() as session:
        return list(session.scalars(select(tables.Instrument.key)))
