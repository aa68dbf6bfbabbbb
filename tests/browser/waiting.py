"""Waiting for what a page comes to rest at: while Streamlit draws it anew, parts of it are away for a moment and come back."""

from typing import Any

LISTEN = """(() => {
  if (window.unanswered !== undefined) return;
  window.unanswered = null;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...words) {
    window.unanswered = this;
    for (const end of ["message", "close"]) this.addEventListener(end, () => { window.unanswered = null; }, { once: true });
    return send.apply(this, words);
  };
})()"""
"""Keeps in mind whether the app has answered what a page said last: on a busy machine it begins to draw long after a field was
left, and a press before that is lost.
"""

_GONE = """(selector) => {
  const rests = !window.unanswered && document.querySelector('[data-test-script-state=notRunning]');
  const away = rests && !(selector && document.querySelector(selector));
  window.awaySince = away ? (window.awaySince ?? performance.now()) : null;
  return away && performance.now() - window.awaySince > 300;
}"""


def gone(tab: Any, selector: str, timeout: float | None = None) -> None:
    """Wait until something is away and stays away with the page at rest."""
    tab.evaluate(f"{LISTEN}; window.awaySince = null")
    tab.wait_for_function(_GONE, arg=selector, timeout=timeout)


def holds(tab: Any, selector: str, words: str) -> None:
    """Wait until a field has these words: it may stand on the page before they do."""
    tab.wait_for_function("([field, words]) => document.querySelector(field)?.value === words", arg=[selector, words])


def at_rest(tab: Any) -> None:
    """Wait until all that was said is answered, and nothing has been drawn for a moment."""
    gone(tab, "")


def click(target: Any, **how: Any) -> None:
    """Click something as people do: when the page has been drawn, not while it is."""
    target.first.wait_for(state="attached")
    at_rest(target.page)
    target.click(**how)


def search_box_ready(tab: Any, address: str = "/") -> None:
    """Open a page with the cursor in its search box, and its scripts in charge."""
    tab.goto(address)
    tab.wait_for_function("document.activeElement?.matches('.st-key-box input')")
    tab.wait_for_function("window.kbSuggest?.installed && window.kbRoom?.installed")
    at_rest(tab)


def press_until(tab: Any, pressed: str, shown: str) -> None:
    """Press something until what it opens is there: a press before the page's script has taken over is lost."""
    from playwright.sync_api import TimeoutError as NotShownError

    for _ in range(4):
        click(tab.locator(pressed).first)
        try:
            tab.wait_for_selector(shown, timeout=6000)
        except NotShownError:
            continue
        return
    tab.wait_for_selector(shown, timeout=1000)
