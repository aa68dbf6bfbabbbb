"""The JSON objects of the command line. Names and meanings are promised to other programs: add fields, never change one."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from documents.model import BorrowedTitle, EffectivePeriod, Instrument, Metadata, Problem, Provision
from documents.paths import provision_key
from documents.text.decoding import encoding_of
from documents.time.stated import Statement
from documents.time.status import StatusCode
from kb.interface.catalogue import VIETNAMESE
from kb.interface.contract import fields_json

Json = dict[str, Any]


def iso(day: date | None) -> str | None:
    """A date as ISO text."""
    return day.isoformat() if day else None


def last_known_json(known: tuple[StatusCode, date] | None) -> Json | None:
    """What was known last, where nothing is known of the day."""
    return {"status": known[0].value, "on": known[1].isoformat()} if known else None


def problem_json(problem: Problem) -> Json:
    """The ``problem`` object."""
    return {"code": str(problem.code), "message": VIETNAMESE.write(problem.message), "place": problem.place}


def provision_json(instrument_key: str, provision: Provision) -> Json:
    """The ``provision`` object; children are separate objects of the list it stands in."""
    return {
        "key": provision_key(instrument_key, provision.path),
        **fields_json(provision, "path", "kind", "number", "heading", "text", "tail", "page"),
        "table": [list(row) for row in provision.table.rows] if provision.table else None,
        "notes": [fields_json(note, "mark", "text") for note in provision.notes],
        "problems": [problem_json(problem) for problem in provision.problems],
        "typed": [fields_json(words) for words in provision.typed],
        **({"ocr": fields_json(provision.ocr)} if provision.ocr is not None else {}),
    }


def instrument_json(
    key: str,
    metadata: Metadata,
    aliases: Iterable[str],
    effective: Iterable[EffectivePeriod],
    sources: Iterable[Json],
    borrowed: BorrowedTitle | None = None,
) -> Json:
    """The ``instrument`` object.

    :param sources: ``{file, format, sha256, complete}``
    :param borrowed: the title from elsewhere, where it has none of its own
    """
    told: Json = {}
    for name, value in fields_json(metadata).items():
        told[name] = value
        if name == "title":
            told["title"] = borrowed.text if borrowed else value
            told["title_from"] = borrowed.source.value if borrowed else None
            told["title_at"] = borrowed.at if borrowed else None
    return {
        "key": key,
        "aliases": list(aliases),
        **told,
        "effective": [{"from": iso(period.start), "to": iso(period.end), "scope": list(period.scope)} for period in effective],
        "sources": list(sources),
    }


def about_json(instrument: Instrument, source: Mapping[str, Any], problems: Iterable[Problem]) -> Json:
    """The ``instrument`` object of one that was read."""
    metadata = instrument.metadata
    about = instrument_json(instrument.key, metadata, instrument.aliases, metadata.effective, [dict(source)])
    return {**about, "encoding": encoding_of(problems)}


def parsed_json(instrument: Instrument, source: Mapping[str, Any], problems: Iterable[Problem] = ()) -> Json:
    """What `kb parse` prints for one instrument.

    :param problems: found in the file, beside those found in the instrument
    """
    found = list(dict.fromkeys([*problems, *instrument.problems]))
    return {
        "instrument": about_json(instrument, source, found),
        "provisions": [provision_json(instrument.key, provision) for provision in instrument.walk()],
        "problems": [problem_json(problem) for problem in found],
    }


_STATED = ("claim", "until", "by", "acting", "confidence", "to_check", "source", "file", "gazette", "quote", "note", "spared")
_SEEN = ("seen_by", "seen_on", "register", "version", "author", "at")
_CALLED = {"acting": "by_name", "quote": "said", "spared": "except"}


def statement_json(statement: Statement) -> Json:
    """What is stated beside the day: what, by whom, where it was seen, and whether that is to be checked."""
    said = fields_json(statement, *_STATED, *_SEEN)
    return {_CALLED.get(name, name): None if value == "" else value for name, value in said.items()}
