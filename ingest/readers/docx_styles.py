"""The markup of Word documents: elements and switches under the namespace that a document uses, its styles, and its automatic
numbers, which are not in the text and are rebuilt from numbering.xml.
"""

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from documents.wording.numbers import roman
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


_MOST = 32_767  # what Word counts to
_MOST_LETTERS = 780  # the letter is repeated: thirty times z
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list."""

    start: int
    format: str
    text: str
    legal: bool = False
    restart: int | None = None


@dataclass
class Numbering:
    """The lists of a document, and how far each has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def label(self, list_id: str, depth: int) -> str:
        """Count one paragraph and return what Word prints before it; empty for no list."""
        abstract = self.lists.get(list_id)
        levels = self.levels.get(abstract or "", {})
        level = levels.get(depth)
        if abstract is None or level is None or (level.format == "none" and not level.text):
            return ""
        counts = self.counts.setdefault(abstract, {})
        if list_id not in self.begun:
            self.begun.add(list_id)
            for at, _ in levels.items():
                if (list_id, at) in self.starts:
                    counts[at] = self.starts[list_id, at] - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [at for at in counts if at > depth]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart != 0:
                del counts[deeper]
        if level.format == "bullet":
            return bullet(level.text)

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            shown = levels.get(at)
            if shown is None:
                return ""
            value = counts.setdefault(at, shown.start) if at < depth else counts.get(at, shown.start)
            return numeral(value, "decimal" if level.legal else shown.format)

        return re.sub(r"%(\d)", number, level.text).strip()


def read_numbering(root: Element | None, markup: Markup) -> Numbering:
    """The lists that numbering.xml defines."""
    result = Numbering()
    if root is None:
        return result
    links: dict[str, str] = {}
    abstracts = [(abstract, markup.value(abstract, "abstractNumId") or "") for abstract in root.findall(markup.tag("abstractNum"))]
    for abstract, abstract_id in abstracts:
        levels = abstract.findall(markup.tag("lvl"))
        result.levels[abstract_id] = {_depth(level, markup): _level(level, markup) for level in levels}
        if link := markup.child_value(abstract, "styleLink"):
            links[link] = abstract_id
    for abstract, abstract_id in abstracts:
        wanted = markup.child_value(abstract, "numStyleLink")
        if wanted in links:
            result.levels[abstract_id] = result.levels[links[wanted]]
    for item in root.findall(markup.tag("num")):
        list_id = markup.value(item, "numId") or ""
        abstract_id = markup.child_value(item, "abstractNumId") or ""
        result.lists[list_id] = abstract_id
        for override in item.findall(markup.tag("lvlOverride")):
            depth = _depth(override, markup)
            if start := markup.child_value(override, "startOverride"):
                result.starts[list_id, depth] = number_in(start, 0, _MOST, 1)
            own = markup.child(override, "lvl")
            if own is not None:
                # a list with levels of its own counts for itself
                copy = f"{abstract_id}/{list_id}"
                result.levels.setdefault(copy, dict(result.levels.get(abstract_id, {})))[depth] = _level(own, markup)
                result.lists[list_id] = copy
    return result


def _depth(level: Element, markup: Markup) -> int:
    return number_in(markup.value(level, "ilvl"), 0, _DEEPEST, 0)


def _level(element: Element, markup: Markup) -> Level:
    restart = markup.child_value(element, "lvlRestart")
    return Level(
        start=number_in(markup.child_value(element, "start") or "1", 0, _MOST, 1),
        format=markup.child_value(element, "numFmt") or "decimal",
        text=markup.child_value(element, "lvlText") or "",
        legal=markup.child(element, "isLgl") is not None,
        restart=number_in(restart, 0, _DEEPEST, 0) if restart else None,
    )


def numeral(value: int, style: str) -> str:
    """A number in Word's style. Letters are the Latin alphabet's, as Word prints them: a, b, … z, aa."""
    if style in ("lowerLetter", "upperLetter") and value <= _MOST_LETTERS:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1) if value > 0 else ""
        return letter.upper() if style == "upperLetter" else letter
    if style in ("lowerRoman", "upperRoman"):
        return roman(value) if style == "upperRoman" else roman(value).lower()
    if style == "decimalZero":
        return f"{value:02d}"
    if style == "none":
        return ""
    return str(value)


def bullet(text: str) -> str:
    """A bullet as plain text; signs of symbol fonts stand for a dash."""
    sign = text.strip()
    return sign if sign and not ("\ue000" <= sign[0] <= "\uf8ff") and sign not in ("o", "§", "ü", "v", "Ø") else "-"
