"""Everyday words and the law's words for them: what the program ships, and what the curators of a base made of it; short forms.

The shipped words are in ``everyday.toml`` and ``everyday_law.toml``. Whatever a person decides is a line of the audit that stands
over them; the last one counts.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy.orm import Session

from documents.text import fold
from kb.accounts.audit import WORD, lines, record
from kb.accounts.current import acting_person
from kb.database.state import count_up
from kb.database.storing.seen import require_unchanged
from kb.database.tables import Audit, State
from kb.errors import ChangedMeanwhileError, InvalidWordsError
from kb.language import analysis

SHIPPED, OF_ALL_LAW = (Path(__file__).with_name(name) for name in ("everyday.toml", "everyday_law.toml"))
REVISION = "everyday_words"
"""Name of the `State` that changes with every decision."""

GAP = "…"
"""In a phrase: a few words may stand here."""

MOST_MEANINGS = 6
MOST_ENTRIES = 5_000
"""So many a file may have: nobody else can save while they are taken over, and every search looks through them."""
LONGEST = 80
"""Characters of a phrase."""

_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """An everyday word, as it counts now.

    :param active: looked for; else turned off
    :param author: who decided last; None for what is shipped and untouched
    """

    phrase: str
    meanings: tuple[str, ...]
    active: bool = True
    author: str | None = None
    at: datetime | None = None

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`."""
        return (self.phrase, self.meanings, self.active, self.author, self.at)


@lru_cache(maxsize=1)
def caller_words() -> Mapping[str, tuple[str, ...]]:
    """What the program ships of what callers ask about."""
    tables = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    return {phrase: tuple(meanings) for table in tables.values() for phrase, meanings in table.items()}


@lru_cache(maxsize=1)
def shipped_words() -> Mapping[str, tuple[str, ...]]:
    """All that the program ships."""
    tables = tomllib.loads(OF_ALL_LAW.read_text(encoding="utf-8"))
    others = ((phrase, law) for table in tables.values() for law, phrases in table.items() for phrase in phrases)
    return {**caller_words(), **{phrase: tuple(law.split(" | ")) for phrase, law in others}}


def list_entries(connection: Connection) -> list[Entry]:
    """Every entry as it counts now, in the order of the phrases."""
    found = {phrase: Entry(phrase, meanings) for phrase, meanings in shipped_words().items()}
    for entry in _decided(connection):
        found[entry.phrase] = entry
    return sorted(found.values(), key=lambda entry: entry.phrase)


def decided_words(connection: Connection) -> Mapping[str, tuple[str, ...]]:
    """The everyday words that a person of the base decided on, with the law's for them."""
    return {entry.phrase: entry.meanings for entry in list_entries(connection) if entry.active and entry.author}


def history(connection: Connection, phrase: str) -> list[Entry]:
    """What was decided about a phrase, oldest first."""
    return list(_decided(connection, Audit.thing_id == normal_phrase(phrase)))


def _decided(connection: Connection, *which: ColumnElement[bool]) -> Iterable[Entry]:
    for line in lines(connection, Audit.thing == WORD, *which):
        yield Entry(line.thing_id, tuple(line.after["meanings"]), line.after["active"], line.author, line.at)


def revision(connection: Connection) -> str:
    """Changes with every decision."""
    return connection.scalar(select(State.value).where(State.name == REVISION)) or "0"


def find_entry(connection: Connection, phrase: str) -> Entry | None:
    """An entry as it counts now."""
    wanted = normal_phrase(phrase)
    return next((entry for entry in list_entries(connection) if entry.phrase == wanted), None)


def save_entry(
    session: Session,
    phrase: str,
    meanings: Iterable[str],
    active: bool = True,
    seen: Entry | None = None,
    new: bool = False,
) -> Entry:
    """Add an everyday word, change it, or turn it on or off, in the name of whoever acts in the session.

    :param seen: the entry as it was shown; None only where it was read in this same transaction, or is a new one
    :param new: whoever saves has seen no entry of this phrase
    :raises InvalidWordsError: something is empty or too long; the message says what
    :raises ChangedMeanwhileError: somebody has decided about it since it was shown
    """
    there = find_entry(session.connection(), phrase)
    if seen is not None:
        require_unchanged(seen, there)
    elif new and there is not None:
        raise ChangedMeanwhileError("word_known", None, there)
    return _save(session, normal_phrase(phrase), _meanings(meanings), active, there)


def _save(session: Session, phrase: str, kept: tuple[str, ...], active: bool, there: Entry | None) -> Entry:
    if not phrase or len(phrase) > LONGEST or len(analysis.words(phrase)) > _MOST_WORDS:
        raise InvalidWordsError("word_length", most=_MOST_WORDS)
    if phrase in kept:
        raise InvalidWordsError("word_same")
    if active and not kept:
        raise InvalidWordsError("word_without_meaning")
    if there and (there.meanings, there.active) == (kept, active):
        return there
    after = {"meanings": list(kept), "active": active}
    before = {"meanings": list(there.meanings), "active": there.active} if there else {}
    turned = "save" if active else "turn_off"
    author = acting_person(session).name
    now = record(session, "change" if there and there.active == active else turned, WORD, phrase, before, after)
    count_up(session, REVISION)
    return Entry(phrase, kept, active, author, now)


