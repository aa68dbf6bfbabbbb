"""The account of a codification: every article, anchor and number, so that nothing disappears without a word."""

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
    :param instruments: instruments stored
    :param numbers: distinct số hiệu of these instruments
    :param unread_notes: articles whose note is missing or names no instrument; ``adopted`` of them were placed all the same
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
    numbers: int = 0
    unread_notes: int = 0
    adopted: int = 0
    attached_files: int = 0
    pictures: int = 0
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
            *(message for message in self._counted() if dict(message.values)["count"]),
            *(Message.of("account.skipped", name=name) for name in self.skipped),
        )

    def _counted(self) -> tuple[Message, ...]:
        return (
            Message.of("account.unread_notes", count=self.unread_notes, adopted=self.adopted),
            Message.of("account.renumbered", count=self.renumbered),
            Message.of("account.repeated", count=self.repeated),
            Message.of("account.hidden", count=self.hidden),
            Message.of("account.hidden_copies", count=self.hidden_copies),
            Message.of("account.attached_files", count=self.attached_files),
            Message.of("account.pictures", count=self.pictures),
        )
