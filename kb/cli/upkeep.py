"""`kb reindex`, `kb doctor` and `kb app`."""

import hashlib
from pathlib import Path

from rich.progress import Progress, track
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from kb.base import KnowledgeBase
from kb.cli.objects import Json
from kb.cli.output import console, emit, say
from kb.cli.vectors import vectors_checks
from kb.database.tables import Instrument, Provision, SourceFile, Version
from kb.errors import IndexDamagedError, IndexMissingError
from kb.index.build import differences, index_state, open_index
from kb.language.words import words_damaged, words_of
from kb.law.linking import is_linked, link_all, link_waiting, unlinked_versions
from kb.search.ranking.model import shipped_ranker
from kb.vectors.indexing import reindex


def reindex_command(as_json: bool) -> int:
    """Rebuild the index; searches go on with the old one meanwhile."""
    with KnowledgeBase(create=False) as base, console().status("Đang dựng chỉ mục…"):
        with base.session() as session:
            linked = is_linked(session)
        # The texts were stored by an older release, which derived less from them, or by an ingest that was broken off.
        link_waiting(base) if linked else link_all(base)
        report = reindex(base)
    done = {"documents": report.documents, "versions": report.versions, "seconds": round(report.seconds, 3)}
    if as_json:
        emit(done)
    else:
        say(f"Đã đánh chỉ mục {report.documents} đoạn của {report.versions} phiên bản trong {report.seconds:.1f} giây.")
    return 0


def doctor_command(as_json: bool) -> int:
    """Check the database, the index and the originals.

    :returns: 1 when something is wrong
    """
    with KnowledgeBase(create=False) as base:
        checks, counts = _database(base), {}
        if all(check["ok"] for check in checks):
            checks += [_links(base), *_index(base), _words(base), _ranker(), *vectors_checks(base), *_originals(base)]
            counts = _counts(base)
    healthy = all(check["ok"] for check in checks)
    if as_json:
        emit({"ok": healthy, "checks": checks, "counts": counts})
    else:
        for check in checks:
            say(f"{'✓' if check['ok'] else '✗'} {check['name']}: {check['message']}")
        say(", ".join(f"{name} {number}" for name, number in counts.items()))
    return 0 if healthy else 1


def app_command(port: int) -> int:
    """Serve the app on this machine only, and stay until it is stopped."""
    from kb.cli.serving import serve

    serve(port)
    return 0


def _check(name: str, ok: bool, message: str) -> Json:
    return {"name": name, "ok": ok, "message": message}


def _database(base: KnowledgeBase) -> list[Json]:
    checks = [_check("database", True, f"Mở được ({base.engine.dialect.name}), lược đồ mới nhất.")]
    if base.engine.dialect.name == "sqlite":
        try:
            with base.engine.connect() as connection:
                ok = connection.scalar(text("PRAGMA integrity_check(1)")) == "ok"
        except SQLAlchemyError:
            ok = False
        broken = "Tệp dữ liệu có trang bị hỏng; hãy sao riêng kho này rồi khôi phục từ bản sao lưu."
        checks.append(_check("integrity", ok, "Tệp dữ liệu nguyên vẹn." if ok else broken))
    return checks


def _links(base: KnowledgeBase) -> Json:
    """References, relations and effects are derived from texts after they are stored; what was broken off is done by a reindex."""
    with base.session() as session:
        waiting = len(unlinked_versions(session))
    if waiting:
        return _check("links", False, f"{waiting} phiên bản chưa được đọc dẫn chiếu và tác động; hãy chạy “kb reindex”.")
    return _check("links", True, "Dẫn chiếu, quan hệ và tác động đã được đọc từ mọi văn bản.")


def _index(base: KnowledgeBase) -> list[Json]:
    checks: list[Json] = []
    if base.settings.index_url:
        from kb.index.elastic.checks import check_server

        checks = [_check(check.name, check.ok, check.message) for check in check_server(base.settings, base.engine)]
        if not all(check["ok"] for check in checks):
            return checks
    try:
        return [*checks, _texts_indexed(base)]
    except IndexDamagedError:
        return [*checks, _check("index", False, "Chỉ mục bị hỏng; hãy chạy “kb reindex”.")]


