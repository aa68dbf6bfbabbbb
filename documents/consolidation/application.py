"""Apply the effects of one amending instrument, on one day, to a tree.

All of them speak of the provisions as they were numbered before, so their targets are found first. Then provisions are replaced
and repealed, words changed, numbers changed, and new provisions put in.
"""

from collections.abc import Iterator, Sequence

from documents.amendments.effect import Action, Effect, EffectTarget, Part, Position
from documents.amendments.newtext import label, read_heading
from documents.consolidation.batch import Batch
from documents.consolidation.new_provisions import insert, new_provision
from documents.consolidation.placement import ENDINGS
from documents.consolidation.renumbering import line_of, renumber_all
from documents.consolidation.tree import REPEALED, ChangedBy, Forest, Node, grow, settle
from documents.consolidation.word_swaps import swap_all
from documents.messages import Places
from documents.model import Kind, ProblemCode, Provision
from documents.paths import GROUPING, join_path, last_step, parent_of

_EXPIRED = "(hết hiệu lực)"


def apply_batch(forest: Forest, batch: Batch) -> None:
    """Apply the effects of a batch to a tree."""
    found: dict[int, Node | None] = {}
    anchors: dict[int, Node | None] = {}
    for index, effect in batch.effects:
        target = effect.target
        found[index] = forest.find(target.path) if target.path is not None and not _is_new(effect) else None
        anchors[index] = forest.find(target.anchor) if target.anchor else None
        if found[index] is None and _is_new(effect) and target.path is not None and target.anchor is None:
            parent = parent_of(target.path)
            anchors[index] = forest.find(parent) if parent else None
    swaps: list[tuple[int, Effect, Node]] = []
    moves: list[tuple[int, Effect, Node]] = []
    fresh: list[tuple[int, Effect]] = []
    for index, effect in batch.effects:
        if _is_new(effect):
            fresh.append((index, effect))
            continue
        if effect.target.path is None:
            _on_whole(batch, index, effect)
            if effect.phrase_from is not None:
                swaps.extend((index, effect, root) for root in forest.roots if root.kind not in (Kind.PREAMBLE, *ENDINGS[:3]))
            continue
        node = _standing(forest, found[index])
        if node is None:
            _missing(batch, effect)
        elif effect.phrase_from is not None or effect.phrase_to is not None:
            swaps.append((index, effect, node))
        elif effect.action is Action.RENUMBER:
            moves.append((index, effect, node))
        else:
            _change(batch, index, effect, node)
            if effect.new_number:
                moves.append((index, effect, node))
    swap_all(batch, _still_standing(forest, swaps))
    renumber_all(forest, batch, _still_standing(forest, moves))
    last: dict[int, Node] = {}
    for index, effect in fresh:
        insert(forest, batch, index, effect, _standing(forest, anchors[index]), last)


def _standing(forest: Forest, node: Node | None) -> Node | None:
    """A node that was found before, or the one that took its path where what holds it got new text meanwhile."""
    if node is None or all(any(other is one for other in forest.siblings(one)) for one in line_of(node)):
        return node
    return forest.find(node.path)


def _still_standing(forest: Forest, chosen: Sequence[tuple[int, Effect, Node]]) -> list[tuple[int, Effect, Node]]:
    found = ((index, effect, _standing(forest, node)) for index, effect, node in chosen)
    return [(index, effect, node) for index, effect, node in found if node is not None]


def _is_new(effect: Effect) -> bool:
    """Whether an effect brings a new provision (a new paragraph and words at the end belong to the old one)."""
    return effect.action in (Action.INSERT, Action.APPEND) and effect.target.part is Part.WHOLE and effect.phrase_to is None


def _missing(batch: Batch, effect: Effect) -> None:
    batch.report(ProblemCode.MISSING_TARGET, effect, "target_missing", place=Places.of(effect.target.path or ""))


def _on_whole(batch: Batch, index: int, effect: Effect) -> None:
    if effect.action.ends:
        batch.ended.append(batch.change(index))
    elif effect.phrase_from is None and not effect.action.halts:
        batch.report(ProblemCode.MISSING_TARGET, effect, "target_unclear")


