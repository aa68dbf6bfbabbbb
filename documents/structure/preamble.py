"""The part above the first article: issuer block, title, legal bases, enacting formula."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from documents.messages import Message
from documents.model import Kind, Problem, ProblemCode, Segment
from documents.structure.annexes import attached_text
from documents.structure.article import Item, take_words
from documents.structure.builder import Node, NoteBook
from documents.structure.endings import enacts, is_basis, is_first_basis, is_letterhead, is_recipients, is_signature, split_bases
from documents.structure.headings import (
    article_heading,
    ends_sentence,
    group_heading,
    is_caps,
    leads_on,
    letter_part,
    roman_section,
)
from documents.structure.markers import Shape, marker
from documents.structure.paragraphs import Paragraph

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
