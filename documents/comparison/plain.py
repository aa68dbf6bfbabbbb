"""A provision as plain lines, as its words are compared."""

from documents.citing import label
from documents.model import Kind, Provision


def plain_text(provision: Provision) -> str:
    """A provision as lines of text with its printed labels, as it is compared with another."""
    lines: list[str] = []
    _plain(provision, lines)
    return "\n".join(lines)


def _plain(provision: Provision, lines: list[str]) -> None:
    head = " ".join(part for part in (label(provision), provision.heading) if part)
    if provision.text and provision.kind in (Kind.CLAUSE, Kind.POINT, Kind.SUBPOINT) and not provision.heading:
        head = f"{head} {provision.text}".strip()
        lines.append(head)
    else:
        lines.extend(part for part in (head, provision.text) if part)
    if provision.table is not None:
        lines.extend(" | ".join(row) for row in provision.table.rows)
    for child in provision.children:
        _plain(child, lines)
    if provision.tail:
        lines.append(provision.tail)
