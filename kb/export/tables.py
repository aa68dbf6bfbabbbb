"""A table of a text as HTML and as a table of Word, with its heads as heads and its merged cells merged; and pages that stand by
themselves and can be printed, from the templates beside this; texts are escaped in them.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from documents.model import Table
from documents.table_heads import head_rows
from documents.text import printable
from kb.interface.catalogue import Catalogue

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")


class Placed(NamedTuple):
    """A cell with its column, and how many columns and rows it takes."""

    text: str
    column: int
    wide: int
    high: int


def placed(table: Table) -> Iterator[tuple[bool, list[Placed]]]:
    """The rows, each with whether it is one of the heads, and its cells without the places that others cover."""
    rows, heads = table.cells, head_rows(table.cells)
    for at, row in enumerate(rows):
        cells: list[Placed] = []
        for column, text in enumerate(row):
            if text is None and at and any(column < len(above) and above[column] is not None for above in rows[:at]):
                continue
            if at < heads - 1 and text == "" and cells and all(cell == "" for cell in row[cells[-1].column + 1 : column]):
                cells[-1] = cells[-1]._replace(wide=column - cells[-1].column + 1)
                continue
            below = (other[column] if column < len(other) else "" for other in rows[at + 1 :])
            cells.append(Placed(text or "", column, 1, 1 + sum(1 for _ in takewhile(lambda words: words is None, below))))
        yield at < heads, cells


def table_html(table: Table) -> Markup:
    """The table as HTML."""
    parts: list[Markup] = []
    for heads, cells in placed(table):
        made: list[Markup] = []
        for cell in cells:
            wide = Markup(' colspan="{}"').format(cell.wide) if cell.wide > 1 else ""
            high = Markup(' rowspan="{}"').format(cell.high) if cell.high > 1 else ""
            form = Markup('<th scope="col"{}{}>{}</th>') if heads else Markup("<td{}{}>{}</td>")
            made.append(form.format(wide, high, Markup("<br>").join(cell.text.split("\n"))))
        parts.append(Markup("<tr>{}</tr>").format(Markup("").join(made)))
    return Markup('<div class="wide"><table>{}</table></div>').format(Markup("").join(parts))


def table_word(table: Table) -> Any:
    """The table as an element of Word, whose heads stand on every page."""
    from lxml import etree

    def add(parent: Any, name: str, **values: str) -> Any:
        return etree.SubElement(parent, f"{{{_W}}}{name}", {f"{{{_W}}}{key}": value for key, value in values.items()})

    made = etree.Element(f"{{{_W}}}tbl", nsmap={"w": _W})
    about = add(made, "tblPr")
    add(about, "tblW", w="0", type="auto")
    borders = add(about, "tblBorders")
    for side in _BORDERS:
        add(borders, side, val="single", sz="4", space="0", color="auto")
    grid = add(made, "tblGrid")
    columns = max(map(len, table.cells), default=0)
    for _ in range(columns):
        add(grid, "gridCol")
    goes_on: dict[int, tuple[int, int]] = {}  # column -> rows that the cell above still covers, and its width
    for heads, cells in placed(table):
        row = add(made, "tr")
        if heads:
            add(add(row, "trPr"), "tblHeader")
        own = {cell.column: cell for cell in cells}
        column = 0
        while column < columns:
            cell = own.get(column)
            left, wide = goes_on.get(column, (0, 1))
            wide = cell.wide if cell else wide
            holder = add(row, "tc")
            properties = add(holder, "tcPr")
            if wide > 1:
                add(properties, "gridSpan", val=str(wide))
            if cell is not None and cell.high > 1:
                add(properties, "vMerge", val="restart")
                goes_on[column] = cell.high - 1, wide
            elif cell is None and left:
                add(properties, "vMerge")
                goes_on[column] = left - 1, wide
            for line in (cell.text if cell else "").split("\n"):
                run = add(add(holder, "p"), "r")
                if heads:
                    add(add(run, "rPr"), "b")
                text = add(run, "t")
                text.text = printable(line)
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            column += wide
    return made


def page(template: str, say: Catalogue, **values: Any) -> bytes:
    """The file."""
    return f"{_environment().get_template(f'{template}.html').render(say=say, **values)}\n".encode("utf-8", "replace")


@lru_cache
def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).with_name("templates"))
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals["table_html"] = table_html
    return made
