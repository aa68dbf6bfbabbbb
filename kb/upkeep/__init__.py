"""Looking after a base: whether all of it is sound, and what is derived from its texts made anew."""

from kb.upkeep.checks import Check, Diagnosis, Progress, examine
from kb.upkeep.rebuilding import rebuild

__all__ = ["Check", "Diagnosis", "Progress", "examine", "rebuild"]
