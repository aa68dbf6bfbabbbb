"""An article in its place in a text."""

from collections.abc import Sequence
from dataclasses import replace

from documents.model import Kind, Provision
from documents.paths import parent_of
from documents.wording.numbers import number_order


def place_article(provisions: Sequence[Provision], article: Provision, before: str | None) -> tuple[Provision, ...]:
    """A text with an article in the place of the one of the same path, or behind the one that stands before it.

    :param before: path of the article that it stands behind; where the text lacks that one, the order of numbers decides
    """
    replaced, found = _replaced(tuple(provisions), article)
    if found:
        return replaced
    if before is not None:
        placed, found = _placed_behind(tuple(provisions), article, before)
        if found:
            return placed
    return _placed_by_number(tuple(provisions), article)


def _replaced(provisions: tuple[Provision, ...], article: Provision) -> tuple[tuple[Provision, ...], bool]:
    for place, item in enumerate(provisions):
        if item.path == article.path:
            return (*provisions[:place], article, *provisions[place + 1 :]), True
        children, found = _replaced(item.children, article) if item.children and item.kind is not Kind.ARTICLE else ((), False)
        if found:
            return (*provisions[:place], replace(item, children=children), *provisions[place + 1 :]), True
    return provisions, False


def _placed_behind(provisions: tuple[Provision, ...], article: Provision, before: str) -> tuple[tuple[Provision, ...], bool]:
    for place, item in enumerate(provisions):
        if item.path == before:
            return (*provisions[: place + 1], article, *provisions[place + 1 :]), True
        children, found = _placed_behind(item.children, article, before) if item.kind is not Kind.ARTICLE else ((), False)
        if found:
            return (*provisions[:place], replace(item, children=children), *provisions[place + 1 :]), True
    return provisions, False


def _placed_by_number(provisions: tuple[Provision, ...], article: Provision) -> tuple[Provision, ...]:
    articles = [item for root in provisions for item in root.walk() if item.kind is Kind.ARTICLE and not parent_of(item.path)]
    smaller = [item for item in articles if number_order(item.number) < number_order(article.number)]
    if smaller:
        return _placed_behind(provisions, article, max(smaller, key=lambda item: number_order(item.number)).path)[0]
    first = next((place for place, item in enumerate(provisions) if item.kind is not Kind.PREAMBLE), len(provisions))
    return (*provisions[:first], article, *provisions[first:])
