"""The judged questions of the development benchmarks, and questions made from the corpus itself, for the ranker."""

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from benchmarks.tables import need
from documents.text import clean, slug
from kb.base import KnowledgeBase
from kb.database.tables import CodifiedArticle, Instrument, Provision, Version
from kb.evaluation.files import read_judgements, read_queries
from kb.index.documents import full_name
from kb.language import analysis

CITIZENS, EXAM, MADE, PEOPLE = "zalo_phapdien", "alqac2025", "made from the corpus", "written for drawn articles"
_PEOPLE = Path(__file__).with_name("people_ask.jsonl.gz")
_SAME_TEXT = 0.6
"""Share of common words from which an article of the exam's laws and a codified one are taken to be the same."""

_ENDINGS = (
    *["được quy định như thế nào?"] * 5,
    *("quy định như thế nào?", "gồm những gì?", "như thế nào?", "ra sao?", "là gì?", ""),
    *("được thực hiện như thế nào?", "bao gồm những gì", "có được không?", "bao nhiêu?"),
)
_BEFORE_SUBJECT = ("của", "trong", "về", "đối với", "khi")
_TYPE = re.compile(r"^(?:thông tư liên tịch|thông tư|nghị định|luật|bộ luật|quyết định|nghị quyết|pháp lệnh)\s+", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:về việc|về|quy định chi tiết(?: thi hành)?(?: một số điều)?(?: và biện pháp thi hành)?(?: của)?|quy định(?: về)?"
    r"|hướng dẫn(?: thực hiện| thi hành)?|ban hành)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and the articles that answer it.

    :param source: which benchmark it is from
    :param answers: keys of articles
    :param group: what the question must not share with a question of another fold: the answer's instrument
    """

    source: str
    text: str
    answers: frozenset[str]
    group: str


@dataclass(frozen=True, slots=True)
class CorpusArticle:
    """A codified article, as questions are made from it."""

    anchor: str
    key: str
    instrument: str
    name: str
    number: str | None
    heading: str
    text: str


def corpus(base: KnowledgeBase) -> list[CorpusArticle]:
    """All codified articles of a base."""
    with base.engine.connect() as connection:
        texts: dict[int, list[str]] = defaultdict(list)
        rows = select(Provision.article_id, Provision.text, Provision.tail).order_by(Provision.version_id, Provision.position)
        for identity, text, tail in connection.execute(rows):
            if identity is not None:
                texts[identity].extend(part for part in (text, tail) if part)
        articles = connection.execute(
            select(
                CodifiedArticle.anchor,
                Provision.id,
                Provision.path,
                Provision.number,
                Provision.heading,
                Instrument.key,
                Instrument.type,
                Instrument.title,
            )
            .join(Provision, Provision.id == CodifiedArticle.provision_id)
            .join(Version, Version.id == Provision.version_id)
            .join(Instrument, Instrument.id == Version.instrument_id)
            .order_by(Provision.id)
        )
        return [
            CorpusArticle(
                row.anchor,
                f"{row.key}#{row.path}",
                row.key,
                full_name(row.type, row.title),
                row.number,
                row.heading or "",
                "\n".join(texts.get(row.id, ())),
            )
            for row in articles
        ]


def citizens(articles: Sequence[CorpusArticle]) -> Iterator[Judged]:
    """The questions of citizens."""
    folder = need("benchmarks", CITIZENS)
    by_anchor = {article.anchor: article for article in articles}
    judgements = read_judgements(folder / "qrels.tsv")
    for identity, text in read_queries(folder / "queries.jsonl", "text").items():
        found = [by_anchor[anchor] for anchor, gain in judgements.get(identity, {}).items() if gain > 0 and anchor in by_anchor]
        if found:
            yield _judged(CITIZENS, text, found)


def asked_by_people(articles: Sequence[CorpusArticle]) -> Iterator[Judged]:
    """4,654 questions for 1,580 articles drawn by seed, by four writers, as a layman, an official and a reviewer would ask."""
    by_key = {article.key: article for article in articles}
    with gzip.open(_PEOPLE, "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    return (_judged(PEOPLE, text, [by_key[row["article"]]]) for row in rows if row["article"] in by_key for text in row["asked"])


def exam(articles: Sequence[CorpusArticle]) -> Iterator[Judged]:
    """The exam's questions whose articles are codified with much the same words."""
    folder = need("benchmarks", EXAM)
    with gzip.open(folder / "law.json.gz", "rt", encoding="utf-8") as stream:
        laws = {(law["id"], article["id"]): clean(article["text"]) for law in json.load(stream) for article in law["articles"]}
    named: dict[tuple[str, str | None], list[CorpusArticle]] = defaultdict(list)
    for article in articles:
        named[slug(article.name), article.number].append(article)
    for question in json.loads((folder / "train.json").read_text(encoding="utf-8")):
        found = []
        for relevant in question["relevant_articles"]:
            words = set(analysis.words(laws.get((relevant["law_id"], relevant["article_id"]), "")))
            candidates = named.get((slug(relevant["law_id"]), relevant["article_id"]), [])
            likeness, best = max(((_likeness(words, article), article) for article in candidates), default=(0.0, None), key=_first)
            if best is not None and likeness > _SAME_TEXT:
                found.append(best)
        if found:
            yield _judged(EXAM, clean(question["text"]), found)


def made(articles: Sequence[CorpusArticle], count: int, seed: int) -> Iterator[Judged]:
    """Questions made of an article's heading and its instrument's subject, or of words of its text, each with words left out."""
    chance = random.Random(seed)
    chosen = [article for article in articles if len(article.heading.split()) >= 3 and len(article.text.split()) >= 12]
    for article in chance.sample(chosen, min(count, len(chosen))):
        heading, subject = article.heading.split(), _subject(article.name).split()
        if chance.random() < 0.55:
            words = [word for word in heading if chance.random() > 0.12]
            if chance.random() < 0.85 and subject:
                start = chance.randrange(0, max(1, len(subject) - 3))
                words += [chance.choice(_BEFORE_SUBJECT), *subject[start : start + chance.randint(2, 10)]]
        else:
            text = article.text.split()
            start = chance.randrange(0, max(1, len(text) - 8))
            words = [word for word in text[start : start + chance.randint(6, 18)] if chance.random() > 0.2]
            words += chance.sample(heading, min(len(heading), chance.randint(0, 5)))
            words += subject[: chance.randint(0, 8)] if chance.random() < 0.5 else []
        yield _judged(MADE, f"{' '.join(words).capitalize()} {chance.choice(_ENDINGS)}".strip(), [article])


def _judged(source: str, text: str, found: Sequence[CorpusArticle]) -> Judged:
    return Judged(source, text, frozenset(article.key for article in found), min(article.instrument for article in found))


def _first(pair: tuple[float, CorpusArticle | None]) -> float:
    return pair[0]


def _likeness(words: set[str], article: CorpusArticle) -> float:
    other = set(analysis.words(f"{article.heading}\n{article.text}"))
    return len(words & other) / max(1, len(words | other))


def _subject(name: str) -> str:
    return _LEAD.sub("", _TYPE.sub("", name))
