"""The clauses of a text, the units in which statements are read: a clause with its points, or an article without clauses."""

from collections.abc import Iterable, Iterator

from documents.duties.statement import ClauseText, PlacedClause, Stretch
from documents.model import Kind, Provision

_LABELS = {Kind.CLAUSE: "{}. ", Kind.POINT: "{}) ", Kind.SUBPOINT: "{}) "}


def clauses_of(provisions: Iterable[Provision]) -> Iterator[PlacedClause]:
    """The clauses of a text in reading order; forms, signatures and tables have none."""
    for provision in provisions:
        if provision.kind is Kind.ARTICLE:
            yield from _of_article(provision)
        elif provision.kind not in (Kind.FORM, Kind.SIGNATURE, Kind.RECIPIENTS, Kind.PREAMBLE, Kind.BASIS):
            yield from clauses_of(provision.children)


def _of_article(article: Provision) -> Iterator[PlacedClause]:
    heading = article.heading or ""
    clauses = [child for child in article.children if child.kind is Kind.CLAUSE]
    if not clauses:
        yield _placed(article, heading, "")
        return
    for clause in clauses:
        yield _placed(clause, heading, article.text)


def _placed(unit: Provision, heading: str, lead_in: str) -> PlacedClause:
    parts: list[str] = []
    stretches: list[Stretch] = []
    at = 0

    def add(text: str, path: str = "", field: str = "") -> None:
        nonlocal at
        parts.append(text)
        if path:
            stretches.append(Stretch(at, at + len(text), path, field, 0))
        at += len(text)

    def walk(one: Provision) -> None:
        if at:
            add("\n")
        if one.number and one.kind in _LABELS:
            add(_LABELS[one.kind].format(one.number))
        add(one.text, one.path, "text")
        for child in one.children:
            if child.kind in _LABELS:
                walk(child)
        if one.tail:
            add("\n")
            add(one.tail, one.path, "tail")

    walk(unit)
    return PlacedClause(unit.path, ClauseText("".join(parts), heading, lead_in), tuple(stretches))
