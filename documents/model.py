"""The vocabulary that every other module speaks: lines, provisions, instruments and what was wrong with them.

All text in these classes is Unicode NFC. Offsets count code points of the text they refer to; ends are exclusive.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from documents.messages import Message

Box = tuple[float, float, float, float]


class Kind(StrEnum):
    """What a provision is."""

    PREAMBLE = "preamble"
    BASIS = "basis"
    PART = "part"
    CHAPTER = "chapter"
    SECTION = "section"
    SUBSECTION = "subsection"
    ARTICLE = "article"
    CLAUSE = "clause"
    POINT = "point"
    SUBPOINT = "subpoint"
    TABLE = "table"
    APPENDIX = "appendix"
    ATTACHMENT = "attachment"
    FORM = "form"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    CLOSING = "closing"


class InstrumentType(StrEnum):
    """The types of instrument; the values are the slugs used in keys."""

    CONSTITUTION = "hien-phap"
    LAW = "luat"
    CODE = "bo-luat"
    ORDINANCE = "phap-lenh"
    RESOLUTION = "nghi-quyet"
    DECREE = "nghi-dinh"
    CIRCULAR = "thong-tu"
    JOINT_CIRCULAR = "thong-tu-lien-tich"
    DECISION = "quyet-dinh"
    DIRECTIVE = "chi-thi"
    CONSOLIDATED_TEXT = "van-ban-hop-nhat"
    DRAFT = "du-thao"
    OTHER = "khac"


class ProblemCode(StrEnum):
    """What can be wrong with a file or a text. Codes are part of the interface; add, never rename."""

    MISSING_ARTICLE = "missing_article"
    REPEATED_ARTICLE = "repeated_article"
    MISPLACED_ARTICLE = "misplaced_article"
    EMPTY_ARTICLE = "empty_article"
    UNLISTED_ARTICLE = "unlisted_article"
    MISSING_CLAUSE = "missing_clause"
    UNLISTED_CLAUSE = "unlisted_clause"
    UNCLOSED_QUOTATION = "unclosed_quotation"
    TEXT_BEFORE_FIRST_ARTICLE = "text_before_first_article"
    NO_ARTICLES = "no_articles"
    SHELL_PAGE = "shell_page"
    TRUNCATED = "truncated"
    NEEDS_OCR = "needs_ocr"
    ALTERED_COPY = "altered_copy"
    UNKNOWN_FORMAT = "unknown_format"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    UNSAFE_ARCHIVE = "unsafe_archive"
    UNREADABLE = "unreadable"
    NO_TEXT = "no_text"
    DIFFERING_COPY = "differing_copy"
    EXCERPT = "excerpt"
    PAGE_TEXT_MISMATCH = "page_text_mismatch"
    IDENTITY_CONFLICT = "identity_conflict"
    EFFECTIVE_BEFORE_ISSUE = "effective_before_issue"
    NUMBER_FROM_FILE_NAME = "number_from_file_name"
    UNREADABLE_SOURCE_NOTE = "unreadable_source_note"
    LEGACY_ENCODING = "legacy_encoding"
    TRACKED_CHANGES = "tracked_changes"
    MISSING_TARGET = "missing_target"
    PHRASE_NOT_FOUND = "phrase_not_found"
    AMENDMENT_CONFLICT = "amendment_conflict"
    CIRCULAR_AMENDMENT = "circular_amendment"
    OVERLONG_NUMBER = "overlong_number"
    DOUBTFUL_NUMBER = "doubtful_number"
    DOUBTFUL_HEADING = "doubtful_heading"
    IDENTITY_CORRECTED = "identity_corrected"
    WORD_SETTLED = "word_settled"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was wrong with a text, and where.

    :param message: a sentence for a reader, naming the place and, where there is one, the remedy
    :param place: provision path, ``trang 12`` or element, whichever tells a reader where to look
    """

    code: ProblemCode
    message: Message
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Recognition:
    """How far words that were read from a picture can be relied on.

    :param confidence: the engine's, 0 to 1
    :param doubtful: the offsets of the words that may be wrong, first and last (exclusive)
    :param proposed: for each of these words what it may be, None where that is open
    """

    confidence: float
    doubtful: tuple[tuple[int, int], ...] = ()
    proposed: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line that was read from a picture, as it was read: offsets of the recognition are in ``text``."""

    text: str
    recognition: Recognition


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of text came from in its source.

    :param box: ``(x0, top, x1, bottom)`` in PDF points from the page's top left corner
    :param element: for unpaged sources the line (``line:120``), element (``p:77``) or anchor it stood in
    """

    page: int | None = None
    box: Box | None = None
    element: str | None = None
    recognised: RecognisedLine | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """The place that the characters ``start:end`` of a text came from."""

    start: int
    end: int
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A table as rows of cell texts; a merged cell has its text in its first place and is empty in the others.

    :param covered: row and column of the places that a merged cell above covers, as far as the file shows it
    """

    rows: tuple[tuple[str, ...], ...]
    place: Place = Place()
    covered: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, cells: Iterable[Iterable[str | None]], place: Place = Place()) -> Self:
        """A table of its cells, see :attr:`cells`."""
        known = tuple(map(tuple, cells))
        covered = tuple((at, column) for at, row in enumerate(known) for column, cell in enumerate(row) if cell is None)
        return cls(tuple(tuple(cell or "" for cell in row) for row in known), place, covered)

    @property
    def cells(self) -> tuple[tuple[str | None, ...], ...]:
        """The texts, None where a merged cell above covers a place."""
        if not self.covered:
            return self.rows
        covered = set(self.covered)
        return tuple(
            tuple(None if (at, column) in covered else cell for column, cell in enumerate(row)) for at, row in enumerate(self.rows)
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """A footnote mark that stood at ``offset`` and was taken out of the text."""

    offset: int
    mark: str


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, or an editors' source note (``mark`` is then empty)."""

    mark: str
    text: str
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a source as its reader saw it: running heads, page numbers, footnotes and their marks already taken out.

    :param text: NFC text without line break; empty when ``table`` is given
    :param starts_paragraph: True or False where the layout tells (an element, an indent), None where it does not
    :param bold: the whole line is bold, None where the source does not tell
    :param font: family of the font that most of its letters are set in, None where the source does not tell
    """

    text: str
    place: Place = Place()
    starts_paragraph: bool | None = None
    bold: bool | None = None
    heading_level: int | None = None
    marks: tuple[Mark, ...] = ()
    table: Table | None = None
    font: str | None = None


@dataclass(frozen=True, slots=True)
class Hints:
    """What a publisher says about a text beside the text itself (page chrome, front matter, file name): claims, not evidence.

    Keys are the field names of :class:`Metadata` as strings, ``url``, ``status``, ``effective_from``; values are as printed.
    """

    publisher: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one file (or one member of an archive).

    :param format: ``txt``, ``pdf``, ``docx``, ``md`` or ``html``
    :param notes: footnotes, in order; ``Line.marks`` refer to them by mark and order
    :param furniture: what was set aside as running heads, page numbers and authentication blocks, so that nothing is lost
    """

    format: str
    lines: tuple[Line, ...]
    notes: tuple[Note, ...] = ()
    furniture: tuple[str, ...] = ()
    hints: Hints = Hints()
    problems: tuple[Problem, ...] = ()
    pages: int | None = None
    pages_without_text: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EffectivePeriod:
    """From when to when (inclusive) something is in force, as the text itself says.

    :param scope: provision paths it is about, empty for the whole instrument
    """

    start: date | None
    end: date | None = None
    scope: tuple[str, ...] = ()
    evidence: str = ""

    @property
    def has_no_day(self) -> bool:
        """Whether its last day stands before its first: what was ended before it began, or one of the days is wrong."""
        return self.start is not None and self.end is not None and self.end < self.start


