"""`kb search`."""

from pathlib import Path
from typing import Annotated

import typer

from documents.wording.citing import cite, instrument_name
from kb.base import KnowledgeBase
from kb.cli.options import AsJson, AsOf, TypeFilter, cli, one_of
from kb.cli.output import VIETNAMESE, emit, remark, say, tell, write_out
from kb.database.reading.reader import find_instrument
from kb.errors import InvalidQueryError
from kb.export.files import HITS, file_bytes, format_of
from kb.open.searching import result_json
from kb.search import Filters, Hit, Order, SearchResult, search
from kb.search.context import later_words
from kb.search.hits import printed
from kb.search.lacking import absent_lines
from kb.search.named import new_words_line
from kb.search.reading.understanding import read_key

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


def _print(result: SearchResult) -> None:
    understood = result.understood
    for asked in understood.asked:
        say(f"= {asked.text}\t{asked.kind}: {asked.value}")
    for line in absent_lines(VIETNAMESE, result):
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
    if not (result.hits or understood.choices or result.lacking):
        tell("cli.nothing_found")


def _print_hits(hits: tuple[Hit, ...]) -> None:
    for place, hit in enumerate(hits, start=1):
        name = instrument_name(hit.instrument, hit.number, hit.title)
        status = hit.standing.in_words(VIETNAMESE) if hit.is_law else VIETNAMESE("search.no_law")
        borrowed = f" ({VIETNAMESE(f'naming.{hit.title_from}')})" if hit.title_from else ""
        say(f"{place}. {name}{borrowed}  {hit.heading or cite(hit.path)}  [{status}]")
        if new := hit.new_words:  # before the words that no longer hold
            say(f"   {new_words_line(VIETNAMESE, new)} {printed(new.snippet, new.cut_before, new.cut_after)}")
        say(f"   {printed(hit.snippet, hit.cut_before, hit.cut_after, hit.cells)}")
        for item in hit.following:
            say(f"     {item.label} {printed(item.text, False, item.cut)}")
        for words in hit.stated:
            say(f"   “{printed(words, False, False)}”")
        if hit.other:
            other = hit.other
            say(f"   {cite(other.path)}: {printed(other.snippet, other.cut_before, other.cut_after, other.cells)}")
        say(f"   {hit.key}")
        say(f"   {hit.standing.sentence()}")
        if hit.clause_status and hit.best_clause:
            say(f"   {cite(hit.best_clause)}: {hit.clause_status.sentence()}")
