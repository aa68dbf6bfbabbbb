"""`kb mcp`: the questions that programs may ask, as tools of an assistant that starts this process and talks with it."""

import logging

from kb import logs
from kb.base import KnowledgeBase
from kb.cli.options import cli
from kb.settings import settings


@cli.command("mcp")
def mcp_command() -> None:
    """Trả lời trợ lý máy theo MCP, qua thiết bị nhập xuất chuẩn. (Answer assistants by MCP on standard input and output.)"""
    logs.set_up(settings().log, logging.WARNING)
    with KnowledgeBase(create=False) as base:
        from kb.open.tools import talk

        talk(base)
