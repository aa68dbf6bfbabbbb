"""Amendments: what an amending text does to others."""

from documents.amendments.amending_text import read_effects
from documents.amendments.effect import Action, Effect, EffectTarget, Evidence, Part, Position
