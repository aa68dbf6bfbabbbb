"""Measuring search on judged queries: how often the right article or clause is found, how far up, and how fast.

Nothing here keeps the words of a query.
"""
