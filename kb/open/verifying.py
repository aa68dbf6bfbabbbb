"""The citations of a foreign text, a contract, a draft, an answer of a machine, judged: whether what is cited exists, its status on
a day, and whether what is quoted beside it are its words. Nothing of the text is kept anywhere.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache, partial

from documents.comparison import plain_text
from documents.comparison.quoted import SHORT, WordDifference, differences, most_alike, word_count
from documents.errors import KeyFormatError
from documents.identity.issuers import issuers_of_number, printed_number
from documents.model import Kind, Provision
from documents.paths import (
    UNKNOWN,
    contains,
    join_path,
    key_parts,
    kind_of,
    make_key,
    number_of,
    number_of_key,
    parent_of,
    provision_key,
    split_key,
    steps_of,
    upward,
)
from documents.references import KnownInstruments, Target
from documents.references.names import full_name
from documents.structure.completeness import is_cut, is_ending
from documents.text import slug
from documents.text.normal import compose
from documents.time.status import StatusCode, WordingCode
from documents.wording.citing import cite, instrument_name
from documents.wording.numbers import number_order
from kb.base import KnowledgeBase, Session
from kb.database.reading.reader import InstrumentRecord, LoadedVersion, find_instrument, load_version, versions
from kb.errors import AmbiguousKeyError, NotFoundError
from kb.export.verified import VerifiedTable
from kb.interface.catalogue import VIETNAMESE, Catalogue
from kb.interface.contract import fields_json
from kb.law.effects.newer import Newer
from kb.law.references.lookup import instruments_of_base
from kb.law.statements.stored import key_by_number
from kb.law.status.answers import Answer, Asked, answer_all
from kb.open.figures import sentences_with
from kb.open.foreign import Cited, citations_of
from kb.open.objects import Json
from kb.open.restated import Beside, Said, SaidOf, Words, restated, softened
from kb.open.status import status_json

LONGEST_TEXT = 200_000
_MOST_FIGURES, _MOST_BESIDE = 8, 40


class Exists(StrEnum):
    """Whether what is cited exists. The values are part of the interface."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Note(StrEnum):
    """What else is to be said of a citation. The values are part of the interface."""

    BY_CONTEXT = "by_context"
    """The instrument is not named in it."""
    OTHER_DATE = "other_date"
    """The instrument with this number was issued on another day."""
    OTHER_NAME = "other_name"
    """The number and the name are those of two instruments."""
    IN_PART = "in_part"
    """The base has a part of the text only."""
    WORDS_OVER = "words_over"
    """The words that the base has are not those of the day, or may not be."""
    OTHER_WORDS = "other_words"
    """What is quoted are the words of another time."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One thing that a text cites.

    :param target: key of what is cited; None where nothing tells the instrument
    :param name: how that is called
    :param answer: its status on the day, None where nothing is known
    :param quoted: the words that are quoted
    :param quoted_right: None where nothing is quoted, or nothing tells
    :param said: what its sentence says outside quotation marks
    """

    start: int
    end: int
    text: str
    target: str | None
    name: str = ""
    exists: Exists = Exists.UNKNOWN
    answer: Answer | None = None
    quoted: str | None = None
    quoted_right: bool | None = None
    difference: tuple[WordDifference, ...] = ()
    notes: tuple[Note, ...] = ()
    said: tuple[Said, ...] = ()

    @property
    def status(self) -> StatusCode:
        """Its status on the day."""
        return self.answer.status.code if self.answer is not None else StatusCode.UNKNOWN

    def replaced_by(self, on: date) -> tuple[Newer, ...]:
        """The instruments that have replaced it by a day."""
        if self.answer is None:
            return ()
        over = self.status is not StatusCode.IN_FORCE
        return tuple(item for item in self.answer.newer if (item.start <= on if item.start else over))


def verify(session: Session, text: str, on: date) -> list[Citation]:
    """Judge each citation of a text on a day, in order; one that points to several places has one line for each.

    :param text: in NFC
    """
    known = instruments_of_base(session)
    shelf = _Shelf(session, on)
    found = [
        (cited, target, _locate(shelf, known, cited, target)) for cited in citations_of(text, known, on) for target in cited.targets
    ]
    asked = list(dict.fromkeys(place.asked(on) for _, _, place in found if place.key))
    answers = dict(zip(asked, answer_all(session, asked), strict=True))
    judged = []
    for cited, _, place in found:
        answer = answers.get(place.asked(on)) if place.key else None
        beside = [other for item, _, other in found if item is cited]
        judged.append(_judged(shelf, cited, place, answer, beside))
    return _with_said(shelf, text, judged, [place for *_, place in found])


def verify_json(citations: Iterable[Citation], on: date) -> Json:
    """The citations as `kb verify` prints them."""
    return {"as_of": on.isoformat(), "citations": [_citation_json(item, on) for item in citations]}


