"""Logs and figures: they tell how it goes, and hold nothing that somebody asked, wrote, is called or came from."""

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from streamlit import error_util
from streamlit.testing.v1 import AppTest

from kb import logs
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.cli.health import _registry
from kb.cli.main import COMMANDS
from kb.cli.serving import _packaged
from kb.pages.listing import PAGES
from kb.settings import Settings
from tests.kb.command_line import kb_on
from tests.kb.test_pages import page, pages_on, two_versions

CANARY = "hoàng yến bí mật"
"""What must not be seen again; also as it stands in addresses."""
SHAPES = (CANARY, "ho%C3%A0ng", "hoàng yến", "bí mật", "ho\\u00e0ng")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """All that is logged, down to the last word of every library, as a server writes it."""
    out = io.StringIO()
    monkeypatch.setattr(logging.root, "handlers", [])
    for place in (sys, threading):
        monkeypatch.setattr(place, "excepthook", place.excepthook)
    before = logging.root.level
    logs.set_up("json", logging.DEBUG, out)
    for name in ("", *logs._LEFT_OUT):
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield out
    logging.captureWarnings(False)
    logging.root.setLevel(before)
    for name in (*logs._OURS, *logs._LEFT_OUT):
        logging.getLogger(name).setLevel(logging.NOTSET)


def assert_without(text: str) -> None:
    assert [shape for shape in SHAPES if shape.lower() in text.lower()] == []


def test_of_other_libraries_only_that_they_spoke_and_where(log: io.StringIO) -> None:
    for name in ("streamlit.runtime", "uvicorn.error", "sqlalchemy.engine.Engine", "elastic_transport.transport", "anything"):
        logging.getLogger(name).error("GET /?q=%s", CANARY)
        logging.getLogger(name).error(f"{CANARY} failed")
        try:
            raise ValueError(CANARY)
        except ValueError:
            logging.getLogger(name).exception("it failed with %s", CANARY)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(CANARY, stacklevel=1)
    sys.excepthook(ValueError, ValueError(CANARY), None)
    failing = threading.Thread(target=lambda: int(CANARY))
    failing.start()
    failing.join()
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert_without(log.getvalue())
    assert len(lines) == 18
    assert {"uvicorn.error", "streamlit.runtime", "py.warnings", "ended", "thread"} <= {
        line["what"].split(" ")[0] for line in lines
    }
    assert lines[2]["error"] == "ValueError"
    assert lines[2]["at"].startswith("test_logs.py:")


def test_no_library_has_a_way_of_its_own_to_standard_error(
    log: io.StringIO, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Who neither has a handler nor passes on what it says is heard by Python's last one, word for word."""
    alone = logging.getLogger("uvicorn.error")
    alone.propagate = False
    logs.set_up("json", out=log)
    alone.error("it failed", exc_info=ValueError(CANARY))
    monkeypatch.setattr(error_util.config, "get_option", lambda name: _packaged().get(name, True))
    error_util._log_uncaught_app_exception(ValueError(CANARY))
    assert_without(log.getvalue() + "".join(capfd.readouterr()))
    assert log.getvalue().count("ValueError") == 2


@pytest.mark.parametrize("style", ["plain", "json"])
def test_a_line_says_what_happened_for_whom_and_how_long_it_took(
    log: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, style: str
) -> None:
    monkeypatch.setattr(logs, "listeners", [])
    logs.set_up(style, out=log)
    with KnowledgeBase(Settings(home=tmp_path)) as base:
        figures = _registry(base)
        with logs.asked_by(7), logs.timed("page", "tra-cuu"):
            pass
        with pytest.raises(ValueError, match=CANARY), base.session(write=True, actor=Actor("Hoàng Yến", person_id=8)):
            raise ValueError(CANARY)
        shown = generate_latest(figures).decode()
    assert_without(log.getvalue() + shown)
    assert 'tuluat_page_seconds_count{kind="tra-cuu"} 1.0' in shown
    assert 'tuluat_errors_total{error="ValueError",what="save"} 1.0' in shown
    page_line, save_line = log.getvalue().splitlines()[-2:]
    if style == "json":
        told = json.loads(page_line)
        assert (told["level"], told["what"], told["kind"], told["person"]) == ("info", "page", "tra-cuu", 7)
        assert len(told["request"]) == 12
        assert told["seconds"] >= 0
        assert {**json.loads(save_line), "time": 0, "seconds": 0} == {
            "time": 0,
            "level": "info",
            "what": "save",
            "request": None,
            "person": 8,
            "seconds": 0,
            "kind": "person",
            "error": "ValueError",
        }
    else:
        assert " info    page request=" in page_line
        assert "person=8" in save_line


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    with KnowledgeBase(Settings(home=folder)) as base:
        two_versions(base)
    return folder


@pytest.mark.long
@pytest.mark.parametrize("name", [each.name for each in PAGES])
def test_nothing_that_is_typed_into_a_page_is_logged(
    log: io.StringIO, home: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Every parameter of its address, every field that it has then, and every button."""
    monkeypatch.setattr(logs, "listeners", [])
    with pages_on(home, monkeypatch), KnowledgeBase(Settings(home=home)) as base:
        figures = _registry(base)
        given = dict.fromkeys(("q", "vb", "dk", "pb", "xem", "tu", "den", "the", "hs", "tep", "nam", "boi", "vao", "o"), CANARY)
        page(name, **given)
        test = _filled(page(name))
        for place in range(min(len(test.button), 6)):
            pressed = _filled(page(name))
            if place < len(pressed.button) and not pressed.button[place].disabled:
                pressed.button[place].click().run()
        monkeypatch.setattr("kb.pages.kit.frame.KIT", None)  # something fails with the words at hand
        page(name, q=CANARY)
        shown = generate_latest(figures).decode()
    assert_without(log.getvalue() + shown)


def _filled(test: AppTest) -> AppTest:
    for field in (*test.text_input, *test.text_area):
        field.set_value(CANARY)
    return test.run()


ARGUMENTS: dict[str, list[list[str]]] = {
    "search": [[CANARY], [f'"{CANARY}"', "--in", CANARY]],
    "show": [[CANARY]],
    "status": [[CANARY]],
    "cite": [[f"Theo {CANARY} tại điều 3"]],
    "relations": [[CANARY]],
    "history": [[CANARY]],
    "entitled": [["--address", CANARY], ["--nationality", CANARY]],
    "notes": [["list", "--in", CANARY]],
    "words": [["add", CANARY, CANARY, "--author", CANARY], ["remove", CANARY]],
    "cards": [["search", CANARY]],
    "review": [["import", CANARY, "--author", CANARY]],
    "compare": [[CANARY, CANARY]],
    "duties": [[CANARY]],
    "draft": [[CANARY]],
    "export": [[CANARY]],
    "parse": [[CANARY]],
    "ingest": [[CANARY]],
}


@pytest.mark.long
def test_nothing_that_is_given_to_a_command_is_logged(
    log: io.StringIO, home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """What a command says to who gave it, on its outputs, is not meant."""
    assert set(ARGUMENTS) <= set(COMMANDS)
    with kb_on(home, monkeypatch, capfd) as kb:
        for command, ways in ARGUMENTS.items():
            for words in ways:
                kb(command, *words)
    lines = [line for line in log.getvalue().splitlines() if line.startswith('{"time"')]
    assert any('"what": "search"' in line for line in lines)
    assert_without("\n".join(lines))
