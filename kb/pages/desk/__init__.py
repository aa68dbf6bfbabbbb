"""Quầy tư vấn: the page of calls, and training with made-up ones."""
