"""Pages of thuvienphapluat.vn: the Vietnamese text, beside an English one and much that is not the instrument's."""

import re
from collections.abc import Mapping

from ingest.readers.hints import add_claim
from ingest.readers.html.elements import Element, outermost, text_of

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
    addresses = page.xpath("//base/@href | //link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    return any("thuvienphapluat.vn" in str(address) for address in addresses) or bool(page.xpath(_MARKS))


def container(page: Element) -> Element | None:
    """The element that holds the Vietnamese text."""
    for path in _CONTAINERS:
        found = page.xpath(path)
        if found:
            return max(outermost(found), key=lambda element: len(text_of(element)))
    return None


def claims(page: Element) -> Mapping[str, str]:
    """What the page's property table says."""
    fields: dict[str, str] = {}
    for box in page.xpath("//*[@id='divThuocTinh']"):
        for row in box.iter("tr"):
            cells = [text_of(cell) for cell in row if cell.tag in ("td", "th")]
            for label, value in zip(cells[::2], cells[1::2], strict=False):
                add_claim(fields, label, value)
    for heading in page.xpath("//h1"):
        fields.setdefault("page_title", text_of(heading))
    for address in page.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"):
        add_claim(fields, "url", str(address))
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
