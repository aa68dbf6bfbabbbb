"""From the clauses that answer to hits: the piece that answers, the status on the day, and where it can be opened."""

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from itertools import islice, pairwise
from types import MappingProxyType
from typing import Any

from sqlalchemy import Engine, bindparam, select

from documents.paths import parent_of, split_key
from documents.text import fold
from documents.time.status import Status
from documents.time.timeline import held_from
from kb.database.tables import Version
from kb.index.engine import Document
from kb.index.fields import CLAUSE_EVIDENCE, clause_evidence_of, evidence_of, last_known_of, status_of
from kb.index.rows import TABLE, Following, announces, first_of
from kb.language import analysis
from kb.law.status.provision_status import ProvisionStatus, provision_status
from kb.law.texts.typed_rows import who_typed
from kb.search.model import Cell, Hit, OtherClause, Reasons, Snippet
from kb.search.terms import EMPTY, Terms

LONGEST = 320
CUT = "[…]"
"""Where an excerpt was cut: a sign that law itself does not print."""

_SCANNED = 6_000
_TELLING, _PLACES = 5, 8
_LEAD = 60

_Found = tuple[int, int, float, str]
"""Start, end and weight of a word that matches, and the word."""
_Matching = tuple[int, str, str, int, int]
"""A word of a text that the query has: its place among the words, the word, how the query has it, start and end."""


def best_snippet(
    content: str, pieces: Sequence[tuple[str, int, int]], terms: Terms, table: Mapping[str, Any] | None = None
) -> Snippet | None:
    """The piece of a clause that holds most of what was asked for, with its highlights.

    :param content: the clause with its points
    :param pieces: path, start and end of each provision's text in ``content``, in order
    :param table: of a table where its cells stand (`kb.index.rows.TABLE`); the words of its heads count for each of its rows
    """
    if not pieces:
        return None
    by_piece: dict[int, list[_Found]] = {0: []}
    starts = [start for _, start, _ in pieces]
    for stretch in _stretches(content, terms):
        for item in _found(content, stretch, terms):
            place = bisect_right(starts, item[0]) - 1
            if place >= 0 and item[1] <= pieces[place][2]:
                by_piece.setdefault(place, []).append(item)
    if not terms.bound <= EMPTY and not any(by_piece.values()):
        return best_snippet(
            content, pieces, replace(terms, bound=terms.bound & EMPTY), table
        )  # pieces of words tell more than nothing
    score, first, last, place = -1.0, 0, 0, 0
    rows = _rows(by_piece, table) if table else {}
    for candidate, found in by_piece.items():
        _, start, end = pieces[candidate]
        there, window_first, window_last = _window(found, start, end)
        there += rows[candidate][1] if candidate in rows else 0.0
        if there > score + 1e-9:
            score, first, last, place = there, window_first, window_last, candidate
    path, start, end = pieces[place]
    first, last = _at_words(content, first, last, start, end)
    text = content[first:last]
    return Snippet(
        snippet=text,
        snippet_path=path,
        highlights=_marks(text, terms),
        cut_before=_inside_sentence(content[start:first]),
        cut_after=last < end and _inside_sentence(content[start:last]) and not content[last:end].lstrip(" ").startswith("\n"),
        following=_following(content, pieces, place),
        cells=tuple(_cell(content, head, pieces[number], terms) for head, number in (rows[place][0] if place in rows else ())),
    )


def _rows(by_piece: Mapping[int, list[_Found]], table: Mapping[str, Any]) -> dict[int, tuple[list[tuple[str, int]], float]]:
    """By the piece of a cell below the heads its row, as head and piece of each cell, and what row and heads hold together."""
    heads, below = table["rows"][: table["head_rows"]], table["rows"][table["head_rows"] :]
    above = [item for row in heads for _, number in row for item in by_piece.get(number, ())]
    found: dict[int, tuple[list[tuple[str, int]], float]] = {}
    for row in below:
        own = [item for _, number in row for item in by_piece.get(number, ())]
        if own:
            score = _score([*own, *above])
            found |= {number: ([(table["heads"][column], number) for column, number in row], score) for _, number in row}
    return found


def _marks(text: str, terms: Terms) -> tuple[tuple[int, int], ...]:
    """What is highlighted of the words that are shown: a word that is cut off with its second syllable is not."""
    return tuple(_joined(text, [(start, end) for start, end, _, _ in _found(text, (0, len(text)), terms)], terms))


def _cell(content: str, head: str, piece: tuple[str, int, int], terms: Terms) -> Cell:
    _, start, end = piece
    text, _ = analysis.cut_at_word(content[start:end], LONGEST)
    return Cell(head, text, _marks(text, terms))


def printed(text: str, cut_before: bool, cut_after: bool, cells: Sequence[Cell] = ()) -> str:
    """A piece of a text in one line, with a sign where it begins or ends inside a sentence; cells behind their columns' heads."""
    words = " | ".join(f"{cell.head}: {cell.text}".removeprefix(": ") for cell in cells)
    return f"{f'{CUT} ' if cut_before else ''}{' '.join((words or text).split())}{f' {CUT}' if cut_after else ''}"


