"""Notes as a table that people read: Excel and Word. As data they are written by `kb.annotations.exchange`."""

from collections.abc import Mapping, Sequence

from documents.paths import split_key
from documents.wording.citing import cite
from kb.annotations import NoteView
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
