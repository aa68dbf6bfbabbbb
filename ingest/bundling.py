"""A bundle: texts of a base as one file that another base takes in, with their originals and a dated list of them.

It is a ZIP with the list first, and the originals under their hashes. What a base makes of a text follows from the original, the
order, the day of the codification and what reviewers decided and stated: these are carried, and nothing else of what people wrote.
The same base gives the same bytes.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, defer

from documents.identity.drafts import SaidDraft
from documents.model import Draft, InstrumentType
from documents.text import printable
from ingest.codification.reader import only_topics
from ingest.errors import FileTooLargeError, IngestError, UnreadableFileError, contained
from ingest.files.originals import lay_out
from ingest.files.source import Input, Limits, base_name, megabytes
from ingest.files.zips import BUNDLE_LIST, BUNDLE_ORIGINALS, open_zip, safe_members
from kb.accounts import audit
from kb.accounts.audit import EFFECT, EFFECTS, IDENTITY, READ_WORDS, RELATION, instruments_named
from kb.accounts.current import person_named
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, list_instruments
from kb.database.storing.arrangement import CODIFICATION
from kb.database.tables import (
    Audit,
    CitedInstrument,
    CodifiedArticle,
    Effect,
    Instrument,
    InstrumentAlias,
    Person,
    Provision,
    SourceFile,
    Version,
    VersionSource,
)
from kb.imports import MOST_BYTES
from kb.interface.days import utc
from kb.law.derivation.drafts import DRAFT
from kb.law.statements.register_files import read_yaml, shipped, write_yaml
from kb.law.statements.registering import Mistake, export_registers, import_registers, is_newer
from kb.law.texts.settled import SettledWord, read_value
from kb.private import whole_file

_STATEMENTS = "statements.yaml"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20
_MOSTBUNDLE_LISTED = 64 * _CHUNK  # bytes of the list
_DECISIONS = (EFFECT, EFFECTS, RELATION)
_OF_FILES = (IDENTITY, READ_WORDS)
_OF_TEXTS = (*_DECISIONS, DRAFT)

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, Field(min_length=1, max_length=2000)]
Progress = Callable[[int, int], None]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Drafted(_Strict):
    """That a text is a draft, or a paper to the one that ``of`` names."""

    round: Annotated[int, Field(ge=1)] | None = None
    on: date | None = None
    of: Name | None = None
    paper: bool = False


class Carried(_Strict):
    """A file of a bundle.

    :param texts: keys of the instruments that it has, of the codification none: they are thousands
    :param draft: what its one text is, which somebody said to be a draft, or a paper to one
    """

    name: Name
    sha256: Hash
    size: Annotated[int, Field(ge=0)]
    member: Name | None = None
    snapshot_on: date | None = None
    address: Name | None = None
    ingested_at: datetime
    parts: tuple[tuple[Name, Annotated[int, Field(ge=0)]], ...] = ()
    texts: tuple[Name, ...] = ()
    draft: Drafted | None = None


class Decided(_Strict):
    """What somebody decided about an effect or a relation, or said that a file or a text is: a line of the audit."""

    at: datetime
    author: Name
    act: Annotated[str, Field(max_length=20)]
    thing: Literal["effect", "effects", "relation", "identity", "read_words", "draft"]
    thing_id: Name
    instrument: Name | None
    before: dict[str, Any]
    after: dict[str, Any]


class _State(BaseModel):
    """What stands in a decision about an effect or a relation."""

    state: Annotated[str, Field(max_length=20)]
    correction: dict[str, Any] | None


class _States(_State):
    items: list[str]


class Contents(_Strict):
    """The list of a bundle.

    :param until: when the last of it came into the base that gave it
    """

    tuluat_bundle: Literal[1] = 1
    until: datetime | None
    files: tuple[Carried, ...]
    decisions: tuple[Decided, ...] = ()


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was checked: its list, its files and what reviewers stated."""

    contents: Contents
    inputs: tuple[Input, ...]
    statements: str | None


def write_bundle(base: KnowledgeBase, target: Path, keys: Sequence[str] = (), progress: Progress | None = None) -> Contents:
    """Write texts of a base, with all that is needed to have them elsewhere, all or nothing.

    :param keys: of instruments; none: all that the base has. With them comes what amends them, and of the codification the topics
        in which they stand
    :raises NotFoundError: a key is of no instrument of the base
    :raises UnreadableFileError: an original is lost or altered
    :raises OSError: the file cannot be written
    """
    with base.session() as session:
        chosen = [find_instrument(session, key) for key in keys]
        ids = _with_amending(session, {record.id for record in chosen}) if keys else None
        files, cut = _listed(session, ids, base.settings.originals_path)
        decided = tuple(_decided(session, ids, {file.sha256 for file in files}))
        statements = _stated(session, {name for record in chosen for name in (record.key, *record.aliases)})
    moments = [file.ingested_at for file in files] + [line.at for line in decided]
    contents = Contents(until=max(moments, default=None), files=tuple(files), decisions=decided)
    with whole_file(target) as stream, zipfile.ZipFile(stream, "w") as archive:
        _put(archive, BUNDLE_LIST, [contents.model_dump_json().encode()])
        if statements:
            _put(archive, _STATEMENTS, [statements.encode()])
        for done, file in enumerate({file.sha256: file for file in files}.values(), start=1):
            data = cut.get(file.sha256)
            _put(archive, BUNDLE_ORIGINALS + file.sha256, [data] if data else _original(base.settings.originals_path, file))
            if progress:
                progress(done, len(files))
    return contents


