"""Legal references: finding them, and what they point to."""

from documents.citations.finder import find_references
from documents.citations.model import Context, Reference, Target
from documents.citations.resolution import InstrumentTable, KnownInstrument, KnownInstruments, resolve

__all__ = ["Context", "InstrumentTable", "KnownInstrument", "KnownInstruments", "Reference", "Target", "find_references", "resolve"]
