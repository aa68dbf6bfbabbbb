"""Whatever a base holds, in whatever order it came and whatever was decided: the same status of a provision on a day everywhere."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from documents.model import Codified, Instrument
from documents.paths import kind_of, split_key
from documents.time.status import StatusCode, Told, WordingCode
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.reading.reader import list_instruments, load_version
from kb.database.tables import Effect
from kb.export.files import HITS, file_bytes
from kb.index.build import catch_up, differences, index_state, open_index
from kb.index.engine import Document
from kb.index.fields import evidence_of
from kb.interface.catalogue import Catalogue
from kb.law.effects.external import read_external
from kb.law.status.answers import Answer, Asked, answer_all
from kb.law.status.evidence import EvidenceReader
from kb.law.status.provision_status import tone_of
from kb.law.status.statuses import halted, status_of, told_of
from kb.search import Filters, Hit, search
from kb.search.context import read_visible
from tests.kb.databases import empty_sqlite
from tests.kb.deciding import decide
from tests.kb.made_up_changes import CHANGES, GARDEN, REPLACES, SUSPENDS, codified, decree, put, read
from tests.kb.test_consolidated import LATER, VBHN

_EFFECT = "Nghị định này có hiệu lực thi hành kể từ ngày"
PARTS = decree(
    "12/2090/NĐ-CP",
    "20 tháng 01 năm 2090",
    "Quy định về giỏ quả",
    f"""Điều 1. Giỏ quả
1. Giỏ quả của vườn đan bằng tre.
2. Quả trong vườn được chia mỗi tháng một lần.
Điều 2. Hiệu lực thi hành
1. {_EFFECT} 01 tháng 3 năm 2090, trừ quy định tại khoản 2 Điều này.
2. Khoản 1 Điều 1 Nghị định này có hiệu lực từ ngày 01 tháng 6 năm 2090 đến hết ngày 31 tháng 12 năm 2091.""",
    "Căn cứ Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm;\n",
)
ENDS_CLAUSES = decree(
    "40/2092/NĐ-CP",
    "05 tháng 02 năm 2092",
    "Quy định về phân bón",
    f"""Điều 1. Phạm vi
Nghị định này quy định về phân bón cho cây trong vườn.
Điều 2. Hiệu lực thi hành
1. {_EFFECT} 01 tháng 6 năm 2092.
2. Khoản 1 Điều 3 Nghị định số 10/2090/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành.""",
)
ENDS_BUT = decree(
    "41/2093/NĐ-CP",
    "05 tháng 02 năm 2093",
    "Quy định về cây",
    f"""Điều 1. Phạm vi
