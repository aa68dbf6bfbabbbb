"""The margin's part on relations of a provision: unreviewed changes, what changed it, what keeps it alive, references both ways."""

from collections.abc import Mapping

from markupsafe import Markup

from documents.paths import provision_key, touches, type_of_key
from documents.wording.citing import name_and_title
from kb.database.reading.reader import InstrumentRecord, LoadedVersion
from kb.errors import KnowledgeBaseError
from kb.law.derivation.history import changes_in
from kb.law.references.links import incoming, outgoing
from kb.law.status.events import transitional_for
from kb.law.status.pending import UnreviewedReader
from kb.pages.kit import data
from kb.pages.kit.base import base, session
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, badge, macros
from kb.pages.reader.apparatus import (
    CHANGED,
    DOUBTFUL,
    KEPT,
    LATER,
    changed_by,
    quiet_line,
    review_link,
    transition_line,
    waiting_line,
)
from kb.pages.reader.reference_links import Places, incoming_html, outgoing_html
from kb.search.similar import similar

_SHOWN, _MOST, _SIMILAR = 12, 200, 5


def related_html(frame: Frame, version: LoadedVersion, chosen: str | None, known: Mapping[int, InstrumentRecord]) -> Markup:
    """What is known around the chosen provision, or the whole text."""
    say, instrument = frame.say, version.instrument
    with session() as opened:
        reader = UnreviewedReader(opened, instrument.id, version.version.id, frame.day)
        waiting = reader.on(chosen) if chosen else reader.anywhere()
        changes = changes_in(opened, version.version.id)
        kept = transitional_for(opened, instrument.id, chosen)
        pointing = incoming(opened, instrument.id, chosen, _MOST)
        links = outgoing(opened, version, chosen) if chosen else ()
    made = [change for path, some in changes.items() if chosen and touches(path, chosen) for change in some]
    parts: list[tuple[str, str, Markup]] = []
    told = [*waiting.alarm, *waiting.later, *waiting.besides] if waiting else []
    if waiting and (told or waiting.held):
        lines = KIT.refs([waiting_line(frame, effect) for effect in told[:_SHOWN]]) if told else Markup()
        lines += quiet_line(frame, waiting) + review_link(frame, instrument.key)
        mark = DOUBTFUL if waiting.alarm else LATER
        parts.append((mark, say("related.waiting", count=len(told) + len(waiting.held)), lines))
    if made:
        parts.append((CHANGED, say("related.changed"), KIT.refs([changed_by(frame, change) for change in dict.fromkeys(made)])))
    if kept:
        parts.append((KEPT, say("related.kept"), KIT.refs([transition_line(frame, transition) for transition in kept[:_SHOWN]])))
    count = say("related.incoming_many" if len(pointing) >= _MOST else "related.incoming", count=len(pointing))
    parts.append(("←", count, incoming_html(frame, pointing, instrument.key, known)))
    if chosen:
        places = Places(frame, instrument.id, version.ids, known)
        parts.append(("→", say("related.outgoing"), outgoing_html(say, links, places.of)))
        similar_ones = _similar(frame, provision_key(instrument.key, chosen))
        if similar_ones is not None:
            parts.append(("≈", say("find.similar"), similar_ones))
    return macros("related").related(say, chosen, parts)


def _similar(frame: Frame, key: str) -> Markup | None:
    """The articles of other texts that are most like this one; None for what is no article, or without an index."""
    try:
        hits = similar(base(), key, _SIMILAR, frame.day)
    except KnowledgeBaseError:
        return None
    lines = [
        (
            hit,
            data.version_to_name(hit.instrument, hit.version, frame.day),
            name_and_title(type_of_key(hit.instrument), hit.number, hit.title),
            badge(frame.say, hit),
        )
        for hit in hits
    ]
    return macros("related").similar(frame, lines)
