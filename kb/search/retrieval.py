"""From a plan to the clauses that answer: one for each article, best first."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any

from documents.paths import provision_key, split_key, upward
from kb.index import fields
from kb.index.engine import Document, Filter, Match, SearchEngine, View, equal, every
from kb.index.rows import group_number
from kb.search.conditions import Find
from kb.search.model import Filters
from kb.search.ranking.model import Ranker, shipped_ranker
from kb.search.ranking.order import DEPTH as RANKED
from kb.search.ranking.order import behind_ranked, ranked
from kb.search.ranking.question import Question, read_question
from kb.search.reading.understanding import Plan
from kb.search.reasons import LOOKED_AT, Explained, explain
from kb.search.terms import Marks, Reading, Terms, read_terms
from kb.search.versions import Visible

MOST_CLAUSES = 20_000
POOL = 200
"""Clauses that are ranked together, however many articles are asked for: the first ten hits are the first ten of fifty."""
_CLAUSES_AN_ARTICLE = 3
_FIRST_ROWS = 1_600
_COPIES = 1_000
"""Of one article at most, its clauses and versions together."""
_AS_WELL = 0.85
"""Share of the best clause's score that a second one needs to be shown beside it."""
_ASKED_MOST, _ASKED_LEAST, _ASKED_CLAUSES = 5, 0.7, 100
"""So many articles that people ask for in words like the query's are ranked, also those that its words have not found, if they are
so like at least as a share of the most like; and so many of their clauses. With 10 and 0 one of 167 fresh questions more has it
among ten, and every second of citizens' questions costs another search, not every seventh."""
_RAISED = 8.0
"""What a clause gains when the query names its instrument: about what one rare pair of words brings."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The best clause of each article, best first, and the terms that found them.

    :param others: by a document's id, another clause of its article that answers nearly as well
    """

    documents: tuple[Document, ...]
    terms: Terms
    explained: Explained
    others: Mapping[str, Document]


def retrieve(
    engine: SearchEngine,
    plan: Plan,
    count: int,
    visible: Visible,
    asked: Mapping[int, float] = MappingProxyType({}),
) -> Answers:
    """Fetch what a plan asks for.

    :param count: how many articles
    :param asked: by the number of an article, how like the query is to what people ask of it (`kb.search.asked`)
    """
    view = engine.view()
    # Whether anything answers is seen from as many, however few are asked for.
    found, terms, pool = matches_of(view, plan, max(count, LOOKED_AT), visible, asked)
    documents = tuple(view.stored(found))
    explained = _explained(view, plan, terms, documents)
    return Answers(documents[:count], terms, explained, _others(view, found[:count], documents, pool))


def _others(view: View, found: Sequence[Match], documents: Sequence[Document], pool: Sequence[Match]) -> dict[str, Document]:
    """By the id of a clause the next best one of the same article, where it answers nearly as well.

    :param pool: the clauses that were found together, the best first
    """
    clauses: dict[tuple[int, int], list[Match]] = defaultdict(list)
    for match in pool:
        clauses[match.group, match.version].append(match)
    chosen: dict[str, Match] = {}
    for match, document in zip(found, documents, strict=False):
        there = clauses[match.group, match.version]
        best = next((item.score for item in there if item.provision == match.provision), None)
        other = next((item for item in there if item.provision != match.provision), None)
        if best and other and other.score >= _AS_WELL * best:
            chosen[document.id] = other
    return dict(zip(chosen, view.stored(list(chosen.values())), strict=True))


def _explained(view: View, plan: Plan, terms: Terms, documents: tuple[Document, ...]) -> Explained:
    """Why the documents answer; numbers, citations and conditions are answered by what they name."""
    if plan.provisions or plan.instruments or not terms.run:
        return Explained({}, answered=True)
    explained = explain(question_of(view, plan, terms), documents, view.documents, shipped_ranker() is not None)
    # What was narrowed, asked for exactly, or asked in words that the law puts otherwise is not measured by the words typed.
    narrowed = plan.first or plan.conditions.given or plan.widened or plan.filters.given()
    return replace(explained, answered=True, unsure=False) if narrowed else explained


def question_of(view: View, plan: Plan, terms: Terms) -> Question:
    """The words of a plan as ranking compares them: without marks, where some were not typed and not surely read."""
    folded = terms.marks is not Marks.FULL or bool(plan.doubtful)
    return read_question(terms.run, folded, view.frequency, view.documents, view.expect)


