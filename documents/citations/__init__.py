"""Legal references: finding them, and what they point to."""

from documents.citations.finder import find_references
from documents.citations.model import Context, Reference, Target

__all__ = ["Context", "Reference", "Target", "find_references"]
