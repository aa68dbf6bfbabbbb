"""From a citation that somebody typed to the keys of the provisions that it names."""

from datetime import date

from sqlalchemy.orm import Session

from documents.citations import find_references, resolve
from documents.errors import KeyFormatError
from documents.keys import parse_key
from kb.database.reading.reader import find_instrument
from kb.errors import NotFoundError
from kb.law.known import known_instruments
from kb.law.references import context_of


def pointed_at(session: Session, words: str, key: str, path: str, day: date) -> tuple[str, ...]:
    """The full keys that a text names: it is one itself, or cites provisions, from the place where it is typed.

    :param key: of the instrument that is read; ``path`` of the provision: "khoản 2 Điều này" is one of it
    :param day: on which names of laws are understood
    :returns: each once; empty where nothing is named, or not for certain
    """
    words = words.strip()
    try:
        find_instrument(session, parse_key(words).instrument)
    except (KeyFormatError, NotFoundError):
        context = context_of(path, key)
        references = resolve(words, find_references(words, context), context, known_instruments(session), day)
        return tuple(dict.fromkeys(target.key for reference in references for target in reference.targets if target.key))
    return (words,)
