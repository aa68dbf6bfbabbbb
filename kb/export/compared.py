"""What a comparison's files hold: each line with its cells, as they are written, and the words that all of them use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from documents.comparison import Change, ComparedPair, MeantChange, Pair, PairKind, Row, Span
from documents.comparison.pairing import Reason
from documents.model import Provision
from documents.paths import unit_of
from documents.wording.citing import cite, label
from kb.annotations import Explanations
from kb.interface.catalogue import Catalogue
from kb.interface.days import in_vietnam
from kb.law.texts.pairings import Decided, Pairing


@dataclass(frozen=True, slots=True)
class ComparedText:
    """A text of a comparison.

    :param name: as it is shown
    :param day: the day of its text, None where nobody chose one
    :param title: of the instrument
    :param partial: articles of it may not be there
    """

    name: str
    key: str
    sha256: str
    day: date | None = None
    title: str | None = None
    partial: bool = False


class KindWords:
    """What became of provisions, in words. What a text that is not all there lacks is not said to be dropped or added.

    :param partial: whether articles of the left text may be lacking, and of the right one
    """

    def __init__(self, compared: Iterable[ComparedPair], partial: tuple[bool, bool]) -> None:
        self._partial = partial
        pairs = [one.pair for one in compared] if any(partial) else []
        self._paired = {unit_of(path) for pair in pairs if pair.left and pair.right for path in pair.left}
        self._heirs = {unit_of(path) for pair in pairs if pair.left and pair.right for path in pair.right}

    def unsure(self, pair: Pair) -> bool:
        """Whether what has no counterpart may have one in the part of the text that is not there."""
        if pair.left and pair.right:
            return False
        if pair.left:
            paths, lacking, known = pair.left, self._partial[1], self._paired
        else:
            paths, lacking, known = pair.right, self._partial[0], self._heirs
        return lacking and not any(unit_of(path) in known for path in paths)

    def changes(self, row: Row) -> tuple[MeantChange, ...]:
        """What is said to have changed: nothing where it is unsure whether anything is gone or new."""
        return () if self.unsure(row.compared.pair) else row.compared.changes

    def spans(self, row: Row) -> tuple[Span, ...]:
        """The words of a row; those of what may only not be there are not marked as gone or new."""
        if not self.unsure(row.compared.pair):
            return row.spans
        return tuple(Span(Change.SAME, span.old, span.new) for span in row.spans)

    def of(self, pair: Pair, say: Catalogue) -> str:
        """The words for a pair."""
        return say("compare.not_seen") if self.unsure(pair) else say(f"pair.{pair.kind}")


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote about a provision to explain its change."""

    text: str
    author: str


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of one text in a line.

    :param places: paths; ``head`` is what is printed before the words
    :param pieces: the words, and whether they differ: removed or added
    """

    places: tuple[str, ...] = ()
    head: str = ""
    pieces: tuple[tuple[Change, str], ...] = ()

    @property
    def words(self) -> str:
        """All of them."""
        return "".join(text for _, text in self.pieces)


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line of the table.

    :param kinds: what became of it, in words, with between which columns where there are three
    :param changes: found by rule
    :param reasons: why these are a pair
    :param by: what people decided about it
    :param notes: they fill the column of the explanation
    """

    cells: tuple[Cell, ...]
    kinds: tuple[str, ...] = ()
    changes: tuple[MeantChange, ...] = ()
    reasons: str = ""
    by: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    same: bool = False


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """The texts, and the lines.

    :param pairs: of two texts what programs read (`kb.export.comparison_json`)
    """

    texts: tuple[ComparedText, ...]
    lines: Sequence[TableLine]
    pairs: Sequence[ComparedPair] = ()
    decided: Decided = field(default_factory=lambda: Decided(()))


def table_of(
    texts: tuple[ComparedText, ...], rows: Sequence[Row], say: Catalogue, decided: Decided, notes: Explanations | None = None
) -> ComparisonTable:
    """The table of two texts."""
    left, right = texts
    words = KindWords([row.compared for row in rows], (left.partial, right.partial))
    lines = [line_of(row, say, decided, notes, words) for row in rows]
    return ComparisonTable(texts, lines, [row.compared for row in rows], decided)


def line_of(row: Row, say: Catalogue, decided: Decided, notes: Explanations | None, words: KindWords) -> TableLine:
    """A line of two texts."""
    pair = row.compared.pair
    old, new = pieces_of(words.spans(row))
    return TableLine(
        (Cell(pair.left, labels(row.left), old), Cell(pair.right, labels(row.right), new)),
        () if pair.kind is PairKind.SAME else (words.of(pair, say),),
        words.changes(row),
        reasons_words(pair.reasons, say),
        tuple(by_words(item, say) for item in decided.about(pair)),
        notes_of(notes, (pair.left, pair.right)),
        pair.kind is PairKind.SAME,
    )


def notes_of(notes: Explanations | None, paths: Sequence[Sequence[str]]) -> tuple[Note, ...]:
    """What explains the provisions of a line."""
    return tuple(Note(note.text, note.author) for note in notes.of(paths)) if notes else ()


Pieces = tuple[tuple[Change, str], ...]


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


def change_words(change: MeantChange, say: Catalogue) -> str:
    """A change that was found by rule, in words."""
    before, after = (piece.text if piece else say("compare.nothing") for piece in (change.before, change.after))
    return say("compare.change", what=say(f"what.{change.what}"), before=before, after=after)


def reasons_words(reasons: Iterable[Reason], say: Catalogue) -> str:
    """Why two provisions are a pair, in words."""
    return "; ".join(say(f"ground.{reason.ground}", percent=round(reason.share * 100)) for reason in reasons)


def by_words(item: Pairing, say: Catalogue) -> str:
    """What a person decided about two provisions, marked as theirs."""
    day = in_vietnam(item.at).date()
    return say(f"pairing.by_{item.act}", author=item.author, day=day, left=cite(item.left), right=cite(item.right))


def found_words(line: TableLine, say: Catalogue) -> list[str]:
    """What stands below the words of a line: its kind and what was found by rule, then what people decided."""
    found = [*line.kinds, *(change_words(change, say) for change in line.changes)]
    return [*([say("compare.found", found="; ".join(found))] if found else []), *line.by]


def title(table: ComparisonTable, say: Catalogue) -> str:
    """What is compared with what."""
    first, *others = heads(table, say)
    for other in others:
        first = say("compare.between", left=first, right=other)
    return first


def heads(table: ComparisonTable, say: Catalogue) -> list[str]:
    """What stands above the column of each text."""
    return [say("compare.text_on", name=text.name, day=text.day) if text.day else text.name for text in table.texts]


def sources(table: ComparisonTable, say: Catalogue) -> list[str]:
    """What has to be known of the texts: which are not all there, and where the words come from (key and hash of each)."""
    lacking = [say("compare.partial", name=text.name) for text in table.texts if text.partial]
    return [*lacking, *(say("compare.source", key=text.key, hash=text.sha256) for text in table.texts)]
