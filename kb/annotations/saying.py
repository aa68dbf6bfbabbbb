"""What a note says: whether it can be kept, where it can be looked for, and whether it seems to hold personal data.

Amounts,
days and numbers of instruments are no personal data. Nothing of what was found is logged or kept: only of which kind it is.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from documents.paths import key_parts, split_key
from documents.text import clean, fold, unify_tone_marks
from kb.accounts.audit import NOTE
from kb.annotations.model import LONGEST_TAG, LONGEST_TEXT, MOST, NOTE_STATUSES, SEVERITIES, WRITTEN
from kb.database.tables import (
    Annotation,
    AnnotationLink,
    AnnotationTag,
    Audit,
    Instrument,
    InstrumentAlias,
    Person,
    Provision,
    ReviewFinding,
    Version,
)
from kb.errors import AnnotationError

EXPLAINS = "thuyết minh"
"""Tag of notes that explain a change (`kb.annotations.reading`). The program reads it, so its name stays."""

BEGINS_WITH = (
    "mâu thuẫn",
    "chồng chéo",
    "khoảng trống",
    "không khả thi",
    "lạc hậu",
    "thiếu hướng dẫn",
    "kiến nghị sửa",
    "câu hỏi",
    EXPLAINS,
)


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return " ".join(clean(name).casefold().split())


_OWN = {_plain(name): name for name in BEGINS_WITH}


def named(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags of a note, those that the program has spelled as it has them, each once."""
    return tuple({_plain(tag): _OWN.get(_plain(tag), tag) for tag in tags}.values())


def offered(session: Session) -> tuple[str, ...]:
    """The tags to choose from: those that the program has, and those that some note has."""
    used = session.scalars(select(AnnotationTag.tag).distinct().order_by(AnnotationTag.tag))
    return named((*BEGINS_WITH, *used))


@dataclass(frozen=True, slots=True)
class Said:
    """What a note says, as the audit keeps it. Lines of older bases know text, tags and status only."""

    text: str
    tags: tuple[str, ...] = ()
    status: str = NOTE_STATUSES[0]
    severity: str | None = None
    assignee: str | None = None
    links: tuple[str, ...] = ()
    proposal: str = ""
    legal_basis: str = ""
    answer: str = ""

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> "Said":
        """What a line says."""
        return cls(
            text=line.get("text") or "",
            tags=tuple(line.get("tags") or ()),
            status=line.get("status") or NOTE_STATUSES[0],
            severity=line.get("severity"),
            assignee=line.get("assignee"),
            links=tuple(line.get("links") or ()),
            **{name: line.get(name) or "" for name in WRITTEN},
        )

    @property
    def line(self) -> dict[str, Any]:
        """The same for the audit."""
        return {**asdict(self), "tags": list(self.tags), "links": list(self.links)}


def said_of(session: Session, lines: Mapping[str, Mapping[str, Any]]) -> dict[str, Said]:
    """What notes say, by the last line of the audit about each. Until such a line has it, what was written to a note in reviews
    stands in their rows, as older bases keep it: of several all that differs.
    """
    bare = [note_id for note_id, line in lines.items() if WRITTEN[0] not in line]
    found = {note_id: Said.of(line) for note_id, line in lines.items()}
    for row in session.scalars(select(ReviewFinding).where(ReviewFinding.note_id.in_(bare)).order_by(ReviewFinding.at)):
        said = found[row.note_id]
        words = {name: dict.fromkeys(filter(None, (getattr(said, name), getattr(row, name)))) for name in WRITTEN}
        joined: dict[str, Any] = {name: "\n".join(some) for name, some in words.items()}
        found[row.note_id] = replace(said, **joined)
    return found


