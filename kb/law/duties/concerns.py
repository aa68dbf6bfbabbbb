"""What a reviewer would ask about the duties of a text: only what its own words, or the base, show beyond doubt."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.duties.statement import Statement, StatementKind, TimeUnit, clauses_of
from documents.messages import Message, Places
from documents.model import Instrument, Kind, Provision
from documents.paths import child_path, kind_of, split_key, unit_of, upward
from documents.wording.verbs import CHANGE, CORRECT
from kb.database import tables
from kb.law.duties.ended import Ended, named_in, spoken_of
from kb.law.duties.reading import Duties
from kb.law.references.links import Piece, read_pieces, texts_of
from kb.law.references.lookup import instruments_of_base
from kb.law.references.naming import name_of

_ARTICLE = re.compile(r"\bđiều\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"kèm theo|điều lệ|quy chế|phụ lục", re.IGNORECASE)
_AMENDS = re.compile(rf"\b(?:{CHANGE}|{CORRECT}|bỏ)\b", re.IGNORECASE)
_FEWEST = 2  # clauses of an article whose clauses are surely numbered


def leading_nowhere(session: Session, instrument: Instrument) -> Iterator[tuple[Piece, tuple[str, ...], str | None]]:
    """Each reference of a text that leads nowhere, with the paths that are not there, and what the other instrument is called.

    Only a clause of a named article, or a named article of a whole text: points are numbered in too many ways. What amends a
    text speaks of what that one had before, or is to have.
    """
    known = instruments_of_base(session)
    own = {provision.path: provision for provision in instrument.walk()}
    silent = {place: () for place in texts_of(instrument.provisions) if not _ARTICLE.search(place[1])}
    pieces = read_pieces(instrument.provisions, instrument.key, known, own, found=silent)
    known.expect(keys={split_key(target.key)[0] for piece in pieces for target in piece.reference.targets if target.key})
    others: dict[int, tuple[Collection[str], bool]] = {}
    for piece in pieces:
        words = piece.reference.text
        if not _ARTICLE.search(words) or _ELSEWHERE.search(words) or _amends(own[unit_of(piece.path)]):
            continue
        lacking: dict[int | None, list[str]] = defaultdict(list)
        for target in piece.reference.targets:
            key, path = split_key(target.key or "")
            if key == instrument.key:
                lacking[None] += _lacking(path, own, instrument.partial) if words.endswith("này") else []
            elif key and (held := known.held(key)):
                if held.row not in others:
                    others[held.row] = _paths(session, held.row)
                lacking[held.row] += _lacking(path, *others[held.row])
        for row, paths in lacking.items():
            if paths:
                name = name_of(session.get_one(tables.Instrument, row)) if row else None
                yield piece, tuple(dict.fromkeys(paths)), name


def _lacking(path: str, there: Collection[str], partial: bool) -> list[str]:
    """What of a path is not there: its article, where the text is whole; else its clause, where the article has others."""
    article = unit_of(path)
    if kind_of(article) is not Kind.ARTICLE:
        return []
    if article not in there:
        return [] if partial else [article]
    clause = next((above for above in upward(path) if kind_of(above) is Kind.CLAUSE), None)
    if clause is None or clause in there:
        return []
    numbered = sum(child_path(article, Kind.CLAUSE, str(number)) in there for number in range(1, _FEWEST + 1))
    return [clause] if numbered == _FEWEST else []


def _amends(article: Provision) -> bool:
    return any(_AMENDS.search(words) for part in article.walk() for words in (part.heading or "", part.text))


def _paths(session: Session, row: int) -> tuple[frozenset[str], bool]:
    version, provision = tables.Version, tables.Provision
    partial = session.scalars(select(version.partial).where(version.instrument_id == row)).all()
    paths = select(provision.path).join(version, version.id == provision.version_id).where(version.instrument_id == row)
    return frozenset(session.scalars(paths)), any(partial)


class Code(StrEnum):
    """What is asked. The values are part of the interface."""

    NO_BODY = "duty_without_body"
    NO_START = "deadline_without_start"
    BODY_GONE = "body_gone"
    LEADS_NOWHERE = "reference_leads_nowhere"


@dataclass(frozen=True, slots=True)
class Concern:
    """A question about a clause."""

    code: Code
    path: str
    message: Message


_MOST_PLACES = 5


def concerns_of(instrument: Instrument, duties: Duties, on: date, session: Session | None) -> list[Concern]:
    """The questions about a text, in reading order.

    :param session: on the base, None where there is none: then nothing is said of references
    """
    found = [*_without_body(duties), *_without_start(duties), *_ended(instrument, duties, on)]
    if session is not None:
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
    """The sentence in which words stand."""
    first = max(text.rfind(sign, 0, start) + 1 for sign in stops)
    return text[first : min((at for sign in stops if (at := text.find(sign, end)) >= 0), default=len(text))]


def _without_body(duties: Duties) -> Iterator[Concern]:
    """What must be done to a thing ("phải được …"), where neither the article nor its heading names anybody."""
    acting = {unit_of(one.path) for one in duties for statement in one.statements if statement.who}
    for one in duties:
        said = one.clause.said
        if unit_of(one.path) in acting or _SOMEBODY.search(f"{said.heading} {said.lead_in}") or _BY.search(said.text):
            continue
        for statement in one.statements:
            words = " ".join(_sentence(said.text, statement.action.start, statement.action.end, (*_SENTENCE, ";")).split())
            binds = statement.sure and statement.kind is StatementKind.OBLIGATION
            if binds and _PASSIVE.search(words) and not _SOMEBODY.search(words):
                yield Concern(Code.NO_BODY, one.path, Message.of("duty.without_body", words=words))


def _without_start(duties: Duties) -> Iterator[Concern]:
    for one in duties:
        for statement in one.statements:
            due = statement.deadline
            if due is None or due.unit not in _SHORT or due.counted_from or not statement.who:
                continue
            if statement.kind not in _BINDING or not statement.sure or not _TERM.match(due.text):
                continue
            said = one.clause.said
            words = f"{said.lead_in}\n{_sentence(said.text, due.start, max(due.end, statement.action.end))}"
            if not (_STARTS.search(words) or _STARTED.search(said.text) or _LASTING.match(statement.action.text)):
                yield Concern(Code.NO_START, one.path, Message.of("duty.without_start", due=due.text, words=statement.action.text))


def _ended(instrument: Instrument, duties: Duties, on: date) -> Iterator[Concern]:
    """The bodies that are no more: who must act and for whom, and whoever else the words of a clause name."""
    told: dict[str, set[Ended]] = defaultdict(set)
    for one in duties:
        for words in (words for statement in one.statements for words in _named(statement)):
            for some, message in named_in(words, on):
                told[one.path].add(some)
                yield Concern(Code.BODY_GONE, one.path, message)
    for clause in clauses_of(instrument.provisions, openings=True):
        for some, message in spoken_of(clause.said.text, on):
            if some not in told[clause.path]:
                yield Concern(Code.BODY_GONE, clause.path, message)


def _named(statement: Statement) -> list[str]:
    return [one for one in (statement.who, statement.beneficiary.text if statement.beneficiary else None) if one]
