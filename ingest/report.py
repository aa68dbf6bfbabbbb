"""What became of a file: one line of an ingest report."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from documents.messages import Message
from documents.model import Problem, ProblemCode
from kb.database.storing.sources import Change, StoredInstrument
from kb.interface.catalogue import VIETNAMESE

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file of a batch.

    :param status: ``stored``, ``unchanged``, ``new_version``, ``new_source``, ``incomplete`` or ``rejected``
    """

    file: str
    status: str
    instruments: tuple[StoredInstrument, ...] = ()
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    sha256: str | None = None
    account: tuple[Message, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    stages: Mapping[str, float] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()

    def as_json(self) -> Json:
        """The object that `kb ingest --json` prints for the file."""
        shown: Json = {
            "file": self.file,
            "status": self.status,
            "instruments": [{"key": p.key, "articles": p.articles, "provisions": p.provisions} for p in self.instruments],
            "problems": [{"code": str(p.code), "message": VIETNAMESE.write(p.message), "place": p.place} for p in self.problems],
            "seconds": round(self.seconds, 3),
        }
        if self.figures:
            shown["codification"] = dict(self.figures)
        if self.stages:
            shown["stages"] = {stage: round(seconds, 3) for stage, seconds in self.stages.items()}
        if self.changes:
            shown["changes"] = [asdict(change) for change in self.changes]
        return shown


def rejected(file: str, code: ProblemCode, message: Message, seconds: float = 0.0, sha256: str | None = None) -> FileReport:
    """The report of a file of which nothing is stored."""
    return FileReport(file, "rejected", problems=(Problem(code, message),), seconds=seconds, sha256=sha256)
