"""`kb compare`: what became of the provisions of one text in another, and what that changes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

import typer

from documents.comparison import ComparedPair, Level, Outcome, PairKind, Row, compare, outcome, rows_of
from documents.model import Provision
from documents.paths import provision_key, split_key
from documents.wording.citing import cite, instrument_name
from kb.annotations import Explanations, explaining
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, Output, cli, day
from kb.cli.output import VIETNAMESE, remark, say, write_out
from kb.cli.parsing import Named, load
from kb.database.reading.reader import absent_from, find_instrument, load_version
from kb.export.compared import ComparedText, ComparisonTable, KindWords, is_changed, table_of, told_of
from kb.export.files import COMPARISON, file_bytes, format_of
from kb.interface.days import today
from kb.law.status.statuses import status_of
from kb.law.texts.pairings import Decided, Pairing, Text, fixed, pairings_of

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
    changes_only: Annotated[
        bool, typer.Option("--changes-only", help="Word, HTML: chỉ chỗ thay đổi. (Only what changed.)")
    ] = False,
    remarks: Annotated[
        bool,
        typer.Option(
            help="Word, HTML: kèm nhận diện của máy và trang nguồn. (With the machine's remarks and the page of sources.)"
        ),
    ] = True,
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Điều, khoản nào của văn bản này thành điều, khoản nào của văn bản kia, và đổi những gì. (What became of which provision.)"""
    wanted = format_of(COMPARISON, format_, otherwise="json" if as_json else "")
    one, other = _side(left, as_of_a), _side(right, as_of_b)
    pairings = _pairings(one.kept, other.kept)
    pairs = compare(one.roots, other.roots, *fixed(pairings))
    if not wanted:
        _print(pairs, outcome(one.roots, other.roots, pairs), (one.text, other.text))
        return
    decided = Decided(pairings)
    if wanted == "json":
        table = ComparisonTable((one.text, other.text), (), pairs, decided)
    else:
        texts = one.dated(as_of_a), other.dated(as_of_b)
        rows = rows_of(one.roots, other.roots, pairs)
        asked = is_changed if changes_only else None
        table = table_of(texts, rows, VIETNAMESE, decided, _explanations((one.kept, other.kept), rows), asked)
        scope = VIETNAMESE("compare.only_changes_printed") if changes_only else ""
        table = replace(table, scope=scope, remarks=remarks)
    write_out(file_bytes(COMPARISON, table, wanted, VIETNAMESE), output)


@dataclass(frozen=True, slots=True)
class _Side:
    """A side: the text, what is compared of it, and the stored text that it is, None for a file."""

    text: ComparedText
    roots: list[Provision]
    kept: Named | None

    def dated(self, on: date | None) -> ComparedText:
        """The text, as the base names it, with whether it is in force, which of a file nobody knows."""
        if self.kept is None or self.kept.version is None:
            return self.text
        day = on or today()
        with KnowledgeBase(create=False) as base, base.session() as session:
            record = find_instrument(session, self.kept.instrument.key)
            loaded = load_version(session, record, None, self.kept.version.number)
            path = split_key(self.text.key)[1] or None
            told = told_of(status_of(session.connection(), loaded, path, day), day)
            name, in_full = _names(record.key, record.metadata.number, record.title, path)
            return replace(self.text, name=name, in_full=in_full, told=told)


def _side(source: str, on: date | None) -> _Side:
    named, path = load(source, day=on)
    instrument = named[0].instrument
    roots = list(instrument.provisions)
    if path is not None:
        roots = [item for root in roots for item in root.walk() if item.path == path]
        if not roots:
            raise absent_from(instrument.key, path, not named[0].source["complete"])
    known = instrument.metadata
    name, in_full = _names(instrument.key, known.number, known.title, path)
    partial = path is None and not named[0].source["complete"]
    text = ComparedText(
        name=name,
        key=provision_key(instrument.key, path),
        sha256=named[0].source["sha256"],
        day=on,
        title=known.title,
        partial=partial,
        in_full=f"{cite(path)} {in_full}" if path else in_full,
    )
    return _Side(text, roots, named[0] if named[0].version else None)


def _names(key: str, number: str | None, title: str | None, path: str | None) -> tuple[str, str]:
    """What is compared, and the same with what its text is about."""
    place = f"{cite(path)} " if path else ""
    name, in_full = (place + instrument_name(key, number, title, subject=subject) for subject in (False, True))
    return name, in_full


def _pairings(left: Named | None, right: Named | None) -> list[Pairing]:
    """What people decided about these two texts; files are no texts of the base."""
    texts = [
        Text.of(named.instrument.key, named.instrument.aliases, named.version)
        for named in (left, right)
        if named is not None and named.version is not None
    ]
    if len(texts) < 2:
        return []
    with KnowledgeBase(create=False) as base, base.session() as session:
        return pairings_of(session, texts[0], texts[1])


def _explanations(texts: tuple[Named | None, Named | None], rows: Sequence[Row]) -> Explanations | None:
    """The notes of the base that explain the lines of a comparison."""
    versions = [named.version if named else None for named in texts]
    if not any(versions):
        return None
    shown = ({path for row in rows for path in row.compared.pair.left}, {path for row in rows for path in row.compared.pair.right})
    with KnowledgeBase(create=False) as base, base.session() as session:
        notes = [explaining(session, known.instrument_id, known.id) if known else {} for known in versions]
    return Explanations(notes, shown)


def _print(pairs: list[ComparedPair], told: Outcome | None, texts: tuple[ComparedText, ComparedText]) -> None:
    words = KindWords(pairs, (texts[0].partial, texts[1].partial))
    for text in texts:
        if text.partial:
            remark("compare.partial", name=text.name)
    if told is not None:
        say(VIETNAMESE(f"outcome.{told}"))
    for compared in pairs:
        pair = compared.pair
        if pair.kind is PairKind.SAME or (pair.level is not Level.ARTICLE and not compared.changes):
            continue
        say(f"{words.of(pair, VIETNAMESE)}\t{', '.join(pair.left) or '-'}\t{', '.join(pair.right) or '-'}")
        for change in compared.changes:
            before, after = (piece.text if piece else "-" for piece in (change.before, change.after))
            say(f"  {VIETNAMESE(f'what.{change.what}')}: {before} → {after}")
