"""The command `kb`. Results go to standard output, everything else to standard error.

Exit status: 0 done; 1 done, but something in a batch was rejected; 2 wrong use, unreadable input or a base that cannot be opened.
"""

import logging
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from typer.exceptions import TyperException

from documents.errors import DocumentsError, WordedError
from documents.model import InstrumentType
from documents.text import printable
from ingest.errors import IngestError
from kb.cli.output import both
from kb.database.failures import DatabaseError, is_full
from kb.errors import InvalidQueryError
from kb.interface.days import read_day
from kb.settings import settings

cli = typer.Typer(
    name="kb",
    help="Tủ Luật: kho văn bản pháp luật Việt Nam. (A knowledge base of Vietnamese legal texts.)",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

AsJson = Annotated[bool, typer.Option("--json", help="In JSON ra thiết bị xuất chuẩn. (Print JSON.)")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="NGÀY", help="Ngày cần biết, như 31/12/2019 hoặc 2019-12-31. (The day asked about.)"),
]
TypeFilter = Annotated[str | None, typer.Option("--type", metavar="LOẠI", help="Loại văn bản, vd. nghi-dinh. (Instrument type.)")]

Owner = Annotated[str | None, typer.Option("--owner", metavar="TÊN", help="Của ai; mặc định: mọi người. (Whose.)")]
SavedNumber = Annotated[int, typer.Argument(metavar="SỐ", help="Số của tìm kiếm đã lưu. (Number of the saved search.)")]

saved = typer.Typer(help="Tìm kiếm đã lưu và điều mới khớp với chúng. (Saved searches and what is new.)", no_args_is_help=True)
cli.add_typer(saved, name="saved")

words = typer.Typer(
    help="Từ thường ngày và từ của luật thay cho chúng. (Everyday words and the law's words for them.)", no_args_is_help=True
)
cli.add_typer(words, name="words")
Author = Annotated[str | None, typer.Option("--author", metavar="TÊN", help="Ai sửa. (Whose decision it is.)")]

vectors = typer.Typer(help="Véc-tơ để tìm theo nghĩa; cần KB_ENCODER. (Dense vectors; needs KB_ENCODER.)", no_args_is_help=True)
cli.add_typer(vectors, name="vectors")


def run() -> None:
    """Run the command line and leave with its exit status."""
    try:
        status = cli(standalone_mode=False)
    except TyperException as error:
        status = _failed(error.format_message())
    except WordedError as error:
        status = _failed(both(f"error.{error.code}", **error.values))
    except (IngestError, DocumentsError) as error:
        status = _failed(str(error))
    except ValidationError as error:
        wrong = [f"KB_{'_'.join(map(str, item['loc'])).upper()}" for item in error.errors()]
        status = _failed(both("cli.settings_invalid", names=wrong))
    except DatabaseError as error:
        logging.getLogger(__name__).debug("the database failed", exc_info=True)
        status = _failed(both("cli.disk_full" if is_full(error) else "cli.database_broken"))
    except (KeyboardInterrupt, typer.Abort):
        status = _failed(both("cli.stopped"))
    except BrokenPipeError:
        status = 0
    sys.exit(status if isinstance(status, int) else 0)


def _failed(sentence: str) -> int:
    print(" ".join(printable(sentence).split()), file=sys.stderr)  # noqa: T201
    return 2


def day(text: str | None) -> date | None:
    """Read a day given on the command line.

    :raises InvalidQueryError: it is not a day of the calendar
    """
    if text is None:
        return None
    read = read_day(text)
    if read is None:
        raise InvalidQueryError("day_unreadable", text=text)
    return read


def known_type(slug: str | None) -> str | None:
    """Check a type given on the command line.

    :raises InvalidQueryError: there is no such type
    """
    if slug is not None and slug not in set(InstrumentType):
        raise InvalidQueryError("type_unknown", type=slug, known=list(InstrumentType))
    return slug


