"""Build the inside of an article: heading or text, clauses, points, subpoints, tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from documents.messages import Message
from documents.model import Kind, Place, ProblemCode, Provision, Segment
from documents.paths import copy_of, join_path
from documents.structure.builder import Node, NoteBook, step
from documents.structure.headings import ends_sentence, is_only_sentence, is_sentence
from documents.structure.markers import Shape, marker
from documents.structure.outline import Role, Step, outline
from documents.structure.paragraphs import Paragraph
from documents.structure.parted import cuts
from documents.structure.quotes import quoted_paragraphs
from documents.structure.tree import ArticleBody


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph of a body.

    :param start: where its own words begin
    :param quoted: it belongs to a quotation that began in an earlier paragraph
    """

    paragraph: Paragraph
    start: int = 0
    quoted: bool = False

    @property
    def text(self) -> str:
        """The paragraph's own words."""
        return self.paragraph.text[self.start :]


def table_node(paragraph: Paragraph, parent: Node) -> Node:
    """The provision of a table."""
    node = Node(Kind.TABLE, label=str(parent.tables + 1), page=paragraph.page, table=paragraph.table)
    if paragraph.text:
        node.heading = paragraph.text
    return node


def take_words(node: Node, item: Item, notes: NoteBook) -> None:
    """Add a paragraph or a table to a provision whose words are not split."""
    if item.paragraph.table is not None:
        node.append(table_node(item.paragraph, node))
        return
    node.add(item.paragraph, item.start)
    node.notes.extend(notes.take(item.paragraph))


def fill_article(article: Node, items: Sequence[Item], notes: NoteBook) -> None:
    """Give an article its heading, text and children.

    :param items: first what follows ``Điều N.`` in its paragraph, then the paragraphs below
    """
    first, body = items[0], list(items[1:])
    title = first.text
    article.notes.extend(notes.take(first.paragraph))
    article.page = first.paragraph.page
    number = marker(title)
    if not title:
        if len(body) > 1 and _is_title(body[0]):
            article.heading = body[0].text
            article.notes.extend(notes.take(body[0].paragraph))
            body = body[1:]
    elif number is not None and number.shape is Shape.NUMBER and number.value == 1:
        body.insert(0, Item(first.paragraph, first.start))
    elif body:
        if is_sentence(title):
            body.insert(0, first)
        else:
            article.heading = title
            if len(body) > 1 and _continues_title(first, body[0], body[1]):
                article.heading = f"{title} {body[0].text}"
                article.notes.extend(notes.take(body[0].paragraph))
                body = body[1:]
    elif is_only_sentence(title) or title.count(" ") > 24:
        body.append(first)
    else:
        article.heading = title
    fill_body(article, body, notes, taken=body[0].paragraph if body and body[0].paragraph is first.paragraph else None)
    if article.empty():
        message = Message.of("problem.empty_article", number=str(article.number))
        article.problems.append((ProblemCode.EMPTY_ARTICLE, message))


def _is_title(item: Item) -> bool:
    text = item.text
    return (
        0 < len(text) < 200
        and not item.quoted
        and item.paragraph.table is None
        and not ends_sentence(text)
        and text[:1].isupper()
        and marker(text) is None
    )


def _continues_title(first: Item, second: Item, third: Item) -> bool:
    """Whether a title was broken before a capital letter, short of the margin."""
    if not _is_title(second) or third.paragraph.table is not None or ends_sentence(first.text) or len(first.text) > 250:
        return False
    bold = first.paragraph.bold is True and second.paragraph.bold is True and third.paragraph.bold is not True
    return bold or (second.paragraph.guessed and first.paragraph.guessed)


def fill_body(node: Node, body: Sequence[Item], notes: NoteBook, taken: Paragraph | None = None) -> None:
    """Split paragraphs into clauses, points and subpoints below ``node``.

    :param taken: the paragraph whose notes were taken already
    """
    body, steps = _plan(body, taken)
    clause: Node | None = None
    point: Node | None = None
    subpoint: Node | None = None
    for item, plan in zip(body, steps, strict=True):
        deepest = subpoint or point or clause or node
        if item.paragraph.table is not None:
            deepest.append(table_node(item.paragraph, deepest))
            continue
        if plan.role is Role.CLAUSE:
            clause, point, subpoint = node.append(Node(Kind.CLAUSE, plan.number)), None, None
            target = clause
        elif plan.role is Role.POINT:
            point, subpoint = (clause or node).append(Node(Kind.POINT, plan.number)), None
            target = point
        elif plan.role is Role.SUBPOINT:
            subpoint = target = (point or clause or node).append(Node(Kind.SUBPOINT, plan.number))
        elif plan.role is Role.AFTER_POINTS:
            point = subpoint = None
            target = clause or node
        else:
            target = deepest
        target.page = target.page if target.page is not None else item.paragraph.page
        target.add(item.paragraph, item.start + plan.start)
        if item.paragraph is not taken:
            target.notes.extend(notes.take(item.paragraph))


