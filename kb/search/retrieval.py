"""From a plan to the clauses that answer: one for each article, best first.

The index finds articles; which of their clauses is shown `kb.search.answering_clause` says.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial

from documents.paths import provision_key, split_key, upward
from kb.index import fields
from kb.index.engine import Document, Filter, Match, View, among, equal, every
from kb.index.rows import group_number
from kb.search.answering_clause import choose
from kb.search.conditions import Find
from kb.search.context import Visible
from kb.search.model import Filters
from kb.search.ranking.features import Question, read_question
from kb.search.ranking.order import DEPTH as RANKED
from kb.search.ranking.order import LOOKED_AT, Explained, answering, behind_ranked, explain, ranked
from kb.search.ranking.trees import shipped_ranker
from kb.search.reading.understanding import Plan
from kb.search.terms import Marks, Terms, read_terms

MOST_CLAUSES = 20_000
POOL = 200
"""Clauses that are ranked together, however many articles are asked for: the first ten hits are the first ten of fifty."""
_CLAUSES_AN_ARTICLE = 3
_FIRST_ROWS = 1_600
_COPIES = 1_000
"""Of one article at most, its clauses and versions together."""
_ASKED_MOST, _ASKED_LEAST, _ASKED_CLAUSES = 5, 0.7, 100
"""So many articles that people ask for in words like the query's are ranked, also those that its words have not found, if they are
so like at least as a share of the most like; and so many of their clauses. With 10 and 0 one of 167 fresh questions more has it
among ten, and every second of citizens' questions costs another search, not every seventh."""


@dataclass(frozen=True)
class Sought:
    """What a plan looks for in a view; whatever is read for it is read once.

    :param asked: by the number of an article, how like the query is to what people ask of it (`kb.search.asked`)
    """

    view: View
    plan: Plan
    visible: Visible
    asked: Mapping[int, float] = field(default_factory=dict)

    @cached_property
    def terms(self) -> Terms:
        """What is looked for."""
        plan = self.plan
        return read_terms(plan.words, self.view, plan.doubtful, plan.widened, plan.meant, abbreviations=not plan.verbatim)

    @cached_property
    def question(self) -> Question:
        """The words as ranking compares them: without marks, where some were not typed and not surely read."""
        return read_question(self.terms.run, self.terms.marks is not Marks.FULL or bool(self.plan.doubtful), self.view)

    @cached_property
    def shown(self) -> Filter | None:
        """What may be shown at all."""
        return shown_filter(self.visible)

    @cached_property
    def within(self) -> Filter | None:
        """What hits must be."""
        plan = self.plan
        filtered = haystack_filter(plan.filters, plan.understood.as_of)
        return every(filtered, self.shown, plan.conditions.within(self.view, self.shown))

    @cached_property
    def stating(self) -> Filter | None:
        """What clauses must state."""
        stated = tuple(field for field in fields.FILTERS if field.stated)
        return haystack_filter(self.plan.filters, self.plan.understood.as_of, stated)

    @property
    def named(self) -> bool:
        """Whether the query names what it wants, so that its words find nothing."""
        return bool(self.plan.provisions or self.plan.instruments)

    @cached_property
    def pool(self) -> list[Match]:
        """The clauses that words find and that are ranked together, the best first."""
        return self.fetch(POOL) if self.terms.terms and not self.named else []

    def fetch(self, limit: int) -> list[Match]:
        """So many clauses that answer the words, the best first."""
        return self.view.retrieve(self.terms.terms, limit, self.within)


@dataclass(frozen=True, slots=True)
class Answers:
    """The best clause of each article, best first, and the terms that found them.

    :param others: by a document's id, another clause of its article that answers nearly as well
    """

    documents: tuple[Document, ...]
    terms: Terms
    explained: Explained
    others: Mapping[str, Document]


