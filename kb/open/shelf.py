"""The texts of the base that a foreign text cites: which one is meant, where in it, in which words, and what it surely lacks."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from sqlalchemy import select

from documents.comparison import plain_text
from documents.comparison.quoted import SHORT, differences, most_alike, word_count
from documents.errors import KeyFormatError
from documents.identity.issuers import issuers_of_number
from documents.model import Kind, Provision
from documents.paths import (
    UNKNOWN,
    key_parts,
    kind_of,
    make_key,
    number_of_key,
    parent_of,
    split_key,
    steps_of,
    type_of_key,
    upward,
)
from documents.references import KnownInstruments, Target
from documents.references.instruments import DATE
from documents.references.names import KnownInstrument, full_name
from documents.structure.completeness import is_cut
from documents.text import slug, unify_tone_marks
from documents.wording.citing import instrument_name
from kb.base import Session
from kb.database.reading.reader import InstrumentRecord, LoadedVersion, find_instrument, load_version, versions
from kb.database.tables import Instrument
from kb.errors import AmbiguousKeyError, NotFoundError
from kb.law.status.answers import Answer
from kb.law.texts.absence import surely_absent

_FEW_WORDS, _MOST_BEARERS, _AMENDS = 4, 3, "ửa đổi"
_BEFORE_TITLE = re.compile(rf",?\s*(?:ngày {DATE})?\s*(?:của (?:[^\W\d]+,? ?){{1,8}})?\s*(?:về )?(?:việc )?[“\"(]?", re.IGNORECASE)
_BEHIND_TITLE = re.compile(r"\s*(?:[.,;:)”\"]|$|(?:thì|và|đã|được|có|là|đang|hiện|nay)(?!\w))")


def _written(words: str) -> str:
    """Words as they are compared."""
    return " ".join(unify_tone_marks(words).lower().split())


def _follows(title: str, written: str) -> bool:
    """Whether a title is what words begin with, behind a day and an issuer at most."""
    at = written.find(title)
    return at >= 0 and bool(_BEFORE_TITLE.fullmatch(written[:at]) and _BEHIND_TITLE.match(written, at + len(title)))


class Shelf:
    """The texts that a foreign text cites, each taken down once."""

    def __init__(self, session: Session, on: date) -> None:
        self.session = session
        self.on = on
        self.instrument = cache(self._find)
        self.titles = cache(self._titles)
        self._texts: dict[tuple[int, int | None], dict[str, Provision]] = {}
        self._loaded: dict[tuple[int, int | None], LoadedVersion] = {}

    def _find(self, key: str) -> tuple[InstrumentRecord | None, bool]:
        """The instrument of a key, and whether the base has it under another day than the key says; None: the base lacks it."""
        parts = key_parts(key)
        undated = make_key(parts._replace(date=UNKNOWN)) if parts is not None and parts.date != UNKNOWN else None
        for wanted in (key, undated):
            try:
                record = find_instrument(self.session, wanted) if wanted else None
            except (NotFoundError, AmbiguousKeyError, KeyFormatError):
                continue
            if record is not None and (wanted == key or issuers_of_number(record.metadata.number or "") is not None):
                return record, wanted != key
        return None, False

    def bearers(self, known: KnownInstruments, target: Target, behind: str, own: str | None = None) -> dict[str, str]:
        """The instruments whose name or title is written with a number that is none of theirs, as they are called, by key.

        :param behind: what is written behind the number, which may begin with a title
        :param own: the title of what bears the number
        """
        name = full_name(target.name) if target.name and target.instrument and own is None else None
        if name is not None:
            alike = [item for item in known.named(slug(name[1])) if item.key and _AMENDS not in name[1]]
            if any(number_of_key(item.key) == number_of_key(target.key or "") for item in alike):
                return {}  # the base lacks it, and knows it by both
            alike.sort(key=lambda item: item.issued_on or date.min, reverse=True)
            # Also those whose text it lacks.
            return {item.key: self._called(item.key, item) for item in alike[:_MOST_BEARERS]}
        written, mine = _written(behind), _written(own or "")
        titles = self.titles(type_of_key(target.key or ""))
        meant = max((title for title in titles if _follows(title, written)), key=len, default="")
        keys = [] if mine.startswith(meant) or (mine and meant.startswith(mine)) else titles[meant]
        return {key: self._called(key) for key in keys[:_MOST_BEARERS]}

    def _called(self, key: str, listed: KnownInstrument | None = None) -> str:
        record = self.instrument(key)[0]
        if record is not None:
            return instrument_name(key, record.metadata.number, record.metadata.title)
        return instrument_name(key, listed.number, listed.name) if listed else key

    def _titles(self, kind: str) -> dict[str, list[str]]:
        """The keys of the instruments of a type by their titles, where these say something."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, title in self.session.execute(select(Instrument.key, Instrument.title).where(Instrument.type == kind)):
            if title and title.count(" ") >= _FEW_WORDS and _AMENDS not in title:
                found[_written(title)].append(key)
        return found

    def brings(self, answer: Answer, quoted: str) -> bool:
        """Whether words are those that another instrument has given a provision by the day, though nobody has reviewed that."""
        return word_count(quoted) >= SHORT and any(not differences(quoted, [new]) for new in self.brought(answer))

    def brought(self, answer: Answer) -> Iterator[str]:
        """The words that other instruments have given a provision by the day, though nobody has reviewed that."""
        for item in answer.pending:
            key, path = split_key(item.key)
            record = self.instrument(key)[0] if item.since is not None and item.since <= self.on else None
            new = self._by_path(self.loaded(record)).get(path) if record is not None else None
            if new is not None:
                yield plain_text(new)

    def loaded(self, record: InstrumentRecord, number: int | None = None) -> LoadedVersion:
        """A version of an instrument, by default that of the day."""
        if (record.id, number) not in self._loaded:
            self._loaded[record.id, number] = load_version(self.session, record, self.on, number)
        return self._loaded[record.id, number]

    def others(self, record: InstrumentRecord) -> Iterator[LoadedVersion]:
        """The other versions, the latest first."""
        own = self.loaded(record).version.number
        for version in reversed(versions(self.session, record)):
            if version.number != own:
                yield self.loaded(record, version.number)

    def path(self, record: InstrumentRecord, path: str) -> str | None:
        """The path that the text of the day, or else another one, has for a path that is cited; None where none has it."""
        if not path:
            return ""
        own = self.loaded(record)
        if found := self._in(own, path):
            return found
        # A whole text of the day that lacks it says that it was put in later.
        later = [
            version
            for version in self.others(record)
            if own.version.partial or version.version.valid_from is None or version.version.valid_from <= self.on
        ]
        return next((found for version in later if (found := self._in(version, path))), None)

    def _in(self, loaded: LoadedVersion, path: str) -> str | None:
        texts = self._by_path(loaded)
        if path in texts:
            return path
        ending = f"/{path}"
        alike = [other for other in texts if other.endswith(ending) and _is_grouped(other, path)]
        return alike[0] if len(alike) == 1 else None

    def _by_path(self, loaded: LoadedVersion) -> dict[str, Provision]:
        at = loaded.instrument.id, loaded.version.number
        if at not in self._texts:
            self._texts[at] = {provision.path: provision for provision in loaded.walk()}
        return self._texts[at]

    def is_cut(self, record: InstrumentRecord, path: str) -> bool:
        """Whether more may stand behind what the base has of a provision."""
        own = self._by_path(self.loaded(record)).get(path)
        return own is not None and is_cut(own)

    def lacks(self, record: InstrumentRecord, path: str) -> bool:
        """Whether what the base lacks does not exist: only where every text says so."""
        return surely_absent([self.loaded(record), *self.others(record)], path)

    def wordings(
        self, record: InstrumentRecord, paths: Sequence[str], quoted: str, loaded: LoadedVersion | None = None
    ) -> list[str]:
        """The words of provisions, one by one and together; of a whole instrument those of the article most like the quotation.

        Words of a clause or a point stand behind those that lead to them.
        """
        texts = self._by_path(loaded or self.loaded(record))
        if not all(paths):
            articles = [plain_text(provision) for provision in texts.values() if provision.kind not in _GROUPS]
            articles.append(record.metadata.title or "")
            return [articles[most_alike(quoted, articles)]]
        words = []
        for path in paths:
            own = texts.get(path)
            if own is None and loaded is None:
                own = next((found for other in self.others(record) if (found := self._by_path(other).get(path))), None)
            if own is not None:
                leading = [
                    part
                    for up in reversed(list(upward(parent_of(path))))
                    if (above := texts.get(up))
                    for part in (above.heading, above.text)
                    if part
                ]
                words.append("\n".join((*leading, plain_text(own))))
        return [*words, "\n".join(words)]


_GROUPS = frozenset({Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.SUBSECTION, Kind.CLAUSE, Kind.POINT, Kind.SUBPOINT})


def _is_grouped(path: str, cited: str) -> bool:
    """Whether a path is a cited one in an attached text, or below groups that the citation leaves out."""
    above = path[: -len(cited) - 1]
    return all(kind_of(step) in (Kind.ATTACHMENT, Kind.PART, Kind.CHAPTER, Kind.SECTION) for step in steps_of(above))
