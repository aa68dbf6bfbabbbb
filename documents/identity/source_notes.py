"""Source notes of the official codification: "(Điều 1 Luật số 57/2020/QH14 Luật Thanh niên ngày … của Quốc hội, có hiệu lực …)".

The first article of an instrument names it in full; the notes of its other articles give type and number only. `most_named`
brings the two together.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from documents.identity.issuers import province_of, settle_issuer, split_issuers
from documents.identity.numbers import FoundNumber, find_numbers, number_at, type_of_number, year_of_number
from documents.identity.titles import bare_title
from documents.keys import number_slug
from documents.model import EffectivePeriod, InstrumentType, Metadata
from documents.text import clean, fold, slug
from documents.wording.dates import DATE, find_date
from documents.wording.types import TYPE_WORDS
from documents.wording.verbs import AMEND, changes_told


@dataclass(frozen=True, slots=True)
class Amendment:
    """An instrument that changed the article, as the note names it.

    :param number: None where the note names none that can be read
    :param actions: ``amend``, ``insert``, ``repeal``, ``suspend``, ``replace``, as the note says of this and its neighbours
    :param wholly: those done to the whole article ("được bổ sung bởi"), not to some of it ("có nội dung được bổ sung bởi")
    """

    number: str | None
    type: InstrumentType | None = None
    effective_from: date | None = None
    actions: tuple[str, ...] = ()
    wholly: tuple[str, ...] = ()

    @property
    def rewords(self) -> bool:
        """Whether it may have changed words; a suspension leaves them alone."""
        return not self.actions or not set(self.actions) <= {"suspend", "resume"}


@dataclass(frozen=True, slots=True)
class SourceNote:
    """What a source note says.

    :param articles: numbers of the articles, empty where the note names none
    :param unit: what the note names as printed, where it is not an article (``Mục IV``), else empty
    :param scoped: other dates for parts of the article, as (words, date)
    """

    articles: tuple[str, ...]
    type: InstrumentType
    number: str | None
    title: str | None = None
    issued_on: date | None = None
    issuer: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    amendments: tuple[Amendment, ...] = ()
    scoped: tuple[tuple[str, date], ...] = ()
    unit: str = ""

    @property
    def wording_from(self) -> date | None:
        """The day since which the wording holds: that of the latest amendment named."""
        return max((change.effective_from for change in self.amendments if change.rewords and change.effective_from), default=None)

    @property
    def has_undated_amendment(self) -> bool:
        """Whether the note names a change without its day, so that nobody can say since when the wording holds."""
        return any(change.rewords and change.effective_from is None for change in self.amendments)

    @property
    def repealed_from(self) -> date | None:
        """The day since which the whole article is repealed, where the note says so."""
        days = [a.effective_from for a in self.amendments if "repeal" in a.wholly and a.effective_from]
        return max(days, default=None)

    def there_since(self, article: str) -> date | None:
        """The first day of an article: the first change that the note names may have put it between others ("5a")."""
        first = next(iter(self.amendments), None)
        inserted = first is not None and first.wholly == ("insert",) and LETTERED.fullmatch(article)
        return first.effective_from or self.effective_from if first is not None and inserted else self.effective_from

    @property
    def may_repeal(self) -> tuple[Amendment, ...]:
        """The changes one of which repealed what the article shows as repealed: where none says so, any of them."""
        changes = tuple(change for change in self.amendments if change.rewords)
        return tuple(change for change in changes if "repeal" in change.actions) or changes


_TYPES = tuple((words, kind) for words, kind in TYPE_WORDS if kind is not InstrumentType.CONSOLIDATED_TEXT)
_TYPE_OF = {fold(words): kind for words, kind in _TYPES}
_TYPE = r"(?P<type>" + "|".join(words for words, _ in sorted(_TYPES, key=lambda item: -len(item[0]))) + r")(?!\w)"
# What stands before the type word: "Điều 5a", "Điều 3, Điều 4", "Danh mục được quy định tại Điều 7", "Mục IV", "27", nothing.
_HEAD = re.compile(
    rf"(?P<unit>[^(]{{0,120}}?)\b{_TYPE}\s*(?P<so>(?:số\s*:?\s*)?(?:liên tịch\s*|thông tư\s*(?:số\s*)?)?)", re.IGNORECASE
)
_ARTICLE = re.compile(r"(?:\bĐiều|^|,|và)\s*(\d{1,4}[a-zđ]{0,2})(?!\w)", re.IGNORECASE)
LETTERED = re.compile(r"\d+[a-zđ]+\d*")
_EFFECT = re.compile(r",?\s*\(?có\s+hiệu lực(?:\s+thi hành)?(?:\s*kể)?\s*từ(?:\s+ngày)?", re.IGNORECASE)
_ANY_EFFECT = re.compile(r"hiệu lực(?:\s+thi hành)?\s*(?:kể\s+)?(?:từ)?(?:\s+ngày)?\s*", re.IGNORECASE)
_UNTIL = re.compile(r"hiệu lực(?:\s+thi hành)?\s+đến\s+(?:hết\s+)?ngày\s*", re.IGNORECASE)
_ISSUED = re.compile(rf"\s*ngày\s+(?P<date>{DATE.pattern})\s*(?:của\s+(?P<issuer>[^;]+))?$", re.IGNORECASE)
_BY = re.compile(r"\bbởi\b|\btheo quy định\b", re.IGNORECASE)
_PASSIVE = re.compile(r"\s*\(?(?:được|bị|hết hiệu lực)", re.IGNORECASE)
_PARTLY = re.compile(r"\bnội dung\b", re.IGNORECASE)
_NOT_NUMBER = re.compile(r"^(?:(?:số\s+)?không số\s+|['\"]|(?:TT|NĐ|QĐ)\s+(?=\d))", re.IGNORECASE)
_TITLE_AFTER_ISSUER = re.compile(rf"\s(?:quy định|hướng dẫn|ban hành|{AMEND}|về)\s", re.IGNORECASE)
_SEGMENT_END = re.compile(r";|\bvà có nội dung\b")


def read_source_note(note: str) -> SourceNote | None:
    """Read a source note; None where it names no instrument."""
    text = _bare(note)
    head = _HEAD.match(text)
    if head is None:
        return None
    effect = _EFFECT.search(text, head.end())
    named, rest = (text[head.end() : effect.start()], text[effect.start() :]) if effect else (text[head.end() :], "")
    kind = _TYPE_OF[fold(head["type"])]
    if "liên tịch" in head["so"].lower():
        kind = InstrumentType.JOINT_CIRCULAR
    named = _NOT_NUMBER.sub("", named.strip())
    found = number_at(named)
    number = found.number if found else None
    if number is None and not effect:
        return None
    title, issued_on, issuer = _read_identity(named[found.end :] if found else named, year_of_number(number or ""))
    if number is not None and kind is InstrumentType.CIRCULAR and type_of_number(number) is InstrumentType.JOINT_CIRCULAR:
        kind = InstrumentType.JOINT_CIRCULAR
    if number is None and title is None:
        return None
    start = find_date(rest) if rest else None
    changes = rest[start.end :] if start else rest
    scoped, amendments = _read_changes(changes, number)
    until = _UNTIL.match(changes.lstrip(" ,").removeprefix("có").lstrip())
    end = find_date(changes) if until else None
    return SourceNote(
        articles=tuple(match[1].lower() for match in _ARTICLE.finditer(head["unit"].strip())),
        type=kind,
        number=number,
        title=title,
        issued_on=issued_on,
        issuer=issuer,
        effective_from=start.day if start else None,
        effective_to=end.day if end else None,
        amendments=amendments,
        scoped=scoped,
        unit="" if _ARTICLE.search(head["unit"].strip()) else head["unit"].strip(" ,"),
    )


_LONGEST = 4_000  # characters; the longest note of the codification has 888


def _bare(note: str) -> str:
    text = " ".join(clean(note[:_LONGEST]).split()).strip("[] ")
    while text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    return text.removeprefix("(").strip()


def _read_identity(named: str, year: int | None) -> tuple[str | None, date | None, str | None]:
    """Title, date and issuer after the number. A title may hold other dates: the last "ngày … của …" is the instrument's own.

    :param year: the year in the number; a date of another year belongs to an instrument that the title names, or is mistyped
    """
    named = named.strip(' .,;"')
    lower = named.lower()
    mistyped: tuple[str | None, None, str | None] | None = None
    at = lower.rfind("ngày ")
    while at >= 0:
        issued = _ISSUED.match(named, at)
        found = find_date(issued["date"]) if issued else None
        if issued and found:
            issuer, what = _cut_issuer(issued["issuer"] or "")
            if year in (None, found.day.year):
                return _title(named[:at]) or _title(what), found.day, issuer
            if mistyped is None and issuer and not what:
                mistyped = (_title(named[:at]), None, issuer)
        at = lower.rfind("ngày ", 0, at)
    return mistyped or (_title(named), None, None)


def _cut_issuer(text: str) -> tuple[str | None, str]:
    """Issuer, and the title where it follows the issuer: "Bộ Tài chính hướng dẫn …"."""
    what = _TITLE_AFTER_ISSUER.search(text)
    name = split_issuers(text[: what.start() if what else None])
    return name or None, text[what.start() :] if what else ""


def _title(text: str) -> str | None:
    text = re.sub(r"^\(\d{1,2}\)\s*", "", text.strip())
    return bare_title(text) if len(text.strip(' .,;"')) > 3 else None


def _read_changes(text: str, own_number: str | None) -> tuple[tuple[tuple[str, date], ...], tuple[Amendment, ...]]:
    """What the note says after the article's own date: amendments, and other dates for parts of the article."""
    scoped: list[tuple[str, date]] = []
    amendments: list[Amendment] = []
    actions: tuple[str, ...] = ()
    wholly: tuple[str, ...] = ()
    for piece in _SEGMENT_END.split(text):
        number = _amending_number(piece, own_number)
        said = _BY.split(piece, maxsplit=1)[0] if _BY.search(piece) else piece[: number.start if number else None]
        if changes_told(said):
            actions, wholly = changes_told(said), _read_wholly(said)
        effect = _ANY_EFFECT.search(piece, number.end if number else 0)
        day = find_date(piece, effect.end()) if effect else None
        if number is not None and (actions or _BY.search(piece)):
            kind = _type_before(piece, number) or type_of_number(number.number)
            amendments.append(Amendment(number.number, kind, day.day if day else None, actions, wholly))
        elif day and effect and not _UNTIL.search(piece):
            words = piece[: effect.start()].strip(" ,.(")
            scoped.append((words.removesuffix(" có"), day.day))
    return tuple(scoped), tuple(amendments)


