"""The statements of clauses: what rules and models mark in them, put together, with the values that rules read."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from documents.duties.assembling import Assembler
from documents.duties.layout import Marked, Stretch, read_layout
from documents.duties.marking import Clause, mark
from documents.duties.statement import ClauseText, Statement
from documents.duties.tokens import cut
from documents.references.finder import find_references

_MOST = 40_000
"""So many characters of a clause are read: the time grows faster than the number of its sentences."""
_AT_ONCE = 200
"""So many clauses are marked at once."""


class CutClause(NamedTuple):
    """A clause and where its tokens stand."""

    said: ClauseText
    edges: Sequence[Stretch]


def read_statements(clauses: Iterable[ClauseText]) -> list[tuple[Statement, ...]]:
    """The statements of clauses, one tuple for each; of a clause without end only those at its beginning."""
    short = [ClauseText(one.text[:_MOST], one.heading, one.lead_in) for one in clauses]
    parts = (short[first : first + _AT_ONCE] for first in range(0, len(short), _AT_ONCE))
    return [found for part in parts for _, found in read_cut([CutClause(one, cut(one.text)) for one in part])]


def read_cut(clauses: Sequence[CutClause]) -> Iterator[tuple[dict[str, list[Marked]], tuple[Statement, ...]]]:
    """What is marked in clauses, see :func:`documents.duties.marking.mark`, and the statements that come of it."""
    asked = []
    for said, edges in clauses:
        words = [said.text[begin:end] for begin, end in edges]
        asked.append(Clause(words, read_layout(words), said.heading, said.lead_in))
    for (said, edges), one, marked in zip(clauses, asked, mark(asked), strict=True):
        cited = [(found.start, found.end) for found in find_references(said.text)] if marked["acts"] else []
        reader = Assembler(said.text, edges, one.layout, cited, (said.lead_in, said.heading))
        yield marked, reader.statements(**marked)
