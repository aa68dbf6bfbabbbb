"""What is told in a call is nowhere but in the session, and is forgotten: each defence, and what would be found without it."""

import logging
import pickle
import sys
import threading
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
import streamlit as st
from streamlit.runtime.state import SessionState
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.testing.v1 import AppTest

from documents.text import fold, slug
from kb.base import KnowledgeBase
from kb.pages.desk import call as calls
from kb.pages.desk.call import Call
from kb.pages.kit import frame as frames
from kb.pages.kit.frame import Frame
from tests.kb.test_pages import seen
from tests.kb.test_pages_desk import base, desk, do  # noqa: F401

DAY, PROVINCE, ASKED = "19/2/2024", "Lai Châu", "bà cô xanh lè cờ tây"
NEEDLES = {
    form
    for text in (DAY, PROVINCE, ASKED)
    for form in (text, fold(text), slug(text), quote(text), quote(fold(text)), text.replace(" ", "+"))
} | {"2024-02-19", "2024, 2, 19"}
TOLD = (("set", "identified", DAY), ("set", "province", PROVINCE), ("ask", ASKED), ("open", "o-02"))
Found = Callable[[AppTest], set[str]]


@pytest.fixture
def found(tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Found:
    """What of the made-up facts is in the base's folder, in what was logged or printed, and in the address."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("streamlit").setLevel(logging.DEBUG)

    def look(test: AppTest) -> set[str]:
        files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
        said = [caplog.text, *capfd.readouterr(), str(test.query_params)]
        written = b"\n".join([*files, *(text.encode() for text in said)]).lower()
        return {needle for needle in NEEDLES if needle.lower().encode() in written}

    return look


def test_a_call_leaves_nothing_behind(base: KnowledgeBase, found: Found) -> None:  # noqa: F811
    test = do(desk(), *TOLD)
    assert test.session_state["call"].facts == {"identified": DAY, "province": PROVINCE}
    assert PROVINCE in seen(test)
    assert found(test) == set()
    do(test, ("law",))
    do(test, ("begin",))
    assert found(test) == set()


def in_the_address(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    kept = calls._set

    def leaking(frame: Frame, call: Call, name: str, value: str) -> None:
        kept(frame, call, name, value)
        st.query_params["tinh"] = value

    monkeypatch.setattr(calls, "_set", leaking)


def in_the_log(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    kept = calls._set

    def logging_it(frame: Frame, call: Call, name: str, value: str) -> None:
        kept(frame, call, name, value)
        frames._log.warning("now it is %s", call)

    monkeypatch.setattr(calls, "_set", logging_it)


def in_an_error(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    def failing(facts: dict[str, str], day: object) -> None:
        raise ValueError(facts)

    monkeypatch.setattr(calls, "situation_of", failing)


def in_a_file(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    kept = calls._set

    def storing(frame: Frame, call: Call, name: str, value: str) -> None:
        kept(frame, call, name, value)
        (folder / "call.bin").write_bytes(pickle.dumps(call))

    monkeypatch.setattr(calls, "_set", storing)


def shown_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Call, "__repr__", lambda self: f"Call({self.facts})")


def errors_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "place_of", repr)


def files_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Call, "__reduce_ex__", lambda self, protocol: (dict, (self.facts,)))


@pytest.mark.parametrize(
    ("mistake", "without"),
    [(in_the_log, shown_in_full), (in_an_error, errors_in_full), (in_a_file, files_allowed)],
    ids=["log", "error", "file"],
)
@pytest.mark.parametrize("defended", [True, False])
def test_a_mistake_is_held_by_the_defence_and_found_without_it(
    base: KnowledgeBase,  # noqa: F811
    found: Found,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mistake: Callable[[pytest.MonkeyPatch, Path], None],
    without: Callable[[pytest.MonkeyPatch], None],
    *,
    defended: bool,
) -> None:
    mistake(monkeypatch, tmp_path)
    if not defended:
        without(monkeypatch)
    test = do(desk(), TOLD[1])
    assert (found(test) == set()) is defended


def test_what_is_put_into_the_address_is_found(
    base: KnowledgeBase,  # noqa: F811
    found: Found,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_the_address(monkeypatch, tmp_path)
    assert found(do(desk(), TOLD[1])) != set()


def test_a_call_cannot_be_written_down_and_does_not_show_itself() -> None:
    call = Call(facts={"province": PROVINCE}, words=ASKED)
    with pytest.raises(TypeError):
        pickle.dumps(call)
    assert f"{call} {call!r}" == "Call(…) Call(…)"


def test_the_end_of_a_call_wipes_all_that_was_typed(base: KnowledgeBase) -> None:  # noqa: F811
    test = do(desk(), *TOLD)
    test.session_state["who"] = "Người trực"
    test.session_state["drafts"] = {"note": "một điều riêng"}
    test.session_state["search_words"] = ASKED
    do(test, ("begin",))
    assert "drafts" not in test.session_state or not test.session_state["drafts"]
    assert "search_words" not in test.session_state
    assert test.session_state["who"] == "Người trực"
    call = test.session_state["call"]
    assert (call.facts, call.words, call.chosen, call.problem) == ({}, "", "", None)
    assert PROVINCE not in seen(test).replace(f'placeholder="{PROVINCE}"', "")


def test_the_next_caller_asks_of_today(base: KnowledgeBase) -> None:  # noqa: F811
    test = desk()
    test.query_params["ngay"] = "2025-06-20"
    do(test, *TOLD)
    assert test.query_params["ngay"] == "2025-06-20"
    do(test, ("begin",))
    assert "ngay" not in test.query_params
    assert "20/06/2025" not in seen(test)


def test_a_call_that_nobody_works_on_is_forgotten_on_every_page(
    base: KnowledgeBase,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(calls.time, "monotonic", lambda: clock[0])
    test = do(desk("ghi-chu"), *TOLD)
    assert "Đang có cuộc gọi ở quầy." in seen(test)
    clock[0] += calls.IDLE - 1
    test.run()
    assert test.session_state["call"].open
    clock[0] += calls.IDLE - 1
    test.run()
    assert test.session_state["call"].open, "whoever works on it keeps it"
    test.session_state["drafts"] = {"note": "một điều riêng"}
    clock[0] += calls.IDLE
    test.run()
    assert not test.session_state["call"].open
    assert "một điều riêng" not in str([test.session_state[key] for key in ("drafts",) if key in test.session_state])
    assert "Đang có cuộc gọi" not in seen(test)


def test_the_server_looks_after_a_call_by_itself(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """It is idle when its own clock looks, not when the page is drawn."""
    test = do(desk("ghi-chu"), *TOLD)
    looked = iter((False, True))
    monkeypatch.setattr(calls, "is_idle", lambda call: next(looked, False))
    test.run()
    assert not test.session_state["call"].open
    assert "Đang có cuộc gọi" not in seen(test)


class Memory(MutableMapping[str, object]):
    """A session's memory as one run of a page sees it: each run has a lock of its own, and two of them may be at work."""

    def __init__(self, state: SessionState) -> None:
        self.safe = SafeSessionState(state, lambda: None)

    def __getitem__(self, key: str) -> object:
        return self.safe[key]

    def __setitem__(self, key: str, value: object) -> None:
        self.safe[key] = value

    def __delitem__(self, key: str) -> None:
        del self.safe[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.safe.filtered_state)

    def __len__(self) -> int:
        return len(self.safe.filtered_state)


def test_a_call_ends_while_a_run_that_is_stopping_still_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    state, stopped = SessionState(), threading.Event()
    mine, others = Memory(state), Memory(state)
    monkeypatch.setattr(calls, "st", SimpleNamespace(session_state=mine))
    interval = sys.getswitchinterval()

    def write() -> None:
        number = 0
        while not stopped.is_set():
            number += 1
            others[f"late{number % 400}"] = number
            with suppress(KeyError):
                del others[f"late{number * 7 % 400}"]

    late = threading.Thread(target=write)
    sys.setswitchinterval(1e-6)
    try:
        late.start()
        for number in range(5):
            for key in range(200):
                mine[f"told{key}"] = number
            calls.end_call()
            assert not [key for key in calls._names() if key.startswith("told")]
    finally:
        stopped.set()
        late.join()
        sys.setswitchinterval(interval)
    assert calls.current_call().number == 5


def test_a_name_that_one_look_passed_over_is_forgotten_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is where another run takes away as many names as it adds while they are read: nothing tells of that."""

    class PassesOver(dict[str, object]):
        looks = 0

        def __iter__(self) -> Iterator[str]:
            self.looks += 1
            return iter(list(self.keys())[:: 3 - min(self.looks, 2)])

    memory = PassesOver({f"told{key}": key for key in range(9)})
    monkeypatch.setattr(calls, "st", SimpleNamespace(session_state=memory))
    calls.end_call()
    assert set(memory.keys()) == {"call"}