Nghị định này quy định về cây trong vườn.
Điều 2. Hiệu lực thi hành
1. {_EFFECT} 01 tháng 6 năm 2093.
2. Nghị định số 10/2090/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành, trừ Điều 3, khoản 1 Điều 2.""",
)
REPEALS_EARLY = decree(
    "42/2091/NĐ-CP",
    "05 tháng 8 năm 2091",
    "Bãi bỏ một số quy định về vườn ươm",
    f"Điều 1. Bãi bỏ\nBãi bỏ Điều 4 Nghị định số 10/2090/NĐ-CP.\nĐiều 2. Hiệu lực thi hành\n{_EFFECT} 01 tháng 9 năm 2091.",
)
REPEALS_AGAIN = REPEALS_EARLY.replace("42/2091", "43/2094").replace("năm 2091", "năm 2094")
NOTES = {
    "dieu-2": Codified("A2", "1.1.ND.1.2", "1.1", "Vườn", effective_from=date(2090, 3, 1)),
    "dieu-3": Codified("A3", "1.1.ND.1.3", "1.1", "Vườn", effective_from=date(2090, 3, 1), wording_from=date(2092, 1, 1)),
    "dieu-4": Codified("A4", "1.1.ND.1.4", "1.1", "Vườn", effective_from=date(2090, 3, 1), suspended_from=date(2092, 3, 1)),
}
TEXTS = (GARDEN, CHANGES, REPLACES, SUSPENDS, PARTS, ENDS_CLAUSES, ENDS_BUT, REPEALS_EARLY, REPEALS_AGAIN, VBHN, LATER, "codified")
DAYS = tuple(
    date(*day) for day in ((2089, 6, 1), (2090, 3, 1), (2091, 6, 1), (2091, 10, 1), (2092, 7, 1), (2093, 6, 1), (2095, 7, 1))
)
QUESTION = "vườn cây phân quả trợ cấp tưới giỏ quy định hiệu lực"
DECISIONS = ("accept", "reject", "reopen")
Step = tuple[int, str]
"""An effect, by its place among all, and what is decided about it."""


def ingest(base: KnowledgeBase, text: str | Instrument) -> None:
    if text == "codified":
        put(base, codified(read(GARDEN), NOTES), name="phap-dien.zip", snapshot_on=date(2094, 6, 1))
    elif isinstance(text, str):
        put(base, text, name=f"{text.split()[5].replace('/', '-')}.txt")
    else:
        put(base, text, name=f"{text.metadata.number}.txt")


def take(base: KnowledgeBase, step: Step) -> None:
    place, decision = step
    with base.session(write=True, actor=Actor("Trần Văn Mẫu")) as session:
        effects = session.scalars(select(Effect.id).order_by(Effect.fingerprint)).all()
        if effects:
            decide(session, effects[place % len(effects)], decision)  # type: ignore[arg-type]


def told(answer: Answer) -> tuple[object, ...]:
    return answer.status.code, answer.status.wording, answer.last_known, answer.status.basis


def answers(base: KnowledgeBase, keys: Sequence[str], day: date) -> list[Answer]:
    with base.session() as session:
        found = answer_all(session, [Asked(instrument, path or None, day) for instrument, path in map(split_key, keys)])
    assert all(answer is not None for answer in found)
    return [answer for answer in found if answer is not None]


def check_hits(base: KnowledgeBase, day: date, *, all_texts: bool) -> None:
    """Hits, what filters them, and the sheet they are written to."""
    hits = search(base, QUESTION, 100, day).hits
    assert hits or not all_texts
    if not hits:
        return  # a base of a few of the texts may have nothing that answers, and search says so instead
    said = answers(base, [hit.key for hit in hits], day)
    for hit, answer in zip(hits, said, strict=True):
        shown = hit.standing
        assert (shown.code, shown.wording, shown.last_known, shown.basis) == told(answer), (hit.key, day)
    clauses = [(hit, f"{hit.instrument}#{hit.best_clause}") for hit in hits if hit.best_clause]
    for (hit, key), answer in zip(clauses, answers(base, [key for _, key in clauses], day), strict=True):
        own = hit.clause_status
        assert ((own.code, own.wording) if own else (hit.standing.code, hit.standing.wording)) == told(answer)[:2], (key, day)
    for filtered in Told:
        found = {hit.key for hit in search(base, QUESTION, 100, day, Filters(status=filtered)).hits}
        shown_so = {hit.key for hit, answer in zip(hits, said, strict=True) if tone_of(answer.shown(day)) is filtered}
        assert found == shown_so, (filtered, day)
    check_sheet(hits, said, day)


def check_sheet(hits: Sequence[Hit], said: Sequence[Answer], day: date) -> None:
    say = Catalogue()
    rows = list(csv.reader(io.StringIO(file_bytes(HITS, (hits, day), "csv", say).decode("utf-8-sig"), newline="")))[1:]
    for row, answer in zip(rows, said, strict=True):
        assert any(cell.split(";")[0] == answer.shown(day).in_words(say) for cell in row)
        assert any(cell.startswith(say(f"basis.{answer.status.basis}", **answer.status.days)) for cell in row)


def check_texts(base: KnowledgeBase, day: date) -> None:
    """What is shown, read and compared: the text of the day, and the marks beside its provisions."""
    with base.session() as session:
        for record in list_instruments(session):
            loaded = load_version(session, record, day)
            paths = [None, *(path for path in loaded.ids if kind_of(path))]
            said = answer_all(session, [Asked(record.key, path, day) for path in paths])
            marks = halted(session, loaded, day)
            reader, version = EvidenceReader(session.connection(), [loaded.version.id]), loaded.version.id
            assert told_of(reader.of(version, None), day) == status_of(session.connection(), loaded, None, day)
            for path, answer in zip(paths, said, strict=True):
                assert answer is not None
                shown = told_of(reader.of(version, path), day)
                assert (shown.code, shown.wording, shown.last_known, shown.basis) == told(answer), (record.key, path, day)
                assert not (
                    answer.status.code is StatusCode.IN_FORCE and answer.status.wording in (WordingCode.OVER, WordingCode.NOT_YET)
                )
                if path in marks:
                    assert marks[path].code == answer.status.code


def check_index(base: KnowledgeBase) -> None:
    """After an ingest: the index is that of the base, and whichever text a hit shows says of its article what `kb status` says."""
    assert (index_state(base).fresh, differences(base).rows) == (True, 0)
    with base.engine.connect() as connection:
        stamps = read_external(connection).stamps()
        assert stamps == {instrument: read_external(connection, [instrument]).stamp(instrument) for instrument in stamps}
    rows = open_index(base).store.matching()
    for day in DAYS:
        with base.engine.connect() as connection:
            visible = read_visible(connection, day)
        shown: dict[str, Document] = {}
        for row in sorted(rows, key=lambda row: visible.rank.get(row.meta["version"], 0)):
            if row.meta["version"] not in visible.hidden:
                shown[row.meta["article"]] = row
        for row, answer in zip(shown.values(), answers(base, list(shown), day), strict=True):
            evidence = evidence_of(row.meta)
            status = evidence.status_on(day)
            own = status.code, status.wording, evidence.last_known(day), status.basis
            assert (row.meta["version"], *own) == (answer.version, *told(answer)), (row.meta["article"], day)


orders = st.lists(st.sampled_from(range(len(TEXTS))), min_size=2, max_size=len(TEXTS), unique=True)
steps = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(DECISIONS)), max_size=8)


def test_one_status_for_a_key_and_a_day() -> None:
    check_status(list(reversed(range(len(TEXTS)))), [(place, "accept") for place in range(12)], 3, DAYS[::3])


@pytest.mark.long
@settings(max_examples=2, phases=[Phase.explicit, Phase.generate])
@example(list(range(len(TEXTS))), [], 1)
@given(orders, steps, st.integers(1, 4))
def test_one_status_for_a_key_and_a_day_in_any_order(order: list[int], decided: list[Step], every: int) -> None:
    check_status(order, decided, every)


def check_status(order: list[int], decided: list[Step], every: int, days: Sequence[date] = DAYS) -> None:
    """Decisions fall between the texts; the index is brought up to date as after each, now and then it is asked."""
    left = list(decided)
    with TemporaryDirectory() as home, empty_sqlite(Path(home) / "base") as base:
        for place, number in enumerate(order):
            ingest(base, TEXTS[number])
            if left and place % every == 0:
                take(base, left.pop(0))
            catch_up(base)
        for step in left:
            take(base, step)
        catch_up(base)
        for day in days:
            check_hits(base, day, all_texts=len(order) == len(TEXTS))
            check_texts(base, day)


CODIFIED = len(TEXTS) - 1
cuts = st.lists(st.integers(1, CODIFIED), min_size=1, max_size=2, unique=True)


def test_the_index_is_that_of_the_base_after_each_ingest() -> None:
    check_ingests([CODIFIED, *reversed(range(CODIFIED))], [1, 6])


@pytest.mark.long
@settings(max_examples=5, phases=[Phase.explicit, Phase.generate])
@example([CODIFIED, *range(CODIFIED)], [1])
@example([*reversed(range(CODIFIED)), CODIFIED], [2, CODIFIED])
@given(st.permutations(range(len(TEXTS))), cuts)
def test_the_index_is_that_of_the_base_after_each_ingest_in_any_order(order: list[int], cuts: list[int]) -> None:
    check_ingests(order, cuts)


def check_ingests(order: list[int], cuts: list[int]) -> None:
    """Two or three ingests, a codification first or later; the index is brought up to date after each."""
    with TemporaryDirectory() as home, empty_sqlite(Path(home) / "base") as base:
        for start, end in pairwise([0, *sorted(cuts), len(order)]):
            for number in order[start:end]:
                ingest(base, TEXTS[number])
            catch_up(base)
            check_index(base)
