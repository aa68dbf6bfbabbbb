"""`kb words`: everyday words and the law's words for them."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from kb.accounts.current import person
from kb.base import KnowledgeBase
from kb.cli.objects import Json
from kb.cli.output import emit, remark, say, tell
from kb.errors import InvalidWordsError
from kb.evaluation.everyday import measure_words
from kb.language.everyday import Entry, export_entries, import_entries, list_entries, save_entry, turn_off, unknown_meanings
from kb.language.words import words_of


def list_command(as_json: bool) -> int:
    """Print every entry."""
    with KnowledgeBase(create=False) as base:
        with base.engine.connect() as connection:
            entries = list_entries(connection)
        lacking = _lacking(base, entries)
    if as_json:
        emit({"words": [{**_json(entry), "not_in_texts": lacking.get(entry.phrase, [])} for entry in entries]})
        return 0
    for entry in entries:
        say(_line(entry))
    if lacking:
        remark("cli.words_lacking", count=len(lacking))
    return 0


def add_command(phrase: str, meanings: list[str], author: str | None, as_json: bool) -> int:
    """Add or change an entry and print it."""
    with KnowledgeBase(create=False) as base:
        with base.session(write=True, actor=person(author)) as session:
            entry = save_entry(session, phrase, meanings)
        lacking = _lacking(base, [entry]).get(entry.phrase)
    if lacking:
        remark("words.not_in_texts", words=lacking)
    return _show(entry, as_json)


def remove_command(phrase: str, author: str | None, as_json: bool) -> int:
    """Turn an entry off and print it."""
    with KnowledgeBase(create=False) as base, base.session(write=True, actor=person(author)) as session:
        entry = turn_off(session, phrase)
    return _show(entry, as_json)


def import_command(file: Path, author: str | None, as_json: bool) -> int:
    """Take over the entries of a file that `kb words export` has written; all of them or none."""
    try:
        content = orjson.loads(file.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        raise InvalidWordsError("words_file", file=file.name) from None
    rows = content.get("words") if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise InvalidWordsError("words_file_without", file=file.name)
    with KnowledgeBase(create=False) as base, base.session(write=True, actor=person(author)) as session:
        changed = import_entries(session, rows)
    if as_json:
        emit({"read": len(rows), "changed": changed})
    else:
        tell("cli.words_read", read=len(rows), changed=changed)
    return 0


def export_command(file: Path | None) -> int:
    """Write every entry as JSON, to a file or to standard output."""
    with KnowledgeBase(create=False) as base, base.engine.connect() as connection:
        entries = list_entries(connection)
    content = {"words": export_entries(entries)}
    if file is None:
        emit(content)
        return 0
    try:
        file.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    except OSError:
        raise InvalidWordsError("file_not_written", path=file) from None
    remark("cli.words_written", count=len(entries), file=file.name)
    return 0


def measure_command(queries: Path, qrels: Path, field: str, as_json: bool) -> int:
    """Print what the vocabulary brings on judged queries, and each entry that they touch."""
    with KnowledgeBase(create=False) as base:
        effect = measure_words(base, queries, qrels, field)
    if as_json:
        emit(
            {
                "n": effect.n,
                "touched": effect.touched,
                "mrr@10_without": effect.mrr_without,
                "mrr@10": effect.mrr_with,
                "words": [asdict(entry) for entry in effect.entries],
            }
        )
        return 0
    say(f"n\t{effect.n}\ntouched\t{effect.touched}\nmrr@10 without\t{effect.mrr_without}\nmrr@10\t{effect.mrr_with}")
    if effect.entries:
        say("\nphrase\tqueries\tbetter\tworse\tmrr@10 change")
    for entry in effect.entries:
        say(f"{entry.phrase}\t{entry.queries}\t{entry.better}\t{entry.worse}\t{entry.change:+.4f}")
    return 0


def _lacking(base: KnowledgeBase, entries: list[Entry]) -> dict[str, list[str]]:
    model = words_of(base)
    return unknown_meanings(entries, model.words) if model else {}


def _show(entry: Entry, as_json: bool) -> int:
    if as_json:
        emit(_json(entry))
    else:
        say(_line(entry))
    return 0


def _line(entry: Entry) -> str:
    sign = " " if entry.active else "✕"
    who = f"\t{entry.author}, {entry.at:%d/%m/%Y}" if entry.author and entry.at else ""
    return f"{sign} {entry.phrase}\t→ {'; '.join(entry.meanings)}{who}"


def _json(entry: Entry) -> Json:
    made: dict[str, Any] = asdict(entry)
    return {**made, "meanings": list(entry.meanings), "at": entry.at.isoformat() if entry.at else None}
