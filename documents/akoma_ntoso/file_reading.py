"""From the content of an Akoma Ntoso file to the versions of instruments in it."""

import re

from documents.akoma_ntoso.foreign import read_foreign
from documents.akoma_ntoso.metadata_reading import read_metadata
from documents.akoma_ntoso.names import own
from documents.akoma_ntoso.tree_reading import read_tree
from documents.akoma_ntoso.version import Version
from documents.akoma_ntoso.xml import Element, child, children, local, parse
from documents.errors import AkomaNtosoError

__all__ = ["is_akoma_ntoso", "read"]

_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?akomaNtoso[\s/>]")
_LOOKED_AT = 200_000
_DOCUMENTS = ("act", "bill", "doc", "statement", "amendment", "judgment", "portion", "debate", "debateReport")
_COLLECTIONS = ("documentCollection", "amendmentList", "officialGazette")


def is_akoma_ntoso(data: bytes) -> bool:
    """Whether a file's content is Akoma Ntoso, of whatever edition."""
    head = data[:_LOOKED_AT].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head.startswith(b"<") and _ROOT.search(head) is not None


def read(data: bytes) -> tuple[Version, ...]:
    """The versions in a file, in order. A file that this package wrote gives back exactly what was written.

    Any other gives the best tree that can be made of it: one version a document.

    :raises AkomaNtosoError: it cannot be used; the sentence is to stand behind the name of the file
    """
    root = parse(data)
    if local(root) != "akomaNtoso":
        raise AkomaNtosoError("akn_other_root")
    documents = list(_documents(root))
    if not documents:
        raise AkomaNtosoError("akn_empty")
    return tuple(_version(document) for document in documents)


def _documents(root: Element) -> list[Element]:
    found = []
    for element in children(root, *_DOCUMENTS, *_COLLECTIONS):
        if local(element) in _DOCUMENTS:
            found.append(element)
            continue
        for place in ("collectionBody", "components"):
            found += _in_components(child(element, place))
    found += _in_components(child(root, "components"))
    return found


def _in_components(components: Element | None) -> list[Element]:
    if components is None:
        return []
    return [document for component in children(components, "component") for document in children(component, *_DOCUMENTS)]


def _version(document: Element) -> Version:
    proprietary = child(document, "meta", "proprietary")
    if proprietary is None or proprietary.find(own("version")) is None:
        return read_foreign(document)
    try:
        version, problems = read_metadata(proprietary)
        return read_tree(document, version, problems)
    except (ValueError, KeyError, TypeError) as error:
        raise AkomaNtosoError("akn_metadata") from error