def retrieve(sought: Sought, count: int) -> Answers:
    """Fetch what a plan asks for."""
    # Whether anything answers is seen from as many, however few are asked for.
    found = matches_of(sought, max(count, LOOKED_AT))
    kept = {match.unit for match in (found if sought.named else _cited(sought, sought.plan.first))}
    documents, others = choose(sought.view, sought.question, sought.plan.words, sought.stating, found, kept)
    return Answers(tuple(documents[:count]), sought.terms, _explained(sought, tuple(documents)), others)


def _explained(sought: Sought, documents: tuple[Document, ...]) -> Explained:
    """Why the documents answer; numbers, citations and conditions are answered by what they name."""
    plan = sought.plan
    if sought.named or not sought.terms.run:
        return Explained({}, answered=True)
    explained = explain(sought.question, documents, sought.view.documents)
    # What was narrowed, asked for exactly, or asked in words that the law puts otherwise is not measured by the words typed.
    narrowed = plan.first or plan.understood.asked or plan.widened or plan.filters.given()
    return replace(explained, answered=True, unsure=False) if narrowed else explained


def matches_of(sought: Sought, count: int, learned: bool = True) -> list[Match]:
    """The best clause of each article that a plan asks for, best first.

    :param learned: in the order of the learned model; false where only the articles matter
    """
    plan = sought.plan
    find: Find
    if plan.provisions:
        find = partial(_first, _cited(sought, plan.provisions))
    elif plan.instruments:
        find = partial(_beginnings, sought)
    elif sought.terms.terms:
        find = partial(_by_words, sought, learned=learned or sought.stating is not None)
        if plan.first:
            find = partial(_behind, _cited(sought, plan.first), find)
    elif plan.understood.asked:
        find = partial(_everything, sought)
    else:
        return []
    if sought.stating is None or sought.named or not sought.terms.run:
        return plan.conditions.enough(sought.view, find, count, sought.shown)[:count]
    found = plan.conditions.enough(sought.view, find, max(count, RANKED), sought.shown)
    documents, there = sought.view.stored(found), sought.view.documents
    answers = answering(sought.question, documents, there) if found else []
    return [match for match, answer in zip(found, answers, strict=True) if answer][:count]


def _cited(sought: Sought, keys: Sequence[str]) -> list[Match]:
    """The documents of provisions that a query names, each article once."""
    found = [match for key in keys if (match := _provision(sought, key))]
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
    hidden = list(visible.hidden)
    return {"field": "meta.version", "operator": "not in", "value": hidden} if hidden else None


def haystack_filter(filters: Filters, day: date, among: Sequence[fields.FilterField] | None = None) -> Filter | None:
    """Filters as Haystack writes them.

    :param among: only these; None: all
    """
    given = filters.given()
    asked = (field for field in (fields.FILTERS if among is None else among) if field.name in given)
    return every(*(field.within(given[field.name], day) for field in asked))


def _by_words(sought: Sought, count: int, learned: bool) -> list[Match]:
    """The articles whose best clause answers best: the first of them put in order together, those behind as the index has them."""
    matches, rank = sought.pool, sought.visible.rank
    best = best_of_groups(matches, rank)
    if sought.asked and learned:
        fresh = _asked_for(sought)
        matches = [*matches, *fresh]
        # What words found, and among the first of it what they did not, so that that is ranked too.
        others = best_of_groups(fresh, rank)
        place = max(0, min(len(best), RANKED - len(others)))
        best = [*best[:place], *others, *best[place:]]
    if learned and best:
        ranker = shipped_ranker()
        best = ranked(sought.view, ranker, sought.question, sought.plan, matches, best=best, count=count, likeness=sought.asked)
    if len(sought.pool) == POOL and len(best) < count:
        known = {match.group for match in best}
        behind = [match for match in _all_groups(sought, count) if match.group not in known]
        best = behind_ranked(best, behind) if learned else [*best, *behind]
    return _newest_wordings(sought, best[:count])


