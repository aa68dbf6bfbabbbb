"""The words of the model that reading and writing share, and how what it has no word for is said in it."""

from typing import Any
from urllib.parse import quote, unquote

Json = dict[str, Any]

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
COMMENTING, TAGGING, REPLYING, LINKING, HIGHLIGHTING = "commenting", "tagging", "replying", "linking", "highlighting"
CLASSIFYING, ASSESSING = "classifying", "assessing"
QUOTE, POSITION = "TextQuoteSelector", "TextPositionSelector"

STATE_CONTEXT = {
    "version": "https://schema.org/version",
    "sha256": "https://schema.org/sha256",
    "from": "https://schema.org/validFrom",
    "field": "urn:tuluat:field",
}
"""What the state of a target says of the version: its number, the SHA-256 of its text, the day that it is valid from, and which of
the provision's texts the selectors are about, where that is not ``text``."""

_URN = "urn:tuluat:"
_HASH = "urn:sha256:"


def as_body(purpose: str, name: str, value: str) -> Json:
    """A body for what the model has no word for: ``status``, ``severity`` and ``assignee`` are addresses of our own."""
    return {"type": "SpecificResource", "purpose": purpose, "source": f"{_URN}{name}:{quote(value, safe='')}"}


def of_body(source: str) -> tuple[str, str] | None:
    """Name and value of such an address, None for any other."""
    if not source.startswith(_URN):
        return None
    name, mark, value = source[len(_URN) :].partition(":")
    return (name, unquote(value)) if mark else None


def hash_address(sha256: str) -> str:
    """The address of a text by its hash."""
    return f"{_HASH}{sha256}"


def hash_of(address: str) -> str | None:
    """The hash in such an address, None where it is another one."""
    return address.removeprefix(_HASH).lower() if address.startswith(_HASH) else None
