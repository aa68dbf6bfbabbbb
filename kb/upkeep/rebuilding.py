"""What is derived from the stored texts, and the index, made anew."""

from kb.base import KnowledgeBase
from kb.index.build import IndexReport, reindex
from kb.law.derivation.linking import is_linked, link_all, link_waiting
from kb.law.statements.shipped import use_shipped


def rebuild(base: KnowledgeBase) -> IndexReport:
    """Build the index; searches go on with the old one meanwhile.

    What the texts say of one another is read again only where an older release derived less from them, or an ingest was broken off.
    """
    use_shipped(base)
    with base.session() as session:
        linked = is_linked(session)
    link_waiting(base) if linked else link_all(base)
    return reindex(base)
