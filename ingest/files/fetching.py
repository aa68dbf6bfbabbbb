"""A file from an address: asked for by a person each time, in a process of its own that is ended when it takes too long.

No proxy, cookie, password or referrer is sent, and every hop is looked up, checked and then connected to by its number, so that its
name cannot lead elsewhere in between.
"""

import ipaddress
import os
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote, urljoin

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, LocationParseError, NewConnectionError, ReadTimeoutError, SSLError
from urllib3.util import Url, parse_url

from documents.messages import Message
from documents.model import ProblemCode
from ingest.apart import Workers
from ingest.errors import FileTooLargeError, IngestError
from ingest.files.source import Fetched, base_name, default_limits, megabytes
from ingest.readers.formats import Content, content_of
from kb.apart.process import WorkLimits
from kb.private import make_file
from kb.settings import Settings
from kb.settings import settings as process_settings

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


_HOPS = 5
_CONNECTING, _WAITING = 15.0, 30.0  # seconds: for a connection, and for the next byte of an answer
_CHUNK = 64 * 1024
_MEMORY = 512  # MB, of the process that fetches
_LOOKS_EVERY = 0.025
_NAME = 180  # bytes of a file's name, of which a system takes 255
_AWAY = frozenset((301, 302, 303, 307, 308))
_WHOLE = 200
# What is said of a file, and what its bytes may then be; of what says nothing of them (octet-stream) they may be anything.
_SAID = (
    (re.compile(r"application/(x-)?pdf"), {Content.PDF}),
    (re.compile(r"application/(x-)?zip.*|application/vnd\.openxmlformats.*"), {Content.ZIP}),
    (re.compile(r"application/(msword|vnd\.ms-.*)"), {Content.OFFICE, Content.RTF, Content.ZIP}),
    (re.compile(r"(application|text)/rtf"), {Content.RTF}),
    (re.compile(r"image/.*"), {Content.IMAGE}),
    (re.compile(r"text/.*|application/(xhtml\+)?xml"), {Content.TEXT}),
)


def fetch(
    address: str,
    folder: Path,
    settings: Settings | None = None,
    *,
    seconds: float | None = None,
    progress: Callable[[int], None] | None = None,
) -> Fetched:
    """Fetch a file into a folder, piece by piece: it is never held in the memory.

    :param seconds: the longest that it may take as a whole; default: as reading a file
    :param progress: called with the bytes that are there
    :raises IngestError: it is no address out on the Internet, does not answer as it should, or is too large, too slow or broken off
    """
    settings = settings or process_settings()
    allowed = WorkLimits(seconds or settings.file_seconds, _MEMORY)
    host = str(read_address(address).host)
    part = folder / "tai-ve.part"
    try:
        with closing(Workers(1, allowed)) as workers:
            most = default_limits(settings).file_bytes
            task = workers.submit(_download, address, part, most, settings.own_host_names, name=host)
            while not task.done():
                with suppress(FileNotFoundError):  # it is not there before the first byte
                    if progress:
                        progress(part.stat().st_size)
                time.sleep(_LOOKS_EVERY)
        outcome = task.result()
        if outcome.error is not None and outcome.error.code in ("file_slow", "file_process_ended"):
            raise AddressError("address_slow", host=host, seconds=f"{allowed.seconds:g}") from outcome.error
        if outcome.error is not None:
            raise outcome.error
        found: Fetched = outcome.value
        return replace(found, path=part.rename(folder / found.name))
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _download(address: str, path: Path, most: int, own_hosts: frozenset[str]) -> Fetched:
    first = str(read_address(address).host)
    for _ in range(_HOPS + 1):
        # a host of the own network is named by a person, never by a server that sends there
        place = look_up(read_address(address), own_hosts & {first})
        with _answer(place) as answer:
            if answer.status in _AWAY and answer.headers.get("location"):
                with suppress(ValueError):  # read_address says of it that it is no address
                    address = answer.headers["location"]
                    address = urljoin(place.url.url, address)
                continue
            if answer.status != _WHOLE:
                raise AddressError("address_status", host=place.host, status=answer.status)
            found = _described(answer, place, path)
            length = answer.headers.get("content-length", "")
            if length.isdecimal() and int(length) > most:
                raise _large(found, most)
            try:
                _write(answer, found, most)
                return _checked(found, place)
            except OSError as error:
                raise AddressError("address_not_written", name=found.name) from error
    raise AddressError("address_redirects", host=first, most=_HOPS)


