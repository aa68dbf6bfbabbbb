"""The rows of a list of texts that have ceased to have effect."""

from dataclasses import dataclass, replace

from documents.amendments.effect import Evidence
from documents.messages import Message
from documents.text import fold


@dataclass(frozen=True, slots=True)
class Heading:
    """What the headings above a row say.

    :param whole: the texts ended as a whole (True) or in part (False), None where nothing says it
    :param halted: they were suspended (True) or ended (False)
    :param listed: False below a heading of texts that are in force, or that are to be amended
    :param sector: lĩnh vực
    """

    whole: bool | None = None
    halted: bool | None = None
    listed: bool = True
    sector: str | None = None

    def below(self, words: str) -> "Heading":
        """What holds below another heading."""
        said = " ".join(fold(words).split())
        ends, halts = "het hieu luc" in said or "bai bo" in said, "ngung hieu luc" in said
        whole, part = "toan bo" in said, "mot phan" in said
        if not (ends or halts):
            if "con hieu luc" in said or (
                "van ban" in said and ("sua doi" in said or "thay the" in said or "ban hanh moi" in said)
            ):
                return Heading(listed=False)
            return replace(self, sector=" ".join(words.split())) if said else self
        return Heading(
            whole=whole if whole != part else self.whole if whole else None,
            halted=halts if halts != ends else None,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One text of a list.

    :param target: its type, number, date and title as written, as they are broken into lines
    :param content: what of it has ceased to have effect, None where the list has no such column
    :param reason: by which instrument, and how
    :param day: the words that hold the day
    :param doubt: why the row is not certain
    :param note: ghi chú
    """

    heading: Heading
    target: str
    content: str | None
    reason: str
    day: str
    evidence: Evidence
    doubt: Message | None = None
    note: str = ""
