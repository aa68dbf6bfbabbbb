"""A legal text as one block of HTML, set like a printed law, and its contents.

Every piece of stored text stands in an element that says which field it is (``data-f``) and at which offset it begins
(``data-o``); its text content is the stored text, character for character. So a selection on the page becomes exact offsets
and a highlight is placed without touching the document. Text is data: everything is escaped.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from documents.model import Kind, Note, Provision
from documents.wording.citing import label
from kb.export.tables import table_html
from kb.pages.kit.html import cut

_GROUPING = {Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.SUBSECTION, Kind.APPENDIX, Kind.ATTACHMENT, Kind.FORM}
_POINTER = "chi-dan:"  # before the anchor of the codified article that a note points to
_ELSEWHERE = "vbpl:"  # before the publisher's id of a text that a note points to
_IN_CONTENTS = {*_GROUPING, Kind.ARTICLE}
SEAM = "\0"
"""Before and behind what is drawn only when it comes near: all of an article below its heading. No stored text has it."""


@dataclass(frozen=True, slots=True)
class TextLink:
    """The characters ``start:end`` of a field are a link. ``tag`` is its opening tag, an ``a`` whose values are escaped."""

    start: int
    end: int
    tag: str


@dataclass(frozen=True, slots=True)
class Apparatus:
    """What stands around the words of a text. It never changes them.

    :param links: by path and field, in order
    :param beside: HTML at the end of a provision, by path; ``above``: before its words
    :param badges: HTML behind the heading of an article or group, by path
    :param signs: style classes of provisions, by path (``changed``, ``doubtful``)
    """

    links: Mapping[tuple[str, str], Sequence[TextLink]] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)
    above: Mapping[str, str] = field(default_factory=dict)
    badges: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)


_NOTHING, _NONE = Apparatus(), MappingProxyType[str, Any]({})


def law_html(provisions: Sequence[Provision], base: str, around: Apparatus = _NOTHING) -> Markup:
    """The text of an instrument, with a seam before and behind the inside of every article, and of what has no articles.

    :param base: address of the text without the provision; the permalinks are made from it in the browser
    :param around: links in the words, and what stands beside them
    """
    parts: list[str] = [f'<div class="law" lang="vi" data-base="{escape(base)}">']
    for provision in provisions:
        _provision(provision, parts, around, outside=True)
    return Markup("".join((*parts, "</div>")))  # noqa: S704  (every part is escaped where it is made)


def _holds_articles(provision: Provision) -> bool:
    return any(child.kind is Kind.ARTICLE or _holds_articles(child) for child in provision.children)


def _provision(provision: Provision, parts: list[str], around: Apparatus, outside: bool = False) -> None:
    kind, path = provision.kind, provision.path
    group = outside and _holds_articles(provision)
    begun = SEAM if outside and not group else ""
    classes = [f"k-{kind.value}"]
    if kind is Kind.ARTICLE and not provision.heading:
        classes.append("one")
    if sign := around.signs.get(path):
        classes.append(sign)
    parts.append(f'<section class="{" ".join(classes)}" id="{escape(path)}">')
    mark, badge, seam = label(provision), around.badges.get(path, ""), f"{begun}{around.above.get(path, '')}"

    def put(text: str | None, name: str, tag: str = "p", first: str = "") -> None:
        _field(text, name, parts, tag, first, around.links.get((path, name), ()))

    if kind in _GROUPING:
        parts.append('<header class="h">')
        if mark:
            parts.append(f'<a class="n">{escape(mark)}</a>')
        put(provision.heading, "heading", "div")
        parts.append(f"{badge}</header>{seam}")
        put(provision.text, "text")
    elif kind is Kind.ARTICLE:
        parts.append(f'<h2 class="h"><a class="n">{escape(mark)}</a>{" " if provision.heading else ""}')
        put(provision.heading, "heading", "span")
        parts.append(f"{badge}</h2>{seam}")
        put(provision.text, "text", first="" if provision.heading else "run")  # without a heading it goes on behind its number
    else:
        parts.append(seam)
        if mark:
            parts.append(f'<a class="n">{escape(mark)}</a>')
        put(provision.heading, "heading", "div")
        put(provision.text, "text")
    if provision.table is not None:
        parts.append(table_html(provision.table))
    for child in provision.children:
        _provision(child, parts, around, group)
    put(provision.tail, "tail")
    for note in provision.notes:
        _note(note, parts)
    parts.append(f"{around.beside.get(path, '')}{begun}</section>")


def _note(note: Note, parts: list[str]) -> None:
    """A footnote under its mark; a pointer of the codification to another of its articles as a link."""
    text = escape(note.text, quote=False)
    if note.mark.startswith(_POINTER):
        anchor = escape(note.mark.removeprefix(_POINTER))
        parts.append(f'<aside class="fn to">→ <a data-anchor="{anchor}" href="">{text}</a></aside>')
    elif note.mark.startswith(_ELSEWHERE):
        parts.append(f'<aside class="fn to">→ {text}</aside>')
    else:
        mark = f"<sup>{escape(note.mark)}</sup> " if note.mark else ""
        parts.append(f'<aside class="fn">{mark}{text}</aside>')


def _field(text: str | None, name: str, parts: list[str], tag: str = "p", first: str = "", links: Sequence[TextLink] = ()) -> None:
    if not text:
        return
    start = 0
    for paragraph in text.split("\n"):
        if paragraph:
            style = f' class="{first}"' if first and not start else ""
            words = _linked(paragraph, start, links) if links else escape(paragraph, quote=False)
            parts.append(f'<{tag}{style} data-f="{name}" data-o="{start}">{words}</{tag}>')
        start += len(paragraph) + 1


def _linked(paragraph: str, start: int, links: Sequence[TextLink]) -> str:
    """A paragraph with its links. The text content stays what it was; a link that overlaps the one before it is left out."""
    pieces: list[str] = []
    at = 0
    for link in links:
        first, last = max(link.start - start, 0), min(link.end - start, len(paragraph))
        if at <= first < last:
            words = escape(paragraph[first:last], quote=False)
            pieces += [escape(paragraph[at:first], quote=False), f"{link.tag}{words}</a>"]
            at = last
    return "".join((*pieces, escape(paragraph[at:], quote=False)))


def contents_html(
    roots: Sequence[Provision], title: str, signs: Mapping[str, str] = _NONE, said: Mapping[str, tuple[str, str]] = _NONE
) -> Markup:
    """The folding table of contents. Groups are folded when there are many articles; the reader opens the one in use.

    :param signs: style classes of entries, by path
    :param said: what people said of entries, by path: a sign, and what it means
    """
    folded = sum(1 for root in roots for item in root.walk() if item.kind is Kind.ARTICLE) > 60

    def lines(provisions: Iterable[Provision]) -> Iterator[str]:
        for provision in (item for item in provisions if item.kind in _IN_CONTENTS):
            line = _line(provision, signs.get(provision.path, ""), said.get(provision.path))
            inner = "".join(lines(provision.children))
            # A link and what folds are two things to press, so neither stands in the other.
            named, state = escape(label(provision) or provision.heading or provision.path), "" if folded else " open"
            below = f'<details{state}><summary aria-label="{named}"></summary>{inner}</details>'
            yield f'<div class="part">{line}{below}</div>' if inner else line

    head = f'<details class="toc" open><summary>{escape(title)}</summary><nav lang="vi" aria-label="{escape(title)}">'
    return Markup("".join((head, *lines(roots), "</nav></details>")))  # noqa: S704


def _line(provision: Provision, sign: str, said: tuple[str, str] | None) -> str:
    mark, heading = label(provision), provision.heading
    if not heading and provision.kind is Kind.ARTICLE:
        heading = cut(provision.text.split("\n", 1)[0], 70)
    words = f"<b>{escape(mark)}</b> {escape(heading or '', quote=False)}" if mark else escape(heading or "", quote=False)
    style = f' class="{escape(sign)}"' if sign else ""
    mark_ = f'<i title="{escape(said[1])}">{escape(said[0])}</i> ' if said else ""
    return f'<a{style} data-to="{escape(provision.path)}">{mark_}{words.strip()}</a>'
