"""Lists of expired texts as they come: cut by pages, with merged cells, as a dump of pages. Drawn before they were read."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from documents.amendments import read_effects
from ingest.parsing import parse_file
from tests.documents import expired_list_pages as lists
from tests.documents.expired_list_maker import shown


def _written(name: str, words: str, folder: Path) -> Path:
    path = folder / name
    path.write_text(words, encoding="utf-8")
    return path


@pytest.mark.third
@pytest.mark.parametrize(
    ("write", "said"),
    [
        # where pages end: in a row, between rows, in a cell merged over five rows, of which one, three or four stand overleaf
        *((partial(lists.write_pdf, foot=foot), lists.WHOLE_SAID + lists.PART_SAID) for foot in (780, 412, 477, 503, 607)),
        (partial(_written, "btc.html", lists.PAGE), lists.PAGE_SAID),
        (partial(_written, "byt.txt", lists.DUMP), lists.DUMP_SAID),
    ],
    ids=["pdf", "pdf 412", "pdf 477", "pdf 503", "pdf 607", "html", "txt"],
)
def test_every_row_of_a_list(write: Callable[[Path], Path], said: list[str], tmp_path: Path) -> None:
    effects = read_effects(parse_file(write(tmp_path)).instruments[0])
    assert [
        f"{line} {(effect.listed and effect.listed.by) or ''}".strip() for line, effect in zip(shown(effects), effects, strict=True)
    ] == said
