"""What the program answers to the public benchmark, as anybody would ask it; and what BM25 answers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from benchmarks.alternatives import Bm25s, Row
from benchmarks.duties.labels import WORD, digest
from benchmarks.pairs import WAYS
from documents.comparison import Level
from documents.consolidation.consolidate import consolidate
from documents.duties.reading import read_statements
from documents.duties.statement import Phrase, PlacedClause, Statement, clauses_of
from documents.model import Provision
from documents.paths import provision_key, split_key
from documents.text import comparable
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.reader import find_instrument, load_version, versions
from kb.open.relating import effects_read
from kb.open.showing import answer_status
from kb.open.texts import load_stored
from kb.search import search

Asked = Mapping[str, Sequence[Mapping[str, Any]]]
"""The rows of each task."""
_ARTICLE = re.compile(r".*?\bdieu-[^/]+")
_TEN = 10


def ours(base: KnowledgeBase, asked: Asked) -> dict[str, dict[str, Any]]:
    """Our answers. They name no evidence: the accepted places were found with its help."""
    ranked, statuses = {}, {}
    for row in asked["questions"]:
        ranked[row["id"]] = {"ranked": [hit.key for hit in search(base, row["question"], _TEN, _day(row)).hits]}
    for row in asked["statuses"]:
        statuses[row["id"]] = {"status": answer_status(base, row["key"], _day(row))["status"]}
    return {
        "questions": ranked,
        "statuses": statuses,
        "pairs": _paired(base, asked["pairs"], "ours"),
        "duties": _stated(base, asked["duties"]),
        "consolidations": _consolidated(base, asked["consolidations"]),
    }


def bm25(base: KnowledgeBase, asked: Asked) -> dict[str, dict[str, Any]]:
    """BM25 over the folded words of whole articles and clauses, as they stand last in the base: it knows no day."""
    index = Bm25s(_articles(base), folded=True)
    ranked = {row["id"]: {"ranked": index.search(row["question"], _TEN)} for row in asked["questions"]}
    return {"questions": ranked, "pairs": _paired(base, asked["pairs"], "best BM25")}


def _day(row: Mapping[str, Any]) -> date:
    return date.fromisoformat(row["day"])


def _articles(base: KnowledgeBase) -> Iterator[Row]:
    """Key, heading and words of every article."""
    provision, version, instrument = tables.Provision, tables.Version, tables.Instrument
    with base.session() as session:
        found: dict[str, tuple[str, list[str]]] = {}
        of_version: dict[str, int] = {}
        rows = session.execute(
            select(instrument.key, version.id, provision.path, provision.heading, provision.text, provision.tail)
            .join(version, version.instrument_id == instrument.id)
            .join(provision, provision.version_id == version.id)
            .order_by(instrument.id, version.number, provision.position)
        )
        for name, number, path, heading, text, tail in rows:
            article = _ARTICLE.match(path)
            if article is None:
                continue
            key = provision_key(name, article[0])
            if of_version.get(key) != number:
                of_version[key], found[key] = number, (heading or "", [])
            found[key][1].extend(part for part in (text, tail) if part)
    return ((key, heading, "\n".join(words)) for key, (heading, words) in found.items())


def _paired(base: KnowledgeBase, rows: Sequence[Mapping[str, Any]], way: str) -> dict[str, Any]:
    """What became of each clause, by a way of the table of pairs."""
    became: dict[tuple[str, str], dict[str, list[str]]] = {}
    answers = {}
    for row in rows:
        left = [split_key(key) for key in row["left"]]
        sides = left[0][0], row["right_instrument"]
        if sides not in became:
            with base.session() as session:
                records = [find_instrument(session, key) for key in sides]
                texts = tuple(
                    load_version(session, record, None, versions(session, record)[0].number).provisions for record in records
                )
            of: dict[str, list[str]] = {}
            for old, new in WAYS[way](texts, Level.CLAUSE):  # type: ignore[arg-type]
                of.setdefault(old, []).append(provision_key(sides[1], new))
            became[sides] = of
        answers[row["id"]] = {"right": sorted({key for _, path in left for key in became[sides].get(path or "", ())})}
    return answers


def own_words(provision: Provision | None) -> str:
    """The digest of a provision's own words in small letters, without those below it; ``-`` where there is none."""
    if provision is None:
        return "-"
    return digest(WORD.findall(comparable("\n".join((provision.heading or "", provision.text, provision.tail))).lower()))


def _consolidated(base: KnowledgeBase, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The words of each provision after its amendments, made of these and of the text as enacted."""
    made: dict[tuple[str, ...], dict[str, Provision]] = {}
    for key, *amending in dict.fromkeys((row["base"], *row["amendments"]) for row in rows):
        enacted = load_stored(base, key, first=True)[0].instrument
        texts = [load_stored(base, one)[0].instrument for one in amending]
        result = consolidate(enacted, [(one, effects_read(base, one)) for one in texts])
        made[key, *amending] = {item.path: item for root in result.provisions for item in root.walk()}
    return {row["id"]: {"words": own_words(made[row["base"], *row["amendments"]].get(row["path"]))} for row in rows}


def _stated(base: KnowledgeBase, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The statements of each clause, in positions of words; a clause whose words are others is not answered."""
    answers = {}
    for row in rows:
        clause = _clause(base, row)
        if clause is None:
            continue
        edges = [word.span() for word in WORD.finditer(clause.said.text)]
        answers[row["id"]] = {"statements": [_positions(one, edges) for one in read_statements([clause.said])[0]]}
    return answers


def _clause(base: KnowledgeBase, row: Mapping[str, Any]) -> PlacedClause | None:
    instrument, path = split_key(row["key"])
    with base.session() as session:
        record = find_instrument(session, instrument)
        for version in versions(session, record):
            for clause in clauses_of(load_version(session, record, None, version.number).provisions):
                if clause.path == path and digest(WORD.findall(clause.said.text)[: row["length"]]) == row["words"]:
                    return clause
    return None


def _positions(statement: Statement, edges: Sequence[tuple[int, int]]) -> dict[str, Any]:
    def span(phrase: Phrase | None) -> list[int] | None:
        meets = [place for place, (start, end) in enumerate(edges) if phrase and start < phrase.end and phrase.start < end]
        return [meets[0], meets[-1] + 1] if meets else None

    found = {"actor": span(statement.actor), "action": span(statement.action)}
    return {"kind": str(statement.kind), **{name: place for name, place in found.items() if place}}
