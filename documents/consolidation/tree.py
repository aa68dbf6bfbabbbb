"""A tree of provisions that can be changed, and the way back to provisions. What was not changed comes back as the same object."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from documents.amendments.effect import Effect
from documents.messages import Message, Places, Value
from documents.model import Instrument, Kind, Note, Problem, ProblemCode, Provision, Table
from documents.paths import GROUPING, child_path, first_step, join_path, kind_of, last_step, read_step, steps_of
from documents.structure.headings import says_only_repealed
from documents.wording.numbers import same_number

REPEALED = "(được bãi bỏ)"


@dataclass(frozen=True, slots=True)
class ChangedBy:
    """What changed a provision.

    :param effect: which of its effects, counted from 0
    """

    key: str
    effect: int


@dataclass(slots=True, eq=False)
class Node:
    """A provision that can be changed."""

    kind: Kind
    number: str | None
    path: str
    heading: str | None = None
    text: str = ""
    tail: str = ""
    table: Table | None = None
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    changes: list[ChangedBy] = field(default_factory=list)
    original: Provision | None = None
    dirty: bool = False

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def mark(self, change: ChangedBy) -> None:
        """Note what changed it."""
        self.dirty = True
        if change not in self.changes:
            self.changes.append(change)


def says_repealed(provision: Provision | Node) -> bool:
    """Whether nothing is left of a provision but the words that say so."""
    return not provision.children and says_only_repealed(provision.text, provision.path)


_SHARED = ("path", "kind", "number", "heading", "text", "tail", "table", "notes", "problems")


def grow(provision: Provision, parent: Node | None = None) -> Node:
    """A provision as a node that can be changed."""
    node = Node(**{name: getattr(provision, name) for name in _SHARED}, parent=parent, original=provision)
    node.children = [grow(child, node) for child in provision.children]
    return node


def freeze(node: Node) -> Provision:
    """A node as a provision; the original object where nothing in it has changed."""
    children = tuple(freeze(child) for child in node.children)
    before = node.original
    if before is not None and not node.dirty and len(children) == len(before.children):
        if all(one is other for one, other in zip(children, before.children, strict=True)):
            return before
        return replace(before, children=children)
    made = Provision(**{name: getattr(node, name) for name in _SHARED}, children=children)
    if before is None:
        return made
    text_map = before.text_map if before.text == node.text else ()
    tail_map = before.tail_map if before.tail == node.tail else ()
    return replace(made, page=before.page, text_map=text_map, tail_map=tail_map)


@dataclass(slots=True)
class Forest:
    """The roots of an instrument's tree."""

    roots: list[Node]

    def walk(self) -> Iterator[Node]:
        """Every node in reading order."""
        for root in self.roots:
            yield from root.walk()

    def siblings(self, node: Node) -> list[Node]:
        """The list that a node stands in."""
        return node.parent.children if node.parent is not None else self.roots

    def put(self, node: Node, parent: Node | None, at: int) -> None:
        """Put a node into the tree."""
        node.parent = parent
        (parent.children if parent is not None else self.roots).insert(at, node)

    def paths(self) -> set[str]:
        """Every path in use."""
        return {node.path for node in self.walk()}

    def find(self, path: str) -> Node | None:
        """The node that a path of amending text means; None where there is none or several, as of the empty path.

        Amending texts leave out the parts above a chapter, the attached text above an article, write III for 3 and 1 for 01.
        """
        exact = next((node for node in self.walk() if node.path == path), None)
        if exact is not None:
            return exact
        steps = steps_of(path)
        found = [node for node in self.walk() if steps and _fits(node, steps)]
        if len(found) > 1 and kind_of(steps[0]) is Kind.ARTICLE:
            found = [node for node in found if kind_of(first_step(node.path)) is not Kind.APPENDIX]
        return found[0] if len(found) == 1 else None


def _fits(node: Node, steps: Sequence[str]) -> bool:
    own = steps_of(node.path)
    if len(own) < len(steps) or not _same_step(own[-1], steps[-1]):
        return False
    at = len(own) - 1
    for step in reversed(steps[:-1]):
        at -= 1
        while at >= 0 and not _same_step(own[at], step):
            if kind_of(own[at]) not in GROUPING:
                return False
            at -= 1
        if at < 0:
            return False
    above = own[:at]
    if kind_of(steps[0]) in (Kind.ARTICLE, Kind.CLAUSE, Kind.POINT):
        return all(kind_of(step) is Kind.ATTACHMENT for step in above)
    return True


def _same_step(one: str, other: str) -> bool:
    if one == other:
        return True
    own, wanted = read_step(one), read_step(other)
    if own.kind is None or own.kind is not wanted.kind or own.copy > 1:
        return False
    if own.number is None or wanted.number is None:
        return own.kind is Kind.APPENDIX and wanted.number is None
    return same_number(own.number, wanted.number)


def settle(node: Node, taken: set[str]) -> None:
    """Give a node and all below it the paths that their numbers and their places make."""
    above = node.parent.path if node.parent is not None else ""
    path = child_path(above, node.kind, node.number, taken) if node.number else node.path
    if path != node.path:
        node.path = path
        node.dirty = True
    taken.add(node.path)
    for child in node.children:
        if child.number is None:
            path = join_path(node.path, last_step(child.path))
            if child.path != path and child.kind is not Kind.ARTICLE:
                child.path = path
                child.dirty = True
        settle(child, taken)


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
