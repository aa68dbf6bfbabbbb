"""Tra cứu: the page of searches."""
