"""What a search is asked and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from documents.paths import type_of_key
from documents.wording.types import is_law
from kb.index import fields
from kb.index.rows import Following
from kb.law.status.provision_status import ProvisionStatus
from kb.search.reading.dates import EventDay
from kb.search.reading.syntax import Condition


class QueryKind(StrEnum):
    """What a query was understood to be."""

    WORDS = "words"
    NUMBER = "number"
    CITATION = "citation"
    AMBIGUOUS = "ambiguous"


class Order(StrEnum):
    """In which order hits come. By date: the best hits, put in the order of their instruments' days of issue."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True, init=False)
class Filters:
    """What hits must be, by names of `kb.index.fields.FILTERS`: ``Filters(type="luat", issued_from=date(2020, 1, 1))``."""

    _given: tuple[tuple[str, str], ...]

    def __init__(self, **values: str | date | None) -> None:
        """:raises TypeError: there is no filter of such a name"""
        names = [filter_field.name for filter_field in fields.FILTERS]
        if unknown := values.keys() - set(names):
            raise TypeError(f"No such filters: {', '.join(sorted(unknown))}")
        given = tuple((name, str(values[name])) for name in names if values.get(name) is not None)
        object.__setattr__(self, "_given", given)

    def given(self) -> dict[str, str]:
        """The filters that are set, as texts: days as ISO writes them."""
        return dict(self._given)

    def get(self, name: str) -> str | None:
        """What a filter asks for; None where it leaves it open."""
        return self.given().get(name)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the things that an ambiguous query may mean.

    :param key: of the instrument, or of the provision in it where the query names one that it has
    """

    key: str
    number: str | None
    title: str
    issued_on: str | None


@dataclass(frozen=True, slots=True)
class Added:
    """What puts a provision into an instrument, of which the base has no text with it.

    :param path: of the provision
    :param key: of what does it: the provision whose words it is, or the instrument; ``name`` what that is called
    :param note: what a register says of it, where that is all that is known
    :param reviewed: a person, or a register, says so
    """

    path: str
    key: str
    name: str
    since: date
    note: str = ""
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Lacking:
    """What is known of an instrument of which a query names what the base lacks.

    :param key: None where no text of the base and no register names the number
    :param name: as it is shown; without a key, the number as it was typed
    :param path: of the provision that is lacking; empty: all its words are
    :param held: the provisions beside it that the base has, in words
    :param certain: the text says that there is none; else it may exist
    :param standing: whether it is in force on the day
    :param pending: where that is unknown, what may have changed or ended it, and since when: nobody has checked that
    """

    key: str | None
    name: str
    path: str = ""
    held: str = ""
    in_base: bool = False
    certain: bool = False
    standing: ProvisionStatus | None = None
    pending: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """What a query was understood to be.

    :param text: the query as it was searched
    :param key: of the instrument or provision that it names, where it names one only
    :param restored: the query as it was searched, where marks were restored; with what was corrected
    :param choices: what an ambiguous query may mean
    :param absent: the provision named that the instrument in the base does not have; without a key, the number that the base lacks
    :param added: what puts the provision that is ``absent`` into the instrument
    :param asked: what of the query was more than plain words
    :param corrected: what was typed and what it was read as
    :param expanded: everyday words of the query and the law's words that were looked for beside them
    :param day_from: the words that ``as_of`` was read from
    :param verbatim: the words were searched as typed
    """

    kind: QueryKind
    text: str
    as_of: date
    key: str | None = None
    filters: Mapping[str, str] = field(default_factory=dict)
    restored: str | None = None
    choices: tuple[Choice, ...] = ()
    absent: str | None = None
    added: Added | None = None
    asked: tuple[Condition, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    expanded: tuple[tuple[str, tuple[str, ...]], ...] = ()
    day_from: str | None = None
    verbatim: bool = False

    @property
    def of_values(self) -> bool:
        """Whether clauses must state a deadline or an amount."""
        return any(item.stated and item.name in self.filters for item in fields.FILTERS)


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why an article is among the hits: the query's words that each of its parts has.

    Words that stand side by side in both are one entry.

    :param heading: in its heading
    :param name: in the name of its instrument
    :param clause: in the clause that answers best
    :param missing: telling words of the query that are in none of these
    """

    heading: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    clause: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """How much of a question the best hits hold.

    :param words: share of its words, weighed by what they tell, that the best of them has; words unknown to the base count as rare
    :param pairs: the same of its pairs of adjacent words
    :param score: of the first hit
    """

    words: float
    pairs: float
    score: float


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table's row.

    :param head: what stands over its column
    :param text: its text, or the beginning of a long one
    :param highlights: offsets into ``text``
    """

    head: str
    text: str
    highlights: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A piece of a stored text.

    :param snippet: the piece; ``snippet_path``: path of the provision (a point, a clause) whose text it is a piece of
    :param highlights: offsets into ``snippet``
    :param cut_before: it begins inside a sentence, ``cut_after``: it ends inside one
    :param following: where the provision announces what follows ("sau đây:"), the first of that
    :param cells: of a cell of a table its whole row
    """

    snippet: str
    snippet_path: str = ""
    highlights: tuple[tuple[int, int], ...]
    cut_before: bool = False
    cut_after: bool = False
    following: tuple[Following, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherClause(Snippet):
    """A piece of a second clause of an article that answers as well.

    :param path: of the clause
    """

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWords(Snippet):
    """A piece of the words that hold on the day in place of older ones that a hit shows.

    :param key: of the provision of another instrument that gives them; ``name`` of that instrument as it is shown
    :param place: path of what they hold for, in the instrument of the hit
    :param since: from when they hold
    :param reviewed: a person has accepted that
    :param further: something changed words of the place after that
    """

    key: str
    name: str
    place: str
    since: date
    reviewed: bool
    further: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit(Snippet):
    """An article, appendix or text that answers, and the piece of it that does.

    :param key: of the provision
    :param source_id: the codified article's own id, where there is one
    :param number: số hiệu of its instrument
    :param title: type and title of its instrument; ``title_from``: where the title was read, where it is not its own
    :param standing: its status on the day, whether its words are those of the day, and whether something has amended it
    :param best_clause: path of the clause that answers best, None where the article has no clauses
    :param reasons: why its words answer; None where a number or a citation was asked for
    :param typed: who typed words of it in a review, and when
    :param origin: where its words come from: its text, the codification, a consolidation, a text with its amendments
    :param clause_status: of ``best_clause``, where that is another one; the other fields are the article's
    :param stated: the words of its clause that state the deadline or the amount asked for
    :param other: the next best clause, where it answers nearly as well and has the article's status
    :param new_words: where its words are over by the day, those that another text gives instead
    """

    key: str
    source_id: str | None
    instrument: str
    number: str | None
    title: str
    path: str
    heading: str | None
    score: float
    standing: ProvisionStatus
    best_clause: str | None
    version: int
    reasons: Reasons | None = None
    typed: tuple[tuple[str, datetime], ...] = ()
    origin: str | None = None
    clause_status: ProvisionStatus | None = None
    other: OtherClause | None = None
    title_from: str | None = None
    stated: tuple[str, ...] = ()
    new_words: NewWords | None = None

    @property
    def is_law(self) -> bool:
        """Whether it is of law: no status is known of what is not, and none need be."""
        return is_law(type_of_key(self.instrument), self.number)


@dataclass(frozen=True, slots=True)
class Facets:
    """How many of the articles that answer are of each kind. Articles are counted, not clauses.

    :param articles: how many articles were counted: all that answer, or the best of them
    :param counts: by ``type``, ``issuer``, ``topic``, ``status`` and ``year``, the values with their numbers, most frequent first
        (years: newest first); an article may have several topics
    """

    articles: int
    complete: bool
    counts: Mapping[str, Mapping[str, int]]


class Since(StrEnum):
    """How it is known that a later instrument stands in for one of the hits."""

    REPLACED = "replaced"
    PARTLY = "partly"
    SAME_NAME = "same_name"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Later:
    """A later instrument that is offered above the hits.

    :param old: key of the instrument of a hit
    :param old_name: its name, to show
    :param key: of the later one; None where only its name is known
    :param start: the day it took effect, or ended the old one; None where nothing says so
    :param reviewed: a person has accepted it
    """

    old: str
    old_name: str
    key: str | None
    name: str
    start: date | None
    how: Since
    reviewed: bool


@dataclass(frozen=True, slots=True)
class OnDay:
    """What answers on the day of an event that the question tells of."""

    event: EventDay
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Answers, best first.

    :param evidence: what decides between hits and near ones
    :param later: instruments that replaced those of the first hits by the day asked about, or bear their names and came later
    :param on_days: where the question tells of events on certain days, what answers on each of these
    :param unsure: the hits may not answer; they are shown all the same
    :param near: what comes nearest, where nothing is good enough to be an answer: then there are no hits
    :param lacking: the instruments of which the query names what the base lacks
    :param stale: the index does not show the present texts of the base
    :param facets: only where they were asked for
    :param phrases: the whole words of the query that are highlighted
    :param degraded: the index could not be used: found by looking through the database, maybe not the best and not all
    """

    understood: Understood
    hits: tuple[Hit, ...]
    took_ms: float
    lacking: tuple[Lacking, ...] = ()
    stale: bool = False
    facets: Facets | None = None
    degraded: bool = False
    near: tuple[Hit, ...] = ()
    unsure: bool = False
    evidence: Evidence | None = None
    later: tuple[Later, ...] = ()
    on_days: tuple[OnDay, ...] = ()
    phrases: tuple[str, ...] = ()
