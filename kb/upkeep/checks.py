"""What `kb doctor` looks at: the database, what is derived from it, the index, the words and the originals."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from documents.messages import Message
from kb.base import KnowledgeBase
from kb.database.engine import files_of
from kb.database.failures import full_disk_told
from kb.database.tables import Instrument, Provision, SourceFile, Version, VersionSource
from kb.errors import IndexMissingError
from kb.index.build import differences, index_state, open_index
from kb.interface.catalogue import Check
from kb.language.word_model import words_damaged, words_of
from kb.law.derivation.linking import unlinked_versions
from kb.law.references.naming import name_of
from kb.private import is_open, open_to_others, sha256_of
from kb.upkeep.health import backup_check, room_check

Progress = Callable[[str, int, int], None]
"""Told of what takes long: the check (``index``, ``originals``), how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that was looked at.

    :param counts: how many instruments, versions, provisions and files the base holds; empty where it cannot be counted
    """

    checks: tuple[Check, ...]
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def healthy(self) -> bool:
        """Whether nothing is wrong."""
        return all(check.ok for check in self.checks)


def examine(base: KnowledgeBase, progress: Progress = lambda name, done, total: None) -> Diagnosis:
    """Look at everything in a base; where the database itself is damaged, at nothing else."""
    checks = _database(base)
    if not all(check.ok for check in checks):
        return Diagnosis(tuple(checks))
    checks += [
        room_check(base),
        _private(base),
        backup_check(base),
        _links(base),
        *_index(base, progress),
        _words(base),
        _originals(base, progress),
    ]
    tables = {"instruments": Instrument, "versions": Version, "provisions": Provision, "files": SourceFile}
    with base.session() as session:
        counts = {name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables.items()}
    return Diagnosis(tuple(checks), counts)


def _database(base: KnowledgeBase) -> list[Check]:
    checks = [Check("database", True, Message.of("check.database", kind=base.engine.dialect.name))]
    if base.engine.dialect.name == "sqlite":
        try:
            with full_disk_told(base.settings.home), base.engine.connect() as connection:
                ok = connection.scalar(text("PRAGMA integrity_check(1)")) == "ok"
        except SQLAlchemyError:
            ok = False
        checks.append(Check("integrity", ok, Message.of("check.integrity" if ok else "check.integrity_broken")))
    return checks


def _private(base: KnowledgeBase) -> Check:
    """Nobody but the account that runs the program may read a base; what is its own was closed when the base was opened."""
    home = base.settings.home
    found = list(open_to_others(files_of(base.settings)))
    if is_open(home):
        found.append(home)
    if found:
        return Check("private", False, Message.of("check.private_open", count=len(found), example=str(found[-1]), folder=str(home)))
    return Check("private", True, Message.of("check.private"))


def _links(base: KnowledgeBase) -> Check:
    """References, relations and effects are derived from texts after they are stored; what was broken off is done by a reindex."""
    with base.session() as session:
        waiting = len(unlinked_versions(session))
    return Check("links", not waiting, Message.of("check.links_waiting", count=waiting) if waiting else Message.of("check.links"))


def _index(base: KnowledgeBase, progress: Progress) -> list[Check]:
    checks: list[Check] = []
    if base.settings.index_url:
        from kb.index.elastic.home import check_server

        checks = check_server(base.settings, base.engine)
        if not all(check.ok for check in checks):
            return checks
    try:
        return [*checks, _texts_indexed(base, progress)]
    except IndexMissingError as error:
        return [*checks, Check("index", False, error)]


def _texts_indexed(base: KnowledgeBase, progress: Progress) -> Check:
    """Compare the index with the database.

    :raises IndexMissingError: there is none, or it is damaged
    """
    if name := open_index(base).damaged():
        return Check("index", False, Message.of("check.index_file", file=name))
    state = index_state(base)
    if not state.usable:
        raise IndexMissingError("index_missing")
    if state.missing or state.surplus:
        missing, surplus = len(state.missing), len(state.surplus)
        return Check("index", False, Message.of("check.index_versions", missing=missing, surplus=surplus))
    if not state.fresh:
        return Check("index", False, Message.of("check.index_stale"))
    found = differences(base, lambda done, total: progress("index", done, total))
    if found.rows:
        rows, total = found.rows, found.total
        return Check("index", False, Message.of("check.index_rows", rows=rows, total=total, articles=found.articles))
    return Check("index", True, Message.of("check.index", documents=state.documents))


def _words(base: KnowledgeBase) -> Check:
    """The model of words is made again by itself where it is lacking, so that nothing is wrong then; but it is said."""
    model = words_of(base)
    if model is None and words_damaged(base):
        return Check("words", False, Message.of("check.words_damaged"))
    if model is None:
        return Check("words", True, Message.of("check.words_none"), there=False)
    return Check("words", True, Message.of("check.words", count=len(model.words)))


def _originals(base: KnowledgeBase, progress: Progress) -> Check:
    with base.session() as session:
        hashes = list(session.scalars(select(SourceFile.sha256)))
    known = {path.name.split(".")[0]: path for path in base.settings.originals_path.rglob("*") if path.is_file()}
    missing = [sha256 for sha256 in hashes if sha256 not in known]
    changed = []
    for done, sha256 in enumerate(hashes, start=1):
        if sha256 in known and sha256_of(known[sha256]) != sha256:
            changed.append(sha256)
        progress("originals", done, len(hashes))
    total = len(hashes)
    for sentence, wrong in (("check.originals_missing", missing), ("check.originals_changed", changed)):
        if wrong:
            file, carried = _named(base, wrong[0])
            told = Message.of(sentence, total=total, count=len(wrong), example=wrong[0], file=file, text=carried)
            return Check("originals", False, told)
    return Check("originals", True, Message.of("check.originals", total=total))


def _named(base: KnowledgeBase, sha256: str) -> tuple[str, str]:
    """An original as people know it: by its file, and by a text that it carries."""
    carried = select(SourceFile.name, Instrument).outerjoin(VersionSource, VersionSource.file_id == SourceFile.id)
    carried = carried.outerjoin(Version, Version.id == VersionSource.version_id)
    carried = carried.outerjoin(Instrument, Instrument.id == Version.instrument_id)
    with base.session() as session:
        file, instrument = session.execute(carried.where(SourceFile.sha256 == sha256).order_by(Version.id)).first() or ("", None)
        return file, name_of(instrument) if instrument else "–"
