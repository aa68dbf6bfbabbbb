"""Bases to test on: SQLite always, PostgreSQL where a server can be started. And made-up texts to put into them."""

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text

from documents.keys import instrument_key
from documents.messages import Message
from documents.model import (
    Codified,
    EffectivePeriod,
    Instrument,
    InstrumentType,
    Kind,
    Metadata,
    Note,
    Place,
    Problem,
    ProblemCode,
    Provision,
    Segment,
    Table,
)
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.engine import alembic_config
from kb.database.storing.writer import SourceInfo, StoreResult, store
from kb.settings import Settings

NUMBER = "05/2031/NĐ-CP"
ISSUED = date(2031, 3, 1)
START = date(2031, 5, 1)


def article(number: str, text: str, *clauses: str, heading: str | None = "Quy định thử") -> Provision:
    """An article with numbered clauses."""
    path = f"dieu-{number}"
    children = tuple(
        Provision(f"{path}/khoan-{place}", Kind.CLAUSE, str(place), text=clause) for place, clause in enumerate(clauses, start=1)
    )
    return Provision(path, Kind.ARTICLE, number, heading=heading, text=text, children=children)


def decree(
    *provisions: Provision,
    number: str | None = NUMBER,
    issuer: str | None = "Chính phủ",
    issued_on: date | None = ISSUED,
    start: date | None = START,
    type: InstrumentType = InstrumentType.DECREE,
    partial: bool = False,
    codified: Sequence[str] = (),
    amended: dict[str, date] | None = None,
    problems: Sequence[Problem] = (),
    title: str | None = "Quy định thử nghiệm",
) -> Instrument:
    """An instrument of our own making.

    :param codified: paths that stand in the codification
    :param amended: of these, since when their wording holds
    """
    effective = (EffectivePeriod(start, evidence="có hiệu lực thi hành"),) if start else ()
    metadata = Metadata(type, number, issuer, title=title, issued_on=issued_on, effective=effective)
    items = {
        path: Codified(
            f"anchor-{path}", f"9.9.{path}", "9.9", "Đề mục thử", ("Chương I",), "(Điều thử)", start, (amended or {}).get(path)
        )
        for path in codified
    }
    content = "".join(part.text for root in provisions for part in root.walk())
    return Instrument(
        instrument_key(metadata, content), metadata, provisions, problems=tuple(problems), partial=partial, codified=items
    )


def chapters(*provisions: Provision) -> tuple[Provision, ...]:
    """The same articles as a full text has them: preamble, a chapter, signature."""
    return (
        Provision(
            "mo-dau", Kind.PREAMBLE, text="CHÍNH PHỦ", children=(Provision("mo-dau/can-cu-1", Kind.BASIS, text="Căn cứ Luật thử;"),)
        ),
        Provision("chuong-i", Kind.CHAPTER, "I", heading="NHỮNG QUY ĐỊNH THỬ", children=provisions),
        Provision("chu-ky", Kind.SIGNATURE, text="TM. CHÍNH PHỦ"),
    )


def full(count: int = 12, **changed: str) -> tuple[Provision, ...]:
    """Articles 1 to ``count``; ``dieu_3="…"`` gives an article other words."""
    return tuple(
        article(
            str(number),
            changed.get(
                f"dieu_{number}",
                f"Người được hỗ trợ theo mức {number} nộp hồ sơ tại cơ quan lao động nơi cư trú trong thời hạn chung.",
            ),
            f"Khoản thứ nhất của điều {number}.",
            f"Khoản thứ hai của điều {number}.",
        )
        for number in range(1, count + 1)
    )


def source(name: str = "mau.txt", trust: int = 1, format: str = "txt", snapshot_on: date | None = None) -> SourceInfo:
    """A file; its name stands for its content."""
    return SourceInfo(name, name.encode().hex().ljust(64, "0")[:64], 10, format, trust=trust, snapshot_on=snapshot_on)


def put(base: KnowledgeBase, name: str, *instruments: Instrument, **about: object) -> StoreResult:
    """Store instruments as the content of a file."""
    with base.session(write=True) as session:
        return store(session, source(name, **about), instruments)  # type: ignore[arg-type]


def codification(
    base: KnowledgeBase, name: str, *instruments: Instrument, snapshot_on: date | None = date(2032, 2, 1)
) -> StoreResult:
    """Store instruments as a file of the codification."""
    return put(base, name, *instruments, format="codification", trust=3, snapshot_on=snapshot_on)


