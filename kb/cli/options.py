"""The command line as such: its groups of commands, and the options that several commands share."""

from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from documents.model import InstrumentType
from kb.errors import InvalidQueryError
from kb.interface.days import read_day, today


def day(text: str) -> date:
    """Read a day given on the command line.

    :raises InvalidQueryError: it is not a day of the calendar
    """
    read = read_day(text)
    if read is None:
        raise InvalidQueryError("day_unreadable", text=text)
    return read


def past_day(text: str) -> date:
    """Read a day on which something was seen.

    :raises InvalidQueryError: it is no day, or still to come
    """
    if (seen := day(text)) > today():
        raise InvalidQueryError("day_to_come", day=seen, today=today())
    return seen


def one_of(known: Collection[str], refused: Callable[[str], InvalidQueryError]) -> Callable[[str], str]:
    """What reads one of several words on the command line.

    :param refused: the error for any other
    """

    def read(word: str) -> str:
        if word not in known:
            raise refused(word)
        return word

    return read


cli = typer.Typer(
    name="kb",
    help="Tủ Luật: kho văn bản pháp luật Việt Nam. (A knowledge base of Vietnamese legal texts.)",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

KeyArgument = Annotated[str, typer.Argument(help="Khóa văn bản hoặc điều khoản. (Key of an instrument or provision.)")]
Output = Annotated[Path | None, typer.Option("--output", help="Tệp ghi ra; mặc định in ra. (File to write.)")]
AsJson = Annotated[bool, typer.Option("--json", help="In JSON ra thiết bị xuất chuẩn. (Print JSON.)")]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of", parser=day, metavar="NGÀY", help="Ngày cần biết, như 31/12/2019 hoặc 2019-12-31. (The day asked about.)"
    ),
]
_TYPES = list(InstrumentType)
_type = one_of(_TYPES, lambda slug: InvalidQueryError("type_unknown", type=slug, known=_TYPES))
TypeFilter = Annotated[
    str | None, typer.Option("--type", parser=_type, metavar="LOẠI", help="Loại văn bản, vd. nghi-dinh. (Instrument type.)")
]
Author = Annotated[str | None, typer.Option("--author", metavar="TÊN", help="Ai sửa. (Whose decision it is.)")]


def _group(name: str, about: str) -> typer.Typer:
    """A group of commands, as `kb notes`."""
    group = typer.Typer(help=about, no_args_is_help=True)
    cli.add_typer(group, name=name)
    return group


word_commands = _group("words", "Từ thường ngày và từ của luật thay cho chúng. (Everyday words and the law's words for them.)")
card_commands = _group("cards", "Thẻ chế độ hỗ trợ: tìm, kiểm tra. (Cards of support: search, check.)")
note_commands = _group("notes", "Ghi chú: xuất, nhận theo chuẩn W3C, liệt kê, xóa hẳn. (Notes: export, import, list, erase.)")
register_commands = _group(
    "register", "Sổ hiệu lực: lời có ngày về văn bản và điều khoản. (Registers of effect: dated statements.)"
)
review_commands = _group("review", "Hồ sơ rà soát và báo cáo. (Review files and their reports.)")
inbox_commands = _group("inbox", "Hàng chờ: tệp được đọc thử, xem lại rồi mới lưu. (Files that are read, looked at, then stored.)")
audit_commands = _group("audit", "Nhật ký: ai đã làm gì, còn nguyên vẹn không. (Who did what, and whether that is whole.)")
people_commands = _group("people", "Người dùng và vai trò của họ. (Who works here, and in which role.)")