def _with_amending(session: Session, ids: set[int]) -> set[int]:
    """Some instruments and those that amend or end them, without which their words would seem to hold for longer than they do."""
    effect, cited = Effect, CitedInstrument
    doing = select(effect.instrument_id).join(cited, cited.id == effect.cited_id).where(cited.instrument_id.in_(ids))
    return ids | set(session.scalars(doing))


def _listed(session: Session, ids: set[int] | None, originals: Path) -> tuple[list[Carried], dict[str, bytes]]:
    file, link, version, instrument = SourceFile, VersionSource, Version, Instrument
    carried = select(link.file_id, instrument.key).join(version, version.id == link.version_id)
    carried = carried.join(instrument, instrument.id == version.instrument_id).order_by(instrument.key).distinct()
    if ids is not None:
        carried = carried.where(instrument.id.in_(ids))
    texts: dict[int, list[str]] = {}
    for file_id, key in session.execute(carried):
        texts.setdefault(file_id, []).append(key)
    said = _said_of_drafts(session)
    found: list[Carried] = []
    cut: dict[str, bytes] = {}
    for row in session.scalars(select(file).options(defer(file.furniture)).order_by(file.id)):
        if ids is not None and row.id not in texts:
            continue
        codified = row.format == CODIFICATION
        told = Carried(
            name=row.name,
            sha256=row.sha256,
            size=row.size,
            member=row.member,
            snapshot_on=row.snapshot_on,
            address=row.claims.get("address"),
            ingested_at=utc(row.ingested_at),
            parts=tuple((name, size) for name, size in row.parts),
            texts=() if codified else tuple(texts.get(row.id, ())),
            draft=said.get(texts[row.id][0]) if not codified and len(texts.get(row.id, ())) == 1 else None,
        )
        if ids is None or not codified:
            found.append(told)
            continue
        data = _topics(session, originals / row.sha256, told, ids)
        sha256 = hashlib.sha256(data).hexdigest()
        cut[sha256] = data
        found.append(
            told.model_copy(update={"name": f"{row.name.rsplit('.', 1)[0]}.zip", "sha256": sha256, "size": len(data), "parts": ()})
        )
    return found, cut


def _said_of_drafts(session: Session) -> dict[str, Drafted]:
    said = set(session.scalars(select(Audit.instrument).where(Audit.thing == DRAFT, Audit.instrument.is_not(None))))
    if not said:
        return {}
    found = [record for record in list_instruments(session) if record.metadata.draft and said & {record.key, *record.aliases}]
    return {record.key: _drafted(record.metadata.draft or Draft(), record.metadata.type) for record in found}


def _drafted(draft: Draft, kind: InstrumentType) -> Drafted:
    return Drafted(round=draft.round, on=draft.on, of=draft.of, paper=kind is not InstrumentType.DRAFT)


def _topics(session: Session, original: Path, file: Carried, ids: set[int]) -> bytes:
    """The topics of a codification in which some instruments stand, as a codification of its own: its files are as they were."""
    article, provision, version = CodifiedArticle, Provision, Version
    codes = select(article.topic_code).join(provision, provision.id == article.provision_id).distinct()
    codes = codes.join(version, version.id == provision.version_id).where(version.instrument_id.in_(ids))
    made = io.BytesIO()
    missing = UnreadableFileError("original_missing", name=file.name)
    with contained(file.name, lambda: missing), zipfile.ZipFile(made, "w") as archive:
        for name, data in only_topics(original, file.parts, set(session.scalars(codes))):
            _put(archive, name, [data])
    return made.getvalue()


def _decided(session: Session, ids: set[int] | None, files: set[str]) -> Iterator[Decided]:
    what = (Audit.at, Audit.act, Audit.thing, Audit.thing_id, Audit.instrument, Audit.before, Audit.after)
    chosen = select(Person.name.label("author"), *what).join(Person, Person.id == Audit.person_id).order_by(Audit.id)
    chosen = chosen.where(or_(Audit.thing.in_(_OF_FILES), Audit.thing.in_(_OF_TEXTS) & Audit.instrument.is_not(None)))
    named = instruments_named(session, tuple(ids)) if ids is not None else None
    for row in session.execute(chosen).mappings():
        if row["thing_id"] in files if row["thing"] in _OF_FILES else named is None or row["instrument"] in named:
            yield Decided.model_validate({**row, "at": utc(row["at"])})


