"""Ranking: what the first stage has found, put in order by a model that has learned from judged questions."""
