"""Lines to a tree of provisions, and the tree back to text."""

from documents.structure.article import read_clauses
from documents.structure.reader import read_tree
from documents.structure.tree import ArticleBody, Tree
from documents.structure.writing import write_text

__all__ = ["ArticleBody", "Tree", "read_clauses", "read_tree", "write_text"]
