"""Hits, and lines of the audit, as tables for a spreadsheet: XLSX and CSV. The words of the query are in none."""

from collections.abc import Sequence
from datetime import date

from documents.wording.citing import cite, instrument_name
from kb.accounts.audit import Line, changed_fields
from kb.export.files import Sheet
from kb.interface.catalogue import Catalogue
from kb.search.hits import printed
from kb.search.model import Hit
from kb.search.named import new_words_line

COLUMNS = ("number", "instrument", "article", "heading", "snippet", "status", "basis", "day", "key", "typed")
_WIDTHS = (18, 36, 14, 36, 80, 18, 48, 12, 50, 30)


def sheet(found: tuple[Sequence[Hit], date], say: Catalogue) -> Sheet:
    """The table of hits, with the day that their status is said for."""
    hits, day = found
    rows = [_row(number, hit, day, say) for number, hit in enumerate(hits, start=1)]
    return Sheet([say(f"export.{name}") for name in ("rank", *COLUMNS)], rows, (6, *_WIDTHS))


def _row(number: int, hit: Hit, day: date, say: Catalogue) -> list[str | int]:
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
