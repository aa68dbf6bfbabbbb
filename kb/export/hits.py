"""Hits as a table for a spreadsheet: XLSX and CSV. The words of the query are not in it."""

from collections.abc import Sequence
from datetime import date

from documents.wording.citing import cite, instrument_name
from kb.export.spreadsheet import Sheet
from kb.interface.catalogue import Catalogue
from kb.search.hits import printed
from kb.search.model import Hit

COLUMNS = ("number", "instrument", "article", "heading", "snippet", "status", "basis", "day", "key", "typed")
_WIDTHS = (18, 36, 14, 36, 80, 18, 48, 12, 50, 30)


def sheet(found: tuple[Sequence[Hit], date], say: Catalogue) -> Sheet:
    """The table.

    :param found: the hits, and the day that their status is said for
    """
    hits, day = found
    rows = [_row(number, hit, day, say) for number, hit in enumerate(hits, start=1)]
    return Sheet([say(f"export.{name}") for name in ("rank", *COLUMNS)], rows, (6, *_WIDTHS))


def _row(number: int, hit: Hit, day: date, say: Catalogue) -> list[str | int]:
    status = hit.standing.in_words(say)
    if hit.standing.amended:
        status = f"{status}; {say('status.amended')}"
    name = instrument_name(hit.instrument, hit.number, hit.title, subject=True)
    return [
        number,
        hit.number or "",
        f"{name} ({say(f'naming.{hit.title_from}')})" if hit.title_from else name,
        cite(hit.path),
        hit.heading or "",
        printed(hit.snippet, hit.cut_before, hit.cut_after, hit.cells),
        status,
        _basis(hit, say),
        say.day(day),
        hit.key,
        "; ".join(say("typed.hit", author=by, day=moment) for by, moment in hit.typed),
    ]


def _basis(hit: Hit, say: Catalogue) -> str:
    """What the status rests on; and that of the clause that answers, where it is another one."""
    said, clause = hit.standing.sentence(say), hit.clause_status
    if clause is None or hit.best_clause is None:
        return said
    return f"{said} {cite(hit.best_clause)}: {clause.sentence(say)}"
