"""Real whole texts, and pieces of them cut at random places."""

import random
import re
from pathlib import Path

import pytest

from documents.instrument import read_instrument
from documents.model import Instrument, Kind, ProblemCode
from ingest.readers.text import read_text

pytestmark = pytest.mark.realdata
DOCUMENTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "documents"
FILES = (
    "anti_trafficking/Luat_66-2011-QH12.txt",
    "anti_trafficking/Luat_73-2006-QH11_BinhDangGioi.txt",
    "versions/03_pc_bao_luc_gia_dinh/new_13-2022-QH15.txt",
    "versions/06_TT09-2022_BLDTBXH/amending_02-2023.txt",
    "versions/06_TT09-2022_BLDTBXH/base_09-2022.txt",
    "versions/12_ND112-2021/base_112-2021.txt",
)

_LETTER = re.compile(r"[^\W\d_]")


def truncated(instrument: Instrument) -> bool:
    return any(problem.code is ProblemCode.TRUNCATED for problem in instrument.problems)


def pieces(name: str, text: str) -> list[str]:
    """Nine beginnings of a text: cut anywhere, in a word, between words, at the end of a line, before an article."""
    draw = random.Random(f"9 {name}")
    low, high = len(text) // 10, len(text) * 95 // 100
    inside = [place for place in range(1, len(text)) if _LETTER.match(text[place]) and _LETTER.match(text[place - 1])]
    between = [place for place in range(1, len(text)) if text[place] == " " and text[place - 1] not in " \n.;:,"]
    ends = [found.start() for found in re.finditer(r"(?<=\S)\n", text)]
    articles = [found.start() for found in re.finditer(r"^\s*Điều \d+", text, re.MULTILINE)][1:]
    places = [draw.randint(low, high) for _ in range(3)]
    for candidates, count in ((inside, 2), (between, 1), (ends, 2), (articles, 1)):
        candidates = [place for place in candidates if low <= place <= high] or [draw.randint(low, high)]
        places += [draw.choice(candidates) for _ in range(count)]
    return [text[:place] for place in places]


@pytest.mark.third
@pytest.mark.parametrize("file", FILES)
def test_whole_texts_are_whole_and_pieces_that_lost_articles_are_not(file: str) -> None:
    path = DOCUMENTS / file
    if not path.exists():
        pytest.skip("the real data is not in ../shared/data")
    text = path.read_text(encoding="utf-8-sig")
    instrument = read_instrument(read_text(text))
    assert not truncated(instrument)
    articles = sum(provision.kind is Kind.ARTICLE for provision in instrument.walk())
    for piece in pieces(file, text):
        left = read_instrument(read_text(piece))
        if sum(provision.kind is Kind.ARTICLE for provision in left.walk()) < articles:
            assert truncated(left), piece[-200:]
