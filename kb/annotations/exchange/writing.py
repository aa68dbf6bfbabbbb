"""Notes to a W3C annotation collection. What is hidden stays out, and it is said how much that is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import orjson

from kb.annotations.exchange import stated as w3c
from kb.annotations.exchange.stated import Json
from kb.annotations.model import NOTE_STATUSES, NoteView, Reply, TargetView
from kb.interface.days import utc


@dataclass(frozen=True, slots=True)
class Exported:
    """A collection.

    :param annotations: how many it has, notes and replies
    :param hidden: how many notes and replies were left out of it
    """

    collection: Json
    annotations: int
    hidden: int

    @property
    def content(self) -> bytes:
        """The collection as a file."""
        return orjson.dumps(self.collection, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def export_annotations(notes: Sequence[NoteView], label: str) -> Exported:
    """The collection of some notes.

    :param notes: with those that are hidden, and their hidden replies
    """
    shown = [note for note in notes if not note.hidden]
    replies = [(note, reply) for note in shown for reply in note.replies if not reply.hidden]
    hidden = sum(len(note.replies) + 1 for note in notes if note.hidden) + sum(
        reply.hidden for note in shown for reply in note.replies
    )
    items = [*map(_note, shown), *(_reply(note, reply) for note, reply in replies)]
    address = f"urn:uuid:{uuid5(NAMESPACE_URL, ' '.join([label, *(item['id'] for item in items)]))}"
    collection: Json = {"@context": w3c.CONTEXT, "id": address, "type": "AnnotationCollection", "label": label, "total": len(items)}
    if items:
        page = {"id": f"{address}#page1", "type": "AnnotationPage", "partOf": address, "startIndex": 0, "items": items}
        collection |= {"first": page, "last": page["id"]}
    return Exported(collection, len(items), hidden)


def _note(note: NoteView) -> Json:
    bodies = list(_bodies(note))
    motivations = [w3c.COMMENTING if note.text else w3c.HIGHLIGHTING]
    motivations += [motivation for motivation, some in ((w3c.TAGGING, note.tags), (w3c.LINKING, note.links)) if some]
    return {
        "id": note.id,
        "type": "Annotation",
        "motivation": _one_or_all(motivations),
        **_made(note.author, note.created_at, note.revised_at if note.revisions > 1 else None),
        **({"body": bodies} if bodies else {}),
        "target": _one_or_all([_target(target) for target in note.targets]),
    }


def _reply(note: NoteView, reply: Reply) -> Json:
    return {
        "id": reply.id,
        "type": "Annotation",
        "motivation": w3c.REPLYING,
        **_made(reply.author, reply.created_at, reply.revised_at if reply.revisions > 1 else None),
        "body": [_words(w3c.REPLYING, reply.text)],
        "target": note.id,
    }


def _made(author: str, created: datetime, modified: datetime | None) -> Json:
    made: Json = {"creator": {"type": "Person", "name": author}, "created": _moment(created)}
    return {**made, "modified": _moment(modified)} if modified else made


def _bodies(note: NoteView) -> Iterator[Json]:
    if note.text:
        yield _words(w3c.COMMENTING, note.text)
    # Purposes of our own: another program has them as words.
    yield from ({**_words(f"{w3c.URN}{name}", words), "format": "text/plain"} for name, words in note.written.items() if words)
    for tag in note.tags:
        yield {"type": "TextualBody", "purpose": w3c.TAGGING, "value": tag}
    for key in note.links:
        yield {"type": "SpecificResource", "purpose": w3c.LINKING, "source": key}
    if note.status != NOTE_STATUSES[0]:
        yield w3c.as_body(w3c.CLASSIFYING, "status", note.status)
    if note.severity:
        yield w3c.as_body(w3c.ASSESSING, "severity", note.severity)
    if note.assignee:
        yield w3c.as_body(w3c.CLASSIFYING, "assignee", note.assignee)


def _words(purpose: str, text: str) -> Json:
    return {"type": "TextualBody", "purpose": purpose, "value": text, "format": "text/markdown"}


def _target(target: TargetView) -> Json:
    found: Json = {"type": "SpecificResource", "source": target.key}
    if target.quotation is not None and target.start is not None:
        quoted = {"type": w3c.QUOTE, "exact": target.quotation, "prefix": target.made_on.prefix, "suffix": target.made_on.suffix}
        found["selector"] = [quoted, {"type": w3c.POSITION, "start": target.start, "end": target.end}]
    if state := _state(target):
        found["state"] = state
    return found


def _state(target: TargetView) -> Json | None:
    """The version, as a state in time: the day that its text is valid from, where that is known, and its hash."""
    place = target.made_on
    if place.sha256 is None:
        return None
    state: Json = {"@context": w3c.STATE_CONTEXT, "type": "TimeState", "cached": f"{w3c.HASH}{place.sha256}"}
    if place.valid_from is not None:
        state["sourceDate"] = f"{place.valid_from.isoformat()}T00:00:00Z"
    state |= {"version": place.version, "sha256": place.sha256}
    if place.valid_from is not None:
        state["from"] = place.valid_from.isoformat()
    return state if target.field == "text" else {**state, "field": target.field}


def _moment(moment: datetime) -> str:
    return utc(moment).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _one_or_all(items: list[Any]) -> Any:
    return items[0] if len(items) == 1 else items
