"""Amendments: what an amending text does, and the text that comes of it."""

from documents.amendments.model import Action, Effect, EffectTarget, Evidence, Part, Position

__all__ = ["Action", "Effect", "EffectTarget", "Evidence", "Part", "Position"]
