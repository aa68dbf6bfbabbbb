"""The spaCy component in a Vietnamese pipeline as anybody would build it."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

import documents.references.component
from documents.references.finder import find_references

TEXT = "Theo điểm a khoản 1 Điều 19 Nghị định số 09/2013/NĐ-CP, Luật này và (Phụ lục II)."


@pytest.fixture
def nlp() -> Language:
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    nlp.add_pipe("legal_references")
    return nlp


def test_white_space_tokens_do_not_lose_the_exact_offsets(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert doc._.legal_references == find_references(TEXT)
    assert [span.text for span in doc.spans["legal_references"]] == [
        "điểm a khoản 1 Điều 19 Nghị định số 09/2013/NĐ-CP,",
        "Luật này",
        "(Phụ lục II).",
    ]


def test_nothing_to_find_and_no_text(nlp: Language) -> None:
    for text in ("", "không có gì ở đây", "\n \n"):
        assert list(nlp(text).spans["legal_references"]) == []


def test_the_component_is_announced_to_spacy() -> None:
    assert documents.references.component.NAME == "legal_references"
    assert 'legal_references = "documents.references.component' in (Path(__file__).parents[2] / "pyproject.toml").read_text()
