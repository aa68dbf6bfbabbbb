"""The pen in a browser: words are marked with mouse, keys and finger, and what is kept are the words that were meant."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.waiting import at_rest, click

pytestmark = pytest.mark.browser
DECREE = "nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15"
CODE = "bo-luat/07-2020-qh-mau/quoc-hoi-mau/2020-06-10"

# Where the words `quoted` stand in a provision on the screen: the middle of the first and of the last of their characters.
_ENDS = """([id, quoted]) => {
  const element = [...document.getElementById(id).querySelectorAll('[data-f]')].find((some) => some.textContent.includes(quoted));
  const at = element.textContent.indexOf(quoted), walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const box = (index, end) => {
    let node, left = index;
    walk.currentNode = element;
    while ((node = walk.nextNode()) && left >= node.length) left -= node.length;
    const range = new Range();
    range.setStart(node, left);
    range.setEnd(node, left + 1);
    const found = range.getBoundingClientRect();
    return [end ? found.right - 1 : found.left + 1, found.top + found.height / 2];
  };
  return [box(at, false), box(at + quoted.length - 1, true)];
}"""

_HELD = """([start, end]) => {
  const at = (point) => document.caretRangeFromPoint(...point), from = at(start), to = at(end);
  getSelection().setBaseAndExtent(from.startContainer, from.startOffset, to.startContainer, to.startOffset);
  from.startContainer.parentElement.dispatchEvent(new PointerEvent('contextmenu', { bubbles: true, pointerType: 'touch' }));
}"""


def reading(tab: Any, key: str, path: str) -> None:
    tab.goto(f"/van-ban?vb={key}&dk={path}")
    tab.wait_for_selector(".law .on")
    tab.wait_for_function("window.kbPen?.law?.isConnected")
    at_rest(tab)


def marks(tab: Any, kind: str) -> list[str]:
    found: list[str] = tab.evaluate(f"[...(CSS.highlights.get('kb-{kind}') ?? [])].map(String)")
    return found


def drag(tab: Any, path: str, quoted: str, until: tuple[str, str] | None = None) -> None:
    """Mark words with the mouse, to the end of other words where they are given."""
    start, end = tab.evaluate(_ENDS, [path, quoted])
    if until:
        end = tab.evaluate(_ENDS, list(until))[1]
    tab.mouse.move(*start)
    tab.mouse.down()
    tab.mouse.move(*end, steps=4)
    tab.mouse.up()
    tab.wait_for_selector(".kb-pen:not([hidden])")


def kept(tab: Any) -> None:
    """Wait until the server has answered for what was drawn."""
    tab.wait_for_function("window.kbPen.pending.size === 0")
    at_rest(tab)


@pytest.mark.always
def test_the_mouse_marks_words_that_overlap_and_a_note_runs_over_two_clauses(tab: Any) -> None:
    reading(tab, DECREE, "dieu-3")
    drag(tab, "dieu-3/khoan-2", "hỗ trợ tiền ăn", ("dieu-3/khoan-3", "Nạn nhân"))
    tab.locator(".kb-pen [data-pen=note]").click()
    box = tab.locator(".st-key-noteform textarea")
    box.wait_for()
    tab.wait_for_function("CSS.highlights.get('kb-draft')?.size === 2")
    box.fill("Hỏi lại về thời hạn.")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector(".st-key-margin .note >> text=Hỏi lại về thời hạn.")
    tab.wait_for_function("CSS.highlights.get('kb-note')?.size === 2 && !CSS.highlights.has('kb-draft')")
    assert [words[:14] for words in marks(tab, "note")] == ["hỗ trợ tiền ăn", "Nạn nhân"]

    # Words beside the law are none of it: the pen does not take them for the whole of it.
    tab.locator(".st-key-margin .note >> text=Hỏi lại về thời hạn.").evaluate("words => getSelection().selectAllChildren(words)")
    assert tab.evaluate("getSelection().toString().trim()") == "Hỏi lại về thời hạn."
    tab.wait_for_timeout(400)  # the pen waits for a fifth of a second
    assert not tab.locator(".kb-pen").is_visible()

    drag(tab, "dieu-3/khoan-2", "tiền ăn")
    at_once = tab.evaluate(
        """() => new Promise((done) => {
          document.querySelector('.kb-pen [data-pen=mark]').click();
          const marked = () => [...(CSS.highlights.get('kb-mark') ?? [])].map(String);
          const look = (left) => (marked().length || !left ? done(marked()) : requestAnimationFrame(() => look(left - 1)));
          look(30);
        })"""
    )
    assert at_once == ["tiền ăn"], "a highlight is drawn before the server has answered"
    kept(tab)
    assert marks(tab, "mark") == ["tiền ăn"]
    assert marks(tab, "over") == ["tiền ăn"]

    # The law stays one text: what is copied has nothing of the marks in it.
    assert tab.evaluate("document.getElementById('dieu-3/khoan-2').querySelector('[data-f]').childElementCount") == 0
    # Words that were marked, pressed: their notes stand beside the text.
    start, _ = tab.evaluate(_ENDS, ["dieu-3/khoan-2", "ăn và"])
    tab.mouse.click(*start)
    tab.wait_for_function("document.querySelectorAll('.note.in-hand').length === 2")
    reading(tab, DECREE, "dieu-3")
    tab.wait_for_function("CSS.highlights.get('kb-mark')?.size === 1 && CSS.highlights.get('kb-note')?.size === 2")


def test_keys_alone_mark_words_and_lead_from_note_to_note(tab: Any) -> None:
    reading(tab, CODE, "dieu-426/khoan-1")
    tab.keyboard.press("b")
    assert tab.evaluate("getSelection().toString()") == "Cờ"
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Shift+ArrowRight")
    tab.keyboard.press("Shift+ArrowRight")
    tab.keyboard.press("Shift+ArrowRight")
    tab.wait_for_selector(".kb-pen:not([hidden])")
    assert tab.locator(".kb-said").inner_text() == "🇻🇳 và 👍🏽 x̂"
    tab.keyboard.press("t")
    kept(tab)
    assert marks(tab, "mark") == ["🇻🇳 và 👍🏽 x̂"]
    # Counted in characters of the stored text, not in those of the browser: after the emoji as well.
    drag(tab, "dieu-426/khoan-2", "là mẫu")
    tab.keyboard.press("g")
    tab.locator(".st-key-noteform textarea").fill("Sau biểu tượng.")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector(".st-key-margin .note >> text=Sau biểu tượng.")
    assert "là mẫu" in tab.locator(".st-key-margin .note blockquote").all_inner_texts()
    kept(tab)
    tab.evaluate("document.activeElement.blur()")
    tab.wait_for_function("!window.kbRoom.wordsMeant()")  # for a moment after a form was opened letters are words, not keys
    tab.keyboard.press("n")
    tab.wait_for_function("document.querySelector('.note.in-hand blockquote')?.textContent.includes('🇻🇳')")
    at_rest(tab)
    tab.keyboard.press("p")
    tab.wait_for_function("document.querySelector('.note.in-hand blockquote')?.textContent === 'là mẫu'")
    tab.keyboard.press("b")
    tab.keyboard.press("Escape")
    assert tab.evaluate("getSelection().isCollapsed")


def test_a_mark_that_cannot_be_kept_is_taken_back_with_a_sentence(tab: Any) -> None:
    reading(tab, DECREE, "dieu-4")
    before = marks(tab, "mark")
    tab.evaluate(
        """() => {
          const { send } = window.kbRoom;
          window.kbRoom.send = (event) => send({ ...event, first: ['dieu-999', 'text', 0] });
        }"""
    )
    tab.keyboard.press("b")
    tab.keyboard.press("t")
    tab.wait_for_selector(".kb-told >> text=999")
    kept(tab)
    assert marks(tab, "mark") == before


@pytest.fixture
def phone(app: str, browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, base_url=app)
    page = context.new_page()
    page.set_default_timeout(40_000)
    yield page
    context.close()


def test_a_finger_marks_words_and_the_notes_stand_under_the_article(phone: Any) -> None:
    reading(phone, CODE, "dieu-7")
    below = phone.evaluate(
        """() => {
          const box = (one) => document.querySelector(one).getBoundingClientRect();
          const [article, margin, next] = [box('#dieu-7'), box('.st-key-margin'), box('#dieu-8')];
          return [article.bottom, margin.top, margin.bottom, next.top];
        }"""
    )
    assert below == sorted(below), "the margin stands between the article in hand and the next one"
    touch = phone.context.new_cdp_session(phone)
    start, end = phone.evaluate(_ENDS, ["dieu-7/khoan-1", "trật tự"])
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": start[0] + 4, "y": start[1]}]})
    # Chromium on a desktop does not select at a long press: the words are selected and the menu asked for as a telephone does it.
    phone.evaluate(_HELD, [start, end])
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    phone.wait_for_selector(".kb-pen:not([hidden])")
    phone.locator(".kb-pen [data-pen=mark]").tap()
    kept(phone)
    assert "trật tự" in marks(phone, "mark")
    assert phone.evaluate("document.querySelector('.stMain').scrollWidth <= innerWidth")


def test_a_window_that_was_narrow_has_the_margin_in_sight_when_it_is_wide_again(tab: Any) -> None:
    reading(tab, CODE, "dieu-30")
    for width, under in ((700, True), (1280, False)):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.wait_for_function("under => !!document.querySelector('.stColumn.under') === under", arg=under)
    assert 0 < tab.evaluate("document.querySelector('.st-key-margin').getBoundingClientRect().top") < 400


def test_a_provision_is_copied_with_its_citation_and_an_article_printed_alone(tab: Any) -> None:
    tab.goto(f"/van-ban?vb={DECREE}&dk=dieu-8/khoan-2&ngay=2024-02-01")
    tab.wait_for_selector(".law .on")
    click(tab.locator("[data-cite]"))
    tab.wait_for_selector(".kb-toast")
    copied = tab.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          return Promise.all(['text/plain', 'text/html'].map(async (kind) => (await item.getType(kind)).text()));
        }"""
    )
    cited = "Khoản 2 Điều 8 Nghị định số 01/2024/NĐ-MAU ngày 15 tháng 01 năm 2024 của Chính phủ quy định"
    assert copied[0].startswith("2. ")
    assert cited in copied[0]
    assert "Tình trạng ngày 01/02/2024: Chưa có hiệu lực" in copied[0]
    assert "<blockquote>" in copied[1]
    assert f'href="{tab.url.split("/van-ban")[0]}/van-ban?vb=' in copied[1]
    tab.emulate_media(media="print")
    shown = tab.evaluate(
        """() => ['.paper-head', '#dieu-8', '#dieu-7', '.toc', '.st-key-margin', '.stAppHeader', '.top']
          .filter((one) => document.querySelector(one)?.checkVisibility())"""
    )
    assert shown == [".paper-head", "#dieu-8"]


