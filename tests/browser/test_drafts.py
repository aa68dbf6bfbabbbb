"""A draft in three rounds, from the files to the table of opinions, in the browser."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest

from documents.paths import split_key
from kb.base import KnowledgeBase
from kb.database.reading.reader import list_instruments
from kb.settings import Settings
from tests.browser.conftest import tab_of
from tests.browser.serving import CHROMIUM, served
from tests.browser.waiting import at_rest, click, holds, press_until
from tests.kb.made_up_drafts import LAW_KEY, written

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def desk(tmp_path: Path, browser: Any) -> Iterator[tuple[Any, dict[str, Path], KnowledgeBase]]:
    """A tab of an app whose base has the law; the files of three rounds and a paper; and the base."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    files = written(tmp_path / "files")
    with served(tmp_path, [str(files["law"])], person="Vụ Pháp chế") as address:
        rooms: dict[str, Any] = {}
        with KnowledgeBase(Settings(home=tmp_path / "base"), create=False) as base, tab_of(rooms, browser, address) as tab:
            tab.set_default_timeout(90_000)
            yield tab, files, base
        for room in rooms.values():
            room.close()


def taken_in(tab: Any, files: dict[str, Path], base: KnowledgeBase) -> list[str]:
    """Three rounds and a paper are dropped, stored by a click, and the paper is put to the first; the keys of the rounds."""
    tab.goto("/nap-van-ban")
    tab.wait_for_selector("input[data-files]", state="attached")
    at_rest(tab)
    tab.locator("input[data-files]").set_input_files([str(files[name]) for name in ("d1", "d2", "d3", "paper")])
    tab.wait_for_function("document.querySelectorAll('.jobs .j-proposed').length === 4")
    tab.locator(".jobs tr", has_text="paper.txt").locator("[data-act-job=look]").click()
    tab.wait_for_selector(".st-key-inbox_look >> text=sau khi lưu")
    store(tab)
    tab.wait_for_selector(".st-key-inbox_look .st-key-sayform")
    with base.session() as session:
        found = [item for item in list_instruments(session, type="du-thao") if item.metadata.draft]
    form = ".st-key-inbox_look .st-key-sayform"
    click(tab.locator(f"{form} summary"))
    press_until(tab, f"{form} [data-testid=stSelectbox] input", "[role=option]")
    tab.locator("[role=option]", has_text="Giấy tờ kèm: Dự thảo Luật Bến thuyền (lần 1)").first.click()
    click(tab.locator(f"{form} [data-testid=stFormSubmitButton] button"))
    at_rest(tab)
    return [item.key for item in sorted(found, key=lambda item: (item.metadata.draft and item.metadata.draft.round) or 0)]


def test_what_is_half_typed_of_a_file_stays_in_the_other_language(desk: Any) -> None:
    tab, files, _ = desk
    tab.goto("/nap-van-ban")
    tab.wait_for_selector("input[data-files]", state="attached")
    at_rest(tab)
    tab.locator("input[data-files]").set_input_files([str(files["paper"])])
    click(tab.locator(".jobs tr", has_text="paper.txt").locator("[data-act-job=look]"))
    correct, said = ".st-key-inbox_look [data-testid=stForm]", ".st-key-inbox_look .st-key-sayform [data-testid=stForm]"
    turned_and_back(tab, correct, {f"[class*=st-key-{name}_] input": f"{name} nửa" for name in ("number", "issuer", "title")})
    click(tab.locator(".st-key-inbox_store button"))
    click(tab.locator(".st-key-inbox_look .st-key-sayform summary"))
    turned_and_back(tab, said, {"[class*=st-key-draft_on_] input": "20/0", "[class*=st-key-draft_of_] input": "66/20"})


def turned_and_back(tab: Any, form: str, typed: dict[str, str]) -> None:
    """Type words, none of which is sent, and turn the page to the other language and back: they stay."""
    for field, words in typed.items():
        tab.locator(f"{form} {field}").fill(words)
    for language in ("en", "vi"):
        click(tab.locator(".st-key-language_button button:visible"))
        tab.wait_for_function("(language) => document.documentElement.lang === language", arg=language)
        at_rest(tab)
        for field, words in typed.items():
            holds(tab, f"{form} {field}", words)


def store(tab: Any) -> None:
    """All that can be stored at once, and the rest one by one."""
    click(tab.locator(".st-key-inbox_store button"))
    tab.wait_for_function("!document.querySelector('.st-key-inbox_store')")
    while tab.locator("[data-act-job=store]").count():
        click(tab.locator("[data-act-job=store]").first)
        at_rest(tab)
    tab.wait_for_function("document.querySelectorAll('.jobs .j-stored').length === 4")


