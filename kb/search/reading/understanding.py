"""What a query, or what stands for a key, means: a number, a citation, one of several, or words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product

from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from documents.errors import KeyFormatError
from documents.keys import LOOK_ALIKES, Key, parse_key
from documents.model import Kind
from documents.paths import FIRST_ATTACHMENT, join_path, provision_key, segment, split_key
from documents.text import fold, slug
from kb.database.reading.reader import provision_absent
from kb.database.tables import Provision, Version
from kb.errors import AmbiguousKeyError, NotFoundError
from kb.interface.days import today
from kb.language import analysis
from kb.language.everyday import BY_FOLDED
from kb.search.conditions import Conditions
from kb.search.model import Choice, Filters, QueryKind, Understood
from kb.search.named import added_by
from kb.search.reading.citations import Citation, read_citation, straightened
from kb.search.reading.dates import EventDay
from kb.search.reading.instruments import CONSTITUTION, InstrumentTable, Known, bare_name, bare_name_of_slug, read_instruments
from kb.search.terms import LONGEST_QUERY

MOST_CHOICES = 20
MOST_NAMED = 4
"""Instruments that one name in a question may mean: the texts that followed one another under it."""
_LONGEST_CITATION = 400
# A word of its own, not a part of a số hiệu; "vbhn" and "ttlt" are types.
_LAW_OF_YEAR = re.compile(r"\bluat\s(?:nam\s)?((?:19|20)\d\d)\b")
_ABBREVIATION = re.compile(r"(?<![\w/-])(?!vbhn|ttlt)[^\W\d_]{3,8}(?![\w/-])", re.IGNORECASE)
_WITH_AND = re.compile(r"(?<![\w/-])[^\W\d_]{1,8} ?& ?[^\W\d_]{1,4}(?![\w/-])")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a query means, and what to fetch for it.

    :param filters: what hits must be
    :param instruments: keys of the instruments to show from their beginning
    :param provisions: keys of the provisions to show
    :param raised: keys of the instruments that a question names beside its words
    :param first: keys of provisions that a question names, shown before what its words find
    :param words: the text whose words are looked for, and shown in what is fetched
    :param conditions: phrases and other things that hits must have, or must not have
    :param doubtful: words of the text that are looked for without their marks, all others with them; None: by how each was typed
    :param widened: the law's words for everyday ones, looked for beside them
    :param meant: the text with the law's words in the places of everyday ones, by which what was found is put in order
    :param verbatim: nothing is looked for beside what was typed
    :param events: days of events in the question, on each of which the law is looked at too
    """

    understood: Understood
    filters: Filters = field(default_factory=Filters)
    instruments: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    words: str = ""
    conditions: Conditions = field(default_factory=Conditions)
    doubtful: frozenset[str] | None = None
    widened: tuple[str, ...] = ()
    meant: str | None = None
    verbatim: bool = False
    events: tuple[EventDay, ...] = ()


def understand(query: str, day: date, filters: Filters, table: InstrumentTable, engine: Engine) -> Plan:
    """Read a query."""
    return replace(_understand(query, day, filters, table, engine), filters=filters)


def _understand(query: str, day: date, filters: Filters, table: InstrumentTable, engine: Engine) -> Plan:
    text = analysis.normal(query[:LONGEST_QUERY]).strip()
    text = _joined(re.sub(r"\s+", " ", text))
    plain = Understood(QueryKind.WORDS, text, day, filters=filters.given())
    typed = written_out(straightened(text))
    citation = read_citation(typed)
    if citation is None:
        return Plan(plain, raised=_of_a_year(text, table), words=text)
    found = _instruments(citation, table)
    if citation.number and not citation.pure:
        name, number = bare_name_of_slug(slug(citation.rest)), citation.number
        if any(bare_name(known.title) == name for known in found or table.named(slug(citation.rest))):
            citation = replace(citation, rest="")  # the name of what the number names; no other law of this name is meant
        elif not found and number.year and number.rest:
            plain = replace(plain, absent=typed[number.start : number.end])
    named = found or table.beginning(citation.name or "", citation.year)
    raised = (named[0].key,) if len(named) == 1 and _is_sure(named[0], citation, typed) else _of_a_year(text, table)
    beside = not citation.pure or (not found and citation.name and citation.articles)
    if beside and ((first := _named_provisions(named, citation, engine)) or not citation.pure):
        return Plan(plain, raised=raised, first=first, words=text)
    if not found:
        if citation.number is None:
            return replace(_by_part_of_name(citation, plain, table, engine), raised=raised)
        # Not in the base; what cites it may be.
        written = typed[citation.number.start : citation.number.end]
        return Plan(replace(plain, kind=QueryKind.NUMBER, absent=written), words=re.sub(r"^\D+|\s", "", written))
    exact = citation.number is None or not citation.number.types or any(known.type in citation.number.types for known in found)
    if len(found) > 1 or not exact:
        return _ambiguous(found, citation, plain, engine)
    return _one(found[0], citation, plain, engine)