def matches_of(
    view: View,
    plan: Plan,
    count: int,
    visible: Visible,
    asked: Mapping[int, float] = MappingProxyType({}),
    learned: bool = True,
) -> tuple[list[Match], Terms, list[Match]]:
    """The best clause of each article that a plan asks for, best first; the terms that found them, and the clauses found together.

    :param learned: in the order of the learned model; false where only the articles matter
    """
    shown, conditions = shown_filter(visible), plan.conditions
    within = every(haystack_filter(plan.filters, plan.understood.as_of), shown, conditions.within(view, shown))
    terms = terms_of(view, plan)
    find: Find
    pool: list[Match] = []
    if plan.provisions:
        find = partial(_first, _cited(view, plan.provisions, within, visible))
    elif plan.instruments:
        find = partial(_beginnings, view, plan.instruments, within=within, visible=visible)
    elif terms.terms:
        raised = [(equal("instrument", key), _RAISED) for key in plan.raised]
        fetch = partial(view.retrieve, terms.terms, within=within, raised=raised)
        pool = fetch(POOL)
        find = partial(_by_words, view, terms, plan, fetch, pool, within=within, visible=visible, learned=learned, asked=asked)
        if plan.first:
            find = partial(_behind, _cited(view, plan.first, within, visible), find)
    elif conditions.given:
        find = partial(_everything, view, terms=terms, within=within, visible=visible)
    else:
        find = partial(_first, [])
    return conditions.enough(view, find, count, shown)[:count], terms, pool


def terms_of(view: View, plan: Plan) -> Terms:
    """What a plan looks for."""
    reading = Reading(plan.doubtful, plan.widened, plan.meant, abbreviations=not plan.verbatim)
    return read_terms(plan.words, view.frequency, view.documents, view.expect, reading)


def _cited(view: View, keys: Sequence[str], within: Filter | None, visible: Visible) -> list[Match]:
    """The documents of provisions that a query names, each article once."""
    found = [match for key in keys if (match := _provision(view, key, within, visible))]
    return list({match.group: match for match in reversed(found)}.values())[::-1]


def _behind(first: list[Match], find: Find, count: int) -> list[Match]:
    """What a question names, and behind it what its words find."""
    found, named = find(count), {match.group for match in first}
    best = found[0].score if found else 0.0
    ahead = [match.scored(best + len(first) - place) for place, match in enumerate(first)]
    return [*ahead, *(match for match in found if match.group not in named)][:count]


def _first(found: list[Match], count: int) -> list[Match]:
    return found[:count]


def shown_filter(visible: Visible) -> Filter | None:
    """What may be shown at all, where not everything may."""
    if not visible.hidden:
        return None
    return {"field": "meta.version", "operator": "not in", "value": list(visible.hidden)}


def haystack_filter(filters: Filters, day: date) -> dict[str, Any] | None:
    """Filters as Haystack writes them."""
    given = filters.given()
    conditions = [dict(field.within(given[field.name], day)) for field in fields.FILTERS if field.name in given]
    return {"operator": "AND", "conditions": conditions} if conditions else None


def _by_words(
    view: View,
    terms: Terms,
    plan: Plan,
    fetch: Callable[[int], list[Match]],
    matches: list[Match],
    count: int,
    within: Filter | None,
    visible: Visible,
    learned: bool,
    asked: Mapping[int, float],
) -> list[Match]:
    """The articles whose best clause answers best: the first of them put in order together, those behind as the index has them.

    :param fetch: so many clauses that answer, the best first
    :param matches: the first `POOL` of them
    """
    best = best_of_groups(matches, visible.rank)
    more = len(matches) == POOL
    ranker = shipped_ranker() if learned else None
    if asked and ranker is not None:
        fresh = _asked_for(view, terms, asked, matches, within)
        matches = [*matches, *fresh]
        best = _with_fresh(best, best_of_groups(fresh, visible.rank))
    if ranker is not None and best:
        best = _in_order(view, ranker, terms, plan, matches, best, count, asked)
    if more and len(best) < count:
        known = {match.group for match in best}
        behind = [match for match in _all_groups(fetch, count, visible) if match.group not in known]
        best = behind_ranked(best, behind) if ranker is not None else [*best, *behind]
    found = _newest_wordings(view, best[:count], terms, visible)
    return [match.scored(ranked_match.score) for match, ranked_match in zip(found, best, strict=False)]


def _asked_for(view: View, terms: Terms, asked: Mapping[int, float], found: Sequence[Match], within: Filter | None) -> list[Match]:
    """The clauses of articles that are asked for in words like the query's, and that its own words have not found."""
    known = {match.group for match in found}
    nearest = sorted(asked, key=lambda group: -asked[group])[:_ASKED_MOST]
    groups = [group for group in nearest if group not in known and asked[group] >= _ASKED_LEAST]
    if not groups:
        return []
    these = every({"field": "meta.group", "operator": "in", "value": groups}, within)
    some = view.retrieve(terms.terms, _ASKED_CLAUSES, these)
    lacking = {*groups} - {match.group for match in some}
    if not lacking:
        return some
    rest = every({"field": "meta.group", "operator": "in", "value": sorted(lacking)}, within)
    return [*some, *(match.scored(0.0) for match in view.retrieve((), _ASKED_CLAUSES, rest))]


