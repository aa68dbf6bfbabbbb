"""Finding references in a text: what the units of each point to, with the instrument and what is filled in from where it stands."""

import re
from collections.abc import Hashable, Sequence, Set
from dataclasses import dataclass, replace

from documents.identity.numbers import type_of_number
from documents.references.instruments import ABBREVIATION, DATE, NUMBER, TYPE, InstrumentMention, read_instrument, squeeze
from documents.references.names import ABBREVIATIONS, PAPER_ABBREVIATIONS, TYPE_WORDS, WEAK_TYPES
from documents.references.reference import Context, Reference, Target
from documents.references.view import Quotes, View
from documents.text import UPPER
from documents.wording.unit_lists import GROUPING, WORD, WORDS, Item, Level, possible
from documents.wording.unit_places import GLUE, Place, is_below_article, path_of_place, places, read_chain

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
    plain = len(items) <= 2 and len(first.numbers) == 1 and first.level >= Level.ARTICLE and not first.this
    if lead is None or lead.end() < first.start or not plain:
        return False
    end = items[-1].end
    if first.level is Level.ARTICLE and text.startswith(" (", end) and lead.group().rstrip()[-1:] in (")", "."):
        return False  # "e) Điều 248 (tội …)" is one of a list of articles
    if _LABEL_END.match(text, end):
        return len(items) == 1 or first.level > items[1].level
    return len(items) == 1 and text[first.start].isupper() and text[end : end + 2].strip()[:1].isupper()


_TRIGGER = re.compile(
    rf"(?<![^\W\d])(?<![\d/]\d)"
    rf"(?:{WORD.pattern}|{TYPE.pattern}|{ABBREVIATION.pattern}|[Ss][ốổ]\s*:?\s*(?=\d)|(?<![\d/.,])(?=\d)(?:{NUMBER.pattern}))"
)


# Of a type that has no names, what is read goes on with "này" or a number, before which an issuer may stand; of an article, too.
_NUMBERED = r"(?=\s*(?:này|nêu\s|[,(]?\s*(?:[Ss][ốổ]|SỐ)|\d|(?:của\s+)?(?:Chính|Thủ|Quốc|Hội|Bộ)\s))"
_END = {**dict.fromkeys(WEAK_TYPES, _NUMBERED), "Điều": r"(?=\s*(?:này|nêu\s|từ\s|[\dIVXL]))"}


def _beginnings() -> str:
    """A pattern of the words of a trigger, and of figures: a set of letters first, which is searched fast."""
    words = [*WORDS, *TYPE_WORDS, "số", "sổ"]
    words = [*(spelling for word in words for spelling in (word, word.lower(), word.capitalize(), word.upper()))]
    words += [word[:2] for word in (*ABBREVIATIONS, *PAPER_ABBREVIATIONS)]
    # Only the first of several figures, of a number with letters; and no letter within a word.
    first, second = ("".join(sorted({word[place] for word in words})) for place in (0, 1))
    figures = rf"(?<=\d)(?<![\w/.,]\d)(?=\d{{0,5}}[a-zđA-Z]?\s{{0,2}}[/{UPPER}-])"
    tails = _one_of({(*map(_letter, range(1, len(word)), word[1:]), _END.get(word.capitalize(), "")) for word in words})
    return rf"[{first}0-9](?:{figures}|(?=[{second}])(?<![^\W\d].)(?:{tails}))"


def _letter(place: int, char: str) -> str:
    """A pattern of a letter of a word: the first ones stand as they are written, the others small or capital."""
    if char == " ":
        return r"\s" if place < 3 else r"\s+"
    return re.escape(char) if place < 4 or char.lower() == char.upper() else f"[{char.lower()}{char.upper()}]"


def _one_of(words: Set[tuple[str, ...]]) -> str:
    following: dict[str, set[tuple[str, ...]]] = {}
    for letter, *rest in sorted(words):
        following.setdefault(letter, set()).add(tuple(rest))
    return "|".join(letter if () in rest else f"{letter}(?:{_one_of(rest)})" for letter, rest in following.items())


