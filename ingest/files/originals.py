"""The originals of a base: every file that was stored, byte for byte, named by its SHA-256."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.errors import UnreadableFileError
from ingest.files.inputs import pieces
from ingest.files.source import Source, base_name
from kb.database.tables import SourceFile
from kb.private import is_whole, make_folder, whole_file

_CHUNK = 1 << 20


def keep_original(folder: Path, source: Source) -> bool:
    """Keep the bytes of a source under its hash, all or nothing. A folder (of the codification) is kept as its files in one.

    An original that is there is looked at: one that was altered is replaced.

    :returns: whether it was written; False where it was there already
    :raises UnreadableFileError: the source is not what it was when it was read, or cannot be written
    """
    kept = folder / source.sha256
    try:
        if is_whole(kept, source.sha256):
            return False
        make_folder(folder)
        digest = hashlib.sha256()
        with whole_file(kept) as copy:
            for chunk in pieces(source):
                digest.update(chunk)
                copy.write(chunk)
            if digest.hexdigest() != source.sha256:
                raise UnreadableFileError("file_changed", name=source.name)
    except OSError as error:
        raise UnreadableFileError("original_not_kept", name=source.name) from error
    return True


def lay_out(kept: Path, parts: Iterable[tuple[str, int]], folder: Path) -> None:
    """Part the original of a folder into its files again.

    :param parts: their names and sizes, in the order in which the original holds them
    :raises UnreadableFileError: a name leads out of the folder, or there is no room
    """
    try:
        with kept.open("rb") as stream:
            for name, size in parts:
                file = folder / name
                if not file.resolve().is_relative_to(folder.resolve()):
                    raise UnreadableFileError("file_name_leaves", name=base_name(name))
                file.parent.mkdir(parents=True, exist_ok=True)
                with file.open("wb") as part:
                    while chunk := stream.read(min(size, _CHUNK)):
                        size -= part.write(chunk)
    except OSError as error:
        raise UnreadableFileError("folder_not_laid_out") from error


def drop_original(session: Session, folder: Path, sha256: str) -> None:
    """Remove an original that nothing in the base refers to.

    :param session: of ``KnowledgeBase.session(write=True)``: nobody else can store the text meanwhile
    """
    if session.scalar(select(SourceFile.id).where(SourceFile.sha256 == sha256)) is None:
        (folder / sha256).unlink(missing_ok=True)
