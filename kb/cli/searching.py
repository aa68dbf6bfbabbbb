"""`kb search`, `kb similar` and `kb suggest`."""

import time
from pathlib import Path
from typing import Annotated

import typer

from documents.wording.citing import cite, instrument_name
from kb.accounts.current import person
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, AsOf, Owner, SavedNumber, TypeFilter, cli, one_of, saved_commands
from kb.cli.output import VIETNAMESE, answer, emit, remark, say, tell, write_out
from kb.database.reading.reader import find_instrument
from kb.errors import InvalidQueryError
from kb.export.files import HITS, file_bytes, format_of
from kb.interface.contract import fields_json
from kb.interface.days import today
from kb.open.objects import Json
from kb.open.searching import hit_json, result_json
from kb.search import Filters, Hit, Order, SearchResult, search
from kb.search.context import later_words
from kb.search.hits import printed
from kb.search.named import absent_line, new_words_line
from kb.search.reading.understanding import read_key
from kb.search.saved import Saved, add_saved, check_saved, list_saved, remove_saved, saw
from kb.search.similar import similar
from kb.search.suggest import suggest


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
    answer(as_json, {"removed": number}, "cli.search_removed", id=str(number))


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
            saw(base, saved.id, saved)
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


_FACETS = 8
_order = one_of(list(Order), lambda named: InvalidQueryError("order_unknown", order=named, known=list(Order)))


