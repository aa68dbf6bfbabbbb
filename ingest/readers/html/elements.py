"""A web page as elements, and the words that elements show."""

import re
from typing import Any, TypeAlias

from lxml import etree, html

from documents.text import clean, take_private
from ingest.errors import UnreadableFileError
from ingest.files.source import decode

Element: TypeAlias = Any  # lxml brings no type hints
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption"}
    | {"figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre"}
    | {"section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "button", "select", "option", "textarea"}
    | {"input", "map", "head", "title"}
)
TOOLS = re.compile(r"(?:^|[\s_-])(?:document-tip|btn|tooltip|no-?print)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TAGS = re.compile(
    r"</?(?:p|b|i|u|br|span|div|a|strong|em|sup|sub|font|table|tbody|tr|td|ul|li|h[1-6])\b[^<>\n]*/?>", re.IGNORECASE
)


def parse_page(data: bytes, name: str) -> Element:
    """The element tree of a page, whatever its encoding and however broken it is.

    :raises UnreadableFileError: there is no element in it
    """
    text = decode(data, name).replace("\x00", "")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError("page_damaged", name=name) from error
    take_private(root)
    return root


def text_of(element: Element) -> str:
    """The visible text of an element on one line."""
    return " ".join(clean(" ".join(element.itertext())).split())


def short_text(element: Element, most: int, joint: str = " ") -> str | None:
    """The text of an element on one line, None where it is longer than ``most`` characters.

    Elements nest: to read the whole text of each to find the few short ones would read the innermost over and over.
    """
    pieces, size = [], 0
    for piece in element.itertext():
        pieces.append(piece)
        size += len(piece) + 1
        if size > 8 * most + 400:  # blanks and line breaks of the markup are not counted
            return None
    text = " ".join(clean(joint.join(pieces)).split())
    return text if len(text) <= most else None


def outermost(elements: list[Element]) -> list[Element]:
    """Those of some elements, in the order of the page, that stand in no other of them."""
    found: list[Element] = []
    inside: set[Element] = set()
    for element in elements:
        if element not in inside:
            found.append(element)
            inside.update(element.iterdescendants())
    return found


def is_hidden(element: Element) -> bool:
    """Whether a browser would not show the element."""
    return bool(_HIDDEN.search(element.get("style") or "")) or element.get("hidden") is not None


def tidy(raw: str) -> str:
    """Text as a browser shows it on one line: white space collapsed, escaped markup taken out."""
    text = raw
    if "<" in text:
        text = _TAGS.sub(" ", text)
    return " ".join(clean(text).split())
