"""HTML: templates, the small pieces that several pages use, and text that stays text.

What is put into a template is text and is escaped, unless it is HTML of ours already (``Markup``). Line breaks and indentation of a
template are not part of the page: between words a blank has to stand on the line.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup, escape

from documents.comparison import Change, Span
from documents.errors import WordedError
from documents.model import Provision
from documents.paths import contains
from documents.time.status import Basis, Told
from documents.time.wordings import ChangedBy
from documents.wording.citing import cite
from kb.accounts.audit import Line
from kb.interface.catalogue import Catalogue
from kb.law.effects.relations import OF_PART, RELATED
from kb.law.status.provision_status import ProvisionStatus, pill_of
from kb.law.status.statuses import marks_at
from kb.pages.kit import address
from kb.search.hits import CUT
from kb.search.model import Snippet

_BREAK = re.compile(r"\n[ \t]*(?=\S)")
TYPED = "✎"
_LONG_TYPED = 160


class _Joined(Extension):
    """Joins the lines of a template; their number stays the same for what an error says."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Turn line breaks into comments."""
        return _BREAK.sub("{#\n#}", source.strip())


def cut(text: str, length: int) -> str:
    """A text of at most so many characters, and a sign where it was cut."""
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"


def place_in_file(say: Catalogue, place: str) -> str:
    """Where in a file, as a reader names it (“line:54”), in words; empty where it says nothing to people."""
    parts = (part.partition(":") for part in place.split())
    return ", ".join(say(f"file_place.{name}", number=number) for name, _, number in parts if say.has(f"file_place.{name}"))


@lru_cache
def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).parents[1] / "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, extensions=[_Joined], auto_reload=False)
    made.globals.update(at=address, cite=cite, place_in_file=place_in_file)
    made.filters["cut"] = cut
    return made


class Macros:
    """The macros of a template by name; each gives HTML. It is compiled for the first page that shows one of them."""

    def __init__(self, name: str) -> None:
        self._template = f"{name}.html"

    def __getattr__(self, name: str, /) -> Callable[..., Markup]:
        """A macro."""
        macro: Callable[..., Markup] = getattr(_environment().get_template(self._template).module, name)
        return macro


macros = lru_cache(Macros)
"""The macros of a template by the name of its file in ``templates``, without the ending."""
KIT = macros("kit")
state = KIT.state
"""A page's empty or error state: what is the matter, what to do next, commands each with what it does, and a sign."""
_REMOVED = Markup('<del title="{}"><i aria-hidden="true">−</i>{}</del>')
_ADDED = Markup('<ins title="{}"><i aria-hidden="true">+</i>{}</ins>')
# A sign for each status; the word always stands beside it.
SIGNS = {"in_force": "●", "was_in_force": "◐", "not_yet": "○", "suspended": "‖", "expired": "✕", "unknown": "?"}
# And one for each kind of relation.
RELATION_SIGNS = {
    "can_cu": "§",
    "quy_dinh_chi_tiet": "≡",
    "sua_doi": "±",
    "thay_the": "⇄",
    "bai_bo": "✕",
    "ngung": "‖",
    "dinh_chinh": "✓",
    "hop_nhat": "∪",
    "dan_chieu": "→",
    RELATED: "≈",
    "chuyen_tiep": "⧖",
}
# Brackets, a colon or a full stop before a blank and the like mean nothing, and names for the ear hold them.
_SIGNS = re.compile(r"[#$&*+\-<=>@\[-`{-~]|[./:](?=\S)|(?<=\d)[.)]")
# A joiner, which is not seen, keeps apart what is read as one sign after the backslashes are gone: :red[, :smile:, ->, www., a@b.
_JOINED = ".:@-<>=/"


def badge(say: Catalogue, status: ProvisionStatus) -> Markup:
    """The status on a day: one word, what qualifies it, why on hover; and the flag “amended”."""
    return KIT.badge(say, *pill(say, status), status.sentence(say), status.amended and status.basis != Basis.DRAFT, "±")


def pill(say: Catalogue, status: ProvisionStatus) -> tuple[Told, str, str, str]:
    """Colour, sign and word of a status, and what qualifies it."""
    if status.basis == Basis.DRAFT:
        return Told.UNKNOWN, "✎", say("type.du-thao"), ""
    tone, note = pill_of(say, status)
    return tone, SIGNS[tone], say(f"pill.{Told.IN_FORCE if tone is Told.WAS_IN_FORCE else tone}"), note


def marks_html(say: Catalogue, marks: Mapping[str, ProvisionStatus], path: str, *, whole: bool = True) -> Markup:
    """What has to be known beside a provision on a day, as its head in the reader says it; of a part of it with its place.

    :param whole: what is below the provision is shown with it
    """
    found = [(place, marks[place]) for place in marks_at(marks, path, whole=whole)]
    said = [badge(say, status) if contains(place, path) else KIT.join(cite(place), badge(say, status)) for place, status in found]
    return Markup(" ").join(said)