def _plan(body: Sequence[Item], taken: Paragraph | None) -> tuple[Sequence[Item], list[Step]]:
    """What each paragraph does; those that hold a label which has lost its line break are parted."""
    texts = [item.text for item in body]
    quoted = [item.quoted or item.paragraph.table is not None for item in body]
    steps = outline(texts, quoted)
    places = cuts(texts, steps, quoted)
    if not places:
        return body, steps
    parted: list[Item] = []
    for place, item in enumerate(body):
        paragraph = replace(item.paragraph, marks=()) if item.paragraph is taken and place in places else item.paragraph
        start, gone = item.start, 0
        for at in places.get(place, ()):
            first, paragraph_after = paragraph.parted(item.start + at - gone)
            parted.append(Item(first, start))
            gone = len(item.paragraph.text) - len(paragraph_after.text)
            paragraph, start = paragraph_after, 0
        parted.append(replace(item, paragraph=paragraph, start=start))
    return parted, outline([item.text for item in parted], [item.quoted or item.paragraph.table is not None for item in parted])


def _part(texts: list[str]) -> tuple[list[str], list[Step]]:
    quoted = quoted_paragraphs(texts)
    steps = outline(texts, quoted)
    places = cuts(texts, steps, quoted)
    if not places:
        return texts, steps
    parted: list[str] = []
    for place, text in enumerate(texts):
        edges = [0, *places.get(place, ()), len(text)]
        parted += [text[start:end].strip() for start, end in pairwise(edges)]
    return parted, outline(parted, quoted_paragraphs(parted))


class _Split:
    """A provision of :func:`read_clauses` under construction."""

    __slots__ = ("children", "kind", "number", "path", "tail", "text", "used")

    def __init__(self, kind: Kind, number: str, path: str, text: str) -> None:
        self.kind = kind
        self.number = number
        self.path = path
        self.text = [text] if text else []
        self.tail: list[str] = []
        self.children: list[_Split] = []
        self.used: dict[str, int] | None = None

    def child(self, kind: Kind, number: str, text: str) -> "_Split":
        path = join_path(self.path, step(kind, number))
        if self.used is None:
            self.used = {}
        count = self.used[path] = self.used.get(path, 0) + 1
        made = _Split(kind, number, copy_of(path, count), text)
        if self.tail:
            self.children[-1].tail.extend(self.tail)
            self.tail = []
        self.children.append(made)
        return made

    def add(self, text: str) -> None:
        (self.tail if self.children else self.text).append(text)


def read_clauses(paragraphs: Sequence[str], path: str, element: str | None = None) -> ArticleBody:
    """Split the paragraphs of one article into its text, its children and its tail.

    :param path: path of the article
    :param element: where the article stood in its source; None leaves out the map to it
    """
    place = Place(element=element) if element is not None else None
    texts = [text for text in paragraphs if text]
    root = _Split(Kind.ARTICLE, "", path, "")
    clause: _Split | None = None
    point: _Split | None = None
    subpoint: _Split | None = None
    texts, steps = _part(texts)
    for text, (role, number, start) in zip(texts, steps, strict=True):
        if role is Role.CONTINUES:
            (subpoint or point or clause or root).add(text)
        elif role is Role.CLAUSE:
            clause, point, subpoint = root.child(Kind.CLAUSE, number, text[start:]), None, None
        elif role is Role.POINT:
            point, subpoint = (clause or root).child(Kind.POINT, number, text[start:]), None
        elif role is Role.SUBPOINT:
            subpoint = (point or clause or root).child(Kind.SUBPOINT, number, text[start:])
        else:
            point = subpoint = None
            (clause or root).add(text)
    text, tail = "\n".join(root.text), "\n".join(root.tail)
    children = tuple([_provision(child, place) for child in root.children])
    return ArticleBody(text, children, tail, _map(text, place), _map(tail, place))


def _map(text: str, place: Place | None) -> tuple[Segment, ...]:
    return (Segment(0, len(text), place),) if text and place is not None else ()


def _provision(split: _Split, place: Place | None) -> Provision:
    text, tail = "\n".join(split.text), "\n".join(split.tail)
    children = tuple([_provision(child, place) for child in split.children]) if split.children else ()
    return Provision(
        split.path, split.kind, split.number, None, text, tail, children, None, None, (), (), _map(text, place), _map(tail, place)
    )
