"""Ghi chú: the notes on the law, on their own page, in the margin of the reader and under a comparison."""