def _change(batch: Batch, index: int, effect: Effect, node: Node) -> None:
    change = batch.change(index)
    part = effect.target.part
    if effect.action.halts:
        node.changes.append(change)  # the words stay as they are
        return
    if effect.action.ends:
        _repeal(node, effect, change)
        return
    if effect.action is Action.RETITLE or part in (Part.HEADING, Part.TITLE):
        node.heading = effect.new_heading or read_heading(effect.new_text or "") or node.heading
        node.mark(change)
        return
    if part is not Part.WHOLE:
        if not _change_part(node, effect):
            _missing(batch, effect)
            return
        node.mark(change)
        return
    new, shows_heading = new_provision(batch, effect, node.kind, node.number, node.path)
    if new is None:
        batch.report(ProblemCode.MISSING_TARGET, effect, "nothing_to_replace_with")
        return
    if node.kind in GROUPING and _articles(node.walk()) and not _articles(grow(new).walk()):
        batch.report(ProblemCode.MISSING_TARGET, effect, "new_text_without_articles", place=Places.of(node.path))
        return
    _take(node, new, change, heading=shows_heading)
    batch.replaced.add(id(node))


def _articles(nodes: Iterator[Node]) -> bool:
    return any(node.kind is Kind.ARTICLE for node in nodes)


def _take(node: Node, new: Provision, change: ChangedBy, *, heading: bool) -> None:
    """Give a node the words and children of a new provision."""
    grown = grow(new)
    if heading:
        node.heading = grown.heading
    node.text, node.tail, node.table, node.notes = grown.text, grown.tail, grown.table, ()
    node.children = grown.children
    for child in node.children:
        child.parent = node
    node.mark(change)
    taken = {node.path}
    for child in node.children:
        if child.kind is Kind.TABLE or child.number is None:
            child.path = join_path(node.path, last_step(child.path))
        settle(child, taken)
        for below in child.walk():
            below.original = None
            below.mark(change)


def _repeal(node: Node, effect: Effect, change: ChangedBy) -> None:
    part = effect.target.part
    if part is Part.HEADING:
        node.heading = None
    elif part is Part.LEAD:
        node.text = ""
    elif part is Part.TAIL:
        node.tail = ""
    elif part is Part.PARAGRAPH:
        paragraphs = node.text.split("\n")
        if effect.target.paragraph and effect.target.paragraph <= len(paragraphs):
            del paragraphs[effect.target.paragraph - 1]
            node.text = "\n".join(paragraphs)
    else:
        node.heading, node.tail, node.children, node.table, node.notes = None, "", [], None, ()
        node.text = _EXPIRED if effect.action is Action.EXPIRE else REPEALED
    node.mark(change)


def _change_part(node: Node, effect: Effect) -> bool:
    """New words for a part of a provision: its lead, its closing words or one paragraph. False where there is no such part."""
    target = effect.target
    lines = [line.strip() for line in (effect.new_text or "").split("\n") if line.strip()]
    if not lines:
        return False
    first = label(lines[0])
    if first is not None and target.part is Part.LEAD and first.number == node.number:
        lines[0] = lines[0][first.end :]
    new = "\n".join(lines)
    if effect.action in (Action.INSERT, Action.APPEND):
        return _add_paragraph(node, new, target)
    if target.part is Part.LEAD:
        rest = node.text.split("\n")[1:] if not node.children else []
        node.text = "\n".join([new, *rest])
        return True
    if target.part is Part.TAIL:
        if node.tail:
            node.tail = "\n".join([*node.tail.split("\n")[:-1], new])
        else:
            node.text = "\n".join([*node.text.split("\n")[:-1], new])
        return True
    paragraphs = node.text.split("\n")
    tails = node.tail.split("\n") if node.tail else []
    count = target.paragraph or 0
    if 0 < count <= len(paragraphs):
        paragraphs[count - 1] = new
        node.text = "\n".join(paragraphs)
        return True
    if 0 < count - len(paragraphs) <= len(tails):
        tails[count - len(paragraphs) - 1] = new
        node.tail = "\n".join(tails)
        return True
    return False


def _add_paragraph(node: Node, new: str, target: EffectTarget) -> bool:
    paragraphs = node.text.split("\n") if node.text else []
    if target.paragraph:
        paragraphs.insert(min(target.paragraph - 1, len(paragraphs)), new)
    elif target.position is Position.BEFORE or target.part is Part.LEAD:
        paragraphs.insert(0, new)
    elif node.children:
        node.tail = "\n".join(part for part in (node.tail, new) if part)
        return True
    else:
        paragraphs.append(new)
    node.text = "\n".join(paragraphs)
    return True
