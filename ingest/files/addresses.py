"""Addresses on the Internet: which may be asked for a file, and where they lead to before anything is sent there."""

import ipaddress
import re
import socket
from dataclasses import dataclass

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from documents.model import ProblemCode
from ingest.errors import IngestError

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000
_PUBLIC_6 = ipaddress.ip_network("2000::/3")
# What Python's own tables lack, depending on its release, and tunnels, whose numbers hold an IPv4 address that may be any.
_SPECIAL = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")))


class AddressError(IngestError):
    """An address from which nothing is fetched. The sentence names the host alone: the rest may hold what somebody looked for."""

    problem = ProblemCode.UNREADABLE


@dataclass(frozen=True, slots=True)
class Place:
    """A host that was looked up: what is connected to is what was checked, whatever its name leads to a moment later."""

    url: Url
    host: str
    port: int
    numbers: tuple[str, ...]

    @property
    def secure(self) -> bool:
        """Whether it is asked over TLS."""
        return self.url.scheme == "https"

    @property
    def named(self) -> str:
        """The host as a request names it."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return shown if self.port == _PORTS[str(self.url.scheme)] else f"{shown}:{self.port}"


def read_address(text: str) -> Url:
    """An address as a person gives it, or a server that sends elsewhere.

    :raises AddressError: it is none from which anything is fetched
    """
    try:
        url = parse_url(text.strip())
    except LocationParseError as error:
        raise AddressError("address_form") from error
    if url.scheme not in _PORTS:
        raise AddressError("address_scheme")
    if url.auth is not None:
        raise AddressError("address_credentials")
    if not url.host or len(text) > _LONGEST or re.search(r"[\s\x00-\x1f\x7f\\]", text.strip()):
        raise AddressError("address_form")
    if url.port is not None and url.port not in _PORTS.values() and url.port < 1024:
        raise AddressError("address_port", host=url.host, port=str(url.port))
    return url._replace(fragment=None)


def look_up(url: Url, own_hosts: frozenset[str]) -> Place:
    """Where an address leads to. All that its name stands for has to be out on the Internet.

    :param own_hosts: names that may stand for anything
    :raises AddressError: nobody knows the name, or it stands for this machine or one of its own network
    """
    host = str(url.host).strip("[]").lower().rstrip(".")
    port = url.port or _PORTS[str(url.scheme)]
    numbers = tuple(dict.fromkeys(_resolved(host, port)))
    if not numbers:
        raise AddressError("address_unknown", host=host)
    if host not in own_hosts and not all(map(is_public, numbers)):
        raise AddressError("address_private", host=host)
    return Place(url, host, port, numbers)


def is_public(number: str) -> bool:
    """Whether an IP address is one out on the Internet: not of this machine, this network, a group, nor one that holds another."""
    try:
        found = ipaddress.ip_address(number)
    except ValueError:  # with a zone, as fe80::1%eth0
        return False
    if (found.version == 6 and found not in _PUBLIC_6) or any(found in special for special in _SPECIAL):
        return False
    return found.is_global and not (found.is_private or found.is_multicast or found.is_reserved or found.is_unspecified)


def _resolved(host: str, port: int) -> list[str]:
    try:
        return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        return []
