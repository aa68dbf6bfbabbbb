"""What storing and linking a file reads does not depend on how much the base holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.engine.cursor import CursorFetchStrategy

from kb.base import KnowledgeBase
from kb.database import tables
from kb.law.derivation.linking import await_linking, link_waiting
from tests.kb.databases import article, base, decree, put

__all__ = ["base"]

ABOVE = 1_000_000  # ids that nobody else is given meanwhile
WORDS = (
    "Căn cứ Luật Hỗ trợ người dân và Nghị định số 3/2030/NĐ-CP ngày 01 tháng 02 năm 2031 của Chính phủ",
    "theo khoản 2 Điều 4 Thông tư số 77/2030/TT-BTC và Điều 9 Bộ luật Dân sự năm 2015",
    "bãi bỏ Điều 3 Nghị định số 7/2030/NĐ-CP và Thông tư số 78/2030/TT-BTC ngày 05 tháng 6 năm 2030",
)
# Every twentieth is a law that is cited by its name; each number has a row among the cited instruments too.
FILL = """
INSERT INTO {into}
WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}),
    one AS (SELECT i, i % 20 = 0 AS law, (i % 10000) || '-' || (2030 + i / 10000) AS number FROM n),
    named AS (SELECT i, law, number || CASE WHEN law THEN '-qh16' ELSE '-nd-cp' END AS number,
        CASE WHEN law THEN 'luat' ELSE 'nghi-dinh' END AS type FROM one)
SELECT {above} + i, type || '/' || number || '/chinh-phu/2031-02-01', number, {columns} FROM named
"""
NAME = "CASE WHEN i = 20 THEN 'ho-tro-nguoi-dan' WHEN law THEN 'ho-tro-' || i END"


@dataclass
class Read:
    """What was asked of a database, and how many rows came."""

    rows: int = 0
    statements: list[tuple[str, Any]] = field(default_factory=list)


def fill(base: KnowledgeBase, first: int, last: int, above: int) -> None:
    with base.engine.connect().execution_options(writes="any") as connection, connection.begin():
        for into, columns in (
            ("instrument (id, key, number_slug, type, name_slug)", f"type, {NAME}"),
            ("cited_instrument (id, label, number_slug, instrument_id)", f"{above} + i"),
        ):
            connection.execute(text(FILL.format(into=into, first=first, last=last, above=above, columns=columns)))


@contextmanager
def reading(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Read]:
    read = Read()

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        read.statements.append((statement, parameters[0] if many and parameters else parameters))

    def counted(name: str) -> Any:
        real = getattr(CursorFetchStrategy, name)

        def fetch(*args: Any, **options: Any) -> Any:
            found = real(*args, **options)
            read.rows += len(found) if name != "fetchone" else found is not None
            return found

        return fetch

    with monkeypatch.context() as patch:
        for name in ("fetchone", "fetchmany", "fetchall"):
            patch.setattr(CursorFetchStrategy, name, counted(name))
        event.listen(engine, "before_cursor_execute", note)
        yield read
        event.remove(engine, "before_cursor_execute", note)


def test_a_file_reads_as_much_in_a_base_of_a_thousand_instruments_as_in_one_of_a_hundred_thousand(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def store(number: int) -> Read:
        text = decree(*(article(str(at), words) for at, words in enumerate(WORDS, 1)), number=f"{number}/2052/NĐ-CP")
        with reading(base.engine, monkeypatch) as read:
            versions = put(base, f"{number}.txt", text).versions
            with base.session(write=True) as session:
                await_linking(session, versions)
            assert link_waiting(base)
        return read

    monkeypatch.setattr("kb.database.storing.rows._IDS_AT_ONCE", 20)  # a sequence hands its numbers over as rows
    fill(base, 0, 999, ABOVE)
    store(1)
    few = store(2)
    fill(base, 1_000, 99_999, 2 * ABOVE)
    many = store(3)
    with base.session() as session:
        assert session.query(tables.Instrument).count() == 100_003
        pointing = session.query(tables.Reference).join(tables.CitedInstrument).filter(tables.CitedInstrument.instrument_id > 0)
        assert pointing.count() >= 3
    assert abs(many.rows - few.rows) <= 5
    assert len(many.statements) == len(few.statements) <= 115
    assert many.rows <= 250
    if base.engine.dialect.name == "sqlite":
        with base.engine.connect() as connection:
            asked = [pair for pair in many.statements if pair[0].lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE"))]
            plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values).all() for words, values in asked]
        steps = {step.detail for plan in plans for step in plan}
        assert not {step for step in steps if step.startswith(("SCAN instrument", "SCAN cited_instrument"))}
