"""The sequence of the articles of one text: the instrument itself, or a regulation attached to it."""

from documents.model import Kind, ProblemCode
from documents.structure.builder import GROUPS, Node
from documents.structure.headings import ArticleHeading

_RANK = {kind: rank for rank, kind in enumerate(GROUPS)}


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

    def is_next(self, heading: ArticleHeading) -> bool:
        """Whether an article number continues the sequence."""
        if heading.value == self.value:
            return bool(heading.suffix) and heading.suffix > self.suffix
        return heading.value == self.value + 1 and self.value > 0

    def add(self, node: Node, heading: ArticleHeading, roots: list[Node]) -> None:
        """Put an article into the open group."""
        if heading.number in self._seen:
            node.problems.append((ProblemCode.REPEATED_ARTICLE, f"Điều {heading.number} xuất hiện nhiều lần."))
        else:
            self.value, self.suffix = heading.value, heading.suffix
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
        """Note the numbers that are missing between the articles."""
        before = 0
        for value in sorted(self._values):
            if value > before + 1 and self._values[value].kind is Kind.ARTICLE:
                first, last = before + 1, value - 1
                missing = f"Điều {first}" if first == last else f"các điều từ Điều {first} đến Điều {last}"
                self._values[value].problems.append((ProblemCode.MISSING_ARTICLE, f"Thiếu {missing} (trước Điều {value})."))
            before = value
