"""Finding references in a text."""

import re
from collections.abc import Iterable
from dataclasses import replace

from documents.citations.instruments import ABBREVIATION, NUMBER, TYPE, InstrumentMention, read_instrument
from documents.citations.model import Context, Reference, Target
from documents.citations.units import GROUPING, WORD, Item, Level, possible, read_item

_TRIGGER = re.compile(
    rf"(?<![\wđ/])(?:{WORD.pattern}|{TYPE.pattern}|{ABBREVIATION.pattern}|[Ss]ố\s*:?\s*(?=\d)|(?=\d)(?:{NUMBER.pattern}))"
)
# What may stand between two units of one reference.
_GLUE = re.compile(r"(?P<comma>\s*[,;]\s*(?:(?P<c1>và|hoặc|hay)\s+)?)|\s+(?P<c2>và|hoặc|hay)\s+|\s+(?:của|tại|thuộc|trong)\s+|\s+")
# Between the last unit and the instrument.
_LINK = re.compile(
    r"\s*,?\s*(?:(?:của|tại|thuộc|trong|theo)\s+)?(?:(?:được\s+)?(?:ban\s+hành\s+)?(?:kèm|theo)\s+(?:theo\s+)?)?(?:các\s+)?"
)
_ISSUED = re.compile(r"[^.;\n]{0,200}?\s(?:được\s+)?(?:ban\s+hành\s+)?kèm\s+theo\s+")
_ATTACHED = re.compile(
    r"\s*(?:của\s+|tại\s+)?(?:bản\s+)?(?:Quy chế|Quy định|Điều lệ|Chương trình|Danh mục|Bảng|Biểu|Nội quy|Quy trình|Quy chuẩn)(?![\wđ])"
)
# A unit with its number at the head of a line is a label: "Điều 5. Phạm vi", "Chương II", "2. Mục 3:".
_LABEL_END = re.compile(r"\s*(?:[.:]|$|\n)")


def find_references(text: str, context: Context | None = None) -> tuple[Reference, ...]:
    """Every reference to an instrument or a unit of one.

    :param text: NFC text of a provision
    :param context: where the text stands
    :returns: references in order, not overlapping
    """
    context = context or Context()
    references: list[Reference] = []
    position = 0
    while trigger := _TRIGGER.search(text, position):
        start = trigger.start()
        found = _units(text, start, context) if WORD.match(text, start) else _instrument(text, start, context)
        if found:
            references.extend(found)
            position = found[-1].end
        else:
            position = max(trigger.end(), start + 1)
    return tuple(references)


def _instrument(text: str, start: int, context: Context) -> list[Reference]:
    mention = read_instrument(text, start)
    if mention is None:
        return []
    target = _of_instrument(mention, context, Target())
    return [Reference(mention.start, mention.end, text[mention.start : mention.end], (target,))]


def _units(text: str, start: int, context: Context) -> list[Reference]:
    items = _chain(text, start)
    if not items:
        return []
    mention = _container(text, items[-1])
    if mention is None and _is_label(text, items):
        return []
    if mention is None and not any(item.numbers or item.this for item in items):
        return []
    end = mention.end if mention else items[-1].end
    own = mention is None or mention.this
    cut = 0 if own else max((i + 1 for i, item in enumerate(items[:-1]) if item.this and item.separated), default=0)
    groups = [(items[:cut], None, items[cut - 1].end), (items[cut:], mention, end)] if cut else [(items, mention, end)]
    return [
        Reference(group[0].start, stop, text[group[0].start : stop], _targets(group, container, context))
        for group, container, stop in groups
    ]


def _chain(text: str, start: int) -> list[Item]:
    """The unit items from ``start`` on that belong to one reference."""
    items: list[Item] = []
    at = start
    while item := read_item(text, at):
        items.append(item)
        glue = _GLUE.match(text, item.end)
        if glue is None or not WORD.match(text, glue.end()):
            break
        conjunction = bool(glue["c1"] or glue["c2"])
        following = read_item(text, glue.end())
        if following is None:
            break
        # A comma before a coarser unit joins ("khoản 4, Điều 14"); a conjunction, or any mark before an equal or finer one, separates.
        separated = conjunction or bool(glue["comma"]) and following.level <= item.level
        items[-1] = replace(item, separated=separated)
        at = glue.end()
    return items


