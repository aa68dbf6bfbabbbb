"""`kb cards export`, `import`, `history` and `missing`: what curators made of the cards, and what the cards do not know."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from documents.paths import provision_key
from kb.accounts.current import person
from kb.base import KnowledgeBase
from kb.cli.entitling import tell_beneath
from kb.cli.options import AsJson, AsOf, Author, card_commands
from kb.cli.output import VIETNAMESE, answer, emit, remark, say, tell
from kb.entitlements.loading import mistakes_of, write_yaml
from kb.entitlements.missing import Gap, Held, Wanted, what_is_missing
from kb.entitlements.revising import import_cards
from kb.entitlements.revisions import Revision, desk_of, last_revisions, revisions_of, state_of
from kb.errors import CardError, InvalidQueryError
from kb.imports import read_text
from kb.interface.contract import fields_json
from kb.interface.days import today
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


@card_commands.command("history")
def history_command(
    card: Annotated[str | None, typer.Argument(metavar="[THẺ]", help="Mặc định: mọi thẻ đã sửa. (Default: all.)")] = None,
    as_json: AsJson = False,
) -> None:
    """Ai đã sửa thẻ, khi nào, vì sao. (Who edited a card, when and why.)"""
    with KnowledgeBase(create=False) as base, base.session() as session:
        names = [state_of(session, card).card] if card else list(last_revisions(session))
        revisions = [item for name in names for item in revisions_of(session, name)]
        edits = desk_of(session).edits
    if as_json:
        beneath = sorted(name for name, edit in edits.items() if edit.shipped_changed)
        emit({"revisions": [_revision(item) for item in revisions], "edited": sorted(edits), "shipped_changed": beneath})
        return
    for item in revisions:
        what = VIETNAMESE(f"curate.act_{item.act.value}", number=item.about or 0)
        say(f"{item.card}  {item.number:>3}  {VIETNAMESE.moment(item.at)}  {item.author}  {what}  {item.why}")
    if not revisions:
        tell("cards.never_edited")
    tell_beneath(edits)


@card_commands.command("missing")
def missing_command(as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Điều các thẻ chưa biết, và văn bản nào sẽ nói. (What the cards do not know, and which text would say it.)"""
    with KnowledgeBase(create=False) as base, base.session() as session:
        desk = desk_of(session)
        found = what_is_missing(session, desk, as_of or today())
    if as_json:
        titles = {card.id: card.title() for card in desk.cards.values()}
        emit({"texts": [_text(item, titles) for item in found.texts], "silent": [_gap(gap, titles) for gap in found.silent]})
        return
    for wanted in found.texts:
        state = VIETNAMESE(f"cards.held_{wanted.held.value}")
        say(f"{wanted.source.name()}: {state}; {', '.join(wanted.cards)}")
        for gap in wanted.unknown:
            where = f"  → {gap.place}" if gap.place else ""
            people = [VIETNAMESE(f"cards.people_{name}") for name in gap.group.names] if gap.group else []
            words = f"{gap.text()} ({', '.join(people)})" if people else gap.text()
            say(f"  {VIETNAMESE(f'cards.gap_{gap.kind.value}')}: {words} [{', '.join(gap.cards)}]{where}")
        if wanted.unbound:
            say(f"  {VIETNAMESE('cards.unbound_count', count=len(wanted.unbound))}")


def _text(wanted: Wanted, titles: Mapping[str, str]) -> Json:
    cells = [{"card": card, **_group(gap)} for gap in wanted.gaps if gap.group is not None for card in gap.cards]
    return {
        "source": wanted.source.id,
        "key": wanted.source.key,
        "name": wanted.source.name(),
        "state": wanted.held.value,
        "held": wanted.held is Held.HELD,
        "message": VIETNAMESE(f"cards.held_{wanted.held.value}"),
        "settles": {"cards": wanted.cards, "cells": cells},
        "entries": [_gap(gap, titles) for gap in wanted.gaps],
    }


def _gap(gap: Gap, titles: Mapping[str, str]) -> Json:
    return {
        "kind": gap.kind.value,
        "about": gap.about,
        "text": gap.text(),
        "cards": [{"card": card, "title": titles[card]} for card in gap.cards],
        "key": provision_key(gap.source.key, gap.path),
        "provision": {"key": gap.place} if gap.place else None,
        **_group(gap),
    }


def _group(gap: Gap) -> Json:
    return {"who": list(gap.group.who), "people": list(gap.group.people)} if gap.group else {}


def _revision(item: Revision) -> Json:
    about = {"card": item.card, "revision": item.number, **fields_json(item, "act", "about"), "by": item.author}
    return {**about, **fields_json(item, "at", "why"), "as_shipped": item.body is None}
