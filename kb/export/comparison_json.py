"""A comparison as programs read it (CONTRACT: ``kb compare``)."""

from typing import Any

import orjson

from documents.comparison import ComparedPair, MeantChange, Piece
from kb.export.compared import ComparedText, ComparisonTable
from kb.interface.catalogue import Catalogue
from kb.interface.contract import fields_json
from kb.law.texts.pairings import Decided

Json = dict[str, Any]


def write_json(table: ComparisonTable, say: Catalogue) -> bytes:
    """The object of two texts; of three, the lines of their table."""
    if len(table.texts) == 2:
        return orjson.dumps(comparison_json(table)) + b"\n"
    lines = [
        {
            "paths": [list(cell.places) for cell in line.cells],
            "kinds": list(line.kinds),
            "notes": [fields_json(note) for note in line.notes],
        }
        for line in table.lines
    ]
    return orjson.dumps({"texts": [_head(text) for text in table.texts], "lines": lines}) + b"\n"


def comparison_json(table: ComparisonTable) -> Json:
    """The object of two texts."""
    left, right = (_head(text) for text in table.texts)
    return {"left": left, "right": right, "pairs": [pair_json(pair, table.decided) for pair in table.pairs]}


def _head(text: ComparedText) -> Json:
    return fields_json(text, "key", "title", "partial")


def pair_json(compared: ComparedPair, decided: Decided) -> Json:
    """The ``pair`` object."""
    pair = compared.pair
    return {
        **fields_json(pair, "level", "left", "right", "kind"),
        "score": round(pair.score, 3),
        "reasons": [{"ground": str(reason.ground), "share": round(reason.share, 3)} for reason in pair.reasons],
        "changes": [_change_json(change) for change in compared.changes],
        "by": [fields_json(item, "act", "left", "right", "author", "at") for item in decided.about(pair)],
    }


def _change_json(change: MeantChange) -> Json:
    return {
        "what": str(change.what),
        "before": change.before.text if change.before else None,
        "after": change.after.text if change.after else None,
        "left_span": _span(change.before),
        "right_span": _span(change.after),
        "left": change.before.path if change.before else None,
        "right": change.after.path if change.after else None,
    }


def _span(piece: Piece | None) -> list[int] | None:
    return [piece.start, piece.end] if piece else None
