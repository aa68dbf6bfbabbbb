"""The judged questions that search is measured on, in three styles of typing."""

import random
from collections.abc import Iterable, Mapping

from benchmarks.alternatives import Questions
from benchmarks.tables import need
from documents.text import fold
from kb.evaluation.files import Judgements, read_judgements, read_queries

SEED = 2026
CITIZENS = "zalo_phapdien"
Styles = Mapping[str, Questions]


def half_marked(text: str, seed: str) -> str:
    """A question of which a random half of the words is bared of their marks, with the same seed always the same ones."""
    chance = random.Random(seed)
    return " ".join(fold(word) if chance.random() < 0.5 else word for word in text.split())


def citizens() -> tuple[Styles, Judgements]:
    """The questions of citizens over the codification, by style, and which articles were judged to answer them."""
    folder = need("benchmarks", CITIZENS)
    marked, bare = (list(read_queries(folder / "queries.jsonl", field).items()) for field in ("text", "text_no_diacritics"))
    half = [(identity, half_marked(text, identity)) for identity, text in marked]
    return {"marks": marked, "no marks": bare, "half marks": half}, read_judgements(folder / "qrels.tsv")


def sample(styles: Styles, count: int) -> Styles:
    """The same few questions of each style."""
    identities = [identity for identity, _ in styles["marks"]]
    chosen = set(random.Random(SEED).sample(identities, min(count, len(identities))))
    return {name: [question for question in questions if question[0] in chosen] for name, questions in styles.items()}


def mixed(styles: Styles) -> list[str]:
    """The texts of all questions in all styles, in an order that is the same every time."""
    texts = [text for questions in styles.values() for _, text in questions]
    random.Random(SEED).shuffle(texts)
    return texts


def distinct(articles: Iterable[str | None]) -> list[str]:
    """Each article once, at its first place; hits without a source id hold their place."""
    seen: dict[str, None] = {}
    for place, article in enumerate(articles):
        seen.setdefault(article if article is not None else f"?{place}", None)
    return list(seen)
