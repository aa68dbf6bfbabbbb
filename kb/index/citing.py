"""What other articles say where they cite an article: words that the law has for it besides its own.

"Người đủ điều kiện quy định tại Điều 5 được vay vốn …" tells what Article 5 is asked for, though it does not say so itself. What
stands around a reference is compared with a question (`kb.search.ranking.features`), not searched.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, func, select

from documents.paths import unit_of
from kb.database.reading.details import slices
from kb.database.tables import CitedInstrument, Provision, Reference, Version
from kb.language import analysis

WORDS_AROUND = 30
"""Words on either side of a reference."""
MOST_WORDS = 400
"""Of all that cite an article, the first so many words."""
_CHARACTERS = 160
_NO_WORD = np.zeros(1, np.uint32)
"""Between what stands around one reference and the next: no pair of words goes across."""


class Citing:
    """What is said around the references to the articles of some versions."""

    def __init__(self, connection: Connection, versions: Sequence[int], words: bool = True) -> None:
        rows = connection.execute(select(Version.id, Version.instrument_id).where(Version.id.in_(versions)))
        self._instrument = {row.id: row.instrument_id for row in rows}
        instruments = sorted(set(self._instrument.values()))
        self._stamps = citing_stamps(connection, instruments)
        self._around = _read(connection, instruments) if words else {}

    def words(self, version: int, path: str) -> npt.NDArray[np.uint32]:
        """Numbers of the words around the references to an article (`kb.language.analysis.word_numbers`), each wording once."""
        parts: dict[tuple[str, ...], None] = {}
        count = 0
        for before, after in self._around.get((self._instrument.get(version, 0), path), ()):
            around = (*analysis.words(before)[-WORDS_AROUND:], *analysis.words(after)[:WORDS_AROUND])
            if around and around not in parts:
                parts[around] = None
                count += len(around)
                if count >= MOST_WORDS:
                    break
        laid = [array for part in parts for array in (analysis.word_numbers(part), _NO_WORD)]
        return np.concatenate(laid[:-1]) if laid else np.zeros(0, np.uint32)

    def stamp(self, version: int) -> str | None:
        """Another one whenever other references lead to the instrument of a version; None where none does."""
        return self._stamps.get(self._instrument.get(version, 0))


def citing_stamps(connection: Connection, instruments: Iterable[int] | None = None) -> dict[int, str]:
    """By instrument what tells the references to its provisions from those of another time.

    The last row alone does not: where a text is read again, SQLite gives its references the numbers that they had.
    """
    cited = CitedInstrument.instrument_id
    where = func.sum(Reference.provision_id) + func.sum(Reference.start) + func.sum(Reference.end)
    asked = (
        select(cited, func.count(), func.max(Reference.id), where)
        .join(Reference, Reference.cited_id == CitedInstrument.id)
        .where(cited.is_not(None), Reference.target_path != "")
        .group_by(cited)
    )
    some = [asked] if instruments is None else [asked.where(cited.in_(part)) for part in slices(list(instruments))]
    return {row[0]: "-".join(map(str, row[1:])) for query in some for row in connection.execute(query) if row[0]}


def _read(connection: Connection, instruments: Sequence[int]) -> dict[tuple[int, str], list[tuple[str, str]]]:
    """By instrument and article, what stands before and after each reference."""
    found: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
    for some in slices(instruments):
        rows = connection.execute(
            select(
                CitedInstrument.instrument_id,
                Reference.target_path,
                Reference.field,
                Reference.start,
                Reference.end,
                Provision.heading,
                Provision.text,
                Provision.tail,
            )
            .join(Reference, Reference.cited_id == CitedInstrument.id)
            .join(Provision, Provision.id == Reference.provision_id)
            .where(CitedInstrument.instrument_id.in_(some), Reference.target_path != "")
            .order_by(Reference.id)
        )
        for row in rows:
            text = getattr(row, row.field) or ""
            around = text[max(0, row.start - _CHARACTERS) : row.start], text[row.end : row.end + _CHARACTERS]
            found[row.instrument_id, unit_of(row.target_path)].append(around)
    return found