def rich(name: str = "dieu-1") -> Provision:
    """A provision with everything that can hang on one."""
    place = Place(page=3, box=(72.0, 100.5, 500.25, 120.0))
    table = Provision(
        f"{name}/bang-1",
        Kind.TABLE,
        "1",
        text="",
        table=Table((("Mức", "Tiền"), ("1", "500.000")), Place(page=4, box=(1.0, 2.0, 3.0, 4.0))),
    )
    clause = Provision(
        f"{name}/khoan-1",
        Kind.CLAUSE,
        "1",
        text="Mức hỗ trợ\ntheo bảng.",
        tail="Mức khác do Bộ trưởng quy định.",
        children=(Provision(f"{name}/khoan-1/diem-đ", Kind.POINT, "đ", text="điểm đ không phải điểm d;"),),
        notes=(Note("1", "Sửa đổi theo Nghị định thử."), Note("", "nguồn")),
        problems=(
            Problem(ProblemCode.UNCLOSED_QUOTATION, Message.of("problem.unclosed_quotation", words="thử"), f"{name}/khoan-1"),
        ),
        page=3,
        text_map=(Segment(0, 10, place), Segment(11, 21, Place(element="line:7"))),
        tail_map=(Segment(0, 31, place),),
    )
    return Provision(name, Kind.ARTICLE, "1", heading="Mức hỗ trợ", text="", children=(clause, table), page=3)


def with_article(instrument: Instrument, path: str, text: str) -> Instrument:
    """The instrument with other words in a root article."""
    return replace(instrument, provisions=tuple(replace(p, text=text) if p.path == path else p for p in instrument.provisions))


@contextmanager
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server of our own on a Unix socket; its URL. Skips where there is no such program."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = programs[-1].parent if programs else (Path(path).parent if (path := shutil.which("initdb")) else None)
    if found is None:
        pytest.skip("no PostgreSQL server is installed")
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    data = folder / "data"
    # The server refuses to run as root.
    as_user: list[str] = []
    if os.geteuid() == 0:
        user = _server_user()
        if user is None or shutil.which("runuser") is None:
            shutil.rmtree(folder)
            pytest.skip("the PostgreSQL server does not run as root and there is no user postgres")
        as_user = ["runuser", "-u", user, "--"]
        shutil.chown(folder, user)
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c shared_buffers=32MB"
    try:
        for command in (
            [found / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            [found / "pg_ctl", "-D", data, "-w", "-t", "30", "-l", folder / "log", "-o", options, "start"],
        ):
            made = subprocess.run(
                [*as_user, *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60, cwd="/"
            )
            if made.returncode:
                pytest.skip(f"the PostgreSQL server does not start: {made.stderr.decode(errors='replace')[-200:]}")
        yield f"postgresql://tester@/postgres?host={folder}"
    finally:
        subprocess.run(
            [*as_user, str(found / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"], capture_output=True, timeout=60, cwd="/"
        )
        shutil.rmtree(folder, ignore_errors=True)


def _server_user() -> str | None:
    import pwd

    return next((entry.pw_name for entry in pwd.getpwall() if entry.pw_name in ("postgres", "nobody")), None)


def empty_postgresql(url: str, home: Path) -> KnowledgeBase:
    """A base on the server, without anything in it."""
    from sqlalchemy import create_engine, inspect, text

    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if set(tables.Base.metadata.tables) <= set(inspect(connection).get_table_names()):
            names = ", ".join(tables.Base.metadata.tables)
            connection.execute(text("SET session_replication_role = replica"))  # no triggers: the audit refuses to be emptied
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        else:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return KnowledgeBase(Settings(home=home, database_url=url))


@cache
def _template() -> Path:
    """An empty SQLite base; making one runs the migrations, copying one does not."""
    home = Path(tempfile.mkdtemp(prefix="kho"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    KnowledgeBase(Settings(home=home, database_url=None)).close()
    return home / "kb.sqlite3"


def empty_sqlite(home: Path, **settings: Any) -> KnowledgeBase:
    """A base without anything in it, or the one that the folder holds."""
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "kb.sqlite3").exists():
        shutil.copy(_template(), home / "kb.sqlite3")
    return KnowledgeBase(Settings(home=home, database_url=None, **settings))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KnowledgeBase]:
    """An empty base, on either database."""
    made: KnowledgeBase
    if request.param == "sqlite":
        made = empty_sqlite(tmp_path / "kho")
    else:
        made = empty_postgresql(request.getfixturevalue("postgresql"), tmp_path / "kho")
    with made:
        yield made


AS_IT_WAS = (
    "CREATE TABLE issuer_succession (predecessor_id INTEGER)",
    "CREATE TABLE stated_value (provision_id INTEGER)",
    "ALTER TABLE review_finding DROP COLUMN answer",
)
"""What takes today's tables back to those of the first migration."""


def make_old(base: KnowledgeBase) -> None:
    """Take a base back to the tables of the first migration; what is in it stays. Opening it again migrates it."""
    with base.engine.begin() as connection:
        for statement in AS_IT_WAS:
            connection.execute(text(statement))
        command.stamp(alembic_config(connection), "0031")
