"""Work in another process as people see it: it can be stopped, what killed it is told, it is ended at its limit; others go on."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.serving import CHROMIUM, served
from tests.samples import amended_by_people

pytestmark = [pytest.mark.browser, pytest.mark.long]
_NEVER_ENDS = """
import os
os.environ["KB_WORK_SECONDS"] = "15"
import kb.law.texts.comparing
from tests.browser.slow_work import never
kb.law.texts.comparing.compared_rows = never
"""
_TEXTS = "vb1=nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15&vb2=nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("apart")


@pytest.fixture(scope="module")
def app(home: Path) -> Iterator[str]:
    """An app in which no comparison ever ends."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    if not Path("/proc/self/environ").exists():
        pytest.skip("needs /proc")
    with served(home, [str(amended_by_people(home / "samples"))], first=_NEVER_ENDS) as address:
        yield address


def workers(home: Path) -> list[int]:
    """The processes that work for the app."""
    mine, found = f"KB_HOME={home / 'base'}\0".encode(), []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"kb.apart.worker" in (folder / "cmdline").read_bytes() and mine in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def test_what_never_ends_is_stopped_told_when_killed_and_ended_at_its_limit(tab: Any, home: Path) -> None:
    stop, again = tab.get_by_role("button", name="Dừng"), tab.get_by_role("button", name="Làm lại")
    tab.goto(f"/so-sanh?{_TEXTS}")
    stop.click()
    tab.get_by_text("Đã dừng.").wait_for()
    tab.wait_for_timeout(1000)
    assert workers(home) == []
    again.click()
    stop.wait_for()
    (pid,) = workers(home)
    os.kill(pid, 9)
    tab.get_by_text("bị ngắt giữa chừng").wait_for()
    again.click()
    stop.wait_for()
    other = tab.context.new_page()
    other.goto("/?q=người")
    other.locator("mark").first.wait_for()
    tab.get_by_text("cần hơn 15 giây").wait_for()
    assert workers(home) == []
    again.click()
    stop.wait_for()
    assert workers(home) != []
    tab.goto("about:blank")  # nobody waits any more
    for _ in range(300):
        if not workers(home):
            return
        other.wait_for_timeout(100)
    pytest.fail("what nobody waits for goes on")
