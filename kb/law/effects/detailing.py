"""Where other texts detail a provision, or guide how it is applied: read from the references that point to it."""

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from documents.paths import UNITS, key_parts, kind_of, type_of_key, unit_of
from documents.time.relations import RelationKind
from documents.wording.types import LEVELS, is_outranked, type_of_slug
from kb.database.reading.records import LoadedVersion
from kb.law.effects.relations import relations_of
from kb.law.references.links import incoming, outgoing

_SAYS = re.compile(r"quy định chi tiết|hướng dẫn|chi tiết và", re.IGNORECASE)
_MOST = 400


@dataclass(frozen=True, slots=True)
class Detail:
    """An article of a text of lower rank that cites a provision.

    :param path: the article, empty for the whole text
    :param says: that sentence says that it details or guides
    """

    instrument: str
    path: str
    words: str
    says: bool


def is_below(key: str, above: str) -> bool:
    """Whether an instrument is of a lower rank than another one, as far as their keys tell."""
    return is_outranked(
        *((type_of_slug(parts.type), parts.number) if (parts := key_parts(item)) else (None, None) for item in (key, above))
    )


def detailing(session: Session, instrument: tuple[int, str], path: str | None) -> list[Detail]:
    """The articles of texts of lower rank that cite a provision: first of what details its instrument, decrees before circulars.

    :param instrument: row and key
    :param path: of the provision; None: the whole text
    """
    found: dict[tuple[str, str], Detail] = {}
    for item in incoming(session, instrument[0], path, _MOST):
        if not is_below(item.instrument, instrument[1]):
            continue
        unit = unit_of(item.path)
        if kind_of(unit) not in UNITS:
            continue
        says = bool(_SAYS.search(item.words))
        known = found.get((item.instrument, unit))
        if known is None or (says and not known.says):
            found[item.instrument, unit] = Detail(item.instrument, unit, item.words, says)
    detailers = {item.instrument for item in detailing_texts(session, instrument)} if found else set()

    def rank(item: Detail) -> tuple[bool, bool, int]:
        return item.instrument not in detailers, not item.says, LEVELS.get(type_of_key(item.instrument) or "", 9)

    return sorted(found.values(), key=rank)


def detailing_texts(session: Session, instrument: tuple[int, str]) -> list[Detail]:
    """The texts of lower rank that say that they detail or guide an instrument, each once, without saying which article.

    :param instrument: row and key
    """
    found: dict[str, Detail] = {}
    for view in relations_of(session, instrument[0], rejected=False).incoming:
        if view.kind == RelationKind.DETAILS.value and not view.target_path and is_below(view.source, instrument[1]):
            found.setdefault(view.source, Detail(view.source, "", view.evidence, True))
    return sorted(found.values(), key=lambda item: LEVELS.get(type_of_key(item.instrument) or "", 9))


def citing_articles(session: Session, cited: LoadedVersion, citing: LoadedVersion) -> list[tuple[str, str]]:
    """Articles of a text with the articles of another one that cite them or something in them."""
    found: dict[tuple[str, str], None] = {}
    for link in outgoing(session, citing):
        unit = unit_of(link.path)
        if kind_of(unit) in UNITS:
            for target in link.targets:
                if target.instrument_id == cited.instrument.id and target.path and target.possible:
                    found[unit_of(target.path), unit] = None
    return list(found)
