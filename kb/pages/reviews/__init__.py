"""Hồ sơ rà soát: the review files."""