@cli.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Tệp, thư mục hoặc tệp nén. (Files, folders or archives.)")],
    snapshot_date: Annotated[
        str | None,
        typer.Option("--snapshot-date", metavar="NGÀY", help="Ngày chụp Bộ pháp điển. (Day the codification was taken.)"),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Nạp văn bản vào kho. (Put texts into the base.)"""
    from kb.cli.ingesting import ingest_command

    return ingest_command(paths, day(snapshot_date), as_json)


@cli.command()
def reread(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TỆP]...", help="Tệp, tên tệp đã lưu hoặc mã băm của bản gốc. (Files, stored names or hashes of originals.)"
        ),
    ] = None,
    incomplete: Annotated[
        bool,
        typer.Option("--incomplete", help="Chỉ những tệp còn thiếu chữ, thiếu trang. (Only those that lack text.)"),
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Đọc lại các bản gốc đã lưu bằng trình đọc mới nhất. (Read stored originals again with the readers of today.)"""
    from kb.cli.ingesting import reread_command

    return reread_command(paths or [], incomplete, as_json)


@cli.command()
def parse(
    file: Annotated[Path, typer.Argument(help="Tệp cần đọc. (The file to read.)")],
    as_json: AsJson = False,
) -> int:
    """Đọc cấu trúc một tệp mà không lưu gì. (Show a file's structure; stores nothing, needs no base.)"""
    from kb.cli.parsing import parse_command

    return parse_command(file, as_json)


@cli.command()
def show(
    key: Annotated[str, typer.Argument(help="Khóa văn bản hoặc điều khoản. (Key of an instrument or provision.)")],
    as_of: AsOf = None,
    version: Annotated[int | None, typer.Option("--version", help="Số của phiên bản. (Number of the version.)")] = None,
    as_json: AsJson = False,
) -> int:
    """Mở một văn bản hoặc điều khoản. (Open an instrument or provision.)"""
    from kb.cli.reading import show_command

    return show_command(key, day(as_of), version, as_json)


@cli.command(name="list")
def list_(instrument_type: TypeFilter = None, as_json: AsJson = False) -> int:
    """Liệt kê văn bản trong kho. (List the instruments of the base.)"""
    from kb.cli.reading import list_command

    return list_command(known_type(instrument_type), as_json)


@cli.command()
def export(
    key: Annotated[str, typer.Argument(help="Khóa văn bản. (Key of an instrument.)")],
    format_: Annotated[str, typer.Option("--format", help="Định dạng: akn (Akoma Ntoso). (Format.)")] = "akn",
    output: Annotated[Path | None, typer.Option("--output", help="Tệp ghi ra; mặc định in ra. (File to write.)")] = None,
) -> int:
    """Xuất một văn bản với mọi phiên bản. (Export an instrument with all its versions.)"""
    from kb.cli.exporting import export_command

    return export_command(key, format_, output)


@cli.command()
def reindex(as_json: AsJson = False) -> int:
    """Dựng lại chỉ mục tìm kiếm từ cơ sở dữ liệu. (Rebuild the search index from the database.)"""
    from kb.cli.upkeep import reindex_command

    return reindex_command(as_json)


@cli.command()
def doctor(as_json: AsJson = False) -> int:
    """Kiểm tra kho: cơ sở dữ liệu, chỉ mục, tệp gốc. (Check the base.)"""
    from kb.cli.upkeep import doctor_command

    return doctor_command(as_json)


@cli.command()
def search(
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
        str, typer.Option("--sort", metavar="CÁCH", help="relevance, newest, oldest: xếp theo mức phù hợp hay ngày. (Order.)")
    ] = "relevance",
    verbatim: Annotated[
        bool, typer.Option("--verbatim", help="Tìm đúng như đã gõ: không thêm dấu, không sửa, không thêm từ. (As typed.)")
    ] = False,
    facets: Annotated[bool, typer.Option("--facets", help="Đếm theo loại, cơ quan, chủ đề, hiệu lực, năm. (Count.)")] = False,
    export_to: Annotated[
        Path | None, typer.Option("--export", metavar="TỆP", help="Ghi kết quả ra tệp .xlsx hoặc .csv. (Write the hits.)")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Tìm điều khoản. (Search provisions.)"""
    from kb.cli.searching import Request, search_command

    request = Request(query, count, day(as_of), known_type(instrument_type), inside, order, facets, export_to, verbatim)
    return search_command(request, as_json)


@cli.command()
def similar(
    key: Annotated[str, typer.Argument(help="Khóa của một điều. (Key of an article.)")],
    count: Annotated[int, typer.Option("-k", min=1, max=100, help="Số kết quả. (Number of hits.)")] = 10,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Quy định tương tự trong các văn bản khác. (Similar articles of other instruments.)"""
    from kb.cli.searching import similar_command

    return similar_command(key, count, day(as_of), as_json)


@cli.command()
def suggest(
    prefix: Annotated[str, typer.Argument(metavar="ĐẦU_TỪ", help="Những chữ đang gõ. (What is being typed.)")],
    count: Annotated[int, typer.Option("-k", min=1, max=50, help="Số gợi ý. (Number of suggestions.)")] = 8,
    as_json: AsJson = False,
) -> int:
    """Gợi ý khi đang gõ: tên điều, số hiệu và tên văn bản. (Suggestions while typing.)"""
    from kb.cli.searching import suggest_command

    return suggest_command(prefix, count, as_json)


@cli.command()
def cite(
    text: Annotated[str | None, typer.Argument(help="Đoạn văn. (A text.)")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="Tệp văn bản UTF-8. (A text file.)")] = None,
    jsonl: Annotated[Path | None, typer.Option("--jsonl", help="Mỗi dòng một {id, text, context}. (JSON lines.)")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Tìm dẫn chiếu pháp luật trong một đoạn văn. (Find the legal references of a text; needs no base.)"""
    from kb.cli.citing import cite_command

    return cite_command(text, file, jsonl, day(as_of), as_json)


@cli.command()
def effects(
    source: Annotated[str, typer.Argument(metavar="TỆP|KHÓA", help="Tệp hoặc khóa văn bản. (A file or a key.)")],
    as_json: AsJson = False,
) -> int:
    """Văn bản này sửa đổi, bãi bỏ những gì. (What an instrument does to others.)"""
    from kb.cli.amending import effects_command

    return effects_command(source, as_json)


@cli.command()
def consolidate(
    base: Annotated[str, typer.Argument(metavar="GỐC", help="Tệp hoặc khóa văn bản gốc. (The base: a file or a key.)")],
    amending: Annotated[
        list[str], typer.Argument(metavar="SỬA_ĐỔI...", help="Tệp hoặc khóa văn bản sửa đổi. (Amending texts: files or keys.)")
    ],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Hợp nhất văn bản gốc với các văn bản sửa đổi; không lưu gì. (Consolidate; stores nothing.)"""
    from kb.cli.amending import consolidate_command

    return consolidate_command(base, amending, day(as_of), as_json)


@cli.command()
def relations(
    key: Annotated[str, typer.Argument(help="Khóa văn bản hoặc điều khoản. (Key of an instrument or provision.)")],
    as_json: AsJson = False,
) -> int:
    """Quan hệ với văn bản khác, kèm câu làm căn cứ. (Relations to other instruments, with their evidence.)"""
    from kb.cli.relating import relations_command

    return relations_command(key, as_json)


@cli.command()
def history(
    key: Annotated[str, typer.Argument(help="Khóa văn bản hoặc điều khoản. (Key of an instrument or provision.)")],
    as_json: AsJson = False,
) -> int:
    """Câu chữ qua các thời kỳ và văn bản đã thay đổi. (Wordings over time, and what made them.)"""
    from kb.cli.relating import history_command

    return history_command(key, as_json)


@cli.command()
def evaluate(
    queries: Annotated[Path, typer.Option("--queries", help="Câu hỏi, JSON từng dòng. (Queries, JSON lines.)")],
    qrels: Annotated[Path, typer.Option("--qrels", help="Đáp án, TSV ba hoặc bốn cột. (Judgements, TSV.)")],
    field: Annotated[str, typer.Option("--field", help="Trường chứa câu hỏi. (Field that holds the query.)")] = "text",
    as_of: AsOf = None,
    styles: Annotated[
        bool, typer.Option("--styles", help="Đo cả khi gõ không dấu, nửa dấu, và theo loại câu hỏi. (By style and kind of query.)")
    ] = False,
    save: Annotated[Path | None, typer.Option("--save", help="Ghi mã câu hỏi và thứ hạng. (Save ids and ranks.)")] = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", help="So với lần đo đã ghi. (Compare with a saved run.)")] = None,
    misses: Annotated[
        str | None,
        typer.Option("--misses", metavar="TỆP|-", help="Ghi bảng các câu chưa đúng, kèm lời câu hỏi. (Misses, with texts.)"),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Đo chất lượng tìm kiếm. (Measure search quality.)"""
    from kb.cli.evaluating import Outputs, evaluate_command
    from kb.evaluation import Requirements, Style

    asked = tuple(Style) if styles else (Style.AS_TYPED,)
    requirements = Requirements(queries, qrels, field, asked, day(as_of))
    return evaluate_command(requirements, Outputs(save, baseline, misses), as_json)


@cli.command()
def app(port: Annotated[int, typer.Option("--port", help="Cổng của ứng dụng. (Port of the app.)")] = 8501) -> int:
    """Mở ứng dụng trong trình duyệt của máy này. (Open the app in this machine's browser.)"""
    from kb.cli.upkeep import app_command

    return app_command(port)


@saved.command(name="list")
def saved_list(owner: Owner = None, as_json: AsJson = False) -> int:
    """Liệt kê tìm kiếm đã lưu và điều mới của chúng. (List saved searches and what is new.)"""
    from kb.cli.saving import list_command

    return list_command(owner, as_json)


@saved.command(name="add")
def saved_add(
    query: Annotated[str, typer.Argument(help="Câu tìm cần lưu; kho sẽ giữ lời của nó. (The query; its words are stored.)")],
    instrument_type: TypeFilter = None,
    owner: Owner = None,
    as_json: AsJson = False,
) -> int:
    """Lưu một tìm kiếm, để biết khi có quy định mới. (Save a search.)"""
    from kb.cli.saving import add_command

    return add_command(query, known_type(instrument_type), owner, as_json)


@saved.command(name="remove")
def saved_remove(number: SavedNumber, as_json: AsJson = False) -> int:
    """Xóa hẳn một tìm kiếm đã lưu. (Delete a saved search.)"""
    from kb.cli.saving import remove_command

    return remove_command(number, as_json)


@saved.command(name="check")
def saved_check(
    owner: Owner = None,
    seen: Annotated[bool, typer.Option("--seen", help="Ghi nhận đã xem các điều mới. (Mark what is new as seen.)")] = False,
    as_json: AsJson = False,
) -> int:
    """Chạy lại các tìm kiếm đã lưu và báo điều mới. (Run saved searches again and say what is new.)"""
    from kb.cli.saving import check_command

    return check_command(owner, seen, as_json)


@words.command(name="list")
def words_list(as_json: AsJson = False) -> int:
    """Liệt kê mọi mục. (List every entry.)"""
    from kb.cli.words import list_command

    return list_command(as_json)


@words.command(name="add")
def words_add(
    phrase: Annotated[str, typer.Argument(metavar="TỪ", help="Từ thường ngày, vd. “sổ đỏ”. (The everyday word.)")],
    meanings: Annotated[list[str], typer.Argument(metavar="TỪ_CỦA_LUẬT...", help="Từ của luật. (The law's words.)")],
    author: Author = None,
    as_json: AsJson = False,
) -> int:
    """Thêm, sửa hoặc bật lại một mục. (Add an entry, change it, or turn it on again.)"""
    from kb.cli.words import add_command

    return add_command(phrase, meanings, author, as_json)


@words.command(name="remove")
def words_remove(
    phrase: Annotated[str, typer.Argument(metavar="TỪ", help="Từ thường ngày. (The everyday word.)")],
    author: Author = None,
    as_json: AsJson = False,
) -> int:
    """Tắt một mục; lịch sử của nó vẫn còn. (Turn an entry off; its history stays.)"""
    from kb.cli.words import remove_command

    return remove_command(phrase, author, as_json)


@words.command(name="import")
def words_import(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="JSON của `kb words export`. (What export has written.)")],
    author: Author = None,
    as_json: AsJson = False,
) -> int:
    """Nhận các mục từ tệp, tất cả hoặc không mục nào. (Take entries over from a file, all or none.)"""
    from kb.cli.words import import_command

    return import_command(file, author, as_json)


@words.command(name="export")
def words_export(
    output: Annotated[Path | None, typer.Option("--output", help="Tệp ghi ra; mặc định in ra. (File to write.)")] = None,
) -> int:
    """Ghi mọi mục ra JSON. (Write every entry as JSON.)"""
    from kb.cli.words import export_command

    return export_command(output)


@words.command(name="measure")
def words_measure(
    queries: Annotated[Path, typer.Option("--queries", help="Câu hỏi, JSON từng dòng. (Queries, JSON lines.)")],
    qrels: Annotated[Path, typer.Option("--qrels", help="Đáp án, TSV ba hoặc bốn cột. (Judgements, TSV.)")],
    field: Annotated[str, typer.Option("--field", help="Trường chứa câu hỏi. (Field that holds the query.)")] = "text",
    as_json: AsJson = False,
) -> int:
    """Từ thường ngày làm kết quả tốt lên hay xấu đi bao nhiêu. (What the entries bring on judged queries.)"""
    from kb.cli.words import measure_command

    return measure_command(queries, qrels, field, as_json)


@vectors.command(name="build")
def vectors_build(as_json: AsJson = False) -> int:
    """Tính véc-tơ của những điều khoản chưa có. (Compute the vectors that are lacking.)"""
    from kb.cli.vectors import build_command

    return build_command(as_json)


@vectors.command(name="status")
def vectors_status(as_json: AsJson = False) -> int:
    """Đã có bao nhiêu véc-tơ. (How many vectors there are.)"""
    from kb.cli.vectors import status_command

    return status_command(as_json)


@cli.callback()
def main() -> None:
    """Tủ Luật: kho văn bản pháp luật Việt Nam. (A knowledge base of Vietnamese legal texts.)"""
    settings()
