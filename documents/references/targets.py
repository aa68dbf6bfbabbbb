"""What the units of a reference point to, with the instrument and with what is filled in from where it stands."""

from collections.abc import Sequence, Set
from dataclasses import replace

from documents.references.instruments import InstrumentMention
from documents.references.reference import Context, Target
from documents.wording.unit_lists import GROUPING, Item, Level, possible
from documents.wording.unit_places import Place, is_below_article, path_of_place, places


def read_targets(items: Sequence[Item], mention: InstrumentMention | None, context: Context) -> tuple[Target, ...]:
    """The targets of the units of one reference, in the order of the text."""
    this_levels = frozenset(item.level for item in items if item.this)
    return tuple(dict.fromkeys(_target(place, this_levels, mention, context) for place in places(items)))


def of_instrument(mention: InstrumentMention, context: Context, target: Target) -> Target:
    """The target with the instrument that a mention names."""
    if mention.this:
        instrument = context.quoted_target if context.in_quote and context.quoted_target else context.instrument
        return replace(target, instrument=instrument, type=mention.type)
    return replace(target, instrument=mention.number, name=mention.name, type=mention.type)


def _target(place: Place, this_levels: frozenset[Level], mention: InstrumentMention | None, context: Context) -> Target:
    here = {level for level in this_levels if level in place and place[level] is None}
    article, clause, point = _in_context(place, here, mention, context)
    grouping = [place[level] for level in reversed((Level.LETTERED, *GROUPING)) if place.get(level)]
    target = Target(
        article=article,
        clause=clause,
        point=point,
        part="/".join(number for number in grouping if number) or None,
        appendix=place.get(Level.APPENDIX),
        form=place.get(Level.FORM),
        possible=all(possible(level, number) for level, number in place.items() if number),
        path=path_of_place(place, article, clause, point),
    )
    if mention is not None:
        return of_instrument(mention, context, target)
    if here and not context.in_quote:
        return replace(target, instrument=context.instrument)
    return replace(target, instrument=context.quoted_target or context.instrument)


def _in_context(
    place: Place, here: Set[Level], mention: InstrumentMention | None, context: Context
) -> tuple[str | None, str | None, str | None]:
    """Article, clause and point, those that are not written filled in from where the reference stands."""
    article, clause, point = (place.get(level) for level in (Level.ARTICLE, Level.CLAUSE, Level.POINT))
    inside_articles = not any(level in place for level in (Level.APPENDIX, Level.FORM, *GROUPING))
    # "khoản 2 Nghị quyết số …" is of an instrument that has no articles; "khoản 2" is of the article where it stands
    own = article is None and inside_articles and (mention is None or (mention.this and not _old_point(place)))
    own = own and is_below_article(place)
    if Level.ARTICLE in here or own:
        article = context.article if here or context.target_article is None else context.target_article
    if Level.CLAUSE in here or (Level.POINT in here and clause is None):
        clause = context.clause
    return article, clause, context.point if Level.POINT in here else point


def _old_point(place: Place) -> bool:
    """Whether a place is "điểm 9.4 Thông tư này", of a circular of old that has points and no articles."""
    return Level.CLAUSE not in place and (place.get(Level.POINT) or "")[:1].isdigit()


def _below_article(place: Place) -> bool:
    return bool(place) and min(place) < Level.ARTICLE
