"""What is told of a provision on a day: its status, what its words are to the day, and what that rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from documents.messages import Message


class StatusCode(StrEnum):
    """The state of a provision on a day."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class Told(StrEnum):
    """What is told of a day: the status, with what was in force when last checked apart from what nothing is known of."""

    IN_FORCE = "in_force"
    WAS_IN_FORCE = "was_in_force"
    NOT_YET = "not_yet"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class WordingCode(StrEnum):
    """What the words that the base shows are to a day."""

    HELD = "held"
    OVER = "over"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """What a status rests on. Each has one sentence in the catalogue (``basis.…``)."""

    NO_SUCH_KEY = "no_such_key"
    DRAFT = "draft"
    NOT_YET = "not_yet"
    NOT_ISSUED = "not_issued"
    NOT_YET_IN_PART = "not_yet_in_part"
    MAYBE_EARLY = "maybe_early"
    OWN_TEXT = "own_text"
    RELIED = "relied"
    RELIED_ONLY = "relied_only"
    RELIED_PASSED = "relied_passed"
    SEEN_LATE = "seen_late"
    SEEN_SINCE_AMENDED_LATE = "seen_since_amended_late"
    SEEN_ONLY = "seen_only"
    SUCCEEDED = "succeeded"
    ENDED_LATER = "ended_later"
    ENDED_LATER_ONLY = "ended_later_only"
    END_ALONE_KNOWN = "end_alone_known"
    ENDED_UNREVIEWED = "ended_unreviewed"
    SUSPENDED_UNREVIEWED = "suspended_unreviewed"
    REWORDED_UNREVIEWED = "reworded_unreviewed"
    EXPIRED = "expired"
    SEEN = "seen"
    SEEN_SINCE_AMENDED = "seen_since_amended"
    WORDING_NOT_HELD = "wording_not_held"
    NO_EVIDENCE_AFTER = "no_evidence_after"
    NO_EVIDENCE = "no_evidence"
    SNAPSHOT_PASSED = "snapshot_passed"
    START_UNKNOWN = "start_unknown"
    SUSPENDED = "suspended"
    SUSPENDED_PASSED = "suspended_passed"
    EXPIRED_BY = "expired_by"
    REPLACED_BY = "replaced_by"
    SUSPENDED_BY = "suspended_by"
    REWORDED = "reworded"
    UNREVIEWED = "unreviewed"
    UNREVIEWED_UNDATED = "unreviewed_undated"
    EXCERPT = "excerpt"
    STATED_NOT_YET = "stated_not_yet"
    STATED_FIRST_DAY = "stated_first_day"
    STATED_SEEN = "stated_seen"
    STATED_SEEN_ONLY = "stated_seen_only"
    STATED_PASSED = "stated_passed"
    STATED_ENDED_LATER = "stated_ended_later"
    STATED_ENDED = "stated_ended"
    STATED_SUSPENDED = "stated_suspended"
    STATED_REWORDED = "stated_reworded"
    START_DISPUTED = "start_disputed"
    END_DISPUTED = "end_disputed"
    RELIED_EXCERPT = "relied_excerpt"
    WORDS_UNSURE = "words_unsure"
    STARTS_DIFFER = "starts_differ"
    ENDS_DIFFER = "ends_differ"
    REPEALED_LATER = "repealed_later"
    REPEALED_BETWEEN = "repealed_between"
    REPEALED_UNDATED = "repealed_undated"
    REPEALED_SHOWN = "repealed_shown"

    @property
    def is_late(self) -> bool:
        """Whether the codification shows a provision on a day of which it is not sure to have the words."""
        return self in (Basis.SEEN_LATE, Basis.SEEN_SINCE_AMENDED_LATE)


@dataclass(frozen=True, slots=True)
class Status:
    """A status on a day.

    :param days: the days, and the names of instruments, that the basis names, for its sentence; of statements also who made them
    :param words: what the words that the base shows are to the day, where the basis alone does not tell
    """

    code: StatusCode
    basis: Basis
    days: Mapping[str, date | str | Message] = field(default_factory=dict)
    words: WordingCode | None = None

    @property
    def wording(self) -> WordingCode:
        """What the words that the base shows are to the day."""
        return self.words or _WORDING_OF_BASIS.get(self.basis) or _WORDING_OF_CODE[self.code]

    @property
    def has_words(self) -> bool:
        """Whether the words that the base shows are known to be those of the day: of what is over they are what was last,
        of what is not in force yet what will be.
        """
        return self.wording is WordingCode.HELD or (self.code, self.wording) in _LAST_OR_COMING

    @property
    def elsewhen(self) -> bool:
        """Whether the provision, or these words of it, did not hold on the day."""
        return self.code in (StatusCode.EXPIRED, StatusCode.NOT_YET) or self.wording in (WordingCode.OVER, WordingCode.NOT_YET)

    @property
    def told(self) -> Told:
        """What a reader is told: of what is unknown for no other reason than that the day is later than all evidence, that."""
        return Told.WAS_IN_FORCE if self.basis in _PASSED else Told(self.code)


_WORDING_OF_CODE = {
    StatusCode.IN_FORCE: WordingCode.HELD,
    StatusCode.SUSPENDED: WordingCode.HELD,
    StatusCode.NOT_YET: WordingCode.NOT_YET,
    StatusCode.EXPIRED: WordingCode.OVER,
    StatusCode.UNKNOWN: WordingCode.UNKNOWN,
}
_LAST_OR_COMING = {(StatusCode.EXPIRED, WordingCode.OVER), (StatusCode.NOT_YET, WordingCode.NOT_YET)}
_WORDING_OF_BASIS = {
    Basis.WORDING_NOT_HELD: WordingCode.NOT_YET,
    Basis.REPLACED_BY: WordingCode.OVER,
    Basis.REWORDED: WordingCode.OVER,
    Basis.REWORDED_UNREVIEWED: WordingCode.OVER,
    Basis.STATED_REWORDED: WordingCode.OVER,
    Basis.RELIED_EXCERPT: WordingCode.UNKNOWN,
    Basis.WORDS_UNSURE: WordingCode.UNKNOWN,
    **{basis: WordingCode.UNKNOWN for basis in Basis if basis.is_late},
}
_PASSED = frozenset({Basis.SNAPSHOT_PASSED, Basis.RELIED_PASSED, Basis.STATED_PASSED, Basis.NO_EVIDENCE_AFTER})
