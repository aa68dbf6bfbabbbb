"""How well made-up turns of calls find their card and its line, each writer's turns heard by what the others wrote.

Prints the weights by which `kb/entitlements/hearing.py` says how sure it is, learned from all of them.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit, log_expit

from benchmarks.callers import weights_of
from benchmarks.tables import Table
from kb.entitlements.danger import TELLS as ALARMS
from kb.entitlements.danger import in_danger, is_urgent, tells_danger
from kb.entitlements.hearing import FEATURES, SENTENCE, hearing_of
from kb.entitlements.loading import Desk, Turn, line_key, shipped
from kb.entitlements.search import Told, is_answered, search_cards
from kb.entitlements.whereabouts import TELLS, is_abroad, tells_abroad

_LINES = (1, 2)
_ODDS = np.log(1.5)
"""A card is told where it is three to two that it answers: a wrong one costs more than none."""
_ABROAD = np.log(0.35 / 0.65)
"""Somebody is said to be abroad where it is 35 in a hundred: who is, and is told to call 113, calls in vain."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """A turn as it was heard.

    :param best: whether what its words say most for answers it
    :param right: whether the card that is shown first does; ``told``: whether that is said to be sure
    :param place: of its line among the lines of its card, from 1; None where it has none
    :param danger: what tells whether somebody is in danger (`ALARMS`); ``banner``: whether that may be
    :param where: what tells whether somebody is abroad (`TELLS`); ``abroad``: whether that is said
    """

    turn: Turn
    seen: Sequence[float]
    best: bool
    right: bool
    told: bool
    urgent: bool
    banner: bool
    danger: Sequence[float]
    place: int | None
    where: Sequence[float]
    abroad: bool


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """The tables of cards, lines and danger."""
    heard = list(_heard(shipped()))
    kinds = {
        "a card": [one for one in heard if one.turn.asks in shipped().cards],
        "goes on": [one for one in heard if one.turn.asks == "="],
        "no card, all, a story": [one for one in heard if one.turn.asks in ("none", "all", "story")],
        "all": heard,
    }
    rows = [
        (
            name,
            len(some),
            sum(one.told for one in some),
            sum(one.told and one.right for one in some),
            sum(one.right for one in some),
        )
        for name, some in kinds.items()
    ]
    yield Table("Turns of calls, each writer left out", ("asks for", "turns", "sure", "sure and right", "right first"), rows)
    weights, bias = learn(np.array([one.seen for one in heard]), np.array([one.best for one in heard], np.float64))
    learned = "\n".join(f'    "{name}": {weight:.2f},' for name, weight in zip(FEATURES, weights, strict=True))
    places = [one.place for one in heard if one.place]
    yield Table(
        "Lines of the right card",
        ("among", "turns", "found"),
        [(str(most), len(places), sum(p <= most for p in places)) for most in _LINES],
        f"\nFEATURES:\n{learned}\nBIAS {bias - _ODDS:.2f}",
    )
    feared = np.array([one.turn.danger for one in heard], np.float64)
    said = {"a banner": [one.banner for one in heard], "before what is asked": [one.urgent for one in heard]}
    rows = [(name, int(feared.sum()), sum(some), int(feared @ some)) for name, some in said.items()]
    weights, bias = learn(np.array([one.danger for one in heard], np.float64), feared)
    learned = ", ".join(f"{name} {weight:.2f}" for name, weight in zip(ALARMS, weights, strict=True))
    yield Table("Danger", ("", "turns of danger", "heard", "truly"), rows, f"\nTELLS: {learned}\nBIAS {bias:.2f}")
    judged = [one for one in heard if one.turn.where]
    there = np.array([one.turn.where == "a" for one in judged])
    said = np.array([one.abroad for one in judged])
    weights, bias = learn(np.array([one.where for one in judged], np.float64), there.astype(np.float64))
    learned = ", ".join(f"{name} {weight:.2f}" for name, weight in zip(TELLS, weights, strict=True))
    yield Table(
        "Said to be abroad",
        ("", "turns judged", "of those abroad", "said", "truly"),
        [("", len(judged), int(there.sum()), int(said.sum()), int((said & there).sum()))],
        f"\nTELLS: {learned}\nBIAS {bias - _ABROAD:.2f}",
    )


def _heard(desk: Desk) -> Iterator[_Heard]:
    for writer in sorted({turn.call[0] for turn in desk.turns}):
        others = replace(desk, turns=tuple(turn for turn in desk.turns if turn.call[0] != writer))
        others = replace(others, learned=weights_of(others))
        own = (turn for turn in desk.turns if turn.call[0] == writer)
        for _, call in groupby(own, key=lambda turn: turn.call):
            yield from _call(others, list(call))


def _call(desk: Desk, call: Sequence[Turn]) -> Iterator[_Heard]:
    hearing, before, asked = hearing_of(desk), dict[str, float](), ""
    for number, turn in enumerate(call):
        heard = hearing.hear(dict.fromkeys(hearing.tokens(turn.words), 1.0), before, call[number - 1].words if number else "")
        if heard is None:
            continue
        asked = asked if turn.asks == "=" else turn.asks
        answers = {asked, *turn.also} & {*desk.cards}
        best = max(heard.by_subject, key=heard.by_subject.__getitem__)
        told = Told(before=tuple(one.words for one in call[max(0, number - 3) : number]))
        turns = (turn.words, *told.before[::-1])
        found = search_cards(desk, turn.words, 1, told=told)
        place = None
        lines = [line_key(line) for line in desk.cards[asked].statements] if asked in desk.cards else []
        if turn.line in lines:
            scores = hearing.lines_asked(desk.cards[asked], turn.words)
            scores.pop(SENTENCE)
            place = sorted(scores, key=lambda key: -scores[key]).index(turn.line) + 1
        first = found[0].card.id if found else ""
        yield _Heard(
            turn,
            heard.seen,
            best=best in answers,
            right=hearing.subjects.get(first) in answers,
            told=is_answered(found),
            urgent=is_urgent(desk, *turns[:2]),
            banner=in_danger(desk, *turns[:2]),
            danger=tells_danger(desk, *turns[:2]),
            place=place,
            where=tells_abroad(desk, turns),
            abroad=is_abroad(desk, turn.words, {}, turns[1:]),
        )
        before = heard.carried(before)


Numbers = npt.NDArray[np.float64]


def learn(seen: Numbers, right: Numbers) -> tuple[Numbers, float]:
    """The weights and the bias of a logistic regression, hardly held back."""

    def loss(some: Numbers) -> tuple[float, Numbers]:
        said = seen @ some[:-1] + some[-1]
        slope = expit(said) - right
        gradient = np.append(seen.T @ slope + some[:-1], slope.sum())
        return float(-(right * log_expit(said) + (1 - right) * log_expit(-said)).sum() + some[:-1] @ some[:-1] / 2), gradient

    found = minimize(loss, np.zeros(seen.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return found[:-1], float(found[-1])