@contextmanager
def _answer(place: Place) -> Iterator[BaseHTTPResponse]:
    headers = {"Host": place.named, "User-Agent": f"TuLuat/{version('tuluat')}", "Accept-Encoding": "identity"}
    failed: Exception | None = None
    for number in place.numbers:
        with _pool(place, number) as pool:
            try:
                answer = pool.urlopen(
                    "GET", place.url.request_uri, headers=headers, redirect=False, preload_content=False, assert_same_host=False
                )
                try:
                    yield answer
                finally:
                    answer.close()
                return
            except (NewConnectionError, ConnectTimeoutError) as error:
                failed = error
            except SSLError as error:
                raise AddressError("address_certificate", host=place.host) from error
            except ReadTimeoutError as error:
                raise AddressError("address_silent", host=place.host, seconds=f"{_WAITING:g}") from error
            except HTTPError as error:
                raise AddressError("address_broken", host=place.host) from error
    raise AddressError("address_unreachable", host=place.host) from failed


def _pool(place: Place, number: str) -> HTTPConnectionPool:
    at = f"[{number}]" if ":" in number else number
    timeout = Timeout(connect=_CONNECTING, read=_WAITING)
    if not place.secure:
        return HTTPConnectionPool(at, place.port, timeout=timeout, retries=False)
    return HTTPSConnectionPool(
        at,
        place.port,
        timeout=timeout,
        retries=False,
        server_hostname=place.host,
        assert_hostname=place.host,
        ssl_context=ssl.create_default_context(),
    )


def _described(answer: BaseHTTPResponse, place: Place, path: Path) -> Fetched:
    headers = answer.headers
    day, modified = None, headers.get("last-modified")
    with suppress(TypeError, ValueError):
        day = parsedate_to_datetime(modified).date() if modified else None
    return Fetched(
        path=path,
        name=_name(headers.get("content-disposition", ""), place),
        content_type=headers.get("content-type", "").split(";")[0].strip().lower(),
        address=place.url.url,
        modified=day,
    )


def _name(disposition: str, place: Place) -> str:
    """The name that the server gives a file, or else its address."""
    given = EmailMessage()
    with suppress(Exception):  # whatever a server puts there
        given["Content-Disposition"] = disposition.encode("latin-1").decode("utf-8", "replace")
    name = given.get_filename() or unquote((place.url.path or "").rsplit("/", 1)[-1]) or place.host
    stem, dot, ending = base_name(name).rpartition(".")
    stem, ending = (stem, f".{ending[:10]}") if dot and stem else (ending, "")
    return stem.encode()[:_NAME].decode(errors="ignore") + ending


def _write(answer: BaseHTTPResponse, found: Fetched, most: int) -> None:
    whose = os.getppid()
    with os.fdopen(make_file(found.path), "wb") as stream:
        while chunk := answer.read1(_CHUNK):
            if os.getppid() != whose:  # whoever asked is gone, and may ask again
                raise AddressError("address_broken", host=found.name)
            if stream.tell() + len(chunk) > most:
                raise _large(found, most)
            stream.write(chunk)
        if not stream.tell():
            raise AddressError("address_empty", host=found.name)


def _large(found: Fetched, most: int) -> FileTooLargeError:
    return FileTooLargeError("address_large", name=found.name, limit=megabytes(most))


def _checked(found: Fetched, place: Place) -> Fetched:
    """The file, if its bytes are what the server says that they are; a page in place of a PDF asks for a password, or says sorry.

    :raises AddressError: they are not
    """
    with found.path.open("rb") as stream:
        content = content_of(stream.read(_CHUNK))
    for said, contents in _SAID:
        if said.fullmatch(found.content_type) and content not in contents:
            what = Message.of("format.binary") if content is Content.OTHER else str(content)
            raise AddressError("address_type", host=place.host, said=found.content_type, found=what)
    ending = {Content.PDF: ".pdf", Content.TEXT: ".html" if "html" in found.content_type else ""}.get(content, "")
    named = found.name.lower().endswith((ending, ".htm") if ending == ".html" else ending)
    return found if named else replace(found, name=found.name + ending)
