"""Consolidated texts (văn bản hợp nhất): what they consolidate, what was merged into it, and since when each word holds."""
