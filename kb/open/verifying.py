"""The citations of a foreign text, a contract, a draft, an answer of a machine, judged: whether what is cited exists, its status on
a day, and whether what is quoted beside it are its words. Nothing of the text is kept anywhere.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from documents.comparison.quoted import SHORT, WordDifference, differences, word_count
from documents.duties.values import WORDED
from documents.identity.issuers import printed_number
from documents.paths import number_of_key, provision_key, split_key, upward
from documents.references import KnownInstruments, Target
from documents.references.names import full_name
from documents.text import slug
from documents.text.normal import compose
from documents.time.status import StatusCode
from documents.wording.citing import cite, instrument_name
from kb.base import KnowledgeBase, Session
from kb.database.reading.reader import InstrumentRecord
from kb.export.noted import VerifiedTable
from kb.interface.catalogue import VIETNAMESE, Catalogue
from kb.interface.contract import fields_json
from kb.law.effects.newer import Newer
from kb.law.references.lookup import instruments_of_base
from kb.law.statements.stored import key_by_number
from kb.law.status.answers import Answer, Asked, answer_all
from kb.open.foreign import Cited, citations_of
from kb.open.objects import Json
from kb.open.restated import restated, softened
from kb.open.said import AgainstLaw, Beside, Said, SaidOf, Words, is_little_more, sentences_with
from kb.open.shelf import Shelf
from kb.open.showing import status_json
from kb.search.lacking import added_line
from kb.search.model import Added
from kb.search.named import added_by

LONGEST_TEXT = 200_000
# "không" also says no, and "năm" is a year.
_FIGURE = re.compile(rf"\d|(?<!\w)(?!(?:không|năm)(?!\w))(?:{WORDED})(?!\w)", re.IGNORECASE)
_MOST_FIGURES, _MOST_BESIDE, _BEHIND = 8, 40, 400
_DIFFERENCES = {(True, True): "verify.difference", (False, True): "verify.added", (True, False): "verify.left_out"}
"""By whether the law has the words, and the quotation."""


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
    OTHER_NUMBER = "other_number"
    """The base has nothing of this number, and the name is that of another instrument."""
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
    :param quoted_right: None where nothing is quoted, or nothing tells
    :param said: what its sentence says outside quotation marks
    :param added: what puts it in, where no text of the base has it
    :param named: keys and names of the instruments that bear its name, where they are not what it is
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
    added: Added | None = None
    named: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> StatusCode:
        """Its status on the day."""
        return self.answer.status.code if self.answer is not None else StatusCode.UNKNOWN

    @property
    def unread(self) -> bool:
        """Whether nothing tells that what its sentence says is what the provision says."""
        read = self.quoted_right is not None or self.worded or any(one.verdict is AgainstLaw.OTHER for one in self.said)
        return self.exists is Exists.YES and bool(self.target and split_key(self.target)[1]) and not read

    @property
    def worded(self) -> bool:
        """Whether its sentence says it in the words of the provision."""
        return any(one.what is SaidOf.MATTER for one in self.said)

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
    shelf = Shelf(session, on)
    found = [
        (cited, target, _locate(shelf, known, cited, target, text[cited.end : cited.end + _BEHIND]))
        for cited in citations_of(text, known, on)
        for target in cited.targets
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
    quoted += [say(_DIFFERENCES[bool(one.law), bool(one.quoted)], **fields_json(one)) for one in item.difference]
    remarks = [
        say(
            "verify.matter_same" if one.what is SaidOf.MATTER else f"verify.said_{one.verdict}",
            text=one.text,
            law=(*one.law[:_MOST_FIGURES], *("…" for _ in one.law[_MOST_FIGURES : _MOST_FIGURES + 1])),
        )
        for one in item.said
    ]
    remarks += [say("verify.unread")] if item.unread else []
    remarks += [added_line(say, item.added)] if item.added else [say(f"verify.note_{note}") for note in item.notes]
    remarks += [say("verify.bears", names=tuple(item.named.values()))] if item.named else []
    if newer := item.replaced_by(on):
        # No more than the status beside it says.
        told = "verify.replaced" if item.status is StatusCode.EXPIRED else "verify.newer"
        remarks.append(say(told, names=[instrument_name(one.key, one.number, None) for one in newer]))
    status = item.answer.shown(on) if item.answer else None
    standing = [status.in_words(say), status.sentence(say)] if status else [say("status.unknown")]
    if item.exists is Exists.NO and not status:
        standing = []  # of what there is not, nothing is in force or not
    return (
        item.text,
        item.name,
        say("verify.number_or_name" if Note.OTHER_NAME in item.notes else f"verify.exists_{item.exists}"),
        "\n".join(standing),
        "\n".join(quoted),
        "\n".join(remarks),
    )


def _citation_json(item: Citation, on: date) -> Json:
    known = status_json(item.answer, on)
    return {
        **fields_json(item, "start", "end", "text", "target", "exists"),
        "status": item.status.value,
        "quoted_right": item.quoted_right,
        "difference": [fields_json(one) for one in item.difference] if item.quoted_right is False else None,
        **fields_json(item, "said", "added", "unread"),
        "replaced_by": [one.key for one in item.replaced_by(on)],
        "wording": known["wording"],
        "status_basis": known["basis"],
        "named": list(item.named),
        "notes": [{"code": note.value, "text": VIETNAMESE(f"verify.note_{note}")} for note in item.notes],
    }


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the base a target is.

    :param key: of the instrument, as the base has it; None where the base knows nothing of it
    :param there: the path that the base has of it, or of the nearest provision above it
    :param added: what has put it in by the day, where no text has it
    :param named: keys and names of those whose name is written beside the number of this one
    """

    target: str | None
    key: str | None = None
    path: str = ""
    there: str = ""
    exists: Exists = Exists.UNKNOWN
    record: InstrumentRecord | None = None
    notes: tuple[Note, ...] = ()
    added: Added | None = None
    named: Mapping[str, str] = field(default_factory=dict)

    def asked(self, on: date) -> Asked:
        """The question about its status, or that of what is above it."""
        return Asked(self.key or "", self.there or None, on)


