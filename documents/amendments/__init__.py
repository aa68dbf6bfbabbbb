"""Amendments: what an amending text does, and the text that comes of it."""

from documents.amendments.consolidation import Consolidated, consolidate, targets
from documents.amendments.model import Action, Effect, EffectTarget, Evidence, Part, Position
from documents.amendments.reading import read_effects
from documents.amendments.tree import ChangedBy

__all__ = [
    "Action",
    "ChangedBy",
    "Consolidated",
    "Effect",
    "EffectTarget",
    "Evidence",
    "Part",
    "Position",
    "consolidate",
    "read_effects",
    "targets",
]
