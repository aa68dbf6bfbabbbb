"""Reading the words of the codification's texts in a process of its own, while this one stores the texts."""

import os
import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from functools import lru_cache

from documents.model import Instrument, Metadata, Provision
from ingest.apart import Outcome, Workers
from ingest.codification.articles import PackedProvision, pack, unpack
from ingest.work import CheckedFile
from kb.database.storing.arrangement import CODIFICATION
from kb.law.derivation.derived import Ahead, ReadAhead, codified_effects
from kb.law.references.finding import find_in_all
from kb.law.references.links import texts_of
from kb.settings import Settings

_MANY = 200  # texts, which are worth a process
_TOGETHER = 20

_PackedText = tuple[str, Metadata, list[PackedProvision]]


@contextmanager
def reading_ahead(settings: Settings, checked: CheckedFile) -> Iterator[Ahead | None]:
    """Another process reads the texts of a file from now on, where it is the codification and has many."""
    texts = checked.instruments
    if checked.source.format != CODIFICATION or len(texts) < _MANY or (settings.workers or os.cpu_count() or 1) < 2:
        yield None
        return
    with closing(Workers(1)) as workers:
        begun: dict[int, tuple[Future[Outcome], int]] = {}
        for start in range(0, len(texts), _TOGETHER):
            some = texts[start : start + _TOGETHER]
            packed = [(one.key, one.metadata, [pack(root) for root in one.provisions]) for one in some]
            task = workers.submit(_read, packed, name="references")
            begun.update((id(one.provisions), (task, place)) for place, one in enumerate(some))

        @lru_cache(maxsize=1)
        def read(task: "Future[Outcome]") -> list[ReadAhead]:
            packed = task.result().value
            return pickle.loads(packed) if packed else []  # noqa: S301  (our own process wrote it)

        def ahead(key: str, provisions: tuple[Provision, ...]) -> ReadAhead | None:
            task, place = begun.get(id(provisions), (None, 0))
            found = read(task)[place : place + 1] if task else []
            return found[0] if found and found[0].key == key else None

        yield ahead


def _read(texts: Sequence[_PackedText]) -> bytes:
    """Pickled once more: whoever waits for a few of them need not hold all as objects."""
    found = []
    for key, metadata, packed in texts:
        provisions = tuple(unpack(root, root[0]) for root in packed)
        references = find_in_all([(key, list(texts_of(provisions)))])[0]
        effects = codified_effects(Instrument(key, metadata, provisions))
        found.append(ReadAhead(key, metadata, references, effects))
    return pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