_CANDIDATE = re.compile(_beginnings())
# Between the last unit and the instrument.
_LINK = re.compile(
    r"\s*,?\s*(?:(?:của|tại|thuộc|trong|theo)\s+)?(?:(?:được\s+)?(?:ban\s+hành\s+)?(?:đính\s+)?kèm\s*(?:theo\s+)?|ban\s+hành\s+theo\s+)?(?:của\s+)?(?:các\s+)?"
    r"(?:[Bb]ản\s+(?=[Qq]uy\s))?"
)
_ISSUED = re.compile(
    r"(?P<title>[^.;:“”\"\n]{0,200}?)\s(?:được\s+)?(?:(?:ban\s+hành\s+)?kèm\s+theo|ban\s+hành\s+theo)\s+(?:các\s+)?"
)
# What is attached, and may stand between a unit and what it was issued with, begins with a capital or one of these words.
_ATTACHED = re.compile(
    rf"\s*,?\s*(?:của\s+|tại\s+|trong\s+|thuộc\s+)?(?:bản\s+|các\s+)?"
    rf"(?:(?!(?:Luật|Bộ|Chính|Thủ|Ủy|Uỷ|Ban|Hội|Chủ|Sở|Cục|Tổng|Người|Cơ)\s)[{UPPER}](?![{UPPER}])|quy\s+chế|danh\s+mục|nội\s+quy|quy\s+trình|quy\s+chuẩn"
    r"|phụ\s+lục|mẫu(?![\wđ]))"
)
_OTHER_UNIT = re.compile(r"(?<![^\W\d])(?:[Đđ]iều|[Kk]hoản|[Đđ]iểm|[Mm]ục|[Cc]hương|[Pp]hụ\s+lục)\s+(?:\d|[IVX]+\b|này)")
# "NĐ 87/2020, 104/2022": what follows a short number in the same form is of the same type.
_SHORT = re.compile(r"\d{1,4}/(?:19|20)\d{2}")
_NEXT_SHORT = re.compile(r"\s*(?:[,;]|\svà)\s+(?P<n>\d{1,4}/(?:19|20)\d{2})(?![\wđ/])")
# "các Quyết định số 212-TC/CĐKT ngày 15-12-1989, 224-TC/CĐKT": so is what follows a number and its date.
_NEXT_NUMBER = re.compile(rf"(?:,?\s+ngày\s+{DATE})?\s*(?:[,;]|\svà)\s+(?P<whole>(?:số\s+)?(?P<n>{NUMBER.pattern}))")
_BLANK = re.compile(r"\s+")
_POINTING = re.compile(r"(?:tại|theo|ở|của)\s+$")


def find_references(text: str, context: Context | None = None) -> tuple[Reference, ...]:
    """Every reference to an instrument or a unit of one."""
    view = View(text)
    return tuple(view.restored(found) for found in _Finder(view.text, context or Context()).find())