def _following(content: str, pieces: Sequence[tuple[str, int, int]], place: int) -> tuple[Following, ...]:
    path, start, end = pieces[place]
    if not announces(content[start:end]):
        return ()
    below: dict[str, tuple[int, int]] = {}
    for other, first, last in pieces[place + 1 :]:
        if parent_of(other) == path:
            below.setdefault(other, (first, last))
    return first_of((other, content[first:last]) for other, (first, last) in below.items())


def _inside_sentence(before: str) -> bool:
    """Whether what comes after a stretch of a paragraph goes on with its sentence."""
    text = before.rstrip(" \t\xa0")
    return bool(text) and not text.endswith("\n") and text.rstrip('”"’)»')[-1:] not in (".", "!", "?")


def whole(text: str, path: str, terms: Terms) -> Snippet:
    """A text as its own snippet, cut when long."""
    found = best_snippet(text, [(path, 0, len(text))], terms)
    assert found is not None
    return found


def _stretches(content: str, terms: Terms) -> list[tuple[int, int]]:
    """The parts of a text that are looked at word by word: all of it, or of a very long one the surroundings of telling words."""
    if len(content) <= _SCANNED:
        return [(0, len(content))]
    folded = fold(content)
    words = {**{fold(word): weight for word, weight in terms.marked.items()}, **terms.folded}
    telling = sorted((word for word, weight in words.items() if weight > 0), key=lambda word: -words[word])
    stretches: list[tuple[int, int]] = []
    for word in telling[:_TELLING]:
        places = re.finditer(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", folded)
        for match in islice(places, _PLACES):
            stretches.append((max(0, match.start() - LONGEST), min(len(content), match.end() + LONGEST)))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(_at_words(content, start, end, 0, len(content)) for start, end in stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _found(content: str, stretch: tuple[int, int], terms: Terms) -> list[_Found]:
    """Start, end, weight and word of what matches: whole words that tell, and frequent ones beside these as they were asked."""
    offset, end = stretch
    words = analysis.words_in_place(content[offset:end])
    tokens = _tokens({word for word, _, _ in words}, terms)
    matching = [(place, word, tokens[word], start, stop) for place, (word, start, stop) in enumerate(words) if word in tokens]
    whole: set[int] = set()
    beside: set[int] = set()
    for (place, first, *_), (after, second, *_) in pairwise(matching):
        if after == place + 1:
            if terms.compounds and _among(first, second, terms.compounds):
                whole |= {place, after}
            if _among(first, second, terms.pairs):
                beside.add(after)
    chains: list[list[_Matching]] = []
    for item in matching:
        if item[2] in terms.bound and item[0] not in whole:
            continue
        if chains and chains[-1][-1][0] == item[0] - 1 and item[0] in beside:
            chains[-1].append(item)
        else:
            chains.append([item])
    kept: list[_Found] = []
    for chain in chains:
        if not any(place in whole or _weight_of(token, terms) > 0 for place, _, token, _, _ in chain):
            continue
        for place, word, token, start, stop in chain:
            weight = _weight_of(token, terms) + (0.5 if place < chain[-1][0] else 0.05)
            kept.append((offset + start, offset + stop, weight, word))
    return kept


def _tokens(words: set[str], terms: Terms) -> dict[str, str]:
    """Of the words of a text those that the query has, and how it has them."""
    found = {word: word for word in words & terms.marked.keys()}
    if terms.folded:
        found |= {word: folded for word in words - found.keys() if (folded := analysis.fold_word(word)) in terms.folded}
    return found


def _weight_of(token: str, terms: Terms) -> float:
    return terms.marked.get(token, 0.0) or terms.folded.get(token, 0.0)


def _among(first: str, second: str, pairs: Collection[str]) -> bool:
    """Whether two words of a text are one of some pairs, in the form of these."""
    return f"{first}_{second}" in pairs or f"{analysis.fold_word(first)}_{analysis.fold_word(second)}" in pairs


def _window(found: list[_Found], start: int, end: int) -> tuple[float, int, int]:
    """Score, start and end of the stretch of a text that holds most."""
    if end - start <= LONGEST:
        return _score(found), start, end
    if not found:
        return 0.0, start, start + LONGEST
    best_score, best_first = -1.0, start
    for number, (first, _, _, _) in enumerate(found[:200]):
        lead = max(start, first - _LEAD)
        score = _score([item for item in found[number : number + 60] if item[1] <= lead + LONGEST])
        if score > best_score:
            best_score, best_first = score, lead
    return best_score, best_first, min(end, best_first + LONGEST)


def _at_words(content: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """The same stretch without cut words at its ends, as far as words are shorter than a line."""
    if first > start and not content[first - 1].isspace():
        first = next((place + 1 for place in range(first, min(first + _LEAD, last)) if content[place].isspace()), first)
    if last < end and not content[last].isspace():
        last = next((place for place in range(last - 1, max(last - _LEAD, first), -1) if content[place].isspace()), last)
    return first, last


def _score(found: Sequence[_Found]) -> float:
    seen: dict[str, float] = {}
    for _, _, weight, word in found:
        seen[word] = max(weight, seen.get(word, 0.0))
    return sum(seen.values()) + 0.01 * len(found)


def _joined(text: str, spans: Sequence[tuple[int, int]], terms: Terms) -> list[tuple[int, int]]:
    """Neighbours become one span where the query has them side by side."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and text[joined[-1][1] : start] in (" ", ", "):
            last = text[joined[-1][0] : joined[-1][1]].rsplit(" ", 1)[-1]
            pair = analysis.words(f"{last} {text[start:end]}")
            if len(pair) > 1 and _among(pair[0], pair[1], terms.pairs):
                joined[-1] = (joined[-1][0], end)
                continue
        joined.append((start, end))
    return joined


_ORIGINS = select(Version.id, Version.origin).where(Version.id.in_(bindparam("versions", expanding=True)))


def make_hits(
    documents: Sequence[Document],
    terms: Terms,
    day: date,
    cited: Sequence[str] = (),
    reasons: Mapping[str, Reasons] = MappingProxyType({}),
    others: Mapping[str, Document] = MappingProxyType({}),
) -> tuple[Hit, ...]:
    """Hits in the order of the documents.

    :param cited: keys of provisions that the query names; what a hit shows is taken from them
    :param reasons: by a document's id, why it answers
    :param others: by a document's id, the next best clause of its article
    """
    return tuple(
        _hit(document, terms, day, cited, reasons.get(document.id), _other(others.get(document.id), terms, day))
        for document in documents
    )


def _other(document: Document | None, terms: Terms, day: date) -> OtherClause | None:
    """A second clause as it is shown. One that has another status than its article would need to say so, and is left out."""
    meta = document.meta if document else {}
    if not document or not meta["clause"] or _clause_status(meta, status_of(evidence_of(meta), day), day) is not None:
        return None
    return OtherClause(path=meta["clause"], **_shown(document, terms, ()))


def _hit(
    document: Document, terms: Terms, day: date, cited: Sequence[str], reasons: Reasons | None, other: OtherClause | None
) -> Hit:
    """The hit of an article, from its best clause."""
    meta = document.meta
    named = [path for key, path in map(split_key, cited) if path and key == meta["instrument"]]
    evidence = evidence_of(meta)
    status = status_of(evidence, day)
    return Hit(
        key=meta["article"],
        source_id=meta["source_id"],
        instrument=meta["instrument"],
        number=meta["number"],
        title=meta["title"],
        path=meta["path"],
        heading=meta["heading"],
        **_shown(document, terms, named),
        score=round(document.score or 0.0, 4),
        standing=provision_status(status, day, last_known_of(evidence, day), meta["amended"], held_from(evidence)),
        best_clause=meta["clause"],
        version=meta["version"],
        reasons=reasons,
        clause_status=_clause_status(meta, status, day),
        other=other,
        title_from=meta.get("title_from"),
    )


def _clause_status(meta: Mapping[str, Any], article: Status, day: date) -> ProvisionStatus | None:
    """The status of the clause itself, where it is another one than that of its article."""
    if not meta.get(CLAUSE_EVIDENCE):
        return None
    evidence = clause_evidence_of(meta)
    own = status_of(evidence, day)
    if (own.code, own.wording) == (article.code, article.wording):
        return None
    return provision_status(own, day, last_known_of(evidence, day))


def _shown(document: Document, terms: Terms, cited: Sequence[str]) -> dict[str, Any]:
    """The fields of the piece that is shown of a document."""
    meta = document.meta
    pieces = [(path, start, end) for path, start, end in meta["pieces"]]
    chosen = [piece for piece in pieces if piece[0] in cited] or pieces
    table = meta.get(TABLE) if len(chosen) == len(pieces) else None
    found = best_snippet(document.content or "", chosen, terms, table) or whole(meta["heading"] or "", meta["path"], terms)
    # The clauses that the article itself announces are documents of their own.
    announced = (Following(*item) for item in meta.get("following") or ())
    following = found.following or (item for item in announced if parent_of(item.path) == found.snippet_path)
    marked = tuple(replace(item, highlights=_marks(item.text, terms)) for item in following)
    return {field.name: getattr(found, field.name) for field in fields(found)} | {"following": marked}


def with_origins(engine: Engine, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Hits that say which words of their instruments they show, and whose, where a person typed some."""
    if not hits:
        return ()
    with engine.connect() as connection:
        typed = who_typed(connection, [(hit.version, hit.path) for hit in hits])
        origins = {row.id: row.origin for row in connection.execute(_ORIGINS, {"versions": list({hit.version for hit in hits})})}
    return tuple(
        replace(
            hit,
            typed=tuple(typed.get((hit.version, hit.path), ())),
            origin=origins.get(hit.version),
        )
        for hit in hits
    )
