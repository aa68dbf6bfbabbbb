"""The part of an unknown page that holds its text: where the marks of an instrument stand, or else where the words are."""

import re
from collections import Counter

from ingest.readers.html.elements import BLOCKS, SKIPPED, Element, is_hidden, short_text, text_of

_FRAME = frozenset(("nav", "aside", "footer", "menu", "dialog"))
_FRAME_ROLE = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert"))
_FRAME_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|sidebar|breadcrumbs?|comments?|related|share|social|popup|modal|cookie|banner|ads?|advert\w*|footer"
    r"|toolbar|pagination|login)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_TEXT = frozenset(("p", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "ul", "ol", "dl"))
_ARTICLE = re.compile(r"^(?:Điều\s+\d|Chương\s+[IVXLC\d])")
_ENDS = re.compile(r"^(?:CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|Căn cứ\s|Nơi nhận|(?:TM|KT|TL|TUQ)\.\s|CHỦ TỊCH QUỐC HỘI)")
_ITEM = re.compile(r"^(?:\d{1,3}[.)]|[a-zđ]\))\s")
_MARKS_OF_LAW = 4


def main_text(page: Element) -> Element | None:
    """The smallest element that holds (almost) all of a page's text; None where the page has none."""
    body = page.find(".//body")
    root = page if body is None else body
    weights: Counter[Element] = Counter()
    articles: Counter[Element] = Counter()
    ends: Counter[Element] = Counter()
    for block in _leaf_blocks(root):
        text = text_of(block)
        if not text:
            continue
        linked = _linked(block)
        weights[block] = max(0, len(text) - 2 * linked) if len(text) >= 40 or _ITEM.match(text) else len(text) // 10
        told = linked < len(text) * 0.8
        articles[block] = bool(told and _ARTICLE.match(text))
        ends[block] = bool(told and _ENDS.match(text))
    # what holds an element stands before it: from the last to the first, each gives what it has to its parent
    for element in reversed(list(root.iterdescendants())):
        if element in weights:
            parent = element.getparent()
            for counts in (weights, articles, ends):
                counts[parent] += counts[element]
    if not weights[root]:
        return root if text_of(root) else None
    if articles[root] and articles[root] + ends[root] >= _MARKS_OF_LAW:
        return _by_law(root, articles, ends)
    return _by_weight(root, weights)


def _by_law(root: Element, articles: Counter[Element], ends: Counter[Element]) -> Element:
    """Down to the last element that still holds the articles, the head and the signature."""
    element = root
    while True:
        # a table of contents beside the text names the articles again, but has no head and no signature
        share = 0.4 if ends[element] else 0.97
        holders = (
            child
            for child in element
            if isinstance(child.tag, str) and ends[child] == ends[element] and articles[child] >= share * articles[element]
        )
        inner = next(holders, None)
        if inner is None or (inner.tag in ("p", "table", "tbody", "tr") and inner.find(".//td") is None):
            return element
        element = inner


def _by_weight(root: Element, weights: Counter[Element]) -> Element:
    """Down to the last element that holds nearly all words, and beside which no paragraph stands."""
    element = root
    while True:
        inner = next((child for child in element if isinstance(child.tag, str) and weights[child] >= 0.85 * weights[element]), None)
        if inner is None or inner.tag == "p" or any(_is_text(child) for child in element if child is not inner):
            return element
        element = inner


def _leaf_blocks(root: Element) -> list[Element]:
    """Visible blocks that hold no other block, outside navigation and other frames."""
    found: list[Element] = []
    stack: list[Element] = [root]
    while stack:
        element = stack.pop()
        if element is not root and _is_frame(element):
            continue
        if any(child.tag in BLOCKS for child in element.iterdescendants() if isinstance(child.tag, str)):
            stack.extend(child for child in element if isinstance(child.tag, str))
        else:
            found.append(element)
    return found


def _is_text(element: Element) -> bool:
    """Whether an element is a paragraph, a heading or a table of its own right, however short, and not a link."""
    if not isinstance(element.tag, str) or element.tag not in _TEXT or _is_frame(element):
        return False
    text = text_of(element)
    return bool(text) and _linked(element) < len(text) * 0.5


def _linked(element: Element) -> int:
    return sum(len(text_of(link)) for link in element.iter("a") if link.get("href"))


def _is_frame(element: Element) -> bool:
    if element.tag in SKIPPED or element.tag in _FRAME or is_hidden(element):
        return True
    if (element.get("role") or "").lower() in _FRAME_ROLE:
        return True
    name = f"{element.get('id') or ''} {element.get('class') or ''}"
    return bool(_FRAME_NAME.search(name)) and short_text(element, 3999) is not None
