"""What a provision announces ("… sau đây:"): the beginnings of its points or clauses, to be shown behind it."""

from collections.abc import Iterable
from dataclasses import dataclass

from documents.model import Kind
from documents.paths import last_step, read_step

MOST, LONGEST = 3, 160


@dataclass(frozen=True, slots=True)
class Following:
    """The beginning of a provision that another one announces.

    :param cut: its text goes on
    """

    path: str
    text: str
    cut: bool = False

    @property
    def label(self) -> str:
        """Its number as printed: ``a)``, ``1.``"""
        step = read_step(last_step(self.path))
        if step.kind is Kind.CLAUSE:
            return f"{step.number}."
        return f"{step.number})" if step.kind in (Kind.POINT, Kind.SUBPOINT) else ""


def announces(text: str) -> bool:
    """Whether a text announces what follows it."""
    return text.rstrip().endswith(":")


def first_of(provisions: Iterable[tuple[str, str]]) -> tuple[Following, ...]:
    """The beginnings of the first provisions, given by path and text; those without words of their own are passed over."""
    found: list[Following] = []
    for path, text in provisions:
        if len(found) == MOST:
            break
        if len(text) > LONGEST:
            blank = text.rfind(" ", LONGEST // 2, LONGEST)
            found.append(Following(path, text[: blank if blank > 0 else LONGEST], True))
        elif text:
            found.append(Following(path, text))
    return tuple(found)
