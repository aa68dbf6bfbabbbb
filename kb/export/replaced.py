"""What a draft would replace, provision by provision: the words of the law that the comparison of the two finds in its place."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from documents.comparison import align, plain_text
from documents.paths import provision_key, upward
from documents.wording.citing import cite, instrument_name
from documents.wording.verbs import CHANGE
from kb.database.reading.reader import load_version
from kb.export.kind_words import Extent, lacking_of
from kb.law.derivation.drafts import draft_file
from kb.law.texts.pairings import Text, fixed, pairings_of
from kb.review import ReviewText

_AMENDS = re.compile(CHANGE, re.IGNORECASE)
_FEWEST = 3
"""One in so many pairs has both sides where two texts are about one thing."""


def replaced_words(session: Session, texts: Sequence[ReviewText], keys: Iterable[str], day: date) -> Mapping[str, str]:
    """What provisions of drafts would replace, by their keys, each under where it stands; empty words where nothing stands there.

    Of a draft that only amends a law, or names none, there is nothing, nor of what may stand in articles that the base lacks.
    """
    found: dict[str, str] = {}
    wanted = set(keys)
    for text in texts:
        record = text.loaded.instrument
        drafted = draft_file(session, record)
        if drafted is None or drafted.law is None or record not in drafted.rounds or _AMENDS.search(record.title or ""):
            continue
        law = load_version(session, drafted.law, day)
        said = fixed(pairings_of(session, Text.loaded(law), Text.loaded(text.loaded)))
        pairs = align(law.provisions, text.loaded.provisions, *said)
        whole = lacking_of(law.provisions, complete=not law.version.partial).extent is not Extent.ANYTHING
        if _FEWEST * sum(bool(pair.left and pair.right) for pair in pairs) < len(pairs):
            continue
        name = instrument_name(law.instrument.key, law.instrument.metadata.number, None)
        before = {path: pair.left for pair in pairs for path in pair.right}
        for part in text.loaded.walk():
            key = provision_key(record.key, part.path)
            above = next((path for path in upward(part.path) if path in before), None) if key in wanted else None
            if above is not None and (whole or before[above]):
                some = [(path, provision) for path in before[above] if (provision := law.provision(path))]
                found[key] = "\n".join(f"{cite(path)} {name}\n{plain_text(provision)}" for path, provision in some)
    return found
