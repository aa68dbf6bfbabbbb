"""Two texts side by side, as it is promised to other programs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from documents.comparison import ComparedPair, Row, compare
from documents.messages import Message
from documents.model import Provision
from documents.paths import provision_key, split_key
from documents.wording.citing import cite, instrument_name
from kb.annotations import Explanations, explaining
from kb.base import KnowledgeBase
from kb.database.reading.reader import absent_from
from kb.export.compared import ComparedText, ComparisonTable, bodies_gone, told_of, words_by_path
from kb.export.comparison import comparison_json
from kb.export.kind_words import Extent, lacking_of
from kb.interface.catalogue import VIETNAMESE
from kb.interface.days import today
from kb.law.effects.views import changes_in_part
from kb.law.status.statuses import marked, status_of
from kb.law.texts.pairings import Decided, Pairing, Text, fixed, pairings_of
from kb.law.texts.twins import are_one_text
from kb.open.objects import Json
from kb.open.texts import Named, load_stored


@dataclass(frozen=True, slots=True)
class Side:
    """A side: the text, what is compared of it, and the stored text that it is, None for a file."""

    text: ComparedText
    roots: list[Provision]
    kept: Named | None

    def dated(self, base: KnowledgeBase | None, on: date | None) -> ComparedText:
        """The text, as the base names it, with whether it is in force, which of a file nobody knows."""
        loaded = self.kept.loaded if self.kept else None
        if base is None or loaded is None:
            return self.text
        day = on or today()
        with base.session() as session:
            path = split_key(self.text.key)[1] or None
            told = told_of(status_of(session.connection(), loaded, path, day), day)
            record = loaded.instrument
            name, in_full = _names(record.key, record.metadata.number, record.title, path)
            marks = bodies_gone(record.key, words_by_path(self.roots), day, VIETNAMESE)
            marks |= {place: status.mark(VIETNAMESE) for place, status in marked(session, loaded, day).items()}
            return replace(self.text, name=name, in_full=in_full, told=told, marks=marks)


def side_of(named: Named, path: str | None, on: date | None) -> Side:
    """A text, or a provision of it, as a side of a comparison.

    :raises NotFoundError: it has no such provision
    """
    instrument = named.instrument
    roots = list(instrument.provisions)
    if path is not None:
        roots = [item for root in roots for item in root.walk() if item.path == path]
        if not roots:
            raise absent_from(instrument.key, path, not named.source["complete"])
    known = instrument.metadata
    name, in_full = _names(instrument.key, known.number, known.title, path)
    lacking = lacking_of(roots, complete=path is not None or named.source["complete"])
    text = ComparedText(
        name=name,
        key=provision_key(instrument.key, path),
        sha256=named.source["sha256"],
        day=on,
        title=known.title,
        lacking=lacking,
        in_full=f"{cite(path)} {in_full}" if path else in_full,
        version=named.version.number if named.version else None,
    )
    return Side(text, roots, named if named.version else None)


def _names(key: str, number: str | None, title: str | None, path: str | None) -> tuple[str, str]:
    """What is compared, and the same with what its text is about."""
    place = f"{cite(path)} " if path else ""
    name, in_full = (place + instrument_name(key, number, title, subject=subject) for subject in (False, True))
    return name, in_full


def pair_up(base: KnowledgeBase | None, one: Side, other: Side) -> tuple[list[ComparedPair], Decided]:
    """What became of the provisions of one text in another, and what people decided about that; files are no texts of the base."""
    kept = [side.kept for side in (one, other) if side.kept is not None]
    pairings: list[Pairing] = []
    one_text = False
    if base is not None and len(kept) == 2:
        texts = [Text.of(named.instrument.key, named.instrument.aliases, named.version) for named in kept if named.version]
        with base.session() as session:
            pairings = pairings_of(session, texts[0], texts[1])
            one_text = are_one_text(session, *(named.version.id for named in kept if named.version))
    return compare(one.roots, other.roots, *fixed(pairings), one_text=one_text), Decided(pairings)


def seen_in_part(base: KnowledgeBase | None, one: Side, other: Side) -> tuple[Side, Side]:
    """Two sides; one that only changes a part of the other is not all of it: what it does not speak of stays."""
    ids = [side.kept.version.instrument_id for side in (one, other) if side.kept and side.kept.version]
    if base is None or len({*ids}) < 2:
        return one, other
    with base.session() as session:
        amends = [bool(changes_in_part(session, on, by)) for on, by in (ids[::-1], ids)]
    names = [side.text.name for side in (one, other)]
    said = [Message.of("compare.amends", by=by, name=name) for by, name in (names, names[::-1])]
    sides = [
        replace(side, text=replace(side.text, lacking=side.text.lacking._replace(extent=Extent.ANYTHING), amends=message))
        if part
        else side
        for side, message, part in zip((one, other), said, amends, strict=True)
    ]
    return sides[0], sides[1]


def explanations(base: KnowledgeBase | None, sides: tuple[Side, Side], rows: Sequence[Row]) -> Explanations | None:
    """The notes of the base that explain the lines of a comparison."""
    versions = [side.kept.version if side.kept else None for side in sides]
    if base is None or not any(versions):
        return None
    with base.session() as session:
        notes = [explaining(session, known.instrument_id, known.id) if known else {} for known in versions]
    return Explanations(notes, [(row.compared.pair.left, row.compared.pair.right) for row in rows])


def answer_comparison(base: KnowledgeBase, a: str, b: str, as_of_a: date | None, as_of_b: date | None) -> Json:
    """What `kb compare` says of two texts of the base."""
    one, other = (side_of(*load_stored(base, text, day=on), on) for text, on in ((a, as_of_a), (b, as_of_b)))
    one, other = seen_in_part(base, one, other)
    pairs, decided = pair_up(base, one, other)
    return comparison_json(ComparisonTable((one.text, other.text), (), pairs, decided))
