"""What people ask of an article, in their own words: what the program ships, and what the curators of a base made of it.

The shipped questions are in ``asked.txt``: a line ``# KEY`` for an article, and below it a question a line. They were written from
the words of these articles by eyes that had seen none of the questions that search is measured with. They help to find an article
and are never shown as law. Whatever a person decides about an article stands in the place of all that is shipped for it.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from documents.paths import split_key
from kb.accounts.audit import ASKED, lines, record
from kb.database.state import count_up
from kb.database.tables import Audit, State
from kb.errors import InvalidWordsError
from kb.language import analysis

SHIPPED = Path(__file__).with_suffix(".txt")
REVISION = "asked_questions"
"""Name of the `State` that changes with every decision."""

MOST_QUESTIONS, LONGEST, MOST_ARTICLES = 100, 300, 20_000
"""Of an article; characters of a question; articles of a file."""

Questions = Mapping[str, tuple[str, ...]]
"""Questions by the key of the article that answers them."""


def read_questions(text: str) -> Questions:
    """The questions of a file.

    :raises InvalidWordsError: a line is none; the message says which
    """
    found: dict[str, list[str]] = {}
    here: list[str] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        words = " ".join(analysis.normal(line[: 2 * LONGEST]).split())
        if words.startswith("#"):
            key = words[1:].strip()
            instrument, path = split_key(key)
            if not (instrument and path) or len(found) >= MOST_ARTICLES:
                raise InvalidWordsError("asked_key", number=number, most=MOST_ARTICLES)
            here = found.setdefault(key, [])
        elif words:
            if here is None or len(words) > LONGEST or len(here) >= MOST_QUESTIONS:
                raise InvalidWordsError("asked_question", number=number, longest=LONGEST, most=MOST_QUESTIONS)
            here.append(words)
    return {key: tuple(dict.fromkeys(questions)) for key, questions in found.items()}


def write_questions(questions: Questions) -> str:
    """The same as a file."""
    return "".join(f"# {key}\n" + "".join(f"{question}\n" for question in asked) for key, asked in questions.items())


@lru_cache(maxsize=1)
def shipped_questions() -> Questions:
    """What the program ships."""
    return read_questions(SHIPPED.read_text(encoding="utf-8"))


def list_questions(connection: Connection) -> Questions:
    """All questions as they count now; an article that a curator has taken them from has none."""
    return {**shipped_questions(), **_decided(connection)}


def revision(connection: Connection) -> str:
    """Changes with every decision."""
    return connection.scalar(select(State.value).where(State.name == REVISION)) or "0"


def save_questions(session: Session, questions: Questions) -> int:
    """Put questions in the place of what counts now for their articles, in the name of whoever acts in the session.

    :param questions: of some articles; an article without any takes away what there is
    """
    now = list_questions(session.connection())
    changed = {key: asked for key, asked in questions.items() if asked != now.get(key, ())}
    for key, asked in changed.items():
        record(session, "change", ASKED, key, _kept(now.get(key, ())), _kept(asked))
    if changed:
        count_up(session, REVISION)
    return len(changed)


def _kept(asked: Sequence[str]) -> dict[str, list[str]]:
    return {"questions": list(asked)}


def _decided(connection: Connection) -> Questions:
    return {line.thing_id: tuple(line.after["questions"]) for line in lines(connection, Audit.thing == ASKED)}
