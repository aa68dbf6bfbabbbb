"""What a search says about vectors: nothing where all is well or none are wanted."""

from kb.interface.catalogue import Catalogue
from kb.vectors.model import VectorState


def vectors_sentence(say: Catalogue, state: VectorState | None) -> str | None:
    """The sentence for a state; None where there is nothing to say."""
    if state is None or (state.usable and state.complete):
        return None
    if state.problem:
        return say("search.vectors_problem", problem=state.problem)
    if not state.usable:
        return say("search.vectors_none")
    return say("search.vectors_incomplete", done=state.done, total=state.total if state.total is not None else "?")
