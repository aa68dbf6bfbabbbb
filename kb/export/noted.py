"""Notes, and judged citations, as tables for people, in Excel and Word; notes also as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from documents.paths import split_key
from documents.wording.citing import cite, instrument_name
from kb.accounts.audit import Line, changed_fields
from kb.annotations import NoteView
from kb.annotations.exchange import export_annotations
from kb.annotations.model import WRITTEN
from kb.export.files import Sheet, book_xlsx
from kb.interface.catalogue import Catalogue
from kb.search.hits import printed
from kb.search.model import Hit
from kb.search.named import new_words_line

_COLUMNS = (
    *("note.instrument", "notes.place", "notes.quoted", "note.text", "note.tags"),
    *("note.status", "note.severity", "note.assignee", "note.author", "notes.day"),
)
_WIDTHS = (40, 24, 50, 60, 20, 16, 12, 18, 18, 12)
_WRITTEN_AT, _WRITTEN_WIDTH = 4, 40

Noted = tuple[Sequence[NoteView], Mapping[str, str]]
"""The notes, and the names of the texts that they are on, by key."""


def write_xlsx(noted: Noted, say: Catalogue) -> bytes:
    """The file."""
    heads, rows, widths = _table(noted, say)
    return book_xlsx([Sheet(heads, rows, widths, say("page.notes"))])


def write_docx(noted: Noted, say: Catalogue) -> bytes:
    """The file."""
    from kb.export.office import add_table, begun, content_of

    document, (heads, rows, widths) = begun(say, [say("page.notes")], headed=False), _table(noted, say)
    add_table(document, widths, heads, rows)
    return content_of(document)


def write_json(noted: Noted, say: Catalogue) -> bytes:
    """The file: W3C annotations, for other programs and other bases."""
    return export_annotations(noted[0], say("app.name")).content


def _table(noted: Noted, say: Catalogue) -> tuple[list[str], list[list[str]], list[int]]:
    """Heads, rows and widths; of what is written in reviews the columns that some note has."""
    some = [name for name in WRITTEN if any(note.written[name] for note in noted[0])]

    def with_written(row: Sequence[Any], written: Sequence[Any]) -> list[Any]:
        return [*row[:_WRITTEN_AT], *written, *row[_WRITTEN_AT:]]

    heads = with_written([say(name) for name in _COLUMNS], [say(f"dossier.field_{name}") for name in some])
    rows = [with_written(_row(note, noted[1], say), [note.written[name] for name in some]) for note in noted[0]]
    return heads, rows, with_written(_WIDTHS, [_WRITTEN_WIDTH] * len(some))


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


COLUMNS = ("number", "instrument", "article", "heading", "snippet", "status", "basis", "day", "key", "typed")
_HIT_WIDTHS = (18, 36, 14, 36, 80, 18, 48, 12, 50, 30)


def sheet(found: tuple[Sequence[Hit], date], say: Catalogue) -> Sheet:
    """The table of hits, with the day that their status is said for."""
    hits, day = found
    rows = [_hit_row(number, hit, day, say) for number, hit in enumerate(hits, start=1)]
    return Sheet([say(f"export.{name}") for name in ("rank", *COLUMNS)], rows, (6, *_HIT_WIDTHS))


def _hit_row(number: int, hit: Hit, day: date, say: Catalogue) -> list[str | int]:
    status = hit.standing.in_words(say)
    if hit.standing.amended:
        status = f"{status}; {say('status.amended')}"
    name, basis = instrument_name(hit.instrument, hit.number, hit.title, subject=True), hit.standing.sentence(say)
    if hit.clause_status and hit.best_clause:  # that of the clause that answers, where it is another one
        basis = f"{basis} {cite(hit.best_clause)}: {hit.clause_status.sentence(say)}"
    if new := hit.new_words:
        basis = f"{basis} {new_words_line(say, new)} {printed(new.snippet, new.cut_before, new.cut_after)}"
    return [
        number,
        hit.number or "",
        f"{name} ({say(f'naming.{hit.title_from}')})" if hit.title_from else name,
        cite(hit.path),
        hit.heading or "",
        printed(hit.snippet, hit.cut_before, hit.cut_after, hit.cells),
        status,
        basis,
        say.day(day),
        hit.key,
        "; ".join(say("typed.hit", author=by, day=moment) for by, moment in hit.typed),
    ]


AUDIT_COLUMNS = ("line", "at", "person", "act", "thing", "thing_id", "instrument", "before", "after")
_AUDIT_WIDTHS = (8, 18, 24, 18, 20, 30, 40, 60, 60)


def audit_sheet(found: Sequence[Line], say: Catalogue) -> Sheet:
    """The table."""
    return Sheet([say(f"audit.column_{name}") for name in AUDIT_COLUMNS], [_audit_row(line, say) for line in found], _AUDIT_WIDTHS)


def _audit_row(line: Line, say: Catalogue) -> list[str | int]:
    named = [(name_of(say, "field", name), values) for name, *values in changed_fields(line)]
    sides = ("\n".join(f"{name}: {values[side]}" for name, values in named if values[side]) for side in (0, 1))
    what = (name_of(say, "act", line.act), name_of(say, "thing", line.thing), line.thing_id, line.instrument or "")
    return [line.id, say.moment(line.at), line.author or say("app.name"), *what, *sides]


def name_of(say: Catalogue, kind: str, code: str) -> str:
    """How an act, a thing or a field is called; by its code where it has no name."""
    key = f"audit.{kind}_{code}"
    return say(key) if say.has(key) else code
