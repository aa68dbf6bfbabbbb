"""Build the inside of an article: heading or text, clauses, points, subpoints, tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from documents.messages import Message
from documents.model import Kind, ProblemCode, Provision
from documents.structure.builder import Freezer, Node, NoteBook
from documents.structure.headings import ends_sentence, is_only_sentence, is_sentence
from documents.structure.markers import Shape, marker
from documents.structure.outline import Role, Step, outline
from documents.structure.paragraphs import Paragraph
from documents.structure.quotes import quoted_paragraphs
from documents.wording.numbers import LETTER_ORDER, POINT_LETTERS

_MOST_MISSING = 4
_SIGN = re.compile(r"\d{1,3}\s?([.)/-])")


def cuts(texts: Sequence[str], steps: Sequence[Step], quoted: Sequence[bool]) -> dict[int, list[int]]:
    """Where paragraphs have to be parted: the offsets in each, in their order."""
    found: dict[int, list[int]] = {}
    for first, last, labels in _gaps(texts, steps):
        places = _find(texts, range(first, last), labels, steps, quoted)
        for place, at in places:
            found.setdefault(place, []).append(at)
    return found


def _gaps(texts: Sequence[str], steps: Sequence[Step]) -> Iterator[tuple[int, int, list[str]]]:
    clause = point = -1  # the paragraphs of the open ones
    for place, step in enumerate(steps):
        if step.role is Role.CLAUSE:
            if clause >= 0:
                labels = _numbers(texts[clause], steps[clause].number, step.number)
                if labels:
                    yield clause, place, labels
            clause, point = place, -1
        elif step.role is Role.POINT:
            if point >= 0:
                labels = _letters(steps[point].number, step.number)
                if labels:
                    yield point, place, labels
            point = place


def _numbers(text: str, before: str, after: str) -> list[str]:
    sign = _SIGN.match(text)
    if sign is None or not before.isdecimal() or not after.isdecimal() or not 1 < int(after) - int(before) <= _MOST_MISSING:
        return []
    return [rf"{value}\s?{re.escape(sign[1])}\s*(?=[^\W\d_])" for value in range(int(before) + 1, int(after))]


def _letters(before: str, after: str) -> list[str]:
    if before not in POINT_LETTERS or after not in POINT_LETTERS or len(before) != 1 or len(after) != 1:
        return []
    if LETTER_ORDER[after] - LETTER_ORDER[before] < 2:
        return []
    missing = [letter for letter in POINT_LETTERS if LETTER_ORDER[before] < LETTER_ORDER[letter] < LETTER_ORDER[after]]
    return [rf"{letter}\s?\)\s*(?=\S)" for letter in missing] if len(missing) < _MOST_MISSING else []


def _find(
    texts: Sequence[str], places: range, labels: Sequence[str], steps: Sequence[Step], quoted: Sequence[bool]
) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    waiting = iter(labels)
    label = next(waiting, None)
    for place in places:
        at = steps[place].start
        while label is not None and not quoted[place]:
            there = re.compile(rf"(?<=[.;:”])\s+{label}").search(texts[place], at)
            if there is None or not _is_capital(label, texts[place], there.end()) or _is_quoted(texts[place], there.start()):
                break
            found.append((place, there.start()))
            at, label = there.end(), next(waiting, None)
    return found if label is None else []


def _is_capital(label: str, text: str, at: int) -> bool:
    """A clause begins with a capital letter, a point may not."""
    return not label[0].isdigit() or text[at : at + 1].isupper()


def _is_quoted(text: str, at: int) -> bool:
    return text.count("“", 0, at) > text.count("”", 0, at) or text.count('"', 0, at) % 2 == 1


@dataclass(frozen=True, slots=True)
class ArticleBody:
    """The body of one article, split into its clauses and points."""

    text: str
    children: tuple[Provision, ...] = ()
    tail: str = ""


class Item(NamedTuple):
    """A paragraph of a body.

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
    label = str(parent.tables + 1)
    return Node(Kind.TABLE, heading=paragraph.text or None, label=label, page=paragraph.page, table=paragraph.table)


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
    if not _is_title(second) or third.paragraph.table is not None or ends_sentence(first.text) or len(first.text) > 250:
        return False
    bold = first.paragraph.bold is True and second.paragraph.bold is True and third.paragraph.bold is not True
    return bold or (second.paragraph.guessed and first.paragraph.guessed)


def fill_body(node: Node, body: Sequence[Item], notes: NoteBook, taken: Paragraph | None = None) -> None:
    """Split paragraphs into clauses, points and subpoints below ``node``.

    :param taken: the paragraph whose notes were taken already
    """
    body, steps = _plan(body, taken)
    opened = _Opened(node)
    for item, plan in zip(body, steps, strict=True):
        target = opened.owner(plan)
        if item.paragraph.table is not None:
            target.append(table_node(item.paragraph, target))
            continue
        target.page = target.page if target.page is not None else item.paragraph.page
        target.add(item.paragraph, item.start + plan.start)
        if item.paragraph is not taken:
            target.notes.extend(notes.take(item.paragraph))


class _Opened:
    __slots__ = ("article", "clause", "point", "subpoint")

    def __init__(self, article: Node) -> None:
        self.article = article
        self.clause: Node | None = None
        self.point: Node | None = None
        self.subpoint: Node | None = None

    def owner(self, plan: Step) -> Node:
        """What a paragraph belongs to, opened where the paragraph opens it."""
        if plan.role is Role.CONTINUES:
            return self.subpoint or self.point or self.clause or self.article
        if plan.role is Role.CLAUSE:
            self.clause, self.point, self.subpoint = self.article.append(Node(Kind.CLAUSE, plan.number)), None, None
            return self.clause
        if plan.role is Role.POINT:
            self.point, self.subpoint = (self.clause or self.article).append(Node(Kind.POINT, plan.number)), None
            return self.point
        if plan.role is Role.SUBPOINT:
            self.subpoint = (self.point or self.clause or self.article).append(Node(Kind.SUBPOINT, plan.number))
            return self.subpoint
        self.point = self.subpoint = None
        return self.clause or self.article


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
        paragraph = item.paragraph._replace(marks=()) if item.paragraph is taken and place in places else item.paragraph
        first, *below = paragraph.parts([item.start + at for at in places.get(place, ())])
        parted.append(item._replace(paragraph=first))
        parted += [Item(one) for one in below]
    return parted, outline([item.text for item in parted], [item.quoted or item.paragraph.table is not None for item in parted])


def read_clauses(paragraphs: Sequence[str], path: str) -> ArticleBody:
    """Split the paragraphs of one article into its text, its children and its tail."""
    texts = [text for text in paragraphs if text]
    article = Node(Kind.ARTICLE)
    body = [Item(Paragraph(text), quoted=quoted) for text, quoted in zip(texts, quoted_paragraphs(texts), strict=True)]
    fill_body(article, body, NoteBook(()))
    freezer = Freezer()
    children = tuple([freezer.freeze(child, path, path) for child in article.children])
    return ArticleBody(article.words.text(), children, article.tail.text())
