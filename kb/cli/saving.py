"""`kb saved`: saved searches and the new law that matches them."""

from kb.accounts.current import person
from kb.base import KnowledgeBase
from kb.cli.objects import Json
from kb.cli.output import VIETNAMESE, emit, remark, say, tell
from kb.search import Filters
from kb.search.saved import Saved, add_saved, check_saved, list_saved, remove_saved, saw


def list_command(owner: str | None, as_json: bool) -> int:
    """Print the saved searches as they stand; runs none."""
    with KnowledgeBase(create=False) as base:
        found = list_saved(base, owner)
    return _show(found, as_json)


def add_command(query: str, instrument_type: str | None, owner: str | None, as_json: bool) -> int:
    """Save a search and print it."""
    actor = person(owner)
    with KnowledgeBase(create=False) as base:
        identity = add_saved(base, query, Filters(type=instrument_type), actor)
        found = [saved for saved in list_saved(base, actor.name) if saved.id == identity]
    remark("cli.search_kept")
    return _show(found, as_json)


def remove_command(number: int, as_json: bool) -> int:
    """Delete a saved search."""
    with KnowledgeBase(create=False) as base:
        remove_saved(base, number)
    if as_json:
        emit({"removed": number})
    else:
        tell("cli.search_removed", id=str(number))
    return 0


def check_command(owner: str | None, seen: bool, as_json: bool) -> int:
    """Run the saved searches and print them with what is new.

    :param seen: what is printed is not printed the next time
    """
    with KnowledgeBase(create=False) as base:
        found = check_saved(base, owner, again=True)
        for saved in found if seen else ():
            saw(base, saved.id)
    return _show(found, as_json)


def _show(found: list[Saved], as_json: bool) -> int:
    if as_json:
        emit({"saved": [_json(saved) for saved in found]})
        return 0
    for saved in found:
        filters = " ".join(f"{name}={value}" for name, value in saved.filters.given().items())
        say(f"{saved.id}. {saved.query}{f'  [{filters}]' if filters else ''}  ({saved.owner})")
        for alert in saved.alerts:
            say(f"   {VIETNAMESE(f'saved.alert_{alert.change}').lower()}\t{alert.article}")
    if not found:
        tell("saved.none_title")
    return 0


def _json(saved: Saved) -> Json:
    return {
        "id": saved.id,
        "owner": saved.owner,
        "query": saved.query,
        "filters": saved.filters.given(),
        "created_at": saved.created_at.isoformat(),
        "checked_at": saved.checked_at.isoformat() if saved.checked_at else None,
        "alerts": [
            {"article": alert.article, "change": alert.change, "found_at": alert.found_at.isoformat()} for alert in saved.alerts
        ],
    }
