"""Apply the effects of one amending instrument, on one day, to a tree.

All of them speak of the provisions as they were numbered before, so their targets are found first. Then provisions are replaced
and repealed, words changed, numbers changed, and new provisions put in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from documents.amendments.model import Action, Effect, EffectTarget, Part, Position
from documents.amendments.newtext import label, read_heading, read_new
from documents.amendments.numbers import order
from documents.amendments.phrases import Swap, swap
from documents.amendments.placement import ENDINGS, find_spot, place_by_number
from documents.amendments.tree import REPEALED, ChangedBy, Forest, Node, grow, settle
from documents.citing import mention
from documents.model import Instrument, Kind, Problem, ProblemCode, Provision
from documents.paths import GROUPING, join_path, kind_of, last_step, parent_of, read_step

_EXPIRED = "(hết hiệu lực)"


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
            _on_whole(forest, batch, index, effect)
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
            _change(forest, batch, index, effect, node)
            if effect.new_number:
                moves.append((index, effect, node))
    _swap_all(batch, _still_standing(forest, swaps))
    _renumber_all(forest, batch, _still_standing(forest, moves))
    last: dict[int, Node] = {}
    for index, effect in fresh:
        _insert(forest, batch, index, effect, _standing(forest, anchors[index]), last)


def _standing(forest: Forest, node: Node | None) -> Node | None:
    """A node that was found before, or the one that took its path where what holds it got new text meanwhile."""
    if node is None or all(any(other is one for other in forest.siblings(one)) for one in _line(node)):
        return node
    return forest.find(node.path)


def _still_standing(forest: Forest, chosen: Sequence[tuple[int, Effect, Node]]) -> list[tuple[int, Effect, Node]]:
    found = ((index, effect, _standing(forest, node)) for index, effect, node in chosen)
    return [(index, effect, node) for index, effect, node in found if node is not None]


def _is_new(effect: Effect) -> bool:
    """Whether an effect brings a new provision (a new paragraph belongs to the old one)."""
    return effect.action in (Action.INSERT, Action.APPEND) and effect.target.part is Part.WHOLE


def _missing(batch: Batch, effect: Effect) -> None:
    batch.report(ProblemCode.MISSING_TARGET, effect, f"Không tìm thấy {mention(effect.target.path or '')} trong văn bản gốc")


def _on_whole(forest: Forest, batch: Batch, index: int, effect: Effect) -> None:
    if effect.action.ends:
        batch.ended.append(batch.change(index))
    elif effect.phrase_from is None and not effect.action.halts:
        batch.report(ProblemCode.MISSING_TARGET, effect, "Không rõ điều khoản bị tác động")


def _change(forest: Forest, batch: Batch, index: int, effect: Effect, node: Node) -> None:
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
    new, shows_heading = _new_provision(batch, effect, node.kind, node.number, node.path)
    if new is None:
        batch.report(ProblemCode.MISSING_TARGET, effect, "Không có lời mới để thay")
        return
    if node.kind in GROUPING and _articles(node.walk()) and not _articles(grow(new).walk()):
        batch.report(
            ProblemCode.MISSING_TARGET, effect, f"Lời mới của {mention(node.path)} không có điều nào; các điều cũ được giữ"
        )
        return
    _take(node, new, change, heading=shows_heading)
    batch.replaced.add(id(node))


def _articles(nodes: Iterator[Node]) -> bool:
    return any(node.kind is Kind.ARTICLE for node in nodes)


def _new_provision(batch: Batch, effect: Effect, kind: Kind, number: str | None, path: str) -> tuple[Provision | None, bool]:
    """The new provision of an effect: from its text, or the appendix of the amending instrument."""
    if effect.new_path is not None:
        source = next((node for node in batch.instrument.walk() if node.path == effect.new_path), None)
        if source is not None:
            return replace(source, page=None), True
    if not effect.new_text:
        return None, False
    return read_new(effect.new_text, kind, number, path)


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


def _swap_all(batch: Batch, swaps: Sequence[tuple[int, Effect, Node]]) -> None:
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
            batch.report(
                ProblemCode.PHRASE_NOT_FOUND,
                effect,
                f"Không tìm thấy cụm từ “{effect.phrase_from}” tại {effect.target.path or 'văn bản'}",
            )


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


def _renumber_all(forest: Forest, batch: Batch, moves: Sequence[tuple[int, Effect, Node]]) -> None:
    """All numbers change at once; then the paths follow."""
    if not moves:
        return
    for index, effect, node in moves:
        node.number = effect.new_number
        node.mark(batch.change(index))
    moved = {id(node) for _, _, node in moves}
    taken = {other.path for other in forest.walk() if not any(id(above) in moved for above in _line(other))}
    for _, effect, node in moves:
        clash = next(
            (
                other
                for other in forest.siblings(node)
                if other is not node
                and id(other) not in moved
                and other.kind is node.kind
                and order(other.number) == order(node.number)
            ),
            None,
        )
        if clash is not None and clash.is_repealed():
            node.changes[:0] = [change for change in clash.changes if change not in node.changes]
            taken -= {below.path for below in clash.walk()}
            forest.siblings(clash).remove(clash)
        elif clash is not None:
            batch.report(ProblemCode.AMENDMENT_CONFLICT, effect, f"Đã có {mention(clash.path)} khi đánh số lại")
    for _, _, node in moves:
        settle(node, taken)
    for parent in {id(node.parent): node.parent for _, _, node in moves}.values():
        siblings = parent.children if parent is not None else forest.roots
        _sort_moved(siblings, moved)


def _line(node: Node) -> list[Node]:
    line = [node]
    while line[-1].parent is not None:
        line.append(line[-1].parent)
    return line


def _sort_moved(siblings: list[Node], moved: set[int]) -> None:
    """Put renumbered nodes where their numbers belong; the others stay where they are."""
    for node in [node for node in siblings if id(node) in moved]:
        same = [other for other in siblings if other.kind is node.kind]
        if [order(other.number) for other in same] == sorted(order(other.number) for other in same):
            return
        siblings.remove(node)
        siblings.insert(place_by_number(siblings, node.kind, node.number), node)


def _insert(forest: Forest, batch: Batch, index: int, effect: Effect, beside: Node | None, last: dict[int, Node]) -> None:
    """Put a new provision in.

    :param beside: the anchor that is named, or else the provision that will hold it
    :param last: by anchor, what this batch has put in after it
    """
    target = effect.target
    kind = kind_of(target.path) if target.path else None
    if target.path is None or kind is None:
        batch.report(ProblemCode.MISSING_TARGET, effect, "Không rõ chỗ bổ sung")
        return
    number = _number_of(effect, target.path)
    new, _ = _new_provision(batch, effect, kind, number, target.path)
    if new is None:
        batch.report(ProblemCode.MISSING_TARGET, effect, "Không có lời mới để bổ sung")
        return
    anchored = target.anchor is not None
    if anchored and beside is None and target.anchor is not None:
        beside = forest.find(target.anchor)  # it may have been put in by this act
    spot = find_spot(forest, kind, number, target, beside if anchored else None, None if anchored else beside, last)
    if spot is None:
        batch.report(ProblemCode.MISSING_TARGET, effect, f"Không tìm thấy chỗ để bổ sung {mention(target.path)} trong văn bản gốc")
        return
    if anchored and beside is None:
        batch.report(
            ProblemCode.AMENDMENT_CONFLICT,
            effect,
            f"Không tìm thấy {mention(target.anchor or '')}; {mention(target.path)} được đặt theo thứ tự số",
        )
    parent, at = spot
    siblings = parent.children if parent is not None else forest.roots
    change = batch.change(index)
    clash = next((other for other in forest.walk() if other.kind is kind and _same_place(other, target.path, parent, number)), None)
    node = grow(new)
    node.number = number or node.number
    if clash is not None and clash.is_repealed() and clash in siblings:
        node.changes = list(clash.changes)
        at = siblings.index(clash)
        siblings.remove(clash)
    elif clash is not None:
        batch.report(ProblemCode.AMENDMENT_CONFLICT, effect, f"Đã có {mention(clash.path)}; lời bổ sung được giữ cạnh bản cũ")
    if parent is not None and parent.is_repealed():
        parent.text = ""
    forest.put(node, parent, at)
    taken = forest.paths() - {below.path for below in node.walk()} if clash is None else forest.paths()
    taken -= {below.path for below in node.walk() if not _used_elsewhere(forest, below)}
    settle(node, taken)
    for below in node.walk():
        below.original = None
        below.mark(change)
    if beside is not None and anchored:
        last[id(beside)] = node


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
