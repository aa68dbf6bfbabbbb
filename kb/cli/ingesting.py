"""`kb ingest`, `kb get` and `kb reread`: files into the base, with a line for each; `kb bundle`: out of it for another base; `kb
remove`: a text taken out.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, TaskID

from documents.identity.drafts import SaidDraft
from documents.messages import told_together
from documents.model import Draft
from documents.paths import unknown_parts
from ingest.batch import ingest_paths, said_again
from ingest.codification.reader import published_on
from ingest.files.source import MEGABYTE, Fetched, is_address
from ingest.removing import remove_texts, what_goes
from ingest.report import FileReport
from ingest.rereading import named_files, names_a_file, reread, stored_files
from kb.accounts.current import person
from kb.base import KnowledgeBase
from kb.cli.citing import must_exist
from kb.cli.options import AsJson, Author, cli, day, past_day
from kb.cli.output import VIETNAMESE, answer, bar, confirm, emit, remark, say, tell
from kb.database.reading.reader import find_instrument
from kb.entitlements.checking import touched_by
from kb.entitlements.revisions import desk_of
from kb.errors import DraftError, InvalidQueryError
from kb.interface.days import today
from kb.law.derivation.drafts import draft_file
from kb.open.objects import iso
from kb.private import make_folder, sha256_of
from kb.search.reading.understanding import read_key
from kb.search.saved import check_saved

Round = Annotated[int | None, typer.Option("--round", min=1, metavar="LẦN", help="Dự thảo lần mấy. (Round of the draft.)")]
On = Annotated[date | None, typer.Option("--on", parser=day, metavar="NGÀY", help="Ngày của dự thảo. (Day of the draft.)")]
Of = Annotated[
    str | None,
    typer.Option(
        "--of",
        metavar="KHÓA",
        help="Luật hiện hành mà dự thảo thay thế, sửa đổi; hoặc một lần dự thảo khác. (The law it would change, or another round.)",
    ),
]
PaperOf = Annotated[
    str | None,
    typer.Option("--paper-of", metavar="KHÓA", help="Tài liệu kèm dự thảo này: tờ trình, thuyết minh. (A paper to this draft.)"),
]


def said_of(base: KnowledgeBase, draft: bool, said: Draft, paper_of: str | None) -> SaidDraft | None:
    """What a person says of the files of an ingest.

    :raises KnowledgeBaseError: what is named is no key, or no draft of the base
    """
    if paper_of is not None:
        of = _key(base, paper_of) or ""
        with base.session() as session:
            if draft_file(session, find_instrument(session, of)) is None:
                raise DraftError("paper_of_no_draft", key=of)
        return SaidDraft(Draft(of=of), paper=True)
    if not draft and said == Draft():
        return None
    return SaidDraft(Draft(said.round, said.on, _key(base, said.of)))


def _key(base: KnowledgeBase, text: str | None) -> str | None:
    return None if text is None else read_key(base.engine, text).instrument


@cli.command("remove")
def remove_command(
    keys: Annotated[list[str], typer.Argument(metavar="KHÓA...", help="Khóa, số hiệu hoặc tên văn bản. (Keys of instruments.)")],
    author: Author = None,
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại. (Do not ask again.)")] = False,
    as_json: AsJson = False,
) -> None:
    """Đưa văn bản nạp nhầm ra khỏi kho, cả tệp gốc; không lấy lại được. (Take texts out of the base for good.)"""
    with KnowledgeBase(create=False) as base:
        wanted = [read_key(base.engine, key).instrument for key in keys]
        with base.session() as session:
            going = what_goes(session, wanted)
        confirm(yes, "remove.about", **going.about)
        remove_texts(base, wanted, person(author), going)
    answer(as_json, {**going.about, "removed": list(going.names)}, "remove.done", **going.about)
    remark("remove.beyond")


SnapshotDate = Annotated[
    date | None,
    typer.Option(
        "--snapshot-date", parser=past_day, metavar="NGÀY", help="Ngày chụp Bộ pháp điển. (Day the codification was taken.)"
    ),
]
_CODIFICATION = "bo-phap-dien"
_HOUR = 3600.0  # seconds that fetching it may take


@cli.command("ingest")
def ingest_command(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="TỆP...", help="Tệp, thư mục, tệp nén hoặc địa chỉ. (Files, folders, archives or addresses.)"),
    ],
    snapshot_date: SnapshotDate = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Các tệp này là dự thảo, dù chúng không tự ghi. (These files are drafts.)")
    ] = False,
    round_: Round = None,
    on: On = None,
    of: Of = None,
    paper_of: PaperOf = None,
    as_json: AsJson = False,
) -> int:
    """Nạp văn bản vào kho. (Put texts into the base.)"""
    must_exist([Path(path) for path in paths if not is_address(path)])
    with KnowledgeBase() as base, bar() as shown:
        said = said_of(base, draft, Draft(round_, on, of), paper_of)
        return _ingest(base, paths, snapshot_date, shown, as_json, said)


@cli.command("get")
def get_command(
    what: Annotated[str, typer.Argument(metavar="bo-phap-dien", help="Bộ pháp điển. (The official codification.)")],
    snapshot_date: SnapshotDate = None,
    as_json: AsJson = False,
) -> int:
    """Tải Bộ pháp điển từ nơi công bố rồi nạp. (Fetch the codification from where it is published, and ingest it.)"""
    from ingest.files.fetching import fetch

    if what != _CODIFICATION:
        raise InvalidQueryError("get_unknown", what=what, known=[_CODIFICATION])
    with KnowledgeBase() as base, bar() as shown:
        folder = base.settings.home / "downloads"
        make_folder(folder)
        task = shown.add_task(VIETNAMESE("cli.getting"), total=None)

        def advance(done: int) -> None:
            shown.update(task, completed=done // MEGABYTE)

        found = fetch(base.settings.codification_url, folder, base.settings, seconds=_HOUR, progress=advance)
        try:
            day = snapshot_date or published_on(found.path, found.modified)
            remark("cli.got" if day else "cli.got_undated", name=found.name, day=day)
            return _ingest(base, [found], day, shown, as_json)
        finally:
            found.path.unlink()


@cli.command("bundle")
def bundle_command(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp .zip ghi ra. (File to write.)")],
    of: Annotated[list[str] | None, typer.Option("--of", metavar="KHÓA...", help="Chỉ những văn bản này. (Only these.)")] = None,
    more: Annotated[list[str] | None, typer.Argument(metavar="[KHÓA]...", hidden=True)] = None,
    as_json: AsJson = False,
) -> None:
    """Gói văn bản kèm bản gốc để kho khác nạp. (Texts with their originals as one file for another base.)"""
    from ingest.bundling import write_bundle

    if more and not of:
        raise InvalidQueryError("bundle_of", key=more[0])
    with KnowledgeBase(create=False) as base, bar() as shown:
        keys = [read_key(base.engine, name).instrument for name in (*(of or ()), *(more or ()))]
        task = shown.add_task(VIETNAMESE("cli.bundling"), total=None)
        try:
            found = write_bundle(base, file, keys, lambda done, total: shown.update(task, completed=done, total=total))
            sha256 = sha256_of(file)
        except OSError as error:
            raise InvalidQueryError("export_not_written", file=file.name, reason=error.strerror) from error
    counts = {"files": len(found.files), "decisions": len(found.decisions), "bytes": file.stat().st_size, "sha256": sha256}
    size = f"{file.stat().st_size / MEGABYTE:.1f} MB"
    answer(as_json, {**counts, "until": iso(found.until)}, "cli.bundled", **{**counts, "bytes": size})


def _ingest(
    base: KnowledgeBase,
    paths: Iterable[str | Fetched],
    day: date | None,
    shown: Progress,
    as_json: bool,
    said: SaidDraft | None = None,
) -> int:
    """Put files into a base, with a line for each; the exit status."""
    task = shown.add_task(VIETNAMESE("cli.ingesting"), total=None)
    stages: dict[str, TaskID] = {}

    def advance(done: int, total: int) -> None:
        shown.update(task, completed=done, total=total)

    def advance_stage(name: str, done: int, total: int) -> None:
        stage = stages.get(name)
        if stage is None:
            stage = stages[name] = shown.add_task(VIETNAMESE(f"cli.stage_{name}"), total=total)
        shown.update(stage, completed=done, total=total)

    reports = ingest_paths(base, paths, snapshot_date=day, progress=advance, stage=advance_stage, said=said)
    rejected = _report(base, reports if said is None else said_again(base, reports, said, person(None)), as_json)
    new = sum(len(saved.alerts) for saved in check_saved(base))
    if new:
        remark("cli.new_for_saved", count=new)
    return 1 if rejected else 0


@cli.command("reread")
def reread_command(
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
    with KnowledgeBase(create=False) as base, bar() as shown:
        must_exist([Path(name) for name in paths or () if not names_a_file(base, name)])
        chosen = list(named_files(base, paths)) if paths else stored_files(base, incomplete)
        chosen = [file for file in chosen if isinstance(file, FileReport) or file.incomplete or not incomplete]
        task = shown.add_task(VIETNAMESE("cli.rereading"), total=len(chosen))
        reports = reread(base, chosen, progress=lambda done, total: shown.update(task, completed=done, total=total))
        rejected = _report(base, reports, as_json)
        if not chosen and not as_json:
            tell("cli.nothing_to_reread")
    return 1 if rejected else 0


def _report(base: KnowledgeBase, reports: Iterable[FileReport], as_json: bool) -> int:
    """Say what became of each file, and which cards of support rest on what was ingested, and how much of that is to be looked at.

    :returns: how many files were rejected
    """
    rejected, instruments = 0, set[str]()
    for report in reports:
        rejected += report.status == "rejected"
        if report.status != "unchanged":
            instruments.update(part.key for part in report.instruments)
        if as_json:
            emit(report.as_json())
        else:
            _print(report)
    with base.session() as session:
        found = touched_by(session, instruments, today())
        if found.cards:
            cards = desk_of(session).cards
            some = [f"“{cards[card].title()}”" for card in found.cards[:3]]
            remark("cards.touched", count=len(found.cards), some=some, flaws=found.flaws)
    return rejected


def _print(report: FileReport) -> None:
    say(f"{VIETNAMESE(f'cli.file_{report.status}'):<13}  {report.file}")
    if len(report.instruments) <= 3:
        for part in report.instruments:
            say(f"{'':<15}{part.key}  ({VIETNAMESE('common.articles', count=part.articles)})")
            for name in unknown_parts(part.key):
                say(f"{'':<15}{VIETNAMESE(f'unread.{name}')}")
    for change in report.changes:
        counts = {"added": len(change.added), "removed": len(change.removed), "reworded": len(change.reworded)}
        say(f"{'':<15}{change.key}: {VIETNAMESE('cli.reread_changes', **counts)}")
    for message in told_together((*report.account, *(problem.message for problem in report.problems))):
        say(f"{'':<15}{VIETNAMESE.write(message)}")
