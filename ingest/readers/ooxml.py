"""The parts of a document of today's Office: a ZIP of XML, opened under limits."""

import io
import re
import zipfile
from typing import Any

from lxml import etree

from documents.text import take_private
from ingest.errors import UnreadableFileError
from ingest.files.source import Limits
from ingest.files.zips import check_directory


def read_parts(data: bytes, name: str, limits: Limits, wanted: str) -> dict[str, Any]:
    """The root elements of the parts whose names match an expression, by name; None for what is no XML at all.

    :raises UnreadableFileError: it is damaged
    :raises UnsafeArchiveError: it would expand beyond the limits
    """
    with open_package(data, name, limits) as archive:
        return {
            info.filename: _parse(archive.read(info), name) for info in archive.infolist() if re.fullmatch(wanted, info.filename)
        }


def open_package(data: bytes, name: str, limits: Limits) -> zipfile.ZipFile:
    """A document as an archive whose directory was checked.

    :raises UnreadableFileError: it is damaged
    :raises UnsafeArchiveError: it would expand beyond the limits
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError) as error:
        raise UnreadableFileError("file_not_whole", name=name) from error
    check_directory(archive.infolist(), name, limits)
    return archive


def _parse(data: bytes, name: str) -> Any:
    if b"<!DOCTYPE" in data.replace(b"\0", b""):  # Office writes none; entities in attributes would be filled in, to any size
        raise UnreadableFileError("office_doctype", name=name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True)
    root = etree.fromstring(data, parser)
    if root is not None:
        take_private(root)
    return root


def local_name(element: Any) -> str:
    """The name of an element without its namespace; empty for a comment."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""
