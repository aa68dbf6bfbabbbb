"""Whether what cards rest on is still what it was: one question to the base for all of them.

A statement is bound to a provision and to the hash of its words. What the provision's status is, `kb.law.status.answers` says.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from documents.instrument import called_excerpt
from documents.model import ProblemCode
from documents.paths import below, provision_key, unit_of
from documents.time.status import StatusCode, WordingCode
from documents.wording.citing import label_of
from kb.database import tables
from kb.database.reading.details import rows_among, slices
from kb.entitlements.loading import Desk
from kb.entitlements.model import Binding, Refused
from kb.language import analysis
from kb.law.statements.stored import rows_of
from kb.law.status.answers import Answer, Asked, answer_all
from kb.law.texts.evidence_rows import read_excerpts

LONGEST_QUOTE = 400
LONGEST_WORDS = 700


class Flaw(StrEnum):
    """What is wrong with a basis. The values are part of the interface."""

    MISSING = "missing"
    EXCERPT = "excerpt"
    REFUSED = "refused"
    CHANGED = "changed"
    OVER = "over"
    NOT_YET = "not_yet"
    UNREVIEWED = "unreviewed"


LACKING = frozenset({Flaw.MISSING, Flaw.EXCERPT})
"""The base does not have the text as it would have to be bound to."""

SPOILS = frozenset({Flaw.CHANGED, Flaw.OVER, Flaw.REFUSED})
"""What makes all figures of a card uncertain, whatever they rest on, and its sentence unfit to be said."""


@dataclass(frozen=True, slots=True)
class Question:
    """A basis and the days that it is asked for.

    :param day: the day of the question: its status is said for this day
    :param rule_day: the day whose law decides; for the law before, its last one
    """

    binding: Binding
    day: date
    rule_day: date


@dataclass(frozen=True, slots=True)
class Checked:
    """What the base says of a basis.

    :param quote: words of the provision as they are stored, also of an excerpt, None where the base lacks them
    :param words: the quote as it is read: with what is listed in it where it is how the provision begins
    :param sha256: of the provision's words now
    :param instrument: the key under which the base has the text; None where it has none
    """

    question: Question
    flaw: Flaw | None
    answer: Answer | None
    quote: str | None
    sha256: str | None
    instrument: str | None = None
    words: str = ""

    @property
    def binding(self) -> Binding:
        """The basis."""
        return self.question.binding

    @property
    def held(self) -> bool:
        """Whether the base has a text of it."""
        return bool(self.answer and self.answer.held)

    @property
    def lacking(self) -> bool:
        """Whether the base does not have its text as it would have to be bound to."""
        return self.flaw in LACKING

    @property
    def spoils(self) -> bool:
        """Whether what is wrong with it makes what rests on it unfit to be said."""
        return self.flaw in SPOILS

    @property
    def key(self) -> str:
        """The key by which `kb status` says the same: the base's, where it has the text; else the card's."""
        own = self.instrument if self.flaw is not Flaw.MISSING else None
        return provision_key(own or self.binding.source.key, self.binding.path)


def hash_of(texts: Iterable[str]) -> str:
    """The hash of a provision's words: blanks, punctuation, case and the place of tone marks do not count."""
    return sha256(" ".join(word for text in texts for word in analysis.words(text)).encode()).hexdigest()


def keys_in_base(session: Session, keys: Iterable[str]) -> Mapping[str, str]:
    """The base's key of each instrument that it has: the key of a card may say less or more, where a day was not read or not known.

    What it can only mean counts; others are not in it.
    """
    rows = rows_of(session.connection(), keys)
    ids, keys_of = sorted(set(rows.values())), select(tables.Instrument.id, tables.Instrument.key)
    own = {row.id: row.key for row in session.execute(keys_of.where(tables.Instrument.id.in_(ids)))}
    return {key: own[row] for key, row in rows.items()}