def _stated(session: Session, keys: set[str]) -> str | None:
    found = []
    for register in export_registers(session):
        rows = [row for row in register.rows if register.name or not keys or row.values.get("instrument") in keys]
        if rows and not (register.name and shipped(register.name)):
            found.append(replace(register, rows=rows))
    return write_yaml(found) if found else None


def _put(archive: zipfile.ZipFile, name: str, content: Iterable[bytes]) -> None:
    info = zipfile.ZipInfo(name, _LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    with archive.open(info, "w", force_zip64=True) as member:
        for chunk in content:
            member.write(chunk)


def _original(folder: Path, file: Carried) -> Iterator[bytes]:
    digest = hashlib.sha256()
    try:
        with (folder / file.sha256).open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                yield chunk
    except OSError as error:
        raise UnreadableFileError("original_missing", name=file.name) from error
    if digest.hexdigest() != file.sha256:
        raise UnreadableFileError("original_changed", name=file.name)


def open_bundle(path: Path, folder: Path, limits: Limits) -> Bundle:
    """Check a bundle as a whole, and lay its files out.

    :param folder: where; nothing of it is looked at before all of it has been checked
    :raises IngestError: something in it is damaged, missing or too much
    """
    name = base_name(path.name)
    damaged = UnreadableFileError("bundle_damaged", name=name)
    with contained(name, lambda: damaged):
        names = [info.filename for info in safe_members(path, limits)]
        with open_zip(path) as archive:
            contents = Contents.model_validate_json(_read(archive, BUNDLE_LIST, _MOSTBUNDLE_LISTED))
            statements = _read(archive, _STATEMENTS, MOST_BYTES).decode() if _STATEMENTS in names else None
            wanted = {file.sha256: file for file in contents.files}
            listed = {BUNDLE_LIST, *([_STATEMENTS] if statements else ()), *(BUNDLE_ORIGINALS + sha256 for sha256 in wanted)}
            if len(names) != len(archive.namelist()) or len(names) != len(listed) or set(names) != listed:
                raise damaged
            for line in contents.decisions:
                _check(line)
            if any(file.size != wanted[file.sha256].size for file in contents.files):
                raise damaged
            if statements is not None:
                read_yaml(statements, name)
            folder.mkdir()
            for file in wanted.values():
                _take(archive, file, folder / file.sha256, damaged)
        inputs = [_input(file, folder, number) for number, file in enumerate(contents.files)]
        # A paper joins a draft that is there.
        inputs.sort(key=lambda one: one.draft is not None and one.draft[0].paper)
        return Bundle(contents, tuple(inputs), statements)


def _check(line: Decided) -> None:
    """Fail where a decision is none: once stored, it would be in the way whenever its text is read or linked."""
    match line.thing:
        case "read_words":
            TypeAdapter(SettledWord).validate_python(line.after, strict=True)
            SettledWord(**line.after)  # nor anything more
        case "identity":
            for name, value in line.after.items():
                read_value(name, value)
        case "draft":
            Drafted.model_validate(line.after)
        case _:
            (_States if line.thing == EFFECTS else _State).model_validate(line.after)


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise FileTooLargeError("archive_member_large", name=name, size=megabytes(len(data)), limit=megabytes(most))
    return data


def _take(archive: zipfile.ZipFile, file: Carried, path: Path, damaged: IngestError) -> None:
    digest, size = hashlib.sha256(), 0
    with archive.open(BUNDLE_ORIGINALS + file.sha256) as stream, path.open("wb") as laid:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > file.size:
                raise damaged
            digest.update(chunk)
            laid.write(chunk)
    if size != file.size or digest.hexdigest() != file.sha256:
        raise damaged


def _input(file: Carried, folder: Path, number: int) -> Input:
    path = folder / file.sha256
    if file.parts:
        path = folder / f"{number}"
        lay_out(folder / file.sha256, file.parts, path)
    said = file.draft and SaidDraft(Draft(file.draft.round, file.draft.on, file.draft.of), file.draft.paper)
    return Input(
        path,
        shown=printable(file.name),
        address=file.address,
        inside=file.member and printable(file.member),
        taken_on=file.snapshot_on,
        draft=(said, file.texts[0]) if said and len(file.texts) == 1 else None,
    )


def take_over(base: KnowledgeBase, bundle: Bundle, name: str) -> list[Mistake]:
    """Keep what reviewers stated and decided, before the texts come. What somebody decided here about a text stays.

    :returns: for what nothing was stated
    """
    with base.session(write=True) as session:
        columns = (Instrument.key, InstrumentAlias.alias, SourceFile.sha256)
        known = {name for column in columns for name in session.scalars(select(column))}
        known |= set(session.scalars(select(Audit.thing_id).where(Audit.thing.in_(_OF_FILES))))
        for line in bundle.contents.decisions:
            if (line.instrument or line.thing_id) not in known:
                who = person_named(session, line.author).id
                audit.take_over(session, person_id=who, **line.model_dump(exclude={"author"}))
        registers = read_yaml(bundle.statements, name) if bundle.statements else []
        newer = [register for register in registers if not register.name or is_newer(session, register)]
        return import_registers(session, newer, name)[1] if newer else []
