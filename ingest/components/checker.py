"""Whether and as what a file can be stored, as a Haystack component."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from haystack import component

from documents.model import Reading
from ingest.errors import NoTextError
from ingest.parsing import ParsedFile
from ingest.work import CheckedFile, Work, each
from kb.database.storing.writer import CODIFICATION, OFFICIAL, PUBLISHED, UNKNOWN_TRUST, SourceInfo

# How much a publisher's copies are trusted. Bodies of the state publish officially; known databases copy with care.
TRUST = {"Bộ pháp điển": OFFICIAL, "vbpl.vn": OFFICIAL, "congbao.chinhphu.vn": OFFICIAL, "thuvienphapluat.vn": PUBLISHED}
_CODIFICATION = "Bộ pháp điển"
_GAZETTE = "congbao.chinhphu.vn"


@component
class CompletenessChecker:
    """Say where a file comes from, how much it is trusted, and what is missing of it. What was read line by line ends here.

    :param snapshot_date: ISO day on which the codification was taken
    """

    def __init__(self, snapshot_date: str | None = None) -> None:
        self.snapshot_date = snapshot_date

    @component.output_types(work=list[Work])
    def run(self, work: list[Work]) -> dict[str, list[Work]]:
        """Check every file.

        :returns: ``work``, with what is to be stored
        """
        day = date.fromisoformat(self.snapshot_date) if self.snapshot_date else None
        return {"work": each((item.finished() for item in work), lambda item: _checked(item, day))}


def _checked(work: Work, day: date | None) -> Work:
    parsed = work.parsed
    if parsed is None:
        return work
    return replace(work, parsed=None, checked=check_file(parsed, day))


def check_file(parsed: ParsedFile, snapshot_date: date | None = None) -> CheckedFile:
    """What is to be stored of a file.

    :raises NoTextError: there is nothing in it, nor pages that an OCR could read
    """
    unread = sorted({page for reading in parsed.readings for page in reading.pages_without_text})
    if not unread and not any(instrument.provisions for instrument in parsed.instruments):
        raise NoTextError("file_textless", name=parsed.name)
    return CheckedFile(
        source=_source(parsed, tuple(unread), snapshot_date),
        instruments=parsed.instruments,
        problems=parsed.problems,
        account=parsed.report.lines() if parsed.report else (),
        figures=_figures(parsed.report) if parsed.report else {},
    )


def _source(parsed: ParsedFile, unread: tuple[int, ...], snapshot_date: date | None) -> SourceInfo:
    publisher = _publisher(parsed)
    claims: dict[str, Any] = {}
    for reading in reversed(parsed.readings):
        claims.update(reading.hints.fields)
    return SourceInfo(
        name=parsed.name,
        sha256=parsed.sha256,
        size=parsed.size,
        format=parsed.format,
        member=parsed.member,
        trust=TRUST.get(publisher or "", UNKNOWN_TRUST),
        publisher=publisher,
        url=claims.get("url"),
        snapshot_on=snapshot_date if parsed.format == CODIFICATION else None,
        pages=max((reading.pages for reading in parsed.readings if reading.pages), default=None),
        pages_without_text=unread,
        claims=claims,
        reader=parsed.format,
        reader_version=parsed.reader_version,
        parts=parsed.parts,
        furniture=tuple(dict.fromkeys(line for reading in parsed.readings for line in reading.furniture)),
    )


def _publisher(parsed: ParsedFile) -> str | None:
    if parsed.format == CODIFICATION:
        return _CODIFICATION
    for reading in parsed.readings:
        if reading.hints.publisher:
            return reading.hints.publisher
        if _is_gazette(reading):
            return _GAZETTE
    return None


def _is_gazette(reading: Reading) -> bool:
    # A running head of the gazette; a PDF may lose the first letter of it.
    return any("ÔNG BÁO/S" in line.replace(" ", " ") for line in reading.furniture)


def _figures(account: Any) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(account).items()}