class _Finder:
    """Reads the references of one text. What was read for one start is kept for the next, so that nothing is read twice."""

    def __init__(self, text: str, given: Context) -> None:
        self._text = text
        self._quotes = Quotes(text, given)
        self._nothing: set[int] = set()  # units of chains that point nowhere
        self._read: dict[tuple[int, Context], list[Reference]] = {}
        self._targets: dict[Hashable, tuple[Target, ...]] = {}

    def find(self) -> tuple[Reference, ...]:
        text = self._text
        references: list[Reference] = []
        position = 0
        while candidate := _CANDIDATE.search(text, position):
            start = candidate.start()
            trigger = _TRIGGER.match(text, start)
            if trigger is None:
                position = start + 1
                continue
            here = self._quotes.context_at(start, references)
            found = self._units(start, here) if start not in self._nothing and WORD.match(text, start) else []
            found = found or _instrument(text, start, here)
            if found:
                references.extend(found)
                position = found[-1].end
            else:
                # "2 bộ Luật Doanh nghiệp": a law's name may begin inside what looked like the type of a code
                position = start + 1 if trigger.group().startswith("bộ ") else max(trigger.end(), start + 1)
        return tuple(references)

    def _units(self, start: int, context: Context) -> list[Reference]:
        """The references that a chain of units from ``start`` on makes up, most often one.

        What goes on with the same instrument is joined: "khoản 1 Điều 5 Nghị định này, khoản 2 Điều 6 Nghị định này" is one list.
        """
        if (known := self._read.pop((start, context), None)) is not None:
            return known
        parts = self._parts(start, context)
        lists: list[list[Reference]] = []  # of references to be joined; everything in reverse
        for index in range(len(parts) - 1, -1, -1):
            found, mention = parts[index].found, parts[index].mention
            if lists and mention is not None and self._names_instrument(lists[-1], mention):
                lists[-1].append(found[-1])
                lists.extend([one] for one in reversed(found[:-1]))
                continue
            if lists:
                self._read[parts[index + 1].start, context] = self._joined(lists)
            lists = [[one] for one in reversed(found)]
        return self._joined(lists)

    def _parts(self, start: int, context: Context) -> list["_Part"]:
        """The chain of units at ``start``, and those after commas and conjunctions that are of the same instrument."""
        parts: list[_Part] = []
        at: int | None = start
        while at is not None and (part := self._part(at, context)):
            last = parts[-1].found[-1].targets if parts else ()
            if parts and len({(target.instrument, target.name) for target in (*last, *part.found[0].targets)}) > 1:
                break
            parts.append(part)
            at = self._more_units(part.found[-1].end) if part.mention is not None else None
        return parts

    def _part(self, start: int, context: Context) -> "_Part | None":
        text = self._text
        items = read_chain(text, start)
        if not items:
            return None
        mention = _container(text, items[-1])
        if mention is None and (not _identified(text, items) or _is_code(text, items)):
            self._nothing.update(item.start for item in items)
            return None
        if mention is None and is_label(text, items):
            return None
        if mention is None and _ELSEWHERE.match(text, items[-1].end) and not any(item.this for item in items):
            context = Context()  # "khoản 2 Điều 31 Điều lệ Quỹ" is of what nobody can tell, not of the text that says so
        found = []
        for group in _groups(items, mention, context):
            last = group[-1] is items[-1]
            stop = mention.end if mention and last else group[-1].end
            targets = self._targets_of(group, mention if last else None, context)
            found.append(Reference(group[0].start, stop, text[group[0].start : stop], targets))
        return _Part(start, found, mention)

    def _targets_of(self, items: list[Item], mention: InstrumentMention | None, context: Context) -> tuple[Target, ...]:
        units = tuple((item.level, item.numbers, item.this, item.separated) for item in items)
        named = (mention.number, mention.name, mention.this, mention.type) if mention else None
        asked = (units, named, context)
        if asked not in self._targets:
            self._targets[asked] = read_targets(items, mention, context)
        return self._targets[asked]

    def _more_units(self, end: int) -> int | None:
        glue = GLUE.match(self._text, end)
        return glue.end() if glue and (glue["comma"] or glue["c2"]) and WORD.match(self._text, glue.end()) else None

    def _names_instrument(self, references: list[Reference], mention: InstrumentMention) -> bool:
        start, end = references[-1].start, references[0].end
        words = self._text[mention.start : mention.end]
        return self._text.endswith(words, start, end) or (mention.this and self._text.endswith(" này", start, end))

    def _joined(self, lists: list[list[Reference]]) -> list[Reference]:
        return [self._join(references[::-1]) if len(references) > 1 else references[0] for references in reversed(lists)]

    def _join(self, references: list[Reference]) -> Reference:
        start, end = references[0].start, references[-1].end
        targets = dict.fromkeys(target for reference in references for target in reference.targets)
        return Reference(start, end, self._text[start:end], tuple(targets))


@dataclass(frozen=True, slots=True)
class _Part:
    """The references of one chain of units, and the instrument that ends it."""

    start: int
    found: list[Reference]
    mention: InstrumentMention | None


def _instrument(text: str, start: int, context: Context) -> list[Reference]:
    mention = read_instrument(text, start)
    if mention is None:
        return []
    found = [_whole(text, mention, context)]
    while mention.number and _SHORT.fullmatch(mention.number) and (following := _NEXT_SHORT.match(text, found[-1].end)):
        mention = replace(mention, start=following.start("n"), end=following.end(), number=following["n"])
        found.append(_whole(text, mention, context))
    while mention.number and mention.type and (following := _NEXT_NUMBER.match(text, found[-1].end)):
        mention = replace(mention, start=following.start("whole"), end=following.end(), number=squeeze(following["n"]), name=None)
        mention = replace(mention, type=type_of_number(str(mention.number)) or mention.type)
        found.append(_whole(text, mention, context))
    return found


