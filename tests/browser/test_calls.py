"""What a call tells the server, however late, however often and however broken it arrives: nothing is lost, doubled, or wiped by an
older call. The page's own script in a blank page, the server's own code, and between them a connection that does anything.
"""

from collections import deque
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from streamlit.runtime.scriptrunner_utils.exceptions import StopException

from kb.pages.desk import call as calls
from kb.pages.kit.frame import STATIC

pytestmark = pytest.mark.browser

CLIENT = """
  var room = {}, now = 0;
  const press = (name, value) => tellOfCall(room, ++now, "set", name, value);
  const over = (atDesk) => beginCall(room, ++now, atDesk);
  const hear = (told) => [hearOfCall(room, told), room.call];
  const anew = () => { room = {}; };
"""
FACTS = {"poor": ("yes", "no", ""), "in_facility": ("yes", "no"), "where": ("vn", "abroad"), "age": ("child", "adult")}
FATES = st.sampled_from(["whole", "whole", "lost", "stopped", "half"])
STEPS = st.one_of(
    st.sampled_from([(name, value) for name, values in FACTS.items() for value in values]).map(lambda fact: ("press", *fact)),
    st.just(("over",)),
    st.sampled_from([("go", "desk"), ("go", "elsewhere")]),
    st.just(("send",)),
    FATES.map(lambda fate: ("serve", fate)),
    st.sampled_from([("answer", "whole"), ("answer", "lost")]),
    st.just(("idle",)),
)

LATE = [("send",), ("serve", "whole"), ("answer", "whole")]


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    """A blank page with the script of the desk that tells of calls."""
    opened = browser.new_page()
    opened.add_script_tag(content=(STATIC / "calls.js").read_text(encoding="utf-8") + CLIENT)
    yield opened
    opened.close()


class World:
    """A counsellor at a page, a connection, a session on the server.

    :param told: the facts that were chosen, with the call that each was chosen in
    :param done: numbers of the acts that the server has carried out
    """

    state: ClassVar[dict[str, Any]] = {}

    def __init__(self, page: Any) -> None:
        self.page, self.at = page, "desk"
        self.anew()

    def anew(self) -> None:
        self.page.evaluate("anew()")
        World.state.clear()
        self.up: deque[tuple[list[Any], str]] = deque()
        self.down: deque[dict[str, Any]] = deque()
        self.told: list[tuple[int, str, str]] = []
        self.done: list[int] = []
        self.served("whole", [], "desk")
        self.answer("whole")

    def press(self, name: str, value: str) -> None:
        if self.at == "desk":
            self.page.evaluate("([name, value]) => press(name, value)", [name, value])
            self.told.append((self.page.evaluate("room.call"), name, value))
            self.send()

    def over(self) -> None:
        before = self.page.evaluate("room.call")
        self.page.evaluate("(atDesk) => over(atDesk)", self.at == "desk")
        assert self.page.evaluate("room.call") > before
        self.send()

    def go(self, where: str) -> None:
        self.at = where
        self.up.append(([], where))

    def send(self) -> None:
        if acts := self.page.evaluate("room.acts"):
            self.up.append((acts, self.at))

    def serve(self, fate: str) -> None:
        if self.up:
            self.served(fate, *self.up.popleft())

    def served(self, fate: str, acts: list[Any], where: str) -> None:
        if fate == "lost":
            return
        broken = {"stopped": 0, "half": len(acts) // 2}.get(fate)
        try:
            with_break(acts, broken, self.done)
        except StopException:
            return
        call = calls.current_call()
        told = {"done": call.done, "number": call.number, "open": call.open, "idle": 600}
        self.down.append(told | ({"turn": call.done} if where == "desk" else {}))

    def answer(self, fate: str) -> None:
        if not self.down:
            return
        told = self.down.popleft()
        if fate == "lost":
            return
        heard, number = self.page.evaluate("(told) => hear(told)", told)
        if heard == "leave":
            assert "turn" not in told
            assert not [fact for fact in self.told if fact[0] >= number], "the page is loaded anew over what was told"
            self.anew()

    def idle(self) -> None:
        if calls.current_call().open:
            calls.end_call()

    def settle(self) -> None:
        for _ in range(4):
            self.go("desk")
            self.send()
            while self.up:
                self.serve("whole")
            while self.down:
                self.answer("whole")


def with_break(acts: list[Any], broken: int | None, done: list[int]) -> None:
    """What the server does with acts, stopped in the middle of one: as Streamlit stops a run for the next one."""
    carried = 0

    kept = calls._set

    def set_(frame: Any, call: Any, name: str, value: str) -> None:
        nonlocal carried
        carried += 1
        kept(frame, call, name, value)
        if broken is not None and carried > broken:
            raise StopException

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calls, "_set", set_)
        before = calls.current_call().done
        calls._carry_out(SimpleNamespace(day=date(2026, 11, 24)), acts)  # type: ignore[arg-type]
        done.extend(number for number, *_ in acts if before < number <= calls.current_call().done)


@pytest.mark.always
@given(steps=st.lists(STEPS, max_size=40))
@example([("press", "poor", "yes"), ("send",), ("over",), ("press", "poor", "no"), *[("serve", "whole"), ("answer", "whole")] * 5])
@example(
    [("go", "elsewhere"), ("over",), ("go", "desk"), ("press", "poor", "yes"), ("go", "elsewhere"), *[("serve", "lost")] * 5, *LATE]
)
def test_however_it_arrives_the_call_is_what_was_told_in_it(page: Any, steps: list[tuple[str, ...]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calls, "st", SimpleNamespace(session_state=World.state))
        world = World(page)
        for name, *given_ in steps:
            getattr(world, name)(*given_)
        world.settle()
        assert page.evaluate("room.acts") == []
        call, number = calls.current_call(), page.evaluate("room.call")
        assert call.number == number
        facts: dict[str, str] = {}
        for of, name, value in world.told:
            if of == number:
                facts[name] = value
        assert call.facts == {name: value for name, value in facts.items() if value}
        assert len(world.done) == len(set(world.done))
