"""The real texts, through the whole pipeline."""

from pathlib import Path

import pytest

from ingest.batch import ingest_paths
from kb.base import KnowledgeBase
from kb.database.reading.reader import list_instruments, load_version, versions
from kb.settings import Settings

pytestmark = pytest.mark.realdata

LAW = "luat/66-2011-qh12/quoc-hoi/2011-03-29"


def test_a_law_from_the_text_and_from_the_web_page_is_one_version_with_three_sources(data: Path, tmp_path: Path) -> None:
    folder = data / "documents" / "anti_trafficking"
    names = ["Luat_66-2011-QH12.txt", "Luat_66-2011-QH12_raw.txt", "Luat_66-2011-QH12_tvpl.html"]
    with KnowledgeBase(Settings(home=tmp_path, database_url=None)) as base:
        reports = list(ingest_paths(base, [folder / name for name in names], workers=1))
        assert [report.status for report in reports] == ["stored", "new_source", "new_source"]
        assert {(part.key, part.articles) for report in reports for part in report.instruments} == {(LAW, 58)}
        assert len({part.provisions for report in reports for part in report.instruments}) == 1
        with base.session() as session:
            (version,) = versions(session, LAW)
            assert [source.complete for source in version.sources] == [True] * 3


def test_a_part_of_the_codification_and_the_text_share_their_words(data: Path, tmp_path: Path) -> None:
    """An excerpt of the codification under one law's key, and a compilation that holds the same decree: one text, two sources."""
    folder = data / "documents" / "anti_trafficking"
    names = ["ND_20-2021-ND-CP_tro_giup_xa_hoi.txt", "chinh-sach-tro-giup-xa-hoi-doi-voi-doi-tuong-bao-tro-xa-hoi.md"]
    with KnowledgeBase(Settings(home=tmp_path, database_url=None)) as base:
        list(ingest_paths(base, [folder / name for name in names], workers=1))
        with base.session() as session:
            (record,) = (item for item in list_instruments(session) if item.metadata.number == "20/2021/NĐ-CP")
            (version,) = versions(session, record)
            assert len(version.sources) == 2
            assert len([p for p in load_version(session, record).walk() if p.kind == "article"]) == 39
