"""The people of the load benchmark speak as the page does: what they do, the app does."""

from pathlib import Path

import pytest

from benchmarks.people import Material, Measured, Somebody
from tests.browser.serving import ROOT, served
from tests.loops import run_async


@pytest.mark.long
def test_somebody_takes_a_call_searches_and_writes_a_note(tmp_path: Path) -> None:
    law = "luat/06-2022-qh-mau/quoc-hoi/2022-06-15"

    async def work(address: str) -> Measured:
        person = Somebody(1, address, Material(("hỗ trợ người bị bạo lực",), (law,), ()), Measured())
        try:
            await person.come()
            for task in (person.counsel, person.come_back, person.look_up, person.annotate):
                async for _ in task():
                    pass
        finally:
            await person.tab.close()
        return person.measured

    with served(tmp_path, [str(ROOT / "documents" / "samples")]) as address:
        measured = run_async(work(address))
    assert measured.errors == {}
    assert {"desk", "fact", "card", "ended", "home", "search", "law", "article", "form", "typed", "saved"} <= measured.times.keys()
