"""What a comparison's files hold: each line with its cells, as they are written, and the words that all of them use."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from documents.comparison import Change, ComparedPair, Level, MeantChange, PairKind, Piece, Row, Span, What
from documents.comparison.compared import have_little_in_common
from documents.comparison.pairing import Reason
from documents.messages import Message
from documents.model import InstrumentType, Provision
from documents.paths import type_of_key, unit_of
from documents.time.status import Told
from documents.wording.citing import cite, label
from kb.annotations import Explanations, NoteView
from kb.export.kind_words import WHOLE, Extent, KindWords, Lacking
from kb.interface.catalogue import Catalogue
from kb.law.duties.ended import spoken_of
from kb.law.status.statuses import ProvisionStatus, marked_words
from kb.law.texts.pairings import Decided, Pairing


@dataclass(frozen=True, slots=True)
class ComparedText:
    """A text of a comparison.

    :param name: as it is shown
    :param day: the day of its text, None where nobody chose one
    :param title: of the instrument
    :param lacking: what of it may not be there; ``partial`` where articles may not
    :param in_full: the name with what it is about
    :param told: whether its words are in force, None where nobody knows: of a file
    :param remark: what has to be known of its words before they are read
    :param version: the number of the stored version, None of a file
    :param marks: what has to be known of the words of its provisions, in words, by their paths
    :param amends: it only changes a part of the other text, which says so instead of ``partial``
    """

    name: str
    key: str
    sha256: str
    day: date | None = None
    title: str | None = None
    lacking: Lacking = WHOLE
    in_full: str = ""
    told: Told | None = None
    remark: str = ""
    version: int | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    amends: Message | None = None

    @property
    def partial(self) -> bool:
        """Whether articles of it may not be there."""
        return self.lacking.extent is Extent.ANYTHING

    def told_at(self, provisions: Iterable[Provision], whole: bool) -> list[str]:
        """What has to be known of the words of provisions.

        :param whole: they stand there with all that is below them
        """
        return [words for item in provisions for words in marked_words(self.marks, item.path, whole=whole)]


def bodies_gone(key: str, words: Mapping[str, str], day: date, say: Catalogue) -> dict[str, str]:
    """That bodies which a draft names are no more by a day, by path; of what is law already its own page says it.

    :param words: of its provisions, by their paths
    """
    if type_of_key(key) != InstrumentType.DRAFT:
        return {}
    told = {path: [say.write(message) for _, message in spoken_of(text, day)] for path, text in words.items()}
    return {path: " ".join(said) for path, said in told.items() if said}


def words_by_path(provisions: Iterable[Provision]) -> dict[str, str]:
    """The words of provisions and of all below them, by path."""
    return {part.path: f"{part.text}\n{part.tail}" for item in provisions for part in item.walk()}


def told_of(status: ProvisionStatus, day: date) -> Told:
    """Whether words are in force: those of an earlier version are not, whatever their text is."""
    return Told.EXPIRED if status.words_to is not None and status.words_to < day else status.told


def by_weight(compared: Iterable[ComparedPair], words: KindWords) -> list[ComparedPair]:
    """What differs, by the weightiest change that is sure: figures, bans, who decides and for whom; then what only may be one.

    What nobody knows whether it changed comes last; of what is a pair and says nothing, only articles stand there.
    """
    told: dict[tuple[tuple[str, ...], tuple[str, ...]], ComparedPair] = {}
    for one in compared:
        pair = one.pair
        whole = pair.level is Level.ARTICLE or not (pair.left and pair.right)
        if one.changes or (pair.kind is not PairKind.SAME and whole):
            told.setdefault((pair.left, pair.right), one)
    ranks = {
        id(one): min(((not words.is_sure(one, change), change.rank) for change in one.changes), default=(True, _LAST))
        for one in told.values()
    }
    return sorted(told.values(), key=lambda one: (words.unsure(one.pair), ranks[id(one)]))


def weighty(rows: Sequence[Row], words: KindWords) -> list[tuple[Row, MeantChange]]:
    """What a reviewer sees first of what is sure, by rank: what came before what is gone, of each article one before the next ones.

    Where little else differs, everything else, too.
    """
    articles = [row for row in rows if row.compared.pair.level is Level.ARTICLE and not words.unsure(row.compared.pair)]
    told: dict[MeantChange, Row] = {change: row for row, change in _whole_articles(articles)}
    gone = {item.path for row in articles for item in row.alone[0] if item.heading}
    for row in rows:
        one, both = row.compared, bool(row.left and row.right)
        for change in words.changes(row):
            if (one.stayed or _is_asked(change, both)) and words.is_sure(one, change):
                told.setdefault(change, row)  # an article without clauses stands at two levels
    seen: Counter[tuple[int, bool, str]] = Counter()
    places = []
    for change, row in told.items():
        unit = unit_of((row.right or row.left)[0].path)
        repeats = not (row.right or change.headed) and unit in gone
        place = _AGAIN if repeats else change.rank, not row.right, unit
        places.append((*place[:2], seen[place]))
        seen[place] += 1
    return [(row, change) for _, (change, row) in sorted(zip(places, told.items(), strict=True), key=lambda one: one[0])]


def _is_asked(change: MeantChange, both: bool) -> bool:
    if change.what is What.DOCUMENT and change.before and change.after:
        return True
    if change.what is What.CONDITION:
        return both  # what a whole provision says is seldom one
    if change.what is What.ADDRESSEE:
        return not both
    anew = change.what is What.OBLIGATION and (change.apart or not both)
    return anew or change.refers or change.what in (What.AUTHORITY, What.RIGHT) or change.rank < _OTHER


_OTHER, _AGAIN = 2, 8
"""Figures and bans rank before the one; words of an article that is gone as a whole rank as the other."""


def _whole_articles(rows: Sequence[Row]) -> Iterator[tuple[Row, MeantChange]]:
    """The articles that went, and those that came, by their headings, in one line each, which stands for all of them."""
    for side in (0, 1):
        alone = [(row, item) for row in rows for item in row.alone[side] if item.heading]
        if alone:
            said = "; ".join(f"{label(item)} {item.heading}" for _, item in alone)
            piece = Piece(alone[0][1].path, 0, 0, said)
            items = tuple(item for _, item in alone)
            row = replace(alone[0][0], right=items) if side else replace(alone[0][0], left=items)
            yield row, MeantChange(What.SCOPE, None if side else piece, piece if side else None, headed=True)


def told_once(lines: Iterable[tuple[Row, MeantChange]]) -> list[tuple[Row, MeantChange, int]]:
    """Changes with how often more each is found: a body that gives way to another throughout is told where it first does."""
    again: dict[tuple[object, ...], int] = {}
    first: dict[tuple[object, ...], tuple[Row, MeantChange]] = {}
    for row, change in lines:
        key: tuple[object, ...] = (change,)
        if change.what is What.AUTHORITY and change.before and change.after:
            key = (change.before.text, change.after.text)
        again[key] = again.get(key, -1) + 1
        first.setdefault(key, (row, change))
    return [(*one, again[key]) for key, one in first.items()]


Pieces = tuple[tuple[Change, str], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of one text in a line.

    :param places: paths; ``head`` is what is printed before the words
    :param pieces: the words, and whether they differ: removed or added
    :param titled: the first line is a heading
    :param told: what has to be known of the words
    """

    places: tuple[str, ...] = ()
    head: str = ""
    pieces: Pieces = ()
    titled: bool = False
    told: tuple[str, ...] = ()

    @classmethod
    def of(cls, provisions: Sequence[Provision], pieces: Pieces, told: Iterable[str] = ()) -> "Cell":
        """The words of provisions."""
        paths = tuple(item.path for item in provisions)
        return cls(paths, labels(provisions), pieces, bool(provisions and provisions[0].heading), tuple(dict.fromkeys(told)))

    @property
    def words(self) -> str:
        """All of them."""
        return "".join(text for _, text in self.pieces)


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line of the table.

    :param kinds: what became of it, in words, with between which columns where there are three
    :param changes: found by rule; ``sure``: those of them whose meaning likely holds
    :param reasons: why these are a pair
    :param by: what people decided about it
    :param notes: that explain its change: they fill the column of the explanation
    :param begins: an article begins here
    :param asked: it is among what was asked for
    :param shows: what became of it is seen from its cells
    """

    cells: tuple[Cell, ...]
    kinds: tuple[str, ...] = ()
    changes: tuple[MeantChange, ...] = ()
    sure: tuple[MeantChange, ...] = ()
    reasons: str = ""
    by: tuple[str, ...] = ()
    notes: Sequence[NoteView] = ()
    same: bool = False
    begins: bool = True
    asked: bool = True
    shows: bool = False


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """The texts, and the lines.

    :param pairs: of two texts what programs read (`kb.export.comparison`)
    :param scope: which lines were asked for, in words; empty where all were
    :param left_out: what was not seen on the other side and is not among the lines, in words
    :param remarks: what the program found, and where the words come from, is to be printed too
    """

    texts: tuple[ComparedText, ...]
    lines: Sequence[TableLine]
    pairs: Sequence[ComparedPair] = ()
    decided: Decided = field(default_factory=lambda: Decided(()))
    scope: str = ""
    left_out: tuple[str, ...] = ()
    remarks: bool = True

    def printed(self) -> Iterator[tuple[str, TableLine]]:
        """The lines that were asked for, numbered article by article; an article of which only clauses were stands there too."""
        number, head = 0, None
        for line in self.lines:
            head = line if line.begins else head
            if not (line.asked or line.notes):
                continue
            if head is not None:
                number += 1
                yield str(number), head
            if head is not line:
                yield "", line
            head = None


Asked = Callable[[Row, KindWords], bool]
"""Whether a row was asked for."""


def is_changed(row: Row, words: KindWords) -> bool:
    """Whether a row differs, as far as both texts are there."""
    pair = row.compared.pair
    return (pair.kind is not PairKind.SAME or bool(row.compared.changes)) and not words.unseen(pair)


def unseen(rows: Sequence[Row], words: KindWords) -> list[str]:
    """The articles of the left text, and of the right one, that may have a counterpart where the other text is not all there."""
    level = rows[0].compared.pair.level if rows else None
    alone = [row.alone for row in rows if row.compared.pair.level is level and words.unseen(row.compared.pair)]
    return [", ".join(cite(item.path) for both in alone for item in both[side]) for side in (0, 1)]


def table_of(
    texts: tuple[ComparedText, ...],
    rows: Sequence[Row],
    say: Catalogue,
    decided: Decided,
    notes: Explanations | None = None,
    asked: Asked | None = None,
) -> ComparisonTable:
    """The table of two texts."""
    left, right = texts
    compared, lines = [row.compared for row in rows], []
    words = KindWords(compared, (left.lacking, right.lacking), rows)
    for row in rows:
        pair = row.compared.pair
        begins = pair.level is compared[0].pair.level
        both = zip(texts, (row.left, row.right), pieces_of(words.spans(row)), strict=True)
        lines.append(
            TableLine(
                cells=tuple(Cell.of(some, pieces, text.told_at(some, row.whole)) for text, some, pieces in both),
                kinds=() if pair.kind is PairKind.SAME else (words.of(pair, say),),
                changes=words.changes(row),
                sure=words.sure(row),
                reasons=reasons_words(pair.reasons, say),
                by=tuple(by_words(item, say) for item in decided.about(pair)),
                notes=notes.of((pair.left, pair.right)) if notes else (),
                same=pair.kind is PairKind.SAME,
                begins=begins,
                asked=asked is None or asked(row, words),
                shows=(pair.kind is PairKind.REWORDED and not words.reordered(pair))
                or (not begins and not (pair.left and pair.right)),
            )
        )
    left_out = zip((right.name, left.name), unseen(rows, words), strict=True) if asked else ()
    said = tuple(say("compare.unseen", name=name, places=places) for name, places in left_out if places)
    return ComparisonTable(texts, lines, compared, decided, left_out=said)


def pieces_of(spans: Sequence[Span]) -> tuple[Pieces, Pieces]:
    """The words of both sides: what is gone from the left one, what is new on the right one."""
    same = Change.SAME
    old = tuple((same if span.change is same else Change.REMOVED, span.old) for span in spans if span.old)
    new = tuple((same if span.change is same else Change.ADDED, span.new) for span in spans if span.new)
    return old, new


def labels(provisions: Sequence[Provision]) -> str:
    """What is printed before the words of a side of a row."""
    *first, last = [label(provision) for provision in provisions] or [""]
    return ", ".join([*(words.rstrip(".") for words in first), last])


def change_words(change: MeantChange, say: Catalogue, again: int = 0) -> str:
    """A change that was found by rule, in words, with how often more it is found."""
    pieces = {name: piece.text for name, piece in (("before", change.before), ("after", change.after)) if piece}
    alone = "compare.came" if change.after else "compare.went"
    both = "compare.elsewhere" if change.refers and len({*pieces.values()}) == 1 else "compare.change"
    words = say(both if len(pieces) == 2 else alone, what=say(f"what.{change.called}"), **pieces)
    return say("compare.again", change=words, count=again) if again else words


def reasons_words(reasons: Iterable[Reason], say: Catalogue) -> str:
    """Why two provisions are a pair, in words."""
    return "; ".join(say(f"ground.{reason.ground}", percent=round(reason.share * 100)) for reason in reasons)


def by_words(item: Pairing, say: Catalogue) -> str:
    """What a person decided about two provisions, marked as theirs."""
    return say(f"pairing.by_{item.act}", author=item.author, day=item.at, left=cite(item.left), right=cite(item.right))


_LAST = 99
"""Behind all ranks of changes."""


def found_words(line: TableLine, say: Catalogue) -> list[str]:
    """What stands below the explanation: the kind of a line and what is sure of its changes, then what people decided."""
    found = [*(() if line.shows else line.kinds), *(change_words(change, say) for change in line.sure)]
    return [*([say("compare.found", found="; ".join(found))] if found else []), *line.by]


def title(table: ComparisonTable, say: Catalogue) -> str:
    """What is compared with what."""
    first, *others = (_on_day(text.in_full or text.name, text, say) for text in table.texts)
    for other in others:
        first = say("compare.between", left=first, right=other)
    return first


def heads(table: ComparisonTable, say: Catalogue) -> list[str]:
    """How each text is called above its column."""
    return [_on_day(text.name, text, say) for text in table.texts]


def _on_day(name: str, text: ComparedText, say: Catalogue) -> str:
    return say("compare.text_on", name=name, day=text.day) if text.day else name


def standings(table: ComparisonTable, say: Catalogue) -> list[str]:
    """What each of two texts is to the other; of three nothing is said.

    What was in force when last checked is not called so beside a text that came into force.
    """
    if len(table.texts) != 2:
        return ["" for _ in table.texts]
    left, right = table.texts
    came = right.told in (Told.IN_FORCE, Told.WAS_IN_FORCE, Told.EXPIRED)
    current = left.told in (None, Told.IN_FORCE) or (left.told is Told.WAS_IN_FORCE and not came)
    return [
        say("compare.current_rule" if current else "compare.former_rule"),
        say("compare.former_rule" if right.told is Told.EXPIRED else "compare.new_rule"),
    ]


def lacking(table: ComparisonTable, say: Catalogue) -> list[str]:
    """What has to be known of the texts before they are read: which are not all there, and what was not seen for that."""
    partial = [say.write(text.amends or Message.of("compare.partial", name=text.name)) for text in table.texts if text.partial]
    little = [say("outcome.little")] if have_little_in_common(table.pairs) else []
    return [*little, *(text.remark for text in table.texts if text.remark), *partial, *table.left_out]


def sources(table: ComparisonTable, say: Catalogue) -> list[str]:
    """Where the words come from: key and hash of each text."""
    return [say("compare.source", name=text.name, key=text.key, hash=text.sha256) for text in table.texts]
