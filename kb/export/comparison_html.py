"""The comparison as a page that stands by itself and can be printed."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from documents.comparison import Change
from kb.export.compared import Cell, ComparisonTable, Note, TableLine, found_words, heads, sources, title
from kb.interface.catalogue import Catalogue

_PAGE = Markup(
    '<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{title}</title><style>{style}</style></head><body>"
    '<div class="head"><p>{office}<br>____________</p><p>{state}<br><span>{motto}</span><br>________________________</p></div>'
    "<h1>{heading}</h1><p>{title}</p><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    "<footer>{notes}</footer></body></html>\n"
)
_STYLE = Markup(
    "body{font:16px/1.5 'Times New Roman',serif;margin:2rem;color:#111;background:#fff}h1{font-size:1.3rem;margin-bottom:0}"
    "h1,h1+p{text-align:center}.head{display:flex;justify-content:space-around;text-align:center;font-weight:bold}"
    "table{border-collapse:collapse;width:100%;table-layout:fixed}"
    "th,td{border:1px solid #888;padding:.4rem .6rem;vertical-align:top;"
    "white-space:pre-line;overflow-wrap:anywhere}th:last-child,td:last-child{width:22%}del{color:#a31d1d}ins{color:#0b4f9e}"
    "small{display:block;font:italic .8rem/1.4 sans-serif;color:#555}footer{font-size:.8rem}"
    "@media print{body{margin:0}thead{display:table-header-group}}"
)


def write_html(table: ComparisonTable, say: Catalogue) -> bytes:
    """The file."""
    names = (*heads(table, say), say("compare.explanation"))
    notes = (say("compare.found_by_rule"), *sources(table, say))
    page = _PAGE.format(
        lang=say.language,
        style=_STYLE,
        title=title(table, say),
        office=say("compare.office"),
        state=say("compare.state"),
        motto=say("compare.motto"),
        heading=say("compare.table_title"),
        heads=_joined(Markup("<th>{}</th>").format(name) for name in names),
        rows=_joined(_row(line, say) for line in table.lines),
        notes=_joined(Markup("<p>{}</p>").format(words) for words in notes),
    )
    return page.encode("utf-8", "replace")


def _row(line: TableLine, say: Catalogue) -> Markup:
    cells = [_cell(cell) for cell in line.cells]
    cells[-1] += _joined(Markup("<small>{}</small>").format(words) for words in found_words(line, say))
    notes = Markup("\n").join(_note(note, say) for note in line.notes)
    return Markup("<tr>{}</tr>").format(_joined(Markup("<td>{}</td>").format(html) for html in (*cells, notes)))


def _note(note: Note, say: Catalogue) -> Markup:
    return Markup("{}<small>{}</small>").format(note.text, say("compare.note_by", author=note.author))


_MARKS = {Change.REMOVED: Markup("<del>{}</del>"), Change.ADDED: Markup("<ins>{}</ins>")}


def _cell(cell: Cell) -> Markup:
    words = _joined(_MARKS[change].format(text) if change in _MARKS else escape(text) for change, text in cell.pieces)
    return Markup("<b>{}</b> {}").format(cell.head, words) if cell.head else words


def _joined(pieces: Iterable[Markup]) -> Markup:
    return Markup("").join(pieces)
