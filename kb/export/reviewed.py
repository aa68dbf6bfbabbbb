"""What the report of a review holds: each finding with the words of the law on the day and their source, and the full texts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from documents.comparison import plain_text
from documents.comparison.anchoring import State
from documents.errors import KeyFormatError
from documents.model import InstrumentType, Provision
from documents.paths import UNITS, kind_of, parent_of, split_key, type_of_key, upward
from documents.wording.citing import cite, instrument_name
from kb.annotations import NoteView
from kb.database.reading.holdings import earlier_rounds
from kb.database.reading.reader import find_instrument, versions
from kb.database.reading.records import InstrumentRecord, VersionRecord
from kb.errors import AmbiguousKeyError, NotFoundError
from kb.export.annexed import Line, lacks_of, lines_of, notes_of
from kb.export.replaced import replaced_words
from kb.interface.catalogue import Catalogue
from kb.law.status.answers import Answer, Asked, answer_all
from kb.law.status.provision_status import ProvisionStatus
from kb.law.status.statuses import marked
from kb.review import Finding, Progress, Review, ReviewText, findings_of, progress_of, texts_of
from kb.review.findings import count_read

if TYPE_CHECKING:
    from kb.export.gridded import FoundGrid


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A finding.

    :param place: what the provision is called, with its instrument
    :param current: the stored words of the provision on the day; where the note has no place in them, those that it was made on
    :param status: of the provision on the day, in words; ``warnings``: what has to be known of the words
    :param links: the provisions that the note names: they stand with the legal basis that somebody wrote
    :param source: where the words come from, with hashes; ``of_text``: they are those of the text that is reviewed
    :param replaced: of a draft the words of the law that stand in its place; empty where none do, None where nothing tells
    """

    number: int
    finding: Finding
    place: str
    current: str
    answer: Answer | None
    status: str
    warnings: tuple[str, ...]
    links: tuple[str, ...]
    source: str
    source_data: Mapping[str, Any] | None
    of_text: bool
    replaced: str | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion, as the table of opinions on a draft that ministries publish has it: a finding on one, or one that was answered.

    :param who: whose opinion it is: whom a tag "của: Bộ Y tế" names, or whoever wrote the note
    :param place: the provision; of one that this round does not have, with the round that has it
    :param answer: of whoever drafts the text, and what was replied to the note; empty where nothing was
    """

    number: int
    who: str
    place: str
    text: str
    answer: str
    row: ReportRow


@dataclass(frozen=True, slots=True)
class AnnexText:
    """A text of the review as of the day.

    :param lines: what is printed before each line, and its words; or a table
    :param begins: by the number of a line the path of the article that begins with it
    :param plain: the same as it is stored
    """

    key: str
    title: str
    status: str
    warnings: tuple[str, ...]
    lines: tuple[Line, ...]
    begins: Mapping[int, str]
    plain: str
    source: str
    source_data: Mapping[str, Any] | None
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Report:
    """A report.

    :param day: the day of the law that it is about; ``made_on``: the day on which it was made
    :param left_out: how many findings people left out
    :param texts: what is reviewed: how each text is called, when it was issued, and its status on the day
    :param opinions: of the findings those on drafts, and those that were answered
    :param grid: the grid of the review with what was found for it, where it has one
    """

    review: Review
    day: date
    made_on: date
    rows: tuple[ReportRow, ...]
    annex: tuple[AnnexText, ...]
    progress: tuple[Progress, ...]
    left_out: int
    texts: tuple[str, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    grid: "FoundGrid | None" = None

    @property
    def footnotes(self) -> list[str]:
        """Where the words of each finding come from, each once: the annex says it of its texts, else the first finding of each.

        Those of the others are empty.
        """
        told: set[tuple[str, str]] = set()
        found = []
        for row in self.rows:
            text = split_key(row.finding.place)[0], str(row.source_data)
            known = text in told or (bool(self.annex) and row.of_text)
            found.append("" if known else row.source)
            told.add(text)
        return found

    def columns(self, names: Iterable[str]) -> list[str]:
        """Those of some columns of findings that hold anything here."""
        empty = {"legal_basis": not self.has_basis, "replaced": all(row.replaced is None for row in self.rows)}
        return [name for name in names if not empty.get(name)]

    @property
    def has_basis(self) -> bool:
        """Whether any finding has a legal basis."""
        return any(row.finding.note.legal_basis or row.links for row in self.rows)

    @property
    def marked(self) -> int:
        """How many articles somebody has read."""
        return count_read(self.progress)


def report_of(session: Session, review: Review, say: Catalogue, made_on: date, day: date | None = None) -> Report:
    """The report of a review, on a day of the law, else on its own."""
    day = day or review.said.as_of
    texts = texts_of(session, review, day)
    findings = findings_of(session, review, texts)
    progress = progress_of(session, review, texts, findings)
    shown = [finding for finding in findings if not finding.left_out]
    roots = [(text, root) for text in texts for root in text.roots()]
    places = [split_key(finding.key) for finding in shown]
    wholes = [(text.loaded.instrument.key, "" if "" in text.paths else root.path) for text, root in roots]
    drafts = [(split_key(finding.key)[0], "") for finding in shown if finding.on_draft]
    asked = [Asked(key, path or None, day) for key, path in dict.fromkeys((*places, *wholes, *drafts))]
    told = dict(zip(asked, answer_all(session, asked), strict=True))
    words = _Words(say, texts, told, day, _named(session, shown))
    known = {text.loaded.instrument.id for text in texts}
    known |= {id_ for instrument in known for id_ in earlier_rounds(session, instrument)}
    words.made_on = {version.id: version for id_ in sorted(known) for version in versions(session, id_)}
    replaced = replaced_words(session, texts, (finding.key for finding in shown if finding.stands), day)
    rows = tuple(replace(words.row(number, one), replaced=replaced.get(one.key)) for number, one in enumerate(shown, 1))
    annex = tuple(words.annex(text, marked(session, text.loaded, day)) for text in texts)
    return Report(
        review=review,
        day=day,
        made_on=made_on,
        rows=rows,
        annex=annex,
        progress=tuple(progress),
        left_out=len(findings) - len(shown),
        texts=tuple(words.text(text, item) for text, item in zip(texts, annex, strict=True)),
        opinions=tuple(_opinions([row for row in rows if row.finding.on_draft or row.finding.note.answer])),
    )


def status_words(answer: Answer | None, day: date, say: Catalogue) -> str:
    """The status on a day, in words."""
    return answer.shown(day).in_words(say) if answer else say("status.unknown")


def wording_warning(answer: Answer | None, day: date, say: Catalogue) -> str:
    """That the words are not those of the day, or that this is not known; of a draft nothing."""
    return answer.shown(day).doubt(say) if answer else say("dossier.wording_unknown", day=day)


_NOTES = 3
"""So many notes of the source stand with a finding; the annex has all."""


def _opinions(rows: Sequence[ReportRow]) -> Iterator[Opinion]:
    """None of what one person alone found, and nobody has answered: it stands in the table of findings."""
    notes = [row.finding.note for row in rows]
    answered = any(note.answer or replies_of(note) for note in notes)
    if len({note.author for note in notes}) < 2 and not answered and not any(row.finding.body for row in rows):
        return
    for number, row in enumerate(rows, 1):
        note = row.finding.note
        quoted = f"“{row.finding.quotation}”" if row.finding.quotation else ""
        answer = "\n".join(filter(None, (row.finding.note.answer, *replies_of(note))))
        yield Opinion(number, row.finding.body or note.author, row.place, "\n".join(filter(None, (note.text, quoted))), answer, row)


def replies_of(note: NoteView) -> list[str]:
    """What was replied to a note, each with who did."""
    return [f"{reply.author}: {reply.text}" for reply in note.replies if not reply.hidden]


def called(instrument: InstrumentRecord) -> str:
    """How an instrument is called in a line."""
    return instrument_name(instrument.key, instrument.metadata.number, instrument.title)


def _named(session: Session, findings: Sequence[Finding]) -> Mapping[str, str]:
    """How the instruments are called that notes name or were made on, by key."""
    found = {}
    keys = [key for finding in findings for key in (*finding.note.links, finding.target.key)]
    for key in {split_key(key)[0] for key in keys}:
        try:
            found[key] = called(find_instrument(session, key))
        except (NotFoundError, AmbiguousKeyError, KeyFormatError):
            found[key] = key
    return found


class _Words:
    """What of a review is said in words."""

    def __init__(
        self,
        say: Catalogue,
        texts: Sequence[ReviewText],
        told: Mapping[Asked, Answer | None],
        day: date,
        named: Mapping[str, str],
    ) -> None:
        self._say, self._told, self._day, self._named = say, told, day, named
        self.made_on: Mapping[int, VersionRecord] = {}
        self._texts = {text.loaded.instrument.key: text.loaded for text in texts}
        self._drafts = sum(type_of_key(key) == InstrumentType.DRAFT for key in self._texts)
        self._parts = {(key, part.path): part for key, loaded in self._texts.items() for part in loaded.walk()}

    def row(self, number: int, finding: Finding) -> ReportRow:
        """A finding as a line of the table."""
        say, note = self._say, finding.note
        key, path = split_key(finding.key)
        loaded, part = self._texts[key], self._parts.get((key, path))
        answer = self._answer(key, path) or (self._answer(key, "") if finding.on_draft else None)
        stands = finding.stands and (part is not None or not path)
        version: VersionRecord | None = loaded.version
        name = called(loaded.instrument)
        if stands:
            current = plain_text(part) if part else loaded.instrument.metadata.title or ""
        else:
            name = self._named.get(split_key(finding.target.key)[0], name)
            current = finding.target.words or finding.quotation or ""
            version = self.made_on.get(finding.target.version_id or 0)
        of_text = version is not None and version.id == loaded.version.id
        alone = stands and finding.on_draft and self._drafts == 1  # which draft, the head of the report says
        place = (cite(path) if alone else f"{cite(path)} · {name}") if path else name
        near = [self._parts.get((key, above)) for above in upward(parent_of(path))] if stands else []
        near += list(part.walk()) if stands and part else []
        notes = [words for item in near if item for words in notes_of(item, say)]
        cited = [*notes[:_NOTES], *([say("ref.more", count=len(notes) - _NOTES)] if len(notes) > _NOTES else [])]
        return ReportRow(
            number=number,
            finding=finding,
            place=place,
            current=current,
            answer=answer,
            status=self._status(answer),
            warnings=(*self._placed(finding), *self._warnings(answer, part), *cited),
            links=tuple(self._link(link) for link in note.links),
            source=source_words(called(loaded.instrument) if of_text else place, version, say),
            source_data=source_data(version),
            of_text=of_text,
        )

    def annex(self, text: ReviewText, marks: Mapping[str, ProvisionStatus]) -> AnnexText:
        """A text of the review, all of it that is reviewed, with what has to be known beside some of its provisions."""
        instrument = text.loaded.instrument
        roots, known = list(text.roots()), instrument.metadata
        answer = self._answer(instrument.key, roots[0].path if roots and "" not in text.paths else "")
        lines, left = [], dict(marks)
        for item, line in (found for root in roots for found in lines_of(root, self._say)):
            lines.append((item, line))
            if (status := left.pop(item.path, None)) is not None:
                lines.append((item, ("", status.mark(self._say), None)))
        first = {item.path: number for number, (item, _) in reversed(list(enumerate(lines))) if kind_of(item.path) in UNITS}
        return AnnexText(
            key=instrument.key,
            title=instrument_name(instrument.key, known.number, instrument.title, subject=True),
            status=self._status(answer),
            warnings=(*self._warnings(answer, *roots), *lacks_of(text, roots, self._say)),
            lines=tuple(line for _, line in lines),
            begins={number: path for path, number in first.items()},
            plain="\n".join(plain_text(root) for root in roots),
            source=source_words(called(instrument), text.loaded.version, self._say),
            source_data=source_data(text.loaded.version),
            answer=answer,
        )

    def text(self, text: ReviewText, annexed: AnnexText) -> str:
        """What is reviewed, in a line."""
        issued_on = text.loaded.instrument.metadata.issued_on
        issued = [self._say("dossier.report_issued", day=issued_on)] if issued_on else []
        return self._say("dossier.report_text", name=annexed.title, about="; ".join((*issued, annexed.status)))

    def _answer(self, key: str, path: str) -> Answer | None:
        return self._told.get(Asked(key, path or None, self._day))

    def _status(self, answer: Answer | None) -> str:
        return status_words(answer, self._day, self._say)

    def _warnings(self, answer: Answer | None, *parts: Provision | None) -> tuple[str, ...]:
        """What has to be known of the words: they are not those of the day, or a person typed some of them."""
        of_day = wording_warning(answer, self._day, self._say)
        typed = any(item.typed for part in parts if part for item in part.walk())
        return (*([of_day] if of_day else []), *([self._say("dossier.typed")] if typed else []))

    def _placed(self, finding: Finding) -> tuple[str, ...]:
        """What became of the words since the note was made."""
        return () if finding.placed is State.SAME else (self._say(f"dossier.placed_{finding.placed}"),)

    def _link(self, key: str) -> str:
        instrument, path = split_key(key)
        name = self._named[instrument]
        return f"{cite(path)} · {name}" if path else name


def heading_of(name: str, keys: Iterable[str], say: Catalogue) -> str:
    """How a column of the report is called, by the keys of what stands in it: of drafts there is nothing in force."""
    drafts = {type_of_key(key) == InstrumentType.DRAFT for key in keys}
    if True not in drafts or name != "current":
        return say(f"dossier.column_{name}")
    return say("dossier.column_current_mixed" if False in drafts else "dossier.column_current_draft")


def source_words(place: str, version: VersionRecord | None, say: Catalogue) -> str:
    """Where the words of a version come from: its number, the hash of its text, and its files with theirs.

    :param place: as lawyers cite it
    :param version: None: it is not in the base any more
    """
    if version is None:
        return say("dossier.source_gone", place=place)
    first = say("dossier.source", place=place, number=version.number, hash=version.text_hash)
    files = [say("dossier.source_file", file=source.file, hash=source.sha256) for source in version.sources]
    return " ".join((first, *files))


def source_data(version: VersionRecord | None) -> Mapping[str, Any] | None:
    """The same as data."""
    if version is None:
        return None
    files = [{"file": item.file, "format": item.format, "sha256": item.sha256} for item in version.sources]
    return {"version": version.number, "sha256": version.text_hash, "files": files}


def quoted_words(finding: Finding, say: Catalogue) -> str:
    """The words that a note is about; where they have changed since, those that it was made on first."""
    now, before = finding.quotation or "", finding.target.quotation
    changed = finding.placed is State.REWORDED and before
    return say("dossier.quoted_now", words=before, now=now or say("dossier.nothing")) if changed else now and f"“{now}”"


def cells_of(row: ReportRow, say: Catalogue) -> dict[str, str | int]:
    """A finding in words, by the names of the columns."""
    note = row.finding.note
    return {
        "number": row.number,
        "place": row.place,
        "current": row.current,
        "replaced": say("dossier.nothing") if row.replaced == "" else row.replaced or "",
        "finding": "\n".join((note.text, *replies_of(note))),
        "kind": "; ".join(row.finding.kinds),
        "proposal": row.finding.note.proposal,
        "legal_basis": "\n".join(filter(None, (row.finding.note.legal_basis, "; ".join(row.links)))),
        "answer": row.finding.note.answer,
        "person": "\n".join(filter(None, (row.finding.body, say("dossier.by", author=note.author, day=note.created_at)))),
        "status": "; ".join((row.status, *row.warnings)),
        "quoted": quoted_words(row.finding, say),
        "severity": say(f"note.severity_{note.severity}") if note.severity else "",
        "state": say(f"note.status_{note.status}"),
        "source": row.source,
        "key": row.finding.key,
    }


OPINIONS = ("number", "who", "provision", "opinion", "answer")
"""The columns of the table of opinions, as ministries publish it: there what is proposed is a part of the opinion."""


def opinion_cells(opinion: Opinion, say: Catalogue) -> dict[str, str | int]:
    """An opinion in words, by the names of the columns."""
    proposal = opinion.row.finding.note.proposal
    said = f"{opinion.text}\n{say('dossier.opinion_proposal', words=proposal)}" if proposal else opinion.text
    cells = (opinion.number, opinion.who, opinion.place, said.strip(), opinion.answer or say("dossier.opinion_open"))
    return dict(zip(OPINIONS, cells, strict=True))
