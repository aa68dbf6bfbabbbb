"""The margin's part on relations of a provision: unreviewed changes, what changed it, what keeps it alive, references both ways."""

from collections.abc import Mapping
from html import escape

from documents.citing import cite, name_and_title
from documents.paths import provision_key, touches, type_of_key
from kb.database.reading.reader import InstrumentRecord, LoadedVersion
from kb.errors import KnowledgeBaseError
from kb.law.effects import unreviewed_for
from kb.law.history import changes_in, transitional_for
from kb.law.references import incoming, outgoing
from kb.pages import address as at
from kb.pages import data
from kb.pages.around import CHANGED, DOUBTFUL, KEPT, changed_by, review_link, transition_line, waiting_line
from kb.pages.base import base, session
from kb.pages.frame import Frame
from kb.pages.linking import Places, incoming_html, outgoing_html
from kb.pages.parts import badge
from kb.search.similar import similar

_SHOWN, _MOST, _SIMILAR = 12, 200, 5


def related_html(frame: Frame, version: LoadedVersion, chosen: str | None, known: Mapping[int, InstrumentRecord]) -> str:
    """What is known around the chosen provision, or the whole text."""
    say, instrument = frame.say, version.instrument
    with session() as opened:
        waiting = unreviewed_for(opened, instrument.id, chosen)
        changes = changes_in(opened, version.version.id)
        kept = transitional_for(opened, instrument.id, chosen)
        pointing = incoming(opened, instrument.id, chosen, _MOST)
        links = outgoing(opened, version, chosen) if chosen else ()
    made = [change for path, some in changes.items() if chosen and touches(path, chosen) for change in some]
    parts = [f'<p class="about" lang="vi">{escape(cite(chosen))}</p>' if chosen else ""]
    if not chosen:
        parts.append(f'<p class="quiet">{escape(say("related.hint"))}</p>')
    if waiting:
        lines = "".join(f"<li>{waiting_line(frame, effect)}</li>" for effect in waiting[:_SHOWN])
        lines = f'<ul class="refs">{lines}</ul>{review_link(frame, instrument.key)}'
        parts.append(_section(say("related.waiting", count=len(waiting)), lines, DOUBTFUL))
    if made:
        lines = "".join(f"<li>{changed_by(frame, change)}</li>" for change in dict.fromkeys(made))
        parts.append(_section(say("related.changed"), f'<ul class="refs">{lines}</ul>', CHANGED))
    if kept:
        lines = "".join(f"<li>{transition_line(frame, transition)}</li>" for transition in kept[:_SHOWN])
        parts.append(_section(say("related.kept"), f'<ul class="refs">{lines}</ul>', KEPT))
    count = say("related.incoming_many" if len(pointing) >= _MOST else "related.incoming", count=len(pointing))
    parts.append(_section(count, incoming_html(frame, pointing, instrument.key, known), "←"))
    if chosen:
        places = Places(frame, instrument.id, version.ids, known)
        parts.append(_section(say("related.outgoing"), outgoing_html(say, links, places.of), "→"))
        parts.append(_similar(frame, provision_key(instrument.key, chosen)))
    return f'<div class="related">{"".join(parts)}</div>'


def _similar(frame: Frame, key: str) -> str:
    """The articles of other texts that are most like this one; nothing for what is no article, or without an index."""
    say = frame.say
    try:
        hits = similar(base(), key, _SIMILAR, frame.day)
    except KnowledgeBaseError:
        return ""
    lines = []
    for hit in hits:
        number = data.version_to_name(hit.instrument, hit.version, frame.day)
        href = escape(frame.address(at.READER, **{at.INSTRUMENT: hit.instrument, at.PROVISION: hit.path, at.VERSION: number}))
        head = escape(cite(hit.path) + (f". {hit.heading}" if hit.heading else ""))
        named = escape(name_and_title(type_of_key(hit.instrument), hit.number, hit.title))
        status = badge(say, hit.status.value, hit.amended)
        link = f'<a data-go="{at.READER}" href="{href}" lang="vi">{head}</a>'
        lines.append(f'<li>{link} {status}<small lang="vi">{named}</small></li>')
    none = f'<p class="none">{escape(say("find.similar_none"))}</p>'
    return _section(say("find.similar"), f'<ul class="refs">{"".join(lines)}</ul>' if lines else none, "≈")


def _section(title: str, html: str, sign: str) -> str:
    return f'<h3><i aria-hidden="true">{sign}</i>{escape(title)}</h3>{html}'
