"""Formulas of Word (Office Math) as a line of text: what the layout says by position is said by signs and brackets."""

from collections.abc import Callable

from lxml.etree import _Element as Element

from ingest.readers.ooxml import local_name

_SIGNS = {"begChr": "(", "endChr": ")", "sepChr": "|", "chr": "∫"}
_DELETED = frozenset(("del", "moveFrom"))
_DEEPEST = 60


def math_text(element: Element, depth: int = 0) -> str:
    """The characters of a formula in reading order: a fraction as "(…) / (…)", a sum with its limits behind its sign."""
    name = local_name(element)
    if name == "t":
        return element.text or ""
    if name.endswith("Pr") or name in _DELETED:
        return ""
    if depth > _DEEPEST:
        return "".join(part.text or "" for part in element.iter() if local_name(part) == "t")
    write = _WRITTEN.get(name)
    return write(element, depth + 1) if write else "".join(math_text(child, depth + 1) for child in element)


def _fraction(element: Element, depth: int) -> str:
    return f"{_whole(_part(element, 'num', depth))} / {_whole(_part(element, 'den', depth))}"


def _delimited(element: Element, depth: int) -> str:
    inner = _sign(element, "sepChr").join(math_text(child, depth) for child in element if local_name(child) == "e")
    return f"{_sign(element, 'begChr')}{inner}{_sign(element, 'endChr')}"


def _sum(element: Element, depth: int) -> str:
    limits = " ".join(filter(None, (_part(element, "sub", depth), _part(element, "sup", depth))))
    return " ".join(filter(None, (_sign(element, "chr"), limits, _part(element, "e", depth))))


def _root(element: Element, depth: int) -> str:
    return f"{_part(element, 'deg', depth)}√{_whole(_part(element, 'e', depth))}"


def _matrix(element: Element, depth: int) -> str:
    rows = (" ".join(math_text(cell, depth) for cell in row) for row in element if local_name(row) == "mr")
    return "; ".join(rows)


_WRITTEN: dict[str, Callable[[Element, int], str]] = {"f": _fraction, "d": _delimited, "nary": _sum, "rad": _root, "m": _matrix}


def _part(element: Element, name: str, depth: int) -> str:
    return "".join(math_text(child, depth) for child in element if local_name(child) == name).strip()


def _sign(element: Element, name: str) -> str:
    """A sign that the properties of an element name; what they leave out is the usual one."""
    for properties in element:
        if local_name(properties).endswith("Pr"):
            for child in properties:
                if local_name(child) == name:
                    return next((str(value) for key, value in child.attrib.items() if str(key).rsplit("}", 1)[-1] == "val"), "")
    return _SIGNS[name]


def _whole(text: str) -> str:
    return f"({text})" if any(sign in text.strip() for sign in " +-–−x×*/") else text
