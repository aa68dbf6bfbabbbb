"""The search index: derived from the database, rebuildable at any time."""
