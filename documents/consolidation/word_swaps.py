"""Changes of words in a tree."""

from collections.abc import Sequence

from documents.amendments.effect import Effect, Part, Position
from documents.amendments.phrases import Swap, swap
from documents.consolidation.batch import Batch
from documents.consolidation.tree import Node
from documents.messages import Places
from documents.model import ProblemCode


def swap_all(batch: Batch, swaps: Sequence[tuple[int, Effect, Node]]) -> None:
    """Changes of words: those that meet in the same text are all made against that text as it was."""
    fields: dict[tuple[int, str], tuple[Node, list[tuple[int, Effect]]]] = {}
    for index, effect, node in swaps:
        for place, name in _fields(node, effect):
            fields.setdefault((id(place), name), (place, []))[1].append((index, effect))
    made: dict[tuple[int, int], int] = {}
    by_node = {(index, id(node)): {id(below) for below in node.walk()} for index, _, node in swaps}
    for (place_id, name), (place, wanted) in fields.items():
        text = getattr(place, name)
        changes = [
            Swap(effect.phrase_from or "", effect.phrase_to or "", effect.target.position is Position.AFTER) for _, effect in wanted
        ]
        new, counts = swap(text, changes)
        for (index, _), count in zip(wanted, counts, strict=True):
            for key, inside in by_node.items():
                if key[0] == index and place_id in inside:
                    made[key] = made.get(key, 0) + count
            if count:
                place.mark(batch.change(index))
        if new != text:
            setattr(place, name, "\n".join(line for line in new.split("\n") if line.strip()))
    whole: dict[int, int] = {}
    for index, _, node in swaps:
        whole[index] = whole.get(index, 0) + made.get((index, id(node)), 0)
    for index, effect, node in {index: (index, effect, node) for index, effect, node in swaps}.values():
        if not whole.get(index) and id(node) not in batch.replaced:
            phrase = str(effect.phrase_from)
            if effect.target.path:
                where = Places.of(effect.target.path)
                batch.report(ProblemCode.PHRASE_NOT_FOUND, effect, "phrase_not_found", phrase=phrase, place=where)
            else:
                batch.report(ProblemCode.PHRASE_NOT_FOUND, effect, "phrase_not_in_text", phrase=phrase)


def _fields(node: Node, effect: Effect) -> list[tuple[Node, str]]:
    """The texts that a change of words may touch: the provision and all below it, or the part that is named."""
    part = effect.target.part
    if part in (Part.HEADING, Part.TITLE):
        return [(node, "heading")] if node.heading else []
    if part in (Part.LEAD, Part.PARAGRAPH):
        return [(node, "text")] if node.text else [(node, "tail")] if node.tail else []
    if part is Part.TAIL:
        return [(node, "tail")] if node.tail else [(node, "text")]
    if not effect.phrase_from:  # at the beginning or the end of it
        if effect.target.position is Position.AFTER:
            last = node
            while not last.tail and last.children:
                last = last.children[-1]
            return [(last, "tail" if last.tail else "text")]
        return [(node, "text")]
    return [(below, name) for below in node.walk() for name in ("heading", "text", "tail") if getattr(below, name)]