def note(tab: Any, key: str, path: str, words: str) -> None:
    tab.goto(f"/van-ban?vb={key}&dk={path}")
    tab.wait_for_selector(".law .on")
    switch = ".st-key-margin [data-testid=stBaseButton-segmented_control], .st-key-margin button"
    click(tab.locator(switch, has_text="Ghi chú").first)
    click(tab.locator(".st-key-note_open button"))
    tab.locator(".st-key-noteform textarea").first.fill(words)
    click(tab.locator(".st-key-noteform [data-testid=stBaseButton-primary]"))
    tab.wait_for_selector(f".st-key-margin .note >> text={words}")


def test_three_rounds_of_a_draft_come_to_the_table_of_opinions(desk: Any) -> None:
    tab, files, base = desk
    first, second, third = taken_in(tab, files, base)
    # Drafts stand apart in the list, and say above their text what they are.
    tab.goto("/van-ban")
    tab.wait_for_selector("table.texts >> text=Luật Bến thuyền số 66/2091/QH99")
    assert "Dự thảo Luật" not in tab.locator("table.texts").inner_text()
    click(tab.locator(".list a", has_text="Dự thảo: 3"))
    tab.wait_for_selector("table.texts >> text=Dự thảo Luật Bến thuyền (lần 3)")
    note(tab, first, "dieu-2/khoan-1", "Ghi rõ ai cấp phao tròn.")
    note(tab, first, "dieu-2/khoan-3", "Quy định loại đèn pha.")
    about = tab.locator(".banner.draft")
    assert "không phải là luật" in about.inner_text()
    assert "Tờ trình về dự án Luật Bến thuyền" in about.inner_text()
    click(about.locator("a", has_text="Tờ trình"))
    tab.wait_for_selector(".banner.draft >> text=Vụ Pháp chế đã nói")

    # One click each: the round before, the law in force.
    for words, left in (("Lần trước", second), ("Văn bản hiện hành", LAW_KEY)):
        tab.goto(f"/van-ban?vb={third}")
        click(tab.locator(".banner.draft a", has_text=words))
        tab.wait_for_selector(".whole")
        sides = tab.evaluate("['vb1', 'vb2'].map((name) => new URLSearchParams(location.search).get(name))")
        assert [split_key(side)[0] for side in sides] == [left, third]

    # A review of the last round: the opinions have come along, and one is answered.
    tab.goto("/ho-so-ra-soat")
    tab.wait_for_selector(".st-key-reviewform, .st-key-review_new")
    if tab.locator(".st-key-review_new").count():
        click(tab.locator(".st-key-review_new button"))
    form = ".st-key-reviewform"
    tab.locator(f"{form} input[type=text]").first.fill("Góp ý dự thảo")
    tab.keyboard.press("Tab")
    click(tab.locator(f"{form} [class*='st-key-choose_'] input"))
    tab.keyboard.type(third)
    tab.keyboard.press("Enter")
    tab.locator(f"{form} [class*='st-key-review_item_']").wait_for()
    at_rest(tab)
    click(tab.locator(f"{form} [data-testid=stBaseButton-primary]"))
    tab.wait_for_selector(".rv-head >> text=Góp ý dự thảo")
    number = tab.evaluate("new URLSearchParams(location.search).get('hs')")
    tab.goto(f"/ho-so-ra-soat?hs={number}&xem=cong-viec")
    card = tab.locator("[class*='st-key-finding_']", has_text="Ghi rõ ai cấp phao tròn.")
    click(card.locator("[class*='st-key-open_'] button"))
    for field, words in (("proposal", "Thêm “do chủ thuyền cấp”."), ("answer", "Nghị định sẽ quy định.")):
        tab.locator(f".st-key-findingform [class*='_{field}'] textarea").fill(words)
        holds(tab, f".st-key-findingform [class*='_{field}'] textarea", words)
    click(tab.locator(".st-key-findingform [data-testid=stBaseButton-primary]"))
    tab.wait_for_selector(".st-key-findingform", state="detached")

    # The table, in the page and in Word.
    click(tab.locator(".rv-top a", has_text="Báo cáo"))
    tab.wait_for_selector(".rv-opinions >> text=Nghị định sẽ quy định.")
    shown = tab.locator(".rv-opinions tbody tr").all_inner_texts()
    assert ["lần 3" in shown[0], "lần 1" in shown[1], "Chưa giải trình" in shown[1]] == [True] * 3
    with tab.expect_download() as download:
        click(tab.locator(".st-key-report_docx button"))
    table = docx.Document(io.BytesIO(Path(download.value.path()).read_bytes())).tables[-1]
    assert [[cell.text for cell in row.cells][3:] for row in table.rows[1:]] == [
        ["Ghi rõ ai cấp phao tròn.\nKiến nghị: Thêm “do chủ thuyền cấp”.", "Nghị định sẽ quy định."],
        ["Quy định loại đèn pha.", "Chưa giải trình"],
    ]
