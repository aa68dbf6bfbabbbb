"""Văn bản: the page of texts, read with their contents, margin, history and diagram."""