@dataclass(frozen=True, slots=True)
class Draft:
    """Which draft (dự thảo) a text is, or which one a paper goes with that is no draft itself (tờ trình, báo cáo thuyết minh).

    :param round: its round (lần); ``on`` its day
    :param of: key of the law that it would replace or amend; of a paper: of the draft. A person may name an earlier round instead
    """

    round: int | None = None
    on: date | None = None
    of: str | None = None


class TitleSource(StrEnum):
    """Where a borrowed title was read."""

    CITED = "cited"
    ARTICLE_1 = "article_1"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class BorrowedTitle:
    """A title that is not the instrument's own.

    :param at: key of the provision, or of the instrument in whose title, it was read
    """

    text: str
    source: TitleSource
    at: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """Who issued what, when. Absent is unknown, never guessed.

    :param number: the số hiệu as printed, without inner spaces (``09/2013/NĐ-CP``)
    :param issuer: as named on the day of issue; joint issuers separated by ``; ``
    :param title: trích yếu, without the type; of a draft with the type that it would be, and its round or day
    :param draft: of a draft, and of a paper that goes with one. A draft has no number, no day of issue and no day of effect
    """

    type: InstrumentType = InstrumentType.OTHER
    number: str | None = None
    issuer: str | None = None
    province: str | None = None
    title: str | None = None
    issued_on: date | None = None
    place: str | None = None
    signed_by: str | None = None
    effective: tuple[EffectivePeriod, ...] = ()
    draft: Draft | None = None


