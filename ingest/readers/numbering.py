"""Automatic numbering of Word lists: the number that Word prints is not in the text and is rebuilt from numbering.xml."""

import re
from dataclasses import dataclass, field

from documents.wording.numbers import roman
from ingest.readers.bounds import number_in
from ingest.readers.docx_styles import Element, Markup

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
