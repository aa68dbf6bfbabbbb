"""A text where it comes from, and its status on a day, as it is promised to other programs."""

from datetime import date

from documents.errors import KeyFormatError
from documents.keys import Key
from documents.model import Provision
from documents.paths import contains, provision_key
from documents.text.decoding import encoding_of
from documents.time.status import Basis
from kb.base import KnowledgeBase
from kb.database.reading.holdings import count_articles, list_registers, list_sources
from kb.database.reading.reader import count_instruments, find_instrument, load_version, provision_absent
from kb.database.reading.records import InstrumentRecord, LoadedVersion
from kb.errors import NotFoundError
from kb.interface.catalogue import VIETNAMESE
from kb.interface.contract import fields_json
from kb.law.derivation.history import changes_in
from kb.law.effects.relations import transitional_for
from kb.law.statements.stored import key_by_number
from kb.law.status.answers import Answer, Asked, answer_all
from kb.law.status.provision_status import ProvisionStatus, period_over
from kb.law.status.statuses import UnreviewedReader, halted, status_of
from kb.law.texts.twins import carried_by
from kb.open.objects import Json, instrument_json, iso, last_known_json, problem_json, provision_json, statement_json
from kb.open.relating import change_json, made_of_json
from kb.search.reading.understanding import read_key


def record_json(record: InstrumentRecord) -> Json:
    """The ``instrument`` object of a stored instrument."""
    fields = ("file", "format", "sha256", "complete", "trust", "snapshot_on")
    sources = [fields_json(source, *fields) for source in record.sources]
    return {
        **instrument_json(record.key, record.metadata, record.aliases, record.effective, sources, record.borrowed),
        "partial": record.partial,
        "versions": record.versions,
    }


def _shown(loaded: LoadedVersion, roots: list[Provision], path: str | None, day: date, status: ProvisionStatus) -> Json:
    key = loaded.instrument.key
    own = record_json(loaded.instrument) if path is None else provision_json(key, roots[0])
    return {
        **own,
        "instrument": {**record_json(loaded.instrument), "encoding": encoding_of(loaded.problems)},
        "provisions": [provision_json(key, provision) for root in roots for provision in root.walk()],
        "problems": [problem_json(problem) for problem in (roots[0].problems if path else loaded.problems)],
        "version": {
            **fields_json(loaded.version, "number", "valid_from", "valid_to", "origin", "partial", "missing"),
            "sha256": loaded.version.text_hash,
        },
        "as_of": day.isoformat(),
        "status": status.code,
        "status_basis": status.sentence(),
        "wording": status.wording,
        "wording_from": iso(status.words_from) if path is not None else None,
        "wording_to": iso(status.words_to) if path is not None else None,
        "last_known": last_known_json(status.last_known),
        "amended": status.amended,
        "period_over": period_over(loaded.instrument.title, status),
    }


Showing = tuple[LoadedVersion, list[Provision], ProvisionStatus, Json]


