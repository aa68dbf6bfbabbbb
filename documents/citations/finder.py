"""Finding references in a text."""

import re
from dataclasses import replace

from documents.citations.instruments import ABBREVIATION, NUMBER, TYPE, InstrumentMention, read_instrument
from documents.citations.model import Context, Reference, Target
from documents.citations.quotes import Quotes
from documents.citations.targets import of_instrument, read_targets
from documents.citations.units import GROUPING, WORD, Item, Level, read_item

_TRIGGER = re.compile(
    rf"(?:(?<![^\W\d])(?<![\d/]\d)|(?<=theo)|(?<=tại)|(?<=của)|(?<=và)|(?<=các)|(?<=[a-zà-ỹđ])(?=[NTQLBPHCĐKM]))"
    rf"(?:{WORD.pattern}|{TYPE.pattern}|{ABBREVIATION.pattern}|[Ss][ốổ]\s*:?\s*(?=\d)|(?<![\d/.,])(?=\d)(?:{NUMBER.pattern}))"
)
# What may stand between two units of one reference.
_GLUE = re.compile(
    r"(?:(?P<comma>\s*[,;]\s*(?:(?P<c1>và|hoặc|hay)\s+)?)|\s*(?P<c2>(?:và/hoặc|và|hoặc|hay)(?:\s+|(?=[ĐK])))"
    r"|(?P<beside>\s+(?:vào\s+)?(?:ngay\s+|liền\s+)?(?:sau|trước)\s+)"
    r"|\s+(?:được\s+)?(?:ban\s+hành\s+)?kèm\s+theo\s+|\s+(?:của|tại|thuộc|trong)\s+|\s+|(?=[ĐKkPđp]))"
    r"(?:(?:các|từ|cả|một\s+trong\s+các|những)\s+(?=\S))?"
)
# Between the last unit and the instrument.
_LINK = re.compile(
    r"\s*,?\s*(?:(?:của|tại|thuộc|trong|theo)\s+)?(?:(?:được\s+)?(?:ban\s+hành\s+)?(?:đính\s+)?kèm\s*(?:theo\s+)?|ban\s+hành\s+theo\s+)?(?:của\s+)?(?:các\s+)?"
)
_ISSUED = re.compile(r"[^.;:“”\"\n]{0,200}?\s(?:được\s+)?(?:ban\s+hành\s+)?kèm\s+theo\s+(?:các\s+)?")
_ATTACHED = re.compile(
    r"\s*,?\s*(?:của\s+|tại\s+|trong\s+|thuộc\s+)?(?:bản\s+|các\s+)?(?:[Qq]uy chế|Quy định|Điều lệ|Chương trình|[Dd]anh mục|Bảng"
    r"|Biểu|[Nn]ội quy|[Qq]uy trình|[Qq]uy chuẩn|Hướng dẫn|Kế hoạch|Đề án|Chiến lược|Quy hoạch|Phương án|Tiêu chuẩn|Bộ tiêu chí"
    r"|Khung|Hệ thống|Định mức|Phụ lục|phụ lục|[Mm]ẫu)(?![\wđ])"
)
# A unit with its number at the head of a line is a label: "Điều 5. Phạm vi", "Chương II", "2. Mục 3:".
_LABEL_END = re.compile(r"\s*(?:[.:]|[(“]|[-–]\s|$|\n)")
# A form or appendix whose title follows at once is an entry of a list of them: "Mẫu số 02 Văn bản đăng ký …".
_TITLED = re.compile(r"\s(?=[A-ZĐ])(?!Luật|Bộ|Nghị|Thông|Quyết|Quy|Phụ|Hiệp|Công|Pháp|Điều|Chương|Mục|Phần|Danh|Mẫu|Biểu|NĐ|TT|QĐ)")
_LISTED = (Level.FORM, Level.APPENDIX, Level.SECTION, Level.CHAPTER, Level.PART)
_GOVERNING = re.compile(r"(?:theo|tại|của|ở|các|này|và|hoặc|trong|thuộc|từ|đến|là|với|định|lập|[,(;])\s*$")
_HEAD = re.compile(r"[\s“\"'*#_(–-]*(?:(?:\d{1,3}|[a-zđ])[.)]\s+)?")
_CAPITALS = re.compile(r"[.:]?\s+[A-ZĐÀ-Ỹ]{2,}\s+[A-ZĐÀ-Ỹ]{2,}")
_SENTENCE_END = re.compile(r"[.]\s+$")
# "NĐ 87/2020, 104/2022": what follows a short number in the same form is of the same type.
_SHORT = re.compile(r"\d{1,4}/(?:19|20)\d{2}")
_NEXT_SHORT = re.compile(r"\s*(?:[,;]|\svà)\s+(?P<n>\d{1,4}/(?:19|20)\d{2})(?![\wđ/])")
_LOOSE = (Level.PARAGRAPH, Level.SUBPOINT)
_POINTING = re.compile(r"(?:tại|theo|ở|của)\s+$")


