"""Luyện tập: made-up calls at the desk. The learner names the cards; each is then judged, with the provision that says so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from kb.entitlements.loading import shipped
from kb.entitlements.model import Regime
from kb.entitlements.training import First, Judged, Practice, forget_results, is_right, judge, keep_results, practices, results_of
from kb.interface.days import today
from kb.pages.desk.call import SIGNS
from kb.pages.kit.bar import acting, may
from kb.pages.kit.base import read_base, session, unless_refused
from kb.pages.kit.frame import STATIC, Frame
from kb.pages.kit.html import KIT, macros, plain

_HTML = macros("training")
_KEY, _BOX = "training", "training_keep"


@dataclass(frozen=True, slots=True)
class Given:
    """What a learner answered."""

    first: First
    judged: tuple[Judged, ...]
    right: bool


@dataclass(slots=True)
class Training:
    """Where a learner stands in this browser session.

    :param learner: whose results these are
    :param at: number of the call on the screen
    :param results: by call, whether it was right, and the day
    :param answered: whether the call on the screen was
    :param given: by call, the answers of this session, for whoever trains; never kept
    :param keep: the learner wants the results kept
    """

    learner: str
    at: int = 0
    results: dict[str, tuple[bool, date]] = field(default_factory=dict)
    answered: bool = False
    given: dict[str, Given] = field(default_factory=dict)
    keep: bool = False


def show(frame: Frame) -> None:
    """Draw the page."""
    st.html(STATIC / "training.css")
    training = _training()
    practice = practices()[training.at]
    with st.container(key="training"):
        st.html(_HTML.head(frame, len(practices()), training.results))
        st.html(_HTML.call(frame, training.at + 1, len(practices()), practice))
        if training.answered:
            _told(frame, training, practice, training.given[practice.id])
        else:
            _answer(frame, training, practice)
        _review(frame, training)
        _progress(frame, training)


def _training() -> Training:
    name = acting().name
    training: Training | None = st.session_state.get(_KEY)
    if training is None or training.learner != name:
        kept = dict(read_base(results_of, name))
        training = st.session_state[_KEY] = Training(name, _next(-1, kept), kept, keep=bool(kept))
        st.session_state.pop(_BOX, None)
    return training


def _next(at: int, results: Mapping[str, object]) -> int:
    """The next call that was not done; the next one where all were."""
    calls = practices()
    following = [(at + step) % len(calls) for step in range(1, len(calls) + 1)]
    return next((number for number in following if calls[number].id not in results), following[0])


def _answer(frame: Frame, training: Training, practice: Practice) -> None:
    """All cards to choose from, under the law of each."""
    say, desk = frame.say, shipped()
    named: Callable[[First], str] = lambda one: say(f"training.first_{one.value}")  # noqa: E731
    with st.form(f"training_{practice.id}", border=False):
        first = st.radio(say("training.first"), list(First), None, named, key=f"first_{practice.id}")
        chosen = []
        for side, regime in zip(st.columns(3), (Regime.NEW, Regime.OLD, None), strict=True):
            with side:
                st.html(_HTML.regime(say(f"desk.regime_{regime or 'general'}")))
                for card in desk.cards.values():
                    title = card.title(say.language).rsplit(" (", 1)[0]  # without what its column says already
                    key = f"named_{practice.id}_{card.id}"
                    if card.regime is regime and st.checkbox(plain(title), key=key):
                        chosen.append(card.id)
        with st.container(key="training_do", horizontal=True, gap="small"):
            done = st.form_submit_button(say("training.answer"), type="primary")
            skipped = st.form_submit_button(say("training.skip"), type="tertiary")
    if done and first is None:
        st.html(KIT.failure(say("training.first_lacking")))
    elif done and first is not None:
        judged = judge(desk, practice, chosen)
        given = Given(first, judged, is_right(judged) and first is practice.first)
        training.given[practice.id], training.answered = given, True
        training.results[practice.id] = (given.right, today())
        if training.keep:
            _keep({practice.id: training.results[practice.id]})
        st.rerun()
    if skipped:
        _go_on(training)
        st.rerun()


def _go_on(training: Training) -> None:
    training.at, training.answered = _next(training.at, training.results), False


def _told(frame: Frame, training: Training, practice: Practice, given: Given) -> None:
    say, desk = frame.say, shipped()
    rows = [(item, desk.cards[item.card], [desk.rules.reasons[why] for why in item.why]) for item in given.judged]
    differs = {item.card: item.differs for item in (*practice.right, *practice.traps) if item.differs}
    st.html(_HTML.told(frame, rows, given, practice, SIGNS, differs))
    st.button(say("training.next"), key=f"next_{practice.id}", type="primary", on_click=_go_on, args=(training,))


def _review(frame: Frame, training: Training) -> None:
    """For whoever trains: what was asked, what was answered, what would have been right."""
    if done := [(practice, training.given[practice.id]) for practice in practices() if practice.id in training.given]:
        with st.expander(frame.say("training.review")):
            st.html(_HTML.review(frame, done, shipped().cards))


def _progress(frame: Frame, training: Training) -> None:
    """What is kept, for those who ask for it."""
    say = frame.say
    if not may("keep", "practice"):
        return
    with st.expander(say("training.progress")):
        st.checkbox(say("training.keep"), value=training.keep, key=_BOX, help=say("training.kept"), on_change=_kept)
        st.button(say("training.forget"), key="training_forget", type="tertiary", on_click=_forget)


def _kept() -> None:
    training = _training()
    training.keep = bool(st.session_state[_BOX])
    if training.keep and training.results:
        _keep(training.results)


def _keep(results: Mapping[str, tuple[bool, date]]) -> None:
    with unless_refused(), session(write=True) as opened:
        keep_results(opened, results)


def _forget() -> None:
    with unless_refused(), session(write=True) as opened:
        forget_results(opened)
    st.session_state[_KEY] = Training(acting().name)
    st.session_state.pop(_BOX, None)
