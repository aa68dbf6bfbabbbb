"""Hits in older words tell the words in force that another text of the base gives."""

from datetime import date

import pytest

from kb.base import KnowledgeBase
from kb.index.build import reindex
from kb.interface.catalogue import VIETNAMESE
from kb.open.searching import hit_json
from kb.pages.kit.frame import Frame
from kb.pages.search.search_page import hit_html
from kb.search import Filters, Hit, search
from kb.search.named import new_words_line
from tests.kb.made_up_changes import GARDEN, GARDEN_KEY, decree, put

FROM_JUNE = "Điều 2. Hiệu lực\nNghị định này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2091."
WHOLE = (
    "Điều 1. Sửa đổi, bổ sung Điều 3 Nghị định số 10/2090/NĐ-CP như sau:\n"
    "“Điều 3. Phân\n1. Phân được bón mỗi tuần hai lần.\n2. Cấm.”.\n"
)
PHRASE = (
    "Điều 1. Thay thế cụm từ “mỗi tháng một lần” bằng cụm từ “mỗi quý một lần” tại khoản 1 Điều 3 Nghị định số 10/2090/NĐ-CP.\n"
)


def found(base: KnowledgeBase, day: date) -> Hit:
    return search(base, "phân được bón mỗi tháng một lần", 1, day, Filters(instrument=GARDEN_KEY)).hits[0]


@pytest.mark.parametrize(
    ("says", "place", "words"), [(WHOLE, "dieu-3", "mỗi tuần hai lần"), (PHRASE, "dieu-3/khoan-1", "mỗi quý một lần")]
)
def test_a_hit_in_older_words_tells_those_in_force(base: KnowledgeBase, says: str, place: str, words: str) -> None:
    put(base, GARDEN, decree("70/2091/NĐ-CP", "05 tháng 02 năm 2091", "Sửa đổi Nghị định số 10/2090/NĐ-CP", says + FROM_JUNE))
    reindex(base)
    assert found(base, date(2091, 5, 31)).new_words is None
    hit = found(base, date(2091, 6, 1))
    new = hit.new_words
    assert new is not None
    assert words in new.snippet
    assert (new.key, new.place, new.since, new.reviewed) == (
        "nghi-dinh/70-2091-nd-cp/chinh-phu/2091-02-05#dieu-1",
        place,
        date(2091, 6, 1),
        False,
    )
    assert hit_json(hit)["new_words"]["since"] == "2091-06-01"
    line = new_words_line(VIETNAMESE, new)
    assert all(part in line for part in ("70/2091/NĐ-CP", "01/06/2091", "chưa ai rà soát"))


def test_words_that_stand_in_no_text_of_the_base_are_not_made_up(base: KnowledgeBase) -> None:
    """A list of what another decree did names no words."""
    put(base, GARDEN)
    reindex(base)
    assert found(base, date(2099, 1, 1)).new_words is None


def test_the_words_in_force_stand_before_those_that_are_over(base: KnowledgeBase) -> None:
    put(base, GARDEN, decree("70/2091/NĐ-CP", "05 tháng 02 năm 2091", "Sửa đổi Nghị định số 10/2090/NĐ-CP", WHOLE + FROM_JUNE))
    reindex(base)
    shown = hit_html(Frame(VIETNAMESE, date(2091, 6, 1), "tra-cuu"), found(base, date(2091, 6, 1)))
    assert shown.index('class="now"') < shown.index('class="hit"')
