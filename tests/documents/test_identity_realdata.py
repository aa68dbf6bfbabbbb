"""Witnesses of identity on real pages: none disagrees, and each disagrees as soon as the page is another's."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from documents.instrument import read_instrument
from documents.model import Instrument, ProblemCode, Reading
from ingest.readers.html.reader import read_html
from ingest.readers.text import read_text
from tests.linear import one_of_many

pytestmark = pytest.mark.realdata

ALARMS = {ProblemCode.IDENTITY_CONFLICT, ProblemCode.PAGE_TEXT_MISMATCH, ProblemCode.EFFECTIVE_BEFORE_ISSUE}
MISTYPED = {"Luat_73-2006-QH11_BinhDangGioi.txt"}  # letterhead of 29 June, adopted on 29 November


def alarms(instrument: Instrument) -> set[ProblemCode]:
    return {problem.code for problem in instrument.problems} & ALARMS


@pytest.fixture(scope="module", params=one_of_many({"some": 14, "more": 7}))
def pages(request: pytest.FixtureRequest, data: Path) -> dict[str, Reading]:
    """All of one site, of the larger one each so many."""
    found = {}
    for site, step in (("vbpl_html", 1), ("tvpl_html", request.param)):
        with zipfile.ZipFile(data / "documents" / site / "pages.zip") as archive:
            for name in sorted(archive.namelist())[::step]:
                found[name] = read_html(archive.read(name), name)
    return found


def test_no_page_is_of_another_instrument(pages: dict[str, Reading]) -> None:
    assert len(pages) > 10
    assert {name: found for name, page in pages.items() if (found := alarms(read_instrument(page, name)))} == {}


def test_every_page_under_the_frame_of_another_is_told_and_takes_nothing_from_it(pages: dict[str, Reading]) -> None:
    names = list(pages)
    for name, other in zip(names, [*names[1:], names[0]], strict=True):
        right = read_instrument(pages[name], name)
        swapped = read_instrument(replace(pages[name], hints=pages[other].hints), other)
        assert alarms(swapped) == {ProblemCode.PAGE_TEXT_MISMATCH}, (name, other)
        assert (swapped.metadata.type, swapped.metadata.number) == (right.metadata.type, right.metadata.number)


def test_plain_texts_agree_with_the_names_of_their_files(data: Path) -> None:
    files = sorted((data / "documents" / "anti_trafficking").glob("*.txt"))
    told = {file.name: found for file in files if (found := alarms(read_instrument(read_text(file.read_text()), file.name)))}
    assert set(told) == MISTYPED
