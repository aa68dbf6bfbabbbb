"""The markup of Word documents: elements and switches under the namespace that a document uses, and its styles."""

import re
from typing import Any, NamedTuple, TypeAlias

from ingest.readers.bounds import number_in

Element: TypeAlias = Any  # lxml brings no type hints

_OFF = frozenset(("0", "false", "off", "none"))


class Markup:
    """Asks elements of one document; an element that is not there says nothing."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    def tag(self, name: str) -> str:
        """The full name of an element or attribute."""
        return f"{{{self._namespace}}}{name}"

    def child(self, element: Element | None, name: str) -> Element | None:
        """The first child of a name."""
        return None if element is None else element.find(self.tag(name))

    def value(self, element: Element | None, name: str = "val") -> str | None:
        """An attribute."""
        return None if element is None else element.get(self.tag(name))

    def child_value(self, element: Element | None, name: str) -> str | None:
        """The value of the first child of a name."""
        return self.value(self.child(element, name))

    def switch(self, holder: Element | None, name: str) -> bool | None:
        """A switch such as bold: True, False, or None where nothing is said."""
        element = self.child(holder, name)
        return None if element is None else (self.value(element) or "1").lower() not in _OFF

    def font(self, holder: Element | None) -> str | None:
        """The font that properties name."""
        fonts = self.child(holder, "rFonts")
        return self.value(fonts, "ascii") or self.value(fonts, "hAnsi")

    def list_of(self, properties: Element | None) -> tuple[str | None, int | None]:
        """The list of a paragraph, and how deep in it."""
        numbers = self.child(properties, "numPr")
        depth = self.child_value(numbers, "ilvl")
        return self.child_value(numbers, "numId"), number_in(depth, 0, 8, 0) if depth else None


class Style(NamedTuple):
    """What a style says, None where it says nothing."""

    bold: bool | None = None
    caps: bool | None = None
    level: int | None = None
    list_id: str | None = None
    depth: int | None = None
    font: str | None = None


class Styles:
    """The styles of a document, each with what it inherits."""

    def __init__(self, root: Element | None, markup: Markup) -> None:
        self._own: dict[str, tuple[Style, str | None]] = {}
        for element in () if root is None else root.findall(markup.tag("style")):
            paragraph, run = markup.child(element, "pPr"), markup.child(element, "rPr")
            heading = re.fullmatch(r"heading (\d)", (markup.child_value(element, "name") or "").lower())
            list_id, depth = markup.list_of(paragraph)
            style = Style(
                bold=markup.switch(run, "b"),
                caps=markup.switch(run, "caps"),
                level=int(heading[1]) if heading else None,
                list_id=list_id,
                depth=depth,
                font=markup.font(run),
            )
            self._own[markup.value(element, "styleId") or ""] = style, markup.child_value(element, "basedOn")

    def named(self, style_id: str | None) -> Style:
        """The style of an id; of none or an unknown one: nothing is said."""
        result = Style()
        seen: set[str] = set()
        while style_id and style_id in self._own and style_id not in seen:
            seen.add(style_id)
            own, style_id = self._own[style_id]
            result = Style._make(inherited if said is None else said for said, inherited in zip(result, own, strict=True))
        return result
