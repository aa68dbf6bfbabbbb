"""The effects that one instrument brings on one day, and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from documents.amendments.model import Effect
from documents.amendments.tree import ChangedBy
from documents.citing import mention
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

    def report(self, code: ProblemCode, effect: Effect, message: str) -> None:
        """Note what could not be done."""
        name = self.instrument.metadata.number or self.instrument.key
        place = effect.target.path or effect.evidence.path
        self.problems.append(Problem(code, f"{message} ({name}, {mention(effect.evidence.path)})", place))
        if code is not ProblemCode.AMENDMENT_CONFLICT:
            self.undone.append(replace(effect, certain=False, doubt=f"{message}."))