def find_references(text: str, context: Context | None = None) -> tuple[Reference, ...]:
    """Every reference to an instrument or a unit of one.

    :param text: NFC text of a provision
    :param context: where the text stands
    :returns: references in order, not overlapping
    """
    given = context or Context()
    quotes = Quotes(text, given)
    references: list[Reference] = []
    position = 0
    while trigger := _TRIGGER.search(text, position):
        start = trigger.start()
        here = quotes.context_at(start, references)
        found = _units(text, start, here) if WORD.match(text, start) else []
        found = found or _instrument(text, start, here)
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
    found = [_whole(text, mention, context)]
    while mention.number and _SHORT.fullmatch(mention.number) and (following := _NEXT_SHORT.match(text, found[-1].end)):
        mention = replace(mention, start=following.start("n"), end=following.end(), number=following["n"])
        found.append(_whole(text, mention, context))
    return found


def _whole(text: str, mention: InstrumentMention, context: Context) -> Reference:
    target = of_instrument(mention, context, Target())
    return Reference(mention.start, mention.end, text[mention.start : mention.end], (target,))


def _units(text: str, start: int, context: Context) -> list[Reference]:
    """The references that a chain of units from ``start`` on makes up, most often one."""
    items = _chain(text, start)
    if not items:
        return []
    mention = _container(text, items[-1])
    if mention is None and (_is_label(text, items) or not _identified(text, items)):
        return []
    end = mention.end if mention else items[-1].end
    found = []
    for group in _groups(items, mention, context):
        last = group[-1] is items[-1]
        stop = end if last else group[-1].end
        targets = read_targets(group, mention if last else None, context)
        found.append(Reference(group[0].start, stop, text[group[0].start : stop], targets))
    return _continued(text, found, mention, context)


def _groups(items: list[Item], mention: InstrumentMention | None, context: Context) -> list[list[Item]]:
    """Split a chain where the instrument changes: "khoản 1 Điều này và Điều 5 Nghị định số …" are two references."""
    if mention is None or (mention.this and not _differs(mention, context)):
        return [items]
    cut = max((index + 1 for index, item in enumerate(items[:-1]) if item.this and item.separated), default=0)
    return [items[:cut], items[cut:]] if cut else [items]


def _differs(mention: InstrumentMention, context: Context) -> bool:
    """Whether "Luật này" and bare units mean different instruments here."""
    return not context.in_quote and context.quoted_target is not None and mention.this