def _locate(shelf: Shelf, known: KnownInstruments, cited: Cited, target: Target, behind: str) -> _Place:
    """Where in the base a target is.

    :param behind: what is written behind the citation, which may begin with the title
    """
    notes: tuple[Note, ...] = (Note.BY_CONTEXT,) if cited.by_context and target.key else ()
    if target.key is None:
        return _Place(None)
    instrument, path = split_key(target.key)
    record, date_differs = shelf.instrument(instrument)
    if record is None:
        stated = key_by_number(shelf.session, target.instrument) if target.instrument else None
        named = shelf.bearers(known, target, behind)
        notes += (Note.OTHER_NUMBER,) if named else ()
        return _Place(target.key, stated or instrument, path, notes=notes, named=named)
    key = record.key
    named = shelf.bearers(known, target, behind, record.metadata.title) if record.metadata.title else {}
    if named or _names_another(target, record, known):
        named, notes = named or shelf.bearers(known, target, behind), (*notes, Note.OTHER_NAME)
        return _Place(provision_key(key, path or None), key, path, record=record, notes=notes, named=named)
    notes += (Note.OTHER_DATE,) if date_differs else ()
    there = shelf.path(record, path)
    if there is not None:
        return _Place(provision_key(key, there or None), key, path, there, Exists.YES, record=record, notes=notes)
    added = added_by(shelf.session, record.id, path, shelf.on)
    added = added if added and added.since <= shelf.on else None
    exists = Exists.NO if not added and (not target.possible or shelf.lacks(record, path)) else Exists.UNKNOWN
    above = next((up for up in upward(path) if up != path and shelf.path(record, up)), "")
    notes += (Note.IN_PART,) if record.partial and exists is Exists.UNKNOWN else ()
    return _Place(provision_key(key, path), key, path, above, exists, record=record, notes=notes, added=added)


def _names_another(target: Target, record: InstrumentRecord, known: KnownInstruments) -> bool:
    """Whether the name beside a number is that of another instrument."""
    named = full_name(target.name) if target.name and target.instrument and "ửa đổi" not in target.name else None
    if named is None or record.metadata.title is None:
        return False
    # The codification prints “Luât Dân quân tự vệ”: a type word whose mark is wrong stayed before the name.
    own, wanted = slug(record.metadata.title).removeprefix(f"{slug(named[0])}-"), slug(named[1])
    same = own.startswith(wanted) or wanted.startswith(own)
    return not same and any(item.key != record.key for item in known.named(wanted))


