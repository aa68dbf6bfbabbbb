"""From when to when codified articles have effect, as their source notes say."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from documents.identity.effect import read_effective
from documents.identity.source_notes import SourceNote
from documents.model import EffectivePeriod, Kind, Provision
from documents.paths import child_path

_CLAUSES = re.compile(r"(?:các\s+)?khoản\s+[\da-zđ]+(?:(?:\s*,\s*|\s+và\s+)(?:khoản\s+)?[\da-zđ]+)*(?:\s+Điều này)?", re.IGNORECASE)

Noted = tuple[Provision, SourceNote, str]
"""An article, its note as read, and as printed."""


def effective_periods(articles: Sequence[Noted]) -> Iterator[EffectivePeriod]:
    """The day on which most articles took effect is the instrument's; articles of other days and with an end follow."""
    starts = Counter(read.effective_from for _, read, _ in articles if read.effective_from)
    main = starts.most_common(1)[0][0] if starts else None
    if main:
        yield EffectivePeriod(main, evidence=next(note for _, read, note in articles if read.effective_from == main))
    for provision, read, note in articles:
        end = last_day(read)
        if end or (read.effective_from and read.effective_from != main):
            yield EffectivePeriod(read.effective_from, end, (provision.path,), note)
        for words, start in read.scoped:
            if paths := _clause_paths(words, provision):
                yield EffectivePeriod(start, None, paths, note)


def own_days(articles: Sequence[Provision], issued_on: date | None, noted: date | None) -> Iterator[EffectivePeriod]:
    """What the articles themselves say beside the notes.

    Last days, as the editors go on showing what has ended by itself; first days of parts, as notes often give all articles the day
    of the whole; and a first day of the whole that is later than the notes' (49 of 3,738 instruments of the codification, most of
    the notes misprinted). An earlier one was put off.

    :param noted: the first day of the whole by the notes
    """
    for period in read_effective(articles, issued_on):
        later = period.start and noted and period.start > noted
        if period.end or period.scope or later:
            yield EffectivePeriod(period.start if period.scope or later else None, period.end, period.scope, period.evidence)


def last_day(read: SourceNote) -> date | None:
    """The last day of an article's effect: as the note says, or the day before all of it was repealed."""
    repealed = read.repealed_from - timedelta(days=1) if read.repealed_from else None
    return min((day for day in (read.effective_to, repealed) if day), default=None)


def suspended_from(read: SourceNote) -> date | None:
    """The day since which all of an article is suspended; one that was taken up again is not."""
    for change in reversed(read.amendments):
        if not set(change.wholly).isdisjoint(("suspend", "resume")):
            return change.effective_from if "suspend" in change.wholly else None
    return None


def _clause_paths(words: str, article: Provision) -> tuple[str, ...]:
    """The clauses that a note gives another date (``khoản 3, khoản 5 Điều này``); points are left to the note's own words."""
    if not _CLAUSES.fullmatch(words.strip()):
        return ()
    here = {child.path for child in article.children}
    paths = (child_path(article.path, Kind.CLAUSE, number) for number in re.findall(r"\b\d+[a-zđ]?\b", words))
    return tuple(path for path in paths if path in here)
