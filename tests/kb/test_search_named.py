"""What a citation names: a point speaks of itself; a provision that no text has leads to the words that put it in."""

from dataclasses import replace
from datetime import date

import pytest

from documents.time.status import StatusCode
from kb.base import KnowledgeBase
from kb.index.build import reindex
from kb.interface.catalogue import VIETNAMESE
from kb.open.searching import result_json
from kb.open.verifying import Exists, cells_of, verify
from kb.search import search
from kb.search.lacking import absent_lines
from tests.kb.made_up_changes import decree, put

HERBS = decree(
    "12/2090/NĐ-CP",
    "10 tháng 01 năm 2090",
    "Quy định về vườn thuốc",
    "Điều 1. Trồng cây\n1. Người trồng có trách nhiệm:\na) Tưới cây;\nb) Bón phân;\nc) Làm cỏ.\n2. Không hái lá.\n"
    "Điều 2. Hiệu lực thi hành\nNghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2090.",
)
CHANGES = decree(
    "71/2091/NĐ-CP",
    "05 tháng 02 năm 2091",
    "Sửa đổi Nghị định số 12/2090/NĐ-CP",
    "Điều 1. Bãi bỏ điểm b khoản 1 Điều 1 Nghị định số 12/2090/NĐ-CP.\n"
    "Điều 2. Bổ sung khoản 2a vào sau khoản 2 Điều 1 Nghị định số 12/2090/NĐ-CP như sau:\n“2a. Không bẻ cành.”.\n"
    "Điều 3. Hiệu lực\nNghị định này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2091.",
)
DAY = date(2091, 7, 1)


@pytest.mark.parametrize(("point", "ended"), [("b", True), ("c", False)])
def test_a_cited_point_shows_its_own_status(base: KnowledgeBase, point: str, ended: bool) -> None:
    put(base, HERBS, CHANGES)
    reindex(base)
    hit = search(base, f"điểm {point} khoản 1 Điều 1 Nghị định 12/2090/NĐ-CP", 1, DAY).hits[0]
    assert hit.snippet_path == hit.best_clause == f"dieu-1/khoan-1/diem-{point}"
    assert ((hit.clause_status or hit.standing).code is StatusCode.EXPIRED) is ended


def test_what_no_text_has_leads_to_what_puts_it_in(base: KnowledgeBase) -> None:
    put(base, HERBS, CHANGES)
    reindex(base)
    result = search(base, "khoản 2a Điều 1 Nghị định 12/2090/NĐ-CP", 2, DAY)
    assert result.hits[0].key.endswith("71-2091-nd-cp/chinh-phu/2091-02-05#dieu-2")
    assert "Không bẻ cành" in result.hits[0].snippet
    assert (result.hits[1].snippet, result.hits[1].best_clause) == ("Trồng cây", None)
    (line,) = absent_lines(VIETNAMESE, result)
    assert all(part in line for part in ("71/2091/NĐ-CP", "01/06/2091", "Điều 2", "chưa ai rà soát"))
    assert result_json(result)["understood"]["added"]["since"] == "2091-06-01"
    with base.session() as session:
        day_before = date(2091, 5, 31)
        now, before = (
            verify(session, "Theo khoản 2a Điều 1 Nghị định 12/2090/NĐ-CP thì cấm.", day)[0] for day in (DAY, day_before)
        )
    assert (now.exists, before.exists) == (Exists.YES, Exists.NO)
    assert "71/2091/NĐ-CP" in cells_of(now, DAY, VIETNAMESE)[-1]


LACKING = [
    ("Điều 9 Nghị định 12/2090/NĐ-CP", ("không có Điều 9", "Kho có Điều 1–2", "Còn hiệu lực khi kiểm tra lần cuối")),
    ("điểm e khoản 1 Điều 1 Nghị định 12-2090-ND-CP", ("chưa có lời của điểm e", "Kho có điểm a, b, c")),
    ("khoản 9 Điều 2 Nghị định 12.2090.NĐCP", ("không có khoản 9 Điều 2",)),
    (
        "Điều 1 Nghị định 33/2089/NĐ-CP",
        ("Kho chưa có lời của Nghị định số 33/2089/NĐ-CP", "Hết hiệu lực từ 01/06/2091", "71/2091/NĐ-CP"),
    ),
    ("Điều 1 Nghị định 99/2099/NĐ-CP", ("chưa thấy văn bản nào", "kho có thể còn thiếu văn bản ấy")),
]


@pytest.mark.parametrize(("query", "told"), LACKING)
def test_of_what_the_base_lacks_it_is_said_what_is_known(base: KnowledgeBase, query: str, told: tuple[str, ...]) -> None:
    ending = "Nghị định số 33/2089/NĐ-CP ngày 05 tháng 5 năm 2089 hết hiệu lực kể từ ngày Nghị định này có hiệu lực."
    put(base, HERBS, CHANGES.replace("Điều 3. Hiệu lực\n", f"Điều 3. Hiệu lực\n{ending}\n"))
    reindex(base)
    result = search(base, query, 2, DAY)
    lines = " ".join(absent_lines(VIETNAMESE, replace(result, lacking=result.lacking * 2)))
    assert lines == " ".join(absent_lines(VIETNAMESE, result)), "what two keys say in the same words is said once"
    assert all(part in lines for part in told), lines
    assert [item["name"] for item in result_json(result)["lacking"]] == [item.name for item in result.lacking]
