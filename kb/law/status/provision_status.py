"""The status of a provision on a day as it is shown, and its words."""

from dataclasses import dataclass
from datetime import date

from documents.time.status import Basis, Status, StatusCode, Told
from kb.interface.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class ProvisionStatus(Status):
    """A status on a day as it is shown.

    :param amended: something is known to have amended it
    :param last_known: where it is unknown, what it was before, and the last day of that
    :param words_from: the first day on which its words are known to hold; ``words_to`` the last before they were over
    :param day: the day
    """

    amended: bool = False
    last_known: tuple[StatusCode, date] | None = None
    words_from: date | None = None
    words_to: date | None = None
    day: date = date.max

    def sentence(self, say: Catalogue | None = None) -> str:
        """What the status rests on, in words."""
        return (say or Catalogue())(f"basis.{self.basis}", **self.days)

    def in_words(self, say: Catalogue) -> str:
        """The status for a sentence; of a check in the past with its day, which grows no older on paper."""
        if self.basis is Basis.DRAFT:
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
    return ProvisionStatus(found.code, found.basis, found.days, found.words, amended, before, words_from, words_to, day)
