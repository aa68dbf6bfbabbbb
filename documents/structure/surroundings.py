"""Read what stands around the articles and which are titles: the ending, appendices, forms, attached texts, editors' notes."""

import re
from collections.abc import Sequence

from documents.model import Kind
from documents.structure.annexes import attached_text, in_title, is_specimen
from documents.structure.article import Item, take_words
from documents.structure.builder import Node
from documents.structure.endings import (
    appendix_heading,
    form_heading,
    is_attached_to,
    is_closing,
    is_file_name,
    is_issuer_line,
    is_letterhead,
    is_recipients,
    is_signature,
    is_signature_line,
    names_its_instrument,
)
from documents.structure.headings import article_heading, ends_sentence, group_heading, is_caps, leads_on
from documents.structure.markers import marker
from documents.structure.paragraphs import Paragraph
from documents.structure.quotes import ends_quoted
from documents.structure.walk import Walk

_LONGEST_TITLE = 6
_LONGEST_LETTERHEAD = 9
_CERTIFIED_HEAD = re.compile(r"Số\s*:?\s*[\d.…]*\s*/\s*VBHN|Độc lập\s*-|[^\n,]{2,30},\s*ngày\s[^\n]{0,40}năm\s+\d{4}\s*$|[-_–]{3,}")
_CLOSE_BELOW = 12


def group_title_end(paragraphs: Sequence[Paragraph], place: int, same_line: str) -> int:
    """Where the title of a part, chapter or section ends: the paragraphs from ``place`` up to the result belong to it.

    :param same_line: the part of the title on the line of the heading
    """
    before, end = same_line, place
    while end < len(paragraphs) and end < place + _LONGEST_TITLE and _continues(before, paragraphs[end]):
        before = paragraphs[end].text
        end += 1
    return end


def _continues(before: str, paragraph: Paragraph) -> bool:
    text = paragraph.text
    if paragraph.table is not None or article_heading(text) is not None or group_heading(text) is not None:
        return False
    if not before:
        return is_caps(text) or (len(text) < 250 and not ends_sentence(text) and marker(text) is None)
    if is_caps(text):
        return is_caps(before)
    return (text[:1].islower() or leads_on(before)) and not ends_sentence(text) and len(text) < 200


def title_end(paragraphs: Sequence[Paragraph], place: int, same_line: str) -> int:
    """Where the title of an appendix ends: the paragraphs from ``place`` up to the result belong to it.

    :param same_line: the part of the title on the line of the heading
    """
    for later in range(place, min(place + _LONGEST_TITLE, len(paragraphs))):
        text = paragraphs[later].text
        if is_attached_to(text):
            return later
        if paragraphs[later].table is not None or not in_title(text) or form_heading(text) is not None or text.endswith((".", ":")):
            break
    if not same_line and place < len(paragraphs) and _is_mixed_title(paragraphs, place):
        return place + 1
    end = place
    while end < len(paragraphs) and end < place + _LONGEST_TITLE and paragraphs[end].table is None:
        text = paragraphs[end].text
        if not is_caps(text) or form_heading(text) is not None or appendix_heading(text) is not None or marker(text) is not None:
            break
        if is_letterhead(text) or (is_issuer_line(text) and not same_line and end > place):
            break
        end += 1
    return end


def _is_mixed_title(paragraphs: Sequence[Paragraph], place: int) -> bool:
    """A title in small letters: one short paragraph without the end of a sentence."""
    text = paragraphs[place].text
    return (
        paragraphs[place].table is None
        and in_title(text)
        and not is_caps(text)
        and text[:1].isupper()
        and not ends_sentence(text)
        and form_heading(text) is None
        and not is_letterhead(text)
        and " " in text
    )


def part_of_ending(texts: Sequence[str], place: int, opened: Kind | None) -> Kind | None:
    """The part that a paragraph below the articles belongs to; None where the articles go on.

    :param opened: the part that is open; None inside the articles
    """
    text = texts[place]
    if opened is None:
        return _first_part(texts, place)
    if is_recipients(text):
        return Kind.RECIPIENTS
    if is_signature(text):
        return Kind.SIGNATURE
    if opened is Kind.CLOSING and is_signature_line(text):
        return Kind.SIGNATURE
    return opened


def _first_part(texts: Sequence[str], place: int) -> Kind | None:
    """The part that a paragraph opens; a line of a signature does not stand in the middle of a sentence."""
    text, before = texts[place], texts[place - 1] if place else ""
    if is_closing(text):
        return Kind.CLOSING
    if is_recipients(text):
        return Kind.RECIPIENTS
    if is_signature(text) and (not leads_on(before) or is_caps(before)):
        return Kind.SIGNATURE
    # An issuer block opens the signature after "./.", with a signature line close below.
    if is_issuer_line(text) and ends_sentence(before) and any(map(is_signature, texts[place + 1 : place + _LONGEST_LETTERHEAD])):
        return Kind.SIGNATURE
    return Kind.SIGNATURE if _heads_certification(texts, place) else None


def _heads_certification(texts: Sequence[str], place: int) -> bool:
    """Whether a line belongs to the head above "XÁC THỰC VĂN BẢN HỢP NHẤT", which closes a consolidated text."""
    if not _is_head(texts[place]):
        return False
    for text in texts[place + 1 : place + _LONGEST_LETTERHEAD]:
        if text.startswith("XÁC THỰC VĂN BẢN HỢP NHẤT"):
            return True
        if not _is_head(text):
            return False
    return False


def _is_head(text: str) -> bool:
    return (len(text) <= 90 and text.isupper()) or _CERTIFIED_HEAD.match(text) is not None


class Surroundings(Walk):
    """The steps that read what is no article."""

    def _annexed(self, place: int) -> int:
        if self.annex is None:
            return 0
        self._take(Item(self.paragraphs[place]))
        return place + 1

    def _ends_here(self, place: int) -> bool:
        if self.ending is None and not self._has_content():
            return False
        kind = part_of_ending(self.texts, place, self.ending.kind if self.ending else None)
        if kind is not None:
            self._end(kind, place)
        return kind is not None

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
        before = self._before(place)
        return self._has_content() and not self.unquoted and (ends_sentence(before) or ends_quoted(before) or is_caps(before))

    def _attachment(self, place: int) -> int:
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
        later = self.next_open[place]
        heading = article_heading(self.texts[later]) if later < len(self.texts) and not self.paragraphs[later].anew else None
        return heading is not None and heading.strong and self.scope.is_next(heading)

    def _next_is_first(self, place: int) -> bool:
        later = self.next_open[place]
        return later < min(place + _CLOSE_BELOW, len(self.paragraphs)) and self.paragraphs[later].anew

    def _appendix(self, place: int) -> int:
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

    def _file_name(self, place: int) -> int:
        if self.container is None or self.ending is not None or not is_file_name(self.texts[place]):
            return 0
        self.container.notes.append(self._note(place, self.texts[place]))
        self._take_notes(self.container, place, place + 1)  # else they go on to whoever asks next
        return place + 1
