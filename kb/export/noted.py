"""Notes, and judged citations, as tables for people, in Excel and Word; notes also as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from documents.paths import split_key
from documents.wording.citing import cite
from kb.annotations import NoteView
from kb.annotations.exchange import export_annotations
from kb.export.files import Sheet, book_xlsx
from kb.interface.catalogue import Catalogue

_COLUMNS = (
    *("note.instrument", "notes.place", "notes.quoted", "note.text", "note.tags"),
    *("note.status", "note.severity", "note.assignee", "note.author", "notes.day"),
)
_WIDTHS = (40, 24, 50, 60, 20, 16, 12, 18, 18, 12)

Noted = tuple[Sequence[NoteView], Mapping[str, str]]
"""The notes, and the names of the texts that they are on, by key."""


def write_xlsx(noted: Noted, say: Catalogue) -> bytes:
    """The file."""
    return book_xlsx([Sheet(_heads(say), _rows(noted, say), _WIDTHS, say("page.notes"))])


def write_docx(noted: Noted, say: Catalogue) -> bytes:
    """The file."""
    from kb.export.office import add_table, begun, content_of

    document = begun(say, [say("page.notes")], headed=False)
    add_table(document, _WIDTHS, _heads(say), _rows(noted, say))
    return content_of(document)


def write_json(noted: Noted, say: Catalogue) -> bytes:
    """The file: W3C annotations, for other programs and other bases."""
    return export_annotations(noted[0], say("app.name")).content


def _heads(say: Catalogue) -> list[str]:
    return [say(name) for name in _COLUMNS]


def _rows(noted: Noted, say: Catalogue) -> list[list[str]]:
    return [_row(note, noted[1], say) for note in noted[0]]


def _row(note: NoteView, names: Mapping[str, str], say: Catalogue) -> list[str]:
    keys = dict.fromkeys(split_key(target.key)[0] for target in note.targets)
    replies = (f"– {reply.author}, {say.day(reply.created_at)}: {reply.text}" for reply in note.replies if not reply.hidden)
    return [
        "\n".join(names.get(key, key) for key in keys),
        "\n".join(dict.fromkeys(cite(target.path) for target in note.targets)),
        "\n".join(f"“{target.quotation}”" for target in note.targets if target.quotation),
        "\n".join((note.text, *replies)),
        ", ".join(note.tags),
        say(f"note.status_{note.status}"),
        say(f"note.severity_{note.severity}") if note.severity else "",
        note.assignee or "",
        note.author,
        say.day(note.created_at),
    ]


VERIFIED_COLUMNS = ("citation", "meant", "exists", "status", "quoted", "remarks")
_VERIFIED_WIDTHS = (40, 50, 18, 28, 60, 60)
_SHARES = (3.6, 4.4, 2.2, 3.2, 5.2, 5.0)


@dataclass(frozen=True, slots=True)
class VerifiedTable:
    """What was found.

    :param day: on which it was judged, in words
    :param lines: a line a citation, each with the key of what is cited and its cells
    """

    day: str
    lines: Sequence[tuple[str | None, tuple[str, ...]]]


def write_verified_xlsx(table: VerifiedTable, say: Catalogue) -> bytes:
    """The file."""
    heads = [*(say(f"verify.{name}") for name in VERIFIED_COLUMNS), say("verify.key")]
    rows = [[*cells, key or ""] for key, cells in table.lines]
    return book_xlsx([Sheet(heads, rows, (*_VERIFIED_WIDTHS, 60), say("page.verify"), (table.day, say("verify.by_machine")))])


def write_verified_docx(table: VerifiedTable, say: Catalogue) -> bytes:
    """The file."""
    from kb.export.office import add_table, begun, content_of

    document = begun(say, [say("verify.table_title")], (table.day, say("verify.by_machine")), headed=False)
    add_table(document, _SHARES, [say(f"verify.{name}") for name in VERIFIED_COLUMNS], (cells for _, cells in table.lines))
    return content_of(document)
