"""The spaCy component in a Vietnamese pipeline as anybody would build it."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import documents.references.component
from documents.references import Context, find_references

TEXT = "Theo điểm a khoản 1 Điều 19 Nghị định số 09/2013/NĐ-CP, Luật này và (Phụ lục II)."


@pytest.fixture
def nlp() -> Language:
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    nlp.add_pipe("legal_references")
    return nlp


def test_white_space_tokens_do_not_lose_the_exact_offsets(nlp: Language) -> None:
    doc = nlp(TEXT)
    found = [span._.legal_reference for span in doc.spans["legal_references"]]
    assert [TEXT[one.start : one.end] for one in found] == [
        "điểm a khoản 1 Điều 19 Nghị định số 09/2013/NĐ-CP",
        "Luật này",
        "Phụ lục II",
    ]
    assert doc.spans["legal_references"][2].text == "(Phụ lục II)."
    assert tuple(found) == doc._.legal_references == find_references(TEXT)


def test_two_references_in_one_token_stay_apart(nlp: Language) -> None:
    doc = nlp("theo 01/2020/NĐ-CP;02/2020/NĐ-CP")
    assert [span._.legal_reference.text for span in doc.spans["legal_references"]] == ["01/2020/NĐ-CP", "02/2020/NĐ-CP"]


def test_the_context_of_a_document_is_used(nlp: Language) -> None:
    doc = nlp.make_doc("theo khoản 2 Điều này")
    doc._.legal_context = Context(instrument="10/2031/QH20", article="7")
    doc = nlp(doc)
    (target,) = doc._.legal_references[0].targets
    assert (target.instrument, target.article, target.clause) == ("10/2031/QH20", "7", "2")


def test_documents_and_pipelines_can_be_stored(nlp: Language, tmp_path: Path) -> None:
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.legal_references == doc._.legal_references
    nlp.to_disk(tmp_path / "pipeline")
    assert spacy.load(tmp_path / "pipeline")(TEXT)._.legal_references == doc._.legal_references
    assert nlp.from_bytes(nlp.to_bytes())(TEXT)._.legal_references == doc._.legal_references


def test_the_key_of_the_spans_can_be_chosen() -> None:
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    nlp.add_pipe("legal_references", config={"span_key": "refs"})
    assert len(nlp(TEXT).spans["refs"]) == 3


def test_nothing_to_find_and_no_text(nlp: Language) -> None:
    for text in ("", "không có gì ở đây", "\n \n"):
        assert list(nlp(text).spans["legal_references"]) == []


def test_the_component_is_announced_to_spacy() -> None:
    assert documents.references.component.NAME == "legal_references"
    assert 'legal_references = "documents.references.component' in (Path(__file__).parents[2] / "pyproject.toml").read_text()