def _read_wholly(said: str) -> tuple[str, ...]:
    """The actions that were done to the whole article: "được bổ sung", but not "có nội dung được sửa đổi, bổ sung"."""
    whole, done = True, ""
    for item in said.split(","):
        if _PARTLY.search(item):
            whole = False
        elif _PASSIVE.match(item):
            whole = True
        done += item if whole else ""
    return changes_told(done)


def _amending_number(piece: str, own: str | None) -> FoundNumber | None:
    for found in find_numbers(piece):
        if own is None or number_slug(found.number) != number_slug(own):
            return found
    return None


def _type_before(piece: str, found: FoundNumber) -> InstrumentType | None:
    before = piece[: found.start].rstrip().lower().removesuffix("số").rstrip()
    return next((kind for words, kind in _TYPES if before.endswith(words)), None)


def most_named(notes: Iterable[SourceNote]) -> Metadata:
    """The instrument that most notes name, completed from the fullest of them.

    :param notes: at least one; type and number tell instruments apart, where there is no number the title
    """
    groups: dict[tuple[str, str], list[SourceNote]] = defaultdict(list)
    for note in notes:
        groups[note.type.value, number_slug(note.number or "") or slug(note.title or "")].append(note)
    own = max(groups.values(), key=len)
    fullest = max(own, key=lambda note: (note.issued_on is not None, note.issuer is not None, note.title is not None))
    issuer = settle_issuer(fullest.issuer, fullest.number)
    days = Counter(note.effective_from for note in own if note.effective_from)
    return Metadata(
        type=fullest.type,
        number=fullest.number,
        issuer=issuer,
        province=province_of(issuer) if issuer else None,
        title=fullest.title or next((note.title for note in own if note.title), None),
        issued_on=fullest.issued_on,
        effective=(EffectivePeriod(days.most_common(1)[0][0]),) if days else (),
    )
