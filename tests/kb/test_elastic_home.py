"""A base whose index lives on a real Elasticsearch server: built, swapped, kept up to date, shared, and done without."""

import json
import random
import shutil
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete

from documents.model import InstrumentType
from ingest.parsing import parse_file
from kb.base import KnowledgeBase
from kb.cli.main import run
from kb.database import tables
from kb.database.storing.writer import SourceInfo, store
from kb.errors import IndexMissingError, IndexUnavailableError, KnowledgeBaseError
from kb.index import build, documents
from kb.index.build import index_state, open_index, reindex, update
from kb.index.elastic import home
from kb.index.elastic.home import ElasticsearchHome, ElasticsearchIndex, check_server
from kb.search import Filters, Order, QueryKind, SearchResult, search
from kb.settings import Settings, settings
from tests.kb import made_up_law as law
from tests.kb.test_index_fresh import PERIODS, halted_then, suspend_twice, take_steps

pytestmark = pytest.mark.elasticsearch

DAY = date(2098, 6, 1)
SAMPLES = Path(__file__).resolve().parents[2] / "documents" / "samples"

NEW = law.instrument(
    InstrumentType.DECREE,
    "31/2097/NĐ-CP",
    "Quy định về đèn",
    date(2097, 1, 2),
    [law.article("1", "Đèn lồng", "Đèn lồng treo ở đầu ngõ.")],
    issuer="Chính phủ",
)

Make = Callable[..., KnowledgeBase]


@pytest.fixture
def make(tmp_path: Path, elasticsearch: str) -> Iterator[Make]:
    """Opens bases whose index lies on the server; what they put there is taken away."""
    bases: list[KnowledgeBase] = []

    def opened(folder: str = "kho", **given: object) -> KnowledgeBase:
        base = KnowledgeBase(Settings(home=tmp_path / folder, index_url=elasticsearch, **given))  # type: ignore[arg-type]
        bases.append(base)
        return base

    yield opened
    for base in bases:
        forget(base)
        base.close()


def forget(base: KnowledgeBase) -> None:
    place = ElasticsearchHome(base.settings, base.engine)
    try:
        names = indexes(place)
    except IndexMissingError:
        return
    client = place.connection.client.options(ignore_status=404)
    for name in names:
        client.indices.delete(index=name)
    for found in client.indices.get_index_template(name=f"{place.alias}-f*").get("index_templates", []):
        client.indices.delete_index_template(name=found["name"])


def indexes(place: ElasticsearchHome) -> list[str]:
    return sorted(place.connection.client.indices.get(index=f"{place.alias}-f*", allow_no_indices=True))


def index_of(base: KnowledgeBase) -> ElasticsearchIndex:
    index = open_index(base)
    assert isinstance(index, ElasticsearchIndex)
    return index


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a base with the made-up law, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    with law.open_base(folder) as base:
        law.fill(base)
    return folder


def copied(source: Path, target: Path) -> None:
    target.mkdir()
    for file in source.glob("kb.sqlite3*"):
        shutil.copy(file, target)


@pytest.fixture
def base(make: Make, filled: Path, tmp_path: Path) -> KnowledgeBase:
    copied(filled, tmp_path / "kho")
    return make()


@pytest.mark.always
def test_a_small_base_gets_its_index_on_the_spot(base: KnowledgeBase) -> None:
    with pytest.raises(IndexMissingError, match="index_missing"):
        open_index(base)
    assert not index_state(base).usable
    assert search(base, "nạn nhân", as_of=DAY).hits
    state = index_state(base)
    assert (state.fresh, state.missing, state.surplus) == (True, (), ())
    assert not (base.settings.index_path / "current").exists(), "nothing of it lies on this machine"


