"""Compiled versions: what a text says from a day on, of a stored text, accepted effects and later wordings in the base.

They are versions like any other (origin ``compiled``), whole texts, so that reader, search and comparison need to know nothing of
them. They are made anew whenever a text or a decision changes; one whose text stays the same stays the same row.
"""

from collections.abc import Iterable

from sqlalchemy.orm import Session


def compile_instruments(session: Session, instrument_ids: Iterable[int]) -> tuple[int, ...]:
    """Bring the compiled versions of some instruments up to date. The caller commits.

    :param session: of ``KnowledgeBase.session(write=True)``
    :returns: ids of versions that are new, changed or gone: the index has to look at them
    """
    return ()
