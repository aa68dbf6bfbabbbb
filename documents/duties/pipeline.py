"""The spaCy pipeline ``vi_tuluat``: tokens of our own, and a component that reads the statements of a clause.

    nlp = load_pipeline()
    doc = nlp("Bộ Y tế có trách nhiệm …")
    doc.spans["acts"], doc.spans["parties"], doc.spans["frame"], doc._.statements

The words are marked by rules and by conditional random fields that know what the rules say; what belongs to what, and the values,
are rules. spaCy comes with this module: import it where it is used.
"""

from collections.abc import Iterable
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

import documents.references.component
from documents.duties import tokens  # noqa: F401 - registers the tokenizer
from documents.duties.assembling import Assembler
from documents.duties.layout import read_layout
from documents.duties.marking import mark
from documents.duties.statement import ClauseText, Statement

_MOST = 40_000
"""So many characters of a clause are read: the time grows faster than the number of its sentences."""
LAYERS = ("acts", "parties", "frame", "agreed")
_HEADING, _LEAD_IN, _STATEMENTS = "heading", "lead_in", "statements"


class StatementReader:
    """Marks the spans of a clause and puts them together; ``doc.user_data`` may hold the article's heading and lead-in."""

    def __call__(self, doc: Doc) -> Doc:
        """Read one clause."""
        words = [token.text for token in doc]
        layout = read_layout(words)
        heading, lead_in = (doc.user_data.get(name, "") for name in (_HEADING, _LEAD_IN))
        marked = mark(words, layout, heading, lead_in)
        for layer, spans in marked.items():
            doc.spans[layer] = [Span(doc, begin, end, label=label) for begin, end, label in spans]
        edges = [(token.idx, token.idx + len(token)) for token in doc]
        cited = [(one.start, one.end) for one in doc._.legal_references]
        reader = Assembler(doc.text, edges, layout, cited, (lead_in, heading))
        doc.user_data[_STATEMENTS] = reader.statements(*(marked[layer] for layer in LAYERS))
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


def read_statements(clauses: Iterable[ClauseText]) -> list[tuple[Statement, ...]]:
    """The statements of clauses, one tuple for each; of a clause without end only those at its beginning."""
    nlp = load_pipeline()
    docs = []
    for clause in clauses:
        doc = nlp.make_doc(clause.text[:_MOST])
        doc.user_data |= {_HEADING: clause.heading, _LEAD_IN: clause.lead_in}
        docs.append(doc)
    return [doc._.statements for doc in nlp.pipe(docs)]
