"""`kb serve`: the app, its workers and what tells of them, as one thing that is run; it starts, or says why not. And `kb mcp`: the
questions that programs may ask, as tools of an assistant that starts this process and talks with it.
"""

import difflib
import errno
import logging
import os
import re
import socket
from typing import Annotated

import typer

from kb import logs
from kb.base import KnowledgeBase
from kb.cli.guard import check_start
from kb.cli.options import cli
from kb.cli.output import remark
from kb.errors import StartRefusedError
from kb.settings import Settings, settings
from kb.upkeep.health import index_check


@cli.command("serve")
def serve_command(
    address: Annotated[str, typer.Option("--address", help="Địa chỉ mạng để nghe. (Address to listen on.)")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Cổng. (Port.)")] = 8501,
    base_path: Annotated[str, typer.Option("--base-path", help="Thư mục sau máy chủ trung gian. (Path behind a proxy.)")] = "",
    workers: Annotated[int, typer.Option("--workers", min=0, max=16, help="Số tiến trình đọc tệp. (Workers beside it.)")] = 1,
) -> None:
    """Chạy ứng dụng và các tiến trình đọc tệp trên máy chủ. (Run the app and its workers on a server.)"""
    here = settings()
    logs.set_up(here.log)
    folder = base_path.strip("/")
    if not re.fullmatch(r"(?:[\w.~-]+(?:/[\w.~-]+)*)?", folder, re.ASCII):
        raise StartRefusedError("serve_base_path", path=base_path)
    check_settings(here)
    check_start(here, address)
    check_port(address, port)
    with KnowledgeBase() as base:
        index = index_check(base)
        if not index.ok:  # people are served without it, from the database
            remark("serve.index_later", why=index.found)
        from kb.cli.serving import run_server

        remark("serve.started", address=f"http://{f'[{address}]' if ':' in address else address}:{port}/{folder}")
        run_server(base, address, port, f"/{folder}" if folder else "", workers)


@cli.command("mcp")
def mcp_command() -> None:
    """Trả lời trợ lý máy theo MCP, qua thiết bị nhập xuất chuẩn. (Answer assistants by MCP on standard input and output.)"""
    logs.set_up(settings().log, logging.WARNING)
    with KnowledgeBase(create=False) as base:
        from kb.open.tools import talk

        talk(base)


def check_settings(given: Settings) -> None:
    """Whether each KB_ variable is a setting, and none contradicts another.

    :raises StartRefusedError: one is not, or does
    """
    known = {f"KB_{name.upper()}" for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith("KB_") and name.upper() not in known:
            like = difflib.get_close_matches(name.upper(), known, 1)
            raise (
                StartRefusedError("serve_setting_meant", name=name, meant=like[0])
                if like
                else StartRefusedError("serve_setting_unknown", name=name)
            )
    if not given.index_url:
        for name in ("index_api_key", "index_ca", "index_name"):
            if getattr(given, name) is not None:
                raise StartRefusedError("serve_setting_alone", name=f"KB_{name.upper()}", needs="KB_INDEX_URL")
    elif given.index_api_key is not None and "@" in given.index_url:
        raise StartRefusedError("serve_settings_two", names=["KB_INDEX_API_KEY", "KB_INDEX_URL"])
    for name in ("index_ca", "report_template", "inbox_folder"):
        if (path := getattr(given, name)) is not None and not path.exists():
            raise StartRefusedError("serve_setting_path", name=f"KB_{name.upper()}", path=path)


def check_port(address: str, port: int) -> None:
    """Whether the server can listen there.

    :raises StartRefusedError: somebody else does, it is for others, or the address is not one of this machine's
    """
    try:
        family, kind, _, _, where = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(where)
            trial.listen(1)
    except socket.gaierror:
        raise StartRefusedError("serve_address", address=address) from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise StartRefusedError("serve_port_taken", address=address, port=str(port)) from error
        if error.errno == errno.EACCES:
            raise StartRefusedError("serve_port_forbidden", port=str(port)) from error
        raise StartRefusedError("serve_address", address=address) from error
