"""Small pieces of HTML that several pages use: badges, states, definition lists, comparisons; and text that stays text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from markupsafe import Markup, escape

from documents.comparison import Change, Span
from documents.errors import WordedError
from documents.time.status import StatusCode, Told
from kb.interface.catalogue import Catalogue
from kb.interface.wording import error_words
from kb.law.effects.relations import OF_PART, RELATED
from kb.pages.kit.render import macros
from kb.search import Hit
from kb.search.model import OtherClause
from kb.search.snippets import CUT

KIT = macros("kit")
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
_SIGNS = re.compile(r"[!-/:-@\[-`{-~]")
# A joiner, which is not seen, keeps apart what is read as one sign after the backslashes are gone: :red[, :smile:, ->, www., a@b.
_JOINED = ".:@-<>=/"


class _Shown(Protocol):
    """What a badge shows, of a hit or of a provision."""

    @property
    def told(self) -> Told: ...
    @property
    def amended(self) -> bool: ...
    @property
    def last_known(self) -> tuple[StatusCode, date] | None: ...


def badge(catalogue: Catalogue, status: _Shown) -> Markup:
    """The status on the day asked, with sign and words (of a check in the past with its day), and the flag “amended”."""
    return KIT.badge(catalogue, status.told, SIGNS[status.told], status_words(catalogue, status), status.amended, "±")


def status_words(catalogue: Catalogue, status: _Shown) -> str:
    """The status on the day asked in words; of a check in the past with its day."""
    if status.told is Told.WAS_IN_FORCE and status.last_known:
        return catalogue("status.was_in_force_on", day=status.last_known[1])
    return catalogue(f"status.{status.told}")


def relation_sign(called: str) -> str:
    """The sign of a relation by what it is called: an ending of a part has that of an ending."""
    return RELATION_SIGNS.get(called.removesuffix(OF_PART), "·")


def state(title: str, next_step: str, commands: Iterable[tuple[str, str]] = (), sign: str = "○") -> Markup:
    """A page's empty or error state: what is the matter, and what to do next.

    :param commands: pairs of what a command does and the command
    """
    return KIT.state(title, next_step, commands, sign)


def sentence(catalogue: Catalogue, key: str, html: Mapping[str, Markup], **values: object) -> Markup:
    """A sentence of the catalogue as HTML; the places in ``html`` are filled with HTML."""
    written = {name: catalogue.write(value) for name, value in values.items()}
    return escape(catalogue(key)).format(**written, **html)


def highlighted(text: str, highlights: Iterable[Sequence[int]]) -> Markup:
    """A text with the given places marked; places that overlap or lie outside are taken as far as they make sense."""
    parts: list[Markup] = []
    at = 0
    for start, end in sorted((int(place[0]), int(place[1])) for place in highlights):
        start, end = max(start, at), min(end, len(text))
        if start >= end:
            continue
        parts += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        at = end
    return Markup("").join([*parts, text[at:]])


def piece(hit: Hit | OtherClause) -> Markup:
    """The words of a hit, with a sign where they begin or end inside a sentence, and the first of what they announce."""
    lines = [f"{item.label} {item.text.strip()}{f' {CUT}' if item.cut else ''}" for item in hit.following]
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
            left.append(_changed(_REMOVED, span.old, catalogue("compare.removed")))
        if span.new:
            right.append(_changed(_ADDED, span.new, catalogue("compare.added")))
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
    return KIT.failure(error_words(say, error))
