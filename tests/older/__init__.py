"""A base that an older release made, and the script that made it."""
