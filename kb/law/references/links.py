"""References between the provisions of a base: what a text points to, what points to it, and what is cited but not there.

References that leave their article are kept in the database when a text is stored, so that "được dẫn chiếu bởi" is one look-up.
What a text itself points to is read from its words when it is shown, with what the base knows by then.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from documents.errors import KeyFormatError
from documents.keys import parse_key
from documents.model import Kind, Provision
from documents.paths import UNITS, attachment_of, below, first_step, join_path, kind_of, parent_of, provision_key, unit_of
from documents.references import Context, KnownInstruments, Reference, Target, bases_of, context_of, resolve
from documents.references.finder import find_references
from documents.wording.types import TYPE_NAME
from documents.wording.verbs import CHANGE, CORRECT
from kb.database import tables
from kb.database.reading.reader import find_instrument
from kb.database.reading.records import LoadedVersion, of_row
from kb.errors import NotFoundError
from kb.law.references.lookup import InstrumentsOfBase, instruments_of_base
from kb.law.references.naming import cited_name, name_of

_OUTSIDE_ATTACHMENT = re.compile(rf"{TYPE_NAME} này$")
_DAY = re.compile(r"ngày \d{1,2}(?: tháng |/)\d{1,2}(?: năm |/)\d{4}")
_NUMBER = re.compile(r"\d")
_AMENDING = re.compile(rf"\s*(?:{CHANGE}|{CORRECT})", re.IGNORECASE)
_AMENDING_LATER = re.compile(rf"[\n\d:](?:(?<=\n)|(?<=\d)\.\s|(?<=:)\s){_AMENDING.pattern}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """One place that a reference points to.

    :param key: key of the provision or instrument; None where only a name is known
    :param instrument_id: row of the instrument, None where the base does not have it
    :param label: number or name to show for what is not in the base
    :param possible: False for what cannot exist (Điều 0, điểm f)
    :param alike: rows of what the base has of this number or name, which may be meant: the day is another one, or none is told
    """

    key: str | None
    instrument_id: int | None
    path: str
    label: str
    possible: bool = True
    alike: tuple[int, ...] = ()

    @property
    def held(self) -> bool:
        """Whether the base has the instrument."""
        return self.instrument_id is not None


@dataclass(frozen=True, slots=True)
class Link:
    """The characters ``start:end`` of a provision's ``field`` point to these places."""

    path: str
    field: str
    start: int
    end: int
    targets: tuple[LinkTarget, ...]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A place that points to a provision.

    :param instrument: key of the instrument that points here; ``path`` the provision in it
    :param name: its number and title, to show
    :param field: ``text``, ``tail`` or ``heading`` of that provision; ``start`` and ``end`` are offsets in it
    :param target_path: what exactly it points to
    :param by_editors: the codification's editors say so, the text itself does not; offsets are then of ``words``
    """

    instrument_id: int
    instrument: str
    name: str
    path: str
    field: str
    start: int
    end: int
    words: str
    target_path: str
    by_editors: bool = False


@dataclass(frozen=True, slots=True)
class MissingInstrument:
    """An instrument that is cited and not in the base.

    :param label: what it is called; empty where a text only says “the Ordinance” of one that nothing tells
    :param key: as far as the texts tell it, None for a name that is not resolved
    :param cited_by: the row of one of these
    """

    label: str
    key: str | None
    references: int
    citing: int
    cited_by: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a provision with what they point to, as :func:`read_provision` finds them."""

    path: str
    field: str
    reference: Reference


def outgoing(session: Session, loaded: LoadedVersion, path: str | None = None) -> tuple[Link, ...]:
    """What the words of a version point to, in reading order."""
    known = instruments_of_base(session)
    roots = loaded.provisions if path is None else tuple(filter(None, [loaded.provision(path)]))
    amended = None
    if path and parent_of(path):
        above = loaded.provision(unit_of(path))
        amended = amended_instrument(above, loaded.instrument.key, known) if above else None
    pieces = list(read_pieces(roots, loaded.instrument.key, known, loaded.ids, amended, whole=loaded.provisions))
    known.expect(keys=[key for piece in pieces for target in piece.reference.targets if (key := _instrument_of(target))])
    return tuple(
        Link(piece.path, piece.field, said.start, said.end, tuple(_link_target(target, known) for target in said.targets))
        for piece, said in ((piece, piece.reference) for piece in pieces)
    )


