"""Pages of thuvienphapluat.vn: the Vietnamese text, beside an English one and much that is not the instrument's."""

import re
from collections.abc import Mapping

from ingest.readers.html.elements import Element, text_of
from ingest.readers.html.sites import claim_address, claim_rows, longest, names_site

PUBLISHER = "thuvienphapluat.vn"

_CONTAINERS = (
    "//*[@id='divContentDoc']//*[contains(concat(' ', normalize-space(@class), ' '), ' content1 ')]",
    "//*[@id='divContentDoc']",
    "//*[contains(@class, 'cldivContentDocVn')]",
    "//*[@id='ctl00_Content_ThongTinVB_pnlDocContent']",
    "//*[@id='tab1']//*[contains(concat(' ', normalize-space(@class), ' '), ' content1 ')]",
)
_MARKS = "//*[@id='divContentDoc' or @id='divThuocTinh' or starts-with(@id, 'ctl00_Content_ThongTinVB')]"


def is_page(page: Element) -> bool:
    """Whether a page comes from this site."""
    return any(PUBLISHER in address for address in names_site(page)) or bool(page.xpath(_MARKS))


def container(page: Element) -> Element | None:
    """The element that holds the Vietnamese text."""
    return longest(page, _CONTAINERS)


def claims(page: Element) -> Mapping[str, str]:
    """What the page's property table says."""
    fields: dict[str, str] = {}
    for box in page.xpath("//*[@id='divThuocTinh']"):
        claim_rows(box.iter("tr"), fields)
    for heading in page.xpath("//h1 | //title"):
        fields.setdefault("page_title", text_of(heading))
    claim_address(page, fields)
    return fields


def last_article(page: Element) -> int | None:
    """The last article that the page names in its table of contents without having it, or in its English text."""
    text = container(page)
    anchors = {str(name) for name in text.xpath(".//@name | .//@id")} if text is not None else set()
    numbers = [
        int(match[1])
        for target in page.xpath("//a/@href")
        if (match := re.search(r"#dieu_(\d{1,4})$", str(target))) and f"dieu_{match[1]}" not in anchors
    ]
    for box in page.xpath("//*[contains(@class, 'cldivContentDocEn')]"):
        heads = (re.match(r"[“\"]?Article\s+(\d{1,4})[.:]", text_of(paragraph)) for paragraph in box.iter("p"))
        numbers.extend(_in_sequence([int(head[1]) for head in heads if head]))
    return max(numbers, default=None)


def _in_sequence(numbers: list[int]) -> list[int]:
    """Numbers that follow each other from 1; articles quoted from other laws do not."""
    found: list[int] = []
    for number in numbers:
        if number == (found[-1] if found else 0) + 1:
            found.append(number)
    return found
