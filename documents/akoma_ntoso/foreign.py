"""Akoma Ntoso that others wrote: who issued what, as its identification says. The tree is read in :mod:`foreign_tree`."""

from collections.abc import Iterator
from datetime import date

from documents.akoma_ntoso.foreign_tree import plain, read_roots
from documents.akoma_ntoso.identification import NO_DATE
from documents.akoma_ntoso.version import Version
from documents.akoma_ntoso.xml import Element, child, children
from documents.identity.numbers import bound_number
from documents.keys import instrument_key
from documents.messages import Message
from documents.model import Instrument, InstrumentType, Kind, Metadata, Problem, ProblemCode

_TYPES = {type_.value: type_ for type_ in InstrumentType}


def read_foreign(document: Element) -> Version:
    """A document as a version; what its identification leaves open stays unknown."""
    roots, problems = read_roots(document)
    metadata, unbounded = bound_number(_metadata(document))
    problems = [*problems, *unbounded]
    content = "\n".join(part.text for root in roots for part in root.walk())
    if not any(part.kind is Kind.ARTICLE for root in roots for part in root.walk()):
        problems.append(Problem(ProblemCode.NO_ARTICLES, Message.of("problem.no_articles")))
    instrument = Instrument(instrument_key(metadata, content), metadata, roots, problems=tuple(problems))
    said = _day(child(document, "meta", "identification", "FRBRExpression"))
    # The expression's date is that of the wording. Where it is the day of issue it does not say when the effect began.
    return Version(instrument, valid_from=said if said != metadata.issued_on else None, own=False)


def _metadata(document: Element) -> Metadata:
    work = child(document, "meta", "identification", "FRBRWork")
    if work is None:
        return Metadata(title=_title(document, None))
    subtype, number = child(work, "FRBRsubtype"), child(work, "FRBRnumber")
    steps = _uri(work)
    type_ = next((_TYPES[step] for step in (_value(subtype), *steps) if step in _TYPES), InstrumentType.OTHER)
    return Metadata(
        type=type_,
        number=_value(number) or _number(steps),
        issuer="; ".join(_authors(document, work)) or None,
        title=_title(document, work),
        issued_on=_day(work),
    )


def _uri(work: Element) -> list[str]:
    uri = _value(child(work, "FRBRuri")) or ""
    return [step for step in uri.split("/") if step and not step.startswith("!")]


def _number(steps: list[str]) -> str | None:
    """The last step of a work's IRI, where a date stands before it."""
    return steps[-1] if len(steps) > 2 and steps[-2][:4].isdigit() else None


def _title(document: Element, work: Element | None) -> str | None:
    if work is not None:
        aliases = list(children(work, "FRBRalias"))
        named = [alias for alias in aliases if alias.get("name") in ("title", "shortTitle", None)]
        if named and (title := _value(named[0])):
            return title
    for name in ("docTitle", "shortTitle"):
        for place in ("preface", "coverPage", "preamble"):
            part = child(document, place)
            found = part.find(f".//{{*}}{name}") if part is not None else None
            if found is not None and (title := plain(found)):
                return title
    return None


def _authors(document: Element, work: Element) -> Iterator[str]:
    references = child(document, "meta", "references")
    shown = (part for part in (references if references is not None else ()) if part.get("showAs"))
    named = {part.get("eId") or part.get("id"): part.get("showAs") for part in shown}
    for author in children(work, "FRBRauthor"):
        name = named.get(author.get("href", "").removeprefix("#"))
        if name:
            yield " ".join(name.split())


def _day(properties: Element | None) -> date | None:
    stated = child(properties, "FRBRdate") if properties is not None else None
    if stated is None or stated.get("date") == NO_DATE:
        return None
    try:
        return date.fromisoformat(stated.get("date", "")[:10])
    except ValueError:
        return None


def _value(element: Element | None) -> str | None:
    return " ".join(element.get("value", "").split()) or None if element is not None else None
