"""Effective dates from an instrument's own words.

Only its closing articles are asked, outside quotations, and only sentences about the instrument itself: dates of other
instruments cited there are not its own.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from documents.model import EffectivePeriod, Kind, Provision
from documents.text import fold, without_quoted
from documents.wording.dates import date_near
from documents.wording.types import TYPE_PATTERN
from documents.wording.unit_places import has_unit, unit_paths
from documents.wording.verbs import END

_SELF = re.compile(rf"(?:{TYPE_PATTERN})\s+này", re.IGNORECASE)
_ADOPTED = re.compile(r"\W*Nghị\s+quyết\s+(?:đã\s+)?được\s+[^;]{0,300}?\bthông\s+qua\b", re.IGNORECASE)  # its own closing words
_EFFECT = re.compile(r"(?:có\s+hiệu\s+lực|hiệu\s+lực\s+thi\s+hành)(?:\s+thi\s+hành)?\s*,?\s*", re.IGNORECASE)
_FROM = re.compile(r"(?:kể\s+)?từ\s+(?:ngày\s+)?", re.IGNORECASE)
_FROM_SIGNING = re.compile(
    r"(?:kể\s+)?từ\s+ngày\s+(?:ký|ban\s+hành|được\s+thông\s+qua|thông\s+qua)|ngay\s+sau\s+khi\s+ký", re.IGNORECASE
)
_AFTER_DAYS = re.compile(
    r"sau\s+(?P<days>\d{1,3})\s*(?:\([^)]*\)\s*)?ngày\s*,?\s*(?:kể\s+)?từ\s+ngày\s+(?P<event>ký|ban\s+hành|đăng|thông\s+qua)",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?:có\s+)?hiệu\s+lực(?:\s+thi\s+hành)?\s+(?:[^.;]{0,60}?\s)?(?:đến|tới)\s+(?:hết\s+)?(?:ngày\s+)?", re.IGNORECASE
)
_ENDS = re.compile(
    r"(?:sẽ\s+)?(?:hết|chấm\s+dứt)\s+hiệu\s+lực(?:\s+thi\s+hành)?\s*,?\s*(?P<how>(?:kể\s+)?từ|sau)\s+(?:ngày\s+)?", re.IGNORECASE
)
# "… có hiệu lực từ ngày … và được thực hiện trong 05 năm"
_TERM = re.compile(
    r"\s(?:thực\s+hiện|thí\s+điểm|áp\s+dụng)\s+trong\s+(?:thời\s+(?:hạn|gian)\s+)?(?P<years>\d{1,2})\s*(?:\([^)]*\)\s*)?năm"
    r"(?=\s*(?:[.,;]|$|kể\s+từ\s+ngày\s+có\s+hiệu\s+lực))",
    re.IGNORECASE,
)
# "quy định về … tại Điều 104 của Luật này thực hiện từ ngày …": what is put off, and not for some, nor what goes by a provision
_APPLIED = re.compile(
    rf"(?P<subject>(?:(?:các\s+)?(?:quy\s+định|chế\s+độ|nội\s+dung)(?!\w)|(?:các\s+)?(?:điểm|khoản|điều)\s)"
    rf"(?:(?!đối\s+với|theo\s+quy\s+định).)*?{TYPE_PATTERN}\s+này)"
    r"\s+(?:được\s+)?(?:thực\s+hiện|áp\s+dụng)\s+(?:kể\s+)?từ\s+(?=(?:ngày\s+)?\d)",
    re.IGNORECASE,
)
_EXCEPT = re.compile(r",?\s*trừ\s+", re.IGNORECASE)
_OTHER = re.compile(
    rf"{TYPE_PATTERN}(?!\s+này)[^,.;]{{0,60}}?số\s*\d|hết\s+hiệu\s+lực|ngày\s+{TYPE_PATTERN}[^,.;]{{0,80}}$", re.IGNORECASE
)
_ENDS_ANOTHER = re.compile(rf"{_OTHER.pattern}|\b{END}\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.;:])\s+|\n")
_FOLLOWING = re.compile(r"quy\s+định\s+sau\s+đây\b(?P<rest>[^.;]{0,300}):\s*$", re.IGNORECASE)
_LABEL = re.compile(r"^\s*(?:\d{1,3}[.)]|[a-zđ]\))\s*")
_CLOSING_ARTICLES = 8


def read_effective(provisions: Sequence[Provision], issued_on: date | None) -> tuple[EffectivePeriod, ...]:
    """When an instrument, and provisions of it that it names, take effect and expire, as its closing articles say."""
    periods: list[EffectivePeriod] = []
    applied: list[EffectivePeriod] = []
    for path, text, below in _closing_texts(provisions):
        periods.extend(_read_listed(text, below, path, issued_on))
        for sentence in _SENTENCE.split(without_quoted(text, keep_offsets=False)):
            if "hiệu lực" in sentence.lower():
                periods.extend(_read_sentence(_LABEL.sub("", sentence).strip(), path, issued_on))
            elif found := _APPLIED.match(sentence):
                applied.extend(_read_applied(found, path))
    first = next((period.start for period in periods if period.start and not period.scope), date.max)
    return _without_repetition([*periods, *(period for period in applied if period.start and period.start > first)])


def first_effect(text: str) -> EffectivePeriod | None:
    """The day of effect of the base of a consolidated text, from the sentence in its head that names the base."""
    match = _EFFECT.search(text)
    if match is None or not (start := _FROM.match(text, match.end())):
        return None
    found = date_near(text, start.end(), 2)
    if found is None:
        return None
    return EffectivePeriod(found.day, evidence=" ".join(text[: found.end].split()))


def _closing_texts(provisions: Sequence[Provision]) -> Iterator[tuple[str, str, Sequence[Provision]]]:
    """Own words of the closing articles and what is below them, with what follows. Those about effect count wherever they stand."""
    articles = [item for root in provisions for item in root.articles() if not item.path.startswith(("kem-theo", "phu-luc"))]
    if not articles:  # an old circular, a directive
        units = (Kind.PART, Kind.SECTION, Kind.CLAUSE)
        articles = [root for root in provisions if root.kind in units]
    about = [article for article in articles if article.heading and "hieu luc" in fold(article.heading)]
    last = articles[-_CLOSING_ARTICLES:]
    chosen = about + [article for article in last if article not in about] if about else last
    for article in chosen:
        for provision in article.walk():
            for text in (provision.text, provision.tail):
                if text:
                    yield provision.path, text, provision.children if text is provision.text else ()
    for root in provisions:
        for provision in (root, *root.children):
            if provision.kind in (Kind.CLOSING, Kind.PREAMBLE):
                yield provision.path, provision.tail or (provision.text if provision.kind is Kind.CLOSING else ""), ()


def _read_listed(text: str, below: Sequence[Provision], path: str, issued_on: date | None) -> Iterator[EffectivePeriod]:
    """The day of the parts that points name below "các quy định sau đây … có hiệu lực từ ngày …:"."""
    lead = _FOLLOWING.search(text)
    effect = _EFFECT.search(lead["rest"]) if lead else None
    start = _start(lead["rest"][effect.end() :], issued_on) if lead and effect else None
    if start is None or lead is None:
        return
    evidence = " ".join(lead[0].split())
    for point in below:
        if scope := unit_paths(point.text, path):
            yield EffectivePeriod(start, None, scope, evidence)


def _read_sentence(sentence: str, path: str, issued_on: date | None) -> Iterator[EffectivePeriod]:
    """The periods that one sentence states; what stands after "trừ" is an exception with its own day.

    It is a part of what stands before it: it says nothing of the whole, nor of this instrument where another one ends before it.
    """
    exception = _EXCEPT.search(sentence)
    main = sentence[: exception.start()] if exception else sentence
    evidence = " ".join(sentence.split())
    own = list(_read_statement(main, path, issued_on, evidence))
    yield from own
    if exception and (own or not _ENDS_ANOTHER.search(main)):
        for part in re.split(
            r";|,\s*(?=(?:các\s+)?(?:quy định|điểm|khoản|Điều))|\s+và\s+(?=quy định)", sentence[exception.end() :]
        ):
            yield from (period for period in _read_statement(part, path, issued_on, evidence, of_self=True) if period.scope)


def _read_statement(
    text: str, path: str, issued_on: date | None, evidence: str, *, of_self: bool = False
) -> Iterator[EffectivePeriod]:
    ends = _ENDS.search(text)
    if ends:
        yield from _read_end(text, ends, path, evidence)
        text = text[: ends.start()]
    match = _EFFECT.search(text)
    if match is None:
        return
    subject = text[: match.start()]
    if _OTHER.search(subject) or not (of_self or _is_about_self(subject)):
        return
    scope = unit_paths(subject, path) if has_unit(subject) else ()
    if has_unit(subject) and not scope:
        return
    until = _UNTIL.search(text)
    end = date_near(text, until.end(), 2) if until else None
    start = _start(text[match.end() :], issued_on)
    if start is None and end is None:
        return
    last = end.day if end else None
    if start and last is None and not scope and (term := _TERM.search(text, match.end())):
        last = date(start.year + int(term["years"]), start.month, 1) + timedelta(days=start.day - 2)
    yield EffectivePeriod(start, last, scope, evidence)


def _read_applied(found: re.Match[str], path: str) -> Iterator[EffectivePeriod]:
    scope = () if _OTHER.search(found["subject"]) else unit_paths(found["subject"], path)
    day = date_near(found.string, found.end(), 8)
    if scope and day is not None and not found.string[day.end :].strip(" .;"):
        yield EffectivePeriod(day.day, None, scope, " ".join(found.string.split()))


def _read_end(text: str, ends: re.Match[str], path: str, evidence: str) -> Iterator[EffectivePeriod]:
    """Read "Nghị định này hết hiệu lực từ ngày …"; what is said of other instruments is not its own end."""
    subject = text[: ends.start()]
    found = date_near(text, ends.end(), 2)
    if found is None or _SELF.search(subject) is None or _OTHER.search(subject):
        return
    scope = unit_paths(subject, path) if has_unit(subject) else ()
    if has_unit(subject) and not scope:
        return
    last = found.day if ends["how"].lower() == "sau" else found.day - timedelta(days=1)
    yield EffectivePeriod(None, last, scope, evidence)


def _is_about_self(subject: str) -> bool:
    """Whether it says "Luật này", "Quy chế này", or units without an instrument; not what stands for something else."""
    if _SELF.search(subject) or _ADOPTED.match(subject):
        return True
    bare = re.sub(r"\s+", " ", subject).strip(" ,").lower()
    return has_unit(subject) or re.search(r"(?:quy chế|quy định|điều lệ|chương trình|văn bản) này$", bare) is not None


def _start(rest: str, issued_on: date | None) -> date | None:
    """The day after "có hiệu lực"; None where the text ties it to an event whose day it does not give."""
    if after := _AFTER_DAYS.match(rest):
        if issued_on and fold(after["event"])[:4] != "dang":
            return issued_on + timedelta(days=int(after["days"]))
        return None
    if _FROM_SIGNING.match(rest):
        return issued_on
    start = _FROM.match(rest)
    if start is None:
        return None
    found = date_near(rest, start.end(), 2)
    return found.day if found else None


def _without_repetition(periods: Sequence[EffectivePeriod]) -> tuple[EffectivePeriod, ...]:
    """Each scope once: the first statement about it holds; the whole instrument comes first."""
    kept: dict[tuple[tuple[str, ...], bool], EffectivePeriod] = {}
    for period in periods:
        kept.setdefault((period.scope, period.start is None), period)
    return tuple(sorted(kept.values(), key=lambda period: (bool(period.scope), period.start or date.max)))