def checked(session: Session, said: Said, *, quotes: bool, known: Collection[str] = ()) -> Said:
    """What a note is to say, tidied.

    :param quotes: it marks words, and may then say nothing
    :param known: links that the note has already
    :raises AnnotationError: it cannot be kept so
    """
    text, tags = checked_text(said.text, quotes), _tags(said.tags)
    written = {name: checked_text(getattr(said, name), empty=True) for name in WRITTEN}
    links = tuple(dict.fromkeys(said.links))
    said = replace(said, text=text, tags=tags, assignee=said.assignee or None, links=links, **written)
    if said.status not in NOTE_STATUSES:
        raise AnnotationError("note_status", status=said.status, known=", ".join(NOTE_STATUSES))
    if said.severity is not None and said.severity not in SEVERITIES:
        raise AnnotationError("note_severity", severity=said.severity, known=", ".join(SEVERITIES))
    if said.assignee and session.scalar(select(Person.id).where(Person.name == said.assignee)) is None:
        raise AnnotationError("note_assignee", name=said.assignee)
    if len(said.links) > MOST:
        raise AnnotationError("note_too_many_links", most=MOST)
    for key in said.links:
        if key not in known and not _stands(session, key):
            raise AnnotationError("note_link", key=key)
    return said


def checked_text(text: str, empty: bool = False) -> str:
    """The words of a note or a reply.

    :param empty: there may be none
    """
    text = text.strip()
    if not text and not empty:
        raise AnnotationError("note_empty")
    if len(text) > LONGEST_TEXT:
        raise AnnotationError("note_too_long", count=len(text), most=LONGEST_TEXT)
    return text


def _tags(tags: Iterable[str]) -> tuple[str, ...]:
    found = named(name for tag in tags if (name := " ".join(clean(tag).split())))
    if too_long := next((tag for tag in found if len(tag) > LONGEST_TAG), None):
        raise AnnotationError("note_tag_too_long", tag=too_long[:LONGEST_TAG], most=LONGEST_TAG)
    if len(found) > MOST:
        raise AnnotationError("note_too_many_tags", most=MOST)
    return found


def _stands(session: Session, key: str) -> bool:
    """Whether the base has a provision, in any version, under any key that its text ever had."""
    instrument, path = split_key(key)
    if key_parts(instrument) is None:
        return False
    given_up = select(InstrumentAlias.instrument_id).where(InstrumentAlias.alias == instrument)
    found = session.scalar(select(Instrument.id).where(or_(Instrument.key == instrument, Instrument.id.in_(given_up))))
    if found is None or not path:
        return found is not None
    there = select(Provision.id).join(Version, Version.id == Provision.version_id)
    return session.scalar(there.where(Version.instrument_id == found, Provision.path == path).limit(1)) is not None


def looked_for(text: str) -> str:
    """The words of a note as they are looked for: small letters, one spelling of tone marks."""
    return unify_tone_marks(clean(text)).lower()


def last_said(session: Session, note_id: str) -> Said:
    """What a note or a reply says now."""
    said = select(Audit.after).where(Audit.thing == NOTE, Audit.thing_id == note_id, Audit.act.in_(("add", "revise")))
    return said_of(session, {note_id: session.scalar(said.order_by(Audit.id.desc()).limit(1)) or {}})[note_id]


def remember(session: Session, note_id: str) -> None:
    """Let a note be found by what the last line of the audit says of it. Call it after every change of such a line."""
    said, note = last_said(session, note_id), session.get_one(Annotation, note_id)
    note.status, note.severity, note.assignee = said.status, said.severity, said.assignee
    note.words = looked_for("\n".join((said.text, *(getattr(said, name) for name in WRITTEN))).strip())
    note.folded = fold(note.words)
    for table in (AnnotationTag, AnnotationLink):
        session.execute(delete(table).where(table.annotation_id == note_id))
    session.add_all(AnnotationTag(annotation_id=note_id, tag=tag[:100]) for tag in said.tags)
    session.add_all(AnnotationLink(annotation_id=note_id, key=key, instrument=split_key(key)[0]) for key in said.links)
    session.flush()


class Personal(StrEnum):
    """What a note may hold of somebody. The values name entries of the catalogue."""

    PHONE = "phone"
    IDENTITY = "identity"
    ADDRESS = "address"


