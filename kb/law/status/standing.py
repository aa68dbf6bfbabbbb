"""What is known of a provision's effect, and what the codification and the periods of a text say of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from documents.paths import contains, steps_of, unit_of
from documents.time.timeline import Evidence
from kb.law.effects.influences import StatedEnd
from kb.law.texts.codified_rows import Codified


@dataclass(frozen=True, slots=True)
class Standing:
    """What the base knows of a provision's effect.

    :param evidence: what its status rests on
    :param amended: something is known to have amended it
    :param anchors: the codification's ids of it
    :param topics: codes of the topics it is codified under
    :param ends: the last days that its own text and the codification name
    """

    evidence: Evidence
    amended: bool = False
    anchors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    ends: tuple[StatedEnd, ...] = field(default=(), compare=False)


def depth_of(scope: str, path: str, groups: dict[str, frozenset[str]]) -> int:
    """How near a scope stands above a provision: 0 where it is not above it."""
    if contains(scope, path):
        return 1 + len(steps_of(scope))
    return 1 if scope in groups and unit_of(path) in groups[scope] else 0


def names_in(articles: Iterable[Codified]) -> Iterator[str]:
    """The numbers that the codification's notes of some articles name."""
    return (number for article in articles for number in article.amended_by)


def from_codification(articles: list[Codified], kept_until: date | None) -> Standing:
    """What the codification says of an article, wherever it shows it.

    :param kept_until: the day up to which its words of the instrument are known
    """
    ended = (article for article in articles if article.effective_to)
    return Standing(
        Evidence(
            effective_from=next((article.effective_from for article in articles if article.effective_from), None),
            wording_from=max((article.wording_from for article in articles if article.wording_from), default=None),
            seen_on=max((article.seen_on for article in articles if article.seen_on), default=None),
            suspended_from=min((article.suspended_from for article in articles if article.suspended_from), default=None),
            kept_until=kept_until,
        ),
        amended=any(article.amended for article in articles),
        anchors=tuple(dict.fromkeys(article.anchor for article in articles)),
        topics=tuple(dict.fromkeys(article.topic for article in articles)),
        ends=tuple(StatedEnd(item.effective_to, item.path, seen_on=item.seen_on) for item in ended if item.effective_to),
    )
