"""Bảng nhiệm vụ: who must do what by the words of a text, as a table."""
