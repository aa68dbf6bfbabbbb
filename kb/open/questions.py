"""The questions that other programs may ask: each with what it takes and who answers it, declared once.

HTTP (`/api/v1/`), MCP and their documentation are made of this table; arguments and answers are those of the commands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from anyio import CapacityLimiter, WouldBlock, to_thread
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from documents.duties.statement import StatementKind
from documents.model import InstrumentType
from kb.accounts.current import Actor
from kb.accounts.roles import require
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, list_instruments
from kb.entitlements.facts import FACTS
from kb.export.upcoming import coming, span_of, upcoming_json
from kb.interface.days import today
from kb.law.duties.reading import Wanted
from kb.open.comparing import answer_comparison
from kb.open.duties import table_json, table_of
from kb.open.entitling import answer_entitled
from kb.open.objects import Json
from kb.open.relating import answer_effects, answer_history, answer_references, answer_relations
from kb.open.searching import result_json
from kb.open.showing import answer_coverage, answer_status, record_json, show
from kb.open.texts import load_stored
from kb.open.verifying import LONGEST_TEXT, answer_verify
from kb.search import Filters, Order, search
from kb.search.reading.understanding import read_key

LONGEST_QUERY = 1000
LONGEST_KEY = 500


class Asked(BaseModel):
    """What a question takes. What it does not name is refused, so that a misspelt day is no question about today."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OfKey(Asked):
    """About an instrument or a provision."""

    key: str = Field(max_length=LONGEST_KEY, description="Khóa hoặc dẫn chiếu. (A key, or a citation.)")


class OfKeyOnDay(OfKey):
    """About an instrument or a provision on a day."""

    as_of: date | None = Field(None, description="Ngày cần biết; mặc định: hôm nay. (The day asked about; default: today.)")


class OfText(OfKeyOnDay):
    """A text on a day, or a version of it."""

    version: int | None = Field(None, ge=1, description="Số của phiên bản. (Number of a version.)")


class Searched(Asked):
    """A search."""

    query: str = Field(alias="q", max_length=LONGEST_QUERY, description="Từ ngữ, số hiệu, điều khoản. (Words, numbers, citations.)")
    k: int = Field(10, ge=1, le=100, description="Số kết quả. (Number of hits.)")
    offset: int = Field(0, ge=0, le=900, description="Bỏ qua bấy nhiêu kết quả đầu. (So many of the first are left out.)")
    as_of: date | None = Field(None, description="Ngày cần biết. (The day asked about.)")
    type: InstrumentType | None = Field(None, description="Loại văn bản. (Type of instrument.)")
    inside: str | None = Field(None, alias="in", max_length=LONGEST_KEY, description="Chỉ trong văn bản này. (Within it only.)")
    sort: Order = Field(Order.RELEVANCE, description="Thứ tự. (Order.)")
    verbatim: bool = Field(False, description="Đúng như đã gõ. (As typed.)")
    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, extra="forbid", frozen=True)


class Compared(Asked):
    """Two texts side by side."""

    a: str = Field(max_length=LONGEST_KEY, description="Khóa bên trái. (Key of the left side.)")
    b: str = Field(max_length=LONGEST_KEY, description="Khóa bên phải. (Key of the right side.)")
    as_of_a: date | None = Field(None, description="Ngày của bên trái. (Day of the left side.)")
    as_of_b: date | None = Field(None, description="Ngày của bên phải. (Day of the right side.)")


class OfDuties(OfKeyOnDay):
    """What the clauses of a text state."""

    body: str = Field("", max_length=200, description="Của cơ quan, người nào. (Whose.)")
    kind: StatementKind | None = Field(None, description="Loại. (Kind.)")
    with_deadline: bool = Field(False, description="Chỉ điều có thời hạn. (With a deadline only.)")
    sure: bool = Field(False, description="Chỉ điều máy đọc chắc. (What was read with certainty only.)")


class Span(Asked):
    """Days to come."""

    as_of: date | None = Field(None, description="Từ ngày; mặc định: hôm nay. (First day; default: today.)")
    until: date | None = Field(None, description="Đến ngày; mặc định: sáu tháng. (Last day; default: six months on.)")


class Listed(Asked):
    """A page of a list."""

    type: InstrumentType | None = Field(None, description="Loại văn bản. (Type of instrument.)")
    after: str | None = Field(None, max_length=LONGEST_KEY, description="Sau khóa này. (Behind this key.)")
    k: int = Field(100, ge=1, le=1000, description="Số văn bản. (Number of instruments.)")


class Checked(Asked):
    """A foreign text."""

    text: str = Field(max_length=LONGEST_TEXT, description="Văn bản cần kiểm tra. (The text whose citations are checked.)")
    as_of: date | None = Field(None, description="Ngày cần biết; mặc định: hôm nay. (The day asked about; default: today.)")


class Nothing(Asked):
    """Nothing need be said."""


