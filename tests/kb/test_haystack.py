"""The interface as Haystack takes it: made, written down, read back, run, in a pipeline that was written down; and the notebook."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from haystack import Document, Pipeline
from haystack.core.serialization import component_from_dict, component_to_dict

from kb.open import tools
from kb.open.haystack import LawRetriever, LawTool, LegalReferenceFinder, law_tools
from kb.open.showing import answer_status
from kb.settings import settings
from tests.bases import Begin, samples
from tests.kb import made_up_law as law

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "docs" / "notebooks").glob("*.ipynb"))
ARTICLE = f"{law.CIRCULAR.key}#dieu-2"
DAY = "2099-01-01"
COMPONENTS = [
    pytest.param(LawRetriever, {"home": "kho", "top_k": 3, "database_url": None}, id="retriever"),
    pytest.param(LegalReferenceFinder, {}, id="references"),
]


@pytest.fixture(scope="module")
def home(law_home: Path) -> str:
    return str(law_home)


@pytest.mark.parametrize("package", ["ingest", "kb"])
def test_nothing_is_told_to_those_who_made_haystack(package: str) -> None:
    asked = f"import os, {package}; print(os.environ['HAYSTACK_TELEMETRY_ENABLED'])"
    assert subprocess.run([sys.executable, "-c", asked], env={"PATH": ""}, capture_output=True, text=True).stdout == "False\n"


@pytest.mark.parametrize(("kind", "given"), COMPONENTS)
def test_a_component_is_made_written_down_and_read_back(kind: Any, given: dict[str, Any]) -> None:
    made = kind(**given)
    assert {name: getattr(made, name) for name in given} == given
    written = component_to_dict(made, "x")
    assert written == {"type": f"kb.open.haystack.{kind.__name__}", "init_parameters": given}
    assert component_to_dict(component_from_dict(kind, written, "x"), "x") == written


def test_a_pipeline_that_was_written_down_retrieves_articles_with_their_status_and_its_evidence(home: str) -> None:
    pipeline = Pipeline()
    pipeline.add_component("law", LawRetriever(home, top_k=2))
    pipeline.add_component("references", LegalReferenceFinder())
    pipeline.connect("law", "references")
    again = Pipeline.loads(pipeline.dumps())
    asked = {"query": "trẻ em được bát cháo kê buổi sáng", "as_of": DAY, "filters": {"type": "thong-tu"}}
    found = again.run({"law": asked})["references"]["documents"]
    retriever = again.get_component("law")
    status = answer_status(retriever._named.base, found[0].id, law.date.fromisoformat(DAY))
    again.close()
    assert (found[0].id, found[0].meta["key"]) == (ARTICLE, ARTICLE)
    assert {document.meta["instrument"] for document in found} == {law.CIRCULAR.key}
    assert found[0].content
    assert (found[0].meta["status"], found[0].meta["as_of"]) == (status["status"], DAY)
    assert found[0].meta["evidence"] == status["basis"]["evidence"] != []


def test_references_are_found_in_documents_and_this_law_is_that_of_the_document() -> None:
    text = "theo khoản 2 Điều 5 Nghị định số 12/2020/NĐ-CP và Điều 3 Luật này"
    (made,) = LegalReferenceFinder().run([Document(id="a", content=text, meta={"instrument": "66/2091/QH99", "page": 4})])[
        "documents"
    ]
    first, second = made.meta["legal_references"]
    assert (made.id, made.content, made.meta["page"]) == ("a", text, 4)
    assert (text[first["start"] : first["end"]], first["targets"][0]["instrument"]) == (first["text"], "12/2020/NĐ-CP")
    assert (first["targets"][0]["path"], second["targets"][0]["instrument"]) == ("dieu-5/khoan-2", "66/2091/QH99")
    assert LegalReferenceFinder().run([Document(content=None)])["documents"][0].meta["legal_references"] == []


def test_a_tool_is_that_of_mcp_and_answers_what_it_answers(home: str) -> None:
    made = {tool.name: tool for tool in law_tools(home)}
    assert [(tool.name, tool.description, tool.parameters) for tool in made.values()] == [
        (spec.name, spec.description, spec.input_schema) for spec in tools.tools()
    ]
    status = made["status"]
    assert status.to_dict() == {
        "type": "kb.open.haystack.LawTool",
        "data": {"name": "status", "home": home, "database_url": None},
    }
    again = LawTool.from_dict(status.to_dict())
    said = again.invoke(key=ARTICLE, as_of=DAY)
    assert (said["key"], said["status"]) == (ARTICLE, "in_force")
    assert said == tools.ask(again._named.base, "status", {"key": ARTICLE, "as_of": DAY})
    again.close()
    with pytest.raises(ValueError, match="no tool 'nothing'"):
        LawTool("nothing")


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("status", {"key": "luat/khong-co/-/-"}, "instrument_absent"),
        ("status", {"key": ARTICLE, "day": "bí mật"}, "not_taken"),
        ("entitlements", {"who": "bí mật"}, "situation_value"),
    ],
)
def test_what_a_tool_refuses_is_said_in_its_answer(home: str, name: str, given: dict[str, Any], code: str) -> None:
    tool = LawTool(name, home)
    said = tool.invoke(**given)["error"]
    tool.close()
    assert said["code"] == code
    if code == "not_taken":
        assert "bí mật" not in said["message"]


@pytest.fixture
def sample_home(begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = begin(samples, tmp_path)
    monkeypatch.setenv("KB_HOME", str(folder))
    settings.cache_clear()
    yield folder
    settings.cache_clear()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_what_is_stored_in_it(path: Path, sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cells = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert cells
    names: dict[str, Any] = {}
    for cell in cells:
        exec("".join(cell["source"]), names)
        stored = "".join(line for output in cell["outputs"] for line in output["text"])
        assert capsys.readouterr().out == stored
    names["pipeline"].close()
