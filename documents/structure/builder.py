"""Nodes under construction, and how they become provisions with paths."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from documents.messages import Message
from documents.model import Kind, Note, Problem, ProblemCode, Provision, RecognisedLine, Recognition, Segment, Table
from documents.paths import GROUPING, copy_of, join_path, segment
from documents.structure.paragraphs import Paragraph

Span = tuple[int, int]


class Words:
    """Paragraphs of a text, with where they came from."""

    __slots__ = ("pieces",)

    def __init__(self) -> None:
        self.pieces: list[tuple[str, Iterable[Segment]]] = []

    def add(self, text: str, segments: Iterable[Segment]) -> None:
        """Add a paragraph."""
        if text:
            self.pieces.append((text, segments))

    def take(self, other: "Words") -> None:
        """Move the paragraphs of ``other`` to the end of this."""
        self.pieces.extend(other.pieces)
        other.pieces = []

    def text(self) -> str:
        """The paragraphs, one a line."""
        return "\n".join([text for text, _ in self.pieces])

    def map(self) -> tuple[Segment, ...]:
        """Where the characters of the text came from."""
        if not any(segments for _, segments in self.pieces):
            return ()
        found: list[Segment] = []
        offset = 0
        for text, segments in self.pieces:
            found.extend(Segment(piece.start + offset, piece.end + offset, piece.place) for piece in segments)
            offset += len(text) + 1
        return tuple(found)


@dataclass(slots=True, eq=False)
class Node:
    """A provision under construction.

    :param label: what its path has for a number where the text prints none (``can-cu-1``)
    """

    kind: Kind
    number: str | None = None
    heading: str | None = None
    label: str | None = None
    page: int | None = None
    table: Table | None = None
    words: Words = field(default_factory=Words)
    tail: Words = field(default_factory=Words)
    children: list["Node"] = field(default_factory=list)
    tables: int = 0
    notes: list[Note] = field(default_factory=list)
    problems: list[tuple[ProblemCode, Message]] = field(default_factory=list)

    def add(self, paragraph: Paragraph, start: int = 0) -> None:
        """Add a paragraph to the text, or to the tail where there are children."""
        if self.page is None:
            self.page = paragraph.page
        (self.tail if self.children else self.words).add(*paragraph.cut(start))

    def append(self, child: "Node") -> "Node":
        """Add a child. Words after the children so far stay before it in reading order."""
        if self.tail.pieces:
            self.children[-1].tail.take(self.tail)
        self.children.append(child)
        self.tables += child.kind is Kind.TABLE
        return child

    def empty(self) -> bool:
        """Whether it has neither words nor children."""
        return not (self.words.pieces or self.tail.pieces or self.children)

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


class NoteBook:
    """Footnotes, handed out in the order of their marks."""

    def __init__(self, notes: Sequence[Note]) -> None:
        self._waiting: dict[str, deque[Note]] = {}
        self._given: dict[str, Note] = {}
        for note in notes:
            self._waiting.setdefault(note.mark, deque()).append(note)

    def take(self, paragraph: Paragraph) -> list[Note]:
        """The notes of the marks that stood in a paragraph."""
        return [self._note(mark.mark, paragraph.page) for mark in paragraph.marks]

    def _note(self, mark: str, page: int | None) -> Note:
        waiting = self._waiting.get(mark)
        if waiting:
            same_page = next((note for note in waiting if page is not None and note.place.page == page), waiting[0])
            waiting.remove(same_page)
            self._given[mark] = same_page
            return same_page
        return self._given.get(mark, Note(mark, ""))

    def left(self) -> Iterable[Note]:
        """The notes whose mark was nowhere."""
        for waiting in self._waiting.values():
            yield from waiting


def place_notes_left(roots: list[Node], notes: NoteBook) -> None:
    """Notes whose mark was not found stay with the first provision of their page, or with the last one."""
    left = list(notes.left())
    if not left:
        return
    nodes = [node for root in roots for node in root.walk()]
    if not nodes:
        nodes = [Node(Kind.CLOSING)]
        roots.append(nodes[0])
    by_page: dict[int, Node] = {}
    for node in nodes:
        if node.page is not None:
            by_page.setdefault(node.page, node)
    for note in left:
        by_page.get(note.place.page or 0, nodes[-1]).notes.append(note)


class Freezer:
    """Turns nodes into provisions; no path is given twice."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._used: Counter[str] = Counter()

    def freeze(self, node: Node, above: str = "", scope: str = "") -> Provision:
        """:param scope: path that articles start from: the attached regulation they stand in, or nothing"""
        base = scope if node.kind is Kind.ARTICLE else above
        printed = segment(node.kind, node.number or node.label)
        path = join_path(base, printed)
        self._used[path] += 1
        path = copy_of(path, self._used[path])
        problems = tuple([Problem(code, message, path) for code, message in node.problems])
        self.problems.extend(problems)
        inner = scope if node.kind in GROUPING else path
        text, places = node.words.text(), node.words.map()
        return Provision(
            path=path,
            kind=node.kind,
            number=node.number,
            heading=node.heading,
            text=text,
            tail=node.tail.text(),
            children=tuple([self.freeze(child, path, inner) for child in node.children]),
            page=node.page,
            table=node.table,
            notes=tuple(node.notes),
            problems=problems,
            text_map=places,
            tail_map=node.tail.map(),
            ocr=recognition_of(text, places),
        )


def recognition_of(text: str, places: Sequence[Segment]) -> Recognition | None:
    """What the recognition of its lines says of a text; None where none of them was recognised.

    A line may have lost its beginning (a number) or its end (another provision) on the way.
    """
    seen = [(one.place.recognised.recognition, one.end - one.start) for one in places if one.place.recognised is not None]
    if not (size := sum(length for _, length in seen)):
        return None
    doubtful = {span: proposed for span, proposed, _, _ in doubts(text, places)}
    spans = sorted(doubtful)
    sure = sum(line.confidence * length for line, length in seen) / size
    return Recognition(round(sure, 3), tuple(spans), tuple(doubtful[span] for span in spans))


def doubts(text: str, places: Sequence[Segment]) -> Iterator[tuple[Span, str | None, RecognisedLine, Span]]:
    """The doubtful words of a text: where they stand, what they may be, the line that they were read in, and where in it."""
    for piece in places:
        line = piece.place.recognised
        if line is None:
            continue
        at = " ".join(line.text.split()).rfind(text[piece.start : piece.end])
        for span, proposed in zip(line.recognition.doubtful, line.recognition.proposed, strict=True):
            first, last = max(span[0] - at + piece.start, piece.start), min(span[1] - at + piece.start, piece.end)
            if at >= 0 and first < last:
                yield (first, last), proposed, line, span
