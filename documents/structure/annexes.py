"""Find where appendices, forms and attached texts begin, and where their titles end."""

from bisect import bisect_left
from collections.abc import Container, Sequence
from typing import NamedTuple

from documents.structure.endings import (
    appendix_heading,
    form_heading,
    is_attached_to,
    is_attached_type,
    is_basis,
    is_issuer_line,
    is_letterhead,
    is_office_line,
    is_recipients,
    is_signature,
    names_its_instrument,
    names_no_instrument,
)
from documents.structure.headings import article_heading, ends_sentence, group_heading, is_caps
from documents.structure.markers import marker
from documents.structure.paragraphs import Paragraph

_LONGEST_TITLE = 14
_SHORT_FORM = 500


class Attached(NamedTuple):
    """The heading of an attached text.

    :param stop: the first paragraph of its own text, after ``(Ban hành kèm theo …)``
    """

    title: int
    end: int
    stop: int


def in_title(text: str) -> bool:
    """Whether a paragraph can be part of a title: short, and neither a unit nor a part of the preamble or the ending."""
    return (
        0 < len(text) < 300
        and not text.endswith(";")
        and marker(text) is None
        and article_heading(text) is None
        and group_heading(text) is None
        and not is_recipients(text)
        and not is_signature(text)
        and not is_basis(text)
    )


def attached_text(paragraphs: Sequence[Paragraph], place: int, strict: bool, signed: bool = False) -> Attached | None:
    """Whether an attached regulation, programme or list begins at ``place`` (with its letterhead, if it has one).

    :param strict: inside an appendix, where specimens have such headings too: the issuing instrument must be named by number
    :param signed: a signature stands above, so that a head of an office is a letterhead
    """
    text = paragraphs[place].text
    letterhead = is_letterhead(text) or is_issuer_line(text) or (signed and is_office_line(text))
    if paragraphs[place].table is not None or not (letterhead or _is_title_line(text)):
        return None
    found = _title(paragraphs, place, letterhead)
    if found is None:
        return None
    title, end = found
    attached = is_attached_to(paragraphs[end].text) and (not strict or names_its_instrument(paragraphs[end].text))
    return Attached(title, end, end + 1) if attached else None


def _title(paragraphs: Sequence[Paragraph], place: int, letterhead: bool) -> tuple[int, int] | None:
    title = None
    for later in range(place, min(place + _LONGEST_TITLE, len(paragraphs))):
        text = paragraphs[later].text
        goes_on = paragraphs[later].table is None and (in_title(text) or (later == place and letterhead))
        if is_attached_to(text) or not goes_on:
            return (title, later) if title is not None else None
        if appendix_heading(text) is not None or form_heading(text) is not None:
            return None
        if title is None and _is_title_line(text):
            title = later
        elif title is None and later > place and not (is_letterhead(text) or is_issuer_line(text) or len(text) < 100):
            return None
    return None


def _is_title_line(text: str) -> bool:
    return is_attached_type(text) and (is_caps(text) or (text[:1].isupper() and not ends_sentence(text) and len(text) < 200))


def is_specimen(paragraphs: Sequence[Paragraph], place: int) -> bool:
    """Whether an appendix belongs to a specimen in a form: the paper it is attached to has dots for a number."""
    for paragraph in paragraphs[place : place + 5]:
        if is_attached_to(paragraph.text):
            return names_no_instrument(paragraph.text)
    return False


class Forms:
    """The headings of forms and appendices of a text, found once."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._places: dict[str, list[int]] = {}
        self._next: list[int] = [-1] * len(paragraphs)  # the next heading of a form; -1 where an appendix comes first, or nothing
        self._appendix = [len(paragraphs)] * len(paragraphs)
        self._size = [0] * (len(paragraphs) + 1)
        following, appendix = -1, len(paragraphs)
        for place in range(len(paragraphs) - 1, -1, -1):
            self._next[place], self._appendix[place] = following, appendix
            paragraph = paragraphs[place]
            self._size[place] = self._size[place + 1] + (len(paragraph.text) if paragraph.table is None else _SHORT_FORM + 1)
            if appendix_heading(paragraph.text) is not None:
                following, appendix = -1, place
            elif (form := form_heading(paragraph.text)) is not None and form.number is not None:
                following = place
                self._places.setdefault(form.number, []).append(place)

    def is_listed(self, place: int, number: str, listed: Container[str]) -> bool:
        """Whether ``Mẫu số 01`` at ``place`` is a line of a list of forms, not the form itself.

        Its own words are few, and the form of that number comes later, or the list it continues has such forms.

        :param listed: the numbers of the list that is open
        """
        following = self._next[place]
        if following < 0 or self._size[place + 1] - self._size[following] > _SHORT_FORM:
            return False
        if listed:
            return True
        places = self._places[number]  # from the last to the first
        later = places[bisect_left(places, -place, key=lambda known: -known) - 1] if places[0] > place else place
        return place < later < self._appendix[place]
