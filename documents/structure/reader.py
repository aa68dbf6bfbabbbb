"""Read a tree of provisions from lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from documents.messages import Message
from documents.model import Kind, Line, Note, Problem, ProblemCode, Provision, Segment
from documents.structure.annexes import attached_text
from documents.structure.article import Item, take_words
from documents.structure.builder import Freezer, Node, NoteBook, place_notes_left
from documents.structure.chain import decide
from documents.structure.endings import enacts, is_basis, is_first_basis, is_letterhead, is_recipients, is_signature, split_bases
from documents.structure.headings import (
    ArticleHeading,
    GroupHeading,
    article_heading,
    cites,
    ends_sentence,
    group_heading,
    is_caps,
    is_repealed,
    leads_on,
    letter_part,
    roman_section,
)
from documents.structure.markers import Shape, marker
from documents.structure.paragraphs import Paragraph, join_lines
from documents.structure.quotes import Outside
from documents.structure.surroundings import Surroundings, group_title_end
from documents.structure.walk import is_finished, outside

_CONSOLIDATES = re.compile(r"(?:được|đã được) sửa đổi, bổ sung|có hiệu lực (?:thi hành )?(?:kể )?từ ngày|hợp nhất", re.IGNORECASE)
_ORDERS = re.compile(r"như sau:$|\b(?:yêu cầu|chỉ thị|nhiệm vụ|giải pháp|thực hiện|sau đây)\b[^.;]{0,160}:$")
_LARGEST_LAYOUT_TABLE = 8


@dataclass(slots=True)
class Preamble:
    """What stands above the first article.

    :param attached: where the text is an attached regulation without the instrument that issued it
    """

    nodes: list[Node] = field(default_factory=list)
    head: tuple[str, ...] = ()
    attached: Node | None = None
    problems: list[Problem] = field(default_factory=list)


def flatten_layout_tables(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Tables that only set the letterhead, the recipients and the signature side by side become paragraphs."""
    flat: list[Paragraph] = []
    for paragraph in paragraphs:
        table = paragraph.table
        cells = [cell for row in table.rows for cell in row] if table else []
        lines = [line for cell in cells for part in cell.splitlines() if (line := " ".join(part.split()))]
        if table is None or len(table.rows) > _LARGEST_LAYOUT_TABLE or not any(map(_is_layout, lines)):
            flat.append(paragraph)
            continue
        flat.extend(Paragraph(line, (Segment(0, len(line), table.place),), page=paragraph.page) for line in lines)
    return flat


def _is_layout(text: str) -> bool:
    return is_letterhead(text) or is_recipients(text) or is_signature(text)


def find_body(paragraphs: Sequence[Paragraph]) -> int:
    """Where the first article, part or chapter begins; for a text without articles, where its numbered text begins."""
    loose = None
    based = False
    before = ""
    for place, paragraph in enumerate(paragraphs):
        text = paragraph.text
        if paragraph.table is not None:
            continue
        article, group = article_heading(text), group_heading(text)
        if article is not None and (article.strong or article.value == 1):
            return place
        if group is not None and (len(text) < 30 or not ends_sentence(text)):
            return place
        based = based or is_first_basis(text)
        if loose is None and _opens_loose(text, based or _ORDERS.search(before) is not None):
            loose = place
        before = text
    return loose if loose is not None else len(paragraphs)


def _opens_loose(text: str, based: bool) -> bool:
    roman, letter = roman_section(text), letter_part(text)
    if (roman is not None and roman[1] == 1) or (letter is not None and letter[1] == 1 and is_caps(text)):
        return True
    found = marker(text)
    return based and found is not None and found.shape is Shape.NUMBER and found.value == 1


def read_preamble(paragraphs: Sequence[Paragraph], notes: NoteBook, above_article: bool) -> Preamble:
    """Read the paragraphs above the first article.

    :param above_article: an article, a part or a chapter follows
    """
    found = Preamble()
    first = next((place for place, paragraph in enumerate(paragraphs) if is_first_basis(paragraph.text)), None)
    start = len(paragraphs) if first is None else first
    found.head = tuple(paragraph.text for paragraph in paragraphs[:start] if paragraph.text)
    node = Node(Kind.PREAMBLE)
    title = _attached_only(paragraphs) if first is None else None
    for paragraph in paragraphs[: title[0] if title else start]:
        take_words(node, Item(paragraph), notes)
    if title is not None:
        found.attached = _attached_node(paragraphs, title, notes)
    elif first is not None:
        _read_bases(node, paragraphs[start:], notes)
    if not node.empty() or node.notes:
        found.nodes.append(node)
    if above_article:
        _report(found, paragraphs, start)
    return found


