"""A spaCy component that finds legal references, for any Vietnamese pipeline.

    import spacy
    import documents.references.component  # not needed where the package is installed: it registers an entry point

    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    nlp.add_pipe("legal_references")
    doc = nlp("theo điểm a khoản 1 Điều 19 Nghị định số 09/2013/NĐ-CP.")
    for span in doc.spans["legal_references"]:
        print(span, span._.legal_reference)

A tokenizer that splits at white space only keeps "NĐ-CP." in one piece, so a span may cover more than the reference; the exact
offsets are those of ``span._.legal_reference``. What is stored in the document is plain data, so that documents can be serialised
and pipelines can use several processes.
"""

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from documents.model import InstrumentType
from documents.references.finder import find_references
from documents.references.reference import Context, Reference, Target

NAME = "legal_references"
LABEL = "LEGAL_REFERENCE"
_CONTEXT = "legal_context"


class LegalReferences:
    """Finds the references of a document; see the module's text.

    :param span_key: under which the spans are kept in ``doc.spans``
    """

    def __init__(self, span_key: str = NAME) -> None:
        self.span_key = span_key

    def __call__(self, doc: Doc) -> Doc:
        """Add the references of a document to it. ``doc._.legal_context`` says where the text stands, if it was set before."""
        references = find_references(doc.text, doc._.legal_context)
        doc.user_data[NAME] = [_plain(reference) for reference in references]
        spans = []
        for index, reference in enumerate(references):
            span = doc.char_span(reference.start, reference.end, label=LABEL, alignment_mode="expand")
            if span is not None:
                span.id_ = str(index)
                spans.append(span)
        doc.spans[self.span_key] = spans
        return doc


@Language.factory(NAME, default_config={"span_key": NAME}, assigns=["doc.spans"])
def make_legal_references(nlp: Language, name: str, span_key: str) -> LegalReferences:
    """Make the component; spaCy calls this for ``nlp.add_pipe("legal_references")``."""
    return LegalReferences(span_key)


def _plain(reference: Reference) -> dict[str, Any]:
    targets = [{**target._asdict(), "type": target.type and target.type.value} for target in reference.targets]
    return {**reference._asdict(), "targets": targets}


def _reference(plain: dict[str, Any]) -> Reference:
    targets = tuple(Target(**{**target, "type": target["type"] and InstrumentType(target["type"])}) for target in plain["targets"])
    return Reference(plain["start"], plain["end"], plain["text"], targets)


def _references_of(doc: Doc) -> tuple[Reference, ...]:
    return tuple(_reference(plain) for plain in doc.user_data.get(NAME, ()))


def _reference_of(span: Span) -> Reference | None:
    found = span.doc.user_data.get(NAME, ())
    return _reference(found[int(span.id_)]) if span.label_ == LABEL and span.id_.isdigit() and int(span.id_) < len(found) else None


def _context_of(doc: Doc) -> Context | None:
    plain = doc.user_data.get(_CONTEXT)
    return None if plain is None else Context(**plain)


def _set_context(doc: Doc, context: Context | None) -> None:
    doc.user_data[_CONTEXT] = None if context is None else context._asdict()


Doc.set_extension("legal_references", getter=_references_of, force=True)
Doc.set_extension("legal_context", getter=_context_of, setter=_set_context, force=True)
Span.set_extension("legal_reference", getter=_reference_of, force=True)
