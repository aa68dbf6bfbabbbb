"""Shared fixtures. Tests marked ``realdata`` read ``../shared/data`` and skip where it is absent."""

import gc
import os
import sys
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

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

LONG = (
    "gate/test_search_gate.py",
    "kb/test_elastic_home.py",
    "ingest/test_codification_real.py",
    "ingest/test_pdf_real.py",
    "ingest/test_pipeline.py",
    "kb/test_pages.py",
    "kb/test_pages_desk.py",
    "kb/test_status_everywhere.py",
    "kb/test_pages_effects.py",
    "ingest/test_akoma_ntoso.py",
    "kb/entitlements/test_real_cards.py",
    "kb/test_pages_compare.py",
    "kb/test_pages_reviews.py",
    "kb/test_concurrency.py",
    "ingest/test_attacks.py",
    "kb/test_sentences.py",
    "kb/test_batches.py",
)
"""Tests that take long come first, after those in a browser: none is left over for one process when the others are done."""

HERE = Path(__file__).resolve().parent
BROWSER = HERE / "browser"
DATA = HERE.parents[1] / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a browser shows and what another database or engine does is tried by a few tests; `make test-long` runs the others.

    What takes long comes first.
    """
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        if marks & {"browser", "elasticsearch", "postgresql"} and "always" not in marks:
            item.add_marker(pytest.mark.long)
    first = {HERE / name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: -1 if item.path.is_relative_to(BROWSER) else first.get(item.path, len(LONG)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file of tests is one process's; those in a browser are one's altogether, which starts app and browser once. Of all of them
    (`make test-long`) it is two: a third would make each wait too long on two cores.
    """
    from xdist.scheduler import LoadFileScheduling

    class InOneBrowser(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            if not (config.rootpath / file).is_relative_to(BROWSER):
                return file
            return "browser" if config.option.markexpr or file < "tests/browser/test_l" else "browser, l to z"

    return InOneBrowser(config, log)


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
