"""A name for an instrument whose own text gives none: from the words of texts that cite it, or of its first article.

A name that is wrong is worse than none. So what is read has to end where a name ends beyond doubt, or several texts have to write
the same; and where the instrument's own words are known, the name has to speak of what they speak of.
"""

from collections.abc import Iterable

from documents.identity.borrowed.citing import name_of_citations, name_said
from documents.identity.borrowed.endings import Citing
from documents.model import BorrowedTitle, InstrumentType, Provision


def borrowed_title(
    key: str, kind: InstrumentType, citings: Iterable[Citing], article: Provision | None = None, own: str = ""
) -> BorrowedTitle | None:
    """The best name there is: what Article 1 promulgates, in its own words; what others call it; what Article 1 lays down.

    :param key: of the instrument, ``kind`` its type
    :param article: its own Article 1, if the base has it
    :param own: all its words, as far as they are known
    """
    promulgated = name_said(key, kind, article, promulgates=True) if article else None
    found = promulgated or name_of_citations(citings, own)
    return found or (name_said(key, kind, article, promulgates=False) if article else None)
