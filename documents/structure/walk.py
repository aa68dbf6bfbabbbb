"""The state of a walk through the paragraphs of one text, and what every step of it does."""

from documents.messages import Message
from documents.model import Kind, Note, Place, Problem, ProblemCode
from documents.paths import GROUPING
from documents.structure.annexes import Forms
from documents.structure.article import Item, fill_article, take_words
from documents.structure.builder import Node, NoteBook
from documents.structure.headings import article_heading, ends_sentence, is_caps, leads_on
from documents.structure.loose import fill_loose
from documents.structure.paragraphs import Paragraph
from documents.structure.quotes import Outer, ends_quoted, find_quotations, words_in_marks
from documents.structure.sequence import Scope


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
        self.holding: list[bool] | None = None  # see `holding_articles`; asked where a text is attached
        self.listed: set[str] = set()  # the numbers of a list of forms at the head of an appendix
        self.signature: list[str] = []
        self.problems: list[Problem] = []

    def _before(self, place: int) -> str:
        return self.texts[place - 1] if place else ""

    def _starts_clean(self, place: int) -> bool:
        """Whether what stands before a paragraph is finished."""
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
        """Finish the open article or group."""
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
