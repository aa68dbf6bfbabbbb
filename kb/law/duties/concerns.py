"""What a reviewer would ask about the duties of a text: only what its own words, or the base, show beyond doubt."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from documents.duties.statement import StatementKind, TimeUnit
from documents.messages import Message, Places
from documents.model import Instrument
from documents.paths import unit_of
from kb.law.duties.gone import Renamed, renamed_bodies
from kb.law.duties.nowhere import leading_nowhere
from kb.law.duties.reading import ClauseDuties, Duties


class Code(StrEnum):
    """What is asked. The values are part of the interface."""

    NO_BODY = "duty_without_body"
    NO_START = "deadline_without_start"
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
    found = [*_without_body(duties), *_without_start(duties)]
    if session is not None:
        gone = renamed_bodies(session, on)
        found += [concern for one in duties for concern in _gone(one, gone)]
        for piece, lacking, name in leading_nowhere(session, instrument):
            words, places = piece.reference.text, Places.of(*lacking, most=_MOST_PLACES)
            message = (
                Message.of("duty.leads_nowhere", name=name, words=words, places=places)
                if name
                else Message.of("duty.leads_nowhere_here", words=words, places=places)
            )
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
_BY = re.compile(r"\b(?:do|bởi)\b", re.IGNORECASE)
_TERM = re.compile(r"(?:trong (?:thời hạn|vòng)|chậm nhất|muộn nhất)\b", re.IGNORECASE)
_STARTS = re.compile(
    r"\b(?:từ(?! chối)|sau|trước|khi|cứ|định kỳ|hằng|hàng|mỗi|từng|đầu|cuối|hết|kéo dài|gia hạn|nói trên|nêu trên|này|đó|còn lại"
    r"|theo|nhận được|nhận đủ|tiếp theo|kể)\b|ngày\s+\d",
    re.IGNORECASE,
)
"""Words with which a start is told, in whatever form, or the term of another sentence is taken up."""
_STARTED = re.compile(r"\b(?:(?:kể|tính) (?:từ|theo)|(?:khi|ngày|lúc) (?:tiếp )?nhận)\b", re.IGNORECASE)
"""Words with which another sentence of the clause tells the start for all."""
_LASTING = re.compile(
    r"(?:niêm yết|công khai|đăng tải|treo|lưu|giữ|bảo quản|duy trì|cách ly|tạm (?:trú|giữ|dừng|ngừng)|(?:tạm )?đình chỉ)\b",
    re.IGNORECASE,
)
"""Acts that last: a term of these is a length, and asks for no start."""
_SHORT = (TimeUnit.HOUR, TimeUnit.DAY, TimeUnit.WORKING_DAY)
"""Units of terms in which an act is done; months and years are as often how long something lasts."""
_BINDING = (StatementKind.OBLIGATION, StatementKind.POWER)
_SENTENCE = ("\n", ". ")


def _sentence(text: str, start: int, end: int, stops: Sequence[str] = _SENTENCE) -> str:
    """The sentence in which words stand.

    :param stops: what ends it
    """
    first = max(text.rfind(sign, 0, start) + 1 for sign in stops)
    return text[first : min((at for sign in stops if (at := text.find(sign, end)) >= 0), default=len(text))]


def _without_body(duties: Duties) -> Iterator[Concern]:
    """What must be done to a thing ("phải được …"), where neither the article nor its heading names anybody."""
    acting = {unit_of(one.path) for one in duties for statement in one.statements if statement.actor}
    for one in duties:
        said = one.clause.said
        if unit_of(one.path) in acting or _SOMEBODY.search(f"{said.heading} {said.lead_in}") or _BY.search(said.text):
            continue
        for statement in one.statements:
            words = " ".join(_sentence(said.text, statement.action.start, statement.action.end, (*_SENTENCE, ";")).split())
            if (
                statement.sure
                and statement.kind is StatementKind.OBLIGATION
                and _PASSIVE.search(words)
                and not _SOMEBODY.search(words)
            ):
                yield Concern(Code.NO_BODY, one.path, Message.of("duty.without_body", words=words))


def _without_start(duties: Duties) -> Iterator[Concern]:
    """A term in which somebody must act, in a sentence that tells no start in any form."""
    for one in duties:
        for statement in one.statements:
            due = statement.deadline
            if due is None or due.unit not in _SHORT or due.counted_from or not statement.actor:
                continue
            if statement.kind not in _BINDING or not statement.sure:
                continue
            said = one.clause.said
            words = f"{said.lead_in}\n{_sentence(said.text, due.start, max(due.end, statement.action.end))}"
            told = _STARTS.search(words) or _STARTED.search(said.text) or _LASTING.match(statement.action.text)
            if _TERM.match(due.text) and not told:
                yield Concern(Code.NO_START, one.path, Message.of("duty.without_start", due=due.text, words=statement.action.text))


def _gone(one: ClauseDuties, gone: Sequence[Renamed]) -> Iterator[Concern]:
    for statement in one.statements:
        named = [words.text for words in (statement.actor, statement.beneficiary) if words]
        for body in gone:
            if any(map(body.is_named_in, named)):
                yield Concern(Code.BODY_GONE, one.path, body.message())
