"""The margin's part on relations of a provision: unreviewed changes, what changed it, what keeps it alive, references both ways."""

from collections.abc import Mapping
from html import escape

from kb.database.reader import InstrumentRecord, LoadedVersion
from kb.effects import touches, unreviewed_for
from kb.history import changes_in, transitional_for
from kb.pages.around import CHANGED, DOUBTFUL, KEPT, changed_by, review_link, transition_line, waiting_line
from kb.pages.base import session
from kb.pages.frame import Frame
from kb.pages.linking import Places, incoming_html, outgoing_html
from kb.pages.names import cite
from kb.references import incoming, outgoing

_SHOWN, _MOST = 12, 200


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
    return f'<div class="related">{"".join(parts)}</div>'


def _section(title: str, html: str, sign: str) -> str:
    return f'<h3><i aria-hidden="true">{sign}</i>{escape(title)}</h3>{html}'