def _is_sure(named: Known, citation: Citation, typed: str) -> bool:
    if citation.number or citation.year is None:
        return bool(citation.number)
    # a year that stands elsewhere is the day of something else
    return re.search(rf"-{bare_name(named.title)}-(?:nam-)?{citation.year}\b", f"-{slug(typed)}") is not None


def _of_a_year(text: str, table: InstrumentTable) -> tuple[str, ...]:
    """The laws that a question may mean by their year alone: "theo luật 2011"."""
    found = _LAW_OF_YEAR.search(fold(text).lower())
    return tuple(known.key for known in table.laws_of(int(found[1]))) if found else ()


def written_out(text: str) -> str:
    """A query as a citation is read in it: abbreviations of names written out (BLHS, luật BHYT), Cyrillic letters as Latin.

    Abbreviations of types of instrument are part of the grammar.
    """
    named = re.search(r"(?<![^\W_])luat(?![^\W_])", fold(text)) is not None

    def long(match: re.Match[str]) -> str:
        words = BY_FOLDED.get(fold(match[0]))
        return " ".join(words) if words and (words[0] == "bộ" or named) else match[0]

    return (_ABBREVIATION.sub(long, text) if len(text) <= _LONGEST_CITATION else text).translate(LOOK_ALIKES)


def _joined(text: str) -> str:
    """Abbreviations that are written with "&" as they are known: LĐTB&XH, BLĐTB&XH."""

    def joined(match: re.Match[str]) -> str:
        word = match[0].replace("&", "").replace(" ", "")
        return word if fold(word) in BY_FOLDED else match[0]

    return _WITH_AND.sub(joined, text)


def _instruments(citation: Citation, table: InstrumentTable) -> list[Known]:
    number = citation.number
    if number:
        return table.numbered(number.ordinal, number.year, number.rest, number.types)
    return table.named(slug(citation.name or ""), citation.year) if citation.name else []


def _named_provisions(named: Sequence[Known], citation: Citation, engine: Engine) -> tuple[str, ...]:
    """The provisions that a question names beside its other words, of the newest instruments first."""
    if not citation.articles or len(named) > MOST_NAMED:
        return ()
    with engine.connect() as connection:
        return tuple(provision_key(known.key, path) for known in named for path in _paths(connection, known, citation)[0])


def _by_part_of_name(citation: Citation, plain: Understood, table: InstrumentTable, engine: Engine) -> Plan:
    """A name that no instrument bears in full: with an article behind it, offer those whose names have its words."""
    name = slug(citation.name or "")
    words = frozenset(name.split("-")) - {"luat", "bo", "phap", "lenh", "nam", ""}
    if not words or name.startswith(CONSTITUTION) or not (citation.articles or citation.clauses):
        return Plan(plain, words=plain.text)
    found = table.named_with(words, citation.year)
    return _ambiguous(found, citation, plain, engine) if found else Plan(plain, words=plain.text)


def _one(known: Known, citation: Citation, plain: Understood, engine: Engine) -> Plan:
    if not _cites_provision(citation):
        kind = QueryKind.NUMBER if citation.number else QueryKind.CITATION
        return Plan(replace(plain, kind=kind, key=known.key), instruments=(known.key,))
    with Session(engine) as session:
        paths, absent = _paths(session.connection(), known, citation)
        added = added_by(session, known.id, absent, plain.as_of) if absent else None
    understood = replace(plain, kind=QueryKind.CITATION, absent=absent, added=added)
    words = (added.key,) if added and split_key(added.key)[1] else ()
    if not paths:
        return Plan(replace(understood, key=known.key), provisions=words)
    keys = tuple(provision_key(known.key, path) for path in paths)
    if len(keys) == 1:
        return Plan(replace(understood, key=keys[0]), provisions=(*words, *keys))
    choices = tuple(_choice(known, key) for key in keys)
    return Plan(replace(understood, kind=QueryKind.AMBIGUOUS, choices=choices), provisions=keys)