def _asked_for(sought: Sought) -> list[Match]:
    """The clauses of articles that are asked for in words like the query's, and that its own words have not found."""
    view, asked, within = sought.view, sought.asked, sought.within
    known = {match.group for match in sought.pool}
    nearest = sorted(asked, key=lambda group: -asked[group])[:_ASKED_MOST]
    groups = [group for group in nearest if group not in known and asked[group] >= _ASKED_LEAST]
    if not groups:
        return []
    some = view.retrieve(sought.terms.terms, _ASKED_CLAUSES, every(among("group", groups), within))
    lacking = {*groups} - {match.group for match in some}
    if not lacking:
        return some
    rest = every(among("group", sorted(lacking)), within)
    return [*some, *(match.scored(0.0) for match in view.retrieve((), _ASKED_CLAUSES, rest))]


def _all_groups(sought: Sought, count: int) -> list[Match]:
    """The best clauses of so many articles, as far as there are. More clauses are fetched until there are enough articles."""
    limit = max(POOL, _CLAUSES_AN_ARTICLE * count)
    while True:
        limit = min(limit, MOST_CLAUSES)
        matches = sought.fetch(limit)
        best = best_of_groups(matches, sought.visible.rank)
        if len(best) >= count or len(matches) < limit or limit == MOST_CLAUSES:
            return best
        limit *= 4


def _everything(sought: Sought, count: int) -> list[Match]:
    """The first articles that meet a query's conditions, where it has no words."""
    rows = min(max(32 * count, _FIRST_ROWS), MOST_CLAUSES)
    found = best_of_groups(sought.view.retrieve((), rows, sought.within), sought.visible.rank)
    return _newest_wordings(sought, found[:count])


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


def _newest_wordings(sought: Sought, matches: list[Match]) -> list[Match]:
    """The same articles in the version that is read on the day, where only the words of another one matched.

    Those whose words of the day do not state what is asked for are left out.
    """
    asked = [match.group for match in matches if match.version in sought.visible.rank]
    if not asked:
        return matches
    hidden = set(sought.visible.hidden)
    copies: dict[int, list[Match]] = defaultdict(list)
    for copy in sought.view.retrieve((), _COPIES * len(asked), among("group", asked)):
        if copy.version not in hidden:
            copies[copy.group].append(copy)
    newest = ((match, _newest_wording(sought, match, copies[match.group])) for match in matches)
    return [found.scored(match.score) for match, found in newest if found]


def _newest_wording(sought: Sought, match: Match, copies: list[Match]) -> Match | None:
    rank = sought.visible.rank
    if match.version not in rank or not copies:
        return match
    there = max((copy.version for copy in copies), key=lambda version: rank.get(version, 0))
    if rank[match.version] == rank.get(there, 0):
        return match
    within = every(equal("group", match.group), equal("version", there), sought.stating)
    found = sought.view.retrieve(sought.terms.terms, 1, within) or sought.view.retrieve((), 1, within)
    return next(iter(found), None if sought.stating else match)


def _beginnings(sought: Sought, count: int) -> list[Match]:
    """The first articles of one instrument, or the first of each of several."""
    keys = sought.plan.instruments
    found: list[Match] = []
    for key in keys:
        matches = sought.view.retrieve((), MOST_CLAUSES, every(equal("instrument", key), sought.within))
        first = best_of_groups(matches, sought.visible.rank)
        found.extend(first if len(keys) == 1 else first[:1])
    return found[:count]


def _provision(sought: Sought, key: str) -> Match | None:
    """The document that holds a provision, in the version that is read on the day."""
    instrument, path = split_key(key)
    rank = sought.visible.rank
    for above in upward(path):
        article = equal("group", group_number(provision_key(instrument, above)))
        matches = sought.view.retrieve((), _COPIES, every(article, sought.within))
        if not matches:
            continue
        first = max(rank.get(match.version, 0) for match in matches)
        matches = [match for match in matches if rank.get(match.version, 0) == first]
        if above == path:
            return matches[0]
        held = zip(matches, sought.view.stored(matches), strict=True)
        pieces = ((match, (one.meta["clause"], *(piece[0] for piece in one.meta["pieces"]))) for match, one in held)
        return next((match for match, there in pieces if path in there), matches[0])
    return None
