"""New provisions in a tree."""

from dataclasses import replace

from documents.amendments.effect import Effect
from documents.amendments.newtext import label, read_new
from documents.consolidation.batch import Batch
from documents.consolidation.placement import Spot, find_spot
from documents.consolidation.tree import Forest, Node, grow, settle
from documents.messages import Places
from documents.model import Kind, ProblemCode, Provision
from documents.paths import kind_of, last_step, read_step


def new_provision(batch: Batch, effect: Effect, kind: Kind, number: str | None, path: str) -> tuple[Provision | None, bool]:
    """The new provision of an effect: from its text, or the appendix of the amending instrument."""
    if effect.new_path is not None:
        source = next((node for node in batch.instrument.walk() if node.path == effect.new_path), None)
        if source is not None:
            return replace(source, page=None), True
    if not effect.new_text:
        return None, False
    return read_new(effect.new_text, kind, number, path)


def insert(forest: Forest, batch: Batch, index: int, effect: Effect, beside: Node | None, last: dict[int, Node]) -> None:
    """Put a new provision in.

    :param beside: the anchor that is named, or else the provision that will hold it
    :param last: by anchor, what this batch has put in after it
    """
    target = effect.target
    kind = kind_of(target.path) if target.path else None
    if target.path is None or kind is None:
        batch.report(ProblemCode.MISSING_TARGET, effect, "spot_unclear")
        return
    number = _number_of(effect, target.path)
    new, _ = new_provision(batch, effect, kind, number, target.path)
    if new is None:
        batch.report(ProblemCode.MISSING_TARGET, effect, "nothing_to_insert")
        return
    anchored = target.anchor is not None
    if anchored and beside is None and target.anchor is not None:
        beside = forest.find(target.anchor)  # it may have been put in by this act
    spot = find_spot(
        forest=forest,
        kind=kind,
        number=number,
        target=target,
        anchor=beside if anchored else None,
        holder=None if anchored else beside,
        last=last,
    )
    if spot is None:
        batch.report(ProblemCode.MISSING_TARGET, effect, "spot_missing", place=Places.of(target.path))
        return
    if anchored and beside is None:
        batch.report(
            ProblemCode.AMENDMENT_CONFLICT,
            effect,
            "anchor_missing",
            anchor=Places.of(target.anchor or ""),
            place=Places.of(target.path),
        )
    node = grow(new)
    node.number = number or node.number
    _put(forest, batch, effect, node, spot, number)
    for below in node.walk():
        below.original = None
        below.mark(batch.change(index))
    if beside is not None and anchored:
        last[id(beside)] = node


def _put(forest: Forest, batch: Batch, effect: Effect, node: Node, spot: Spot, number: str | None) -> None:
    """Put a new provision in its place, or in that of one of its number that was repealed."""
    parent, at = spot
    siblings = parent.children if parent is not None else forest.roots
    path = effect.target.path or ""
    kind = kind_of(path)
    clash = next((other for other in forest.walk() if other.kind is kind and _same_place(other, path, parent, number)), None)
    if clash is not None and clash.is_repealed() and clash in siblings:
        node.changes = list(clash.changes)
        at = siblings.index(clash)
        siblings.remove(clash)
    elif clash is not None:
        batch.report(ProblemCode.AMENDMENT_CONFLICT, effect, "insertion_beside", place=Places.of(clash.path))
    if parent is not None and parent.is_repealed():
        parent.text = ""
    forest.put(node, parent, at)
    taken = forest.paths() - {below.path for below in node.walk()} if clash is None else forest.paths()
    taken -= {below.path for below in node.walk() if not _used_elsewhere(forest, below)}
    settle(node, taken)


def _used_elsewhere(forest: Forest, node: Node) -> bool:
    return any(other is not node and other.path == node.path for other in forest.walk())


def _same_place(node: Node, path: str, parent: Node | None, number: str | None) -> bool:
    if node.kind is Kind.ARTICLE or node.path == path:
        return node.path == path
    return node.parent is parent and node.number is not None and number is not None and node.number.lower() == number.lower()


def _number_of(effect: Effect, path: str) -> str | None:
    """The number of a new provision as printed; the path has it in small letters."""
    first = label((effect.new_text or "").split("\n", 1)[0])
    step = read_step(last_step(path))
    written = step.number
    if first is not None and written and first.number.lower() == written:
        return first.number
    if (
        written
        and step.kind in (Kind.CHAPTER, Kind.PART, Kind.APPENDIX, Kind.SECTION)
        and written.rstrip("abcd").strip("ivxlc") == ""
        and written.rstrip("abcd")
    ):
        bare = written.rstrip("abd") if written[-1] in "abd" else written
        return bare.upper() + written[len(bare) :]
    return written