def _continued(text: str, found: list[Reference], mention: InstrumentMention | None, context: Context) -> list[Reference]:
    """Join what goes on with the same instrument: "khoản 1 Điều 5 Nghị định này, khoản 2 Điều 6 Nghị định này" is one list."""
    last = found[-1]
    if mention is None:
        return found
    glue = _GLUE.match(text, last.end)
    if glue is None or not (glue["comma"] or glue["c2"]) or not WORD.match(text, glue.end()):
        return found
    following = _units(text, glue.end(), context)
    if not following:
        return found
    instruments = {(target.instrument, target.name) for target in (*last.targets, *following[0].targets)}
    if len(instruments) > 1 or not _names_instrument(text, following[0], mention):
        return found
    joined = Reference(
        last.start,
        following[0].end,
        text[last.start : following[0].end],
        tuple(dict.fromkeys((*last.targets, *following[0].targets))),
    )
    return [*found[:-1], joined, *following[1:]]


def _names_instrument(text: str, reference: Reference, mention: InstrumentMention) -> bool:
    """Whether a reference says which instrument it means by the same words."""
    return reference.text.endswith(text[mention.start : mention.end]) or (mention.this and reference.text.endswith(" này"))


def _chain(text: str, start: int) -> list[Item]:
    """The unit items from ``start`` on that belong to one reference."""
    items: list[Item] = []
    at = start
    while item := read_item(text, at):
        items.append(item)
        glue = _GLUE.match(text, item.end)
        if glue is None or not WORD.match(text, glue.end()):
            break
        conjunction = bool(glue["c1"] or glue["c2"] or glue["beside"])
        following = read_item(text, glue.end())
        if following is None or (not following.numbers and not following.this and conjunction):
            break
        # A comma before a coarser unit joins ("khoản 4, Điều 14"); a conjunction separates, as does a mark before a finer one.
        separated = conjunction or (bool(glue["comma"]) and following.level <= item.level) or ";" in (glue["comma"] or "")
        if not separated and following.level == item.level:
            break
        if glue["comma"] and item.level is Level.ARTICLE and _goes_on(text, following):
            separated = (
                True  # "Điều 4, Chương V, Chương VI" is a list; in "Điều 4, Chương V" the chapter only says where the article is
            )
        items[-1] = replace(item, separated=separated)
        at = glue.end()
    return items


def _goes_on(text: str, item: Item) -> bool:
    """Whether a chapter or the like is followed by more of a list."""
    glue = _GLUE.match(text, item.end) if item.level in GROUPING else None
    return glue is not None and bool(glue["comma"] or glue["c2"]) and WORD.match(text, glue.end()) is not None


def _container(text: str, last: Item) -> InstrumentMention | None:
    link = _LINK.match(text, last.end)
    assert link is not None  # every part of the pattern is optional
    mention = read_instrument(text, link.end())
    if mention is not None:
        return mention
    attached = _ATTACHED.match(text, last.end)
    if attached and (issued := _ISSUED.match(text, attached.end())):
        return read_instrument(text, issued.end())
    return None


def _identified(text: str, items: list[Item]) -> bool:
    """Whether units without an instrument are enough to point anywhere: "Phụ lục", "đoạn 2" and "điểm 5" alone are not."""
    if not any(item.numbers or item.this for item in items):
        return False
    return any(item.this or _identifies(text, item) for item in items)


def _identifies(text: str, item: Item) -> bool:
    first = (item.numbers or ("",))[0]
    if item.level in _LOOSE:
        return first.startswith("thứ")
    if item.level is Level.POINT and not first[:1].islower():
        return first[:1].isdigit() and bool(_POINTING.search(text, max(0, item.start - 12), item.start))
    return True


def _is_listed(text: str, head: int, item: Item) -> bool:
    """Whether a unit is an entry of a list of titles, or a heading that was joined to the sentence before it."""
    before = max(head, item.start - 12)
    if _TITLED.match(text, item.end) and not _GOVERNING.search(text, before, item.start):
        return True
    return bool(_CAPITALS.match(text, item.end) and _SENTENCE_END.search(text, before, item.start))


def _is_label(text: str, items: list[Item]) -> bool:
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
    if _LABEL_END.match(text, end):
        return len(items) == 1 or first.level > items[1].level
    return len(items) == 1 and text[first.start].isupper() and text[end : end + 2].strip()[:1].isupper()
