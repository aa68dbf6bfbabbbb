"""Legal references: finding them, and what they point to."""

from documents.references.names import KnownInstrument
from documents.references.reference import Context, Reference, Target, context_of
from documents.references.resolution import InstrumentTable, KnownInstruments, bases_of, day_of_context, resolve
