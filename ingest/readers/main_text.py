"""The part of an unknown page that holds its text: where the legal marks stand, or else where the words are."""

import re

from ingest.readers.webpage import BLOCKS, SKIPPED, Element, is_hidden, text_of

_FRAME = frozenset(("nav", "aside", "footer", "menu", "dialog"))
_FRAME_ROLE = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert"))
_FRAME_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|sidebar|breadcrumbs?|comments?|related|share|social|popup|modal|cookie|banner|ads?|advert\w*|footer|toolbar"
    r"|pagination|login)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_TEXT = frozenset(("p", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "ul", "ol", "dl"))
_LAW = re.compile(r"^(?:Điều\s+\d|Chương\s+[IVXLC\d]|Căn cứ\s|CỘNG H(?:ÒA|OÀ) XÃ HỘI|Nơi nhận|\d{1,3}[.)]\s|[a-zđ]\)\s)")


def main_text(page: Element) -> Element | None:
    """The smallest element that holds (almost) all of a page's text; None where the page has none."""
    body = page.find(".//body")
    root = page if body is None else body
    weights: dict[Element, float] = {}
    laws: dict[Element, int] = {}
    for block in _leaf_blocks(root):
        text = text_of(block)
        if not text:
            continue
        linked = sum(len(text_of(link)) for link in block.iter("a") if link.get("href"))
        weight = max(0.0, len(text) - 2.0 * linked) if len(text) >= 40 or _LAW.match(text) else len(text) * 0.1
        law = 1 if _LAW.match(text) and linked < len(text) * 0.8 else 0
        for element in _upwards(block, root):
            weights[element] = weights.get(element, 0.0) + weight
            laws[element] = laws.get(element, 0) + law
    if not weights.get(root):
        return root if text_of(root) else None
    by_law = laws.get(root, 0) >= 5
    measure = laws if by_law else weights
    element = root
    while True:
        inner = [child for child in element if isinstance(child.tag, str) and measure.get(child, 0) >= 0.85 * measure[element]]
        if not inner:
            return element
        if any(_is_text(child) for child in element if child is not inner[0]):
            return element
        # the head block may stand just outside the part that holds the articles: keep what weighs
        if by_law and weights[inner[0]] < 0.85 * weights[element] and not _is_frame_heavy(element, inner[0], weights):
            return element
        element = inner[0]


def _is_text(element: Element) -> bool:
    """Whether an element is a paragraph, a heading or a table of its own right, however short, and not a link."""
    if not isinstance(element.tag, str) or element.tag not in _TEXT or _is_frame(element):
        return False
    text = text_of(element)
    return bool(text) and sum(len(text_of(link)) for link in element.iter("a") if link.get("href")) < len(text) * 0.5


def _is_frame_heavy(outer: Element, inner: Element, weights: dict[Element, float]) -> bool:
    """Whether what stands outside ``inner`` is other matter (news, lists of links) and not the head or foot of the text."""
    return not any(
        _LAW.match(text_of(child)) for child in outer if child is not inner and isinstance(child.tag, str) and weights.get(child)
    )


def _leaf_blocks(root: Element) -> list[Element]:
    """Visible blocks that hold no other block, outside navigation and other frames."""
    found: list[Element] = []
    stack: list[Element] = [root]
    while stack:
        element = stack.pop()
        if element is not root and _is_frame(element):
            continue
        children = [child for child in element if isinstance(child.tag, str)]
        if not any(child.tag in BLOCKS for child in element.iterdescendants() if isinstance(child.tag, str)):
            found.append(element)
        else:
            # text of a block beside its inner blocks counts with the inner ones
            stack.extend(children)
    return found


def _is_frame(element: Element) -> bool:
    if element.tag in SKIPPED or element.tag in _FRAME or is_hidden(element):
        return True
    if (element.get("role") or "").lower() in _FRAME_ROLE:
        return True
    name = f"{element.get('id') or ''} {element.get('class') or ''}"
    return bool(_FRAME_NAME.search(name)) and len(text_of(element)) < 4000


def _upwards(element: Element, root: Element) -> list[Element]:
    chain = [element]
    while element is not root:
        parent = element.getparent()
        if parent is None:
            break
        element = parent
        chain.append(element)
    return chain
