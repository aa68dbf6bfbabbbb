"""Train the four models of ``documents/duties/model`` on labelled clauses."""

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pycrfsuite
from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

from documents.duties import rules
from documents.duties.features import Reading, act_features, sentence_features
from documents.duties.layout import read_layout
from documents.duties.marking import ACT, DEFINITION, TERM, as_tags
from documents.duties.pipeline import LegalTokenizer
from documents.duties.word_features import word_tellings

Settings = dict[str, Any]
Example = tuple[list[list[str]], list[str]]
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


def word_features(reading: Reading, kinds: Sequence[str], ruled: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Of each word what is told to the models that mark acts, actors, conditions, deadlines and who receives something.

    :param kinds: of each sentence which kind of statement is likely to begin in it
    :param ruled: by layer, what the rules make of each word
    """
    told = [
        (named, one.keys[one.margin + far :]) for one in word_tellings(reading, kinds, ruled) for far, named in one.named.items()
    ]
    words = range(len(reading.low))
    return [[name for named, keys in told if keys[at] is not None for name in named(keys[at])] for at in words]


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
    receivers = filter_spans(
        [span for statement in one.statements for span in _spans(doc, statement["beneficiary"], "beneficiary")]
    )
    others = (DEFINITION, TERM, "deadline", "actor", "condition")
    acts = [(span.start, span.end, span.label_) for span in kept if span.label_ not in others]
    begun = {span.start: span.label_ for span in reversed(kept) if span.label_ not in others[1:]}
    return Lesson(
        reading,
        as_tags(rules.mark(reading.layout, one.heading, one.lead_in), len(words)),
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
    asked = [(sentence_features(one.reading, one.ruled["acts"]), one.sentences) for one in lessons]
    acts = [
        (act_features(one.reading, one.ruled["acts"], one.acts, one.actors, one.frame), [kind for *_, kind in one.acts])
        for one in lessons
    ]
    folds = [folder / f"fold{fold}" for fold in range(_FOLDS)]
    fit_all(
        [
            *(
                partial(_fit, [pair for at, pair in enumerate(asked) if at % _FOLDS != fold], path, SENTENCES)
                for fold, path in enumerate(folds)
            ),
            partial(_fit_short, asked, folder / "sentences.crfsuite", SENTENCES),
            partial(_fit_short, acts, folder / "kinds.crfsuite", KINDS),
        ]
    )
    taggers = [_open(path) for path in folds]
    told = [
        [list(map(sys.intern, item)) for item in word_features(one.reading, taggers[at % _FOLDS].tag(features), one.ruled)]
        for at, (one, (features, _)) in enumerate(zip(lessons, asked, strict=True))
    ]
    for path in folds:
        path.unlink()
    fit_all(
        [
            partial(_fit_short, list(zip(told, [one.words for one in lessons], strict=True)), folder / "words.crfsuite", WORDS),
            partial(
                _fit_short, list(zip(told, [one.receivers for one in lessons], strict=True)), folder / "receivers.crfsuite", WORDS
            ),
        ]
    )


def fit_all(jobs: Sequence[Callable[[], None]]) -> None:
    """Fit models, two at a time."""
    running: list[int] = []
    for job in jobs:
        if len(running) == 2:
            os.waitpid(running.pop(0), 0)
        child = os.fork()
        if child == 0:
            job()
            os._exit(0)
        running.append(child)
    for child in running:
        os.waitpid(child, 0)


def _fit(data: Sequence[Example], path: Path, settings: Settings) -> None:
    trainer = pycrfsuite.Trainer("l2sgd", verbose=False)
    for features, tags in data:
        if tags:
            trainer.append(pycrfsuite.ItemSequence(features), tags)
    trainer.set_params(settings)
    trainer.train(str(path))


def _fit_short(data: Sequence[Example], path: Path, settings: Settings) -> None:
    """Fit a model, and fit it anew with what it gave some weight to: the rest makes it large and slow."""
    _fit(data, path, settings)
    listed = path.with_suffix(".txt")
    _open(path).dump(str(listed))
    with listed.open(encoding="utf-8") as lines:
        kept = frozenset(match[1] for match in map(_WEIGHT.match, lines) if match and abs(float(match[2])) >= _LEAST)
    listed.unlink()
    _fit([([[one for one in item if one in kept] for item in features], tags) for features, tags in data], path, settings)


def _open(path: Path) -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    return tagger


_WEIGHT = re.compile(r"\s+\(0\) (.*) --> \S+: (-?[\d.e+-]+)$")
_LEAST = 0.03
