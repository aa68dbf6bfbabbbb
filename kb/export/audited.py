"""Lines of the audit as a table for a spreadsheet: XLSX and CSV."""

from collections.abc import Sequence

from kb.accounts.audit import Line, changed_fields
from kb.export.files import Sheet
from kb.interface.catalogue import Catalogue

COLUMNS = ("line", "at", "person", "act", "thing", "thing_id", "instrument", "before", "after")
_WIDTHS = (8, 18, 24, 18, 20, 30, 40, 60, 60)


def sheet(found: Sequence[Line], say: Catalogue) -> Sheet:
    """The table."""
    return Sheet([say(f"audit.column_{name}") for name in COLUMNS], [_row(line, say) for line in found], _WIDTHS)


def _row(line: Line, say: Catalogue) -> list[str | int]:
    named = [(name_of(say, "field", name), values) for name, *values in changed_fields(line)]
    sides = ("\n".join(f"{name}: {values[side]}" for name, values in named if values[side]) for side in (0, 1))
    what = (name_of(say, "act", line.act), name_of(say, "thing", line.thing), line.thing_id, line.instrument or "")
    return [line.id, say.moment(line.at), line.author or say("app.name"), *what, *sides]


def name_of(say: Catalogue, kind: str, code: str) -> str:
    """How an act, a thing or a field is called; by its code where it has no name."""
    key = f"audit.{kind}_{code}"
    return say(key) if say.has(key) else code
