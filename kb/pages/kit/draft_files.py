"""A draft on the pages: what it is called, its rounds, and what it is compared with."""

from collections.abc import Iterator

from documents.model import InstrumentType
from kb.database.reading.records import InstrumentRecord
from kb.interface.catalogue import Catalogue
from kb.law.derivation.drafts import DraftFile, draft_file, said_of, would_change
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import read_base
from kb.pages.kit.frame import Frame


def file_of(instrument: InstrumentRecord) -> DraftFile | None:
    """The draft that an instrument belongs to; None for law."""
    if instrument.metadata.draft is None:
        return None
    return read_base(draft_file, instrument)


def drafts_about(instrument: InstrumentRecord) -> list[InstrumentRecord]:
    """The drafts that would replace or amend a law."""
    if instrument.metadata.draft is not None:
        return []
    return read_base(would_change, instrument)


def round_words(say: Catalogue, instrument: InstrumentRecord) -> str:
    """Which round a draft is, or of which day."""
    known = instrument.metadata.draft
    if known is not None and known.round is not None:
        on = known.on
        return say("draft_file.round_on", number=known.round, day=on) if on else say("draft_file.round", number=known.round)
    return say("draft_file.dated", day=known.on) if known and known.on else say("draft_file.undated")


def said_words(say: Catalogue, instrument: InstrumentRecord) -> str:
    """Who said what of a text; empty where all of it was read."""
    said = read_base(said_of, instrument)
    if not said:
        return ""
    paper = instrument.metadata.type is not InstrumentType.DRAFT
    names = {"round": "field_round", "on": "field_on", "of": "paper_of" if paper else "field_of"}
    what = [say(f"draft_file.{words}") for name, words in names.items() if any(line.after.get(name) for line in said)]
    return say("draft_file.said_by", author=said[-1].author or "", day=said[-1].at, what=", ".join(what))


def comparisons(frame: Frame, instrument: InstrumentRecord) -> Iterator[tuple[str, str, str]]:
    """What a draft is compared with, as address, words and key: the earlier round, the law that it is about, other rounds.

    Of a law: the drafts about it. The older text stands on the left.
    """
    say, found = frame.say, file_of(instrument)
    if found is None:
        for item in reversed(drafts_about(instrument)):
            yield _address(frame, instrument, item), data.name(item), item.key
        return
    before = found.before(instrument)
    if before is not None:
        yield _address(frame, before, instrument), f"{say('draft_file.before')}: {round_words(say, before)}", before.key
    if found.law is not None and instrument in found.rounds:
        yield _address(frame, found.law, instrument), f"{say('draft_file.in_force')}: {data.name(found.law)}", found.law.key
    if found.guess is not None and instrument in found.rounds:
        yield _address(frame, found.guess, instrument), say("draft_file.guess", name=data.name(found.guess)), found.guess.key
    here = False
    for item in found.rounds:
        if item.key == instrument.key:
            here = True
        elif before is None or item.key != before.key:
            yield _address(frame, *((instrument, item) if here else (item, instrument))), round_words(say, item), item.key


def _address(frame: Frame, left: InstrumentRecord, right: InstrumentRecord) -> str:
    return frame.address(at.COMPARE, **{f"{at.INSTRUMENT}1": left.key, f"{at.INSTRUMENT}2": right.key})
