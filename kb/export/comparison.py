"""A comparison as a file: the table that offices use ("Bảng so sánh, thuyết minh") as DOCX and HTML, the changes as XLSX.

The words are those of the two texts. What was found by rule is said to be. Texts are data: escaped in HTML, never formulas in a
spreadsheet.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from documents.citing import cite
from documents.comparison import PairKind, Row
from kb.export.compared import ComparisonTable, change_words
from kb.export.comparison_docx import write_docx
from kb.export.comparison_html import write_html
from kb.export.spreadsheet import table_xlsx
from kb.interface.catalogue import Catalogue


def comparison_bytes(table: ComparisonTable, format_: str, say: Catalogue) -> bytes:
    """A comparison as a file.

    :param format_: one of :data:`FORMATS`
    """
    return FORMATS[format_](table, say)


def write_xlsx(table: ComparisonTable, say: Catalogue) -> bytes:
    """The rows that differ, each change that was found in them on a line of its own."""
    heads = [say(f"compare.column_{name}") for name in COLUMNS]
    return table_xlsx(heads, list(_lines(table.rows, say)), (16, 16, 14, 60, 60, 60))


COLUMNS = ("left", "right", "kind", "before", "after", "changes")


def _lines(rows: Sequence[Row], say: Catalogue) -> Iterator[list[str | int]]:
    for row in rows:
        pair = row.compared.pair
        if pair.kind is PairKind.SAME:
            continue
        yield [
            ", ".join(map(cite, pair.left)),
            ", ".join(map(cite, pair.right)),
            say(f"pair.{pair.kind}"),
            row.words(row.left),
            row.words(row.right),
            "\n".join(change_words(change, say) for change in row.compared.changes),
        ]


FORMATS: Mapping[str, Callable[[ComparisonTable, Catalogue], bytes]] = {"docx": write_docx, "xlsx": write_xlsx, "html": write_html}
