"""A review from the first note to the report: what only a browser shows, the reader, its board and a file that opens."""

import io
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.browser.test_accessibility import serious
from tests.browser.test_pen import drag, kept
from tests.browser.test_understanding import DECREE
from tests.browser.waiting import at_rest, click, holds, press_until

pytestmark = pytest.mark.browser


def begun(tab: Any) -> str:
    """A review of Article 6; its number."""
    tab.goto("/ho-so-ra-soat")
    tab.wait_for_selector(".st-key-reviewform, .st-key-review_new")
    if tab.locator(".st-key-review_new").count():
        click(tab.locator(".st-key-review_new button"))
    form = ".st-key-reviewform"
    tab.locator(f"{form} input[type=text]").first.fill("Rà soát Điều 6")
    tab.keyboard.press("Tab")
    tab.wait_for_function("window.kbSuggest?.installed && window.kbRoom?.installed")
    click(tab.locator(f"{form} [class*='st-key-choose_'] input"))
    tab.keyboard.type("01/2024/nd-mau", delay=30)
    tab.locator(".kb-suggest [role=option]", has_text="01/2024").first.click()
    tab.locator(f"{form} [class*='st-key-review_item_']").wait_for()
    tab.keyboard.press("Tab")
    at_rest(tab)
    assert not tab.locator(f"{form} [class*='st-key-review_open_']").count(), "what was chosen counts as typed, too"
    click(tab.locator(f"{form} [data-testid=stBaseButton-primary]"))
    tab.wait_for_selector(".rv-head >> text=Rà soát Điều 6")
    return str(tab.evaluate("new URLSearchParams(location.search).get('hs')"))


@pytest.mark.always
def test_a_review_goes_from_the_first_note_to_the_report(tab: Any) -> None:
    number = begun(tab)

    # A note in the reader, and how far one is.
    tab.goto(f"/van-ban?vb={DECREE}&dk=dieu-6&hs={number}")
    tab.wait_for_selector(".law .on")
    tab.wait_for_selector(".rv-bar >> text=Rà soát Điều 6")
    switch = ".st-key-margin [data-testid=stBaseButton-segmented_control], .st-key-margin button"
    click(tab.locator(switch, has_text="Ghi chú").first)
    click(tab.locator(".st-key-note_open button"))
    tab.locator(".st-key-noteform textarea").first.fill("Sáu tháng là quá ngắn.")
    click(tab.locator(".st-key-noteform [data-testid=stBaseButton-primary]"))
    tab.wait_for_selector(".st-key-margin .note >> text=Sáu tháng là quá ngắn.")
    # The margin is drawn once more when the note has come; a list that was opened before that is closed again.
    press_until(tab, "[class*='st-key-marked_reader_'] input", "[role=option]")
    tab.locator("[role=option]", has_text="Đã đọc, có ghi chú").first.click()
    tab.wait_for_selector('.toc a[data-to="dieu-6"] i[title="Đã đọc, có ghi chú"]')
    # The law was drawn anew with that sign: the pen is there, and paints.
    at_rest(tab)
    painted = tab.evaluate("CSS.highlights.get('kb-mark')?.size ?? 0")
    drag(tab, "dieu-6/khoan-2", "đường dây nóng")
    tab.locator(".kb-pen [data-pen=mark]").click()
    kept(tab)
    tab.wait_for_function(f"(CSS.highlights.get('kb-mark')?.size ?? 0) > {painted}")

    # The board: what is proposed.
    tab.goto(f"/ho-so-ra-soat?hs={number}&xem=cong-viec")
    card = tab.locator("[class*='st-key-finding_']", has_text="Sáu tháng là quá ngắn.")
    click(card.locator("[class*='st-key-open_'] button"))
    tab.locator(".st-key-findingform textarea").first.fill("Sửa thành 12 tháng.")
    holds(tab, ".st-key-findingform textarea", "Sửa thành 12 tháng.")
    click(tab.locator(".st-key-findingform [data-testid=stBaseButton-primary]"))
    tab.wait_for_selector(".st-key-findingform", state="detached")
    tab.wait_for_selector("[class*='st-key-finding_'] .rv-finding >> text=Sửa thành 12 tháng.")

    # The report.
    click(tab.locator(".rv-top a", has_text="Báo cáo"))
    tab.wait_for_selector(".rv-row >> text=Sửa thành 12 tháng.")
    with tab.expect_download() as download:
        click(tab.locator(".st-key-report_docx button"))
    grid = docx.Document(io.BytesIO(Path(download.value.path()).read_bytes())).tables[1]
    row = next(row for row in grid.rows if "Sáu tháng là quá ngắn." in row.cells[3].text)
    assert "Sửa thành 12 tháng." in row.cells[5].text
    assert "đường dây nóng không quá 06 tháng" in row.cells[2].text
    with tab.expect_download() as download:
        click(tab.locator(".st-key-report_html button"))
    assert "Sửa thành 12 tháng." in Path(download.value.path()).read_text(encoding="utf-8")


def test_a_grid_is_asked_pinned_and_taken_along(tab: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    begun(tab)
    click(tab.locator(".rv-top a", has_text="Bảng hỏi"))
    tab.locator(".stExpander input[type=text]").first.fill("hỗ trợ phát triển đường dây nóng")
    tab.keyboard.press("Tab")
    tab.locator(".stExpander [class*='st-key-discard_']").wait_for()  # the words have come: a press before that is lost
    click(tab.locator(".stExpander [data-testid=stBaseButton-primary]"))
    tab.wait_for_selector(".rv-grid tbody th >> text=Thời hạn")
    click(tab.locator(".rv-grid tbody tr", has_text="Chế tài").locator("a", has_text="Sửa ô"))
    tab.locator(".st-key-gridcell textarea").fill("không quá 06 tháng")
    holds(tab, ".st-key-gridcell textarea", "không quá 06 tháng")
    click(tab.locator(".st-key-gridcell [data-testid=stBaseButton-primary]"))
    tab.wait_for_selector(".rv-grid .rv-quote >> text=không quá 06 tháng")
    with tab.expect_download() as download:
        click(tab.locator(".st-key-grid_docx button"))
    table = docx.Document(io.BytesIO(Path(download.value.path()).read_bytes())).tables[1]
    assert "không quá 06 tháng" in table.rows[5].cells[1].text
    tab.wait_for_selector(".stToast", state="detached")
    assert serious(Axe().run(tab, options={"resultTypes": ["violations"]})) == set()
