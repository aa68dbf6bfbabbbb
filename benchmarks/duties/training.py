"""Train the four models of ``documents/duties/model`` on labelled clauses."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pycrfsuite
from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

from documents.duties.features import Reading, act_features, sentence_features, word_features
from documents.duties.layout import read_layout
from documents.duties.marking import ACT, DEFINITION, TERM, ruled
from documents.duties.tokens import LegalTokenizer

_FOLDS = 5
_TOKENIZER = LegalTokenizer(Vocab())
WORDS = {"max_iterations": 35, "c2": 1.0, "feature.minfreq": 2}
SENTENCES = {"max_iterations": 30, "c2": 0.5, "feature.minfreq": 2}
KINDS = {"max_iterations": 40, "c2": 0.3}


@dataclass(frozen=True)
class Labelled:
    """A clause with the statements that a reader sees in it, as ``data/duties/GUIDE.md`` writes them."""

    text: str
    heading: str
    lead_in: str
    statements: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Lesson:
    """A labelled clause as the models learn it."""

    reading: Reading
    ruled: dict[str, list[str]]
    words: list[str]
    receivers: list[str]
    sentences: list[str]
    acts: list[tuple[int, int, str]]
    actors: list[tuple[int, int, str]]
    frame: list[tuple[int, int, str]]


def lesson_of(one: Labelled) -> Lesson:
    """What the models learn from a clause."""
    doc = _TOKENIZER(one.text)
    words = [token.text for token in doc]
    reading = Reading.of(words, read_layout(words), one.heading, one.lead_in)
    spans: list[Span] = []
    for statement in one.statements:
        spans += _spans(doc, statement["action"], statement["kind"])
        for name, label in (("term", TERM), ("deadline", "deadline"), ("actor", "actor")):
            spans += _spans(doc, statement.get(name), label)
        for condition in statement["conditions"]:
            spans += _spans(doc, condition, "condition")
    kept = filter_spans(spans)
    receivers = filter_spans([span for statement in one.statements for span in _spans(doc, statement["beneficiary"], "beneficiary")])
    others = (DEFINITION, TERM, "deadline", "actor", "condition")
    acts = [(span.start, span.end, span.label_) for span in kept if span.label_ not in others]
    begun = {span.start: span.label_ for span in reversed(kept) if span.label_ not in others[1:]}
    return Lesson(
        reading,
        ruled(reading, one.heading, one.lead_in),
        _tags(doc, [(span.start, span.end, span.label_ if span.label_ in others else ACT) for span in kept]),
        _tags(doc, [(span.start, span.end, span.label_) for span in receivers]),
        [next((begun[at] for at in range(*sentence) if at in begun), "none") for sentence in reading.layout.sentences],
        acts,
        [(span.start, span.end, span.label_) for span in kept if span.label_ == "actor"],
        [(span.start, span.end, span.label_) for span in kept if span.label_ in ("condition", "deadline")],
    )


def _spans(doc: Doc, words: dict[str, Any] | None, label: str) -> list[Span]:
    span = doc.char_span(words["start"], words["end"], label=label, alignment_mode="contract") if words else None
    return [span] if span is not None and len(span) else []


def _tags(doc: Doc, spans: Sequence[tuple[int, int, str]]) -> list[str]:
    found = ["O"] * len(doc)
    for begin, end, label in spans:
        found[begin:end] = [f"B-{label}"] + [f"I-{label}"] * (end - begin - 1)
    return found


def train(clauses: Sequence[Labelled], folder: Path) -> None:
    """Train the models and write them into a folder; the second learns from what the first says of clauses that it has not seen."""
    folder.mkdir(parents=True, exist_ok=True)
    lessons = [lesson_of(one) for one in clauses]
    asked = [(pycrfsuite.ItemSequence(sentence_features(one.reading, one.ruled["acts"])), one.sentences) for one in lessons if one.sentences]
    places = [place for place, one in enumerate(lessons) if one.sentences]
    kinds: list[list[str]] = [[] for _ in lessons]
    jobs = [([pair for at, pair in enumerate(asked) if at % _FOLDS != fold], folder / f"fold{fold}", SENTENCES) for fold in range(_FOLDS)]
    kinds_of = [
        (features, one.acts)
        for one in lessons
        if one.acts
        for features in [act_features(one.reading, one.ruled["acts"], one.acts, one.actors, one.frame)]
    ]
    _fit_all(
        [
            *jobs,
            (asked, folder / "sentences.crfsuite", SENTENCES),
            ([(pycrfsuite.ItemSequence(features), [kind for *_, kind in acts]) for features, acts in kinds_of], folder / "kinds.crfsuite", KINDS),
        ]
    )
    for fold in range(_FOLDS):
        tagger = pycrfsuite.Tagger()
        tagger.open(str(folder / f"fold{fold}"))
        for at in range(fold, len(asked), _FOLDS):
            kinds[places[at]] = list(tagger.tag(asked[at][0]))
        tagger.close()
        (folder / f"fold{fold}").unlink()
    told = [word_features(one.reading, kind, one.ruled) for one, kind in zip(lessons, kinds, strict=True)]
    tags = {"words": [one.words for one in lessons], "receivers": [one.receivers for one in lessons]}
    sequences = [pycrfsuite.ItemSequence(one) for one in told]
    _fit_all([(list(zip(sequences, each, strict=True)), folder / f"{name}.whole", WORDS) for name, each in tags.items()])
    del sequences
    jobs = []
    for name, each in tags.items():
        kept = _weighty(folder / f"{name}.whole")
        short = [pycrfsuite.ItemSequence([[one for one in item if one in kept] for item in items]) for items in told]
        jobs.append((list(zip(short, each, strict=True)), folder / f"{name}.crfsuite", WORDS))
    _fit_all(jobs)


def _weighty(model: Path) -> frozenset[str]:
    """What a model gives some weight to: the rest makes it large and slow."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    listed = model.with_suffix(".txt")
    tagger.dump(str(listed))
    tagger.close()
    with listed.open(encoding="utf-8") as lines:
        found = frozenset(match[1] for match in map(_WEIGHT.match, lines) if match and abs(float(match[2])) >= _LEAST)
    listed.unlink()
    model.unlink()
    return found


_WEIGHT = re.compile(r"\s+\(0\) (.*) --> \S+: (-?[\d.e+-]+)$")
_LEAST = 0.03


def _fit_all(jobs: Sequence[tuple[Sequence[tuple[Any, Sequence[str]]], Path, dict[str, Any]]]) -> None:
    """Fit models, two at a time."""
    running: list[int] = []
    for data, path, settings in jobs:
        if len(running) == 2:
            os.waitpid(running.pop(0), 0)
        child = os.fork()
        if child == 0:
            _fit(data, path, settings)
            os._exit(0)
        running.append(child)
    for child in running:
        os.waitpid(child, 0)


def _fit(data: Sequence[tuple[Any, Sequence[str]]], path: Path, settings: dict[str, Any]) -> None:
    trainer = pycrfsuite.Trainer("l2sgd", verbose=False)
    for features, tags in data:
        trainer.append(features, tags)
    trainer.set_params(settings)
    trainer.train(str(path))
