"""The status of a provision on a day as it is shown, and its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from documents.messages import Message
from documents.time.status import Basis, Status, StatusCode, Told, WordingCode
from kb.interface.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class ProvisionStatus:
    """A status on a day.

    :param day: the day
    :param basis: name of the catalogue's sentence (``basis.…``) that says what it rests on
    :param days: the days that the sentence names
    :param told: the status, with what was in force when last checked apart
    :param amended: something is known to have amended it
    :param wording: what the words of the version are to the day
    :param words_from: the first day on which they are known to hold; ``words_to`` the last before they were over
    :param last_known: where it is unknown, what it was before, and the last day of that
    """

    code: StatusCode
    basis: str
    days: Mapping[str, date | str | Message]
    told: Told
    amended: bool
    last_known: tuple[StatusCode, date] | None = None
    wording: WordingCode = WordingCode.UNKNOWN
    words_from: date | None = None
    words_to: date | None = None
    day: date = date.max

    def sentence(self, say: Catalogue | None = None) -> str:
        """What the status rests on, in words."""
        return (say or Catalogue())(f"basis.{self.basis}", **self.days)

    def words(self, say: Catalogue) -> str:
        """The status for a sentence; of a check in the past with its day, which grows no older on paper."""
        if self.basis == Basis.DRAFT:
            return say("type.du-thao")
        if self.told is not Told.WAS_IN_FORCE:
            return say(f"status.{self.told}")
        last = last_in_force(self.last_known)
        return say("status.was_in_force_on", day=last) if last else say("status.unknown")


def last_in_force(last_known: tuple[StatusCode, date] | None) -> date | None:
    """The day of the last check, if it was in force then."""
    return last_known[1] if last_known and last_known[0] is StatusCode.IN_FORCE else None


def provision_status(
    found: Status,
    day: date,
    before: tuple[StatusCode, date] | None,
    amended: bool = False,
    words_from: date | None = None,
    words_to: date | None = None,
) -> ProvisionStatus:
    """A status on a day as pages show it.

    :param before: where it is unknown, what it was last, and when
    """
    basis = str(found.basis)
    return ProvisionStatus(
        code=found.code,
        basis=basis,
        days=found.days,
        told=found.told,
        amended=amended,
        last_known=before,
        wording=found.wording,
        words_from=words_from,
        words_to=words_to,
        day=day,
    )
