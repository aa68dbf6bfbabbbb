"""Putting the articles of the codification back together as the instruments that they come from."""

import gc
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

from documents.identity.effect import read_effective
from documents.identity.issuers import province_of
from documents.identity.source_notes import SourceNote
from documents.keys import instrument_key, number_slug
from documents.messages import Message
from documents.model import Codified, EffectivePeriod, Instrument, Kind, Metadata, Note, Problem, ProblemCode, Provision
from documents.paths import child_path, segment
from documents.structure.audit import audit
from documents.structure.completeness import missing_runs
from documents.text import comparable
from documents.wording.numbers import number_order
from ingest.codification.articles import Packed, PackedArticle, PackedProvision, unpack
from ingest.codification.html import ATTACHED_FILE, PICTURE, REFERENCE
from ingest.codification.report import CodificationReport
from ingest.codification.sources import Source, attribute

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


NEXT_HEADING = "tieu-de-sau"
"""Mark of a note that holds the heading of the chapter that follows, which the codification left at the end of the text."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An article, and the topic it stands in.

    :param unread: its note is missing or names no instrument
    """

    article: PackedArticle
    topic: Packed
    unread: bool


def build(topics: Sequence[Packed], snapshot_date: date | None) -> tuple[tuple[Instrument, ...], CodificationReport]:
    """The instruments of all topics, in the order in which the codification first names them, and the account."""
    articles = [(article, topic) for topic in topics for article in topic.articles]
    cited = (words for article, _ in articles for mark, words in article.notes if mark.startswith(REFERENCE))
    attribution = attribute([article.origin for article, _ in articles], cited)
    report = CodificationReport(
        files=len(topics),
        empty_topics=sum(1 for topic in topics if topic.code and not topic.articles),
        skipped=tuple(topic.file for topic in topics if not topic.code and not topic.articles),
        articles=len(articles),
        anchors=len({article.origin.anchor for article, _ in articles}),
        unread_notes=len(attribution.unread),
        adopted=attribution.adopted,
        snapshot_date=snapshot_date,
    )
    unread = set(attribution.unread)
    members: list[list[_Entry]] = [[] for _ in attribution.sources]
    order: dict[int, None] = {}
    for index, ((article, topic), position) in enumerate(zip(articles, attribution.source_of, strict=True)):
        members[position].append(_Entry(article, topic, index in unread))
        order[position] = None
    instruments = tuple(_instrument(attribution.sources[at], members[at], snapshot_date, report) for at in order)
    report.instruments = len(instruments)
    report.numbers = len({number_slug(one.metadata.number) for one in instruments if one.metadata.number})
    return instruments, report


