"""Article sequences and copies of one text, on the real texts beside the checkout."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from documents.model import Kind, Line, Provision
from documents.structure import Tree, read_tree
from documents.text import clean, comparable
from tests.documents.structure_helpers import walk

pytestmark = pytest.mark.realdata

ARTICLES = {
    "anti_trafficking/BLHS_100-2015-QH13_as_enacted.txt": 426,
    "anti_trafficking/Luat_66-2011-QH12.txt": 58,
    "anti_trafficking/Luat_102-2016-QH13_TreEm.txt": 106,
    "anti_trafficking/Luat_11-2017-QH14_TGPL.txt": 48,
    "anti_trafficking/ND_56-2017-ND-CP_tre_em.txt": 58,
    "anti_trafficking/ND_144-2017-ND-CP_TGPL.txt": 22,
    "versions/02_lao_dong/old_10-2012-QH13.txt": 242,
    "versions/02_lao_dong/new_45-2019-QH14.txt": 220,
    "versions/03_pc_bao_luc_gia_dinh/old_02-2007-QH12.txt": 46,
    "versions/03_pc_bao_luc_gia_dinh/new_13-2022-QH15.txt": 56,
}


def tree_of_file(path: Path) -> Tree:
    """Plain lines, none of which tells whether it starts a paragraph: harder than what the readers give."""
    return read_tree([Line(line) for line in clean(path.read_text("utf-8-sig")).splitlines()])


def articles(tree: Tree) -> Iterator[Provision]:
    return (provision for provision in walk(tree) if provision.kind is Kind.ARTICLE)


@pytest.mark.third
@pytest.mark.parametrize(("name", "count"), ARTICLES.items())
def test_articles_are_complete_and_in_order(data: Path, name: str, count: int) -> None:
    tree = tree_of_file(data / "documents" / name)
    assert [article.number for article in articles(tree)] == [str(number) for number in range(1, count + 1)]
    assert tree.problems == ()


def test_clauses_of_a_code_are_in_order(data: Path) -> None:
    tree = tree_of_file(data / "documents/anti_trafficking/BLHS_100-2015-QH13_as_enacted.txt")
    for article in articles(tree):
        clauses = [child.number for child in article.children if child.kind is Kind.CLAUSE]
        assert clauses == [str(number) for number in range(1, len(clauses) + 1)]


def test_a_wrapped_copy_has_the_words_of_the_other(data: Path) -> None:
    """One copy has a paragraph a line and lacks a few clauses; the other is broken anywhere."""
    folder = data / "documents"
    wrapped = {p.path: p for p in walk(tree_of_file(folder / "versions/03_pc_bao_luc_gia_dinh/new_13-2022-QH15.txt"))}
    for provision in walk(tree_of_file(folder / "anti_trafficking/Luat_13-2022-QH15_PCBLGD.txt")):
        if provision.path.startswith("dieu"):
            other = wrapped[provision.path]
            assert comparable(provision.text) == comparable(other.text)
            assert comparable(provision.heading or "") == comparable(other.heading or "")
