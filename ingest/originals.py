"""The originals of a base: every file that was stored, byte for byte, named by its SHA-256."""

import hashlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from ingest.archives import Input, Limits, read_bytes
from ingest.errors import UnreadableFileError
from ingest.parsing import source_files


def keep_original(folder: Path, source: Input, sha256: str, limits: Limits | None = None) -> Path | None:
    """Keep the bytes of a source under its hash, all or nothing. A folder (of the codification) is kept as its files in one.

    :returns: the file that was made; None where it was there already
    :raises UnreadableFileError: the source is not what it was when it was read
    """
    kept = folder / sha256
    if kept.exists():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{uuid.uuid4().hex}"
    try:
        digest = hashlib.sha256()
        with draft.open("wb") as copy:
            for chunk in _chunks(source, limits):
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
        if digest.hexdigest() != sha256:
            raise UnreadableFileError(f"Tệp “{source.name}” bị sửa trong lúc nạp; hãy nạp lại.")
        draft.replace(kept)
    except OSError as error:
        raise UnreadableFileError(f"Không chép được bản gốc của tệp “{source.name}” vào kho; hãy kiểm tra chỗ trống.") from error
    finally:
        draft.unlink(missing_ok=True)
    return kept


def _chunks(source: Input, limits: Limits | None) -> Iterator[bytes]:
    if source.member is not None:
        from ingest.archives import default_limits

        yield read_bytes(source, limits or default_limits())
        return
    for file in source_files(source.path):
        with file.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                yield chunk
