"""Read a tree of provisions from lines."""

from collections.abc import Sequence

from documents.messages import Message
from documents.model import Kind, Line, Note, Place, Problem, ProblemCode
from documents.structure.annexes import Forms, attached_text, holding_articles, holds_sections, is_specimen
from documents.structure.article import Item, fill_article, take_words
from documents.structure.builder import GROUPS, Freezer, Node, NoteBook, place_notes_left
from documents.structure.chain import decide
from documents.structure.endings import (
    appendix_heading,
    form_heading,
    is_attached_to,
    is_attached_type,
    is_file_name,
    source_note_end,
)
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
)
from documents.structure.loose import fill_loose
from documents.structure.paragraphs import Paragraph, join_lines
from documents.structure.parting import part_of_ending
from documents.structure.preamble import find_body, flatten_layout_tables, read_preamble
from documents.structure.quotes import Outer, Outside, ends_quoted, find_quotations
from documents.structure.sequence import Scope, outside
from documents.structure.titles import group_title_end, title_end
from documents.structure.tree import Tree


def read_tree(lines: Sequence[Line], notes: Sequence[Note] = ()) -> Tree:
    """Read the structure of a text. Never raises: what cannot be placed stays in the text of the provision that is open.

    :param lines: the lines of one text, in reading order
    :param notes: its footnotes, which ``Line.marks`` refer to
    """
    return _Reader(flatten_layout_tables(join_lines(decide(lines))), NoteBook(notes)).read()


def _words(paragraph: Paragraph) -> str:
    """What is read for quotation marks: a mark that opened above a table may close in it."""
    table = paragraph.table
    return paragraph.text if table is None else " ".join(cell for row in table.rows for cell in row if cell)


def _is_finished(text: str) -> bool:
    return not text or ends_sentence(text) or ends_quoted(text)


