"""The samples: of our own making, plainly marked, in the formats that are read, and read without a problem."""

from pathlib import Path

import pytest

from documents.model import Instrument, Kind
from ingest.parsing import parse_file

SAMPLES = Path(__file__).resolve().parents[2] / "documents" / "samples"
KEYS = {
    "luat-06-2022-qh-mau.md": ("luat/06-2022-qh-mau/quoc-hoi/2022-06-15", 9),
    "nghi-dinh-01-2024-nd-mau.txt": ("nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15", 10),
    # Its two quoted articles are not its own.
    "nghi-dinh-02-2025-nd-mau.txt": ("nghi-dinh/02-2025-nd-mau/chinh-phu/2025-05-20", 3),
    "quyet-dinh-04-2024-qd-bomau.docx": ("quyet-dinh/04-qd-bomau/bo-mau/2024-03-20", 7),
    "thong-tu-05-2024-tt-bomau.pdf": ("thong-tu/05-2024-tt-bomau/bo-mau/2024-11-15", 9),
    "van-ban-hop-nhat-03-2025.html": ("van-ban-hop-nhat/03-vbhn-bomau/bo-mau/2025-07-10", 11),
}


@pytest.fixture(scope="module")
def read() -> dict[str, Instrument]:
    return {name: parse_file(SAMPLES / name).instruments[0] for name in KEYS}


def test_the_folder_holds_the_samples_and_nothing_else() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == set(KEYS)
    assert {path.suffix for path in SAMPLES.iterdir()} == {".md", ".txt", ".docx", ".pdf", ".html"}


@pytest.mark.parametrize("name", KEYS)
def test_a_sample_is_marked_as_one_and_read_whole(name: str, read: dict[str, Instrument]) -> None:
    instrument = read[name]
    key, articles = KEYS[name]
    assert instrument.key == key
    assert instrument.problems == ()
    assert sum(item.kind is Kind.ARTICLE for item in instrument.walk()) == articles
    assert instrument.metadata.effective
    whole = "\n".join(f"{item.heading or ''} {item.text}" for item in instrument.walk())
    assert "VĂN BẢN MẪU – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in whole


def test_the_samples_show_what_law_looks_like(read: dict[str, Instrument]) -> None:
    paths = {name: {item.path for item in instrument.walk()} for name, instrument in read.items()}
    assert "dieu-3/khoan-1/diem-đ" in paths["nghi-dinh-01-2024-nd-mau.txt"]
    assert "phan-thu-nhat/chuong-ii/muc-2" in paths["luat-06-2022-qh-mau.md"]
    assert {"kem-theo-1/dieu-4", "phu-luc-i"} <= paths["quyet-dinh-04-2024-qd-bomau.docx"]
    assert any(item.table for item in read["quyet-dinh-04-2024-qd-bomau.docx"].walk())
    assert sum(len(item.notes) for item in read["van-ban-hop-nhat-03-2025.html"].walk()) == 5
    # No running head and no page number inside the circular's text.
    assert not any("CÔNG BÁO" in item.text for item in read["thong-tu-05-2024-tt-bomau.pdf"].walk())
