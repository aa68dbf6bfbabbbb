"""What a query names and the base lacks: of which instrument, what the base has of that, and whether it is in force.

"Nothing found" would leave open whether the number is wrong, the article does not exist, or its words are not here.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from documents.identity.issuers import printed_number
from documents.model import Kind
from documents.paths import FIRST_ATTACHMENT, kind_of, number_of_key, parent_of, split_key, type_of_key
from documents.time.status import StatusCode
from documents.wording.citing import cite, instrument_name, mention
from documents.wording.numbers import in_runs, number_order
from documents.wording.types import is_law
from documents.wording.unit_lists import UNIT_NAMES
from kb.database.reading.reader import LoadedVersion, find_instrument, load_version, versions
from kb.interface.catalogue import Catalogue
from kb.law.statements.stored import known_only
from kb.law.status.provision_status import ProvisionStatus
from kb.search.model import Added, Lacking, SearchResult, Understood
from kb.search.reading.citations import read_citation

_MOST = 4


_YEAR = re.compile(r"\d\s?/\s?\d{4}")


def lacking_of(engine: Engine, understood: Understood) -> tuple[Lacking, ...]:
    """What is known of the instruments of which a query names what the base lacks, those that it may mean one by one."""
    absent, day = understood.absent, understood.as_of
    if absent is None:
        return ()
    named = [understood.key] if understood.key else [choice.key for choice in understood.choices]
    with Session(engine) as session:
        if named:
            keys = dict.fromkeys(split_key(key)[0] for key in named)
            return tuple(_of_text(session, key, absent, day) for key in list(keys)[:_MOST])
        return tuple(_known_by_name(session, absent, day))[:_MOST] or (Lacking(None, absent),)


def _of_text(session: Session, key: str, path: str, day: date) -> Lacking:
    """What the base has of an instrument in place of a provision."""
    from kb.law.status.answers import Asked, answer_all  # the words of this are said by every search, and few have any
    from kb.law.texts.absence import surely_absent

    record = find_instrument(session, key)
    texts = [load_version(session, record, day, version.number) for version in versions(session, record)]
    above, kind = parent_of(path), kind_of(path) or Kind.ARTICLE
    places = [above] if above else ["", FIRST_ATTACHMENT]
    held = (f"{words} {mention(place)}".rstrip() for place in places if (words := _held(texts, place, kind)))
    number, title = record.metadata.number, record.metadata.title
    around = answer_all(session, [Asked(key, above, day)])[0] if above else None
    changed = around is not None and (around.of_another_time or around.may_change(day))
    standing, pending = _effect(session, key, path, day) if is_law(type_of_key(key), number) else (None, ())
    return Lacking(
        key,
        instrument_name(key, number, title),
        path,
        held="; ".join(held),
        in_base=True,
        certain=surely_absent(texts, path) and not changed,
        standing=standing,
        pending=pending,
    )


def _held(texts: Iterable[LoadedVersion], above: str, kind: Kind) -> str:
    """The provisions of a kind that stand in a place, neighbours as a range: “Điều 1–3, 7”; empty where there are none."""
    there = (item for text in texts for item in text.walk() if item.kind is kind and parent_of(item.path) == above)
    words = in_runs(sorted({item.number for item in there if item.number}, key=number_order))
    return f"{UNIT_NAMES[kind]} {words}" if words else ""


def _known_by_name(session: Session, written: str, day: date) -> Iterator[Lacking]:
    """The instruments of a number that other texts, or a register, name and the base has no text of."""
    citation = read_citation(written)
    number = citation.number if citation else None
    if number is None or number.year is None:
        return
    begins = f"{number.year}-{number.rest}" if number.rest else str(number.year)
    for known in known_only(session, f"{number.ordinal}-{begins}"):
        ordinal, _, rest = number_of_key(known.key).partition("-")
        fits = ordinal.lstrip("0") == str(number.ordinal) and f"{rest}-".startswith(f"{begins}-")
        if fits and (not number.types or type_of_key(known.key) in number.types):
            name = instrument_name(known.key, printed_number(number_of_key(known.key)), None)
            standing, pending = _effect(session, known.key, "", day)
            yield Lacking(known.key, name, standing=standing, pending=pending)


def _effect(session: Session, key: str, path: str, day: date) -> tuple[ProvisionStatus | None, tuple[tuple[str, date], ...]]:
    """What is known of the effect of a provision, else of its instrument; where that is unknown, what may have ended it."""
    from kb.law.status.answers import Asked, answer_all

    asked = [*([Asked(key, path, day)] if path else []), Asked(key, None, day)]
    answer = next((answer for answer in answer_all(session, asked) if answer is not None), None)
    if answer is None:
        return None, ()
    unsure = answer.pending if answer.status.code is StatusCode.UNKNOWN and len(answer.pending) <= _MOST else ()
    acting = ((split_key(item.key)[0], item.since) for item in unsure if item.since and item.since <= day)
    acting = (item for item in acting if item[0] != key)  # that it begins itself, as nobody has seen yet, ends nothing
    named = ((instrument_name(by, printed_number(number_of_key(by)), None), since) for by, since in acting)
    return answer.shown(day), tuple(dict.fromkeys(named))


def absent_lines(say: Catalogue, result: SearchResult) -> list[str]:
    """What is said of what a query names and the base lacks; nothing where it lacks nothing."""
    understood, near = result.understood, bool(result.hits or result.near)
    if understood.added is not None:
        return [added_line(say, understood.added)]
    lines = list(dict.fromkeys(line for item in result.lacking for line in _lines(say, item, near)))  # two keys may be one text
    elsewhere = near and understood.key is None and not understood.choices
    return [*lines, say("search.absent_near")] if lines and elsewhere else lines


def _lines(say: Catalogue, item: Lacking, near: bool) -> Iterator[str]:
    if item.key is None:
        unnamed = not near and _YEAR.search(item.name) is not None  # by half a number nothing was looked for
        yield say("search.absent_unnamed" if unnamed else "search.absent_number", number=item.name)
    elif not item.in_base:
        yield say("search.lacking_words", name=item.name)
    else:
        told = say("search.lacking" if item.certain else "search.lacking_part", name=item.name, place=mention(item.path))
        yield f"{told} {say('search.lacking_held', held=item.held)}" if item.held else told
    if item.standing is not None:
        status, words = item.standing.in_words(say), item.standing.sentence(say)
        told = words if words.startswith(status.split(",")[0]) else f"{status}. {words}"
        yield say("search.lacking_status", name=item.name, words=told)
    for by, since in item.pending:
        yield say("search.lacking_pending", by=by, day=since)


def added_line(say: Catalogue, added: Added) -> str:
    """What puts in a provision, where its words stand, and how surely that is known."""
    at = split_key(added.key)[1]
    told = say("search.added" if at else "search.added_stated", place=cite(added.path), by=added.name, day=added.since, at=cite(at))
    unseen = "" if added.reviewed else say("search.new_words_unreviewed")
    return f"{told} {f'“{added.note}”' if added.note else unseen}".rstrip()
