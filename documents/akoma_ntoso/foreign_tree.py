"""Akoma Ntoso that others wrote, as the best instrument and tree: nothing refused, no words lost.

Drafters use the elements differently. The basic unit is the article, or the section where there are no articles; what stands below
it is a clause, a point, a subpoint by depth, whatever its element is called.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from documents.akoma_ntoso.identification import NO_DATE, bounded
from documents.akoma_ntoso.version import Version
from documents.akoma_ntoso.xml import LINE_BREAK, Element, child, children, local, text_of
from documents.identity.numbers import LONGEST_NUMBER, bound_number, overlong
from documents.keys import instrument_key
from documents.messages import Message
from documents.model import Instrument, InstrumentType, Kind, Metadata, Note, Problem, ProblemCode, Provision, Table
from documents.paths import DUPLICATE, child_path
from documents.text import clean

_GROUPS: dict[str, Kind] = {
    "book": Kind.PART,
    "tome": Kind.PART,
    "title": Kind.PART,
    "part": Kind.PART,
    "subtitle": Kind.CHAPTER,
    "subpart": Kind.CHAPTER,
    "chapter": Kind.CHAPTER,
    "subchapter": Kind.SECTION,
    "division": Kind.SECTION,
    "section": Kind.SECTION,
    "subdivision": Kind.SUBSECTION,
    "subsection": Kind.SUBSECTION,
}
_HIERARCHY = frozenset(
    {
        *_GROUPS,
        *("article", "rule", "clause", "subclause", "paragraph", "subparagraph", "point", "indent", "alinea", "list", "sublist"),
        *("subrule", "proviso", "level", "transitional", "hcontainer"),
    }
)
_BODIES = ("body", "mainBody", "debateBody", "judgmentBody", "amendmentBody", "portionBody")
_BASIC = ("article", "section", "rule")
_BELOW = (Kind.CLAUSE, Kind.POINT, Kind.SUBPOINT)
_APPENDIX = re.compile(r"schedule|annex|appendix|phu-?luc|phụ lục", re.IGNORECASE)
_UNIT = re.compile(
    r"^(?:điều|khoản|điểm|chương|tiểu mục|mục|phần(?: thứ)?|phụ lục|articles?|art\.|sections?|sec\.|chapter|part|title|book|rule"
    r"|schedule|annex|appendix|division|paragraph|§)\s*",
    re.IGNORECASE,
)
_EDGES = " .:;,()[]–-§"
_NO_TEXT = frozenset({"authorialNote", "noteRef", "remark", "del"})
_TYPES = {type_.value: type_ for type_ in InstrumentType}


def plain(element: Element) -> str:
    """The words of an element; white space is what the file's indentation made of it, but forced line breaks count."""
    lines = (clean(" ".join(line.split())) for line in text_of(element, _NO_TEXT).split(LINE_BREAK))
    return "\n".join(line for line in lines if line)


def read_roots(document: Element) -> tuple[tuple[Provision, ...], list[Problem]]:
    """The provisions of a document, and what is wrong with their numbers."""
    names = {local(part) for part in document.iter() if isinstance(part.tag, str)}
    reader = _Reader(next((name for name in _BASIC if name in names), None))
    return tuple(reader.roots(document)), reader.problems


@dataclass(slots=True)
class _Words:
    """What was found of a provision, before it is one."""

    text: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    children: list[Provision] = field(default_factory=list)

    def add(self, words: str) -> None:
        """Words before the provisions below are text, words after them tail."""
        if words:
            (self.tail if self.children else self.text).append(words)


