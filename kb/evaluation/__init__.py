"""Measuring search on judged queries: how often the right article or clause is found, how far up, and how fast.

Nothing here keeps the words of a query, except in the table of misses that somebody asked for by name.
"""

from kb.evaluation.comparing import Comparison, compare, read_ranks, save_ranks
from kb.evaluation.figures import distinct, first_place, measure, percentile
from kb.evaluation.files import Judgements, Query, read_judgements, read_queries
from kb.evaluation.misses import Miss, find_misses, write_misses
from kb.evaluation.running import DEPTH, Evaluation, Measured, Requirements, evaluate, run
from kb.evaluation.styles import Style, half_marked, in_style, properties_of

__all__ = [
    "DEPTH",
    "Comparison",
    "Evaluation",
    "Judgements",
    "Measured",
    "Miss",
    "Query",
    "Requirements",
    "Style",
    "compare",
    "distinct",
    "evaluate",
    "find_misses",
    "first_place",
    "half_marked",
    "in_style",
    "measure",
    "percentile",
    "properties_of",
    "read_judgements",
    "read_queries",
    "read_ranks",
    "run",
    "save_ranks",
    "write_misses",
]
