"""Chains of units, and what such a list names: "điểm a, b khoản 1 và khoản 3 Điều 19" is three places."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise

from documents.paths import join_path, read_step, segment, steps_of
from documents.wording.unit_lists import GROUPING, KINDS, WORD, Item, Level, read_item

# What may stand between two units of one reference.
GLUE = re.compile(
    r"(?:(?P<comma>\s*[,;]\s*(?:(?P<c1>và|hoặc|hay)\s+)?)|\s*(?P<c2>(?:và/hoặc|và|hoặc|hay)(?:\s+|(?=[ĐK])))"
    r"|(?P<beside>\s+(?:vào\s+)?(?:ngay\s+|liền\s+)?(?:sau|trước)\s+)"
    r"|\s+(?:được\s+)?(?:ban\s+hành\s+)?kèm\s+theo\s+|\s+(?:của|tại|thuộc|trong|vào)\s+|\s+|(?=[ĐKkPđp]))"
    r"(?:tại\s+)?(?:(?:các|từ|cả|một\s+trong\s+các|những)\s+(?=\S))?"
)
Place = dict[Level, str | None]
# One reference names no more places than the largest code has provisions in a chapter: a few ranges would otherwise multiply
# ("các điểm từ a đến y các khoản từ 1 đến 500 các điều từ 1 đến 500") to millions.
_MOST_PLACES = 2000
_MOST_READ = 20_000
_COARSE_TO_FINE = sorted(KINDS, reverse=True)


def read_chain(text: str, start: int) -> list[Item]:
    """The unit items from ``start`` on that belong to one reference."""
    items: list[Item] = []
    item = read_item(text, start)
    while item:
        items.append(item)
        glue = GLUE.match(text, item.end)
        if glue is None:
            break
        if not WORD.match(text, glue.end()):
            break
        conjunction = bool(glue["c1"] or glue["c2"] or glue["beside"])
        following = read_item(text, glue.end())
        if following is None or (not following.numbers and not following.this and conjunction):
            break
        # A comma before a coarser unit joins ("khoản 4, Điều 14"); a conjunction separates, as does a mark before a finer one.
        comma = glue["comma"] or ""
        separated = conjunction or ";" in comma or (bool(comma) and not _descends(text, item, following))
        if not separated and following.level == item.level:
            break
        if comma and item.level is Level.ARTICLE and _goes_on(text, following):
            separated = (
                True  # "Điều 4, Chương V, Chương VI" is a list; in "Điều 4, Chương V" the chapter only says where the article is
            )
        items[-1] = item._replace(separated=separated)
        item = following
    return items


def _descends(text: str, item: Item, following: Item) -> bool:
    """Whether a comma joins two units to one place: "khoản 4, Điều 14"; "Điều 6, khoản 1" where no article follows the clause."""
    if following.level > item.level:
        return True
    if following.level == item.level or not (Level.CLAUSE <= item.level <= Level.ARTICLE) or len(item.numbers) != 1:
        return False
    while glue := GLUE.match(text, following.end):
        after = read_item(text, glue.end())
        if after is None:
            break
        if after.level >= item.level:
            return False
        following = after
    return True


def _goes_on(text: str, item: Item) -> bool:
    glue = GLUE.match(text, item.end) if item.level in GROUPING else None
    return glue is not None and bool(glue["comma"] or glue["c2"]) and WORD.match(text, glue.end()) is not None


def places(items: Sequence[Item]) -> list[Place]:
    """The places that a chain names. A unit takes the coarser units that it lacks from what follows in the chain."""
    ordered = _fine_to_coarse(items)
    bases = _bases(ordered)
    # the places of a container alone are not meant: they are places of the unit in it
    meant = (index for index in range(len(ordered)) if not index or ordered[index - 1].separated)
    found = (place for index in meant for place in _own(ordered[index], bases[index]))
    return _unique(islice(_inherit_backwards(found), _MOST_READ))[:_MOST_PLACES]


def _bases(ordered: Sequence[Item]) -> list[list[Place]]:
    bases: list[list[Place]] = [[{}] for _ in ordered]
    read = 0
    for index in range(len(ordered) - 2, -1, -1):
        item, following = ordered[index], ordered[index + 1]
        if not item.separated:
            bases[index] = _unique(islice(_own(following, bases[index + 1]), _MOST_PLACES if read < _MOST_READ else 1))
            read += len(bases[index])
        elif not (item.this and item.level < Level.ARTICLE):  # "khoản này" is of no article named beside it
            bases[index] = _shared(bases[index + 1], item.level, following.level)
    return bases


def _own(item: Item, bases: Sequence[Place]) -> Iterator[Place]:
    numbers: tuple[str | None, ...] = item.numbers or (None,)
    return ({**base, item.level: number} for base in bases for number in numbers)


def _shared(bases: list[Place], level: Level, following: Level) -> list[Place]:
    """What a unit takes from the place after a comma or conjunction: "khoản 1 và khoản 3 Điều 19" is twice of Điều 19.

    Only what is coarser than both is shared: in "khoản 1 và Điều 5" nothing is.

    :param bases: what the following unit stands in
    """
    if level != following and level <= Level.ARTICLE <= following:
        return [{}]
    coarsest = max(level, following)
    if all(other > coarsest for other in bases[0]):  # every base has the same levels
        return bases
    return _unique({other: number for other, number in base.items() if other > coarsest} for base in bases)


def _inherit_backwards(found: Iterable[Place]) -> Iterator[Place]:
    """In "khoản 2 Điều 7 và khoản 3" the last unit, which nothing follows, is of the article of the one before it."""
    before: Place = {}
    for place in found:
        coarsest = max(place)
        if place[coarsest] is not None and coarsest in before and coarsest < max(before) and coarsest < Level.ARTICLE:
            place = {**{level: number for level, number in before.items() if level > coarsest}, **place}
        yield place
        before = place


def _fine_to_coarse(items: Sequence[Item]) -> list[Item]:
    """Turn "Điều 5 khoản 2 điểm a" round, so that containers always follow."""
    ordered: list[Item] = []
    group: list[Item] = []
    for item in items:
        group.append(item)
        if item.separated or item is items[-1]:
            levels = [part.level for part in group]
            if len(levels) > 1 and all(a > b for a, b in pairwise(levels)):
                turned = [part._replace(separated=False) for part in reversed(group)]
                turned[-1] = turned[-1]._replace(separated=group[-1].separated)
                group = turned
            ordered.extend(group)
            group = []
    return ordered


def _unique(found: Iterable[Place]) -> list[Place]:
    unique: dict[frozenset[tuple[Level, str | None]], Place] = {}
    for place in found:
        unique.setdefault(frozenset(place.items()), place)
    return list(unique.values())


def is_below_article(place: Place) -> bool:
    """Whether a place is a unit that stands in an article."""
    return bool(place) and min(place) < Level.ARTICLE


_segment = lru_cache(maxsize=8192)(segment)


def path_of_place(place: Place, article: str | None, clause: str | None, point: str | None) -> str:
    """The path as keys have it: articles stand alone, the other units nest from the coarsest down."""
    numbers: Place = {**place, Level.ARTICLE: article, Level.CLAUSE: clause, Level.POINT: point}
    steps = []
    for level in _COARSE_TO_FINE:
        number = numbers.get(level)
        if article is not None and level in GROUPING:
            continue
        if number or (level is Level.APPENDIX and level in place):
            steps.append(_segment(KINDS[level], number))
    return join_path(*steps)


def has_unit(text: str) -> bool:
    """Whether a text names a unit by its number."""
    return any(item.numbers for items in _chains(text) for item in items)


def unit_paths(text: str, here: str) -> tuple[str, ...]:
    """The paths of the units that a text names, those of appendices and forms aside.

    :param here: path of the provision that says so, for "Điều này"
    """
    own = {step.kind: step.number for step in map(read_step, steps_of(here))}
    paths: list[str] = []
    for items in _chains(text):
        this = {item.level: own.get(KINDS[item.level]) for item in items if item.this and item.level in KINDS}
        for place in places(items):
            named: Place = {level: number or this.get(level) for level, number in place.items()}
            article = named.get(Level.ARTICLE)
            if Level.APPENDIX not in named and Level.FORM not in named and (article or not is_below_article(named)):
                paths.append(path_of_place(named, article, named.get(Level.CLAUSE), named.get(Level.POINT)))
    return tuple(path for path in dict.fromkeys(paths) if path)


def _chains(text: str) -> Iterator[list[Item]]:
    at = 0
    while word := WORD.search(text, at):
        items = read_chain(text, word.start())
        yield items
        at = max(word.end(), *(item.end for item in items)) if items else word.end()