def _attached_only(paragraphs: Sequence[Paragraph]) -> tuple[int, int] | None:
    for place in range(len(paragraphs)):
        found = attached_text(paragraphs, place, strict=False)
        if found is not None and found.stop > found.end:
            return found.title, found.end
    return None


def _attached_node(paragraphs: Sequence[Paragraph], title: tuple[int, int], notes: NoteBook) -> Node:
    node = Node(Kind.ATTACHMENT, page=paragraphs[title[0]].page)
    node.heading = " ".join(paragraph.text for paragraph in paragraphs[title[0] : title[1]]) or None
    for paragraph in paragraphs[title[0] : title[1]]:
        node.notes.extend(notes.take(paragraph))
    for paragraph in paragraphs[title[1] :]:
        take_words(node, Item(paragraph), notes)
    return node


def _read_bases(node: Node, paragraphs: Sequence[Paragraph], notes: NoteBook) -> None:
    count = 0
    enacted = False
    before = ""
    for paragraph in _split(paragraphs):
        text = paragraph.text
        listed = count > 0 and not enacted and text.startswith(("- ", "+ "))
        if paragraph.table is None and not enacted and (is_basis(text) or listed):
            count += 1
            basis = node.append(Node(Kind.BASIS, label=str(count), page=paragraph.page))
            take_words(basis, Item(paragraph), notes)
            before = text
            continue
        enacted = enacted or enacts(text)
        goes_on = before and text and not is_caps(text) and (text[0].islower() or leads_on(before))
        if paragraph.table is None and not enacted and goes_on:
            take_words(node.children[-1], Item(paragraph), notes)
            before = text
            continue
        take_words(node, Item(paragraph), notes)


