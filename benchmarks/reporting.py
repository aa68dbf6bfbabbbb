"""The report of a review with 500 findings in a code of 400 articles, in every format."""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from benchmarks.tables import Table
from documents.keys import instrument_key
from documents.model import EffectivePeriod, Instrument, InstrumentType, Kind, Metadata, Provision
from kb.accounts.current import LOCAL
from kb.annotations import Selection, add_note
from kb.base import KnowledgeBase
from kb.database.storing.writer import SourceInfo, store
from kb.export.files import DOCX, REPORT, WRITERS, file_bytes
from kb.export.reviewed import Report, report_of
from kb.interface.catalogue import VIETNAMESE
from kb.review import ReviewDraft, create_review
from kb.settings import settings

ARTICLES, CLAUSES, FINDINGS = 400, 4, 500
_DAY = date(2020, 1, 1)
_WORDS = "Người làm việc này phải giữ trật tự tại nơi công cộng và chịu trách nhiệm về việc mình làm trước cơ quan có thẩm quyền. "
T = TypeVar("T")


def tables(_: argparse.Namespace) -> list[Table]:
    """By the clock, once each; the second Word file is made with all libraries loaded."""
    rows = []
    with tempfile.TemporaryDirectory() as home:
        base = KnowledgeBase(settings().model_copy(update={"home": Path(home)}))
        with base, base.session(write=True, actor=LOCAL) as session:
            code = _code()
            (version,) = store(session, SourceInfo(name="bo-luat.txt", sha256="0" * 64, size=1, format="txt"), [code]).versions
            review = create_review(session, ReviewDraft("Rà soát", _DAY, (code.key,)))
            for number in range(FINDINGS):
                path = f"dieu-{1 + number % ARTICLES}/khoan-{1 + number % CLAUSES}"
                add_note(session, version, [Selection(path, "text", 0, 40)], _WORDS, ["khoảng trống"])
            session.flush()
            report: Report = _timed(rows, "gathering", lambda: report_of(session, review, VIETNAMESE, _DAY))
        for format_ in (DOCX, *WRITERS[REPORT]):
            _timed(rows, format_, lambda of=format_: file_bytes(REPORT, report, of, VIETNAMESE))
    title = f"Report of a review: {len(report.rows)} findings, annex of {ARTICLES} articles"
    return [Table(title, ("what", "seconds", "of the processor"), rows)]


def _timed(rows: list[tuple[str, str, str]], name: str, work: Callable[[], T]) -> T:
    began, used = time.perf_counter(), time.process_time()
    done = work()
    rows.append((name, f"{time.perf_counter() - began:.2f}", f"{time.process_time() - used:.2f}"))
    return done


def _code() -> Instrument:
    articles = []
    for number in range(1, ARTICLES + 1):
        path = f"dieu-{number}"
        clauses = tuple(
            Provision(f"{path}/khoan-{clause}", Kind.CLAUSE, str(clause), text=_WORDS * (1 + (number * clause) % 4))
            for clause in range(1, CLAUSES + 1)
        )
        articles.append(Provision(path, Kind.ARTICLE, str(number), heading=f"Việc thứ {number}", children=clauses))
    known = Metadata(
        InstrumentType.CODE, "07/2020/QH-MAU", "Quốc hội", None, "Trật tự", _DAY, effective=(EffectivePeriod(_DAY, None),)
    )
    return Instrument(instrument_key(known), known, tuple(articles))