class _Reader:
    """Walks the paragraphs of one text."""

    def __init__(self, paragraphs: list[Paragraph], notes: NoteBook) -> None:
        self.paragraphs = paragraphs
        self.texts = [paragraph.text for paragraph in paragraphs]
        self.quotations = find_quotations([_words(paragraph) for paragraph in paragraphs])
        self.stray = set(self.quotations.stray)
        self.forms = Forms(paragraphs)
        self.has_articles = any(heading.strong for heading in map(article_heading, self.texts) if heading is not None)
        self.notes = notes
        self.roots: list[Node] = []
        self.scope = Scope(None)
        self.scopes = [self.scope]
        self.container: Node | None = None  # article, group or attached text that takes the next paragraph
        self.body: list[Item] = []  # what the open container holds
        self.outer = Outer()
        self.annex: Node | None = None  # the open appendix
        self.ending: Node | None = None  # the open closing, recipients or signature; None inside the articles
        self.unquoted = False  # inside new text that an amending provision gives without quotation marks
        self.counts: dict[Kind, int] = {}
        self.holding: list[bool] | None = None  # see `holding_articles`; asked where a text is attached
        self.listed: set[str] = set()  # the numbers of a list of forms at the head of an appendix
        self.signature: list[str] = []
        self.problems: list[Problem] = []

    # -- the walk

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
        ways = (self._table, self._source_note, self._file_name, self._attachment, self._appendix, self._form, self._annexed)
        return next((end for read in ways if (end := read(place))), 0) or self._in_body(place)

    def _table(self, place: int) -> int:
        if self.paragraphs[place].table is None:
            return 0
        self._take(Item(self.paragraphs[place]))
        return place + 1

    def _file_name(self, place: int) -> int:
        if self.container is None or self.ending is not None or not is_file_name(self.texts[place]):
            return 0
        self.container.notes.append(self._note(place, self.texts[place]))
        return place + 1

    def _annexed(self, place: int) -> int:
        if self.annex is None:
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
        """Take a paragraph, and the paragraphs of the quotation that it opens."""
        self._take(item)
        self.outer.see(item.text)
        foreign = self.unquoted and self.paragraphs[place].opens is False
        end, missing = self.quotations.block_end(
            place, lambda later: outside(self.paragraphs[later], self.scope, self.outer), foreign
        )
        if missing or place in self.stray:
            self._unclosed(place, end)
        for inside in range(place + 1, end + 1):
            self._take(Item(self.paragraphs[inside], quoted=True))
        return end + 1

    def _outside(self, place: int) -> Outside:
        return outside(self.paragraphs[place], self.scope, self.outer)

    def _take(self, item: Item) -> None:
        owner = self.ending or self.annex
        if owner is None:
            self.body.append(item)
            return
        if owner is self.annex and any(child.kind is Kind.FORM for child in owner.children):
            owner = owner.children[-1]
        take_words(owner, item, self.notes)

    def _before(self, place: int) -> str:
        return self.texts[place - 1] if place else ""

    def _starts_clean(self, place: int) -> bool:
        """Whether what stands before a paragraph is finished."""
        before = self._before(place)
        inside = self.ending is not None or self.annex is not None
        return inside or _is_finished(before) or is_caps(before) or not leads_on(before)

    # -- articles and groups

    def _accepts(self, place: int, heading: ArticleHeading) -> bool:
        """Whether ``Điều N`` opens an article: by its form, by what stands before it and by its place in the sequence."""
        before, scope = self._before(place), self.scope
        opens = self.paragraphs[place].opens
        if self.ending is not None:
            return bool(opens) and scope.is_next(heading) and heading.strong and heading.start < len(self.texts[place])
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
        """Whether an article whose number does not follow has a title, and nothing before it that leads on to it."""
        before = self._before(place)
        if before.endswith(":") or (heading.start >= len(self.texts[place]) and self.scope.articles):
            return False
        apart = not self.body or not before[-1:].islower() or article_heading(before) is not None
        return self._starts_clean(place) and (apart or _is_finished(before))

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

    def _close(self) -> None:
        """Finish the open article or group."""
        body, container = self.body, self.container
        self.body, self.container = [], None
        if container is not None and container.kind is Kind.ARTICLE:
            fill_article(container, body, self.notes)
        elif container is not None and container.kind in GROUPS and self.has_articles:
            for item in body:
                take_words(container, item, self.notes)
        elif body:
            owner = container.children if container is not None else self.roots
            fill_loose(container, owner, body, self.notes)

    # -- what stands around the articles

    def _ends_here(self, place: int) -> bool:
        """Take a paragraph of the closing, the recipients or the signature."""
        if self.ending is None and not self._has_content():
            return False
        kind = part_of_ending(self.texts, place, self.ending.kind if self.ending else None, self._has)
        if kind is not None:
            self._end(kind, place)
        return kind is not None

    def _has_content(self) -> bool:
        return bool(self.scope.articles or self.body)

    def _has(self, kind: Kind) -> bool:
        return any(node.kind is kind for node in self._level())

    def _level(self) -> list[Node]:
        return self.scope.node.children if self.scope.node is not None else self.roots

    def _end(self, kind: Kind, place: int) -> None:
        if self.ending is None:
            self._close()
        if self.ending is None or self.ending.kind is not kind:
            known = next((node for node in self._level() if node.kind is kind), None)
            self.ending = known or self._place(Node(kind, page=self.paragraphs[place].page))
        self.ending.add(self.paragraphs[place])
        self.ending.notes.extend(self.notes.take(self.paragraphs[place]))
        if kind is Kind.SIGNATURE:
            self.signature.append(self.texts[place])

    def _place(self, node: Node) -> Node:
        if self.scope.node is not None:
            return self.scope.node.append(node)
        self.roots.append(node)
        return node

    def _ends_body(self, place: int) -> bool:
        """Whether an appendix can begin here though no signature came before it."""
        before = self._before(place)
        return self._has_content() and not self.unquoted and (ends_sentence(before) or ends_quoted(before) or is_caps(before))

    def _open_scope(self, node: Node) -> None:
        self.counts[Kind.ATTACHMENT] = self.counts.get(Kind.ATTACHMENT, 0) + 1
        node.label = str(self.counts[Kind.ATTACHMENT])
        self.roots.append(node)
        self.scope = Scope(node)
        self.scopes.append(self.scope)
        self.container, self.annex, self.ending, self.unquoted = node, None, None, False
        self.outer.restart()

    def _attachment(self, place: int) -> int:
        """An attached text, where one begins."""
        if not (self.scope.articles or self.ending or self.annex) or not self._starts_clean(place):
            return 0
        found = attached_text(self.paragraphs, place, strict=self.annex is not None, signed=len(self.signature) > 1)
        if found is None:
            return 0
        self._close()
        title, end, stop = found.title, found.end, found.stop
        node = Node(Kind.ATTACHMENT, page=self.paragraphs[place].page)
        self._open_scope(node)
        node.heading = " ".join(self.texts[title:end]) or None
        for index in (*range(place, title), *range(end, stop)):
            node.add(self.paragraphs[index])
        self._take_notes(node, place, stop)
        if self.holding is None:
            self.holding = holding_articles(self.texts)
        if not self.holding[stop] and is_attached_type(self.texts[title]):
            self.annex = node if not holds_sections(self.texts, stop) else None
        return stop

    def _appendix(self, place: int) -> int:
        """An appendix, where one begins."""
        heading = appendix_heading(self.texts[place])
        if heading is None or not (self.ending or self.annex or self._ends_body(place)):
            return 0
        if self.annex is not None and is_specimen(self.paragraphs, place):
            return 0
        start = heading.start
        self._close()
        self.ending = None
        node = Node(Kind.APPENDIX, heading.number, page=self.paragraphs[place].page)
        self.roots.append(node)
        self.annex = node
        same_line = self.texts[place][start:]
        inside, _, after = same_line.partition("(")
        end = title_end(self.paragraphs, place + 1, same_line) if not after else place + 1
        node.heading = " ".join(part for part in (inside.strip(), *self.texts[place + 1 : end]) if part) or None
        if after:
            node.add(self.paragraphs[place], start + len(inside))
        self._take_notes(node, place, end)
        return end

    def _form(self, place: int) -> int:
        """A form below the articles, where one begins."""
        heading = form_heading(self.texts[place]) if self.annex is not None or self.ending is not None else None
        if heading is None:
            return 0
        number, paragraph = heading.number, self.paragraphs[place]
        if number is not None and number not in self.listed and self.forms.is_listed(place, number, self.listed):
            self.listed.add(number)
            if self.annex is None:
                self.annex = self._place(Node(Kind.APPENDIX, page=paragraph.page))
                self.ending = None
            self._take(Item(paragraph))
            return place + 1
        self.listed.clear()
        node = Node(Kind.FORM, number, page=paragraph.page)
        title = self.texts[place][heading.start :]
        if is_attached_to(title):
            node.add(paragraph, heading.start)
        else:
            node.heading = title or None
        node.notes.extend(self.notes.take(paragraph))
        if self.annex is None or self.annex.kind is Kind.FORM:
            self.roots.append(node)
            self.annex, self.ending = node, None
        else:
            self.annex.append(node)
        return place + 1

    # -- quotations, notes

    def _unclosed(self, place: int, end: int) -> None:
        words = self.texts[place][:60]
        if end > place:
            message = Message.of("problem.unclosed_quotation_ended", words=words)
        else:
            message = Message.of("problem.unclosed_quotation", words=words)
        page = self.paragraphs[place].page
        self._remark(ProblemCode.UNCLOSED_QUOTATION, message, f"trang {page}" if page else None)

    def _remark(self, code: ProblemCode, message: Message, place: str | None = None) -> None:
        if self.container is not None:
            self.container.problems.append((code, message))
        else:
            self.problems.append(Problem(code, message, place))

    def _source_note(self, place: int) -> int:
        """Editors' notes ``[(…)]`` go to the notes of the article above; returns the place after one, 0 where there is none."""
        end = source_note_end(self.texts, place)
        owner = self.container or self.annex or self.ending or (self.roots[-1] if self.roots else None)
        if not end or owner is None:
            return 0
        text = " ".join(self.texts[place:end])[1:-1]
        owner.notes.append(self._note(place, text))
        return end

    def _note(self, place: int, text: str) -> Note:
        segments = self.paragraphs[place].segments
        return Note("", text, segments[0].place if segments else Place())

    def _take_notes(self, node: Node, start: int, end: int) -> None:
        for paragraph in self.paragraphs[start:end]:
            node.notes.extend(self.notes.take(paragraph))