def answer_verify(base: KnowledgeBase, text: str, on: date) -> Json:
    """What `kb verify` says of a text."""
    with base.session() as session:
        return verify_json(verify(session, compose(text), on), on)


def verified_table(citations: Iterable[Citation], on: date, say: Catalogue) -> VerifiedTable:
    """The citations in words, a line each."""
    return VerifiedTable(say("verify.day", day=on), [(item.target, cells_of(item, on, say)) for item in citations])


def cells_of(item: Citation, on: date, say: Catalogue) -> tuple[str, ...]:
    """What the columns of the table say of a citation."""
    quoted = [] if item.quoted_right is None else [say("verify.right" if item.quoted_right else "verify.wrong")]
    quoted += [
        say(
            "verify.difference" if one.law and one.quoted else "verify.added" if one.quoted else "verify.left_out",
            **fields_json(one),
        )
        for one in item.difference
    ]
    remarks = [
        say(
            "verify.matter_other" if one.what is SaidOf.MATTER else f"verify.said_{one.verdict}",
            text=one.text,
            law=(*one.law[:_MOST_FIGURES], *("…" for _ in one.law[_MOST_FIGURES : _MOST_FIGURES + 1])),
        )
        for one in item.said
    ]
    remarks += [say(f"verify.note_{note}") for note in item.notes]
    if newer := item.replaced_by(on):
        remarks.append(say("verify.replaced", names=[instrument_name(one.key, one.number, None) for one in newer]))
    status = item.answer.status if item.answer is not None else None
    basis = say(f"basis.{status.basis}", **status.days) if status is not None else ""
    return (
        item.text,
        item.name,
        say(f"verify.exists_{item.exists}"),
        "\n".join(part for part in (item.answer.shown(on).in_words(say) if item.answer else say("status.unknown"), basis) if part),
        "\n".join(quoted),
        "\n".join(remarks),
    )