def incoming(session: Session, instrument_id: int, path: str | None = None, limit: int = 200) -> list[Incoming]:
    """What points to a provision or to something below it, one line for each place that does; without a path, to the instrument.

    Only texts that are read count, not older versions of them. References from within the same article are left out.
    """
    found = [*_incoming_text(session, instrument_id, path, limit), *_incoming_editors(session, instrument_id, path, limit)]
    unique: dict[tuple[int, str, str], Incoming] = {}
    for item in found:
        article = unit_of(item.path)
        key = (item.instrument_id, article if item.by_editors else item.path, item.target_path)
        told = (item.instrument_id, article, item.target_path)
        if not item.by_editors:
            unique.setdefault(key, item)
            unique.setdefault(told, item)
        elif told not in unique:
            unique[told] = item
    return list({id(item): item for item in unique.values()}.values())[:limit]


def count_incoming(session: Session, instrument_id: int) -> dict[str, int]:
    """How many references point to each place of an instrument, by path (empty: the whole)."""
    reference, cited = tables.Reference, tables.CitedInstrument
    statement = (
        select(reference.target_path, func.count())
        .join(cited, cited.id == reference.cited_id)
        .where(cited.instrument_id == instrument_id)
        .group_by(reference.target_path)
    )
    return dict(session.execute(statement).all())


def missing_instruments(session: Session, limit: int = 200) -> list[MissingInstrument]:
    """Instruments that texts of the base cite and the base does not have, the most cited first."""
    reference, cited, provision, version = tables.Reference, tables.CitedInstrument, tables.Provision, tables.Version
    counted = (
        select(
            cited.id,
            func.count().label("references"),
            func.count(version.instrument_id.distinct()).label("citing"),
            func.min(version.instrument_id).label("cited_by"),
        )
        .join(reference, reference.cited_id == cited.id)
        .join(provision, provision.id == reference.provision_id)
        .join(version, version.id == provision.version_id)
        .where(cited.instrument_id.is_(None))
        .group_by(cited.id)
        .subquery()
    )
    rows = session.execute(
        select(cited.key, cited.number, cited.name, counted.c.references, counted.c.citing, counted.c.cited_by)
        .join(counted, counted.c.id == cited.id)
        .order_by(counted.c.references.desc(), cited.label)
        .limit(limit)
    )
    return [
        MissingInstrument(
            cited_name(row, None) if row.key or row.number or row.name else "", row.key, row.references, row.citing, row.cited_by
        )
        for row in rows
    ]


def read_pieces(
    roots: Iterable[Provision],
    instrument_key: str,
    known: KnownInstruments,
    paths: Iterable[str] = (),
    amended: str | None = None,
    found: "Found | None" = None,
    whole: Sequence[Provision] = (),
) -> list[Piece]:
    """The references in the words of provisions, resolved, in reading order.

    :param paths: of the whole text, to tell the articles of an attachment from those of the instrument
    :param amended: key of the instrument that the article above the provisions amends
    :param found: what :func:`kb.law.references.finding.find_in_all` found in these words; what it lacks is found here
    :param whole: the text, where the provisions are a part of it: its legal bases say which law a name alone means
    """
    roots = list(roots)
    held = paths if isinstance(paths, (set, dict, frozenset)) else frozenset(paths)
    reader = _PieceReader(instrument_key, known, held, found or {})
    for root in whole or roots:
        if root.kind in _BEFORE_ALL:
            reader.add(root, None)
    reader.bases.update(_by_name(reader.pieces))
    reader.pieces.clear()
    for root in roots:
        reader.add(root, amended)
    return reader.pieces