def check_all(session: Session, desk: Desk, questions: Sequence[Question]) -> list[Checked]:
    """What the base says of each, in order."""
    held = keys_in_base(session, {question.binding.source.key for question in questions})
    asked = {item for question in questions for item in _asked(question, held)}
    in_order = sorted(asked, key=lambda item: (item.instrument, item.path or "", item.day))
    answers = dict(zip(in_order, answer_all(session, in_order), strict=True))
    places = {
        (answer.version, item.path) for item, answer in answers.items() if answer and answer.version is not None and item.path
    }
    texts = _texts(session, [(version, path) for version, path in places if version is not None and path is not None])
    versions = sorted({answer.version for answer in answers.values() if answer and answer.version is not None})
    fragments = _fragments(session, versions)
    refused = _refused(session, desk, answers, held)
    return [_checked(question, held, answers, texts, fragments, refused) for question in questions]


_Part = tuple[str, str, str, str]
"""Heading, text, tail and the cells of a table."""
_Texts = Mapping[tuple[int, str], Sequence[tuple[str, _Part]]]
"""By version and path: the provision and those below it with their paths, in reading order."""


def _asked(question: Question, held: Mapping[str, str]) -> tuple[Asked, Asked]:
    key, path = question.binding.source.key, question.binding.path or None
    instrument = held.get(key, key)
    return Asked(instrument, path, question.day), Asked(instrument, path, question.rule_day)


def _checked(
    question: Question,
    held: Mapping[str, str],
    answers: Mapping[Asked, Answer | None],
    texts: _Texts,
    fragments: frozenset[int],
    refused: frozenset[int],
) -> Checked:
    today, then = (answers[item] for item in _asked(question, held))
    binding = question.binding
    own = held.get(binding.source.key)
    if then is None or not then.held or then.version is None:
        return Checked(question, Flaw.MISSING, today if own in (None, binding.source.key) else None, None, None, own)
    if then.version in refused:
        return Checked(question, Flaw.REFUSED, today, None, None, own)
    parts = texts.get((then.version, binding.path), ())
    quote, words = _quote(binding, parts)
    if then.version in fragments:
        return Checked(question, Flaw.EXCERPT if parts else Flaw.MISSING, today, quote, None, instrument=own, words=words)
    now = hash_of(text for _, part in parts for text in part) if parts else None
    return Checked(question, _flaw(question, then, now), today, quote, now, instrument=own, words=words)


def _flaw(question: Question, answer: Answer, now: str | None) -> Flaw | None:
    binding, status = question.binding, answer.status
    if binding.sha256 is not None and binding.sha256 != now:
        return Flaw.CHANGED
    if status.code in (StatusCode.EXPIRED, StatusCode.SUSPENDED) or status.wording is WordingCode.OVER:
        return Flaw.OVER
    if status.code is StatusCode.NOT_YET or status.wording is WordingCode.NOT_YET:
        return Flaw.NOT_YET
    if binding.sha256 is None or any(item.since is None or item.since <= question.rule_day for item in answer.pending):
        return Flaw.UNREVIEWED
    return None


def _quote(binding: Binding, parts: Sequence[tuple[str, _Part]]) -> tuple[str | None, str]:
    """The piece that somebody chose, where it still stands there; else how the provision begins, and what is listed in it."""
    own = parts[0][1][1:3] if parts else ()
    if binding.quote and any(binding.quote in text for text in own):
        return binding.quote, binding.quote
    texts = [(path, text) for path, part in parts for text in part[1:3] if text]
    if not texts:
        return None, ""
    listed = [text if path == binding.path else f"{label_of(path)} {text}".strip() for path, text in texts]
    words = "\n".join(listed)
    return beginning(texts[0][1], LONGEST_QUOTE), words if len(words) <= LONGEST_WORDS else f"{beginning(words, LONGEST_WORDS)} …"


def beginning(words: str, most: int) -> str:
    """How words begin, so long at most, cut between two of them."""
    return words if len(words) <= most else words[:most].rsplit(maxsplit=1)[0]


