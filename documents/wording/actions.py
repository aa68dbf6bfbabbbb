"""What one instrument may do to another. Apart from `documents.amendments`, whose reading takes seconds to import."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What an effect does. The values are part of the interface."""

    REPLACE = "replace"
    INSERT = "insert"  # a new provision at a named place, or a new article, chapter or appendix
    APPEND = "append"  # a new clause or point of a provision, or words at its end
    RETITLE = "retitle"
    SUBSTITUTE_PHRASE = "substitute_phrase"
    RENUMBER = "renumber"
    REPEAL = "repeal"
    SUSPEND = "suspend"
    RESUME = "resume"
    CORRECT = "correct"  # a corrigendum: the corrected words hold from the beginning
    EXPIRE = "expire"  # a whole instrument, or what is left of it, ceases to have effect

    @property
    def textual(self) -> bool:
        """Whether it changes words. The others end, suspend or resume, which the status says."""
        return self is Action.REPEAL or not (self.ends or self.halts)

    @property
    def ends(self) -> bool:
        """Whether what it is done to has no effect any more."""
        return self in (Action.REPEAL, Action.EXPIRE)

    @property
    def halts(self) -> bool:
        """Whether it holds up the effect of what it is done to, or lets it go on, and leaves the words alone."""
        return self in (Action.SUSPEND, Action.RESUME)

    @property
    def backwards(self) -> bool:
        """Whether it holds from the beginning, whatever its own day."""
        return self is Action.CORRECT


class RelationKind(StrEnum):
    """The kinds of relation. The values are part of the interface."""

    BASIS = "can_cu"
    DETAILS = "quy_dinh_chi_tiet"
    AMENDS = "sua_doi"
    REPLACES = "thay_the"
    REPEALS = "bai_bo"
    SUSPENDS = "ngung"
    CORRECTS = "dinh_chinh"
    CONSOLIDATES = "hop_nhat"
    REFERS = "dan_chieu"
    TRANSITION = "chuyen_tiep"  # keeps the target's rules alive for old facts


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that say so.

    :param start: offset in that provision's ``text`` (in its ``heading`` or ``tail`` where ``field`` says so)
    :param field: ``text``, ``heading`` or ``tail``
    """

    path: str
    start: int
    end: int
    text: str
    field: str = "text"