_BEFORE_ALL = (Kind.PREAMBLE, Kind.BASIS)


def _by_name(pieces: Iterable[Piece]) -> dict[str, set[str]]:
    named: dict[str, set[str]] = defaultdict(set)
    for name, key in bases_of(piece.reference for piece in pieces):
        named[name].add(key)
    return named


Found = Mapping[tuple[str, str], tuple[Reference, ...]]
"""References by the path and the words in which they stand, as they are where the text amends no other."""


def texts_of(roots: Iterable[Provision]) -> Iterator[tuple[str, str]]:
    """Paths and words of provisions."""
    for root in roots:
        for part in root.walk():
            for words in (part.heading, part.text, part.tail):
                if words:
                    yield part.path, words


@dataclass(frozen=True, slots=True)
class _PieceReader:
    """Reads the references in the provisions of an instrument.

    :param held: the paths of the whole text
    """

    key: str
    known: KnownInstruments
    held: Collection[str]
    found: Found
    pieces: list[Piece] = field(default_factory=list)
    bases: dict[str, set[str]] = field(default_factory=dict)

    def add(self, provision: Provision, amended: str | None) -> None:
        """The references of a provision and of all below it.

        :param amended: key of the instrument that what is above it amends
        """
        if provision.kind in UNITS or amended is None:
            amended = amended_instrument(provision, self.key, self.known) or amended
        self._add_text(provision.heading or "", provision.path, "heading", amended)
        self._add_text(provision.text, provision.path, "text", amended)
        for child in provision.children:
            self.add(child, amended)
        self._add_text(provision.tail, provision.path, "tail", amended)

    def _add_text(self, text: str, path: str, name: str, amended: str | None) -> None:
        mentions = self.found.get((path, text)) if amended is None else None
        if not text or mentions == ():
            return
        context = context_of(path, self.key)
        if amended is not None:
            # The amending article's own number says nothing about the amended text; the finder knows where quoted words belong.
            context = context._replace(quoted_target=amended, article=None, clause=None, point=None)
        bases = self.bases if amended is None else None  # words of another text have other bases
        mentions = find_references(text, context) if mentions is None else mentions
        references = resolve(text, mentions, context, self.known, bases=bases)
        attachment = attachment_of(path) if references else ""
        for reference in references:
            if attachment:
                reference = _in_attachment(reference, self.key, attachment, self.held)
            self.pieces.append(Piece(path, name, reference))


def amended_instrument(provision: Provision, key: str, known: KnownInstruments) -> str | None:
    """The instrument that a provision says it amends: "Điều 1. Sửa đổi, bổ sung một số điều của Luật …"."""
    for text in (provision.heading, provision.text):
        if text and (_AMENDING.match(text, 0, 200) or _AMENDING_LATER.search(text, 0, 200)):
            head = text[:600].split("“", 1)[0]
            for reference in resolve(head, find_references(head, Context(instrument=key)), Context(instrument=key), known):
                named = _instrument_of(reference.targets[0])
                if named and named != key and not reference.text.endswith("này"):
                    return named
    return None


def _in_attachment(reference: Reference, key: str, attachment: str, held: Iterable[str]) -> Reference:
    """Articles named in an attached regulation are its own, unless "Quyết định này" follows."""
    if _OUTSIDE_ATTACHMENT.search(reference.text):
        return reference
    targets = []
    for target in reference.targets:
        inner = join_path(attachment, target.path)
        own = target.key == provision_key(key, target.path) and kind_of(first_step(target.path)) is Kind.ARTICLE
        if own and (inner in held or not held):
            target = target._replace(key=provision_key(key, inner), path=inner)
        targets.append(target)
    return reference._replace(targets=tuple(targets))


def _instrument_of(target: Target) -> str | None:
    return parse_key(target.key).instrument if target.key else None


