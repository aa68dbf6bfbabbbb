"""Hiệu lực: what texts do to one another, reviewed by people."""