def test_what_is_typed_after_the_button_of_an_answer_is_the_answer(tab: Any) -> None:
    reading(tab, CODE, "dieu-30/khoan-1")
    before = marks(tab, "mark")
    click(tab.locator(".st-key-margin button", has_text="Ghi chú").first)
    for words in ("Hỏi bộ.", "Hỏi tỉnh."):
        click(tab.locator(".st-key-note_open button"))
        tab.wait_for_function("document.activeElement.matches('.st-key-noteform textarea')")
        tab.keyboard.type(words)
        tab.keyboard.press("Control+Enter")
        tab.wait_for_selector(f".st-key-margin .note >> text={words}")
        at_rest(tab)
    click(tab.locator("[class*='st-key-answer_'] button").last)
    tab.keyboard.press("b")  # before the field is there it is nobody's
    tab.wait_for_function("document.activeElement.matches(\"[class*='st-key-replyform_'] textarea\")")
    assert not tab.evaluate("!!window.kbPen.caret"), "a letter took up the pen"
    box = tab.locator("[class*='st-key-replyform_'] textarea")
    top, bottom = tab.evaluate("(({ top, bottom }) => [top, bottom])(document.activeElement.getBoundingClientRect())")
    assert 0 < top < bottom < tab.viewport_size["height"]
    tab.keyboard.type("Đã hỏi Bộ Tài chính")
    assert box.input_value().endswith("Đã hỏi Bộ Tài chính")
    # Beside the open form letters do nothing either.
    box.blur()
    at_rest(tab)
    for key in "bt":
        tab.keyboard.press(key)
    assert not tab.evaluate("!!window.kbPen.caret")
    assert marks(tab, "mark") == before


def test_a_highlight_is_taken_back_by_the_key_that_its_sentence_names(tab: Any) -> None:
    reading(tab, CODE, "dieu-31/khoan-1")
    before = marks(tab, "mark")
    for undo in ("Control+z", None):
        tab.keyboard.press("b")
        tab.wait_for_selector(".kb-pen:not([hidden])")
        tab.keyboard.press("t")
        told = tab.locator(".kb-told")
        told.wait_for()
        assert "Ctrl+Z" in told.inner_text()
        kept(tab)
        assert sorted(marks(tab, "mark")) == sorted([*before, "Người"])
        if undo:
            tab.keyboard.press(undo)
        else:
            told.locator("button").click()
        tab.wait_for_function(f"(CSS.highlights.get('kb-mark')?.size ?? 0) === {len(before)}")
        kept(tab)
