"""In a browser: every page speaks one language, and the tab is named after what it shows."""

from typing import Any

import pytest

from tests.browser.waiting import at_rest, click, holds

pytestmark = pytest.mark.browser
DECREE = "nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15"
VISITED = [
    ("/", ".examples a"),
    ("/?xem=da-luu", ".st-key-saved"),
    (f"/van-ban?vb={DECREE}&dk=dieu-3", ".law .on"),
    (f"/van-ban?vb={DECREE}&xem=lich-su", ".between"),
    (f"/so-sanh?vb1={DECREE}&dk1=dieu-3&vb2={DECREE}&dk2=dieu-3", ".st-key-compare_swap"),
    ("/ghi-chu", ".state, .note"),
    ("/hieu-luc", ".card"),
    ("/tu-thuong-ngay", ".st-key-words_find"),
    ("/khong-co", "[role=dialog]"),
]
# What Streamlit draws: its words, and the labels and names that the pages give it. Law, icons and file types are no words of ours.
CHROME = """() => {
  const found = new Set(), ours = ':is(.law, .kb-menu, [lang=vi]:not(html), [data-testid=stIconMaterial], script, style, pre)';
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!node.parentElement.closest(ours + ', noscript, [data-testid=stHtml]')) found.add(node.data.trim());
  }
  for (const element of document.querySelectorAll('body *:not([data-testid=stHtml] *)')) {
    for (const name of ['aria-label', 'title', 'placeholder']) {
      if (!element.closest(ours)) found.add(element.getAttribute(name)?.trim() ?? '');
    }
  }
  return [...found].filter((words) => /[a-z]{3}/i.test(words));
}"""
MARKED = set("ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ")
OWN = {"XLSX", "CSV", "• JSON, JSONLD", "keyboard_arrow_right"}
# Names of texts, units and the house, and law's words as examples, are Vietnamese in both.
NAMES = ("Tủ Luật", "MAU", "Điều", "Khoản", "giấy chứng nhận quyền sử dụng đất")


def is_vietnamese(words: str) -> bool:
    return bool(MARKED & set(words.lower()))


def strangers(tab: Any, language: str) -> set[str]:
    """What the page says in the other language."""
    said = set(tab.evaluate(CHROME)) - OWN
    if language == "vi":
        return {words for words in said if not is_vietnamese(words)}
    return {words for words in said if is_vietnamese(words) and not any(name in words for name in NAMES)}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_page_speaks_one_language(tab: Any, language: str) -> None:
    for address, ready in VISITED:
        tab.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
        tab.wait_for_selector(ready)
        tab.wait_for_function("(language) => document.documentElement.lang === language", arg=language)
        at_rest(tab)
        assert strangers(tab, language) == set(), address
    # A select box that is open and finds nothing, with the words of searching around it.
    tab.goto(f"/tu-thuong-ngay?lang={language}")
    tab.wait_for_selector(".st-key-words_which input")
    click(tab.locator(".st-key-words_which input").first)
    tab.keyboard.type("zzz")
    nothing = "Không có mục nào" if language == "vi" else "No results"
    tab.wait_for_function("(words) => document.body.textContent.includes(words)", arg=nothing)
    assert strangers(tab, language) == set()


def test_what_is_half_typed_stays_in_the_other_language(tab: Any) -> None:
    tab.goto("/nap-van-ban")
    field = "[data-testid=stForm] .st-key-inbox_where input"
    click(tab.locator("summary", has_text="Lấy từ một địa chỉ"))
    tab.locator(field).fill("https://chinhphu.mau/nua-chung")
    for language in ("en", "vi"):
        click(tab.locator(".st-key-language_button button:visible"))
        tab.wait_for_function("(language) => document.documentElement.lang === language", arg=language)
        at_rest(tab)
        holds(tab, field, "https://chinhphu.mau/nua-chung")


def test_the_tab_is_named_after_the_page_and_the_thing(tab: Any) -> None:
    for address, title in (
        ("/?q=tien+an", "Kết quả tra cứu · Tủ Luật"),
        ("/?lang=en", "Search · Tủ Luật"),
        (f"/van-ban?vb={DECREE}&dk=dieu-3", "Điều 3 · Nghị định số 01/2024/NĐ-MAU (mẫu, không có thật) · Tủ Luật"),
        (f"/van-ban?vb={DECREE}&xem=lich-su&lang=en", "History · Nghị định số 01/2024/NĐ-MAU (mẫu, không có thật) · Tủ Luật"),
        ("/ghi-chu", "Ghi chú · Tủ Luật"),
    ):
        tab.goto(address)
        tab.wait_for_function("(title) => document.title === title", arg=title)
