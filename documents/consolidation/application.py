"""Apply the effects of one amending instrument, on one day, to a tree: new text, words, numbers.

All of them speak of the provisions as they were numbered before, so their targets are found first. Then provisions are replaced
and repealed, words changed, numbers changed, and new provisions put in.
"""

from collections.abc import Sequence

from documents.amendments.checks import label
from documents.amendments.effect import Action, Effect, EffectTarget, Part, Position
from documents.amendments.newtext import read_heading
from documents.amendments.phrases import Swap, swap
from documents.consolidation.placement import ENDINGS, insert, new_provision, place_by_number
from documents.consolidation.tree import REPEALED, Batch, ChangedBy, Forest, Node, grow, says_repealed, settle
from documents.messages import Places
from documents.model import Kind, ProblemCode, Provision
from documents.paths import GROUPING, join_path, last_step, parent_of
from documents.wording.numbers import number_order

_EXPIRED = "(hết hiệu lực)"


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
            _phrase_not_found(batch, effect)


def _phrase_not_found(batch: Batch, effect: Effect) -> None:
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
        return [(node, name) for name in ("text", "tail") if getattr(node, name)][:1]
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
        if clash is not None and says_repealed(clash):
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


def apply_batch(forest: Forest, batch: Batch) -> None:
    """Apply the effects of a batch to a tree."""
    found: dict[int, Node | None] = {}
    anchors: dict[int, Node | None] = {}
    for index, effect in batch.effects:
        target = effect.target
        found[index] = forest.find(target.path) if target.path is not None and not _is_new(effect) else None
        anchors[index] = forest.find(target.anchor) if target.anchor else None
        if found[index] is None and _is_new(effect) and target.path is not None and target.anchor is None:
            anchors[index] = forest.find(parent_of(target.path))
    swaps: list[tuple[int, Effect, Node]] = []
    moves: list[tuple[int, Effect, Node]] = []
    fresh: list[tuple[int, Effect]] = []
    for index, effect in batch.effects:
        if _is_new(effect):
            fresh.append((index, effect))
            continue
        if effect.target.path is None:
            if effect.action.ends:
                batch.ended.append(batch.change(index))
            elif effect.phrase_from is None and not effect.action.halts:
                batch.report(ProblemCode.MISSING_TARGET, effect, "target_unclear")
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
    if node.kind in GROUPING and _has_articles(node) and not _has_articles(new):
        batch.report(ProblemCode.MISSING_TARGET, effect, "new_text_without_articles", place=Places.of(node.path))
        return
    _take(node, new, change, heading=shows_heading)
    batch.replaced.add(id(node))


def _has_articles(node: Node | Provision) -> bool:
    return any(below.kind is Kind.ARTICLE for below in node.walk())


def _take(node: Node, new: Provision, change: ChangedBy, *, heading: bool) -> None:
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
