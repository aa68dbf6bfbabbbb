"""Shared fixtures. Tests marked ``realdata`` read ``../shared/data`` and skip where it is absent."""

import gc
import os
import sys
from collections.abc import Iterator
from functools import cache, partial
from math import ceil
from pathlib import Path
from typing import Any
from zlib import crc32

import hypothesis
import pytest

import kb  # noqa: F401  (switches telemetry off)
from kb.base import KnowledgeBase
from kb.settings import settings
from tests.bases import Begin, copied
from tests.kb import made_up_law
from tests.kb.command_line import Kb, kb_on
from tests.kb.databases import empty_sqlite, postgresql_server
from tests.kb.elasticsearch_server import shared_server
from tests.statements import keep_statements

keep_statements()
hypothesis.settings.register_profile("short", max_examples=12, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
hypothesis.settings.register_profile("long", hypothesis.settings.get_profile("short"), max_examples=150)
hypothesis.settings.load_profile("short")  # `make test-long` asks for the other one
gc.disable()  # until the tests have been collected

_TOGETHER = {
    "browser": "browser/",
    "pages": "kb/test_pages",
    "servers": "kb/test_elastic kb/test_concurrency kb/test_audit kb/test_chain kb/test_backup kb/test_database"
    " kb/test_search_postgresql kb/test_search_fallback",
    "cards": "kb/entitlements/ kb/test_tools kb/test_http",
    "codification": "gate/ ingest/test_codification_real",
    "ingest": "ingest/test_attacks ingest/test_pipeline ingest/test_apart",
    "wheel": "test_wheel",
    "everywhere": "kb/test_status_everywhere",
    "code": "kb/test_sentences kb/test_catalogue kb/test_seen kb/test_every_act test_keys_by_hand test_vocabulary_by_hand",
}
TOGETHER = {group: tuple(f"tests/{beginning}" for beginning in files.split()) for group, files in _TOGETHER.items()}
"""Files of tests that are given to one process, by how they begin: what is started, read or worked out once serves all of them.

They come first, in this order, as they take longest: none is left over for one process when the others are done.
"""

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a browser shows and what another database or engine does is tried by a few tests; `make test-long` runs the others.

    So are two thirds of the cases of a test that is marked `third`, the same ones ever. What takes longest comes first.
    """
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        if marks & {"browser", "elasticsearch", "postgresql"} and "always" not in marks:
            item.add_marker(pytest.mark.long)
        elif "third" in marks and "long" not in marks:
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for drawn in cases.values():
        for item in sorted(drawn, key=lambda item: crc32(item.nodeid.encode()))[ceil(len(drawn) / 3) :]:
            item.add_marker(pytest.mark.long)
    places = list(TOGETHER)
    items.sort(key=lambda item: places.index(group) if (group := _group(item.nodeid)) else len(places))


def _group(test: str) -> str | None:
    return next((group for group, beginnings in TOGETHER.items() if test.startswith(beginnings)), None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file of tests is one process's; so are those of a group altogether. All of those in a browser (`make test-long`) are two
    processes': a third would make each wait too long on two cores.
    """
    from xdist.scheduler import LoadFileScheduling

    class InGroups(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            group = _group(nodeid)
            if group == "browser" and not config.option.markexpr and nodeid >= "tests/browser/test_l":
                return "browser, l to z"
            return group or super()._split_scope(nodeid)

    return InGroups(config, log)


def pytest_collection_finish() -> None:
    """Thousands of tests and all that they import stay to the end: nobody looks through them for what can be thrown away."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)  # a test makes many things and keeps few: looking through them 70 times as often finds no more
    gc.enable()
    if "streamlit" in sys.modules:
        from streamlit.components.v2 import manifest_scanner

        # Every page of an AppTest would read what all installed libraries say of themselves.
        manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture(scope="session", autouse=True)
def _base_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the base of whoever runs it; what stands in the shipped registers is no test's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KB_REGISTERS", "0")
        patch.setenv("KB_WORKERS", "1")  # a second process for a few files takes longer to begin than to read them
        patch.setenv("KB_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setattr("ingest.inbox.loop._PRIORITY", 0)  # a test that works as a worker does must not slow those after it
        yield


@pytest.fixture(autouse=True)
def _settings_of_their_own() -> Iterator[None]:
    """The settings that one test has made are not the next one's."""
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real texts."""
    if not DATA.is_dir():
        pytest.skip("the real texts are not beside this checkout (../shared/data)")
    return DATA


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all the processes of the test run share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder


@pytest.fixture(scope="session")
def begin(shared: Path) -> Begin:
    """Copies of bases that are made once in the test run."""
    return partial(copied, shared)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[KnowledgeBase]:
    """A base with nothing in it."""
    with empty_sqlite(tmp_path / "base") as made:
        yield made


@pytest.fixture
def base(empty: KnowledgeBase) -> KnowledgeBase:
    """The same; a file of tests whose bases are others has a fixture of this name."""
    return empty


@pytest.fixture(name="kb")
def run_kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Kb]:
    """Runs `kb` on that base, which it makes where the test has none; gives exit status, standard output and standard error."""
    with kb_on(tmp_path / "base", monkeypatch, capfd) as run:
        yield run


@pytest.fixture(scope="module")
def law_home(begin: Begin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a base of made-up law with its index; each file of tests has its own."""
    return begin(made_up_law.fill_indexed, tmp_path_factory.mktemp("base"))


@pytest.fixture
def law_base(law_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    """The same base, as the settings of a process name it."""
    monkeypatch.setenv("KB_HOME", str(law_home))
    settings.cache_clear()
    with KnowledgeBase(create=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, one for all the tests of a process."""
    with postgresql_server() as url:
        yield url


@pytest.fixture(scope="session")
def elasticsearch(shared: Path) -> Iterator[str]:
    """The URL of an Elasticsearch server, one for all the processes of the test run."""
    with shared_server(shared) as url:
        yield url
