"""What the base holds about the effect of an article: dates, the wording's age, and the day the codification showed it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from kb.database.tables import CodifiedArticle, EffectivePeriod, Provision, SourceFile, Version, VersionSource

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about one article's effect.

    :param wording_from: the day since which the wording in the base holds, where the codification names amendments
    :param seen_on: the day on which the codification showed it
    :param suspended_from: the day since which it is suspended, as the codification says
    :param anchors: the codification's ids of it
    :param topics: codes of the topics it is codified under
    """

    effective_from: date | None = None
    effective_to: date | None = None
    wording_from: date | None = None
    seen_on: date | None = None
    amended: bool = False
    anchors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    suspended_from: date | None = None


@dataclass(frozen=True, slots=True)
class _Codified:
    anchor: str
    topic: str
    effective_from: date | None
    wording_from: date | None
    amended: bool
    seen_on: date | None
    effective_to: date | None
    suspended_from: date | None


class EvidenceReader:
    """Evidence for the articles of some versions, read in a few statements."""

    def __init__(self, connection: Connection, versions: Sequence[int]) -> None:
        self._instrument: dict[int, int] = {}
        self._periods: dict[int, list[Any]] = defaultdict(list)
        self._codified: dict[tuple[int, str], list[_Codified]] = defaultdict(list)
        self._elsewhere: dict[tuple[int, str], list[_Codified]] = defaultdict(list)
        for part in _parts(versions):
            for row in connection.execute(select(Version.id, Version.instrument_id).where(Version.id.in_(part))):
                self._instrument[row.id] = row.instrument_id
            periods = select(EffectivePeriod.version_id, EffectivePeriod.start, EffectivePeriod.end, EffectivePeriod.scope)
            for period in connection.execute(periods.where(EffectivePeriod.version_id.in_(part)).order_by(EffectivePeriod.id)):
                self._periods[period.version_id].append(period)
        self._read_codified(connection)

    def _read_codified(self, connection: Connection) -> None:
        """Codified articles of the instruments, in whichever of their versions they stand."""
        siblings: dict[int, int] = {}
        for part in _parts(set(self._instrument.values())):
            rows = connection.execute(select(Version.id, Version.instrument_id).where(Version.instrument_id.in_(part)))
            siblings.update((row.id, row.instrument_id) for row in rows)
        seen: dict[int, date] = {}
        for part in _parts(siblings):
            snapshots = connection.execute(
                select(VersionSource.version_id, SourceFile.snapshot_on)
                .join(SourceFile, SourceFile.id == VersionSource.file_id)
                .where(VersionSource.version_id.in_(part), SourceFile.snapshot_on.is_not(None))
            )
            for version, day in snapshots:
                if day:
                    seen[version] = max(day, seen.get(version, day))
            articles = connection.execute(
                select(
                    Provision.version_id,
                    Provision.path,
                    CodifiedArticle.anchor,
                    CodifiedArticle.topic_code,
                    CodifiedArticle.effective_from,
                    CodifiedArticle.wording_from,
                    CodifiedArticle.amended_by,
                    CodifiedArticle.effective_to,
                    CodifiedArticle.suspended_from,
                )
                .join(CodifiedArticle, CodifiedArticle.provision_id == Provision.id)
                .where(Provision.version_id.in_(part))
            )
            for version, path, anchor, topic, effective, wording, amended_by, end, suspended in articles:
                amended = wording is not None or bool(amended_by)
                codified = _Codified(anchor, topic, effective, wording, amended, seen.get(version), end, suspended)
                self._codified[version, path].append(codified)
                self._elsewhere[siblings[version], path].append(codified)

    def of(self, version: int, path: str) -> Evidence:
        """Evidence for the article at a path of a version."""
        own = self._codified.get((version, path))
        if own:
            return _from_codification(own)
        start, end = self._period(version, path)
        elsewhere = self._elsewhere.get((self._instrument.get(version, 0), path))
        if not elsewhere:
            return Evidence(effective_from=start, effective_to=end)
        found = _from_codification(elsewhere)
        end = min((day for day in (end, found.effective_to) if day), default=None)
        if found.amended:
            # The codification shows a later wording; that says nothing about how long this one held.
            return replace(found, effective_from=start, effective_to=end, wording_from=None, seen_on=None, suspended_from=None)
        return replace(found, effective_from=found.effective_from or start, effective_to=end)

    def _period(self, version: int, path: str) -> tuple[date | None, date | None]:
        """The period that names the article, else the one of the whole text."""
        periods = self._periods.get(version, [])
        named = [period for period in periods if path in period.scope]
        whole = [period for period in periods if not period.scope]
        chosen = named or whole
        return (chosen[0].start, chosen[0].end) if chosen else (None, None)


def _from_codification(articles: list[_Codified]) -> Evidence:
    wordings = [article.wording_from for article in articles if article.wording_from]
    return Evidence(
        effective_from=next((article.effective_from for article in articles if article.effective_from), None),
        effective_to=min((article.effective_to for article in articles if article.effective_to), default=None),
        wording_from=max(wordings, default=None),
        seen_on=max((article.seen_on for article in articles if article.seen_on), default=None),
        amended=any(article.amended for article in articles),
        anchors=tuple(dict.fromkeys(article.anchor for article in articles)),
        topics=tuple(dict.fromkeys(article.topic for article in articles)),
        suspended_from=min((article.suspended_from for article in articles if article.suspended_from), default=None),
    )


def _parts(numbers: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Parts that fit into one statement's list of parameters."""
    left = iter(numbers)
    while part := tuple(islice(left, _AT_ONCE)):
        yield part
