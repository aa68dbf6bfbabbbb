"""The rows of a register of effect: each read against a base, every mistake told with its place, and written again as it was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError
from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.errors import KeyFormatError
from documents.keys import number_slug, parse_key
from documents.messages import Message
from documents.model import InstrumentType
from documents.paths import UNKNOWN, KeyParts, key_parts, make_key
from documents.text import clean, slug
from documents.time.stated import Claim, Confidence, Statement, contradictions
from kb.database.tables import CitedInstrument, Instrument
from kb.errors import ReviewError
from kb.interface.days import in_vietnam, read_day, utc
from kb.law.statements.register_files import RawRegister, RawRow
from kb.law.statements.stating import CONTRADICTIONS, FIRST_YEAR, LAST_YEAR, LONGEST, check
from kb.law.statements.stored import statement_json


def _day(value: Any) -> Any:
    if not value or isinstance(value, date):
        return value or None
    day = read_day(str(value))
    if day is None:
        raise PydanticCustomError("bad_day", "no day")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError("far_day", "far day")
    return day


def _words(value: Any) -> Any:
    return " ".join(clean(value).split()) if isinstance(value, str) else value


Day = Annotated[date | None, BeforeValidator(_day)]
Words = Annotated[str, BeforeValidator(_words), Field(max_length=LONGEST)]


class RowForm(BaseModel):
    """The fields of a row."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    instrument: Words = ""
    type: InstrumentType | None = None
    number: Words = ""
    issuer: Words = ""
    issued_on: Day = None
    title: Words = ""
    provision: Words = ""
    says: Claim
    on: Day = None
    until: Day = None
    by: Words = ""
    by_name: Words = ""
    confidence: Confidence
    source: Words = ""
    file: Words = ""
    gazette: Words = ""
    quote: Words = ""
    note: Words = ""
    except_: Words = Field(default="", alias="except")
    seen_by: Words = ""
    seen_on: Day = None
    author: Words = ""
    at: datetime | None = None


_UNDER_ITS_NAME = ("on", "until", "confidence", "title", "source", "file", "gazette", "quote", "note", "seen_by", "seen_on")
COLUMNS = tuple(item.alias or name for name, item in RowForm.model_fields.items())
"""The fields of a row, in the order in which they are written."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something in a file that has to be put right.

    :param column: the field, empty for the row as a whole
    """

    place: str
    column: str
    what: Message


@dataclass(frozen=True, slots=True)
class Checked:
    """A register whose rows are all as they should be."""

    raw: RawRegister
    statements: Sequence[Statement]


def check_registers(session: Session, raw: Sequence[RawRegister], file: str) -> tuple[list[Checked], list[Mistake]]:
    """Read every row of a file against a base; with any mistake nothing of it may be stored."""
    checked, mistakes = [], []
    names = [one.name for one in raw]
    for one in raw:
        if one.name is not None and (not one.version or names.count(one.name) > 1 or slug(one.name) != one.name):
            mistakes.append(Mistake(f"{file}:{one.line}", "register", Message.of("register.head", name=one.name)))
        reader = _Reader(session, one, file)
        statements = reader.statements()
        mistakes += reader.mistakes
        checked.append(Checked(one, statements))
    return checked, mistakes