@contextmanager
def no_collection() -> Iterator[None]:
    """Nothing of a codification is garbage; looking for it among a million objects would take longer than the work."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _instrument(source: Source, entries: Sequence[_Entry], snapshot_date: date | None, report: CodificationReport) -> Instrument:
    placed, extra = _place(source, entries, report)
    provisions = [provision for provision, _, _ in placed]
    codified = {provision.path: _codified(entry, snapshot_date) for provision, entry, _ in placed}
    for provision, entry in extra:
        provisions.append(provision)
        codified[provision.path] = _codified(entry, snapshot_date)
    report.provisions += sum(1 for provision in provisions for _ in provision.walk())
    missing = list(missing_runs(provision.number or "" for provision in provisions if provision.kind is Kind.ARTICLE))
    metadata = _metadata(source, placed)
    content = "".join(entry.article.origin.anchor for _, entry, _ in placed[:1])
    return Instrument(
        key=instrument_key(metadata, source.title or content),
        metadata=metadata,
        provisions=tuple(provisions),
        problems=(*(() if source.unreadable else _gaps(missing)), *audit(provisions)),
        partial=True,
        codified=codified,
    )


_Placed = tuple[Provision, _Entry, str]


@dataclass(frozen=True, slots=True)
class _Ready:
    """An article about to get its path.

    :param repeat: how many other articles of the number, with other words, come before it
    """

    number: str
    entry: _Entry
    repeat: int


def _place(
    source: Source, entries: Sequence[_Entry], report: CodificationReport
) -> tuple[list[_Placed], list[tuple[Provision, _Entry]]]:
    ready = sorted(_numbered(source, entries, report), key=lambda item: (number_order(item.number), item.repeat))
    taken: set[str] = set()
    placed: list[_Placed] = []
    for item in ready:
        path = child_path(None, Kind.ARTICLE, item.number, taken)
        taken.add(path)
        placed.append((_finished(item, path, report), item.entry, item.number))
    report.stored += len(placed)
    hidden: list[_Placed] = []
    others: list[tuple[Provision, _Entry]] = []
    if any(item.entry.article.parts for item in ready):
        for provision, entry in _extra(placed, taken, report):
            if provision.kind is Kind.ARTICLE:
                hidden.append((provision, entry, provision.number or ""))
            else:
                others.append((provision, entry))
    if hidden:
        placed = sorted([*placed, *hidden], key=lambda item: (number_order(item[2]), item[0].path.count("~")))
    return placed, others


def _numbered(source: Source, entries: Sequence[_Entry], report: CodificationReport) -> Iterator[_Ready]:
    wanted: dict[str, list[_Entry]] = defaultdict(list)
    for entry in entries:
        wanted[str(entry.article.provision[2])].append(entry)
    for number in list(wanted):
        for place, entry in enumerate(_without_copies(wanted[number], report)):
            own = entry.article.origin.number_in_code
            # a note that repeats a number: its code tells the article, where the code is not that of the first one as well
            if place and own and own != number and own not in wanted and not source.unreadable:
                report.renumbered += 1
                wanted[own] = [entry]
                yield _Ready(own, entry, 0)
            else:
                report.repeated += bool(place)
                yield _Ready(number, entry, place)


def _without_copies(entries: Sequence[_Entry], report: CodificationReport) -> Sequence[_Entry]:
    if len(entries) == 1:
        return entries
    kept: list[_Entry] = []
    words: list[list[str]] = []
    for entry in entries:
        own = [entry.article.title, *_words([entry.article.provision, *entry.article.parts])]
        if own not in words:
            kept.append(entry)
            words.append(own)
            continue
        report.copies += 1
        twin = words.index(own)
        if len(entry.article.notes) > len(kept[twin].article.notes):
            kept[twin] = entry  # the copy with the cross references
    return kept


def _words(packed: Iterable[PackedProvision]) -> list[str]:
    """The words of provisions, whatever their spelling of marks and white space; equal for copies."""
    found: list[str] = []
    waiting = list(packed)
    while waiting:
        _, _, number, heading, text, tail, children, rows, _ = waiting.pop()
        found += [comparable(part) for part in (number, heading, text, tail) if part]
        found += [comparable(cell) for row in rows or () for cell in row]
        waiting += children
    return found


def _finished(item: _Ready, path: str, report: CodificationReport) -> Provision:
    article, number = item.entry.article, item.number
    provision = unpack(article.provision, path)
    marks = [mark.partition(":")[0] for mark, _ in article.notes]
    report.attached_files += marks.count(ATTACHED_FILE)
    report.pictures += marks.count(PICTURE)
    notes = [Note(mark, words) for mark, words in article.notes]
    if article.next_heading:
        notes.append(Note(NEXT_HEADING, article.next_heading))
    problems = list(provision.problems)
    if item.entry.unread:
        code = article.origin.code
        message = (
            Message.of("problem.unreadable_source_note", article=code, note=article.note[:200])
            if article.note
            else Message.of("problem.missing_source_note", article=code)
        )
        problems.append(Problem(ProblemCode.UNREADABLE_SOURCE_NOTE, message, path))
    if item.repeat:
        message = Message.of("problem.repeated_in_codification", number=number)
        problems.append(Problem(ProblemCode.REPEATED_ARTICLE, message, path))
    if not (provision.text or provision.heading or provision.children or provision.tail):
        problems.append(Problem(ProblemCode.EMPTY_ARTICLE, Message.of("problem.empty_in_codification", number=number), path))
    forms = _forms(article, path)
    if not notes and not forms and len(problems) == len(provision.problems) and provision.number == number:
        return provision
    return replace(provision, number=number, children=(*provision.children, *forms), notes=tuple(notes), problems=tuple(problems))


def _forms(article: PackedArticle, path: str) -> list[Provision]:
    forms: list[Provision] = []
    for part in article.parts:
        if part[1] == Kind.FORM:
            forms.append(unpack(part, child_path(path, Kind.FORM, part[2], {form.path for form in forms})))
    return forms


def _extra(placed: Sequence[_Placed], taken: set[str], report: CodificationReport) -> Iterator[tuple[Provision, _Entry]]:
    """What stood in the articles' texts: articles that follow, appendices, attached regulations.

    An article that the codification also has in its place is left out, where its words are the same.
    """
    there: dict[str, list[list[str]]] = defaultdict(list)
    for _, entry, number in placed:
        there[number].append(_words([entry.article.provision]))
    for host, entry, _ in placed:
        for part in entry.article.parts:
            kind, number = Kind(part[1]), part[2]
            if kind is Kind.FORM:
                continue
            if kind is Kind.ARTICLE and _words([part]) in there[number]:
                report.hidden_copies += 1
                continue
            path = child_path(None, kind, number, taken)
            taken.add(path)
            provision = unpack(part, path)
            if kind is Kind.ARTICLE:
                report.hidden += 1
                problem = _hidden(number, host.number, path, repeated=bool(there[number]))
                provision = replace(provision, problems=(*provision.problems, problem))
            yield provision, entry


def _hidden(number: str, host: str | None, path: str, *, repeated: bool) -> Problem:
    host = str(host)
    if repeated:
        message = Message.of("problem.hidden_and_repeated_article", number=number, host=host)
        return Problem(ProblemCode.REPEATED_ARTICLE, message, path)
    return Problem(ProblemCode.EXCERPT, Message.of("problem.hidden_article", number=number, host=host), path)


def _codified(entry: _Entry, snapshot_date: date | None) -> Codified:
    article, read = entry.article, entry.article.origin.read
    wording_from = read.wording_from if read else None
    if read and read.has_undated_amendment:
        wording_from = snapshot_date  # nobody says since when the wording holds: that day it did
    return Codified(
        anchor=article.origin.anchor,
        code=article.origin.code,
        topic_code=entry.topic.code,
        topic=entry.topic.name,
        headings=article.headings,
        note=article.note,
        effective_from=read.there_since(article.origin.article or "") if read else None,
        wording_from=wording_from,
        amended_by=tuple(dict.fromkeys(change.number for change in read.amendments if change.number)) if read else (),
        effective_to=last_day(read) if read else None,
        suspended_from=suspended_from(read) if read else None,
    )


def _metadata(source: Source, placed: Sequence[_Placed]) -> Metadata:
    noted = [(provision, read, entry.article.note) for provision, entry, _ in placed if (read := entry.article.origin.read)]
    by_notes = tuple(effective_periods(noted))
    first = next((period.start for period in by_notes if not period.scope), None)
    return Metadata(
        type=source.type,
        number=source.number,
        issuer=source.issuer,
        province=province_of(source.issuer) if source.issuer else None,
        title=source.title,
        issued_on=source.issued_on,
        effective=(*by_notes, *own_days([provision for provision, _, _ in placed], source.issued_on, first)),
    )


def _gaps(missing: Sequence[tuple[int, int]]) -> tuple[Problem, ...]:
    if not missing:
        return ()
    names = ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in missing)
    message = Message.of("problem.missing_in_codification", numbers=names)
    return (Problem(ProblemCode.MISSING_ARTICLE, message, segment(Kind.ARTICLE, str(missing[0][0]))),)
