"""What may stand for a key where somebody types one: the key itself, an alias, a số hiệu, or a citation as search reads it."""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from documents.errors import KeyFormatError
from documents.keys import Key, parse_key
from documents.paths import split_key
from kb.database.reading.reader import provision_absent
from kb.errors import AmbiguousKeyError, NotFoundError
from kb.interface.days import today
from kb.search.model import Filters, QueryKind
from kb.search.reading.citations import read_citation
from kb.search.reading.instruments import read_instruments
from kb.search.reading.understanding import understand, written_out

_MOST_NAMED = 8


def may_name(text: str) -> bool:
    """Whether a text is a key, or written like a citation, as far as can be said without a base."""
    try:
        parse_key(text)
    except KeyFormatError:
        return read_citation(written_out(text)) is not None
    return True


def read_key(engine: Engine, text: str) -> Key:
    """The key that a text is, or that it names: ``66/2011/QH12``, ``điều 16 thông tư 35/2013``.

    :param engine: the base's database
    :raises KeyFormatError: it is neither a key nor a citation
    :raises NotFoundError: the base does not have what it cites
    :raises AmbiguousKeyError: it may mean several things; the error has their keys
    """
    try:
        return parse_key(text)
    except KeyFormatError as error:
        if not may_name(text):
            raise
        unknown = error
    with engine.connect() as connection:
        table = read_instruments(connection)
    understood = understand(text, today(), Filters(), table, engine).understood
    if understood.kind is QueryKind.WORDS:
        raise unknown
    if understood.absent:
        if understood.key is None:
            raise NotFoundError("named_absent", text=text)
        with Session(engine) as session:
            raise provision_absent(session, split_key(understood.key)[0], understood.absent)
    if understood.key is not None:
        return parse_key(understood.key)
    keys = [choice.key for choice in understood.choices]
    if len(keys) == 1:
        # Not quite what was typed (another type, a part of the name): to be said, not taken for it.
        raise AmbiguousKeyError("named_nearly", text=text, key=keys[0])
    named = keys if len(keys) <= _MOST_NAMED else [*keys[:_MOST_NAMED], "…"]
    raise AmbiguousKeyError("named_many", text=text, keys=named)
