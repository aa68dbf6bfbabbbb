"""Anchoring: where words of one text stand in another version of it, or in the text that replaced it."""

from documents.comparison.anchoring.carrying import SURE, Carried, Carrier, Spot, State

__all__ = ["SURE", "Carried", "Carrier", "Spot", "State"]