class _Reader:
    def __init__(self, basic: str | None) -> None:
        self._basic = basic
        self.problems: list[Problem] = []
        self._taken: Counter[str] = Counter()
        self._tables: Counter[str | None] = Counter()

    def roots(self, document: Element) -> Iterator[Provision]:
        yield from self._opening(document)
        body = next(children(document, *_BODIES), None)
        if body is not None:
            words = self._read(body, None, 0)
            if words.text or words.notes:
                # A document that is all paragraphs: they are its closing words, so that nothing stands before a later article.
                kind = Kind.CLOSING if words.children or words.tail else Kind.PREAMBLE
                yield self._make(None, kind, None, None, _Words(words.text, [], words.notes))
            yield from words.children
            if words.tail:
                yield self._make(None, Kind.CLOSING, None, None, _Words(words.tail))
        conclusions = child(document, "conclusions")
        if conclusions is not None:
            found = self._read(conclusions, None, 0)
            signed = conclusions.find(".//{*}signature") is not None
            yield self._make(None, Kind.SIGNATURE if signed else Kind.CLOSING, None, None, found)
        for name, part in (("attachments", "attachment"), ("components", "component")):
            place = child(document, name)
            for number, attached in enumerate(children(place, part) if place is not None else (), start=1):
                yield self._attached(attached, str(number))

    def _opening(self, document: Element) -> Iterator[Provision]:
        words = _Words()
        path = self._path(None, Kind.PREAMBLE, None)
        for name in ("coverPage", "preface", "preamble"):
            part = child(document, name)
            for element in part if part is not None else ():
                if local(element) in ("citations", "recitals"):
                    for basis in children(element, "intro", "citation", "recital", "wrapUp"):
                        number = str(len(words.children) + 1)
                        words.children.append(self._make(path, Kind.BASIS, number, None, self._read(basis, path, 9)))
                else:
                    self._block(element, words, path, 9)
        if words.text or words.tail or words.children:
            yield self._finish(path, Kind.PREAMBLE, None, None, words)

    def _attached(self, attached: Element, position: str) -> Provision:
        document = next((part for part in children(attached) if child(part, "meta") is not None), attached)
        number, heading = self._titles(attached, "heading")
        if heading is None:
            alias = document.find(".//{*}FRBRWork/{*}FRBRalias")
            heading = alias.get("value") if alias is not None else None
        named = " ".join(filter(None, (document.get("name"), number, heading, attached.get("eId"))))
        kind = Kind.APPENDIX if _APPENDIX.search(named) else Kind.ATTACHMENT
        path = self._path(None, kind, number or position)
        words = _Words()
        for name in ("preface", "preamble", "mainBody", "body", "conclusions"):
            part = child(document, name)
            if part is not None:
                self._into(part, words, path, 0)
        return self._finish(path, kind, number or position, heading, words)

    def _read(self, element: Element, path: str | None, depth: int) -> _Words:
        words = _Words()
        self._into(element, words, path, depth)
        return words

    def _into(self, element: Element, words: _Words, path: str | None, depth: int) -> None:
        """Add what stands in an element.

        :param depth: 0 above the basic unit, 1 in it, 2 in a clause and so on
        """
        for part in children(element):
            name = local(part)
            if name in ("num", "heading", "subheading", "meta"):
                words.notes += _notes(part)
            elif name in _HIERARCHY:
                self._unit(part, words, path, depth)
            else:
                self._block(part, words, path, depth)

    def _unit(self, element: Element, words: _Words, path: str | None, depth: int) -> None:
        name = local(element)
        number, heading = self._titles(element, "heading", "subheading")
        if name in ("list", "sublist", "hcontainer") and number is None and heading is None:
            self._into(element, words, path, depth)
            return
        kind, inner = self._kind(name, depth)
        below = self._path(path, kind, number)
        words.children.append(self._finish(below, kind, number, heading, self._read(element, below, inner)))

    def _kind(self, name: str, depth: int) -> tuple[Kind, int]:
        if depth:
            return _BELOW[min(depth, len(_BELOW)) - 1], depth + 1
        if name == self._basic:
            return Kind.ARTICLE, 1
        if name in _GROUPS:
            return _GROUPS[name], 0
        return Kind.CLAUSE, 2

    def _block(self, element: Element, words: _Words, path: str | None, depth: int) -> None:
        """Add a block, or what is in a container of blocks."""
        name = local(element)
        if name == "table":
            words.children.append(self._table(element, path))
        elif name in ("blockList", "ul", "ol"):
            self._list(element, words, path, depth)
        elif any(local(part) in _BLOCKS for part in children(element)):
            for part in children(element):
                if local(part) in _HIERARCHY:
                    self._unit(part, words, path, depth)
                elif local(part):
                    self._block(part, words, path, depth)
        else:
            words.add(plain(element))
            words.notes += _notes(element)

    def _list(self, element: Element, words: _Words, path: str | None, depth: int) -> None:
        for part in children(element):
            if local(part) not in ("item", "li"):
                self._block(part, words, path, depth)
                continue
            number, heading = self._titles(part, "heading", "subheading")
            if self._title(part, "num") is None and local(part) == "li":
                words.add(plain(part))
                words.notes += _notes(part)
                continue
            kind = _BELOW[min(max(depth, 1), len(_BELOW)) - 1]
            below = self._path(path, kind, number)
            words.children.append(self._finish(below, kind, number, heading, self._read(part, below, max(depth, 1) + 1)))

    def _table(self, element: Element, path: str | None) -> Provision:
        caption = child(element, "caption")
        rows = tuple(tuple(plain(cell) for cell in children(row, "td", "th")) for row in element.iter("{*}tr"))
        self._tables[path] += 1
        number = str(self._tables[path])
        found = self._make(path, Kind.TABLE, number, plain(caption) if caption is not None else None, _Words(notes=_notes(element)))
        return replace(found, table=Table(rows))

    def _title(self, element: Element, *names: str) -> str | None:
        found = [plain(part).replace("\n", " ") for part in children(element, *names)]
        return " ".join(filter(None, found)) or None

    def _titles(self, element: Element, *names: str) -> tuple[str | None, str | None]:
        """Number and heading; what is too long for a number stands in the heading."""
        printed, heading = self._title(element, "num"), self._title(element, *names)
        number = _number(printed)
        if number is None or len(number) <= LONGEST_NUMBER:
            return number, heading
        self.problems.append(overlong())
        return None, " ".join(filter(None, (printed, heading)))

    def _make(self, parent: str | None, kind: Kind, number: str | None, heading: str | None, words: _Words) -> Provision:
        return self._finish(self._path(parent, kind, number), kind, number, heading, words)

    def _finish(self, path: str, kind: Kind, number: str | None, heading: str | None, words: _Words) -> Provision:
        return Provision(
            path,
            kind,
            number,
            heading,
            text="\n".join(words.text),
            tail="\n".join(words.tail),
            children=tuple(words.children),
            notes=tuple(words.notes),
        )

    def _path(self, parent: str | None, kind: Kind, number: str | None) -> str:
        # Counted here, not sought by child_path: a file may have any number of siblings without numbers.
        path = bounded(child_path(parent, kind, number))
        self._taken[path] += 1
        return path if self._taken[path] == 1 else f"{path}{DUPLICATE}{self._taken[path]}"


