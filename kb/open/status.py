"""Whether a provision is in force on a day, as it is promised to other programs."""

from datetime import date

from documents.errors import KeyFormatError
from documents.keys import Key
from documents.time.status import Basis
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, provision_absent
from kb.errors import NotFoundError
from kb.interface.catalogue import VIETNAMESE
from kb.interface.contract import fields_json
from kb.law.statements.stored import key_by_number
from kb.law.status.answers import Answer, Asked, answer_all
from kb.open.objects import Json, iso, last_known_json, statement_json
from kb.search.reading.understanding import read_key


def status_json(answer: Answer | None) -> Json:
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
            "text": VIETNAMESE(f"basis.{status.basis}", **status.days),
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
    """What `kb status` says of a key, or of what a number names: also of an instrument that the base lacks, if something is stated.

    :raises NotFoundError: the base has no such instrument or provision
    """
    with base.session() as session:
        try:
            wanted = read_key(base.engine, key)
        except (NotFoundError, KeyFormatError):
            stated = key_by_number(session, key)
            if stated is None:
                raise
            wanted = Key(stated)
        (answer,) = answer_all(session, [Asked(wanted.instrument, wanted.path, on)])
        if answer is None:
            find_instrument(session, wanted.instrument)
            raise provision_absent(session, wanted.instrument, wanted.path or "")
    return {"id": None, "key": str(wanted), "as_of": on.isoformat(), **status_json(answer)}