class _Reader:
    def __init__(self, session: Session, raw: RawRegister, file: str) -> None:
        self._session, self._raw, self._file = session, raw, file
        self._keys: dict[str, list[str]] = {}
        self.mistakes: list[Mistake] = []

    def statements(self) -> list[Statement]:
        found: list[tuple[int, Statement]] = []
        seen: dict[str, int] = {}
        for row in self._raw.rows:
            statement = self._read(row)
            if statement is None:
                continue
            same = repr(statement_json(replace(statement, note="", source="", quote="", seen_by="", seen_on=None)))
            if same in seen:
                self._wrong(row.line, "", Message.of("register.duplicate", other=self._place(seen[same])))
                continue
            seen[same] = row.line
            found.append((row.line, statement))
        self._contradictions(found)
        return [statement for _, statement in found]

    def _contradictions(self, found: Sequence[tuple[int, Statement]]) -> None:
        for item in contradictions([statement for _, statement in found]):
            first = found[item.first][0]
            other = found[item.other][0] if item.other is not None else first
            what = Message.of("register.contradicts", what=CONTRADICTIONS[item.code], other=self._place(first))
            self._wrong(other, "on", what)

    def _read(self, row: RawRow) -> Statement | None:
        try:
            form = RowForm.model_validate(dict(row.values))
        except ValidationError as error:
            for item in error.errors():
                column = str(item["loc"][0]) if item["loc"] else ""
                self._wrong(row.line, column, _what(item["type"], column, str(item.get("input", ""))[:80]))
            return None
        before = len(self.mistakes)
        key = self._instrument(row.line, form)
        by, by_name = self._by(form)
        if self._raw.name is None and not form.author:
            self._wrong(row.line, "author", Message.of("register.author"))
        if self._raw.name is not None and (form.author or form.at):
            self._wrong(row.line, "author", Message.of("register.author_there"))
        if key is None or len(self.mistakes) > before:
            return None
        return self._statement(row.line, form, key, by, by_name)

    def _statement(self, line: int, form: RowForm, key: str, by: str, by_name: str) -> Statement | None:
        named = self._raw.name is not None
        statement = Statement(
            instrument=key,
            claim=form.says,
            path=form.provision,
            by=by,
            by_name=by_name,
            spared=form.except_,
            **{name: getattr(form, name) for name in _UNDER_ITS_NAME},
            register=self._raw.name,
            register_title=self._raw.title if named else "",
            version=self._raw.version if named else "",
            author="" if named else form.author,
            at=in_vietnam(utc(form.at)) if form.at and not named else None,
        )
        try:
            return check(statement)
        except ReviewError as error:
            values: dict[str, Any] = dict(error.values)
            self._wrong(line, "", Message.of("register.refused", why=Message.of(f"error.{error.code}", **values)))
            return None

    def _instrument(self, line: int, form: RowForm) -> str | None:
        """The key of what a row is about: by its key, by the number of what the base knows, or by what the row itself says."""
        given = form.instrument or form.number
        if not given:
            self._wrong(line, "instrument", Message.of("register.no_instrument"))
            return None
        key = _as_key(given)
        if key is not None:
            parts = key_parts(key)
            if parts is None or UNKNOWN in (parts.type, parts.number):
                self._wrong(line, "instrument", Message.of("register.unknown_instrument", text=given))
                return None
            return key
        if form.type is not None and number_slug(form.number or given):
            issued = form.issued_on.isoformat() if form.issued_on else UNKNOWN
            number = number_slug(form.number or given)
            return make_key(KeyParts(form.type.value, number, slug(form.issuer) or UNKNOWN, issued))
        known = self._known(given)
        if len(known) > 1:
            self._wrong(line, "instrument", Message.of("register.ambiguous_instrument", text=given, keys=tuple(known[:5])))
        elif not known:
            self._wrong(line, "instrument", Message.of("register.unknown_instrument", text=given))
        return known[0] if len(known) == 1 else None

    def _by(self, form: RowForm) -> tuple[str, str]:
        if not form.by:
            return "", form.by_name
        key = _as_key(form.by)
        if key is not None:
            return key, form.by_name
        known = self._known(form.by)
        return (known[0] if len(known) == 1 else ""), form.by_name or form.by

    def _known(self, number: str) -> list[str]:
        """The keys under which a base knows a số hiệu: of its own instruments, else of those that texts name."""
        if number not in self._keys:
            slugged = number_slug(number)
            held = self._session.scalars(select(Instrument.key).where(Instrument.number_slug == slugged)).all()
            cited = CitedInstrument
            named = select(cited.key).where(cited.number_slug == slugged, cited.key.is_not(None))
            self._keys[number] = sorted(set(held) or {key for key in self._session.scalars(named) if key})
        return self._keys[number]

    def _wrong(self, line: int, column: str, what: Message) -> None:
        self.mistakes.append(Mistake(self._place(line), column, what))

    def _place(self, line: int) -> str:
        return f"{self._file}:{line}"


def _as_key(text: str) -> str | None:
    try:
        return parse_key(text).instrument
    except KeyFormatError:
        return None


def _what(kind: str, column: str, given: str) -> Message:
    if kind == "extra_forbidden":
        return Message.of("register.unknown_field", field=column, known=COLUMNS)
    if kind == "missing":
        return Message.of("register.missing")
    if kind == "far_day":
        return Message.of("register.far_day", text=given, first=str(FIRST_YEAR), last=str(LAST_YEAR))
    if kind == "bad_day" or column == "at":
        return Message.of("register.bad_day", text=given)
    if kind == "enum":
        known: Mapping[str, Iterable[str]] = {"says": Claim, "confidence": Confidence, "type": InstrumentType}
        return Message.of("register.bad_value", text=given, known=tuple(str(value) for value in known.get(column, ())))
    return Message.of("register.too_long", most=LONGEST)


def row_of(statement: Statement) -> dict[str, str]:
    """The fields of a row that say something, as a file has them."""
    said = statement_json(statement)
    names = {"claim": "says", "path": "provision", "spared": "except"}
    named = {names.get(name, name): value for name, value in said.items() if name not in ("register", "register_title", "version")}
    return {column: named[column] for column in COLUMNS if column in named}
