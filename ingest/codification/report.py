"""The account of a codification: every article, anchor and number, so that nothing disappears without a word."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from documents.messages import Message


@dataclass(slots=True)
class CodificationReport:
    """What was in the files and what became of it.

    ``articles`` = ``stored`` + ``copies``: each article is stored, or is the same text of the same article once more.

    :param files: files read; ``empty_topics`` of them are topics that are not codified yet
    :param copies: articles left out because the same text of the same article is there already
    :param repeated: articles stored under ``~2``: the same number of the same instrument with another text
    :param renumbered: articles whose note repeats a number; the number in their code is used instead
    :param hidden: articles that stood in the text of another one and are now articles of their own
    :param hidden_copies: such articles that also stand in their own place, with the same words
    :param provisions: articles, clauses, points and tables stored
    :param instruments: instruments stored; ``undated`` of them without a known date of issue
    :param numbers: distinct số hiệu of these instruments
    :param shared_numbers: số hiệu that more than one instrument has
    :param numberless: instruments without a số hiệu
    :param misprints: notes whose number was taken for a misprint of their neighbours'
    :param dates_from_references: instruments whose date of issue only a cross reference gives
    :param dates_from_anchors: instruments whose date of issue only the anchors give
    :param unread_notes: articles whose note is missing or names no instrument; ``adopted`` of them were placed all the same
    :param amended: articles whose note names amendments, whose wording therefore holds only since then
    :param gaps: instruments with article numbers missing
    :param attached_files: appendices and forms that are only linked to
    :param pictures: pictures (formulas) that the text cannot show
    """

    files: int = 0
    empty_topics: int = 0
    skipped: tuple[str, ...] = ()
    articles: int = 0
    anchors: int = 0
    stored: int = 0
    copies: int = 0
    repeated: int = 0
    renumbered: int = 0
    hidden: int = 0
    hidden_copies: int = 0
    provisions: int = 0
    instruments: int = 0
    undated: int = 0
    numbers: int = 0
    shared_numbers: tuple[str, ...] = ()
    numberless: int = 0
    misprints: int = 0
    dates_from_references: int = 0
    dates_from_anchors: int = 0
    unread_notes: int = 0
    adopted: int = 0
    amended: int = 0
    gaps: int = 0
    references: int = 0
    attached_files: int = 0
    pictures: int = 0
    tables: int = 0
    snapshot_date: date | None = None

    def lines(self) -> tuple[Message, ...]:
        """The account as sentences."""
        if self.snapshot_date:
            taken = Message.of("account.taken", day=self.snapshot_date, files=self.files, empty=self.empty_topics)
        else:
            taken = Message.of("account.taken_some_day", files=self.files, empty=self.empty_topics)
        return (
            taken,
            Message.of("account.articles", articles=self.articles, anchors=self.anchors, stored=self.stored, copies=self.copies),
            Message.of("account.provisions", provisions=self.provisions, instruments=self.instruments, numbers=self.numbers),
            *self._shared(),
            *(message for message in self._counted() if dict(message.values)["count"]),
            *(Message.of("account.skipped", name=name) for name in self.skipped),
        )

    def _shared(self) -> Iterator[Message]:
        if self.shared_numbers:
            yield Message.of("account.shared_numbers", count=len(self.shared_numbers), numbers=self.shared_numbers)

    def _counted(self) -> tuple[Message, ...]:
        return (
            Message.of("account.numberless", count=self.numberless),
            Message.of("account.undated", count=self.undated),
            Message.of("account.dates_from_references", count=self.dates_from_references),
            Message.of("account.dates_from_anchors", count=self.dates_from_anchors),
            Message.of("account.misprints", count=self.misprints),
            Message.of("account.unread_notes", count=self.unread_notes, adopted=self.adopted),
            Message.of("account.renumbered", count=self.renumbered),
            Message.of("account.repeated", count=self.repeated),
            Message.of("account.hidden", count=self.hidden),
            Message.of("account.hidden_copies", count=self.hidden_copies),
            Message.of("account.amended", count=self.amended),
            Message.of("account.gaps", count=self.gaps),
            Message.of("account.references", count=self.references),
            Message.of("account.attached_files", count=self.attached_files),
            Message.of("account.pictures", count=self.pictures),
            Message.of("account.tables", count=self.tables),
        )
