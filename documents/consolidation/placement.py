"""Where new and renumbered provisions stand among the others."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from documents.amendments.checks import label
from documents.amendments.effect import Effect, EffectTarget, Position
from documents.amendments.newtext import read_new
from documents.consolidation.tree import Batch, Forest, Node, grow, says_repealed, settle
from documents.messages import Places
from documents.model import Kind, ProblemCode, Provision
from documents.paths import GROUPING, kind_of, last_step, parent_of, read_step
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
    smaller = [node for node in same if number_order(node.number) <= number_order(number)]
    if smaller:
        return _after(forest, smaller[-1])
    return _before(forest, same[0]) if same else None


def _article_spot(forest: Forest, number: str | None, target: EffectTarget) -> Spot | None:
    scope = parent_of(target.path or "")
    articles = [node for node in forest.walk() if node.kind is Kind.ARTICLE and parent_of(node.path) == scope]
    if not articles:
        return None if scope else (None, place_by_number(forest.roots, Kind.ARTICLE, number))
    return _by_number(forest, articles, number)


def place_article(provisions: Sequence[Provision], article: Provision, before: str | None) -> tuple[Provision, ...]:
    """A text with an article in the place of the one of the same path, or behind the one that stands before it.

    :param before: path of the article that it stands behind; where the text lacks that one, the order of numbers decides
    """
    roots = tuple(provisions)
    if placed := _exchanged(roots, article.path, lambda _: (article,)):
        return placed
    articles = (item for root in roots for item in root.articles() if not parent_of(item.path))
    smaller = [item for item in articles if number_order(item.number) < number_order(article.number)]
    last = max(smaller, key=lambda item: number_order(item.number), default=None)
    for behind in (before, last.path if last else None):
        if behind is not None and (placed := _exchanged(roots, behind, lambda item: (item, article))):
            return placed
    first = next((place for place, item in enumerate(roots) if item.kind is not Kind.PREAMBLE), len(roots))
    return (*roots[:first], article, *roots[first:])


def _exchanged(
    provisions: tuple[Provision, ...], path: str, made: Callable[[Provision], tuple[Provision, ...]]
) -> tuple[Provision, ...]:
    """Provisions with what is made of the one of a path in its place; none where they do not have it."""
    for place, item in enumerate(provisions):
        if item.path == path:
            return (*provisions[:place], *made(item), *provisions[place + 1 :])
        if item.kind is not Kind.ARTICLE and (children := _exchanged(item.children, path, made)):
            return (*provisions[:place], replace(item, children=children), *provisions[place + 1 :])
    return ()


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
    if target.anchor is not None and beside is None:
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
    parent, at = spot
    siblings = parent.children if parent is not None else forest.roots
    path = effect.target.path or ""
    kind = kind_of(path)
    clash = next((other for other in forest.walk() if other.kind is kind and _same_place(other, path, parent, number)), None)
    if clash is not None and says_repealed(clash) and clash in siblings:
        node.changes = list(clash.changes)
        at = siblings.index(clash)
        siblings.remove(clash)
    elif clash is not None:
        batch.report(ProblemCode.AMENDMENT_CONFLICT, effect, "insertion_beside", place=Places.of(clash.path))
    if parent is not None and says_repealed(parent):
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
    numeral = (written or "").rstrip("abcd")
    if written and numeral and not numeral.strip("ivxlc") and step.kind in (Kind.CHAPTER, Kind.PART, Kind.APPENDIX, Kind.SECTION):
        bare = written.rstrip("abd") if written[-1] in "abd" else written
        return bare.upper() + written[len(bare) :]
    return written
