"""A spaCy component that finds legal references, for any Vietnamese pipeline.

    nlp.add_pipe("legal_references")
    doc = nlp("theo điểm a khoản 1 Điều 19 Nghị định số 09/2013/NĐ-CP.")
    doc._.legal_references, doc.spans["legal_references"]

A tokenizer that splits at white space only keeps "NĐ-CP." in one piece, so a span may cover more than the reference; the offsets of
the references are exact.
"""

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from documents.references.finder import find_references

NAME = "legal_references"


@Language.factory(NAME, assigns=["doc.spans"])
def make_legal_references(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Make the component; spaCy calls this for ``nlp.add_pipe("legal_references")``."""
    return _add_references


def _add_references(doc: Doc) -> Doc:
    doc.user_data[NAME] = references = find_references(doc.text)
    spans = (doc.char_span(one.start, one.end, label=NAME, alignment_mode="expand") for one in references)
    doc.spans[NAME] = [span for span in spans if span is not None]
    return doc


Doc.set_extension(NAME, getter=lambda doc: doc.user_data.get(NAME, ()), force=True)