def _judged(shelf: Shelf, cited: Cited, place: _Place, answer: Answer | None, beside: Sequence[_Place]) -> Citation:
    """A citation with all that is known of it."""
    exists, notes, shown = place.exists, list(place.notes), answer
    over = answer is not None and answer.of_another_time
    unsure = over or (answer is not None and answer.may_change(shelf.on))
    if exists is Exists.NO and place.there and unsure:
        exists = Exists.UNKNOWN
        notes.append(Note.WORDS_OVER)
    ended = not place.there and place.exists is not Exists.NO and answer is not None and answer.status.code is StatusCode.EXPIRED
    if exists is not Exists.YES and not ended:
        shown = None  # what is above it may stand without it; of what is over as a whole, what the base lacks is over as well
    right: bool | None = None
    different: tuple[WordDifference, ...] = ()
    quoted = cited.quoted
    if quoted is not None and exists is Exists.NO:
        right = False if cited.sure else None
    elif quoted is not None and exists is Exists.YES and place.record is not None:
        right, different, note = _quoted(shelf, quoted, place, beside, over, unsure)
        if right is None and unsure and answer is not None and shelf.brings(answer, quoted):
            right, note = True, None
        if not cited.sure and (right is None or _are_others(cited, quoted, different)):
            quoted, right, different, note = None, None, (), None  # other words that stand in the sentence
        notes += [note] if note else []
    exists, notes = (Exists.YES, []) if place.added else (exists, notes)
    told = _called(place), exists, shown, quoted, right, different, tuple(notes)
    return Citation(cited.start, cited.end, cited.text, place.target, *told, added=place.added, named=place.named)


def _are_others(cited: Cited, quoted: str, different: Sequence[WordDifference]) -> bool:
    others = sum(word_count(one.quoted) for one in different)
    loose = not cited.marked or (is_little_more(quoted) and not all(_FIGURE.search(one.law) for one in different))
    return 2 * others > word_count(quoted) or bool(different and loose)


def _called(place: _Place) -> str:
    if place.target is None:
        return ""
    metadata = place.record.metadata if place.record else None
    instrument = split_key(place.target)[0]
    number = metadata.number if metadata else printed_number(number_of_key(instrument))
    name = instrument_name(instrument, number, metadata.title if metadata else None)
    return f"{cite(place.path)} {name}" if place.path else name


def _quoted(
    shelf: Shelf, quoted: str, place: _Place, beside: Sequence[_Place], over: bool, unsure: bool
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
    if shelf.is_cut(record, place.there) or (not place.there and record.partial):
        return None, (), Note.IN_PART
    if unsure:
        return None, (), Note.WORDS_OVER
    older = any(not differences(quoted, shelf.wordings(record, places, quoted, loaded)) for loaded in shelf.others(record))
    return False, different, Note.OTHER_WORDS if older else None


def _with_said(shelf: Shelf, text: str, judged: list[Citation], places: Sequence[_Place]) -> list[Citation]:
    """The citations with what their sentences say outside quotation marks, held against the law."""
    law: dict[int, Words] = {}
    for number, (item, place) in enumerate(zip(judged, places, strict=True)):
        if place.path and place.exists is Exists.YES and place.record is not None and not shelf.is_cut(place.record, place.there):
            brought = shelf.brought(item.answer) if item.answer is not None else ()
            law[number] = Words("\n".join((shelf.wordings(place.record, [place.there], "")[-1], *brought)))
    lines: dict[tuple[int, int], list[int]] = {}
    for number, item in enumerate(judged):
        lines.setdefault((item.start, item.end), []).append(number)
    compared = {item.quoted for item in judged if item.quoted and item.quoted_right is not None}
    for sentence, spans in sentences_with(text, lines).items():
        cited = [
            Beside(number, span, law.get(number), places[number].exists is Exists.UNKNOWN)
            for span in spans
            for number in lines[span]
        ]
        for number, said in (
            restated(text, sentence, cited, compared) if len(cited) <= _MOST_BESIDE else ()
        ):  # else a list of the law
            item, notes = judged[number], judged[number].notes
            over = item.answer is not None and (item.answer.of_another_time or item.answer.may_change(shelf.on))
            if (told := softened(said) if over else said) is not None:
                notes += (Note.WORDS_OVER,) if over and Note.WORDS_OVER not in notes else ()
                judged[number] = replace(item, said=(*item.said, told), notes=notes)
    return judged
