"""Shared by the tests of documents/structure: short ways to make lines and to look at trees."""

from collections.abc import Iterable

from documents.model import Kind, Line, Place, Provision
from documents.structure import Tree, read_tree


def lines(text: str, paragraphs: bool = True) -> list[Line]:
    """One line a text line; with ``paragraphs`` each is a paragraph, else the parser has to find out."""
    return [
        Line(line.strip(), Place(element=f"line:{number}"), starts_paragraph=True if paragraphs else None)
        for number, line in enumerate(text.strip().splitlines(), start=1)
        if line.strip()
    ]


def tree_of(text: str) -> Tree:
    return read_tree(lines(text))


def tree_of_wrapped(text: str) -> Tree:
    return read_tree(lines(text, paragraphs=False))


def walk(tree: Tree) -> Iterable[Provision]:
    for root in tree.provisions:
        yield from root.walk()


def by_path(tree: Tree) -> dict[str, Provision]:
    return {provision.path: provision for provision in walk(tree)}


def articles(tree: Tree) -> list[str]:
    return [provision.path for provision in walk(tree) if provision.kind is Kind.ARTICLE]


def paths(tree: Tree) -> list[str]:
    return [provision.path for provision in walk(tree)]


def codes(tree: Tree) -> list[str]:
    return [problem.code.value for problem in tree.problems]
