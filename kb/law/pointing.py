"""From a citation that somebody typed to the keys of the provisions that it names."""

import re
from datetime import date

from sqlalchemy.orm import Session

from documents.citations import find_references, resolve
from documents.errors import KeyFormatError
from documents.keys import parse_key
from kb.database.reading.reader import find_instrument
from kb.errors import NotFoundError
from kb.law.known import known_instruments
from kb.law.references import context_of

_DAY = re.compile(r"ngày \d{1,2}(?: tháng |/)\d{1,2}(?: năm |/)\d{4}")
_NUMBER = re.compile(r"\d")


def pointed_at(session: Session, words: str, key: str, path: str, day: date) -> tuple[str, ...]:
    """The full keys that a text names: it is one itself, or one citation of provisions and nothing else.

    :param key: of the instrument that is read; ``path`` of the provision where it is typed: "khoản 2 Điều này" is one of it
    :param day: on which names of laws are understood
    :returns: each once; empty where nothing is named, or not for certain
    """
    words = words.strip()
    try:
        find_instrument(session, parse_key(words).instrument)
    except (KeyFormatError, NotFoundError):
        context = context_of(path, key)
        references = resolve(words, find_references(words, context), context, known_instruments(session), day)
        if len(references) != 1 or references[0].start or _NUMBER.search(_DAY.sub("", words[references[0].end :])):
            return ()  # read in part only: what was left may say that another text is meant
        keys = [target.key for target in references[0].targets]
        return tuple(dict.fromkeys(key for key in keys if key)) if all(keys) else ()
    return (words,)