def _split(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    return [
        part
        for paragraph in paragraphs
        for part in paragraph.parts(split_bases(paragraph.text) if is_basis(paragraph.text) else ())
    ]


def _report(found: Preamble, paragraphs: Sequence[Paragraph], start: int) -> None:
    consolidates = any(_CONSOLIDATES.search(text) for text in found.head)
    enacted = False
    for place, paragraph in enumerate(paragraphs):
        text = paragraph.text
        number = marker(text)
        numbered = (
            number is not None and not text.startswith("- ") and not consolidates and number.shape in (Shape.NUMBER, Shape.LETTER)
        )
        late = enacted and place > start and ends_sentence(text) and len(text) > 60 and not is_basis(text) and not enacts(text)
        if numbered or late:
            where = paragraph.segments[0].place.element if paragraph.segments else None
            where = f"trang {paragraph.page}" if paragraph.page else where
            message = Message.of("problem.text_before_first_article", words=text[:60])
            found.problems.append(Problem(ProblemCode.TEXT_BEFORE_FIRST_ARTICLE, message, where))
            return
        enacted = enacted or (place >= start and not is_basis(text) and enacts(text))


@dataclass(frozen=True, slots=True)
class Tree:
    """The structure of one text.

    :param head: the paragraphs above the first legal basis or article: issuer block, number, place and date, type, title
    """

    provisions: tuple[Provision, ...]
    problems: tuple[Problem, ...] = ()
    head: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()


def read_tree(lines: Sequence[Line], notes: Sequence[Note] = ()) -> Tree:
    """Read the structure of a text. Never raises: what cannot be placed stays in the text of the provision that is open.

    :param notes: its footnotes, which ``Line.marks`` refer to
    """
    return _Reader(flatten_layout_tables(join_lines(decide(lines))), NoteBook(notes)).read()


class _Reader(Surroundings):
    def read(self) -> Tree:
        first = find_body(self.paragraphs)
        preamble = read_preamble(self.paragraphs[:first], self.notes, above_article=self.has_articles)
        self.roots.extend(preamble.nodes)
        if preamble.attached is not None:
            self._open_scope(preamble.attached)
        self.problems.extend(preamble.problems)
        place = first
        while place < len(self.paragraphs):
            place = self._step(place)
        self._close()
        for scope in self.scopes:
            scope.report()
        place_notes_left(self.roots, self.notes)
        freezer = Freezer()
        provisions = tuple(freezer.freeze(node) for node in self.roots)
        return Tree(provisions, (*self.problems, *freezer.problems), preamble.head, tuple(self.signature))

    def _step(self, place: int) -> int:
        """Read the paragraph at ``place`` and what belongs to it; returns the next place."""
        ways = (self._table, self._file_name, self._attachment, self._appendix, self._form, self._annexed)
        return next((end for read in ways if (end := read(place))), 0) or self._in_body(place)

    def _table(self, place: int) -> int:
        if self.paragraphs[place].table is None:
            return 0
        self._take(Item(self.paragraphs[place]))
        return place + 1

    def _in_body(self, place: int) -> int:
        paragraph, text, cited = self.paragraphs[place], self.texts[place], cites(self._before(place))
        article = article_heading(text)
        if article is not None and self._accepts(place, article):
            return self._article(place, article)
        group = group_heading(text)
        if group is not None and not self.unquoted and not (cited and self.container is not None) and self.ending is None:
            return self._group(place, group)
        if self._ends_here(place):
            return place + 1
        return self._quoting(place, Item(paragraph))

    def _quoting(self, place: int, item: Item) -> int:
        self._take(item)
        self.outer.see(item.text)
        foreign = self.unquoted and self.paragraphs[place].opens is False
        end, missing = self.quotations.block_end(place, self._outside, foreign)
        if missing or place in self.stray:
            self._unclosed(place, end)
        for inside in range(place + 1, end + 1):
            self._take(Item(self.paragraphs[inside], quoted=True))
        return end + 1

    def _outside(self, place: int) -> Outside:
        return outside(self.paragraphs[place], self.scope, self.outer)

    def _unclosed(self, place: int, end: int) -> None:
        words = self.texts[place][:60]
        if end > place:
            message = Message.of("problem.unclosed_quotation_ended", words=words)
        else:
            message = Message.of("problem.unclosed_quotation", words=words)
        page = self.paragraphs[place].page
        self._remark(ProblemCode.UNCLOSED_QUOTATION, message, f"trang {page}" if page else None)

    def _accepts(self, place: int, heading: ArticleHeading) -> bool:
        """Whether ``Điều N`` opens an article: by its form, by what stands before it and by its place in the sequence."""
        before, scope = self._before(place), self.scope
        opens = self.paragraphs[place].opens
        self.counts_anew = self.counts_anew or (self.paragraphs[place].anew and bool(scope.articles))
        if self.ending is not None:
            follows = scope.is_next(heading) and not self.counts_anew
            return bool(opens) and follows and heading.strong and heading.start < len(self.texts[place])
        if heading.strong and self.container is None and not scope.articles and not self.body:
            return True  # the text begins here, whatever an editor wrote above it
        if opens and (not scope.articles or heading.value >= scope.value):
            self.unquoted = False
            return True
        if opens is False:
            self.unquoted = True
            return False
        if self.container is not None and cites(before) and article_heading(before) is None and not is_caps(before):
            return False
        return heading.strong and not self.unquoted and self._stands_apart(place, heading)

    def _stands_apart(self, place: int, heading: ArticleHeading) -> bool:
        before = self._before(place)
        if before.endswith(":") or (heading.start >= len(self.texts[place]) and self.scope.articles):
            return False
        apart = not self.body or not before[-1:].islower() or article_heading(before) is not None
        return self._starts_clean(place) and (apart or is_finished(before))

    def _article(self, place: int, heading: ArticleHeading) -> int:
        self._close()
        node = Node(Kind.ARTICLE, heading.number, page=self.paragraphs[place].page)
        self.scope.add(node, heading, self.roots, bool(self.paragraphs[place].opens))
        self.container = node
        self.outer.restart()
        self.ending = None
        return self._quoting(place, Item(self.paragraphs[place], heading.start))

    def _group(self, place: int, heading: GroupHeading) -> int:
        self._close()
        node = Node(heading.kind, heading.number, page=self.paragraphs[place].page)
        self.scope.open_group(node, self.roots)
        self.container = node
        self.outer.restart()
        title = self.texts[place][heading.start :]
        node.notes.extend(self.notes.take(self.paragraphs[place]))
        if is_repealed(title):
            node.add(self.paragraphs[place], heading.start)
            return place + 1
        if not title and place + 1 < len(self.texts) and is_repealed(self.texts[place + 1]):
            return place + 1  # the line below is all that is left, so it is text
        later = group_title_end(self.paragraphs, place + 1, title)
        self._take_notes(node, place + 1, later)
        node.heading = " ".join([title, *self.texts[place + 1 : later]] if title else self.texts[place + 1 : later]) or None
        return later
