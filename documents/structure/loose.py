"""Texts without articles: Chỉ thị, older circulars, programmes, contracts. Their units are A., I., 1., a)."""

from collections.abc import Sequence

from documents.model import Kind
from documents.structure.article import Item, fill_body
from documents.structure.builder import Node, NoteBook
from documents.structure.headings import ends_sentence, is_caps, letter_part, roman_section


def fill_loose(container: Node | None, owner: list[Node], items: Sequence[Item], notes: NoteBook) -> None:
    """Split the paragraphs of a text without articles.

    :param container: the attached text they belong to, None for the instrument itself
    :param owner: where its provisions go
    """
    parts, sections = _runs(items)
    host = Node(Kind.PREAMBLE)
    part: Node | None = None
    section: Node | None = None
    pending: list[Item] = []

    def flush() -> None:
        if pending:
            fill_body(section or part or container or host, pending, notes)
            pending.clear()

    def hang(node: Node, above: Node | None) -> None:
        if above is not None:
            above.append(node)
        else:
            owner.append(node)

    for place, item in enumerate(items):
        if place in parts or place in sections:
            flush()
            number, start = parts.get(place) or sections[place]
            node = Node(Kind.PART if place in parts else Kind.SECTION, number, page=item.paragraph.page)
            if place in parts:
                part, section = node, None
                hang(node, container)
            else:
                section = node
                hang(node, part or container)
            node.notes.extend(notes.take(item.paragraph))
            title = item.text[start:]
            if is_caps(title) or (not ends_sentence(title) and len(title) < 250) or (title.endswith(":") and len(title) < 120):
                node.heading = title
            else:
                node.add(item.paragraph, item.start + start)
            continue
        pending.append(item)
    flush()
    if not host.empty():
        _adopt(host, owner)


def _adopt(host: Node, owner: list[Node]) -> None:
    """Words of the instrument that stand in no unit go to its preamble; units among them stand at the root."""
    preamble = next((node for node in owner if node.kind is Kind.PREAMBLE), None)
    if preamble is None:
        preamble = Node(Kind.PREAMBLE, page=host.page)
        owner.insert(0, preamble)
    (preamble.tail if preamble.children else preamble.words).take(host.words)
    preamble.notes.extend(host.notes)
    place = owner.index(preamble) + 1
    owner[place:place] = host.children
    if host.tail.pieces:
        (host.children[-1].tail if host.children else preamble.tail).take(host.tail)


def _runs(items: Sequence[Item]) -> tuple[dict[int, tuple[str, int]], dict[int, tuple[str, int]]]:
    """The places of A., B. … and I., II. …, where they follow one another."""
    parts: dict[int, tuple[str, int]] = {}
    sections: dict[int, tuple[str, int]] = {}
    part = section = 0
    for place, item in enumerate(items):
        if item.quoted or item.paragraph.table is not None:
            continue
        text = item.text
        roman = roman_section(text)
        if roman is not None and roman[1] in (section + 1, 1) and not (roman[0] == "I" and section == 0 and part == 8):
            section = roman[1]
            sections[place] = (roman[0], roman[2])
            continue
        letter = letter_part(text)
        if letter is not None and letter[1] == part + 1:
            part, section = letter[1], 0
            parts[place] = (letter[0], letter[2])
    if len(sections) < 2 and not parts:
        sections = {}
    if len(parts) < 2:
        parts = {}
    return parts, sections
