"""Looking after a base: whether all of it is sound, and what is derived from its texts made anew."""
