"""Lines to a tree of provisions, and the tree back to text."""

from documents.structure.article import ArticleBody, read_clauses
from documents.structure.reader import Tree, read_tree
from documents.structure.writing import write_text