def _container(text: str, last: Item) -> InstrumentMention | None:
    link = _LINK.match(text, last.end)
    assert link is not None  # noqa: S101  (every part of the pattern is optional)
    if link.end() > last.end or last.this:
        mention = read_instrument(text, link.end())
        if mention is not None:
            return mention
    attached = _ATTACHED.match(text, last.end)
    if attached and (issued := _ISSUED.match(text, attached.end())):
        return read_instrument(text, issued.end())
    return None


def _is_label(text: str, items: list[Item]) -> bool:
    head = text.rfind("\n", 0, items[0].start) + 1
    return (
        not text[head : items[0].start].strip()
        and len(items) == 1
        and not items[0].this
        and len(items[0].numbers) == 1
        and items[0].level >= Level.ARTICLE
        and bool(
            _LABEL_END.match(text, items[0].end)
            or text[items[0].start].isupper()
            and text[items[0].end : items[0].end + 2].strip()[:1].isupper()
        )
    )


def _targets(items: list[Item], mention: InstrumentMention | None, context: Context) -> tuple[Target, ...]:
    ordered = _fine_to_coarse(items)
    places: list[tuple[int, dict[Level, str | None]]] = []
    after: list[dict[Level, str | None]] = [{}]
    for index in range(len(ordered) - 1, -1, -1):
        item = ordered[index]
        following = ordered[index + 1] if index + 1 < len(ordered) else None
        contained = following is not None and not item.separated and item.level < following.level
        if contained:
            places = [entry for entry in places if entry[0] != index + 1]
            bases = after
        elif following is not None:
            bases = _unique({level: number for level, number in place.items() if level > item.level} for place in after)
        else:
            bases = [{}]
        numbers: tuple[str | None, ...] = item.numbers or (None,)
        after = [{**base, item.level: number} for base in bases for number in numbers]
        places[:0] = [(index, place) for place in after]
    this_levels = {item.level for item in ordered if item.this}
    return tuple(dict.fromkeys(_target(place, this_levels, mention, context) for _, place in places))


def _fine_to_coarse(items: list[Item]) -> list[Item]:
    """Turn "Điều 5 khoản 2 điểm a" round, so that containers always follow."""
    ordered: list[Item] = []
    group: list[Item] = []
    for item in items:
        group.append(item)
        if item.separated or item is items[-1]:
            levels = [part.level for part in group]
            if len(levels) > 1 and all(a > b for a, b in zip(levels, levels[1:], strict=False)):
                turned = [replace(part, separated=False) for part in reversed(group)]
                turned[-1] = replace(turned[-1], separated=group[-1].separated)
                group = turned
            ordered.extend(group)
            group = []
    return ordered


def _unique(places: Iterable[dict[Level, str | None]]) -> list[dict[Level, str | None]]:
    unique: list[dict[Level, str | None]] = []
    for place in places:
        if place not in unique:
            unique.append(place)
    return unique


def _target(place: dict[Level, str | None], this_levels: set[Level], mention: InstrumentMention | None, context: Context) -> Target:
    article, clause, point = (place.get(level) for level in (Level.ARTICLE, Level.CLAUSE, Level.POINT))
    here = {level for level in this_levels if level in place}
    if Level.ARTICLE in here or (article is None and not _outside_articles(place)):
        article = context.article
    if Level.CLAUSE in here or (Level.POINT in here and clause is None):
        clause = context.clause
    if Level.POINT in here:
        point = context.point
    grouping = [place[level] for level in reversed(GROUPING) if place.get(level)]
    target = Target(
        article=article,
        clause=clause,
        point=point,
        part="/".join(number for number in grouping if number) or None,
        appendix=place.get(Level.APPENDIX),
        form=place.get(Level.FORM),
        possible=all(possible(level, number) for level, number in place.items() if number),
    )
    if mention is not None:
        return _of_instrument(mention, context, target)
    return replace(target, instrument=context.quoted_target or context.instrument)


def _outside_articles(place: dict[Level, str | None]) -> bool:
    """Whether a place is an appendix, form, chapter …, whose clauses are not those of an article."""
    return any(level in place for level in (Level.APPENDIX, Level.FORM, *GROUPING))


def _of_instrument(mention: InstrumentMention, context: Context, target: Target) -> Target:
    if mention.this:
        return replace(
            target, instrument=context.quoted_target if context.in_quote and context.quoted_target else context.instrument
        )
    return replace(target, instrument=mention.number, name=mention.name)
