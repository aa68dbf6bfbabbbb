"""Made-up provisions in the words that are given."""

from documents.model import Kind, Provision


def clause(article: int | str, number: int | str, text: str, *points: str) -> Provision:
    """A clause of an article, with points from a) on."""
    path = f"dieu-{article}/khoan-{number}"
    below = tuple(
        Provision(f"{path}/diem-{letter}", Kind.POINT, letter, text=words) for letter, words in zip("abcd", points, strict=False)
    )
    return Provision(path, Kind.CLAUSE, str(number), text=text, children=below)


def article(number: int | str, heading: str | None, *clauses: str | tuple[str, ...], text: str = "") -> Provision:
    """An article with clauses from 1 on.

    :param clauses: the words of each, or its words and those of its points
    """
    below = (clause(number, at, *((words,) if isinstance(words, str) else words)) for at, words in enumerate(clauses, 1))
    return Provision(f"dieu-{number}", Kind.ARTICLE, str(number), heading, text, children=tuple(below))


def chapter(number: int | str, heading: str, *articles: Provision) -> Provision:
    return Provision(f"chuong-{number}", Kind.CHAPTER, str(number), heading, children=articles)