METADATA_FIELDS = tuple(known.name for known in fields(Metadata) if known.name not in ("type", "issuer", "effective", "draft"))
"""What is stored in a column of its name, read again, shown and exported as it is, in this order."""

OF_KEY = ("number", "issued_on")
"""Those of them that the key of an instrument is made of."""


@dataclass(frozen=True, slots=True)
class TypedWords:
    """Words of a provision that a person typed in a review; they are not the amending text's.

    :param start: offset in that field; ``end`` the offset after the last character
    """

    field: str
    start: int
    end: int
    by: str
    at: datetime

    def of(self, provision: "Provision") -> str:
        """The words themselves."""
        return (getattr(provision, self.field) or "")[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Provision:
    """A node of an instrument's tree. See the interface's description of ``provision`` for what text and tail hold.

    :param path: from the instrument's root, e.g. ``dieu-19/khoan-1/diem-đ``
    :param typed: what of it a person typed, in compiled texts
    :param ocr: how far ``text`` can be relied on, where it was read from a picture
    """

    path: str
    kind: Kind
    number: str | None = None
    heading: str | None = None
    text: str = ""
    tail: str = ""
    children: tuple["Provision", ...] = ()
    page: int | None = None
    table: Table | None = None
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
    text_map: tuple[Segment, ...] = ()
    tail_map: tuple[Segment, ...] = ()
    typed: tuple[TypedWords, ...] = ()
    ocr: Recognition | None = None

    def walk(self) -> Iterator["Provision"]:
        """Walk this provision and all below it, in reading order."""
        waiting = [self]
        while waiting:
            provision = waiting.pop()
            yield provision
            if provision.children:
                waiting.extend(reversed(provision.children))

    def articles(self) -> Iterator["Provision"]:
        """The articles of this provision, or itself: no article stands in another."""
        if self.kind is Kind.ARTICLE:
            yield self
            return
        for child in self.children:
            yield from child.articles()


@dataclass(frozen=True, slots=True)
class Codified:
    """Where an article stands in the official codification (Bộ pháp điển), and what its source note says.

    :param code: its number there, e.g. ``36.3.LQ.1``
    :param topic_code: of the đề mục, e.g. ``36.3``
    :param headings: part, chapter, section headings above it in the codification
    :param effective_from: the day the article took effect, as the note says
    :param wording_from: the day since which this wording holds (the latest amendment named), where the note names amendments
    :param amended_by: numbers of the amending instruments named, as printed
    :param effective_to: the last day of its effect, where the note says so or says that all of it was repealed
    :param suspended_from: the day since which all of it is suspended, where the note says so
    """

    anchor: str
    code: str
    topic_code: str
    topic: str
    headings: tuple[str, ...] = ()
    note: str = ""
    effective_from: date | None = None
    wording_from: date | None = None
    amended_by: tuple[str, ...] = ()
    effective_to: date | None = None
    suspended_from: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a version stood in the base that an export of it comes from.

    :param origin: ``text``, ``codification`` or ``consolidation``
    """

    origin: str = "text"
    valid_from: date | None = None
    altered: bool = False


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument as one source shows it.

    :param key: ``type/number/issuer/date``
    :param aliases: other keys that mean this instrument
    :param partial: the source holds only some provisions of it (codification, excerpt)
    :param codified: by provision path, for instruments known from the codification
    :param standing: for a version out of another base, where what it is was decided already
    """

    key: str
    metadata: Metadata
    provisions: tuple[Provision, ...]
    aliases: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    partial: bool = False
    codified: Mapping[str, Codified] = field(default_factory=dict)
    standing: Standing | None = None

    def walk(self) -> Iterator[Provision]:
        """Every provision in reading order."""
        for provision in self.provisions:
            yield from provision.walk()
