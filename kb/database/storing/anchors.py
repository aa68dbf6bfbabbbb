"""Notes on a text that was corrected: what they quote is looked for in the new words, exactly or not at all."""

import hashlib
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.database.tables import AnnotationTarget, Provision

_CONTEXT = 32
_FIELDS = ("heading", "text", "tail")


def anchor_again(session: Session, version_id: int) -> None:
    """Let the notes on a version point at the words that they are about, where these stand in it exactly once.

    A note whose words are gone stays where it was made, and is shown as one on other words.
    """
    targets = session.scalars(select(AnnotationTarget).where(AnnotationTarget.version_id == version_id)).all()
    if not targets:
        return
    columns = select(Provision.path, Provision.heading, Provision.text, Provision.tail)
    texts = {
        (row.path, field): getattr(row, field) or ""
        for row in session.execute(columns.where(Provision.version_id == version_id))
        for field in _FIELDS
    }
    for target in targets:
        own = (target.path, target.field)
        if own in texts and _hash(texts[own]) == target.text_hash:
            continue
        quote = next((selector["exact"] for selector in target.selectors if selector["type"] == "TextQuoteSelector"), None)
        place = _place(texts, own, quote, target.text_hash)
        if place is None:
            continue
        (target.path, target.field), text = place, texts[place]
        target.text_hash, target.words = _hash(text), text
        if quote is not None:
            target.selectors = _selectors(text, quote)
    session.flush()


def _place(texts: dict[tuple[str, str], str], own: tuple[str, str], quote: str | None, digest: str) -> tuple[str, str] | None:
    """Where the words of a note stand now: in its own place, else in the only other one that has them."""
    if quote is None:
        found = [place for place, text in texts.items() if text and _hash(text) == digest]
    elif texts.get(own, "").count(quote) == 1:
        return own
    else:
        found = [place for place, text in texts.items() if quote in text]
    return found[0] if len(found) == 1 and (quote is None or texts[found[0]].count(quote) == 1) else None


def _selectors(text: str, quote: str) -> list[dict[str, Any]]:
    start = text.index(quote)
    end = start + len(quote)
    around = {"prefix": text[max(0, start - _CONTEXT) : start], "suffix": text[end : end + _CONTEXT]}
    return [
        {"type": "TextQuoteSelector", "exact": quote, **around},
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
