"""Legal references: finding them, and what they point to."""

from documents.citations.finder import find_references
from documents.citations.model import Context, Reference, Target
from documents.citations.resolution import InstrumentTable, KnownInstrument, KnownInstruments, day_of_context, resolve

__all__ = [
    "Context",
    "InstrumentTable",
    "KnownInstrument",
    "KnownInstruments",
    "Reference",
    "Target",
    "day_of_context",
    "find_references",
    "resolve",
]
