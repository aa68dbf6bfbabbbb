"""Consolidated texts (văn bản hợp nhất): which instrument they consolidate, what was merged into it, and since when each word holds."""
