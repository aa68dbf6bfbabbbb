"""Where new and renumbered provisions stand among the others."""

from collections.abc import Sequence
from dataclasses import replace

from documents.amendments.effect import EffectTarget, Position
from documents.consolidation.tree import Forest, Node
from documents.model import Kind, Provision
from documents.paths import GROUPING, parent_of
from documents.wording.numbers import number_order

_ANNEXES = (Kind.APPENDIX, Kind.ATTACHMENT, Kind.FORM)
Spot = tuple[Node | None, int]  # a parent, None for the top, and a place among its children
ENDINGS = (Kind.CLOSING, Kind.RECIPIENTS, Kind.SIGNATURE, Kind.APPENDIX, Kind.ATTACHMENT, Kind.FORM)


def place_by_number(siblings: Sequence[Node], kind: Kind, number: str | None) -> int:
    """Where a new sibling stands: after the last of its kind that has a smaller number."""
    at = None
    first = None
    for index, other in enumerate(siblings):
        if other.kind is not kind:
            continue
        first = index if first is None else first
        if number_order(other.number) <= number_order(number):
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
) -> Spot | None:
    """Where a new provision goes: its parent and its place among the children."""
    if anchor is not None and anchor.kind is kind:
        return _before(forest, anchor) if target.position is Position.BEFORE else _after(forest, last.get(id(anchor), anchor))
    if kind is Kind.ARTICLE:
        if anchor is None or anchor.kind not in GROUPING:
            return _article_spot(forest, number, target)
        inside = [node for node in anchor.walk() if node.kind is kind]
        return _by_number(forest, inside, number) or (anchor, len(anchor.children))
    if kind in GROUPING or kind in _ANNEXES:
        return _group_spot(forest, kind, number, target, holder)
    parent = holder or (anchor.parent if anchor is not None else None) or forest.find(parent_of(target.path or ""))
    return None if parent is None else (parent, place_by_number(parent.children, kind, number))


def _group_spot(forest: Forest, kind: Kind, number: str | None, target: EffectTarget, parent: Node | None) -> Spot | None:
    """A chapter or an annex, in what holds it or at the top."""
    if parent is None and (above := parent_of(target.path or "")):
        parent = forest.find(above)
        if parent is None:
            return None
    if kind in GROUPING and parent is None:
        smaller = [node for node in forest.walk() if node.kind is kind and number_order(node.number) <= number_order(number)]
        if smaller:
            return _after(forest, smaller[-1])
    return parent, place_by_number(parent.children if parent is not None else forest.roots, kind, number)


def _before(forest: Forest, node: Node) -> Spot:
    return node.parent, forest.siblings(node).index(node)


def _after(forest: Forest, node: Node) -> Spot:
    return node.parent, forest.siblings(node).index(node) + 1


def _by_number(forest: Forest, same: Sequence[Node], number: str | None) -> Spot | None:
    """After the last with a smaller number, or before the first."""
    smaller = [node for node in same if number_order(node.number) <= number_order(number)]
    if smaller:
        return _after(forest, smaller[-1])
    return _before(forest, same[0]) if same else None


def _article_spot(forest: Forest, number: str | None, target: EffectTarget) -> Spot | None:
    """After the article with the next smaller number, in the chapter of that article."""
    scope = parent_of(target.path or "")
    articles = [node for node in forest.walk() if node.kind is Kind.ARTICLE and parent_of(node.path) == scope]
    if not articles:
        return None if scope else (None, place_by_number(forest.roots, Kind.ARTICLE, number))
    return _by_number(forest, articles, number)


def place_article(provisions: Sequence[Provision], article: Provision, before: str | None) -> tuple[Provision, ...]:
    """A text with an article in the place of the one of the same path, or behind the one that stands before it.

    :param before: path of the article that it stands behind; where the text lacks that one, the order of numbers decides
    """
    replaced, found = _replaced(tuple(provisions), article)
    if found:
        return replaced
    if before is not None:
        placed, found = _placed_behind(tuple(provisions), article, before)
        if found:
            return placed
    return _placed_by_number(tuple(provisions), article)


def _replaced(provisions: tuple[Provision, ...], article: Provision) -> tuple[tuple[Provision, ...], bool]:
    for place, item in enumerate(provisions):
        if item.path == article.path:
            return (*provisions[:place], article, *provisions[place + 1 :]), True
        children, found = _replaced(item.children, article) if item.children and item.kind is not Kind.ARTICLE else ((), False)
        if found:
            return (*provisions[:place], replace(item, children=children), *provisions[place + 1 :]), True
    return provisions, False


def _placed_behind(provisions: tuple[Provision, ...], article: Provision, before: str) -> tuple[tuple[Provision, ...], bool]:
    for place, item in enumerate(provisions):
        if item.path == before:
            return (*provisions[: place + 1], article, *provisions[place + 1 :]), True
        children, found = _placed_behind(item.children, article, before) if item.kind is not Kind.ARTICLE else ((), False)
        if found:
            return (*provisions[:place], replace(item, children=children), *provisions[place + 1 :]), True
    return provisions, False


def _placed_by_number(provisions: tuple[Provision, ...], article: Provision) -> tuple[Provision, ...]:
    articles = [item for root in provisions for item in root.walk() if item.kind is Kind.ARTICLE and not parent_of(item.path)]
    smaller = [item for item in articles if number_order(item.number) < number_order(article.number)]
    if smaller:
        return _placed_behind(provisions, article, max(smaller, key=lambda item: number_order(item.number)).path)[0]
    first = next((place for place, item in enumerate(provisions) if item.kind is not Kind.PREAMBLE), len(provisions))
    return (*provisions[:first], article, *provisions[first:])