def show(base: KnowledgeBase, key: str, day: date, version: int | None = None) -> Showing:
    """An instrument or a provision on a day, its status, and what `kb show` says of it.

    :param version: the number of one, whatever the day
    :raises NotFoundError: the base does not have it
    """
    with base.session() as session:
        wanted = read_key(base.engine, key)
        record = find_instrument(session, wanted.instrument)
        loaded = load_version(session, record, day, version)
        roots = list(loaded.provisions)
        if wanted.path is not None:
            found = loaded.provision(wanted.path)
            if found is None:
                raise provision_absent(session, record.key, wanted.path, loaded.version)
            roots = [found]
        status = status_of(session.connection(), loaded, wanted.path, day)
        shown = _shown(loaded, roots, wanted.path, day, status)
        changes = changes_in(session, loaded.version.id)
        shown["version"]["effects"] = made_of_json(changes)
        merged = carried_by(session.connection(), loaded.version.id)
        shown["version"]["consolidated_by"] = {"key": merged[0], "number": merged[1]} if merged else None
        ended = halted(session, loaded, day)
        for provision in shown["provisions"]:
            provision["changed_by"] = [change_json(change) for change in changes.get(provision["path"], ())]
            above = max((path for path in ended if contains(path, provision["path"])), key=len, default=None)
            over = ended[above] if above else None
            provision["status"] = over.code if over else None
            provision["status_basis"] = over.sentence() if over else None
        reader = UnreviewedReader(session, record.id, loaded.version.id, day)
        waiting = reader.on(wanted.path) if wanted.path else reader.anywhere()
        shown["unreviewed"] = [
            {**fields_json(item, "action", "target"), "by": item.source, "from": iso(item.effective_from), "certain": item.certain}
            for item in ((*waiting.alarm, *waiting.held, *waiting.besides) if waiting else ())
        ]
        shown["transitional"] = [
            {"key": provision_key(item.source, item.path), "target_path": item.target_path, "text": item.evidence}
            for item in transitional_for(session, record.id, wanted.path)
        ]
    return loaded, roots, status, shown


def answer_coverage(base: KnowledgeBase) -> Json:
    """What `kb coverage` says: what came after the day or the newest text of a source may be missing."""
    with base.session() as session:
        counts = {"instruments": count_instruments(session), "articles": count_articles(session)}
        sources, registers = list_sources(session), list_registers(session)
    return {
        **counts,
        "sources": [fields_json(item, "publisher", "texts", "snapshot_on", "newest", "added") for item in sources],
        "registers": [fields_json(item, "title", "version", "added") for item in registers],
    }


def status_json(answer: Answer | None, on: date) -> Json:
    """The answer without the question; None: there is no such provision."""
    if answer is None:
        basis = {"code": Basis.NO_SUCH_KEY.value, "text": VIETNAMESE(f"basis.{Basis.NO_SUCH_KEY}"), "evidence": []}
        return {"status": "unknown", "wording": "unknown", "basis": basis, "last_known": None, "pending": [], "newer": []}
    status = answer.status
    return {
        "status": status.code.value,
        "wording": status.wording.value if answer.held else "unknown",
        "basis": {
            "code": str(status.basis),
            "text": answer.shown(on).sentence(VIETNAMESE),
            "evidence": [
                fields_json(proof, "kind", "key", "on", "quote") | (statement_json(proof.statement) if proof.statement else {})
                for proof in answer.evidence
            ],
        },
        "last_known": last_known_json(answer.last_known),
        "pending": [fields_json(item) for item in answer.pending],
        "newer": [{"key": item.key, "from": iso(item.start)} for item in answer.newer],
    }


def answer_status(base: KnowledgeBase, key: str, on: date) -> Json:
    """What `kb status --json` says of a key, or of what a number names."""
    wanted, answer = find_status(base, key, on)
    return {"id": None, "key": wanted, "as_of": on.isoformat(), **status_json(answer, on)}


def meant_key(base: KnowledgeBase, key: str) -> Key:
    """The key that a text is, or that it names: also that of an instrument of which the base has only what is stated.

    :raises NotFoundError: the base does not have what it names
    :raises KeyFormatError: it names nothing, or several things
    """
    try:
        return read_key(base.engine, key)
    except (NotFoundError, KeyFormatError):
        with base.session() as session:
            stated = key_by_number(session, key)
        if stated is None:
            raise
        return Key(stated)


def find_status(base: KnowledgeBase, key: str, on: date) -> tuple[str, Answer]:
    """The whole key, and the status: also of an instrument that the base lacks, if something is stated.

    :raises NotFoundError: the base has no such instrument or provision
    """
    wanted = meant_key(base, key)
    with base.session() as session:
        (answer,) = answer_all(session, [Asked(wanted.instrument, wanted.path, on)])
        if answer is None:
            find_instrument(session, wanted.instrument)
            raise provision_absent(session, wanted.instrument, wanted.path or "")
    return str(wanted), answer
