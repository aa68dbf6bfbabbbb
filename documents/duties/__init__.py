"""Provisions as data: the statements of clauses, read by a trained spaCy pipeline and rules."""
