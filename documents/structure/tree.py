"""What the structure parser returns."""

from dataclasses import dataclass

from documents.model import Problem, Provision, Segment


@dataclass(frozen=True, slots=True)
class Tree:
    """The structure of one text.

    :param provisions: the roots, in reading order
    :param head: the paragraphs above the first legal basis or article: issuer block, number, place and date, type, title
    :param signature: the paragraphs of the signature block
    """

    provisions: tuple[Provision, ...]
    problems: tuple[Problem, ...] = ()
    head: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleBody:
    """The body of one article, split into its clauses and points.

    :param text: own words before the children
    :param tail: own words after them
    """

    text: str
    children: tuple[Provision, ...] = ()
    tail: str = ""
    text_map: tuple[Segment, ...] = ()
    tail_map: tuple[Segment, ...] = ()