def _whole(text: str, mention: InstrumentMention, context: Context) -> Reference:
    instrument, name = instrument_of(mention, context)
    target = Target(instrument=instrument, name=name, type=mention.type)
    return Reference(mention.start, mention.end, text[mention.start : mention.end], (target,))


def _groups(items: list[Item], mention: InstrumentMention | None, context: Context) -> list[list[Item]]:
    """Split a chain where the instrument changes: "khoản 1 Điều này và Điều 5 Nghị định số …" are two references."""
    if mention is None or (mention.this and not _differs(mention, context)):
        return [items]
    cut = max((index + 1 for index, item in enumerate(items[:-1]) if item.this and item.separated), default=0)
    return [items[:cut], items[cut:]] if cut else [items]


def _differs(mention: InstrumentMention, context: Context) -> bool:
    """Whether "Luật này" and bare units mean different instruments here."""
    return not context.in_quote and context.quoted_target is not None and mention.this


def _container(text: str, last: Item) -> InstrumentMention | None:
    link = _LINK.match(text, last.end)
    assert link is not None  # every part of the pattern is optional
    mention = read_instrument(text, link.end())
    if mention is not None:
        return mention
    attached = _ATTACHED.match(text, last.end) or (_BLANK.match(text, last.end) if not last.numbers and not last.this else None)
    if attached and (issued := _ISSUED.match(text, attached.end())) and not _OTHER_UNIT.search(issued["title"]):
        return read_instrument(text, issued.end())
    return None


# A regulation by its name alone.
_ELSEWHERE = re.compile(
    r"\s*,?\s*(?:(?:của|tại|trong|theo)\s+)?(?:[Bb]ản\s+)?(?:Quy\s+chế|Điều\s+lệ|Quy\s+tắc|Nội\s+quy|Quy\s+trình|Quy\s+chuẩn)(?![\wđ]|\s+này)"
)


def _identified(text: str, items: list[Item]) -> bool:
    """Whether units without an instrument are enough to point anywhere: "Phụ lục", "đoạn 2" and "điểm 5" alone are not."""
    if not any(item.numbers or item.this for item in items):
        return False
    return any(_is_meant(text, item) if item.this else _identifies(text, item) for item in items)


def _is_meant(text: str, item: Item) -> bool:
    """Whether "… này" is of the text: "lấy mẫu này" is of a thing."""
    if item.level is not Level.FORM or text[item.start].isupper():
        return True
    return bool(GOVERNING.search(text, max(0, item.start - 12), item.start))


# Chapters of the tariff ("Chương 84") and of the budget's list ("Chương 160 Loại 10 Khoản 10 Mục 62", "mục 105") are no units.
_CODES = {Level.CHAPTER: 2, Level.SECTION: 3}
_BUDGET = re.compile(r"[Ll]oại\s+\d{1,3}\s*,?\s*$")


def _is_code(text: str, items: list[Item]) -> bool:
    if _BUDGET.search(text, max(0, items[0].start - 12), items[0].start):
        return True
    if any(item.level not in GROUPING for item in items):
        return False
    return any(number.isdigit() and len(number) >= _CODES.get(item.level, 99) for item in items for number in item.numbers)


def _identifies(text: str, item: Item) -> bool:
    first = (item.numbers or ("",))[0]
    if item.level is Level.PARAGRAPH:
        return first.startswith("thứ")
    if item.level is Level.SUBPOINT:
        return first.startswith("thứ") or bool(_POINTING.search(text, max(0, item.start - 12), item.start))
    if item.level is Level.PART and text[item.start].islower() and not item.this:
        return bool(GOVERNING.search(text, max(0, item.start - 12), item.start))
    if item.level is Level.POINT and not first[:1].islower():
        return first[:1].isdigit() and bool(_POINTING.search(text, max(0, item.start - 12), item.start))
    return True
