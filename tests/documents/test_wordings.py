"""Wordings after one another: each ends before the next begins, and none before its own first day."""

from datetime import date

import pytest

from documents.model import Kind, Provision
from documents.time.wordings import DatedText, wordings, wordings_of


def text(day: date | None, words: str) -> DatedText:
    return DatedText(day, None, 1, words, "text", (Provision("dieu-1", Kind.ARTICLE, "1", text=words),), {})


@pytest.mark.parametrize(
    ("first", "second", "end"),
    [
        (date(2090, 1, 1), date(2091, 1, 1), date(2090, 12, 31)),
        (date(2090, 1, 1), date(2090, 1, 1), None),
        (None, date(2090, 1, 1), date(2089, 12, 31)),
        (date(2090, 1, 1), None, None),
    ],
)
def test_a_wording_ends_before_the_next(first: date | None, second: date | None, end: date | None) -> None:
    texts = [text(first, "một"), text(second, "hai")]
    for entries in (wordings(texts), wordings_of(texts, "dieu-1")):
        assert [(entry.start, entry.end) for entry in entries] == [(first, end), (second, None)]
