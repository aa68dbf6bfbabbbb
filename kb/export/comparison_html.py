"""The comparison as a page that stands by itself and can be printed."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from documents.comparison import Change, Row
from documents.model import Provision
from kb.export.compared import ComparisonTable, change_words, labels, sources, title
from kb.interface.catalogue import Catalogue

_PAGE = Markup(
    '<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head><body>'
    "<h1>{heading}</h1><p>{title}</p><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    "<footer>{notes}</footer></body></html>\n"
)
_STYLE = Markup(
    "body{font:16px/1.5 'Times New Roman',serif;margin:2rem;color:#111;background:#fff}h1{font-size:1.3rem;text-align:center}"
    "table{border-collapse:collapse;width:100%;table-layout:fixed}"
    "th,td{border:1px solid #888;padding:.4rem .6rem;vertical-align:top;"
    "white-space:pre-line;overflow-wrap:anywhere}th:last-child,td:last-child{width:24%}del{color:#a31d1d}ins{color:#0b4f9e}"
    "small,footer{font-size:.8rem}@media print{body{margin:0}thead{display:table-header-group}}"
)


def write_html(table: ComparisonTable, say: Catalogue) -> bytes:
    """The file."""
    page = _PAGE.format(
        lang=say.language,
        style=_STYLE,
        title=title(table, say),
        heading=say("compare.table_title"),
        heads=_joined(
            Markup("<th>{}</th>").format(name) for name in (table.left.name, table.right.name, say("compare.explanation"))
        ),
        rows=_joined(_row(row, say) for row in table.rows),
        notes=_joined(Markup("<p>{}</p>").format(words) for words in (say("compare.found_by_rule"), *sources(table, say))),
    )
    return page.encode("utf-8", "replace")


def _row(row: Row, say: Catalogue) -> Markup:
    kind = say(f"pair.{row.compared.pair.kind}")
    changes = _joined(Markup("<br><small>{}</small>").format(change_words(change, say)) for change in row.compared.changes)
    left = _side(row.left, ((span.change, span.old) for span in row.spans), Markup("<del>{}</del>"))
    right = _side(row.right, ((span.change, span.new) for span in row.spans), Markup("<ins>{}</ins>"))
    return Markup("<tr><td>{}</td><td>{}</td><td><em>{}</em>{}</td></tr>").format(left, right, kind, changes)


def _side(provisions: Sequence[Provision], pieces: Iterable[tuple[Change, str]], mark: Markup) -> Markup:
    head = labels(provisions)
    words = _joined(escape(words) if change is Change.SAME else mark.format(words) for change, words in pieces if words)
    return Markup("<b>{}</b> {}").format(head, words) if head else words


def _joined(pieces: Iterable[Markup]) -> Markup:
    return Markup("").join(pieces)
