"""What `kb doctor` looks at: the database, what is derived from it, the index, the words, the vectors and the originals."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from kb.base import KnowledgeBase
from kb.database.tables import Instrument, Provision, SourceFile, Version
from kb.errors import IndexDamagedError, IndexMissingError
from kb.index.build import differences, index_state, open_index
from kb.interface.catalogue import Catalogue
from kb.interface.wording import error_words
from kb.language.words import words_damaged, words_of
from kb.law.linking import unlinked_versions
from kb.search.ranking.model import shipped_ranker
from kb.vectors.encoder import open_encoder
from kb.vectors.model import EncoderError
from kb.vectors.status import vectors_status

Progress = Callable[[str, int, int], None]
"""Told of what takes long: the check (``index``, ``originals``), how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    :param message: what was found, in Vietnamese, with the remedy where it is not as it should be
    """

    name: str
    ok: bool
    message: str


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
    checks += [_links(base), *_index(base, progress), _words(base), _ranker(), *_vectors(base), *_originals(base, progress)]
    return Diagnosis(tuple(checks), _counts(base))


def _database(base: KnowledgeBase) -> list[Check]:
    checks = [Check("database", True, f"Mở được ({base.engine.dialect.name}), lược đồ mới nhất.")]
    if base.engine.dialect.name == "sqlite":
        try:
            with base.engine.connect() as connection:
                ok = connection.scalar(text("PRAGMA integrity_check(1)")) == "ok"
        except SQLAlchemyError:
            ok = False
        broken = "Tệp dữ liệu có trang bị hỏng; hãy sao riêng kho này rồi khôi phục từ bản sao lưu."
        checks.append(Check("integrity", ok, "Tệp dữ liệu nguyên vẹn." if ok else broken))
    return checks


def _links(base: KnowledgeBase) -> Check:
    """References, relations and effects are derived from texts after they are stored; what was broken off is done by a reindex."""
    with base.session() as session:
        waiting = len(unlinked_versions(session))
    if waiting:
        return Check("links", False, f"{waiting} phiên bản chưa được đọc dẫn chiếu và tác động; hãy chạy “kb reindex”.")
    return Check("links", True, "Dẫn chiếu, quan hệ và tác động đã được đọc từ mọi văn bản.")


def _index(base: KnowledgeBase, progress: Progress) -> list[Check]:
    checks: list[Check] = []
    if base.settings.index_url:
        from kb.index.elastic.checks import check_server

        checks = [Check(found.name, found.ok, found.message) for found in check_server(base.settings, base.engine)]
        if not all(check.ok for check in checks):
            return checks
    try:
        return [*checks, _texts_indexed(base, progress)]
    except IndexDamagedError:
        return [*checks, Check("index", False, "Chỉ mục bị hỏng; hãy chạy “kb reindex”.")]


def _texts_indexed(base: KnowledgeBase, progress: Progress) -> Check:
    try:
        index = open_index(base)
    except IndexDamagedError:
        raise
    except IndexMissingError:
        return Check("index", False, "Chưa có chỉ mục dùng được; hãy chạy “kb reindex”.")
    if name := index.damaged():
        return Check("index", False, f"Chỉ mục bị hỏng (tệp {name}); hãy chạy “kb reindex”.")
    state = index_state(base)
    if not state.usable:
        return Check("index", False, "Chưa có chỉ mục dùng được; hãy chạy “kb reindex”.")
    if state.missing or state.surplus:
        missing, surplus = len(state.missing), len(state.surplus)
        return Check("index", False, f"Chỉ mục thiếu {missing} và thừa {surplus} phiên bản; hãy chạy “kb reindex”.")
    if not state.fresh:
        return Check("index", False, "Chỉ mục cũ hơn dữ liệu; hãy chạy “kb reindex”.")
    found = differences(base, lambda done, total: progress("index", done, total))
    if found.rows:
        differ = f"{found.rows}/{found.total} đoạn của {found.articles} điều khác dữ liệu"
        return Check("index", False, f"Chỉ mục có {differ}; hãy chạy “kb reindex”.")
    return Check("index", True, f"{state.documents} đoạn, từng đoạn khớp dữ liệu.")


def _words(base: KnowledgeBase) -> Check:
    """The model of words is made again by itself where it is lacking, so that nothing is wrong then; but it is said."""
    model = words_of(base)
    if model is None and words_damaged(base):
        return Check("words", False, "Mô hình từ (để thêm dấu, sửa chữ gõ nhầm) bị hỏng; hãy chạy “kb reindex”.")
    if model is None:
        return Check("words", True, "Chưa có mô hình từ (để thêm dấu, sửa chữ gõ nhầm); “kb reindex” dựng nó.")
    return Check("words", True, f"Mô hình từ: {len(model.words)} từ.")


def _ranker() -> Check:
    """Without its learned model search still answers, by plain scores."""
    if shipped_ranker() is None:
        return Check("ranker", False, "Không nạp được mô hình xếp hạng; trên Debian, Ubuntu hãy cài gói libgomp1.")
    return Check("ranker", True, "Mô hình xếp hạng dùng được.")


def _vectors(base: KnowledgeBase) -> list[Check]:
    """The encoder and the vectors; nothing where no encoder is set."""
    if base.settings.encoder is None:
        return []
    try:
        status = vectors_status(base, open_encoder(base.settings.encoder))
    except EncoderError as error:
        return [Check("encoder", False, error_words(Catalogue(), error))]
    encoder = Check("encoder", True, f"Mở được, véc-tơ {status.dimension} chiều.")
    counted = f"{status.done}/{status.total if status.total is not None else '?'}"
    if status.complete:
        message = f"{counted} véc-tơ, đủ."
    elif status.building:
        message = f"Đang tính véc-tơ: {counted}."
    else:
        message = f"Véc-tơ chưa đủ ({counted}); hãy chạy “kb vectors build”."
    return [encoder, Check("vectors", status.complete or status.building, message)]


def _originals(base: KnowledgeBase, progress: Progress) -> list[Check]:
    """Every source's original must be there and be the file that was read."""
    with base.session() as session:
        hashes = list(session.scalars(select(SourceFile.sha256)))
    known = {path.name.split(".")[0]: path for path in base.settings.originals_path.rglob("*") if path.is_file()}
    missing = [sha256 for sha256 in hashes if sha256 not in known]
    changed = []
    for done, sha256 in enumerate(hashes, start=1):
        if sha256 in known and _sha256(known[sha256]) != sha256:
            changed.append(sha256)
        progress("originals", done, len(hashes))
    if missing:
        return [Check("originals", False, f"Thiếu {len(missing)}/{len(hashes)} tệp gốc, ví dụ {missing[0]}; hãy nạp lại.")]
    if changed:
        return [Check("originals", False, f"{len(changed)}/{len(hashes)} tệp gốc đã bị sửa, ví dụ {changed[0]}; hãy nạp lại.")]
    return [Check("originals", True, f"{len(hashes)} tệp gốc, đúng mã băm.")]


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _counts(base: KnowledgeBase) -> dict[str, int]:
    tables = {"instruments": Instrument, "versions": Version, "provisions": Provision, "files": SourceFile}
    with base.session() as session:
        return {name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables.items()}