def relation_sign(called: str) -> str:
    """The sign of a relation by what it is called: an ending of a part has that of an ending."""
    return RELATION_SIGNS.get(called.removesuffix(OF_PART), "·")


def sentence(catalogue: Catalogue, key: str, html: Mapping[str, Markup], **values: object) -> Markup:
    """A sentence of the catalogue as HTML; the places in ``html`` are filled with HTML."""
    written = {name: catalogue.write(value) for name, value in values.items()}
    return escape(catalogue(key)).format(**written, **html)


def act_words(say: Catalogue, kind: str, line: Line) -> str:
    """A line of the audit: what was done, by whom and when.

    :param kind: of the catalogue's entries for the acts
    """
    return say("stating.act", act=say(f"{kind}.act_{line.act}"), author=line.author or "", moment=say.moment(line.at))


def highlighted(text: str, highlights: Iterable[Sequence[int]]) -> Markup:
    """A text with the given places marked; places that overlap or lie outside are taken as far as they make sense."""
    parts: list[Markup] = []
    at = 0
    for start, end in sorted((int(place[0]), int(place[1])) for place in highlights):
        start, end = max(start, at), min(end, len(text))
        if start < end:
            parts += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end])]
            at = end
    return Markup("").join([*parts, text[at:]])


def piece(hit: Snippet) -> Markup:
    """The words of a hit, with a sign where they begin or end inside a sentence, and the first of what they announce."""
    said = [(item, highlighted(item.text.rstrip(), item.highlights)) for item in hit.following]
    lines = [Markup("{} {}{}").format(item.label, words, f" {CUT}" if item.cut else "") for item, words in said]
    if row := [KIT.cell(cell.head, highlighted(cell.text, cell.highlights)) for cell in hit.cells]:
        return KIT.piece(Markup().join(row), False, False, lines)
    return KIT.piece(highlighted(hit.snippet, hit.highlights), hit.cut_before, hit.cut_after, lines)


def sides(spans: Iterable[Span], catalogue: Catalogue) -> tuple[Markup, Markup]:
    """The two sides of a comparison as HTML: what was taken out on the left, what was put in on the right, each with a sign."""
    left: list[Markup] = []
    right: list[Markup] = []
    for span in spans:
        if span.change is Change.SAME:
            left.append(escape(span.old))
            right.append(escape(span.new))
            continue
        if span.old:
            left.append(_changed(_REMOVED, span.old, catalogue("common.removed")))
        if span.new:
            right.append(_changed(_ADDED, span.new, catalogue("common.added")))
    return _paragraphs(left), _paragraphs(right)


def _changed(mark: Markup, text: str, word: str) -> Markup:
    """A changed stretch; line breaks inside it close and reopen the element, so that paragraphs stay paragraphs."""
    return Markup("\n").join(mark.format(word, line) if line.strip() else line for line in text.split("\n"))


def _paragraphs(pieces: Sequence[Markup]) -> Markup:
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in Markup("").join(pieces).split("\n") if line.strip())


def plain(text: str) -> str:
    """A text as a label or message in which no sign means anything: no emphasis, colour, formula, picture, link or HTML.

    Streamlit reads Markdown in every label and message: what people or files say goes through here, or is HTML of ours.
    """
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}\u2060" if sign[0] in _JOINED else f"\\{sign[0]}", " ".join(text.split()))


def failure(say: Catalogue, error: WordedError) -> Markup:
    """An error in place, as HTML."""
    return KIT.failure(say.write(error))


def typed_html(say: Catalogue, provision: Provision, below: bool = False) -> Markup:
    """The words of a provision that a person typed, whose they are, and since when; empty where there are none.

    :param below: with those of the provisions below it
    """
    typed = [(part, words) for part in (provision.walk() if below else [provision]) for words in part.typed]
    lines = [
        say("typed.note" if part.ocr else "typed.words", author=one.by, day=say.day(one.at), words=cut(one.of(part), _LONG_TYPED))
        for part, one in typed
    ]
    return macros("typed").words(TYPED, dict.fromkeys(lines))


def reviewed_by(say: Catalogue, change: ChangedBy) -> str:
    """Who reviewed a change, and what they put right; that nobody did is said too."""
    if change.reviewed_by is None or change.reviewed_at is None:
        return say("typed.codified" if change.effect_id is None else "review.state_found")
    what, said = [say(f"review.{name}") for name in change.corrected], "typed.corrected" if change.corrected else "typed.reviewed"
    return say(said, author=change.reviewed_by, day=say.day(change.reviewed_at), what=what)
