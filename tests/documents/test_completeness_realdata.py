"""Real whole texts and pieces of them, cut as the benchmark cuts."""

from pathlib import Path

import pytest

from benchmarks.truncation import Whole, cut_up, read, truncated
from documents.model import Kind

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


@pytest.mark.parametrize("file", FILES)
def test_whole_texts_are_whole_and_pieces_that_lost_articles_are_not(file: str) -> None:
    path = DOCUMENTS / file
    if not path.exists():
        pytest.skip("the real data is not in ../shared/data")
    whole = Whole(file, "text file", path.read_text(encoding="utf-8-sig"))
    instrument = read(whole.content)
    assert not truncated(instrument)
    articles = sum(provision.kind is Kind.ARTICLE for provision in instrument.walk())
    for cut in cut_up(whole):
        left = read(cut.content)
        if sum(provision.kind is Kind.ARTICLE for provision in left.walk()) < articles:
            assert truncated(left), (cut.kind, str(cut.content)[-200:])
