"""Read a tree of provisions from lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.messages import Message
from documents.model import Kind, Line, Note, Problem, ProblemCode, Provision
from documents.structure.article import Item
from documents.structure.builder import Freezer, Node, NoteBook, place_notes_left
from documents.structure.chain import decide
from documents.structure.headings import ArticleHeading, GroupHeading, article_heading, cites, group_heading, is_caps, is_repealed
from documents.structure.paragraphs import join_lines
from documents.structure.preamble import find_body, flatten_layout_tables, read_preamble
from documents.structure.quotes import Outside
from documents.structure.surroundings import Surroundings, group_title_end
from documents.structure.walk import is_finished, outside


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
        ways = (self._table, self._source_note, self._file_name, self._attachment, self._appendix, self._form, self._annexed)
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
