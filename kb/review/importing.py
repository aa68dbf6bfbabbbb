"""Review files as YAML: a whole review with its notes, from the first to what is proposed. A file is imported once, all or nothing.

What comes with the program (`SHIPPED`) shows a newcomer a review of the samples.
"""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.orm import Session

from documents.paths import contains, split_key
from kb.accounts.audit import REVIEW
from kb.accounts.current import Actor, act_as, actor_of, person_named
from kb.accounts.roles import allow
from kb.annotations import Spot, add_note, add_reply, select_quotation
from kb.annotations.model import WRITTEN
from kb.database.reading.reader import choose_version, find_instrument, versions
from kb.errors import NotFoundError, ReviewFileError
from kb.imports import read_text, refuse_unsafe_yaml
from kb.review.files import CLOSED, Review, ReviewDraft, create_review, imported_from, texts_of, turn_review
from kb.review.findings import finding_of, mark, progress_of, write_finding

SHIPPED = Path(__file__).parent / "samples"


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class RawReply(_Form):
    """An answer to a note."""

    author: str
    text: str


class RawNote(_Form):
    """A note as it stands in a file.

    :param key: of the provision; ``quote``: words of it, where the note is not on the whole
    :param made_on: the day of the wording that it was made on; default: the day of the review
    """

    key: str
    author: str
    text: str = ""
    quote: str = ""
    made_on: date | None = None
    tags: tuple[str, ...] = ()
    severity: str | None = None
    status: str = "noted"
    assignee: str | None = None
    links: tuple[str, ...] = ()
    replies: tuple[RawReply, ...] = ()
    proposal: str = ""
    legal_basis: str = ""
    answer: str = ""
    left_out: bool = False


class RawMark(_Form):
    """What somebody said of an article."""

    key: str
    mark: str
    author: str


class RawReview(_Form):
    """A review file as it stands in a file.

    :param review: its name: a file of this name is imported once
    """

    review: str = Field(min_length=1, max_length=200)
    title: str
    author: str
    as_of: date
    items: tuple[str, ...]
    purpose: str = ""
    basis: str = ""
    deadline: date | None = None
    members: tuple[str, ...] = ()
    closed: bool = False
    notes: tuple[RawNote, ...] = ()
    marks: tuple[RawMark, ...] = ()


def shipped(name: str) -> Path | None:
    """The file of a review that comes with the program."""
    return next((path for path in sorted(SHIPPED.glob("*.yaml")) if path.stem == name), None)


def read_review(path: Path) -> RawReview:
    """The review of a file.

    :raises ReviewFileError: it cannot be read, or is none; the message has the place
    """
    text = read_text(path, ReviewFileError("review_unreadable", file=path.name))
    try:
        refuse_unsafe_yaml(text, path.name, ReviewFileError)
        data: Any = yaml.safe_load(text)
        return RawReview.model_validate(data)
    except ValidationError as error:
        first = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ReviewFileError("review_form", place=f"{path.name}: {first}" if first else path.name) from None
    except (yaml.YAMLError, ValueError, RecursionError):  # a day that no calendar has is a ValueError
        raise ReviewFileError("review_form", place=path.name) from None


def import_review(session: Session, raw: RawReview) -> tuple[Review, bool]:
    """Make a review of a file, with its notes and what was said of them, each in the name of whose it is. The caller commits.

    :returns: the review, and whether it is new; one that is there already is left as people have it by now
    :raises KnowledgeBaseError: something of it cannot be kept; the caller undoes the rest
    """
    allow(session, "import", REVIEW)
    there = imported_from(session, raw.review)
    if there is not None:
        return there, False
    importing = actor_of(session)
    for name in (*raw.members, *(note.assignee for note in raw.notes if note.assignee)):
        person_named(session, Actor(name).name)
    act_as(session, Actor(raw.author))
    names = ("title", "as_of", "items", "purpose", "basis", "deadline", "members")
    made = create_review(session, ReviewDraft(**{name: getattr(raw, name) for name in names}), raw.review)
    for number, note in enumerate(raw.notes):
        _add(session, made, note, str(uuid5(NAMESPACE_URL, f"tuluat:review:{raw.review}:{number}")))
    for said in raw.marks:
        act_as(session, Actor(said.author))
        key, path = split_key(said.key)
        progress = [item for item in progress_of(session, made, texts_of(session, made), ()) if item.text == key]
        article = next((item for item in progress if contains(item.provision.path, path)), None)
        if article is None:
            raise NotFoundError("review_item_absent", key=said.key)
        mark(session, made, article, said.mark)
    if raw.closed:
        act_as(session, Actor(raw.author))
        made = turn_review(session, made, CLOSED)
    act_as(session, importing)
    return made, True


def _add(session: Session, review: Review, raw: RawNote, note_id: str) -> None:
    key, path = split_key(raw.key)
    instrument = find_instrument(session, key)
    version = choose_version(versions(session, instrument), raw.made_on or review.said.as_of)
    act_as(session, Actor(raw.author))
    places = select_quotation(session, version.id, raw.quote, path or None) if raw.quote else (Spot(path),)
    about: dict[str, Any] = {"severity": raw.severity, "assignee": raw.assignee, "links": raw.links}
    add_note(session, version.id, places, raw.text, raw.tags, raw.status, id=note_id, **about)
    for reply in raw.replies:
        act_as(session, Actor(reply.author))
        add_reply(session, note_id, reply.text)
    words = {name: getattr(raw, name) for name in WRITTEN}
    if not (any(words.values()) or raw.left_out):
        return
    act_as(session, Actor(raw.author))
    write_finding(session, review, finding_of(session, review, note_id, raw.key), left_out=raw.left_out, **words)
