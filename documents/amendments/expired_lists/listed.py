"""A list of texts that have ceased to have effect, as ministries publish one every year, to what it says of each.

The form is that of Nghị định 34/2016/NĐ-CP: a table of the texts, what of each has ceased to have effect, by which instrument and
on which day. Who publishes it ends nothing; it is evidence of what others did.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from documents.amendments.effect import Action, Effect, EffectTarget, Listed
from documents.amendments.expired_lists.columns import read_tables
from documents.amendments.expired_lists.units import read_units
from documents.amendments.expired_lists.words import TYPE, Heading, Row, first_number, read_words
from documents.amendments.instruments import Named, name_at
from documents.identity.issuers import issuers_of_number, known_names
from documents.identity.numbers import FoundNumber, find_numbers, type_of_number
from documents.keys import number_slug
from documents.messages import Message
from documents.model import Instrument, InstrumentType, Kind, Provision
from documents.paths import UNKNOWN, KeyParts, key_parts
from documents.text import fold
from documents.wording import unit_lists as units
from documents.wording.dates import DATE, find_date, find_dates
from documents.wording.types import TYPE_NAMES, TYPE_PATTERN, lists_expired_texts, type_of_words

_BEFORE_DATE = re.compile(r"[\s,;(]*(?:(?:ban hành\s+)?ngày)?\s*")
_TYPE_WORD = re.compile(TYPE_PATTERN, re.IGNORECASE)
_TYPE_BEFORE = re.compile(rf"(?:các\s+)?(?:(?P<type>{TYPE})\s*)?(?:số\s*:?\s*)?\Z", re.IGNORECASE)
_MARKER = r"(?:[-–+*•]\s*|\d{1,2}[.)]\s*|[a-zđ]\)\s*)"
_ITEM = re.compile(rf"[;.\n]\s*{_MARKER}?\Z")
_IN_TITLE = r"(?:về|quy\s+định|hướng\s+dẫn|ban\s+hành\s+(?!ngày)|sửa|bổ|bãi|thay|hủy|đính|thi\s+hành|thực\s+hiện)(?!\w)"
_BESIDE = re.compile(
    rf"[\s,(]*(?:(?:ban\s+hành\s+)?ngày\s+)?(?:{DATE.pattern})?\)?"
    rf"(?:\s*(?:của|do)\s+(?:(?!{_IN_TITLE})[^.;\n])"
    r"{1,80}?)?\s*(?:,\s*và|[,;/&+\n]|(?<!\w)và(?!\w))\s*(?:[-–+*•]\s*|\d{1,2}[.)]\s+)?(?:và\s+)?",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?:(?<!\w)(?:của|theo|tại|bởi|bằng|số\s+điều|(?:điều|khoản|điểm|chương|mục|phụ\s+lục|mẫu(?:\s+số)?)\s+[\w.]{1,6})\s*"
    r"|(?<!\w)(?:hành|hiện|dẫn|bỏ|thế|đổi|sung|chỉnh|tiết|định|khoản|các|kèm|cứ|với|trong)[^\S\n]*|[:(][^\S\n]*)\Z",
    re.IGNORECASE,
)
_HOLDERS = (Kind.ATTACHMENT, Kind.APPENDIX)
_BY = re.compile(r"(?<!\w)(?:bởi|bằng|tại|theo|của)(?!\w)")
_WHOLE = re.compile(r"\W*(?:het hieu luc )?(?:toan bo|toan van|ca van ban)(?: (?:van ban|noi dung))?\W*")
_EXCEPT = re.compile(
    r"(?<!giảm )(?<!khấu )(?<!phòng )(?<!loại )(?<!\w)(?:ngoại\s+)?trừ\s+(?:các\s+|một\s+)?"
    r"(?:số\s+)?(?:khoản|điều|điểm|quy\s+định|nội\s+dung|phụ\s+lục|trường\s+hợp)",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"\W*(?:khong(?: co)?(?: van ban)?(?: nao)?|\d*)\W*")
_NO_PART = Message.of("doubt.listed_part_unclear")
_MOST = 20_000
_MOST_OF_NAME = 200


def names_of(text: str) -> list[str]:
    """The words of the text that a row is about, and those of others that stand beside it.

    One that follows another right behind its number, date and issuer is named beside it, and so is one that begins an item or a
    line of its own. One that stands in a sentence is of a title: "sửa đổi khoản 2 Điều 5 của Nghị định số …".

    :param text: the cells that name, as they are broken into lines
    """
    text = "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
    numbers = find_numbers(text)
    slugs = {number_slug(number.number) for number in numbers[:1]}
    edges, in_title = [0], False
    for before, number in pairwise(numbers):
        word = _TYPE_BEFORE.search(text, before.end, number.start)
        start = word.start() if word else number.start
        between = text[before.end : start]
        if not _BESIDE.fullmatch(between):
            in_title = _ITEM.search(between) is None or _LEADS.search(between) is not None
        if not in_title and number_slug(number.number) not in slugs:
            slugs.add(number_slug(number.number))
            edges.append(start)
    type_ = " ".join(text[: numbers[0].start].replace("Số", " ").replace("số", " ").split()) if numbers else ""
    words = [" ".join(text[start:end].split()) for start, end in pairwise([*edges, len(text)])]
    return [words[0], *(one if _TYPE_WORD.match(one) else f"{type_} {one}" for one in words[1:])]


def read_name(words: str) -> Named | None:
    """The text that a row is about, by its type, number and date."""
    found = first_number(words)
    bare = next(iter(find_numbers(words)), None)
    if bare is not None and (found is None or bare.end < found.start):
        return _by_columns(words, bare)
    if found is not None:
        return _dated(found, words)
    named = name_at(words, 0, len(words))  # a law by its name
    return named if named is not None and named.key is not None and not named.this else None


def _by_columns(words: str, number: FoundNumber) -> Named | None:
    """A text whose type, number and date stand in cells of their own: "Thông tư | 12/2019/TT-BNV | 04/11/2019"."""
    said = " ".join(words[: number.start].replace("Số", " ").replace("số", " ").split()).strip(" :;,")
    word = _TYPE_WORD.match(said)
    kind = type_of_words(said) or type_of_number(number.number) or (type_of_words(word.group()) if word else None)
    if kind is None:
        return None
    made = f"{TYPE_NAMES[kind]} số {number.number}"
    named = name_at(made, 0, len(made))
    if named is None or not named.number:
        return None
    return _dated(replace(named, start=number.start, end=number.end), words)


def _dated(named: Named, words: str) -> Named:
    issued = find_date(words, named.end)
    if issued is None or named.number is None or not _BEFORE_DATE.fullmatch(words[named.end : issued.start]):
        return named
    kind = named.type or InstrumentType.OTHER
    made = f"{TYPE_NAMES.get(kind, '')} số {named.number} ngày {issued.day:%d/%m/%Y}"
    dated = name_at(made, 0, len(made))
    return replace(named, key=dated.key) if dated is not None and dated.key else named


def is_expired_list(instrument: Instrument) -> bool:
    """Whether an instrument publishes a list of texts that have ceased to have effect."""
    titles = [instrument.metadata.title or "", *(root.heading or "" for root in instrument.provisions if root.kind in _HOLDERS)]
    return any(map(lists_expired_texts, titles))


def read_expired_list(instrument: Instrument) -> Iterator[Effect]:
    """What a list says of the texts in it."""
    title = Heading().below(instrument.metadata.title or "")
    for root in instrument.provisions:
        if root.kind not in (*_HOLDERS, Kind.TABLE) and not any(node.kind is Kind.TABLE for node in root.walk()):
            continue
        above = title.below(root.heading) if root.heading else title
        above = replace(above, sector=None)
        for row in _rows(root, above):
            yield from _effects(row, instrument)


def _rows(root: Provision, above: Heading) -> Iterator[Row]:
    count = 0
    words = read_words(root, above) if root.kind in _HOLDERS else iter(())
    for rows in (read_tables(root, above), words):
        for row in rows:
            count += 1
            if count > _MOST:
                return
            yield row
        if count:
            return


def _effects(row: Row, instrument: Instrument) -> Iterator[Effect]:
    """What a row says of its text; where others are named beside it, neither what ended which nor which of them is clear."""
    first, *others = names_of(row.target)
    doubt = row.doubt
    if others:
        numbers = [found.number for words in others for found in find_numbers(words)[:1]]
        doubt = doubt or Message.of("doubt.listed_others_named", numbers=", ".join(numbers))
    for words in (first, *others) if row.content is None else (first,):
        yield from _of_text(replace(row, target=words, doubt=doubt), instrument)


def _unnamed(row: Row) -> Iterator[Effect]:
    """A row that is read in vain is not lost."""
    if row.target and not _NOTHING.fullmatch(fold(row.target)):
        yield Effect(
            Action.EXPIRE,
            EffectTarget(None, name=row.target[:_MOST_OF_NAME]),
            row.evidence,
            effective_from=_day(row),
            certain=False,
            doubt=Message.of("doubt.instrument_unclear"),
            listed=Listed(None, None, row.reason or None, row.heading.sector),
        )


def _of_text(row: Row, instrument: Instrument) -> Iterator[Effect]:
    named = read_name(row.target)
    if named is None:
        yield from _unnamed(row)
        return
    day = _day(row)
    by = _by(row)
    content = _content(row, named)
    action = _action(row, whole=content is None)
    doubt = row.doubt or _doubt(row, named, day, by, instrument)
    target = EffectTarget(named.key, named.number)
    listed = Listed(by.number if by else None, by.key if by else None, row.reason or None, row.heading.sector)
    found = Effect(action, target, row.evidence, effective_from=day, certain=doubt is None, doubt=doubt, listed=listed)
    if content is None:
        if row.heading.whole is False:
            doubt = doubt or _NO_PART
        elif _only_amended(row):
            doubt = doubt or Message.of("doubt.listed_only_amended")
        yield replace(found, certain=doubt is None, doubt=doubt)
        return
    found_units, left = read_units(content, named.number)
    for unit in found_units:
        words = _not_understood(unit.left) if unit.left else None
        place = replace(target, path=unit.path)
        yield replace(found, target=place, certain=doubt is None and words is None, doubt=doubt or words)
    if not found_units or (left and all(not unit.left for unit in found_units)):
        words = _not_understood(left) if left else _NO_PART
        yield replace(found, certain=False, doubt=doubt or words)


def _not_understood(left: str) -> Message:
    return Message.of("doubt.words_left", words=left[:160])


def _content(row: Row, named: Named) -> str | None:
    before = row.target[: named.start]
    if row.content is None or not row.content.strip():
        if units.WORD.search(before) and row.content is None and row.heading.whole is not True:
            return before  # "Điều 5, khoản 2 Điều 7 Thông tư số …"
        return None if row.heading.whole is True else row.content
    return None if _WHOLE.fullmatch(fold(row.content)) else row.content


def _day(row: Row) -> date | None:
    days = find_dates(row.day)  # of a cell, or of the words that say since when
    if len({found.day for found in days}) == 1:
        return days[0].day
    return None


def _by(row: Row) -> Named | None:
    word = _BY.search(row.reason)
    return read_name(row.reason[word.end() :].strip() if word else row.reason)


def _action(row: Row, *, whole: bool) -> Action:
    """What was done: a wording that was amended has ended, and another one goes on in its place."""
    said = _done(row)
    if "ngung" in said or row.heading.halted:
        return Action.SUSPEND
    changed = any(verb in said for verb in ("sua doi", "bo sung", "thay the", "thay bang", "duoc thay", "bi thay"))
    repealed = any(verb in said for verb in ("bai bo", "huy bo"))
    if changed and not whole:
        return Action.REPLACE
    return Action.REPEAL if repealed and not changed else Action.EXPIRE


def _only_amended(row: Row) -> bool:
    said = _done(row)
    ended = any(words in said for words in ("thay", "bai bo", "huy bo", "hieu luc", "thoi han", "ngung"))
    return not ended and ("sua doi" in said or "bo sung" in said)


def _done(row: Row) -> str:
    """The words of a reason that say what was done: those before "bởi" or the like, the last of them before a number.

    "Hết hiệu lực theo khoản 4 Điều 154 Luật … do bị bãi bỏ bởi Thông tư số …"
    """
    ended_by = first_number(row.reason)
    words = [word for word in _BY.finditer(row.reason) if ended_by is None or word.start() < ended_by.start]
    word = words[0 if ended_by is None else -1] if words else None
    return " ".join(fold(row.reason[: word.start()] if word else row.reason[:80]).split())


def _doubt(row: Row, named: Named, day: date | None, by: Named | None, instrument: Instrument) -> Message | None:
    parts = key_parts(named.key or "")
    if parts is None:
        return Message.of("doubt.instrument_unclear")
    issued = _issued_on(parts)
    year = re.match(r"\d+[a-zđA-Z]?/((?:19|20)\d{2})/", named.number or "")
    abbreviated = type_of_number(named.number or "")
    joint = named.type is InstrumentType.JOINT_CIRCULAR and re.search(r"-(?:LB|LT|LN|TTLT)|-\w+-", named.number or "") is not None
    if issued is not None and year and int(year[1]) != issued.year:
        return Message.of("doubt.listed_date_at_odds", number=named.number or "", day=issued)
    if abbreviated is not None and named.type is not None and abbreviated is not named.type and not joint:
        return Message.of("doubt.listed_type_at_odds", number=named.number or "")
    if (issuer := _issuer_at_odds(row, named)) is not None:
        return Message.of("doubt.listed_issuer_at_odds", number=named.number or "", issuer=issuer)
    if _EXCEPT.search(f"{row.reason} {row.note}") or "hieu luc" in fold(row.note):
        return Message.of("doubt.something_excepted")
    if issued is None and (year is None or issuers_of_number(named.number or "") is None):
        return Message.of("doubt.listed_without_date")
    return _day_doubt(named, issued, day, by, instrument.metadata.issued_on)


def _day_doubt(named: Named, issued: date | None, day: date | None, by: Named | None, published: date | None) -> Message | None:
    if day is None:
        return Message.of("doubt.listed_day_unclear")
    if issued is not None and day < issued:
        return Message.of("doubt.listed_day_at_odds")
    ended_by = key_parts(by.key or "") if by else None
    if ended_by is not None and (since := _issued_on(ended_by)) is not None and day < since:
        return Message.of("doubt.listed_day_at_odds")
    if published is not None and day.year > published.year + 5:
        return Message.of("doubt.listed_day_at_odds")
    if by is not None and by.number and number_slug(by.number) == number_slug(named.number or ""):
        return Message.of("doubt.listed_by_itself")
    return None


def _issued_on(parts: KeyParts) -> date | None:
    return None if parts.date == UNKNOWN else date.fromisoformat(parts.date)


def _issuer_at_odds(row: Row, named: Named) -> str | None:
    """The issuer that a row names, where the suffix of the number is of nobody known: "TT-LĐTBXH" of a ministry."""
    head = re.match(
        r"[^.;]{0,40}?\scủa\s+(?:Bộ\s+trưởng\s+)?(?P<issuer>(?:Bộ|Chính phủ|Thủ tướng)[^.;]{0,60})", row.target[named.end :]
    )
    if head is None or issuers_of_number(named.number or "") is not None:
        return None
    said = _plain(head["issuer"])
    return next((name for name in known_names() if said.startswith(_plain(name))), None)


def _plain(text: str) -> str:
    return re.sub(r"[\s,–-]+", " ", fold(text))