_DAYS = re.compile(r"(?<!\d)\d{1,2}([./-])\d{1,2}\1\d{4}(?!\d)|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", re.ASCII)
_OF_INSTRUMENTS = re.compile(r"\d+/\d{4}/[\w-]+")
_RUN = re.compile(r"(?<![\w/])(?:\+|\(\+?)?\d(?:[ .\-()\u00a0]{0,2}\d){8,14}(?![\w/])", re.ASCII)
_MONEY = re.compile(r"\s*(?:đ\b|đồng|vnđ|vnd|nghìn|ngàn|triệu|tỷ|tỉ|usd|dong\b|%)", re.IGNORECASE)
_PHONE = re.compile(r"(?:84|0)(?:[35789]\d{8}|2\d{8,9})", re.ASCII)
_FOREIGN_PHONE = re.compile(r"\d{9,14}", re.ASCII)
_LABELLED = re.compile(r"(?:cccd|cmnd|can cuoc|chung minh|ho chieu|so dinh danh)\D{0,25}[a-z]?\d(?:[ .]?\d){5,11}(?!\d)")

_NAME = r"(?:[A-ZĐÀ-Ỹ][\wÀ-ỹ]*|\d+\w?)"
_STREET = rf"\d+\w?(?:/\d+\w?)*,?\s+(?:đường|phố|ngõ|ngách|hẻm|kiệt|Đường|Phố|Ngõ|Ngách|Hẻm|Kiệt)\s+{_NAME}"
_LANE = r"(?<![\w])(?:ngõ|ngách|hẻm|kiệt|Ngõ|Ngách|Hẻm|Kiệt)\s+(?:số\s+)?\d+"
_HAMLET = (
    rf"(?<!\w)(?i:thôn|ấp|bản|buôn|xóm|khóm|tổ dân phố|khu phố|tổ)\s+{_NAME}(?:\s+{_NAME}){{0,3}}\s*,?\s+"
    rf"(?i:xã|phường|thị trấn|huyện)\s+{_NAME}"
)
_LIVES = (
    rf"(?<!\w)(?i:nhà ở|ở tại|đang ở|sống ở|sống tại|quê ở|quê|trú tại|thường trú|tạm trú|địa chỉ)\W+(?:[\wÀ-ỹ]+\W+){{0,5}}?"
    rf"(?i:xã|phường|thị trấn|thôn|ấp|bản|xóm|quận|huyện)\s+{_NAME}"
)
_NUMBERED = r"(?<![\w/])\d+\w?(?:/\d+\w?)+\s+[A-ZĐÀ-Ỹ][\wÀ-ỹ]*\s+[A-ZĐÀ-Ỹ][\wÀ-ỹ]*.{0,20}?(?i:phường|quận|xã|tp|thành phố)"
_ADDRESS = re.compile("|".join((_STREET, _LANE, _HAMLET, _LIVES, _NUMBERED)))
_HOUSE = re.compile(r"\b(?:so nha|nha so|dia chi nha)\W{0,3}\d")
_BARE_HAMLET = re.compile(r"\b(?:thon|xom|khom|to dan pho|khu pho|ap) (?:so )?\d+\w?,? (?:xa|phuong|thi tran|huyen) \w")
_BARE_STREET = re.compile(r"\b\d+\w?(?:/\d+\w?)* (?:duong|ngo|ngach|hem|kiet) (?:\d|[a-z]+ [a-z]+ ?,? (?:phuong|quan|p\b|q\b))")


def personal_in(text: str) -> tuple[Personal, ...]:
    """The kinds of personal data that a text seems to hold, each once."""
    found = {kind for match in _RUN.finditer(_OF_INSTRUMENTS.sub(" x ", _DAYS.sub(" x ", text))) if (kind := _number(match))}
    bare = fold(text)
    if _LABELLED.search(bare):
        found.add(Personal.IDENTITY)
    unmarked = bare == text.lower()
    if _ADDRESS.search(text) or _HOUSE.search(bare) or (unmarked and (_BARE_HAMLET.search(bare) or _BARE_STREET.search(bare))):
        found.add(Personal.ADDRESS)
    return tuple(kind for kind in Personal if kind in found)


def _number(match: re.Match[str]) -> Personal | None:
    """Which kind a run of digits is, None: an amount, or nothing that is known."""
    written, digits = match.group(), re.sub(r"\D", "", match.group())
    if _MONEY.match(match.string, match.end()) or digits.endswith("000"):
        return None
    if _PHONE.fullmatch(digits) or (written.startswith(("+", "(+")) and _FOREIGN_PHONE.fullmatch(digits)):
        return Personal.PHONE
    return Personal.IDENTITY if len(digits) in (9, 12) else None
