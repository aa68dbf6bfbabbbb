"""Consolidation: the text that comes of amendments; and of official consolidated texts (văn bản hợp nhất) what they consolidate,
what was merged into it, and since when each word holds.
"""

CONSOLIDATION = "consolidation"
"""Origin of the versions that official consolidated texts carry: their words hold since the last change in them."""
