"""A backup holds all of a base and makes it again, on either database; what is not whole is refused and changes nothing."""

import io
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import orjson
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from ingest.inbox.staging import stage
from kb.accounts.current import LOCAL
from kb.annotations import list_notes
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.storing.rows import fresh_id, last_ids
from kb.errors import BackupError, DiskFullError
from kb.interface.catalogue import VIETNAMESE, both
from kb.language.everyday import save_entry
from kb.law.derivation.linking import link_all
from kb.settings import Settings
from kb.upkeep.auditing import check_audit
from kb.upkeep.backup import back_up, check, move, restore
from kb.upkeep.backup.archive import DATABASE, FILES, SEAL, Manifest, hash_of, write, zstd
from kb.upkeep.backup.copying import Counted, count_rows
from kb.upkeep.checks import examine
from kb.upkeep.health import last_backup, note_backup, overdue
from tests.bases import made_once
from tests.kb.command_line import kb_on
from tests.kb.databases import empty_postgresql, empty_sqlite
from tests.older.make import NOTES
from tests.older.test_older_base import BASE as OLDER

Change = Callable[[Path], None]
WAITING = b"Mot tep dang cho."


def sqlite(home: Path) -> Settings:
    return Settings(home=home, database_url=None)


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a base with texts, originals, notes, a decision, an everyday word and a file that waits; not to be written."""

    def make(home: Path) -> None:
        with zipfile.ZipFile(OLDER) as archive:
            archive.extractall(home)
        with KnowledgeBase(sqlite(home)) as base:
            link_all(base)  # it was linked by the rules of its day
            stage(base, io.BytesIO(WAITING), "cho.txt", LOCAL)

    return made_once(tmp_path_factory.getbasetemp().parent / "backed-up", make)


@pytest.fixture
def home(full: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(full, tmp_path / "kho"))


@pytest.fixture(scope="session")
def backup(full: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backup")
    shutil.copytree(full, folder / "kho")
    with KnowledgeBase(sqlite(folder / "kho")) as base:
        back_up(base, folder / "kho.tar.zst")
    return folder / "kho.tar.zst"


@pytest.fixture
def emptied(postgresql: str, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    with empty_postgresql(postgresql, tmp_path / "khac") as base, base.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    yield postgresql
    with empty_postgresql(postgresql, tmp_path / "khac"):
        pass


def counted(settings: Settings) -> dict[str, Counted]:
    with KnowledgeBase(settings, create=False) as base, base.engine.connect() as connection:
        found = count_rows(connection)
    found.pop("state")  # when the last backup was
    return found


def files(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for folder in ("originals", "inbox")
        for path in sorted((home / folder).iterdir())
        if not path.name.startswith(".")
    }


def all_of(folder: Path) -> dict[str, bytes] | None:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()} if folder.exists() else None


def test_what_is_restored_is_the_base(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd) -> None:
    path = tmp_path / "sao-luu" / "kho.tar.zst"
    with kb_on(home, monkeypatch, capfd) as kb:
        assert kb("backup", path)[0] == 2  # a disk that is not mounted
        path.parent.mkdir()
        assert kb("backup", path)[0] == 0
        first = path.read_bytes()
        assert (kb("backup", path)[0], path.read_bytes() == first) == (2, True)
        made = orjson.loads(kb("backup", path, "--replace", "--json")[1])
        assert (made["files"], made["missing"], made["counts"]["annotation"]) == (4, [], len(NOTES))
        assert [found.name for found in home.iterdir() if "staging" in found.name or "backup" in found.name] == []
        status, out, _ = kb("verify-backup", path, "--json")
        assert (status, orjson.loads(out)) == (0, {"ok": True, "counts": made["counts"], "problems": []})
        assert path.stat().st_mode & 0o077 == 0
        assert "dang cho" not in str(path.read_bytes())
    with kb_on(tmp_path / "moi", monkeypatch, capfd) as kb:
        status, _, err = kb("restore", path)
        assert (status, both("backup.indexing") in err) == (0, True)
        found = orjson.loads(kb("doctor", "--json")[1])
        assert found["ok"], [check for check in found["checks"] if not check["ok"]]
        assert kb("restore", path)[0] == 2, "there is a base now"
    assert (counted(sqlite(tmp_path / "moi")), files(tmp_path / "moi")) == (counted(sqlite(home)), files(home))
    with KnowledgeBase(sqlite(tmp_path / "moi")) as base:
        with base.session() as session:
            assert {note.text for note in list_notes(session)} == {text for _, _, text in NOTES}
        with pytest.raises(DatabaseError), base.session(write=True) as session:
            session.execute(text("DELETE FROM audit"))


@pytest.mark.postgresql
@pytest.mark.always
def test_a_base_moves_to_postgresql_and_back_and_is_backed_up_there(home: Path, tmp_path: Path, emptied: str) -> None:
    before = counted(sqlite(home))
    with KnowledgeBase(sqlite(home)) as base, base.session(write=True) as session:
        given = fresh_id(session, tables.Version) + 1  # given to nobody that stays
        fresh_id(session, tables.Version)
    there = Settings(home=home, database_url=emptied)
    moved = move(sqlite(home), emptied)
    assert (moved.left.exists(), (home / "kb.sqlite3").exists()) == (True, False)
    assert counted(there) == before
    with KnowledgeBase(there) as base:
        with base.session(write=True) as session:
            assert fresh_id(session, tables.Version) == given + 1
        with pytest.raises(DatabaseError), base.session(write=True) as session:
            session.execute(text("UPDATE audit SET act = 'x'"))
        made = back_up(base, tmp_path / "kho.tar.zst")
        with base.session(write=True, actor=LOCAL) as session:
            save_entry(session, "từ mới", ("từ của luật",))
        with pytest.raises(BackupError, match="backup_base_in_use"):
            move(there, str(home))
    with pytest.raises(BackupError, match="backup_target_taken"):
        restore(made.path, there)
    restore(made.path, sqlite(tmp_path / "moi"))
    assert counted(sqlite(tmp_path / "moi")) == before
    with_word = counted(there)
    assert move(there, str(tmp_path / "khac-nua")).left is None
    assert counted(sqlite(tmp_path / "khac-nua")) == with_word != before
    assert files(tmp_path / "khac-nua") == files(home)
    with KnowledgeBase(sqlite(tmp_path / "khac-nua")) as base:
        assert check_audit(base, made.manifest.audit_end).how is None
        with base.engine.connect() as connection:
            ids = last_ids(connection)
        with base.session(write=True) as session:
            assert fresh_id(session, tables.Version) > given + 1 >= ids["instrument"]


@pytest.mark.postgresql
@pytest.mark.always
def test_a_backup_of_sqlite_is_restored_to_postgresql(full: Path, backup: Path, tmp_path: Path, emptied: str) -> None:
    there = Settings(home=tmp_path / "moi", database_url=emptied)
    restore(backup, there)
    assert (counted(there), files(tmp_path / "moi")) == (counted(sqlite(full)), files(full))
    with KnowledgeBase(there) as base, base.session(write=True, actor=LOCAL) as session:
        save_entry(session, "từ mới", ("từ của luật",))  # audit, person and the rest count on


def test_an_older_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    with zipfile.ZipFile(OLDER) as archive:
        archive.extractall(tmp_path / "cu")
    database = tmp_path / "cu" / "kb.sqlite3"
    originals = {path.name: path for path in (tmp_path / "cu" / "originals").iterdir()}
    sizes = {name: path.stat().st_size for name, path in originals.items()}
    about = {"made_at": datetime.now(UTC), "line": 0, "origin": "sqlite", "tables": {}}
    manifest = Manifest(revision="0031", database=hash_of(database), files=sizes, **about)
    write(tmp_path / "cu.tar.zst", manifest, database, originals)
    restore(tmp_path / "cu.tar.zst", sqlite(tmp_path / "moi"))
    with KnowledgeBase(sqlite(tmp_path / "moi")) as base, base.session() as session:
        assert len(list_notes(session)) == len(NOTES)
        assert session.scalar(select(func.count()).select_from(tables.Job)) == 0


def test_a_folder_keeps_files_once_and_the_newest_backups(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, day = tmp_path / "sao-luu", datetime(2031, 1, 1, tzinfo=UTC)
    folder.mkdir()

    class Clock(datetime):
        @classmethod
        def now(cls, zone: object = None) -> datetime:
            return day

    monkeypatch.setattr("kb.upkeep.backup.making.datetime", Clock)
    with KnowledgeBase(sqlite(home)) as base:
        first = back_up(base, folder, to_folder=True, keep=2)
        kept = {path.name: path.stat().st_mtime_ns for path in (folder / "originals").iterdir()}
        with base.session(write=True) as session:
            session.execute(text("DELETE FROM job"))
        damaged, gone = sorted(kept)[:2]
        (folder / "originals" / damaged).write_bytes(b"x")
        problems = check(first.path)[1]
        assert [dict(problem.values)["file"] for problem in problems] == [damaged]
        with pytest.raises(BackupError, match="backup_incomplete"):
            restore(first.path, sqlite(tmp_path / "moi"))
        assert not (tmp_path / "moi").exists()
        for _ in range(2):
            day += timedelta(days=1)
            last = back_up(base, folder, to_folder=True, keep=2)
    assert [path.name for path in last.removed] == [first.path.name]
    now = {path.name: path.stat().st_mtime_ns for path in (folder / "originals").iterdir()}
    assert len(kept.keys() - now.keys()) == 1, "the one that waited"
    assert now[gone] == kept[gone] or gone not in now
    assert check(last.path)[1] == []
    restore(last.path, sqlite(tmp_path / "moi"))
    assert counted(sqlite(tmp_path / "moi")) == counted(sqlite(home))


def rewritten(path: Path, change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]) -> None:
    """Pack a backup anew with other members."""
    with zstd.open(path, "rb") as stream, tarfile.open(fileobj=stream) as tar:
        members = [(info, tar.extractfile(info).read()) for info in tar]
    change(members)
    packed = io.BytesIO()
    with zstd.open(packed, "wb") as stream, tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for info, content in members:
            info.size = len(content) if info.isreg() else 0
            tar.addfile(info, io.BytesIO(content))
    path.write_bytes(sealed(packed.getvalue()))


def sealed(packed: bytes) -> bytes:
    return packed + SEAL + sha256(packed).digest()


def member(name: str, content: bytes = b"x", **about: object) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    for attribute, value in about.items():
        setattr(info, attribute, value)
    return info, content


def added(*members: tuple[tarfile.TarInfo, bytes]) -> Change:
    return lambda path: rewritten(path, lambda found: found.extend(members))


def said(**values: object) -> Change:
    """The manifest says something else."""

    def change(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        members[0] = (members[0][0], orjson.dumps({**orjson.loads(members[0][1]), **values}))

    return lambda path: rewritten(path, change)


def database(statement: str) -> Change:
    """The database is another one, and the manifest says so."""

    def change(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        place = next(number for number, (info, _) in enumerate(members) if info.name == DATABASE)
        file = Path(os.environ["HOSTILE"])
        file.write_bytes(members[place][1])
        with sqlite3.connect(file, isolation_level=None) as connection:
            connection.executescript(statement)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        members[place] = (members[place][0], file.read_bytes())
        about = orjson.loads(members[0][1])
        members[0] = (members[0][0], orjson.dumps({**about, "database": hash_of(file).model_dump()}))

    return lambda path: rewritten(path, change)


def bytes_are(change: Callable[[bytes], bytes]) -> Change:
    return lambda path: path.write_bytes(change(path.read_bytes())) and None


REFUSED: dict[str, tuple[str, Change]] = {
    "empty": ("damaged", bytes_are(lambda data: b"")),
    "half": ("damaged", bytes_are(lambda data: data[: len(data) // 2])),
    "without its last byte": ("damaged", bytes_are(lambda data: data[:-1])),
    "something behind it": ("damaged", bytes_are(lambda data: data + b"x" * 40)),
    "another archive behind it": ("damaged", bytes_are(lambda data: data + zstd.compress(b"x"))),
    "no backup": ("damaged", bytes_are(lambda data: b"PK\x03\x04" + data)),
    "no tar": ("damaged", bytes_are(lambda data: sealed(zstd.compress(b"x" * 4096)))),
    "a tar of something else": ("foreign", lambda path: rewritten(path, lambda found: found.pop(0) and None)),
    "a member is missing": ("damaged", lambda path: rewritten(path, lambda found: found.pop() and None)),
    "the database is missing": ("damaged", lambda path: rewritten(path, lambda found: found.pop(1) and None)),
    "a member twice": ("foreign", lambda path: rewritten(path, lambda found: found.append(found[-1]))),
    "a member changed": (
        "damaged",
        lambda path: rewritten(path, lambda found: found.append((found[-1][0], bytes(len(found.pop()[1]))))),
    ),
    "a path out of it": ("foreign", added(member("../../ngoai"))),
    "an absolute path": ("foreign", added(member("/tmp/ngoai"))),
    "a file beside": ("foreign", added(member(f"{FILES}../ngoai"))),
    "a link": ("damaged", added(member(DATABASE, b"", type=tarfile.SYMTYPE, linkname="/etc/passwd"))),
    "a device": ("damaged", added(member("may", b"", type=tarfile.CHRTYPE))),
    "a header before a header": ("damaged", added(member("d" * 300))),
    "a longer member": ("foreign", lambda path: rewritten(path, lambda found: found.append((found[-1][0], found.pop()[1] + b"x")))),
    "of a newer release": ("newer", said(format=2, more=[])),
    "of newer tables": ("newer", said(revision="9999")),
    "a manifest of nothing": ("damaged", said(made_at=None)),
    "names that are no hashes": ("damaged", said(files={"../ngoai": 1})),
    "a bomb": ("foreign", said(files={"0" * 64: 1 << 45})),
    "other rows than it says": ("damaged", database("UPDATE version SET recorded_at = '2000-01-01'")),
    "a trigger more": ("damaged", database("CREATE TRIGGER x AFTER INSERT ON person BEGIN DELETE FROM annotation; END")),
    "an audit that can be changed": ("damaged", database("DROP TRIGGER audit_no_update")),
    "a revision that never ends": (
        "damaged",
        database(
            "ALTER TABLE alembic_version RENAME TO x; CREATE VIEW alembic_version AS"
            " WITH RECURSIVE more(version_num) AS (SELECT 1 UNION ALL SELECT version_num + 1 FROM more) SELECT max(version_num)"
            " AS version_num FROM more"
        ),
    ),
    "an original out of the folder": (
        "foreign",
        lambda path: [said(tables={})(path), database("UPDATE source_file SET sha256 = '../../etc/hostname' WHERE id = 1")(path)][
            1
        ],
    ),
    "a file out of the inbox": (
        "foreign",
        lambda path: [said(tables={})(path), database("UPDATE job SET spool = '../x'")(path)][1],
    ),
}
ONLY_RESTORED = tuple(REFUSED)[list(REFUSED).index("other rows than it says") :]
"""What shows only when a base is made of it."""


@pytest.mark.third
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_whole_backup_is_refused_and_changes_nothing(
    name: str, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    code, change = REFUSED[name]
    path = Path(shutil.copy(backup, tmp_path / "kho.tar.zst"))
    monkeypatch.setenv("HOSTILE", str(tmp_path / "hostile.sqlite3"))
    change(path)
    sentence = (
        VIETNAMESE("error.backup_rows_differ", tables="")[:20]
        if "other rows" in name
        else VIETNAMESE(f"error.backup_{code}", name=path.name)
    )
    with kb_on(tmp_path / "moi", monkeypatch, capfd) as kb:
        status, out, _ = kb("verify-backup", path, "--json")
        assert (status, orjson.loads(out)["ok"]) == ((0, True) if name in ONLY_RESTORED else (1, False))
        status, out, err = kb("restore", path)
        assert (status, out, len(err.splitlines()), sentence in err) == (2, "", 1, True), err
    assert not (tmp_path / "moi").exists()
    assert not (tmp_path / "ngoai").exists()


def test_no_flipped_bit_passes(backup: Path, tmp_path: Path) -> None:
    data, path, chosen = backup.read_bytes(), tmp_path / "kho.tar.zst", Random(30)
    places = [*range(24), *chosen.sample(range(24, len(data)), 40), *range(len(data) - 44, len(data))]
    for place in places:
        path.write_bytes(data[:place] + bytes([data[place] ^ 1 << chosen.randrange(8)]) + data[place + 1 :])
        with pytest.raises(BackupError):
            check(path)
    for length in chosen.sample(range(len(data)), 20):
        path.write_bytes(data[:length])
        with pytest.raises(BackupError):
            check(path)


def test_a_full_disk_leaves_nothing(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, real = tmp_path / "kho.tar.zst", os.fsync
    path.write_bytes(zstd.compress(b"the last one"))

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    before = all_of(home)
    with KnowledgeBase(sqlite(home)) as base:
        monkeypatch.setattr("os.fsync", fail)
        with pytest.raises(DiskFullError):
            back_up(base, path, replace=True)
        monkeypatch.setattr("os.fsync", real)
        monkeypatch.setattr("shutil.disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 1))
        with pytest.raises(BackupError, match="backup_no_room"):
            back_up(base, path, replace=True)
    assert path.read_bytes() == zstd.compress(b"the last one")
    assert [item.name for item in tmp_path.iterdir() if item.name.endswith(".part")] == []
    assert {name for name in all_of(home) or {} if "staging" in name} == set()
    assert (before or {}).keys() <= (all_of(home) or {}).keys()


KILLED = """
import os, signal, sys
from pathlib import Path
import kb.upkeep.backup.{module} as module
from kb.base import KnowledgeBase
from kb.settings import Settings

