"""What stored texts show of their own wording: notes, codified articles, words that were typed, pairs that people decided about."""
