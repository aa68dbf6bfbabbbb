"""Footnotes of a web page, as editors of texts save them."""

import re

from documents.model import Note, Place
from documents.text import clean
from ingest.readers.html.elements import Element, short_text, text_of

_NOTE_LINK = re.compile(r"#?_?(?:ftn|edn|fn|footnote|note)[-_:]?(\d{1,3})$", re.IGNORECASE)
_NOTE_BACK = re.compile(r"#?_?(?:ftnref|ednref|fnref|footnote-ref|noteref)[-_:]?(\d{1,3})$", re.IGNORECASE)


def note_mark(link: Element) -> str | None:
    """The mark of a link that points at a note: ``<a href="#_ftn1" name="_ftnref1">[1]</a>``."""
    target, own = link.get("href") or "", link.get("name") or link.get("id") or ""
    if not (_NOTE_BACK.search(own) or _NOTE_LINK.search(target.rsplit("#", 1)[-1] if "#" in target else "")):
        return None
    if _NOTE_LINK.search(own) and _NOTE_BACK.search(target):
        return None
    shown = re.sub(r"[\[\]()\s]", "", short_text(link, 40) or "")
    return shown if re.fullmatch(r"\d{1,3}|[*†‡]{1,3}|[a-z]", shown) else None


def around_notes(container: Element) -> set[Element]:
    """The elements that hold or are the target or the way back of a note."""
    found: set[Element] = set()
    for element in container.xpath(".//*[@id or @name or @href]"):
        own = (element.get("id"), element.get("name"), element.get("href"))
        if not any(value and (_NOTE_LINK.fullmatch(value) or _NOTE_BACK.search(value)) for value in own):
            continue
        at = element
        while at is not None and at not in found:
            found.add(at)
            at = at.getparent() if at is not container else None
    return found


def note_of(block: Element) -> Note | None:
    """The note that a block holds: a ``div`` with the note's id, or a paragraph that begins with the link back."""
    number = _NOTE_LINK.fullmatch(block.get("id") or "")
    if number is not None:
        back = next(filter(_leads_back, block.iter("a")), None)
    else:
        back = next((link for link in block.iter("a") if _leads_back(link) or _NOTE_LINK.fullmatch(link.get("name") or "")), None)
        if block.tag not in ("p", "li", "div") or back is None or not _begins_with(block, back):
            return None
        number = _NOTE_BACK.search(back.get("href") or "") or _NOTE_LINK.fullmatch(back.get("name") or "")
    if number is None or sum(map(_leads_back, block.iter("a"))) > 1:
        return None
    whole = text_of(block)
    mark = (re.sub(r"[\[\]()\s]", "", text_of(back)) if back is not None else "") or number[1]
    shown = re.match(r"\s*[\[(]?\s*" + re.escape(mark) + r"\s*[\])]?\s*[.:]?\s*", whole)
    return Note(mark, whole[shown.end() :] if shown else whole, Place(element=f"#{block.get('id') or number[0].strip('#')}"))


def _leads_back(link: Element) -> bool:
    return bool(_NOTE_BACK.search(link.get("href") or ""))


def _begins_with(block: Element, link: Element) -> bool:
    """Whether the text of a block begins with that of a link in it."""
    first = text_of(link)
    pieces, size = [], 0
    for piece in block.itertext():
        pieces.append(piece)
        size += len(piece.strip())
        if size > len(first) + 40:
            break
    return bool(first) and " ".join(clean(" ".join(pieces)).split()).startswith(first)
