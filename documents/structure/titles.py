"""Find where the title of a chapter or an appendix ends."""

from collections.abc import Sequence

from documents.structure.annexes import in_title
from documents.structure.endings import appendix_heading, form_heading, is_attached_to, is_issuer_line, is_letterhead
from documents.structure.headings import article_heading, ends_sentence, group_heading, is_caps, leads_on
from documents.structure.markers import marker
from documents.structure.paragraphs import Paragraph

_LONGEST_TITLE = 6


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