_BLOCKS = frozenset(_HIERARCHY) | {"p", "table", "blockList", "ul", "ol", "block", "blockContainer", "tblock", "longTitle", "item"}
_BLOCKS |= {"container", "foreign", "intro", "content", "wrapUp", "citations", "recitals", "toc", "crossHeading", "formula", "div"}


def _number(printed: str | None) -> str | None:
    """A number without the unit word and the punctuation around it."""
    if printed is None:
        return None
    return _UNIT.sub("", printed.strip(_EDGES)).strip(_EDGES) or None


def _notes(element: Element) -> list[Note]:
    """Footnotes, and editors' remarks, which have no mark."""
    found = []
    for part in element.iter("{*}authorialNote", "{*}remark"):
        words = plain(part)
        if words:
            found.append(Note(part.get("marker", "") if local(part) == "authorialNote" else "", words))
    return found


def read_foreign(document: Element) -> Version:
    """A document as a version; what its identification leaves open stays unknown."""
    roots, problems = read_roots(document)
    metadata, unbounded = bound_number(_metadata(document))
    problems = [*problems, *unbounded]
    content = "\n".join(part.text for root in roots for part in root.walk())
    if not any(part.kind is Kind.ARTICLE for root in roots for part in root.walk()):
        problems.append(Problem(ProblemCode.NO_ARTICLES, Message.of("problem.no_articles")))
    instrument = Instrument(instrument_key(metadata, content), metadata, roots, problems=tuple(problems))
    said = _day(child(document, "meta", "identification", "FRBRExpression"))
    # The expression's date is that of the wording. Where it is the day of issue it does not say when the effect began.
    return Version(instrument, valid_from=said if said != metadata.issued_on else None, own=False)


def _metadata(document: Element) -> Metadata:
    work = child(document, "meta", "identification", "FRBRWork")
    if work is None:
        return Metadata(title=_title(document, None))
    subtype, number = child(work, "FRBRsubtype"), child(work, "FRBRnumber")
    steps = _uri(work)
    type_ = next((_TYPES[step] for step in (_value(subtype), *steps) if step in _TYPES), InstrumentType.OTHER)
    return Metadata(
        type=type_,
        number=_value(number) or _number_of_work(steps),
        issuer="; ".join(_authors(document, work)) or None,
        title=_title(document, work),
        issued_on=_day(work),
    )


def _uri(work: Element) -> list[str]:
    uri = _value(child(work, "FRBRuri")) or ""
    return [step for step in uri.split("/") if step and not step.startswith("!")]


def _number_of_work(steps: list[str]) -> str | None:
    """The last step of a work's IRI, where a date stands before it."""
    return steps[-1] if len(steps) > 2 and steps[-2][:4].isdigit() else None


def _title(document: Element, work: Element | None) -> str | None:
    if work is not None:
        aliases = list(children(work, "FRBRalias"))
        named = [alias for alias in aliases if alias.get("name") in ("title", "shortTitle", None)]
        if named and (title := _value(named[0])):
            return title
    for name in ("docTitle", "shortTitle"):
        for place in ("preface", "coverPage", "preamble"):
            part = child(document, place)
            found = part.find(f".//{{*}}{name}") if part is not None else None
            if found is not None and (title := plain(found)):
                return title
    return None


def _authors(document: Element, work: Element) -> Iterator[str]:
    references = child(document, "meta", "references")
    shown = (part for part in (references if references is not None else ()) if part.get("showAs"))
    named = {part.get("eId") or part.get("id"): part.get("showAs") for part in shown}
    for author in children(work, "FRBRauthor"):
        name = named.get(author.get("href", "").removeprefix("#"))
        if name:
            yield " ".join(name.split())


def _day(properties: Element | None) -> date | None:
    stated = child(properties, "FRBRdate") if properties is not None else None
    if stated is None or stated.get("date") == NO_DATE:
        return None
    try:
        return date.fromisoformat(stated.get("date", "")[:10])
    except ValueError:
        return None


def _value(element: Element | None) -> str | None:
    return " ".join(element.get("value", "").split()) or None if element is not None else None
