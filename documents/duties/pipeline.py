"""The spaCy pipeline ``vi_tuluat``: tokens of our own, and a component that reads the statements of a clause.

    nlp = load_pipeline()
    doc = nlp("Bộ Y tế có trách nhiệm …")
    doc.spans["acts"], doc.spans["parties"], doc.spans["frame"], doc._.statements

What it reads, :mod:`documents.duties.reading` reads, which needs no spaCy.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import registry
from spacy.vocab import Vocab

import documents.references.component
from documents.duties.layout import cut
from documents.duties.reading import CutClause, read_cut
from documents.duties.statement import ClauseText

_HEADING, _LEAD_IN, _STATEMENTS = "heading", "lead_in", "statements"


class LegalTokenizer:
    """See `documents.duties.layout`. There is nothing to store: the rule is the class."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Cut a text."""
        edges = cut(text)
        starts = [*(begin for begin, _ in edges[1:]), len(text)]
        spaces = [end < start for (_, end), start in zip(edges, starts, strict=True)]
        return Doc(self.vocab, words=[text[begin:end] for begin, end in edges], spaces=spaces)

    def to_disk(self, *_: Any, **__: Any) -> None:
        """Nothing to store."""

    from_disk = to_bytes = from_bytes = to_disk


def make_tokenizer() -> Callable[[Language], LegalTokenizer]:
    """Make the tokenizer; spaCy calls this for the name in a pipeline's config."""
    return lambda nlp: LegalTokenizer(nlp.vocab)


registry.tokenizers("vi_tuluat.tokens.v1", func=make_tokenizer)


class StatementReader:
    """Marks the spans of a clause and puts them together; ``doc.user_data`` may hold the article's heading and lead-in."""

    def __call__(self, doc: Doc) -> Doc:
        """Read one clause."""
        said = ClauseText(doc.text, *(doc.user_data.get(name, "") for name in (_HEADING, _LEAD_IN)))
        [(marked, statements)] = read_cut([CutClause(said, [(token.idx, token.idx + len(token)) for token in doc])])
        for layer, spans in marked.items():
            doc.spans[layer] = [Span(doc, begin, end, label=label) for begin, end, label in spans]
        doc.user_data[_STATEMENTS] = statements
        return doc


@Language.factory("statements", assigns=["doc._.statements"])
def make_statement_reader(nlp: Language, name: str) -> StatementReader:
    """Make the component; spaCy calls this for ``nlp.add_pipe("statements")``."""
    return StatementReader()


Doc.set_extension("statements", getter=lambda doc: doc.user_data.get(_STATEMENTS, ()), force=True)


@lru_cache(1)
def load_pipeline() -> Language:
    """The pipeline, made once a process."""
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "vi_tuluat.tokens.v1"}}})
    nlp.add_pipe(documents.references.component.NAME)
    nlp.add_pipe("statements")
    nlp.meta["name"] = "tuluat"
    return nlp
