"""The tree back to text."""

from collections.abc import Iterator, Sequence

from documents.model import Kind, Provision
from documents.wording.citing import HEADED, label


def write_text(provisions: Sequence[Provision]) -> str:
    """Write provisions as text, one paragraph a line, in the usual form. Reading it gives the same tree."""
    return "\n".join(line for provision in provisions for line in _lines(provision))


def _lines(provision: Provision) -> Iterator[str]:
    lead = _lead(provision)
    text = provision.text
    if provision.kind in (Kind.ARTICLE, Kind.CLAUSE, Kind.POINT, Kind.SUBPOINT):
        if provision.heading:
            yield f"{lead} {provision.heading}"
            if text:
                yield text
        else:
            yield f"{lead} {text}".rstrip() if lead else text
    else:
        if lead:
            yield lead
        if provision.heading:
            yield provision.heading
        if text:
            yield text
    if provision.table is not None:
        for row in provision.table.rows:
            yield "| " + " | ".join(" ".join(cell.split()) for cell in row) + " |"
    for child in provision.children:
        yield from _lines(child)
    if provision.tail:
        yield provision.tail


def _lead(provision: Provision) -> str:
    """What is printed before it, as it is read again: a heading without a number stands in capitals."""
    kind, number = provision.kind, provision.number or ""
    if kind in (Kind.POINT, Kind.SUBPOINT) and number[:1].isdigit() and "." in number:
        return f"{number}."
    lead = label(provision) if kind is not Kind.ATTACHMENT else ""
    return lead if number or kind not in HEADED else lead.upper()
