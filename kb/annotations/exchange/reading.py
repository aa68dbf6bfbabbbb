"""From the JSON of a W3C annotation file to what each annotation of it says; what cannot be read is refused one by one.

Needs no base. Taken are a collection, a page, a list of annotations or one of them, ours or other tools', such as Recogito's.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import orjson

from documents.messages import Message
from documents.text import clean
from kb.accounts.current import LONGEST_NAME
from kb.annotations.exchange.stated import (
    COMMENTING,
    LINKING,
    POSITION,
    QUOTE,
    REPLYING,
    TAGGING,
    Json,
    Stated,
    of_body,
    read_state,
)
from kb.annotations.model import WRITTEN
from kb.errors import AnnotationError

LARGEST_MB = 20
"""Of a file of annotations."""
_LONGEST_ID = 500
_NO_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f<>\"{}|\\^`]")
_PAGES = ("first", "next", "items", "@graph")


@dataclass(frozen=True, slots=True)
class ReadTarget:
    """What an annotation is about, as its file says.

    :param source: key or address of the text
    :param exact: the quoted words, None where no words are selected
    """

    source: str
    exact: str | None = None
    prefix: str = ""
    suffix: str = ""
    span: tuple[int, int] | None = None
    states: tuple[Stated, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it is all of the provision."""
        return self.exact is None and self.span is None


@dataclass(frozen=True, slots=True)
class ReadNote:
    """An annotation as its file says it. What a file does not say is None, or empty.

    :param answers: the id of the annotation that it replies to
    """

    id: str
    text: str
    tags: tuple[str, ...]
    links: tuple[str, ...]
    status: str | None
    severity: str | None
    assignee: str | None
    author: str | None
    created: datetime | None
    targets: tuple[ReadTarget, ...]
    answers: str | None = None
    proposal: str | None = None
    legal_basis: str | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """An annotation that cannot be read, or was not taken, and why.

    :param id: None where it has none
    """

    id: str | None
    why: Message


def read_annotations(content: bytes, name: str) -> list[ReadNote | Refused]:
    """The annotations of a file, in its order; replies after what is no reply.

    :raises AnnotationError: it is no JSON, or holds no annotations
    """
    try:
        data = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        raise AnnotationError("w3c_no_json", file=name) from None
    found = [_read(item) for item in _items(data, name)]
    return sorted(found, key=lambda item: isinstance(item, ReadNote) and item.answers is not None)


def _items(data: Any, name: str) -> list[Any]:
    """The annotations of a file, whatever they are wrapped in.

    :raises AnnotationError: there are none
    """
    found: list[Any] = []
    waiting = deque([data])
    known = False
    while waiting:
        item = waiting.popleft()
        if isinstance(item, list):
            waiting.extendleft(reversed(item))
            known = True
        elif isinstance(item, dict) and ("target" in item or "Annotation" in _texts(item.get("type", item.get("@type")))):
            found.append(item)
        elif isinstance(item, dict) and (inner := [item[part] for part in _PAGES if part in item]):
            if any(isinstance(part, str) for part in inner):
                raise AnnotationError("w3c_elsewhere", file=name)  # a page that is to be fetched from somewhere: we fetch nothing
            waiting.extendleft(reversed(inner))
            known = True
        elif isinstance(item, dict) and _texts(item.get("type")) and _texts(item.get("type"))[0].startswith("Annotation"):
            known = True
        elif item is not data:
            found.append(item)
    if not found and not known:
        raise AnnotationError("w3c_no_annotations", file=name)
    return found


def _read(item: Any) -> ReadNote | Refused:
    own = item.get("id", item.get("@id")) if isinstance(item, dict) else None
    try:
        if not isinstance(item, dict):
            raise AnnotationError("w3c_no_annotation")
        return _note(item, _id(own, item))
    except AnnotationError as error:
        return Refused(own[:_LONGEST_ID] if isinstance(own, str) else None, error.message)


def _id(own: Any, item: Json) -> str:
    """The id of an annotation; one that has none gets the same one from the same words."""
    if own is None:
        return f"urn:uuid:{uuid5(NAMESPACE_OID, orjson.dumps(item, option=orjson.OPT_SORT_KEYS).hex())}"
    if not isinstance(own, str) or not own or len(own) > _LONGEST_ID or _NO_ADDRESS.search(own):
        raise AnnotationError("w3c_id", most=_LONGEST_ID)
    return own


