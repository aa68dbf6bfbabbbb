"""The file of all versions, and the ``meta`` of each: identification, classification, life cycle, the rest."""

from collections.abc import Mapping, Sequence
from datetime import date

from lxml import etree

from documents.akoma_ntoso.identification import AGENT, add_identification, issuers_of, work_uri
from documents.akoma_ntoso.told import Told, problems_of
from documents.akoma_ntoso.tree import TreeWriter
from documents.akoma_ntoso.version import AKN, NAMESPACE, Version, akn, document_element, own
from documents.akoma_ntoso.xml import Element, attribute, serialise, set_text
from documents.messages import Words

_IN_FORCE = "in-force"
_CODIFICATION = "phap-dien"


def add_metadata(meta: Element, version: Version, elements: Mapping[str, Element], words: Words | None) -> None:
    """Fill ``meta``, and let the provisions point to the periods that are about them.

    :param elements: of the provisions, by path
    :param words: the sentences of problems, which are left out without it
    """
    add_identification(meta, version)
    _add_classification(meta, version)
    _add_periods(meta, version, elements)
    _add_references(meta, version)
    _add_own(meta, version, words)


def _add_classification(meta: Element, version: Version) -> None:
    topics = {item.topic_code: item.topic for item in version.instrument.codified.values()}
    if not topics:
        return
    classification = etree.SubElement(meta, akn("classification"), source=f"#{AGENT}")
    for code, topic in topics.items():
        keyword = etree.SubElement(classification, akn("keyword"), value=attribute(code), showAs=attribute(topic))
        keyword.set("dictionary", f"#{_CODIFICATION}")


def _add_periods(meta: Element, version: Version, elements: Mapping[str, Element]) -> None:
    """The life cycle and the periods of effect. The end of an interval is its last day."""
    metadata = version.instrument.metadata
    periods = [period for period in metadata.effective if period.start or period.end]
    if not periods and metadata.issued_on is None:
        return
    events: dict[date, str] = {}
    lifecycle = etree.SubElement(meta, akn("lifecycle"), source=f"#{AGENT}")
    if metadata.issued_on:
        etree.SubElement(
            lifecycle, akn("eventRef"), date=metadata.issued_on.isoformat(), source="#issuer_1", type="generation", eId="issued"
        )
    for moment in sorted({day for period in periods for day in (period.start, period.end) if day}):
        events[moment] = f"event_{len(events) + 1}"
        etree.SubElement(lifecycle, akn("eventRef"), date=moment.isoformat(), source="#issuer_1", eId=events[moment])
    if not periods:
        return
    temporal = etree.SubElement(meta, akn("temporalData"), source=f"#{AGENT}")
    for number, period in enumerate(periods, start=1):
        group = etree.SubElement(temporal, akn("temporalGroup"), eId=f"period_{number}")
        interval = etree.SubElement(group, akn("timeInterval"), refersTo=f"#{_IN_FORCE}")
        for name, day in (("start", period.start), ("end", period.end)):
            if day:
                interval.set(name, f"#{events[day]}")
        for path in period.scope:
            if path in elements and "period" not in elements[path].attrib:
                elements[path].set("period", f"#period_{number}")


def _add_references(meta: Element, version: Version) -> None:
    metadata = version.instrument.metadata
    references = etree.SubElement(meta, akn("references"), source=f"#{AGENT}")
    named = [("TLCOrganization", AGENT, "organization", "Tủ Luật")]
    named += [("TLCOrganization", eid_, "organization", name) for eid_, name in issuers_of(version)]
    if metadata.signed_by:
        named.append(("TLCPerson", "signer", "person", metadata.signed_by))
    if metadata.place:
        named.append(("TLCLocation", "place", "location", metadata.place))
    if metadata.effective:
        named.append(("TLCConcept", _IN_FORCE, "concept", "có hiệu lực thi hành"))
    if version.instrument.codified:
        named.append(("TLCReference", _CODIFICATION, "reference", "Bộ pháp điển"))
    for name, eid_, class_, shown in named:
        reference = etree.SubElement(references, akn(name), eId=eid_, href=f"/akn/ontology/{class_}/vn/{eid_}")
        reference.set("showAs", attribute(shown))
        if name == "TLCReference":
            reference.set("name", class_)


def _add_own(meta: Element, version: Version, words: Words | None) -> None:
    proprietary = etree.SubElement(meta, akn("proprietary"), source=f"#{AGENT}")
    set_text(etree.SubElement(proprietary, own("version")), Told.of(version).model_dump_json())
    if words is not None:
        for _, problem in problems_of(version.instrument):
            set_text(etree.SubElement(proprietary, own("problem"), code=problem.code.value), words(problem.message))


def write(versions: Sequence[Version], words: Words | None = None) -> str:
    """Write the versions of one instrument.

    :param versions: at least one; their order is kept
    :param words: the sentences of problems, for whoever has no catalogue of them; None: left out
    :returns: XML, valid against the schema of Akoma Ntoso 3.0
    :raises ValueError: there is no version
    """
    if not versions:
        raise ValueError("no version to write")
    root = etree.Element(akn("akomaNtoso"), nsmap={None: AKN, "tl": NAMESPACE})
    if len(versions) == 1:
        _add_document(root, versions[0], words)
    else:
        _add_collection(root, versions, words)
    return serialise(root)


def _add_document(parent: Element, version: Version, words: Words | None) -> None:
    instrument = version.instrument
    element = etree.SubElement(parent, akn(document_element(instrument.metadata.type)), name=instrument.metadata.type.value)
    # "originalVersion" would claim more than is known: whether amendments are worked in is said by origin and validity.
    element.set("contains", "singleVersion")
    meta = etree.SubElement(element, akn("meta"))
    writer = TreeWriter(version)
    writer.add_text(element)
    add_metadata(meta, version, writer.elements, words)


def _add_collection(root: Element, versions: Sequence[Version], words: Words | None) -> None:
    first = versions[0]
    collection = etree.SubElement(root, akn("documentCollection"), name="versions")
    add_identification(etree.SubElement(collection, akn("meta")), first, "versions")
    body = etree.SubElement(collection, akn("collectionBody"))
    components = etree.SubElement(root, akn("components"))
    for version in versions:
        name = f"version_{version.number}"
        link = etree.SubElement(etree.SubElement(body, akn("component")), akn("documentRef"), href=f"#{name}")
        link.set("showAs", work_uri(version.instrument.key) + (f" ({version.valid_from})" if version.valid_from else ""))
        _add_document(etree.SubElement(components, akn("component"), eId=name), version, words)
