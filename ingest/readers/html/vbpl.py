"""Pages of the national legal database, vbpl.vn, in its old and its new layout."""

import re
from collections.abc import Mapping

from ingest.readers.hints import add_claim
from ingest.readers.html.elements import Element, outermost, short_text, text_of
from ingest.readers.html.sites import claim_address, claim_rows, longest, names_site

PUBLISHER = "vbpl.vn"

_CONTAINERS = (
    "//*[@id='toanvancontent']",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' preview-content ')]",
    "//*[contains(@class, 'toanvancontent')]",
    "//*[contains(@id, 'panel-toan-van')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' fulltext ')]",
)
_MARKS = (
    "//*[contains(@class, 'lawDocumentHeader') or @id='toanvancontent' or contains(@class, 'vbInfo')"
    " or contains(@class, 'vbProperties')]"
)
_STATUS = re.compile(
    r"^(?:còn|hết|chưa có|ngưng|không còn|chưa xác định)\s.*hiệu lực.*$|^hết hiệu lực.*$|^còn hiệu lực$", re.IGNORECASE
)


def is_page(page: Element) -> bool:
    """Whether a page comes from this site."""
    return any(re.match(r"https?://(?:www\.)?vbpl\.vn", address) for address in names_site(page)) or bool(page.xpath(_MARKS))


def container(page: Element) -> Element | None:
    """The element that holds the text."""
    return longest(page, _CONTAINERS)


def claims(page: Element) -> Mapping[str, str]:
    """What the page says about the instrument: title, status, dates, properties."""
    fields: dict[str, str] = {}
    for heading in page.xpath("//*[contains(@class, 'lawDocumentHeader_title')] | //h1"):
        title = text_of(heading)
        add_claim(fields, "title", title)
        fields.setdefault("page_title", title)
        if number := re.search(r"\bsố:?\s+(\d[^\s,;]*/[^\s,;]+)", title):
            add_claim(fields, "số hiệu", number[1])
    for box in outermost(page.xpath("//*[contains(@class, 'lawDocumentHeader_container') or contains(@class, 'vbInfo')]")):
        for element in box.iter():
            if isinstance(element.tag, str) and len(element) == 0 and _STATUS.match(text_of(element)):
                fields.setdefault("status", text_of(element))
        _labelled(box, fields)
    rows = page.xpath("//*[contains(@class, 'vbProperties')]//tr | //*[contains(@id, 'panel-thuoc-tinh')]//tr")
    claim_rows(rows, fields)
    claim_address(page, fields)
    return fields


def last_article(page: Element) -> int | None:
    """The last article that the page's own table of contents names."""
    entries = page.xpath(
        "//*[@data-tree-key] | //*[contains(@class, 'toc') or contains(@class, 'muc-luc') or contains(@class, 'mucluc')]//a"
    )
    numbers = [int(match[1]) for entry in entries if (match := re.match(r"Điều\s+(\d{1,4})\b", text_of(entry)))]
    return max(numbers, default=None)


def _labelled(box: Element, fields: dict[str, str]) -> None:
    """Labels and values that stand beside each other: ``Ngày có hiệu lực: 01/07/2026``."""
    for element in box.iter():
        if not isinstance(element.tag, str):
            continue
        words = short_text(element, 130)
        if words and (match := re.match(r"^([^:]{3,40}):\s*([^:]{1,80})$", words)):
            add_claim(fields, match[1], match[2])
