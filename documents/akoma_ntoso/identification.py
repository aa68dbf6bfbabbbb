"""Who, what and when: the identification of a work, its expression (a version) and its manifestation (this file), by FRBR."""

import re
from datetime import date

from lxml import etree

from documents.akoma_ntoso.version import Version, akn, document_element
from documents.akoma_ntoso.xml import Element, attribute
from documents.model import InstrumentType, Kind
from documents.paths import PATH_NAMES

ABBREVIATIONS: dict[Kind, str] = {
    Kind.PREAMBLE: "preamble",
    Kind.BASIS: "cit",
    Kind.PART: "part",
    Kind.CHAPTER: "chp",
    Kind.SECTION: "sec",
    Kind.SUBSECTION: "subsec",
    Kind.ARTICLE: "art",
    Kind.CLAUSE: "cl",
    Kind.POINT: "point",
    Kind.SUBPOINT: "indent",
    Kind.TABLE: "table",
    Kind.APPENDIX: "appendix",
    Kind.ATTACHMENT: "att",
    Kind.FORM: "form",
    Kind.RECIPIENTS: "recipients",
    Kind.SIGNATURE: "signature",
    Kind.CLOSING: "closing",
}

_FOREIGN = "x"
_EMPTY = "%"
_ABBREVIATION = {name: ABBREVIATIONS[kind] for kind, name in PATH_NAMES.items()}
_OURS = re.compile(rf"({'|'.join(sorted(_ABBREVIATION, key=len, reverse=True))})(?:-([a-z0-9đ][a-z0-9đ.-]*))?(~[1-9][0-9]*)?")
_UNUSUAL = re.compile(r"[^a-zA-Z0-9đ.~-]")
AGENT = "tu-luat"
"""eId of the organization in whose name this program makes its statements."""

NO_DATE = "0001-01-01"
"""Stands where Akoma Ntoso asks for a date and there is none; its name is then ``unknown``."""

_LANGUAGE = "vie"
_TYPES = {type_.value: type_ for type_ in InstrumentType}


def eid(path: str) -> str:
    """The eId of a provision."""
    return "__".join(_step(step) for step in path.split("/"))


def _step(step: str) -> str:
    found = _OURS.fullmatch(step)
    if found:
        name, number, again = found.groups()
        return f"{_ABBREVIATION[name]}{f'_{number}' if number else ''}{again or ''}"
    return f"{_FOREIGN}_{_UNUSUAL.sub(_escaped, step) or _EMPTY}"


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))


def work_uri(key: str, element: str = "act") -> str:
    """The IRI of an instrument: ``/akn/vn/act/nghi-dinh/chinh-phu/2013-01-11/09-2013-nd-cp``; what is unknown is ``-``."""
    type_, number, issuer, issued_on = key.split("/")
    return f"/akn/vn/{element}/{type_}/{issuer}/{issued_on}/{number}"


def expression_uri(version: Version, element: str) -> str:
    """The IRI of a version; copies from the same day are told apart by their number."""
    day = version.valid_from.isoformat() if version.valid_from else ""
    copy = "" if version.preferred else f"~{version.number}"
    return f"{work_uri(version.instrument.key, element)}/{_LANGUAGE}@{day}{copy}"


def reference_uri(target: str, own_key: str) -> str:
    """The link to an instrument or provision.

    :param own_key: of the instrument that the link stands in
    """
    key, mark, path = target.partition("#")
    fragment = f"#{eid(path)}" if mark else ""
    if key == own_key and fragment:
        return fragment
    return work_uri(key, document_element(_TYPES.get(key.split("/")[0], InstrumentType.LAW))) + fragment


def issuers_of(version: Version) -> list[tuple[str, str]]:
    """The eId and name of each body that issued the instrument."""
    names = (version.instrument.metadata.issuer or "").split("; ")
    return [(f"issuer_{number}", name) for number, name in enumerate(filter(None, names), start=1)] or [("issuer_1", "chưa rõ")]


def add_identification(meta: Element, version: Version, part: str = "main") -> Element:
    """Add the identification of a document.

    :param part: ``main``, or the name of the part of the document that has an identification of its own
    """
    instrument = version.instrument
    metadata = instrument.metadata
    element = document_element(metadata.type)
    issuers = [eid for eid, _ in issuers_of(version)]
    identification = etree.SubElement(meta, akn("identification"), source=f"#{AGENT}")

    uri = work_uri(instrument.key, element)
    work = _properties(identification, "FRBRWork", uri, f"/!{part}")
    for name, values in (("key", (instrument.key,)), ("alias", instrument.aliases), ("title", (metadata.title,))):
        for value in values:
            if value:
                etree.SubElement(work, akn("FRBRalias"), value=attribute(value), name=name)
    _date(work, metadata.issued_on, "issued")
    for issuer in issuers:
        etree.SubElement(work, akn("FRBRauthor"), href=f"#{issuer}")
    etree.SubElement(work, akn("FRBRcountry"), value="vn")
    etree.SubElement(work, akn("FRBRsubtype"), value=metadata.type.value)
    if metadata.number:
        etree.SubElement(work, akn("FRBRnumber"), value=attribute(metadata.number))

    uri = expression_uri(version, element)
    expression = _properties(identification, "FRBRExpression", uri, f"/!{part}")
    _date(expression, version.valid_from, "valid-from")
    for issuer in issuers:
        etree.SubElement(expression, akn("FRBRauthor"), href=f"#{issuer}")
    etree.SubElement(expression, akn("FRBRversionNumber"), value=str(version.number))
    etree.SubElement(expression, akn("FRBRlanguage"), language=_LANGUAGE)

    manifestation = _properties(identification, "FRBRManifestation", uri, f"/!{part}.akn.xml", ".akn")
    _date(manifestation, version.recorded_on, "recorded")
    etree.SubElement(manifestation, akn("FRBRauthor"), href=f"#{AGENT}")
    etree.SubElement(manifestation, akn("FRBRformat"), value="application/akn+xml")
    return identification


def _properties(identification: Element, name: str, uri: str, this: str, ending: str = "") -> Element:
    element = etree.SubElement(identification, akn(name))
    etree.SubElement(element, akn("FRBRthis"), value=uri + this)
    etree.SubElement(element, akn("FRBRuri"), value=uri + ending)
    return element


def _date(element: Element, day: date | None, name: str) -> None:
    etree.SubElement(element, akn("FRBRdate"), date=day.isoformat() if day else NO_DATE, name=name if day else "unknown")
