"""In a browser, with a provider that lets in anybody: signing in, acting, losing a role, signing out, wrong answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.accounts.audit import NOTE, lines
from kb.accounts.people import find_account, give_role
from kb.accounts.roles import Role
from kb.base import KnowledgeBase
from kb.database.tables import Audit
from kb.settings import Settings
from tests.browser.conftest import served_like_others
from tests.browser.serving import letting_in, signing_in
from tests.browser.test_people import in_notes
from tests.browser.waiting import click

pytestmark = pytest.mark.browser
NAMES = {"u-1": "Lan", "u-2": "Lan", "u-3": "Minh"}
IN, OUT = ".st-key-who", ".go"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with letting_in(NAMES) as issuer:
        yield issuer


@contextmanager
def asking(folder: Path, shared: Path, provider: str, **also: str) -> Iterator[str]:
    """The app, where people sign in."""
    with served_like_others(folder, shared, person="Người gõ tên", also=signing_in(provider) | also) as address:
        yield address
    log = (folder / "app.log").read_text()
    assert not [word for word in ("secret-of-the-client", "code=", *NAMES, *NAMES.values()) if word in log]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("signing-in")


@pytest.fixture(scope="module")
def address(home: Path, shared: Path, provider: str) -> Iterator[str]:
    with asking(home, shared, provider) as found:
        yield found


@contextmanager
def browser_of(browser: Any, address: str) -> Iterator[Any]:
    """Somebody's browser, which nobody else's cookies are in."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=address)
    context.set_default_timeout(90_000)
    blocked: list[str] = []
    context.on("console", lambda said: blocked.append(said.text) if "Content Security" in said.text else None)
    try:
        yield context
    finally:
        context.close()
    assert blocked == []


def sign_in(context: Any, subject: str, at: str = "/ghi-chu") -> Any:
    tab = context.new_page()
    tab.goto(at)
    assert tab.locator(IN).count() == 0
    tab.click(OUT)
    tab.locator(f"button[value={subject}]").first.click()
    tab.wait_for_selector(IN)
    return tab


def shown_name(tab: Any) -> str:
    words = [word for word in tab.locator(IN).inner_text().split("\n") if word.strip()]
    return str(words[1])


def role_of(home: Path, name: str, role: Role | None) -> None:
    with KnowledgeBase(Settings(home=home / "base")) as base, base.session(write=True) as session:
        give_role(session, find_account(session, name), role)


def test_somebody_signs_in_acts_loses_the_role_and_signs_out_of_all_tabs(browser: Any, address: str, home: Path) -> None:
    with browser_of(browser, address) as context:
        tab = sign_in(context, "u-3")
        assert urlsplit(tab.url).path == "/ghi-chu"
        assert "Minh" in tab.locator(IN).inner_text()
        role_of(home, "Minh", Role.REVIEWER)
        in_notes(tab)
        click(tab.locator(".st-key-note_open button"))
        form = tab.locator(".st-key-noteform")
        form.locator("textarea").fill("Lời của Minh")
        click(form.locator("[data-testid=stBaseButton-primary]"))
        tab.wait_for_selector(".st-key-margin .note >> text=Lời của Minh")
        click(tab.locator(".st-key-note_open button"))
        form.locator("textarea").fill("Không còn được ghi")
        role_of(home, "Minh", Role.READER)
        click(form.locator("[data-testid=stBaseButton-primary]"))
        form.wait_for(state="detached")
        with KnowledgeBase(Settings(home=home / "base")) as base, base.session() as session:
            assert [line.act for line in lines(session, Audit.thing == NOTE) if line.author == "Minh"] == ["add"]

        other, cookies = context.new_page(), context.cookies()
        other.goto("/van-ban")
        other.wait_for_selector(IN)
        click(tab.locator(f"{IN} button").first)
        click(tab.locator(".st-key-sign_out button"))
        other.wait_for_selector(OUT)
        assert other.locator(".st-key-frame").count() == 0
        context.add_cookies(cookies)  # whoever kept them has nothing of it
        assert context.request.get("/", headers={"accept": "text/html"}).status == 401


def test_two_people_of_one_name_are_two_and_one_leaves_everywhere(browser: Any, address: str, home: Path) -> None:
    with browser_of(browser, address) as first, browser_of(browser, address) as second, browser_of(browser, address) as third:
        one, two, again = sign_in(first, "u-1"), sign_in(second, "u-2"), sign_in(third, "u-2")
        assert [shown_name(page) for page in (one, two, again)] == ["Lan", "Lan 2", "Lan 2"]
        click(two.locator(f"{IN} button").first)
        click(two.locator(".st-key-sign_out_everywhere button").first)
        again.wait_for_selector(OUT)
        role_of(home, "Lan", Role.READER)
        one.reload()
        one.wait_for_selector(IN)


def test_a_session_ends_by_its_age_in_an_open_tab(browser: Any, tmp_path: Path, shared: Path, provider: str) -> None:
    with asking(tmp_path, shared, provider, KB_SESSION_HOURS="0.006") as found, browser_of(browser, found) as context:
        tab = sign_in(context, "u-1")
        tab.wait_for_selector(OUT)
        assert "phiên" in tab.locator("[role=status]").inner_text().lower()


def test_a_wrong_state_and_a_wrong_nonce_are_refused(browser: Any, address: str) -> None:
    with browser_of(browser, address) as context:
        tab = context.new_page()
        tab.goto("/")
        tab.click(OUT)
        tab.wait_for_selector("button[value=u-1]")
        asked = tab.url
        # An answer that nobody here asked for.
        tab.goto(f"{address}/oauth2callback?code=x&state=made-up")
        assert urlsplit(tab.url).path == "/dang-nhap"
        # A token that was made for somebody else's question.
        nonce = parse_qs(urlsplit(asked).query)["nonce"][0]
        tab.goto(asked.replace(nonce, "another"))
        tab.locator("button[value=u-1]").first.click()
        tab.wait_for_selector("[role=status]")
        assert urlsplit(tab.url).path == "/dang-nhap"
        # The right answer a second time.
        tab.goto("/")
        tab.click(OUT)
        tab.wait_for_selector("button[value=u-1]")
        with tab.expect_request("**/oauth2callback**") as answered:
            tab.locator("button[value=u-1]").first.click()
        tab.wait_for_selector(IN)
    with browser_of(browser, address) as thief:
        page = thief.new_page()
        page.goto(answered.value.url)
        assert urlsplit(page.url).path == "/dang-nhap"
        assert page.locator(IN).count() == 0
