"""Whether and as what a file can be stored, as a Haystack component."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from haystack import component

from documents.identity.drafts import SaidDraft
from ingest.errors import NoTextError
from ingest.files.source import Source
from ingest.parsing import ParsedFile
from ingest.work import CheckedFile, Work, each
from kb.database.storing.arrangement import CODIFICATION
from kb.database.storing.sources import OFFICIAL, PUBLISHED, UNKNOWN_TRUST, SourceInfo
from kb.interface.contract import fields_json

# How much a publisher's copies are trusted. Bodies of the state publish officially; known databases copy with care.
TRUST = {"Bộ pháp điển": OFFICIAL, "vbpl.vn": OFFICIAL, "congbao.chinhphu.vn": OFFICIAL, "thuvienphapluat.vn": PUBLISHED}
_CODIFICATION = "Bộ pháp điển"
_GAZETTE = "congbao.chinhphu.vn"


@component
class CompletenessChecker:
    """Say where a file comes from, how much it is trusted, and what is missing of it. What was read line by line ends here."""

    def __init__(self, snapshot_date: str | None = None) -> None:
        self.snapshot_date = snapshot_date
        self.said: SaidDraft | None = None
        """What a person says of all the texts."""

    @component.output_types(work=list[Work])
    def run(self, work: list[Work]) -> dict[str, list[Work]]:
        """Check every file."""
        day = date.fromisoformat(self.snapshot_date) if self.snapshot_date else None
        return {"work": each((item.finished() for item in work), lambda item: _checked(item, day, self.said))}


def _checked(work: Work, day: date | None, said: SaidDraft | None) -> Work:
    parsed = work.parsed
    if parsed is None:
        return work
    given = work.source.input if isinstance(work.source, Source) else work.source
    said, key = given.draft or (said, None)
    if said is not None:
        found = [said.of(instrument, parsed.name) for instrument in parsed.instruments]
        parsed = replace(parsed, instruments=tuple(replace(one, key=key) if key and len(found) == 1 else one for one in found))
    checked = check_file(parsed, day, given.address)
    if given.inside:
        checked = replace(checked, source=replace(checked.source, member=given.inside))
    return replace(work, parsed=None, checked=checked)


def check_file(parsed: ParsedFile, snapshot_date: date | None = None, address: str | None = None) -> CheckedFile:
    """What is to be stored of a file.

    :raises NoTextError: there is nothing in it, nor pages that an OCR could read
    """
    unread = sorted({page for reading in parsed.readings for page in reading.pages_without_text})
    if not unread and not any(instrument.provisions for instrument in parsed.instruments):
        raise NoTextError("file_textless", name=parsed.name)
    return CheckedFile(
        source=_source(parsed, tuple(unread), snapshot_date, address),
        instruments=parsed.instruments,
        problems=parsed.problems,
        account=parsed.report.lines() if parsed.report else (),
        figures=fields_json(parsed.report) if parsed.report else {},
    )


def _source(parsed: ParsedFile, unread: tuple[int, ...], snapshot_date: date | None, address: str | None) -> SourceInfo:
    publisher = _publisher(parsed, address)
    claims: dict[str, Any] = {}
    for reading in reversed(parsed.readings):
        claims.update(reading.hints.fields)
    if address:
        claims["address"] = address
    return SourceInfo(
        name=parsed.name,
        sha256=parsed.sha256,
        size=parsed.size,
        format=parsed.format,
        member=parsed.member,
        trust=TRUST.get(publisher or "", UNKNOWN_TRUST),
        publisher=publisher,
        url=address or claims.get("url"),
        snapshot_on=snapshot_date if parsed.format == CODIFICATION else None,
        pages=max((reading.pages for reading in parsed.readings if reading.pages), default=None),
        pages_without_text=unread,
        claims=claims,
        reader=parsed.format,
        reader_version=parsed.reader_version,
        parts=parsed.parts,
        furniture=tuple(dict.fromkeys(line for reading in parsed.readings for line in reading.furniture)),
    )


def _publisher(parsed: ParsedFile, address: str | None) -> str | None:
    """Who published a file. Where it was fetched, its address says so; a page may claim what it likes."""
    if parsed.format == CODIFICATION:
        return _CODIFICATION
    if address and (published := _publisher_at(address)):
        return published
    for reading in parsed.readings:
        if reading.hints.publisher and not (address and reading.hints.publisher in TRUST):
            return reading.hints.publisher
        # A running head of the gazette; a PDF may lose the first letter of it.
        if any("ÔNG BÁO/S" in line.replace(" ", " ") for line in reading.furniture):
            return _GAZETTE
    return None


def _publisher_at(address: str) -> str | None:
    """The publisher whose host an address is on; without TLS anybody on the way may have answered."""
    url = urlsplit(address)
    host = (url.hostname or "") if url.scheme == "https" else ""
    return next((name for name in TRUST if host == name or host.endswith(f".{name}")), None)
