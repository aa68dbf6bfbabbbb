"""The citations of a foreign text, judged, as a table: Excel and Word."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.export.files import Sheet, book_xlsx
from kb.interface.catalogue import Catalogue

COLUMNS = ("citation", "meant", "exists", "status", "quoted", "remarks")
_WIDTHS = (40, 50, 18, 28, 60, 60)
_SHARES = (3.6, 4.4, 2.2, 3.2, 5.2, 5.0)


@dataclass(frozen=True, slots=True)
class VerifiedTable:
    """What was found.

    :param day: on which it was judged, in words
    :param lines: a line a citation, each with the key of what is cited and its cells
    """

    day: str
    lines: Sequence[tuple[str | None, tuple[str, ...]]]


def write_xlsx(table: VerifiedTable, say: Catalogue) -> bytes:
    """The file."""
    heads = [*(say(f"verify.{name}") for name in COLUMNS), say("verify.key")]
    rows = [[*cells, key or ""] for key, cells in table.lines]
    return book_xlsx([Sheet(heads, rows, (*_WIDTHS, 60), say("page.verify"), (table.day, say("verify.by_machine")))])


def write_docx(table: VerifiedTable, say: Catalogue) -> bytes:
    """The file."""
    from kb.export.office import add_table, begun, content_of

    document = begun(say, [say("verify.table_title")], (table.day, say("verify.by_machine")), headed=False)
    add_table(document, _SHARES, [say(f"verify.{name}") for name in COLUMNS], (cells for _, cells in table.lines))
    return content_of(document)
