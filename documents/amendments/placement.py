"""Where new and renumbered provisions stand among the others."""

from collections.abc import Sequence

from documents.amendments.model import EffectTarget, Position
from documents.amendments.numbers import order
from documents.amendments.tree import Forest, Node
from documents.model import Kind
from documents.paths import GROUPING, parent_of

_ANNEXES = (Kind.APPENDIX, Kind.ATTACHMENT, Kind.FORM)
ENDINGS = (Kind.CLOSING, Kind.RECIPIENTS, Kind.SIGNATURE, Kind.APPENDIX, Kind.ATTACHMENT, Kind.FORM)


def place_by_number(siblings: Sequence[Node], kind: Kind, number: str | None) -> int:
    """Where a new sibling stands: after the last of its kind that has a smaller number."""
    at = None
    first = None
    for index, other in enumerate(siblings):
        if other.kind is not kind:
            continue
        first = index if first is None else first
        if order(other.number) <= order(number):
            at = index + 1
    if at is not None:
        return at
    if first is not None:
        return first
    if kind in (Kind.APPENDIX, Kind.FORM, Kind.ATTACHMENT):
        return len(siblings)
    return next((index for index, other in enumerate(siblings) if other.kind in ENDINGS), len(siblings))


def find_spot(
    forest: Forest,
    kind: Kind,
    number: str | None,
    target: EffectTarget,
    anchor: Node | None,
    holder: Node | None,
    last: dict[int, Node],
) -> tuple[Node | None, int] | None:
    """Where a new provision goes: its parent and its place among the children."""
    if anchor is not None and (anchor.kind is kind or (kind is Kind.ARTICLE and anchor.kind in GROUPING)):
        if anchor.kind is not kind:
            inside = [node for node in anchor.walk() if node.kind is kind]
            smaller = [node for node in inside if order(node.number) <= order(number)]
            if smaller:
                return smaller[-1].parent, forest.siblings(smaller[-1]).index(smaller[-1]) + 1
            return (inside[0].parent, forest.siblings(inside[0]).index(inside[0])) if inside else (anchor, len(anchor.children))
        after = last.get(id(anchor), anchor)
        siblings = forest.siblings(after)
        if target.position is Position.BEFORE:
            return anchor.parent, forest.siblings(anchor).index(anchor)
        return after.parent, siblings.index(after) + 1
    if kind is Kind.ARTICLE:
        return _article_spot(forest, number, target)
    if kind in GROUPING or kind in _ANNEXES:
        parent = holder
        if parent is None and (above := parent_of(target.path or "")):
            parent = forest.find(above)
            if parent is None:
                return None
        siblings = parent.children if parent is not None else forest.roots
        if kind in GROUPING and parent is None:
            same = [node for node in forest.walk() if node.kind is kind]
            smaller = [node for node in same if order(node.number) <= order(number)]
            if smaller:
                return smaller[-1].parent, forest.siblings(smaller[-1]).index(smaller[-1]) + 1
        return parent, place_by_number(siblings, kind, number)
    parent = holder or (anchor.parent if anchor is not None else None) or forest.find(parent_of(target.path or ""))
    if parent is None:
        return None
    return parent, place_by_number(parent.children, kind, number)


def _article_spot(forest: Forest, number: str | None, target: EffectTarget) -> tuple[Node | None, int] | None:
    """After the article with the next smaller number, in the chapter of that article."""
    scope = parent_of(target.path or "")
    articles = [node for node in forest.walk() if node.kind is Kind.ARTICLE and parent_of(node.path) == scope]
    if not articles:
        return None if scope else (None, place_by_number(forest.roots, Kind.ARTICLE, number))
    smaller = [node for node in articles if order(node.number) <= order(number)]
    if smaller:
        before = smaller[-1]
        return before.parent, forest.siblings(before).index(before) + 1
    return articles[0].parent, forest.siblings(articles[0]).index(articles[0])
