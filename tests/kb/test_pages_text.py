"""Text is text everywhere: nothing that a person or a file says is read as Markdown, HTML, a formula or a picture."""

import ast
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import UndefinedError

import kb.errors
import kb.pages
from kb.interface.catalogue import Catalogue
from kb.pages.kit import html
from kb.pages.kit.html import failure, plain
from tests.source_code import modules, tree

PAGES = Path(kb.pages.__file__).parent
EVIL = "![x](https://evil.example/x.png) **b** $a$ :red[c] :material/search: <img src=x onerror=1> www.evil.example a -> b `d` ~e~"
# What Streamlit reads Markdown in. Boxes' values, placeholders and the options of a select box are text already.
READ = {
    "button",
    "toast",
    "error",
    "warning",
    "info",
    "success",
    "caption",
    "markdown",
    "write",
    "expander",
    "popover",
    "text_input",
    "text_area",
    "selectbox",
    "multiselect",
    "radio",
    "segmented_control",
    "pills",
    "checkbox",
    "toggle",
    "download_button",
    "form_submit_button",
    "date_input",
    "file_uploader",
    "title",
    "header",
    "subheader",
    "text",
    "link_button",
    "page_link",
    "spinner",
    "metric",
    "tabs",
    "status",
    "number_input",
    "ask",
    "badge",
}
# Numbers, and words of the catalogue that were chosen before.
SAFE_NAMES = {"page", "pages", "words", "title", "help_", "words_as_typed", "_EXPORTED", "decision", "count"}


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="st" | "draft"), attr=name)):
                yield name, node


def is_safe(node: ast.expr) -> bool:
    """Whether a value holds nothing but words of ours: a constant, an entry of the catalogue, or text made plain."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.IfExp):
        return is_safe(node.body) and is_safe(node.orelse)
    if isinstance(node, ast.Name):
        return node.id in SAFE_NAMES
    if not isinstance(node, ast.Call):
        return False
    name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
    return name in ("plain", "len") or (name == "say" and all(is_safe(value.value) for value in node.keywords))


def test_no_label_is_made_of_what_somebody_said() -> None:
    for file, name, call in ((page, *found) for page in modules("kb/pages") for found in calls(tree(page))):
        if name in READ:
            said = [*call.args[:1], *(word.value for word in call.keywords if word.arg in ("label", "help", "body"))]
            where = f"{file}:{call.lineno}: st.{name} reads Markdown"
            assert all(is_safe(part) for part in said), f"{where}; use plain(…), or st.html with failure(…) or escape(…)"


def test_html_is_made_by_templates_which_escape() -> None:
    """The law's own text, one block of a megabyte, and the marks in its words are put together where they are escaped."""
    code = {file.name: file.read_text(encoding="utf-8") for file in PAGES.rglob("*.py")}
    with_tags = {name for name, text in code.items() if re.search(r"<[a-z]+[ >]", text)}
    pen = "pen.py"  # a constant: it is not offered
    assert with_tags == {"typesetting.py", "apparatus.py", "doubts.py", "html.py", pen}
    assert {name for name, text in code.items() if "html import escape" in text} == {"typesetting.py"}
    template = html._environment().from_string("{{ words }}{{ html }}\n  <b>x</b>")
    made = template.render(words=EVIL, html=html.macros("kit").sign("<"))
    assert "<img" not in made
    assert made.endswith('<i aria-hidden="true">&lt;</i><b>x</b>')
    with pytest.raises(UndefinedError):
        html.macros("kit").quiet()


SIGNS = [":red[c]", ":smile:", ":material/search:", "->", "www.evil.example", "a@b.vn", "https://", "**b**", "$a$", "<img"]


@pytest.mark.parametrize("sign", [*SIGNS])
def test_plain_leaves_no_sign_that_means_something(sign: str) -> None:
    made = plain(f"x {sign} y")
    assert sign not in made
    # Read again without the backslashes, it is what was said, and still nothing that means something.
    read = made.replace("\\", "")
    assert read.replace("\u2060", "") == f"x {sign} y"
    if sign not in ("**b**", "$a$"):
        assert sign not in read


@pytest.mark.parametrize("name", ["Văn bản, điều khoản; được rà soát", "Cột: văn bản (nhiều nhất 5 văn bản)", "Đã lưu. Ai viết?"])
def test_a_name_for_the_ear_has_no_backslash(name: str) -> None:
    assert plain(name) == name
    assert plain("1) một") == "1\\) một"


def test_errors_are_text() -> None:
    assert "<img" not in failure(Catalogue(), kb.errors.ReviewError("correction_day", text=EVIL))


def test_an_error_with_a_code_is_worded_where_it_is_shown() -> None:
    error = kb.errors.AnnotationError("note_quote_often", count=1234)
    assert Catalogue().write(error).startswith("Đoạn trích xuất hiện 1.234 lần;")
    assert Catalogue("en").write(error).startswith("The quotation occurs 1,234 times;")
    assert str(error) == "note_quote_often"
    assert pickle.loads(pickle.dumps(error)).values == {"count": 1234}
