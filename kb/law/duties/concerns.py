"""What a reviewer would ask about the duties of a text: only what its own words, or the base, show beyond doubt."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from sqlalchemy.orm import Session

from documents.duties.statement import Deadline, Statement, StatementKind, TimeUnit
from documents.messages import Message, Places, Value
from documents.model import Instrument
from documents.paths import unit_of
from documents.text import unify_tone_marks
from kb.law.duties.gone import Renamed, renamed_bodies
from kb.law.duties.nowhere import leading_nowhere
from kb.law.duties.reading import ClauseDuties, Duties, body_name


class Code(StrEnum):
    """What is asked. The values are part of the interface."""

    NO_BODY = "duty_without_body"
    NO_START = "deadline_without_start"
    DIFFERENT_DEADLINES = "different_deadlines"
    BODY_GONE = "body_gone"
    LEADS_NOWHERE = "reference_leads_nowhere"


@dataclass(frozen=True, slots=True)
class Concern:
    """A question about a clause.

    :param path: of the clause
    :param message: why
    """

    code: Code
    path: str
    message: Message


_MOST_PLACES = 5


def concerns_of(instrument: Instrument, duties: Duties, on: date, session: Session | None) -> list[Concern]:
    """The questions about a text, in reading order.

    :param session: on the base, None where there is none: then nothing is said of bodies and references
    """
    found = [*_without_body(duties), *_without_start(duties), *_different_deadlines(duties)]
    if session is not None:
        gone = renamed_bodies(session, on)
        found += [concern for one in duties for concern in _gone(one, gone)]
        for piece, lacking, name in leading_nowhere(session, instrument):
            said: dict[str, Value] = {"words": piece.reference.text, "places": Places.of(*lacking, most=_MOST_PLACES)}
            message = Message.of("duty.leads_nowhere", name=name, **said) if name else Message.of("duty.leads_nowhere_here", **said)
            found.append(Concern(Code.LEADS_NOWHERE, piece.path, message))
    order = {provision.path: at for at, provision in enumerate(instrument.walk())}
    return sorted(dict.fromkeys(found), key=lambda one: order.get(one.path, 0))


_PASSIVE = re.compile(r"\bphải\s+(?:\w+\s+){0,2}?được\b", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"\b(?:do|bởi|ai|người|cơ quan|tổ chức|cá nhân|đơn vị|ban|bộ|[uủ][yỷ] ban|sở|hội đồng|doanh nghiệp|công ty|chủ|bên|cơ sở"
    r"|tòa án|viện|nhà|cục|trưởng|giám đốc|chính phủ|quốc hội|ngân hàng|trường|sinh viên|học sinh|cán bộ|công chức|thành viên"
    r"|thương nhân|hộ|nhân viên|lực lượng|phòng|trung tâm|trạm|cấp (?:có thẩm quyền|trên|dưới|tỉnh|xã))\b",
    re.IGNORECASE,
)
"""Words with which somebody is named: a sentence that has one may say who acts in a way that is not read."""
_TERM = re.compile(r"(?:trong (?:thời hạn|vòng)|chậm nhất|muộn nhất)\b", re.IGNORECASE)
_STARTS = re.compile(
    r"\b(?:từ(?! chối)|sau|trước|khi|cứ|định kỳ|hằng|hàng|mỗi|từng|đầu|cuối|hết|kéo dài|gia hạn|nói trên|nêu trên|này|đó|còn lại"
    r"|nhận được|nhận đủ)\b|ngày\s+\d",
    re.IGNORECASE,
)
"""Words with which a start is told, in whatever form, or the term of another sentence is taken up."""
_SHORT = (TimeUnit.HOUR, TimeUnit.DAY, TimeUnit.WORKING_DAY)
"""Units of terms in which an act is done; months and years are as often how long something lasts."""
_BINDING = (StatementKind.OBLIGATION, StatementKind.POWER)
_LONG_ACT, _LONG_START = 10, 8
"""Words of an act, and of the event from which its term counts, that tell it from the like act of another procedure."""
_USUAL = re.compile(r"\b(?:hợp lệ|đầy đủ|theo quy định.*)", re.IGNORECASE | re.DOTALL)
_STOPS = ("\n", ". ", ";")


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence, or the part between semicolons, in which words stand."""
    first = max(text.rfind(sign, 0, start) + 1 for sign in _STOPS)
    return text[first : min((at for sign in _STOPS if (at := text.find(sign, end)) >= 0), default=len(text))]


def _without_body(duties: Duties) -> Iterator[Concern]:
    """What must be done to a thing ("phải được …"), where neither the article nor its heading names anybody."""
    acting = {unit_of(one.path) for one in duties for statement in one.statements if statement.actor}
    for one in duties:
        said = one.clause.said
        if unit_of(one.path) in acting or _SOMEBODY.search(f"{said.heading} {said.lead_in}"):
            continue
        for statement in one.statements:
            words = " ".join(_sentence(said.text, statement.action.start, statement.action.end).split())
            if statement.kind is StatementKind.OBLIGATION and _PASSIVE.search(words) and not _SOMEBODY.search(words):
                yield Concern(Code.NO_BODY, one.path, Message.of("duty.without_body", words=words))


def _without_start(duties: Duties) -> Iterator[Concern]:
    """A term in which somebody must act, in a sentence that tells no start in any form."""
    for one in duties:
        for statement in one.statements:
            due = statement.deadline
            if due is None or due.unit not in _SHORT or due.counted_from or not statement.actor or statement.kind not in _BINDING:
                continue
            words = _sentence(one.clause.said.text, due.start, max(due.end, statement.action.end))
            if _TERM.match(due.text) and not _STARTS.search(words):
                yield Concern(Code.NO_START, one.path, Message.of("duty.without_start", due=due.text, words=statement.action.text))


def _different_deadlines(duties: Duties) -> Iterator[Concern]:
    """One body, one act word for word under the same conditions, and two terms."""
    by_act: dict[tuple[object, ...], list[tuple[str, Statement, Deadline]]] = defaultdict(list)
    for one in duties:
        for statement in one.statements:
            due, act = statement.deadline, _plain(statement.action.text)
            start = _plain(_USUAL.sub("", due.counted_from or "")) if due else ()
            if due and due.value is not None and statement.actor and len(act) >= _LONG_ACT and len(start) >= _LONG_START:
                same = (body_name(statement.actor.text), act, statement.kind, start)
                conditions = frozenset(_plain(condition.text) for condition in statement.conditions)
                by_act[(*same, conditions)].append((one.path, statement, due))
    for some in by_act.values():
        for (here, statement, due), (there, _, other) in combinations(some, 2):
            if here != there and statement.actor and (due.value, due.unit) != (other.value, other.unit):
                message = Message.of(
                    "duty.different_deadlines",
                    body=statement.actor.text,
                    words=statement.action.text,
                    due=due.text,
                    other=other.text,
                    place=Places.of(there),
                )
                yield Concern(Code.DIFFERENT_DEADLINES, here, message)


def _plain(words: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", unify_tone_marks(words).lower()))


def _gone(one: ClauseDuties, gone: Sequence[Renamed]) -> Iterator[Concern]:
    for statement in one.statements:
        named = [words.text for words in (statement.actor, statement.beneficiary) if words]
        for body in gone:
            if any(map(body.is_named_in, named)):
                yield Concern(Code.BODY_GONE, one.path, body.message())