def _with_fresh(best: Sequence[Match], fresh: Sequence[Match]) -> list[Match]:
    """The articles that words found, and among the first of them those that they did not, so that they are ranked too."""
    place = max(0, min(len(best), RANKED - len(fresh)))
    return [*best[:place], *fresh, *best[place:]]


def _all_groups(fetch: Callable[[int], list[Match]], count: int, visible: Visible) -> list[Match]:
    """The best clauses of so many articles, as far as there are. More clauses are fetched until there are enough articles."""
    limit = max(POOL, _CLAUSES_AN_ARTICLE * count)
    while True:
        limit = min(limit, MOST_CLAUSES)
        matches = fetch(limit)
        best = best_of_groups(matches, visible.rank)
        if len(best) >= count or len(matches) < limit or limit == MOST_CLAUSES:
            return best
        limit *= 4


def _in_order(
    view: View,
    ranker: Ranker,
    terms: Terms,
    plan: Plan,
    matches: list[Match],
    best: list[Match],
    count: int,
    asked: Mapping[int, float],
) -> list[Match]:
    question = question_of(view, plan, terms)
    return ranked(view, ranker, question, plan.words, matches, best, plan.understood.as_of, count, plan.raised, asked)


def _everything(view: View, count: int, terms: Terms, within: Filter | None, visible: Visible) -> list[Match]:
    """The first articles that meet a query's conditions, where it has no words."""
    rows = min(max(32 * count, _FIRST_ROWS), MOST_CLAUSES)
    return _newest_wordings(view, best_of_groups(view.retrieve((), rows, within), visible.rank)[:count], terms, visible)


def best_of_groups(matches: list[Match], rank: Mapping[int, int]) -> list[Match]:
    """The best clause of each article; where several versions hold it, of the version that goes first, with the article's score."""
    best: dict[int, Match] = {}
    for match in matches:
        known = best.get(match.group)
        if known is None:
            best[match.group] = match
        elif rank.get(match.version, 0) > rank.get(known.version, 0):
            best[match.group] = match.scored(known.score)
    return list(best.values())


def _newest_wordings(view: View, matches: list[Match], terms: Terms, visible: Visible) -> list[Match]:
    """The same articles in the version that is read on the day, where only the words of another one matched."""
    asked = [match.group for match in matches if match.version in visible.rank]
    if not asked:
        return matches
    hidden = set(visible.hidden)
    copies: dict[int, list[Match]] = defaultdict(list)
    everywhere = {"field": "meta.group", "operator": "in", "value": asked}
    for copy in view.retrieve((), _COPIES * len(asked), everywhere):
        if copy.version not in hidden:
            copies[copy.group].append(copy)
    return [_newest_wording(view, match, copies[match.group], terms, visible) for match in matches]


def _newest_wording(view: View, match: Match, copies: list[Match], terms: Terms, visible: Visible) -> Match:
    if match.version not in visible.rank or not copies:
        return match
    first = max(visible.rank.get(copy.version, 0) for copy in copies)
    if visible.rank[match.version] == first:
        return match
    there = next(copy.version for copy in copies if visible.rank.get(copy.version, 0) == first)
    within = every(equal("group", match.group), equal("version", there))
    found = view.retrieve(terms.terms, 1, within) or view.retrieve((), 1, within)
    return found[0] if found else match


def _beginnings(
    view: View,
    keys: tuple[str, ...],
    count: int,
    within: Filter | None,
    visible: Visible,
) -> list[Match]:
    """The first articles of one instrument, or the first of each of several."""
    found: list[Match] = []
    for key in keys:
        matches = view.retrieve((), MOST_CLAUSES, every(equal("instrument", key), within))
        first = best_of_groups(matches, visible.rank)
        found.extend(first if len(keys) == 1 else first[:1])
    return found[:count]


def _provision(view: View, key: str, within: Filter | None, visible: Visible) -> Match | None:
    """The document that holds a provision, in the version that is read on the day."""
    instrument, path = split_key(key)
    for above in upward(path):
        article = equal("group", group_number(provision_key(instrument, above)))
        matches = view.retrieve((), _COPIES, every(article, within))
        if not matches:
            continue
        first = max(visible.rank.get(match.version, 0) for match in matches)
        matches = [match for match in matches if visible.rank.get(match.version, 0) == first]
        if above == path:
            return matches[0]
        held = zip(matches, view.stored(matches), strict=True)
        return next((match for match, document in held if _holds(document, path)), matches[0])
    return None


def _holds(document: Document, path: str) -> bool:
    return document.meta["clause"] == path or any(piece[0] == path for piece in document.meta["pieces"])
