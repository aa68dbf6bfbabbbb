"""The effects that one instrument brings on one day, and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from documents.amendments.effect import Effect
from documents.consolidation.tree import ChangedBy
from documents.messages import Message, Places, Value
from documents.model import Instrument, Problem, ProblemCode


@dataclass(slots=True)
class Batch:
    """Effects of one instrument that take place on the same day.

    :param effects: with their place among all effects of the instrument
    :param problems: what could not be done is added here
    :param ended: what ends the whole instrument is added here
    """

    instrument: Instrument
    effects: Sequence[tuple[int, Effect]]
    problems: list[Problem]
    ended: list[ChangedBy]
    replaced: set[int] = field(default_factory=set)  # ids of nodes that got new text
    undone: list[Effect] = field(default_factory=list)  # effects that could not be applied

    def change(self, index: int) -> ChangedBy:
        """What is noted at a provision that an effect changed."""
        return ChangedBy(self.instrument.key, index)

    def report(self, code: ProblemCode, effect: Effect, sentence: str, **values: Value) -> None:
        """Note what could not be done.

        :param sentence: which of ``problem`` says so; ``doubt`` has one of the same name, which does not name the amendment
        """
        by, at = self.instrument.metadata.number or self.instrument.key, Places.of(effect.evidence.path)
        message = Message.of(f"problem.{sentence}", by=by, at=at, **values)
        self.problems.append(Problem(code, message, effect.target.path or effect.evidence.path))
        if code is not ProblemCode.AMENDMENT_CONFLICT:
            self.undone.append(replace(effect, certain=False, doubt=Message.of(f"doubt.{sentence}", **values)))
