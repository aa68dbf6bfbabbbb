"""`kb cards export` and `import`: what curators made of the cards."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from kb.accounts.current import person
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, Author, card_commands
from kb.cli.output import VIETNAMESE, answer, emit, remark, say
from kb.entitlements.loading import mistakes_of, write_yaml
from kb.entitlements.revising import import_cards
from kb.entitlements.revisions import Revision, desk_of, state_of
from kb.errors import CardError, InvalidQueryError
from kb.imports import read_text
from kb.interface.contract import fields_json
from kb.open.objects import Json


@card_commands.command("export")
def export_command(
    cards: Annotated[
        list[str] | None, typer.Argument(metavar="[THẺ]...", help="Các thẻ; mặc định: thẻ đã sửa. (Cards; default: edited ones.)")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", metavar="THƯ_MỤC", help="Mỗi thẻ một tệp. (A file a card.)")] = None,
    as_json: AsJson = False,
) -> None:
    """Ghi các thẻ đã sửa ra YAML để duyệt. (Write edited cards as YAML, for review.)"""
    with KnowledgeBase(create=False) as base, base.session() as session:
        edits = desk_of(session).edits
        states = [state_of(session, card) for card in (cards or edits)]
    files = {state.card: write_yaml(state.data) for state in states}
    if output is not None:
        _write(output, files)
    if as_json:
        rows = []
        for state in states:
            last = _revision(state.last) if state.last else None
            rows.append({"card": state.card, "revision": last, "edited": state.card in edits, "yaml": files[state.card]})
        emit({"cards": rows})
    elif output is None:
        for text in files.values():
            say(f"---\n{text.rstrip()}")
    if output is not None or not files:
        remark("cards.exported", count=len(files))


def _write(folder: Path, files: Mapping[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidQueryError("export_not_written", file=folder.name, reason=error.strerror) from error


@card_commands.command("import")
def import_command(
    paths: Annotated[list[Path], typer.Argument(metavar="TỆP...", help="Tệp YAML hoặc thư mục. (YAML files or folders.)")],
    why: Annotated[str | None, typer.Option("--why", metavar="LÝ_DO", help="Vì sao sửa. (Why.)")] = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Nhận thẻ từ YAML, tất cả hoặc không thẻ nào. (Take cards over from YAML, all or none.)"""
    found = [file for path in paths for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]
    reason = why or VIETNAMESE("cards.imported_from", files=tuple(path.name for path in found[:3]))
    try:
        files = [(path.name, read_text(path, CardError("card_unreadable", file=path.name))) for path in found]
        with KnowledgeBase() as base, base.session(write=True, actor=person(author)) as session:
            done = import_cards(session, files, reason)
    except CardError as error:
        if as_json:
            emit({"read": 0, "stored": [], "unchanged": [], "mistakes": [VIETNAMESE.write(item) for item in mistakes_of(error)]})
        raise
    kept = {"read": done.read, "stored": list(map(_revision, done.stored)), "unchanged": list(done.unchanged), "mistakes": []}
    answer(as_json, kept, "cards.imported", read=done.read, stored=len(done.stored), unchanged=len(done.unchanged))


def _revision(item: Revision) -> Json:
    about = {"card": item.card, "revision": item.number, **fields_json(item, "act", "about"), "by": item.author}
    return {**about, **fields_json(item, "at", "why"), "as_shipped": item.body is None}
