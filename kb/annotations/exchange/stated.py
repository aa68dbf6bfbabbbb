"""Which text and version a target of an annotation file means, and the words that reading and writing it share."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from documents.errors import KeyFormatError
from documents.keys import Key, parse_key
from documents.paths import provision_key
from kb.errors import AnnotationError

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

URN = "urn:tuluat:"
HASH = "urn:sha256:"


def as_body(purpose: str, name: str, value: str) -> Json:
    """A body for what the model has no word for: ``status``, ``severity`` and ``assignee`` are addresses of our own."""
    return {"type": "SpecificResource", "purpose": purpose, "source": f"{URN}{name}:{quote(value, safe='')}"}


def of_body(source: str) -> tuple[str, str] | None:
    """Name and value of such an address, None for any other."""
    if not source.startswith(URN):
        return None
    name, mark, value = source[len(URN) :].partition(":")
    return (name, unquote(value)) if mark else None


def hash_of(address: str) -> str | None:
    """The hash in the address of a text by its hash, None in another one."""
    return address.removeprefix(HASH).lower() if address.startswith(HASH) else None


_NUMBER = ("version", "number", "schema:version")
_HASHES = ("sha256", "schema:sha256")
_DAY = ("from", "valid_from", "sourceDate", "sourceDateStart")
_INSTRUMENT, _PROVISION, _VERSION = "vb", "dk", "pb"  # as the addresses of the reader have them, see `kb.pages.kit.address`
_PARTS = 4  # of an instrument's key


@dataclass(frozen=True, slots=True)
class Stated:
    """A version as a state names it; the hash goes before the number, and that before the day.

    :param field: which text of the provision is meant, None where it is not said
    """

    sha256: str | None = None
    number: int | None = None
    day: date | None = None
    field: str | None = None

    @property
    def names_one(self) -> bool:
        """Whether it says which version."""
        return (self.sha256, self.number, self.day) != (None, None, None)


def read_state(state: Any) -> Stated:
    """What a state says of the version.

    :raises AnnotationError: nothing that we understand
    """
    if isinstance(state, int) and not isinstance(state, bool):
        return Stated(number=state)
    if isinstance(state, str):
        return _read_text(state)
    if not isinstance(state, dict):
        raise AnnotationError("w3c_state")
    version = state.get("version")
    if isinstance(version, dict):
        return read_state({name: value for name, value in version.items() if name != "version"})
    sha256 = next((value for name in _HASHES if isinstance(value := state.get(name), str)), None)
    cached = state.get("cached", state.get("id"))
    if sha256 is None and isinstance(cached, str):
        sha256 = hash_of(cached)
    number = next((int(value) for name in _NUMBER if (value := state.get(name)) is not None and str(value).isdecimal()), None)
    day = next((_day(value) for name in _DAY if isinstance(value := state.get(name), str)), None)
    field = state.get("field")
    found = Stated(sha256.lower() if sha256 else None, number, day, field if isinstance(field, str) else None)
    if not found.names_one and found.field is None:
        raise AnnotationError("w3c_state")
    return found


def _read_text(state: str) -> Stated:
    text = state.strip()
    if text.isdecimal() and len(text) < 10:
        return Stated(number=int(text))
    sha256 = hash_of(text) or text.lower()
    return Stated(sha256=sha256) if len(sha256) == 64 else Stated(day=_day(text))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise AnnotationError("w3c_state") from None


def key_of(source: str) -> tuple[Key, int | None]:
    """The key that an address means, and the number of a version where the address names one.

    Understood are keys, addresses of the reader of this app wherever it is served, and addresses that end in a key.

    :raises KeyFormatError: it means none
    """
    try:
        return parse_key(source), None
    except KeyFormatError as error:
        unknown = error
    parts = urlsplit(source)
    asked = parse_qs(parts.query)
    if instrument := asked.get(_INSTRUMENT):
        path, number = asked.get(_PROVISION, [""])[0], asked.get(_VERSION, [""])[0]
        return parse_key(provision_key(instrument[0], path)), int(number) if number.isdecimal() and len(number) < 10 else None
    for text in (source, unquote(source)):
        head, mark, path = text.partition("#")
        steps = head.rstrip("/").replace(":", "/").split("/")[-_PARTS:]
        try:
            return parse_key("/".join(steps) + mark + path), None
        except KeyFormatError:
            continue
    raise unknown
