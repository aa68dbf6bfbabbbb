"""A comparison as a file: the table that offices use ("Bảng so sánh, thuyết minh") as HTML (and DOCX), the changes as XLSX.

The words are those of the texts. What was found by rule is said to be, and what people decided or wrote is marked as theirs. Texts
are data: escaped in HTML, never formulas in a spreadsheet.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from typing import Any

import orjson

from documents.comparison import ComparedPair, MeantChange, Piece, What
from documents.wording.citing import cite
from kb.annotations import Explanations
from kb.apart.process import load
from kb.export import compared
from kb.export.files import COMPARISON, Sheet, book_xlsx, file_bytes
from kb.export.kind_words import KindWords
from kb.export.tables import page
from kb.interface.catalogue import Catalogue
from kb.interface.contract import fields_json
from kb.law.texts.pairings import Decided, Pairing

Json = dict[str, Any]


def comparison_file(
    packed: bytes,
    texts: tuple[compared.ComparedText, compared.ComparedText],
    pairings: Sequence[Pairing],
    notes: Explanations,
    asked: Container[int],
    scope: str,
    remarks: bool,
    format_: str,
    say: Catalogue,
) -> bytes:
    """The file of a comparison that a page shows, made in another process.

    :param packed: what came of `kb.law.texts.comparing.compared_rows`
    :param asked: the numbers of the rows that were asked for
    """
    rows, _ = load(packed)
    chosen = {id(row) for number, row in enumerate(rows) if number in asked}
    table = compared.table_of(texts, rows, say, Decided(pairings), notes, lambda row, _: id(row) in chosen)
    return file_bytes(COMPARISON, replace(table, scope=scope, remarks=remarks), format_, say)


def write_json(table: compared.ComparisonTable, say: Catalogue) -> bytes:
    """The object of two texts; of three, the lines of their table."""
    if len(table.texts) == 2:
        return orjson.dumps(comparison_json(table)) + b"\n"
    lines = [
        {
            "paths": [list(cell.places) for cell in line.cells],
            "kinds": list(line.kinds),
            "notes": [fields_json(note, "text", "author") for note in line.notes],
        }
        for line in table.lines
    ]
    return orjson.dumps({"texts": [_head(text) for text in table.texts], "lines": lines}) + b"\n"


def comparison_json(table: compared.ComparisonTable) -> Json:
    """The object of two texts."""
    left, right = (_head(text) for text in table.texts)
    words = KindWords(table.pairs, (table.texts[0].lacking, table.texts[1].lacking))
    return {"left": left, "right": right, "pairs": [pair_json(pair, table.decided, words) for pair in table.pairs]}


def _head(text: compared.ComparedText) -> Json:
    return {**fields_json(text, "key", "title", "partial", "version"), "amends": text.amends is not None}


def pair_json(one: ComparedPair, decided: Decided, words: KindWords) -> Json:
    """The ``pair`` object: ``changes`` are told with what they mean, ``words`` differ, and what that means is not sure."""
    pair = one.pair
    return {
        **fields_json(pair, "level", "left", "right", "kind"),
        "score": round(pair.score, 3),
        "reasons": [{"ground": str(reason.ground), "share": round(reason.share, 3)} for reason in pair.reasons],
        "changes": [
            _change_json(change) | {"sure": words.is_sure(one, change)} for change in one.changes if change.what is not What.WORDS
        ],
        "words": [_change_json(change) for change in one.changes if change.what is What.WORDS],
        "by": [fields_json(item, "act", "left", "right", "author", "at") for item in decided.about(pair)],
    }


def _change_json(change: MeantChange) -> Json:
    before, after = change.before, change.after
    spans = {"left_span": _span(before), "right_span": _span(after)}
    paths = {"left": before.path if before else None, "right": after.path if after else None}
    words = {"before": before.text if before else None, "after": after.text if after else None}
    return {"what": str(change.what), **words, **spans, **paths}


def _span(piece: Piece | None) -> list[int] | None:
    return [piece.start, piece.end] if piece and not piece.closing else None  # spans are offsets into the text


COLUMNS = ("what", "from", "to", "reasons", "by")
_WIDTHS = (14, 30, 30, 40, 40, 40)


def write_xlsx(table: compared.ComparisonTable, say: Catalogue) -> bytes:
    """The lines that differ; each change that was found in one stands on a line of its own, with its kind and values."""
    names = compared.heads(table, say)
    above = [
        *(say("compare.column_place", name=name) for name in names),
        say("compare.column_kind"),
        *(say("compare.column_words", name=name) for name in names),
        *(say(f"compare.column_{name}") for name in COLUMNS),
        say("compare.explanation"),
    ]
    widths = (*(18 for _ in names), 14, *(60 for _ in names), *_WIDTHS)
    rows = [row for line in table.lines if not line.same for row in _rows(line, say)]
    return book_xlsx([Sheet(above, rows, widths, above=compared.lacking(table, say))])


def _rows(line: compared.TableLine, say: Catalogue) -> Iterator[list[str | int]]:
    about = ["; ".join(line.kinds), *(cell.words for cell in line.cells)]
    for change in line.changes or (None,):
        before, after = (piece.text if piece else "" for piece in ((change.before, change.after) if change else (None, None)))
        yield [
            *("\n".join([", ".join(map(cite, cell.places)), *cell.told]) for cell in line.cells),
            *about,
            say(f"what.{change.called}") if change else "",
            before,
            after,
            line.reasons,
            "\n".join(line.by),
            "\n".join(say("compare.note", text=note.text, author=note.author) for note in line.notes),
        ]


def write_html(table: compared.ComparisonTable, say: Catalogue) -> bytes:
    """A page that stands by itself and can be printed."""
    return page(
        "comparison",
        say,
        named=compared.title(table, say),
        about=(table.scope, say("compare.marks"), *compared.lacking(table, say)),
        heads=list(zip(compared.standings(table, say), compared.heads(table, say), strict=True)),
        lines=[(number, line, compared.found_words(line, say) if table.remarks else ()) for number, line in table.printed()],
        sources=(say("compare.found_by_rule"), *compared.sources(table, say)) if table.remarks else (),
    )
