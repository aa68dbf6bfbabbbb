"""Text to tree to the same text, on texts of our own making in the style of a decree, an amending law and a decision.

Each ``NAME.txt`` in tests/golden is a text in its usual form; ``NAME.tree`` is the outline that it must give.
"""

from pathlib import Path

import pytest

from documents.structure import Tree, read_tree, write_text
from tests.documents.structure_helpers import lines, walk

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.txt"))


def text_of(name: str) -> str:
    return (GOLDEN / f"{name}.txt").read_text("utf-8").strip()


def outline_of(tree: Tree) -> str:
    rows = []
    for provision in walk(tree):
        words = [
            provision.heading or "-",
            provision.text.partition("\n")[0][:40] or "-",
            provision.tail.partition("\n")[0][:40] or "-",
        ]
        rows.append(" | ".join((provision.path, provision.kind.value, *words)))
    return "\n".join(rows)


@pytest.mark.parametrize("name", NAMES)
def test_outline(name: str) -> None:
    assert outline_of(read_tree(lines(text_of(name)))) == (GOLDEN / f"{name}.tree").read_text("utf-8").strip()


@pytest.mark.parametrize("name", NAMES)
def test_the_same_text_again(name: str) -> None:
    assert write_text(read_tree(lines(text_of(name))).provisions) == text_of(name)


@pytest.mark.parametrize("name", NAMES)
def test_no_problem_is_reported(name: str) -> None:
    assert read_tree(lines(text_of(name))).problems == ()


@pytest.mark.parametrize("name", NAMES)
def test_lines_of_unknown_layout_give_the_same_tree(name: str) -> None:
    """The same text, one paragraph a line, where the reader knows nothing of the layout."""
    assert outline_of(read_tree(lines(text_of(name), paragraphs=False))) == outline_of(read_tree(lines(text_of(name))))


@pytest.mark.parametrize("width", [64, 80, 100])
@pytest.mark.parametrize("name", NAMES)
def test_a_text_wrapped_at_a_margin_gives_the_same_tree(name: str, width: int) -> None:
    import textwrap

    wrapped = "\n".join(part for line in text_of(name).splitlines() for part in textwrap.wrap(line, width, break_on_hyphens=False))
    found, wanted = read_tree(lines(wrapped, paragraphs=False)), read_tree(lines(text_of(name)))
    body = [row for row in outline_of(found).splitlines() if not row.startswith("phu-luc")]
    assert body == [row for row in outline_of(wanted).splitlines() if not row.startswith("phu-luc")]
