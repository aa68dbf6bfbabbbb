"""The head of a consolidated text: the instrument that it consolidates, and what amended that one.

"Thông tư số 35/2030/TT-BYT ngày … của Bộ trưởng Bộ Y tế quy định …, có hiệu lực kể từ ngày …, được sửa đổi, bổ sung bởi:" and
behind it a paragraph for each amending instrument.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from documents.consolidation import CONSOLIDATION
from documents.identity.effect import read_effective
from documents.identity.issuers import known_name, province_of, settle_issuer, split_issuers
from documents.identity.numbers import find_numbers
from documents.keys import instrument_key, number_slug
from documents.model import EffectivePeriod, Instrument, InstrumentType, Kind, Metadata, Standing
from documents.text import slug
from documents.wording.dates import date_at, find_dates
from documents.wording.types import NAMED_TYPES, TYPE_PATTERN, type_of_words
from documents.wording.verbs import CHANGE

_AMENDED = re.compile(
    r"(?:đã\s+)?được\s+sửa\s+đổi(?:\s*,|\s+và)?(?:\s+bổ\s+sung)?(?:\s+một\s+số\s+điều)?\s+(?:bởi|theo)\b", re.IGNORECASE
)
_NEXT = re.compile(
    rf"(?:\s*,|\s+và|\s*,\s+và)?\s+(?:các\s+)?(?:{TYPE_PATTERN}(?!\w|\s+này\b)[^;,.]{{0,80}}?\s+)?(?:số\s+)?", re.IGNORECASE
)
_LABEL = re.compile(r"^\W*(?:\(?\d{1,3}[.)]\s*|[a-zđ]\)\s*)?(?:và\s+)?\W*", re.IGNORECASE)
_TYPE = re.compile(TYPE_PATTERN, re.IGNORECASE)
_TO_NUMBER = re.compile(r"\s*(?P<name>(?:\S+\s+)*?)(?:số\s*:?\s*)?$", re.IGNORECASE)
_ISSUED = re.compile(r"\s*,?\s*(?:(?:được\s+)?ban\s+hành\s+)?ngày\s+", re.IGNORECASE)
_ISSUER = re.compile(
    r"\s*,?\s*(?:của|do)\s+(?P<names>[^;\n]{2,300}?)(?=\s*(?:,\s+(?:có|được|đã)\s|[.;:]|$)"
    rf"|\s+và\s+{TYPE_PATTERN}"
    rf"|\s+(?:ban hành|quy định|hướng dẫn|về|{CHANGE}|quy chế|phê duyệt|thông qua|công bố|đính chính"
    r"|điều chỉnh|triển khai|thực hiện|ngày)(?!\w))",
    re.IGNORECASE,
)
_EFFECT = re.compile(r"hiệu\s+lực(?:\s+thi\s+hành)?(?:\s+kể)?\s+từ\s+(?:ngày\s+)?$", re.IGNORECASE)
_ANOTHER = re.compile(rf"(?:,|\s+và)\s+(?:{TYPE_PATTERN})\s+số\s*$", re.IGNORECASE)
_PIECE = re.compile(r"\n|;")
_ENOUGH_OF_TITLE = 8  # syllables
_LONGEST = 4_000  # characters of a paragraph of the head


@dataclass(frozen=True, slots=True)
class Named:
    """An instrument as the head names it.

    :param effects: the days of effect that are said of it, in the order of the text
    """

    type: InstrumentType
    number: str
    issued_on: date | None
    issuer: str | None
    effects: tuple[date, ...] = ()
    end: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a consolidated text says."""

    base: Named
    base_words: str
    amending: tuple[Named, ...]

    @property
    def last(self) -> date | None:
        """The day of the last amendment that it names."""
        return max((day for named in self.amending for day in named.effects), default=None)


def read_head(text: str, title: str | None = None) -> Head | None:
    """The head of a consolidated text; None where it does not say beyond doubt what it consolidates.

    :param text: the words before the legal bases
    :param title: of the consolidated text; that is the title of what it consolidates
    """
    types: list[InstrumentType] = []
    for paragraph, start in _paragraphs(text):
        kind = type_of_words(paragraph.strip(" .:*-–"))
        if kind is not None and kind is not InstrumentType.CONSOLIDATED_TEXT:
            types.append(kind)
        amended = _AMENDED.search(paragraph)
        found = _named_at(paragraph) or (_behind_title(paragraph, title) if amended else None)
        if found is None or not (amended or days_of_effect(paragraph)):
            continue
        until = amended.start() if amended else len(paragraph)
        base = replace(found, effects=days_of_effect(paragraph[:until]))
        words = paragraph[:until]
        if not _is_certain(base, words, types, title):
            return None
        behind = text[start + (amended.end() if amended else len(paragraph)) :]
        amending = tuple(_amending(behind))
        return Head(base, " ".join(words.split()).strip(" ,"), amending) if amending else None
    return None