def _ambiguous(found: Sequence[Known], citation: Citation, plain: Understood, engine: Engine) -> Plan:
    """Offer the instruments; those that have the provision asked for go first."""
    having: list[Choice] = []
    lacking: list[Choice] = []
    absents: list[str] = []
    with engine.connect() as connection:
        for known in found[:MOST_CHOICES]:
            paths, absent = _paths(connection, known, citation) if _cites_provision(citation) else ([], None)
            if paths and not absent:
                having.extend(_choice(known, provision_key(known.key, path)) for path in paths)
            else:
                lacking.append(_choice(known, known.key))
                absents += [absent] if absent else []
    # Of what only some of them lack the others have the answer.
    absent = max(absents, key=len) if absents and not having else None
    understood = replace(plain, kind=QueryKind.AMBIGUOUS, choices=(*having, *lacking), absent=absent)
    provisions = tuple(choice.key for choice in having)
    instruments = tuple(choice.key for choice in lacking) if not having else ()
    return Plan(understood, instruments=instruments, provisions=provisions)


def _choice(known: Known, key: str) -> Choice:
    return Choice(key, known.number, known.title, known.issued_on.isoformat() if known.issued_on else None)


def _cites_provision(citation: Citation) -> bool:
    return bool(citation.articles or citation.appendix)


def _paths(connection: Connection, known: Known, citation: Citation) -> tuple[list[str], str | None]:
    """The deepest provisions that the instrument has of what is cited, and what of it is absent."""
    starts = (
        [segment(Kind.APPENDIX, citation.appendix)]
        if citation.appendix
        else [segment(Kind.ARTICLE, number) for number in citation.articles]
    )
    found = _existing(connection, known, starts)
    if not found:
        found = _existing(connection, known, [join_path(FIRST_ATTACHMENT, start) for start in starts])
    if not found:
        return [], starts[0]
    for kind, numbers in ((Kind.CLAUSE, citation.clauses), (Kind.POINT, citation.points)):
        if not numbers:
            continue
        deeper = _existing(connection, known, [join_path(path, segment(kind, number)) for path, number in product(found, numbers)])
        if not deeper:
            return found, join_path(found[0], segment(kind, numbers[0]))
        found = deeper
    return found, None


def _existing(connection: Connection, known: Known, paths: list[str]) -> list[str]:
    versions = select(Version.id).where(Version.instrument_id == known.id)
    rows = connection.scalars(
        select(Provision.path).where(Provision.version_id.in_(versions), Provision.path.in_(paths)).distinct()
    )
    held = set(rows)
    return [path for path in paths if path in held]


_MOST_NAMED = 8


def may_name(text: str) -> bool:
    """Whether a text is a key, or written like a citation, as far as can be said without a base."""
    try:
        parse_key(text)
    except KeyFormatError:
        return read_citation(written_out(straightened(text))) is not None
    return True


def read_key(engine: Engine, text: str) -> Key:
    """The key that a text is, or that it names: ``66/2011/QH12``, ``66/2011/QH12#dieu-3``, ``điều 16 thông tư 35/2013``.

    :raises KeyFormatError: it is neither a key nor a citation
    :raises NotFoundError: the base does not have what it cites
    :raises AmbiguousKeyError: it may mean several things; the error has their keys
    """
    try:
        return parse_key(text)
    except KeyFormatError as error:
        number, path = split_key(text)
        if path and may_name(number):
            return parse_key(provision_key(read_key(engine, number).instrument, path))
        if not may_name(text):
            raise
        unknown = error
    with engine.connect() as connection:
        table = read_instruments(connection)
    understood = understand(text, today(), Filters(), table, engine).understood
    if understood.kind is QueryKind.WORDS:
        raise unknown
    if understood.absent and not understood.choices:
        if understood.key is None:
            raise NotFoundError("named_absent", text=text)
        with Session(engine) as session:
            raise provision_absent(session, split_key(understood.key)[0], understood.absent)
    if understood.key is not None:
        return parse_key(understood.key)
    keys = [choice.key for choice in understood.choices]
    if len(keys) == 1:
        # Not quite what was typed (another type, a part of the name): to be said, not taken for it.
        raise AmbiguousKeyError("named_nearly", text=text, key=keys[0])
    named = keys if len(keys) <= _MOST_NAMED else [*keys[:_MOST_NAMED], "…"]
    raise AmbiguousKeyError("named_many", text=text, keys=named)


def named_in(plan: Plan) -> list[str]:
    """The instruments that a query, or a filter, names."""
    cited = [parse_key(key).instrument for key in (*plan.provisions, *plan.first)]
    inside = plan.filters.get("instrument")
    return list(dict.fromkeys([*([inside] if inside else []), *cited, *plan.instruments]))
