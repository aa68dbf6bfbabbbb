"""Related provisions: for an article, the articles of other instruments that are most like it.

The most telling words and pairs of its heading and text are put as a query. What the article has in common with nothing, and what
stands everywhere, tells nothing. Articles with the same text (a consolidated text, a law that took over another's article word for
word) are copies, not similar provisions, and are left out.
"""

import math
from collections import Counter
from collections.abc import Iterable
from datetime import date

from documents.keys import parse_key
from documents.paths import provision_key, unit_of
from kb.errors import NotFoundError
from kb.index.build import Base, index_for_search
from kb.index.engine import MARKED, Document, Filter, Match, Term, View, among, equal, every
from kb.index.fields import GROUP
from kb.index.rows import group_number
from kb.interface.days import today
from kb.language import analysis
from kb.search.context import context_of
from kb.search.hits import make_hits
from kb.search.model import Hit
from kb.search.retrieval import best_of_groups, shown_filter
from kb.search.terms import read_terms

MOST_TERMS = 25
_TEXT = 20_000
"""Characters of an article that are looked at: what a long annex repeats says no more."""
_COPY = 0.9
"""Articles that share this part of their pairs of words are copies."""
_COPIES = 2_000
_CLAUSES = 200


def similar(base: Base, key: str, k: int = 10, as_of: date | None = None) -> tuple[Hit, ...]:
    """The articles of other instruments that are most like an article, best first.

    :param key: of an article, or of anything in one
    :param as_of: the day whose wordings are compared; default: today in Vietnam
    :raises KeyFormatError: it is no key
    :raises NotFoundError: the base has no such article
    """
    day = as_of or today()
    index = index_for_search(base)
    context = context_of(base, index, day)
    wanted = parse_key(key)
    known = context.names.instruments.by_key.get(wanted.instrument)
    instrument = known.key if known else wanted.instrument
    view, shown = index.store.view(), shown_filter(context.visible.showing((instrument,)))
    group = group_number(provision_key(instrument, unit_of(wanted.path or "")))
    own = _documents(view, [group], shown).get(group, [])
    if not own:
        raise NotFoundError("article_absent", key=key)
    words = _words(own)
    terms = telling_terms(words, view, len(own))
    if not terms or k < 1:
        return ()
    others: Filter = {"operator": "NOT", "conditions": [equal("instrument", instrument)]}
    found = best_of_groups(view.retrieve(terms, max(_CLAUSES, 10 * k), every(others, shown)), context.visible.rank)
    kept = _without_copies(view, found[: k + k // 2 + 10], words, shown)[:k]
    read = read_terms(" ".join(term.token.replace("_", " ") for term in terms), view)
    return make_hits(view.stored(kept), read, day)


def telling_terms(words: list[str], view: View, own: int) -> list[Term]:
    """The words and pairs of a text that tell most, as terms of the marked field.

    :param own: how many clauses the text itself has: what stands in no others finds nothing
    """
    counted = Counter([*words, *analysis.pairs(words)])
    view.expect((MARKED, token) for token in counted)
    weights: dict[str, float] = {}
    for token, times in counted.items():
        found = view.frequency(MARKED, token)
        if found > own and not token[0].isdigit():
            weights[token] = (1 + math.log(times)) * math.log(view.documents / found)
    best = sorted(weights, key=lambda token: (-weights[token], token))[:MOST_TERMS]
    return [Term(MARKED, token) for token in best if weights[token] > 0]


def _documents(view: View, groups: Iterable[int], shown: Filter | None) -> dict[int, list[Document]]:
    matches = view.retrieve((), _COPIES, every(among(GROUP, groups), shown))
    found: dict[int, list[Document]] = {}
    for match, document in zip(matches, view.stored(matches), strict=True):
        found.setdefault(match.group, []).append(document)
    return found


def _words(documents: list[Document]) -> list[str]:
    """The words of an article: its heading, twice as in the index, and its clauses."""
    heading = analysis.words(documents[0].meta["heading"] or "")
    text = "\n".join(document.content or "" for document in documents)[:_TEXT]
    return [*heading, *heading, *analysis.words(text)]


def _without_copies(view: View, matches: list[Match], words: list[str], shown: Filter | None) -> list[Match]:
    """Without articles that have this text, and of several with one text only the best."""
    documents = _documents(view, [match.group for match in matches], shown)
    seen = [frozenset(analysis.pairs(words))]
    kept = []
    for match in matches:
        pairs = frozenset(analysis.pairs(_words(documents[match.group]))) if match.group in documents else frozenset()
        if any(len(pairs & other) > _COPY * len(pairs | other) for other in seen):
            continue
        seen.append(pairs)
        kept.append(match)
    return kept