def consolidated_by(instrument: Instrument) -> Instrument | None:
    """The instrument that a consolidated text consolidates, with its words as they are since the last amendment.

    None where `instrument` is no consolidated text, or does not say beyond doubt what it consolidates.
    """
    if instrument.metadata.type is not InstrumentType.CONSOLIDATED_TEXT or instrument.standing is not None:
        return None
    text = next((root.text for root in instrument.provisions if root.kind is Kind.PREAMBLE), "")
    head = read_head(text, instrument.metadata.title) if text else None
    if head is None or head.last is None or not head.base.effects or not any(p.kind is Kind.ARTICLE for p in instrument.walk()):
        return None
    base = head.base
    metadata = Metadata(
        type=base.type,
        number=base.number,
        issuer=base.issuer,
        province=province_of(base.issuer) if base.issuer else None,
        title=instrument.metadata.title,
        issued_on=base.issued_on,
        effective=_periods(instrument, head),
    )
    key = instrument_key(metadata)
    if key == instrument.key:
        return None
    # The roots are put together anew: they are this text's, and what is kept of a text is found by them.
    roots = (*instrument.provisions,)
    standing = Standing(CONSOLIDATION, valid_from=max(head.last, base.effects[0]))
    return Instrument(key, metadata, roots, problems=instrument.problems, partial=instrument.partial, standing=standing)


def _periods(instrument: Instrument, head: Head) -> tuple[EffectivePeriod, ...]:
    """When the base took effect; other days for parts of it only where its closing articles say the same of the whole."""
    start = head.base.effects[0]
    whole = EffectivePeriod(start, evidence=head.base_words)
    said = read_effective(instrument.provisions, head.base.issued_on)
    agrees = any(period.start == start and not period.scope for period in said)
    return (whole, *(period for period in said if period.scope and period.start and agrees))


def _paragraphs(text: str) -> Iterator[tuple[str, int]]:
    at = 0
    for paragraph in text.split("\n"):
        yield paragraph[:_LONGEST], at
        at += len(paragraph) + 1


def _named_at(text: str) -> Named | None:
    """The instrument that words begin with: type, number, day of issue, issuer."""
    label = _LABEL.match(text)
    word = _TYPE.match(text, label.end() if label else 0)
    if word is None:
        return None
    kind = type_of_words(word[0])
    number = next(iter(find_numbers(text[word.end() : word.end() + 400])), None)
    if kind is None or number is None:
        return None
    between = _TO_NUMBER.match(text[word.end() : word.end() + number.start])
    if between is None or (between["name"].strip() and kind not in NAMED_TYPES):
        return None
    end = word.end() + number.end
    issued_on = None
    if (issued := _ISSUED.match(text, end)) and (day := date_at(text, issued.end())):
        issued_on, end = day.day, day.end
    issuer = None
    if by := _ISSUER.match(text, end):
        issuer = "; ".join(dict.fromkeys(map(_known_of, split_issuers(by["names"]).split("; ")))) or None
    return Named(kind, number.number, issued_on, settle_issuer(issuer, number.number), end=end)


def _known_of(name: str) -> str:
    """The known issuer that words begin with; else all of them."""
    words = name.split()
    return next((known for length in range(len(words), 0, -1) if (known := known_name(" ".join(words[:length])))), name)


def _behind_title(paragraph: str, title: str | None) -> Named | None:
    """Where the title runs on into the sentence that names the base: what follows it."""
    words = title.split() if title else []
    found = re.match(r"\s*" + r"\s+".join(map(re.escape, words)), paragraph, re.IGNORECASE) if words else None
    if found is None:
        return None
    named = _named_at(paragraph[found.end() :])
    return replace(named, end=named.end + found.end()) if named else None


def amended_by(words: str, number: str) -> tuple[str, ...]:
    """The numbers of what amended the instrument of a number, as words that name it say: "Luật Cây số 15/2033/QH11 đã được sửa đổi,
    bổ sung một số điều theo Luật số 47/2035/QH11 và Luật số 39/2043/QH13 hết hiệu lực".
    """
    numbers = find_numbers(words)
    place = next((place for place, one in enumerate(numbers) if number_slug(one.number) == number_slug(number)), None)
    following = numbers[place + 1 :] if place is not None else []
    said = _AMENDED.search(words, numbers[place].end, following[0].start) if place is not None and following else None
    found: list[str] = []
    at = said.end() if said else len(words)
    for one in following:
        if _NEXT.fullmatch(words, min(at, one.start), one.start) is None:
            break
        found.append(one.number)
        at = one.end
    return tuple(found)


def days_of_effect(text: str) -> tuple[date, ...]:
    """The days from which something has effect, as a text says, in order."""
    return tuple(found.day for found in find_dates(text) if _EFFECT.search(text[max(0, found.start - 60) : found.start]))


def _amending(text: str) -> Iterator[Named]:
    for piece in _PIECE.split(text):
        named = _named_at(piece[:_LONGEST])
        if named is not None:
            yield replace(named, effects=days_of_effect(piece))


def _is_certain(base: Named, words: str, types: Sequence[InstrumentType], title: str | None) -> bool:
    if base.issued_on is None or base.type in (InstrumentType.CONSOLIDATED_TEXT, InstrumentType.OTHER):
        return False
    laws = {InstrumentType.LAW, InstrumentType.CODE}
    if types and base.type not in types and not {base.type, *types} <= laws:
        return False
    if title is None:
        return True
    said, wanted = set(slug(words).split("-")), slug(title).split("-")[:_ENOUGH_OF_TITLE]
    if sum(syllable in said for syllable in wanted) * 4 < len(wanted) * 3:
        return False
    others = [found for found in find_numbers(words[base.end :]) if found.number not in title]
    return not any(_ANOTHER.search(words[: base.end + found.start]) for found in others)
