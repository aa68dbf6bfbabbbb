"""What a search from a shell loads: the time that it takes is mostly that of loading modules."""

import json
import subprocess
import sys
from pathlib import Path

from kb.index.build import reindex
from tests.kb import made_up_law as law

HEAVY = (
    *("alembic", "docx", "docxtpl", "elasticsearch", "haystack", "httpx", "jinja2", "lightgbm", "lxml", "networkx", "onnxruntime"),
    *("pandas", "pdfplumber", "posthog", "requests", "rich", "scipy", "spacy", "streamlit", "xlsxwriter", "yaml"),
    *("ingest", "kb.pages", "kb.law.status.evidence", "documents.amendments", "documents.references", "documents.structure"),
)
"""Not needed to search. Whoever adds one of them to what search imports adds a tenth of a second or more to every search."""

SEARCH = """
import sys
from kb.cli.main import run
sys.argv = ["kb", "search", "hỗ trợ người bị lừa", "--json"]
try:
    run()
finally:
    print(" ".join(sys.modules), file=sys.stderr)
"""


def test_a_search_from_a_shell_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    with law.open_base(tmp_path) as base:
        law.fill(base)
        reindex(base)
    done = subprocess.run(
        [sys.executable, "-c", SEARCH], env={"KB_HOME": str(tmp_path), "PATH": ""}, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["hits"]
    loaded = done.stderr.split()
    assert [name for name in loaded if name in HEAVY] == []
    assert "kb.search.steps" in loaded
