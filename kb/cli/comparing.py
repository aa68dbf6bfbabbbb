"""`kb compare`: what became of the provisions of one text in another, and what that changes."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from documents.citing import cite, short_name
from documents.comparison import ComparedPair, Level, MeantChange, PairKind, Piece, compare, rows_of
from documents.messages import Places
from documents.model import Provision
from documents.paths import provision_key
from kb.cli.objects import Json
from kb.cli.options import AsJson, cli, day
from kb.cli.output import VIETNAMESE, as_line, say, write_out
from kb.cli.sources import load
from kb.errors import InvalidQueryError, NotFoundError
from kb.export.compared import ComparedText, ComparisonTable
from kb.export.comparison import FORMATS, comparison_bytes

_Day = Annotated[date | None, typer.Option(parser=day, metavar="NGÀY", help="Ngày của bên này. (The day of this side.)")]


@cli.command("compare")
def compare_command(
    left: Annotated[str, typer.Argument(metavar="TRÁI", help="Tệp hoặc khóa văn bản, điều khoản. (A file or a key.)")],
    right: Annotated[str, typer.Argument(metavar="PHẢI", help="Tệp hoặc khóa văn bản, điều khoản. (A file or a key.)")],
    as_of_a: _Day = None,
    as_of_b: _Day = None,
    format_: Annotated[
        str, typer.Option("--format", help="Định dạng: json, docx, xlsx, html. (Format.)", metavar="ĐỊNH_DẠNG")
    ] = "",
    output: Annotated[Path | None, typer.Option("--output", help="Tệp ghi ra; mặc định in ra. (File to write.)")] = None,
    as_json: AsJson = False,
) -> int:
    """Điều, khoản nào của văn bản này thành điều, khoản nào của văn bản kia, và đổi những gì. (What became of which provision.)"""
    wanted = format_ or ("json" if as_json else "")
    if wanted not in ("", "json", *FORMATS):
        raise InvalidQueryError("export_format", format=format_, known=("json", *FORMATS))
    (one, ours), (other, theirs) = _side(left, as_of_a), _side(right, as_of_b)
    pairs = compare(ours, theirs)
    if wanted in FORMATS:
        content = comparison_bytes(ComparisonTable(one, other, rows_of(ours, theirs, pairs)), wanted, VIETNAMESE)
    elif wanted:
        heads = ({"key": side.key, "title": side.title} for side in (one, other))
        content = as_line({**dict(zip(("left", "right"), heads, strict=True)), "pairs": [pair_json(pair) for pair in pairs]})
    else:
        _print(pairs)
        return 0
    write_out(content, output)
    return 0


def _side(source: str, on: date | None) -> tuple[ComparedText, list[Provision]]:
    """A side, and what is compared of it."""
    named, path = load(source, day=on)
    instrument = named[0].instrument
    roots = list(instrument.provisions)
    if path is not None:
        roots = [item for root in roots for item in root.walk() if item.path == path]
        if not roots:
            raise NotFoundError("provision_absent", key=instrument.key, place=Places.of(path))
    known = instrument.metadata
    name = short_name(known.type, known.number, known.title)
    name = f"{cite(path)} {name}" if path else name
    text = ComparedText(name, provision_key(instrument.key, path), named[0].source["sha256"], on, known.title)
    return text, roots


def pair_json(compared: ComparedPair) -> Json:
    """The ``pair`` object."""
    pair = compared.pair
    return {
        "level": str(pair.level),
        "left": list(pair.left),
        "right": list(pair.right),
        "kind": str(pair.kind),
        "score": round(pair.score, 3),
        "reasons": [{"ground": str(reason.ground), "share": round(reason.share, 3)} for reason in pair.reasons],
        "changes": [_change_json(change) for change in compared.changes],
    }


def _change_json(change: MeantChange) -> Json:
    return {
        "what": str(change.what),
        "before": change.before.text if change.before else None,
        "after": change.after.text if change.after else None,
        "left_span": _span(change.before),
        "right_span": _span(change.after),
        "left": change.before.path if change.before else None,
        "right": change.after.path if change.after else None,
    }


def _span(piece: Piece | None) -> list[int] | None:
    return [piece.start, piece.end] if piece else None


def _print(pairs: list[ComparedPair]) -> None:
    for compared in pairs:
        pair = compared.pair
        if pair.kind is PairKind.SAME or (pair.level is not Level.ARTICLE and not compared.changes):
            continue
        say(f"{VIETNAMESE(f'pair.{pair.kind}')}\t{', '.join(pair.left) or '-'}\t{', '.join(pair.right) or '-'}")
        for change in compared.changes:
            before, after = (piece.text if piece else "-" for piece in (change.before, change.after))
            say(f"  {VIETNAMESE(f'what.{change.what}')}: {before} → {after}")