def _texts(session: Session, places: Iterable[tuple[int, str]]) -> _Texts:
    wanted: dict[int, set[str]] = defaultdict(set)
    for version, path in places:
        wanted[version].add(path)
    provision, table = tables.Provision, tables.ProvisionTable
    rows: dict[int, list[tuple[str, _Part]]] = defaultdict(list)
    for some in slices(sorted(wanted)):
        units = sorted({unit_of(path) for version in some for path in wanted[version]})
        for paths in slices(units):
            articles = session.scalars(select(provision.id).where(provision.version_id.in_(some), provision.path.in_(paths))).all()
            for ids in slices(sorted(articles)):
                found = session.execute(
                    select(provision.version_id, provision.path, provision.heading, provision.text, provision.tail, table.rows)
                    .outerjoin(table, table.provision_id == provision.id)
                    # The versions are named again: only they have an index here, and all provisions of the base are many.
                    .where(provision.version_id.in_(some), or_(provision.article_id.in_(ids), provision.id.in_(ids)))
                    .order_by(provision.version_id, provision.position)
                )
                for version, path, heading, text, tail, cells in found:
                    listed = " ".join(cell for line in cells or () for cell in line if cell)
                    rows[version].append((path, (heading or "", text, tail, listed)))
    return {
        (version, path): [(held, part) for held, part in rows[version] if held == path or held.startswith(below(path))]
        for version, paths in wanted.items()
        for path in paths
    }


def _fragments(session: Session, versions: Sequence[int]) -> frozenset[int]:
    """Versions that are pieces of a text, to which nothing is bound: excerpts that lack articles or are called so."""
    excerpts = sorted(read_excerpts(session.connection(), versions))
    link, file = tables.VersionSource, tables.SourceFile
    names = select(link.version_id, file.name).join(file, file.id == link.file_id)
    whole = {version for version, name in rows_among(session, names, link.version_id, excerpts) if not called_excerpt(name)}
    return frozenset(excerpts) - (whole - lacking_articles(session, excerpts))


def lacking_articles(session: Session, versions: Sequence[int]) -> frozenset[int]:
    """Versions in which numbers of articles are left out."""
    problem = tables.Problem
    asked = select(problem.version_id).where(problem.code == ProblemCode.MISSING_ARTICLE.value)
    return frozenset(version for (version,) in rows_among(session, asked, problem.version_id, versions))


def _refused(session: Session, desk: Desk, answers: Mapping[Asked, Answer | None], keys: Mapping[str, str]) -> frozenset[int]:
    """Versions that are texts which somebody made up, by the marks in them."""
    by_key = {keys.get(key, key): item for item in desk.refused for key in (item.source.key,)}
    held = {
        answer.version: by_key[item.instrument]
        for item, answer in answers.items()
        if item.instrument in by_key and answer and answer.version is not None
    }
    return frozenset(version for version, row in held.items() if is_made_up(row, _whole(session, version)))


def _whole(session: Session, version: int) -> str:
    """All words of a version, its tables among them."""
    provision, table = tables.Provision, tables.ProvisionTable
    rows = session.execute(
        select(provision.heading, provision.text, provision.tail, table.rows)
        .outerjoin(table, table.provision_id == provision.id)
        .where(provision.version_id == version)
        .order_by(provision.position)
    )
    return " ".join(
        word
        for heading, text, tail, cells in rows
        for word in (heading or "", text, tail, *(cell for line in cells or () for cell in line if cell))
    )


_GROUPS = re.compile(r"(?<=\d)[.,\s](?=\d{3}(?!\d))")
_DONG = re.compile(r"(?<=\d) ?(?:đồng|vnđ|vnd|đ)(?!\w)")


def _figures(text: str) -> str:
    """Words in which a sum is written in one way, whatever separators and name of the unit it has."""
    return _DONG.sub("đ", _GROUPS.sub("", " ".join(text.lower().split())))


def is_made_up(row: Refused, text: str) -> bool:
    """Whether a text has enough of the marks of one that somebody made up."""
    words, marks = _figures(text), {_figures(mark) for mark in row.marks}
    return sum(bool(re.search(rf"(?<!\d){re.escape(mark)}(?!\w)", words)) for mark in marks) >= row.least