def _link_target(target: Target, known: InstrumentsOfBase) -> LinkTarget:
    key = _instrument_of(target)
    held = known.held(key) if key else None
    alike = () if held else tuple(one.row for one in known.alike(target))
    label = target.instrument or target.name or ""
    return LinkTarget(target.key, held.row if held else None, target.path, label, target.possible, alike)


def _incoming_text(session: Session, instrument_id: int, path: str | None, limit: int) -> Iterator[Incoming]:
    reference, cited, instrument = tables.Reference, tables.CitedInstrument, tables.Instrument
    provision, version = tables.Provision, tables.Version
    statement = (
        select(reference, provision.path, provision.text, provision.tail, provision.heading, instrument)
        .join(cited, cited.id == reference.cited_id)
        .join(provision, provision.id == reference.provision_id)
        .join(version, version.id == provision.version_id)
        .join(instrument, instrument.id == version.instrument_id)
        .where(cited.instrument_id == instrument_id, version.preferred)
        .order_by(instrument.issued_on.desc(), instrument.key, version.number.desc(), provision.position, reference.start)
        .limit(limit * 3)
    )
    if path is not None:
        inside = reference.target_path.startswith(below(path), autoescape=True)
        statement = statement.where((reference.target_path == path) | inside)
    for row, where, text, tail, heading, source in session.execute(statement):
        words = {"text": text, "tail": tail}.get(row.field, heading or "")
        yield of_row(
            Incoming,
            row,
            instrument_id=source.id,
            instrument=source.key,
            name=name_of(source),
            path=where,
            words=sentence_at(words, row.start, row.end),
            by_editors=False,
        )


def _incoming_editors(session: Session, instrument_id: int, path: str | None, limit: int) -> Iterator[Incoming]:
    relation, cited, instrument = tables.Relation, tables.CitedInstrument, tables.Instrument
    statement = (
        select(relation, instrument)
        .join(cited, cited.id == relation.cited_id)
        .join(instrument, instrument.id == relation.instrument_id)
        .where(cited.instrument_id == instrument_id, relation.origin == "codification", relation.state != "rejected")
        .order_by(instrument.issued_on.desc(), instrument.key, relation.id)
        .limit(limit)
    )
    if path is not None:
        statement = statement.where(relation.target_path == unit_of(path))
    for row, source in session.execute(statement):
        yield of_row(
            Incoming,
            row,
            instrument=source.key,
            name=name_of(source),
            start=0,
            end=len(row.text),
            words=row.text,
            by_editors=True,
        )


_STOP = re.compile(r"[.;]\s|\n")
_LONGEST_SENTENCE = 600


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence around the characters ``start:end``, at most some hundred characters of it."""
    begin = max((match.end() for match in _STOP.finditer(text, max(0, start - _LONGEST_SENTENCE), start)), default=0)
    begin = max(begin, start - _LONGEST_SENTENCE // 2)
    stop = _STOP.search(text, end)
    finish = min(stop.start() + 1 if stop else len(text), end + _LONGEST_SENTENCE // 2)
    return text[max(begin, 0) : finish].strip()


def pointed_at(session: Session, words: str, key: str, path: str, day: date) -> tuple[str, ...]:
    """The full keys that a text names: it is one itself, or one citation of provisions and nothing else.

    :param key: of the instrument that is read; ``path`` of the provision where it is typed: "khoản 2 Điều này" is one of it
    :param day: on which names of laws are understood
    :returns: each once; empty where nothing is named, or not for certain
    """
    words = words.strip()
    try:
        find_instrument(session, parse_key(words).instrument)
    except (KeyFormatError, NotFoundError):
        context = context_of(path, key)
        references = resolve(words, find_references(words, context), context, instruments_of_base(session), day)
        if len(references) != 1 or references[0].start or _NUMBER.search(_DAY.sub("", words[references[0].end :])):
            return ()  # read in part only: what was left may say that another text is meant
        keys = [target.key for target in references[0].targets]
        return tuple(dict.fromkeys(key for key in keys if key)) if all(keys) else ()
    return (words,)
