"""What the reader says of a draft above its text: that it is no law, its rounds and papers, and what it is compared with."""

from markupsafe import Markup

from documents.model import InstrumentType
from kb.database.reading.records import InstrumentRecord
from kb.pages.kit import data
from kb.pages.kit.draft_files import comparisons, drafts_about, file_of, round_words, said_words
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros


def draft_html(frame: Frame, instrument: InstrumentRecord) -> Markup:
    """All of it; of a law that drafts are about, a line with the last of them; empty for other law."""
    say, html = frame.say, macros("reader")
    found = file_of(instrument)
    if found is None:
        about = drafts_about(instrument)
        return html.would_change(frame, [(item.key, data.name(item)) for item in about[-1:]]) if about else Markup()
    is_round = instrument.metadata.type is InstrumentType.DRAFT
    rounds = [(item.key, round_words(say, item), item.key == instrument.key) for item in found.rounds]
    own = instrument.metadata.draft.of if instrument.metadata.draft and not is_round else None
    papers = [(paper.key, data.name(paper, subject=True)) for key, some in found.papers.items() for paper in some]
    absent = say("draft_file.absent", key=found.law_key) if is_round and found.law_key and found.law is None else ""
    against = [(href, words) for href, words, _ in comparisons(frame, instrument)][:2] if is_round else []
    return html.draft(
        frame, is_round, rounds, papers, against, absent, [key for key, *_ in rounds if key == own], said_words(say, instrument)
    )
