"""Versions of an instrument to the text of an Akoma Ntoso file."""

from collections.abc import Sequence

from lxml import etree

from documents.akoma_ntoso.identification import add_identification, work_uri
from documents.akoma_ntoso.metadata import add_metadata
from documents.akoma_ntoso.names import AKN, NAMESPACE, akn, document_element
from documents.akoma_ntoso.tree import TreeWriter
from documents.akoma_ntoso.version import Version
from documents.akoma_ntoso.xml import Element, serialise
from documents.messages import Words

__all__ = ["write"]


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