@cli.command("search")
def search_command(
    query: Annotated[
        str,
        typer.Argument(help="Từ ngữ, số hiệu, điều khoản; “cụm từ”, -bỏ, loại:luật từ:2015… (Words, numbers, phrases, fields.)"),
    ],
    count: Annotated[int, typer.Option("-k", min=1, max=1000, help="Số kết quả. (Number of hits.)")] = 10,
    as_of: AsOf = None,
    instrument_type: TypeFilter = None,
    inside: Annotated[
        str | None, typer.Option("--in", metavar="KHÓA", help="Chỉ trong văn bản này. (Within this instrument only.)")
    ] = None,
    order: Annotated[
        str,
        typer.Option(
            "--sort", parser=_order, metavar="CÁCH", help="relevance, newest, oldest: xếp theo mức phù hợp hay ngày. (Order.)"
        ),
    ] = "relevance",
    verbatim: Annotated[
        bool, typer.Option("--verbatim", help="Tìm đúng như đã gõ: không thêm dấu, không sửa, không thêm từ. (As typed.)")
    ] = False,
    facets: Annotated[bool, typer.Option("--facets", help="Đếm theo loại, cơ quan, chủ đề, hiệu lực, năm. (Count.)")] = False,
    export_to: Annotated[
        Path | None, typer.Option("--export", metavar="TỆP", help="Ghi kết quả ra tệp .xlsx hoặc .csv. (Write the hits.)")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tìm điều khoản. (Search provisions.)"""
    format_ = format_of(HITS, export_to.suffix.lower().removeprefix(".") or export_to.name) if export_to else ""
    with KnowledgeBase(create=False) as base:
        if inside is not None:
            with base.session() as session:
                inside = find_instrument(session, read_key(base.engine, inside).instrument).key
        filters = Filters(type=instrument_type, instrument=inside)
        result = search(base, query, count, as_of, filters, Order(order), facets=facets, verbatim=verbatim)
    if result.stale:
        remark("check.index_stale")
    if export_to is not None:
        write_out(file_bytes(HITS, (result.hits, result.understood.as_of), format_, VIETNAMESE), export_to)
        remark("cli.hits_written", count=len(result.hits), file=export_to.name)
    if result.degraded:
        remark("search.degraded")
    if as_json:
        emit(result_json(result))
    elif export_to is None:
        _print(result)


@cli.command("similar")
def similar_command(
    key: Annotated[str, typer.Argument(help="Khóa của một điều. (Key of an article.)")],
    count: Annotated[int, typer.Option("-k", min=1, max=100, help="Số kết quả. (Number of hits.)")] = 10,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Quy định tương tự trong các văn bản khác. (Similar articles of other instruments.)"""
    began = time.perf_counter()
    with KnowledgeBase(create=False) as base:
        wanted = str(read_key(base.engine, key))
        hits = similar(base, wanted, count, as_of)
    if as_json:
        took = round((time.perf_counter() - began) * 1000, 3)
        emit({"key": wanted, "as_of": (as_of or today()).isoformat(), "hits": [hit_json(hit) for hit in hits], "took_ms": took})
        return
    _print_hits(hits)
    if not hits:
        tell("search.empty_title")


@cli.command("suggest")
def suggest_command(
    prefix: Annotated[str, typer.Argument(metavar="ĐẦU_TỪ", help="Những chữ đang gõ. (What is being typed.)")],
    count: Annotated[int, typer.Option("-k", min=1, max=50, help="Số gợi ý. (Number of suggestions.)")] = 8,
    as_json: AsJson = False,
) -> None:
    """Gợi ý khi đang gõ: tên điều, số hiệu và tên văn bản. (Suggestions while typing.)"""
    with KnowledgeBase(create=False) as base:
        found = suggest(base, prefix, count)
    if as_json:
        emit({"prefix": prefix, "suggestions": [fields_json(item) for item in found]})
    else:
        for item in found:
            say(f"{item.text}\t{item.key or item.count}")


def _print(result: SearchResult) -> None:
    understood = result.understood
    for asked in understood.asked:
        say(f"= {asked.text}\t{asked.kind}: {asked.value}")
    if line := absent_line(VIETNAMESE, understood):
        say(line)
    for choice in understood.choices:
        say(f"? {choice.key}\t{choice.title}")
    for item in result.later:
        say(f"! {later_words(VIETNAMESE, item)}")
    for then in result.on_days:
        say(f"## {VIETNAMESE(f'search.on_day_{then.event.side}', day=then.event.day, words=then.event.typed)}")
        _print_hits(then.hits)
    if result.on_days:
        say(f"## {VIETNAMESE('search.on_day_now', day=understood.as_of)}")
    if understood.of_values and not result.degraded:
        tell("search.stated_about")
    if result.unsure:
        tell("search.unsure_title")
    _print_hits(result.hits)
    for name, counted in (result.facets.counts if result.facets else {}).items():
        say(f"# {name}\t" + ", ".join(f"{value} {count}" for value, count in list(counted.items())[:_FACETS]))
    if not result.hits and not understood.choices:
        tell("cli.nothing_found")


def _print_hits(hits: tuple[Hit, ...]) -> None:
    for place, hit in enumerate(hits, start=1):
        name = instrument_name(hit.instrument, hit.number, hit.title)
        status = hit.standing.in_words(VIETNAMESE) if hit.is_law else VIETNAMESE("search.no_law")
        borrowed = f" ({VIETNAMESE(f'naming.{hit.title_from}')})" if hit.title_from else ""
        say(f"{place}. {name}{borrowed}  {hit.heading or cite(hit.path)}  [{status}]")
        say(f"   {printed(hit.snippet, hit.cut_before, hit.cut_after, hit.cells)}")
        for item in hit.following:
            say(f"     {item.label} {printed(item.text, False, item.cut)}")
        for words in hit.stated:
            say(f"   “{printed(words, False, False)}”")
        if hit.other:
            other = hit.other
            say(f"   {cite(other.path)}: {printed(other.snippet, other.cut_before, other.cut_after, other.cells)}")
        if new := hit.new_words:
            say(f"   {new_words_line(VIETNAMESE, new)} {printed(new.snippet, new.cut_before, new.cut_after)}")
        say(f"   {hit.key}")
        say(f"   {hit.standing.sentence()}")
        if hit.clause_status and hit.best_clause:
            say(f"   {cite(hit.best_clause)}: {hit.clause_status.sentence()}")