def stop(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

module.{step} = stop
from kb.upkeep.auditing import check_audit
from kb.upkeep.checks import examine
from kb.upkeep.backup import back_up, move, restore
home, other = Settings(home=Path(sys.argv[1]), database_url=None), sys.argv[2]
"""
ENDED = [
    ("making", "hash_of", "back_up(KnowledgeBase(home), Path(other))"),
    ("archive", "_put", "back_up(KnowledgeBase(home), Path(other))"),
    ("making", "write", "back_up(KnowledgeBase(home), Path(other), to_folder=True)"),
    ("restoring", "_make_ready", "restore(Path(other), home)"),
    ("restoring", "place_database", "restore(Path(other), home)"),
    ("moving", "place_database", "move(home, other)"),
]


@pytest.mark.long
@pytest.mark.parametrize(("module", "step", "what"), ENDED)
def test_a_process_that_is_killed_leaves_no_half(
    module: str, step: str, what: str, home: Path, backup: Path, tmp_path: Path
) -> None:
    restoring, target = what.startswith("restore"), tmp_path / "dich"
    place = tmp_path / "moi" if restoring else home
    before = None if restoring else counted(sqlite(home))
    target.mkdir() if "to_folder" in what else None
    code = KILLED.format(module=module, step=step) + what
    ended = subprocess.run([sys.executable, "-c", code, str(place), str(backup if restoring else target)], capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    if restoring:
        assert not (place / "kb.sqlite3").exists()
        restore(backup, sqlite(place))
        assert counted(sqlite(place)) == counted(sqlite(home))
    elif what.startswith("move"):
        assert not (target / "kb.sqlite3").exists()
        move(sqlite(home), str(target))
        assert counted(sqlite(target)) == before
    else:
        assert list(target.glob("tuluat*") if target.is_dir() else tmp_path.glob("dich")) == []
        with KnowledgeBase(sqlite(home)) as base:
            made = back_up(base, target, to_folder="to_folder" in what)
        assert check(made.path)[1] == []
    assert list(place.glob(".staging*")) == []


def test_only_one_at_a_time_and_nobody_beside_a_move(home: Path, tmp_path: Path) -> None:
    from kb.upkeep.backup.staging import staging

    with staging(home), KnowledgeBase(sqlite(home)) as base, pytest.raises(BackupError, match="backup_under_way"):
        back_up(base, tmp_path / "kho.tar.zst")
    before = counted(sqlite(home))
    with KnowledgeBase(sqlite(home)) as base, base.session() as session:
        assert list_notes(session)
        with pytest.raises(BackupError, match="backup_base_in_use"):
            move(sqlite(home), str(tmp_path / "moi"))
    assert counted(sqlite(home)) == before
    (tmp_path / "bao-cao.docx").write_bytes(b"PK")
    with KnowledgeBase(sqlite(home)) as base, pytest.raises(BackupError, match="backup_other_file"):
        back_up(base, tmp_path / "bao-cao.docx")


def test_a_lost_original_is_said_and_the_rest_is_kept(home: Path, tmp_path: Path) -> None:
    lost, damaged, *_ = sorted((home / "originals").iterdir())
    lost.unlink()
    damaged.write_bytes(b"x")
    with KnowledgeBase(sqlite(home)) as base:
        made = back_up(base, tmp_path / "kho.tar.zst")
    assert made.manifest.missing == (lost.name, damaged.name)
    assert len(made.manifest.files) == 2


DAYS = [
    # days of the setting, of the last backup, of what was written: ago; whether it is said
    (None, None, 40, False),  # a laptop on which nobody ever made one
    (7, None, 40, True),
    (7, None, 6, False),
    (None, 20, 10, True),
    (None, 20, 30, False),  # it is in the backup
    (None, 2, None, False),
    (0, 20, 10, False),
]


@pytest.mark.parametrize(("setting", "backed_up", "written", "warned"), DAYS)
def test_when_a_backup_is_overdue(
    setting: int | None, backed_up: int | None, written: int | None, warned: bool, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    given = {} if setting is None else {"backup_days": setting}
    with empty_sqlite(tmp_path / "kho", **given) as base:
        with base.session(write=True) as session:
            if written:
                at = now - timedelta(days=written)
                session.add(
                    tables.Audit(
                        at=at, kind="person", act="add", thing="note", thing_id="1", before={}, after={}, commitment="0", link="0"
                    )
                )
        if backed_up:
            with base.session(write=True) as session:
                note_backup(session, now - timedelta(days=backed_up), 1 if written and written > backed_up else 0)
            with base.engine.connect() as connection:
                assert last_backup(connection)[0] == now - timedelta(days=backed_up)
        late = overdue(base.engine, base.settings)
        assert (late is not None, bool(late and VIETNAMESE.write(late.message))) == (warned, warned)
        assert {found.code: found.ok for found in examine(base).checks}["backup"] is not warned