def _note(item: Json, note_id: str) -> ReadNote:
    motivations = _texts(item.get("motivation"))
    said: dict[str, list[Any]] = defaultdict(list, status=[None], severity=[None], assignee=[None])
    value = item.get("bodyValue")
    for body in [*_all(item.get("body")), *([value] if isinstance(value, str) else [])]:
        kind, words = _says(body, plain=body is value)
        said[kind].append(words)
    targets = _all(item.get("target"))
    if not targets:
        raise AnnotationError("w3c_no_target")
    answers = _source(targets[0]) if REPLYING in motivations else None
    return ReadNote(
        id=note_id,
        text="\n\n".join(said[COMMENTING]),
        tags=tuple(said[TAGGING]),
        links=tuple(said[LINKING]),
        status=said["status"][-1],
        severity=said["severity"][-1],
        assignee=said["assignee"][-1],
        author=_name(item.get("creator")),
        created=_created(item.get("created")),
        targets=() if answers else tuple(map(_target, targets)),
        answers=answers,
        **{name: "\n\n".join(said[name]) or None for name in WRITTEN},
    )


def _says(body: Any, plain: bool) -> tuple[str, str]:
    """What one body says, and as what: by its purpose, or by a name of our own.

    :param plain: it is words; another text is an address
    :raises AnnotationError: it is neither words nor an address
    """
    about: Json = body if isinstance(body, dict) else {}
    purposes, value = _texts(about.get("purpose")), about.get("value", about.get("rdf:value"))
    if isinstance(value, str) or (plain and isinstance(body, str)):
        return next((kind for kind in (TAGGING, *WRITTEN) if kind in purposes), COMMENTING), value if isinstance(
            value, str
        ) else body
    address = body if isinstance(body, str) else _source({} if "items" in about else about)
    if address is None:
        raise AnnotationError("w3c_body")
    return of_body(address) or (next((kind for kind in (TAGGING, LINKING) if kind in purposes), COMMENTING), address)


def _target(target: Any) -> ReadTarget:
    source = _source(target)
    if source is None:
        raise AnnotationError("w3c_no_target")
    if not isinstance(target, dict):
        return ReadTarget(source)
    exact, prefix, suffix, span = None, "", "", None
    selectors = list(_selectors(target.get("selector")))
    for selector in selectors:
        kinds = _texts(selector.get("type", selector.get("@type")))
        if QUOTE in kinds or ("exact" in selector and not kinds):
            exact, prefix, suffix = (_words(selector, name) for name in ("exact", "prefix", "suffix"))
            if not exact:
                raise AnnotationError("note_nothing_quoted")
        elif POSITION in kinds:
            span = _span(selector)
    if selectors and exact is None and span is None:
        raise AnnotationError("w3c_selector")
    states = tuple(read_state(state) for state in _all(target.get("state")))
    return ReadTarget(source, exact, prefix, suffix, span, states)


def _selectors(given: Any) -> Iterator[Json]:
    """The selectors of a target, and what refines them; no more of these than a file of hostile depth should make us walk."""
    waiting, seen = list(_all(given)), 0
    while waiting and seen < 100:
        selector, seen = waiting.pop(0), seen + 1
        if isinstance(selector, dict):
            yield selector
            waiting.extend(_all(selector.get("refinedBy")))


def _words(selector: Json, name: str) -> str:
    value = selector.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise AnnotationError("w3c_selector")
    return clean(value)


def _span(selector: Json) -> tuple[int, int]:
    start, end = selector.get("start"), selector.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or isinstance(start, bool) or isinstance(end, bool):
        raise AnnotationError("w3c_selector")
    if not 0 <= start < end:
        raise AnnotationError("note_nothing_selected")
    return start, end


def _source(thing: Any) -> str | None:
    """The address of a body or a target."""
    values = [thing.get(name) for name in ("source", "id", "@id")] if isinstance(thing, dict) else [thing]
    for value in values:
        if isinstance(value, dict):
            value = value.get("id", value.get("@id"))
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _name(creator: Any) -> str | None:
    """Who made it: a name, or what stands for one."""
    for agent in _all(creator):
        names = [agent.get(part) for part in ("name", "nickname", "nick", "id")] if isinstance(agent, dict) else [agent]
        for name in names:
            if isinstance(name, str) and name.strip():
                return " ".join(name.split())[:LONGEST_NAME]
    return None


def _created(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise AnnotationError("w3c_created") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _all(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _texts(value: Any) -> list[str]:
    """Names of types and purposes, without the prefix that some tools write."""
    return [name.rpartition(":")[2].rpartition("#")[2] for name in _all(value) if isinstance(name, str)]
