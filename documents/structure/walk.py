"""The state of a walk through the paragraphs of one text, what every step of it does, and which numbers may follow."""

from collections.abc import Sequence

from documents.messages import Message
from documents.model import Kind, Note, Place, Problem, ProblemCode
from documents.paths import GROUPING
from documents.structure.annexes import Forms
from documents.structure.article import Item, fill_article, fill_body, take_words
from documents.structure.builder import Node, NoteBook
from documents.structure.endings import is_recipients, is_signature
from documents.structure.headings import (
    ArticleHeading,
    article_heading,
    ends_sentence,
    is_caps,
    leads_on,
    letter_part,
    roman_section,
)
from documents.structure.paragraphs import Paragraph
from documents.structure.quotes import Outer, Outside, ends_quoted, find_quotations, words_in_marks
from documents.wording.numbers import letter_order

_MOST_MISPLACED = 8
_RANK = {kind: rank for rank, kind in enumerate(GROUPING)}


class Scope:
    """Articles count from 1 in each scope.

    :param node: the attached regulation, None for the instrument itself
    """

    def __init__(self, node: Node | None) -> None:
        self.node = node
        self.groups: list[Node] = []
        self.articles: list[Node] = []
        self.value = 0
        self.suffix = ""
        self._values: dict[int, Node] = {}
        self._seen: set[str] = set()
        self._last = ""
        self._misplaced: list[tuple[Node, str, str]] = []

    def is_next(self, heading: ArticleHeading) -> bool:
        """Whether an article number continues the sequence."""
        if heading.value == self.value:
            return letter_order(heading.suffix) > letter_order(self.suffix)
        return heading.value == self.value + 1 and self.value > 0

    def add(self, node: Node, heading: ArticleHeading, roots: list[Node], in_order: bool) -> None:
        """Put an article into the open group.

        :param in_order: the sequence of the whole text holds it
        """
        if heading.number in self._seen:
            message = Message.of("problem.repeated_article", number=heading.number)
            node.problems.append((ProblemCode.REPEATED_ARTICLE, message))
        elif in_order or not self.articles:
            self.value, self.suffix = heading.value, heading.suffix
        else:
            self._misplaced.append((node, heading.number, self._last))
        self._last = heading.number
        self._seen.add(heading.number)
        self._values.setdefault(heading.value, node)
        self.articles.append(node)
        self._put(node, roots)

    def open_group(self, node: Node, roots: list[Node]) -> None:
        """Open a part, chapter, section or subsection; those of its rank or below end."""
        while self.groups and _RANK[self.groups[-1].kind] >= _RANK[node.kind]:
            self.groups.pop()
        self._put(node, roots)
        self.groups.append(node)

    def _put(self, node: Node, roots: list[Node]) -> None:
        owner = self.groups[-1] if self.groups else self.node
        if owner is None:
            roots.append(node)
        else:
            owner.append(node)

    def report(self) -> None:
        """Note the numbers that are missing between the articles, and those that stand out of their order."""
        for at, (node, number, preceding) in enumerate(self._misplaced[: _MOST_MISPLACED + 1]):
            told = Message.of("problem.misplaced_article", number=number, before=preceding)
            more = Message.of("problem.more_places_like_this", count=len(self._misplaced) - at)
            node.problems.append((ProblemCode.MISPLACED_ARTICLE, told if at < _MOST_MISPLACED else more))
        before = 0
        for value in sorted(self._values):
            if value > before + 1 and self._values[value].kind is Kind.ARTICLE:
                first, last = before + 1, value - 1
                message = (
                    Message.of("problem.missing_article", number=str(first), before=str(value))
                    if first == last
                    else Message.of("problem.missing_articles", first=str(first), last=str(last), before=str(value))
                )
                self._values[value].problems.append((ProblemCode.MISSING_ARTICLE, message))
            before = value


def outside(paragraph: Paragraph, scope: Scope, outer: Outer) -> Outside:
    """How well a paragraph continues the text outside a quotation that is open."""
    text = paragraph.text
    if is_recipients(text) or (is_signature(text) and text[1:3] in ("M.", "T.", "/M", "L.", ".M", ".T")):
        return Outside.END
    heading = article_heading(text)
    if heading is None:
        return outer.next(text)
    if not paragraph.opens or heading.value < scope.value:
        return Outside.NO
    return Outside.ARTICLE


def fill_loose(container: Node | None, owner: list[Node], items: Sequence[Item], notes: NoteBook) -> None:
    """Split the paragraphs of a text without articles.

    :param container: the attached text they belong to, None for the instrument itself
    """
    parts, sections = _runs(items)
    host = Node(Kind.PREAMBLE)
    part: Node | None = None
    section: Node | None = None
    pending: list[Item] = []

    def flush() -> None:
        if pending:
            fill_body(section or part or container or host, pending, notes)
            pending.clear()

    def hang(node: Node, above: Node | None) -> None:
        if above is not None:
            above.append(node)
        else:
            owner.append(node)

    for place, item in enumerate(items):
        if place in parts or place in sections:
            flush()
            number, start = parts.get(place) or sections[place]
            node = Node(Kind.PART if place in parts else Kind.SECTION, number, page=item.paragraph.page)
            if place in parts:
                part, section = node, None
                hang(node, container)
            else:
                section = node
                hang(node, part or container)
            node.notes.extend(notes.take(item.paragraph))
            title = item.text[start:]
            if is_caps(title) or (not ends_sentence(title) and len(title) < 250) or (title.endswith(":") and len(title) < 120):
                node.heading = title
            else:
                node.add(item.paragraph, item.start + start)
            continue
        pending.append(item)
    flush()
    if not host.empty():
        _adopt(host, owner)


