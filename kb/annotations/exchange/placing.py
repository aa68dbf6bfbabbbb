"""Where a target of an annotation file stands in the base: on exactly its words, and nowhere else.

Quoted words have to be the stored ones, character by character. Their offsets say which of them are meant. Offsets that disagree
are passed over only where no version is stated (other tools count on the page that they show) and the words, with those before and
after them, stand once in the provision.
"""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from documents.errors import DocumentsError
from documents.keys import Key
from documents.messages import Places
from documents.paths import below, provision_key
from kb.annotations.exchange.reading import ReadTarget
from kb.annotations.exchange.stated import Stated, key_of
from kb.annotations.selection import FIELDS, Selection, text_of
from kb.database.reading.reader import choose_version, find_instrument, versions
from kb.database.reading.records import InstrumentRecord, VersionRecord
from kb.database.tables import Provision
from kb.errors import AnnotationError, KnowledgeBaseError, NotFoundError


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a version.

    :param instrument: key of its instrument, as it is now
    """

    instrument: str
    version_id: int
    selection: Selection


@dataclass(frozen=True, slots=True)
class _Text:
    path: str
    field: str
    text: str


class Placer:
    """Places the targets of one file; what it has read of the base it keeps."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._instruments: dict[str, tuple[InstrumentRecord, list[VersionRecord]]] = {}

    def place(self, target: ReadTarget) -> Place:
        """The place of a target.

        :raises AnnotationError: it has none, or more than one
        :raises NotFoundError: the base lacks the version, or the provision
        """
        key, number = self._key(target.source)
        record, known = self._instrument(key.instrument)
        states = [*target.states, *([Stated(number=number)] if number else [])]
        stated = [state for state in states if state.names_one]
        version = _version(known, stated, record.key)
        field = next((state.field for state in states if state.field), None)
        if field is not None and field not in FIELDS:
            raise AnnotationError("w3c_state")
        if key.path is None and target.whole:
            raise AnnotationError("w3c_whole_instrument")
        own = self._texts(version.id, key.path, tree=False) if key.path is not None else []
        if key.path is not None and not own:
            raise AnnotationError("note_place_absent", place=Places.of(key.path))
        if target.whole:
            return Place(record.key, version.id, Selection(key.path or ""))
        own = [text for text in own if text.field == field] if field else own
        if target.exact is None:
            selection = _by_offsets(own, field or FIELDS[1], target.span) if stated else None
            if selection is None:
                raise AnnotationError("w3c_no_quote")
        else:
            selection = _at_offsets(own, target)
            if selection is None and stated and target.span is not None:
                raise AnnotationError("w3c_words_differ")
            selection = selection or _once(own, target) or _once(self._texts(version.id, key.path, tree=True), target)
            if selection is None:
                raise AnnotationError("note_quote_not_found")
        return Place(record.key, version.id, selection)

    def link(self, address: str) -> str | None:
        """The key of a provision that an address means, whether the base has it or not; None: it is no key."""
        try:
            key, _ = key_of(address)
        except DocumentsError:
            return None
        try:
            return provision_key(self._instrument(key.instrument)[0].key, key.path)
        except KnowledgeBaseError:
            return str(key)

    def _key(self, source: str) -> tuple[Key, int | None]:
        try:
            return key_of(source)
        except DocumentsError:
            raise AnnotationError("w3c_no_text", source=source[:200]) from None

    def _instrument(self, key: str) -> tuple[InstrumentRecord, list[VersionRecord]]:
        if key not in self._instruments:
            try:
                record = find_instrument(self._session, key)
            except NotFoundError:
                raise AnnotationError("w3c_no_text", source=key) from None
            self._instruments[key] = record, versions(self._session, record)
        return self._instruments[key]

    def _texts(self, version_id: int, path: str | None, tree: bool) -> list[_Text]:
        """The texts of a provision, or with all below it; without a path, of the whole version."""
        query = select(Provision).where(Provision.version_id == version_id).order_by(Provision.position)
        if path is not None:
            under = Provision.path.startswith(below(path), autoescape=True)
            query = query.where(or_(Provision.path == path, under) if tree else Provision.path == path)
        elif not tree:
            return []
        rows = self._session.scalars(query).all()
        return [_Text(row.path, name, text_of(row, name)) for row in rows for name in ("text", "heading", "tail")]


def _version(known: list[VersionRecord], stated: list[Stated], key: str) -> VersionRecord:
    """The version that is stated, or else the text that is shown today.

    :raises AnnotationError: the base has none that answers all that is stated
    """
    found = known
    for state in stated:
        if state.sha256 is not None:
            found = [version for version in found if version.text_hash == state.sha256]
        elif state.number is not None:
            found = [version for version in found if version.number == state.number]
        elif state.day is not None:
            found = [choose_version(found, state.day)] if found else []
    if not found:
        raise AnnotationError("w3c_version_absent", key=key)
    return found[0] if stated and len(found) == 1 else choose_version(found)


def _by_offsets(texts: list[_Text], field: str, span: tuple[int, int] | None) -> Selection | None:
    """The characters at some offsets, whatever they say."""
    for text in texts:
        if text.field == field and span is not None:
            if span[1] > len(text.text):
                raise AnnotationError("note_outside", place=Places.of(text.path))
            return Selection(text.path, field, *span)
    return None


def _at_offsets(texts: list[_Text], target: ReadTarget) -> Selection | None:
    """Where the quoted words stand at the offsets, counted in code points or in the units of JavaScript."""
    if target.span is None or target.exact is None:
        return None
    exact = target.exact
    for text in texts:
        for start, end in (target.span, _from_utf16(text.text, target.span)):
            if text.text[start:end] == exact and (text.text.count(exact) == 1 or _fits(text.text, start, end, target)):
                return Selection(text.path, text.field, start, end)
    return None


def _once(texts: list[_Text], target: ReadTarget) -> Selection | None:
    """Where the quoted words stand, if that is one place; None: nowhere.

    :raises AnnotationError: in several places, and what stands around them does not tell which
    """
    places = [(text, start) for text in texts for start in _occurrences(text.text, target.exact or "")]
    size = len(target.exact or "")
    if len(places) > 1:
        fitting = [(text, start) for text, start in places if _fits(text.text, start, start + size, target)]
        if len(fitting) != 1 or not (target.prefix or target.suffix):
            raise AnnotationError("note_quote_often", count=len(places))
        places = fitting
    return next((Selection(text.path, text.field, start, start + size) for text, start in places), None)


def _occurrences(text: str, words: str) -> list[int]:
    found, start = [], text.find(words)
    while start >= 0:
        found.append(start)
        start = text.find(words, start + 1)
    return found


def _fits(text: str, start: int, end: int, target: ReadTarget) -> bool:
    """Whether the words before and after a place are those of the quotation; what goes on beyond the text does not count."""
    before, prefix = "".join(text[:start].split()), "".join(target.prefix.split())
    after, suffix = "".join(text[end:].split()), "".join(target.suffix.split())
    return (before.endswith(prefix) or prefix.endswith(before)) and (after.startswith(suffix) or suffix.startswith(after))


def _from_utf16(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Offsets in units of UTF-16 as offsets in code points."""
    units = text.encode("utf-16-le")
    start, end = (len(units[: 2 * offset].decode("utf-16-le", "ignore")) for offset in span)
    return start, end
