"""`kb saved`: saved searches and the new law that matches them."""

from typing import Annotated

import typer

from kb.accounts.current import person
from kb.base import KnowledgeBase
from kb.cli.objects import Json
from kb.cli.options import AsJson, Owner, SavedNumber, TypeFilter, saved_commands
from kb.cli.output import VIETNAMESE, emit, remark, say, tell
from kb.interface.contract import fields_json
from kb.search import Filters
from kb.search.saved import Saved, add_saved, check_saved, list_saved, remove_saved, saw


@saved_commands.command("list")
def list_command(owner: Owner = None, as_json: AsJson = False) -> None:
    """Liệt kê tìm kiếm đã lưu và điều mới của chúng. (List saved searches and what is new.)"""
    with KnowledgeBase(create=False) as base:
        found = list_saved(base, owner)
    _show(found, as_json)


@saved_commands.command("add")
def add_command(
    query: Annotated[str, typer.Argument(help="Câu tìm cần lưu; kho sẽ giữ lời của nó. (The query; its words are stored.)")],
    instrument_type: TypeFilter = None,
    owner: Owner = None,
    as_json: AsJson = False,
) -> None:
    """Lưu một tìm kiếm, để biết khi có quy định mới. (Save a search.)"""
    actor = person(owner)
    with KnowledgeBase(create=False) as base:
        identity = add_saved(base, query, Filters(type=instrument_type), actor)
        found = [saved for saved in list_saved(base, actor.name) if saved.id == identity]
    remark("cli.search_kept")
    _show(found, as_json)


@saved_commands.command("remove")
def remove_command(number: SavedNumber, as_json: AsJson = False) -> None:
    """Xóa hẳn một tìm kiếm đã lưu. (Delete a saved search.)"""
    with KnowledgeBase(create=False) as base:
        remove_saved(base, number)
    if as_json:
        emit({"removed": number})
    else:
        tell("cli.search_removed", id=str(number))


@saved_commands.command("check")
def check_command(
    owner: Owner = None,
    seen: Annotated[bool, typer.Option("--seen", help="Ghi nhận đã xem các điều mới. (Mark what is new as seen.)")] = False,
    as_json: AsJson = False,
) -> None:
    """Chạy lại các tìm kiếm đã lưu và báo điều mới. (Run saved searches again and say what is new.)"""
    with KnowledgeBase(create=False) as base:
        found = check_saved(base, owner, again=True)
        for saved in found if seen else ():
            saw(base, saved.id)
    _show(found, as_json)


def _show(found: list[Saved], as_json: bool) -> None:
    if as_json:
        emit({"saved": [_json(saved) for saved in found]})
        return
    for saved in found:
        filters = " ".join(f"{name}={value}" for name, value in saved.filters.given().items())
        say(f"{saved.id}. {saved.query}{f'  [{filters}]' if filters else ''}  ({saved.owner})")
        for alert in saved.alerts:
            say(f"   {VIETNAMESE(f'saved.alert_{alert.change}').lower()}\t{alert.article}")
    if not found:
        tell("saved.none_title")


def _json(saved: Saved) -> Json:
    return {
        **fields_json(saved, "id", "owner", "query"),
        "filters": saved.filters.given(),
        **fields_json(saved, "created_at", "checked_at", "alerts"),
    }