def _texts_indexed(base: KnowledgeBase) -> Json:
    try:
        index = open_index(base)
    except IndexDamagedError:
        raise
    except IndexMissingError:
        return _check("index", False, "Chưa có chỉ mục dùng được; hãy chạy “kb reindex”.")
    if name := index.damaged():
        return _check("index", False, f"Chỉ mục bị hỏng (tệp {name}); hãy chạy “kb reindex”.")
    state = index_state(base)
    if not state.usable:
        return _check("index", False, "Chưa có chỉ mục dùng được; hãy chạy “kb reindex”.")
    if state.missing or state.surplus:
        missing, surplus = len(state.missing), len(state.surplus)
        return _check("index", False, f"Chỉ mục thiếu {missing} và thừa {surplus} phiên bản; hãy chạy “kb reindex”.")
    if not state.fresh:
        return _check("index", False, "Chỉ mục cũ hơn dữ liệu; hãy chạy “kb reindex”.")
    with Progress(console=console(), transient=True) as shown:
        task = shown.add_task("Đang so chỉ mục với dữ liệu")
        found = differences(base, lambda done, total: shown.update(task, completed=done, total=total))
    if found.rows:
        differ = f"{found.rows}/{found.total} đoạn của {found.articles} điều khác dữ liệu"
        return _check("index", False, f"Chỉ mục có {differ}; hãy chạy “kb reindex”.")
    return _check("index", True, f"{state.documents} đoạn, từng đoạn khớp dữ liệu.")


def _words(base: KnowledgeBase) -> Json:
    """The model of words is made again by itself where it is lacking, so that nothing is wrong then; but it is said."""
    model = words_of(base)
    if model is None and words_damaged(base):
        return _check("words", False, "Mô hình từ (để thêm dấu, sửa chữ gõ nhầm) bị hỏng; hãy chạy “kb reindex”.")
    if model is None:
        return _check("words", True, "Chưa có mô hình từ (để thêm dấu, sửa chữ gõ nhầm); “kb reindex” dựng nó.")
    return _check("words", True, f"Mô hình từ: {len(model.words)} từ.")


def _ranker() -> Json:
    """Without its learned model search still answers, by plain scores."""
    if shipped_ranker() is None:
        return _check("ranker", False, "Không nạp được mô hình xếp hạng; trên Debian, Ubuntu hãy cài gói libgomp1.")
    return _check("ranker", True, "Mô hình xếp hạng dùng được.")


def _originals(base: KnowledgeBase) -> list[Json]:
    """Every source's original must be there and be the file that was read."""
    with base.session() as session:
        hashes = list(session.scalars(select(SourceFile.sha256)))
    known = {path.name.split(".")[0]: path for path in base.settings.originals_path.rglob("*") if path.is_file()}
    missing = [sha256 for sha256 in hashes if sha256 not in known]
    changed = [
        sha256
        for sha256 in track(hashes, "Đang kiểm tra tệp gốc", console=console(), transient=True)
        if sha256 in known and _sha256(known[sha256]) != sha256
    ]
    if missing:
        return [_check("originals", False, f"Thiếu {len(missing)}/{len(hashes)} tệp gốc, ví dụ {missing[0]}; hãy nạp lại.")]
    if changed:
        return [_check("originals", False, f"{len(changed)}/{len(hashes)} tệp gốc đã bị sửa, ví dụ {changed[0]}; hãy nạp lại.")]
    return [_check("originals", True, f"{len(hashes)} tệp gốc, đúng mã băm.")]


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _counts(base: KnowledgeBase) -> dict[str, int]:
    tables = {"instruments": Instrument, "versions": Version, "provisions": Provision, "files": SourceFile}
    with base.session() as session:
        return {name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables.items()}
