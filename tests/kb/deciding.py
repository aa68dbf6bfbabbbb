"""Decisions with the texts that come of them at once, which the program compiles beside the app (`kb.upkeep.following`)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from kb.database.state import waiting
from kb.law.derivation import decisions
from kb.law.derivation.compiling import compile_now
from kb.law.derivation.decisions import Decision
from kb.law.effects.views import EffectView


def decide(
    session: Session,
    effect_id: int,
    decision: Decision,
    correction: Mapping[str, Any] | None = None,
    seen: EffectView | None = None,
) -> EffectView:
    """Decide about an effect, and compile what waits for it in the same transaction."""
    after = decisions.decide(session, effect_id, decision, correction, seen)
    for instrument_id in waiting(session, "compile"):
        compile_now(session, instrument_id)
    return after
