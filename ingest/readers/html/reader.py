"""Web pages: the two legal databases by their own marks, any other page by its main text, which is found here.

vbpl.vn is the national one, in its old and its new layout; thuvienphapluat.vn has the Vietnamese text beside an English one and
much that is not the instrument's.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from documents.messages import Message
from documents.model import Hints, Kind, Line, Problem, ProblemCode, Reading
from documents.paths import segment
from documents.text.decoding import decode_lines
from ingest.errors import ShellPageError
from ingest.readers.head import tidied
from ingest.readers.hints import add_claim
from ingest.readers.html.elements import BLOCKS, SKIPPED, Element, is_hidden, outermost, parse_page, short_text, text_of
from ingest.readers.html.page import read_blocks

_STATUS_LINE = re.compile(
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
            if len(element) == 0 and _STATUS_LINE.match(text_of(element)):
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


_FRAME = frozenset(("nav", "aside", "footer", "menu", "dialog"))
_FRAME_ROLE = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert"))
_FRAME_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|sidebar|breadcrumbs?|comments?|related|share|social|popup|modal|cookie|banner|ads?|advert\w*|footer"
    r"|toolbar|pagination|login)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:Điều\s+\d|Chương\s+[IVXLC\d])")
_ENDS = re.compile(r"^(?:CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|Căn cứ\s|Nơi nhận|(?:TM|KT|TL|TUQ)\.\s|CHỦ TỊCH QUỐC HỘI)")
_MARKS_OF_LAW = 4
_STATUS = re.compile(r"(?:còn|hết|chưa có|chưa xác định|ngưng) hiệu lực", re.IGNORECASE)
_FEW = 40  # letters; less is no text
_FEW_ON_SITE = 200  # a law database's placeholder ("đang cập nhật") may be a sentence
_LAW = re.compile(r"^(?:Điều\s+\d|Căn cứ\s|CỘNG H)")


def main_text(page: Element) -> Element | None:
    """The last element that still holds the articles, the head and the signature of a page; None where it has no text.

    Where a page shows few of them it is all text.
    """
    body = page.find(".//body")
    root = page if body is None else body
    articles: Counter[Element] = Counter()
    ends: Counter[Element] = Counter()
    for block in _leaf_blocks(root):
        text = text_of(block)
        linked = sum(len(text_of(link)) for link in block.iter("a") if link.get("href"))
        if linked < len(text) * 0.8:
            articles[block], ends[block] = bool(_ARTICLE.match(text)), bool(_ENDS.match(text))
    # what holds an element stands before it: from the last to the first, each gives what it has to its parent
    for element in reversed(list(root.iterdescendants())):
        parent = element.getparent()
        for counts in (articles, ends):
            counts[parent] += counts[element]
    element = root
    while articles[root] + ends[root] >= _MARKS_OF_LAW:
        # a table of contents beside the text names the articles again, but has no head and no signature
        share = 0.4 if ends[element] else 0.97
        holders = (child for child in element if ends[child] == ends[element] and articles[child] >= share * articles[element])
        inner = next(holders, None)
        if inner is None or (inner.tag in ("p", "table", "tbody", "tr") and inner.find(".//td") is None):
            break
        element = inner
    return element if text_of(element) else None


def _leaf_blocks(root: Element) -> list[Element]:
    found: list[Element] = []
    stack: list[Element] = [root]
    while stack:
        element = stack.pop()
        if element is not root and _is_frame(element):
            continue
        if any(child.tag in BLOCKS for child in element.iterdescendants()):
            stack.extend(element)
        else:
            found.append(element)
    return found


def _is_frame(element: Element) -> bool:
    if element.tag in SKIPPED or element.tag in _FRAME or is_hidden(element):
        return True
    if (element.get("role") or "").lower() in _FRAME_ROLE:
        return True
    name = f"{element.get('id') or ''} {element.get('class') or ''}"
    return bool(_FRAME_NAME.search(name)) and short_text(element, 3999) is not None


def read_html(data: bytes, name: str) -> Reading:
    """Read a saved web page.

    :raises ShellPageError: the page shows a site's frame without the text
    """
    page = parse_page(data, name)
    site = site_of(page)
    claims = site.claims(page) if site else _generic_claims(page)
    container = site.container(page) if site else main_text(page)
    lines, own_notes = read_blocks(container) if container is not None else ([], [])
    few = _FEW_ON_SITE if site and not any(_LAW.match(line.text) for line in lines) else _FEW
    if container is None or _size(lines) < few:
        if site or _STATUS.search(text_of(page)):
            raise ShellPageError("page_shell", name=name)
        if container is None:
            lines, own_notes = read_blocks(page)
    decoded, notes, problems = decode_lines(lines, own_notes)
    hints = Hints(publisher=site.publisher if site else None, fields=claims)
    reading = tidied(Reading("html", decoded, notes, hints=hints, problems=problems))
    expected = site.last_article(page) if site else None
    return replace(reading, problems=(*problems, *cut_short(reading.lines, expected)))


def cut_short(lines: Sequence[Line], expected: int | None) -> tuple[Problem, ...]:
    """The problem of a page whose own list of articles goes further than its text.

    :param expected: number of the last article that the page itself names, None where it names none
    """
    numbers = [int(match[1]) for line in lines if (match := re.match(r"[“\"‘']?\s*Điều\s+(\d{1,4})\b", line.text))]
    if expected is None or not numbers or max(numbers) >= expected:
        return ()
    last = str(max(numbers))
    message = Message.of("problem.page_cut_short", last=last, expected=str(expected))
    return (Problem(ProblemCode.TRUNCATED, message, segment(Kind.ARTICLE, last)),)


def _size(lines: list[Line]) -> int:
    in_tables = sum(len(cell) for line in lines if line.table for row in line.table.rows for cell in row)
    return in_tables + sum(len(line.text) for line in lines)


def _generic_claims(page: Element) -> Mapping[str, str]:
    fields: dict[str, str] = {}
    for link in page.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"):
        fields.setdefault("url", str(link))
    for title in page.xpath("//title"):
        fields.setdefault("page_title", text_of(title))
    return fields
