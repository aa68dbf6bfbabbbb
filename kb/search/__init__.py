"""Search: understanding a query, fetching the clauses that answer it, and making hits of them.

Nothing here writes the words of a query anywhere: no log, no file, no address.
"""

from kb.index.build import Base
from kb.search.model import Choice, Facets, Filters, Hit, Order, QueryKind, Reasons, SearchResult, Understood
from kb.search.reading.interpretation import Knowledge
from kb.search.reading.syntax import Condition
from kb.search.steps import SORTED, count, search
