"""The status of a provision on a day as it is shown, and its words."""

from dataclasses import dataclass
from datetime import date

from documents.messages import Message
from documents.time.status import Basis, Status, StatusCode, Told, WordingCode
from documents.wording.dates import last_year_in
from kb.interface.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class ProvisionStatus(Status):
    """A status on a day as it is shown.

    :param amended: something is known to have amended it
    :param last_known: where it is unknown, what it was before, and the last day of that
    :param words_from: the first day on which its words are known to hold; ``words_to`` the last before they were over
    """

    amended: bool = False
    last_known: tuple[StatusCode, date] | None = None
    words_from: date | None = None
    words_to: date | None = None
    day: date = date.max

    def sentence(self, say: Catalogue | None = None) -> str:
        """What the status rests on, in words."""
        say, last = say or Catalogue(), last_in_force(self.last_known)
        said = say(f"basis.{self.basis}", **self.days)
        # Of two texts with the same evidence, one a year older, the word is another: the sentence says why.
        return say("status.stale", said=said) if last and tone_of(self) is not self.told else said

    def in_words(self, say: Catalogue) -> str:
        """The status for a sentence, with all that its pill says; of a check in the past its day, which grows no older on paper."""
        if self.basis is Basis.DRAFT:
            return say("type.du-thao")
        tone, note = pill_of(say, self)
        last = last_in_force(self.last_known)
        if tone is Told.WAS_IN_FORCE and last:
            return say("status.took_effect" if self.basis is Basis.NO_EVIDENCE_AFTER else "status.was_in_force_on", day=last)
        return say("status.noted", status=say(f"status.{tone}"), note=note) if note else say(f"status.{tone}")

    def mark(self, say: Catalogue) -> str:
        """What has to be known beside the words of a provision, on paper."""
        return say("status.mark", status=self.in_words(say), basis=self.sentence(say))

    def doubt(self, say: Catalogue) -> str:
        """That the words are not those of the day, or that this is not known; of a draft, of what is over or to come nothing."""
        right = self.has_words or self.basis is Basis.DRAFT
        return "" if right else say(f"dossier.wording_{self.wording}", day=self.day)


def period_over(title: str | None, status: ProvisionStatus) -> int | None:
    """The last year of the time that the title of an instrument names, where that has passed and nothing says that it ended."""
    year = last_year_in(title or "") if status.told in _MAY_HOLD and status.basis is not Basis.DRAFT else None
    return year if year is not None and year < status.day.year else None


_MAY_HOLD = frozenset({Told.IN_FORCE, Told.WAS_IN_FORCE, Told.UNKNOWN})
_UNREVIEWED = frozenset({Basis.ENDED_UNREVIEWED, Basis.SUSPENDED_UNREVIEWED})
_NOTES = {
    (Told.IN_FORCE, WordingCode.UNKNOWN): "wording_unknown",
    **{(told, WordingCode.OVER): "wording_over" for told in (Told.IN_FORCE, Told.UNKNOWN)},
    **{(told, WordingCode.NOT_YET): "wording_not_yet" for told in (Told.IN_FORCE, Told.UNKNOWN)},
}


def last_in_force(last_known: tuple[StatusCode, date] | None) -> date | None:
    """The day of the last check, if it was in force then."""
    return last_known[1] if last_known and last_known[0] is StatusCode.IN_FORCE else None


def too_old(day: date) -> date:
    """The last day of a check that is too old on a day to call something in force by it: a year before."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day) if day.year > 1 else day


def tone_of(status: ProvisionStatus) -> Told:
    """The word of a status: what took effect, or was in force when last checked, is called that for a year; later it is unknown."""
    last = last_in_force(status.last_known)
    stale = status.told is Told.WAS_IN_FORCE and (last is None or last <= too_old(status.day))
    return Told.UNKNOWN if stale else status.told


def pill_of(say: Catalogue, status: ProvisionStatus) -> tuple[Told, str]:
    """What the word of a status is, and the words that qualify it; together they say no more than the evidence does."""
    if status.told is Told.WAS_IN_FORCE:
        last = last_in_force(status.last_known)
        if last and status.basis is Basis.NO_EVIDENCE_AFTER:  # that it took effect is no check, and is told as what it is
            return tone_of(status), say("pill.since", day=last)
        return tone_of(status), say("pill.known_to", day=last) if last else ""
    start, issued = status.days.get("start"), status.days.get("issued")
    if status.told is Told.NOT_YET and isinstance(issued or start, date):
        began = "pill.from_in_part" if status.basis is Basis.NOT_YET_IN_PART else "pill.from"
        return status.told, say("pill.issued", day=issued) if issued else say(began, day=start)
    note = _qualified(status)
    return status.told, say(f"pill.{note}") if note else ""


def _qualified(status: ProvisionStatus) -> str:
    rest, who = status.days.get("rest"), status.days.get("who")
    if status.told is Told.EXPIRED and isinstance(rest, Message) and "spared" in dict(rest.values):
        return "sparing"
    if status.basis in _UNREVIEWED:
        return "unreviewed"
    if note := _NOTES.get((status.told, status.wording)):
        return note
    by_secondary = isinstance(who, Message) and who.key == "stated.secondary"
    return "secondary" if by_secondary and status.told is not Told.UNKNOWN else ""


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
    :param amended: something amended it; words of a later day were not there yet
    """
    amended = amended and found.wording is not WordingCode.NOT_YET
    return ProvisionStatus(found.code, found.basis, found.days, found.words, amended, before, words_from, words_to, day)
