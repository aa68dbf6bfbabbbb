"""Source notes of the official codification; see `documents.identity.source_notes`."""

from documents.identity.source_notes import Amendment, NamedInstrument, SourceNote, complete, read_source_note

__all__ = ["Amendment", "NamedInstrument", "SourceNote", "complete", "read_source_note"]
