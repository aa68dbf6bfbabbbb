"""Labels of links; what the units of a reference point to, with the instrument and what is filled in from where it stands."""

import re
from collections.abc import Sequence, Set

from documents.references.instruments import InstrumentMention
from documents.references.reference import Context, Target
from documents.wording.unit_lists import GROUPING, Item, Level, possible
from documents.wording.unit_places import Place, is_below_article, path_of_place, places

# A unit with its number at the head of a line is a label: "Điều 5. Phạm vi", "Chương II", "2. Mục 3:".
_LABEL_END = re.compile(r"\s*(?:[.:]|[(“]|[-–]\s|$|\n)")
# A form or appendix whose title follows at once is an entry of a list of them: "Mẫu số 02 Văn bản đăng ký …".
_TITLED = re.compile(r"\s(?=[A-ZĐ])(?!Luật|Bộ|Nghị|Thông|Quyết|Quy|Phụ|Hiệp|Công|Pháp|Điều|Chương|Mục|Phần|Danh|Mẫu|Biểu|NĐ|TT|QĐ)")
_LISTED = (Level.FORM, Level.APPENDIX, Level.SECTION, Level.CHAPTER, Level.PART)
GOVERNING = re.compile(r"(?:theo|tại|của|ở|các|này|và|hoặc|trong|thuộc|từ|đến|là|với|định|lập|[,(;])\s*$")
_HEAD = re.compile(r"[\s“\"'*#_(–-]*(?:(?:\d{1,3}|[a-zđ])[.)]\s+)?")
_CAPITALS = re.compile(r"[.:]?\s+[A-ZĐÀ-Ỹ]{2,}\s+[A-ZĐÀ-Ỹ]{2,}")
_SENTENCE_END = re.compile(r"[.]\s+$")


def read_targets(items: Sequence[Item], mention: InstrumentMention | None, context: Context) -> tuple[Target, ...]:
    """The targets of the units of one reference, in the order of the text."""
    this_levels = frozenset(item.level for item in items if item.this)
    return tuple(dict.fromkeys(_target(place, this_levels, mention, context) for place in places(items)))


def instrument_of(mention: InstrumentMention, context: Context) -> tuple[str | None, str | None]:
    """Number or key, and name, of the instrument that a mention names."""
    if mention.this:
        return context.quoted_target if context.in_quote and context.quoted_target else context.instrument, None
    return mention.number, mention.name


def _target(place: Place, this_levels: frozenset[Level], mention: InstrumentMention | None, context: Context) -> Target:
    here = {level for level in this_levels if level in place and place[level] is None}
    article, clause, point = _in_context(place, here, mention, context)
    grouping = [place[level] for level in reversed((Level.LETTERED, *GROUPING)) if place.get(level)]
    if mention is not None:
        instrument, name = instrument_of(mention, context)
    else:
        name, of_text = None, bool(here) and not context.in_quote
        instrument = context.instrument if of_text else context.quoted_target or context.instrument
    return Target(
        instrument=instrument,
        name=name,
        article=article,
        clause=clause,
        point=point,
        part="/".join(number for number in grouping if number) or None,
        appendix=place.get(Level.APPENDIX),
        form=place.get(Level.FORM),
        possible=all(possible(level, number) for level, number in place.items() if number),
        path=path_of_place(place, article, clause, point),
        type=mention.type if mention is not None else None,
    )


def _in_context(
    place: Place, here: Set[Level], mention: InstrumentMention | None, context: Context
) -> tuple[str | None, str | None, str | None]:
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


def _is_listed(text: str, head: int, item: Item) -> bool:
    before = max(head, item.start - 12)
    if _TITLED.match(text, item.end) and not GOVERNING.search(text, before, item.start):
        return True
    return bool(_CAPITALS.match(text, item.end) and _SENTENCE_END.search(text, before, item.start))


def is_label(text: str, items: list[Item]) -> bool:
    """Whether a chain of units without an instrument is a label or a heading."""
    head = text.rfind("\n", 0, items[0].start) + 1
    opened = max(text.rfind("“", head, items[0].start), text.rfind('"', head, items[0].start)) + 1
    head = max(head, opened)
    lead = _HEAD.match(text, head)
    first = items[0]
    if len(items) == 1 and first.level in _LISTED and _is_listed(text, head, first):
        return True
    if (
        lead is None
        or lead.end() < first.start
        or first.this
        or len(items) > 2
        or len(first.numbers) != 1
        or first.level < Level.ARTICLE
    ):
        return False
    end = items[-1].end
    if first.level is Level.ARTICLE and text.startswith(" (", end) and lead.group().rstrip()[-1:] in (")", "."):
        return False  # "e) Điều 248 (tội …)" is one of a list of articles
    if _LABEL_END.match(text, end):
        return len(items) == 1 or first.level > items[1].level
    return len(items) == 1 and text[first.start].isupper() and text[end : end + 2].strip()[:1].isupper()
