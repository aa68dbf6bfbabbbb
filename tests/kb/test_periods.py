"""Instruments whose title names the time that they are for: that it has passed is said beside a status that does not change."""

from datetime import date
from pathlib import Path

import pytest

from documents.wording.dates import last_year_in
from kb.base import KnowledgeBase
from kb.index.build import reindex
from kb.open.searching import result_json
from kb.open.showing import show
from kb.search import search
from kb.settings import settings
from tests.bases import pages_on
from tests.kb.made_up_changes import decree, put
from tests.kb.test_pages import page, seen

TITLES = [
    ("Chính sách nuôi ong giai đoạn 2092 - 2095", 2095),
    ("Chương trình nuôi ong giai đoạn 2092–2095", 2095),
    ("Đề án nuôi ong từ năm 2092 đến năm 2095 và tầm nhìn đến năm 2099", 2099),
    ("Danh mục tổ ong đến hết năm 2095", 2095),
    ("Đề án nuôi ong đến năm 2095 và những năm tiếp theo", None),
    ("Học bổng năm học 2092-2093", None),
    ("Sửa đổi Nghị định số 12/2092/NĐ-CP ngày 01 tháng 02 năm 2092", None),
    ("Bãi bỏ Luật số 15-2092 và Luật năm 2093", None),
]


@pytest.mark.parametrize(("title", "year"), TITLES)
def test_the_last_year_that_a_title_names(title: str, year: int | None) -> None:
    assert last_year_in(title) == year


def test_a_time_that_has_passed_is_said_beside_the_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "Tên gọi nêu thời kỳ đến hết năm 2095: xem còn áp dụng không"
    body = "Điều 1. Nuôi ong\nMỗi xã nuôi một tổ ong.\nĐiều 2. Hiệu lực\nNghị định này có hiệu lực từ ngày 01 tháng 4 năm 2092."
    with KnowledgeBase(settings().model_copy(update={"home": tmp_path})) as made:
        put(made, decree("50/2092/NĐ-CP", "01 tháng 02 năm 2092", "Nuôi ong giai đoạn 2092 - 2095", body))
        reindex(made)
    key = "nghi-dinh/50-2092-nd-cp/chinh-phu/2092-02-01"
    with pages_on(tmp_path, monkeypatch) as base:
        for day, over in ((date(2095, 12, 31), None), (date(2096, 1, 1), 2095)):
            shown = show(base, f"{key}#dieu-1", day)
            (hit,) = result_json(search(base, "mỗi xã nuôi một tổ ong", 1, day))["hits"]
            assert (shown[-1]["period_over"], hit["period_over"]) == (over, over)
            assert hit["status"] == shown[-1]["status"] == "unknown", "no evidence reaches so far, and a title is none"
            for shown_page in (page("van-ban", vb=key, ngay=day.isoformat()), page("tra-cuu", q="tổ ong", ngay=day.isoformat())):
                assert (said in seen(shown_page)) is (over is not None)
