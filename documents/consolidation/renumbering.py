"""New numbers in a tree."""

from collections.abc import Sequence

from documents.amendments.effect import Effect
from documents.consolidation.batch import Batch
from documents.consolidation.placement import place_by_number
from documents.consolidation.tree import Forest, Node, settle
from documents.messages import Places
from documents.model import ProblemCode
from documents.wording.numbers import number_order


def renumber_all(forest: Forest, batch: Batch, moves: Sequence[tuple[int, Effect, Node]]) -> None:
    """All numbers change at once; then the paths follow."""
    if not moves:
        return
    for index, effect, node in moves:
        node.number = effect.new_number
        node.mark(batch.change(index))
    moved = {id(node) for _, _, node in moves}
    taken = {other.path for other in forest.walk() if not any(id(above) in moved for above in line_of(other))}
    for _, effect, node in moves:
        clash = next(
            (
                other
                for other in forest.siblings(node)
                if other is not node
                and id(other) not in moved
                and other.kind is node.kind
                and number_order(other.number) == number_order(node.number)
            ),
            None,
        )
        if clash is not None and clash.is_repealed():
            node.changes[:0] = [change for change in clash.changes if change not in node.changes]
            taken -= {below.path for below in clash.walk()}
            forest.siblings(clash).remove(clash)
        elif clash is not None:
            batch.report(ProblemCode.AMENDMENT_CONFLICT, effect, "number_taken", place=Places.of(clash.path))
    for _, _, node in moves:
        settle(node, taken)
    for parent in {id(node.parent): node.parent for _, _, node in moves}.values():
        siblings = parent.children if parent is not None else forest.roots
        _sort_moved(siblings, moved)


def line_of(node: Node) -> list[Node]:
    """A node and those that it stands in."""
    line = [node]
    while line[-1].parent is not None:
        line.append(line[-1].parent)
    return line


def _sort_moved(siblings: list[Node], moved: set[int]) -> None:
    """Put renumbered nodes where their numbers belong; the others stay where they are."""
    for node in [node for node in siblings if id(node) in moved]:
        same = [other for other in siblings if other.kind is node.kind]
        if [number_order(other.number) for other in same] == sorted(number_order(other.number) for other in same):
            return
        siblings.remove(node)
        siblings.insert(place_by_number(siblings, node.kind, node.number), node)