Told: type[Asked] = create_model(
    "Told",
    __base__=Asked,
    **{fact.name: (str | None, Field(None, max_length=40, description=fact.help)) for fact in FACTS},  # type: ignore[call-overload]
    as_of=(date | None, Field(None, description="Ngày cần biết. (The day asked about.)")),
    language=(str, Field("vi", pattern="^(vi|en)$", description="Ngôn ngữ trả lời. (Language of the answer.)")),
)
"""Facts of a situation, none of them free text."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that may be asked.

    :param name: in addresses; of the command
    :param tool: its name among the tools of MCP, None where it is none
    :param heavy: it may take seconds
    :param in_body: what is asked is somebody's words, which no address may have
    """

    name: str
    asked: type[Asked]
    answer: Callable[[KnowledgeBase, Any], Json]
    tool: str | None = None
    heavy: bool = False
    in_body: bool = False

    @property
    def about_key(self) -> bool:
        """Whether its address ends in a key."""
        return issubclass(self.asked, OfKey)

    def ask(self, base: KnowledgeBase, given: Mapping[str, Any]) -> Json:
        """The answer.

        :raises pydantic.ValidationError: what was given is not what the question takes
        :raises KnowledgeBaseError: there is no such thing, or it cannot be answered
        """
        return self.answer(base, self.asked.model_validate(given))


def wrong_fields(error: ValidationError) -> list[str]:
    """The names of what was given and is not taken, without its values."""
    return sorted({".".join(map(str, item["loc"])) for item in error.errors()})


def _search(base: KnowledgeBase, asked: Searched) -> Json:
    inside = None
    if asked.inside is not None:
        with base.session() as session:
            inside = find_instrument(session, read_key(base.engine, asked.inside).instrument).key
    filters = Filters(type=asked.type, instrument=inside)
    most = asked.k + asked.offset
    found = result_json(search(base, asked.query, most, asked.as_of, filters, asked.sort, verbatim=asked.verbatim))
    return {**found, "hits": found["hits"][asked.offset :]}


def _upcoming(base: KnowledgeBase, asked: Span) -> Json:
    first, last = span_of(asked.as_of, asked.until)
    with base.session() as session:
        return upcoming_json(coming(session, first, last), first, last)


def _duties(base: KnowledgeBase, asked: OfDuties) -> Json:
    wanted = Wanted(asked.body, asked.kind or "", asked.with_deadline, asked.sure)
    named, path = load_stored(base, asked.key, day=_day(asked))
    return table_json(named, table_of(base, named, path, wanted, _day(asked)))


def _instruments(base: KnowledgeBase, asked: Listed) -> Json:
    with base.session() as session:
        found = list_instruments(session, type=asked.type)
    rest = [record for record in sorted(found, key=lambda record: record.key) if asked.after is None or record.key > asked.after]
    shown = rest[: asked.k]
    return {"instruments": list(map(record_json, shown)), "next": shown[-1].key if len(rest) > len(shown) else None}


def _day(asked: OfKeyOnDay | Checked) -> date:
    return asked.as_of or today()


QUESTIONS: Mapping[str, Question] = {
    question.name: question
    for question in (
        Question("search", Searched, _search, "search"),
        Question("provisions", OfText, lambda base, of: show(base, of.key, _day(of), of.version)[-1], "provision"),
        Question("status", OfKeyOnDay, lambda base, of: answer_status(base, of.key, _day(of)), "status"),
        Question("history", OfKey, lambda base, of: answer_history(base, of.key), "history"),
        Question("relations", OfKey, lambda base, of: answer_relations(base, of.key)),
        Question("references", OfKeyOnDay, lambda base, of: answer_references(base, of.key, _day(of)), "references"),
        Question("effects", OfKey, lambda base, of: answer_effects(base, of.key), heavy=True),
        Question("compare", Compared, lambda base, of: answer_comparison(base, **of.model_dump()), "compare", heavy=True),
        Question("duties", OfDuties, _duties, heavy=True),
        Question("entitled", Told, lambda base, told: answer_entitled(base, told.model_dump()), "entitlements"),
        Question("verify", Checked, lambda base, of: answer_verify(base, of.text, _day(of)), "verify_citation", True, True),
        Question("upcoming", Span, _upcoming),
        Question("instruments", Listed, _instruments),
        Question("coverage", Nothing, lambda base, _: answer_coverage(base)),
    )
}


_AT_ONCE, _HEAVY = CapacityLimiter(4), CapacityLimiter(1)
_WAITING = 32  # that wait; further ones are asked to come later
T = TypeVar("T")


async def in_turn(
    base: Callable[[], KnowledgeBase], make: Callable[[KnowledgeBase], T], question: Question | None, actor: Actor | None
) -> T:
    """What is made of the base, once it is its turn.

    :param question: that is answered; None: something that everybody may know who reads
    :param actor: whoever signed in; None where nobody does
    :raises WouldBlock: too many wait
    :raises NotAllowedError: their role does not read it
    """
    limiter = _HEAVY if question and question.heavy else _AT_ONCE

    def run() -> T:
        opened = base()
        if actor is not None:
            with opened.session() as session:
                require(session, actor, "read", "desk" if question and question.name == "entitled" else "base")
        return make(opened)

    if limiter.statistics().tasks_waiting >= _WAITING:
        raise WouldBlock
    return await to_thread.run_sync(run, limiter=limiter)