def _citation_json(item: Citation, on: date) -> Json:
    known = status_json(item.answer)
    return {
        **fields_json(item, "start", "end", "text", "target", "exists"),
        "status": item.status.value,
        "quoted_right": item.quoted_right,
        "difference": [fields_json(one) for one in item.difference] if item.quoted_right is False else None,
        "said": [fields_json(one) for one in item.said],
        "replaced_by": [one.key for one in item.replaced_by(on)],
        "wording": known["wording"],
        "status_basis": known["basis"],
        "notes": [{"code": note.value, "text": VIETNAMESE(f"verify.note_{note}")} for note in item.notes],
    }


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the base a target is.

    :param key: of the instrument, as the base has it; None where the base knows nothing of it
    :param path: that is cited
    :param there: the path that the base has of it, or of the nearest provision above it
    """

    target: str | None
    key: str | None = None
    path: str = ""
    there: str = ""
    exists: Exists = Exists.UNKNOWN
    record: InstrumentRecord | None = None
    notes: tuple[Note, ...] = ()

    def asked(self, on: date) -> Asked:
        """The question about its status, or that of what is above it."""
        return Asked(self.key or "", self.there or None, on)


def _locate(shelf: "_Shelf", known: KnownInstruments, cited: Cited, target: Target) -> _Place:
    notes: tuple[Note, ...] = (Note.BY_CONTEXT,) if cited.by_context and target.key else ()
    if target.key is None:
        return _Place(None)
    instrument, path = split_key(target.key)
    record, date_differs = shelf.instrument(instrument)
    if record is None:
        stated = key_by_number(shelf.session, target.instrument) if target.instrument else None
        return _Place(target.key, stated or instrument, path, notes=notes)
    key = record.key
    if _names_another(target, record, known):
        return _Place(provision_key(key, path or None), key, path, record=record, notes=(*notes, Note.OTHER_NAME))
    notes += (Note.OTHER_DATE,) if date_differs else ()
    there = shelf.path(record, path)
    if there is not None:
        return _Place(provision_key(key, there or None), key, path, there, Exists.YES, record, notes)
    exists = Exists.NO if not target.possible else shelf.missing(record, path)
    above = next((up for up in upward(path) if up != path and shelf.path(record, up)), "")
    notes += (Note.IN_PART,) if record.partial and exists is Exists.UNKNOWN else ()
    return _Place(provision_key(key, path), key, path, above, exists, record, notes)


def _names_another(target: Target, record: InstrumentRecord, known: KnownInstruments) -> bool:
    """Whether the name beside a number is that of another instrument."""
    named = full_name(target.name) if target.name and target.instrument and "ửa đổi" not in target.name else None
    if named is None or record.metadata.title is None:
        return False
    own, wanted = slug(record.metadata.title), slug(named[1])
    same = own.startswith(wanted) or wanted.startswith(own)
    return not same and any(item.key != record.key for item in known.named(wanted))


def _judged(shelf: "_Shelf", cited: Cited, place: _Place, answer: Answer | None, beside: Sequence[_Place]) -> Citation:
    """A citation with all that is known of it."""
    exists, notes, shown = place.exists, list(place.notes), answer
    over = answer is not None and _is_of_another_time(answer)
    unsure = over or (answer is not None and _may_change(answer, shelf.on))
    if exists is Exists.NO and place.there and unsure:
        exists = Exists.UNKNOWN
        notes.append(Note.WORDS_OVER)
    if exists is not Exists.YES and answer is not None and not _is_over(place, answer):
        shown = None  # what is above it may stand without it
    right: bool | None = None
    different: tuple[WordDifference, ...] = ()
    quoted = cited.quoted
    if quoted is not None and exists is Exists.NO:
        right = False if cited.sure else None
    elif quoted is not None and exists is Exists.YES and place.record is not None:
        right, different, note = _quoted(shelf, quoted, place, beside, over, unsure)
        if right is None and unsure and answer is not None and shelf.brings(answer, quoted):
            right, note = True, None
        others = sum(word_count(one.quoted) for one in different)
        if not cited.sure and (right is None or 2 * others > word_count(quoted) or (different and not cited.marked)):
            quoted, right, different, note = None, None, (), None  # other words that stand in the sentence
        notes += [note] if note else []
    name = ""
    if place.target is not None:
        metadata = place.record.metadata if place.record else None
        instrument = split_key(place.target)[0]
        number = metadata.number if metadata else printed_number(number_of_key(instrument))
        name = instrument_name(instrument, number, metadata.title if metadata else None)
        name = f"{cite(place.path)} {name}" if place.path else name
    return Citation(cited.start, cited.end, cited.text, place.target, name, exists, shown, quoted, right, different, tuple(notes))


def _is_of_another_time(answer: Answer) -> bool:
    """Whether the words of the base are not those of the day."""
    return answer.status.wording is not WordingCode.UNKNOWN and not answer.status.has_words


def _is_over(place: _Place, answer: Answer) -> bool:
    """Whether all that the base has of an instrument is over, so that what it lacks is over as well."""
    return not place.there and answer.status.code is StatusCode.EXPIRED and place.exists is not Exists.NO


def _may_change(answer: Answer, on: date) -> bool:
    """Whether something may have changed the words by a day, and nobody has reviewed it."""
    return answer.status.wording is not WordingCode.HELD and any(item.since is None or item.since <= on for item in answer.pending)


def _quoted(
    shelf: "_Shelf", quoted: str, place: _Place, beside: Sequence[_Place], over: bool, unsure: bool
) -> tuple[bool | None, tuple[WordDifference, ...], Note | None]:
    """Whether quoted words are those of a place, or of all the places that are cited together."""
    record = place.record
    if record is None:
        return None, (), None
    places = [other.there for other in beside if other.record is record and other.exists is Exists.YES]
    different = differences(quoted, shelf.wordings(record, places, quoted))
    if not different:
        return (None, (), Note.WORDS_OVER) if over else (True, (), None)
    if word_count(quoted) < SHORT and not all(_FIGURE.search(one.law) and _FIGURE.search(one.quoted) for one in different):
        return None, (), None
    if shelf.is_cut(place) or (not place.there and record.partial):
        return None, (), Note.IN_PART
    if unsure:
        return None, (), Note.WORDS_OVER
    older = any(not differences(quoted, shelf.wordings(record, places, quoted, loaded)) for loaded in shelf.others(record))
    return False, different, Note.OTHER_WORDS if older else None


def _with_said(shelf: "_Shelf", text: str, judged: list[Citation], places: Sequence[_Place]) -> list[Citation]:
    """The citations with what their sentences say outside quotation marks, held against the law."""
    law: dict[int, Words] = {}
    for number, (item, place) in enumerate(zip(judged, places, strict=True)):
        if place.path and item.exists is Exists.YES and place.record is not None and not shelf.is_cut(place):
            brought = shelf.brought(item.answer) if item.answer is not None else ()
            law[number] = Words("\n".join((shelf.wordings(place.record, [place.there], "")[-1], *brought)))
    lines: dict[tuple[int, int], list[int]] = {}
    for number, item in enumerate(judged):
        lines.setdefault((item.start, item.end), []).append(number)
    for sentence, spans in sentences_with(text, lines).items():
        cited = [
            Beside(number, span, law.get(number), judged[number].exists is Exists.UNKNOWN, partial(shelf.clauses, places[number]))
            for span in spans
            for number in lines[span]
        ]
        for number, said in restated(text, sentence, cited) if len(cited) <= _MOST_BESIDE else ():  # else a list of the law
            item, notes = judged[number], judged[number].notes
            over = item.answer is not None and (_is_of_another_time(item.answer) or _may_change(item.answer, shelf.on))
            if (told := softened(said) if over else said) is not None:
                notes += (Note.WORDS_OVER,) if over and Note.WORDS_OVER not in notes else ()
                judged[number] = replace(item, said=(*item.said, told), notes=notes)
    return judged


class _Shelf:
    """The texts that a foreign text cites, each taken down once."""

    def __init__(self, session: Session, on: date) -> None:
        self.session = session
        self.on = on
        self.instrument = cache(self._find)
        self._texts: dict[tuple[int, int | None], dict[str, Provision]] = {}
        self._loaded: dict[tuple[int, int | None], LoadedVersion] = {}
        self._clauses: dict[int, list[tuple[str, Words]]] = {}

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

    def clauses(self, place: _Place) -> list[tuple[str, Words]]:
        """The clauses of an instrument, and its articles without any, that do not hold a place nor lie in it."""
        record, here = place.record, place.there
        if record is None:
            return []
        if record.id not in self._clauses:
            texts = self._by_path(self.loaded(record)).values()
            units = [one for one in texts if one.kind is Kind.CLAUSE or (one.kind is Kind.ARTICLE and not one.children)]
            self._clauses[record.id] = [(one.path, Words(plain_text(one))) for one in units]
        return [(cite(path), law) for path, law in self._clauses[record.id] if not (contains(path, here) or contains(here, path))]

    def is_cut(self, place: _Place) -> bool:
        """Whether more may stand behind what the base has of a place."""
        own = self._by_path(self.loaded(place.record)).get(place.there) if place.record is not None else None
        return own is not None and is_cut(own)

    def missing(self, record: InstrumentRecord, path: str) -> Exists:
        """Whether what the base lacks does not exist: only where every text says so."""
        texts = [self.loaded(record), *self.others(record)]
        whole = [loaded for loaded in texts if not loaded.version.partial]
        says = {_missing(self._by_path(loaded), path, not loaded.version.partial) for loaded in whole or texts}
        return Exists.NO if says == {True} else Exists.UNKNOWN

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


_FIGURE = re.compile(r"\d")
_GROUPS = frozenset({Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.SUBSECTION, Kind.CLAUSE, Kind.POINT, Kind.SUBPOINT})


def _is_grouped(path: str, cited: str) -> bool:
    """Whether a path is a cited one in an attached text, or below groups that the citation leaves out."""
    above = path[: -len(cited) - 1]
    return all(kind_of(step) in (Kind.ATTACHMENT, Kind.PART, Kind.CHAPTER, Kind.SECTION) for step in steps_of(above))


def _missing(texts: dict[str, Provision], path: str, whole: bool) -> bool | None:
    """Whether a text says that a provision does not exist: its number lies behind the last one. None: there is no telling."""
    steps = steps_of(path)
    for depth in range(1, len(steps) + 1):
        here = join_path(*steps[:depth])
        if here in texts:
            continue
        above, kind = join_path(*steps[: depth - 1]) if depth > 1 else "", kind_of(here)
        if not above:
            return _beyond_articles(texts, here, whole) if kind is Kind.ARTICLE else None
        return _beyond_children(texts[above], here, kind) if not is_cut(texts[above]) else None
    return None


def _beyond_articles(texts: dict[str, Provision], path: str, whole: bool) -> bool | None:
    articles = [provision for own, provision in texts.items() if provision.kind is Kind.ARTICLE and "/" not in own]
    last = max(articles, key=lambda provision: number_order(provision.number), default=None)
    if last is None or not (whole or is_ending(last)):
        return None
    wanted = number_order(number_of(path))
    return True if wanted[0] == 0 or wanted[0] > number_order(last.number)[0] else None


_PRINTED_LABEL = re.compile(r"^\s*(?:\d{1,3}[.)]|[a-zđ]\))\s", re.MULTILINE)


def _beyond_children(above: Provision, path: str, kind: Kind | None) -> bool | None:
    if kind not in (Kind.CLAUSE, Kind.POINT):
        return None
    alike = [child for child in above.children if child.kind is kind]
    words = "\n".join((above.text, above.tail))
    if alike:
        last, number = max(number_order(child.number) for child in alike), number_of(path) or ""
        printed = re.search(rf"^\s*{re.escape(number)}[.)]\s", plain_text(above), re.MULTILINE)
        return True if number_order(number) > last and not printed else None
    if above.children or not above.text.strip() or _PRINTED_LABEL.search(words) or "bãi bỏ" in words:
        return True if above.children and kind is Kind.POINT and all(part.kind is not Kind.POINT for part in above.walk()) else None
    return True
