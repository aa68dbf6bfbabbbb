"""One builder of vectors a base: a second one would compute the same again."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from kb.errors import KnowledgeBaseError
from kb.private import make_folder


class VectorsBusyError(KnowledgeBaseError):
    """Another process of this machine is computing the base's vectors."""


@contextlib.contextmanager
def building_alone(folder: Path) -> Iterator[None]:
    """Hold the builder's place; a place whose holder has died is taken over.

    :raises VectorsBusyError: it is taken
    """
    make_folder(folder)
    place = folder / "building"
    _take(place)
    try:
        yield
    finally:
        place.unlink(missing_ok=True)


def builder(folder: Path) -> int | None:
    """The process that is building, None where there is none."""
    with contextlib.suppress(OSError, ValueError):
        process = int((folder / "building").read_text())
        os.kill(process, 0)
        return process
    return None


def _take(place: Path) -> None:
    for _ in range(2):
        try:
            with place.open("x") as stream:
                stream.write(str(os.getpid()))
            return
        except FileExistsError:
            process = builder(place.parent)
            if process is not None:
                raise VectorsBusyError("vectors_busy", process=str(process)) from None
            place.unlink(missing_ok=True)
    raise VectorsBusyError("vectors_busy", process="?")