def test_rebuilding_swaps_in_one_step_while_searches_go_on(base: KnowledgeBase) -> None:
    reindex(base)
    before = index_of(base)
    expected = [hit.key for hit in search(base, "nạn nhân được hỗ trợ", as_of=DAY).hits]
    stop, found, wrong = threading.Event(), [0], []

    def searching() -> None:
        while not stop.is_set():
            result = search(base, "nạn nhân được hỗ trợ", as_of=DAY)
            found[0] += 1
            if result.degraded or [hit.key for hit in result.hits] != expected:
                wrong.append(result)

    threads = [threading.Thread(target=searching) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        reindex(base)
        # As another process sees it, which has looked a moment ago.
        home._seen.clear()
    stop.set()
    for thread in threads:
        thread.join()
    assert found[0] > 4
    assert wrong == []
    after = index_of(base)
    assert after.name != before.name
    assert indexes(ElasticsearchHome(base.settings, base.engine)) == [after.name], "replaced indexes are gone"


def test_an_index_that_another_process_replaced_is_looked_up_anew(base: KnowledgeBase) -> None:
    reindex(base)
    search(base, "nạn nhân", as_of=DAY)
    known = dict(home._seen)
    reindex(base)
    home._seen.update(known)  # this process has not noticed yet
    result = search(base, "nạn nhân", as_of=DAY)
    assert result.hits
    assert not result.degraded


def test_a_rebuild_that_fails_leaves_the_old_index(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    reindex(base)
    name = index_of(base).name

    def broken(*_: object) -> object:
        raise RuntimeError

    monkeypatch.setattr(documents, "read_documents", broken)
    with pytest.raises(RuntimeError):
        reindex(base)
    assert index_of(base).name == name
    assert indexes(ElasticsearchHome(base.settings, base.engine)) == [name]


def test_what_a_build_that_was_cut_off_left_is_removed_when_it_is_old(base: KnowledgeBase) -> None:
    reindex(base)
    place = ElasticsearchHome(base.settings, base.engine)
    young, old = (f"{place.indexes}-{name}" for name in ("young", "old"))
    for name, since in ((young, 4_000_000_000), (old, 1_000_000_000)):
        place.connection.client.indices.create(index=name, mappings={"_meta": {"building": since}})
    reindex(base)
    assert young in indexes(place), "another machine may be building it"
    assert old not in indexes(place)


def test_another_format_is_not_misread(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    reindex(base)
    name = index_of(base).name
    about = {**index_of(base).about, "format": 2}
    ElasticsearchHome(base.settings, base.engine).connection.client.indices.put_mapping(index=name, meta=about)
    home._seen.clear()
    with pytest.raises(IndexMissingError, match="index_missing"):
        open_index(base)
    (*_, check) = check_server(base.settings, base.engine)
    assert not check.ok
    assert (check.found.key, dict(check.found.values)["found"]) == ("check.mapping_format", 2)
    monkeypatch.setattr(build, "SMALL_BASE", 3)
    with pytest.raises(IndexMissingError, match="index_missing"):
        search(base, "nạn nhân")
    reindex(base)
    assert index_state(base).fresh


@pytest.mark.always
def test_new_versions_are_added_and_gone_ones_leave(base: KnowledgeBase) -> None:
    reindex(base)
    name = index_of(base).name
    versions = law.put(base, NEW)
    state = index_state(base)
    assert (state.fresh, state.missing) == (False, versions)
    assert search(base, "đèn lồng").stale
    update(base, versions)
    assert index_state(base).fresh
    result = search(base, "đèn lồng")
    assert (result.stale, result.hits[0].key) == (False, f"{NEW.key}#dieu-1")
    with base.session(write=True) as session:
        for table in (tables.VersionSource, tables.Provision):
            session.execute(delete(table).where(table.version_id == versions[0]))
        session.execute(delete(tables.Version).where(tables.Version.id == versions[0]))
    assert index_state(base).surplus == versions
    update(base, versions)
    assert (index_state(base).fresh, index_state(base).surplus) == (True, ())
    assert NEW.key not in {hit.instrument for hit in search(base, "đèn lồng").hits}
    assert index_of(base).name == name, "nothing of this was a rebuild"


def test_a_version_without_words_is_not_missed(base: KnowledgeBase) -> None:
    empty = law.instrument(InstrumentType.DECREE, "32/2097/NĐ-CP", "Quy định trống", date(2097, 1, 2), [], issuer="Chính phủ")
    versions = law.put(base, empty)
    reindex(base)
    assert set(versions) <= index_of(base).versions()
    assert index_state(base).missing == ()


def test_two_bases_on_one_server_never_touch(base: KnowledgeBase, make: Make) -> None:
    other = make("khac")
    law.put(other, NEW)
    reindex(base)
    reindex(other)
    reindex(base)
    assert [hit.instrument for hit in search(other, "đèn lồng").hits] == [NEW.key]
    assert NEW.key not in {hit.instrument for hit in search(base, "đèn lồng").hits}
    assert search(base, "nạn nhân", as_of=DAY).hits
    assert not search(other, "nạn nhân", as_of=DAY).hits


def test_a_name_that_another_base_has_is_refused(make: Make) -> None:
    name = f"kho_{uuid.uuid4().hex[:12]}"
    first, second = make("mot", index_name=name), make("hai", index_name=name)
    law.put(first, NEW)
    law.put(second, NEW)
    reindex(first)
    with pytest.raises(KnowledgeBaseError, match="index_of_another"):
        reindex(second)
    assert index_state(first).fresh
    with pytest.raises(KnowledgeBaseError, match="index_of_another"):
        open_index(second)


def test_a_second_machine_needs_the_database_only(base: KnowledgeBase, make: Make, tmp_path: Path) -> None:
    reindex(base)
    copied(tmp_path / "kho", tmp_path / "may-hai")  # as a server for databases would share it
    machine = make("may-hai")
    assert open_index(machine).state() == open_index(base).state()
    assert search(machine, "nạn nhân", as_of=DAY).hits == search(base, "nạn nhân", as_of=DAY).hits


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory, elasticsearch: str) -> Iterator[tuple[KnowledgeBase, KnowledgeBase]]:
    """One base with the made-up law and the samples, asked through either engine."""
    folder = tmp_path_factory.mktemp("twins")
    with (
        KnowledgeBase(Settings(home=folder, index_url=None)) as embedded,
        KnowledgeBase(Settings(home=folder, index_url=elasticsearch)) as served,
    ):
        law.fill(embedded)
        for path in sorted(SAMPLES.iterdir()):
            parsed = parse_file(path)
            about = SourceInfo(parsed.name, parsed.sha256, parsed.size, parsed.format, pages=parsed.readings[0].pages)
            with embedded.session(write=True) as session:
                store(session, about, parsed.instruments, parsed.problems)
        reindex(embedded)
        reindex(served)
        yield embedded, served
        forget(served)


def queries(base: KnowledgeBase) -> list[str]:
    with base.session() as session:
        headings = [row.heading for row in session.query(tables.Provision).filter(tables.Provision.heading.is_not(None))]
        texts = [row.text for row in session.query(tables.Provision).filter(tables.Provision.text != "")]
    some = [*headings, *(" ".join(text.split()[:9]) for text in texts)]
    return [*dict.fromkeys(some), "66/2091/QH99", "điểm đ khoản 1 điều 32 luật 66/2091", "nd 20/2093 d4", "bến thuyền nđ 20/2093"]


def shown(result: SearchResult) -> list[object]:
    return [
        (hit.key, hit.best_clause, hit.snippet, hit.highlights, hit.standing.code, pytest.approx(hit.score, rel=1e-4))
        for hit in result.hits
    ]


@pytest.mark.always
def test_both_engines_answer_the_same(twins: tuple[KnowledgeBase, KnowledgeBase]) -> None:
    embedded, served = twins
    asked = queries(embedded)
    assert len(asked) > 100
    for query in asked[::3]:
        assert shown(search(served, query, as_of=DAY)) == shown(search(embedded, query, as_of=DAY)), query


@pytest.mark.parametrize(
    "filters",
    [
        Filters(type="luat"),
        Filters(issuer="chinh-phu"),
        Filters(issued_from=date(2090, 1, 1), issued_to=date(2096, 1, 1)),
        Filters(instrument=law.LAW.key),
        *(Filters(status=status) for status in ("in_force", "not_yet", "suspended", "expired", "unknown")),
    ],
)
@pytest.mark.parametrize("day", [date(2023, 1, 1), DAY])
def test_both_engines_filter_the_same(twins: tuple[KnowledgeBase, KnowledgeBase], filters: Filters, day: date) -> None:
    embedded, served = twins
    for query in ("nạn nhân được hỗ trợ", "quy dinh ve ho tro", "luật"):
        asked = {"k": 50, "as_of": day, "filters": filters, "order": Order.NEWEST, "facets": True}
        mine, theirs = (search(base, query, **asked) for base in (served, embedded))  # type: ignore[arg-type]
        assert [hit.key for hit in mine.hits] == [hit.key for hit in theirs.hits]
        assert mine.facets == theirs.facets


@pytest.mark.parametrize("query", ['"nạn nhân"', "nạn nhân -hỗ trợ", "*:*", "title:", '"', "a" * 100_000, "\x00\x01", "và của các"])
def test_whatever_is_typed_gets_a_plain_answer(twins: tuple[KnowledgeBase, KnowledgeBase], query: str) -> None:
    embedded, served = twins
    result = search(served, query, as_of=DAY)
    assert not result.degraded
    assert [hit.key for hit in result.hits] == [hit.key for hit in search(embedded, query, as_of=DAY).hits]


def test_the_command_line_works_on_it(
    elasticsearch: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KB_HOME", str(tmp_path))
    monkeypatch.setenv("KB_INDEX_URL", elasticsearch)

    def kb(*words: object) -> tuple[int, str]:
        settings.cache_clear()
        monkeypatch.setattr(sys, "argv", ["kb", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            run()
        return int(left.value.code or 0), capfd.readouterr().out

    try:
        assert kb("ingest", SAMPLES / "nghi-dinh-01-2024-nd-mau.txt")[0] == 0
        status, said = kb("doctor", "--json")
        checks = {check["code"]: check["ok"] for check in json.loads(said)["checks"]}
        assert (status, checks["index_server"], checks["index_mapping"], checks["index"]) == (0, True, True, True), said
        found = json.loads(kb("search", "hỗ trợ", "--json")[1])
        assert found["hits"]
        assert found["degraded"] is False
        assert kb("reindex")[0] == 0
        monkeypatch.setenv("KB_INDEX_URL", "http://127.0.0.1:1")
        assert json.loads(kb("search", "hỗ trợ", "--json")[1])["degraded"] is True
        assert kb("reindex")[0] == 2
        monkeypatch.setenv("KB_INDEX_URL", elasticsearch)
        settings.cache_clear()
        with KnowledgeBase(settings(), create=False) as base:
            forget(base)
    finally:
        settings.cache_clear()


def test_the_server_is_asked_by_no_other_words(base: KnowledgeBase) -> None:
    """What the product may not ask: it would not be what is tested here."""
    asked: list[str] = []
    reindex(base)
    client = ElasticsearchHome(base.settings, base.engine).connection.client
    original = type(client.transport).perform_request

    def noted(transport: object, method: str, target: str, **rest: object) -> object:
        asked.append(f"{method} {target.partition('?')[0]}")
        return original(transport, method, target, **rest)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(client.transport), "perform_request", noted)
        versions = law.put(base, NEW)
        update(base, versions)
        reindex(base)
        search(base, "nạn nhân", as_of=DAY, facets=True)
    assert asked
    assert not [line for line in asked if any(word in line for word in ("_by_query", "_reindex", "_scripts", "_update/"))]
    assert "GET /" not in asked


def test_an_unreachable_server_refuses_to_build_and_says_why(base: KnowledgeBase) -> None:
    reindex(base)
    gone = KnowledgeBase(base.settings.model_copy(update={"index_url": "http://127.0.0.1:1"}), create=False)
    with gone, pytest.MonkeyPatch.context() as patch:
        patch.setattr("kb.index.elastic.connection.time.sleep", lambda _: None)
        with pytest.raises(IndexUnavailableError, match="index_server_silent"):
            update(gone, [1])
        with pytest.raises(IndexUnavailableError, match="index_server_silent"):
            reindex(gone)
        assert search(gone, "66/2091/QH99", as_of=DAY).understood.kind is QueryKind.NUMBER


def test_any_order_of_ingests_and_decisions_leaves_a_fresh_index(make: Make) -> None:
    take_steps(make(), random.Random(5), decisions=5)


def test_all_suspensions_of_a_provision_are_filtered_by(make: Make) -> None:
    base = make()
    suspend_twice(base)
    for day, halted in PERIODS:
        halted_then(base, day, halted)
