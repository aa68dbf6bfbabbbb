"""Files out of a base, for other programs."""
