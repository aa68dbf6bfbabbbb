"""Articles that an older release placed by the codes of their letters, 5đ behind 5e: found, and put in their order."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from documents.model import Kind, Provision
from documents.wording.numbers import number_order
from kb.database import tables
from kb.database.reading.trees import load_trees
from kb.database.state import count_change
from kb.database.storing.rows import RowWriter
from kb.database.storing.text_rows import extend_text


def misplaced_versions(session: Session) -> list[int]:
    """The versions in which an article stands in the place of another one of its number."""
    return [version for version in _lettered(session) if (trees := load_trees(session, version)[0]) != _in_order(trees)]


def put_in_order(session: Session) -> list[int]:
    """Put the articles of these versions in their places; keys and rows stay. The caller commits.

    :returns: the versions
    """
    found = misplaced_versions(session)
    for version in found:
        trees, ids = load_trees(session, version)
        extend_text(
            session=session,
            rows=RowWriter(session),
            version_id=version,
            file_id=0,
            stored=_in_order(trees),
            ids=ids,
            more=(),
            codified={},
        )
    if found:
        count_change(session, found)
    return found


def _lettered(session: Session) -> list[int]:
    """Of all letters only đ has a code that is not in its place."""
    row = tables.Provision
    lettered = or_(row.number.contains("đ"), row.number.contains("Đ"))
    return sorted(session.scalars(select(row.version_id).where(row.kind == Kind.ARTICLE.value, lettered).distinct()))


def _in_order(provisions: Iterable[Provision]) -> tuple[Provision, ...]:
    return tuple(_ordered(provisions))


def _ordered(provisions: Iterable[Provision]) -> Iterator[Provision]:
    """Articles of the same number but for its letters that follow one another, by these; all else as it stands."""
    for (is_article, _), run in groupby(provisions, key=_number):
        if is_article:
            yield from sorted(run, key=lambda item: number_order(item.number))
        else:
            yield from (replace(item, children=_in_order(item.children)) if item.children else item for item in run)


def _number(provision: Provision) -> tuple[bool, int]:
    return (True, number_order(provision.number)[0]) if provision.kind is Kind.ARTICLE else (False, 0)
