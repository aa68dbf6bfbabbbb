"""What one instrument does to another, as its own words say."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from documents.messages import Message
from documents.paths import provision_key
from documents.wording.actions import Action as Action
from documents.wording.actions import Evidence as Evidence


class Part(StrEnum):
    """The part of a provision that is meant, where it is not the whole."""

    WHOLE = "whole"
    HEADING = "heading"
    LEAD = "lead"  # own words before the children: đoạn mở đầu, or the first paragraph
    TAIL = "tail"  # own words after the children: đoạn cuối
    PARAGRAPH = "paragraph"  # a paragraph by its count
    TITLE = "title"  # the title of the instrument


class Position(StrEnum):
    """Where a new provision stands beside its anchor."""

    AFTER = "after"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class EffectTarget:
    """What is changed.

    :param key: key of the instrument, ``-`` for parts that the text does not tell; None where no instrument is named
    :param name: its name as written, where the text gives no number
    :param path: the provision's path; of a new provision the path it will have; None for the whole instrument
    :param anchor: path of the provision that a new one stands beside
    :param paragraph: which paragraph of its own words, from 1, for ``Part.PARAGRAPH``
    """

    key: str | None
    instrument: str | None = None
    name: str | None = None
    path: str | None = None
    anchor: str | None = None
    position: Position | None = None
    part: Part = Part.WHOLE
    paragraph: int | None = None

    @property
    def full_key(self) -> str | None:
        """Key of the provision, or of the instrument where the whole is meant."""
        if self.key is None:
            return None
        return provision_key(self.key, self.path)


@dataclass(frozen=True, slots=True)
class Listed:
    """Where an official list of expired texts says so: it reports what another instrument did.

    :param by: số hiệu of that instrument as written, None where the row names none
    :param by_key: its key, ``-`` for parts that the row does not tell
    """

    by: str | None = None
    by_key: str | None = None
    reason: str | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """One change to one provision.

    :param new_text: the new words as quoted, without the marks around them; for ``expire`` and ``repeal`` None
    :param new_heading: the new heading, for ``retitle`` and where the quoted text gives one
    :param phrase_from: the words to be replaced; empty where words are only added
    :param phrase_to: the words in their place; empty where they are struck out
    :param new_number: the number (as printed) that the provision gets, for ``renumber`` and where the new text brings its own
    :param new_path: path in the amending instrument of the provision that is the new text, for appendices and forms
    :param effective_from: None where the amending instrument does not tell
    :param effective_to: last day, for suspensions that state one
    :param certain: False where a person has to look at it before it is applied
    :param excepted: of an ending, the words that say what goes on
    :param spared: the paths of what goes on, where those words name provisions and say nothing else
    :param listed: what an official list of expired texts says beside, for what such a list reports
    """

    action: Action
    target: EffectTarget
    evidence: Evidence
    new_text: str | None = None
    new_heading: str | None = None
    phrase_from: str | None = None
    phrase_to: str | None = None
    new_number: str | None = None
    new_path: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    certain: bool = True
    doubt: Message | None = None
    excepted: str | None = None
    spared: tuple[str, ...] = ()
    spared_until: date | None = None
    listed: Listed | None = None