def turn_off(session: Session, phrase: str, seen: Entry | None = None) -> Entry:
    """Turn an everyday word off; its words stay, so that it can be turned on again.

    :param seen: the entry as it was shown; None only where it was read in this same transaction
    :raises InvalidWordsError: there is no such entry
    :raises ChangedMeanwhileError: somebody has decided about it since it was shown
    """
    entry = find_entry(session.connection(), phrase)
    if entry is None:
        raise InvalidWordsError("word_absent", phrase=normal_phrase(phrase)[:LONGEST])
    return save_entry(session, entry.phrase, entry.meanings, active=False, seen=seen)


def export_entries(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Entries as JSON holds them, for another base."""
    return [{"phrase": entry.phrase, "meanings": list(entry.meanings), "active": entry.active} for entry in entries]


def import_entries(session: Session, rows: Sequence[object]) -> int:
    """Take entries over from another base; what is the same already is passed over.

    :raises InvalidWordsError: a row is none, and nothing is taken over
    """
    if len(rows) > MOST_ENTRIES:
        raise InvalidWordsError("words_many", count=len(rows), most=MOST_ENTRIES)
    known = {entry.phrase: entry for entry in list_entries(session.connection())}
    changed = 0
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or not isinstance(row.get("phrase"), str) or not isinstance(row.get("meanings"), list):
            raise InvalidWordsError("word_entry_without", number=number)
        phrase, active = normal_phrase(row["phrase"]), bool(row.get("active", True))
        now = known.get(phrase)
        try:
            meanings = _meanings(str(meaning) for meaning in row["meanings"])
            known[phrase] = _save(session, phrase, meanings, active, now)
        except InvalidWordsError as error:
            raise InvalidWordsError("word_entry", number=number, reason=error) from error
        changed += known[phrase] is not now
    return changed


def normal_phrase(phrase: str) -> str:
    """A phrase as it is kept: normal, in lower case, single blanks."""
    text = analysis.normal(phrase[:400]).lower().replace("...", GAP).replace(GAP, f" {GAP} ")
    return " ".join(text.split()).strip(f" {GAP}")


def unknown_meanings(entries: Iterable[Entry], known: Iterable[str]) -> dict[str, list[str]]:
    """By phrase, the law's words that have a syllable which the texts lack."""
    words = set(known)
    found: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        for meaning in entry.meanings:
            if any(word.isalpha() and word not in words for word in analysis.words(meaning)):
                found[entry.phrase].append(meaning)
    return dict(found)


def _meanings(meanings: Iterable[str]) -> tuple[str, ...]:
    kept = tuple(dict.fromkeys(phrase for meaning in meanings if (phrase := normal_phrase(meaning))))
    if len(kept) > MOST_MEANINGS or any(len(meaning) > LONGEST or not analysis.words(meaning) for meaning in kept):
        raise InvalidWordsError("word_meanings", most=MOST_MEANINGS, longest=LONGEST)
    return kept


_FORMS = tomllib.loads(Path(__file__).with_name("short_forms.toml").read_text(encoding="utf-8"))

EXPANSIONS: dict[str, str] = {short: long for group in _FORMS["abbreviations"].values() for short, long in group.items()}
"""Lower-case abbreviation, with marks where it has any, to the words it stands for."""

BY_FOLDED: dict[str, list[str]] = {fold(short): long.split() for short, long in EXPANSIONS.items()}
"""The same by the abbreviation without marks, as words."""

SHORT: dict[str, tuple[str, ...]] = {short: tuple(meanings) for short, meanings in _FORMS["messages"].items()}
"""What is typed in messages, in lower case, to what it may stand for, the likeliest first."""

ALONE = frozenset({"k", "e", "c", "a", "j", "z", "r"})
"""Single letters: letters of points and names of things as well, so that nothing is read into them beside a number or a unit."""


_VOWELS = "aăâeêioôơuưyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
_CUT = re.compile(rf"(?<=[^\W{_VOWELS}][{_VOWELS}])(?=[gh]$)")


@lru_cache(maxsize=16_384)
def spelled(word: str) -> str:
    """A word of a message as it is spelled, ``nhug`` as *nhung*, ``fai`` as *phai*: no syllable ends in a bare g, or has an f."""
    whole = _CUT.sub("n", word)
    return f"ph{whole[1:]}" if re.fullmatch(rf"f[{_VOWELS}]\w{{1,2}}(?<!e)", whole) else whole
