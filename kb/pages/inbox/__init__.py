"""Nạp văn bản: files on their way into the base."""
