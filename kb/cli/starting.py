"""What must hold before the app is served: whoever it can be reached by beyond this machine has signed in."""

import os
import secrets
from importlib.util import find_spec
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kb.errors import StartRefusedError
from kb.private import make_file, make_folder
from kb.settings import Settings

LOCAL = ("localhost", "127.0.0.1", "::1")
CALLBACK = "oauth2callback"
_KEY_FILE = "cookie.secret"


def check_start(settings: Settings, address: str | None) -> None:
    """Let the app be served at an address, or refuse it. Every way of starting it asks here.

    :param address: that the server listens on; None or "": on all there are
    :raises StartRefusedError: it could be reached from elsewhere and nobody signs in, or the sign-in is set up in part only
    """
    if settings.signs_in:
        _check_sign_in(settings)
    elif not settings.listen_unsigned:
        if is_beyond(address or "0.0.0.0"):  # noqa: S104
            raise StartRefusedError("sign_in_wanted", address=address or "0.0.0.0")  # noqa: S104
        if named := hosts_of(settings) - {*LOCAL}:
            raise StartRefusedError("sign_in_wanted_by_hosts", hosts=tuple(sorted(named)))


def is_beyond(address: str) -> bool:
    """Whether an address that a server listens on, or that a request came in at, is reached from other machines. A name is,
    unless it is this machine's: nothing is asked of the network.
    """
    try:
        found = ip_address(address.strip("[]"))
    except ValueError:
        return address != "localhost" and not address.startswith(("unix:", "/"))
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return not (mapped or found).is_loopback


def hosts_of(settings: Settings) -> frozenset[str]:
    """The names under which the app may be reached, besides this machine's."""
    named = {name.strip().lower().strip("[]") for name in settings.hosts.split(",")}
    return frozenset({*named, urlsplit(settings.sign_in_address).hostname or ""} - {""})


def _check_sign_in(settings: Settings) -> None:
    wanted: dict[str, object] = {
        "KB_SIGN_IN_CLIENT": settings.sign_in_client,
        "KB_SIGN_IN_SECRET": settings.sign_in_secret or settings.sign_in_secret_file,
        "KB_SIGN_IN_ADDRESS": settings.sign_in_address,
    }
    if lacking := tuple(name for name, value in wanted.items() if not value):
        raise StartRefusedError("sign_in_lacks", names=lacking)
    given = {"KB_SIGN_IN_ISSUER": settings.sign_in_issuer or "", "KB_SIGN_IN_ADDRESS": settings.sign_in_address}
    for name, value in given.items():
        parts = urlsplit(value)
        safe = parts.scheme == "https" or (parts.scheme == "http" and not is_beyond(parts.hostname or ""))
        if not parts.hostname or not safe or parts.query or parts.fragment or parts.username:
            raise StartRefusedError("sign_in_address", name=name)
    if find_spec("authlib") is None:
        raise StartRefusedError("sign_in_extra")


def secrets_of(settings: Settings) -> dict[str, Any]:
    """What Streamlit's `st.login` is told, in this process and in no file."""
    if not settings.signs_in:
        return {}
    scope = "openid profile email" if settings.sign_in_name == "email" else "openid profile"
    return {
        "auth": {
            "redirect_uri": f"{settings.sign_in_address.rstrip('/')}/{CALLBACK}",
            "cookie_secret": _cookie_secret(settings),
            "client_id": settings.sign_in_client,
            "client_secret": _client_secret(settings),
            "server_metadata_url": f"{(settings.sign_in_issuer or '').rstrip('/')}/.well-known/openid-configuration",
            # Whoever sits down at a machine of the hotline gives a password: the one before may still be signed in at the provider.
            "client_kwargs": {"scope": scope, "prompt": "login"},
        }
    }


def _client_secret(settings: Settings) -> str:
    if settings.sign_in_secret is not None:
        return settings.sign_in_secret.get_secret_value()
    file = settings.sign_in_secret_file or Path()
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StartRefusedError("sign_in_secret_file", file=file.name) from error


def _cookie_secret(settings: Settings) -> str:
    """The key of the settings, else the one in the base's folder; app processes that share the folder share it."""
    if settings.cookie_secret is not None:
        return settings.cookie_secret.get_secret_value()
    file = settings.home / _KEY_FILE
    try:
        make_folder(settings.home)
        if not file.exists():
            draft = file.with_name(f"{_KEY_FILE}.{os.getpid()}")
            with os.fdopen(make_file(draft), "w", encoding="ascii") as out:
                out.write(secrets.token_urlsafe(48))
            try:
                os.link(draft, file)  # whoever comes second takes the first one's
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        found = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StartRefusedError("cookie_secret", file=file.name) from error
    if len(found) < 32:
        raise StartRefusedError("cookie_secret", file=file.name)
    return found
