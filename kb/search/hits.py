"""From the clauses that answer to hits: the piece that answers, the status on the day, and where it can be opened."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import Engine, bindparam, select

from documents.paths import parent_of, split_key
from documents.time.status import Status
from documents.time.timeline import held_from
from kb.database.tables import Version
from kb.index.announced import Following
from kb.index.engine import Document
from kb.index.evidence import CLAUSE_EVIDENCE, clause_evidence_of, evidence_of, last_known_of, status_of
from kb.interface.catalogue import Catalogue
from kb.law.status.provision_status import ProvisionStatus, provision_status
from kb.law.texts.typed_rows import who_typed
from kb.search.model import HeldWords, Hit, OtherClause, Reasons
from kb.search.snippets import Snippet, best_snippet, whole
from kb.search.terms import Terms

_SAY = Catalogue()
_ORIGINS = select(Version.id, Version.origin).where(Version.id.in_(bindparam("versions", expanding=True)))


def make_hits(
    documents: Sequence[Document],
    terms: Terms,
    day: date,
    cited: Sequence[str] = (),
    reasons: Mapping[str, Reasons] = MappingProxyType({}),
    others: Mapping[str, Document] = MappingProxyType({}),
) -> tuple[Hit, ...]:
    """Hits in the order of the documents.

    :param cited: keys of provisions that the query names; what a hit shows is taken from them
    :param reasons: by a document's id, why it answers
    :param others: by a document's id, the next best clause of its article
    """

    def other_of(document: Document) -> OtherClause | None:
        other = others.get(document.id)
        return _other(other, terms, day) if other else None

    return tuple(
        _hit(document, terms, day, cited, reasons=reasons.get(document.id), other=other_of(document)) for document in documents
    )


def _other(document: Document, terms: Terms, day: date) -> OtherClause | None:
    """A second clause as it is shown. One that has another status than its article would need to say so, and is left out."""
    meta = document.meta
    if not meta["clause"] or _clause_status(meta, status_of(evidence_of(meta), day), day) is not None:
        return None
    found = _snippet(document, terms, ())
    following = found.following or _announced(document, found.path)
    return OtherClause(
        path=meta["clause"],
        snippet=found.text,
        highlights=found.highlights,
        snippet_path=found.path,
        cut_before=found.cut_before,
        cut_after=found.cut_after,
        following=following,
    )


def _hit(
    document: Document, terms: Terms, day: date, cited: Sequence[str], reasons: Reasons | None, other: OtherClause | None
) -> Hit:
    """The hit of an article, from its best clause."""
    meta = document.meta
    snippet = _snippet(document, terms, [path for key, path in map(split_key, cited) if path and key == meta["instrument"]])
    evidence = evidence_of(meta)
    status = status_of(evidence, day)
    return Hit(
        key=meta["article"],
        source_id=meta["source_id"],
        instrument=meta["instrument"],
        number=meta["number"],
        title=meta["title"],
        path=meta["path"],
        heading=meta["heading"],
        snippet=snippet.text,
        highlights=snippet.highlights,
        score=round(document.score or 0.0, 4),
        status=status.code,
        status_basis=_SAY(f"basis.{status.basis}", **status.days),
        basis=str(status.basis),
        basis_days=status.days,
        told=status.told,
        wording=status.wording,
        last_known=last_known_of(evidence, day),
        amended=meta["amended"],
        best_clause=meta["clause"],
        version=meta["version"],
        snippet_path=snippet.path,
        reasons=reasons,
        cut_before=snippet.cut_before,
        cut_after=snippet.cut_after,
        following=snippet.following or _announced(document, snippet.path),
        clause_status=_clause_status(meta, status, day),
        other=other,
        title_from=meta.get("title_from"),
        words_from=held_from(evidence),
        day=day,
    )


def _clause_status(meta: Mapping[str, Any], article: Status, day: date) -> ProvisionStatus | None:
    """The status of the clause itself, where it is another one than that of its article."""
    if not meta.get(CLAUSE_EVIDENCE):
        return None
    evidence = clause_evidence_of(meta)
    own = status_of(evidence, day)
    if (own.code, own.wording) == (article.code, article.wording):
        return None
    return provision_status(own, day, last_known_of(evidence, day))


def _announced(document: Document, path: str) -> tuple[Following, ...]:
    """The clauses that the article itself announces: they are documents of their own."""
    shown = [Following(*item) for item in document.meta.get("following") or ()]
    return tuple(item for item in shown if parent_of(item.path) == path)


def _snippet(document: Document, terms: Terms, cited: Sequence[str]) -> Snippet:
    meta = document.meta
    pieces = [(path, start, end) for path, start, end in meta["pieces"]]
    pieces = [piece for piece in pieces if piece[0] in cited] or pieces
    return best_snippet(document.content or "", pieces, terms) or whole(meta["heading"] or "", meta["path"], terms)


def with_words(engine: Engine, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Hits that say which words of their instruments they show, and whose, where a person typed some."""
    if not hits:
        return ()
    with engine.connect() as connection:
        typed = who_typed(connection, [(hit.version, hit.path) for hit in hits])
        origins = {row.id: row.origin for row in connection.execute(_ORIGINS, {"versions": list({hit.version for hit in hits})})}
    return tuple(
        replace(
            hit,
            typed=tuple(typed.get((hit.version, hit.path), ())),
            held=HeldWords(origins[hit.version], hit.words_from) if hit.version in origins else None,
        )
        for hit in hits
    )
