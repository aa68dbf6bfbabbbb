"""What pages of different sites have in common: where their text stands, and what a page says of itself."""

from collections.abc import Iterable, Sequence

from ingest.readers.hints import add_claim
from ingest.readers.html.elements import Element, outermost, text_of


def names_site(page: Element) -> list[str]:
    """The addresses that a page gives for itself."""
    return [str(at) for at in page.xpath("//base/@href | //link[@rel='canonical']/@href | //meta[@property='og:url']/@content")]


def longest(page: Element, paths: Sequence[str]) -> Element | None:
    """The element with most text, of the first path that finds any."""
    found = next(filter(None, map(page.xpath, paths)), None)
    return max(outermost(found), key=lambda element: len(text_of(element))) if found else None


def claim_address(page: Element, fields: dict[str, str]) -> None:
    """Take over the address of a page."""
    for address in page.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"):
        add_claim(fields, "url", str(address))


def claim_rows(rows: Iterable[Element], fields: dict[str, str]) -> None:
    """Take over tables in which labels and values stand beside each other."""
    for row in rows:
        cells = [text_of(cell) for cell in row if cell.tag in ("td", "th")]
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            add_claim(fields, label, value)