def _adopt(host: Node, owner: list[Node]) -> None:
    """Words of the instrument that stand in no unit go to its preamble; units among them stand at the root."""
    preamble = next((node for node in owner if node.kind is Kind.PREAMBLE), None)
    if preamble is None:
        preamble = Node(Kind.PREAMBLE, page=host.page)
        owner.insert(0, preamble)
    (preamble.tail if preamble.children else preamble.words).take(host.words)
    preamble.notes.extend(host.notes)
    place = owner.index(preamble) + 1
    owner[place:place] = host.children
    if host.tail.pieces:
        (host.children[-1].tail if host.children else preamble.tail).take(host.tail)


def _runs(items: Sequence[Item]) -> tuple[dict[int, tuple[str, int]], dict[int, tuple[str, int]]]:
    parts: dict[int, tuple[str, int]] = {}
    sections: dict[int, tuple[str, int]] = {}
    part = section = 0
    for place, item in enumerate(items):
        if item.quoted or item.paragraph.table is not None:
            continue
        text = item.text
        roman = roman_section(text)
        if roman is not None and roman[1] in (section + 1, 1) and not (roman[0] == "I" and section == 0 and part == 8):
            section = roman[1]
            sections[place] = (roman[0], roman[2])
            continue
        letter = letter_part(text)
        if letter is not None and letter[1] == part + 1:
            part, section = letter[1], 0
            parts[place] = (letter[0], letter[2])
    if len(sections) < 2 and not parts:
        sections = {}
    if len(parts) < 2:
        parts = {}
    return parts, sections


def is_finished(text: str) -> bool:
    """Whether a paragraph ends like a sentence or a quotation."""
    return not text or ends_sentence(text) or ends_quoted(text)


class Walk:
    """Where the walk is: what is open and takes the next paragraph."""

    def __init__(self, paragraphs: list[Paragraph], notes: NoteBook) -> None:
        self.paragraphs = paragraphs
        self.texts = [paragraph.text for paragraph in paragraphs]
        self.quotations = find_quotations([words_in_marks(paragraph.text, paragraph.table) for paragraph in paragraphs])
        self.stray = set(self.quotations.stray)
        self.forms = Forms(paragraphs)
        self.has_articles = any(heading.strong for heading in map(article_heading, self.texts) if heading is not None)
        self.next_open = [len(paragraphs)] * len(paragraphs)  # the next article below each paragraph
        for place in range(len(paragraphs) - 2, -1, -1):
            self.next_open[place] = place + 1 if paragraphs[place + 1].opens else self.next_open[place + 1]
        self.notes = notes
        self.roots: list[Node] = []
        self.scope = Scope(None)
        self.scopes = [self.scope]
        self.container: Node | None = None  # article, group or attached text that takes the next paragraph
        self.body: list[Item] = []  # what the open container holds
        self.outer = Outer()
        self.annex: Node | None = None  # the open appendix
        self.ending: Node | None = None  # the open closing, recipients or signature; None inside the articles
        self.counts_anew = False  # articles of another text have begun, and no heading has told where
        self.unquoted = False  # inside new text that an amending provision gives without quotation marks
        self.counts: dict[Kind, int] = {}
        self.listed: set[str] = set()  # the numbers of a list of forms at the head of an appendix
        self.signature: list[str] = []
        self.problems: list[Problem] = []

    def _before(self, place: int) -> str:
        return self.texts[place - 1] if place else ""

    def _starts_clean(self, place: int) -> bool:
        before = self._before(place)
        inside = self.ending is not None or self.annex is not None
        return inside or is_finished(before) or is_caps(before) or not leads_on(before)

    def _take(self, item: Item) -> None:
        owner = self.ending or self.annex
        if owner is None:
            self.body.append(item)
            return
        if owner is self.annex and any(child.kind is Kind.FORM for child in owner.children):
            owner = owner.children[-1]
        take_words(owner, item, self.notes)

    def _close(self) -> None:
        body, container = self.body, self.container
        self.body, self.container = [], None
        if container is not None and container.kind is Kind.ARTICLE:
            fill_article(container, body, self.notes)
        elif container is not None and container.kind in GROUPING and self.has_articles:
            for item in body:
                take_words(container, item, self.notes)
        elif body:
            owner = container.children if container is not None else self.roots
            fill_loose(container, owner, body, self.notes)

    def _has_content(self) -> bool:
        return bool(self.scope.articles or self.body)

    def _level(self) -> list[Node]:
        return self.scope.node.children if self.scope.node is not None else self.roots

    def _place(self, node: Node) -> Node:
        if self.scope.node is not None:
            return self.scope.node.append(node)
        self.roots.append(node)
        return node

    def _open_scope(self, node: Node) -> None:
        self.counts[Kind.ATTACHMENT] = self.counts.get(Kind.ATTACHMENT, 0) + 1
        node.label = str(self.counts[Kind.ATTACHMENT])
        self.roots.append(node)
        self.scope = Scope(node)
        self.scopes.append(self.scope)
        self.container, self.annex, self.ending, self.unquoted, self.counts_anew = node, None, None, False, False
        self.outer.restart()

    def _remark(self, code: ProblemCode, message: Message, place: str | None = None) -> None:
        if self.container is not None:
            self.container.problems.append((code, message))
        else:
            self.problems.append(Problem(code, message, place))

    def _note(self, place: int, text: str) -> Note:
        segments = self.paragraphs[place].segments
        return Note("", text, segments[0].place if segments else Place())

    def _take_notes(self, node: Node, start: int, end: int) -> None:
        for paragraph in self.paragraphs[start:end]:
            node.notes.extend(self.notes.take(paragraph))
