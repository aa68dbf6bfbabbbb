"""Small pieces of HTML that several pages use: badges, states, definition lists, comparisons."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from documents.comparison import Change, Span
from kb.interface.catalogue import Catalogue
from kb.search import Hit

# A sign for each status; the word always stands beside it.
SIGNS = {"in_force": "●", "not_yet": "○", "suspended": "‖", "expired": "✕", "unknown": "?"}


def badge(catalogue: Catalogue, status: str, amended: bool = False) -> str:
    """The status on the day asked, with sign and word, and the flag “amended” beside it."""
    code = status if status in SIGNS else "unknown"
    html = f'<span class="badge s-{code}"><i aria-hidden="true">{SIGNS[code]}</i>{escape(catalogue(f"status.{code}"))}</span>'
    if amended:
        html += f' <span class="badge s-amended"><i aria-hidden="true">±</i>{escape(catalogue("status.amended"))}</span>'
    return html


def state(title: str, next_step: str, commands: Iterable[tuple[str, str]] = (), sign: str = "○") -> str:
    """A page's empty or error state: what is the matter, and what to do next.

    :param commands: pairs of what a command does and the command
    """
    parts = [f'<div class="state"><p class="sign" aria-hidden="true">{escape(sign)}</p>']
    parts.append(f"<h2>{escape(title)}</h2><p>{escape(next_step)}</p>")
    parts.append(f"{command_lines(commands)}</div>")
    return "".join(parts)


def command_lines(commands: Iterable[tuple[str, str]]) -> str:
    """Commands to type, each under what it does."""
    return "".join(f'<p class="what">{escape(what)}</p><pre>{escape(command)}</pre>' for what, command in commands)


def sentence(catalogue: Catalogue, key: str, html: Mapping[str, str], **values: object) -> str:
    """A sentence of the catalogue as HTML; the places in ``html`` are filled with HTML that the caller has escaped."""
    marks = {name: f"\ue000{name}\ue001" for name in html}
    text = escape(catalogue(key, **marks, **values))
    for name, mark in marks.items():
        text = text.replace(mark, html[name])
    return text


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """A definition list. The second of each pair is HTML that the caller has escaped."""
    return '<dl class="facts">' + "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in rows if value) + "</dl>"


def highlighted(text: str, highlights: Iterable[Sequence[int]]) -> str:
    """A text with the given places marked; places that overlap or lie outside are taken as far as they make sense."""
    parts: list[str] = []
    at = 0
    for start, end in sorted((int(place[0]), int(place[1])) for place in highlights):
        start, end = max(start, at), min(end, len(text))
        if start >= end:
            continue
        parts.append(escape(text[at:start], quote=False))
        parts.append(f"<mark>{escape(text[start:end], quote=False)}</mark>")
        at = end
    parts.append(escape(text[at:], quote=False))
    return "".join(parts)


def piece(hit: Hit) -> str:
    """The words of a hit, with dots where they begin or end inside a sentence, and the first of what they announce."""
    dots = '<span class="cut">…</span>'
    words = highlighted(hit.snippet, hit.highlights)
    shown = f"{dots + ' ' if hit.cut_before else ''}{words}{' ' + dots if hit.cut_after else ''}"
    lines = (f"{item.label} {item.text.strip()}{' …' if item.cut else ''}" for item in hit.following)
    return shown + "".join(f'<span class="next">{escape(line, quote=False)}</span>' for line in lines)


def sides(spans: Iterable[Span], catalogue: Catalogue) -> tuple[str, str]:
    """The two sides of a comparison as HTML: what was taken out on the left, what was put in on the right, each with a sign."""
    left: list[str] = []
    right: list[str] = []
    for span in spans:
        if span.change is Change.SAME:
            left.append(escape(span.old, quote=False))
            right.append(escape(span.new, quote=False))
            continue
        if span.old:
            left.append(_changed("del", "−", span.old, catalogue("compare.removed")))
        if span.new:
            right.append(_changed("ins", "+", span.new, catalogue("compare.added")))
    return _paragraphs("".join(left)), _paragraphs("".join(right))


def _changed(tag: str, sign: str, text: str, word: str) -> str:
    """A changed stretch; line breaks inside it close and reopen the element, so that paragraphs stay paragraphs."""
    lines = text.split("\n")
    marked = [
        f'<{tag} title="{escape(word)}"><i aria-hidden="true">{sign}</i>{escape(line, quote=False)}</{tag}>'
        if line.strip()
        else line
        for line in lines
    ]
    return "\n".join(marked)


def _paragraphs(html: str) -> str:
    return "".join(f"<p>{line}</p>" for line in html.split("\n") if line.strip())
