"""Read what stands around the articles: the ending, appendices, forms and attached texts, editors' notes."""

from documents.model import Kind
from documents.structure.annexes import attached_text, holding_articles, holds_sections, is_specimen
from documents.structure.article import Item, take_words
from documents.structure.builder import Node
from documents.structure.endings import (
    appendix_heading,
    form_heading,
    is_attached_to,
    is_attached_type,
    is_file_name,
    names_its_instrument,
    source_note_end,
)
from documents.structure.headings import article_heading, ends_sentence, is_caps
from documents.structure.parting import part_of_ending
from documents.structure.quotes import ends_quoted
from documents.structure.titles import title_end
from documents.structure.walk import Walk

_LONGEST_TITLE, _CLOSE_BELOW = 6, 12


class Surroundings(Walk):
    """The steps that read what is no article."""

    def _annexed(self, place: int) -> int:
        if self.annex is None:
            return 0
        self._take(Item(self.paragraphs[place]))
        return place + 1

    def _ends_here(self, place: int) -> bool:
        """Take a paragraph of the closing, the recipients or the signature."""
        if self.ending is None and not self._has_content():
            return False
        kind = part_of_ending(self.texts, place, self.ending.kind if self.ending else None, self._has)
        if kind is not None:
            self._end(kind, place)
        return kind is not None

    def _has(self, kind: Kind) -> bool:
        return any(node.kind is kind for node in self._level())

    def _end(self, kind: Kind, place: int) -> None:
        if self.ending is None:
            self._close()
        if self.ending is None or self.ending.kind is not kind:
            known = next((node for node in self._level() if node.kind is kind), None)
            self.ending = known or self._place(Node(kind, page=self.paragraphs[place].page))
        take_words(self.ending, Item(self.paragraphs[place]), self.notes)
        if kind is Kind.SIGNATURE:
            self.signature.append(self.texts[place])

    def _ends_body(self, place: int) -> bool:
        """Whether an appendix can begin here though no signature came before it."""
        before = self._before(place)
        return self._has_content() and not self.unquoted and (ends_sentence(before) or ends_quoted(before) or is_caps(before))

    def _attachment(self, place: int) -> int:
        """An attached text, where one begins."""
        if not (self.scope.articles or self.ending or self.annex) or not self._starts_clean(place):
            return 0
        found = attached_text(self.paragraphs, place, strict=self.annex is not None, signed=len(self.signature) > 1)
        if found is None:
            return self._issued(place)
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

    def _issued(self, place: int) -> int:
        """An attached text whose title does not read as one: ``(Ban hành theo Quyết định số …)`` below a signature tells it.

        Legacy fonts lose the capitals of titles: lines in small letters are the title.
        """
        text, ending = self.texts[place], self.ending
        if ending is None or not (is_attached_to(text) and names_its_instrument(text)) or not self._next_is_first(place):
            return 0
        title: list[str] = []
        pieces = ending.words.pieces
        while pieces and len(title) < _LONGEST_TITLE and pieces[-1][0][:1].islower():
            title.insert(0, pieces.pop()[0])
            if ending.kind is Kind.SIGNATURE:
                self.signature.pop()
        node = Node(Kind.ATTACHMENT, page=self.paragraphs[place].page)
        self._open_scope(node)
        node.heading = " ".join(title) or None
        node.add(self.paragraphs[place])
        self._take_notes(node, place, place + 1)
        return place + 1

    def _goes_on(self, place: int) -> bool:
        """Whether the next article of the text that is open comes below."""
        later = self.next_open[place]
        heading = article_heading(self.texts[later]) if later < len(self.texts) and not self.paragraphs[later].anew else None
        return heading is not None and heading.strong and self.scope.is_next(heading)

    def _next_is_first(self, place: int) -> bool:
        """Whether the next article begins the count anew, close below."""
        later = self.next_open[place]
        return later < min(place + _CLOSE_BELOW, len(self.paragraphs)) and self.paragraphs[later].anew

    def _appendix(self, place: int) -> int:
        """An appendix, where one begins."""
        heading = appendix_heading(self.texts[place])
        if heading is None or not (self.ending or self.annex or self._ends_body(place)):
            return 0
        if self.annex is not None and is_specimen(self.paragraphs, place):
            return 0
        if self.annex is None and self.ending is None and self._goes_on(place):
            return 0  # a list of appendices in an article
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

    def _source_note(self, place: int) -> int:
        """Editors' notes ``[(…)]`` go to the notes of the article above; returns the place after one, 0 where there is none."""
        end = source_note_end(self.texts, place)
        owner = self.container or self.annex or self.ending or (self.roots[-1] if self.roots else None)
        if not end or owner is None:
            return 0
        text = " ".join(self.texts[place:end])[1:-1]
        owner.notes.append(self._note(place, text))
        return end

    def _file_name(self, place: int) -> int:
        if self.container is None or self.ending is not None or not is_file_name(self.texts[place]):
            return 0
        self.container.notes.append(self._note(place, self.texts[place]))
        return place + 1
