"""The sequence of the articles of one text: the instrument itself, or a regulation attached to it."""

from documents.messages import Message
from documents.model import Kind, ProblemCode
from documents.paths import GROUPING
from documents.structure.builder import Node
from documents.structure.endings import is_recipients, is_signature
from documents.structure.headings import ArticleHeading, article_heading
from documents.structure.paragraphs import Paragraph
from documents.structure.quotes import Outer, Outside
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
