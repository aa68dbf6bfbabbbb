"""Pages of two legal databases: where their text stands, and what a page says of itself.

vbpl.vn is the national one, in its old and its new layout; thuvienphapluat.vn has the Vietnamese text beside an English one and
much that is not the instrument's.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ingest.readers.hints import add_claim
from ingest.readers.html.elements import Element, outermost, short_text, text_of

_STATUS = re.compile(
    r"^(?:còn|hết|chưa có|ngưng|không còn|chưa xác định)\s.*hiệu lực.*$|^hết hiệu lực.*$|^còn hiệu lực$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Site:
    """How the pages of a site are read.

    :param address: what the addresses of its pages hold
    :param marks: finds elements that only its pages have
    :param containers: find the element that holds the text; the first that finds any counts
    :param claims: what a page says about the instrument: title, status, dates, properties
    :param last_article: number of the last article that a page itself names beside its text
    """

    publisher: str
    address: re.Pattern[str]
    marks: str
    containers: tuple[str, ...]
    claims: Callable[[Element], dict[str, str]]
    last_article: Callable[[Element], int | None]

    def container(self, page: Element) -> Element | None:
        """The element that holds the text: the one with most of it."""
        found = next(filter(None, map(page.xpath, self.containers)), None)
        return max(outermost(found), key=lambda element: len(text_of(element))) if found else None


def site_of(page: Element) -> Site | None:
    """The site that a page comes from, by the addresses that it gives for itself or by its marks."""
    addresses = [
        str(at) for at in page.xpath("//base/@href | //link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    ]
    return next((site for site in _SITES if any(map(site.address.search, addresses)) or page.xpath(site.marks)), None)


def _claim_address(page: Element, fields: dict[str, str]) -> None:
    for address in page.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"):
        add_claim(fields, "url", str(address))


def _claim_rows(rows: Iterable[Element], fields: dict[str, str]) -> None:
    for row in rows:
        cells = [text_of(cell) for cell in row if cell.tag in ("td", "th")]
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            add_claim(fields, label, value)


def _vbpl_claims(page: Element) -> dict[str, str]:
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
            if len(element) == 0 and _STATUS.match(text_of(element)):
                fields.setdefault("status", text_of(element))
        _labelled(box, fields)
    rows = page.xpath("//*[contains(@class, 'vbProperties')]//tr | //*[contains(@id, 'panel-thuoc-tinh')]//tr")
    _claim_rows(rows, fields)
    _claim_address(page, fields)
    return fields


def _vbpl_last_article(page: Element) -> int | None:
    entries = page.xpath(
        "//*[@data-tree-key] | //*[contains(@class, 'toc') or contains(@class, 'muc-luc') or contains(@class, 'mucluc')]//a"
    )
    numbers = [int(match[1]) for entry in entries if (match := re.match(r"Điều\s+(\d{1,4})\b", text_of(entry)))]
    return max(numbers, default=None)


def _labelled(box: Element, fields: dict[str, str]) -> None:
    """Labels and values that stand beside each other: ``Ngày có hiệu lực: 01/07/2026``."""
    for element in box.iter():
        words = short_text(element, 130)
        if words and (match := re.match(r"^([^:]{3,40}):\s*([^:]{1,80})$", words)):
            add_claim(fields, match[1], match[2])


def _tvpl_claims(page: Element) -> dict[str, str]:
    """What the page's property table says."""
    fields: dict[str, str] = {}
    for box in page.xpath("//*[@id='divThuocTinh']"):
        _claim_rows(box.iter("tr"), fields)
    for heading in page.xpath("//h1 | //title"):
        fields.setdefault("page_title", text_of(heading))
    _claim_address(page, fields)
    return fields


def _tvpl_last_article(page: Element) -> int | None:
    text = _TVPL.container(page)
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


_VBPL = Site(
    "vbpl.vn",
    re.compile(r"^https?://(?:www\.)?vbpl\.vn"),
    "//*[contains(@class, 'lawDocumentHeader') or @id='toanvancontent' or contains(@class, 'vbInfo')"
    " or contains(@class, 'vbProperties')]",
    containers=(
        "//*[@id='toanvancontent']",
        "//*[contains(concat(' ', normalize-space(@class), ' '), ' preview-content ')]",
        "//*[contains(@class, 'toanvancontent')]",
        "//*[contains(@id, 'panel-toan-van')]",
        "//*[contains(concat(' ', normalize-space(@class), ' '), ' fulltext ')]",
    ),
    claims=_vbpl_claims,
    last_article=_vbpl_last_article,
)
_TVPL = Site(
    "thuvienphapluat.vn",
    re.compile(r"thuvienphapluat\.vn"),
    "//*[@id='divContentDoc' or @id='divThuocTinh' or starts-with(@id, 'ctl00_Content_ThongTinVB')]",
    containers=(
        "//*[@id='divContentDoc']//*[contains(concat(' ', normalize-space(@class), ' '), ' content1 ')]",
        "//*[@id='divContentDoc']",
        "//*[contains(@class, 'cldivContentDocVn')]",
        "//*[@id='ctl00_Content_ThongTinVB_pnlDocContent']",
        "//*[@id='tab1']//*[contains(concat(' ', normalize-space(@class), ' '), ' content1 ')]",
    ),
    claims=_tvpl_claims,
    last_article=_tvpl_last_article,
)
_SITES = (_VBPL, _TVPL)
