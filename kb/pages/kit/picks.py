"""What narrows or orders a list: a row of choices, each with how many there are of it; a choice is an address."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.time.status import Told
from kb.index.fields import EVER_SHOWN, filter_named
from kb.index.stated import bounds_of
from kb.interface.catalogue import Catalogue
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import revision
from kb.pages.kit.frame import Frame, put_params
from kb.pages.kit.html import KIT, SIGNS, macros, plain

_SIFTED = 12
"""More choices than these can be sifted by typing."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing that a list is narrowed or ordered by.

    :param name: the parameter of the address
    :param label: what it is
    :param choices: values with their words and how many there are; None: not counted
    :param chosen: the value of the address, empty where it is left open
    :param open_words: what leaving it open is called
    """

    name: str
    label: str
    choices: Sequence[tuple[str, str, int | None]]
    chosen: str = ""
    open_words: str = ""

    @property
    def shown(self) -> str:
        """What stands on its button: the choice, else what it is."""
        return next((words for value, words, _ in self.choices if value == self.chosen), self.label)


def picks_html(frame: Frame, page: str, picks: Iterable[Pick], params: Mapping[str, str], note: str = "") -> Markup:
    """The row, with what was counted; these parameters of the address stay."""
    shown = [pick for pick in picks if pick.choices]
    label = shown[0].label if len(shown) == 1 else frame.say("picks.title")
    return macros("picks").row(frame, page, shown, params, label=label, note=note, many=_SIFTED)


def select_box(
    label: str,
    options: Sequence[Any],
    key: str,
    format_func: Callable[[Any], str] = str,
    index: int | None = 0,
    on_change: Callable[..., object] | None = None,
    args: Iterable[Any] = (),
    **look: Any,
) -> Any:
    """A choice in a box, as `st.selectbox` draws it. A browser tells what is chosen by its words alone. Where they are others by
    now, in another language or by another name, it is told the new ones: it would come back with the old ones, which are no choice.
    Two of one name would be one choice, the last: what they are stands behind it.
    """
    counted = Counter(map(format_func, options))

    def named(option: Any) -> str:
        called = format_func(option)
        return called if counted[called] == 1 else f"{called} ({option})"

    words, known = hash(tuple(map(named, options))), f"{key}_words"
    before, last = st.session_state.get(known, (None, None))
    first = None if index is None else options[index]
    chosen = st.session_state.get(key, first)
    if chosen not in (first, *options):  # a click was quicker than the new words
        chosen = last if last in options else first
    if before != words or st.session_state.get(key) != chosen:
        st.session_state[key] = chosen
    st.session_state[known] = words, chosen
    heard = partial(_heard, key, options, on_change, tuple(args)) if on_change else None
    return st.selectbox(plain(label), options, key=key, format_func=named, on_change=heard, **look)


def _heard(key: str, options: Sequence[Any], on_change: Callable[..., object], args: Iterable[Any]) -> None:
    if st.session_state.get(key) in options:
        on_change(*args)


ALL = "tat-ca"
"""In an address: everything, where less is usual."""


def address_choice(
    name: str,
    options: Sequence[Any],
    now: object,
    label: str,
    words: Callable[[Any], str],
    *,
    usual: object = "",
    key: str = "",
    takes_out: Iterable[str] = (),
    **look: Any,
) -> None:
    """A choice in a box that the address holds, unless it is the usual one.

    :param name: the parameter of the address
    :param takes_out: the parameters that go with another choice
    """
    key = key or f"choice_{name}"
    st.session_state[key] = now
    select_box(label, options, key, words, on_change=_chosen, args=(name, key, usual, takes_out), **look)


def _chosen(name: str, key: str, usual: object, takes_out: Iterable[str]) -> None:
    value = st.session_state[key]
    put_params({**dict.fromkeys(takes_out), name: None if value == usual else str(value) or ALL})


def pick_of(say: Catalogue, kind: str, chosen: str, counted: Mapping[str, int] | None) -> Pick:
    """The choices of a filter: what there is of it, the most frequent first; all that the base has where nothing was counted."""
    name, names = at.filters()[kind], names_of(say, kind)
    there: dict[str, int | None] = dict.fromkeys(names) if counted is None else dict(counted)
    if chosen:
        there.setdefault(chosen, None)
    choices = [(value, names.get(value, value), count) for value, count in there.items()]
    return Pick(name, say(f"search.{kind}"), choices, chosen, say("search.any"))


def names_of(say: Catalogue, kind: str) -> Mapping[str, str]:
    """How the values of a filter are called; years call themselves."""
    return {value: _called(say, kind, value, name) for value, name in data.filter_choices(revision()).get(kind, {}).items()}


def _called(say: Catalogue, kind: str, value: str, name: str) -> str:
    field = filter_named(kind)
    if field is not None and field.stated:
        return bound_words(say, field.stated, value)
    if kind == "status":
        return f"{_SIGNS[value]} {say('status.in_force_sure' if value == Told.IN_FORCE else f'status.{value}')}"
    return say(f"{kind}.{value}") if say.has(f"{kind}.{value}") else name


_SIGNS = {**SIGNS, EVER_SHOWN: f"{SIGNS['in_force']}{SIGNS['was_in_force']}"}


SIGNS_OF_BOUNDS = {"<": "lt", "<=": "le", "=": "eq", ">=": "ge", ">": "gt"}


def bound_words(say: Catalogue, stated: str, value: str) -> str:
    """A bound on what clauses state in words: không quá 30 ngày."""
    bounds = [(sign, int(number) if number == int(number) else number) for sign, number in bounds_of(value)]
    last = say(f"bound.{stated}", value=bounds[-1][1])
    if len(bounds) > 1:
        return say("bound.between", first=bounds[0][1], last=last)
    return say(f"bound.{SIGNS_OF_BOUNDS[bounds[0][0]]}", value=last)


def with_either(statuses: Mapping[str, int]) -> dict[str, int]:
    """Counts of statuses; first, where there are any of the latter, those in force and those that were when last checked."""
    if "was_in_force" not in statuses:
        return dict(statuses)
    return {EVER_SHOWN: statuses.get("in_force", 0) + statuses["was_in_force"], **statuses}


def pick_box(say: Catalogue, label: str, key: str, called: Mapping[str, str], **look: Any) -> str | None:
    """A choice in a box that the browser session holds; None where all are meant.

    :param label: the entry of the catalogue; ``called``: the choices with their words
    """
    everything = say("common.all")
    return select_box(say(label), ["", *called], key, lambda code: called.get(code) or everything, **look) or None


def turned_to(count: int, at_once: int) -> tuple[int, int, slice]:
    """The page of a list that the address names, the last one, and what of so many stands on it."""
    last = max(1, -(-count // at_once))
    page = min(max(at.read_number(st.query_params.get(at.TURN)) or 1, 1), last)
    return page, last, slice((page - 1) * at_once, page * at_once)


def turns(page: int, last: int) -> list[int]:
    """The pages that are offered: the first, the last, and those beside the one that is shown; 0 where some are left out."""
    near = sorted({1, last, *range(max(page - 2, 1), min(page + 2, last) + 1)})
    numbers: list[int] = []
    for number in near:
        if numbers and number > numbers[-1] + 1:
            numbers.append(0)
        numbers.append(number)
    return numbers if last > 1 else []


def show_turns(frame: Frame, page: int, last: int) -> None:
    """Draw the ways to the pages of a list that the address alone tells, where there are several."""
    if last > 1:
        st.html(KIT.turns(frame, frame.page, st.query_params.to_dict(), turns(page, last), page))
